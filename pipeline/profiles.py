"""Profiles of projects on the difference scales, ready to be clustered."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]
SSE = ("SOC", "SOL")


@dataclass(frozen=True)
class Profiles:
    """Standardised difference scales (projects, scales) of the projects that have them, and the projects' names and types."""

    values: Array
    scales: tuple[str, ...]
    names: NDArray[np.str_]
    types: NDArray[np.str_]
    respondents: NDArray[np.int64]
    left_out: int


def profiles(indicators: pd.DataFrame, scales: tuple[str, ...], may_be_missing: int) -> Profiles:
    """Shrunken project means on the difference scales, z-scored over projects; a few missing ones are set to the mean."""
    wanted = indicators[indicators["indicator"].isin(scales)]
    wide = wanted.pivot(index="project", columns="indicator", values="shrunken").reindex(columns=list(scales))
    enough = wide.isna().sum(axis=1) <= may_be_missing
    kept = wide[enough]
    if kept.isna().all(axis=0).any() or len(kept) < 2:
        return Profiles(
            np.empty((0, len(scales))), scales, np.array([], str), np.array([], str), np.array([], int), len(wide)
        )
    spread = kept.std(ddof=0)
    standard = ((kept - kept.mean()) / spread.where(spread > 0, 1.0)).fillna(0.0)
    first = (
        wanted.groupby("project")
        .agg(declared_type=("declared_type", "first"), n=("n_respondents", "max"))
        .loc[kept.index]
    )
    types, n = first["declared_type"].to_numpy(dtype=str), first["n"].to_numpy("int64")
    return Profiles(
        standard.to_numpy("float64"), scales, kept.index.to_numpy(dtype=str), types, n, int((~enough).sum())
    )


def too_few(own: Profiles, needed: int) -> str | None:
    """Why there can be no structure tests, in words."""
    sides = {"peer production": own.types == "PP", "the social and solidarity economy": np.isin(own.types, SSE)}
    small = [f"{name} has {int(inside.sum())}" for name, inside in sides.items() if inside.sum() < needed]
    return (
        f"too few projects with all difference scales: {', '.join(small)}; {needed} a side are needed"
        if small
        else None
    )
