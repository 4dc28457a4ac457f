"""Items that are not comparable between groups, in answers whose fault is known."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.stats.item_bias import ItemBias, contrast_influences, item_bias

Array = NDArray[np.float64]
LOADINGS = {2: (1.0, 0.9), 3: (1.1, 1.0, 0.8), 4: (1.2, 1.0, 0.8, 0.9)}
PLUS_MINUS = np.array([-0.5, -0.5, 1.0])  # the third group less the mean of the others


def found(
    k: int, shift: float = 0.0, gap: float = 0.0, seed: int = 1, size: int = 8, projects: int = 60, **more: Any
) -> ItemBias:
    """Three groups of projects, the last one half of them and `gap` higher on the factor; the first item `shift` higher there.
    Projects differ in the factor and in each item."""
    generator = np.random.default_rng(seed)
    team = np.repeat(np.arange(projects), size)
    group = np.where(team < projects // 4, 0, np.where(team < projects // 2, 1, 2))
    n = len(team)
    factor = generator.normal(0, 0.5, projects)[team] + generator.normal(size=n) + gap * (group == 2)
    own = generator.normal(0, 0.2, (projects, k))[team] + generator.normal(0, 0.8, (n, k))
    items = 4 + factor[:, None] * np.array(LOADINGS[k]) + own
    items[:, 0] += shift * (group == 2)
    return item_bias(items, PLUS_MINUS, group, team, alpha=more.get("alpha", 0.01), pair_ratio=1.5)


def test_the_contrast_and_its_variance_by_hand() -> None:
    """Groups of two rows each: means 2 and 5; each row moves its group's mean by half its deviation."""
    items = np.array([[1.0], [3.0], [5.0], [5.0]])
    gaps, influence = contrast_influences(items, np.array([-1.0, 1.0]), np.array([0, 0, 1, 1]))
    assert gaps == pytest.approx([3.0])
    assert influence[:, 0] == pytest.approx([0.5, -0.5, 0, 0])


@pytest.mark.parametrize("k", [2, 3, 4])
@pytest.mark.parametrize("gap", [0.0, 1.5])
def test_a_true_difference_is_no_bias(k: int, gap: float) -> None:
    answer = found(k, gap=gap)
    assert (answer.bias, answer.items) == (0.0, ())
    assert answer.gap == pytest.approx(gap * np.mean(LOADINGS[k]), abs=0.6)
    assert answer.df == k - 1


@pytest.mark.parametrize("k", [3, 4])
@pytest.mark.parametrize("gap", [0.0, 1.5])
def test_a_shifted_item_is_named_and_its_effect_on_the_mean_is_the_kth_part(k: int, gap: float) -> None:
    answer = found(k, shift=1.2, gap=gap)
    assert answer.items == (0,)
    assert answer.bias == pytest.approx(1.2 / k, abs=0.15)
    assert answer.p < 0.001


def test_of_two_items_it_cannot_be_told_which_is_off() -> None:
    answer = found(2, shift=1.2)
    assert answer.items == (0, 1)
    assert answer.bias == pytest.approx(0.6, abs=0.15)
    assert found(2, shift=-1.2).bias == pytest.approx(0.6, abs=0.15)


def test_comparable_items_are_called_so_about_as_often_as_the_level_says() -> None:
    """Simulated: of 200 surveys without a fault but with a difference 10 exceed a level of .05; 3 standard errors are 9."""
    wrong = sum(bool(found(4, gap=1.0, seed=seed, alpha=0.05, size=5, projects=48).items) for seed in range(200))
    assert wrong <= 19


def test_a_longer_scale_without_two_items_that_agree_is_bounded_by_the_worst() -> None:
    generator = np.random.default_rng(3)
    group = np.repeat([0, 1], 400)
    items = generator.normal(size=(800, 1)) + generator.normal(0, 0.7, (800, 3)) + np.outer(group, [2.0, 1.0, 0.0])
    answer = item_bias(items, np.array([-1.0, 1.0]), group, np.arange(800), 0.01, 1.5)
    assert answer.items == (0, 1, 2)
    assert abs(answer.bias) == pytest.approx(1.0, abs=0.2)  # the mean rises by 1, an item by 2 or by 0


def test_what_cannot_be_compared_is_refused_with_the_reason() -> None:
    generator = np.random.default_rng(3)
    items = generator.normal(size=(200, 1)) + generator.normal(0, 0.7, (200, 3))
    group = np.repeat([0, 1], 100)
    against = items * np.array([1, 1, -1])
    with pytest.raises(ValueError, match="runs against"):
        item_bias(against, np.array([-1.0, 1.0]), group, np.arange(200), 0.01, 1.5)
    gone = items.copy()
    gone[:100, 0] = np.nan
    with pytest.raises(ValueError, match="not answered in one of the groups"):
        item_bias(gone, np.array([-1.0, 1.0]), group, np.arange(200), 0.01, 1.5)
    with pytest.raises(ValueError, match="too few projects"):
        item_bias(items, np.array([-1.0, 1.0]), group, group, 0.01, 1.5)
