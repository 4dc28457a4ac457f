"""Error rates of the verdicts in simulated worlds, as measured: the two files, what counts as an error, the targets."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pipeline import records
from pipeline.sheets import Faults, Row, read_sheet, read_yaml
from pipeline.stats.shares import Share, clopper_pearson

HOLDS, DEGREE, AT_BOUND, NONE, OPPOSITE = "holds", "degree", "at the bound", "no difference", "opposite"
ABSENT, DIFFERS = "absent", "differs"  # of commonalities: shared but low in a type; not shared
SUPPORTED, CONTRADICTED, EQUIVALENT = "false supported", "false contradicted", "false equivalent"
ERRORS = (SUPPORTED, CONTRADICTED, EQUIVALENT)
COMMONALITY = "EQ"
BETWEEN, OWN_SIDE, SAID, UNSAID = "between", "on its side", "said", "not said"  # of labels
RATES = ("world", "what", "id", "type", "gap", "truth", "word", "count", "n", "share", "low95", "high95")
WORLDS = (
    "world",
    "title",
    "number",
    "truth",
    "right",
    "projects",
    "respondents",
    "waves",
    "replications",
    "seed",
    "rules",
    "code",
)
LEVEL = 0.95
Made = TypeVar("Made")


@dataclass(frozen=True)
class Rate:
    """How often a word came out: `what` (thesis, structure, claim, persons, projects, survey, labels) and `id` say of what.
    persons, projects: words of plain tests of significance; survey: how many surveys had the error of that name among their
    rows of T1 or T2; labels: projects with a pure label by where they lie (`hidden`: those that are hybrids; `others`), and
    whether the overall verdict warns. `gap` and `truth`: of a claim, where the world decides them."""

    world: str
    what: str
    id: str
    type: str
    gap: float | None
    truth: str
    word: str
    count: int
    n: int


@dataclass(frozen=True)
class Measured:
    """One world as it was simulated: its title for readers, its number, its truth in words, the overall verdicts that are right
    there, the size of each survey, and the state of the rules at that time."""

    world: str
    title: str
    number: str
    truth: str
    right: tuple[str, ...]
    projects: str
    respondents: int
    waves: int
    replications: int
    seed: int
    rules: str
    code: str


@dataclass(frozen=True)
class Target:
    """What a rate has to be. `of`: overall, row (all rows of `types` with a true `gap` or a `truth`), or survey (the error
    `id`); `words` are counted; `at_most` or `at_least`. `missed`: what a reader has to know where it is missed."""

    says: str
    of: str
    worlds: tuple[str, ...]
    words: tuple[str, ...]
    at_most: float | None
    at_least: float | None
    source: str
    truth: str | None = None
    gap: float | None = None
    types: tuple[str, ...] = ()
    id: str = "overall"
    missed: str = ""


def error(word: str, truth: str, kind: str) -> str | None:
    """Which error a word is where this is true; `kind` is the claim's type. An undecided word is none."""
    if kind == COMMONALITY:
        if word == "supported":
            return SUPPORTED if truth == ABSENT else EQUIVALENT if truth in (AT_BOUND, DIFFERS) else None
        return CONTRADICTED if word == "contradicted" and truth != DIFFERS else None
    if word == "supported":
        return None if truth == HOLDS else SUPPORTED
    if word == "contradicted":
        return None if truth == OPPOSITE else CONTRADICTED
    return EQUIVALENT if word == "equivalent" and truth != NONE else None


def right(word: str, truth: str, kind: str) -> bool:
    """Whether a word says what is true."""
    if kind == COMMONALITY:
        return word == {HOLDS: "supported", ABSENT: "mixed", DIFFERS: "contradicted"}.get(truth)
    return word == {HOLDS: "supported", DEGREE: "mixed", NONE: "equivalent", OPPOSITE: "contradicted"}.get(truth)


def load_rates(folder: Path) -> list[Rate]:
    """rates.csv of the folder calibration; nothing where it is absent, UserError where it is damaged."""
    return _read(folder / "rates.csv", RATES, _rate)


def load_measured(folder: Path) -> list[Measured]:
    """worlds.csv, in its order; nothing where it is absent, UserError where it is damaged."""
    return _read(folder / "worlds.csv", WORLDS, _measured)


def load_targets(folder: Path) -> list[Target]:
    """targets.yaml; nothing where it is absent, UserError where it is damaged."""
    if not (folder / "targets.yaml").is_file():
        return []
    faults, reader = Faults(), records.Reader({}, {})
    targets = []
    for number, raw in enumerate(read_yaml(folder / "targets.yaml", faults).get("targets", []), start=1):
        where = f"calibration/targets.yaml, target {number}:"
        unbounded: dict[str, None] = {"at_most": None, "at_least": None}
        target = reader.read(Target, unbounded | raw if isinstance(raw, dict) else raw, where)
        if target is not None and (target.at_most is None) == (target.at_least is None):
            faults.add(f"{where} write either at_most or at_least.")
        targets.append(target)
    faults.found += reader.faults
    faults.refuse()
    return targets


def measured_at(target: Target, rates: Sequence[Rate], worlds: Sequence[Measured]) -> Share | None:
    """The rate that a target is about, pooled over its worlds (of rows: over the rows too); None where nothing was measured."""
    names = {w.world for w in worlds if w.number in target.worlds}
    if target.of == "overall":
        chosen = [r for r in rates if r.what == "thesis" and r.id == target.id]
    elif target.of == "survey":
        chosen = [r for r in rates if r.what == "survey" and r.id == target.id]
    else:
        chosen = [r for r in rates if r.what == "claim" and r.type in target.types and _asked(r, target)]
    chosen = [r for r in chosen if r.world in names]
    counted = sum(r.count for r in chosen if r.word in target.words)
    asked = {(r.world, r.id): r.n for r in chosen}
    return clopper_pearson(counted, sum(asked.values()), LEVEL) if asked else None


def grade(target: Target, found: Share) -> str:
    """Whether a rate reaches its target, and whether so few surveys could tell."""
    if target.at_most is not None:
        if found.value <= target.at_most:
            return "met" if found.high <= target.at_most else "met, as far as so few surveys can tell"
        return "missed" if found.low > target.at_most else "missed, perhaps by chance"
    assert target.at_least is not None, f"{target.says}: no bound"
    if found.value >= target.at_least:
        return "met" if found.low >= target.at_least else "met, as far as so few surveys can tell"
    return "missed" if found.high < target.at_least else "missed, perhaps by chance"


def sentences(folder: Path, names: Sequence[str]) -> list[str]:
    """For these worlds: the truth, how often each overall verdict came out; then the targets that they bear on, and how far
    plain tests of significance are from them."""
    rates, worlds = load_rates(folder), [one for one in load_measured(folder) if one.world in names]
    told = []
    for one in worlds:
        own = [r for r in rates if (r.world, r.what, r.id) == (one.world, "thesis", "overall") and r.count]
        words = ", ".join(f"{r.word} {r.count} of {r.n}" for r in own)
        told.append(f"{one.number} {one.world} ({one.truth}): overall {words}.")
    for target in load_targets(folder):
        found = measured_at(target, rates, worlds)
        if found is not None:
            bound = f"at most {target.at_most:.1%}" if target.at_most is not None else f"at least {target.at_least:.1%}"
            exact = f"{found.count} of {found.n}, {found.value:.1%} [{found.low:.1%}, {found.high:.1%}]"
            told.append(f"{grade(target, found)}: {target.says}: {exact}; target {bound}.")
    return told


def replaced(before: Sequence[Measured], now: Sequence[Measured]) -> list[str]:
    """A sentence for each world whose rates come to rest on fewer surveys than before."""
    known = {one.world: one.replications for one in before}
    return [
        f"{one.world}: its rates now rest on {one.replications} simulated survey{'s' if one.replications > 1 else ''} instead "
        f"of {known[one.world]}; --replications {known[one.world]} measures as many."
        for one in now
        if one.replications < known.get(one.world, 0)
    ]


def _asked(rate: Rate, target: Target) -> bool:
    if target.gap is not None and (rate.gap is None or abs(rate.gap - target.gap) > 1e-6):
        return False
    return rate.truth != "" if target.truth is None else rate.truth == target.truth


def _read(path: Path, columns: Sequence[str], made: Callable[[Row], Made]) -> list[Made]:
    if not path.is_file():
        return []
    faults = Faults()
    found = [made(row) for row in read_sheet(path, columns, faults)]
    faults.refuse()
    return found


def _rate(row: Row) -> Rate:
    named = (row["world"], row["what"], row["id"], row["type"])
    return Rate(*named, row.number("gap"), row["truth"], row["word"], row.integer("count"), row.integer("n"))


def _measured(row: Row) -> Measured:
    counts = (row.integer("respondents"), row.integer("waves"), row.integer("replications"), row.integer("seed"))
    named = (row["world"], row["title"], row["number"], row["truth"], tuple(row["right"].split("; ")), row["projects"])
    return Measured(*named, *counts, row["rules"], row["code"])
