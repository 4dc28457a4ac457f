"""What a statistic returns: an estimate with its standard error, degrees of freedom and numbers of cases."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import stdtr, stdtrit


@dataclass(frozen=True)
class Estimate:
    """An estimate with a t distribution.

    `value` and `se` in the outcome's unit, `df` degrees of freedom (may be fractional), `n` observations, `groups`
    independent groups (projects) behind it.
    """

    value: float
    se: float
    df: float
    n: int
    groups: int

    def interval(self, level: float) -> tuple[float, float]:
        """The two-sided confidence interval at a level such as 0.95."""
        half = _quantile(self.df, 0.5 + level / 2) * self.se
        return self.value - half, self.value + half

    def p_at_most(self, bound: float) -> float:
        """One-sided p-value of the hypothesis that the true value is at most `bound`."""
        return self._upper_tail((self.value - bound, self.se))

    def p_at_least(self, bound: float) -> float:
        """One-sided p-value of the hypothesis that the true value is at least `bound`."""
        return self._upper_tail((bound - self.value, self.se))

    def _upper_tail(self, distance_and_se: tuple[float, float]) -> float:
        distance, se = distance_and_se
        if se == 0:
            return float(np.where(distance > 0, 0.0, np.where(distance < 0, 1.0, 0.5)))
        return float(stdtr(self.df, -distance / se))

    def reversed(self) -> "Estimate":
        """The same estimate with its sign turned."""
        return Estimate(-self.value, self.se, self.df, self.n, self.groups)


@lru_cache(maxsize=4096)
def _quantile(df: float, p: float) -> float:
    """Of the t distribution; the same estimate is asked for several intervals, and for each more than once."""
    return float(stdtrit(df, p))


def holm_levels(p_values: list[float], alpha: float) -> list[float]:
    """The level at which Holm's step-down procedure judges each hypothesis of a family.

    The k-th smallest p-value is judged at alpha / (m - k + 1); from the first that is not rejected on, all the rest are
    judged at that hypothesis' level, so that a hypothesis is rejected at its level exactly when Holm rejects it.
    Source: Holm 1979, Scandinavian Journal of Statistics 6, 65-70.
    """
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    levels = [alpha] * len(p_values)
    stopped_at: float | None = None
    for step, index in enumerate(order):
        level = stopped_at if stopped_at is not None else alpha / (len(order) - step)
        if stopped_at is None and p_values[index] > level:
            stopped_at = level
        levels[index] = level
    return levels
