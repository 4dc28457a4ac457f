"""Reliability of the mean of several items: alpha, omega, Spearman-Brown, item-rest correlations."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from pipeline.stats.pairwise import correlation_of

Array = NDArray[np.float64]
SMALLEST_UNIQUENESS = 0.005  # of a standardised item, as R's factanal and psych::fa have it


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


def spearman_brown(correlation: float, lengths: float = 2.0) -> float:
    """Reliability of a test `lengths` times as long as one with this reliability: m r / (1 + (m - 1) r).

    With m = 2 and r the correlation of two items: the reliability of their mean (Spearman 1910, Brown 1910), for two items
    better than alpha (Eisinga, te Grotenhuis and Pelzer 2013). NaN where the correlation is, or is -1 / (m - 1).
    """
    below = 1 + (lengths - 1) * correlation
    return lengths * correlation / below if below != 0 else float("nan")


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
    start = np.clip(1 / np.diag(np.linalg.inv(correlation)), 0.01, 0.99) * (1 - 0.5 / len(correlation))
    bounds = [(SMALLEST_UNIQUENESS, 1.0)] * len(correlation)
    found = minimize(
        _concentrated,
        start,
        (correlation,),
        "L-BFGS-B",
        jac=True,
        bounds=bounds,
        options={"ftol": 1e-15, "gtol": 1e-10, "maxiter": 1000},
    )
    loadings = _loadings(found.x, correlation)
    return (loadings if loadings.sum() >= 0 else -loadings), found.x


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


def _loadings(uniquenesses: Array, correlation: Array) -> Array:
    deviation = np.sqrt(uniquenesses)
    values, vectors = np.linalg.eigh(correlation / np.outer(deviation, deviation))
    result: Array = deviation * vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0.0))
    return result


def _concentrated(uniquenesses: Array, correlation: Array) -> tuple[float, Array]:
    """Minus the log likelihood of the best loadings given the uniquenesses (up to a constant), and its gradient."""
    deviation = np.sqrt(uniquenesses)
    values, vectors = np.linalg.eigh(correlation / np.outer(deviation, deviation))
    rest = values[:-1]
    value = -float((np.log(rest) - rest).sum()) - len(rest)
    loadings = deviation * vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0.0))
    gradient: Array = (loadings**2 + uniquenesses - np.diag(correlation)) / uniquenesses**2
    return value, gradient
