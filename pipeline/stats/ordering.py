"""Standardised differences between groups of units, resampled: which of them are larger."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
RIDGE = 1e-3
FOLDS = 5


def standardised_contrasts(values: Array, labels: NDArray[Any], contrast: dict[str, float], weights: Array) -> Array:
    """d (draws, K) of outcomes (n, K): the contrast of group means over the standard deviation pooled within all groups.

    weights (draws, n) say how often each unit is drawn; NaN outcomes are left out, outcome by outcome.
    """
    seen = np.isfinite(values)
    filled = np.where(seen, values, 0.0)
    total = np.zeros((len(weights), values.shape[1]))
    squares, freedom = np.zeros_like(total), np.zeros_like(total)
    for label in np.unique(labels):
        inside = labels == label
        n = weights[:, inside] @ seen[inside].astype(float)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = weights[:, inside] @ filled[inside] / n
        total = total + contrast.get(str(label), 0.0) * mean
        squares = squares + weights[:, inside] @ filled[inside] ** 2 - n * mean**2
        freedom = freedom + n - 1
    with np.errstate(invalid="ignore", divide="ignore"):
        result: Array = total / np.sqrt(squares / freedom)
    return result


def folded_auc(values: Array, first: NDArray[np.bool_], weights: NDArray[np.int64], seed: int) -> Array:
    """How well a linear discriminant tells two groups (first or not) apart, judged on units that it has not seen.

    values (n, p), NaN set to the column's mean; five folds drawn within the groups. weights (draws, n) say how often each
    unit is drawn; a unit's copies stay in its fold. Returns the areas under the ROC curves (draws,) of the weighted scores.
    """
    filled = np.where(np.isfinite(values), values, np.nanmean(values, axis=0))
    x = (filled - filled.mean(axis=0)) / np.where(filled.std(axis=0) > 0, filled.std(axis=0), 1.0)
    generator = np.random.Generator(np.random.PCG64(seed))
    fold = np.empty(len(x), dtype=int)
    for side in (first, ~first):
        fold[side] = generator.permutation(np.arange(side.sum()) % FOLDS)
    scores = np.zeros(weights.shape)
    for number in range(FOLDS):
        held = fold == number
        trained = [_moments(x[~held & side], weights[:, ~held & side].astype(float)) for side in (first, ~first)]
        (n1, m1, s1), (n2, m2, s2) = trained
        pooled = (s1 + s2) / (n1 + n2)[:, None, None] + RIDGE * np.eye(x.shape[1])
        direction = np.linalg.solve(pooled, (m1 - m2)[:, :, None])[:, :, 0]
        scores[:, held] = direction @ x[held].T - ((m1 + m2) / 2 * direction).sum(axis=1)[:, None]
    one, two = scores[:, first][:, :, None], scores[:, ~first][:, None, :]
    wins = ((one > two) + 0.5 * (one == two)) @ weights[:, ~first].astype(float)[:, :, None]
    won: Array = (wins[:, :, 0] * weights[:, first]).sum(axis=1)
    won /= weights[:, first].sum(axis=1) * weights[:, ~first].sum(axis=1)
    return won


def _moments(x: Array, weights: Array) -> tuple[Array, Array, Array]:
    """Numbers (draws,), means (draws, p) and sums of squares about them (draws, p, p) under weights (draws, n)."""
    n = np.maximum(weights.sum(axis=1), 1.0)
    mean = weights @ x / n[:, None]
    squares = (
        np.einsum("dn,np,nq->dpq", weights, x, x, optimize=True)
        - n[:, None, None] * mean[:, :, None] * mean[:, None, :]
    )
    return n, mean, squares
