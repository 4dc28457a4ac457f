"""Smooth shapes: areas and places that can be checked by hand, and scipy's kernel density away from the ends."""

import numpy as np
from scipy import stats

from pipeline.stats import density

GRID = np.linspace(1, 7, 1201)


def test_the_area_between_the_ends_is_one_even_where_values_pile_up_at_an_end() -> None:
    found = density.smooth(np.array([1.0, 1.1, 1.2, 1.3, 1.5, 1.5, 2.0, 6.9]), GRID, 1, 7)
    assert found is not None
    assert abs(float(np.trapezoid(found, GRID)) - 1) < 1e-3


def test_far_from_the_ends_it_is_the_plain_kernel_density() -> None:
    values = np.array([3.6, 3.8, 3.9, 4.0, 4.0, 4.1, 4.3, 4.5])
    quartiles = np.percentile(values, [25, 75])
    width = 0.9 * min(values.std(ddof=1), (quartiles[1] - quartiles[0]) / 1.34) * 8**-0.2
    plain = stats.gaussian_kde(values, bw_method=width / values.std(ddof=1))(GRID)
    found = density.smooth(values, GRID, 1, 7)
    assert found is not None
    np.testing.assert_allclose(found, plain, atol=1e-9)


def test_few_values_and_equal_values_have_no_shape() -> None:
    assert density.smooth(np.arange(1.0, 7.0), GRID, 1, 7) is None
    assert density.smooth(np.full(9, 4.0), GRID, 1, 7) is None
    assert density.smooth(np.array([]), GRID, 1, 7) is None
