"""Agreement of two sortings of the same cases, with what chance would give."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.shares import percentile_interval, resampled

Array = NDArray[np.float64]
LEVEL = 0.95


@dataclass(frozen=True)
class Agreement:
    """Adjusted Rand index with its 95 % interval over cases and its permutation probability; adjusted mutual information.

    The interval resamples cases and keeps the sorting found; All NaN where one group is all there is on both sides."""

    ari: float
    low: float
    high: float
    p: float
    ami: float


def agreement(first: NDArray[Any], second: NDArray[Any], permutations: int, draws: int, seed: int) -> Agreement:
    """How far two sortings (n,) agree. p = (1 + shuffles with at least this index) / (1 + shuffles)."""
    a, b = _indicators(first), _indicators(second)
    ari = float(adjusted_rand(a.T @ b))
    if np.isnan(ari):
        return Agreement(*[float("nan")] * 5)
    weights = resampled(len(a), draws, seed).astype(float)
    low, high = percentile_interval(
        _in_parts(lambda w: np.einsum("wn,nr,nc->wrc", w, a, b, optimize=True), weights), LEVEL
    )
    generator = np.random.Generator(np.random.PCG64(seed))
    shuffles = np.stack([generator.permutation(len(b)) for _ in range(permutations)])
    shuffled = _in_parts(lambda order: a.T @ b[order], shuffles)
    p = (1 + float((shuffled >= ari - 1e-12).sum())) / (1 + permutations)
    return Agreement(ari, low, high, p, _adjusted_mutual_information(first, second))


def adjusted_rand(tables: Array) -> Array:
    """The adjusted Rand index of contingency tables (..., rows, columns) of counts (Hubert and Arabie 1985): 1 for the same
    sorting, 0 expected by chance. NaN where both sortings put everything into one group."""
    together = _pairs(tables).sum(axis=(-2, -1))
    rows, columns = _pairs(tables.sum(axis=-1)).sum(axis=-1), _pairs(tables.sum(axis=-2)).sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = rows * columns / _pairs(tables.sum(axis=(-2, -1)))
        result: Array = (together - expected) / ((rows + columns) / 2 - expected)
    return result


def cohen_kappa(tables: Array) -> Array:
    """Cohen's kappa (1960) of tables (..., k, k) of counts, one rater's categories in the rows and the other's in the columns:
    (observed - expected) / (1 - expected) agreement. NaN where both use one and the same category only."""
    n = tables.sum(axis=(-2, -1))
    with np.errstate(invalid="ignore", divide="ignore"):
        observed = np.trace(tables, axis1=-2, axis2=-1) / n
        expected = (tables.sum(axis=-1) * tables.sum(axis=-2)).sum(axis=-1) / n**2
        result: Array = (observed - expected) / (1 - expected)
    return np.where(expected < 1, result, np.nan)


def _pairs(counts: Array) -> Array:
    return counts * (counts - 1) / 2


def _indicators(labels: NDArray[Any]) -> Array:
    values, codes = np.unique(labels, return_inverse=True)
    result: Array = np.eye(len(values))[codes]
    return result


def _in_parts(tables: Callable[[Any], Array], of: NDArray[Any]) -> Array:
    """The index of many tables, made some at a time so that memory stays small."""
    step = max(1, 2_000_000 // of.shape[1])
    return np.concatenate([adjusted_rand(tables(of[i : i + step])) for i in range(0, len(of), step)])


def _adjusted_mutual_information(first: NDArray[Any], second: NDArray[Any]) -> float:
    """Vinh, Epps and Bailey 2010, by scikit-learn; mean of the two entropies as the largest possible."""
    from sklearn.metrics import adjusted_mutual_info_score

    return float(adjusted_mutual_info_score(first, second))
