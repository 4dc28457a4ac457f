"""Covariances and correlations where some answers are missing, each from the rows that have both (pairwise)."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def pairwise_covariance(items: Array) -> Array:
    """Covariances (k, k) of items (n, k) with NaN for missing answers; divisor: rows of the pair minus one.

    As R's cov(use = "pairwise"): each entry uses the rows that answered both items, and the means over these rows. It is
    unbiased where answers are missing completely at random, as the rotating forms make them, but need not be positive
    definite. NaN where fewer than two rows answered both.
    """
    seen = np.isfinite(items)
    mask = seen.astype(float)
    centred = np.where(seen, items - _column_means(items, seen), 0.0)
    together = mask.T @ mask
    sums = centred.T @ mask  # sums[i, j]: of item i over the rows that answered j as well
    with np.errstate(invalid="ignore", divide="ignore"):
        covariance: Array = (centred.T @ centred - sums * sums.T / together) / (together - 1)
    return np.where(together > 1, covariance, np.nan)


def pairwise_correlation(items: Array) -> Array:
    """Pearson correlations (k, k) of items (n, k), each from the rows that answered both; NaN for a constant item.

    As R's cor(use = "pairwise"): the standard deviations too are those of the rows in question.
    """
    seen = np.isfinite(items)
    mask = seen.astype(float)
    centred = np.where(seen, items - _column_means(items, seen), 0.0)
    together = mask.T @ mask
    sums, squares = centred.T @ mask, (centred**2).T @ mask
    with np.errstate(invalid="ignore", divide="ignore"):
        products = centred.T @ centred - sums * sums.T / together
        spread = squares - sums**2 / together
        correlation: Array = products / np.sqrt(spread * spread.T)
    correlation = np.where(spread * spread.T > 1e-20, correlation, np.nan)
    return np.where(np.eye(len(correlation), dtype=bool) & np.isfinite(correlation), 1.0, correlation)


def correlation_of(covariance: Array) -> Array:
    """The correlations (k, k) that belong to a covariance matrix (k, k) with positive variances."""
    deviation = np.sqrt(np.diag(covariance))
    correlation: Array = covariance / np.outer(deviation, deviation)
    return correlation


def _column_means(items: Array, seen: NDArray[np.bool_]) -> Array:
    counts = seen.sum(axis=0)
    means: Array = np.where(seen, items, 0.0).sum(axis=0) / np.maximum(counts, 1)
    return means
