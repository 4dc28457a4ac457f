"""Decision 8: whether a supported difference between the types is one between digital products and others."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from pipeline.claims import Claim
from pipeline.judging import decide, words
from pipeline.judging.bench import Bench, direction
from pipeline.judging.differences import claimed
from pipeline.judging.evidence import Array, Evidence, Mask
from pipeline.judging.finding import Finding
from pipeline.judging.judgement import CONFOUNDED, Judgement
from pipeline.judging.models import MODELLED, weights_of
from pipeline.rules import Condition, Contrast, Dichotomy, Difference
from pipeline.stats.estimate import Estimate
from pipeline.stats.groups import group_models

FIELD, DIGITAL = "product_nature", "digital"
ALIASED = "which projects have a digital product cannot be told from their type"
Populations = tuple[tuple[Condition, ...], tuple[Condition, ...]]


@dataclass(frozen=True)
class _Sample:
    """Respondents in whose projects the nature of the product is known, with the label that a contrast weighs, and whether
    it is digital (1 or 0)."""

    rows: Mask
    labels: np.ndarray[tuple[int], np.dtype[np.str_]]
    digital: Array


def check(claims: Mapping[str, Claim], judged: Mapping[str, Judgement], bench: Bench) -> dict[str, Judgement]:
    """The judgements, those of supported differences with the adjusted contrasts beside them and, where decision 8 says so,
    the suffix `confounded`. Where the nature of the products is not known of enough projects for gate G1, nothing changes."""
    digital = digital_products(bench.evidence)
    wanted: dict[Populations, list[tuple[str, Contrast]]] = {}
    for name, judgement in judged.items():
        rule = claims[name].rule
        if judgement.verdict == "supported" and isinstance(rule, Difference | Dichotomy):
            for contrast in rule.contrasts:
                if contrast.measure == "mean":
                    wanted.setdefault((contrast.plus.among, contrast.minus.among), []).append((name, contrast))
    result = dict(judged)
    for populations, contrasts in wanted.items():
        sample = _sample(bench.evidence, populations, digital)
        for (name, contrast), finding in zip(contrasts, _adjusted(sample, contrasts, bench), strict=True):
            if finding is not None:
                result[name] = _beside(result[name], contrast, finding, bench)
    return result


def digital_products(evidence: Evidence) -> Array:
    """1 for each respondent whose project's product is digital, 0 where it is of another nature, NaN where not known."""
    if FIELD not in evidence.register:
        return np.full(len(evidence.types), np.nan)
    nature = evidence.register[FIELD].dropna()
    of_project = dict(zip(nature.index, (nature == DIGITAL).astype(float), strict=True))
    return np.array([of_project.get(project, np.nan) for project in evidence.project_of], dtype=float)


def _sample(evidence: Evidence, populations: Populations, digital: Array) -> _Sample:
    """As the unadjusted model has them: one population with the types as labels, or two with a mark before the type."""
    inside, labels = np.isin(evidence.types, MODELLED), evidence.types.astype(object)
    parts = [inside.copy(), inside.copy()]
    for part, population in zip(parts, populations, strict=True):
        for condition in population:
            part &= evidence.fulfils(condition)
    if populations[0] != populations[1]:
        labels = np.where(parts[0], "plus ", "minus ").astype(object) + labels
    rows = (parts[0] | parts[1]) & np.isfinite(digital)
    return _Sample(rows, labels[rows].astype(str), digital[rows])


def _adjusted(sample: _Sample, contrasts: list[tuple[str, Contrast]], bench: Bench) -> list[Finding | None]:
    evidence, known = bench.evidence, bench.evidence.of(sample.rows)
    if not sample.rows.any() or np.ptp(sample.digital) == 0:
        return [None] * len(contrasts)
    outcomes = [contrast.outcome for _, contrast in contrasts]
    columns = np.column_stack([evidence.outcome(outcome)[sample.rows] for outcome in outcomes if outcome is not None])
    models = group_models(columns, sample.labels, known.waves, known.clusters, sample.digital)
    found: list[Finding | None] = []
    for (_, contrast), values, model in zip(contrasts, columns.T, models, strict=True):
        weights = _weights(contrast)
        seen = np.isfinite(values) & np.isin(sample.labels, list(weights))
        estimate = model.estimate(weights)
        aliased = estimate is None and _aliased(sample, seen, weights)
        gate = bench.models.gate.check(known, (contrast.plus.type, contrast.minus.type))
        projects = len(np.unique(known.clusters[seen]))
        finding = _finding(contrast, estimate, projects, int(seen.sum()))
        found.append(finding if gate is None and (estimate is not None or aliased) else None)
    return found


def _finding(contrast: Contrast, estimate: Estimate | None, projects: int, respondents: int) -> Finding:
    outcome = contrast.outcome
    assert outcome is not None
    name = outcome.code if outcome.minus is None else f"{outcome.code} minus {outcome.minus}"
    side, unit = f"{contrast.plus.type} - {contrast.minus.type}", "points"
    if outcome.code == "STATUS":
        unit = "standard deviations"
    what = f"difference in {name}, adjusted for digital products"
    absent = () if estimate is not None else (ALIASED,)
    return Finding(side, what, "context", unit, estimate, projects, respondents, absent)


def _weights(contrast: Contrast) -> dict[str, float]:
    plus, minus = weights_of(contrast.plus.type), weights_of(contrast.minus.type)
    if contrast.plus.among != contrast.minus.among:
        plus = {f"plus {part}": weight for part, weight in plus.items()}
        minus = {f"minus {part}": weight for part, weight in minus.items()}
    return {part: plus.get(part, 0.0) - minus.get(part, 0.0) for part in {**plus, **minus}}


def _aliased(sample: _Sample, seen: Mask, weights: Mapping[str, float]) -> bool:
    """Whether each label has digital products only or none, and the contrast sets the ones against the others."""
    gap = 0.0
    for label, weight in weights.items():
        digital = sample.digital[seen & (sample.labels == label)]
        if not len(digital) or np.ptp(digital) > 0:
            return False
        gap += weight * float(digital[0])
    return abs(gap) > 1e-9


def _beside(judgement: Judgement, contrast: Contrast, finding: Finding, bench: Bench) -> Judgement:
    """The judgement with one adjusted contrast beside it, and with the suffix where nothing is left of the difference."""
    raw = bench.contrast(contrast)
    judged = judgement.beside(finding)
    if finding.inference is None:
        told, left = f"{ALIASED}, so that the difference may be one of products", False
    else:
        assert isinstance(finding.inference, Estimate)
        adjusted = finding.inference if direction(contrast) > 0 else finding.inference.reversed()
        ci95, ci90 = adjusted.interval(0.95), adjusted.interval(0.90)
        bound = bench.bound(contrast.bound)
        left = not decide.confounded(claimed(contrast, raw).value, adjusted.value, ci95, ci90, bound)
        told = f"with digital products set apart the difference is {words.number(adjusted.value, finding.unit)}"
        told += f" (95 % interval {words.interval(ci95, finding.unit)}) in the talk's direction"
    if left or CONFOUNDED in judged.suffixes:
        return judged
    reason = f"{judged.reason.rstrip('.')}; but it is not counted as supported: {told}."
    return replace(judged.with_suffix(CONFOUNDED), reason=reason)
