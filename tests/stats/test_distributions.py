"""Probability of superiority and overlap by hand."""

import numpy as np
import pytest

from pipeline.stats.distributions import overlap, superiority


def side(*values: float) -> list[tuple[np.ndarray, np.ndarray]]:
    return [(np.array(values), np.arange(len(values)))]


def test_superiority_counts_pairs() -> None:
    """3, 5 against 1, 5: 3 > 1, 3 < 5, 5 > 1, 5 = 5 make 2.5 of 4."""
    assert superiority(side(3, 5), side(1, 5), 50, 1).value == pytest.approx(0.625)
    assert superiority(side(4, 4), side(4, 4), 50, 1).value == pytest.approx(0.5)
    assert superiority(side(5, 6), side(1, 2), 50, 1).interval(0.95) == (1.0, 1.0)


def test_groups_of_a_side_count_equally() -> None:
    """Against 4: a group of nine at 1 and a group of one at 7 make half above, half below."""
    two = [(np.full(9, 1.0), np.arange(9)), (np.array([7.0]), np.array([0]))]
    assert superiority(side(4.0), two, 20, 1).value == pytest.approx(0.5)


def test_overlap_is_the_smaller_share_in_each_class() -> None:
    """Half of the first and a quarter of the second at 4, nothing else shared."""
    assert overlap(side(4, 6), side(4, 1, 2, 3), 50, 1).value == pytest.approx(0.25)
    assert overlap(side(4, 6), side(4, 6), 50, 1).value == pytest.approx(1.0)
    assert overlap(side(4.0, 4.1), side(4.2, 3.9), 50, 1).value == pytest.approx(1.0)  # one class of half a point


def test_few_clusters_make_a_wide_interval() -> None:
    generator = np.random.default_rng(1)
    values = generator.normal(size=60)
    many = superiority([(values, np.arange(60))], side(0.0), 400, 1).interval(0.95)
    few = superiority([(np.sort(values), np.arange(60) // 15)], side(0.0), 400, 1).interval(0.95)
    assert few[1] - few[0] > many[1] - many[0]
