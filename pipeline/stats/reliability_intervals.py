"""Intervals of reliability coefficients where respondents belong to projects: the delta method on their covariances."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from pipeline.stats.pairwise import correlation_of, pairwise_covariance
from pipeline.stats.polychoric import ordered
from pipeline.stats.polychoric_errors import influences
from pipeline.stats.reliability import (
    alpha_ordinal,
    alpha_raw,
    alpha_standardized,
    one_factor,
    spearman_brown,
)

Array = NDArray[np.float64]

STEP = 1e-4  # of the product of two standard deviations, for the slopes


@dataclass(frozen=True)
class Reliability:
    """A coefficient with its interval, no unit; NaN where the items or the clusters do not allow it."""

    value: float
    low: float
    high: float


UNKNOWN = Reliability(float("nan"), float("nan"), float("nan"))


def omega_with_interval(items: Array, clusters: NDArray[Any], level: float = 0.95) -> Reliability:
    """Omega total of items (n, k), k >= 3, NaN for missing answers; see `clustered_interval`."""
    covariance = pairwise_covariance(items)
    if not np.isfinite(covariance).all() or not (np.diag(covariance) > 0).all():
        return UNKNOWN
    try:
        value, slopes = omega_with_slopes(covariance)
    except ValueError:
        return UNKNOWN
    return clustered_interval(value, slopes, covariance, items, clusters, level)


def spearman_brown_with_interval(items: Array, clusters: NDArray[Any], level: float = 0.95) -> Reliability:
    """Spearman-Brown of two items (n, 2), NaN for missing answers; see `clustered_interval`."""
    covariance = pairwise_covariance(items)

    def coefficient(of: Array) -> float:
        return spearman_brown(float(correlation_of(of)[0, 1]))

    slopes = numerical_slopes(coefficient, covariance)
    return clustered_interval(coefficient(covariance), slopes, covariance, items, clusters, level)


def alphas_with_intervals(items: Array, clusters: NDArray[Any], level: float = 0.95) -> tuple[Reliability, Reliability]:
    """Raw and standardised alpha of items (n, k), k >= 2, NaN for missing answers; see `clustered_interval`."""
    covariance = pairwise_covariance(items)
    moved = covariance_influences(items, covariance)
    slopes = alpha_slopes(covariance), standardized_alpha_slopes(covariance)
    values = alpha_raw(covariance), alpha_standardized(covariance)
    raw, standardized = (
        interval_of(value, moved @ by, clusters, level) for value, by in zip(values, slopes, strict=True)
    )
    return raw, standardized


def alpha_ordinal_with_interval(
    items: Array, polychoric: Array, clusters: NDArray[Any], level: float = 0.95
) -> Reliability:
    """Ordinal alpha of items (n, k) with polychoric correlations (k, k): what each row adds to these (Muthen 1984), summed by
    cluster; see `clustered_interval`."""
    first, second = np.triu_indices(len(polychoric), 1)
    k, total = len(polychoric), float(polychoric.sum())
    influence = influences(ordered(items), polychoric[first, second]).sum(axis=1) * (k / (k - 1) * 2 * k / total**2)
    return interval_of(alpha_ordinal(polychoric), influence, clusters, level)


def clustered_interval(
    value: float, slopes: Array, covariance: Array, items: Array, clusters: NDArray[Any], level: float = 0.95
) -> Reliability:
    """The interval of a coefficient of the covariances (k, k) of items (n, k), rows being alike within clusters (n,).

    Delta method: each row's influence on each pairwise covariance, times the coefficient's slope in it (pairs,). Missing
    answers are left out pair by pair. See `interval_of`.
    """
    return interval_of(value, covariance_influences(items, covariance) @ slopes, clusters, level)


def interval_of(value: float, influence: Array, clusters: NDArray[Any], level: float) -> Reliability:
    """The interval of a coefficient that each row moves by its influence (n,), to first order, summed by cluster (n,).

    G / (G - 1) and t with G - 1 degrees of freedom for G clusters. It is worked out for log(1 - coefficient), in which
    reliabilities are nearer to normal (Bonett 2002), so that it never exceeds 1. NaN where there are fewer than two clusters.
    """
    labels, codes = np.unique(clusters, return_inverse=True)
    if not value < 1 or len(labels) < 2 or not np.isfinite(influence).all():
        return Reliability(value, float("nan"), float("nan"))
    sums = np.bincount(codes, influence)
    variance = len(labels) / (len(labels) - 1) * float((sums**2).sum())
    half = float(stdtrit(len(labels) - 1, (1 + level) / 2)) * np.sqrt(variance) / (1 - value)
    with np.errstate(over="ignore"):
        return Reliability(value, 1 - (1 - value) * float(np.exp(half)), 1 - (1 - value) * float(np.exp(-half)))


def alpha_slopes(covariance: Array) -> Array:
    """Slopes (pairs,) of raw alpha in the covariances (i <= j)."""
    k, total, trace = len(covariance), float(covariance.sum()), float(np.trace(covariance))
    if not total > 0:
        return np.full(k * (k + 1) // 2, np.nan)
    first, second = np.triu_indices(k)
    slopes: Array = k / (k - 1) * np.where(first == second, trace / total**2 - 1 / total, 2 * trace / total**2)
    return slopes


def standardized_alpha_slopes(covariance: Array) -> Array:
    """Slopes (pairs,) of standardised alpha in the covariances (i <= j)."""
    k, variances = len(covariance), np.diag(covariance)
    if not (variances > 0).all() or not correlation_of(covariance).sum() > 0:
        return np.full(k * (k + 1) // 2, np.nan)
    correlation = correlation_of(covariance)
    of_one = k / (k - 1) * 2 * k / float(correlation.sum()) ** 2
    first, second = np.triu_indices(k)
    own = -(correlation.sum(axis=0) - 1)[first] / (2 * variances[first])
    slopes: Array = of_one * np.where(first == second, own, 1 / np.sqrt(variances[first] * variances[second]))
    return slopes


def covariance_influences(items: Array, covariance: Array) -> Array:
    """By how much each row moves each covariance (i <= j, in the order of numpy's triu_indices), to first order: (n, pairs)."""
    seen = np.isfinite(items)
    centred = np.where(seen, items - np.nanmean(np.where(seen.any(axis=0), items, 0.0), axis=0), 0.0)
    first, second = np.triu_indices(items.shape[1])
    both = seen[:, first] & seen[:, second]
    products = centred[:, first] * centred[:, second] - covariance[first, second]
    result: Array = np.where(both, products, 0.0) / np.maximum(both.sum(axis=0), 1)
    return result


def omega_with_slopes(covariance: Array) -> tuple[float, Array]:
    """Omega total, as `reliability.omega_total` has it, and its slopes (pairs,) in the covariances (i <= j): of the estimates
    by their expected information. Raises ValueError where there is no one-factor solution.

    With d the derivatives of the implied covariances V in the loadings and residual variances, the estimates move by
    inv(tr(V^-1 d V^-1 d)) tr(V^-1 d V^-1 change); exact where one factor fits, else to the order of the misfit.
    """
    loadings, residuals, moves = one_factor_slopes(covariance)
    common, rest = float(loadings.sum()), float(residuals.sum())
    of_omega = np.repeat([2 * common * rest, -(common**2)], len(loadings)) / (common**2 + rest) ** 2
    return common**2 / (common**2 + rest), of_omega @ moves


def one_factor_slopes(covariance: Array) -> tuple[Array, Array, Array]:
    """Loadings (k,) and residual variances (k,) of one factor in the items' own units, and their slopes (2 k, pairs) in the
    covariances (i <= j), as in `omega_with_slopes`. Raises ValueError where there is no one-factor solution."""
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
