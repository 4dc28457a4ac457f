"""Ordered answers with gaps, of unequal projects and groups, against R: fresh.csv and what R said of it, fresh_r.json.

570 rows in 64 projects of 1 to 31; nine items of 3, 4 and 5 categories, some skewed so that cells of their tables are empty;
372 rows in group a and 198 in b, in which i5 has another intercept. R's calls are those of benchmarks/reference_fresh.R, the
versions of its packages stand in fresh_r.json (lavaan 0.6-14, psych 2.2.9, lme4 1.1-31, lmerTest 3.1-3, multilevel 2.7,
clubSandwich 0.5.8). Where R is installed `test_against_r` makes them anew.
"""

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.stats.cr2 import cluster_robust
from pipeline.stats.factor import cfa, pattern_of
from pipeline.stats.fit_indices import FitIndices
from pipeline.stats.full_information import full_information
from pipeline.stats.icc import icc
from pipeline.stats.invariance import invariance, levels, multi_group, samples_of
from pipeline.stats.mixed import fit_random_intercepts
from pipeline.stats.pairwise import pairwise_covariance
from pipeline.stats.polychoric import polychoric
from pipeline.stats.reliability import alpha_if_dropped, alpha_raw, alpha_standardized, item_rest, omega_total
from pipeline.stats.rwg import rwg_j
from pipeline.stats.wlsmv import ordinal_cfa

HERE = Path(__file__).parent
R: dict[str, Any] = json.loads((HERE / "fresh_r.json").read_text("utf-8"))
Array = NDArray[np.float64]
THREE, TWO = pattern_of([3, 3, 3]), pattern_of([3, 3])
NAMES = {"chisq": "chi2", "df": "df", "cfi": "cfi", "tli": "tli", "rmsea": "rmsea", "srmr": "srmr"}


@cache
def read() -> dict[str, NDArray[Any]]:
    with (HERE / "fresh.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    items = np.array([[float(row[f"i{k}"] or "nan") for k in range(1, 10)] for row in rows])
    words = {name: np.array([row[name] for row in rows]) for name in ("project", "group")}
    return {"items": items, **words, **{name: np.array([float(row[name]) for row in rows]) for name in "xy"}}


def complete(columns: int = 9) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = np.isfinite(read()["items"][:, :columns]).all(axis=1)
    return found


def pairs(correlations: Array) -> Array:
    """The lower triangle column by column, as R has it."""
    found: Array = correlations[np.triu_indices(len(correlations), 1)]
    return found


def same(found: FitIndices, theirs: dict[str, float], scaled: str = "") -> None:
    for name, own in NAMES.items():
        key = f"{name}{scaled}" if name not in ("df", "srmr") else name
        assert getattr(found, own) == pytest.approx(theirs[key], rel=2e-6, abs=2e-7), name


def ordinal(case: str) -> tuple[Array, Any]:
    items, full = read()["items"], read()["items"][complete()]
    return {
        "wlsmv": (full, THREE),
        "wlsmv_pairwise": (items, THREE),
        "wlsmv_two": (full, pattern_of([5, 4])),
        "wlsmv_one": (items[:, :4][complete()], pattern_of([4])),
    }[case]


@pytest.mark.parametrize("case", ["wlsmv", "wlsmv_pairwise", "wlsmv_two", "wlsmv_one"])
def test_wlsmv(case: str) -> None:
    """cfa(ordered = TRUE, estimator = "WLSMV", std.lv = TRUE), with gaps missing = "pairwise"; signs of factors are free."""
    items, pattern = ordinal(case)
    found, r = ordinal_cfa(items, pattern), R[case]
    assert found.n == r["n"]
    same(found.plain, r["indices"])
    same(found.scaled, r["indices"], ".scaled")
    ends = [r["indices"][f"rmsea.ci.{end}.scaled"] for end in ("lower", "upper")]
    assert found.scaled.rmsea_interval() == pytest.approx(ends, rel=2e-6)
    place = np.nonzero(pattern.T)
    loadings, errors = found.loadings.T[place], found.loading_errors.T[place]
    assert np.abs(loadings) == pytest.approx(np.abs(r["loadings"]), rel=1e-5)
    assert errors == pytest.approx(r["errors"], rel=1e-5)


def test_polychoric_correlations() -> None:
    """lavCor(ordered = ...); psych::polychoric(correct = 0, global = FALSE) searches to fewer digits."""
    items = read()["items"]
    assert pairs(polychoric(items[complete()])) == pytest.approx(R["polychoric"], abs=1e-6)
    assert pairs(polychoric(items)) == pytest.approx(R["polychoric_pairwise"], abs=1e-6)
    assert pairs(polychoric(items[complete()])) == pytest.approx(R["polychoric_psych"], abs=5e-4)


def test_a_table_with_empty_cells_and_unequal_categories() -> None:
    """Three by four, five cells empty: as lavaan and as psych without its correction. psych's default puts half an answer into
    every empty cell, which takes .11 off this correlation; ours, like lavaan's, does so in two by two tables only."""
    r = R["empty_cells"]
    counts = np.array(r["counts"], dtype=int)
    items = np.array([cell for cell in np.ndindex(*counts.shape) for _ in range(counts[cell])], dtype=float)
    found = polychoric(items)[0, 1]
    assert found == pytest.approx(r["lavaan"], abs=1e-8)
    assert found == pytest.approx(r["psych_0"], abs=2e-6)
    assert r["psych_half"] == pytest.approx(0.836, abs=1e-3)


def test_maximum_likelihood() -> None:
    found, r = cfa(read()["items"][complete()], THREE), R["ml"]
    same(found.indices, r["indices"])
    ends = [r["indices"][f"rmsea.ci.{end}"] for end in ("lower", "upper")]
    assert found.indices.rmsea_interval() == pytest.approx(ends, rel=1e-6)
    theirs = [r["indices"][name] for name in ("aic", "bic", "logl")]
    assert (found.aic, found.bic, found.loglik) == pytest.approx(theirs, rel=1e-9)
    place = np.nonzero(THREE.T)
    assert found.estimates[0].loadings.T[place] == pytest.approx(r["loadings"], rel=2e-5)
    assert found.errors[0].loadings.T[place] == pytest.approx(r["errors"], rel=2e-5)


def test_invariance_over_unequal_groups() -> None:
    """cfa(group = "group", group.equal = ...), the partial level with group.partial = "i5 ~ 1"."""
    rows = complete(6)
    items, groups = read()["items"][rows][:, :6], read()["group"][rows]
    for level in invariance(items, groups, TWO):
        same(level.fit.indices, R["invariance"][level.name])
    found = levels(samples_of(items, groups), TWO)
    assert [level.name for level in found] == ["configural", "metric", "scalar", "partial scalar"]
    assert found[3].released == (4,)
    same(found[3].fit.indices, R["partial"])
    kept = np.arange(6) != 4
    again = multi_group(samples_of(items, groups), TWO, np.ones(6, dtype=bool), kept)
    same(again.indices, R["partial"])


def test_invariance_with_gaps_by_full_information() -> None:
    """The same with missing = "fiml": rows without one of the six items stay, those without any go."""
    items, groups = read()["items"][:, :6], read()["group"]
    some = np.isfinite(items).any(axis=1)
    found = levels([full_information(items[some & (groups == name)]) for name in ("a", "b")], TWO)
    for level in found[:3]:
        same(level.fit.indices, R["invariance_gaps"][level.name])


@pytest.mark.parametrize("case", ["alpha", "alpha_pairwise"])
def test_alphas(case: str) -> None:
    """psych::alpha, with gaps use = "pairwise"."""
    items = read()["items"][:, :3][complete() if case == "alpha" else slice(None)]
    covariance, r = pairwise_covariance(items), R[case]
    assert alpha_raw(covariance) == pytest.approx(r["raw"], abs=1e-12)
    assert alpha_standardized(covariance) == pytest.approx(r["standardized"], abs=1e-12)
    assert item_rest(covariance) == pytest.approx(r["rest"], abs=1e-12)
    assert alpha_if_dropped(covariance) == pytest.approx(r["dropped"], abs=1e-12)


def test_omega_total() -> None:
    assert omega_total(pairwise_covariance(read()["items"][complete()][:, 3:6])) == pytest.approx(R["omega"], abs=1e-7)


def test_icc_and_mixed_models_of_unequal_projects() -> None:
    """multilevel::ICC1, ICC2 of aov(y ~ project); lme4::lmer(y ~ 1 + (1 | project)) beside, whose share of variance is another
    (.157 against .151, as projects weigh differently); lmerTest's degrees of freedom."""
    data = read()
    found = icc(data["y"], data["project"])
    assert [found.icc1, found.icc2] == pytest.approx(R["icc"], abs=1e-12)
    one = fit_random_intercepts(data["y"][:, None], np.ones((len(data["y"]), 1)), data["project"])[0]
    assert [one.tau2, one.sigma2] == pytest.approx(R["lmer"], rel=1e-6)
    design = np.column_stack([np.ones(len(data["y"])), data["group"] == "b", data["x"]]).astype(float)
    fit = fit_random_intercepts(data["y"][:, None], design, data["project"])[0]
    slopes = [fit.contrast(weights) for weights in np.eye(3)]
    assert [slope.value for slope in slopes] == pytest.approx(R["slopes"]["estimates"], rel=1e-6)
    assert [slope.se for slope in slopes] == pytest.approx(R["slopes"]["errors"], rel=1e-6)
    assert [slope.df for slope in slopes] == pytest.approx(R["slopes"]["df"], rel=1e-5)


@pytest.mark.parametrize(
    ("case", "items", "null"),
    [("rwg", [2], 2.0), ("rwg_skewed", [2], 1.34), ("rwg_j", [2, 5, 8], 2.0), ("rwg_j_skewed", [2, 5, 8], 1.34)],
)
def test_agreement_of_unequal_projects(case: str, items: list[int], null: float) -> None:
    """multilevel::rwg and rwg.j under the uniform (2) and the slightly skewed null (1.34) of five options."""
    rows, r = complete(), R[case]
    names = read()["project"][rows]
    assert np.unique(names).tolist() == r["groups"]
    theirs = np.array([np.nan if value in (None, "NA") else value for value in r["values"]], dtype=float)
    found = rwg_j(read()["items"][rows][:, items], names, null)
    assert found == pytest.approx(theirs, abs=1e-12, nan_ok=True)
    assert (found == 0).any()


@pytest.mark.parametrize("case", ["cr2", "cr2_few"])
def test_cr2_with_few_unequal_clusters(case: str) -> None:
    """coef_test(lm(y ~ x + group), vcov = "CR2", test = "Satterthwaite"): all 64 projects, and seven of 1 to 31 rows."""
    data, r = read(), R[case]
    rows = np.isin(data["project"], R["few"]) if case == "cr2_few" else np.ones(len(data["y"]), dtype=bool)
    design = np.column_stack([np.ones(len(data["y"])), data["x"], data["group"] == "b"]).astype(float)
    found = cluster_robust(data["y"][rows], design[rows], data["project"][rows])
    assert found.coefficients == pytest.approx(r["estimates"], rel=1e-9)
    assert found.se == pytest.approx(r["errors"], rel=1e-10)
    assert found.df == pytest.approx(r["df"], rel=1e-10)
    assert found.p == pytest.approx(r["p"], rel=1e-8)
