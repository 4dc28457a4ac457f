"""Confirmatory factor analysis of ordered categories: diagonally weighted least squares on polychoric correlations.

With a test statistic adjusted in mean and variance, as R's lavaan with `ordered` items and the estimator "WLSMV".
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.factor import Pattern, number, start_values
from pipeline.stats.fit_indices import FitIndices
from pipeline.stats.moments import FIXED, Matrices, Model, NotFittedError, Numbers, Sample, slopes
from pipeline.stats.polychoric import ordered, polychoric
from pipeline.stats.polychoric_errors import asymptotic_covariance

Array = NDArray[np.float64]

STEPS = 500
LARGEST_LOADING = 5.0  # standardised; beyond it the search is on its way to infinity


@dataclass(frozen=True)
class OrdinalFit:
    """A factor model of the continuous answers assumed behind the categories, all of variance 1, the factors too.

    `scaled` holds the indices to report, from the chi-square adjusted in mean and variance; `plain` those without.
    `loadings` (p, m) are standardised; `factors` (m, m) are correlations; the errors are robust.
    """

    scaled: FitIndices
    plain: FitIndices
    loadings: Array
    factors: Array
    loading_errors: Array
    factor_errors: Array
    n: int

    @property
    def admissible(self) -> bool:
        """Whether every item has residual variance and the factors' correlations are positive definite."""
        common = np.diag(self.loadings @ self.factors @ self.loadings.T)
        return bool((common <= 1).all() and np.linalg.eigvalsh(self.factors)[0] > 0)


def ordinal_cfa(items: Array, pattern: Pattern, pairs_alike: bool = False) -> OrdinalFit:
    """Fit the pattern (p, m) to ordered answers (n, p), NaN for missing ones: each pair of items from those who answered both.

    Weights are the inverse variances of the polychoric correlations. The statistic is (n - 1) F, adjusted as a T + b
    (Asparouhov and Muthen 2010); n - 1 stands in the RMSEA and in the robust errors too. The baseline is the model of
    unrelated items, adjusted likewise. The SRMR divides by p (p + 1) / 2 though the diagonal cannot be off, as lavaan does.

    With `pairs_alike` the two items of a factor that has no more load alike (both keyed the same way): a pair that is hardly
    related to other factors does not tell its loadings. Raises NotFittedError where the data do not determine the model,
    ValueError where an item has fewer than two different answers.
    """
    answers = ordered(items)
    correlations = polychoric(items)
    pairs = np.triu_indices(len(correlations), 1)
    observed = correlations[pairs]
    if not np.isfinite(observed).all():
        raise NotFittedError("two items were never answered together")
    n, covariance = len(items), asymptotic_covariance(answers, observed)
    weights = 1 / np.diag(covariance)
    start = start_values(Sample(n, np.zeros(len(pattern)), correlations), pattern, unit_variances=True)
    numbers = number(start, pattern, unit_variances=True)
    numbers[numbers >= numbers.max() + 1 - len(pattern)] = FIXED  # residual variances are what is left of 1
    if pairs_alike:
        numbers = _pairs_alike(numbers, pattern)
    model = Model((start,), (numbers,))
    if model.parameters > len(observed):
        raise NotFittedError("the model has more parameters than the items have correlations")
    found, delta = _least_squares(model, observed, weights, pairs)
    estimates = model.at(found)[0]
    gaps = observed - estimates.covariance()[pairs]
    spread = covariance * np.sqrt(np.outer(weights, weights))  # covariances in units of the weights
    plain = (n - 1) * float((weights * gaps**2).sum())
    baseline, df = (n - 1) * float((weights * observed**2).sum()), len(observed) - model.parameters
    scaled_delta = delta * np.sqrt(weights)[:, None]
    projection = np.linalg.qr(scaled_delta)[0]
    left = spread - projection @ (projection.T @ spread)
    residual = float(np.sqrt((gaps**2).sum() / (len(observed) + len(correlations))))
    indices = [
        FitIndices(chi2, df, baseline_chi2, len(observed), n - 1, 1, residual)
        for chi2, baseline_chi2 in (
            (plain, baseline),
            (adjusted(plain, df, left), adjusted(baseline, len(observed), spread)),
        )
    ]
    bread = np.linalg.pinv(scaled_delta)
    deviations = np.sqrt(np.diag(bread @ spread @ bread.T) / (n - 1))
    errors = Model((start.like(np.zeros(start.flat().size)),), (numbers,)).at(deviations)[0]
    return OrdinalFit(indices[1], indices[0], estimates.loadings, estimates.factors, errors.loadings, errors.factors, n)


def _pairs_alike(numbers: Numbers, pattern: Pattern) -> Numbers:
    """The numbers with one for both loadings of a factor that two items measure, and no gaps in the count."""
    own = numbers.copy()
    loadings = own[: pattern.size].reshape(pattern.shape)  # a view
    for factor in np.flatnonzero(pattern.sum(axis=0) == 2):
        first, second = np.flatnonzero(pattern[:, factor])
        loadings[second, factor] = loadings[first, factor]
    used = np.unique(own[own != FIXED])
    return np.where(own == FIXED, FIXED, np.searchsorted(used, own))


def adjusted(statistic: float, df: int, product: Array) -> float:
    """a T + b with the mean df and the variance 2 df of a chi-square: a = sqrt(df / tr(M M)), b = df - a tr(M).

    M, `product` (m, m), is the matrix whose eigenvalues are the weights of the statistic's chi-squares (Asparouhov and Muthen
    2010). The statistic itself without degrees of freedom.
    """
    squares = float((product * product.T).sum())
    if df == 0 or squares <= 0:
        return statistic
    slope = float(np.sqrt(df / squares))
    return slope * statistic + df - slope * float(np.trace(product))


def _least_squares(
    model: Model, observed: Array, weights: Array, pairs: tuple[NDArray[np.intp], NDArray[np.intp]]
) -> tuple[Array, Array]:
    """Estimates (q,) by Gauss-Newton with step halving, and the derivatives (pairs, q) of the implied correlations there."""
    parameters, numbers = model.begin(), model.numbers[0]

    def gaps_at(values: Array) -> tuple[Matrices, Array]:
        matrices = model.at(values)[0]
        return matrices, observed - matrices.covariance()[pairs]

    matrices, gaps = gaps_at(parameters)
    for _ in range(STEPS):
        delta = slopes(matrices, numbers).of_pairs(*pairs, model.parameters)
        root = np.sqrt(weights)
        step, _, rank, _ = np.linalg.lstsq(delta * root[:, None], gaps * root, rcond=1e-9)
        if np.abs(step).max() < 1e-11:
            if rank < model.parameters:
                raise NotFittedError("the parameters are not identified")
            return parameters, delta
        size, loss = 1.0, float((weights * gaps**2).sum())
        while float((weights * gaps_at(parameters + size * step)[1] ** 2).sum()) > loss * (1 + 1e-13) and size > 1e-8:
            size /= 2
        if size <= 1e-8:
            return parameters, delta
        if np.abs(parameters).max() > LARGEST_LOADING:
            raise NotFittedError("a pair of items is too little related to the other factors to tell its loadings")
        parameters = parameters + size * step
        matrices, gaps = gaps_at(parameters)
    raise NotFittedError(f"the search for the best loadings did not settle in {STEPS} steps")
