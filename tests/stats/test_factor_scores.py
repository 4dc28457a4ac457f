"""Factor scores in the unit of the items, in answers whose factor is known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.stats.factor_scores import factor_scores

Array = NDArray[np.float64]
EVERYBODY = np.ones(4000, dtype=bool)


def answers(loadings: tuple[float, ...], noise: float = 0.8, seed: int = 1) -> tuple[Array, Array]:
    """A factor, and items around 4 that rise by their loading with each point of it."""
    generator = np.random.default_rng(seed)
    factor = generator.normal(size=4000)
    items = 4 + factor[:, None] * np.array(loadings) + generator.normal(0, noise, (4000, len(loadings)))
    return factor, items


def test_scores_rise_by_the_mean_loading_with_the_factor() -> None:
    """In points of the mean: loadings 1.2, 1, .8 have the mean 1."""
    factor, items = answers((1.2, 1.0, 0.8))
    scores = factor_scores(items, EVERYBODY)
    slope, centre = np.polyfit(factor, scores, 1)
    assert slope == pytest.approx(1.0, abs=0.03)
    assert centre == pytest.approx(4.0, abs=0.03)
    assert scores.mean() == pytest.approx(items.mean(), abs=1e-9)


def test_they_are_nearer_to_the_factor_than_the_mean_where_items_differ() -> None:
    factor, items = answers((1.5, 1.0, 0.5))
    scores = factor_scores(items, EVERYBODY)
    assert np.corrcoef(scores, factor)[0, 1] > np.corrcoef(items.mean(axis=1), factor)[0, 1] + 0.005


def test_two_items_of_equal_noise_give_their_mean() -> None:
    """Equal loadings; with equal variances the weights are equal."""
    factor = np.repeat([-1.0, 1.0, -1.0, 1.0], 1000)
    noise = np.repeat([0.5, 0.5, -0.5, -0.5], 1000)
    items = np.column_stack([factor + noise, factor - noise])
    assert factor_scores(items, EVERYBODY) == pytest.approx(items.mean(axis=1))


def test_a_missing_answer_leaves_the_level_of_the_others() -> None:
    """An item that everybody agrees with two points more is not missed: who left it out is compared by the other."""
    _, items = answers((1.0, 1.0, 1.0))
    items[:, 2] += 2
    items[::2, 2] = np.nan
    scores = factor_scores(items, EVERYBODY)
    assert scores[::2].mean() == pytest.approx(scores[1::2].mean(), abs=0.1)


def test_without_a_solution_items_weigh_alike_and_nothing_answered_gives_nothing() -> None:
    _, items = answers((1.0, 1.0, -1.0))
    assert factor_scores(items, EVERYBODY) == pytest.approx(items.mean(axis=1))
    constant = np.column_stack([items[:, 0], np.full(4000, 5.0)])
    assert factor_scores(constant, EVERYBODY) == pytest.approx(constant.mean(axis=1))
    assert np.isnan(factor_scores(np.full((4000, 2), np.nan), EVERYBODY)).all()
