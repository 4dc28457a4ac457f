"""Published figures beside the claims that they bear on: context, for other people were asked in other words."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from pipeline.sheets import Faults, read_sheet

COLUMNS = ("source", "population", "n", "indicator", "figure", "maps_to", "status", "where_verified", "differs")
VERIFIED = {"primary": "seen in the source or its copy", "secondary": "as quoted by others"}
BROAD = 12  # codes; a claim on more of them is about none of them in particular


@dataclass(frozen=True)
class Benchmark:
    """A published figure: who was asked, what was found, where that was checked, and what differs from our question."""

    source: str
    population: str
    n: str
    what: str
    figure: str
    bears_on: frozenset[str]
    status: str
    checked_in: str
    differs: str


def load(folder: Path) -> tuple[Benchmark, ...]:
    """The figures of claims/benchmarks.csv that were checked; those from memory are no facts and are left out. One UserError
    with every fault of the file."""
    faults = Faults()
    found = []
    for row in read_sheet(folder / "benchmarks.csv", COLUMNS, faults):
        row.needs("source", "population", "indicator", "figure", "differs")
        status = row.one_of("status", (*VERIFIED, "memory"))
        names = frozenset(re.findall(r"\w+", row["maps_to"]))
        if status in VERIFIED:
            asked = (row["source"], row["population"], row["n"])
            checked = (VERIFIED[status], row["where_verified"], row["differs"])
            found.append(Benchmark(*asked, row["indicator"], row["figure"], names, *checked))
    faults.refuse()
    return tuple(found)


def beside(benchmarks: Collection[Benchmark], claim: str, codes: Collection[str]) -> tuple[Benchmark, ...]:
    """Those that name a claim, or one of the codes that it is measured by."""
    wanted = {claim, *(codes if len(codes) <= BROAD else ())}
    return tuple(benchmark for benchmark in benchmarks if benchmark.bears_on & wanted)
