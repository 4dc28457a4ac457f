"""Intervals of reliability coefficients: known special cases, and simulated projects whose true value is known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.stats.pairwise import pairwise_covariance
from pipeline.stats.polychoric import polychoric
from pipeline.stats.reliability import alpha_raw, alpha_standardized, omega_total
from pipeline.stats.reliability_intervals import (
    alpha_ordinal_with_interval,
    alpha_slopes,
    alphas_with_intervals,
    covariance_influences,
    numerical_slopes,
    omega_with_interval,
    omega_with_slopes,
    spearman_brown_with_interval,
    standardized_alpha_slopes,
)

Array = NDArray[np.float64]


def answers(seed: int, projects: int = 60, size: int = 6) -> tuple[Array, NDArray[np.int64]]:
    """Four items of one factor, loadings 1 and residual variances 1, the factor half shared within projects: omega 16/20."""
    generator = np.random.default_rng(seed)
    team = np.repeat(np.arange(projects), size)
    factor = (generator.normal(size=projects)[team] + generator.normal(size=len(team))) / np.sqrt(2)
    return factor[:, None] + generator.normal(size=(len(team), 4)), team


def test_influences_add_up_to_nothing_and_to_the_variance_of_a_variance() -> None:
    items = answers(1)[0]
    influence = covariance_influences(items, np.cov(items.T, bias=True))
    assert influence.sum(axis=0) == pytest.approx(np.zeros(10), abs=1e-12)
    squares = (items[:, 0] - items[:, 0].mean()) ** 2
    assert (influence[:, 0] ** 2).sum() == pytest.approx(squares.var() / len(items))


def test_slopes_of_omega_agree_with_differences_where_one_factor_fits() -> None:
    loadings = np.array([0.9, 0.8, 0.6, 0.5])
    covariance = np.outer(loadings, loadings) + np.diag([0.5, 0.6, 0.7, 0.8])
    value, slopes = omega_with_slopes(covariance)
    assert value == pytest.approx(omega_total(covariance), abs=1e-12)
    assert slopes == pytest.approx(numerical_slopes(omega_total, covariance), abs=1e-5)


def test_the_interval_covers_the_true_value_as_often_as_it_says() -> None:
    """Simulated: 200 surveys of 60 projects of 6; a 90 % interval covers omega in 180 of 200, give or take 3 errors of 4.2."""
    found = [omega_with_interval(*answers(seed), level=0.9) for seed in range(200)]
    covered = sum(each.low < 0.8 < each.high for each in found)
    assert 167 <= covered <= 193
    assert all(each.low < each.value < each.high < 1 for each in found)


def test_an_interval_at_a_higher_level_is_wider_and_missing_answers_make_it_wider() -> None:
    items, team = answers(2)
    plain = omega_with_interval(items, team)
    assert omega_with_interval(items, team, level=0.8).low > plain.low
    items[::2, 0] = np.nan
    assert omega_with_interval(items, team).low < plain.high
    assert np.isfinite(omega_with_interval(items, team).low)


def test_two_items() -> None:
    """The variance of a correlation r of n unrelated rows is (1 - r^2)^2 / n; Spearman-Brown's slope is 2 / (1 + r)^2."""
    generator = np.random.default_rng(3)
    items = generator.normal(size=(4000, 1)) + generator.normal(size=(4000, 2))
    found = spearman_brown_with_interval(items, np.arange(4000))
    error = (1 - 0.25) / np.sqrt(4000) * 2 / 1.5**2
    assert found.value == pytest.approx(2 / 3, abs=4 * error)
    assert found.high - found.low == pytest.approx(2 * 1.96 * error, rel=0.1)


def test_one_cluster_has_no_interval_and_a_constant_item_no_omega() -> None:
    items, team = answers(4)
    assert np.isnan(omega_with_interval(items, np.zeros_like(team)).low)
    items[:, 0] = 1.0
    assert np.isnan(omega_with_interval(items, team).value)
    assert pairwise_covariance(items)[0, 0] == 0


def test_slopes_of_the_alphas_agree_with_differences() -> None:
    generator = np.random.default_rng(9)
    covariance: Array = np.cov((generator.normal(size=(90, 1)) + generator.normal(size=(90, 4)) * [1, 2, 0.5, 1]).T)
    assert alpha_slopes(covariance) == pytest.approx(numerical_slopes(alpha_raw, covariance), abs=1e-6)
    assert standardized_alpha_slopes(covariance) == pytest.approx(
        numerical_slopes(alpha_standardized, covariance), abs=1e-6
    )


def test_the_intervals_of_the_alphas_cover_the_true_value_as_often_as_they_say() -> None:
    """Simulated: items that load alike have an alpha of 16/20, raw and standardised; of 200 intervals of 90 % 180 cover it,
    give or take 3 errors of 4.2."""
    found = [alphas_with_intervals(*answers(seed), level=0.9) for seed in range(200)]
    for k in (0, 1):
        assert 167 <= sum(each[k].low < 0.8 < each[k].high for each in found) <= 193


def test_the_interval_of_ordinal_alpha_covers_its_value_as_often_as_it_says() -> None:
    """Simulated: four latent items that correlate by .5, cut into four categories, have an ordinal alpha of 2 / 2.5 = .8."""
    covered = 0
    for seed in range(150):
        items, team = answers(seed)
        cut = np.digitize(items / np.sqrt(2), [-1.0, 0.0, 1.0]).astype(np.float64)
        one = alpha_ordinal_with_interval(cut, polychoric(cut), team, level=0.9)
        covered += one.low < 0.8 < one.high
    assert 124 <= covered <= 146  # 135, give or take 3 errors of 3.7


def test_standardised_alpha_of_two_items_has_the_interval_of_spearman_and_brown() -> None:
    items, team = answers(5)
    both, alone = alphas_with_intervals(items[:, :2], team)[1], spearman_brown_with_interval(items[:, :2], team)
    assert (both.value, both.low, both.high) == pytest.approx((alone.value, alone.low, alone.high), abs=1e-6)


def test_items_that_oppose_each_other_have_an_alpha_and_no_interval_or_a_finite_one() -> None:
    generator = np.random.default_rng(2)
    x = generator.normal(size=100)
    found = alphas_with_intervals(np.column_stack([x, -x]), np.arange(100) % 20)
    assert all(np.isnan(one.low) and np.isnan(one.high) for one in found)
