"""What stands beside a claim's verdict: other bounds, other exclusions, sizes of the effect, the waves taken together."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pipeline.html import words
from pipeline.html.words import Word
from pipeline.sections import vocabulary
from pipeline.sections.material import Material, Row, once, rows
from pipeline.sections.measures import WITHHELD, based_on
from pipeline.sections.verdicts import Entry

SETS = {
    "all": "with all suspects (nothing left out but for consent, tests and repeats)",
    "primary": "as judged",
    "strict": "without any suspect (a failed check or two flags)",
}
BELOW = "; below zero the other side lies higher"
JUDGED_SIDES = ("PP", "SOC", "SOL")


@dataclass(frozen=True)
class AtBound:
    """The word at one smallest effect of interest; `counts` for the one by which the claim is judged."""

    bound: str
    word: Word
    counts: bool


@dataclass(frozen=True)
class InSet:
    """The word under one set of exclusions, with estimate, interval and what they rest on."""

    name: str
    word: Word
    estimate: str
    ci95: str
    base: str


@dataclass(frozen=True)
class Beside:
    """One claim's: words at other bounds and under other exclusions, sentences on the size of the effect and on the waves."""

    bounds: tuple[AtBound, ...]
    sets: tuple[InSet, ...]
    effects: tuple[str, ...]
    waves: tuple[str, ...]

    @property
    def sets_agree(self) -> bool:
        """Whether every set of exclusions gives the same, to the last figure that is shown."""
        return len(self.sets) > 1 and len({replace(one, name="") for one in self.sets}) == 1


def beside(entries: Mapping[str, Entry], material: Material) -> dict[str, Beside]:
    """What stands beside each claim."""
    judged = {row["claim"]: row for row in rows(material.verdicts)}
    names = ("bounds_by_claim", "verdicts_by_set", "effects_by_claim", "meta_by_claim")
    found = {name: _by_claim(material.more[name].to_dict("records")) for name in names}
    closed = closed_sets(material)
    return {
        name: Beside(
            _bounds(entry, judged[name], found["bounds_by_claim"].get(name, [])),
            tuple(_in_set(row, entry, judged[name], closed, material) for row in found["verdicts_by_set"].get(name, []))
            if entry.verdict.word != "not testable"
            else (),
            ()
            if entry.measure.withheld
            else tuple(_effect(row, material) for row in found["effects_by_claim"].get(name, [])),
            ()
            if _waves_closed(entry)
            else tuple(_meta(row, judged[name]["unit"], material) for row in found["meta_by_claim"].get(name, [])),
        )
        for name, entry in entries.items()
    }


def _by_claim(found: list[dict[Any, Any]]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in found:
        kept = {str(name): None if value is None or value != value else value for name, value in row.items()}
        grouped.setdefault(str(row["claim"]), []).append(kept)
    return grouped


def _bounds(entry: Entry, judged: Row, others: list[Row]) -> tuple[AtBound, ...]:
    if not others or judged["bound"] is None:
        return ()
    found = [(float(row["bound"]), words.VERDICTS[row["verdict"]], False) for row in others]
    found.append((float(judged["bound"]), entry.verdict, True))
    return tuple(
        AtBound(words.number(bound, 1), word, counts) for bound, word, counts in sorted(found, key=lambda one: one[0])
    )


@once
def closed_sets(material: Material) -> set[str]:
    """The sets that differ from the one judged by so few respondents of a side that their answers could be computed."""
    sizes = {
        name: material.exclusions[material.exclusions[f"in_{name}"]]["declared_type"].value_counts() for name in SETS
    }
    return {
        name
        for name, own in sizes.items()
        if any(material.hidden(abs(int(own.get(s, 0)) - int(sizes["primary"].get(s, 0)))) for s in JUDGED_SIDES)
    }


def _in_set(row: Row, entry: Entry, judged: Row, closed: set[str], material: Material) -> InSet:
    n, unit = int(row["n_respondents"]), judged["unit"]
    apart = abs(n - int(judged["n_respondents"]))
    hidden = entry.measure.withheld or row["set"] in closed or material.hidden(n) or material.hidden(apart)
    return InSet(
        name=SETS[row["set"]],
        word=words.VERDICTS[row["verdict"]],
        estimate=WITHHELD if hidden else words.amount(row["estimate"], unit),
        ci95="" if hidden else words.interval(row["ci95_low"], row["ci95_high"], unit),
        base="" if hidden else based_on(int(row["n_projects"]), n, material.sizes_told),
    )


def _effect(row: Row, material: Material) -> str:
    said = [
        f"a person of the side that should lie higher does so against one of the other with a probability of "
        f"{words.percent(row['superiority'])} ({words.interval(row['superiority_low'], row['superiority_high'], 'share')})",
        f"the answers of the two sides overlap by {words.percent(row['overlap'])} "
        f"({words.interval(row['overlap_low'], row['overlap_high'], 'share')})",
    ]
    if row["g"] is not None:
        between = (
            f"({words.number(row['g_low'], 1)} to {words.number(row['g_high'], 1)}{BELOW if row['g'] < 0 else ''})"
        )
        said.append(
            f"the project means lie {words.number(abs(row['g']), 1)} of their standard deviations apart {between}"
        )
    return words.sentence(f"{vocabulary.plain(row['outcome'], material.instrument)}: {words.listing(said)}")


def _waves_closed(entry: Entry) -> bool:
    return entry.measure.withheld or any(wave.estimate == WITHHELD for wave in entry.waves)


def _meta(row: Row, unit: str | None, material: Material) -> str:
    common = f"{words.amount(row['estimate'], unit)} ({words.interval(row['ci95_low'], row['ci95_high'], unit)})"
    apart = (
        f"waves that share one value would lie as far apart with a probability of {words.percent(row['p'])} "
        f"(Q {words.number(row['q'], 1)} on {words.count(int(row['df']), 'degree of freedom', 'degrees of freedom')})"
    )
    trend = (
        f"from one wave to the next the contrast changes by {words.amount(row['trend'], unit)} "
        f"({words.interval(row['trend_low'], row['trend_high'], unit)})"
    )
    repeated = words.count(int(row["projects_repeated"]), "project")
    many = f"{repeated} of {int(row['projects']):,} answered in more than one wave"
    again = f"{many}, so the waves are no independent repetitions"
    parts = words.listing([apart, trend, again] if row["projects_repeated"] else [apart, trend])
    return words.sentence(
        f"{vocabulary.plain(row['outcome'], material.instrument)}: the value that the waves have in common is {common}; {parts}"
    )
