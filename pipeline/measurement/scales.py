"""Each scale in each group: reliability (gate G2) and the agreement of a project's members (gate G3), in figures and words."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline import files
from pipeline.instrument import Indicator, Instrument
from pipeline.measurement.answers import Answers, bounds, scales
from pipeline.measurement.items import reversed_against
from pipeline.stats.clustered_bootstrap import Drawn, drawn, icc_intervals, median_interval
from pipeline.stats.icc import icc
from pipeline.stats.pairwise import pairwise_covariance
from pipeline.stats.polychoric import ordered, polychoric_of_pairs
from pipeline.stats.reliability import alpha_raw, alpha_standardized, item_rest
from pipeline.stats.reliability_intervals import (
    alpha_ordinal_with_interval,
    alphas_with_intervals,
    omega_with_interval,
    spearman_brown_with_interval,
)
from pipeline.stats.rwg import rwg_j, slightly_skewed_null, uniform_null

Array = NDArray[np.float64]

PROJECT_BLOCK = "P"  # its lines describe the project, so that its members can agree on them


def by_scale(answers: Answers, scores: pd.DataFrame, params: Mapping[str, Any], every_group: bool) -> pd.DataFrame:
    """measurement_by_scale: one row per scale (of plain means) and group.

    Missing answers are left out pair by pair, so that the rotating forms and "cannot say" cost no respondent. With
    `every_group` false only all respondents together, without ordinal alpha and with no interval but that of the coefficient
    that decides: what the gates need. Source of the thresholds: methods C3 and C4.
    """
    found = []
    for kind, group, chosen in answers.groups() if every_group else [next(answers.groups())]:
        inside, inside_scores = answers.of(chosen), scores[chosen]
        ordinal = ordinal_correlations(inside) if every_group else {}
        by = drawn(inside.clusters, params["bootstrap_draws"], params["seed"]) if every_group else None
        found += [
            {"scale": scale.code, "kind": kind, "group": group}
            | one_scale(scale, inside, inside_scores[scale.code], ordinal, by, params)
            for scale in scales(answers.asked)
        ]
    empty = files.empty("measurement_by_scale")
    return pd.DataFrame(found, columns=empty.columns).astype(empty.dtypes) if found else empty


def one_scale(
    scale: Indicator,
    answers: Answers,
    score: pd.Series,
    ordinal: Mapping[tuple[str, str], float],
    by: Drawn | None,
    params: Mapping[str, Any],
) -> dict[str, Any]:
    """What can be said of one scale in one group, with intervals where clusters were drawn; what cannot is missing, with the
    reason."""
    items, teams, clusters = answers.matrix(scale.items), answers.teams, answers.clusters
    scored = score.notna().to_numpy(dtype=bool)
    known = (teams >= 0) & scored
    result: dict[str, Any] = {
        "n_items": len(scale.items),
        "n_respondents": int(scored.sum()),
        "n_projects": len(np.unique(clusters[known])),
        "reason": "",
    }
    values = score.to_numpy("float64")[known]
    within = icc(values, teams[known])
    result |= {"icc1": within.icc1, "icc2": within.icc2}
    among = None if by is None else by.of(known)
    if among is not None:
        result |= _ends(("icc1", "icc2"), icc_intervals(values, teams[known], among))
    result |= agreement(scale, items[known], teams[known], answers.asked, among, params)
    result |= {"agreement": agreement_word(result, params)}
    reason = not_assessed(scale, items, scored, params)
    if reason:
        return result | {"gate": "not assessed", "reason": reason}
    result |= reliability(scale, items, clusters)
    if by is not None:
        result |= alphas(scale, items, clusters, ordinal)
    return result | gate(result, params) | against(scale, items, answers.asked)


def alphas(
    scale: Indicator, items: Array, clusters: NDArray[np.int64], ordinal: Mapping[tuple[str, str], float]
) -> dict[str, Any]:
    """Ordinal alpha, and the intervals of all three alphas, of items (n, k) in clusters (n,)."""
    polychoric = np.eye(len(scale.items))
    for i, j in combinations(range(len(scale.items)), 2):
        polychoric[i, j] = polychoric[j, i] = ordinal[scale.items[i], scale.items[j]]
    found = (*alphas_with_intervals(items, clusters), alpha_ordinal_with_interval(items, polychoric, clusters))
    names = ("alpha_raw", "alpha_standardized", "alpha_ordinal")
    return {"alpha_ordinal": found[2].value} | _ends(names, [(one.low, one.high) for one in found])


def _ends(names: Sequence[str], intervals: Sequence[tuple[float, float]]) -> dict[str, float]:
    ends = zip(names, intervals, strict=True)
    return {f"{name}_{end}": value for name, pair in ends for end, value in zip(("low", "high"), pair, strict=True)}


def ordinal_correlations(answers: Answers) -> dict[tuple[str, str], float]:
    """Polychoric correlations of the items that belong to the same scale, all pairs at once; constant items are left out."""
    wanted = list(dict.fromkeys(code for scale in scales(answers.asked) for code in scale.items))
    items = {code: answers.keyed(code) for code in wanted}
    varied = [code for code, values in items.items() if len(np.unique(values[np.isfinite(values)])) > 1]
    place = {code: k for k, code in enumerate(varied)}
    pairs = dict.fromkeys(
        pair for scale in scales(answers.asked) for pair in combinations([c for c in scale.items if c in place], 2)
    )
    if not pairs:
        return {}
    first, second = (np.array([place[pair[side]] for pair in pairs]) for side in (0, 1))
    found = polychoric_of_pairs(ordered(np.column_stack([items[code] for code in varied])), first, second)
    return dict(zip(pairs, found.tolist(), strict=True))


def not_assessed(scale: Indicator, items: Array, scored: NDArray[np.bool_], params: Mapping[str, Any]) -> str:
    """Why reliability of items (n, k) cannot be assessed, `scored` (n,) saying who has a score; empty where it can."""
    if len(scale.items) < 2:
        return "a single item"
    if scored.sum() < params["respondents"]:
        return f"fewer than {params['respondents']} respondents"
    shown = np.isfinite(items)
    never = [code for code, column in zip(scale.items, shown.T, strict=True) if column.sum() < 2]
    if never:
        return f"hardly anybody answered {', '.join(never)}"
    constant = [c for c, x, s in zip(scale.items, items.T, shown.T, strict=True) if np.ptp(x[s]) == 0]
    if constant:
        return f"everybody answered {', '.join(constant)} alike"
    together = shown.T.astype(int) @ shown
    return "" if (together > 2).all() else "some of its items were never answered together"


def reliability(scale: Indicator, items: Array, clusters: NDArray[np.int64]) -> dict[str, Any]:
    """The coefficients of items (n, k) in clusters (n,), and the interval of the one that decides: omega total, for two items
    Spearman-Brown (methods C3)."""
    covariance = pairwise_covariance(items)
    rest = item_rest(covariance)
    pair = len(scale.items) == 2
    decides = (spearman_brown_with_interval if pair else omega_with_interval)(items, clusters)
    return {
        "alpha_raw": alpha_raw(covariance),
        "alpha_standardized": alpha_standardized(covariance),
        "spearman_brown" if pair else "omega_total": decides.value,
        "low": decides.low,
        "high": decides.high,
        "item_rest_lowest": float(rest.min()),
        "item_rest_item": scale.items[int(rest.argmin())],
    }


def gate(found: Mapping[str, Any], params: Mapping[str, Any]) -> dict[str, str]:
    """The word of gate G2 by the coefficient that decides."""
    value = found.get("omega_total", found.get("spearman_brown", float("nan")))
    if not np.isfinite(value):
        return {"gate": "not assessed", "reason": "its items have no common factor"}
    if value >= params["reliability_good"]:
        return {"gate": "good"}
    return {"gate": "low" if value >= params["reliability_low"] else "fails"}


def against(scale: Indicator, items: Array, asked: Instrument) -> dict[str, str]:
    """Gate G2 of a scale of which a line runs against the others, as by a forgotten key: whatever its omega, it is not one
    score. Empty where none does."""
    n = int(np.isfinite(items).sum(axis=0).min())
    found = reversed_against(pairwise_covariance(items), n, [asked.items[code].reverse for code in scale.items])
    if not found:
        return {}
    named = " and ".join(scale.items[item] for item in sorted(found))
    said = (
        "their keys look forgotten or applied twice" if len(found) > 1 else "its key looks forgotten or applied twice"
    )
    return {"gate": "fails", "reason": f"{named} run{'s' * (len(found) == 1)} against the rest of the scale: {said}"}


def agreement(
    scale: Indicator,
    items: Array,
    teams: NDArray[np.int64],
    asked: Instrument,
    by: Drawn | None,
    params: Mapping[str, Any],
) -> dict[str, float]:
    """Median r_wg(j) of the projects (each in one wave) with enough respondents, under both nulls (methods C4); for block P
    only, of items (n, k) in projects (n,). With the interval of the first where clusters were drawn."""
    members = [asked.items[code] for code in scale.items]
    names, first, codes, sizes = np.unique(teams, return_index=True, return_inverse=True, return_counts=True)
    enough = sizes[codes] >= params["respondents_for_agreement"] if len(names) else np.zeros(0, dtype=bool)
    if any(item.block != PROJECT_BLOCK for item in members) or not enough.any():
        return {}
    low, high = bounds(members[0].code, asked)
    options = high - low + 1
    nulls = {"rwg_median": uniform_null(options), "rwg_median_skewed": slightly_skewed_null(options)}
    values = {name: rwg_j(items[enough], teams[enough], variance) for name, variance in nulls.items()}
    found = {name: float(np.nanmedian(value)) for name, value in values.items() if np.isfinite(value).any()}
    if by is not None and found:
        own = by.codes[first[sizes >= params["respondents_for_agreement"]]]
        found |= _ends(("rwg_median",), [median_interval(values["rwg_median"], own, by)])
    return found


def agreement_word(found: Mapping[str, Any], params: Mapping[str, Any]) -> str | None:
    """What gate G3 says of a scale that describes the project; None where it does not apply."""
    if "rwg_median" not in found or not np.isfinite(found["icc2"]):
        return None
    disagree = min(found["rwg_median"], found["rwg_median_skewed"]) < params["rwg"]
    alike = found["icc1"] < params["icc1"] or found["icc2"] < params["icc2"]
    return "; ".join(["members disagree"] * disagree + ["projects alike"] * alike) or "good"
