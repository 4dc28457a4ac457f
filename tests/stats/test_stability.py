"""How clusters are matched and compared, where it can be counted by hand."""

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.stats import stability
from pipeline.stats.mixture import Search

SEARCH = Search(3, 5, 0.01, 1)


def clouds(apart: float, each: int = 20) -> NDArray[np.float64]:
    """Two clouds in three columns, their centres `apart` standard deviations from each other in each column."""
    noise = np.random.default_rng(5).standard_normal((2 * each, 3))
    return noise + apart * np.repeat([[0.0], [1.0]], each, axis=0)


def test_jaccard_by_hand() -> None:
    """Of a, b, c | d, e the draw has a (twice), b, d, e and finds a | b, d, e: {a, b} with {a} shares 1 of 2, with {b, d, e}
    1 of 4; {d, e} shares 2 of 3 with {b, d, e}."""
    labels, picks, found = np.array([0, 0, 0, 1, 1]), np.array([0, 0, 1, 3, 4]), np.array([0, 0, 1, 1, 1])
    assert stability.most_similar(labels, picks, found, 2).tolist() == pytest.approx([1 / 2, 2 / 3])


def test_a_cluster_of_which_nobody_was_drawn_and_a_refused_draw_count_as_nothing() -> None:
    labels = np.array([0, 0, 1, 1])
    assert stability.most_similar(labels, np.array([0, 1, 1, 1]), np.zeros(4, dtype=int), 2).tolist() == [1, 0]
    assert stability.most_similar(labels, np.arange(4), np.full(4, -1), 2).tolist() == [0, 0]


def test_clouds_far_apart_are_stable_and_a_cut_through_one_is_not() -> None:
    labels = np.repeat([0, 1], 20)
    assert stability.bootstrap_jaccard(clouds(8.0), labels, "EII", 20, SEARCH) == pytest.approx([1, 1])
    at_random = np.tile([0, 1], 20)
    assert (stability.bootstrap_jaccard(clouds(0.0), at_random, "EII", 20, SEARCH) < 0.6).all()


def test_the_same_seed_gives_the_same_similarity() -> None:
    labels = np.repeat([0, 1], 20)
    first, again = (stability.bootstrap_jaccard(clouds(1.0), labels, "VVI", 10, SEARCH) for _ in range(2))
    assert first.tolist() == again.tolist()


def test_ward_and_k_means_find_two_clouds() -> None:
    for found in (stability.ward(clouds(8.0), 2), stability.k_means(clouds(8.0), 2, 5, 1)):
        assert set(found) == {0, 1}
        assert len(set(found[:20])) == len(set(found[20:])) == 1


def test_the_silhouette_by_hand() -> None:
    """On a line 0, 1 | 5, 6: within 1, to the others 5.5 and 4.5: (4.5 / 5.5 + 3.5 / 4.5) / 2 on either side."""
    line = np.array([[0.0], [1.0], [5.0], [6.0]])
    assert stability.silhouette(line, np.array([0, 0, 1, 1])) == pytest.approx((4.5 / 5.5 + 3.5 / 4.5) / 2)
    assert stability.silhouette(line, np.zeros(4, dtype=int)) == stability.silhouette(line, np.arange(4)) == -1


def test_k_means_has_no_more_clusters_than_there_are_different_cases() -> None:
    assert len(set(stability.k_means(np.repeat([[0.0], [1.0]], 5, axis=0), 3, 2, 1))) == 2


def test_clusters_take_the_names_that_most_of_their_cases_had() -> None:
    to = np.array([0, 0, 0, 1, 1, 2])
    assert stability.matched(np.array([2, 2, 2, 0, 0, 1]), to, 3).tolist() == to.tolist()
    assert stability.matched(np.array([1, 1, 0, 0, 0, 2]), to, 3).tolist() == [0, 0, 1, 1, 1, 2]
