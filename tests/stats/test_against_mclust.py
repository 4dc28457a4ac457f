"""Random data sets and published groups against R's mclust and diptest, where R is here with both and jsonlite.

mclust reports the log-likelihood of the step before its estimates; held against each other are the figures at the same
estimates.
"""

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline import files, kinds, rulers
from pipeline.stats import structure
from pipeline.stats.agreement import rand_index
from pipeline.stats.classless import standardised
from pipeline.stats.mixture import FAMILIES, Search, at, fit

Array = NDArray[np.float64]
HERE = Path(__file__).parent
NEEDED = 'stopifnot(all(sapply(c("mclust", "diptest", "jsonlite"), requireNamespace, quietly = TRUE)))'
DIGITS = 1e-9  # six digits are asked for


def _r_is_here() -> bool:
    if shutil.which("Rscript") is None:
        return False
    return subprocess.run(["Rscript", "-e", NEEDED], capture_output=True, check=False).returncode == 0


pytestmark = pytest.mark.skipif(not _r_is_here(), reason="R is not here, or lacks mclust, diptest or jsonlite")


def r(script: str, given: Any | None = None) -> Any:
    """What an R script writes, from what it is given."""
    with TemporaryDirectory() as folder:
        told, said = Path(folder) / "given.json", Path(folder) / "said.json"
        told.write_text(json.dumps(given), "utf-8")
        arguments = [str(told)] if given is not None else []
        subprocess.run(["Rscript", str(HERE / script), *arguments, str(said)], check=True, capture_output=True)
        return json.loads(said.read_text("utf-8"))


@cache
def random_sets() -> list[dict[str, Any]]:
    """Eight data sets of 40 to 120 cases in 2 to 6 columns around one, two or three centres."""
    generator, found = np.random.default_rng(2026), []
    for number in range(8):
        n, d = int(generator.integers(40, 121)), int(generator.integers(2, 7))
        groups = generator.integers(0, number % 3 + 1, n)
        data = generator.normal(size=(n, d)) + generator.normal(0, 2, size=(3, d))[groups]
        found.append({"data": data.tolist(), "groups": groups.tolist()})
    return found


@cache
def values() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = r("mclust.R", random_sets())
    return found


def spread_of(one: dict[str, Any], d: int) -> Array:
    spread = np.array(one["spread"], dtype="float64")
    return spread.reshape({"EII": (1,), "VVI": (one["k"], d), "EEE": (d, d)}[one["family"]])


@pytest.mark.parametrize("number", range(8))
def test_likelihood_bic_and_icl_of_the_same_solution(number: int) -> None:
    data = np.array(random_sets()[number]["data"])
    fits = values()[number]["fits"]
    assert {one["family"] for one in fits} == set(FAMILIES) and len(fits) >= 12
    for one in fits:
        means = np.array(one["means"], dtype="float64").reshape(one["k"], data.shape[1])
        weights = np.atleast_1d(np.array(one["weights"], dtype="float64"))
        found = at(data, one["family"], (weights, means, spread_of(one, data.shape[1])))
        assert found.parameters == one["parameters"]
        assert found.loglik == pytest.approx(one["loglik"], rel=DIGITS)
        assert found.bic == pytest.approx(one["bic"], rel=DIGITS)
        assert found.icl == pytest.approx(one["bic"] + 2 * one["sure"], rel=DIGITS)


@pytest.mark.parametrize("number", range(8))
def test_the_search_finds_what_mclust_finds_or_better(number: int) -> None:
    """With components of any size and no floor; mclust starts once, from a hierarchy."""
    data = np.array(random_sets()[number]["data"])
    for one in values()[number]["fits"]:
        if one["k"] <= 3 and min(np.bincount(one["classes"])[1:]) >= 3:
            found = fit(data, one["family"], one["k"], Search(20, 2, 1e-6, 1))
            assert found.bic >= one["bic"] - 1e-4 * abs(one["bic"])


@pytest.mark.parametrize("number", range(8))
def test_the_dip_and_its_p_value(number: int) -> None:
    columns = np.array(random_sets()[number]["data"]).T
    for column, (statistic, p) in zip(columns, values()[number]["dips"], strict=True):
        assert structure.dip(column) == pytest.approx((statistic, p), rel=DIGITS)


@pytest.mark.parametrize("number", range(8))
def test_the_adjusted_rand_index(number: int) -> None:
    given, found = random_sets()[number], values()[number]
    best = next(one for one in found["fits"] if {key: one[key] for key in ("family", "k")} == found["best"])
    ours = rand_index(np.array(given["groups"]), np.array(best["classes"]))
    if len(set(given["groups"])) > 1:
        assert (0.0 if np.isnan(ours) else ours) == pytest.approx(found["rand"], abs=1e-12)


@cache
def published() -> dict[str, Any]:
    found: dict[str, Any] = r("mclust_data.R")
    return found


@pytest.mark.parametrize(
    ("name", "family", "k", "bic", "agrees"),
    [
        ("banknote", "EEE", 3, -2664.114, 0.860),
        ("diabetes", "VVI", 3, -562.017, 0.659),
        ("diabetes", "EII", 3, -856.736, 0.304),
    ],
)
def test_published_groups_as_mclust_finds_them(name: str, family: str, k: int, bic: float, agrees: float) -> None:
    """Mclust(standardised data, modelNames = ...) of mclust 6.0: the same BIC, and as close to the published groups: 100
    genuine and 100 counterfeit banknotes (Flury and Riedwyl 1988), three diagnoses (Reaven and Miller 1979)."""
    data = standardised(np.array(published()[name]["data"], dtype="float64"))
    found = fit(data, family, k, Search(20, 5, 0.01, 1))
    assert found.bic == pytest.approx(bic, abs=0.02)
    groups = np.array(published()[name]["groups"])
    assert rand_index(groups, found.classes) == pytest.approx(agrees, abs=0.005)


def test_counterfeit_banknotes_are_another_kind_by_the_rule_on_kinds() -> None:
    """Two published groups of 100: two peaks on the first axis, and the two classes on it are the published ones, as far as
    mclust's are: of the first component Mclust(p, G = 2) takes E with a BIC of -502.4408 (one curve: -578.1720)."""
    data = standardised(np.array(published()["banknote"]["data"], dtype="float64"))
    genuine = np.array(published()["banknote"]["groups"]) == "genuine"
    axis = structure.principal_components(data).scores[:, 0]
    two = structure.two_against_one(axis, kinds.search_of(files.params("cluster")))
    agrees = rand_index(genuine, two.classes)
    assert two.delta_bic == pytest.approx(578.1720 - 502.4408, abs=0.001)
    assert agrees == pytest.approx(0.7211, abs=1e-4)
    assert structure.kind(structure.dip(axis)[1], two.delta_bic, agrees, rulers.load_rulers().taxon) == "kinds"
