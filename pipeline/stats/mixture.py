"""Gaussian mixtures of three families: how many free parameters, how likely, and the search for the likeliest.

Names as in R's mclust (Scrucca et al. 2016): EII, VVI, EEE, as `pipeline.stats.em` has them. scikit-learn calls VVI `diag` and
EEE `tied` and has no EII (its `spherical` is VII).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.em import Parameters, State, expectation_maximisation, expected, settled

Array = NDArray[np.float64]
FAMILIES = ("EII", "VVI", "EEE")
TOLERANCE = 1e-5  # of the mean log-likelihood per case, where each start of the search stops
SETTLED = 1e-10  # where the fit that is reported stops
AT_ONCE = 400_000  # numbers of data worked on together; each such batch draws its starts from the search's seed


@dataclass(frozen=True)
class Search:
    """How a mixture is looked for: number of starts, the smallest number of cases in a component (their most probable one),
    the smallest variance of a component along any axis, the seed of the starts."""

    starts: int
    smallest: int
    floor: float
    seed: int


@dataclass(frozen=True)
class Mixture:
    """A mixture of n cases in d columns. `weights` (k,), `means` (k, d); `spread`: the variance (1,) for EII, variances
    (k, d) for VVI, the covariance (d, d) for EEE; `probabilities` (n, k) of belonging to each component; `bic` is
    2 log-likelihood - parameters log n, larger is better (the sign of mclust, the opposite of scikit-learn's); `icl` is bic
    + 2 sum log of each case's largest probability (Biernacki, Celeux and Govaert 2000, as mclust has it): it takes off what
    clusters that run into one another cost.

    Where no start kept every component at its smallest size, the figures are NaN and the arrays are empty."""

    family: str
    k: int
    loglik: float
    parameters: int
    bic: float
    icl: float
    weights: Array
    means: Array
    spread: Array
    probabilities: Array

    @property
    def classes(self) -> NDArray[np.int64]:
        """The most probable component (n,) of each case, from 0."""
        result: NDArray[np.int64] = self.probabilities.argmax(axis=1)
        return result


def parameters(family: str, k: int, d: int) -> int:
    """Free parameters: k - 1 weights, k d means, and the variances of the family."""
    variances = {"EII": 1, "VVI": k * d, "EEE": d * (d + 1) // 2}[family]
    return k - 1 + k * d + variances


def fit(data: Array, family: str, k: int, search: Search) -> Mixture:
    """The best of `search.starts` EM runs on data (n, d), among those with every component at its smallest size, run on until
    it has settled; as the search left it where a component would become too small on the way."""
    state, best = _best(data[None], family, k, search)
    if not np.isfinite(best[0]):
        nan, none = float("nan"), np.zeros((0, 0))
        return Mixture(family, k, nan, parameters(family, k, data.shape[1]), nan, nan, none.ravel(), none, none, none)
    longer = settled(data[None], state, family, search.floor, SETTLED)
    return _mixture(longer if _kept(longer, k, search)[0] else state, family)


def at(data: Array, family: str, found: Parameters) -> Mixture:
    """The mixture of data (n, d) with given weights (k,), means (k, d) and spread (as in Mixture), nothing fitted."""
    weights, means, spread = found
    return _mixture(expected(data[None], data[None] ** 2, (weights[None], means[None], spread[None]), family), family)


def _mixture(state: State, family: str) -> Mixture:
    """The first fit of a state, with its figures."""
    n, k = state.probabilities.shape[1:]
    free, loglik = parameters(family, k, state.means.shape[2]), float(state.loglik[0])
    bic = 2 * loglik - free * float(np.log(n))
    sure = float(np.log(state.probabilities[0].max(axis=1)).sum())
    parts = state.weights[0], state.means[0], state.spread[0], state.probabilities[0]
    return Mixture(family, k, loglik, free, bic, bic + 2 * sure, *parts)


def bics(data: Array, family: str, k: int, search: Search) -> Array:
    """The BIC (m,) of the best fit to each of m data sets (m, n, d); -inf where every start was refused."""
    return bics_and_classes(data, family, k, search)[0]


def classes_of(data: Array, family: str, k: int, search: Search) -> NDArray[np.int64]:
    """The most probable component (m, n) of each case in the best fit to each of m data sets (m, n, d); -1 throughout where
    every start was refused."""
    return bics_and_classes(data, family, k, search)[1]


def bics_and_classes(data: Array, family: str, k: int, search: Search) -> tuple[Array, NDArray[np.int64]]:
    """`bics` (m,) and `classes` (m, n) of m data sets (m, n, d) at once."""
    m, n, d = data.shape
    together = max(1, AT_ONCE // (n * d * search.starts))
    logliks, classes = [], []
    for i in range(0, m, together):
        state, loglik = _best(data[i : i + together], family, k, search)
        logliks.append(loglik)
        classes.append(np.where(np.isfinite(loglik)[:, None], state.probabilities.argmax(axis=2), -1))
    bic: Array = 2 * np.concatenate(logliks) - parameters(family, k, d) * np.log(n)
    return bic, np.concatenate(classes)


def _best(data: Array, family: str, k: int, search: Search) -> tuple[State, Array]:
    """Of each data set's starts the one with the largest log-likelihood; that is -inf where all were refused."""
    m = len(data)
    starts = 1 if k == 1 else search.starts
    generator = np.random.Generator(np.random.PCG64(search.seed))
    first = np.concatenate([_start(data, k, number, generator) for number in range(starts)])
    state = expectation_maximisation(np.tile(data, (starts, 1, 1)), first, family, search.floor, TOLERANCE)
    loglik = np.where(_kept(state, k, search), state.loglik, -np.inf).reshape(starts, m)
    chosen = loglik.argmax(axis=0)
    return state.of(chosen * m + np.arange(m)), loglik[chosen, np.arange(m)]


def _kept(state: State, k: int, search: Search) -> NDArray[np.bool_]:
    """Which fits have every component at its smallest size."""
    sizes = np.eye(k)[state.probabilities.argmax(axis=2)].sum(axis=1)
    result: NDArray[np.bool_] = (k == 1) | (sizes.min(axis=1) >= search.smallest)
    return result


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
