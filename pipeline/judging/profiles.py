"""Projects as rows: their means on outcomes, and how far each lies from the other side."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.judging.evidence import Evidence

Array = NDArray[np.float64]
SIDES = ("PP", "SOC", "SOL")


@dataclass(frozen=True)
class ProjectMeans:
    """`values` (projects, codes), NaN where nobody of a project answered; `names` and declared `types` of the projects."""

    values: Array
    names: NDArray[np.str_]
    types: NDArray[np.str_]


def project_means(evidence: Evidence, codes: Sequence[str], names: NDArray[np.str_] | None = None) -> ProjectMeans:
    """Means of the respondents of each project of a declared type, by code; of `names` in their order where given."""
    known = (evidence.project_of != "") & (evidence.types != "")
    found, first, index = np.unique(evidence.project_of[known], return_index=True, return_inverse=True)
    columns = []
    for code in codes:
        values = evidence.column(code)[known]
        seen = np.isfinite(values)
        n = np.bincount(index[seen], minlength=len(found))
        with np.errstate(invalid="ignore"):
            columns.append(np.bincount(index[seen], values[seen], minlength=len(found)) / n)
    values = np.column_stack(columns) if columns else np.empty((len(found), 0))
    types = evidence.types[known][first]
    if names is None:
        return ProjectMeans(values, found, types)
    order = np.searchsorted(found, names)
    return ProjectMeans(values[order], names, types[order])


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
