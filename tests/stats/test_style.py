"""Response style in answers whose style is known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.stats.moments import NotFittedError
from pipeline.stats.style import balance, style_factor
from tests.stats.reference import gaps

Array = NDArray[np.float64]
KEYS = np.array([1, -1])


def answers(gap: float, style: float = 0.5, seed: int = 1, n: int = 1200) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Balances of six pairs, and two positive lines, all about opinions that do not differ between two halves; the second half
    agrees by `gap` points more with whatever it is asked."""
    generator, second = np.random.default_rng(seed), np.arange(n) >= n // 2
    opinions = generator.normal(size=(n, 7)) + 0.6 * generator.normal(size=(n, 1))
    bent = generator.normal(0, style, n) + gap * second
    noise = generator.normal(0, 0.8, (n, 14))
    pairs = [4 + opinions[:, [k]] * KEYS + bent[:, None] + noise[:, 2 * k : 2 * k + 2] for k in range(6)]
    others = 4 + opinions[:, [6]] + bent[:, None] + noise[:, 12:]
    return np.column_stack([balance(pair, KEYS) for pair in pairs]), others, second


def test_an_opinion_cancels_in_the_balance_and_the_style_remains() -> None:
    """Opinion 2 and style .5 around 4: 6.5 on two lines, 2.5 on their reversal. A side without answers gives none."""
    items = np.array([[6.5, 6.5, 2.5], [6.5, np.nan, 2.5], [6.5, 6.5, np.nan]])
    assert balance(items, np.array([1, 1, -1]))[:2] == pytest.approx([4.5, 4.5])
    assert np.isnan(balance(items, np.array([1, 1, -1]))[2])


def test_the_variance_of_the_style_is_found() -> None:
    found = style_factor(answers(gap=0.0)[0], errors=True)
    assert found.variance == pytest.approx(0.25, abs=4 * found.error)
    assert found.error < 0.03
    assert found.residuals == pytest.approx(np.full(6, 0.32), abs=0.06)
    assert found.fit.indices.df == 21 - 7
    assert found.fit.indices.rmsea < 0.05


def test_the_variance_and_its_error_with_gaps_equal_lavaan() -> None:
    """cfa("f =~ 1*x1 + 1*x2 + 1*x3", gaps, missing = "fiml", em.h1.iter.max = 20000, em.h1.tol = 1e-9), lavaan 0.6-14: the
    error comes from the observed information. Of the rows without gaps alone it would be 1.097 (0.177)."""
    items, _ = gaps()
    found = style_factor(items[:, :3], errors=True)
    assert (found.variance, found.error) == pytest.approx((1.136238906236, 0.122238223332), abs=2e-6)
    assert found.residuals == pytest.approx([1.097, 0.851, 1.385], abs=6e-4)
    assert found.centre == pytest.approx([4.061, 3.990, 4.324], abs=6e-4)
    indices = found.fit.indices
    assert (indices.chi2, indices.df, indices.cfi) == pytest.approx((2.6531235580988, 2, 0.9960888365517), rel=1e-6)
    assert (indices.srmr, indices.rmsea) == pytest.approx((0.0482208839238, 0.0301183673680), rel=1e-5)


def test_scores_are_weighted_means_of_what_is_known() -> None:
    balances = answers(gap=0.0)[0]
    found = style_factor(balances, errors=True)
    own = balances[:1].copy()
    own[0, 2:] = np.nan
    weights = 1 / found.residuals[:2]
    by_hand = ((own[0, :2] - balances.mean(axis=0)[:2]) * weights).sum() / weights.sum()
    assert found.scores(own) == pytest.approx([by_hand])
    assert np.isnan(found.scores(np.full((1, 6), np.nan))).all()


def test_a_gap_in_agreeing_disappears_from_lines_that_are_all_worded_one_way() -> None:
    balances, others, second = answers(gap=0.8)
    scores = style_factor(balances, errors=False).scores(balances)
    raw, adjusted = others.mean(axis=1), others.mean(axis=1) - scores
    error = np.sqrt(2 * adjusted.var() / 600)
    assert raw[second].mean() - raw[~second].mean() == pytest.approx(0.8, abs=4 * error)
    assert adjusted[second].mean() - adjusted[~second].mean() == pytest.approx(0, abs=4 * error)
    assert scores[second].mean() - scores[~second].mean() == pytest.approx(0.8, abs=0.1)


def test_without_style_there_is_nothing_to_adjust() -> None:
    for seed in range(4, 8):
        balances = answers(gap=0.0, style=0.0, seed=seed)[0]
        found = style_factor(balances, errors=True)
        assert found.variance == pytest.approx(0, abs=4 * found.error)
        assert (found.scores(balances) == 0).all() == (found.variance <= 0)


def test_missing_answers_leave_the_rest_in_use() -> None:
    balances, _, second = answers(gap=0.8, seed=2)
    balances[::3, 1] = np.nan
    balances[::50] = np.nan
    scores = style_factor(balances, errors=False).scores(balances)
    assert np.isnan(scores[::50]).all()
    seen = np.isfinite(scores)
    assert seen.mean() > 0.95
    assert scores[second & seen].mean() - scores[~second & seen].mean() == pytest.approx(0.8, abs=0.12)


def test_what_cannot_be_told_is_refused_with_the_reason() -> None:
    balances = answers(gap=0.0)[0]
    with pytest.raises(NotFittedError, match="fewer than 3 scales"):
        style_factor(balances[:, :2], errors=False)
    with pytest.raises(NotFittedError, match="balances a scale alike"):
        style_factor(np.column_stack([balances, np.full(1200, 4.0)]), errors=False)
    apart = balances.copy()
    apart[:600, 0], apart[600:, 1] = np.nan, np.nan
    with pytest.raises(NotFittedError, match="never answered together"):
        style_factor(apart, errors=False)
