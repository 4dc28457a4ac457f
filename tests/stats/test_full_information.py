"""Means and covariances by full information, against cases that can be worked out."""

import numpy as np
import pytest

from pipeline.stats.full_information import full_information
from pipeline.stats.moments import NotFittedError


def test_without_missing_answers_they_are_the_plain_moments() -> None:
    items = np.random.default_rng(1).normal(size=(50, 3))
    found = full_information(items)
    assert found.mean == pytest.approx(items.mean(axis=0))
    assert found.covariance == pytest.approx(np.cov(items.T, bias=True))


def test_two_items_one_of_them_missing_for_some_are_solved_by_hand() -> None:
    """Anderson (1957): with x for all and y for some, mean y = mean y of these + slope (mean x of all - mean x of these), and
    the variance of x is that of all; the slope and what it leaves of y are those of the complete rows."""
    generator = np.random.default_rng(2)
    x = generator.normal(size=400)
    y = 1 + 0.7 * x + generator.normal(0, 0.5, 400)
    gone = x > 0.3  # whether y is missing depends on x alone
    found = full_information(np.column_stack([x, np.where(gone, np.nan, y)]))
    slope, start = np.polyfit(x[~gone], y[~gone], 1)
    left = (y[~gone] - start - slope * x[~gone]).var()
    assert found.mean[1] == pytest.approx(start + slope * x.mean(), abs=1e-4)
    assert found.covariance[0, 0] == pytest.approx(x.var(), abs=1e-6)
    assert found.covariance[0, 1] == pytest.approx(slope * x.var(), abs=1e-4)
    assert found.covariance[1, 1] == pytest.approx(left + slope**2 * x.var(), abs=1e-4)
    assert abs(y[~gone].mean() - 1) > 0.2  # leaving rows out would have missed the mean
    assert found.mean[1] == pytest.approx(y.mean(), abs=0.12)


def test_with_many_missing_answers_covariances_stay_definite() -> None:
    generator = np.random.default_rng(3)
    items = generator.normal(size=(90, 1)) + generator.normal(size=(90, 20))
    items[generator.random(items.shape) < 0.35] = np.nan
    items[0] = np.nan
    found = full_information(items)
    assert found.n == 89
    assert np.linalg.eigvalsh(found.covariance)[0] > 0


def test_what_nobody_answered_or_all_alike_is_refused_with_the_reason() -> None:
    items = np.random.default_rng(1).normal(size=(50, 3))
    items[:, 1] = 4.0
    with pytest.raises(NotFittedError, match="does not vary"):
        full_information(items)
    items[1:, 1] = np.nan
    with pytest.raises(NotFittedError, match="hardly anybody"):
        full_information(items)
