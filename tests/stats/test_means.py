"""Welch, equivalence, Hedges' g, intraclass correlation, shares and Holm against hand calculation and R."""

import csv
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.stats.estimate import Estimate, holm_levels
from pipeline.stats.icc import icc
from pipeline.stats.means import hedges_g, welch_contrast
from pipeline.stats.shares import clopper_pearson, percentile_interval, resampled

REFERENCE = Path(__file__).parents[3] / "shared" / "reference" / "likert.csv"
Values = dict[str, NDArray[np.float64]]


@pytest.fixture(scope="module")
def project_means() -> dict[str, Values]:
    """Means of s1 and s3 over the projects of type A and B of the reference data."""
    if not REFERENCE.is_file():
        pytest.skip("the reference data set of the R comparison is not here")
    with REFERENCE.open(newline="") as file:
        rows = list(csv.DictReader(file))
    found: dict[str, Values] = {}
    for scale in ("s1", "s3"):
        sums: dict[tuple[str, str], list[float]] = {}
        for row in rows:
            sums.setdefault((row["type"], row["project"]), []).append(float(row[scale]))
        found[scale] = {t: np.array([np.mean(v) for (kind, _), v in sums.items() if kind == t]) for t in "AB"}
    return found


def test_welch_equals_r(project_means: dict[str, Values]) -> None:
    means = project_means["s1"]
    welch = welch_contrast([means["A"], means["B"]], [1, -1])
    assert welch.value / welch.se == pytest.approx(-12.7171829467426, rel=1e-12)
    assert welch.df == pytest.approx(115.133090533708, rel=1e-12)
    assert 2 * welch.p_at_least(0) == pytest.approx(1.11747831837205e-23, rel=1e-9)
    assert welch.interval(0.95) == pytest.approx((-1.04759962573638, -0.765238418091612), rel=1e-10)


def test_two_one_sided_tests_equal_r(project_means: dict[str, Values]) -> None:
    means = project_means["s3"]
    welch = welch_contrast([means["A"], means["B"]], [1, -1])
    assert (welch.p_at_most(-0.3), welch.p_at_least(0.3)) == pytest.approx(
        (3.69173435910722e-05, 8.43185252606934e-05), rel=1e-9
    )


def test_hedges_g_equals_effectsize(project_means: dict[str, Values]) -> None:
    result = hedges_g(project_means["s1"]["A"], project_means["s1"]["B"])
    assert result.g == pytest.approx(-2.30703535724533, rel=1e-10)
    assert (result.low, result.high) == pytest.approx((-2.76541321450673, -1.84267025618022), rel=1e-6)


def test_icc_equals_multilevel() -> None:
    if not REFERENCE.is_file():
        pytest.skip("the reference data set of the R comparison is not here")
    with REFERENCE.open(newline="") as file:
        rows = list(csv.DictReader(file))
    result = icc(np.array([float(r["s1"]) for r in rows]), np.array([r["project"] for r in rows]))
    assert result.icc1 == pytest.approx(0.409215175609774, rel=1e-10)
    assert result.icc2 == pytest.approx(0.92028311766554, rel=1e-10)


def test_icc_by_hand() -> None:
    """Two groups (1, 3) and (5, 7): MSB = 16, MSW = 2, k = 2: ICC(1) = 14 / 18, ICC(2) = 14 / 16."""
    result = icc(np.array([1.0, 3, 5, 7]), np.array(["a", "a", "b", "b"]))
    assert result.icc1 == pytest.approx(14 / 18)
    assert result.icc2 == pytest.approx(14 / 16)


def test_one_group_has_no_intraclass_correlation() -> None:
    assert np.isnan(icc(np.array([1.0, 2]), np.array(["a", "a"])).icc1)


def test_a_contrast_of_three_groups_by_hand() -> None:
    """PP (4, 6), SOC (1, 3), SOL (2, 2): 5 - (2 + 2) / 2 = 3; variance 2/2 + (2/2 + 0) / 4 = 1.25."""
    result = welch_contrast([np.array([4.0, 6]), np.array([1.0, 3]), np.array([2.0, 2])], [1, -0.5, -0.5])
    assert result.value == 3
    assert result.se == pytest.approx(np.sqrt(1.25))
    assert result.df == pytest.approx(1.25**2 / (1 + 0.25**2))


def test_one_sided_p_values_meet_the_interval_at_its_edge() -> None:
    estimate = Estimate(1.2, 0.3, 17.0, 40, 20)
    low, high = estimate.interval(0.95)
    assert estimate.p_at_most(low) == pytest.approx(0.025)
    assert estimate.p_at_least(high) == pytest.approx(0.025)
    assert estimate.p_at_most(1.2) == estimate.p_at_least(1.2) == 0.5
    assert estimate.reversed().value == -1.2


def test_clopper_pearson_known_values() -> None:
    """0 of 10: upper bound 1 - 0.025^(1/10); 10 of 10 its mirror; 5 of 10 from tables: 0.1871 to 0.8129."""
    none, all_of_them, half = (clopper_pearson(count, 10, 0.95) for count in (0, 10, 5))
    assert (none.low, none.high) == pytest.approx((0, 1 - 0.025**0.1))
    assert (all_of_them.low, all_of_them.high) == pytest.approx((0.025**0.1, 1))
    assert (half.low, half.high) == pytest.approx((0.1871, 0.8129), abs=5e-5)


def test_holm_levels_by_hand() -> None:
    """p = .001 (judged at .05/4), .02 (at .05/3: not rejected), and the rest at that same level."""
    assert holm_levels([0.03, 0.001, 0.5, 0.02], 0.05) == pytest.approx([0.05 / 3, 0.05 / 4, 0.05 / 3, 0.05 / 3])
    assert holm_levels([0.01, 0.02], 0.05) == pytest.approx([0.025, 0.05])
    assert holm_levels([], 0.05) == []


def test_bootstrap_weights_draw_as_many_clusters_as_there_are() -> None:
    weights = resampled(7, 50, seed=1)
    assert weights.shape == (50, 7)
    assert (weights.sum(axis=1) == 7).all()
    assert (resampled(7, 50, seed=1) == weights).all()


def test_percentile_interval_leaves_out_what_could_not_be_computed() -> None:
    assert percentile_interval(np.array([1.0, np.nan, 3.0]), 0.5) == pytest.approx((1.5, 2.5))
    assert np.isnan(percentile_interval(np.array([np.nan]), 0.5)).all()


def test_hedges_g_has_an_interval_wherever_the_groups_lie() -> None:
    """Few and many units, near and far apart: the interval holds the estimate (scipy's distribution gives up in places)."""
    generator = np.random.default_rng(3)
    for n1, n2, gap in [(3, 60, 0.0), (30, 24, 0.05), (12, 40, 4.0), (25, 25, -3.0), (60, 3, 0.3), (33, 41, 0.6)]:
        found = hedges_g(generator.normal(size=n1) + gap, generator.normal(size=n2))
        assert found.low < found.g < found.high
