"""The first page: whether the talk holds on these data, in a sentence, in five parts and in one picture."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.html import words
from pipeline.html.words import Word
from pipeline.sections import provisos, unjudged
from pipeline.sections.forests import Forest
from pipeline.sections.material import Material, rows
from pipeline.sections.verdicts import Entry, InWave

THESES: Mapping[str, tuple[str, str]] = {
    "T1": ("Differences", "The two sides differ in the rows of the talk's tables."),
    "T2": ("Commonalities", "They share a goal and some structures."),
    "T3": ("Two kinds", "They are two kinds and not two ends of one scale."),
    "T4": ("Politics not needed", "Peer production does without political will and political awareness."),
    "T5": ("Relation to capitalism", "One side repairs capitalism, the other replaces it."),
}
HEADLINES: Mapping[str, str] = {
    "supported": "On these data, the talk holds",
    "contradicted": "On these data, the talk does not hold",
    "equivalent": "On these data, the two sides do not differ as the talk says",
    "mixed": "On these data, the talk holds in part",
    "inconclusive": "These data do not decide whether the talk holds",
    "not testable": "These data cannot test whether the talk holds",
}

EXPLORATORY = "exploratory"
SENTENCES = re.compile(r"(?<=[a-z)]\.)\s+(?=[A-Z])")


@dataclass(frozen=True)
class Thesis:
    """A sub-thesis, or the overall verdict, as the page shows it."""

    code: str
    name: str
    statement: str
    verdict: Word
    detail: str
    reason: str

    @property
    def first(self) -> str:
        """The first sentence of its reason."""
        return SENTENCES.split(self.reason, maxsplit=1)[0]

    @property
    def rest(self) -> str:
        """What follows the first sentence."""
        return self.reason[len(self.first) :].strip()


def context(entries: Mapping[str, Entry], material: Material, forest: Forest) -> dict[str, Any]:
    """What templates/index.html lays out."""
    theses = {row["thesis"]: _thesis(row) for row in rows(material.theses)}
    known = unjudged.topics(entries)
    return {
        "overall": theses.get("overall"),
        "headline": headline(theses.get("overall")),
        "provisos": provisos.sentences(theses["overall"].verdict.word if "overall" in theses else None, material),
        "counts_sentence": counts_sentence(entries),
        "counts": _counts(entries),
        "theses": [thesis for code, thesis in theses.items() if code in THESES],
        "forest": forest,
        "untested": unjudged.reasons(entries),
        "gated": _gated(entries),
        "missing_side": material.missing_side,
        "seen": known,
        "seen_picture": unjudged.picture(known) if material.missing_side else None,
        "base": _base(material),
        "history": _history(entries, material),
        "history_waves": list(material.waves),
    }


def headline(overall: Thesis | None) -> str:
    """Whether the talk holds, in a few words."""
    if overall is None:
        return "Nothing has been judged yet"
    said = HEADLINES[overall.verdict.word]
    return f"{said}: {overall.detail}" if overall.verdict.word == "mixed" and overall.detail else said


def counts_sentence(entries: Mapping[str, Entry]) -> str:
    """How many claims came out with which word, in one sentence each for all and for those that count."""
    frozen, added = _apart(entries)
    everything = Counter(entry.verdict.word for entry in frozen)
    counted = Counter(e.verdict.word for e in frozen if e.counted)
    said = f"Of the talk's {words.count(len(frozen), 'claim')}, {words.verdict_counts(everything)}."
    if counted:
        said += f" Of the {counted.total()} that count towards the overall picture, {words.verdict_counts(counted)}."
    if added:
        apart = Counter(entry.verdict.word for entry in added)
        were = "was" if len(added) == 1 else "were"
        said += (
            f" {words.count(len(added), 'claim')} {were} added after the rules were registered, so exploratory and counted "
            f"apart: {words.verdict_counts(apart)}."
        )
    return said


def _apart(entries: Mapping[str, Entry]) -> tuple[list[Entry], list[Entry]]:
    """The claims whose rules stood before, and the exploratory ones."""
    added = [entry for entry in entries.values() if EXPLORATORY in entry.suffixes]
    return [entry for entry in entries.values() if EXPLORATORY not in entry.suffixes], added


def _thesis(row: Mapping[str, Any]) -> Thesis:
    name, statement = THESES.get(row["thesis"], ("Overall", ""))
    return Thesis(
        code=row["thesis"],
        name=name,
        statement=statement,
        verdict=words.VERDICTS[row["verdict"]],
        detail=row["detail"] or "",
        reason=words.sentence(row["reason"]),
    )


def _counts(entries: Mapping[str, Entry]) -> list[tuple[Word, int, float]]:
    """Each verdict word with the number of claims that got it, and its share of all; exploratory ones left out."""
    frozen, _ = _apart(entries)
    found = Counter(entry.verdict.word for entry in frozen)
    return [(word, found[name], found[name] / max(len(frozen), 1)) for name, word in words.VERDICTS.items()]


def _gated(entries: Mapping[str, Entry]) -> list[tuple[str, str, int]]:
    found = Counter((gate, meaning) for entry in entries.values() for gate, meaning in entry.gates)
    return [(gate, meaning, n) for (gate, meaning), n in sorted(found.items())]


def _history(entries: Mapping[str, Entry], material: Material) -> list[tuple[Entry, tuple[InWave, ...]]]:
    """The rows that the sub-theses are made of, each with its word in every wave; empty where there is one wave only."""
    told = dict.fromkeys(claim for code in THESES for claim in material.rulers.theses.get(code, ()))
    shown = [entries[claim] for claim in told if claim in entries]
    return [(entry, entry.waves) for entry in shown if entry.waves_worth_showing]


def _base(material: Material) -> str:
    """What the report rests on, in one sentence."""
    kept, projects = len(material.kept), material.projects["project"].nunique()
    said = [words.count(kept, "respondent")] * bool(kept) + [words.count(projects, "project")] * bool(projects)
    if not said:
        return "No answers and no projects are left to judge."
    present = [words.TYPES[code] for code in material.types_present]
    of_types = f" of {words.listing(present)}" if present else ""
    waves = words.count(len(material.waves), "wave")
    return f"The report rests on {words.listing(said)}{of_types}, from {waves}: {words.listing(list(material.waves))}."
