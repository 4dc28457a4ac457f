"""Random intercepts of groups and of the persons in them, where persons answer repeatedly: many outcomes at once.

y = X b + u[group] + v[person] + e. Given rho = omega2 / sigma2 the answers of a person who gave m have the covariance
sigma2 (I + rho J), whose inverse I - rho / (1 + rho m) J needs sums over persons only; so each rho leaves the model of
`pipeline.stats.mixed`, and rho is searched on the profile (golden section in its logarithm, all outcomes together).
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.mixed import (
    RandomIntercept,
    Sums,
    finish,
    fit_random_intercepts,
    maximise,
    profile,
    sufficient,
)

Array = NDArray[np.float64]
LOW, HIGH = 1e-3, 1e2
ROUNDS, INNER = 28, 14
GOLDEN = (np.sqrt(5) - 1) / 2
STEP = 1e-3  # of the numerical derivatives, relative


@dataclass(frozen=True)
class _Persons:
    """Sums over what each person answered, persons sorted by group; `starts` of the groups among them."""

    base: Sums
    m: Array  # (K, I) answers
    x: Array  # (K, I, p)
    y: Array  # (K, I)
    starts: NDArray[np.int64]

    def at(self, rho: Array) -> Sums:
        """The statistics that are left when persons are taken into account at rho (K,)."""
        kept = 1 / (1 + rho[:, None] * self.m)
        lost = rho[:, None] * kept
        x1 = np.add.reduceat(kept[:, :, None] * self.x, self.starts, axis=1)
        weighted = (self.x * lost[:, :, None]).transpose(0, 2, 1)
        return Sums(
            np.add.reduceat(kept * self.m, self.starts, axis=1),
            x1,
            np.add.reduceat(kept * self.y, self.starts, axis=1),
            self.base.xx - weighted @ self.x,
            self.base.xy - (weighted @ self.y[:, :, None])[:, :, 0],
            self.base.yy - (lost * self.y**2).sum(axis=1),
            self.base.count,
        )

    def log_determinant(self, rho: Array) -> Array:
        """Of the covariance within persons, sigma2 taken out."""
        return np.asarray(np.log1p(rho[:, None] * self.m).sum(axis=1), dtype=np.float64)

    def only(self, k: int) -> "_Persons":
        """One outcome of them."""
        base = Sums(*(getattr(self.base, name)[[k]] for name in ("n", "x1", "y1", "xx", "xy", "yy", "count")))
        return _Persons(base, self.m[[k]], self.x[[k]], self.y[[k]], self.starts)


def fit_with_persons(
    outcomes: Array, design: Array, groups: NDArray[Any], persons: NDArray[Any]
) -> list[RandomIntercept]:
    """Fit one model per column of `outcomes` as `fit_random_intercepts` does, with a random intercept of `persons` (n,) too.

    A person in two groups counts as two. Where persons do not differ beyond their groups, or nobody answers twice, the fit
    is that without them. Degrees of freedom are Satterthwaite's with all three parameters.
    """
    plain = fit_random_intercepts(outcomes, design, groups)
    sums, shift = sufficient(outcomes, design, groups)
    known = _persons(outcomes - shift, design, groups, persons, sums)
    guess = np.array([fit.tau2 / fit.sigma2 if fit.sigma2 > 0 else 0.0 for fit in plain])
    if not (known.m > 1).any() or not (guess < np.inf).all():
        return plain
    rho = _search(known, guess)
    found = known.at(rho)
    theta = maximise(found)
    better = profile(found, theta).deviance + known.log_determinant(rho) < profile(sums, guess).deviance - 1e-9
    usable = better & (known.m > 1).any(axis=1)
    return [
        _with_person(known.only(k), found, k, float(theta[k]), float(rho[k]), float(shift[k])) if usable[k] else fit
        for k, fit in enumerate(plain)
    ]


def _persons(outcomes: Array, design: Array, groups: NDArray[Any], persons: NDArray[Any], sums: Sums) -> _Persons:
    _, group = np.unique(groups, return_inverse=True)
    _, who = np.unique(persons, return_inverse=True)
    units, unit = np.unique(np.column_stack([group, who]), axis=0, return_inverse=True)
    unit = unit.ravel()
    order = np.argsort(unit, kind="stable")
    first = np.flatnonzero(np.diff(unit[order], prepend=-1))
    seen = np.isfinite(outcomes[order])
    filled, x = np.where(seen, outcomes[order], 0.0), design[order]
    m = np.add.reduceat(seen.astype(float), first, axis=0).T
    y = np.add.reduceat(filled, first, axis=0).T
    by_column = [np.add.reduceat(seen * x[:, [j]], first, axis=0).T for j in range(x.shape[1])]
    starts = np.flatnonzero(np.diff(units[:, 0], prepend=-1))
    return _Persons(sums, m, np.stack(by_column, axis=2), y, starts)


def _search(known: _Persons, guess: Array) -> Array:
    """rho (K,) of the smallest deviance between LOW and HIGH."""
    k = len(guess)
    low, high = np.full(k, np.log(LOW)), np.full(k, np.log(HIGH))
    left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    at_left, at_right = _deviance(known, left, guess), _deviance(known, right, guess)
    for _ in range(ROUNDS):
        smaller = at_left < at_right
        low, high = np.where(smaller, low, left), np.where(smaller, right, high)
        kept, at_kept = np.where(smaller, left, right), np.where(smaller, at_left, at_right)
        fresh = np.where(smaller, high - GOLDEN * (high - low), low + GOLDEN * (high - low))
        at_fresh = _deviance(known, fresh, guess)
        left, right = np.where(smaller, fresh, kept), np.where(smaller, kept, fresh)
        at_left, at_right = np.where(smaller, at_fresh, at_kept), np.where(smaller, at_kept, at_fresh)
    return np.asarray(np.exp((low + high) / 2), dtype=np.float64)


def _deviance(known: _Persons, log_rho: Array, guess: Array) -> Array:
    """The deviance profiled over theta, which is looked for around its value without persons."""
    rho = np.exp(log_rho)
    sums = known.at(rho)
    at_zero = profile(sums, np.zeros(len(rho)))
    near = np.maximum(guess, 1e-3) * (1 + rho)
    low, high = near / 60, near * 60
    for _ in range(INNER):
        middle = np.sqrt(low * high)
        rising = profile(sums, middle).slope > 0
        low, high = np.where(rising, low, middle), np.where(rising, middle, high)
    found = profile(sums, np.sqrt(low * high)).deviance
    return np.minimum(found, at_zero.deviance) + known.log_determinant(rho)


def _with_person(known: _Persons, found: Sums, k: int, theta: float, rho: float, shift: float) -> RandomIntercept:
    """The fit of one outcome, with the derivatives by theta, rho and sigma2 taken numerically."""
    fit = finish(found, k, theta, shift)
    free = float(known.base.count[0]) - len(fit.coefficients)

    def at(t: float, r: float) -> tuple[float, float, Array]:
        """Residual sum of squares, the determinants of the deviance, and the inverse of X'V^-1 X."""
        one = known.at(np.array([r]))
        fitted = profile(one, np.array([t]))
        logs = float(np.log1p(one.n * t).sum() + np.linalg.slogdet(fitted.w)[1][0])
        return float(fitted.rss[0]), logs + float(known.log_determinant(np.array([r]))[0]), np.linalg.inv(fitted.w[0])

    def deviance(parameters: Array) -> float:
        rss, logs, _ = at(float(parameters[0]), float(parameters[1]))
        return free * float(np.log(parameters[2])) + rss / float(parameters[2]) + logs

    centre = np.array([theta, rho, fit.sigma2])
    inner = [i for i in range(3) if centre[i] > 0]
    hessian = _hessian(deviance, centre, inner)
    spread = np.zeros((3, 3))
    spread[np.ix_(inner, inner)] = 2 * np.linalg.inv(hessian)
    step = STEP * rho
    by_rho = fit.sigma2 * (at(theta, rho + step)[2] - at(theta, rho - step)[2]) / (2 * step)
    return replace(fit, omega2=rho * fit.sigma2, covariance_by_rho=by_rho, variance_of_parameters=spread)


def _hessian(function: Any, centre: Array, inner: list[int]) -> Array:
    """Second derivatives by the parameters that are not at their bound of zero, by central differences."""
    result = np.empty((len(inner), len(inner)))
    steps = np.diag(STEP * np.abs(centre))
    middle = function(centre)
    for a, i in enumerate(inner):
        for b, j in enumerate(inner[: a + 1]):
            if i == j:
                value = function(centre + steps[i]) - 2 * middle + function(centre - steps[i])
                value /= steps[i, i] ** 2
            else:
                corners = [function(centre + s * steps[i] + t * steps[j]) * s * t for s in (1, -1) for t in (1, -1)]
                value = sum(corners) / (4 * steps[i, i] * steps[j, j])
            result[a, b] = result[b, a] = value
    return result
