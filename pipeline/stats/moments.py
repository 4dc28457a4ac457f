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
STEPS = 1000


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


def slopes(matrices: Matrices, numbers: Numbers, parameters: int) -> tuple[Array, Array]:
    """Derivatives of the implied covariances (q, p, p) and means (q, p) in the free parameters."""
    p, m = matrices.loadings.shape
    by_factor = matrices.loadings @ matrices.factors
    unit = np.eye(p)
    in_loadings = np.einsum("ia,bj->ijab", unit, by_factor).reshape(p * m, p, p)
    in_factors = np.einsum("ak,bl->klab", matrices.loadings, matrices.loadings).reshape(m * m, p, p)
    in_residuals = np.einsum("ia,ib->iab", unit, unit)
    still = np.zeros((p + m, p, p))
    of_covariance = np.concatenate([in_loadings + in_loadings.transpose(0, 2, 1), in_factors, in_residuals, still])
    means_in_loadings = np.einsum("ia,j->ija", unit, matrices.means).reshape(p * m, p)
    of_mean = np.concatenate([means_in_loadings, np.zeros((m * m + p, p)), unit, matrices.loadings.T])
    free = numbers != FIXED
    covariance, mean = np.zeros((parameters, p, p)), np.zeros((parameters, p))
    np.add.at(covariance, numbers[free], of_covariance[free])
    np.add.at(mean, numbers[free], of_mean[free])
    return covariance, mean


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
        of_covariance, of_mean = slopes(matrices, numbers, q)
        gap = inverse @ (sample.covariance + np.outer(away, away) - matrices.covariance()) @ inverse
        score += sample.n * (of_covariance.reshape(q, -1) @ gap.ravel() / 2 + of_mean @ (inverse @ away))
        turned = inverse @ of_covariance
        products = turned.reshape(q, -1) @ turned.transpose(0, 2, 1).reshape(q, -1).T
        information += sample.n * (products / 2 + of_mean @ inverse @ of_mean.T)
    return score, information


def _solve(information: Array, score: Array) -> Array:
    scale = np.sqrt(np.diag(information))
    if not (scale > 0).all():
        raise NotFittedError("a parameter has no bearing on the data")
    scaled = information / np.outer(scale, scale)
    if np.linalg.eigvalsh(scaled)[0] < 1e-12:
        raise NotFittedError("the parameters are not identified")
    step: Array = np.linalg.solve(scaled, score / scale) / scale
    return step


def _log_determinant(covariance: Array) -> float:
    sign, value = np.linalg.slogdet(covariance)
    if sign <= 0 or not np.isfinite(value) or np.linalg.eigvalsh(covariance)[0] <= 0:
        raise NotFittedError("the covariances of the items are not positive definite")
    return float(value)
