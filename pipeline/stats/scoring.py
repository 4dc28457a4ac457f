"""The likeliest values of a model's parameters, from means and covariances without gaps."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

from pipeline.stats.moments import Model, NotFittedError, Sample, slopes

Array = NDArray[np.float64]
LARGEST_DECREMENT = 1e-15  # of the likelihood ratio that one more step would gain
STEPS = 300
SMALLEST_PIVOT = 1e-12  # of the scaled information; below it parameters depend on one another


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
        score, information = score_of(model, samples, parameters), information_of(model, samples, parameters)
        step = scaled_solve(information, score)
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


def score_of(model: Model, samples: Sequence[Sample], parameters: Array) -> Array:
    """Slopes (q,) of the log likelihood."""
    score = np.zeros(model.parameters)
    for matrices, numbers, sample in zip(model.at(parameters), model.numbers, samples, strict=True):
        inverse = np.linalg.inv(matrices.covariance())
        away = sample.mean - matrices.mean()
        found = slopes(matrices, numbers)
        gap = inverse @ (sample.covariance + np.outer(away, away) - matrices.covariance()) @ inverse
        by_element = ((found.left @ gap) * found.right).sum(axis=1) + found.mean @ (inverse @ away)
        score += np.bincount(found.own, sample.n * by_element, len(score))
    return score


def information_of(model: Model, samples: Sequence[Sample], parameters: Array) -> Array:
    """The expected information (q, q)."""
    information = np.zeros((model.parameters, model.parameters))
    for matrices, numbers, sample in zip(model.at(parameters), model.numbers, samples, strict=True):
        inverse = np.linalg.inv(matrices.covariance())
        found = slopes(matrices, numbers)
        left, right = found.left @ inverse, found.right @ inverse
        crossed = left @ found.right.T
        products = (left @ found.left.T) * (right @ found.right.T) + crossed * crossed.T
        products = sample.n * (products + found.mean @ inverse @ found.mean.T)
        order = np.argsort(found.own, kind="stable")
        numbered, first = np.unique(found.own[order], return_index=True)
        products = np.add.reduceat(np.add.reduceat(products[np.ix_(order, order)], first, axis=0), first, axis=1)
        information[np.ix_(numbered, numbered)] += products
    return information


def scaled_solve(information: Array, score: Array) -> Array:
    """The step (q,) that the information (q, q) takes along a score (q,); raises NotFittedError where it is singular."""
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
