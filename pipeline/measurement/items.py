"""Each item within its scale: how it goes with the others, whether its key looks forgotten; each kind of missing answer."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline import files
from pipeline.instrument import Indicator, Instrument
from pipeline.measurement.answers import Answers, lines, scales
from pipeline.stats.pairwise import correlation_of, pairwise_covariance
from pipeline.stats.reliability import alpha_if_dropped, item_rest, one_factor

Array = NDArray[np.float64]
Z = 1.959963984540054  # two-sided 95 %
KINDS = {
    -1: "cannot_say",
    -2: "refused",
    -3: "not_applicable",
    -4: "not_asked",
    -5: "not_answered",
    -6: "not_reached",
    -7: "invalid",
}


def by_item(answers: Answers, loadings: Mapping[str, tuple[float, float]], params: Mapping[str, Any]) -> pd.DataFrame:
    """measurement_by_item: one row per scale, item and group; loadings are those of the block's model, of all respondents."""
    rows: list[dict[str, Any]] = []
    for kind, group, chosen in answers.groups():
        inside = answers.of(chosen)
        for scale in scales(answers.asked):
            found = of_scale(scale, inside, params)
            for row in found:
                known = loadings.get(row["item"]) if kind == "all" else None
                said = {"loading": np.nan, "loading_error": np.nan}
                if known is not None:
                    said = {"loading": known[0], "loading_error": known[1]}
                rows.append({"scale": scale.code, "kind": kind, "group": group} | row | said)
    empty = files.empty("measurement_by_item")
    return pd.DataFrame(rows, columns=empty.columns).astype(empty.dtypes)


def of_scale(scale: Indicator, answers: Answers, params: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The items of one scale in one group."""
    items = answers.matrix(scale.items)
    n = np.isfinite(items).sum(axis=0)
    mean = np.array(
        [float(column[np.isfinite(column)].mean()) if m else np.nan for column, m in zip(items.T, n, strict=True)]
    )
    rest, dropped = np.full((2, len(scale.items)), np.nan)
    against: set[int] = set()
    covariance = pairwise_covariance(items)
    if len(scale.items) > 1 and n.min() >= params["respondents"] and np.isfinite(covariance).all():
        rest = item_rest(covariance)
        dropped = alpha_if_dropped(covariance) if len(scale.items) > 2 else dropped
        against = reversed_against(covariance, int(n.min()), [answers.asked.items[c].reverse for c in scale.items])
    return [
        {
            "item": code,
            "n_respondents": int(n[k]),
            "mean": mean[k],
            "item_rest": rest[k],
            "alpha_if_dropped": dropped[k],
            "key_suspected": k in against,
        }
        for k, code in enumerate(scale.items)
    ]


def reversed_against(covariance: Array, n: int, keyed_back: list[bool]) -> set[int]:
    """The items whose key looks forgotten, or applied twice: they run against their scale by more than chance (95 %, Fisher's
    z).

    From covariances (k, k) of n respondents, keyed, and which items the instrument turns (k,); places of the items, from 0.

    Of three or more items those that load against the majority and whose correlation with the rest is below zero; of two that
    oppose each other the one that the instrument turns, as which of them is wrong cannot be told from the answers.
    """
    rest = item_rest(covariance)
    if not np.isfinite(rest).all():
        return set()
    beyond = np.arctanh(np.clip(rest, -0.999, 0.999)) * np.sqrt(max(n - 3, 1)) < -Z
    if len(rest) == 2:
        turned = {k for k, back in enumerate(keyed_back) if back}
        return (turned or {0, 1}) if beyond.all() else set()
    try:
        loadings, _ = one_factor(correlation_of(covariance))
    except ValueError:
        return {int(k) for k in np.flatnonzero(beyond)}
    return {int(k) for k in np.flatnonzero(beyond & (loadings < 0))}


def missing(responses: pd.DataFrame, asked: Instrument) -> pd.DataFrame:
    """missing_by_item: one row per line and group (all, wave, type) with the respondents, the answers and each kind of gap."""
    groups = [("all", "all", np.ones(len(responses), dtype=bool))]
    for kind, column in (("wave", "wave"), ("type", "declared_type")):
        labels = responses[column].fillna("").to_numpy(dtype=str)
        groups += [(kind, str(name), labels == name) for name in sorted(set(labels) - {""})]
    rows = []
    for code in lines(asked):
        values = responses[code].to_numpy("int64") if code in responses else np.full(len(responses), -4)
        for kind, group, chosen in groups:
            own = values[chosen]
            counts = {name: int((own == gap).sum()) for gap, name in KINDS.items()}
            counts |= {f"answer_{point}": int((own == point).sum()) for point in range(1, 8)}
            rows.append(
                {"item": code, "kind": kind, "group": group, "n": len(own), "answered": int((own >= 0).sum())} | counts
            )
    empty = files.empty("missing_by_item")
    return pd.DataFrame(rows, columns=empty.columns).astype(empty.dtypes)
