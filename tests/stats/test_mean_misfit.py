"""The forecast of what equal intercepts cost, against the models themselves."""

import numpy as np
import pytest

from pipeline.stats.factor import pattern_of
from pipeline.stats.invariance import invariance, samples_of
from pipeline.stats.mean_misfit import mean_misfit
from pipeline.stats.moments import Matrices, Sample


def test_one_item_of_two_by_hand() -> None:
    """Two groups of 100, two items that load 1, residuals 1 and factor 1; means (0, 0) and (1, 0): the differences of the items
    differ by 1, whose variance is (1 + 1) (1/100 + 1/100), so that chi-square is 25; nothing is left once one is released."""
    found = Matrices(np.ones((2, 1)), np.ones((1, 1)), np.ones(2), np.zeros(2), np.zeros(1))
    samples = [Sample(100, np.array(mean), found.covariance()) for mean in ([0.0, 0.0], [1.0, 0.0])]
    misfit = mean_misfit(samples, [found, found])
    assert misfit.chi2([]) == pytest.approx(25.0)
    assert misfit.gains([]) == pytest.approx([25.0, 25.0])
    assert misfit.chi2([0]) == pytest.approx(0.0, abs=1e-9)


def test_the_forecast_is_near_to_the_model() -> None:
    generator = np.random.default_rng(1)
    second = np.repeat([0.0, 1.0, 2.0], 300)
    items = 0.8 * (generator.normal(size=900) + 0.5 * second)[:, None] + generator.normal(0, 0.7, (900, 5))
    items[:, 2] += 0.3 * (second == 1)
    groups = second.astype(str)
    _, metric, scalar = invariance(items, groups, pattern_of([5]))
    misfit = mean_misfit(samples_of(items, groups), metric.fit.estimates)
    assert misfit.chi2([]) == pytest.approx(scalar.chi2_difference, rel=0.1)
    assert misfit.gains([]).argmax() == 2
