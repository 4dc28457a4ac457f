"""Mixtures and the dip against what R's mclust and diptest gave for the same data.

Fisher's irises: the table that mclust prints for mclustBIC(iris[, -5]). Old Faithful (Azzalini and Bowman 1990, Applied
Statistics 39, 357-365; in `faithful.csv`): summary(Mclust(faithful), parameters = TRUE). mclust stops once a step changes the
log-likelihood by less than 1e-5 of it, and prints that of the step before its estimates; we go on, so that our figures are
never below mclust's and at most a little above.
"""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.datasets import load_iris
from sklearn.metrics import adjusted_rand_score

from pipeline.stats import structure
from pipeline.stats.classless import Null, choose, standardised
from pipeline.stats.mixture import Search, at, fit
from tests.stats.reference import likert

IRIS: NDArray[np.float64] = load_iris().data
FAITHFUL = np.loadtxt(Path(__file__).parent / "faithful.csv", delimiter=",", skiprows=1)
VALUES = Path(__file__).parents[3] / "shared" / "reference" / "r_values.json"
SEARCH = Search(starts=20, smallest=5, floor=0.0, seed=1)


@pytest.mark.parametrize(
    ("family", "k", "bic"),
    [
        ("EII", 1, -1804.0854),
        ("VVI", 1, -1522.1202),
        ("EEE", 1, -829.9782),
        ("VVI", 2, -857.5515),
        ("EEE", 2, -688.0972),
    ],
)
def test_irises_where_mclust_has_settled(family: str, k: int, bic: float) -> None:
    assert fit(IRIS, family, k, SEARCH).bic == pytest.approx(bic, abs=5e-5)


@pytest.mark.parametrize(
    ("family", "k", "bic"),
    [
        ("EII", 2, -1123.4117),
        ("EII", 3, -878.7650),
        ("EII", 6, -715.7136),
        ("VVI", 3, -744.6382),
        ("EEE", 3, -632.9647),
    ],
)
def test_irises_where_mclust_stops_a_little_earlier(family: str, k: int, bic: float) -> None:
    found = fit(IRIS, family, k, SEARCH).bic
    assert bic <= found == pytest.approx(bic, rel=1e-3)


def test_old_faithful_at_the_estimates_of_mclust() -> None:
    """EEE with three components: log-likelihood -1126.326, 11 parameters, BIC -2314.316, ICL -2357.824."""
    weights = np.array([0.1656784, 0.3563696, 0.4779520])
    means = np.array([[3.793066, 77.521051], [2.037596, 54.491158], [4.463245, 80.833439]])
    covariance = np.array([[0.07825448, 0.4801979], [0.4801979, 33.7671464]])
    found = at(FAITHFUL, "EEE", (weights, means, covariance))
    assert found.parameters == 11
    assert found.loglik == pytest.approx(-1126.326, rel=5e-6)
    assert found.bic == pytest.approx(-2314.316, rel=5e-6)
    assert found.icl == pytest.approx(-2357.824, rel=5e-5)


def test_old_faithful_found_anew() -> None:
    """The same solution as mclust's: its weights and means to two digits, a log-likelihood that is a hundredth higher."""
    found = fit(FAITHFUL, "EEE", 3, SEARCH)
    assert found.loglik == pytest.approx(-1126.326, abs=0.02) and found.loglik > -1126.326
    assert sorted(found.weights) == pytest.approx([0.1656784, 0.3563696, 0.4779520], abs=5e-3)
    assert sorted(found.means[:, 0]) == pytest.approx([2.037596, 3.793066, 4.463245], abs=5e-3)


def test_one_component_of_three_scales_as_mclust_has_it() -> None:
    if not VALUES.is_file():
        pytest.skip("the values of R are not here")
    published = json.loads(VALUES.read_text("utf-8"))["bic"]
    data = likert()
    projects = np.unique(data.project)
    scales = data.items.reshape(-1, 3, 8).mean(axis=2)
    means = np.array([scales[data.project == project].mean(axis=0) for project in projects])
    for family in ("EII", "VVI", "EEE"):
        assert fit(means, family, 1, SEARCH).bic == pytest.approx(published[0][family], rel=1e-9)
    two = fit(means, "EII", 2, SEARCH).bic
    assert published[1]["EII"] <= two == pytest.approx(published[1]["EII"], rel=1e-5)


def test_the_dip_as_r_has_it() -> None:
    if not VALUES.is_file():
        pytest.skip("the values of R are not here")
    published = json.loads(VALUES.read_text("utf-8"))["dip"]
    data = likert()
    means = np.array([data.s1[data.project == project].mean() for project in np.unique(data.project)])
    statistic, p = structure.dip(means)
    assert statistic == pytest.approx(published["D"], rel=1e-12)
    assert p == pytest.approx(published["p"], rel=1e-9)


def test_the_published_groups_of_the_irises_come_out() -> None:
    """Three species, of which two run into one another and one may be split."""
    found = choose(standardised(IRIS), 6, Search(20, 5, 0.01, 1), Null(99, 3, 0.95))
    assert found.mixture.k in (3, 4)
    assert adjusted_rand_score(load_iris().target, found.mixture.classes) > 0.8
