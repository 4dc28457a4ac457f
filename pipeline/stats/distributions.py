"""How far two distributions lie apart, persons in clusters: probability of superiority and overlap."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.resampling import Bootstrapped
from pipeline.stats.shares import resampled

Array = NDArray[np.float64]
Side = tuple[Array, NDArray[Any]]
WIDTH = 0.5  # of the classes whose shares are compared for the overlap, in the outcome's unit


def superiority(first: Sequence[Side], second: Sequence[Side], draws: int, seed: int) -> Bootstrapped:
    """The probability that a person of the first side lies above one of the second, ties counting half.

    Each side: groups of equal weight, each with values (n,) and the clusters (n,) that are drawn with replacement. Source: the
    common-language effect size (McGraw and Wong 1992), here from the observed distributions (Vargha and Delaney 2000).
    """
    p, q = _shares(first, second, None, draws, seed)
    below = np.cumsum(q, axis=1) - q
    return _bootstrapped((p * (below + q / 2)).sum(axis=1))


def overlap(first: Sequence[Side], second: Sequence[Side], draws: int, seed: int) -> Bootstrapped:
    """The share that two distributions have in common: the sum over classes of the smaller share (Weitzman 1970)."""
    p, q = _shares(first, second, WIDTH, draws, seed)
    return _bootstrapped(np.minimum(p, q).sum(axis=1))


def _bootstrapped(values: Array) -> Bootstrapped:
    return Bootstrapped(float(values[0]), values[1:])


def _shares(
    first: Sequence[Side], second: Sequence[Side], width: float | None, draws: int, seed: int
) -> tuple[Array, Array]:
    """Shares (1 + draws, classes) of either side, the first row as observed."""
    rounded = [[np.round(v / width) if width else np.round(v, 6) for v, _ in side] for side in (first, second)]
    classes = np.unique(np.concatenate([values for side in rounded for values in side]))
    found = []
    for place, (side, values) in enumerate(zip((first, second), rounded, strict=True)):
        parts = [
            _group(np.searchsorted(classes, own), clusters, len(classes), draws, seed + 10 * place + number)
            for number, (own, (_, clusters)) in enumerate(zip(values, side, strict=True))
        ]
        found.append(np.mean(parts, axis=0))
    return found[0], found[1]


def _group(classes: NDArray[np.int64], clusters: NDArray[Any], number: int, draws: int, seed: int) -> Array:
    names, index = np.unique(clusters, return_inverse=True)
    counts = np.bincount(index * number + classes, minlength=len(names) * number).reshape(len(names), number)
    weights = np.vstack([np.ones(len(names)), resampled(len(names), draws, seed)])
    drawn = weights @ counts
    shares: Array = drawn / drawn.sum(axis=1, keepdims=True)
    return shares
