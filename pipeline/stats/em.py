"""The steps of expectation and maximisation for Gaussian mixtures of three families, many fits side by side.

EII: one variance for all components and columns. VVI: a variance per component and column. EEE: one full covariance for all
components. No variance of a component, along whatever axis, gets below a floor: the estimates are then the likeliest ones under
that bound, and those of R's mclust wherever it does not bind.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.squarem import fixed_point

Array = NDArray[np.float64]
Parameters = tuple[Array, Array, Array]
ITERATIONS = 1000
TINY = 10 * np.finfo(np.float64).eps
RIDGE = 1e-10  # added to a covariance so that it has a root; seven digits below the least floor in use


@dataclass(frozen=True)
class State:
    """b fits side by side: weights (b, k), means (b, k, d), spread (b, ...), probabilities (b, n, k), log-likelihood (b,)."""

    weights: Array
    means: Array
    spread: Array
    probabilities: Array
    loglik: Array

    def of(self, rows: NDArray[np.bool_] | NDArray[np.int64]) -> "State":
        """Some of the fits: those of `rows` (fits,), or where it is true."""
        return State(*(part[rows] for part in self._parts()))

    def put(self, rows: NDArray[np.int64], other: "State") -> None:
        """Puts other fits in the place of those of `rows` (fits,); changes this state."""
        for mine, new in zip(self._parts(), other._parts(), strict=True):
            mine[rows] = new

    def _parts(self) -> tuple[Array, ...]:
        return self.weights, self.means, self.spread, self.probabilities, self.loglik


def expectation_maximisation(data: Array, first: Array, family: str, floor: float, tolerance: float) -> State:
    """EM on data (b, n, d) from memberships (b, n, k) until the mean log-likelihood per case of each fit moves by no more
    than `tolerance`; fits that have settled leave the batch."""
    squares, n = data**2, data.shape[1]
    state = expected(data, squares, maximised(data, squares, first, family, floor), family)
    running = np.arange(len(data))
    for _ in range(ITERATIONS):
        before = state.loglik[running]
        found = maximised(data, squares, state.probabilities[running], family, floor)
        after = expected(data, squares, found, family)
        state.put(running, after)
        moving = np.abs(after.loglik - before) > tolerance * n
        if not moving.any():
            break
        if not moving.all():
            running, data, squares = running[moving], data[moving], squares[moving]
    return state


def settled(data: Array, start: State, family: str, floor: float, tolerance: float) -> State:
    """One fit to data (1, n, d) run on until EM moves its mean log-likelihood per case by no more than `tolerance`."""
    squares, shapes = data**2, [part.shape for part in (start.weights, start.means, start.spread)]
    ends = np.cumsum([np.prod(shape) for shape in shapes])

    def unpacked(place: Array) -> Parameters:
        weights, means, spread = np.split(place, ends[:-1])
        return weights.reshape(shapes[0]), means.reshape(shapes[1]), spread.reshape(shapes[2])

    def packed(found: Parameters) -> Array:
        return np.concatenate([part.ravel() for part in found])

    def step(place: Array) -> tuple[float, Array]:
        found = expected(data, squares, unpacked(place), family)
        return -float(found.loglik[0]), packed(maximised(data, squares, found.probabilities, family, floor))

    def allowed(place: Array) -> bool:
        weights, _, spread = unpacked(place)
        widths = np.linalg.eigvalsh(spread) if family == "EEE" else spread
        return bool(weights.min() > 0 and widths.min() >= max(floor, RIDGE))

    def at_rest(now: Array, after: Array, height: float, below: float) -> bool:
        return abs(height - below) <= tolerance * len(data[0])

    first = packed((start.weights, start.means, start.spread))
    return expected(data, squares, unpacked(fixed_point(step, first, at_rest, ITERATIONS, allowed).place), family)


def maximised(data: Array, squares: Array, probabilities: Array, family: str, floor: float) -> Parameters:
    """Weights, means and spread that are likeliest given memberships (b, n, k)."""
    n, d = data.shape[1:]
    turned = probabilities.transpose(0, 2, 1)
    sizes = turned.sum(axis=2) + TINY
    means = turned @ data / sizes[:, :, None]
    if family == "VVI":
        spread = np.maximum(turned @ squares / sizes[:, :, None] - means**2, floor)
    elif family == "EII":
        within = squares.sum(axis=(1, 2)) - (sizes[:, :, None] * means**2).sum(axis=(1, 2))
        spread = np.maximum(within / (n * d), floor)[:, None]
    else:
        within = data.transpose(0, 2, 1) @ data - means.transpose(0, 2, 1) @ (sizes[:, :, None] * means)
        spread = _raised(within / n, floor)
    return sizes / sizes.sum(axis=1, keepdims=True), means, spread


def _raised(spread: Array, floor: float) -> Array:
    """Covariances (b, d, d) of which no eigenvalue is below the floor. The sum of the inverse's diagonal bounds the smallest
    eigenvalue from below, so that only few of them need be taken apart."""
    if floor <= 0:
        return spread
    inverse = np.linalg.inv(np.linalg.cholesky(spread + RIDGE * np.eye(spread.shape[1])))
    low = (inverse**2).sum(axis=(1, 2)) > 1 / floor
    if low.any():
        values, vectors = np.linalg.eigh(spread[low])
        spread = spread.copy()
        spread[low] = (vectors * np.maximum(values, floor)[:, None, :]) @ vectors.transpose(0, 2, 1)
    return spread


def expected(data: Array, squares: Array, found: Parameters, family: str) -> State:
    """Memberships and log-likelihood under given weights, means and spread. Inside, components come before cases: sums over a
    handful of components are then taken over long rows."""
    weights, means, spread = found
    d, turned, turned_squares = data.shape[2], data.transpose(0, 2, 1), squares.transpose(0, 2, 1)
    if family == "VVI":
        inverse = 1 / spread
        distance = inverse @ turned_squares - 2 * (means * inverse) @ turned
        distance += (means**2 * inverse).sum(axis=2)[:, :, None]
        determinant = np.log(spread).sum(axis=2)[:, :, None]
    elif family == "EII":
        distance = squares.sum(axis=2)[:, None] - 2 * means @ turned
        distance = (distance + (means**2).sum(axis=2)[:, :, None]) / spread[:, :, None]
        determinant = d * np.log(spread)[:, :, None]
    else:
        root = np.linalg.cholesky(spread)
        white = np.linalg.inv(root)
        cases, centres = white @ turned, means @ white.transpose(0, 2, 1)
        distance = (cases**2).sum(axis=1)[:, None] - 2 * centres @ cases
        distance += (centres**2).sum(axis=2)[:, :, None]
        determinant = 2 * np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)[:, None, None]
    joint = np.log(weights)[:, :, None] - 0.5 * (d * np.log(2 * np.pi) + determinant + distance)
    top = joint.max(axis=1, keepdims=True)
    density = np.exp(joint - top)
    total = density.sum(axis=1, keepdims=True)
    probabilities = (density / total).transpose(0, 2, 1)
    return State(weights, means, spread, probabilities, (top + np.log(total)).sum(axis=(1, 2)))
