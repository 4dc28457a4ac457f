"""How far group means of items are from being explained by the groups' factor means, and which items are off.

Loadings and covariances are taken from a model with free means, so that all of it is generalised least squares: a quick
forecast of the chi-square differences of scalar and partial scalar invariance.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.moments import Matrices, Sample

Array = NDArray[np.float64]


@dataclass(frozen=True)
class MeanMisfit:
    """The stacked means of g groups, whitened, `means` (g p,); the columns of the common intercepts and of the factor means of
    all groups but the first, `design` (g p, ...); for each item those of intercepts of its own, `own` (p, g p, g - 1)."""

    means: Array
    design: Array
    own: Array

    def chi2(self, released: Collection[int]) -> float:
        """The statistic with the intercepts of some items released."""
        return float((self._rest(released) ** 2).sum())

    def gains(self, released: Collection[int]) -> Array:
        """By how much it falls (p,) where one item more is released; 0 for those that are."""
        columns = self._columns(released)
        basis = np.linalg.qr(columns)[0]
        rest = self.means - basis @ (basis.T @ self.means)
        result = np.zeros(len(self.own))
        for item in range(len(self.own)):
            if item not in released:
                left = self.own[item] - basis @ (basis.T @ self.own[item])
                result[item] = float(np.linalg.lstsq(left, rest, rcond=1e-9)[0] @ (left.T @ rest))
        return result

    def _columns(self, released: Collection[int]) -> Array:
        return np.hstack([self.design, *(self.own[item] for item in sorted(released))])

    def _rest(self, released: Collection[int]) -> Array:
        columns = self._columns(released)
        rest: Array = self.means - columns @ np.linalg.lstsq(columns, self.means, rcond=1e-9)[0]
        return rest


def mean_misfit(samples: Sequence[Sample], metric: Sequence[Matrices]) -> MeanMisfit:
    """Of the means of samples and the estimates of a model with equal loadings and free means, both by group."""
    g, (p, m) = len(samples), metric[0].loadings.shape
    means, design, own = np.zeros(g * p), np.zeros((g * p, p + m * (g - 1))), np.zeros((p, g * p, g - 1))
    for group, (sample, found) in enumerate(zip(samples, metric, strict=True)):
        values, vectors = np.linalg.eigh(found.covariance())
        root = np.sqrt(sample.n) * (vectors / np.sqrt(values)) @ vectors.T
        rows = slice(group * p, (group + 1) * p)
        means[rows] = root @ sample.mean
        design[rows, :p] = root
        if group:
            first = p + m * (group - 1)
            design[rows, first : first + m] = root @ found.loadings
            own[:, rows, group - 1] = root.T
    return MeanMisfit(means, design, own)
