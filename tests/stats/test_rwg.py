"""r_wg(j) against values worked out by hand."""

import numpy as np
import pytest

from pipeline.stats.rwg import rwg_j, slightly_skewed_null, uniform_null


def test_the_nulls() -> None:
    assert (uniform_null(5), uniform_null(7)) == (2.0, 4.0)
    shares = np.array([0.05, 0.15, 0.20, 0.35, 0.25])  # the slightly skewed distribution over five options
    points = np.arange(1, 6)
    assert slightly_skewed_null(5) == pytest.approx((shares * points**2).sum() - (shares * points).sum() ** 2)
    assert slightly_skewed_null(7) == 2.90
    with pytest.raises(ValueError, match="4 answer options"):
        slightly_skewed_null(4)


def test_one_item_by_hand() -> None:
    """Answers 3 and 5: variance 2; r_wg = 1 - 2/4 under the uniform null of seven options, 1 - 2/2.9 under the skewed."""
    items, groups = np.array([[3.0], [5.0]]), np.array(["a", "a"])
    assert rwg_j(items, groups, 4.0) == pytest.approx([0.5])
    assert rwg_j(items, groups, 2.9) == pytest.approx([1 - 2 / 2.9])


def test_two_items_by_hand() -> None:
    """Variances 2 and 0, their mean 1 of 4: 2 (3/4) / (2 (3/4) + 1/4) = 6/7."""
    items, groups = np.array([[3.0, 4.0], [5.0, 4.0]]), np.array([1, 1])
    assert rwg_j(items, groups, 4.0) == pytest.approx([6 / 7])


def test_groups_come_in_the_order_of_their_labels_and_extremes_are_zero_and_one() -> None:
    items = np.array([[1.0], [7.0], [4.0], [4.0], [2.0]])
    groups = np.array(["b", "b", "a", "a", "c"])
    assert rwg_j(items, groups, 4.0)[:2].tolist() == [1.0, 0.0]
    assert np.isnan(rwg_j(items, groups, 4.0)[2])


def test_missing_answers_are_left_out_and_an_item_with_one_answer_does_not_count() -> None:
    items = np.array([[3.0, 1.0], [5.0, np.nan], [np.nan, np.nan]])
    assert rwg_j(items, np.zeros(3), 4.0) == pytest.approx([0.5])
    assert rwg_j(np.empty((0, 2)), np.array([]), 4.0).shape == (0,)
