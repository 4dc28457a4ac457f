"""Percentile intervals of what has none in closed form, by drawing whole clusters: ICC(1), ICC(2), the median r_wg(j)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.shares import percentile_interval, resampled

Array = NDArray[np.float64]
Interval = tuple[float, float]
UNKNOWN: Interval = (float("nan"), float("nan"))


@dataclass(frozen=True)
class Drawn:
    """How often each of G clusters was drawn, `weights` (draws, G), and the cluster of each row, `codes` (n,)."""

    weights: Array
    codes: NDArray[np.intp]

    def of(self, rows: NDArray[np.bool_]) -> "Drawn":
        """The same draws for some of the rows (n,)."""
        return Drawn(self.weights, self.codes[rows])

    def sums(self, columns: Array) -> Array:
        """Of columns (n, k) their sums in each draw (draws, k)."""
        clusters = self.weights.shape[1]
        by_cluster = np.stack([np.bincount(self.codes, column, clusters) for column in columns.T], axis=1)
        return np.asarray(self.weights @ by_cluster)


def drawn(clusters: NDArray[Any], draws: int, seed: int) -> Drawn:
    """The draws of the clusters (n,) of rows: as many as there are, with replacement."""
    labels, codes = np.unique(clusters, return_inverse=True)
    return Drawn(resampled(len(labels), draws, seed).astype(np.float64), codes.ravel())


def icc_intervals(values: Array, groups: NDArray[Any], by: Drawn, level: float = 0.95) -> tuple[Interval, Interval]:
    """Of ICC(1) and ICC(2) (see `icc.icc`) of values (n,) in groups (n,), the rows of the draws.

    A group must lie within one cluster; one that is drawn twice counts as two groups. Draws in which a mean square cannot
    be computed are left out; NaN where fewer than two clusters were drawn from.
    """
    if by.weights.shape[1] < 2 or not len(values):
        return UNKNOWN, UNKNOWN
    _, first, codes = np.unique(groups, return_index=True, return_inverse=True)
    sizes = np.bincount(codes).astype(np.float64)
    centred = values - values.mean()
    means = np.bincount(codes, centred) / sizes
    of_group = np.zeros((len(values), 2))
    of_group[first, 0], of_group[first, 1] = 1.0, sizes * means**2
    columns = np.column_stack([of_group, np.ones(len(values)), centred, (centred - means[codes]) ** 2])
    count, squares, n, total, within = by.sums(columns).T
    with np.errstate(invalid="ignore", divide="ignore"):
        between = (squares - total**2 / n) / (count - 1)
        within = within / (n - count)
        first_icc = (between - within) / (between + (n / count - 1) * within)
        second_icc = (between - within) / between
    usable = (count > 1) & (n > count)
    found = [percentile_interval(np.where(usable, draws, np.nan), level) for draws in (first_icc, second_icc)]
    return found[0], found[1]


def median_interval(values: Array, clusters: NDArray[np.intp], by: Drawn, level: float = 0.95) -> Interval:
    """Of the median of values (g,), NaN left out, each belonging to the cluster with this number in the draws (g,)."""
    known = np.isfinite(values)
    if by.weights.shape[1] < 2 or not known.any():
        return UNKNOWN
    order = np.argsort(values[known], kind="stable")
    ordered, counted = values[known][order], np.cumsum(by.weights[:, clusters[known][order]], axis=1)
    total = counted[:, -1]
    middle = [(counted < place[:, None]).sum(axis=1) for place in (np.floor((total + 1) / 2), np.floor(total / 2) + 1)]
    ends = [ordered[np.minimum(place, len(ordered) - 1)] for place in middle]
    return percentile_interval(np.where(total > 0, (ends[0] + ends[1]) / 2, np.nan), level)
