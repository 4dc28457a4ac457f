"""Gaussian mixtures of three families by EM, many data sets and starts at a time.

EII: one variance for all components and columns. VVI: a variance per component and column. EEE: one full covariance for all
components. Names as in R's mclust (Scrucca et al. 2016). scikit-learn calls VVI `diag` and EEE `tied` and has no EII.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
FAMILIES = ("EII", "VVI", "EEE")
TOLERANCE = 1e-5  # of the mean log-likelihood per case, where EM stops
ITERATIONS = 1000
AT_ONCE = 400_000  # numbers of data worked on together; each such batch draws its starts from the search's seed
TINY = 10 * np.finfo(np.float64).eps


@dataclass(frozen=True)
class Search:
    """How a mixture is looked for: number of starts, the smallest number of cases in a component (their most probable one),
    what is added to each variance, the seed of the starts."""

    starts: int
    smallest: int
    floor: float
    seed: int


@dataclass(frozen=True)
class Mixture:
    """A mixture fitted to n cases in d columns. `weights` (k,), `means` (k, d); `spread`: the variance (1,) for EII, variances
    (k, d) for VVI, the covariance (d, d) for EEE; `probabilities` (n, k) of belonging to each component; `bic` is
    2 log-likelihood - parameters log n, larger is better (the sign of mclust, the opposite of scikit-learn's).

    Where no start kept every component at its smallest size, `loglik` and `bic` are NaN and the arrays are empty."""

    family: str
    k: int
    loglik: float
    parameters: int
    bic: float
    weights: Array
    means: Array
    spread: Array
    probabilities: Array

    @property
    def classes(self) -> NDArray[np.int64]:
        """The most probable component of each case, from 0."""
        result: NDArray[np.int64] = self.probabilities.argmax(axis=1)
        return result


@dataclass(frozen=True)
class _State:
    """b fits side by side: weights (b, k), means (b, k, d), spread (b, ...), probabilities (b, n, k), log-likelihood (b,)."""

    weights: Array
    means: Array
    spread: Array
    probabilities: Array
    loglik: Array

    def of(self, rows: NDArray[np.bool_] | NDArray[np.int64]) -> "_State":
        return _State(*(part[rows] for part in self._parts()))

    def put(self, rows: NDArray[np.int64], other: "_State") -> None:
        for mine, new in zip(self._parts(), other._parts(), strict=True):
            mine[rows] = new

    def _parts(self) -> tuple[Array, ...]:
        return self.weights, self.means, self.spread, self.probabilities, self.loglik


def parameters(family: str, k: int, d: int) -> int:
    """Free parameters: k - 1 weights, k d means, and the variances of the family."""
    variances = {"EII": 1, "VVI": k * d, "EEE": d * (d + 1) // 2}[family]
    return k - 1 + k * d + variances


def fit(data: Array, family: str, k: int, search: Search) -> Mixture:
    """The best of `search.starts` EM runs on data (n, d), among those with every component at its smallest size."""
    n, d = data.shape
    free = parameters(family, k, d)
    state, best = _best(data[None], family, k, search)
    loglik = float(best[0])
    if not np.isfinite(loglik):
        none = np.zeros((0, 0))
        return Mixture(family, k, float("nan"), free, float("nan"), none[0:0, 0:0].ravel(), none, none, none)
    bic = 2 * loglik - free * float(np.log(n))
    return Mixture(
        family, k, loglik, free, bic, state.weights[0], state.means[0], state.spread[0], state.probabilities[0]
    )


def bics(data: Array, family: str, k: int, search: Search) -> Array:
    """The BIC (m,) of the best fit to each of m data sets (m, n, d); -inf where every start was refused."""
    m, n, d = data.shape
    together = max(1, AT_ONCE // (n * d * search.starts))
    found = [_best(data[i : i + together], family, k, search)[1] for i in range(0, m, together)]
    result: Array = 2 * np.concatenate(found) - parameters(family, k, d) * np.log(n)
    return result


def classes_of(data: Array, family: str, k: int, search: Search) -> NDArray[np.int64]:
    """The most probable component (m, n) of each case in the best fit to each of m data sets (m, n, d); -1 throughout where
    every start was refused."""
    m, n, d = data.shape
    together = max(1, AT_ONCE // (n * d * search.starts))
    parts = []
    for i in range(0, m, together):
        state, loglik = _best(data[i : i + together], family, k, search)
        parts.append(np.where(np.isfinite(loglik)[:, None], state.probabilities.argmax(axis=2), -1))
    return np.concatenate(parts)


def _best(data: Array, family: str, k: int, search: Search) -> tuple[_State, Array]:
    """Of each data set's starts the one with the largest log-likelihood; that is -inf where all were refused."""
    m = len(data)
    starts = 1 if k == 1 else search.starts
    generator = np.random.Generator(np.random.PCG64(search.seed))
    first = np.concatenate([_start(data, k, number, generator) for number in range(starts)])
    state = _expectation_maximisation(np.tile(data, (starts, 1, 1)), first, family, search.floor)
    sizes = np.eye(k)[state.probabilities.argmax(axis=2)].sum(axis=1)
    kept = (k == 1) | (sizes.min(axis=1) >= search.smallest)
    loglik = np.where(kept, state.loglik, -np.inf).reshape(starts, m)
    chosen = loglik.argmax(axis=0)
    return state.of(chosen * m + np.arange(m)), loglik[chosen, np.arange(m)]


def _start(data: Array, k: int, number: int, generator: np.random.Generator) -> Array:
    """Memberships (m, n, k) of 0 and 1. The first start cuts the first principal component into k parts of equal size; the
    others go to the nearest of k cases drawn as k-means++ does (Arthur and Vassilvitskii 2007)."""
    m, n, _ = data.shape
    if number == 0:
        axes = np.linalg.svd(data - data.mean(axis=1, keepdims=True), full_matrices=False)[2][:, 0]
        ranks = np.einsum("mnd,md->mn", data, axes).argsort(axis=1).argsort(axis=1)
        return _memberships(ranks * k // n, k)
    nearest, owner = np.full((m, n), np.inf), np.zeros((m, n), dtype=np.int64)
    for component in range(k):
        odds = np.ones((m, n)) if component == 0 else nearest
        summed = odds.cumsum(axis=1)
        ahead = generator.random((m, 1)) * summed[:, -1:]
        case = np.minimum((summed <= ahead).sum(axis=1), n - 1)
        distance = ((data - data[np.arange(m), case][:, None]) ** 2).sum(axis=2)
        owner = np.where(distance < nearest, component, owner)
        nearest = np.minimum(distance, nearest)
    return _memberships(owner, k)


def _memberships(owner: NDArray[np.int64], k: int) -> Array:
    result: Array = np.eye(k)[owner]
    return result


def _expectation_maximisation(data: Array, first: Array, family: str, floor: float) -> _State:
    """EM from memberships (b, n, k) until each fit has settled; fits that have settled leave the batch."""
    squares, n = data**2, data.shape[1]
    state = _step(data, squares, first, family, floor)
    running = np.arange(len(data))
    for _ in range(ITERATIONS):
        before = state.loglik[running]
        after = _step(data, squares, state.probabilities[running], family, floor)
        state.put(running, after)
        moving = np.abs(after.loglik - before) > TOLERANCE * n
        if not moving.any():
            break
        if not moving.all():
            running, data, squares = running[moving], data[moving], squares[moving]
    return state


def _step(data: Array, squares: Array, probabilities: Array, family: str, floor: float) -> _State:
    """One maximisation from memberships, and the expectation under what it gives."""
    n, d = data.shape[1:]
    turned = probabilities.transpose(0, 2, 1)
    sizes = turned.sum(axis=2) + TINY
    means = turned @ data / sizes[:, :, None]
    if family == "VVI":
        spread = np.maximum(turned @ squares / sizes[:, :, None] - means**2, 0.0) + floor
        inverse = 1 / spread
        distance = squares @ inverse.transpose(0, 2, 1) - 2 * data @ (means * inverse).transpose(0, 2, 1)
        distance += (means**2 * inverse).sum(axis=2)[:, None]
        determinant = np.log(spread).sum(axis=2)[:, None]
    elif family == "EII":
        within = squares.sum(axis=(1, 2)) - (sizes[:, :, None] * means**2).sum(axis=(1, 2))
        spread = np.maximum(within / (n * d), 0.0)[:, None] + floor
        distance = squares.sum(axis=2)[:, :, None] - 2 * data @ means.transpose(0, 2, 1)
        distance = (distance + (means**2).sum(axis=2)[:, None]) / spread[:, :, None]
        determinant = d * np.log(spread)[:, :, None]
    else:
        within = data.transpose(0, 2, 1) @ data - means.transpose(0, 2, 1) @ (sizes[:, :, None] * means)
        spread = within / n + floor * np.eye(d)
        white = np.linalg.inv(np.linalg.cholesky(spread)).transpose(0, 2, 1)
        cases, centres = data @ white, means @ white
        distance = (cases**2).sum(axis=2)[:, :, None] - 2 * cases @ centres.transpose(0, 2, 1)
        distance += (centres**2).sum(axis=2)[:, None]
        determinant = np.linalg.slogdet(spread)[1][:, None, None]
    weights = sizes / sizes.sum(axis=1, keepdims=True)
    joint = np.log(weights)[:, None] - 0.5 * (d * np.log(2 * np.pi) + determinant + distance)
    top = joint.max(axis=2, keepdims=True)
    density = np.exp(joint - top)
    total = density.sum(axis=2, keepdims=True)
    return _State(weights, means, spread, density / total, (top + np.log(total)).sum(axis=(1, 2)))
