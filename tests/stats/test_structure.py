"""Kinds or one scale: figures that can be had by hand, or from another implementation."""

import math
from pathlib import Path

import numpy as np
import pytest
from sklearn.decomposition import FactorAnalysis
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import LeaveOneOut, cross_val_predict

from pipeline.stats import structure
from pipeline.stats.mixture import Mixture, Search

SEARCH = Search(starts=20, smallest=5, floor=0.01, seed=1)
TAXON = {"dip": 0.05, "delta_bic_kinds": 6.0, "delta_bic_continuum": -4.0, "ari": 0.5}
EVEN = (np.arange(20000) + 0.5) / 20000


def test_bimodality_of_known_distributions() -> None:
    """An even distribution has excess kurtosis -6/5: 1 / 1.8; two points have -2: 1; a normal one 1 / 3."""
    assert structure.bimodality(EVEN) == pytest.approx(5 / 9, abs=1e-3)
    assert structure.bimodality(np.repeat([-1.0, 1.0], 10000)) == pytest.approx(1.0, abs=1e-3)
    normal = np.random.default_rng(1).standard_normal(200000)
    assert structure.bimodality(normal) == pytest.approx(1 / 3, abs=0.01)


def test_dip_of_known_samples() -> None:
    """Evenly spaced values have the smallest dip there is, 1 / (2 n); two equal heaps the largest, 1 / 4."""
    assert structure.dip(np.arange(50.0)) == pytest.approx((0.01, 1.0))
    statistic, p = structure.dip(np.repeat([0.0, 1.0], 20))
    assert statistic == pytest.approx(0.25) and p < 0.001


def test_dip_tells_two_peaks_from_one_in_small_samples() -> None:
    normal = np.random.default_rng(2).standard_normal(40)
    assert structure.dip(normal)[1] > 0.05
    assert structure.dip(np.concatenate([normal[:20] * 0.3, normal[20:] * 0.3 + 3]))[1] < 0.01


def test_two_heaps_are_two_components_and_one_is_one() -> None:
    normal = np.random.default_rng(2).standard_normal(80)
    two = structure.two_against_one(np.concatenate([normal[:30] * 0.5 + 6, normal[30:] * 0.5]), SEARCH)
    assert two.delta_bic > 6
    assert two.classes.tolist() == [2] * 30 + [1] * 50
    assert structure.two_against_one(normal, SEARCH).delta_bic < -4


@pytest.mark.parametrize(
    ("column", "one", "two", "sizes"),
    [(0, -783.1141661959, -509.8176011512, (95, 177)), (1, -783.1141661959, -671.7516900428, (99, 173))],
)
def test_the_better_of_one_variance_and_two_as_mclust_has_it(
    column: int, one: float, two: float, sizes: tuple[int, int]
) -> None:
    """R, mclust 6.0: z <- (x - mean(x)) / sqrt(mean((x - mean(x))^2)); mclustBIC(z, G = 1:2, control = emControl(tol = 1e-12)).
    Of the eruptions of R's faithful V is better (E -526.08), of the waiting times E (V -677.36); sizes of Mclust(z, G = 2)."""
    data = np.loadtxt(Path(__file__).with_name("faithful.csv"), delimiter=",", skiprows=1)[:, column]
    found = structure.two_against_one(data, SEARCH)
    assert found.delta_bic == pytest.approx(two - one, rel=1e-6)
    assert (int((found.classes == 1).sum()), int((found.classes == 2).sum())) == sizes


def test_where_a_second_component_would_be_too_small_it_gains_nothing() -> None:
    found = structure.two_against_one(np.arange(9.0), SEARCH)
    assert found.delta_bic == pytest.approx(-2 * math.log(9))
    assert set(found.classes) == {1}


def test_principal_components() -> None:
    """Two columns alike and a small third: the first axis is their sum, pointing the way of the first column."""
    base = np.array([-1.0, 0.0, 1.0, 0.0])
    data = np.column_stack([-base, -base, 0.1 * np.array([1.0, -1.0, 1.0, -1.0])])
    found = structure.principal_components(data)
    assert found.loadings[:, 0] == pytest.approx([math.sqrt(0.5), math.sqrt(0.5), 0])
    assert found.scores[:, 0] == pytest.approx(-base * math.sqrt(2))
    assert found.scores[:, 1] == pytest.approx(data[:, 2])


def test_wrong_side() -> None:
    """Means 3 and 0, midpoint 1.5: one of the four of the first side lies below it, one of the other above."""
    values = np.array([5.0, 4.0, 2.0, 1.0, -3.0, -1.0, 2.0, 2.0])
    first = np.arange(8) < 4
    assert structure.wrong_side(values, first) == pytest.approx(3 / 8)
    assert structure.wrong_side(-values, first) == pytest.approx(3 / 8)
    assert structure.wrong_side(np.array([1.0, 2.0, 8.0, 9.0]), np.array([True, True, False, False])) == 0


def test_overlap() -> None:
    """Gap 2, standard deviation 1 on both sides: 2 Phi(-1)."""
    side = np.array([-1.0, 0.0, 1.0])
    found = structure.overlap(np.concatenate([side, side + 2]), np.arange(6) < 3)
    assert found == pytest.approx(0.3173105, abs=1e-6)


def test_area_under_the_curve() -> None:
    noise = np.random.default_rng(6).standard_normal((60, 3))
    first = np.arange(60) < 25
    assert structure.auc_leave_one_out(noise + 6 * first[:, None], first) == 1.0
    assert structure.auc_leave_one_out(noise, first) < 0.65


def test_area_under_the_curve_as_scikit_learn_has_it() -> None:
    generator = np.random.default_rng(9)
    first = np.arange(50) < 20
    data = generator.standard_normal((50, 4)) @ generator.standard_normal((4, 4)) + 0.9 * first[:, None]
    discriminant = LinearDiscriminantAnalysis(priors=[0.5, 0.5])
    scores = cross_val_predict(discriminant, data, first, cv=LeaveOneOut(), method="decision_function")
    assert structure.auc_leave_one_out(data, first) == pytest.approx(roc_auc_score(first, scores))


def test_one_factor_as_scikit_learn_has_it() -> None:
    generator = np.random.default_rng(8)
    data = generator.standard_normal((100, 1)) * [1.0, 0.8, 0.6, 0.4, 1.2] + generator.standard_normal((100, 5))
    theirs = FactorAnalysis(1, tol=1e-10, max_iter=5000).fit(data - data.mean(axis=0))
    expected = 2 * theirs.score(data - data.mean(axis=0)) * 100 - 15 * math.log(100)
    assert structure.one_factor_bic(data, 1e-6) == pytest.approx(expected, abs=1e-3)


def test_clusters_are_numbered_by_size_and_then_by_their_mean() -> None:
    probabilities = np.eye(3)[[0, 1, 1, 2, 2]] * 0.9 + 0.1 / 3
    mixture = Mixture("EII", 3, 0.0, 1, 0.0, 0.0, np.ones(3), np.ones((3, 1)), np.ones(1), probabilities)
    labels, probability = structure.canonical(mixture, np.array([9.0, 1.0, 1.0, 2.0, 2.0]))
    assert labels.tolist() == [3, 2, 2, 1, 1]
    assert probability == pytest.approx(0.9 + 0.1 / 3)


@pytest.mark.parametrize(
    ("dip_p", "delta_bic", "ari", "verdict"),
    [
        (0.049, 6.1, 0.5, "kinds"),
        (0.049, 6.1, 0.49, "kinds, not the declared ones"),
        (0.05, 6.1, 0.9, "undecided"),
        (0.049, 6.0, 0.9, "undecided"),
        (0.05, -4.1, 0.0, "continuum"),
        (0.05, -4.0, 0.0, "undecided"),
        (0.049, -4.1, 0.0, "undecided"),
    ],
)
def test_the_edges_of_the_rule(dip_p: float, delta_bic: float, ari: float, verdict: str) -> None:
    assert structure.kind(dip_p, delta_bic, ari, TAXON) == verdict
