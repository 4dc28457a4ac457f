"""Associations against closed forms, hand counts and statsmodels."""

import numpy as np
import pytest
import statsmodels.api as sm

from pipeline.stats.association import (
    between_correlation,
    ceiling_effect,
    mediation,
    slope_difference,
    within_slope,
)


def test_the_within_slope_is_that_of_ordinary_least_squares_with_clustered_errors() -> None:
    generator = np.random.default_rng(1)
    clusters = np.repeat(np.arange(20), 6).astype(str)
    x = generator.normal(size=120) + np.repeat(generator.normal(size=20), 6) * 3
    y = 0.5 * x + generator.normal(size=120) + np.repeat(generator.normal(size=20), 6) * 5
    found = within_slope(y, x, clusters, clusters)
    assert found is not None

    def centred(values: np.ndarray) -> np.ndarray:
        inside = values - np.repeat(values.reshape(20, 6).mean(axis=1), 6)
        scaled: np.ndarray = inside / np.sqrt((inside**2).mean())
        return scaled

    reference = sm.OLS(centred(y), centred(x)).fit(cov_type="cluster", cov_kwds={"groups": np.repeat(np.arange(20), 6)})
    assert found.value == pytest.approx(reference.params[0], abs=1e-12)
    assert found.se == pytest.approx(reference.bse[0] * np.sqrt(1), rel=1e-12)
    assert found.df == 19


def test_differences_between_projects_do_not_count_within_them() -> None:
    """Between projects x and y rise together; within each they go against each other, perfectly."""
    clusters = np.repeat(["a", "b", "c"], 3)
    x = np.array([1.0, 2, 3, 11, 12, 13, 21, 22, 23])
    y = np.array([3.0, 2, 1, 13, 12, 11, 23, 22, 21])
    found = within_slope(y, x, clusters, clusters)
    assert found is not None
    assert found.value == pytest.approx(-1.0)


def test_people_without_companions_say_nothing_within() -> None:
    assert within_slope(np.arange(4.0), np.arange(4.0), np.array(list("abcd")), np.array(list("abcd"))) is None


def test_the_partial_correlation_takes_the_groups_out() -> None:
    groups = np.repeat(["PP", "SOC"], 5)
    x = np.array([1.0, 2, 3, 4, 5, 101, 102, 103, 104, 105])
    y = np.array([5.0, 4, 3, 2, 1, 205, 204, 203, 202, 201])
    found = between_correlation(y, x, groups, draws=50, seed=1)
    assert found is not None
    assert found.value == pytest.approx(-1.0)
    assert np.nanmax(found.draws) == pytest.approx(-1.0)


def test_the_ceiling_by_hand() -> None:
    """Points (0, 0), (1, 1), (2, 2): the steps leave 2 x 1 and 1 x 1 of the 2 x 2 square empty... 3 of 4."""
    assert ceiling_effect(np.array([0.0, 1, 2]), np.array([0.0, 1, 2]), draws=9, seed=1).d == pytest.approx(3 / 4)
    assert ceiling_effect(np.array([0.0, 1, 2]), np.array([2.0, 1, 2]), draws=9, seed=1).d == 0.0


def test_a_ceiling_that_only_chance_makes_has_a_large_p() -> None:
    generator = np.random.default_rng(2)
    found = ceiling_effect(generator.normal(size=200), generator.normal(size=200), draws=99, seed=1)
    assert found.p > 0.05
    needed = generator.uniform(size=200)
    assert ceiling_effect(needed, needed * generator.uniform(size=200), draws=99, seed=1).p == 0.01


def test_a_mediation_by_hand() -> None:
    """Mediator: 2 in PP, 0 in the others; inside each type the outcome is the mediator: all of the effect is indirect."""
    wiggle = np.array([-1.0, 0, 1, -1, 0, 1])
    types = np.repeat(["PP", "SOC", "SOL"], 6)
    mediator = np.concatenate([2 + wiggle, wiggle, wiggle])
    found = mediation(mediator.copy(), mediator, types, {"PP": 1.0, "SOC": -0.5, "SOL": -0.5}, draws=200, seed=1)
    assert found is not None
    assert found.share.value == pytest.approx(1.0)
    assert found.indirect.value == pytest.approx(2 / mediator.std())
    assert found.rho == pytest.approx(1.0)
    assert mediation(mediator, mediator, np.repeat("PP", 18), {"PP": 1.0, "SOC": -1.0}, draws=9, seed=1) is None


def answers_by_formula() -> tuple[np.ndarray, ...]:
    """Projects (12 of 6), predictor, a third variable and outcome as slopes.R makes them; the first seven are one side."""
    i = np.arange(72)
    p = i // 6
    x, z = ((i * i + 3 * p) % 7).astype(float), ((5 * i + p * p) % 11).astype(float)
    return p, x, z, x * np.where(p < 7, 3, 1) + z + (i * 7) % 10 + 2 * p


def test_an_interaction_is_that_of_least_squares_with_clustered_errors_of_either_side() -> None:
    """slopes.R: lm(y ~ p + x + x:sse), vcovCR(type = "CR1") of each side (clubSandwich 0.5.8, R 4.2.2), df by Satterthwaite."""
    p, x, _, y = answers_by_formula()
    found = slope_difference(y, x, p, p, p < 7)
    assert found is not None
    second, difference = found
    assert second.value == pytest.approx(0.423283112117, abs=1e-11)
    assert second.se == pytest.approx(0.1024026403593, abs=1e-12)
    assert difference.value == pytest.approx(0.424830432385, abs=1e-11)
    assert difference.se == pytest.approx(0.1368546408520, abs=1e-12)
    assert difference.df == pytest.approx(9.03733431046, abs=1e-10)
    assert difference.interval(0.95) == pytest.approx((0.115438572523, 0.734222292247), abs=1e-11)
    assert difference.groups == 12


def test_a_slope_with_something_held_constant_is_that_of_least_squares_with_both() -> None:
    """slopes.R: lm(y ~ p + x + z) of the first seven projects, vcovCR(type = "CR1")."""
    p, x, z, y = answers_by_formula()
    first = p < 7
    found = within_slope(y[first], x[first], p[first], p[first], z[first][:, None])
    assert found is not None
    assert found.value == pytest.approx(0.74227185012, abs=1e-11)
    assert found.se == pytest.approx(0.0493353647612, abs=1e-12)
    assert found.df == 6


def test_a_predictor_that_is_what_is_held_constant_has_no_slope() -> None:
    p, x, _, y = answers_by_formula()
    assert within_slope(y, x, p, p, 2 * x[:, None] + p[:, None]) is None
