"""Shares of independent units, and bootstrap intervals where units come in clusters."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

Array = NDArray[np.float64]
LARGEST_KEPT = 250_000  # numbers


@dataclass(frozen=True)
class Share:
    """`count` of `n` units, with an interval at a stated level."""

    value: float
    low: float
    high: float
    count: int
    n: int


def clopper_pearson(count: int, n: int, level: float) -> Share:
    """The exact two-sided binomial interval (Clopper and Pearson 1934); [0, 1] where n = 0, with a share of NaN."""
    tail = (1 - level) / 2
    low = float(betaincinv(count, n - count + 1, tail)) if count > 0 else 0.0
    high = float(betaincinv(count + 1, n - count, 1 - tail)) if count < n else 1.0
    return Share(count / n if n else float("nan"), low, high, count, n)


def resampled(clusters: int, draws: int, seed: int) -> NDArray[np.int64]:
    """Weights (draws, clusters): how often each cluster is drawn when as many are drawn with replacement. Not to be written
    into: small ones are kept, since many figures of one analysis ask for the same."""
    return _kept(clusters, draws, seed) if clusters * draws <= LARGEST_KEPT else _drawn(clusters, draws, seed)


@lru_cache(maxsize=64)
def _kept(clusters: int, draws: int, seed: int) -> NDArray[np.int64]:
    weights = _drawn(clusters, draws, seed)
    weights.setflags(write=False)
    return weights


def _drawn(clusters: int, draws: int, seed: int) -> NDArray[np.int64]:
    generator = np.random.Generator(np.random.PCG64(seed))
    picks = generator.integers(0, clusters, size=(draws, clusters))
    offsets = np.arange(draws)[:, None] * clusters
    return np.bincount((picks + offsets).ravel(), minlength=draws * clusters).reshape(draws, clusters)


def percentile_interval(draws: Array, level: float) -> tuple[float, float]:
    """The percentile bootstrap interval of draws (n,), NaN draws left out; NaN bounds where none is left."""
    usable = np.sort(draws[np.isfinite(draws)])
    if not len(usable):
        return float("nan"), float("nan")
    return _quantile(usable, (1 - level) / 2), _quantile(usable, (1 + level) / 2)


def _quantile(ordered: Array, p: float) -> float:
    """Linear between the neighbours (definition 7 of Hyndman and Fan 1996, numpy's), of values in ascending order."""
    place = (len(ordered) - 1) * p
    below = min(int(place), len(ordered) - 1)
    low, high, part = float(ordered[below]), float(ordered[min(below + 1, len(ordered) - 1)]), place - below
    return low + (high - low) * part if part < 0.5 else high - (high - low) * (1 - part)
