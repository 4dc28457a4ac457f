"""A platform's export brought into the plain form: which column became what, what was guessed, what was left out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from pipeline.instrument import Instrument, Item
from pipeline.platforms.answers import ROW
from pipeline.platforms.drafted import Draft, Value, draft
from pipeline.platforms.grids import Line
from pipeline.platforms.headings import Column, Found, Wordings, find
from pipeline.platforms.wording_of_answers import answers_in_plain_form
from pipeline.wave_columns import Line as Drafted

PERSONAL = "personal"
SYSTEM = "system"
FREE_TEXT = "free text"
LEFT_OUT = (PERSONAL, SYSTEM, FREE_TEXT)
IN_WORDS = ("text", "country", "language")
SHOWN, LONGEST = 12, 60
ENOUGH = (
    3  # columns that resemble lines of the questionnaire: with so many it may be ours, though none is its very words
)
Cells = dict[int, Line]


@dataclass(frozen=True)
class Recognised:
    """Which platform wrote a file, and by what it was known."""

    platform: str
    reason: str


@dataclass(frozen=True)
class Export:
    """`cells`: the plain form as text, its index numbering the delivered rows; `rows`, `columns`: as delivered; `notes`: what
    was renamed, guessed and left out; `faults`: why it is refused; `foreign`: nothing of it is our questionnaire; `lines`:
    the draft of its crosswalk; `proposed`: the cells of the columns that are in doubt, named by their lines."""

    recognised: Recognised
    cells: pd.DataFrame
    rows: int
    columns: int
    notes: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    foreign: bool = False
    lines: tuple[Drafted, ...] = ()
    proposed: pd.DataFrame = field(default_factory=pd.DataFrame)


@dataclass(frozen=True)
class Source:
    """What a reader hands over: its columns, the rows' cells by number, plain columns that it made itself (`made`, one text
    per row), and what it has to say. `sure_texts` as in headings.find; `values`: those in doubt."""

    name: str
    recognised: Recognised
    columns: list[Column]
    rows: Cells
    made: Mapping[str, list[str]]
    notes: list[str]
    faults: list[str]
    sure_texts: bool = True
    before: Callable[[str, Item], str] | None = None
    values: list[Value] = field(default_factory=list)


def cell(line: Line, at: int) -> str:
    """A cell of a line that may be too short."""
    return line[at] if at < len(line) else ""


def values_of(rows: Cells, at: int) -> list[str]:
    """One column's cells."""
    return [cell(line, at) for line in rows.values()]


def bring(source: Source, asked: Instrument) -> Export:
    """The plain form of what a reader found; columns of one target are merged where no row has two answers."""
    found = find(source.columns, Wordings(asked), source.sure_texts)
    faults = [*source.faults, *_beyond(source), *_doubts(source, found)]
    by_target: dict[str, list[Found]] = {}
    for one in found:
        if one.target:
            by_target.setdefault(one.target, []).append(one)
    plain, notes = {name: list(cells) for name, cells in source.made.items()}, list(source.notes)
    for target, several in by_target.items():
        merged, wrong = _merged(source, target, several)
        faults += wrong
        if target in plain and not any(merged):
            continue
        if target in plain:
            notes.append(
                f"{target} is taken from the column '{_short(several[0].column.heading)}', not from the platform's own."
            )
        plain[target] = merged
        if len(several) > 1 and not wrong:
            headings = ", ".join(f"'{_short(one.column.heading)}'" for one in several)
            notes.append(
                f"{target}: the columns {headings} never answer in the same row otherwise than alike; they are one."
            )
    for target in [target for target in plain if target in asked.items]:
        item = asked.items[target]
        if item.scale.kind not in IN_WORDS:
            before = source.before
            cells = [before(text, item) for text in plain[target]] if before else plain[target]
            plain[target], said = answers_in_plain_form(cells, item)
            notes += said
    drafted = _drafted(source, found, asked)
    lines = [target for target in by_target if target in asked.items and asked.items[target].likert]
    foreign = not lines and len(drafted.proposed) < ENOUGH
    if foreign:
        faults.insert(0, _foreign(source, found))
    elif "respondent" not in plain:
        plain["respondent"] = [""] * len(source.rows)
        notes.append("no column holds the respondents' ids.")
    notes += _said(found, source, asked)
    index = pd.Index(list(source.rows), name=ROW)
    cells_ = pd.DataFrame(plain, index=index, dtype="str")
    first = [c for c in ("respondent", "submitted_at", "duration_seconds") if c in cells_.columns]
    cells_ = cells_[[*first, *(c for c in cells_.columns if c not in first)]]
    said_by_name = tuple(f"{source.name}: {note}" for note in notes)
    counts = (len(source.rows), len(source.columns))
    proposed = pd.DataFrame(drafted.proposed, index=index, dtype="str")
    return Export(source.recognised, cells_, *counts, said_by_name, tuple(faults), foreign, drafted.lines, proposed)


def _drafted(source: Source, found: list[Found], asked: Instrument) -> Draft:
    """The draft of the wave's crosswalk; cells of columns in doubt come without platforms' marks."""
    before = source.before

    def cells(one: Found) -> list[str]:
        texts = values_of(source.rows, one.column.at)
        return [before(text, asked.items[one.near]) for text in texts] if before and one.near else texts

    return draft(found, cells, source.values, asked)


def languages(cells: list[str], what: str, notes: list[str]) -> list[str]:
    """The language of each row for D11, blank where it is neither English nor German; what is said goes to `notes`."""
    known = [text if text[:2].casefold() in ("en", "de") else "" for text in cells]
    notes.append(f"{what} stands for the language (D11).")
    others = sorted({text for text in cells if text} - set(known))
    notes += (
        [f"{what} is {', '.join(others)} in some rows, which D11 does not have: it is left blank there."]
        if others
        else []
    )
    return known


def refused(name: str, recognised: Recognised, rows: int, columns: int, *faults: str) -> Export:
    """An export of which nothing can be read."""
    return Export(recognised, pd.DataFrame(), rows, columns, (), tuple(f"{name}: {fault}" for fault in faults), True)


def _merged(source: Source, target: str, several: list[Found]) -> tuple[list[str], list[str]]:
    columns = [values_of(source.rows, one.column.at) for one in several]
    if len(columns) == 1:
        return columns[0], []
    merged, clash = list[str](), list[int]()
    for number, cells in zip(source.rows, zip(*columns, strict=True), strict=True):
        given = {text for text in cells if text}
        merged.append(next((text for text in cells if text), ""))
        if len(given) > 1:
            clash.append(number)
    if not clash:
        return merged, []
    headings = " and ".join(f"'{_short(one.column.heading)}'" for one in several)
    rows = ", ".join(map(str, clash[:3])) + (f" and {len(clash) - 3} more" if len(clash) > 3 else "")
    return merged, [
        f"{source.name}, column {headings}, row{'s' if len(clash) > 1 else ''} {rows}: several columns are {target} and "
        "answer differently; keep the right one."
    ]


def _beyond(source: Source) -> list[str]:
    """A fault where cells stand under no heading."""
    width = 1 + max((column.at for column in source.columns), default=-1)
    long = [number for number, line in source.rows.items() if any(line[width:])]
    return [
        f"{source.name}, row {n}: cells under no heading; a separator or a quotation mark is wrong." for n in long[:3]
    ]


def _doubts(source: Source, found: list[Found]) -> list[str]:
    return [
        f"{source.name}, column '{_short(one.column.heading)}': {one.doubt}; export the file with question codes that are "
        "right, or give a crosswalk that says what the column is."
        for one in found
        if one.doubt
    ]


def _foreign(source: Source, found: list[Found]) -> str:
    headings = [one.column.heading or f"(column {one.column.at + 1}, no name)" for one in found if not one.column.role]
    return (
        f"{source.name}: none of its {len(source.columns)} columns is a line of the questionnaire, neither by code (IO1, ...) "
        f"nor by its words, so it is another survey ({_listed(headings)}); give a crosswalk that says what its columns are "
        "(--crosswalk), or the export of this questionnaire."
    )


def _said(found: list[Found], source: Source, asked: Instrument) -> list[str]:
    """What became of the columns, in sentences."""
    notes = [f"{one.said}." for one in found if one.said]
    by_text = [f"'{_short(one.column.heading)}' is {one.target}" for one in found if one.how == "text" and one.target]
    renamed = [one for one in found if one.how == "code" and one.target and one.column.heading != one.target]
    begun = [f"'{_short(one.column.heading)}' is {one.target}" for one in found if one.how == "beginning"]
    if renamed:
        shown = [f"'{_short(one.column.heading)}' is {one.target}" for one in renamed]
        notes.append(f"{len(renamed)} columns are known by their codes: {_listed(shown, 3)}.")
    if by_text:
        notes.append(f"{len(by_text)} columns are known by the very words of the question: {_listed(by_text, 3)}.")
    if begun:
        notes.append(f"{len(begun)} shortened headings begin as only one question does: {_listed(begun, 3)}.")
    likely = [f"'{_short(one.column.heading)}' is {one.near}" for one in found if one.near and one.how == "text"]
    if likely:
        notes.append(f"left out, as their words alone do not tell whose questions they are: {_listed(likely, 3)}.")
    for role, what in (
        (PERSONAL, "personal data"),
        (FREE_TEXT, "free text beside an answer"),
        (SYSTEM, "columns of the platform"),
    ):
        own = [one.column.heading for one in found if one.column.role == role]
        if own:
            notes.append(f"left out as {what}, {len(own)} of the columns: {_listed([h or '(no name)' for h in own])}.")
    rest = [
        one.column.heading or f"(column {one.column.at + 1}, no name)"
        for one in found
        if not (one.target or one.near or one.doubt or one.column.role)
    ]
    if rest and any(one.target in asked.items for one in found):
        notes.append(f"left out as unknown to the questionnaire, {len(rest)} of the columns: {_listed(rest)}.")
    return notes


def _short(heading: str) -> str:
    flat = " ".join(heading.split())
    return flat if len(flat) <= LONGEST else flat[: LONGEST - 3] + "..."


def _listed(headings: list[str], shown: int = SHOWN) -> str:
    more = f" and {len(headings) - shown} more" if len(headings) > shown else ""
    return ", ".join(_short(heading) for heading in headings[:shown]) + more
