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


@dataclass(frozen=True)
class _Inside:
    """Deviations from the means of the cells: of the outcome `y`, the predictor `x` and what is held constant `z` (n, q), with
    the clusters they are of."""

    y: Array
    x: Array
    z: Array
    clusters: Labels


def within_slope(
    outcome: Array, predictor: Array, cells: Labels, clusters: Labels, given: Array | None = None
) -> Estimate | None:
    """The standardised slope inside the cells (a project in a wave): all variables as deviations from their cell's mean.

    All (n,), `given` (n, q): what is held constant; NaN missing. The standard error is cluster-robust (CR1: G/(G-1)), the
    degrees of freedom are G - 1 (Cameron and Miller 2015, Journal of Human Resources 50, 317-372). None with fewer than three
    clusters, without variance, or where the predictor is told by what is held constant.
    """
    inside = _inside(outcome, predictor, cells, clusters, given)
    if inside is None:
        return None
    slope, scores = _slope_and_scores(inside, _sd(inside.x), _sd(inside.y))
    if not np.isfinite(slope):
        return None
    count = len(np.unique(inside.clusters))
    _, group = np.unique(inside.clusters, return_inverse=True)
    summed = np.bincount(group, scores)
    se = float(np.sqrt(count / (count - 1) * float(summed @ summed)))
    return Estimate(slope, se, float(count - 1), len(inside.x), count)


def slope_difference(
    outcome: Array, predictor: Array, cells: Labels, clusters: Labels, first: NDArray[np.bool_]
) -> tuple[Estimate, Estimate] | None:
    """The slope inside the cells of those who are not `first`, and that of those who are, less it: the interaction.

    As `within_slope`, but both in the standard deviations of the first, so that the two are in the same units (Kim and Ferree
    1981, Sociological Methods & Research 10, 187-210): the difference is the interaction of ordinary least squares with a mean
    for each cell, over those standard deviations. Its variance is cluster-robust, each group with its own G/(G-1), and a
    cluster in both counts once; degrees of freedom by Satterthwaite. None where either slope is.
    """
    sides = [_inside(outcome[own], predictor[own], cells[own], clusters[own], None) for own in (first, ~first)]
    if sides[0] is None or sides[1] is None:
        return None
    units = _sd(sides[0].x), _sd(sides[0].y)
    names = np.unique(np.concatenate([side.clusters for side in sides if side is not None]))
    slopes, summed, counts = [], [], []
    for side in sides:
        assert side is not None
        slope, scores = _slope_and_scores(side, *units)
        count = len(np.unique(side.clusters))
        by_name = np.bincount(np.searchsorted(names, side.clusters), scores, minlength=len(names))
        slopes.append(slope)
        summed.append(by_name * np.sqrt(count / (count - 1)))
        counts.append(count)
    variances = [float(scores @ scores) for scores in summed]
    apart = summed[0] - summed[1]
    spread = sum(v**2 / (g - 1) for v, g in zip(variances, counts, strict=True))
    df = sum(variances) ** 2 / spread if spread > 0 else sum(counts) - 2
    second = Estimate(slopes[1], float(np.sqrt(variances[1])), float(counts[1] - 1), len(sides[1].x), counts[1])
    n = len(sides[0].x) + len(sides[1].x)
    return second, Estimate(slopes[0] - slopes[1], float(np.sqrt(apart @ apart)), float(df), n, len(names))


def _inside(outcome: Array, predictor: Array, cells: Labels, clusters: Labels, given: Array | None) -> _Inside | None:
    """The deviations of those who have everything and companions in their cell."""
    columns = np.column_stack([outcome, predictor, *([given] if given is not None else [])])
    seen = np.isfinite(columns).all(axis=1)
    _, index = np.unique(cells[seen], return_inverse=True)
    n = np.bincount(index)
    means = np.column_stack([np.bincount(index, column) / n for column in columns[seen].T]) if len(n) else columns[:0]
    found, kept = columns[seen] - means[index], n[index] > 1
    found, groups = found[kept], clusters[seen][kept]
    if len(np.unique(groups)) < 3 or not found[:, 0].any() or not found[:, 1].any():
        return None
    return _Inside(found[:, 0], found[:, 1], found[:, 2:], groups)


def _sd(values: Array) -> float:
    return float(np.sqrt((values**2).mean()))


def _slope_and_scores(inside: _Inside, unit_x: float, unit_y: float) -> tuple[float, Array]:
    """The slope in these units, NaN where what is held constant tells the predictor; and what each row adds to its error."""
    x, y, z = inside.x / unit_x, inside.y / unit_y, inside.z
    if z.shape[1]:  # Frisch and Waugh: the slope of what is left of both
        x, y = (v - z @ np.linalg.lstsq(z, v, rcond=None)[0] for v in (x, y))
    information = float(x @ x)
    if information < 1e-9 * len(x):
        return float("nan"), x
    slope = float(x @ y) / information
    return slope, x * (y - slope * x) / information


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
