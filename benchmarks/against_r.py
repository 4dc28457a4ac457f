"""Our statistics beside R's: python -m benchmarks.against_r likert.csv [r_values.json].

The values are read from the JSON file, or made by benchmarks/reference.R where Rscript is installed. Prints each pair with the
digits that agree (15 for the same number); ends with status 1 where fewer agree than are promised.
"""

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.cr2 import cluster_robust
from pipeline.stats.factor import FactorFit, cfa, pattern_of
from pipeline.stats.icc import icc
from pipeline.stats.invariance import invariance
from pipeline.stats.pairwise import correlation_of, pairwise_covariance
from pipeline.stats.polychoric import polychoric
from pipeline.stats.reliability import alpha_ordinal, alpha_raw, omega_total
from pipeline.stats.wlsmv import OrdinalFit, ordinal_cfa

Array = NDArray[np.float64]
SCRIPT = Path(__file__).parent / "reference.R"
PROMISED = {"alpha": 12, "omega": 6, "cfa": 6, "wlsmv": 6, "invariance": 6, "polychoric": 5, "icc": 10, "cr2": 8}


def main() -> None:
    arguments = sys.argv[1:]
    if not arguments:
        sys.exit("python -m benchmarks.against_r likert.csv [r_values.json]")
    values = theirs(Path(arguments[0]), Path(arguments[1]) if len(arguments) > 1 else None)
    short = 0
    for kind, name, ours, of_r in pairs(Path(arguments[0]), values):
        agreeing = digits(ours, of_r)
        short += agreeing < PROMISED[kind]
        print(f"{kind:11} {name:22} {ours:22.14g} {of_r:22.14g} {agreeing:5.1f} digits")
    sys.exit(1 if short else 0)


def theirs(data: Path, values: Path | None) -> Mapping[str, Any]:
    """R's values, from a file or from R."""
    if values is not None:
        return dict(json.loads(values.read_text("utf-8")))
    if shutil.which("Rscript") is None:
        sys.exit("R is not installed here: give the file with its values as the second argument.")
    made = subprocess.run(["Rscript", str(SCRIPT), str(data)], check=True, capture_output=True, text=True)
    return dict(json.loads(made.stdout))


def pairs(data: Path, r: Mapping[str, Any]) -> Iterator[tuple[str, str, float, float]]:
    """Kind, name, our value and R's."""
    with data.open(newline="") as file:
        rows = list(csv.DictReader(file))
    items = np.array([[float(row[f"i{k:02d}"]) for k in range(1, 25)] for row in rows])
    project, kind = (np.array([row[name] for row in rows]) for name in ("project", "type"))
    s1, first = np.array([float(row["s1"]) for row in rows]), items[:, :8]
    covariance, correlations = pairwise_covariance(first), polychoric(first)
    yield "alpha", "raw", alpha_raw(covariance), r["alpha"]
    yield "omega", "of standardised items", omega_total(correlation_of(covariance)), r["omega_fa_ml"]
    for name, sizes, ml, ordinal in (("3", (8, 8, 8), "cfa_ml", "cfa_wlsmv"), ("2", (16, 8), "mis", "mis_wlsmv")):
        yield from _ml(f"{name} factors", cfa(items, pattern_of(sizes)), r[ml])
        yield from _wlsmv(f"{name} factors", ordinal_cfa(items, pattern_of(sizes)), r[ordinal])
    for level, chi2, cfi in zip(
        invariance(items, kind, pattern_of((8, 8, 8))), r["mi_chisq"], r["mi_cfi"], strict=True
    ):
        yield "invariance", f"{level.name} chi-square", level.fit.indices.chi2, chi2
        yield "invariance", f"{level.name} CFI", level.fit.indices.cfi, cfi
    yield "polychoric", "first two items", float(correlations[0, 1]), r["poly12"]
    yield "polychoric", "ordinal alpha", alpha_ordinal(correlations), r["poly_alpha"]
    yield "icc", "ICC(1)", icc(s1, project).icc1, r["icc1"]
    yield "icc", "ICC(2)", icc(s1, project).icc2, r["icc2"]
    design = np.column_stack([np.ones(len(s1)), kind == np.unique(kind)[1]]).astype(float)
    robust = cluster_robust(s1, design, project)
    yield "cr2", "standard error", float(robust.se[1]), r["cr2"]["se"]
    yield "cr2", "degrees of freedom", float(robust.df[1]), r["cr2"]["df"]


def _ml(name: str, fit: FactorFit, r: Mapping[str, float]) -> Iterator[tuple[str, str, float, float]]:
    ours = {"chisq": fit.indices.chi2, "cfi": fit.indices.cfi, "tli": fit.indices.tli, "rmsea": fit.indices.rmsea}
    ours |= {"srmr": fit.indices.srmr, "aic": fit.aic, "bic": fit.bic, "logl": fit.loglik}
    for key, value in ours.items():
        yield "cfa", f"{name} {key}", value, r[key]


def _wlsmv(name: str, fit: OrdinalFit, r: Mapping[str, float]) -> Iterator[tuple[str, str, float, float]]:
    ours = {"chisq": fit.plain.chi2, "srmr": fit.plain.srmr, "chisq.scaled": fit.scaled.chi2}
    ours |= {"cfi.scaled": fit.scaled.cfi, "rmsea.scaled": fit.scaled.rmsea}
    for key, value in ours.items():
        yield "wlsmv", f"{name} {key}", value, r[key]


def digits(ours: float, theirs: float) -> float:
    """How many digits agree, at most 15: significant ones, for values below 1 decimals."""
    gap = abs(ours - theirs) / max(abs(theirs), 1.0)
    return 15.0 if gap < 1e-15 else min(15.0, -float(np.log10(gap)))


if __name__ == "__main__":
    main()
