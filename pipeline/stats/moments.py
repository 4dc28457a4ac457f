"""Means and covariances that follow from common factors, in one or more samples, fitted by maximum likelihood.

In each sample: covariance = loadings factors loadings' + residuals, mean = intercepts + loadings means. Every element is
fixed or a free parameter with a number; elements that share a number are equal.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

Array = NDArray[np.float64]
Numbers = NDArray[np.intp]

FIXED = -1
LARGEST_DECREMENT = 1e-15  # of the likelihood ratio that one more step would gain
STEPS = 300
SMALLEST_PIVOT = 1e-12  # of the scaled information; below it parameters depend on one another


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
        """All elements in one vector."""
        return np.concatenate([getattr(self, field.name).ravel() for field in fields(self)])

    def like(self, flat: Array) -> "Matrices":
        """Matrices of the same shapes from a vector of all elements."""
        ends = np.cumsum([getattr(self, field.name).size for field in fields(self)])
        parts = np.split(flat, ends[:-1])
        return Matrices(
            *(part.reshape(getattr(self, field.name).shape) for part, field in zip(parts, fields(self), strict=True))
        )

    def covariance(self) -> Array:
        """The implied covariances (p, p)."""
        implied: Array = self.loadings @ self.factors @ self.loadings.T + np.diag(self.residuals)
        return implied

    def mean(self) -> Array:
        """The implied means (p,)."""
        implied: Array = self.intercepts + self.loadings @ self.means
        return implied


@dataclass(frozen=True)
class Sample:
    """n rows with their means (p,) and covariances (p, p), divisor n; means of zero where they are not modelled."""

    n: int
    mean: Array
    covariance: Array


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
class Solution:
    """Estimates (q,), their covariances (q, q) from the expected information, and the likelihood ratio against free moments.

    The likelihood ratio is n F summed over the samples, n as it is (R's lavaan has the same).
    """

    parameters: Array
    covariance: Array
    likelihood_ratio: float


def fit(model: Model, samples: Sequence[Sample]) -> Solution:
    """Maximum-likelihood estimates by Fisher scoring with step halving.

    Raises NotFittedError where a sample's covariances are not positive definite, the parameters are not identified or the
    search does not settle.
    """
    saturated = sum(sample.n * (_log_determinant(sample.covariance) + len(sample.covariance)) for sample in samples)
    parameters = model.begin()
    deviance = _deviance(model, samples, parameters)
    for _ in range(STEPS):
        score, information = _derivatives(model, samples, parameters)
        step = _solve(information, score)
        decrement = float(score @ step)
        if decrement < LARGEST_DECREMENT * max(1.0, abs(deviance)):
            covariance = np.linalg.inv(information)
            return Solution(parameters, (covariance + covariance.T) / 2, max(deviance - saturated, 0.0))
        size = 1.0
        while not (proposed := _deviance(model, samples, parameters + size * step)) <= deviance + 1e-11 * abs(deviance):
            size /= 2
            if size < 1e-10:
                raise NotFittedError("the search for the likeliest values does not get on")
        parameters, deviance = parameters + size * step, proposed
    raise NotFittedError(f"the search for the likeliest values did not settle in {STEPS} steps")


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


def _deviance(model: Model, samples: Sequence[Sample], parameters: Array) -> float:
    """Minus twice the log likelihood without the constant n p log(2 pi); infinite where a covariance is not definite."""
    total = 0.0
    for matrices, sample in zip(model.at(parameters), samples, strict=True):
        try:
            factor = cho_factor(matrices.covariance(), lower=True)
        except np.linalg.LinAlgError:
            return float("inf")
        away = sample.mean - matrices.mean()
        second_moment = sample.covariance + np.outer(away, away)
        log_determinant = 2 * float(np.log(np.diag(factor[0])).sum())
        total += sample.n * (log_determinant + float(np.trace(cho_solve(factor, second_moment))))
    return total


def _derivatives(model: Model, samples: Sequence[Sample], parameters: Array) -> tuple[Array, Array]:
    """Score (q,) of the log likelihood and expected information (q, q)."""
    q = model.parameters
    score, information = np.zeros(q), np.zeros((q, q))
    for matrices, numbers, sample in zip(model.at(parameters), model.numbers, samples, strict=True):
        inverse = np.linalg.inv(matrices.covariance())
        away = sample.mean - matrices.mean()
        found = slopes(matrices, numbers)
        gap = inverse @ (sample.covariance + np.outer(away, away) - matrices.covariance()) @ inverse
        by_element = sample.n * (((found.left @ gap) * found.right).sum(axis=1) + found.mean @ (inverse @ away))
        left, right = found.left @ inverse, found.right @ inverse
        crossed = left @ found.right.T
        products = (left @ found.left.T) * (right @ found.right.T) + crossed * crossed.T
        products = sample.n * (products + found.mean @ inverse @ found.mean.T)
        order = np.argsort(found.own, kind="stable")
        numbered, first = np.unique(found.own[order], return_index=True)
        products = np.add.reduceat(np.add.reduceat(products[np.ix_(order, order)], first, axis=0), first, axis=1)
        score[numbered] += np.add.reduceat(by_element[order], first)
        information[np.ix_(numbered, numbered)] += products
    return score, information


def _solve(information: Array, score: Array) -> Array:
    scale = np.sqrt(np.diag(information))
    if not (scale > 0).all():
        raise NotFittedError("a parameter has no bearing on the data")
    try:
        factor = cho_factor(information / np.outer(scale, scale), lower=True)
    except np.linalg.LinAlgError:
        raise NotFittedError("the parameters are not identified") from None
    if np.diag(factor[0]).min() ** 2 < SMALLEST_PIVOT:
        raise NotFittedError("the parameters are not identified")
    step: Array = cho_solve(factor, score / scale) / scale
    return step


def _log_determinant(covariance: Array) -> float:
    sign, value = np.linalg.slogdet(covariance)
    if sign <= 0 or not np.isfinite(value) or np.linalg.eigvalsh(covariance)[0] <= 0:
        raise NotFittedError("the covariances of the items are not positive definite")
    return float(value)
