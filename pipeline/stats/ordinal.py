"""A cumulative-probit model with a random intercept: ordered answers as cuts of a normal variable, so that no ceiling bends it.

y = k where cut[k-1] < x b + tau u[group] + e <= cut[k], with u and e standard normal (McKelvey and Zavoina 1975; Hedeker and
Gibbons 1994). Maximum likelihood; u is integrated by Gauss-Hermite quadrature around each group's mode (Liu and Pierce 1994).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import ndtr, ndtri

from pipeline.stats.estimate import Estimate

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
NODES, ROUNDS = 9, 3
SMALLEST_LOG_TAU, LARGEST_LOG_TAU = -6.0, 3.0
STEP = 1e-4
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
        """weights'b with its standard error, normal."""
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
    p, cuts = design.shape[1], len(known) - 1
    shares = np.bincount(codes) / len(codes)
    start = np.concatenate([_free(_quantile(np.cumsum(shares)[:-1])), np.zeros(p), [np.log(0.5)]])
    bounds = [(None, None)] * (cuts + p) + [(SMALLEST_LOG_TAU, LARGEST_LOG_TAU)]
    for _ in range(ROUNDS):
        nodes = _nodes(start, cells, cuts)
        found = minimize(_deviance, start, args=(cells, cuts, nodes), jac=True, method="L-BFGS-B", bounds=bounds)
        start = found.x
    hessian = _hessian(start, cells, cuts, nodes)
    inner = np.arange(len(start)) if start[-1] > SMALLEST_LOG_TAU + 1 else np.arange(len(start) - 1)
    try:
        covariance = np.linalg.inv(hessian[np.ix_(inner, inner)])
    except np.linalg.LinAlgError:
        return None
    own = np.asarray(covariance[cuts : cuts + p, cuts : cuts + p], dtype=np.float64)
    if not (np.diag(own) > 0).all() or np.abs(start[cuts : cuts + p]).max(initial=0.0) > 10:
        return None
    slopes, tau = start[cuts : cuts + p], float(np.exp(start[-1]))
    return CumulativeProbit(slopes, own, _cuts(start, cuts), tau, -float(found.fun), len(codes), cells.groups)


def loglikelihood(cuts: Array, coefficients: Array, tau: float, categories: Ints, design: Array, groups: Any) -> float:
    """The log-likelihood at given parameters, by the same quadrature; categories count from 0."""
    cells = _counted(categories, design, groups, len(cuts) + 1)
    parameters = np.concatenate([_free(cuts), coefficients, [np.log(tau)]])
    return -float(_deviance(parameters, cells, len(cuts), _nodes(parameters, cells, len(cuts)))[0])


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


def _free(cuts: Array) -> Array:
    """Cuts as the first one and the logarithms of the steps between them."""
    return np.concatenate([cuts[:1], np.log(np.maximum(np.diff(cuts), 1e-6))])


def _cuts(parameters: Array, number: int) -> Array:
    return np.concatenate([parameters[:1], parameters[0] + np.cumsum(np.exp(parameters[1:number]))])


@dataclass(frozen=True)
class _Point:
    """At the nodes: the probabilities (cells, nodes), the densities at the upper and lower cut, and the distances to these."""

    probability: Array
    upper: Array
    lower: Array
    to_upper: Array
    to_lower: Array


def _at(parameters: Array, cells: _Cells, cuts: int, u: Array) -> _Point:
    """u (cells, nodes): the group's deviation, in units of tau."""
    edges = np.concatenate([[-40.0], _cuts(parameters, cuts), [40.0]])
    eta = (cells.design @ parameters[cuts:-1])[:, None] + np.exp(parameters[-1]) * u
    to_upper, to_lower = edges[cells.category + 1][:, None] - eta, edges[cells.category][:, None] - eta
    flip = to_lower > 0  # so that the difference of two small tails keeps its digits
    high, low = np.where(flip, -to_lower, to_upper), np.where(flip, -to_upper, to_lower)
    probability = np.maximum(ndtr(high) - ndtr(low), TINY)
    scale = 1 / np.sqrt(2 * np.pi)
    return _Point(
        probability, scale * np.exp(-(to_upper**2) / 2), scale * np.exp(-(to_lower**2) / 2), to_upper, to_lower
    )


def _nodes(parameters: Array, cells: _Cells, cuts: int) -> tuple[Array, Array]:
    """Nodes (groups, nodes) around each group's mode and the logarithms of their weights."""
    tau = float(np.exp(parameters[-1]))
    mode: Array = np.zeros(cells.groups)
    curve: Array = np.ones(cells.groups)
    for _ in range(12):
        point = _at(parameters, cells, cuts, mode[cells.group][:, None])
        slope = (point.lower - point.upper) / point.probability
        bend = -(point.to_upper * point.upper - point.to_lower * point.lower) / point.probability - slope**2
        first = tau * np.bincount(cells.group, cells.count * slope[:, 0], minlength=cells.groups) - mode
        curve = np.asarray(1 - tau**2 * np.bincount(cells.group, cells.count * bend[:, 0], minlength=cells.groups))
        mode = mode + np.clip(first / np.maximum(curve, 1e-3), -2, 2)
    x, w = np.polynomial.hermite.hermgauss(NODES)
    spread = 1 / np.sqrt(np.maximum(curve, 1e-3))
    u = mode[:, None] + np.sqrt(2) * spread[:, None] * x
    weight = np.log(np.sqrt(2) * spread)[:, None] + np.log(w) + x**2 - u**2 / 2 - np.log(2 * np.pi) / 2
    return u, weight


def _deviance(parameters: Array, cells: _Cells, cuts: int, nodes: tuple[Array, Array]) -> tuple[float, Array]:
    """Minus the log-likelihood and its gradient."""
    u, weight = nodes
    point = _at(parameters, cells, cuts, u[cells.group])
    logs = np.add.reduceat(cells.count[:, None] * np.log(point.probability), cells.starts, axis=0)
    total = logs + weight
    largest = total.max(axis=1, keepdims=True)
    shifted = np.exp(total - largest)
    likelihood = largest[:, 0] + np.log(shifted.sum(axis=1))
    posterior = (shifted / shifted.sum(axis=1, keepdims=True))[cells.group] * cells.count[:, None]
    upper, lower = posterior * point.upper / point.probability, posterior * point.lower / point.probability
    by_eta = (lower - upper).sum(axis=1)
    by_edge = np.bincount(cells.category + 1, upper.sum(axis=1), cuts + 2)
    by_edge -= np.bincount(cells.category, lower.sum(axis=1), cuts + 2)
    by_cut = by_edge[1:-1]
    from_here = np.cumsum(by_cut[::-1])[::-1]
    steps = from_here[1:] * np.exp(parameters[1:cuts])
    by_tau = float(((lower - upper) * u[cells.group]).sum()) * np.exp(parameters[-1])
    gradient = np.concatenate([from_here[:1], steps, cells.design.T @ by_eta, [by_tau]])
    return -float(likelihood.sum()), -gradient


def _hessian(parameters: Array, cells: _Cells, cuts: int, nodes: tuple[Array, Array]) -> Array:
    """Second derivatives of minus the log-likelihood, from differences of its gradient."""
    columns = []
    for move in np.eye(len(parameters)) * STEP:
        up, down = (_deviance(parameters + s * move, cells, cuts, nodes)[1] for s in (1, -1))
        columns.append((up - down) / (2 * STEP))
    result = np.array(columns)
    return (result + result.T) / 2
