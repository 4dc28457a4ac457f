"""R's numbers made anew where R is installed, beside ours: the scripts of benchmarks/ work and the promised digits hold."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import against_r
from pipeline.stats.factor import cfa, pattern_of
from pipeline.stats.full_information import full_information
from pipeline.stats.invariance import invariance, levels
from pipeline.stats.pairwise import pairwise_covariance
from pipeline.stats.reliability import alpha_raw
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
