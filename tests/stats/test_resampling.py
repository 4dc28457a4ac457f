"""Bootstrapped and exact estimates against values that can be had by hand or from tables."""

import numpy as np
import pytest

from pipeline.stats.resampling import Bootstrapped, ExactShare, corrected_entropy, largest_sd, weighted_sd


def test_percentile_interval_and_tails() -> None:
    found = Bootstrapped(50.0, np.arange(1.0, 100.0))
    assert found.interval(0.90) == pytest.approx((5.9, 94.1))
    assert found.p_at_most(10.0) == pytest.approx(11 / 100)  # (1 + ten draws) / (1 + 99)
    assert found.p_at_least(10.0) == pytest.approx(91 / 100)
    assert found.reversed().p_at_least(-10.0) == found.p_at_most(10.0)


def test_missing_draws_are_left_out() -> None:
    assert Bootstrapped(1.0, np.array([1.0, np.nan, 1.0])).interval(0.95) == (1.0, 1.0)


def test_an_exact_share() -> None:
    """R: binom.test(3, 10)$conf.int is 0.06673951 0.65245285."""
    share = ExactShare(3, 10)
    assert share.value == 0.3
    assert share.interval(0.95) == pytest.approx((0.06673951, 0.65245285), abs=1e-8)


def test_the_largest_standard_deviation_on_seven_points() -> None:
    """Half at 1 and half at 7: mean 4, standard deviation 3."""
    assert largest_sd(np.array([4.0]), 1, 7)[0] == pytest.approx(3.0)


def test_weights_count_as_repeated_units() -> None:
    values = np.array([1.0, 2.0, 6.0])
    mean, sd = weighted_sd(values, np.array([[1, 1, 1], [2, 0, 1]]))
    assert mean == pytest.approx([3.0, 8 / 3])
    assert sd == pytest.approx([np.std([1, 2, 6], ddof=1), np.std([1, 1, 6], ddof=1)])


def test_entropy() -> None:
    """Two cells, half and half: log 2; Miller and Madow add (2 - 1) / (2 n); all in one cell: zero."""
    found = corrected_entropy(np.array([[50.0, 50.0], [10.0, 0.0]]), 2)
    assert found == pytest.approx([(np.log(2) + 1 / 200) / np.log(2), 0.0])
