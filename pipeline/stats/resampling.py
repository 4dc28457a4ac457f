"""Estimates whose uncertainty comes from resampling, or from the exact binomial; they answer what `Estimate` answers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.shares import clopper_pearson, percentile_interval

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Bootstrapped:
    """An estimate with its bootstrap draws (n,); NaN draws are left out. Intervals are percentile intervals."""

    value: float
    draws: Array

    def interval(self, level: float) -> tuple[float, float]:
        """The two-sided percentile interval at a level such as 0.95; the value itself where no draw is usable."""
        low, high = percentile_interval(self.draws, level)
        return (low, high) if np.isfinite(low) else (self.value, self.value)

    def p_at_most(self, bound: float) -> float:
        """One-sided p-value of the hypothesis that the true value is at most `bound`: (1 + draws <= bound) / (1 + draws)."""
        return self._tail(self.draws <= bound)

    def p_at_least(self, bound: float) -> float:
        """One-sided p-value of the hypothesis that the true value is at least `bound`."""
        return self._tail(self.draws >= bound)

    def reversed(self) -> "Bootstrapped":
        """The same estimate with its sign turned."""
        return Bootstrapped(-self.value, -self.draws)

    def _tail(self, beyond: NDArray[np.bool_]) -> float:
        usable = np.isfinite(self.draws)
        return (1 + float((beyond & usable).sum())) / (1 + float(usable.sum()))


@dataclass(frozen=True)
class ExactShare:
    """`count` of `n` independent units, with the interval of Clopper and Pearson."""

    count: int
    n: int

    @property
    def value(self) -> float:
        """The share."""
        return self.count / self.n if self.n else float("nan")

    def interval(self, level: float) -> tuple[float, float]:
        """The exact two-sided interval at a level such as 0.95."""
        share = clopper_pearson(self.count, self.n, level)
        return share.low, share.high


def largest_sd(mean: Array, low: float, high: float) -> Array:
    """The largest standard deviation (...,) that a variable between `low` and `high` can have at its mean (...,): of answers at
    both ends only, (mean - low)(high - mean) (Bhatia and Davis 2000)."""
    result: Array = np.sqrt(np.maximum((mean - low) * (high - mean), 1e-12))
    return result


def weighted_sd(values: Array, weights: Array) -> tuple[Array, Array]:
    """Means and standard deviations (draws,) of values (n,) under integer weights (draws, n), divisor sum of weights - 1.

    With weights that say how often each unit was drawn these are the bootstrap's means and standard deviations.
    """
    total = weights.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = weights @ values / total
        variance = (weights @ values**2 - total * mean**2) / (total - 1)
    return mean, np.sqrt(np.maximum(variance, 0.0))


def corrected_entropy(counts: Array, cells: int) -> Array:
    """Shannon entropy of counts (draws, cells) with Miller and Madow's correction, divided by log(cells).

    Entropy of a sample is too small by about (occupied cells - 1) / (2 n) (Miller 1955). NaN where nothing was counted.
    """
    n = counts.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        p = counts / n[:, None]
        plain = -np.where(p > 0, p * np.log(np.where(p > 0, p, 1.0)), 0.0).sum(axis=1)
        corrected = plain + ((counts > 0).sum(axis=1) - 1) / (2 * n)
    result: Array = corrected / np.log(cells) if cells > 1 else np.zeros(len(n))
    return result
