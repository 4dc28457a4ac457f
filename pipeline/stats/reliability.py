"""Reliability of the mean of several items: alpha, omega, Spearman-Brown, item-rest correlations."""

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.pairwise import correlation_of

Array = NDArray[np.float64]
SMALLEST_UNIQUENESS = 0.005  # of a standardised item, as R's factanal and psych::fa have it
STEPS = 500


def alpha_raw(covariance: Array) -> float:
    """Cronbach's alpha from the covariances (k, k) of k >= 2 items: k / (k - 1) (1 - sum of variances / variance of the sum).

    Raw: items weigh by their spread, which is the reliability of the plain mean or sum (Cronbach 1951; the raw_alpha of
    R's psych). No unit; below zero where items oppose each other. NaN for one item or a constant sum.
    """
    k, total = len(covariance), float(covariance.sum())
    if k < 2 or not total > 0:
        return float("nan")
    return k / (k - 1) * (1 - float(np.trace(covariance)) / total)


def alpha_standardized(covariance: Array) -> float:
    """Cronbach's alpha of the items brought to equal spread: `alpha_raw` of their correlations (psych's std.alpha).

    It is not the reliability of the plain mean. NaN for one item or where an item is constant.
    """
    variances = np.diag(covariance)
    if len(covariance) < 2 or not (variances > 0).all():
        return float("nan")
    return alpha_raw(correlation_of(covariance))


def alpha_ordinal(polychoric: Array) -> float:
    """Ordinal alpha: Cronbach's formula on the polychoric correlations (k, k) (Zumbo, Gadermann and Zeisser 2007).

    It describes the continuous answers assumed behind the categories, not the reliability of the observed mean
    (Chalmers 2018); it stands beside the others. NaN for one item.
    """
    return alpha_raw(polychoric)


def spearman_brown(correlation: float) -> float:
    """Reliability of the mean of two items that correlate by r: 2 r / (1 + r) (Spearman 1910, Brown 1910), for two items better
    than alpha (Eisinga, te Grotenhuis and Pelzer 2013). NaN where the correlation is, or is -1."""
    below = 1 + correlation
    return 2 * correlation / below if below != 0 else float("nan")


def item_rest(covariance: Array) -> Array:
    """Correlation (k,) of each item with the sum of the others, from covariances (k, k) (psych's r.drop).

    NaN for one item, and where an item or the rest is constant. A forgotten reverse key shows as a negative value.
    """
    variances = np.diag(covariance)
    with_rest = covariance.sum(axis=0) - variances
    rest = covariance.sum() - 2 * covariance.sum(axis=0) + variances
    below = variances * rest
    if len(covariance) < 2:
        return np.full(len(covariance), np.nan)
    result: Array = np.where(below > 0, with_rest / np.sqrt(np.where(below > 0, below, 1.0)), np.nan)
    return result


def alpha_if_dropped(covariance: Array) -> Array:
    """Raw alpha (k,) of the scale without each item in turn; NaN where fewer than two items remain."""
    kept = [np.delete(np.arange(len(covariance)), item) for item in range(len(covariance))]
    return np.array([alpha_raw(covariance[np.ix_(rest, rest)]) for rest in kept])


def one_factor(correlation: Array) -> tuple[Array, Array]:
    """Loadings (k,) and uniquenesses (k,) of one factor by maximum likelihood, from correlations (k, k) of k >= 3 items.

    Joreskog's (1967) concentrated likelihood over uniquenesses of at least SMALLEST_UNIQUENESS, as R's factanal. The sign
    is such that the loadings sum to a positive number. Raises ValueError where the matrix is not positive definite or has
    fewer than three items.
    """
    if len(correlation) < 3:
        raise ValueError("one factor needs three items")
    if not np.isfinite(correlation).all() or np.linalg.eigvalsh(correlation)[0] < 1e-10:
        raise ValueError("the correlations are not positive definite")
    uniquenesses = np.clip(1 / np.diag(np.linalg.inv(correlation)), 0.01, 0.99) * (1 - 0.5 / len(correlation))
    value, slope, loadings = _concentrated(uniquenesses, correlation)
    for _ in range(STEPS):
        held = (uniquenesses <= SMALLEST_UNIQUENESS) & (slope > 0) | (uniquenesses >= 1) & (slope < 0)
        if (np.abs(slope * uniquenesses)[~held] < 1e-11).all():
            break
        step = np.where(held, 0.0, _step(uniquenesses, loadings, slope, ~held))
        size, last = 1.0, value
        while size > 1e-9:
            proposed = np.clip(uniquenesses + size * step, SMALLEST_UNIQUENESS, 1.0)
            value, slope, loadings = _concentrated(proposed, correlation)
            if value <= last + 1e-14:
                break
            size /= 2
        settled = float(np.abs(proposed - uniquenesses).max()) < 1e-13
        uniquenesses = proposed
        if settled:
            break
    return (loadings if loadings.sum() >= 0 else -loadings), uniquenesses


def omega_total(covariance: Array) -> float:
    """Omega total (McDonald 1999) of the items' sum: (sum of loadings)^2 / ((sum of loadings)^2 + sum of uniquenesses).

    Of a one-factor maximum-likelihood solution in the items' own units, from covariances (k, k) of k >= 3 items; from a
    correlation matrix it is the omega of standardised items. NaN for fewer items or where no solution exists (a constant
    item, a matrix that is not positive definite).
    """
    variances = np.diag(covariance)
    if len(covariance) < 3 or not np.isfinite(covariance).all() or not (variances > 0).all():
        return float("nan")
    try:
        loadings, uniquenesses = one_factor(correlation_of(covariance))
    except ValueError:
        return float("nan")
    common = float((loadings * np.sqrt(variances)).sum()) ** 2
    return common / (common + float((uniquenesses * variances).sum()))


def _concentrated(uniquenesses: Array, correlation: Array) -> tuple[float, Array, Array]:
    """Minus the log likelihood (up to a constant) with the best loadings for given uniquenesses, its slopes, the loadings."""
    deviation = np.sqrt(uniquenesses)
    values, vectors = np.linalg.eigh(correlation / np.outer(deviation, deviation))
    rest = values[:-1]
    value = float((rest - np.log(rest)).sum()) - len(rest)
    loadings: Array = deviation * vectors[:, -1] * np.sqrt(max(float(values[-1]) - 1, 0.0))
    slopes: Array = (loadings**2 + uniquenesses - 1) / uniquenesses**2
    return value, slopes, loadings


def _step(uniquenesses: Array, loadings: Array, slopes: Array, free: NDArray[np.bool_]) -> Array:
    """A step of the free uniquenesses by the expected curvature (Joreskog 1967); zero for the others."""
    scaled = loadings / uniquenesses
    common = float(loadings @ scaled)
    residual = np.diag(1 / uniquenesses) - (np.outer(scaled, scaled) / common if common > 0 else 0.0)
    step = np.zeros(len(uniquenesses))
    step[free] = -np.linalg.lstsq((residual**2)[np.ix_(free, free)], slopes[free], rcond=None)[0]
    return step
