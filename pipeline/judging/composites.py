"""CONJ, TAX and NT: composites of other verdicts, the two kinds, and what no survey can establish."""

import math
from collections.abc import Mapping
from dataclasses import replace

from pipeline import kinds_words
from pipeline.claims import Claim
from pipeline.judging import decide, words
from pipeline.judging.bench import Bench
from pipeline.judging.figures import STRUCTURE
from pipeline.judging.finding import Finding, in_words, missing_types
from pipeline.judging.judgement import GateEffect, Judgement, gated, not_testable
from pipeline.judging.places import checked, located
from pipeline.rules import Component, Conjunction, Context, Figure, Location, Verdict

MOST_NAMED = 5
SMALLEST_P = 0.001  # that is printed


def conjunction(claim: Claim, rule: Conjunction, bench: Bench, claims: Mapping[str, Claim]) -> Judgement:
    """A composite, from the words of its parts."""
    found = [_component(component, bench) for component in rule.components]
    named = [_called(component, f, claims, bench) for component, f in zip(rule.components, found, strict=True)]
    parts = tuple(found)
    testable = [f for f in found if f.word != "not testable"]
    gates = tuple(f.gate for f in testable if f.gate)
    word = decide.conjunction([str(f.word) for f in found], rule.needs, rule.none_contradicted)
    if word == "not testable":
        absent = tuple(reason for f in found if f.word == "not testable" for reason in f.absent)
        return not_testable(claim.id, absent, parts)
    counts = {w: sum(f.word == w for f in found) for w in dict.fromkeys(str(f.word) for f in found)}
    groups = {c.group if isinstance(c, Location) else None for c in rule.components}
    of = f"in {in_words(common)}, " if len(groups) == 1 and (common := groups.pop()) is not None else ""
    named = [name.replace(f" {of.removesuffix(', ')} is ", " ") for name in named] if of else named
    called = "rows" if all(isinstance(component, Verdict) for component in rule.components) else "parts"
    if counts.get("supported") == len(found):
        told = f"{of}{'both' if len(found) == 2 else f'all {len(found)}'} {called} hold ({_listed(named)})"
    else:
        told = f"{of}of {len(found)} {called} {_counted(counts)}; {_needed(rule, word)}"
        others = [f"{name}: {f.word}" for name, f in zip(named, found, strict=True) if f.word != "supported"]
        told += f" ({'; '.join(others)})" if len(others) <= MOST_NAMED else ""
    judged = Judgement(claim.id, word, words.sentence(told), parts=parts, unit="parts")
    projects, persons = max(f.n_projects for f in found), max(f.n_respondents for f in found)
    judged = replace(
        judged, estimate=counts.get("supported", 0) / len(found), n_projects=projects, n_respondents=persons
    )
    return gated(judged, gates) if gates else judged


def _counted(counts: Mapping[str, int]) -> str:
    """How many parts say each word: `7 are supported, 1 inconclusive`."""
    supported = counts.get("supported", 0)
    verb = "is" if supported < 2 else "are"
    others = [f"{n} {word}" for word, n in counts.items() if word != "supported"]
    return ", ".join([f"{supported or 'none'} {verb} supported", *others])


def _needed(rule: Conjunction, word: str) -> str:
    """How many parts a composite needs to be supported."""
    needed = math.ceil(rule.needs * len(rule.components) - 1e-9)
    many = "all" if needed == len(rule.components) else str(needed)
    would = f"{'is' if needed == 1 else 'are'} needed" if word == "supported" else "would be needed"
    return f"{many} {would}{', and none contradicted' if rule.none_contradicted else ''}"


def _listed(called: list[str]) -> str:
    return "; ".join(called[:MOST_NAMED]) + ("; ..." if len(called) > MOST_NAMED else "")


def _called(component: Component, finding: Finding, claims: Mapping[str, Claim], bench: Bench) -> str:
    """How the sentence names a part: another claim by the talk's own words."""
    if isinstance(component, Verdict):
        said = f"'{claims[component.claim].statement}'"
        return f"that {said} is not {component.word}" if component.negated else said
    if isinstance(component, Figure) and finding.note:
        return f"{STRUCTURE[component.name]}: {float(finding.note):.2f}, at least {component.low:g} needed"
    among = in_words(component.group) if isinstance(component, Location) else finding.side
    said = finding.what if finding.side == "ALL" else f"{finding.what} in {among}"
    if finding.inference is None:
        return said
    return f"{said} is {words.number(finding.value, finding.unit)}{_held_against(component, bench)}"


def _held_against(component: Component, bench: Bench) -> str:
    if not isinstance(component, Location) or component.side == "between":
        return ""
    centre, beyond = bench.target(component)
    return f", {component.side} {centre + (beyond if component.side == 'above' else -beyond):g} needed"


def taxon(claim: Claim, bench: Bench) -> Judgement:
    """Two kinds, or two ends of a scale: from the structure tests."""
    evidence, limits, figures = bench.evidence, bench.rulers.taxon, bench.evidence.figures
    missing, gate = missing_types(evidence, ("PP", "SSE")), bench.models.gate.check(evidence, ("PP", "SSE"))
    if missing or (evidence.kind is None and not gate):
        return not_testable(claim.id, missing or (evidence.kind_reason or "the structure tests had no data",), ())
    if gate or evidence.kind is None:
        return gated(Judgement(claim.id, "inconclusive", ""), (gate or evidence.kind_reason,))
    word = {"kinds": "supported", "continuum": "contradicted", "kinds, not the declared ones": "mixed"}.get(
        evidence.kind, "inconclusive"
    )
    p, least = 100 * figures["dip_p"], 100 * SMALLEST_P
    often = f"at most {p:.1f} %" if p >= least else f"fewer than {least:g} %"
    said = f"one heap of projects would look as split in {often} of samples (dip test); "
    said += f"two groups instead of one bring {figures['delta_bic']:+.1f} in BIC (above {limits['delta_bic_kinds']:g} "
    said += f"speaks for two, below {limits['delta_bic_continuum']:g} for one); "
    said += (
        f"the two groups agree with the declared types by {figures['ari']:.2f}, where 1 is full agreement and 0 chance"
    )
    if word in ("supported", "mixed") and figures.get("ari_products", -1.0) >= max(figures["ari"], limits["ari"]):
        said += (
            f", and with whether the product is digital by {figures['ari_products']:.2f}: they may be kinds of products"
        )
    told = f"the structure tests say '{evidence.kind}': {said}"
    beyond = kinds_words.bound(figures) if evidence.kind == "continuum" else ""
    beyond = kinds_words.CHOSEN if evidence.kind == "kinds" else beyond
    detail: str | None = None
    gates: tuple[str, ...] = ()
    figure, limit, where = _middle(figures, limits)
    told_gate = f"hybrids among PP, SOC and SOL projects {where}"
    if word == "supported" and figure < limit:
        word, detail, gates = "inconclusive", "sampling gap", ("sampling gap",)
        told += f"; but there are only {100 * figure:.0f} % as many hybrids as others {where}, so that the gap may have been "
        told += "made by the sampling"
    return Judgement(
        claim.id,
        word,
        f"{words.sentence(told)} {beyond}".strip(),
        detail,
        unit="probability",
        estimate=figures["dip_p"],
        bound=limits["dip"],
        n_projects=int(figures["n_projects"]),
        n_respondents=len(evidence.respondents),
        gates=gates,
        effects=tuple(GateEffect(g, told_gate, figure, limit, "word", "supported", word) for g in gates),
    )


def _middle(figures: Mapping[str, float], limits: Mapping[str, float]) -> tuple[float, float, str]:
    """The share of hybrids that decides whether the middle was sampled, its limit, and where it was counted: in the register,
    or, where that holds enough, among the projects that answered (decision 6)."""
    if figures["hybrid_share"] < limits["hybrids"]:
        return figures["hybrid_share"], limits["hybrids"], "in the register"
    return figures["hybrids_entered"], limits["hybrids_entering"], "among the projects that answered"


def context(claim: Claim, rule: Context, bench: Bench) -> Judgement:
    """Never judged: the nearest observables are shown."""
    found = [bench.models.group_mean(g, outcome, "context") for outcome in rule.outcomes for g in rule.groups]
    parts = tuple(f for f in found if f.inference is not None)
    why = f": {claim.note[0].lower()}{claim.note[1:].rstrip('.')}" if claim.note else ""
    shown = " What is nearest to it is shown as context." if parts or rule.fields or claim.shown else ""
    return Judgement(claim.id, "not testable", f"No survey can establish this{why}.{shown}", parts=parts)


def _component(component: Component, bench: Bench) -> Finding:
    if isinstance(component, Location):
        return located(component, bench, "component")
    if isinstance(component, Verdict):
        return _of_claim(component, bench)
    if isinstance(component, Figure):
        return _figure(component, bench)
    found = checked(component, bench, "component")
    return found if found.inference is not None else replace(found, word="not testable")


def _of_claim(component: Verdict, bench: Bench) -> Finding:
    judged = bench.verdicts[component.claim]
    word = judged.counted_word
    if component.negated and word not in ("not testable", "inconclusive"):
        word = "contradicted" if word == component.word else "supported"
    elif component.negated and word == "inconclusive":
        word = "supported"  # what is not shown to be contradicted is not contradicted
    elif word != component.word and component.word != "supported":
        word = "contradicted" if word not in ("not testable", "inconclusive") else word
    what = component.claim if not component.negated else f"{component.claim} not {component.word}"
    told = judged.reason.removeprefix("Not testable with these data: ").rstrip(".").split("; ")
    absent = tuple(told) if word == "not testable" else ()  # one by one, so that none is told twice
    gated_by = judged.reason.removeprefix("Inconclusive (gate): ").split(". Without")[0].rstrip(".")
    gate = gated_by if "G1" in judged.gates else None
    return Finding(
        "ALL", what, "component", "parts", None, judged.n_projects, judged.n_respondents, absent, gate, word=word
    )


def _figure(component: Figure, bench: Bench) -> Finding:
    value = bench.evidence.figures.get(component.name)
    what = f"{STRUCTURE.get(component.name, component.name)} at least {component.low:g}"
    if value is None or math.isnan(value):
        missing, gate = (
            missing_types(bench.evidence, ("PP", "SSE")),
            bench.models.gate.check(bench.evidence, ("PP", "SSE")),
        )
        if gate and not missing:
            return Finding("ALL", what, "component", "probability", None, 0, 0, gate=gate, word="inconclusive")
        absent = missing or (bench.evidence.kind_reason or f"{component.name} could not be computed",)
        return Finding("ALL", what, "component", "probability", None, 0, 0, absent, word="not testable")
    word = "supported" if value >= component.low else "contradicted"
    projects = int(bench.evidence.figures.get("n_projects", 0))
    return Finding("ALL", what, "component", "probability", None, projects, 0, note=f"{value:.3f}", word=word)
