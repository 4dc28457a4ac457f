"""Whether the scales measure: reliability, agreement of a project's members, and what both allow, by scale and group."""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline import files, instrument
from pipeline.instrument import Indicator, Instrument
from pipeline.stats.icc import icc
from pipeline.stats.pairwise import pairwise_covariance
from pipeline.stats.polychoric import ordered, polychoric_of_pairs
from pipeline.stats.reliability import alpha_ordinal, alpha_raw, alpha_standardized, item_rest
from pipeline.stats.reliability_intervals import omega_with_interval, spearman_brown_with_interval
from pipeline.stats.rwg import rwg_j, slightly_skewed_null, uniform_null

Array = NDArray[np.float64]

PROJECT_BLOCK = "P"  # its lines describe the project, so that its members can agree on them
GROUPS = {"type": "declared_type", "wave": "wave", "language": "language"}


def main() -> None:
    asked, params = instrument.load(), files.params("measure")
    responses, scores = files.read("clean_responses"), files.read("scores_by_respondent")
    files.write("measurement_by_scale", measure(responses, scores, asked, params))


def measure(
    responses: pd.DataFrame, scores: pd.DataFrame, asked: Instrument, params: Mapping[str, Any]
) -> pd.DataFrame:
    """One row per scale (of plain means) and group: all of the primary set, each declared type, wave and language.

    Missing answers are left out pair by pair, so that the rotating forms and "cannot say" cost no respondent. Source of the
    thresholds: methods C3 and C4.
    """
    kept = responses["in_primary"].to_numpy(dtype=bool)
    assert (responses["row"].to_numpy() == scores["row"].to_numpy()).all(), (
        "scores are not in the order of the responses"
    )
    rows, own_scores = teamed(responses[kept].reset_index(drop=True)), scores[kept].reset_index(drop=True)
    scales = [indicator for indicator in asked.indicators.values() if indicator.kind == "mean"]
    found = []
    for kind, group, chosen in groups(rows):
        inside, inside_scores = rows[chosen], own_scores[chosen]
        items = {code: keyed(inside, code, asked) for code in dict.fromkeys(c for scale in scales for c in scale.items)}
        ordinal = ordinal_correlations(scales, items)
        found += [
            {"scale": scale.code, "kind": kind, "group": group}
            | one_scale(scale, inside, inside_scores[scale.code], items, ordinal, asked, params)
            for scale in scales
        ]
    empty = files.empty("measurement_by_scale")
    return pd.DataFrame(found, columns=empty.columns).astype(empty.dtypes) if found else empty


def teamed(rows: pd.DataFrame) -> pd.DataFrame:
    """With numbers in the columns team, a project in one wave (-1 where unknown), and cluster: the project, else the person."""
    person = "/" + rows["respondent"].fillna(rows["wave"] + "/" + rows["row"].astype("str"))
    team, cluster = rows["project"] + "/" + rows["wave"], rows["project"].fillna(person)
    return rows.assign(team=pd.factorize(team)[0], cluster=pd.factorize(cluster)[0])


def groups(rows: pd.DataFrame) -> Iterator[tuple[str, str, NDArray[np.bool_]]]:
    """Kind and name of each group, and which rows are in it."""
    yield "all", "all", np.ones(len(rows), dtype=bool)
    for kind, column in GROUPS.items():
        for name in sorted(rows[column].dropna().unique()):
            yield kind, str(name), (rows[column] == name).fillna(False).to_numpy(dtype=bool)


def one_scale(
    scale: Indicator,
    rows: pd.DataFrame,
    score: pd.Series,
    answers: Mapping[str, Array],
    ordinal: Mapping[tuple[str, str], float],
    asked: Instrument,
    params: Mapping[str, Any],
) -> dict[str, Any]:
    """What can be said of one scale in one group; what cannot is missing, with the reason."""
    items = np.column_stack([answers[code] for code in scale.items])
    scored = score.notna().to_numpy(dtype=bool)
    teams, clusters = (rows[name].to_numpy(dtype="int64") for name in ("team", "cluster"))
    known = (teams >= 0) & scored
    result: dict[str, Any] = {
        "n_items": len(scale.items),
        "n_respondents": int(scored.sum()),
        "n_projects": len(np.unique(clusters[known])),
        "reason": "",
    }
    within = icc(score.to_numpy("float64")[known], teams[known])
    result |= {"icc1": within.icc1, "icc2": within.icc2}
    result |= agreement(scale, items[known], teams[known], asked, params)
    result |= {"agreement": agreement_word(result, params)}
    reason = not_assessed(scale, items, scored, params)
    if reason:
        return result | {"gate": "not assessed", "reason": reason}
    polychoric = np.eye(len(scale.items))
    for i, j in combinations(range(len(scale.items)), 2):
        polychoric[i, j] = polychoric[j, i] = ordinal[scale.items[i], scale.items[j]]
    result |= reliability(scale, items, polychoric, clusters)
    return result | gate(result, params)


def keyed(rows: pd.DataFrame, code: str, asked: Instrument) -> Array:
    """Answers (n,) to an item, turned where it is reversed, NaN for none."""
    if code not in rows:
        return np.full(len(rows), np.nan)
    item = asked.items[code]
    low, high = item.scale.low, item.scale.high
    assert low is not None and high is not None, f"{code}: its scale has no range"
    answers = rows[code].to_numpy("float64")
    answers = np.where(answers < 0, np.nan, answers)
    return low + high - answers if item.reverse else answers


def ordinal_correlations(scales: list[Indicator], items: Mapping[str, Array]) -> dict[tuple[str, str], float]:
    """Polychoric correlations of the items that belong to the same scale, all pairs at once; constant items are left out."""
    varied = [code for code, answers in items.items() if len(np.unique(answers[np.isfinite(answers)])) > 1]
    place = {code: k for k, code in enumerate(varied)}
    pairs = dict.fromkeys(pair for scale in scales for pair in combinations([c for c in scale.items if c in place], 2))
    if not pairs:
        return {}
    first, second = (np.array([place[pair[side]] for pair in pairs]) for side in (0, 1))
    found = polychoric_of_pairs(ordered(np.column_stack([items[code] for code in varied])), first, second)
    return dict(zip(pairs, found.tolist(), strict=True))


def not_assessed(scale: Indicator, items: Array, scored: NDArray[np.bool_], params: Mapping[str, Any]) -> str:
    """Why reliability cannot be assessed; empty where it can."""
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


def reliability(scale: Indicator, items: Array, polychoric: Array, clusters: NDArray[np.int64]) -> dict[str, Any]:
    """The coefficients, and the interval of the one that decides: omega total, for two items Spearman-Brown."""
    covariance = pairwise_covariance(items)
    rest = item_rest(covariance)
    pair = len(scale.items) == 2
    decides = (spearman_brown_with_interval if pair else omega_with_interval)(items, clusters)
    return {
        "alpha_raw": alpha_raw(covariance),
        "alpha_standardized": alpha_standardized(covariance),
        "alpha_ordinal": alpha_ordinal(polychoric),
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


def agreement(
    scale: Indicator, items: Array, teams: NDArray[np.int64], asked: Instrument, params: Mapping[str, Any]
) -> dict[str, float]:
    """Median r_wg(j) of the projects (each in one wave) with enough respondents, under both nulls; for block P only."""
    members = [asked.items[code] for code in scale.items]
    names, codes, sizes = np.unique(teams, return_inverse=True, return_counts=True)
    enough = sizes[codes] >= params["respondents_for_agreement"] if len(names) else np.zeros(0, dtype=bool)
    if any(item.block != PROJECT_BLOCK for item in members) or not enough.any():
        return {}
    bounds = members[0].scale
    assert bounds.low is not None and bounds.high is not None, f"{scale.code}: its items have no range"
    options = bounds.high - bounds.low + 1
    nulls = {"rwg_median": uniform_null(options), "rwg_median_skewed": slightly_skewed_null(options)}
    values = {name: rwg_j(items[enough], teams[enough], variance) for name, variance in nulls.items()}
    return {name: float(np.nanmedian(value)) for name, value in values.items() if np.isfinite(value).any()}


def agreement_word(found: Mapping[str, Any], params: Mapping[str, Any]) -> str | None:
    """What gate G3 says of a scale that describes the project; None where it does not apply."""
    if "rwg_median" not in found or not np.isfinite(found["icc2"]):
        return None
    disagree = min(found["rwg_median"], found["rwg_median_skewed"]) < params["rwg"]
    alike = found["icc1"] < params["icc1"] or found["icc2"] < params["icc2"]
    return "; ".join(["members disagree"] * disagree + ["projects alike"] * alike) or "good"


if __name__ == "__main__":
    main()
