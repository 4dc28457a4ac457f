"""The cumulative probit against independent integration, against statsmodels without groups, and on known simulated values."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import quad
from scipy.stats import norm

from pipeline.stats.ordinal import cumulative_probit

# Bitterness of wine (Randall 1989), rated 1 to 5 by nine judges: two bottles in each of cold/warm x no contact/contact.
WINE = [
    "212323121", "323232122", "313343223", "432232232", "425332233", "435234332", "554535234", "544334344",
]  # fmt: skip
WARM = [0, 0, 0, 0, 1, 1, 1, 1]
CONTACT = [0, 0, 1, 1, 0, 0, 1, 1]


def wine() -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
    ratings = np.array([[int(rating) - 1 for rating in bottle] for bottle in WINE])
    design = np.repeat(np.column_stack([WARM, CONTACT]), 9, axis=0).astype(float)
    return ratings.ravel(), design, np.tile(np.arange(9), 8)


def test_the_wine_is_that_of_the_literature() -> None:
    ratings, _, _ = wine()
    assert np.bincount(ratings).tolist() == [5, 22, 26, 12, 7]


def by_quad(cuts: list[float], b: list[float], tau: float) -> float:
    """The log-likelihood of the wine with scipy's adaptive integration."""
    ratings, design, judges = wine()
    edges = np.array([-np.inf, *cuts, np.inf])
    total = 0.0
    for judge in range(9):
        own = judges == judge
        eta, k = design[own] @ b, ratings[own]

        def integrand(u: float, eta: NDArray[np.float64] = eta, k: NDArray[np.int64] = k) -> float:
            p = norm.cdf(edges[k + 1] - eta - tau * u) - norm.cdf(edges[k] - eta - tau * u)
            return float(np.prod(p) * norm.pdf(u))

        total += float(np.log(quad(integrand, -9, 9, epsabs=1e-14, epsrel=1e-10)[0]))
    return total


def test_the_fit_is_a_maximum_of_the_independent_likelihood() -> None:
    fit = cumulative_probit(*wine())
    assert fit is not None
    cuts, b = fit.cuts.tolist(), fit.coefficients.tolist()
    best = by_quad(cuts, b, fit.tau)
    assert fit.loglik == pytest.approx(best, abs=1e-3)
    for step in (0.93, 1.07):
        assert by_quad(cuts, [b[0] * step, b[1]], fit.tau) < best
        assert by_quad(cuts, [b[0], b[1] * step], fit.tau) < best
        assert by_quad(cuts, b, fit.tau * step) < best
        assert by_quad([c * step for c in cuts], b, fit.tau) < best


def test_without_differences_between_groups_it_is_the_ordered_probit_of_statsmodels() -> None:
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    ratings, design, _ = wine()
    theirs = OrderedModel(ratings, design, distr="probit").fit(method="bfgs", disp=False, gtol=1e-8)
    ours = cumulative_probit(ratings, design, np.arange(len(ratings)) % 2)
    assert ours is not None
    assert ours.tau < 0.02  # two groups dealt out at random
    assert ours.coefficients == pytest.approx(theirs.params[:2], abs=1e-3)
    assert np.sqrt(np.diag(ours.covariance)) == pytest.approx(theirs.bse[:2], rel=0.005)
    assert ours.loglik == pytest.approx(float(theirs.llf), abs=1e-3)
    assert ours.cuts == pytest.approx([-0.7733, 0.7360, 2.0447, 2.9413], abs=2e-3)  # ordinal::clm, link = "probit"


def test_known_values_are_found_where_most_answers_lie_at_the_ceiling() -> None:
    generator = np.random.default_rng(4)
    group = np.repeat(np.arange(200), 10)
    x = (group % 2).astype(float)
    latent = 1.2 * x + 0.6 * generator.normal(size=200)[group] + generator.normal(size=2000)
    fit = cumulative_probit(np.digitize(latent, [-1.0, -0.5, 0.0]), x[:, None], group)
    assert fit is not None
    low, high = fit.contrast(np.ones(1)).interval(0.99)
    assert low < 1.2 < high
    assert fit.tau == pytest.approx(0.6, abs=0.12)


def test_what_cannot_be_fitted_is_none() -> None:
    ones = np.ones((6, 1))
    assert cumulative_probit(np.zeros(6, dtype=np.int64), np.arange(6.0)[:, None], np.arange(6)) is None
    assert cumulative_probit(np.array([0, 1, 0, 1, 0, 1]), ones, np.arange(6) // 2) is None
