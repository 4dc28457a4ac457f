"""Projects as rows: their means on outcomes, and how far each lies from the other side."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.judging.evidence import Evidence, Mask
from pipeline.judging.finding import missing_types
from pipeline.stats.block_effects import block_effects

Array = NDArray[np.float64]
SIDES = ("PP", "SOC", "SOL")


@dataclass(frozen=True)
class ProjectMeans:
    """`values` (projects, codes), NaN where nobody of a project answered; `names` and declared `types` of the projects."""

    values: Array
    names: NDArray[np.str_]
    types: NDArray[np.str_]


def project_means(evidence: Evidence, codes: Sequence[str], names: NDArray[np.str_] | None = None) -> ProjectMeans:
    """Means of the respondents of each project of a declared type, by code, what a wave adds to everybody taken off (methods
    C14); of `names` in their order where given. A project whose type changed is of its last one."""
    known = (evidence.project_of != "") & (evidence.types != "")
    found, index = np.unique(evidence.project_of[known], return_inverse=True)
    columns = []
    for values in _without_waves(evidence, codes, known):
        seen = np.isfinite(values)
        n = np.bincount(index[seen], minlength=len(found))
        with np.errstate(invalid="ignore"):
            columns.append(np.bincount(index[seen], values[seen], minlength=len(found)) / n)
    values = np.column_stack(columns) if columns else np.empty((len(found), 0))
    types = last_types(evidence.project_of[known], evidence.types[known])
    if names is None:
        return ProjectMeans(values, found, types)
    order = np.searchsorted(found, names)
    return ProjectMeans(values[order], names, types[order])


def pure_means(evidence: Evidence, codes: Sequence[str]) -> tuple[ProjectMeans, tuple[str, ...]]:
    """The means of the projects of the pure types, and what keeps them from being compared."""
    table = project_means(evidence, codes)
    pure = np.isin(table.types, SIDES)
    kept = ProjectMeans(table.values[pure], table.names[pure], table.types[pure])
    absent = missing_types(evidence, SIDES)
    unasked = tuple(evidence.silence(code) for code in codes if not np.isfinite(evidence.column(code)).any())
    return kept, absent or unasked


def _without_waves(evidence: Evidence, codes: Sequence[str], known: Mask) -> list[Array]:
    """The columns of the rows `known`, less what each wave adds to everybody in it, told apart from the types and projects that
    answered in it."""
    columns = [evidence.column(code)[known] for code in codes]
    told = [place for place, values in enumerate(columns) if np.isfinite(values).any()]
    if told and len(np.unique(evidence.waves[known])) > 1:
        values = np.column_stack([columns[place] for place in told])
        added = block_effects(values, evidence.types[known], evidence.waves[known], evidence.project_of[known])
        for number, place in enumerate(told):
            columns[place] = columns[place] - added[:, number]
    return columns


def last_types(projects: NDArray[np.str_], types: NDArray[np.str_]) -> NDArray[np.str_]:
    """The last type of each project, the projects sorted by name."""
    _, from_behind = np.unique(projects[::-1], return_index=True)
    result: NDArray[np.str_] = types[::-1][from_behind]
    return result


def distances(evidence: Evidence, names: NDArray[np.str_]) -> Array:
    """How far each project lies from the centroid of the other side, on the difference scales in standard deviations.

    Root mean square over the scales; SOC and SOL have equal weight in their centroid. NaN for hybrids, and without a side.
    """
    table = project_means(evidence, evidence.instrument.difference, names)
    result = np.full(len(names), np.nan)
    if not set(SIDES) <= set(table.types) or not np.isfinite(table.values).any(axis=0).all():
        return result
    spread = np.nanstd(table.values, axis=0)
    standard = (table.values - np.nanmean(table.values, axis=0)) / np.where(
        spread > 0, spread, 1.0
    )  # alike: no distance
    standard = np.where(np.isfinite(standard), standard, 0.0)
    centre = {t: standard[table.types == t].mean(axis=0) for t in SIDES}
    other_side = (centre["SOC"] + centre["SOL"]) / 2
    for declared in SIDES:
        inside = table.types == declared
        target = other_side if declared == "PP" else centre["PP"]
        result[inside] = np.sqrt(((standard[inside] - target) ** 2).mean(axis=1))
    return result
