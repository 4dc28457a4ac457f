"""Confirmatory factor analysis by maximum likelihood: which items measure which factors, in one group."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.fit_indices import FitIndices
from pipeline.stats.full_information import deviance_of, fit_incomplete
from pipeline.stats.moments import FIXED, Matrices, Model, NotFittedError, Numbers, Sample
from pipeline.stats.scoring import fit

Array = NDArray[np.float64]
Pattern = NDArray[np.bool_]  # (items, factors): which items measure which factors


@dataclass(frozen=True)
class FactorFit:
    """A fitted factor model; estimates and standard errors for each group, in its order.

    A standard error of 0 belongs to an element that is fixed. `loglik` is that of multivariate normal answers.
    """

    indices: FitIndices
    estimates: tuple[Matrices, ...]
    errors: tuple[Matrices, ...]
    parameters: int
    n: int
    loglik: float

    @property
    def aic(self) -> float:
        """Akaike's criterion; smaller is better."""
        return 2 * self.parameters - 2 * self.loglik

    @property
    def bic(self) -> float:
        """Schwarz's criterion; smaller is better."""
        return float(np.log(self.n)) * self.parameters - 2 * self.loglik

    @property
    def admissible(self) -> bool:
        """Whether no residual variance is negative and the factors' covariances are positive definite."""
        return all((m.residuals >= 0).all() and np.linalg.eigvalsh(m.factors)[0] > 0 for m in self.estimates)

    def standardized(self) -> Array:
        """Loadings (p, m) of the first group with factors and items of variance 1."""
        found = self.estimates[0]
        deviations = np.sqrt(np.diag(found.factors))
        result: Array = found.loadings * deviations / np.sqrt(np.diag(found.covariance()))[:, None]
        return result


def pattern_of(sizes: Sequence[int]) -> Pattern:
    """The pattern in which the first sizes[0] items measure the first factor, the next sizes[1] the second, and so on."""
    return np.repeat(np.eye(len(sizes), dtype=bool), sizes, axis=0)


def cfa(items: Array, pattern: Pattern, unit_variances: bool = False) -> FactorFit:
    """Fit the pattern (p, m) to answers (n, p) without missing ones; factors are correlated, residuals are not.

    The scale of a factor is that of the first item that measures it (loading 1), or its own with `unit_variances`. Means are
    not modelled. Chi-square is n F and standard errors come from the expected information, as in R's lavaan. Raises
    NotFittedError where the data do not determine the model.
    """
    return cfa_of_covariance(np.cov(items.T, bias=True), len(items), pattern, unit_variances)


def cfa_of_covariance(covariance: Array, n: int, pattern: Pattern, unit_variances: bool = False) -> FactorFit:
    """As `cfa`, from the covariances (p, p) of n rows, divisor n."""
    sample = Sample(n, np.zeros(len(covariance)), covariance)
    start = start_values(sample, pattern, unit_variances)
    model = Model((start,), (number(start, pattern, unit_variances),))
    return fitted(model, (sample,), means=False)


def with_free_means(numbers: Numbers, of: Matrices) -> Numbers:
    """The numbers of a model without means (fixed, at the end) with a free intercept for each item."""
    own, p, m = numbers.copy(), len(of.intercepts), len(of.means)
    own[len(own) - p - m : len(own) - m] = numbers.max() + 1 + np.arange(p)
    return own


def fitted(model: Model, samples: Sequence[Sample], means: bool, errors: bool = True) -> FactorFit:
    """The model's fit with its indices; `means` says whether means are modelled (they then count as data).

    By full information where the samples know their answers: a covariance of two items that nobody answered both of does not
    count as data then. Standard errors are NaN there without `errors`, as they take long. Raises NotFittedError where there are
    more parameters than data or the search does not settle.
    """
    p, groups = len(samples[0].covariance), len(samples)
    unknown = sum(sample.data.never_together for sample in samples if sample.data is not None)
    data = groups * (p * (p + 1) // 2 + (p if means else 0)) - unknown
    if model.parameters > data:
        raise NotFittedError("the model has more parameters than the items have covariances")
    gaps = all(sample.data is not None for sample in samples)
    solution = fit_incomplete(model, samples, errors) if gaps else fit(model, samples)
    estimates, n = model.at(solution.parameters), sum(sample.n for sample in samples)
    zero = Model([m.like(np.zeros(m.flat().size)) for m in estimates], model.numbers)
    answers = sum(s.n * p if s.data is None else int(s.data.seen.sum()) for s in samples)
    saturated = sum(deviance_of(sample) for sample in samples)
    indices = FitIndices(
        chi2=solution.likelihood_ratio,
        df=data - model.parameters,
        baseline_chi2=sum(_unrelated(sample) for sample in samples) - saturated,
        baseline_df=groups * p * (p - 1) // 2 - unknown,
        n=n,
        groups=groups,
        srmr=sum(s.n * srmr(s, m, means) for s, m in zip(samples, estimates, strict=True)) / n,
    )
    with np.errstate(invalid="ignore"):
        deviations = np.sqrt(np.diag(solution.covariance))
    return FactorFit(
        indices=indices,
        estimates=tuple(estimates),
        errors=tuple(zero.at(deviations)),
        parameters=model.parameters,
        n=n,
        loglik=-(answers * float(np.log(2 * np.pi)) + saturated + solution.likelihood_ratio) / 2,
    )


def _unrelated(sample: Sample) -> float:
    """The deviance of the model of unrelated items."""
    if sample.data is not None:
        return sample.data.independent_deviance()
    return sample.n * (float(np.log(np.diag(sample.covariance)).sum()) + len(sample.covariance))


def srmr(sample: Sample, implied: Matrices, means: bool) -> float:
    """Standardised root mean square residual (Bentler 1995), all items on the scale of their observed deviations."""
    deviation = np.sqrt(np.diag(sample.covariance))
    gaps = (sample.covariance - implied.covariance()) / np.outer(deviation, deviation)
    total = gaps[np.tril_indices(len(gaps))]
    if means:
        total = np.append(total, (sample.mean - implied.mean()) / deviation)
    return float(np.sqrt((total**2).mean()))


def markers(pattern: Pattern) -> Numbers:
    """For each factor the first item that measures it and, where there is one, nothing else."""
    only = pattern & (pattern.sum(axis=1) == 1)[:, None]
    first: Numbers = np.where(only.any(axis=0), only.argmax(axis=0), pattern.argmax(axis=0))
    return first


def start_values(
    sample: Sample, pattern: Pattern, unit_variances: bool = False, marker: Numbers | None = None
) -> Matrices:
    """Half of each variance due to a factor, loadings signed by the covariance with the factor's marker, factors related as
    the items are: without relations, two items could not tell their loadings. Raises NotFittedError
    where an item does not vary."""
    if not (np.diag(sample.covariance) > 0).all():
        raise NotFittedError("one of the items does not vary")
    marker = markers(pattern) if marker is None else marker
    m = pattern.shape[1]
    deviation = np.sqrt(np.diag(sample.covariance))
    signs = np.where(sample.covariance[:, marker] < 0, -1.0, 1.0)
    scale = np.full(m, np.sqrt(2)) if unit_variances else deviation[marker]
    loadings = np.where(pattern, signs * deviation[:, None] / scale, 0.0)
    variances = np.ones(m) if unit_variances else deviation[marker] ** 2 / 2
    factors = _related(sample.covariance, loadings, variances)
    return Matrices(loadings, factors, deviation**2 / 2, sample.mean.copy(), np.zeros(m))


def _related(covariance: Array, loadings: Array, variances: Array) -> Array:
    """Covariances of the factors with given variances (m,): those of weighted sums of their items, shrunken until definite."""
    weights = loadings / (loadings**2).sum(axis=0)
    between = weights.T @ covariance @ weights
    np.fill_diagonal(between, 0.0)
    for share in (0.9, 0.7, 0.5, 0.3, 0.1):
        factors: Array = np.diag(variances) + share * between
        if np.linalg.eigvalsh(factors / np.sqrt(np.outer(variances, variances)))[0] > 0.05:
            return factors
    return np.diag(variances)


def number(start: Matrices, pattern: Pattern, unit_variances: bool = False, marker: Numbers | None = None) -> Numbers:
    """Numbers of the free parameters: loadings of the pattern, covariances of the factors, residuals; means are fixed."""
    (p, m), marker = pattern.shape, markers(pattern) if marker is None else marker
    free = pattern.copy()
    if not unit_variances:
        free[marker, np.arange(m)] = False
    loadings = np.where(free, np.cumsum(free).reshape(p, m) - 1, FIXED)
    used = int(free.sum())
    lower = np.tril(np.ones((m, m), dtype=bool), -1 if unit_variances else 0)
    factors = np.where(lower, np.cumsum(lower).reshape(m, m) - 1 + used, FIXED)
    factors = np.maximum(factors, factors.T)
    used += int(lower.sum())
    rest = np.full(p + m, FIXED)
    return np.concatenate([loadings.ravel(), factors.ravel(), used + np.arange(p), rest])
