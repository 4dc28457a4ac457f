"""Random-intercept models by restricted maximum likelihood, many outcomes at once, from sufficient statistics.

The model is y = X b + u[group] + e with u ~ N(0, tau2), e ~ N(0, sigma2). With theta = tau2 / sigma2 the deviance,
profiled over b and sigma2, is a function of theta alone (Bates et al. 2015, Journal of Statistical Software 67(1), eq. 39-42);
`pipeline.stats.theta` finds where it is smallest. Degrees of freedom are Satterthwaite's, from the observed information of
(theta, sigma2) as lmerTest has them (Kuznetsova et al. 2017, JSS 82(13)).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.estimate import Estimate
from pipeline.stats.sums import Sums, sufficient
from pipeline.stats.theta import smallest_deviance

Array = NDArray[np.float64]
FEWEST = 1.0  # degrees of freedom: below one an interval has no ends that anybody could read
SINGULAR = 1e-9  # relative determinant below which two variances cannot be told apart


@dataclass(frozen=True)
class RandomIntercept:
    """One fitted model: `coefficients` (p), their `covariance` (p, p), the variances `tau2` and `sigma2`, the restricted
    log-likelihood, `n` observations in `groups` groups; the derivatives of the covariance and the covariance matrix of
    (theta, sigma2) that Satterthwaite's degrees of freedom need. With persons who answer repeatedly `omega2` is the variance
    between them within groups, and (theta, rho, sigma2) are the parameters, rho = omega2 / sigma2."""

    coefficients: Array
    covariance: Array
    tau2: float
    sigma2: float
    loglik: float
    n: int
    groups: int
    covariance_by_theta: Array
    variance_of_parameters: Array
    omega2: float = 0.0
    covariance_by_rho: Array | None = None

    def contrast(self, weights: Array) -> Estimate:
        """The estimate of weights'b, weights (p,), with its standard error and Satterthwaite's degrees of freedom, in the unit
        of the outcome per unit of the columns."""
        variance = float(weights @ self.covariance @ weights)
        by_theta = float(weights @ self.covariance_by_theta @ weights)
        by_rho = [] if self.covariance_by_rho is None else [float(weights @ self.covariance_by_rho @ weights)]
        gradient = np.array([by_theta, *by_rho, variance / self.sigma2 if self.sigma2 > 0 else 0.0])
        spread = float(gradient @ self.variance_of_parameters @ gradient)
        df = max(2 * variance**2 / spread, FEWEST) if spread > 0 else float(self.n - len(weights))
        return Estimate(float(weights @ self.coefficients), float(np.sqrt(variance)), df, self.n, self.groups)

    @property
    def icc1(self) -> float:
        """Share of the variance that lies between the groups."""
        total = self.tau2 + self.sigma2
        return self.tau2 / total if total > 0 else float("nan")


def fit_random_intercepts(outcomes: Array, design: Array, groups: NDArray[Any]) -> list[RandomIntercept]:
    """Fit one random-intercept model per column of `outcomes`.

    outcomes (n, K) with NaN for missing; design (n, p), of full rank for every outcome's observed rows; groups (n,) labels of
    any kind. Missing outcomes are left out, outcome by outcome. Asserts at least one observation more than columns.
    """
    sums, shift = sufficient(outcomes, design, groups)
    alone = (
        sums.n.max(axis=1) <= 1
    )  # groups of one: the two variances cannot be told apart, and that between is set to zero
    return finish(sums, np.where(alone, 0.0, smallest_deviance(sums)), shift)


@dataclass(frozen=True)
class Profile:
    """The profiled deviance at one theta per outcome, with what its derivatives need."""

    w: Array  # (K, p, p) X'V^-1 X, sigma2 taken out
    b: Array  # (K, p)
    rss: Array  # (K,)
    residuals: Array  # (K, G) group sums of the residuals
    slope: Array  # (K,) derivative of the deviance by theta
    deviance: Array  # (K,) up to a constant


def profile(sums: Sums, theta: Array) -> Profile:
    """The profiled deviance of K outcomes at theta (K,), tau2 / sigma2, and its derivative (Bates et al. 2015, eq. 39-42)."""
    t = theta[:, None]
    weight = t / (1 + sums.n * t)
    weight_slope = 1 / (1 + sums.n * t) ** 2
    w = sums.xx - _inner(weight, sums.x1)
    xy = sums.xy - ((weight * sums.y1)[:, None, :] @ sums.x1)[:, 0, :]
    yy = sums.yy - (weight * sums.y1**2).sum(axis=1)
    w_slope = -_inner(weight_slope, sums.x1)
    solved = np.linalg.solve(w, np.concatenate([xy[:, :, None], w_slope], axis=2))
    b = np.asarray(solved[:, :, 0], dtype=np.float64)
    rss = np.maximum(yy - (b * xy).sum(axis=1), 0.0)
    residuals: Array = np.where(sums.n > 0, sums.y1 - (sums.x1 @ b[:, :, None])[:, :, 0], 0.0)
    free = sums.count - w.shape[1]
    trace = np.trace(solved[:, :, 1:], axis1=1, axis2=2)
    with np.errstate(divide="ignore", invalid="ignore"):
        fall: Array = np.where(rss > 0, -free * (weight_slope * residuals**2).sum(axis=1) / rss, 0.0)
        deviance = free * np.log(rss) + np.log1p(sums.n * t).sum(axis=1) + np.linalg.slogdet(w)[1]
    slope: Array = fall + (sums.n / (1 + sums.n * t)).sum(axis=1) + trace
    return Profile(w, b, rss, residuals, slope, deviance)


def _inner(weight: Array, x1: Array) -> Array:
    """sum over groups of weight * x1 x1', per outcome: (K, G) and (K, G, p) give (K, p, p)."""
    return (x1 * weight[:, :, None]).transpose(0, 2, 1) @ x1


def finish(sums: Sums, theta: Array, shift: Array) -> list[RandomIntercept]:
    """The fitted models at theta (K,), of outcomes that were shifted by `shift` (K,)."""
    fitted = profile(sums, theta)
    w_inverse: Array = np.asarray(np.linalg.inv(fitted.w), dtype=np.float64)
    free = sums.count - fitted.w.shape[1]
    sigma2 = fitted.rss / free
    shrink = 1 / (1 + sums.n * theta[:, None])
    w_slope = -_inner(shrink**2, sums.x1)
    by_theta = -sigma2[:, None, None] * (w_inverse @ w_slope @ w_inverse)
    parameters = _parameter_covariance(sums, fitted, w_inverse, w_slope, shrink, theta, sigma2)
    with np.errstate(divide="ignore"):
        loglik = np.where(sigma2 > 0, -0.5 * (fitted.deviance + free * (1 + np.log(2 * np.pi / free))), np.inf)
    coefficients = fitted.b + shift[:, None] * _column_of_ones(sums)
    return [
        RandomIntercept(
            coefficients=coefficients[k],
            covariance=sigma2[k] * w_inverse[k],
            tau2=float(theta[k] * sigma2[k]),
            sigma2=float(sigma2[k]),
            loglik=float(loglik[k]),
            n=int(sums.count[k]),
            groups=int((sums.n[k] > 0).sum()),
            covariance_by_theta=by_theta[k],
            variance_of_parameters=parameters[k],
        )
        for k in range(len(theta))
    ]


def _column_of_ones(sums: Sums) -> Array:
    """The coefficients c with X c = 1 (K, p): the shift taken from the outcome is given back through them."""
    totals = sums.x1.sum(axis=1)
    solution = np.asarray(np.linalg.solve(sums.xx, totals[:, :, None])[:, :, 0], dtype=np.float64)
    n = sums.n.sum(axis=1)
    assert (np.abs((totals * solution).sum(axis=1) - n) < 1e-6 * n).all(), "the design's columns must span the constant"
    return solution


def _parameter_covariance(
    sums: Sums, fitted: Profile, w_inverse: Array, w_slope: Array, shrink: Array, theta: Array, sigma2: Array
) -> Array:
    """Twice the inverse Hessian of the deviance by (theta, sigma2), (K, 2, 2); at the boundary theta = 0 only sigma2 counts.

    Where the Hessian is singular (groups of one: only the sum of both variances is known) it is the pseudo-inverse, which is
    right for what the data do tell.
    """
    n, residuals, free = sums.n, fitted.residuals, sums.count - fitted.w.shape[1]
    pull = ((shrink**2 * residuals)[:, None, :] @ sums.x1)[:, 0, :]
    pulled = np.einsum("ki,kij,kj->k", pull, w_inverse, pull)
    rss_slope = -(shrink**2 * residuals**2).sum(axis=1)
    rss_curve = (2 * n * shrink**3 * residuals**2).sum(axis=1) - 2 * pulled
    step, w_curve = w_inverse @ w_slope, w_inverse @ _inner(2 * n * shrink**3, sums.x1)
    log_curve = -(n**2 * shrink**2).sum(axis=1) + np.trace(w_curve - step @ step, axis1=1, axis2=2)
    found = np.zeros((len(theta), 2, 2))
    found[:, 1, 1] = 2 * sigma2**2 / free
    inner = np.flatnonzero((theta > 0) & (sigma2 > 0))
    hessian = np.empty((len(inner), 2, 2))
    hessian[:, 0, 0] = rss_curve[inner] / sigma2[inner] + log_curve[inner]
    hessian[:, 0, 1] = hessian[:, 1, 0] = -rss_slope[inner] / sigma2[inner] ** 2
    hessian[:, 1, 1] = free[inner] / sigma2[inner] ** 2
    size = np.abs(hessian[:, 0, 0] * hessian[:, 1, 1])
    flat = ~(np.abs(size - hessian[:, 0, 1] ** 2) > SINGULAR * size)
    found[inner[~flat]] = 2 * np.linalg.inv(hessian[~flat])
    found[inner[flat]] = 2 * np.linalg.pinv(hessian[flat], rcond=SINGULAR, hermitian=True)
    return found
