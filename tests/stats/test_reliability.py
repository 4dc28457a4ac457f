"""Reliability against hand-checkable cases and against R (psych, semTools)."""

import numpy as np
import pytest

from pipeline.stats.pairwise import correlation_of, pairwise_correlation, pairwise_covariance
from pipeline.stats.reliability import (
    alpha_if_dropped,
    alpha_ordinal,
    alpha_raw,
    alpha_standardized,
    item_rest,
    omega_total,
    one_factor,
    spearman_brown,
)
from tests.stats.reference import likert

# psych::alpha, psych::fa(fm = "ml") and semTools::compRelSEM on the first eight reference items.
R_ALPHA = 0.889670000985492
R_OMEGA = 0.890933641116052
R_FIRST_LOADING = 0.673095901328886


def test_two_parallel_items_by_hand() -> None:
    """Variances 4 and 4, covariance 2: alpha = 2 (1 - 8/12) = 2/3, which is Spearman-Brown of r = 1/2."""
    covariance = np.array([[4.0, 2.0], [2.0, 4.0]])
    assert alpha_raw(covariance) == pytest.approx(2 / 3, abs=1e-14)
    assert alpha_standardized(covariance) == pytest.approx(2 / 3, abs=1e-14)
    assert spearman_brown(0.5) == pytest.approx(2 / 3, abs=1e-14)


def test_raw_and_standardized_alpha_differ_where_items_differ_in_spread() -> None:
    """Variances 1 and 9, correlation 1/2: covariance 3/2, raw alpha 2 (1 - 10/13) = 6/13, standardised still 2/3."""
    covariance = np.array([[1.0, 1.5], [1.5, 9.0]])
    assert alpha_raw(covariance) == pytest.approx(6 / 13, abs=1e-14)
    assert alpha_standardized(covariance) == pytest.approx(2 / 3, abs=1e-14)


def test_spearman_brown_by_hand() -> None:
    assert spearman_brown(0.25) == pytest.approx(0.5 / 1.25)
    assert spearman_brown(0.0) == 0
    assert spearman_brown(-0.5) == pytest.approx(-2)
    assert np.isnan(spearman_brown(-1.0))


def test_item_rest_and_alpha_if_dropped_by_hand() -> None:
    """Three items, variance 1, correlations 1/2: rest of two items has variance 3, covariance with the item 1."""
    covariance = np.full((3, 3), 0.5) + 0.5 * np.eye(3)
    assert item_rest(covariance) == pytest.approx(np.full(3, 1 / np.sqrt(3)), abs=1e-14)
    assert alpha_if_dropped(covariance) == pytest.approx(np.full(3, 2 / 3), abs=1e-14)


def test_a_forgotten_reverse_key_has_a_negative_item_rest_correlation_and_hurts_alpha() -> None:
    covariance = np.full((4, 4), 0.5) + 0.5 * np.eye(4)
    turned = np.diag([1.0, 1.0, 1.0, -1.0])
    wrong = turned @ covariance @ turned
    assert (item_rest(wrong) < 0).tolist() == [False, False, False, True]
    assert alpha_if_dropped(wrong).argmax() == 3
    assert alpha_raw(wrong) < alpha_raw(covariance)


def test_omega_of_known_loadings() -> None:
    """Loadings .8 .7 .6 .5 sum to 2.6, uniquenesses .36 .51 .64 .75 to 2.26: omega = 6.76 / 9.02."""
    loadings = np.array([0.8, 0.7, 0.6, 0.5])
    correlation = np.outer(loadings, loadings)
    np.fill_diagonal(correlation, 1.0)
    assert one_factor(correlation)[0] == pytest.approx(loadings, abs=1e-6)
    assert omega_total(correlation) == pytest.approx(6.76 / 9.02, abs=1e-8)


def test_omega_equals_alpha_where_items_are_parallel_and_does_not_depend_on_the_unit() -> None:
    covariance = 4 * (np.full((5, 5), 0.4) + 0.6 * np.eye(5))
    assert omega_total(covariance) == pytest.approx(alpha_raw(covariance), abs=1e-8)
    assert omega_total(covariance) == pytest.approx(omega_total(covariance / 4), abs=1e-9)


def test_what_cannot_be_computed_is_nan_without_a_warning() -> None:
    one, constant = np.array([[1.0]]), np.array([[1.0, 0.0], [0.0, 0.0]])
    assert np.isnan(
        [alpha_raw(one), alpha_standardized(one), omega_total(one), *item_rest(one), *alpha_if_dropped(one)]
    ).all()
    assert np.isnan([alpha_standardized(constant), alpha_raw(np.zeros((3, 3))), omega_total(np.zeros((3, 3)))]).all()
    assert np.isnan(item_rest(constant)).all()
    assert np.isnan(omega_total(np.ones((3, 3))))


def test_missing_answers_are_left_out_pair_by_pair() -> None:
    items = np.array([[1.0, 2.0, np.nan], [2.0, 4.0, 1.0], [3.0, np.nan, 2.0], [6.0, 6.0, 3.0]])
    covariance = pairwise_covariance(items)
    assert covariance[0, 1] == pytest.approx(np.cov([1, 2, 6], [2, 4, 6])[0, 1])
    assert covariance[0, 2] == pytest.approx(np.cov([2, 3, 6], [1, 2, 3])[0, 1])
    assert np.diag(covariance) == pytest.approx([np.var([1, 2, 3, 6], ddof=1), 4, 1])
    assert pairwise_correlation(items)[0, 2] == pytest.approx(np.corrcoef([2, 3, 6], [1, 2, 3])[0, 1])
    assert np.isnan(pairwise_covariance(np.array([[1.0, np.nan], [2.0, 3.0]]))[0, 1])


def test_equals_r() -> None:
    covariance = pairwise_covariance(likert().items[:, :8])
    assert alpha_raw(covariance) == pytest.approx(R_ALPHA, abs=1e-12)
    assert omega_total(correlation_of(covariance)) == pytest.approx(R_OMEGA, abs=1e-6)
    assert one_factor(correlation_of(covariance))[0][0] == pytest.approx(R_FIRST_LOADING, abs=1e-6)
    assert alpha_ordinal(correlation_of(covariance)) == alpha_standardized(covariance)
