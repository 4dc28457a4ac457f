"""Who answered: response by project, early against late respondents, and careless answering by type and wave."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline import files
from pipeline.carelessness import INDICES
from pipeline.instrument import Instrument
from pipeline.measurement.answers import scales
from pipeline.measurement.style import CONTRAST
from pipeline.stats.cr2 import cluster_robust

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
LEVEL = 0.95
EXCLUDED, SUSPECT = "excluded", "suspect"  # suspect: flagged by two indices or more
SUSPECT_FROM = 2


def by_project(exclusions: pd.DataFrame, projects: pd.DataFrame) -> pd.DataFrame:
    """response_by_project: delivered and kept respondents of each project of the register, and the share of those who could be
    invited (G25), where that is known and not smaller than the delivered."""
    known = projects[["wave", "project", "declared_type", "eligible_n"]]
    counts = exclusions.groupby(["wave", "project"], as_index=False).agg(
        delivered=("row", "size"), kept=("in_primary", "sum")
    )
    table = known.merge(counts, on=["wave", "project"], how="left")
    table = table.assign(**{name: table[name].fillna(0).astype("int32") for name in ("delivered", "kept")})
    usable = (table["eligible_n"] > 0) & (table["eligible_n"] >= table["delivered"])
    table = table.assign(rate=(table["delivered"] / table["eligible_n"]).where(usable))
    empty = files.empty("response_by_project")
    return table[list(empty.columns)].astype(empty.dtypes)


def early_and_late(
    scores: pd.DataFrame,
    submitted: pd.Series,
    clusters: NDArray[np.int64],
    asked: Instrument,
    params: Mapping[str, Any],
) -> pd.DataFrame:
    """early_late_by_scale: the last third of each wave's respondents less the first third, within the declared types.

    Who answers late is taken to be more like those who did not answer (Armstrong and Overton 1977). Least squares with a level
    for each type and wave and errors clustered by project (CR2). `scores`: of the primary set, n rows; `submitted`: their
    times; `clusters` (n,). In points; the reason where a difference is not determined.
    """
    third = thirds(submitted, scores["wave"])
    cells = scores["declared_type"].fillna("") + "/" + scores["wave"]
    rows = []
    for scale in scales(asked):
        values = scores[scale.code].to_numpy("float64")
        chosen = np.isfinite(values) & (third != 0)
        early, late = int((chosen & (third < 0)).sum()), int((chosen & (third > 0)).sum())
        row = {"scale": scale.code, "n_early": early, "n_late": late, "reason": ""}
        if min(early, late) < params["respondents"]:
            rows.append(row | {"reason": f"fewer than {params['respondents']} early or late respondents"})
            continue
        levels = np.unique(cells[chosen].to_numpy(dtype=str))
        design = (cells[chosen].to_numpy(dtype=str)[:, None] == levels).astype(float)
        rows.append(row | _slope(values[chosen], (third[chosen] > 0).astype(float), design, clusters[chosen]))
    empty = files.empty("early_late_by_scale")
    return pd.DataFrame(rows, columns=empty.columns).astype(empty.dtypes)


def thirds(submitted: pd.Series, waves: pd.Series) -> NDArray[np.int64]:
    """(n,): -1 for the first third of a wave's respondents by time of submission, 1 for the last, 0 for others and unknown
    times."""
    times = pd.to_datetime(submitted, errors="coerce", utc=True, format="ISO8601")
    rank = times.groupby(waves.to_numpy()).rank(pct=True).to_numpy("float64")
    with np.errstate(invalid="ignore"):
        found: NDArray[np.int64] = np.where(rank <= 1 / 3, -1, np.where(rank > 2 / 3, 1, 0))
    return found


def careless(quality: pd.DataFrame, exclusions: pd.DataFrame) -> pd.DataFrame:
    """carelessness_by_group: of each index and of being excluded, the rows of the widest set that are beyond the bound, those
    not computable, and PP less the mean of SOC and SOL with its interval."""
    inside = exclusions["in_all"].to_numpy(dtype=bool)
    rows, quality = exclusions[inside].reset_index(drop=True), quality[inside].reset_index(drop=True)
    flagged, unknown = (_named(quality[name]) for name in ("flagged", "not_computable"))
    flagged[EXCLUDED], unknown[EXCLUDED] = (~rows["in_primary"]).to_numpy(dtype=bool), np.zeros(len(rows), dtype=bool)
    flagged[SUSPECT], unknown[SUSPECT] = (quality["flags"] >= SUSPECT_FROM).to_numpy(dtype=bool), unknown[EXCLUDED]
    person = rows["wave"] + "/" + rows["row"].astype("str")
    clusters = pd.factorize(rows["project"].fillna("?" + person))[0]
    types = rows["declared_type"].fillna("").to_numpy(dtype=str)
    found = []
    for index in (*INDICES, SUSPECT, EXCLUDED):
        for kind, group, chosen in _groups(rows):
            known = chosen & ~unknown[index]
            n, beyond = int(known.sum()), int((known & flagged[index]).sum())
            row = {"index": index, "kind": kind, "group": group, "n": n, "flagged": beyond}
            found.append(
                row | {"not_computable": int((chosen & unknown[index]).sum()), "share": beyond / n if n else np.nan}
            )
        found.append({"index": index} | _contrast(flagged[index].astype(float), ~unknown[index], types, clusters))
    empty = files.empty("carelessness_by_group")
    return pd.DataFrame(found, columns=empty.columns).astype(empty.dtypes)


def _named(said: pd.Series) -> dict[str, Mask]:
    lists = (" " + said + " ").to_numpy(dtype=str)
    return {index: np.char.find(lists, f" {index} ") >= 0 for index in INDICES}


def _groups(rows: pd.DataFrame) -> Iterator[tuple[str, str, Mask]]:
    yield "all", "all", np.ones(len(rows), dtype=bool)
    for kind, column in (("wave", "wave"), ("type", "declared_type")):
        labels = rows[column].fillna("").to_numpy(dtype=str)
        for name in sorted(set(labels) - {""}):
            yield kind, name, labels == name


def _contrast(beyond: Array, known: Mask, types: NDArray[np.str_], clusters: NDArray[np.int64]) -> dict[str, Any]:
    chosen = known & np.isin(types, list(CONTRAST))
    others = [code for code in ("SOC", "SOL") if (types[chosen] == code).any()]
    result = {"kind": "contrast", "group": "PP - SSE", "n": int(chosen.sum()), "flagged": int(beyond[chosen].sum())}
    result |= {"not_computable": int((~known & np.isin(types, list(CONTRAST))).sum())}
    if not others or not (types[chosen] == "PP").any():
        return result
    design = [np.ones(int(chosen.sum()))]
    if len(others) == 2:
        design.append((types[chosen] == "SOC") * 0.5 - (types[chosen] == "SOL") * 0.5)
    found = _slope(beyond[chosen], (types[chosen] == "PP").astype(float), np.column_stack(design), clusters[chosen])
    return result | {"share": found["difference"], "low": found["low"], "high": found["high"]}


def _slope(outcome: Array, column: Array, design: Array, clusters: NDArray[Any]) -> dict[str, Any]:
    """The slope of a column beside others, with its interval; NaN, and the reason, where it is not determined."""
    nothing = {"difference": np.nan, "low": np.nan, "high": np.nan}
    if np.ptp(outcome) == 0:
        return nothing | {"difference": 0.0, "reason": "everybody is alike"}
    try:
        found = cluster_robust(outcome, np.column_stack([column, design]), clusters)
    except ValueError as error:
        return nothing | {"reason": str(error)}
    low, high = found.interval(LEVEL)[0]
    return {"difference": float(found.coefficients[0]), "low": float(low), "high": float(high)}
