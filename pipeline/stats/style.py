"""Response style: the part of an answer that follows the scale's end whatever the line says, from balanced scales."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.factor import FactorFit, fitted, with_free_means
from pipeline.stats.full_information import full_information
from pipeline.stats.moments import FIXED, Matrices, Model, NotFittedError

Array = NDArray[np.float64]
SCALES = 3  # balanced scales without which the style's variance cannot be told from the lines' own


@dataclass(frozen=True)
class Style:
    """A fitted random intercept: every raw answer rises by one point with each point of it.

    `variance` is that of the factor in squared points with its standard `error`, and may come out below zero where there is
    no style; `centre` (s,) are the scales' likeliest mean balances, `residuals` (s,) the variances of what the style leaves of
    them.
    """

    variance: float
    error: float
    centre: Array
    residuals: Array
    fit: FactorFit

    def scores(self, balances: Array) -> Array:
        """Each respondent's style (n,) in points, mean 0 where it was fitted; NaN where no balance (n, s) is known.

        Bartlett's scores, which are right on average for a group whose style differs, where regression scores would be
        drawn towards zero. All zero where the variance is not above zero: there is no style to take off.
        """
        seen = np.isfinite(balances)
        weights = seen / self.residuals
        total = np.where(seen, balances - self.centre, 0.0) @ (1 / self.residuals)
        known = weights.sum(axis=1) > 0
        found = total / np.where(known, weights.sum(axis=1), 1.0)
        return np.where(known, found if self.variance > 0 else 0.0, np.nan)


def balance(items: Array, keys: NDArray[np.int_]) -> Array:
    """Half the mean raw answer to the lines worded with a scale plus half that to those worded against it: (n,).

    Of items (n, k) with keys (k,) 1 and -1, NaN for missing answers. What the respondent thinks of the matter cancels where
    the lines load alike, and the style remains. NaN where nothing was answered in one of the directions.
    """
    sides = []
    for key in (1, -1):
        own = items[:, keys == key]
        n = np.isfinite(own).sum(axis=1)
        sides.append(np.where(n > 0, np.nansum(own, axis=1) / np.maximum(n, 1), np.nan))
    result: Array = (sides[0] + sides[1]) / 2
    return result


def style_factor(balances: Array, errors: bool) -> Style:
    """The style in the balances (n, s) of s balanced scales, NaN for missing ones; its error is NaN without `errors`, which
    take most of the time.

    The random intercept of Maydeu-Olivares and Coffman (2006; Billiet and McClendon 2000): one factor with all loadings 1,
    unrelated to the scales' own. With lines that load alike within a scale the balances hold all there is to know of it, and
    the model of all lines comes down to theirs. By full information, the error from the observed information, as R's lavaan
    with missing = "fiml". Raises NotFittedError where the style cannot be told: fewer than SCALES balanced scales, or balances
    never or always alike.
    """
    if balances.shape[1] < SCALES:
        raise NotFittedError(f"fewer than {SCALES} scales have answers to lines in both directions")
    seen = np.isfinite(balances)
    if not (seen.T.astype(np.float64) @ seen > 1).all():
        raise NotFittedError("some scales were never answered together")
    if any(np.ptp(column[known]) == 0 for column, known in zip(balances.T, seen.T, strict=True)):
        raise NotFittedError("everybody balances a scale alike")
    sample, s = full_information(balances), balances.shape[1]
    covariance = sample.covariance
    between = (covariance.sum() - np.trace(covariance)) / (s * (s - 1))
    residuals = np.maximum(np.diag(covariance) - between, np.diag(covariance) / 4)
    start = Matrices(np.ones((s, 1)), np.full((1, 1), max(between, 0.0)), residuals, sample.mean.copy(), np.zeros(1))
    numbers = np.concatenate([np.full(s, FIXED), np.arange(s + 1), np.full(s + 1, FIXED)])
    fit = fitted(Model((start,), (with_free_means(numbers, start),)), (sample,), means=True, errors=errors)
    found = fit.estimates[0]
    if not (found.residuals > 0).all():
        raise NotFittedError("a scale has no variance of its own, so that no style can be read from it")
    variance, error = float(found.factors[0, 0]), float(fit.errors[0].factors[0, 0])
    return Style(variance, error, found.intercepts, found.residuals, fit)
