"""Where the profiled deviance of random-intercept models is smallest, many outcomes at once.

All that theta = tau2 / sigma2 does to a group depends on how many observations the group has. So the groups of one size are
added up beforehand, and each theta that is tried costs sums over a few sizes instead of all groups.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.roots import rising_root
from pipeline.stats.sums import Sums

Array = NDArray[np.float64]
THETA_LOW, THETA_HIGH = 1e-10, 1e10
GRID = np.concatenate([[0.0], np.geomspace(1e-6, 1e6, 25)])


@dataclass(frozen=True)
class BySize:
    """The sums of K outcomes over the groups of each of V `sizes` (V,): how many `groups` (K, V), and of their sums z of the
    design's p columns and the outcome the `products` z z' (K, V, (p + 1)^2). `total` (K, p + 1, p + 1) is that of all
    observations, `free` (K,) observations less columns."""

    sizes: Array
    groups: Array
    products: Array
    total: Array
    free: Array

    @cached_property
    def columns(self) -> int:
        """Columns of the design."""
        return int(self.total.shape[1]) - 1

    def deviances(self, grid: Array) -> Array:
        """The deviance (points, K) at each theta of a grid, up to a constant."""
        k, size = len(self.free), self.total.shape[1]
        weights = grid[:, None] / (1 + self.sizes * grid[:, None])
        by_size = self.products.transpose(1, 0, 2).reshape(len(self.sizes), -1)
        left = self.total - (weights @ by_size).reshape(len(grid), k, size, size)
        found: Array = np.log1p(self.sizes * grid[:, None]) @ self.groups.T
        with np.errstate(divide="ignore", invalid="ignore"):
            for _ in range(self.columns):  # one column of the design after the other is taken out of the rest
                pivot, row = left[..., :1, :1], left[..., :1, 1:]
                found += np.log(pivot[..., 0, 0])
                left = left[..., 1:, 1:] - row.swapaxes(-1, -2) * (row / pivot)
            found += self.free * np.log(np.maximum(left[..., 0, 0], 0.0))
        return found

    def slopes(self, theta: Array) -> Array:
        """The derivative (K,) of the deviance by theta (K,)."""
        p, size = self.columns, self.total.shape[1]
        shrink = 1 / (1 + self.sizes * theta[:, None])
        both = np.stack([theta[:, None] * shrink, shrink**2], axis=1) @ self.products
        lost, bent = both.reshape(len(theta), 2, size, size).transpose(1, 0, 2, 3)
        moments = self.total - lost
        right = np.concatenate([moments[:, :p, p:], bent[:, :p, :p]], axis=2)
        solved = np.linalg.solve(moments[:, :p, :p], right)
        rss = np.maximum(moments[:, p, p] - (solved[:, :, 0] * moments[:, :p, p]).sum(axis=1), 0.0)
        residual = np.concatenate([-solved[:, :, 0], np.ones((len(theta), 1))], axis=1)
        spread = np.maximum((residual[:, None, :] @ bent @ residual[:, :, None])[:, 0, 0], 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            fall: Array = np.where(rss > 0, -self.free * spread / rss, 0.0)
        rise: Array = (self.groups * self.sizes * shrink).sum(axis=1) - np.trace(solved[:, :, 1:], axis1=1, axis2=2)
        return fall + rise


def by_size(sums: Sums) -> BySize:
    """The groups of each outcome added up by their number of observations."""
    k, p = sums.xy.shape
    sizes, place = np.unique(sums.n, return_inverse=True)
    places = (place.reshape(sums.n.shape) + len(sizes) * np.arange(k)[:, None]).ravel()
    z = np.concatenate([sums.x1, sums.y1[:, :, None]], axis=2).reshape(-1, p + 1)
    products = np.empty((k * len(sizes), p + 1, p + 1))
    for i in range(p + 1):
        for j in range(i, p + 1):
            added = np.bincount(places, z[:, i] * z[:, j], minlength=k * len(sizes))
            products[:, i, j] = products[:, j, i] = added
    total = np.empty((k, p + 1, p + 1))
    total[:, :p, :p], total[:, :p, p], total[:, p, :p], total[:, p, p] = sums.xx, sums.xy, sums.xy, sums.yy
    groups = np.bincount(places, minlength=k * len(sizes)).reshape(k, -1).astype(float)
    return BySize(sizes, groups, products.reshape(k, len(sizes), -1), total, sums.count - p)


def smallest_deviance(sums: Sums) -> Array:
    """theta (K,) of the smallest deviance: the best point of a grid that includes zero, then the root of the slope between its
    neighbours."""
    known = by_size(sums)
    deviances = known.deviances(GRID)
    best = np.argmin(np.where(np.isfinite(deviances), deviances, np.inf), axis=0)
    low = np.where(best > 1, GRID[np.maximum(best - 1, 1)], THETA_LOW)
    high = np.where(best < len(GRID) - 1, GRID[np.minimum(best + 1, len(GRID) - 1)], THETA_HIGH)
    at_zero = known.slopes(np.zeros(len(best))) >= 0
    boundary = (best == 0) & at_zero
    found = rising_root(lambda point: known.slopes(np.exp(point)), np.log(low), np.log(high), boundary)
    theta: Array = np.where(boundary, 0.0, np.exp(found))
    return np.where(theta <= 2 * THETA_LOW, 0.0, theta)
