"""Whether values lie in two heaps or on one scale: bimodality, one component against two, and telling two groups apart."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.mixture import Mixture, fit

Array = NDArray[np.float64]
RIDGE = 1e-6


def principal_components(values: Array) -> tuple[Array, Array]:
    """Scores (n, 2) and loadings (p, 2) of the first two components of standardised values (n, p).

    The sign is such that the variable with the largest loading on a component loads positively.
    """
    _, _, directions = np.linalg.svd(values - values.mean(axis=0), full_matrices=False)
    loadings = directions[:2].T
    loadings = loadings * np.sign(loadings[np.abs(loadings).argmax(axis=0), [0, 1]])
    return values @ loadings, loadings


def two_against_one(values: Array, starts: int, smallest: float, seed: int) -> tuple[float, Mixture]:
    """BIC of two Gaussian components with variances of their own less that of one, and the two-component fit.

    values (n,), standardised here. Positive favours two. -inf where each start had a component under `smallest`.
    """
    standard = ((values - values.mean()) / values.std())[:, None]
    one = fit(standard, "VVI", 1, 1, smallest, seed)
    two = fit(standard, "VVI", 2, starts, smallest, seed)
    return two.bic() - one.bic(), two


def bimodality_coefficient(values: Array) -> float:
    """Sarle's coefficient with the corrections for small samples; above 0.555 (a uniform distribution's) suggests two heaps.

    Source: SAS Institute 1990; Pfister et al. 2013, Frontiers in Psychology 4, 700.
    """
    n = len(values)
    centred = values - values.mean()
    m2, m3, m4 = (float((centred**power).mean()) for power in (2, 3, 4))
    skewness = m3 / m2**1.5 * np.sqrt(n * (n - 1)) / (n - 2)
    kurtosis = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (m4 / m2**2 - 3) + 6)
    return float((skewness**2 + 1) / (kurtosis + 3 * (n - 1) ** 2 / ((n - 2) * (n - 3))))


@dataclass(frozen=True)
class Separation:
    """How well two groups are told apart: `auc` and the share of units on the wrong side, each unit left out in turn."""

    auc: float
    wrong_side: float


def left_out_separation(values: Array, first: NDArray[np.bool_]) -> Separation:
    """Linear discriminant of the two groups (first or not) from values (n, p), each unit judged by all the others."""
    scores = np.empty(len(values))
    for unit in range(len(values)):
        others = np.arange(len(values)) != unit
        a, b = values[others & first], values[others & ~first]
        pooled = ((a - a.mean(axis=0)).T @ (a - a.mean(axis=0)) + (b - b.mean(axis=0)).T @ (b - b.mean(axis=0))) / (
            len(a) + len(b) - 2
        )
        weights = np.linalg.solve(pooled + RIDGE * np.eye(values.shape[1]), a.mean(axis=0) - b.mean(axis=0))
        scores[unit] = (values[unit] - (a.mean(axis=0) + b.mean(axis=0)) / 2) @ weights
    wins = np.sign(scores[first][:, None] - scores[~first][None, :])
    return Separation(float((wins.mean() + 1) / 2), float(np.where(first, scores < 0, scores > 0).mean()))
