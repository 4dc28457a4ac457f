"""CLASS and RANK: how well a rule finds the declared type, and which differences are larger."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.claims import Claim
from pipeline.judging import decide, figures, words
from pipeline.judging.bench import Bench
from pipeline.judging.evidence import Evidence
from pipeline.judging.finding import SIDES as SIDES_IN_WORDS
from pipeline.judging.finding import Finding, missing_types
from pipeline.judging.judgement import Judgement, gated, not_testable
from pipeline.judging.profiles import ProjectMeans, project_means
from pipeline.rules import Classification, Contrast, Dichotomy, Difference, Order
from pipeline.stats.association import group_weights
from pipeline.stats.ordering import folded_auc, standardised_contrasts
from pipeline.stats.resampling import Bootstrapped

Array = NDArray[np.float64]
SIDES = ("PP", "SSE")
PURE = ("PP", "SOC", "SOL")
CONTRAST = {"PP": 1.0, "SOC": -0.5, "SOL": -0.5}
MERGER = {"SOC": 1.0, "SOL": -1.0}
AUC_DRAWS = 200


def classification(claim: Claim, rule: Classification, bench: Bench) -> Judgement:
    """Whether "every criterion above the midpoint" finds the declared type."""
    assert rule.index == "conjunction", f"{claim.id}: no rule for the index {rule.index}"
    table, absent = _table(bench.evidence, rule.outcomes)
    if absent:
        return not_testable(claim.id, absent, ())
    known = np.isfinite(table.values).all(axis=1)
    above: NDArray[np.bool_] = table.values[known] > bench.rulers.midpoint
    is_it = np.isin(table.types[known], [rule.group.type])
    if is_it.all() or not is_it.any():
        absent = tuple(
            f"no project of {SIDES_IN_WORDS[s]} has all of {', '.join(rule.outcomes)}" for s in _without(is_it)
        )
        return not_testable(claim.id, absent, ())
    weights = np.vstack(
        [np.ones(known.sum()), group_weights(table.types[known], bench.counting.draws, bench.counting.seed)]
    )
    every = _accuracy(np.asarray(above.all(axis=1)), is_it, weights)
    single = np.max([_accuracy(above[:, i], is_it, weights)[0] for i in range(above.shape[1])], axis=0)
    necessity = min(float(above[is_it, i].mean()) for i in range(above.shape[1]))
    accuracy, beats = Bootstrapped(float(every[0][0]), every[0][1:]), float((every[0][1:] > single[1:]).mean())
    sensitivity, specificity = float(every[1][0]), float(every[2][0])
    limits = {name: bench.bound(name) for name in ("sensitivity", "necessity", "probability")}
    threshold = bench.bound(rule.threshold)
    failed = {
        f"too few of the projects of peer production are found ({_percent(limits['sensitivity'])} needed)": sensitivity
        > limits["sensitivity"],
        f"too few of the others are told apart ({_percent(limits['sensitivity'])} needed)": specificity
        > limits["sensitivity"],
        f"too many of them fail one of the criteria ({_percent(limits['necessity'])} needed)": necessity
        > limits["necessity"],
        f"one criterion alone may do as well ({_percent(limits['probability'])} of the draws needed)": beats
        >= limits["probability"],
    }
    missed = [why for why, holds in failed.items() if not holds]
    word = decide.location(accuracy.interval(0.95), "above", threshold, 0.0)
    word = "inconclusive" if word == "supported" and missed else word
    size = words.number(accuracy.value, "share")
    bounds, needed = words.interval(accuracy.interval(0.95), "share"), words.number(threshold, "share")
    every_one = f"{', '.join(rule.outcomes[:-1])} and {rule.outcomes[-1]}"
    told = f"the rule is that a project above {bench.rulers.midpoint:g} on {every_one} is one of peer production: it finds "
    told += f"{_percent(sensitivity)} of the projects of peer production, and rightly leaves out {_percent(specificity)} of "
    told += (
        f"the others, a balanced accuracy of {size} (95 % interval {bounds}, more than {needed} needed); the criterion "
    )
    told += f"that the fewest projects of peer production meet is met by {_percent(necessity)} of them; all together do better "
    told += f"than the best one alone in {_percent(beats)} of the draws"
    told += f"; what is missing: {'; '.join(missed)}" if missed else f", {words.SAYS}" if word == "supported" else ""
    part = Finding(
        "PP - SSE", "balanced accuracy of all criteria together", "contrast", "share", accuracy, int(known.sum()), 0
    )
    judged = Judgement(claim.id, word, words.sentence(told), parts=(part,))
    judged = judged.measured(part, accuracy, accuracy.interval(0.95), threshold)
    gate = bench.models.gate.behind(bench.evidence, [("PP", int(is_it.sum())), ("SSE", int((~is_it).sum()))])
    return gated(judged, (gate,)) if gate else judged


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
    told = (
        f"{said}; {figures.claimed(rule)} came out in {_percent(probability)} of the draws ({_percent(enough)} needed"
    )
    told += {"supported": f"), {words.SAYS}", "contradicted": f"), {words.AGAINST}"}.get(word, ")")
    unit = "probability" if rule.figure == "auc" else "standard deviations"
    projects = int(np.isin(project_means(bench.evidence, ()).types, PURE).sum())
    part = Finding("PP - SSE", figures.LEADS[rule.figure], "contrast", unit, found, projects, 0)
    judged = Judgement(claim.id, word, words.sentence(told), parts=(part,))
    judged = judged.measured(part, found, found.interval(0.95), rule.margin)
    gate = bench.models.gate.check(bench.evidence, PURE if rule.figure == "merger" else SIDES)
    return gated(judged, (gate,)) if gate else judged


Drawn = tuple[Array, NDArray[np.bool_], str]


def _sizes(rule: Order, bench: Bench, claims: Mapping[str, Claim]) -> tuple[Drawn | None, tuple[str, ...]]:
    """Gaps (1 + draws,), whether the order holds, and a sentence; the first entry is the estimate."""
    sets = [_codes(rule.first, claims), _codes(rule.second, claims)]
    codes = list(dict.fromkeys(code for chosen in sets for row in chosen for code in row))
    table, absent = _table(bench.evidence, codes)
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
    table, absent = _table(bench.evidence, rule.first)
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


def _table(evidence: Evidence, codes: Sequence[str]) -> tuple[ProjectMeans, tuple[str, ...]]:
    table = project_means(evidence, codes)
    pure = np.isin(table.types, PURE)
    kept = ProjectMeans(table.values[pure], table.names[pure], table.types[pure])
    absent = missing_types(evidence, SIDES)
    unasked = tuple(evidence.silence(code) for code in codes if not np.isfinite(evidence.column(code)).any())
    return kept, absent or unasked


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


def _without(is_it: NDArray[np.bool_]) -> list[str]:
    """The sides of which there is nothing."""
    return [side for side, there in (("PP", is_it.any()), ("SSE", (~is_it).any())) if not there]


def _accuracy(said: NDArray[np.bool_], is_it: NDArray[np.bool_], weights: Array) -> tuple[Array, Array, Array]:
    """Balanced accuracy, sensitivity and specificity under each row of weights."""
    found = weights[:, is_it] @ said[is_it] / weights[:, is_it].sum(axis=1)
    spared = weights[:, ~is_it] @ ~said[~is_it] / weights[:, ~is_it].sum(axis=1)
    return (found + spared) / 2, found, spared


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _median(rows: Array) -> Array:
    return np.asarray(np.median(rows, axis=1), dtype=np.float64)


def _mean(rows: Array) -> Array:
    return np.asarray(rows.mean(axis=1), dtype=np.float64)


def _max(rows: Array) -> Array:
    return np.asarray(rows.max(axis=1), dtype=np.float64)


def _distance(rows: Array) -> Array:
    return np.asarray(np.sqrt((rows**2).mean(axis=1)), dtype=np.float64)
