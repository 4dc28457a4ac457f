"""Intervals of reliability coefficients where respondents belong to projects: the delta method on their covariances."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from pipeline.stats.pairwise import correlation_of, pairwise_covariance
from pipeline.stats.reliability import omega_total, one_factor, spearman_brown

Array = NDArray[np.float64]

STEP = 1e-4  # of the product of two standard deviations, for the slopes


@dataclass(frozen=True)
class Reliability:
    """A coefficient with its interval, no unit; NaN where the items or the clusters do not allow it."""

    value: float
    low: float
    high: float


def omega_with_interval(items: Array, clusters: NDArray[Any], level: float = 0.95) -> Reliability:
    """Omega total of items (n, k), k >= 3, NaN for missing answers; see `clustered_interval`."""
    covariance = pairwise_covariance(items)
    value = omega_total(covariance)
    if not np.isfinite(value):
        return Reliability(value, float("nan"), float("nan"))
    return clustered_interval(value, omega_slopes(covariance), covariance, items, clusters, level)


def spearman_brown_with_interval(items: Array, clusters: NDArray[Any], level: float = 0.95) -> Reliability:
    """Spearman-Brown of two items (n, 2), NaN for missing answers; see `clustered_interval`."""
    covariance = pairwise_covariance(items)

    def coefficient(of: Array) -> float:
        return spearman_brown(float(correlation_of(of)[0, 1]))

    slopes = numerical_slopes(coefficient, covariance)
    return clustered_interval(coefficient(covariance), slopes, covariance, items, clusters, level)


def clustered_interval(
    value: float, slopes: Array, covariance: Array, items: Array, clusters: NDArray[Any], level: float = 0.95
) -> Reliability:
    """The interval of a coefficient of the covariances (k, k) of items (n, k), rows being alike within clusters (n,).

    Delta method: each row's influence on each pairwise covariance, times the coefficient's slope in it (pairs,), summed by
    cluster; G / (G - 1) and t with G - 1 degrees of freedom for G clusters. It is worked out for
    log(1 - coefficient), in which reliabilities are nearer to normal (Bonett 2002), so that it never exceeds 1. Missing
    answers are left out pair by pair. NaN where there are fewer than two clusters.
    """
    labels, codes = np.unique(clusters, return_inverse=True)
    if not value < 1 or len(labels) < 2:
        return Reliability(value, float("nan"), float("nan"))
    influence = covariance_influences(items, covariance) @ slopes
    sums = np.bincount(codes, influence)
    variance = len(labels) / (len(labels) - 1) * float((sums**2).sum())
    half = float(stdtrit(len(labels) - 1, (1 + level) / 2)) * np.sqrt(variance) / (1 - value)
    return Reliability(value, 1 - (1 - value) * float(np.exp(half)), 1 - (1 - value) * float(np.exp(-half)))


def covariance_influences(items: Array, covariance: Array) -> Array:
    """By how much each row moves each covariance (i <= j, in the order of numpy's triu_indices), to first order: (n, pairs)."""
    seen = np.isfinite(items)
    centred = np.where(seen, items - np.nanmean(np.where(seen.any(axis=0), items, 0.0), axis=0), 0.0)
    first, second = np.triu_indices(items.shape[1])
    both = seen[:, first] & seen[:, second]
    products = centred[:, first] * centred[:, second] - covariance[first, second]
    result: Array = np.where(both, products, 0.0) / np.maximum(both.sum(axis=0), 1)
    return result


def omega_slopes(covariance: Array) -> Array:
    """Slopes (pairs,) of omega total in the covariances (i <= j): of the estimates by their expected information.

    With d the derivatives of the implied covariances V in the loadings and residual variances, the estimates move by
    inv(tr(V^-1 d V^-1 d)) tr(V^-1 d V^-1 change); exact where one factor fits, else to the order of the misfit.
    """
    loadings, residuals, moves = one_factor_slopes(covariance)
    common, rest = float(loadings.sum()), float(residuals.sum())
    of_omega = np.repeat([2 * common * rest, -(common**2)], len(loadings)) / (common**2 + rest) ** 2
    slopes: Array = of_omega @ moves
    return slopes


def one_factor_slopes(covariance: Array) -> tuple[Array, Array, Array]:
    """Loadings (k,) and residual variances (k,) of one factor in the items' own units, and their slopes (2 k, pairs) in the
    covariances (i <= j), as in `omega_slopes`. Raises ValueError where there is no one-factor solution."""
    deviation = np.sqrt(np.diag(covariance))
    loadings, uniquenesses = one_factor(correlation_of(covariance))
    loadings, residuals = loadings * deviation, uniquenesses * deviation**2
    k, unit = len(loadings), np.eye(len(loadings))
    in_loadings = np.einsum("ia,b->iab", unit, loadings)
    of_implied = np.concatenate([in_loadings + in_loadings.transpose(0, 2, 1), np.einsum("ia,ib->iab", unit, unit)])
    inverse = np.linalg.inv(np.outer(loadings, loadings) + np.diag(residuals))
    turned = inverse @ of_implied
    information = turned.reshape(2 * k, -1) @ turned.transpose(0, 2, 1).reshape(2 * k, -1).T
    by_entry = np.linalg.lstsq(information, (turned @ inverse).reshape(2 * k, -1), rcond=1e-10)[0].reshape(2 * k, k, k)
    first, second = np.triu_indices(k)
    return loadings, residuals, by_entry[:, first, second] * np.where(first == second, 1.0, 2.0)


def numerical_slopes(coefficient: Callable[[Array], float], covariance: Array) -> Array:
    """Slopes (pairs,) of any coefficient in the covariances (i <= j), by central differences."""
    first, second = np.triu_indices(len(covariance))
    deviation = np.sqrt(np.diag(covariance))
    slopes = np.empty(len(first))
    for k, (i, j) in enumerate(zip(first, second, strict=True)):
        step = STEP * deviation[i] * deviation[j]
        moved = [covariance.copy(), covariance.copy()]
        for sign, matrix in zip((1, -1), moved, strict=True):
            matrix[i, j] += sign * step
            matrix[j, i] = matrix[i, j]
        slopes[k] = (coefficient(moved[0]) - coefficient(moved[1])) / (2 * step)
    return slopes
