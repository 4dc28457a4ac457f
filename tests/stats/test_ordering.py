"""Standardised contrasts and areas by hand."""

import numpy as np
import pytest

from pipeline.stats.ordering import folded_auc, standardised_contrasts


def test_a_standardised_contrast() -> None:
    """Means 2 and 0, standard deviation 1 inside both: d = 2; with the second unit left out once, by hand."""
    values = np.array([[1.0], [2], [3], [-1], [0], [1]])
    labels = np.array(["a"] * 3 + ["b"] * 3)
    weights = np.array([[1.0] * 6, [1, 0, 1, 1, 1, 1]])
    found = standardised_contrasts(values, labels, {"a": 1.0, "b": -1.0}, weights)
    assert found[0, 0] == pytest.approx(2.0)
    assert found[1, 0] == pytest.approx(2 / np.sqrt((2 + 2) / 3))


def test_missing_outcomes_are_left_out() -> None:
    values = np.array([[1.0], [2], [3], [np.nan], [-1], [0], [1]])
    labels = np.array(["a"] * 4 + ["b"] * 3)
    found = standardised_contrasts(values, labels, {"a": 1.0, "b": -1.0}, np.ones((1, 7)))
    assert found[0, 0] == pytest.approx(2.0)


def test_an_area_of_one_and_of_a_half() -> None:
    first = np.repeat([True, False], 20)
    apart = np.where(first, 5.0, -5.0)[:, None] + np.tile(np.linspace(-1, 1, 20), 2)[:, None]
    assert folded_auc(apart, first, np.ones((1, 40), dtype=np.int64), seed=1) == [1.0]
    noise = np.random.default_rng(3).normal(size=(400, 2))
    found = folded_auc(noise, np.repeat([True, False], 200), np.ones((1, 400), dtype=np.int64), seed=1)
    assert found[0] == pytest.approx(0.5, abs=0.08)


def test_units_drawn_twice_count_twice() -> None:
    """Scores 2, 1 against 1.5 in one column: half of the pairs are won; with the winner drawn three times, three quarters."""
    values = np.array([[2.0], [1.0], [1.5], [1.5]] * 5)
    first = np.array([True, True, False, False] * 5)
    plain = np.ones(20, dtype=np.int64)
    often = np.where(values[:, 0] == 2.0, 3, 1)
    found = folded_auc(values, first, np.vstack([plain, often]), seed=1)
    assert found[1] == pytest.approx(0.75)
