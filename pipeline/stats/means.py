"""Comparing means of independent groups without a model: Welch's contrast, two one-sided tests, Hedges' g."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import gammaln, nctdtr

from pipeline.stats.estimate import Estimate

Array = NDArray[np.float64]
SMALLEST_GROUP = 2  # values, for a variance
SMALLEST_SCALE = 1e-9


def welch_contrast(groups: list[Array], weights: list[float]) -> Estimate:
    """The contrast sum(weight * mean) of independent groups with unequal variances.

    groups: arrays of at least two values each. Degrees of freedom after Welch 1947 and Satterthwaite 1946:
    v^2 / sum(v_i^2 / (n_i - 1)) with v_i = weight_i^2 s_i^2 / n_i and v their sum.
    """
    parts = np.array([w**2 * g.var(ddof=1) / len(g) for g, w in zip(groups, weights, strict=True)])
    value = sum(w * float(g.mean()) for g, w in zip(groups, weights, strict=True))
    n = sum(len(g) for g in groups)
    variance = float(parts.sum())
    spread = float(sum(v**2 / (len(g) - 1) for g, v in zip(groups, parts, strict=True)))
    df = variance**2 / spread if spread > 0 else float(n - len(groups))
    return Estimate(value, float(np.sqrt(variance)), df, n, n)


def adjusted_contrast(
    values: Array, groups: NDArray[np.intp], covariates: Array | None, weights: Sequence[float]
) -> Estimate | None:
    """The contrast sum(weight * mean) of independent groups with unequal variances, `covariates` (n, q) held constant.

    values (n,); groups (n,) the number of each one's group, from 0, in the order of the weights. Least squares with a mean for
    each group; each group has a variance of its own, the squared residuals over its effective residual degrees of freedom,
    sum(1 - leverage). These propagate to the contrast, whose degrees of freedom are Welch's and Satterthwaite's. Without
    covariates this is `welch_contrast`. None where a group has fewer than two values, where nothing varies, or where the
    groups determine a covariate.
    """
    inside = [groups == number for number in range(len(weights))]
    if min(int(own.sum()) for own in inside) < SMALLEST_GROUP or np.ptp(values) == 0:
        return None
    if covariates is None:
        return welch_contrast([values[own] for own in inside], list(weights))
    design = np.column_stack([np.asarray(own, dtype=np.float64) for own in inside])
    design = np.hstack([design, covariates - covariates.mean(axis=0)])
    scale = np.sqrt((design**2).sum(axis=0))
    if (scale < SMALLEST_SCALE).any() or np.linalg.matrix_rank(design / scale, tol=1e-8) < design.shape[1]:
        return None
    if len(values) <= design.shape[1]:
        return None
    solved = np.linalg.solve(design.T @ design, design.T)  # (p, n)
    coefficients = solved @ values
    residuals = values - design @ coefficients
    free = 1 - np.einsum("np,pn->n", design, solved)
    contrast = np.asarray(weights) @ solved[: len(weights)]  # what each value adds
    freedom = np.array([float(free[own].sum()) for own in inside])
    spent = np.array([float((residuals[own] ** 2).sum()) for own in inside])
    if freedom.min() < SMALLEST_SCALE:
        return None
    parts = np.array([float((contrast[own] ** 2).sum()) for own in inside]) * spent / freedom
    variance, spread = float(parts.sum()), float((parts**2 / freedom).sum())
    value = float(np.asarray(weights) @ coefficients[: len(weights)])
    df = variance**2 / spread if spread > 0 else float(len(values) - design.shape[1])
    return Estimate(value, float(np.sqrt(variance)), df, len(values), len(values))


@dataclass(frozen=True)
class StandardisedDifference:
    """Hedges' g of two groups with its noncentral-t 95 % interval."""

    g: float
    low: float
    high: float


def hedges_g(first: Array, second: Array) -> StandardisedDifference:
    """Difference of means in pooled standard deviations, corrected for small samples.

    The correction is exact, J = gamma(df/2) / (sqrt(df/2) gamma((df-1)/2)) (Hedges 1981); the interval inverts the noncentral
    t distribution of the pooled t statistic (Steiger and Fouladi 1997) and is corrected by the same J. Of values (n1,) and
    (n2,), none missing, of which some must differ; positive where the first are larger; no unit.
    """
    n1, n2 = len(first), len(second)
    df = n1 + n2 - 2
    pooled = np.sqrt(((n1 - 1) * first.var(ddof=1) + (n2 - 1) * second.var(ddof=1)) / df)
    root = float(np.sqrt(1 / n1 + 1 / n2))
    d = float((first.mean() - second.mean()) / pooled)
    correction = float(np.exp(gammaln(df / 2) - gammaln((df - 1) / 2)) / np.sqrt(df / 2))
    low, high = (_noncentrality(d / root, df, tail) * root for tail in (0.975, 0.025))
    return StandardisedDifference(d * correction, float(low) * correction, float(high) * correction)


def _noncentrality(t: float, df: int, tail: float) -> float:
    """The noncentrality at which a noncentral t variable lies below `t` with probability `tail`."""
    if t < 0:  # P(T <= t; nc) = 1 - P(T <= -t; -nc), and scipy's function is good for positive t only
        return -_noncentrality(-t, df, 1 - tail)

    def distance(nc: float) -> float:
        below = float(nctdtr(df, nc, t))
        if not np.isfinite(below):  # scipy's function gives up far out in the tails, where the probability is 0 or 1
            below = 1.0 if nc < t else 0.0
        return below - tail

    return float(brentq(distance, -8.0, 1.5 * t + 8, xtol=1e-12))
