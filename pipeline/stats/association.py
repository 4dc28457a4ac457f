"""How two things go together: within clusters, between them, as a necessary condition, and through a third."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.estimate import Estimate
from pipeline.stats.resampling import Bootstrapped
from pipeline.stats.shares import resampled

Array = NDArray[np.float64]
Labels = NDArray[Any]


def within_slope(outcome: Array, predictor: Array, cells: Labels, clusters: Labels) -> Estimate | None:
    """The standardised slope inside the cells (a project in a wave): both variables as deviations from their cell's mean.

    All (n,), NaN missing. The standard error is cluster-robust (CR1: G/(G-1) (N-1)/(N-1), one coefficient), the degrees of
    freedom are G - 1 (Cameron and Miller 2015, Journal of Human Resources 50, 317-372). None with fewer than three clusters
    or without variance.
    """
    seen = np.isfinite(outcome) & np.isfinite(predictor)
    _, index = np.unique(cells[seen], return_inverse=True)
    n = np.bincount(index)
    y = outcome[seen] - (np.bincount(index, outcome[seen]) / n)[index]
    x = predictor[seen] - (np.bincount(index, predictor[seen]) / n)[index]
    alone = n[index] < 2
    y, x, groups = y[~alone], x[~alone], clusters[seen][~alone]
    if len(np.unique(groups)) < 3 or not x.any() or not y.any():
        return None
    x, y = x / np.sqrt((x**2).mean()), y / np.sqrt((y**2).mean())
    slope = float(x @ y / (x @ x))
    _, group = np.unique(groups, return_inverse=True)
    scores = np.bincount(group, x * (y - slope * x))
    count = len(scores)
    variance = count / (count - 1) * float(scores @ scores) / float(x @ x) ** 2
    return Estimate(slope, float(np.sqrt(variance)), float(count - 1), len(x), count)


def between_correlation(outcome: Array, predictor: Array, groups: Labels, draws: int, seed: int) -> Bootstrapped | None:
    """The correlation of two variables over units (projects), the means of `groups` taken out; units drawn within groups.

    All (n,), NaN missing. None with fewer than five units or without variance.
    """
    seen = np.isfinite(outcome) & np.isfinite(predictor)
    y, x, labels = outcome[seen], predictor[seen], groups[seen]
    if len(y) < 5:
        return None
    weights = group_weights(labels, draws, seed)
    value = _partial(y, x, labels, np.ones((1, len(y))))[0]
    if not np.isfinite(value):
        return None
    return Bootstrapped(float(value), _partial(y, x, labels, weights))


def group_weights(labels: Labels, draws: int, seed: int) -> Array:
    """How often each unit is drawn (draws, n), as many from each group as it has."""
    weights = np.zeros((draws, len(labels)))
    for number, label in enumerate(np.unique(labels)):
        inside = np.flatnonzero(labels == label)
        weights[:, inside] = resampled(len(inside), draws, seed + number)
    return weights


def _partial(y: Array, x: Array, labels: Labels, weights: Array) -> Array:
    """Correlations (draws,) of residuals from weighted group means."""
    xy, xx, yy = (np.zeros(len(weights)) for _ in range(3))
    for label in np.unique(labels):
        inside = labels == label
        w, a, b = weights[:, inside], y[inside], x[inside]
        total = w.sum(axis=1)
        mean_a, mean_b = w @ a / total, w @ b / total
        xy += w @ (a * b) - total * mean_a * mean_b
        xx += np.maximum(w @ b**2 - total * mean_b**2, 0.0)
        yy += np.maximum(w @ a**2 - total * mean_a**2, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        result: Array = xy / np.sqrt(xx * yy)
    return np.where(xx * yy > 1e-12, result, np.nan)


@dataclass(frozen=True)
class Ceiling:
    """The necessary-condition effect size `d` (0 none to 1) and its permutation p-value."""

    d: float
    p: float


def ceiling_effect(predictor: Array, outcome: Array, draws: int, seed: int) -> Ceiling:
    """How much of the room above the free-disposal hull stays empty: whether a high outcome needs a high predictor.

    d is the empty area above the step-shaped ceiling as a share of the observed scope (Dul 2016, Organizational Research
    Methods 19, 10-52; CE-FDH); p deals the outcome out at random `draws` times (Dul et al. 2020, ORM 23, 385-395). Of
    predictor and outcome (n,), in any units; rows with a NaN are left out.
    """
    seen = np.isfinite(predictor) & np.isfinite(outcome)
    x, y = predictor[seen], outcome[seen]
    generator = np.random.Generator(np.random.PCG64(seed))
    found, *drawn = _empty_shares(x, np.array([y, *(generator.permutation(y) for _ in range(draws))]))
    return Ceiling(float(found), (1 + sum(value >= found for value in drawn)) / (1 + draws))


def _empty_shares(x: Array, outcomes: Array) -> Array:
    """The empty share of each row of `outcomes` (m, n), of which all have the same values."""
    if np.ptp(x) == 0 or np.ptp(outcomes) == 0:
        return np.zeros(len(outcomes))
    order = np.argsort(x, kind="stable")
    ceilings = np.maximum.accumulate(outcomes[:, order], axis=1)
    room = np.diff(x[order]) * (outcomes[0].max() - ceilings[:, :-1])
    shares: Array = room.sum(axis=1) / (np.ptp(x) * np.ptp(outcomes[0]))
    return shares


@dataclass(frozen=True)
class Mediation:
    """`indirect` a b, standardised by the outcome's SD; `share` of it in the whole effect; `rho`, the correlation of the two
    residuals at which the indirect effect would vanish (Imai et al. 2010, Psychological Methods 15, 309-334)."""

    indirect: Bootstrapped
    share: Bootstrapped
    rho: float


def mediation(
    outcome: Array, mediator: Array, labels: Labels, contrast: dict[str, float], draws: int, seed: int
) -> Mediation | None:
    """A 2-2-1 mediation on means of projects (n,): of the contrast between groups, through the mediator, on the outcome.

    b is the slope of the outcome on the mediator inside the groups, a the contrast of the mediator, the direct effect the
    contrast of the outcome less a b. Projects are drawn within groups. None where a group is absent or nothing varies.
    """
    seen = np.isfinite(outcome) & np.isfinite(mediator) & np.isin(labels, list(contrast))
    y, m, groups = outcome[seen], mediator[seen], labels[seen]
    if set(np.unique(groups)) != set(contrast) or len(y) < len(contrast) + 5:
        return None
    weights = np.vstack([np.ones((1, len(y))), group_weights(groups, draws, seed)])
    a, total, my, mm, yy = (np.zeros(len(weights)) for _ in range(5))
    for label, sign in contrast.items():
        inside = groups == label
        w, b_m, b_y = weights[:, inside], m[inside], y[inside]
        n = w.sum(axis=1)
        mean_m, mean_y = w @ b_m / n, w @ b_y / n
        a, total = a + sign * mean_m, total + sign * mean_y
        my += w @ (b_m * b_y) - n * mean_m * mean_y
        mm += w @ b_m**2 - n * mean_m**2
        yy += w @ b_y**2 - n * mean_y**2
    sd = np.sqrt(np.maximum(weights @ y**2 / len(y) - (weights @ y / len(y)) ** 2, 1e-12))
    with np.errstate(invalid="ignore", divide="ignore"):
        slope = my / mm
        indirect, share = a * slope / sd, np.where(np.abs(total) > 1e-9, a * slope / total, np.nan)
        rho = float(my[0] / np.sqrt(mm[0] * yy[0]))
    if not np.isfinite(indirect[0]):
        return None
    return Mediation(Bootstrapped(float(indirect[0]), indirect[1:]), Bootstrapped(float(share[0]), share[1:]), rho)
