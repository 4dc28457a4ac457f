"""Factor models against cases that can be worked out by hand, and against R (lavaan)."""

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.stats.factor import cfa, cfa_of_covariance, markers, pattern_of
from pipeline.stats.moments import NotFittedError
from pipeline.stats.reliability import one_factor
from tests.stats.reference import likert

Array = NDArray[np.float64]

# lavaan::cfa, estimator ML: three factors of eight items each, and a wrong model with two (16 and 8 items).
R_THREE = {
    "chi2": 247.723314844116,
    "df": 249,
    "cfi": 1.0,
    "tli": 1.00006759969322,
    "rmsea": 0.0,
    "srmr": 0.0143167357069148,
}
R_THREE_LIKELIHOOD = {"aic": 132100.86142898, "bic": 132386.507454416, "loglik": -65999.4307144898}
R_SECOND_LOADING, R_ITS_ERROR = 0.987674573849447, 0.0364980412651369
R_CORRELATION, R_ERROR_OF_CORRELATION = 0.503861092083517, 0.0191814213354873
R_TWO = {
    "chi2": 4362.74435788768,
    "df": 251,
    "baseline_chi2": 21209.8360611038,
    "cfi": 0.803583808247762,
    "tli": 0.784020442535388,
    "rmsea": 0.0905026287603032,
    "srmr": 0.0824898157131187,
}
R_TWO_LIKELIHOOD = {"aic": 136211.882472023, "bic": 136486.326692541, "loglik": -68056.9412360115}
R_TWO_LOADING, R_TWO_ERROR, R_TWO_STANDARDIZED = 0.973357327380412, 0.0405467522377313, 0.617653048463542


def implied(loadings: Array, factors: Array) -> Array:
    """Correlations of standardised items."""
    result = loadings @ factors @ loadings.T
    np.fill_diagonal(result, 1.0)
    return result


def test_three_items_are_solved_by_hand() -> None:
    """Correlations .42, .48, .56 come from loadings .6, .7, .8, for .6^2 = .42 .48 / .56; there is nothing left to test."""
    loadings = np.array([[0.6], [0.7], [0.8]])
    fit = cfa_of_covariance(implied(loadings, np.eye(1)), 100, np.ones((3, 1), dtype=bool), unit_variances=True)
    assert fit.estimates[0].loadings == pytest.approx(loadings, abs=1e-7)
    assert fit.estimates[0].residuals == pytest.approx([0.64, 0.51, 0.36], abs=1e-7)
    assert fit.indices.df == 0
    assert fit.indices.chi2 == pytest.approx(0, abs=1e-9)
    assert fit.admissible


def test_two_correlated_factors_are_recovered_and_scaling_does_not_matter() -> None:
    pattern = pattern_of([3, 3])
    loadings = np.where(pattern, np.array([0.5, 0.6, 0.7, 0.8, 0.6, 0.4])[:, None], 0.0)
    correlation = implied(loadings, np.array([[1.0, 0.3], [0.3, 1.0]]))
    own = cfa_of_covariance(correlation, 300, pattern, unit_variances=True)
    assert own.estimates[0].factors[0, 1] == pytest.approx(0.3, abs=1e-7)
    marked = cfa_of_covariance(correlation, 300, pattern)
    assert marked.standardized() == pytest.approx(loadings, abs=1e-7)
    assert marked.estimates[0].loadings[:3, 0] == pytest.approx([1, 1.2, 1.4], abs=1e-7)
    assert own.indices.chi2 == pytest.approx(0, abs=1e-8)
    assert own.indices.df == 21 - 13
    assert own.indices.srmr == pytest.approx(0, abs=1e-8)


def test_one_factor_agrees_with_the_concentrated_likelihood() -> None:
    generator = np.random.default_rng(4)
    items = generator.normal(size=(300, 1)) + generator.normal(size=(300, 5))
    correlation: Array = np.asarray(np.corrcoef(items.T))
    fit = cfa_of_covariance(correlation, 300, np.ones((5, 1), dtype=bool), unit_variances=True)
    assert fit.estimates[0].loadings[:, 0] == pytest.approx(one_factor(correlation)[0], abs=1e-6)


def test_the_log_likelihood_is_that_of_the_normal_density() -> None:
    """One standard normal item-triple, unrelated: with exact unit moments log L = -n p (log 2 pi + 1) / 2."""
    loadings = np.array([[0.6], [0.7], [0.8]])
    covariance = implied(loadings, np.eye(1))
    fit = cfa_of_covariance(covariance, 50, np.ones((3, 1), dtype=bool))
    assert fit.loglik == pytest.approx(-25 * (3 * np.log(2 * np.pi) + np.log(np.linalg.det(covariance)) + 3))
    assert fit.aic == pytest.approx(2 * 6 - 2 * fit.loglik)
    assert fit.bic == pytest.approx(6 * np.log(50) - 2 * fit.loglik)


def test_an_item_keyed_the_other_way_loads_negatively() -> None:
    loadings = np.array([[0.6], [-0.7], [0.8], [0.5]])
    fit = cfa_of_covariance(implied(loadings, np.eye(1)), 100, np.ones((4, 1), dtype=bool))
    assert fit.standardized() == pytest.approx(loadings, abs=1e-6)


def test_what_the_data_do_not_determine_is_refused_with_the_reason() -> None:
    with pytest.raises(NotFittedError, match="more parameters"):
        cfa_of_covariance(np.array([[1.0, 0.5], [0.5, 1.0]]), 100, np.ones((2, 1), dtype=bool))
    with pytest.raises(NotFittedError, match="not positive definite"):
        cfa_of_covariance(np.ones((4, 4)), 100, np.ones((4, 1), dtype=bool))


def test_the_marker_is_an_item_that_measures_nothing_else() -> None:
    pattern = np.array([[1, 1], [1, 0], [1, 0], [0, 1], [0, 1]], dtype=bool)
    assert markers(pattern).tolist() == [1, 3]


def test_equals_lavaan() -> None:
    fit = cfa(likert().items, pattern_of([8, 8, 8]))
    for name, value in R_THREE.items():
        assert getattr(fit.indices, name) == pytest.approx(value, rel=1e-6, abs=1e-7), name
    for name, value in R_THREE_LIKELIHOOD.items():
        assert getattr(fit, name) == pytest.approx(value, rel=1e-10), name
    assert fit.estimates[0].loadings[1, 0] == pytest.approx(R_SECOND_LOADING, abs=1e-6)
    assert fit.errors[0].loadings[1, 0] == pytest.approx(R_ITS_ERROR, abs=1e-6)
    own = cfa(likert().items, pattern_of([8, 8, 8]), unit_variances=True)
    assert own.estimates[0].factors[1, 0] == pytest.approx(R_CORRELATION, abs=1e-6)
    assert own.errors[0].factors[1, 0] == pytest.approx(R_ERROR_OF_CORRELATION, abs=1e-6)


def test_equals_lavaan_where_the_model_is_wrong() -> None:
    fit = cfa(likert().items, pattern_of([16, 8]))
    for name, value in R_TWO.items():
        assert getattr(fit.indices, name) == pytest.approx(value, rel=1e-6), name
    for name, value in R_TWO_LIKELIHOOD.items():
        assert getattr(fit, name) == pytest.approx(value, rel=1e-10), name
    assert fit.estimates[0].loadings[1, 0] == pytest.approx(R_TWO_LOADING, abs=1e-6)
    assert fit.errors[0].loadings[1, 0] == pytest.approx(R_TWO_ERROR, abs=1e-6)
    assert fit.standardized()[1, 0] == pytest.approx(R_TWO_STANDARDIZED, abs=1e-6)
