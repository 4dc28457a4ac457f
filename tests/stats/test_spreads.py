"""Log standard deviations and their bootstrap: right where the sides have unequal numbers of units."""

import math

import numpy as np
import pytest

from pipeline.stats.resampling import Bootstrapped
from pipeline.stats.shares import resampled
from pipeline.stats.spreads import log_spreads, mean_log, noise_of_means

ENDS, SCALES, DRAWS = (1.0, 7.0), 12, 300


def test_by_hand() -> None:
    """2, 4, 6: a variance of 4, an SD of 2 at a mean of 4, where 3 is the largest possible. The draw 2, 2, 4 (weights 2, 1, 0)
    has a variance of 4/3, times 3/2 is 2."""
    weights = np.array([[1.0, 1.0, 1.0], [2.0, 1.0, 0.0]])
    raw, relative = log_spreads(np.array([2.0, 4.0, 6.0]), weights, 0.0, ENDS, units=True)
    assert np.exp(2 * raw) == pytest.approx([4.0, 2.0])
    assert math.exp(relative[0]) == pytest.approx(2 / 3)
    more, _ = log_spreads(np.array([2.0, 4.0, 6.0]), weights, 0.5, ENDS, units=False)
    assert np.exp(2 * more) == pytest.approx([4.5, 4 / 3 + 0.5])


def test_the_mean_is_moved_by_the_bias_of_the_draws() -> None:
    """Draws of mean -0.1 about an estimate of 0: the estimate is 0.1 too low, the corrected draws lie about 0.1."""
    found = mean_log([np.array([0.0, -0.3, 0.1, -0.1])])
    assert found.value == pytest.approx(0.1)
    assert found.draws == pytest.approx([-0.1, 0.3, 0.1])


def test_what_means_vary_by_chance() -> None:
    """1, 3 and 2, 4, 6: squares about the means 2 and 8, 5 persons less 2 clusters: 10 / 3. 1/2 and 1/3 make 5/12."""
    clusters = np.array([0, 0, 1, 1, 1])
    pooled, inverse = noise_of_means(np.array([1.0, 3.0, 2.0, 4.0, 6.0]), clusters, np.array([0, 1]))
    assert pooled == pytest.approx(10 / 3)
    assert inverse == pytest.approx(5 / 12)
    assert noise_of_means(np.array([1.0, 3.0, 2.0, 4.0, 6.0]), clusters, np.array([1]))[1] == pytest.approx(1 / 3)


@pytest.mark.parametrize(("plus", "minus"), [(15, 30), (12, 40), (30, 15)])
def test_equal_spread_is_called_unequal_as_seldom_as_the_level_says(plus: int, minus: int) -> None:
    """Both sides from one normal distribution, 12 scales, 200 times. Of 95 % intervals 10 miss on average, more than 20 with
    probability .001; without the corrections some 28 do (15 against 30), or 60 (12 against 40)."""
    rng = np.random.default_rng(3)
    missed, values = 0, []
    for _ in range(200):
        sides = []
        for number, n in enumerate((plus, minus)):
            weights = np.vstack([np.ones(n), resampled(n, DRAWS, number)])
            drawn = 4 + 0.7 * rng.standard_normal((SCALES, n))
            sides.append(mean_log([log_spreads(one, weights, 0.0, ENDS, units=True)[0] for one in drawn]))
        ratio = Bootstrapped(sides[0].value - sides[1].value, sides[0].draws - sides[1].draws)
        low, high = ratio.interval(0.95)
        missed += not low < 0 < high
        values.append(ratio.value)
    assert missed <= 20
    assert np.mean(values) == pytest.approx(0, abs=0.025)
