"""Polychoric correlations against cases that can be worked out, and against R (psych)."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from pipeline.stats.bivariate import density, distribution
from pipeline.stats.polychoric import ordered, polychoric
from pipeline.stats.reliability import alpha_ordinal
from tests.stats.reference import likert

# psych::polychoric on the first eight reference items, and psych::alpha of it.
R_FIRST_PAIR = 0.483538662155006
R_ORDINAL_ALPHA = 0.904544631334799


def answers(table: list[list[int]]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Two columns of answers that make this table."""
    cells = [(i, j) for i, row in enumerate(table) for j, count in enumerate(row) for _ in range(count)]
    return np.array(cells, dtype=float)


def test_an_independent_table_has_correlation_zero() -> None:
    assert polychoric(answers([[20, 30], [40, 60]]))[0, 1] == pytest.approx(0, abs=1e-9)
    assert polychoric(answers([[1, 2, 3], [2, 4, 6], [4, 8, 12]]))[0, 1] == pytest.approx(0, abs=1e-9)


def test_a_table_cut_at_the_medians_has_the_correlation_of_sheppard() -> None:
    """Both cut at 0: P(both below) = 1/4 + arcsin(r) / (2 pi) (Sheppard 1899); a third of all below both gives r = 1/2."""
    assert polychoric(answers([[2, 1], [1, 2]]))[0, 1] == pytest.approx(0.5, abs=1e-9)
    assert polychoric(answers([[1, 2], [2, 1]]))[0, 1] == pytest.approx(-0.5, abs=1e-9)


def test_thresholds_are_normal_quantiles() -> None:
    thresholds = ordered(answers([[1, 1], [1, 1]])).thresholds
    assert thresholds.tolist() == [[-np.inf, 0.0, np.inf], [-np.inf, 0.0, np.inf]]


def test_turning_an_item_turns_the_sign_and_labels_do_not_matter() -> None:
    items = answers([[12, 5, 1], [6, 10, 7], [2, 4, 9]])
    r = polychoric(items)[0, 1]
    assert r > 0
    assert polychoric(items * [1, -1])[0, 1] == pytest.approx(-r, abs=1e-9)
    assert polychoric(np.array([1.0, 5.0, 7.0])[items.astype(int)])[0, 1] == pytest.approx(r, abs=1e-12)
    assert polychoric(items[:, ::-1])[0, 1] == pytest.approx(r, abs=1e-9)


def test_an_empty_cell_of_a_two_by_two_table_counts_as_half_an_answer() -> None:
    full, empty = answers([[21, 19], [1, 39]]), answers([[20, 20], [0, 40]])
    assert polychoric(full)[0, 1] < polychoric(empty)[0, 1] < 0.999


def test_items_with_fewer_categories_and_missing_answers_do_not_disturb_others() -> None:
    three = answers([[12, 5, 1], [6, 10, 7], [2, 4, 9]])
    third = np.where(np.arange(len(three)) < 30, np.arange(len(three)) % 2, np.nan)
    together = polychoric(np.column_stack([three, third]))
    assert together[0, 1] == pytest.approx(polychoric(three)[0, 1], abs=1e-9)
    assert np.isfinite(together).all()


def test_a_constant_item_is_refused_and_a_pair_never_answered_is_nan() -> None:
    with pytest.raises(ValueError, match="fewer than two"):
        polychoric(np.array([[1.0, 2.0], [1.0, 3.0]]))
    apart = np.array([[1, np.nan], [2, np.nan], [np.nan, 1], [np.nan, 2]])
    assert np.isnan(polychoric(apart)[0, 1])


def test_the_bivariate_normal_distribution_is_right() -> None:
    for r in (-0.97, -0.3, 0.0, 0.6, 0.99):
        exact = float(multivariate_normal([0, 0], [[1, r], [r, 1]]).cdf([0.4, -0.7]))
        assert float(distribution(np.array(0.4), np.array(-0.7), np.array(r))) == pytest.approx(exact, abs=1e-8)
    assert float(distribution(np.array(np.inf), np.array(0.0), np.array(0.5))) == 0.5
    assert float(density(np.array(0.0), np.array(0.0), np.array(0.0))) == pytest.approx(1 / (2 * np.pi))
    assert float(density(np.array(np.inf), np.array(0.0), np.array(0.3))) == 0


def test_equals_r() -> None:
    correlation = polychoric(likert().items[:, :8])
    assert correlation[0, 1] == pytest.approx(R_FIRST_PAIR, abs=5e-6)
    assert alpha_ordinal(correlation) == pytest.approx(R_ORDINAL_ALPHA, abs=5e-6)
