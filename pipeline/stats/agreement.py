"""Agreement of two sortings of the same cases, with what chance would give."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, stdtrit

from pipeline.stats.shares import resampled

Array = NDArray[np.float64]
LEVEL = 0.95
SMALL = np.finfo(np.float64).eps
LARGEST = 0.999  # an index beyond this is taken for this on Fisher's scale, where 1 has no place


@dataclass(frozen=True)
class Agreement:
    """Adjusted Rand index and adjusted mutual information, each with its 95 % interval over cases and its permutation
    probability.

    The intervals resample cases and keep the sorting found. A case drawn twice agrees with itself, so drawn indices are too
    large on average, and all of them lie below 1: only their spread counts, about the estimate, both on Fisher's scale
    (arctanh), with Student's quantile. Tried on tables of known shares, 300 of each: with 28 cases 90 to 98 % hold the true
    index, moved percentiles 84 to 93 %; with 60 and 88 cases 92 to 96 %. Cells that hold one case in a hundred and are mostly
    empty make the interval of the mutual information too narrow (70 to 80 %). All NaN where one group is all there is on both
    sides."""

    ari: float
    low: float
    high: float
    p: float
    ami: float
    ami_low: float
    ami_high: float
    ami_p: float


def agreement(first: NDArray[Any], second: NDArray[Any], permutations: int, draws: int, seed: int) -> Agreement:
    """How far two sortings (n,) agree. p = (1 + shuffles with at least this index) / (1 + shuffles)."""
    a, b = _indicators(first), _indicators(second)
    if a.shape[1] == b.shape[1] == 1:
        return Agreement(*[float("nan")] * 8)
    weights = resampled(len(a), draws, seed).astype(float)
    drawn = _in_parts(lambda w: np.einsum("wn,nr,nc->wrc", w, a, b, optimize=True), weights)
    generator = np.random.Generator(np.random.PCG64(seed))
    shuffles = np.stack([generator.permutation(len(b)) for _ in range(permutations)])
    shuffled = _in_parts(lambda order: a.T @ b[order], shuffles)
    rand = _one_index(adjusted_rand, a.T @ b, drawn, shuffled)
    return Agreement(*rand, *_one_index(adjusted_mutual_information, a.T @ b, drawn, shuffled))


def _one_index(
    index: Callable[[Array], Array], table: Array, drawn: Array, shuffled: Array
) -> tuple[float, float, float, float]:
    """The index of a table, its interval over the tables drawn, and p over the tables shuffled, in the order of Agreement."""
    value, draws = float(index(table)), index(drawn)
    low, high = _about(value, draws[np.isfinite(draws)], int(table.sum()))
    p = (1 + float((index(shuffled) >= value - 1e-12).sum())) / (1 + len(shuffled))
    return value, low, high, p


def _about(value: float, draws: Array, n: int) -> tuple[float, float]:
    """The interval about an index of n cases from drawn ones; NaN bounds where there is no draw."""
    if not len(draws):
        return float("nan"), float("nan")
    if np.ptp(draws) < SMALL:
        return value, value
    scaled = np.arctanh(np.clip(draws, -LARGEST, LARGEST))
    half = float(stdtrit(n - 1, (1 + LEVEL) / 2)) * float(scaled.std(ddof=1)) * (n / (n - 1)) ** 0.5
    centre = float(np.arctanh(np.clip(value, -LARGEST, LARGEST)))
    return float(np.tanh(centre - half)), float(np.tanh(centre + half))


def rand_index(first: NDArray[Any], second: NDArray[Any]) -> float:
    """The adjusted Rand index of two sortings (n,) alone, as `agreement` gives it."""
    return float(adjusted_rand(_indicators(first).T @ _indicators(second)))


def adjusted_rand(tables: Array) -> Array:
    """The adjusted Rand index of contingency tables (..., rows, columns) of counts (Hubert and Arabie 1985): 1 for the same
    sorting, 0 expected by chance. NaN where both sortings put everything into one group."""
    together = _pairs(tables).sum(axis=(-2, -1))
    rows, columns = _pairs(tables.sum(axis=-1)).sum(axis=-1), _pairs(tables.sum(axis=-2)).sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = rows * columns / _pairs(tables.sum(axis=(-2, -1)))
        result: Array = (together - expected) / ((rows + columns) / 2 - expected)
    return result


def adjusted_mutual_information(tables: Array) -> Array:
    """The adjusted mutual information of contingency tables (..., rows, columns) of counts with the same total (Vinh, Epps and
    Bailey 2010): (I - E I) / (mean of the two entropies - E I), with E I for the margins as they are. 1 where both sortings put
    everything into one group, as scikit-learn has it."""
    n = round(float(tables.sum(axis=(-2, -1)).max()))
    rows, columns = tables.sum(axis=-1), tables.sum(axis=-2)
    of_rows, of_columns = _entropy(rows / n), _entropy(columns / n)
    information = of_rows + of_columns - _entropy((tables / n).reshape(*tables.shape[:-2], -1))
    pairs = np.stack(np.broadcast_arrays(rows[..., :, None], columns[..., None, :]), axis=-1).round()
    sizes, place = np.unique(pairs.reshape(-1, 2), axis=0, return_inverse=True)
    parts = np.zeros(len(sizes))
    there = (sizes > 0).all(axis=1)
    parts[there] = _chance(sizes[there, 0], sizes[there, 1], n)
    expected = parts[place.ravel()].reshape(tables.shape).sum(axis=(-2, -1))
    largest, alone = (of_rows + of_columns) / 2, (of_rows <= 0) & (of_columns <= 0)
    spread = np.where(np.abs(largest - expected) < SMALL, SMALL, largest - expected)
    result: Array = np.where(alone, 1.0, (information - expected) / spread)
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
    """Many tables, made some at a time so that memory stays small."""
    step = max(1, 2_000_000 // of.shape[1])
    return np.concatenate([tables(of[i : i + step]) for i in range(0, len(of), step)])


def _entropy(shares: Array) -> Array:
    """-sum p log p over the last axis."""
    result: Array = -(shares * np.log(np.where(shares > 0, shares, 1.0))).sum(axis=-1)
    return result


def _chance(rows: Array, columns: Array, n: int) -> Array:
    """The part of the expected mutual information that two groups of the sizes rows and columns (m,) bring among n cases."""
    low, high = np.maximum(rows + columns - n, 1), np.minimum(rows, columns)
    span = np.arange(int(np.max(high - low, initial=-1)) + 1)
    both = low[:, None] + span
    inside, both = both <= high[:, None], np.minimum(both, np.maximum(high, 1)[:, None])
    a, b = rows[:, None], columns[:, None]
    ways = gammaln(a + 1) + gammaln(b + 1) + gammaln(n - a + 1) + gammaln(n - b + 1) - gammaln(n + 1)
    ways = ways - gammaln(both + 1) - gammaln(a - both + 1) - gammaln(b - both + 1)
    ways -= gammaln(np.maximum(n - a - b + both, 0) + 1)
    told = both / n * (np.log(both) + np.log(n) - np.log(a) - np.log(b))
    result: Array = np.where(inside, told * np.exp(ways), 0.0).sum(axis=1)
    return result
