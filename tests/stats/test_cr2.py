"""CR2 against cases that can be worked out by hand, and against R (clubSandwich)."""

import numpy as np
import pytest

from pipeline.stats.cr2 import cluster_robust
from tests.stats.reference import likert

# clubSandwich::coef_test(lm(s1 ~ type), vcov = "CR2", cluster = project) on the reference data.
R_SE, R_DF, R_P = 0.078733728945754, 97.9481819355659, 5.7753894721812e-21


def test_the_mean_of_equal_clusters_is_a_t_test_on_their_means() -> None:
    """Clusters 1 1, 3 3, 5 5: means 1, 3, 5 with variance 4, so the standard error is sqrt(4/3) on 2 degrees of freedom."""
    fit = cluster_robust(np.array([1.0, 1, 3, 3, 5, 5]), np.ones((6, 1)), np.array([1, 1, 2, 2, 3, 3]))
    assert fit.coefficients == pytest.approx([3])
    assert fit.se == pytest.approx([np.sqrt(4 / 3)], abs=1e-12)
    assert fit.df == pytest.approx([2], abs=1e-9)
    assert (fit.n, fit.clusters) == (6, 3)


def test_two_groups_of_single_rows_are_welch_s_test() -> None:
    """Clusters of one row and a column per group: each mean has its own variance over n, on n - 1 degrees of freedom."""
    first, second = np.array([1.0, 2.0, 6.0]), np.array([3.0, 4.0, 5.0, 9.0])
    design = np.column_stack([np.repeat([1.0, 0.0], [3, 4]), np.repeat([0.0, 1.0], [3, 4])])
    fit = cluster_robust(np.concatenate([first, second]), design, np.arange(7))
    assert fit.se == pytest.approx([np.sqrt(first.var(ddof=1) / 3), np.sqrt(second.var(ddof=1) / 4)], abs=1e-12)
    assert fit.df == pytest.approx([2, 3], abs=1e-9)


def test_the_order_of_the_rows_does_not_matter_and_a_cluster_with_a_column_of_its_own_does_no_harm() -> None:
    generator = np.random.default_rng(2)
    y, labels = generator.normal(size=40), np.repeat(np.arange(8), 5)
    design = np.column_stack([np.ones(40), labels >= 4, labels == 7]).astype(float)
    shuffled = generator.permutation(40)
    one, other = cluster_robust(y, design, labels), cluster_robust(y[shuffled], design[shuffled], labels[shuffled])
    assert one.se == pytest.approx(other.se, rel=1e-9)
    assert np.isfinite(one.se).all()


def test_an_interval_is_symmetric_and_wider_at_a_higher_level() -> None:
    fit = cluster_robust(np.array([1.0, 1, 3, 3, 5, 5]), np.ones((6, 1)), np.array([1, 1, 2, 2, 3, 3]))
    low, high = fit.interval()[0]
    assert (low + high) / 2 == pytest.approx(3)
    assert high - 3 == pytest.approx(4.302652729911275 * np.sqrt(4 / 3))  # t of 2 df at .975
    assert fit.interval(0.9)[0][1] < high


def test_one_cluster_and_dependent_columns_are_refused() -> None:
    with pytest.raises(ValueError, match="two clusters"):
        cluster_robust(np.ones(3), np.ones((3, 1)), np.zeros(3))
    with pytest.raises(ValueError, match="depend"):
        cluster_robust(np.arange(4.0), np.ones((4, 2)), np.arange(4))


def test_equals_clubsandwich() -> None:
    data = likert()
    fit = cluster_robust(data.s1, np.column_stack([np.ones(2000), data.type == "B"]), data.project)
    assert fit.se[1] == pytest.approx(R_SE, rel=1e-10)
    assert fit.df[1] == pytest.approx(R_DF, rel=1e-10)
    assert fit.p[1] == pytest.approx(R_P, rel=1e-8)


def test_a_coefficient_that_one_cluster_fits_alone_has_no_degrees_of_freedom() -> None:
    """The mean of the last cluster is its own coefficient: its residuals sum to zero and say nothing of it."""
    design = np.array([[1, 0], [1, 0], [1, 0], [1, 0], [0, 1], [0, 1]], dtype=float)
    fit = cluster_robust(np.array([1.0, 2, 3, 5, 4, 6]), design, np.array([1, 1, 2, 2, 3, 3]))
    assert np.isnan(fit.df[1]) and fit.df[0] == pytest.approx(1)  # two clusters of one mean have one
