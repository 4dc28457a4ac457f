"""DIFF, DIFF_POLE, EQ and WITHIN: claims about the difference between two sides, or between two things within a person."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.claims import Claim
from pipeline.judging import contrast_words, decide, either_side, register_contrasts, share_words, words
from pipeline.judging.bench import Bench, direction
from pipeline.judging.finding import Finding, Tested
from pipeline.judging.judgement import Judgement, gated, not_testable
from pipeline.judging.places import checked
from pipeline.judging.respondents import members
from pipeline.rules import Contrast, Dichotomy, Difference, Equivalence, Group, Location, Outcome, Share, Within
from pipeline.stats.estimate import Estimate
from pipeline.stats.resampling import Bootstrapped

STANDARDISED = "STATUS"  # within each wave, so that the mean of one side by itself says nothing


def difference(claim: Claim, rule: Difference | Dichotomy, bench: Bench) -> Judgement:
    """A difference in every contrast that the claim names and, for a dichotomy, each stated pole reached."""
    found = [bench.contrast(contrast) for contrast in rule.contrasts]
    poles = [bench.models.location(pole) for pole in rule.poles] if isinstance(rule, Dichotomy) else []
    crossings = [bench.models.location(c, "crossover") for c in rule.crossovers] if isinstance(rule, Dichotomy) else []
    checks = [checked(check, bench) for check in rule.cross_checks]
    reached = {(part.side, part.what) for part in poles}
    absent = [reason for finding in [*found, *poles, *crossings] for reason in finding.absent]
    nothing = bool(absent) or any(finding.inference is None for finding in [*found, *poles, *crossings])
    sides = [p for contrast in rule.contrasts for p in _sides(contrast, bench)] if nothing or bench.context else []
    beside = [part for part in sides if (part.side, part.what) not in reached]
    if nothing:
        return not_testable(claim.id, tuple(absent), (*found, *poles, *crossings, *checks, *beside))
    level = bench.levels.get(claim.id, bench.rulers.alpha)
    named = list(zip(rule.contrasts, found, strict=True))
    found = [replace(f, word=_word(c, f, bench, level)) for c, f in named]
    combined = decide.combine([str(f.word) for f in found])
    word, detail = combined, None
    if isinstance(rule, Dichotomy):
        poles = [_reached(pole, f, bench) for pole, f in zip(rule.poles, poles, strict=True)]
        crossings = [_reached(c, f, bench) for c, f in zip(rule.crossovers, crossings, strict=True)]
        word, detail = decide.dichotomy(combined, [_reach(f) for f in [*poles, *crossings]])
    index = min(
        _telling([str(f.word) for f in found], combined),
        key=lambda i: claimed(rule.contrasts[i], found[i]).value / bench.bound(rule.contrasts[i].bound),
    )
    contrast, weakest = rule.contrasts[index], found[index]
    inference = claimed(contrast, weakest)
    if combined == "inconclusive" and detail is None:
        detail = decide.lean(inference.interval(0.95))
    reason = _reason(rule, found, [*poles, *crossings], index, word, detail, bench, level)
    opposed = [
        share_words.share(bench.evidence, check, f, str(f.word))
        for check, f in zip(rule.cross_checks, checks, strict=True)
        if f.word == "contradicted"
    ]
    if opposed and word != "contradicted":
        reason = words.sentence(f"{reason.rstrip('.')}; beside it, and not judged, {' and '.join(opposed)}")
    if contrast.measure == "entropy":
        reason = words.sentence(reason.rstrip(".") + bench.cells.forced(contrast))
    judged = Judgement(claim.id, word, reason, detail, parts=(*found, *poles, *crossings, *checks, *beside))
    judged = judged.measured(weakest, inference, inference.interval(1 - level), bench.bound(contrast.bound))
    gates = tuple(f.gate for f in [*found, *poles] if f.gate)
    return gated(judged, gates) if gates else judged


def claimed(contrast: Contrast, finding: Finding) -> Tested:
    """A contrast in the talk's direction: positive where the talk is right."""
    inference = finding.inference
    assert isinstance(inference, Estimate | Bootstrapped), f"{finding.what}: no contrast"
    return inference if direction(contrast) > 0 else inference.reversed()


def p_value(rule: Difference | Dichotomy, bench: Bench) -> float | None:
    """The p-value by which Holm's procedure orders a claim: for each contrast twice the smaller of the one-sided p-values of
    the two minimum-effect hypotheses (effect at most delta, effect at least -delta), the largest over its contrasts; None
    where a contrast has no estimate or is gated."""
    values = []
    for contrast in rule.contrasts:
        found = bench.contrast(contrast)
        if found.inference is None or found.absent or found.gate:
            return None
        inference, bound = claimed(contrast, found), bench.bound(contrast.bound)
        bound += bench.bias(contrast.outcome)
        values.append(min(1.0, 2 * min(inference.p_at_most(bound), inference.p_at_least(-bound))))
    return max(values)


def equivalence(claim: Claim, rule: Equivalence, bench: Bench) -> Judgement:
    """Shared and present: no relevant difference, and above the midpoint in every type."""
    found, bound = bench.contrast(rule.contrast), bench.bound(rule.contrast.bound)
    assert rule.contrast.outcome is not None
    present = [bench.models.group_mean(group, rule.contrast.outcome, "pole") for group in rule.present_in]
    checks = [bench.check(check, "cross-check") for check in rule.cross_checks]
    bias = bench.bias(rule.contrast.outcome)
    pairs = [
        bench.models.contrast(replace(rule.contrast, plus=Group(a), minus=Group(b)), "context")
        for a, b in (("PP", "SOC"), ("PP", "SOL"), ("SOC", "SOL"))
        if bench.context
    ]
    parts = (found, *present, *checks, *(pair for pair in pairs if pair.inference is not None))
    absent = tuple(reason for finding in [found, *present] for reason in finding.absent)
    if absent or found.inference is None:
        return not_testable(claim.id, absent, parts)
    ci95, ci90 = found.ci(0.95), found.ci(0.90)
    limit = bench.rulers.midpoint + bias
    here = [p.ci(0.95)[0] > limit for p in present]
    word, detail = decide.equivalence(ci95, ci90, bound, here, bias)
    absent_in = [f for f, high in zip(present, here, strict=True) if not high]
    reason = contrast_words.commonality(bench.evidence, rule.contrast, found, word, bound, absent_in, bias)
    reason = words.sentence(reason + (either_side.told(rule.contrast, bench) if word in ("supported", "mixed") else ""))
    assert found.inference is not None
    judged = Judgement(claim.id, word, reason, detail, parts=parts)
    judged = judged.measured(found, found.inference, ci95 if word == "contradicted" else ci90, bound)
    return gated(judged, (found.gate,)) if found.gate else judged


def within(claim: Claim, rule: Within, bench: Bench) -> Judgement:
    """Differences within persons, each beyond the smallest effect, with the higher side present."""
    found = [bench.models.location(d, "contrast") for d in rule.differences]
    highers = [bench.models.group_mean(d.group, Outcome(_higher(d)), "pole") for d in rule.differences]
    apart = [_apart(d, bench) for d in rule.differences]
    parts = (*found, *highers, *(part for parts in apart for part in parts))
    absent = tuple(reason for finding in [*found, *highers] for reason in finding.absent)
    if absent or any(f.inference is None for f in found):
        return not_testable(claim.id, absent, parts)
    verdicts = []
    limit = bench.rulers.midpoint + bench.bound("pole")
    for difference_, finding, higher in zip(rule.differences, found, highers, strict=True):
        sign = 1 if difference_.side == "above" else -1
        ci95, ci90 = _signed(finding.ci(0.95), sign), _signed(finding.ci(0.90), sign)
        verdicts.append(decide.within(ci95, ci90, bench.bound(difference_.bound), higher.ci(0.95)[0] > limit))
    word = decide.combine(verdicts)
    index = min(
        _telling(verdicts, word), key=lambda i: found[i].value * (1 if rule.differences[i].side == "above" else -1)
    )
    centre, beyond = bench.target(rule.differences[index])
    size = _beyond(found[index], rule.differences[index], bench)
    told = words.location(bench.evidence, rule.differences[index], found[index], size, centre, beyond)
    if verdicts[index] == "inconclusive" and size == "supported":
        higher = highers[index]
        bounds = words.interval(higher.ci(0.95), higher.unit)
        told += f"; but the higher side itself is not clearly present: the {higher.what} is {higher.value:.2f}"
        told += f" (95 % interval {bounds}, {limit:g} needed)"
    marked = [replace(f, word=w) for f, w in zip(found, verdicts, strict=True)]
    told += words.beside(marked, marked[index])
    chosen, inference = found[index], found[index].inference
    assert inference is not None
    judged = Judgement(claim.id, word, words.sentence(told), parts=(*marked, *parts[len(found) :]))
    judged = judged.measured(chosen, inference, inference.interval(0.95), bench.bound(rule.differences[index].bound))
    gates = tuple(f.gate for f in found if f.gate)
    return gated(judged, gates) if gates else judged


def _telling(said: Sequence[str], combined: str) -> list[int]:
    """The parts that the estimate may be of: those that say the word of the claim, else those that are not supported."""
    own = [i for i, word in enumerate(said) if word == combined]
    return own or [i for i, word in enumerate(said) if word != "supported"]


def _beyond(finding: Finding, difference_: Location, bench: Bench) -> str:
    sign = 1 if difference_.side == "above" else -1
    intervals = _signed(finding.ci(0.95), sign), _signed(finding.ci(0.90), sign)
    return decide.contrast(*intervals, bench.bound(difference_.bound))


def _higher(difference_: Location) -> str:
    outcome = difference_.outcome
    return outcome.code if difference_.side == "above" or outcome.minus is None else outcome.minus


def _signed(interval: tuple[float, float], sign: int) -> tuple[float, float]:
    return interval if sign > 0 else (-interval[1], -interval[0])


def _word(contrast: Contrast, finding: Finding, bench: Bench, level: float) -> str:
    inference = claimed(contrast, finding)
    intervals = inference.interval(1 - level), inference.interval(0.90)
    return decide.contrast(*intervals, bench.bound(contrast.bound), bench.bias(contrast.outcome))


def _reached(location: Location, finding: Finding, bench: Bench) -> Finding:
    centre, beyond = bench.target(location)
    bias = bench.bias(location.outcome) if location.bound == "pole" else 0.0
    return replace(finding, word=decide.pole(finding.ci(0.95), location.side, centre, beyond, bias))


def _reach(finding: Finding) -> decide.Reach:
    assert finding.word in ("reached", "wrong side", "undecided")
    return finding.word  # type: ignore[return-value]


def _apart(location: Location, bench: Bench) -> list[Finding]:
    if location.group.type != "SSE":
        return []
    apart = [replace(location, group=Group(part, location.group.among)) for part in members("SSE")]
    return [bench.models.location(part, "context") for part in apart]


def _sides(contrast: Contrast, bench: Bench) -> list[Finding]:
    """Each side by itself, SOC and SOL apart, as far as the data have it."""
    groups = [contrast.plus, contrast.minus]
    parts = [*groups, *(Group(t, g.among) for g in groups if g.type == "SSE" for t in members("SSE"))]
    found: list[Finding] = []
    if contrast.measure == "mean" and contrast.outcome is not None and contrast.outcome.code != STANDARDISED:
        found = [bench.models.group_mean(group, contrast.outcome, "context") for group in parts]
        if contrast.minus.type == "SSE":
            pairs = [replace(contrast, minus=Group(t, contrast.minus.among)) for t in members("SSE")]
            found += [bench.models.contrast(pair, "context") for pair in pairs]
    elif contrast.measure == "share":
        shares = [Share(group, "respondent", contrast.where, "any", "above", 0.0) for group in parts]
        found = [bench.counting.share(share, "context") for share in shares]
    elif contrast.measure == "marks":
        found = [register_contrasts.marks_of_side(group, contrast.where, bench.counting) for group in parts]
    elif contrast.measure == "entropy" and not bench.contrast(contrast).absent:
        found = bench.cells.beside(contrast)
    return [finding for finding in found if finding.inference is not None]


def _reason(
    rule: Difference | Dichotomy,
    found: Sequence[Finding],
    reached: Sequence[Finding],
    index: int,
    word: str,
    detail: str | None,
    bench: Bench,
    level: float,
) -> str:
    limits = [(bench.bound(c.bound), bench.bias(c.outcome)) for c in rule.contrasts]
    others = [i for i, f in enumerate(found) if f.word != found[index].word]
    clear = [i for i in others if found[i].word == "supported" and rule.contrasts[i].outcome is not None]
    alike = [i for i in clear if limits[i] == limits[clear[0]]]
    said = []
    for i in [index, *(i for i in others if len(alike) < 2 or i not in alike)]:
        contrast, finding = rule.contrasts[i], found[i]
        told = contrast_words.contrast(bench.evidence, contrast, finding, str(finding.word), 1 - level, *limits[i])
        said.append(f"{told}, {detail}" if i == index and word == "inconclusive" and detail else told)
    if len(alike) > 1:
        named, unit = [rule.contrasts[i] for i in alike], found[alike[0]].unit
        said.append(contrast_words.supported_too(bench.evidence, named, unit, *limits[alike[0]]))
    text = "; but ".join(said[:2]) + "".join(f"; and {more}" for more in said[2:])
    if found[index].word == "equivalent":
        text += either_side.told(rule.contrasts[index], bench)
    if len(rule.contrasts) > 1 and len(said) == 1:
        kind = ("clearer", "clearest") if found[index].word == "contradicted" else ("weaker", "weakest")
        text += f" (the {kind[len(rule.contrasts) > 2]} of its {len(rule.contrasts)} contrasts)"
    if isinstance(rule, Dichotomy) and all(f.word == "supported" for f in found):
        text += words.poles(reached, detail)
    return words.sentence(text)
