"""How often the rule on kinds is wrong, from calibration/kinds.csv."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.html import words
from pipeline.sheets import Faults, read_sheet

COLUMNS = ("world", "truth", "expected", "projects", "what", "word", "count", "replications", "low95", "high95")
WORDS = ("kinds", "kinds, not the declared ones", "continuum", "undecided")


@dataclass(frozen=True)
class Rate:
    """One truth and size: how many draws, how often each of WORDS came out, how often a word that is wrong there with the exact
    95 % interval, and how often several clusters were found of how many draws."""

    truth: str
    projects: int
    draws: int
    shares: tuple[str, ...]
    wrong: str
    clusters: str


def load(folder: Path) -> tuple[Rate, ...]:
    """The rates, in the order of the file; none where it is not there. One UserError with every fault of it."""
    path = folder / "kinds.csv"
    if not path.is_file():
        return ()
    faults = Faults()
    found: dict[tuple[str, int], list[dict[str, str]]] = {}
    for row in read_sheet(path, COLUMNS, faults):
        row.needs(*COLUMNS)
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
    wrong = next(line for line in lines if line["what"] == "wrong")
    several = [line for line in lines if line["what"] == "clusters"]
    asked = sum(int(line["count"]) for line in several)
    hits = sum(int(line["count"]) for line in several if line["word"] == "several")
    ends = words.interval(float(wrong["low95"]), float(wrong["high95"]), "share")
    share = words.percent(int(wrong["count"]) / draws)
    clusters = f"{words.percent(hits / asked)} of {asked}" if asked else words.ABSENT
    shares = tuple(words.percent(counts[word] / draws) for word in WORDS)
    return Rate(truth, projects, draws, shares, f"{share} ({ends})", clusters)
