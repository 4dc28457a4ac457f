"""Factor scores of one factor, in the unit of its items."""

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.pairwise import correlation_of, pairwise_covariance
from pipeline.stats.reliability import SMALLEST_UNIQUENESS, one_factor

Array = NDArray[np.float64]


def factor_scores(items: Array, estimated_on: NDArray[np.bool_]) -> Array:
    """Scores (n,) of the common factor of items (n, k), k >= 2, NaN for missing; keyed one way and of one unit.

    Thurstone's regression scores divided by their reliability, which for one factor are Bartlett's: the factor is measured in
    the items' unit, in which it moves their mean by one point a point, around their means. So groups differ by as much in
    these scores as in the plain mean, and the weights are those of the answers that are there. From the rows `estimated_on`
    (n,), missing answers pairwise; two items load alike. Where they have no one-factor solution (no positive loadings, an item
    without variance of its own) the items weigh alike. NaN where nothing was answered.
    """
    seen = np.isfinite(items)
    loadings, residuals = _solution(pairwise_covariance(items[estimated_on]))
    counts = (seen & estimated_on[:, None]).sum(axis=0)
    centre = np.where(seen & estimated_on[:, None], items, 0.0).sum(axis=0) / np.maximum(counts, 1)
    weights = np.where(seen & (counts > 0), loadings / residuals, 0.0)
    total = (weights * np.where(seen, items - centre, 0.0)).sum(axis=1)
    precision = weights @ loadings
    middle = float(centre[counts > 0].mean()) if (counts > 0).any() else float("nan")
    return np.where(precision > 0, middle + total / np.where(precision > 0, precision, 1.0), np.nan)


def _solution(covariance: Array) -> tuple[Array, Array]:
    """Loadings (k,), their mean 1, and residual variances (k,); ones where there is no admissible solution."""
    k = len(covariance)
    alike = np.ones(k), np.ones(k)
    if not np.isfinite(covariance).all() or not (np.diag(covariance) > 0).all():
        return alike
    if k == 2:
        residuals = np.diag(covariance) - covariance[0, 1]
        return (np.ones(2), residuals) if covariance[0, 1] > 0 and (residuals > 0).all() else alike
    try:
        found, uniquenesses = one_factor(correlation_of(covariance))
    except ValueError:
        return alike
    if not (found > 0).all() or (uniquenesses <= SMALLEST_UNIQUENESS).any():
        return alike
    loadings = found * np.sqrt(np.diag(covariance))
    return loadings / loadings.mean(), uniquenesses * np.diag(covariance)
