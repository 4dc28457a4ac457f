"""Polychoric correlations: the correlations of the continuous answers assumed behind ordered categories, in two steps."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from pipeline.stats.bivariate import density, distribution

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

LARGEST = 0.9999  # correlations are kept within this
SETTLED = 1e-9  # a step of Fisher's z that ends the search
SMALLEST_PROBABILITY = 1e-300
HALF = 0.5  # what an empty cell of a two by two table counts as


@dataclass(frozen=True)
class Ordered:
    """Answers as category numbers: codes (n, k) from 0, -1 for missing; thresholds (k, c + 1) from -inf to inf.

    An item with fewer categories than the largest number c has its last thresholds at inf, so that those categories are
    empty.
    """

    codes: Codes
    thresholds: Array

    @property
    def categories(self) -> int:
        """The largest number of categories of an item."""
        return int(self.thresholds.shape[1]) - 1


def ordered(items: Array) -> Ordered:
    """Answers (n, k), NaN for missing, as categories: only values that occur are categories, in their order.

    Thresholds are the normal quantiles of the cumulated shares of all who answered the item (first step of Olsson 1979).
    Raises ValueError where an item has fewer than two different answers.
    """
    values = [np.unique(column[np.isfinite(column)]) for column in items.T]
    if any(len(found) < 2 for found in values):
        raise ValueError("an item has fewer than two different answers")
    codes = np.full(items.shape, -1)
    thresholds = np.full((len(values), max(map(len, values)) + 1), np.inf)
    thresholds[:, 0] = -np.inf
    for k, found in enumerate(values):
        seen = np.isfinite(items[:, k])
        codes[seen, k] = np.searchsorted(found, items[seen, k])
        shares = np.cumsum(np.bincount(codes[seen, k], minlength=len(found))) / seen.sum()
        thresholds[k, 1 : len(found)] = ndtri(shares[:-1])
    return Ordered(codes, thresholds)


def tables(answers: Ordered, first: Codes, second: Codes) -> Array:
    """Counts (pairs, c, c) of pairs of items (the first in the rows), of those who answered both."""
    c, one, other = answers.categories, answers.codes[:, first], answers.codes[:, second]
    cells = (np.arange(len(first)) * c + one) * c + other
    counts = np.bincount(cells[(one >= 0) & (other >= 0)], minlength=len(first) * c * c)
    return counts.reshape(len(first), c, c).astype(np.float64)


def cell_probabilities(rows: Array, columns: Array, correlation: Array) -> tuple[Array, Array]:
    """Probabilities (pairs, c, c) of the cells between thresholds (pairs, c + 1), and their slopes in the correlation."""
    x, y, r = rows[:, :, None], columns[:, None, :], correlation[:, None, None]
    corners, slopes = distribution(x, y, r), density(x, y, r)
    cells = np.diff(np.diff(corners, axis=1), axis=2)
    return np.maximum(cells, SMALLEST_PROBABILITY), np.diff(np.diff(slopes, axis=1), axis=2)


def polychoric(items: Array) -> Array:
    """Polychoric correlations (k, k) of answers (n, k), NaN for missing answers (each pair from those who answered both).

    Two-step maximum likelihood (Olsson 1979). The one empty cell of a two by two table counts as half an answer, the margins
    kept (as R's lavaan): else the correlation would be 1 or -1. NaN for a pair that nobody answered both of. Raises
    ValueError where an item has fewer than two different answers.
    """
    result = np.eye(items.shape[1])
    first, second = np.triu_indices(items.shape[1], 1)
    result[first, second] = result[second, first] = polychoric_of_pairs(ordered(items), first, second)
    return result


def polychoric_of_pairs(answers: Ordered, first: Codes, second: Codes) -> Array:
    """As `polychoric`, for chosen pairs of items only: (pairs,)."""
    rows, columns = answers.thresholds[first], answers.thresholds[second]
    return estimate(_filled(tables(answers, first, second), rows, columns), rows, columns)


def estimate(counts: Array, rows: Array, columns: Array) -> Array:
    """Correlations (pairs,) that make tables (pairs, c, c) most likely, thresholds (pairs, c + 1) given.

    Fisher scoring on Fisher's z from the correlations of the categories' numbers, halving a step that lowers the likelihood;
    pairs that have settled leave the batch. NaN for an empty table.
    """
    z, size, open_ = _start(counts), np.ones(len(counts)), np.flatnonzero(counts.sum(axis=(1, 2)) > 0)
    state = _likelihood(counts[open_], rows[open_], columns[open_], z[open_])
    for _ in range(100):
        likelihood, score, information = state
        step = np.clip(score / np.maximum(information, 1e-12), -1.0, 1.0) * size[open_]
        proposed = np.clip(z[open_] + step, -np.arctanh(LARGEST), np.arctanh(LARGEST))
        new = _likelihood(counts[open_], rows[open_], columns[open_], proposed)
        better = new[0] >= likelihood - 1e-12 * np.abs(likelihood)
        moved = np.abs(proposed - z[open_])
        z[open_] = np.where(better, proposed, z[open_])
        state = tuple(np.where(better, now, before) for now, before in zip(new, state, strict=True))
        size[open_] = np.where(better, 1.0, size[open_] / 2)
        going = np.where(better, moved >= SETTLED, size[open_] >= 1e-6)
        if not going.any():
            break
        open_, state = open_[going], tuple(part[going] for part in state)
    return np.where(counts.sum(axis=(1, 2)) > 0, np.tanh(z), np.nan)


def _start(counts: Array) -> Array:
    """Fisher's z (pairs,) of the correlations of the categories' numbers, which are nearer to zero than those sought."""
    points, n = np.arange(counts.shape[1], dtype=np.float64), np.maximum(counts.sum(axis=(1, 2)), 1.0)
    row, column = counts.sum(axis=2) / n[:, None], counts.sum(axis=1) / n[:, None]
    means, others = row @ points, column @ points
    spread = np.sqrt(np.maximum((row @ points**2 - means**2) * (column @ points**2 - others**2), 0.0))
    product = np.einsum("pij,i,j->p", counts, points, points) / n - means * others
    r: Array = np.where(spread > 0, product / np.where(spread > 0, spread, 1.0), 0.0)
    return np.asarray(np.arctanh(np.clip(r, -0.95, 0.95)))


def _likelihood(counts: Array, rows: Array, columns: Array, z: Array) -> tuple[Array, ...]:
    """Log likelihood, score and expected information (pairs,) in Fisher's z."""
    correlation = np.tanh(z)
    cells, slopes = cell_probabilities(rows, columns, correlation)
    scale = 1 - correlation**2
    likely = cells > 1e-200
    ratio = np.where(likely, slopes / np.where(likely, cells, 1.0), 0.0)
    value = (counts * np.log(cells)).sum(axis=(1, 2))
    score = (counts * ratio).sum(axis=(1, 2)) * scale
    information = counts.sum(axis=(1, 2)) * (slopes * ratio).sum(axis=(1, 2)) * scale**2
    return value, score, information


def _filled(counts: Array, rows: Array, columns: Array) -> Array:
    """Counts with half an answer in the one empty cell of a two by two table, the margins kept (as lavaan)."""
    two_by_two = np.isinf(rows[:, 2:]).all(axis=1) & np.isinf(columns[:, 2:]).all(axis=1)
    one_empty = (counts[:, :2, :2] == 0).sum(axis=(1, 2)) == 1
    on_diagonal = (counts[:, 0, 0] == 0) | (counts[:, 1, 1] == 0)
    half = np.where(two_by_two & one_empty, np.where(on_diagonal, HALF, -HALF), 0.0)
    filled = counts.copy()
    filled[:, :2, :2] += half[:, None, None] * np.array([[1.0, -1.0], [-1.0, 1.0]])
    return filled
