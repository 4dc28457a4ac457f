"""A cumulative-probit model with a random intercept: ordered answers as cuts of a normal variable, so that no ceiling bends it.

y = k where cut[k-1] < x b + tau u[group] + e <= cut[k], with u and e standard normal (McKelvey and Zavoina 1975; Hedeker and
Gibbons 1994). Maximum likelihood by Newton's method; u is integrated by Gauss-Hermite quadrature around each group's mode (Liu
and Pierce 1994), so that gradient and Hessian are those of a mixture of the nodes (Louis 1982, JRSS B 44, 226-233).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from pipeline.stats.estimate import Estimate

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
NODES = 9
STEPS, HALVINGS = 40, 12  # at the most
SETTLED = 1e-8  # the largest part of a Newton step, after which no other is needed
LARGEST = 10.0  # coefficient of a fit that has settled
FLAT = 1e-12  # a curvature, against the steepest, that is none
NO_SPREAD = 1e-3  # tau below which the groups do not differ
NORMAL = 1e9  # degrees of freedom of what is normal
TINY = 1e-300


@dataclass(frozen=True)
class CumulativeProbit:
    """`coefficients` (p,) in standard deviations of e with their `covariance`; `cuts` (categories - 1,); `tau`; the
    log-likelihood; `n` answers in `groups` groups."""

    coefficients: Array
    covariance: Array
    cuts: Array
    tau: float
    loglik: float
    n: int
    groups: int

    def contrast(self, weights: Array) -> Estimate:
        """weights'b, weights (p,), with its standard error, normal; in standard deviations of the latent answer."""
        variance = float(weights @ self.covariance @ weights)
        se = float(np.sqrt(max(variance, 0.0)))
        return Estimate(float(weights @ self.coefficients), se, NORMAL, self.n, self.groups)


@dataclass(frozen=True)
class _Cells:
    """Equal answers counted once, by group: category, row of the design, group and number of each; where a group `starts`."""

    category: Ints
    design: Array
    group: Ints
    starts: Ints
    count: Array
    categories: int
    groups: int


def cumulative_probit(categories: Ints, design: Array, groups: NDArray[Any]) -> CumulativeProbit | None:
    """Fit ordered categories (n,) on a design (n, p) without a constant, which the cuts take.

    None with fewer than two categories, where the design's columns and a constant are not independent, or where the fit does
    not settle (as with a group of columns that all lie in the highest category).
    """
    known, codes = np.unique(categories, return_inverse=True)
    full = np.column_stack([np.ones(len(design)), design])
    if len(known) < 2 or np.linalg.matrix_rank(full) < full.shape[1]:
        return None
    cells = _counted(codes, design, groups, len(known))
    shares = np.bincount(codes) / len(codes)
    start = np.concatenate([_quantile(np.cumsum(shares)[:-1]), np.zeros(design.shape[1]), [0.5]])
    found = _newton(start, cells)
    if found is None:
        return None
    parameters, likelihood, hessian = found
    cuts, slopes, tau = parameters[: len(known) - 1], parameters[len(known) - 1 : -1], abs(float(parameters[-1]))
    inner = hessian if tau > NO_SPREAD else hessian[:-1, :-1]
    if not (np.linalg.eigvalsh(inner) > 0).all() or np.abs(slopes).max(initial=0.0) > LARGEST:
        return None
    held = slice(len(cuts), len(parameters) - 1)
    own = np.asarray(np.linalg.inv(inner)[held, held], dtype=np.float64)
    return CumulativeProbit(slopes, own, cuts, tau, likelihood, len(codes), cells.groups)


def _counted(codes: Ints, design: Array, groups: NDArray[Any], categories: int) -> _Cells:
    _, group = np.unique(groups, return_inverse=True)
    rows = np.column_stack([group, codes, design])
    cells, count = np.unique(rows, axis=0, return_counts=True)
    own = cells[:, 0].astype(np.int64)
    starts = np.flatnonzero(np.diff(own, prepend=-1))
    number = cells[:, 1].astype(np.int64)
    return _Cells(number, cells[:, 2:], own, starts, count.astype(float), categories, len(starts))


def _quantile(share: Array) -> Array:
    return np.asarray(ndtri(share), dtype=np.float64)


@dataclass(frozen=True)
class _Point:
    """At the nodes: the probabilities (cells, nodes), the densities at the upper and lower cut, and the distances to these."""

    probability: Array
    upper: Array
    lower: Array
    to_upper: Array
    to_lower: Array


def _at(parameters: Array, cells: _Cells, u: Array) -> _Point:
    """u (cells, nodes): the group's deviation, in units of tau."""
    cuts = cells.categories - 1
    edges = np.concatenate([[-40.0], parameters[:cuts], [40.0]])
    eta = (cells.design @ parameters[cuts:-1])[:, None] + parameters[-1] * u
    to_upper, to_lower = edges[cells.category + 1][:, None] - eta, edges[cells.category][:, None] - eta
    flip = to_lower > 0  # so that the difference of two small tails keeps its digits
    high, low = np.where(flip, -to_lower, to_upper), np.where(flip, -to_upper, to_lower)
    probability = np.maximum(ndtr(high) - ndtr(low), TINY)
    scale = 1 / np.sqrt(2 * np.pi)
    return _Point(
        probability, scale * np.exp(-(to_upper**2) / 2), scale * np.exp(-(to_lower**2) / 2), to_upper, to_lower
    )


def _nodes(parameters: Array, cells: _Cells) -> tuple[Array, Array]:
    """Nodes (groups, nodes) around each group's mode and the logarithms of their weights."""
    tau = float(parameters[-1])
    mode: Array = np.zeros(cells.groups)
    curve: Array = np.ones(cells.groups)
    for _ in range(12):
        point = _at(parameters, cells, mode[cells.group][:, None])
        slope = (point.lower - point.upper) / point.probability
        bend = -(point.to_upper * point.upper - point.to_lower * point.lower) / point.probability - slope**2
        first = tau * np.bincount(cells.group, cells.count * slope[:, 0], minlength=cells.groups) - mode
        curve = np.asarray(1 - tau**2 * np.bincount(cells.group, cells.count * bend[:, 0], minlength=cells.groups))
        move = np.clip(first / np.maximum(curve, 1e-3), -2, 2)
        mode = mode + move
        if np.abs(move).max() < SETTLED:
            break
    x, w = np.polynomial.hermite.hermgauss(NODES)
    spread = 1 / np.sqrt(np.maximum(curve, 1e-3))
    u = mode[:, None] + np.sqrt(2) * spread[:, None] * x
    weight = np.log(np.sqrt(2) * spread)[:, None] + np.log(w) + x**2 - u**2 / 2 - np.log(2 * np.pi) / 2
    return u, weight


def _newton(start: Array, cells: _Cells) -> tuple[Array, float, Array] | None:
    """Parameters (cuts, coefficients, tau) of the largest likelihood, its logarithm, and the Hessian of minus it; None where it
    does not settle. Where the Hessian is not positive a ridge makes it so."""
    parameters = start
    for _ in range(STEPS):
        nodes = _nodes(parameters, cells)
        likelihood, point, posterior = _integrated(parameters, cells, nodes)
        gradient, hessian = _derivatives(parameters, cells, nodes[0], point, posterior)
        lowest = float(np.linalg.eigvalsh(hessian)[0])
        steepest = float(np.abs(np.diag(hessian)).max())
        if not steepest > 0:
            return None
        ridge = 0.0 if lowest > FLAT * steepest else 1e-3 * steepest - lowest
        step = np.linalg.solve(hessian + ridge * np.eye(len(start)), gradient)
        for _ in range(HALVINGS):
            fresh = parameters + step
            if _integrated(fresh, cells, nodes)[0] >= likelihood - 1e-9:
                break
            step = step / 2
        else:
            return None
        parameters = fresh
        if np.abs(step).max() < SETTLED:
            return parameters, likelihood, hessian
        if np.abs(parameters[cells.categories - 1 :]).max() > 2 * LARGEST:
            return None
    return None


def _integrated(parameters: Array, cells: _Cells, nodes: tuple[Array, Array]) -> tuple[float, _Point, Array]:
    """The log-likelihood, what it is made of at the nodes, and how likely each node (groups, nodes) is."""
    u, weight = nodes
    point = _at(parameters, cells, u[cells.group])
    total = np.add.reduceat(cells.count[:, None] * np.log(point.probability), cells.starts, axis=0) + weight
    largest = total.max(axis=1, keepdims=True)
    shifted = np.exp(total - largest)
    sums = shifted.sum(axis=1, keepdims=True)
    return float((largest + np.log(sums)).sum()), point, shifted / sums


def _derivatives(parameters: Array, cells: _Cells, u: Array, point: _Point, posterior: Array) -> tuple[Array, Array]:
    """The gradient of the log-likelihood and the Hessian of minus it, by the distances a and b to the upper and lower cut."""
    by_a, by_b = point.upper / point.probability, -point.lower / point.probability
    within = (
        (-point.to_upper * by_a - by_a**2, 0, 0),
        (-point.to_lower * by_b - by_b**2, 1, 1),
        (-by_a * by_b, 0, 1),
        (-by_a * by_b, 1, 0),
    )
    numbers = np.arange(1, cells.categories)
    edges = [(cells.category[:, None] + up == numbers).astype(float) for up in (1, 0)]
    fixed = [np.hstack([edge, -cells.design]) for edge in edges]  # how a and b move with cuts and coefficients
    deviation, share = -u[cells.group], posterior[cells.group] * cells.count[:, None]
    size = len(parameters)
    curve = np.zeros((size, size))
    for values, first, second in within:
        held = share * values
        curve[:-1, :-1] += fixed[first].T @ (held.sum(axis=1)[:, None] * fixed[second])
        across = (held * deviation).sum(axis=1)
        curve[:-1, -1] += fixed[first].T @ across
        curve[-1, :-1] += fixed[second].T @ across
        curve[-1, -1] += float((held * deviation**2).sum())
    own = [cells.count[:, None] * by for by in (by_a, by_b)]
    moved = [by[:, :, None] * at[:, None, :] for by, at in zip(own, fixed, strict=True)]
    scores = np.add.reduceat(
        np.concatenate([moved[0] + moved[1], ((own[0] + own[1]) * deviation)[:, :, None]], axis=2), cells.starts, axis=0
    )
    mean = (posterior[:, :, None] * scores).sum(axis=1)
    spread = scores.reshape(-1, size).T @ (posterior[:, :, None] * scores).reshape(-1, size) - mean.T @ mean
    return mean.sum(axis=0), -(curve + spread)
