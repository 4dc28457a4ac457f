"""Means and covariances that follow from common factors, in one or more samples.

In each sample: covariance = loadings factors loadings' + residuals, mean = intercepts + loadings means. Every element is
fixed or a free parameter with a number; elements that share a number are equal.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.incomplete import Incomplete

Array = NDArray[np.float64]
Numbers = NDArray[np.intp]

FIXED = -1


class NotFittedError(ValueError):
    """A model that these data do not determine; the message says why, for a sentence that begins "not assessed:"."""


@dataclass(frozen=True)
class Matrices:
    """Values of the elements of one sample's model, or (as integers) the numbers of their parameters."""

    loadings: Array  # (p, m)
    factors: Array  # (m, m) covariances of the factors
    residuals: Array  # (p,) variances
    intercepts: Array  # (p,)
    means: Array  # (m,) of the factors

    def flat(self) -> Array:
        """All elements in one vector (p m + m m + 2 p + m,), in the order of the fields."""
        return np.concatenate([getattr(self, field.name).ravel() for field in fields(self)])

    def like(self, flat: Array) -> "Matrices":
        """Matrices of the same shapes from a vector of all elements, in the order of `flat`."""
        ends = np.cumsum([getattr(self, field.name).size for field in fields(self)])
        parts = np.split(flat, ends[:-1])
        return Matrices(
            *(part.reshape(getattr(self, field.name).shape) for part, field in zip(parts, fields(self), strict=True))
        )

    def covariance(self) -> Array:
        """The implied covariances (p, p)."""
        implied: Array = self.loadings @ self.factors @ self.loadings.T + np.diag(self.residuals)
        return implied

    @property
    def definite(self) -> bool:
        """Whether the implied covariances are those of some answers."""
        return bool(np.linalg.eigvalsh(self.covariance())[0] > 0)

    def mean(self) -> Array:
        """The implied means (p,)."""
        implied: Array = self.intercepts + self.loadings @ self.means
        return implied


@dataclass(frozen=True)
class Sample:
    """n rows with their means (p,) and covariances (p, p), divisor n; means of zero where they are not modelled.

    Where answers are missing the moments are those that full information gives, and `data` are the answers themselves.
    """

    n: int
    mean: Array
    covariance: Array
    data: Incomplete | None = None


@dataclass(frozen=True)
class Model:
    """For each sample the values (start, or fixed) and the numbers of the parameters (FIXED for none)."""

    start: Sequence[Matrices]
    numbers: Sequence[Numbers]  # each as long as Matrices.flat()

    @property
    def parameters(self) -> int:
        """How many free parameters."""
        return 1 + max(int(numbers.max()) for numbers in self.numbers)

    def begin(self) -> Array:
        """Start values (q,) of the free parameters: the mean of those of the elements that share a number."""
        sums, counts = np.zeros((2, self.parameters))
        for start, numbers in zip(self.start, self.numbers, strict=True):
            free = numbers != FIXED
            np.add.at(sums, numbers[free], start.flat()[free])
            np.add.at(counts, numbers[free], 1)
        result: Array = sums / counts
        return result

    def at(self, parameters: Array) -> list[Matrices]:
        """The matrices of each sample at given values (q,) of the free parameters."""
        return [
            start.like(np.where(numbers != FIXED, parameters[numbers], start.flat()))
            for start, numbers in zip(self.start, self.numbers, strict=True)
        ]


@dataclass(frozen=True)
class Slopes:
    """Derivatives of the implied moments of one sample in its free elements (e,), the k-th of which is the parameter own[k].

    That of the covariances is left[k] right[k]' + right[k] left[k]', which spares the e matrices of p by p; `mean` (e, p).
    """

    own: Numbers
    left: Array
    right: Array
    mean: Array

    def of_pairs(self, first: Numbers, second: Numbers, parameters: int) -> Array:
        """Derivatives (pairs, parameters) of the implied covariances of pairs of items."""
        by_element = self.left[:, first] * self.right[:, second] + self.right[:, first] * self.left[:, second]
        result = np.zeros((parameters, len(first)))
        np.add.at(result, self.own, by_element)
        return result.T


def slopes(matrices: Matrices, numbers: Numbers) -> Slopes:
    """Derivatives of the implied covariances and means in the free elements of one sample."""
    p, m = matrices.loadings.shape
    item, factor = np.divmod(np.flatnonzero(numbers[: p * m] != FIXED), m)
    k, other = np.divmod(np.flatnonzero(numbers[p * m : p * m + m * m] != FIXED), m)
    k, other = k[k >= other], other[k >= other]
    residual = np.flatnonzero(numbers[p * m + m * m : p * m + m * m + p] != FIXED)
    intercept = np.flatnonzero(numbers[p * m + m * m + p : p * m + m * m + 2 * p] != FIXED)
    mean = np.flatnonzero(numbers[-m:] != FIXED)
    unit, columns = np.eye(p), matrices.loadings.T
    half = np.where(k == other, 0.5, 1.0)[:, None]
    none = np.zeros((len(intercept) + len(mean), p))
    places = (
        item * m + factor,
        p * m + k * m + other,
        p * m + m * m + residual,
        p * m + m * m + p + intercept,
        p * m + m * m + 2 * p + mean,
    )
    return Slopes(
        own=numbers[np.concatenate(places)],
        left=np.concatenate([unit[item], half * columns[k], unit[residual] / 2, none]),
        right=np.concatenate([(matrices.factors @ columns)[factor], columns[other], unit[residual], none]),
        mean=np.concatenate(
            [
                unit[item] * matrices.means[factor][:, None],
                np.zeros((len(k) + len(residual), p)),
                unit[intercept],
                columns[mean],
            ]
        ),
    )
