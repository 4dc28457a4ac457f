"""Intervals by drawing whole clusters: draws that can be counted, and simulated projects whose true value is known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.stats.clustered_bootstrap import Drawn, drawn, icc_intervals, median_interval
from pipeline.stats.icc import icc

Array = NDArray[np.float64]


def projects(seed: int, n: int = 60, size: int = 8) -> tuple[Array, NDArray[np.int64]]:
    """Answers of which a fifth of the variance lies between projects."""
    generator = np.random.default_rng(seed)
    team = np.repeat(np.arange(n), size)
    return np.sqrt(0.2) * generator.normal(size=n)[team] + np.sqrt(0.8) * generator.normal(size=n * size), team


def test_a_draw_is_the_coefficient_of_the_clusters_drawn() -> None:
    """Cluster a twice, b once, c never, said by copying the rows; groups are halves of clusters, as projects in two waves."""
    generator = np.random.default_rng(1)
    cluster = np.repeat([0, 1, 2], 20)
    group = np.repeat(np.arange(6), 10)
    values = generator.normal(size=60) + 0.5 * generator.normal(size=6)[group]
    by = Drawn(np.array([[2.0, 1.0, 0.0]] * 2), cluster)
    rows = np.concatenate([np.flatnonzero(cluster == 0), np.flatnonzero(cluster == 0), np.flatnonzero(cluster == 1)])
    copied = np.concatenate([group[cluster == 0], 10 + group[cluster == 0], group[cluster == 1]])
    expected = icc(values[rows], copied)
    first, second = icc_intervals(values, group, by)
    assert first == pytest.approx((expected.icc1, expected.icc1))
    assert second == pytest.approx((expected.icc2, expected.icc2))


def test_the_interval_of_an_icc_covers_the_true_value_nearly_as_often_as_it_says() -> None:
    """Simulated: 200 surveys of 60 projects of 8 with ICC(1) .2 and ICC(2) 2/3. A percentile interval of 95 % with 60 clusters
    covers a little less often: at least 170 of 200, where chance alone would give 184 or more."""
    found = []
    for seed in range(200):
        values, team = projects(seed)
        found.append(icc_intervals(values, team, drawn(team, 400, seed)))
    assert 170 <= sum(low < 0.2 < high for (low, high), _ in found) <= 199
    assert 170 <= sum(low < 2 / 3 < high for _, (low, high) in found) <= 199


def test_the_interval_of_a_median_by_hand() -> None:
    """Values 1 to 4 of clusters 0 to 3; drawn once each the median is 2.5, cluster 0 alone gives 1, clusters 0, 3, 3 give 4."""
    values, cluster = np.array([3.0, 1.0, 4.0, 2.0]), np.array([2, 0, 3, 1])
    for weights, median in (([1, 1, 1, 1], 2.5), ([4, 0, 0, 0], 1.0), ([1, 0, 0, 2], 4.0), ([1, 0, 0, 1], 2.5)):
        by = Drawn(np.array([weights], dtype=np.float64), np.arange(4))
        assert median_interval(values, cluster, by) == (median, median)
    with_gap = np.array([np.nan, 1.0, 4.0, 2.0])
    assert median_interval(with_gap, cluster, Drawn(np.ones((1, 4)), np.arange(4))) == (2.0, 2.0)


def test_one_cluster_and_nothing_known_have_no_interval() -> None:
    alone = drawn(np.zeros(10), 50, 1)
    assert np.isnan(icc_intervals(np.arange(10.0), np.repeat([0, 1], 5), alone)).all()
    assert np.isnan(median_interval(np.ones(2), np.zeros(2, dtype=np.intp), alone)).all()
    two = drawn(np.repeat([0, 1], 5), 50, 1)
    assert np.isnan(median_interval(np.full(2, np.nan), np.array([0, 1]), two)).all()
    assert np.isnan(icc_intervals(np.zeros(0), np.zeros(0), two.of(np.zeros(10, dtype=bool)))).all()


def test_the_same_seed_draws_the_same() -> None:
    values, team = projects(3)
    assert icc_intervals(values, team, drawn(team, 100, 7)) == icc_intervals(values, team, drawn(team, 100, 7))
