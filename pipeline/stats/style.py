"""Response style: the part of an answer that follows the scale's end whatever the line says, from balanced scales."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.factor import FactorFit, Pattern, fitted, markers, number, start_values
from pipeline.stats.moments import FIXED, Matrices, Model, NotFittedError, Numbers, Sample
from pipeline.stats.pairwise import pairwise_covariance

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Style:
    """A fitted random-intercept factor: every raw answer rises by one point with each point of it.

    `scores` (n,) are each respondent's style in scale points, mean 0, NaN where too little was answered; `variance` is that
    of the factor in squared points with its standard `error`, and may come out below zero where there is no style.
    """

    scores: Array
    variance: float
    error: float
    fit: FactorFit

    def adjusted(self, items: Array) -> Array:
        """Raw answers (n, k), of these or any other lines with the same scale, without the style; NaN stays NaN."""
        result: Array = items - self.scores[:, None]
        return result


def style_factor(items: Array, pattern: Pattern, keys: NDArray[np.int_]) -> Style:
    """The style in raw answers (n, p) to balanced scales: pattern (p, m) says which line belongs to which scale.

    `keys` (p,) are 1 and -1 for lines worded with and against their scale; answers are raw, not turned, NaN for missing.
    Besides the scales' correlated factors, one factor with all loadings 1, unrelated to them (Billiet and McClendon 2000;
    Maydeu-Olivares and Coffman 2006); the lines of a scale of two load alike. By maximum likelihood from pairwise
    covariances. Scores are Bartlett's, which are right on average for a group whose style differs, where regression scores
    would be drawn towards zero. Raises NotFittedError where the style cannot be told from the scales, as where no scale has
    lines in both directions.
    """
    if not any(len(set(keys[column])) == 2 for column in pattern.T):
        raise NotFittedError("no scale has lines in both directions")
    covariance = pairwise_covariance(items)
    if not np.isfinite(covariance).all():
        raise NotFittedError("some lines were never answered together")
    n = len(items)
    sample = Sample(n, np.zeros(len(pattern)), covariance * (n - 1) / n)
    start, numbers = _with_style(start_values(sample, pattern), pattern, keys)
    fit = fitted(Model((start,), (numbers,)), (sample,), means=False)
    found = fit.estimates[0]
    if not (found.residuals > 0).all():
        raise NotFittedError("a line has no variance of its own, so that no style can be read from it")
    return Style(bartlett(items, found)[:, -1], float(found.factors[-1, -1]), float(fit.errors[0].factors[-1, -1]), fit)


def bartlett(items: Array, found: Matrices) -> Array:
    """Bartlett's factor scores (n, m) of answers (n, p), each row from what it answered, around the items' means.

    Weighted least squares of the answers on the loadings. NaN for a factor of which a row answered nothing, and for all
    factors where it answered too little to tell them apart.
    """
    centred = items - np.nanmean(items, axis=0)
    seen = np.isfinite(items)
    result = np.full((len(items), found.loadings.shape[1]), np.nan)
    for shown in np.unique(seen, axis=0):
        there = (found.loadings[shown] != 0).any(axis=0)
        loadings = found.loadings[np.ix_(shown, there)]
        if not shown.any() or np.linalg.matrix_rank(loadings) < loadings.shape[1]:
            continue
        weighted = loadings.T / found.residuals[shown]
        rows = np.flatnonzero((seen == shown).all(axis=1))
        result[np.ix_(rows, there)] = np.linalg.solve(weighted @ loadings, weighted @ centred[np.ix_(rows, shown)].T).T
    return result


def _with_style(start: Matrices, pattern: Pattern, keys: NDArray[np.int_]) -> tuple[Matrices, Numbers]:
    """A factor more, last: loadings fixed at 1, variance free, covariances with the others fixed at 0."""
    p, m = pattern.shape
    relative = keys[:, None] * keys[markers(pattern)]
    pairs = (
        pattern.sum(axis=0) == 2
    )  # their two lines load alike, or nothing would tell their loadings from their variance
    content = np.where(pattern, np.where(pairs, 1.0, np.abs(start.loadings)) * relative, 0.0)
    variance = float(start.residuals.mean()) / 4
    factors = np.zeros((m + 1, m + 1))
    factors[:m, :m], factors[m, m] = start.factors, variance
    widened = Matrices(
        np.column_stack([content, np.ones(p)]), factors, start.residuals, start.intercepts, np.zeros(m + 1)
    )
    own = number(start, pattern)
    free = np.where(pairs, FIXED, own[: p * m].reshape(p, m))
    loadings = np.column_stack([free, np.full(p, FIXED)])
    numbered = np.full((m + 1, m + 1), FIXED)
    numbered[:m, :m], numbered[m, m] = own[p * m : p * m + m * m].reshape(m, m), own.max() + 1
    residuals = own[p * m + m * m : p * m + m * m + p]
    every = np.concatenate([loadings.ravel(), numbered.ravel(), residuals, np.full(p + m + 1, FIXED)])
    return widened, np.unique(every, return_inverse=True)[1] - 1
