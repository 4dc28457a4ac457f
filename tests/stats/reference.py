"""The simulated five-point answers of 2000 respondents that were also given to R, where they are at hand."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

FILE = Path(__file__).parents[3] / "shared" / "reference" / "likert.csv"


@dataclass(frozen=True)
class Likert:
    items: NDArray[np.float64]  # (2000, 24)
    project: NDArray[np.str_]
    type: NDArray[np.str_]
    s1: NDArray[np.float64]  # mean of the first eight items


def likert() -> Likert:
    """The data; skips the test where the file is absent."""
    if not FILE.is_file():
        pytest.skip("the reference data set of the R comparison is not here")
    return _read()


@cache
def _read() -> Likert:
    with FILE.open(newline="") as file:
        rows = list(csv.DictReader(file))
    items = np.array([[float(row[f"i{i:02d}"]) for i in range(1, 25)] for row in rows])
    project, kind = (np.array([row[name] for row in rows]) for name in ("project", "type"))
    return Likert(items, project, kind, np.array([float(row["s1"]) for row in rows]))
