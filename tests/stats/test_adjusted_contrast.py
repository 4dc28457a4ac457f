"""Contrasts of means with covariates, against Welch's formula, least squares by hand and statsmodels."""

import numpy as np
import pytest
import statsmodels.api as sm

from pipeline.stats.means import adjusted_contrast, welch_contrast

GENERATOR = np.random.Generator(np.random.PCG64(7))
SIZES = (9, 6, 5)
GROUPS = np.repeat(np.arange(3), SIZES)
VALUES = GENERATOR.normal(size=20) * (1 + GROUPS) + GROUPS
WEIGHTS = [1.0, -0.5, -0.5]


def test_without_covariates_it_is_welch_s_contrast() -> None:
    found = adjusted_contrast(VALUES, GROUPS, None, WEIGHTS)
    welch = welch_contrast([VALUES[n == GROUPS] for n in range(3)], WEIGHTS)
    assert found is not None
    assert (found.value, found.se, found.df) == pytest.approx((welch.value, welch.se, welch.df), rel=1e-12)


def test_with_a_covariate_the_estimate_is_that_of_least_squares() -> None:
    covariate = GENERATOR.normal(size=(20, 1)) + 0.3 * GROUPS[:, None]
    design = np.hstack([np.eye(3)[GROUPS], covariate])
    fitted = sm.OLS(VALUES, design).fit()
    found = adjusted_contrast(VALUES, GROUPS, covariate, WEIGHTS)
    assert found is not None
    assert found.value == pytest.approx(fitted.params[:3] @ WEIGHTS, rel=1e-10)
    assert 0 < found.df < 20


def test_an_effect_that_is_all_the_covariate_s_vanishes() -> None:
    """y = 2 x but for a disturbance that is unrelated to x within the groups: nothing is left between them."""
    covariate = np.array([0.0, 1.0, 2.0, 3.0, 2.0, 3.0, 4.0, 5.0])
    groups = np.repeat([0, 1], 4)
    noise = np.array([0.1, -0.1, -0.1, 0.1] * 2)  # unrelated to x within the groups
    found = adjusted_contrast(2 * covariate + noise, groups, covariate[:, None], [1.0, -1.0])
    assert found is not None
    assert found.value == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize(
    ("values", "groups", "covariates"),
    [
        ([1.0, 2.0, 3.0], [0, 0, 1], None),  # a group of one
        ([1.0, 1.0, 1.0, 1.0], [0, 0, 1, 1], None),  # nothing varies
        ([1.0, 2.0, 3.0, 5.0], [0, 0, 1, 1], [[0.0], [0.0], [1.0], [1.0]]),  # the groups determine the covariate
        ([], [], None),
    ],
)
def test_what_cannot_be_estimated(values: list[float], groups: list[int], covariates: list[list[float]] | None) -> None:
    beside = None if covariates is None else np.array(covariates)
    assert adjusted_contrast(np.array(values), np.array(groups, dtype=int), beside, [1.0, -1.0]) is None
