"""Gaussian mixtures against closed forms, scipy's density and scikit-learn's fits."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import multivariate_normal
from sklearn.mixture import GaussianMixture

from pipeline.stats.mixture import FAMILIES, Mixture, Search, bics, fit, parameters
from pipeline.stats.refit import COVARIANCE, refitted

Array = NDArray[np.float64]
SEARCH = Search(starts=20, smallest=5, floor=0.01, seed=1)


def blobs(sizes: tuple[int, ...], d: int = 3, gap: float = 8.0) -> Array:
    """Blobs of unit variance whose centres lie `gap` apart on every column."""
    noise = np.random.default_rng(5).standard_normal((sum(sizes), d))
    return noise + gap * np.repeat(np.arange(len(sizes)), sizes)[:, None]


def test_free_parameters() -> None:
    """Two components in two columns: one weight, four means, and 1, 4 or 3 variances and covariances."""
    assert [parameters(family, 2, 2) for family in FAMILIES] == [6, 9, 8]
    assert parameters("EEE", 1, 12) == 12 + 78


@pytest.mark.parametrize("family", FAMILIES)
def test_one_component_of_uncorrelated_columns_has_a_closed_form(family: str) -> None:
    """Four corners of a square: variances 1, covariance 0, so -n d / 2 (log 2 pi + 1)."""
    corners = np.array([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])
    found = fit(corners, family, 1, Search(1, 1, 0.0, 1))
    assert found.loglik == pytest.approx(-4 * (np.log(2 * np.pi) + 1))
    assert found.bic == pytest.approx(2 * found.loglik - parameters(family, 1, 2) * np.log(4))


@pytest.mark.parametrize("family", FAMILIES)
def test_far_blobs_are_found(family: str) -> None:
    found = fit(blobs((12, 20, 30)), family, 3, SEARCH)
    assert sorted(np.bincount(found.classes)) == [12, 20, 30]
    assert all(len(set(found.classes[part])) == 1 for part in (slice(0, 12), slice(12, 32), slice(32, 62)))
    assert found.probabilities.max(axis=1) == pytest.approx(1.0)


def covariances(mixture: Mixture) -> list[Any]:
    d = mixture.means.shape[1]
    if mixture.family == "VVI":
        return [np.diag(row) for row in mixture.spread]
    return [mixture.spread * np.eye(d) if mixture.family == "EII" else mixture.spread] * mixture.k


@pytest.mark.parametrize("family", FAMILIES)
def test_the_likelihood_is_that_of_the_estimates(family: str) -> None:
    data = np.random.default_rng(2).standard_normal((40, 3)) @ np.array([[1, 0.5, 0], [0, 1, 0.5], [0, 0, 1]])
    found = fit(data, family, 2, SEARCH)
    densities = [
        weight * multivariate_normal(mean, covariance).pdf(data)
        for weight, mean, covariance in zip(found.weights, found.means, covariances(found), strict=True)
    ]
    assert found.loglik == pytest.approx(np.log(np.sum(densities, axis=0)).sum(), rel=1e-9)


@pytest.mark.parametrize("family", sorted(COVARIANCE))
@pytest.mark.parametrize("k", [1, 2, 3])
def test_as_likely_as_what_scikit_learn_finds(family: str, k: int) -> None:
    data = blobs((30, 25, 20), d=4, gap=1.5)
    theirs = GaussianMixture(
        k, covariance_type=COVARIANCE[family], n_init=20, reg_covar=0.0, tol=1e-8, max_iter=1000, random_state=3
    ).fit(data)
    ours = fit(data, family, k, Search(starts=20, smallest=1, floor=0.01, seed=1))
    assert ours.loglik >= theirs.score(data) * len(data) - 1e-4
    assert ours.parameters == theirs._n_parameters()
    if k == 1:
        assert ours.bic == pytest.approx(-theirs.bic(data), rel=1e-9)


@pytest.mark.parametrize("family", FAMILIES)
def test_refitting_stays_where_the_search_ended(family: str) -> None:
    data = blobs((30, 25, 20), d=4, gap=2.0)
    found = fit(data, family, 3, SEARCH)
    again = refitted(found, data, SEARCH.floor)
    assert again.loglik == pytest.approx(found.loglik, abs=1e-6)
    assert (again.classes == found.classes).all()


@pytest.mark.parametrize("family", FAMILIES)
def test_a_component_of_four_is_refused(family: str) -> None:
    """Four cases far away are the likeliest second component, and too few."""
    data = blobs((40, 4))
    assert np.bincount(fit(data, family, 2, Search(20, 4, 0.01, 1)).classes).min() == 4
    kept = fit(data, family, 2, SEARCH)
    assert np.isnan(kept.bic) or np.bincount(kept.classes).min() >= 5
    refused = fit(data, family, 2, Search(20, 23, 0.01, 1))
    assert np.isnan(refused.bic) and np.isnan(refused.loglik) and refused.probabilities.size == 0


def test_the_same_seed_gives_the_same_fit() -> None:
    data = blobs((20, 20), gap=1.0)
    first, second = (fit(data, "VVI", 3, SEARCH) for _ in range(2))
    assert first.loglik == second.loglik and (first.probabilities == second.probabilities).all()


def test_many_data_sets_at_once() -> None:
    data = blobs((15, 15))
    together = bics(np.stack([data, data * [1, 1, -1]]), "EII", 2, SEARCH)
    assert together == pytest.approx([fit(data, "EII", 2, SEARCH).bic] * 2)
    assert bics(data[None], "EII", 2, Search(3, 16, 0.01, 1)).tolist() == [-np.inf]
