"""Levels of invariance in data with a known fault, and against R (lavaan)."""

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.stats.factor import pattern_of
from pipeline.stats.invariance import Level, invariance, levels, samples_of
from pipeline.stats.moments import NotFittedError
from tests.stats.reference import likert

Array = NDArray[np.float64]

# lavaan::cfa with group = "type": configural, equal loadings, equal loadings and intercepts.
R_CHI2 = (508.373710638948, 534.454905270914, 557.033884724321)
R_CFI = (0.999424376193285, 0.999142427265026, 0.999054811734255)
R_DF = (498, 519, 540)


def two_groups(shift: float = 0.0, seed: int = 1) -> tuple[Array, NDArray[np.str_]]:
    """Six items of one factor in two groups of 400; the second is half a unit higher on the factor; item 3 is shifted there."""
    generator = np.random.default_rng(seed)
    second = np.repeat([0.0, 1.0], 400)
    factor = generator.normal(size=800) + 0.5 * second
    items = 4 + 0.8 * factor[:, None] + generator.normal(0, 0.7, (800, 6))
    items[:, 3] += shift * second
    return items, np.where(second == 1, "b", "a")


def last_level(items: Array, groups: NDArray[np.str_], size: int) -> Level:
    return levels(samples_of(items, groups), pattern_of([size]))[-1]


def test_degrees_of_freedom_by_hand() -> None:
    """27 moments a group. Configural: 2 (27 - 18) = 18; metric: 5 loadings more; scalar: 6 intercepts less one mean more."""
    found = invariance(*two_groups(), pattern_of([6]))
    assert [level.fit.indices.df for level in found] == [18, 23, 28]
    assert [level.df_difference for level in found] == [0, 5, 5]
    assert np.isnan(found[0].p)
    assert found[2].p > 0.001
    assert all(level.holds() for level in found)


def test_the_factor_mean_of_the_second_group_is_found() -> None:
    scalar = invariance(*two_groups(), pattern_of([6]))[2].fit
    assert scalar.estimates[0].means == [0.0]
    assert scalar.estimates[1].means[0] == pytest.approx(0.4, abs=0.2)
    assert scalar.errors[0].means[0] == 0


@pytest.mark.parametrize("shifted", [0, 3])
def test_an_item_with_an_intercept_of_its_own_is_found_and_its_effect_bounded(shifted: int) -> None:
    """One item of six moved by 0.9 points moves the scale's mean by 0.15."""
    items, groups = two_groups(shift=0.9)
    items = np.roll(items, shifted - 3, axis=1)
    assert not invariance(items, groups, pattern_of([6]))[2].holds()
    level = last_level(items, groups, 6)
    assert (level.name, level.released) == ("partial scalar", (shifted,))
    assert level.holds()
    first, second = level.fit.estimates
    assert (second.intercepts - first.intercepts).mean() == pytest.approx(0.15, abs=0.03)


def test_nothing_is_released_where_the_scalar_level_holds_or_too_few_items_would_remain() -> None:
    assert last_level(*two_groups(), 6).released == ()
    items, groups = two_groups()
    three = items[:, :3] + (groups == "b")[:, None] * np.array([0.0, 1.0, -1.0])
    assert len(last_level(three, groups, 3).released) == 1


def test_a_group_that_is_too_small_is_refused() -> None:
    items, groups = two_groups()
    with pytest.raises(NotFittedError, match="not positive definite"):
        invariance(items[:404], groups[:404], pattern_of([6]))


def test_an_item_that_a_group_answers_alike_is_refused_without_a_warning() -> None:
    items, groups = two_groups()
    items[groups == "b", 2] = 4.0
    with pytest.raises(NotFittedError, match="one of the items does not vary"):
        invariance(items, groups, pattern_of([6]))


def test_equals_lavaan() -> None:
    data = likert()
    levels = invariance(data.items, data.type, pattern_of([8, 8, 8]))
    assert [level.fit.indices.chi2 for level in levels] == pytest.approx(R_CHI2, rel=1e-8)
    assert [level.fit.indices.cfi for level in levels] == pytest.approx(R_CFI, abs=1e-8)
    assert [level.fit.indices.df for level in levels] == list(R_DF)
