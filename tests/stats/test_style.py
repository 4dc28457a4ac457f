"""Response style in answers whose style is known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.stats.factor import pattern_of
from pipeline.stats.moments import Matrices, NotFittedError
from pipeline.stats.style import bartlett, style_factor

Array = NDArray[np.float64]
KEYS = np.array([1, -1, 1, -1, 1, -1, 1, -1])
PATTERN = pattern_of([2, 2, 2, 2])


def answers(gap: float, style: float = 0.5, seed: int = 1, n: int = 1200) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Eight lines of four balanced pairs and two positive lines, all about opinions that do not differ between two halves;
    the second half agrees by `gap` points more with whatever it is asked."""
    generator, second = np.random.default_rng(seed), np.arange(n) >= n // 2
    opinions = generator.normal(size=(n, 5)) + 0.6 * generator.normal(size=(n, 1))
    bent = generator.normal(0, style, n) + gap * second
    noise = generator.normal(0, 0.8, (n, 10))
    balanced = 4 + np.repeat(opinions[:, :4], 2, axis=1) * KEYS + bent[:, None] + noise[:, :8]
    return balanced, 4 + opinions[:, 4:] + bent[:, None] + noise[:, 8:], second


def test_scores_without_noise_are_solved_by_hand() -> None:
    """Opinion 2 and style 0.5 give 2.5 on the line and -1.5 on its reversal."""
    found = Matrices(np.array([[1.0, 1.0], [-1.0, 1.0]]), np.eye(2), np.ones(2), np.zeros(2), np.zeros(2))
    items = np.array([[2.5, -1.5], [-2.5, 1.5], [1.0, np.nan], [-1.0, np.nan]])
    scores = bartlett(items, found)
    assert scores[0] - scores[1] == pytest.approx([4.0, 1.0])
    assert np.isnan(scores[2:]).all()


def test_the_variance_of_the_style_is_found() -> None:
    items, _, _ = answers(gap=0.0)
    found = style_factor(items, PATTERN, KEYS)
    assert found.variance == pytest.approx(0.25, abs=4 * found.error)
    assert found.error < 0.03
    assert found.fit.indices.df == 36 - (10 + 8 + 1)
    assert found.fit.indices.rmsea < 0.05


def test_a_gap_in_agreeing_disappears_from_lines_that_are_all_worded_one_way() -> None:
    items, others, second = answers(gap=0.8)
    found = style_factor(items, PATTERN, KEYS)
    raw, adjusted = others.mean(axis=1), found.adjusted(others).mean(axis=1)
    error = np.sqrt(2 * adjusted.var() / 600)
    assert raw[second].mean() - raw[~second].mean() == pytest.approx(0.8, abs=4 * error)
    assert adjusted[second].mean() - adjusted[~second].mean() == pytest.approx(0, abs=4 * error)
    assert found.scores[second].mean() - found.scores[~second].mean() == pytest.approx(0.8, abs=0.1)


def test_a_true_difference_survives() -> None:
    items, others, second = answers(gap=0.0)
    found = style_factor(items, PATTERN, KEYS)
    apart = found.adjusted(others + 1.0 * second[:, None]).mean(axis=1)
    plain = found.adjusted(others).mean(axis=1)
    moved = (apart - plain)[second].mean() - (apart - plain)[~second].mean()
    assert moved == pytest.approx(1.0, abs=1e-9)


def test_without_style_there_is_nothing_to_adjust() -> None:
    items, _, _ = answers(gap=0.0, style=0.0, seed=4)
    found = style_factor(items, PATTERN, KEYS)
    assert found.variance == pytest.approx(0, abs=4 * found.error)


def test_missing_answers_leave_the_rest_in_use() -> None:
    items, _, second = answers(gap=0.8, seed=2)
    items[::3, 1] = np.nan
    items[::50] = np.nan
    found = style_factor(items, PATTERN, KEYS)
    assert np.isnan(found.scores[::50]).all()
    seen = np.isfinite(found.scores)
    assert seen.mean() > 0.95
    assert found.scores[second & seen].mean() - found.scores[~second & seen].mean() == pytest.approx(0.8, abs=0.12)


def test_lines_all_worded_one_way_are_refused_with_the_reason() -> None:
    items, _, _ = answers(gap=0.0)
    with pytest.raises(NotFittedError, match="both directions"):
        style_factor(items[:, ::2], pattern_of([2, 2]), np.ones(4, dtype=int))
