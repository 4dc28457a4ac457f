"""RANK: which differences are larger."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.claims import Claim
from pipeline.judging import decide, figures, words
from pipeline.judging.bench import Bench
from pipeline.judging.evidence import Evidence
from pipeline.judging.finding import Finding, missing_types, told_only
from pipeline.judging.judgement import Judgement, gated, not_testable
from pipeline.judging.profiles import ProjectMeans, project_means, pure_means
from pipeline.rules import Contrast, Dichotomy, Difference, Order
from pipeline.stats.association import group_weights
from pipeline.stats.ordering import folded_auc, standardised_contrasts
from pipeline.stats.resampling import Bootstrapped

Array = NDArray[np.float64]
SIDES = ("PP", "SSE")
PURE = ("PP", "SOC", "SOL")
CONTRAST = {"PP": 1.0, "SOC": -0.5, "SOL": -0.5}
MERGER = {"SOC": 1.0, "SOL": -1.0}
AUC_DRAWS = 200


def order(claim: Claim, rule: Order, bench: Bench, claims: Mapping[str, Claim]) -> Judgement:
    """The bootstrap probability that one set of differences is larger than another."""
    missing = missing_types(bench.evidence, SIDES)
    if missing:
        return not_testable(claim.id, missing, ())
    if rule.figure == "auc":
        drawn, absent = _auc(rule, bench)
    else:
        drawn, absent = _sizes(rule, bench, claims)
    if drawn is None:
        return not_testable(claim.id, absent, ())
    gaps, held, said = drawn
    probability, enough = float(held[1:].mean()), bench.bound("probability")
    word = decide.order(probability, enough)
    found = Bootstrapped(float(gaps[0]), gaps[1:])
    told = f"{said}; {figures.claimed(rule)} came out in {figures.percent(probability)} of the draws "
    told += f"({figures.percent(enough)} needed"
    told += {"supported": f"), {words.SAYS}", "contradicted": f"), {words.AGAINST}"}.get(word, ")")
    unit = "probability" if rule.figure == "auc" else "standard deviations"
    projects = int(np.isin(project_means(bench.evidence, ()).types, PURE).sum())
    part = Finding("PP - SSE", figures.LEADS[rule.figure], "contrast", unit, found, projects, 0)
    often = told_only(part, "share of the draws in which the order came out", figures.against(probability, enough))
    judged = Judgement(claim.id, word, words.sentence(told), parts=(part, often))
    judged = judged.measured(part, found, found.interval(0.95), rule.margin)
    gate = bench.models.gate.check(bench.evidence, PURE if rule.figure == "merger" else SIDES)
    return gated(judged, (gate,)) if gate else judged


Drawn = tuple[Array, NDArray[np.bool_], str]


def _sizes(rule: Order, bench: Bench, claims: Mapping[str, Claim]) -> tuple[Drawn | None, tuple[str, ...]]:
    """Gaps (1 + draws,), whether the order holds, and a sentence; the first entry is the estimate."""
    sets = [_codes(rule.first, claims), _codes(rule.second, claims)]
    codes = list(dict.fromkeys(code for chosen in sets for row in chosen for code in row))
    table, absent = pure_means(bench.evidence, codes)
    if absent:
        return None, absent
    drawn = np.vstack(
        [np.ones(len(table.types)), group_weights(table.types, bench.counting.draws, bench.counting.seed)]
    )
    size = np.abs(standardised_contrasts(table.values, table.types, CONTRAST, drawn))
    other = (
        np.abs(standardised_contrasts(table.values, table.types, MERGER, drawn)) if rule.figure == "merger" else size
    )
    rows = [_rows(size if i == 0 else other, chosen, codes) for i, chosen in enumerate(sets)]
    figure = {"median_d": _median, "mean_d": _mean, "max_d": _max, "merger": _distance}[rule.figure]
    first, second = figure(rows[0]), figure(rows[1])
    with np.errstate(invalid="ignore"):  # of two infinite sizes none is the larger: NaN, and so not held
        gaps = first - second
        held = gaps > rule.margin
    named = [[claims[name].statement for name in names if name in claims] for names in (rule.first, rule.second)]
    largest = [int(np.argmax(one[0])) if rule.figure == "max_d" else None for one in rows]
    where = [
        figures.where(names, own, top, bench.evidence.instrument)
        for names, own, top in zip((rule.first, rule.second), named, largest, strict=True)
    ]
    said = f"the {figures.FIGURES.get(rule.figure)} is {first[0]:.2f} {where[0]} and {second[0]:.2f} {where[1]}"
    if rule.figure == "merger":
        said = (
            f"the two sides lie {first[0]:.2f} standard deviations apart, social and solidarity economy {second[0]:.2f}"
        )
    if rule.distance_at_least is not None:
        held &= _distance(rows[0]) >= rule.distance_at_least
        said += f", the distance of the two sides {_distance(rows[0])[0]:.2f}"
    if rule.scales_at_least is not None:
        larger = (rows[0] > rows[1]).sum(axis=1)
        held &= larger >= rule.scales_at_least
        said += f", the first being larger on {larger[0]} of {rows[0].shape[1]} scales"
    return (gaps, held, said), ()


def _auc(rule: Order, bench: Bench) -> tuple[Drawn | None, tuple[str, ...]]:
    """Attitudes against what the register shows: how well each tells the two sides apart."""
    table, absent = pure_means(bench.evidence, rule.first)
    visible = _visible(bench.evidence, rule.second, table)
    if absent or not np.isfinite(visible).any():
        fields = ", ".join(bench.evidence.name(field) for field in rule.second)
        return None, absent or (f"none of {fields} is recorded",)
    labels, seed = table.types, bench.counting.seed
    weights = np.vstack([np.ones(len(labels)), group_weights(labels, AUC_DRAWS, seed)]).astype(np.int64)
    is_pp = np.isin(labels, ["PP"])
    attitudes, shown = (folded_auc(values, is_pp, weights, seed) for values in (table.values, visible))
    found = attitudes - shown
    areas = "1 always, 0.5 by chance"
    said = f"attitudes tell the sides apart with an area of {attitudes[0]:.2f}, visible structure with {shown[0]:.2f} ({areas})"
    return (found, found > rule.margin, said), ()


def _visible(evidence: Evidence, fields: Sequence[str], table: ProjectMeans) -> Array:
    """The register's fields as numbers: words as one column each, counts in logarithms."""
    columns = [np.full(len(table.names), np.nan)]
    for field in fields:
        values = evidence.register[field].reindex(table.names)
        if values.dtype == "float64":
            columns.append(np.log1p(values.to_numpy("float64")))
        else:
            columns += [(values == word).to_numpy(dtype=float) for word in sorted(values.dropna().unique())]
    return np.column_stack([column for column in columns if np.isfinite(column).any()] or columns)


def _codes(names: Sequence[str], claims: Mapping[str, Claim]) -> list[tuple[str, ...]]:
    """The outcomes behind each name: those of a claim's contrasts, or the scale itself."""
    found: list[tuple[str, ...]] = []
    for name in names:
        rule = claims[name].rule if name in claims else None
        contrasts: Sequence[Contrast] = rule.contrasts if isinstance(rule, Difference | Dichotomy) else ()
        outcomes = tuple(c.outcome.code for c in contrasts if c.outcome is not None)
        found.append(outcomes or (name,))
    return found


def _rows(size: Array, chosen: list[tuple[str, ...]], codes: list[str]) -> Array:
    """One column per name: the mean size over its outcomes."""
    return np.column_stack([size[:, [codes.index(code) for code in row]].mean(axis=1) for row in chosen])


def _median(rows: Array) -> Array:
    return np.asarray(np.median(rows, axis=1), dtype=np.float64)


def _mean(rows: Array) -> Array:
    return np.asarray(rows.mean(axis=1), dtype=np.float64)


def _max(rows: Array) -> Array:
    return np.asarray(rows.max(axis=1), dtype=np.float64)


def _distance(rows: Array) -> Array:
    return np.asarray(np.sqrt((rows**2).mean(axis=1)), dtype=np.float64)
