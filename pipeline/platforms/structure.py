"""A questionnaire as its platform describes it: what stands behind each column of its exports, in every language.

Responses are read together with it where it is given: it tells which question a column is, where the export has texts or
numbers only, and what its answers say.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pipeline.platforms.columns import FREE_TEXT, PERSONAL, SYSTEM, short
from pipeline.platforms.headings import DUAL, Column
from pipeline.platforms.wordings import ABBREVIATED, Wordings, words

KINDS = ("one", DUAL, "several", "rank", "number", "date", "text", "computed", "display", "beside", "person", "seen")
# seen: one answer, of which only those that somebody gave are known
UNSPOKEN = {"display": SYSTEM, "beside": FREE_TEXT, "person": PERSONAL}  # kinds that are no answers, and their role
LETTERS = re.compile(r"\W+")


@dataclass(frozen=True)
class Variable:
    """One column of an export. `headings`: the codes that exports give it, the usual one first; `codes`: of the question and of
    its line, the surest first; `own`: its own words, by language; `full`: the headings in words; `labels` and `kind` as in
    headings.Column."""

    headings: tuple[str, ...]
    codes: tuple[str, ...]
    own: tuple[str, ...]
    full: tuple[str, ...]
    kind: str
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Structure:
    """`what`: what kind of file it is, in words; `platform` that reads its responses; `by_position`: its variables are all the
    columns of the responses, in their order (as in a script for R)."""

    name: str
    what: str
    platform: str
    variables: tuple[Variable, ...]
    notes: tuple[str, ...] = ()
    by_position: bool = False


def squeezed(text: str) -> str:
    """A text's letters and digits: headings and structures differ in blanks, markup and signs."""
    return LETTERS.sub("", words(text))


def described(
    columns: list[Column], structure: Structure, wordings: Wordings
) -> tuple[list[Column], list[str], list[str]]:
    """The columns, with what the structure says of them; what was found, in sentences; what contradicts it."""
    by_code = {heading.casefold(): one for one in structure.variables for heading in reversed(one.headings)}
    by_text = _by_text(columns, structure)
    known = dict[int, Variable]()
    for at, column in enumerate(columns):
        found = structure.variables[at] if structure.by_position and len(structure.variables) == len(columns) else None
        found = found or by_code.get(column.heading.casefold()) or _by_candidates(column, by_code) or by_text.get(at)
        if found is not None and (column.role in ("", FREE_TEXT, SYSTEM) or structure.by_position):
            known[at] = found
    made = [_told(column, known[at], wordings) if at in known else column for at, column in enumerate(columns)]
    open_ = [column.heading for at, column in enumerate(columns) if at not in known and not column.role]
    notes = [*structure.notes, f"{len(known)} of the columns are described in {structure.name}, {structure.what}."]
    notes += [f"not described there: {', '.join(map(short, open_[:5]))}{' ...' if open_[5:] else ''}."] if open_ else []
    if not known:
        return made, notes, [f"{structure.name} describes none of the columns; give the structure of this survey."]
    return made, notes, []


def _by_candidates(column: Column, by_code: Mapping[str, Variable]) -> Variable | None:
    return next((by_code[code.casefold()] for code in column.codes if code.casefold() in by_code), None)


def _by_text(columns: list[Column], structure: Structure) -> dict[int, Variable]:
    """Variables by a column's heading in words, which may be cut; of several with the same words, or the same beginnings, the
    first one's column is the first, as long as there are as many columns as variables."""
    whole: dict[str, list[int]] = {}
    for number, one in enumerate(structure.variables):
        for text in dict.fromkeys(text for text in one.full if squeezed(text)):
            whole.setdefault(squeezed(text), []).append(number)
    cut = {number: [_parts(text) for text in one.full] for number, one in enumerate(structure.variables)}
    places: dict[tuple[int, ...], list[int]] = {}
    for at, column in enumerate(columns):
        if column.text:
            places.setdefault(tuple(whole.get(squeezed(column.text)) or _begun(column.text, cut)), []).append(at)
    return {
        at: structure.variables[number]
        for numbers, here in places.items()
        if len(numbers) == len(here)
        for at, number in zip(here, numbers, strict=True)
    }


def _parts(text: str) -> list[str]:
    """A question and its lines, as headings hold them: `question [line][column]`."""
    return [part.strip() for part in re.split(r"[\[\]]", text) if part.strip()]


def _begun(text: str, known: Mapping[int, list[list[str]]]) -> list[int]:
    """The numbers of the variables of which a heading, cut in any of its parts, holds the beginnings."""
    parts = _parts(text)
    begun = [(squeezed(ABBREVIATED.sub("", part)), ABBREVIATED.search(part) is not None) for part in parts]
    if not any(cut for _, cut in begun):
        return []

    def fits(other: list[str]) -> bool:
        pairs = zip(begun, map(squeezed, other), strict=False)
        return len(other) == len(begun) and all(
            whole.startswith(start) if cut else whole == start for (start, cut), whole in pairs
        )

    return [number for number, others in known.items() if any(map(fits, others))]


def _told(column: Column, one: Variable, wordings: Wordings) -> Column:
    """A column with its question's codes, words and answers; what stands beside an answer or is only shown has its role."""
    if one.kind in UNSPOKEN:
        return replace(column, role=UNSPOKEN[one.kind], kind=one.kind)
    if not one.own and not one.full:  # it says what the answers mean, and nothing of the question
        return replace(column, labels=one.labels, kind=one.kind)
    own = next((text for text in one.own if wordings.by_text(text)), next(iter(one.own), ""))
    items = wordings.asked.items
    codes = tuple(code for code in one.codes if code in items or one.kind == "computed")
    behind = "" if one.kind == "computed" else own
    role = "" if column.role == FREE_TEXT else column.role
    return Column(column.at, column.heading, codes, own, behind, role, one.labels, one.kind)
