"""Indices of careless answering, worked out by hand."""

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.stats.inconsistent import (
    antonym_pairs,
    even_odd,
    intra_individual_variability,
    mahalanobis,
    psychometric_antonyms,
    row_correlation,
)

Array = NDArray[np.float64]
NAN = np.nan


def test_variability_by_hand() -> None:
    answers = np.array([[4, 4, 4.0], [1, 4, 7], [1, NAN, 3], [NAN, NAN, 3]])
    assert intra_individual_variability(answers)[:3] == pytest.approx([0, 3, np.sqrt(2)])
    assert np.isnan(intra_individual_variability(answers)[3])


def test_even_and_odd_halves_by_hand() -> None:
    """Three pairs: halves (1, 2, 3) and (1, 3, 2) correlate by 1/2, stepped up to 2/3; opposite halves stop at -1."""
    scales = [[0, 1], [2, 3], [4, 5]]
    items = np.array([[1, 1, 2, 3, 3, 2.0], [1, 3, 2, 2, 3, 1], [4, 4, 4, 4, 4, 4], [1, 1, 2, 2, NAN, 5]])
    found = even_odd(items, scales, 3)
    assert found[:2] == pytest.approx([2 / 3, -1.0])
    assert np.isnan(found[2:]).all()  # no variation; a scale with one half only leaves two
    assert np.isnan(even_odd(items, [], 3)).all()


def test_even_and_odd_halves_of_longer_scales_are_means() -> None:
    """Items 1, 2, 3, 4 of a scale: odd ones 1 and 3, even ones 2 and 4."""
    items = np.array([[1, 2, 3, 4, 5.0, 6.0, 1.0, 1.0]])
    halves = np.array([[2, 5, 1.0]]), np.array([[3, 6, 1.0]])
    r = row_correlation(*halves, 3)[0]
    assert even_odd(items, [[0, 1, 2, 3], [4, 5], [6, 7]], 3)[0] == pytest.approx(2 * r / (1 + r))


def test_opposite_items_are_paired_once_the_strongest_first() -> None:
    generator = np.random.default_rng(1)
    x = generator.normal(size=400)
    y = -x + generator.normal(0, 0.1, 400)
    z = -x + generator.normal(0, 0.4, 400)
    items = np.column_stack([x, y, z, generator.normal(size=400)])
    everybody = np.ones(400, dtype=bool)
    assert antonym_pairs(items, -0.6, everybody) == [(0, 1)]
    assert antonym_pairs(items, -1.0, everybody) == []


def test_who_answers_opposites_alike_correlates_positively() -> None:
    pairs = [(0, 1), (2, 3), (4, 5)]
    items = np.array([[1, 7, 4, 4, 7, 1.0], [1, 1, 4, 4, 7, 7], [1, 7, NAN, 4, 7, 1]])
    found = psychometric_antonyms(items, pairs, 3)
    assert found[:2] == pytest.approx([-1, 1])
    assert np.isnan(found[2])
    assert np.isnan(psychometric_antonyms(items, [], 3)).all()


def test_the_distance_has_the_items_as_degrees_of_freedom() -> None:
    """Normal answers, unrelated, variance 1: the squared distance is a chi-square with as many degrees as items; about 1 % lie
    beyond .99 (of 3000: 30, 3 errors are 16). Only half of the items answered: half of the degrees."""
    items = np.random.default_rng(2).normal(size=(3000, 8))
    items[0] = 0.0
    items[1] = 3.0
    items[2, 4:] = NAN
    distance, n, p = mahalanobis(items, np.ones(3000, dtype=bool), 2)
    assert distance[0] == pytest.approx(0, abs=0.05)
    assert distance[1] == pytest.approx(72, rel=0.15)
    assert n[:3].tolist() == [8, 8, 4]
    assert distance[3:].mean() == pytest.approx(8, abs=0.3)
    assert 14 <= (p[3:] < 0.01).sum() <= 46


def test_a_distance_without_enough_rows_or_answers_is_not_computable() -> None:
    items = np.random.default_rng(2).normal(size=(16, 8))
    assert np.isnan(mahalanobis(items, np.ones(16, dtype=bool), 2)[0]).all()
    more = np.random.default_rng(2).normal(size=(100, 8))
    more[0, 1:] = NAN
    more[:, 7] = 4.0  # does not vary, and counts for nothing
    distance, n, _ = mahalanobis(more, np.ones(100, dtype=bool), 2)
    assert np.isnan(distance[0])
    assert n[1] == 7
