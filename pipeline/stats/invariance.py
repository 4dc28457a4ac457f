"""Do items measure the same, in the same units and from the same zero, in several groups? By maximum likelihood.

Configural: the same pattern. Metric: equal loadings, so that relations compare. Scalar: equal intercepts as well, so that
means compare (Meredith 1993). Partial scalar: the intercepts of some items are left free.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from pipeline.stats.factor import FactorFit, Pattern, fitted, markers, start_values
from pipeline.stats.mean_misfit import MeanMisfit, mean_misfit
from pipeline.stats.moments import FIXED, Matrices, Model, Numbers, Sample

Array = NDArray[np.float64]

KEPT_PER_FACTOR = 2  # intercepts that stay equal under partial invariance (Byrne, Shavelson and Muthen 1989)


@dataclass(frozen=True)
class Level:
    """One level of invariance and what it loses against the one before (zero for the configural)."""

    name: str  # configural, metric, scalar, partial scalar
    fit: FactorFit
    chi2_difference: float
    df_difference: int
    delta_cfi: float  # how far CFI falls
    delta_rmsea: float  # how far RMSEA rises
    released: tuple[int, ...] = ()  # items whose intercepts are left free, in the order of their release

    @property
    def p(self) -> float:
        """P-value of the chi-square difference; NaN for the configural level."""
        return float(chdtrc(self.df_difference, self.chi2_difference)) if self.df_difference > 0 else float("nan")

    def holds(self, delta_cfi: float = 0.010, delta_rmsea: float = 0.015) -> bool:
        """Whether CFI falls and RMSEA rises by no more than these (Chen 2007)."""
        return self.delta_cfi <= delta_cfi and self.delta_rmsea <= delta_rmsea


def invariance(items: Array, groups: NDArray[Any], pattern: Pattern) -> tuple[Level, Level, Level]:
    """The configural, the metric and the scalar level for answers (n, p), none missing, in groups (n,), pattern (p, m).

    Groups come in the order of their sorted labels; the factors' means are 0 in the first and free in the others at the
    scalar level. Chi-squares are as in R's lavaan (n F, summed over the groups). Raises NotFittedError where the data do
    not determine a level, as with a group of fewer rows than items.
    """
    first, second, third = levels(samples_of(items, groups), pattern, np.inf, np.inf)
    return first, second, third


def levels(
    samples: Sequence[Sample],
    pattern: Pattern,
    delta_cfi: float = 0.010,
    delta_rmsea: float = 0.015,
    pairs_alike: bool = False,
) -> list[Level]:
    """The configural, metric and scalar level of samples of groups, and the partial scalar one where the scalar does not hold.

    Released are, one after the other, the items whose release lowers chi-square most, as forecast from the metric level's
    loadings and covariances, until the forecast holds; then the model is fitted, and further items are released where it does
    not hold. Each factor keeps KEPT_PER_FACTOR equal intercepts. The last level is returned, whether it holds or nothing more
    could be released.
    """
    nothing = np.zeros(len(pattern), dtype=bool)
    configural = multi_group(samples, pattern, nothing, nothing, pairs_alike)
    metric = multi_group(samples, pattern, ~nothing, nothing, pairs_alike, configural.estimates)
    equal = multi_group(samples, pattern, ~nothing, ~nothing, pairs_alike, metric.estimates)
    scalar = _after(metric, "scalar", equal)
    found = [Level("configural", configural, 0.0, 0, 0.0, 0.0), _after(configural, "metric", metric), scalar]
    level, misfit = scalar, mean_misfit(samples, metric.estimates)
    while not level.holds(delta_cfi, delta_rmsea):
        more = _release(level, metric, misfit, pattern, len(samples), (delta_cfi, delta_rmsea))
        if not more:
            break
        kept = ~nothing
        kept[[*level.released, *more]] = False
        fit = multi_group(samples, pattern, ~nothing, kept, pairs_alike, level.fit.estimates)
        level = replace(_after(metric, "partial scalar", fit), released=(*level.released, *more))
    return found if level is scalar else [*found, level]


def samples_of(items: Array, groups: NDArray[Any]) -> list[Sample]:
    """Means and covariances (divisor n) of each group of answers (n, p), none missing, in the order of the sorted labels
    (n,)."""
    parts = [items[groups == label] for label in np.unique(groups)]
    return [Sample(len(part), part.mean(axis=0), np.cov(part.T, bias=True)) for part in parts]


def multi_group(
    samples: Sequence[Sample],
    pattern: Pattern,
    loadings: NDArray[np.bool_],
    intercepts: NDArray[np.bool_],
    pairs_alike: bool = False,
    begin: Sequence[Matrices] | None = None,
) -> FactorFit:
    """The pattern (p, m) in each sample, with equal loadings and equal intercepts of the items (p,) for which these are true.

    A factor's scale is that of its marker, the first of its items whose intercept is equal where there are such; its means
    are free after the first sample where one of its intercepts is equal. With `pairs_alike` both items of a factor that has
    no more load alike (both keyed the same way), as a pair hardly related to other factors does not tell its loadings. The
    search may `begin` at the estimates of another model of these samples, which saves time where the markers are the same and
    what the groups are to share makes definite covariances.
    """
    marker = markers(pattern & intercepts[:, None]) if intercepts.any() else markers(pattern)
    starts = [start_values(sample, pattern, marker=marker) for sample in samples]
    alike = pattern & (pattern.sum(axis=0) == 2) & pairs_alike
    starts = [replace(start, loadings=np.where(alike, 1.0, start.loadings)) for start in starts]
    if begin is not None and all((m.loadings[marker, np.arange(len(marker))] == 1).all() for m in begin):
        starts = [replace(found, means=np.zeros(len(marker))) for found in begin]
    free_means = (pattern & intercepts[:, None]).any(axis=0)
    numbers, taken = [], 0
    for start in starts:
        own, taken = _number(start, pattern & ~alike, marker, taken)
        numbers.append(own)
    p, m = pattern.shape
    no_variance = np.zeros(m * m + p, dtype=bool)
    shared = np.concatenate([np.repeat(loadings, m), no_variance, intercepts, np.zeros(m, dtype=bool)])
    for group, own in enumerate(numbers):
        own[shared] = numbers[0][shared]
        own[-m:][~free_means if group else slice(None)] = FIXED
    used, compact = np.unique(np.concatenate(numbers), return_inverse=True)
    compact = compact - 1 if used[0] == FIXED else compact
    model = Model(starts, np.split(compact, len(samples)))
    if begin is not None and not all(m.definite for m in model.at(model.begin())):
        return multi_group(samples, pattern, loadings, intercepts, pairs_alike)
    return fitted(model, samples, means=True, errors=False)


def _number(start: Matrices, pattern: Pattern, marker: Numbers, taken: int) -> tuple[Numbers, int]:
    """Own numbers, from `taken` on, for all elements of one sample that can be free."""
    p, m = pattern.shape
    free = pattern.copy()
    free[marker, np.arange(m)] = False
    lower = np.tril(np.ones((m, m), dtype=bool))
    can = np.concatenate([free.ravel(), lower.ravel(), np.ones(2 * p + m, dtype=bool)])
    numbers = np.where(can, taken + np.cumsum(can) - 1, FIXED)
    factors = numbers[p * m : p * m + m * m].reshape(m, m)
    numbers[p * m : p * m + m * m] = np.maximum(factors, factors.T).ravel()
    return numbers, taken + int(can.sum())


def _after(before: FactorFit, name: str, fit: FactorFit) -> Level:
    then, now = before.indices, fit.indices
    return Level(name, fit, now.chi2 - then.chi2, now.df - then.df, then.cfi - now.cfi, now.rmsea - then.rmsea)


def _release(
    level: Level, metric: FactorFit, misfit: MeanMisfit, pattern: Pattern, groups: int, bounds: tuple[float, float]
) -> list[int]:
    """The items to release next, in their order; empty where none may be."""
    more: list[int] = []
    while True:
        released = [*level.released, *more]
        equal = np.ones(len(pattern), dtype=bool)
        equal[released] = False
        kept = (pattern & equal[:, None]).sum(axis=0)
        may = equal & ~(pattern & (kept <= KEPT_PER_FACTOR)).any(axis=1)
        if not may.any():
            return more
        more.append(int(np.where(may, misfit.gains(released), -1.0).argmax()))
        released = [*level.released, *more]
        df = (groups - 1) * (len(pattern) - pattern.shape[1] - len(released))
        then = metric.indices
        forecast = replace(then, chi2=then.chi2 + misfit.chi2(released), df=then.df + df)
        if then.cfi - forecast.cfi <= bounds[0] and forecast.rmsea - then.rmsea <= bounds[1]:
            return more
