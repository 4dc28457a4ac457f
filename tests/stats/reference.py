"""The simulated five-point answers of 2000 respondents that were also given to R, where they are at hand."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.stats.factor import FactorFit, Pattern, fitted, number, start_values, with_free_means
from pipeline.stats.full_information import full_information
from pipeline.stats.moments import Model

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


def gaps() -> tuple[NDArray[np.float64], NDArray[np.str_]]:
    """Made-up answers (360, 9) with gaps, three items a factor, and the group of each row.

    x3 was asked in one form only and x6 of two thirds; the other gaps depend on the answer to x1, so that leaving rows out, or
    taking what is there pair by pair, is not right.
    """
    with (Path(__file__).parent / "gaps.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    items = np.array([[float(row[f"x{k}"] or "nan") for k in range(1, 10)] for row in rows])
    return items, np.array([row["group"] for row in rows])


def incomplete_cfa(items: NDArray[np.float64], pattern: Pattern, unit_variances: bool = False) -> FactorFit:
    """One group with gaps by full information, its means free, as lavaan's cfa(missing = "fiml")."""
    sample = full_information(items)
    start = start_values(sample, pattern, unit_variances)
    return fitted(Model((start,), (with_free_means(number(start, pattern, unit_variances), start),)), (sample,), True)
