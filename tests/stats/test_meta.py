"""Fixed-effect meta-analysis by hand."""

import numpy as np
import pytest

from pipeline.stats.meta import fixed_effect


def test_inverse_variance_mean_and_q() -> None:
    """1 and 3 with variances 1 and 4: weights 1 and 1/4, mean 1.75 / 1.25 = 1.4, Q = 0.16 + 2.56 / 4 = 0.8."""
    found = fixed_effect(np.array([1.0, 3.0]), np.diag([1.0, 4.0]))
    assert found.value == pytest.approx(1.4)
    assert found.se == pytest.approx(np.sqrt(0.8))
    assert found.q == pytest.approx(0.8)
    assert found.df == 1
    assert found.p == pytest.approx(0.371093, abs=1e-6)  # the upper tail of chi-square on one degree of freedom at 0.8
    assert found.interval(0.95) == pytest.approx((1.4 - 1.959964 * np.sqrt(0.8), 1.4 + 1.959964 * np.sqrt(0.8)))


def test_two_samples_of_the_same_projects_are_worth_less_than_two() -> None:
    """Equal variances 1 and correlation 0.5: the mean of both has the variance (1 + 0.5) / 2, not 1 / 2."""
    shared = fixed_effect(np.array([2.0, 2.0]), np.array([[1.0, 0.5], [0.5, 1.0]]))
    assert shared.se**2 == pytest.approx(0.75)
    assert shared.q == pytest.approx(0.0)


def test_a_single_sample_is_itself() -> None:
    found = fixed_effect(np.array([0.7]), np.array([[0.04]]))
    assert [found.value, found.se, found.df, found.p] == pytest.approx([0.7, 0.2, 0, 1.0])
