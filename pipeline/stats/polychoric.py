"""Polychoric correlations: the correlations of the continuous answers assumed behind ordered categories, in two steps."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from pipeline.stats.bivariate import density, distribution

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

LARGEST = 0.9999  # correlations are kept within this
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


def tables(answers: Ordered) -> Array:
    """Counts (pairs, c, c) of the pairs of items (0, 1), (0, 2), ... (first item in the rows), of those who answered both."""
    k, c = answers.codes.shape[1], answers.categories
    shown = (answers.codes[:, :, None] == np.arange(c)).astype(float).reshape(len(answers.codes), k * c)
    crossed = (shown.T @ shown).reshape(k, c, k, c)
    first, second = np.triu_indices(k, 1)
    counts: Array = crossed[first, :, second, :]
    return counts


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
    answers = ordered(items)
    k = items.shape[1]
    result = np.eye(k)
    first, second = np.triu_indices(k, 1)
    counts = tables(answers)
    rows, columns = answers.thresholds[first], answers.thresholds[second]
    result[first, second] = result[second, first] = estimate(_filled(counts, rows, columns), rows, columns)
    return result


def estimate(counts: Array, rows: Array, columns: Array) -> Array:
    """Correlations (pairs,) that make tables (pairs, c, c) most likely, thresholds (pairs, c + 1) given.

    Fisher scoring on Fisher's z, halving a step that lowers the likelihood. NaN for an empty table.
    """
    z = np.zeros(len(counts))
    likelihood, score, information = _likelihood(counts, rows, columns, z)
    size = np.ones(len(counts))
    for _ in range(100):
        step = np.clip(score / np.maximum(information, 1e-12), -1.0, 1.0) * size
        proposed = np.clip(z + step, -np.arctanh(LARGEST), np.arctanh(LARGEST))
        new_likelihood, new_score, new_information = _likelihood(counts, rows, columns, proposed)
        better = new_likelihood >= likelihood - 1e-12 * np.abs(likelihood)
        moved = np.abs(np.where(better, proposed - z, 0.0))
        z = np.where(better, proposed, z)
        likelihood = np.where(better, new_likelihood, likelihood)
        score, information = np.where(better, new_score, score), np.where(better, new_information, information)
        size = np.where(better, 1.0, size / 2)
        if (moved[better] < 1e-11).all() and (size[~better] < 1e-6).all():
            break
    return np.where(counts.sum(axis=(1, 2)) > 0, np.tanh(z), np.nan)


def _likelihood(counts: Array, rows: Array, columns: Array, z: Array) -> tuple[Array, Array, Array]:
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
