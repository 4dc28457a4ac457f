"""ASSOC, NULL and MED: how two things go together, measured on one set of rows."""

from dataclasses import replace

import numpy as np

from pipeline.claims import Claim
from pipeline.judging import decide, share_words, slope_words, words
from pipeline.judging.bench import Bench
from pipeline.judging.finding import Finding, missing_types, told_only
from pipeline.judging.judgement import Judgement, gated, not_testable
from pipeline.judging.places import checked
from pipeline.judging.profiles import project_means
from pipeline.judging.respondents import members
from pipeline.judging.slope_finding import PURE, interaction, logged, mean_of, slope
from pipeline.rules import Association, Group, Mediation, NoEffect, Slope
from pipeline.stats.association import ceiling_effect, mediation
from pipeline.stats.estimate import Estimate
from pipeline.stats.resampling import Bootstrapped

CONTRAST = {"PP": 1.0, "SOC": -0.5, "SOL": -0.5}
WAVES_THAT_AGREE = 2 / 3
ASSOCIATION_ONLY = "an association only, not a cause"


def association(claim: Claim, rule: Association, bench: Bench) -> Judgement:
    """Every slope as claimed, on its side in two thirds of the waves, and every share."""
    found = [slope(s, bench) for s in rule.slopes]
    shares = [checked(share, bench, "component") for share in rule.shares]
    absent = tuple(reason for f in [*found, *shares] for reason in f.absent)
    if absent or any(f.inference is None for f in [*found, *shares]):
        return not_testable(claim.id, absent, (*found, *shares))
    found = [replace(f, word=_word(s, f, bench)) for s, f in zip(rule.slopes, found, strict=True)]
    said = [str(f.word) for f in [*found, *shares]]
    word = decide.either(said) if rule.any_refutes else decide.combine(said)
    index = decide.decisive([str(f.word) for f in found], word)
    of_projects = [replace(s, level="between", given=()) for s in rule.slopes if s.level == "within" and bench.context]
    between = [slope(s, bench) for s in of_projects]
    chosen, asked, evidence = found[index], rule.slopes[index], bench.evidence
    told = slope_words.decided(asked, chosen, evidence, bench.bound(asked.bound))
    ending = slope_words.end(asked, chosen, bench.bound(asked.bound))
    others = [(other, f) for other, f in zip(rule.slopes, found, strict=True) if f is not chosen]
    for other, f in sorted(others, key=lambda pair: pair[1].word != chosen.word):
        bound = bench.bound(other.bound)
        more = slope_words.goes_with(other, f, evidence, slope_words.deciding(other, f, bound))
        own = slope_words.end(other, f, bound)
        if own == ending:
            told += f"; likewise {more}"
        else:
            told += f"; {'and' if f.word == chosen.word else 'but'} {more}, {own}"
    for share, f in zip(rule.shares, shares, strict=True):
        joined = "and" if f.word == chosen.word else "but"
        told += f"; {joined} {share_words.share(evidence, share, f, str(f.word))}"
    asked_of = rule.interaction if bench.context else None
    elsewhere = interaction(rule.slopes[0], asked_of, bench) if asked_of is not None else None
    told += slope_words.apart(*elsewhere) if elsewhere is not None else ""
    inference = _claimed(asked, chosen)
    apart = tuple(replace(f, role="context") for f in between if f.inference is not None)
    judged = Judgement(claim.id, word, words.sentence(told), parts=(*found, *shares, *(elsewhere or ()), *apart))
    judged = judged.measured(chosen, inference, inference.interval(0.95), bench.bound(asked.bound))
    gates = tuple(f.gate for f in [*found, *shares] if f.gate)
    return gated(judged, gates) if gates else judged


def no_effect(claim: Claim, rule: NoEffect, bench: Bench) -> Judgement:
    """No relevant slope, people with little of the one and much of the other, and no ceiling that needs it."""
    found, cell = slope(rule.slope, bench), checked(rule.occupied_cell, bench, "component")
    if found.inference is None or cell.inference is None:
        return not_testable(claim.id, (*found.absent, *cell.absent), (found, cell))
    rows = bench.evidence.rows(rule.slope.group)
    x, y = (mean_of(bench.evidence, codes) for codes in (rule.slope.predictor, rule.slope.outcome))
    y = logged(rule.slope, y)
    ceiling = ceiling_effect(x[rows], y[rows], bench.rulers.guard_draws, bench.counting.seed)
    limit, bound = bench.bound(rule.ceiling_bound), bench.bound(rule.slope.bound)
    word = decide.no_effect(
        found.ci(0.95), found.ci(0.90), bound, cell.word == "supported", ceiling.d, ceiling.p, limit, bench.rulers.alpha
    )
    told = slope_words.no_need(rule.slope, found, bench.evidence, bound)
    low, high = (slope_words.named(bench.evidence, codes) for codes in (rule.slope.predictor, rule.slope.outcome))
    least = words.number(rule.occupied_cell.low, "share")
    missing = {"inconclusive": ", which is not sure", "contradicted": ", which is not so"}.get(str(cell.word), "")
    told += f"; {words.number(cell.value, 'share')} are low in {low} and yet high in {high} (95 % interval "
    told += f"{words.interval(cell.ci(0.95), 'share')}, more than {least} needed{missing}); "
    told += f"of all that is possible, {slope_words.room(ceiling.d, ceiling.p, limit, bench.rulers.alpha)}"
    what = "empty room above, as a share of the whole (ceiling effect d)"
    room = told_only(found, what, f"d = {ceiling.d:.3f}, permutation p = {ceiling.p:.3f}")
    judged = Judgement(claim.id, word, words.sentence(told), parts=(replace(found, word=None), cell, room))
    judged = judged.measured(found, found.inference, found.ci(0.90), bound)
    return gated(judged, (found.gate,)) if found.gate else judged


def mediated(claim: Claim, rule: Mediation, bench: Bench) -> Judgement:
    """The effect of the declared type on an outcome through a mediator, on means of projects; an association."""
    evidence = bench.evidence
    missing = missing_types(evidence, ("PP", "SSE"))
    codes = [*rule.mediators, rule.outcome]
    unasked = tuple(evidence.silence(c) for c in codes if not np.isfinite(evidence.column(c)).any())
    if missing or unasked:
        return not_testable(claim.id, missing or unasked, ())
    table = project_means(evidence, codes)
    mediator = np.mean([table.values[:, i] for i in range(len(rule.mediators))], axis=0)
    settings = bench.counting
    found = mediation(table.values[:, -1], mediator, table.types, CONTRAST, settings.draws, settings.seed)
    if found is None:
        return not_testable(claim.id, ("too few projects for a mediation",), ())
    bound, least = bench.bound(rule.bound), bench.bound(rule.share_bound)
    indirect = found.indirect
    word = decide.mediation(
        indirect.interval(0.95), indirect.interval(0.90), indirect.value, bound, found.share.value, least
    )
    through = " and ".join(evidence.name(code) for code in rule.mediators)
    bounds = words.interval(indirect.interval(0.95), "slope")
    end = slope_words.passing(indirect.interval(0.95), word, indirect.value, bound, found.share.value, least)
    told = f"what passes from the type through {through} to {evidence.name(rule.outcome)} (the indirect effect) is "
    told += f"{indirect.value:.2f} standard deviations (95 % interval {bounds}){words.part_of_the_whole(found.share.value)}, "
    told += f"{end}; a common cause that nobody measured would undo it from a correlation of {found.rho:.2f} on "
    told += f"({ASSOCIATION_ONLY})"
    what = f"indirect effect through {' and '.join(rule.mediators)}"
    entered = np.isin(table.types, PURE) & np.isfinite(table.values[:, -1]) & np.isfinite(mediator)
    persons = int(np.isin(evidence.project_of, table.names[entered]).sum())
    sides = [(Group(side), int(np.isin(table.types[entered], members(side)).sum())) for side in ("PP", "SSE")]
    gate = bench.models.gate.behind(evidence, sides)
    part = Finding("PP - SSE", what, "contrast", "standard deviations", indirect, int(entered.sum()), persons)
    share = replace(
        part, what="share of the indirect in the whole effect", unit="share", inference=found.share, role="context"
    )
    undone = told_only(part, "correlation of an unmeasured common cause that would undo it", f"rho = {found.rho:.2f}")
    judged = Judgement(claim.id, word, words.sentence(told), parts=(part, share, undone))
    judged = judged.measured(part, indirect, indirect.interval(0.95), bound)
    return gated(judged, (gate,)) if gate else judged


def _claimed(asked: Slope, finding: Finding) -> Estimate | Bootstrapped:
    inference = finding.inference
    assert isinstance(inference, Estimate | Bootstrapped)
    return inference.reversed() if asked.sign == "negative" else inference


def _word(asked: Slope, finding: Finding, bench: Bench) -> str:
    inference, bound = _claimed(asked, finding), bench.bound(asked.bound)
    word = decide.association(inference.interval(0.95), inference.interval(0.90), bound, asked.sign == "not negative")
    waves = np.unique(bench.evidence.waves)
    if word not in ("supported", "contradicted") or len(waves) < 2:
        return word
    agree = [_same_side(asked, finding.value, bench, wave) for wave in waves]
    return word if sum(agree) >= WAVES_THAT_AGREE * len(agree) else "inconclusive"


def _same_side(asked: Slope, value: float, bench: Bench, wave: str) -> bool:
    """Whether a wave's slope has the sign of all; of one that must only not be negative, whether it lies on the same side of
    the bound: about zero its sign says nothing."""
    part = replace(bench, evidence=bench.evidence.alone(wave))
    found, edge = slope(asked, part), -bench.bound(asked.bound) if asked.sign == "not negative" else 0.0
    return found.inference is not None and bool(np.sign(found.value - edge) == np.sign(value - edge))
