"""Random intercepts of groups and of the persons in them, where persons answer repeatedly: many outcomes at once.

y = X b + u[group] + v[person] + e. Given rho = omega2 / sigma2 the answers of a person who gave m have the covariance
sigma2 (I + rho J), whose inverse I - rho / (1 + rho m) J needs sums over persons only; so each rho leaves the model of
`pipeline.stats.mixed`. theta and rho are found together, for all outcomes at once: the best of a few places, then Newton steps
in their logarithms.
"""

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.mixed import RandomIntercept, finish, fit_random_intercepts, profile
from pipeline.stats.sums import Sums, sufficient
from pipeline.stats.theta import smallest_deviance

Array = NDArray[np.float64]
PLACES = (0.003, 0.02, 0.1, 0.4, 1.2, 4.0, 20.0)  # of rho, from which the best is the start
POLISH = 30  # Newton steps at the most
STEP = 1e-3  # of the numerical derivatives, relative
SETTLED, LONGEST = 1e-7, 1.0  # Newton step, in logarithms, after which no other is needed; that is taken
SMALL = 1e-2  # theta that is tried where zero is not the best
NONE, ALL = 1e-4, 1e3  # rho beyond which persons do not differ, or nothing else does: the search ends there


@dataclass(frozen=True)
class _Persons:
    """Sums over the persons who gave the same number of answers, `answers` (V,): all that depends on rho is the same for them.

    Per number of answers, outcome and group: how many `persons` (V, K, G), the sums of what they answered `y` (V, K, G) and of
    the design's rows `x` (V, K, G, p); per number and outcome the sums of the products of these over persons.
    """

    base: Sums
    answers: Array
    persons: Array
    x: Array
    y: Array
    xx: Array  # (V, K, p, p)
    xy: Array  # (V, K, p)
    yy: Array  # (V, K)

    @property
    def repeated(self) -> NDArray[np.bool_]:
        """Whether somebody answered an outcome more than once (K,)."""
        return np.asarray((self.persons[self.answers > 1] > 0).any(axis=(0, 2)))

    def at(self, rho: Array) -> Sums:
        """The statistics that are left when persons are taken into account at rho (K,)."""
        kept = 1 / (1 + rho * self.answers[:, None])
        lost = rho * kept
        return Sums(
            ((kept * self.answers[:, None])[:, :, None] * self.persons).sum(axis=0),
            (kept[:, :, None, None] * self.x).sum(axis=0),
            (kept[:, :, None] * self.y).sum(axis=0),
            self.base.xx - (lost[:, :, None, None] * self.xx).sum(axis=0),
            self.base.xy - (lost[:, :, None] * self.xy).sum(axis=0),
            self.base.yy - (lost * self.yy).sum(axis=0),
            self.base.count,
        )

    def only(self, chosen: NDArray[np.intp]) -> "_Persons":
        """The same of some outcomes, by their numbers (chosen,)."""
        base = Sums(*(getattr(self.base, part.name)[chosen] for part in fields(Sums)))
        parts = (self.persons, self.x, self.y, self.xx, self.xy, self.yy)
        return _Persons(base, self.answers, *(part[:, chosen] for part in parts))

    def log_determinant(self, rho: Array) -> Array:
        """Of the covariance within persons, sigma2 taken out: (K,), at rho (K,), omega2 / sigma2."""
        logs = np.log1p(rho * self.answers[:, None]) * self.persons.sum(axis=2)
        return np.asarray(logs.sum(axis=0), dtype=np.float64)


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
    if not known.repeated.any() or not (guess < np.inf).all():
        return plain
    theta, rho = _smallest(known, guess)
    found = known.at(rho)
    better = profile(found, theta).deviance + known.log_determinant(rho) < profile(sums, guess).deviance - 1e-9
    usable = better & known.repeated
    if not usable.any():
        return plain
    spread, by_rho = _derivatives(known, theta, rho, outcomes.shape[1])
    fits = list(plain)
    finished = finish(found, theta, shift)
    for k in np.flatnonzero(usable):
        fit = finished[k]
        fits[k] = replace(
            fit,
            omega2=float(rho[k]) * fit.sigma2,
            covariance_by_rho=by_rho[k],
            variance_of_parameters=spread[k],
        )
    return fits


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
    return _counted(sums, m, np.stack(by_column, axis=2), y, starts)


def _counted(sums: Sums, m: Array, x: Array, y: Array, starts: NDArray[np.int64]) -> _Persons:
    """From what each person answered, m and y (K, I) and x (K, I, p), persons sorted by group; `starts` of the groups."""
    answers = np.unique(m[m > 0])
    parts = []
    for number in answers:
        who = (m == number).astype(float)
        own_x, own_y = x * who[:, :, None], y * who
        across = own_x.transpose(0, 2, 1)
        by_group = (np.add.reduceat(part, starts, axis=1) for part in (who, own_x, own_y))
        products = across @ own_x, (across @ own_y[:, :, None])[:, :, 0], (own_y**2).sum(axis=1)
        parts.append((*by_group, *products))
    return _Persons(sums, answers, *(np.stack(part) for part in zip(*parts, strict=True)))


def _smallest(known: _Persons, guess: Array) -> tuple[Array, Array]:
    """theta and rho (K,) of the smallest deviance; `guess` is theta without persons."""
    theta, rho = _polished(known, *_start(known, guess))
    found, one = (profile(known.at(rho), where) for where in (theta, np.zeros(len(rho))))
    zero_is_better = (theta > 0) & (one.deviance <= found.deviance)
    opened = np.where(theta > 0, theta, SMALL * (1 + rho))
    other = np.where(zero_is_better, 0.0, np.where((theta == 0) & (one.slope < 0), opened, theta))
    again = np.flatnonzero(other != theta)
    if len(again):
        theta[again], rho[again] = _polished(known.only(again), other[again], rho[again])
    alike = np.flatnonzero(rho >= ALL)  # a person's answers are the same every time
    if len(alike):
        rho[alike] = ALL
        theta[alike] = smallest_deviance(known.only(alike).at(rho[alike]))
    return theta, rho


def _start(known: _Persons, guess: Array) -> tuple[Array, Array]:
    """The best of a few places: theta zero, or as without persons."""
    places, found = [], []
    for place in PLACES:
        rho = np.full(len(guess), place)
        sums = known.at(rho)
        for theta in (np.zeros(len(guess)), guess * (1 + rho)):
            places.append((theta, rho))
            found.append(profile(sums, theta).deviance + known.log_determinant(rho))
    best = np.argmin(found, axis=0)
    theta, rho = (np.array([place[part] for place in places])[best, np.arange(len(guess))] for part in (0, 1))
    return theta, rho


def _polished(known: _Persons, theta: Array, rho: Array) -> tuple[Array, Array]:
    """Newton steps in the logarithms of theta and rho until they are short; theta stays where it is zero. A step that does
    not help is tried again at a quarter of its length."""
    theta, rho = theta.copy(), rho.copy()
    running = np.arange(len(rho))
    part, share = known, np.ones(len(rho))
    for _ in range(POLISH):
        t, r = theta[running], rho[running]
        here, by_theta, by_rho = _newton(part, t, r)
        scale = share[running] * np.minimum(1.0, LONGEST / np.maximum(np.hypot(by_theta, by_rho), 1e-300))
        new_t, new_r = t * np.exp(-scale * by_theta), r * np.exp(-scale * by_rho)
        after = profile(part.at(new_r), new_t).deviance + part.log_determinant(new_r)
        helped = after <= here + 1e-9
        theta[running], rho[running] = np.where(helped, new_t, t), np.where(helped, new_r, r)
        share[running] = np.where(helped, 1.0, share[running] / 4)
        left = (np.hypot(by_theta, by_rho) > SETTLED) & (rho[running] > NONE) & (rho[running] < ALL)
        if not left.any():
            break
        running = running[left]
        part = part if left.all() else part.only(np.flatnonzero(left))
    return theta, rho


def _newton(known: _Persons, theta: Array, rho: Array) -> tuple[Array, Array, Array]:
    """The deviance at (theta, rho), and the step that Newton's method takes back in the logarithm of each."""
    zero, step, sums = theta == 0, STEP * rho, known.at(rho)
    here = profile(sums, theta)
    sides = [(known.at(rho + s * step), rho + s * step) for s in (1, -1)]
    up, down = (profile(side, theta) for side, _ in sides)
    higher, lower = (p.deviance + known.log_determinant(r) for p, (_, r) in zip((up, down), sides, strict=True))
    middle = here.deviance + known.log_determinant(rho)
    slope = np.stack([theta * here.slope, (higher - lower) / (2 * STEP)])
    t_step = np.where(zero, 1.0, STEP * theta)
    bent = (profile(sums, theta + t_step).slope - profile(sums, np.maximum(theta - t_step, 0)).slope) / (2 * t_step)
    curve_tt = np.where(zero, 1.0, theta**2 * bent + slope[0])
    curve_tr = np.where(zero, 0.0, theta * (up.slope - down.slope) / (2 * STEP))
    curve_rr = (higher - 2 * middle + lower) / STEP**2 + slope[1]
    determinant = curve_tt * curve_rr - curve_tr**2
    sound = (determinant > 0) & (curve_rr > 0)
    safe = np.where(sound, determinant, 1.0)
    by_theta = np.where(sound, (curve_rr * slope[0] - curve_tr * slope[1]) / safe, _downwards(slope[0], curve_tt))
    by_rho = np.where(sound, (curve_tt * slope[1] - curve_tr * slope[0]) / safe, _downwards(slope[1], curve_rr))
    return middle, np.where(zero, 0.0, by_theta), by_rho


def _downwards(slope: Array, curve: Array) -> Array:
    """The step in one direction alone: Newton's where the deviance is bent upwards, else the longest."""
    return np.where(curve > 0, slope / np.where(curve > 0, curve, 1.0), LONGEST * np.sign(slope))


def _derivatives(known: _Persons, theta: Array, rho: Array, outcomes: int) -> tuple[Array, Array]:
    """The covariance matrices (K, 3, 3) of (theta, rho, sigma2) from the deviance's second derivatives, and the derivatives
    (K, p, p) of the fixed effects' covariance by rho; all numerically. A parameter at its bound of zero has no variance."""
    free = known.base.count - known.base.xx.shape[1]
    sigma2 = profile(known.at(rho), theta).rss / free
    centre = np.stack([theta, rho, sigma2], axis=1)
    steps = STEP * centre

    def deviance(moves: Array) -> Array:
        t, r, s = (centre + steps * moves).T
        one = known.at(r)
        fitted = profile(one, t)
        logs = np.log1p(one.n * t[:, None]).sum(axis=1) + np.linalg.slogdet(fitted.w)[1] + known.log_determinant(r)
        return np.asarray(free * np.log(s) + fitted.rss / s + logs, dtype=np.float64)

    axes, hessian = np.eye(3), np.zeros((outcomes, 3, 3))
    middle = deviance(np.zeros(3))
    with np.errstate(divide="ignore", invalid="ignore"):
        for i in range(3):
            hessian[:, i, i] = (deviance(axes[i]) - 2 * middle + deviance(-axes[i])) / steps[:, i] ** 2
            for j in range(i):
                corners = [s * t * deviance(s * axes[i] + t * axes[j]) for s in (1, -1) for t in (1, -1)]
                mixed = np.sum(corners, axis=0) / (4 * steps[:, i] * steps[:, j])
                hessian[:, i, j] = hessian[:, j, i] = mixed
    spread = np.zeros((outcomes, 3, 3))
    for k in range(outcomes):
        inner = np.flatnonzero(centre[k] > 0)
        spread[k][np.ix_(inner, inner)] = 2 * np.linalg.pinv(hessian[k][np.ix_(inner, inner)])
    sides = [np.linalg.inv(profile(known.at(rho * (1 + s * STEP)), theta).w) for s in (1, -1)]
    return spread, sigma2[:, None, None] * (sides[0] - sides[1]) / (2 * STEP * rho)[:, None, None]
