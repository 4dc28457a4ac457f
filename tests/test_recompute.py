"""A sample of the figures behind the verdicts of the built project, estimated again in R from the written tables alone."""

import shutil
import subprocess
from pathlib import Path

import pytest

from benchmarks import recompute
from pipeline import claims, instrument

ROOT = Path(__file__).parent.parent
DIGITS = 6


def r_is_here() -> bool:
    """Whether R has what the script needs."""
    if shutil.which("Rscript") is None:
        return False
    asked = "quit(status = !all(c('lme4', 'lmerTest') %in% rownames(installed.packages())))"
    return subprocess.run(["Rscript", "-e", asked], capture_output=True, check=False).returncode == 0


def test_r_finds_the_same_estimates_and_intervals(monkeypatch: pytest.MonkeyPatch) -> None:
    """24 figures of at least five types of claims agree to six digits, estimates and both ends of their intervals."""
    if not (ROOT / "data" / "processed" / "parts_by_claim.parquet").is_file():
        pytest.skip("the project is not built: run `make report` first")
    if not r_is_here():
        pytest.skip("R with lme4 and lmerTest is not installed")
    monkeypatch.chdir(ROOT)
    found = recompute.recomputed(24, 20260101)
    apart = {f"{one.claim}: {one.what} in {one.side}": one.apart for one in found if one.apart > 10**-DIGITS}
    assert not apart
    types = claims.load(instrument.load())
    assert len(found) == 24 and len({types[one.claim].type for one in found}) >= 5
