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


def folded_auc(values: Array, first: NDArray[np.bool_], seed: int) -> float:
    """How well a linear discriminant tells two groups (first or not) apart, judged on units that it has not seen.

    values (n, p), NaN set to the column's mean; five folds drawn within the groups; the area under the ROC curve of the scores.
    """
    filled = np.where(np.isfinite(values), values, np.nanmean(values, axis=0))
    spread = filled.std(axis=0)
    x = (filled[:, spread > 0] - filled[:, spread > 0].mean(axis=0)) / spread[spread > 0]
    generator = np.random.Generator(np.random.PCG64(seed))
    fold = np.empty(len(x), dtype=int)
    for side in (first, ~first):
        fold[side] = generator.permutation(np.arange(side.sum()) % FOLDS)
    scores = np.zeros(len(x))
    for number in range(FOLDS):
        held = fold == number
        a, b = x[~held & first], x[~held & ~first]
        pooled = (len(a) * np.cov(a, rowvar=False, ddof=0) + len(b) * np.cov(b, rowvar=False, ddof=0)) / (
            len(a) + len(b)
        )
        direction = np.linalg.solve(np.atleast_2d(pooled) + RIDGE * np.eye(x.shape[1]), a.mean(axis=0) - b.mean(axis=0))
        scores[held] = (x[held] - (a.mean(axis=0) + b.mean(axis=0)) / 2) @ direction
    wins = np.sign(scores[first][:, None] - scores[~first][None, :])
    return float((wins.mean() + 1) / 2)
