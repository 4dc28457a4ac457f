"""Sufficient statistics of random-intercept models: sums over the groups, many outcomes at once."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Sums:
    """Sufficient statistics of K outcomes in G groups with p columns of the design; where persons answer repeatedly, weighted
    by the inverse of the covariance that they give their answers (`n` is then less than the observations)."""

    n: Array  # (K, G) observations
    x1: Array  # (K, G, p) sums of the design's rows
    y1: Array  # (K, G) sums of the outcome
    xx: Array  # (K, p, p)
    xy: Array  # (K, p)
    yy: Array  # (K,)
    count: Array  # (K,) observations


def sufficient(outcomes: Array, design: Array, groups: NDArray[Any]) -> tuple[Sums, Array]:
    """The sufficient statistics of outcomes (n, K), NaN for missing, on a design (n, p) in groups (n,); the outcomes are
    shifted by their means (K,), returned too, to keep digits. Asserts that each outcome has more observations than columns."""
    _, codes = np.unique(groups, return_inverse=True)
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    x, y = design[order], outcomes[order]
    seen = np.isfinite(y)
    present, p = seen.astype(float), x.shape[1]
    count = present.sum(axis=0)
    shift = np.where(seen, y, 0.0).sum(axis=0) / np.maximum(count, 1.0)
    filled = np.where(seen, y - shift, 0.0)

    def by_group(values: Array) -> Array:
        return np.add.reduceat(values, starts, axis=0).T

    x1 = np.stack([by_group(present * x[:, [j]]) for j in range(p)], axis=2)
    squares: Array = x[:, :, None] * x[:, None, :]
    xx = (present.T @ squares.reshape(len(x), -1)).reshape(-1, p, p)
    sums = Sums(by_group(present), x1, by_group(filled), xx, filled.T @ x, (filled**2).sum(axis=0), count)
    assert (count > p).all(), "an outcome has no more observations than the design has columns"
    return sums, shift
