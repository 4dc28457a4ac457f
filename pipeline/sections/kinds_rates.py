"""How often the rule on kinds is wrong, from calibration/kinds.csv."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.html import words
from pipeline.sheets import Faults, read_sheet

COLUMNS = (
    *("world", "truth", "distance", "excluded_from", "expected", "projects", "what", "word"),
    *("count", "replications", "low95", "high95"),
)
MAY_BE_MISSING = ("distance", "excluded_from")  # one scale has no distance; where nothing is excluded there is no bound
WORDS = ("kinds", "kinds, not the declared ones", "continuum", "undecided")


@dataclass(frozen=True)
class Rate:
    """One truth and size: how far apart its kinds lie, and from which distance on one scale excludes kinds like these; how many
    draws, how often each of WORDS came out, how often a word that is wrong there, and how often one that is wrong beyond what
    the word excludes, with exact 95 % intervals; how often several clusters were found of how many draws."""

    truth: str
    projects: int
    distance: str
    excluded_from: str
    draws: int
    shares: tuple[str, ...]
    wrong: str
    beyond: str
    clusters: str


def load(folder: Path) -> tuple[Rate, ...]:
    """The rates, in the order of the file; none where it is not there. One UserError with every fault of it."""
    path = folder / "kinds.csv"
    if not path.is_file():
        return ()
    faults = Faults()
    found: dict[tuple[str, int], list[dict[str, str]]] = {}
    for row in read_sheet(path, COLUMNS, faults):
        row.needs(*(name for name in COLUMNS if name not in MAY_BE_MISSING))
        found.setdefault((row["truth"], int(row["projects"] or 0)), []).append({name: row[name] for name in COLUMNS})
    faults.refuse()
    return tuple(_rate(truth, projects, lines) for (truth, projects), lines in found.items())


def context(rates: Sequence[Rate]) -> dict[str, Any]:
    """What templates/kinds_rates.html lays out, on two pages."""
    clustered = any(rate.clusters != words.ABSENT for rate in rates)
    return {"rates": rates, "rate_words": WORDS, "rates_clustered": clustered}


def _rate(truth: str, projects: int, lines: Sequence[dict[str, str]]) -> Rate:
    told = {line["word"]: line for line in lines if line["what"] == "kinds"}
    counts = {word: int(told[word]["count"]) if word in told else 0 for word in WORDS}
    draws = sum(counts.values())
    several = [line for line in lines if line["what"] == "clusters"]
    asked = sum(int(line["count"]) for line in several)
    hits = sum(int(line["count"]) for line in several if line["word"] == "several")
    wrong, beyond = (_with_interval(line) for line in lines if line["what"] == "wrong")
    clusters = f"{words.percent(hits / asked)} of {asked}" if asked else words.ABSENT
    shares = tuple(words.percent(counts[word] / draws) for word in WORDS)
    apart, reach = (_distance(lines[0][name]) for name in MAY_BE_MISSING)
    return Rate(truth, projects, apart, reach, draws, shares, wrong, beyond, clusters)


def _with_interval(line: dict[str, str]) -> str:
    ends = words.interval(float(line["low95"]), float(line["high95"]), "share")
    return f"{words.percent(int(line['count']) / int(line['replications']))} ({ends})"


def _distance(cell: str) -> str:
    return words.number(float(cell), 1) if cell else words.ABSENT
