"""Kinds or one scale, and nothing beside it: the figures of the structure tests that a verdict rests on."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from pipeline.instrument import Instrument
from pipeline.profiles import PEER, SOCIAL, hybrid_share, sample_of, too_few
from pipeline.rulers import Rulers
from pipeline.stats import structure
from pipeline.stats.agreement import adjusted_rand
from pipeline.stats.mixture import Search


def kinds(
    indicators: pd.DataFrame,
    scores: pd.DataFrame,
    projects: pd.DataFrame,
    asked: Instrument,
    limits: Rulers,
    chosen: Mapping[str, Any],
) -> pd.DataFrame:
    """The rows of the table `structure` that the judge reads (C8): the same numbers as the stage cluster writes, without the
    clusters of C9, their null draws, portraits and intervals, on which no verdict rests. `chosen`: params of that stage."""
    sample = sample_of(indicators, scores, asked.difference, chosen)
    figures: dict[str, float | None] = {"n_projects": len(sample.table), "hybrid_share": hybrid_share(projects)}
    why = too_few(sample, limits.gate_projects)
    words = {"reason": "; ".join([why, *sample.notes] if why else sample.notes)}
    if not why:
        search = Search(chosen["starts"], chosen["smallest_component"], chosen["variance_floor"], chosen["seed"])
        axis = structure.principal_components(sample.values).scores[:, 0]
        two = structure.two_against_one(axis, search)
        first = sample.side(PEER)
        pure = first | sample.side(SOCIAL)
        statistic, p = structure.dip(axis)
        sides, classes = np.eye(2)[first[pure].astype(int)], np.eye(2)[two.classes[pure] - 1]
        ari = float(adjusted_rand(sides.T @ classes))
        figures |= {"dip": statistic, "dip_p": p, "delta_bic": two.delta_bic, "ari": ari}
        words |= {"verdict": structure.kind(p, two.delta_bic, ari, limits.taxon)}
    found = {name: value for name, value in figures.items() if value is not None}
    table = {
        "figure": [*found, *words],
        "value": [*found.values(), *[np.nan] * len(words)],
        "words": [*[None] * len(found), *words.values()],
    }
    return pd.DataFrame(table).astype({"figure": "str", "value": "float64", "words": "str"})
