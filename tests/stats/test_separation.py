"""From which distance on two kinds would be seen: against the general search, and figures known beforehand."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.stats import separation
from pipeline.stats.mixture import Search
from pipeline.stats.separation import Trial, apart, between, called_one_scale, excluded_from, on_the_other_half
from pipeline.stats.structure import two_against_one
from pipeline.stats.two_normals import gains

TAXON = {"dip": 0.05, "delta_bic_kinds": 6.0, "delta_bic_continuum": -4.0, "ari": 0.5}


def trial(first: int, second: int, between: int = 0, draws: int = 200) -> Trial:
    return Trial((first, second), between, draws, 1, 5, 0.01, TAXON)


@pytest.mark.parametrize("distance", [0.0, 2.5, 4.0])
def test_gains_are_those_of_the_general_search(distance: float) -> None:
    """Mostly the same likelihood, in some another local peak of it; nearly always on the same side of the threshold."""
    noise = np.random.default_rng(1).standard_normal((40, 60))
    samples = noise + np.where(np.arange(60) < 30, distance, 0.0)
    theirs = np.array([two_against_one(one, Search(20, 5, 0.01, 1)).delta_bic for one in samples])
    ours = gains(samples, 5, 0.01)
    assert (np.abs(ours - theirs) < 0.05).mean() > (0.5 if distance == 0 else 0.8)
    assert ((ours < -4) == (theirs < -4)).mean() >= 0.95


def test_a_second_curve_that_cannot_be_had_costs_its_penalty() -> None:
    assert gains(np.arange(9.0)[None], 5, 0.01) == pytest.approx([-2 * math.log(9)])


def test_the_distance_of_two_sides_by_hand() -> None:
    """Means 2 and 0, variances 2 / 1 within both with one degree of freedom each: pooled (2 + 2) / 2 = 2."""
    values = np.array([1.0, 3.0, -1.0, 1.0])
    assert apart(values, np.array([True, True, False, False])) == pytest.approx(2 / math.sqrt(2))
    assert apart(np.array([1.0, 1.0, 0.0, 0.0]), np.array([True, True, False, False])) == math.inf


def test_places_between_two_sides_by_hand() -> None:
    """Sides at 0 and at 4: themselves at 0 and 1, a case half-way at 0.5 whatever its height, one at a quarter."""
    data = np.array([[0.0, 0], [0, 0], [4, 0], [4, 0], [2, 9], [1, 1]])
    first, second = np.array([0, 0, 1, 1, 0, 0], dtype=bool), np.array([1, 1, 0, 0, 0, 0], dtype=bool)
    assert between(data, first, second).tolist() == [0, 0, 1, 1, 0.5, 0.25]


def test_a_case_does_not_pull_its_own_side_towards_it() -> None:
    """Of the second side one lies at 4 and two at 0: without itself its side is at 0, and it has the place of the first."""
    data = np.array([[4.0], [0.0], [0.0], [4.0], [4.0]])
    second = np.array([True, True, True, False, False])
    assert between(data, ~second, second)[0] == 1.0


def test_the_share_that_is_nearer_to_the_other_kind() -> None:
    assert on_the_other_half(2 * 1.959964) == pytest.approx(0.025, abs=1e-6)


def test_no_kinds_are_one_scale_and_far_ones_are_not() -> None:
    """In R (mclust 6.0, the better of E and V; diptest; 600 samples of 60 each) the rule calls one normal curve one scale in
    85 %, two of them 2.4 standard deviations apart in 45 %, 3.0 apart in 12 %, 6.0 apart never."""
    for distance, expected in ((0.0, 0.848), (2.4, 0.447), (3.0, 0.12)):
        assert called_one_scale(distance, trial(30, 30, draws=600)) == pytest.approx(expected, abs=0.07)
    assert called_one_scale(6.0, trial(30, 30)) == 0.0


def test_at_the_bound_at_most_one_in_twenty_is_called_one_scale() -> None:
    """And nearer more: with sixty projects 3.2 standard deviations (5.5 % of 600 samples in R), with more projects less."""
    own = trial(30, 30)
    found = excluded_from(0.05, own)
    assert called_one_scale(found, own) <= 0.05 < called_one_scale(found - 0.1, own)
    assert found == pytest.approx(3.2, abs=0.2)
    assert excluded_from(0.05, trial(12, 12)) > found > excluded_from(0.05, trial(120, 120))


def test_projects_halfway_hide_kinds_and_unequal_sizes_hardly_do() -> None:
    found = excluded_from(0.05, trial(30, 30))
    assert excluded_from(0.05, trial(42, 18)) == pytest.approx(found, abs=0.2)
    assert excluded_from(0.05, trial(23, 22, 15)) > found + 1


def test_where_nothing_would_be_seen_there_is_no_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(separation, "STEPS", 5)  # no farther than 2.5
    assert math.isnan(excluded_from(0.05, trial(30, 30)))


@pytest.mark.parametrize(("distance", "most"), [(1.8, 0.22), (2.4, 0.55)])
def test_not_even_the_best_test_tells_near_kinds_from_one_scale(distance: float, most: float) -> None:
    """The likelihood ratio of two known curves (Neyman and Pearson 1933), wrong in 5 % of samples of kinds: of normal samples
    of 60 it calls a continuum as many as the page on error rates says, and no other test more."""
    generator, spread = np.random.default_rng(5), math.sqrt(1 + distance**2 / 4)

    def for_kinds(x: NDArray[np.float64]) -> NDArray[np.float64]:
        sides = [-0.5 * (x * spread - side * distance / 2) ** 2 for side in (1, -1)]
        ratio: NDArray[np.float64] = (np.logaddexp(*sides) - math.log(2) + math.log(spread) + x**2 / 2).sum(axis=1)
        return ratio

    noise = generator.standard_normal((20000, 60))
    side = np.where(generator.random((20000, 60)) < 0.5, distance / 2, -distance / 2)
    threshold = np.quantile(for_kinds((noise + side) / spread), 0.05)
    assert (for_kinds(generator.standard_normal((20000, 60))) < threshold).mean() == pytest.approx(most, abs=0.02)
