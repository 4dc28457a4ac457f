"""R's numbers made anew where R is installed, beside ours: the scripts of benchmarks/ work and the promised digits hold."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import against_r
from pipeline.stats.cr2 import cluster_robust
from pipeline.stats.factor import cfa, pattern_of
from pipeline.stats.fit_indices import FitIndices
from pipeline.stats.full_information import full_information
from pipeline.stats.icc import icc
from pipeline.stats.invariance import invariance, levels
from pipeline.stats.pairwise import pairwise_correlation, pairwise_covariance
from pipeline.stats.polychoric import polychoric
from pipeline.stats.reliability import alpha_ordinal, alpha_raw, omega_total
from pipeline.stats.rwg import rwg_j
from pipeline.stats.wlsmv import ordinal_cfa
from tests.stats import reference

ROOT = Path(__file__).parents[2]
THREE = pattern_of([3, 3, 3])


def of_r(script: str, *arguments: str) -> dict[str, Any]:
    """What a script of benchmarks/ prints; skips the test where R or a package of its is absent."""
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed here")
    made = subprocess.run(
        ["Rscript", str(ROOT / "benchmarks" / script), *arguments], capture_output=True, text=True, check=False
    )
    if made.returncode and "there is no package called" in made.stderr:
        pytest.skip(f"R has not all packages of {script} here")
    assert made.returncode == 0, made.stderr[-500:]
    return dict(json.loads(made.stdout))


def test_full_information_on_answers_with_gaps() -> None:
    r = of_r("reference_gaps.R", str(ROOT / "tests" / "stats" / "gaps.csv"))
    items, groups = reference.gaps()
    fit = reference.incomplete_cfa(items, THREE)
    named = {"chisq": fit.indices.chi2, "cfi": fit.indices.cfi, "tli": fit.indices.tli, "rmsea": fit.indices.rmsea}
    named |= {"srmr": fit.indices.srmr, "aic": fit.aic, "bic": fit.bic, "logl": fit.loglik}
    for name, ours in named.items():
        assert ours == pytest.approx(r["fiml"][name], rel=1e-6, abs=1e-6), name
    found = levels([full_information(items[groups == name]) for name in ("a", "b")], THREE)
    for level in found[:3]:
        assert level.fit.indices.chi2 == pytest.approx(r["groups"][level.name]["chisq"], rel=1e-6), level.name


def test_published_data_sets_from_their_answers() -> None:
    """Holzinger and Swineford: chi-square 85.306 on 24 df, CFI .931, RMSEA .092; the five alphas of bfi."""
    r = of_r("reference_published.R")
    fit = cfa(np.array(r["pupils"]), THREE)
    assert (round(r["hs"]["chisq"], 3), r["hs"]["df"]) == (85.306, 24)
    assert fit.indices.chi2 == pytest.approx(r["hs"]["chisq"], rel=1e-6)
    assert (round(fit.indices.cfi, 3), round(fit.indices.rmsea, 3)) == (0.931, 0.092)
    levels_by_school = invariance(np.array(r["pupils"]), np.array(r["school"]), THREE)
    # lavaan's tutorial, "Measurement invariance": chi-squares 115.851, 124.044, 164.103 on 48, 54, 60 df
    assert [round(level.fit.indices.chi2, 3) for level in levels_by_school] == [115.851, 124.044, 164.103]
    assert [level.fit.indices.df for level in levels_by_school] == [48, 54, 60]
    for name, scale in r["bfi"].items():
        items = np.array([[np.nan if x is None else float(x) for x in row] for row in scale["items"]])
        assert alpha_raw(pairwise_covariance(items)) == pytest.approx(scale["alpha"], abs=1e-12), name
        assert np.isnan(items).any(), name


def test_the_numbers_of_r_that_test_fresh_holds() -> None:
    """tests/stats/fresh_r.json made anew; other versions of R's packages may search to other digits."""
    made = of_r("reference_fresh.R", str(ROOT / "tests" / "stats" / "fresh.csv"))
    kept = json.loads((ROOT / "tests" / "stats" / "fresh_r.json").read_text("utf-8"))
    assert set(made) == set(kept)
    for name in sorted(set(kept) - {"versions"}):
        assert flat(made[name]) == pytest.approx(flat(kept[name]), rel=1e-5, abs=1e-7), name


def flat(value: Any) -> list[float]:
    """All numbers of what JSON holds, in its order."""
    if isinstance(value, dict | list):
        return [number for part in (value.values() if isinstance(value, dict) else value) for number in flat(part)]
    return [float(value)] if isinstance(value, int | float) else []


def same(plain: FitIndices, scaled: FitIndices, theirs: dict[str, float]) -> None:
    ours = {"chisq": plain.chi2, "df": plain.df, "srmr": plain.srmr, "cfi": plain.cfi, "rmsea": plain.rmsea}
    ours |= {"tli": plain.tli, "chisq.scaled": scaled.chi2, "cfi.scaled": scaled.cfi, "tli.scaled": scaled.tli}
    ours |= {"rmsea.scaled": scaled.rmsea}
    for name, value in theirs.items():
        assert ours[name] == pytest.approx(value, rel=2e-6), name


def test_data_sets_of_r_packages() -> None:
    """bfi with its gaps (2800 people), soldiers in companies of 8 to 277 people, few unequal clusters."""
    r = of_r("reference_packages.R")
    answers = np.array(r["bfi"], dtype=float)
    for k, theirs in enumerate(r["scales"].values()):
        own = answers[:, 5 * k : 5 * k + 5]
        assert omega_total(pairwise_correlation(own)) == pytest.approx(theirs["omega"], rel=1e-6)
        assert alpha_ordinal(polychoric(own)) == pytest.approx(theirs["alpha_ordinal"], rel=1e-7)
        one = ordinal_cfa(own, pattern_of([5]))
        same(one.plain, one.scaled, theirs["wlsmv"])
    full = answers[np.isfinite(answers).all(axis=1)]
    five = ordinal_cfa(full, pattern_of([5] * 5))
    same(five.plain, five.scaled, r["wlsmv"])
    for level in invariance(full, np.array(r["gender"]), pattern_of([5] * 5)):
        same(level.fit.indices, level.fit.indices, r["invariance"][level.name])
    company = np.array(r["company"], dtype=float)
    hours = icc(np.array(r["hours"], dtype=float), company)
    assert [hours.icc1, hours.icc2] == pytest.approx(r["icc"], abs=1e-10)
    cohesion = np.array(r["cohesion"], dtype=float)[:, None]
    assert rwg_j(cohesion, company, 2.0) == pytest.approx(r["rwg"], abs=1e-10)
    lead, unit = np.array(r["lead"], dtype=float), np.array(r["unit"])
    for name, null in (("rwg_j", 2.0), ("rwg_j_skewed", 1.34)):
        assert sorted(rwg_j(lead, unit, null)) == pytest.approx(sorted(r[name]), abs=1e-10), name
    for name, case in r["cr2"].items():
        fit = cluster_robust(np.array(case["y"], dtype=float), np.array(case["x"]), np.array(case["cluster"]))
        assert fit.se == pytest.approx(case["errors"], rel=1e-8), name
        assert fit.df == pytest.approx(case["df"], rel=1e-8), name


def test_the_reference_data_keep_their_promised_digits() -> None:
    if not reference.FILE.is_file():
        pytest.skip("the reference data set of the R comparison is not here")
    values = reference.FILE.with_name("r_values.json")
    if not values.is_file():
        pytest.skip("the values of R are not here")
    short = [
        (kind, name, ours, theirs)
        for kind, name, ours, theirs in against_r.pairs(reference.FILE, against_r.theirs(reference.FILE, values))
        if against_r.digits(ours, theirs) < against_r.PROMISED[kind]
    ]
    assert short == []
