"""The number of clusters where it is known."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.stats.classless import Null, choose, copula_draws, gaussian_draws, standardised
from pipeline.stats.mixture import Search

Array = NDArray[np.float64]
SEARCH = Search(starts=20, smallest=5, floor=0.01, seed=1)
NULL = Null(draws=99, starts=3, quantile=0.95)


def correlation(data: Array) -> float:
    return float(np.corrcoef(data[:, 0], data[:, 1])[0, 1])


def one_factor(n: int, d: int) -> Array:
    """One Gaussian whose columns correlate at 1 / 2."""
    generator = np.random.default_rng(11)
    return standardised(generator.standard_normal((n, 1)) + generator.standard_normal((n, d)))


def test_one_correlated_gaussian_has_one_cluster_although_bic_sees_more() -> None:
    found = choose(one_factor(60, 8), 4, SEARCH, NULL)
    by_bic = max(found.fits, key=lambda mixture: mixture.bic)
    assert by_bic.k > 1
    assert 0 < found.gain < found.threshold
    assert (found.mixture.k, found.mixture.family) == (1, by_bic.family)


def test_two_blobs_are_two_clusters() -> None:
    sides = np.repeat([0.0, 1.0], 30)
    data = standardised(np.random.default_rng(3).standard_normal((60, 6)) + 4 * sides[:, None])
    found = choose(data, 3, SEARCH, NULL)
    assert found.mixture.k == 2 and found.gain > found.threshold
    assert len(set(zip(found.mixture.classes.tolist(), sides.tolist(), strict=True))) == 2


def test_two_kinds_whose_scales_correlate_within_them() -> None:
    """The best k by BIC cuts each kind along its common factor; held against draws that searched as far it would not stand,
    two components against two do."""
    generator = np.random.default_rng(1)
    sides, factor = np.repeat([-1.0, 1.0], 30), generator.standard_normal((60, 1))
    own = 0.75 * (np.sqrt(0.45) * factor + np.sqrt(0.55) * generator.standard_normal((60, 12)))
    found = choose(standardised(own + sides[:, None]), 6, SEARCH, NULL)
    assert found.best_k > 2 == found.mixture.k and found.gain > found.threshold
    assert len(set(zip(found.mixture.classes.tolist(), sides.tolist(), strict=True))) == 2


def test_a_normal_continuum_has_one_cluster_although_bic_sees_several() -> None:
    generator = np.random.default_rng(5)
    data = standardised(1.2 * generator.standard_normal((60, 1)) + 0.75 * generator.standard_normal((60, 12)))
    found = choose(data, 6, SEARCH, NULL)
    assert found.best_k > 1 and found.mixture.k == 1


@pytest.mark.parametrize("draw", [gaussian_draws, copula_draws])
def test_classless_draws_are_standardised_and_correlate_as_the_sample_does(
    draw: Callable[[Array, int, int], Array],
) -> None:
    data = one_factor(400, 2)
    draws = draw(data, 50, 1)
    assert draws.shape == (50, 400, 2)
    assert draws.mean(axis=1) == pytest.approx(0.0, abs=1e-12) and draws.std(axis=1) == pytest.approx(1.0)
    correlations = [correlation(each) for each in draws]
    assert np.mean(correlations) == pytest.approx(correlation(data), abs=0.03)


def test_the_copula_keeps_the_margins() -> None:
    """A column with two peaks and nothing between them stays so; one Gaussian has a third of its cases there."""
    data = one_factor(400, 2)
    data[:, 0] = np.sign(data[:, 0]) * (2 + 0.1 * data[:, 0])
    between = [(np.abs(draw(data, 50, 1)[:, :, 0]) < 0.5).mean() for draw in (gaussian_draws, copula_draws)]
    assert between[0] > 0.3 and between[1] < 0.02
