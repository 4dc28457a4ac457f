"""Factor models of ordered categories against cases that can be worked out, simulation, and R (lavaan)."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import ndtr

from pipeline.stats.factor import pattern_of
from pipeline.stats.moments import NotFittedError
from pipeline.stats.polychoric import ordered, polychoric
from pipeline.stats.polychoric_errors import asymptotic_covariance, threshold_influences
from pipeline.stats.wlsmv import adjusted, ordinal_cfa
from tests.stats.reference import likert

Array = NDArray[np.float64]

# lavaan::cfa(ordered = ..., estimator = "WLSMV"): three factors of eight items each, and a wrong model with two.
R_THREE = {
    "plain": {"chi2": 133.218309091605, "df": 249, "cfi": 1.0, "rmsea": 0.0, "srmr": 0.015170778440551},
    "scaled": {"chi2": 228.156324889899, "df": 249, "cfi": 1.0, "rmsea": 0.0},
}
R_TWO = {
    "plain": {
        "chi2": 5431.57422442464,
        "df": 251,
        "cfi": 0.945654450289427,
        "rmsea": 0.101612162110162,
        "srmr": 0.0884170297583106,
    },
    "scaled": {"chi2": 4572.74107301772, "df": 251, "cfi": 0.880408249777429, "rmsea": 0.0928081496341024},
}
R_FIRST_LOADING, R_SECOND_OF_TWO = 0.705500605042534, 0.615256478285116


def answers(seed: int, n: int = 400, loadings: tuple[float, ...] = (0.8, 0.7, 0.6, 0.7, 0.5)) -> Array:
    """Four ordered categories of items that measure one factor with these standardised loadings."""
    generator, weight = np.random.default_rng(seed), np.array(loadings)
    latent = generator.normal(size=(n, 1)) * weight + generator.normal(size=(n, len(weight))) * np.sqrt(1 - weight**2)
    return np.asarray(np.digitize(latent, [-1.0, 0.0, 1.2]), dtype=np.float64)


def test_the_adjusted_statistic_of_plain_chi_squares_is_the_statistic() -> None:
    assert adjusted(12.0, 5, np.eye(5)) == pytest.approx(12.0)
    assert adjusted(12.0, 2, 2 * np.eye(2)) == pytest.approx(6.0)  # twice a chi-square is halved


def test_the_adjusted_statistic_has_the_mean_and_variance_of_a_chi_square() -> None:
    """Weights 3 and 1: T has mean 4 and variance 2 (9 + 1) = 20; adjusted to 2 df they become 2 and 4."""
    product = np.diag([3.0, 1.0])
    assert adjusted(4.0, 2, product) == pytest.approx(2.0)
    assert (adjusted(5.0, 2, product) - adjusted(4.0, 2, product)) ** 2 * 20 == pytest.approx(4.0)


def test_the_variance_of_a_threshold_is_that_of_a_share() -> None:
    """A third of 300 below the threshold t: var(t) = p (1 - p) / n / density(t)^2."""
    items = np.repeat([[0.0], [1.0], [1.0]], 100, axis=0)
    found = ordered(items)
    influence = threshold_influences(found.codes[:, 0], found.thresholds[0])
    at = found.thresholds[0, 1]
    assert ndtr(at) == pytest.approx(1 / 3)
    density = np.exp(-(at**2) / 2) / np.sqrt(2 * np.pi)
    assert (influence**2).sum() == pytest.approx(2 / 9 / 300 / density**2)
    assert influence.sum() == pytest.approx(0, abs=1e-9)


def test_the_variance_of_a_tetrachoric_correlation_at_the_medians() -> None:
    """r = sin(2 pi (p - 1/4)), p the share below both medians: unrelated items cut there have var(r) n = (pi / 2)^2."""
    items = np.repeat(np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float), 50, axis=0)
    assert asymptotic_covariance(ordered(items), np.zeros(1))[0, 0] == pytest.approx((np.pi / 2) ** 2)


def test_the_covariances_agree_with_repeated_samples() -> None:
    """Simulated: over 300 samples the variances of the correlations are what one large sample says, by three tenths."""
    draws = np.array([polychoric(answers(seed, 300))[np.triu_indices(5, 1)] for seed in range(300)])
    items = answers(7, 3000)
    said = np.diag(asymptotic_covariance(ordered(items), polychoric(items)[np.triu_indices(5, 1)])) / 300
    assert draws.var(axis=0, ddof=1) / said == pytest.approx(np.ones(10), abs=0.3)
    assert (draws.var(axis=0, ddof=1) / said).mean() == pytest.approx(1, abs=0.1)


def test_known_loadings_are_found_within_their_errors_also_with_missing_answers() -> None:
    true = np.array([0.8, 0.7, 0.6, 0.7, 0.5])
    items = answers(3, 1500)
    items[:500, 0] = np.nan
    items[500:1000, 1] = np.nan
    fit = ordinal_cfa(items, pattern_of([5]))
    assert (np.abs(fit.loadings[:, 0] - true) < 3.5 * fit.loading_errors[:, 0]).all()
    assert (fit.loading_errors < 0.05).all()
    assert fit.scaled.p > 0.001
    assert (fit.scaled.df, fit.scaled.baseline_df, fit.admissible) == (5, 10, True)


def test_a_model_that_is_wrong_is_rejected() -> None:
    items = np.column_stack([answers(1), answers(2)])
    assert ordinal_cfa(items, pattern_of([5, 5])).scaled.cfi > 0.95
    assert ordinal_cfa(items, pattern_of([10])).scaled.cfi < 0.7


def test_unrelated_pairs_need_equal_loadings() -> None:
    """Two pairs that have nothing to do with each other: correlations .42 within, so that each loading is the root of it."""
    items = np.column_stack([answers(1, 2000, (0.7, 0.6)), answers(2, 2000, (0.7, 0.6))])
    fit = ordinal_cfa(items, pattern_of([2, 2]), pairs_alike=True)
    assert fit.loadings[0, 0] == fit.loadings[1, 0]
    assert fit.loadings[0, 0] == pytest.approx(np.sqrt(0.42), abs=4 * fit.loading_errors[0, 0])
    assert fit.factors[0, 1] == pytest.approx(0, abs=4 * fit.factor_errors[0, 1])
    assert fit.scaled.df == 6 - 3


def test_what_the_data_do_not_determine_is_refused_with_the_reason() -> None:
    with pytest.raises(NotFittedError, match="more parameters"):
        ordinal_cfa(answers(1)[:, :2], pattern_of([2]))
    with pytest.raises(ValueError, match="fewer than two"):
        ordinal_cfa(np.column_stack([answers(1), np.ones(400)]), pattern_of([6]))


@pytest.mark.parametrize(("sizes", "r"), [((8, 8, 8), R_THREE), ((16, 8), R_TWO)])
def test_equals_lavaan(sizes: tuple[int, ...], r: dict[str, dict[str, float]]) -> None:
    fit = ordinal_cfa(likert().items, pattern_of(sizes))
    for variant, values in r.items():
        for name, value in values.items():
            assert getattr(getattr(fit, variant), name) == pytest.approx(value, rel=1e-6), (variant, name)
    loading, expected = (
        (fit.loadings[0, 0], R_FIRST_LOADING) if len(sizes) == 3 else (fit.loadings[1, 0], R_SECOND_OF_TWO)
    )
    assert loading == pytest.approx(expected, abs=1e-6)
