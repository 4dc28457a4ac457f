"""Response exports of LimeSurvey: any heading mode, answer codes or full answers, system columns missing or translated."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from pipeline.instrument import Instrument, Item
from pipeline.platforms import limesurvey_archive, limesurvey_pairs
from pipeline.platforms.drafted import doubtful
from pipeline.platforms.export import (
    FREE_TEXT,
    PERSONAL,
    SYSTEM,
    Cells,
    Export,
    Recognised,
    Source,
    bring,
    refused,
    values_of,
)
from pipeline.platforms.grids import Grid, Place, read_grid
from pipeline.platforms.headings import DUAL, Column
from pipeline.platforms.limesurvey_headings import coded_below, system_column, two_header_rows
from pipeline.platforms.opened import Opened, below
from pipeline.platforms.recognise import is_limesurvey_archive
from pipeline.platforms.separated import Line
from pipeline.platforms.structure import Structure, described
from pipeline.platforms.times import iso_times, seconds_between
from pipeline.platforms.wording_of_answers import languages
from pipeline.platforms.wordings import ABBREVIATED, Wordings, words

CODE = re.compile(r"^([A-Za-z]\w*)((?:\[[^\[\]]*\])*)(.*)$", re.DOTALL)
SUB = re.compile(r"\[([^\[\]]*)\]")
BESIDE = ("other", "comment", "filecount")
BESIDE_IN_WORDS = re.compile(r"\[(other|comment|sonstiges|kommentar|bemerkung)\]$", re.IGNORECASE)
PAGE_TIME = re.compile(
    r"^(?:group ?time|gruppenzeit|groep ?tijd|question ?time|fragenzeit|vraagtijd)\b[:\W_]*(.*)$|^(\w+?)time$",
    re.IGNORECASE,
)
PERSONS = (
    "firstname",
    "lastname",
    "email",
    "first name",
    "last name",
    "email address",
    "vorname",
    "nachname",
    "e-mail-adresse",
)
DRAWN = re.compile(r"^\{if\(is_empty\((\w+)")
OWN = ("form", "blockorder")
NOT_SHOWN = ("N/A", "{question_not_shown}", "{NULL}")
SCALE = re.compile(r"\s*\[(?:scale|skala|schaal|[ée]chelle|escala|scala) [12]\]$", re.IGNORECASE)
MARKERS = "\ufeff"
BLOCKS = ("P", "M", "V")


def read(path: Path, recognised: Recognised, asked: Instrument, structure: Structure | None) -> Export:
    """A response export in the plain form; of an archive the answers in it."""
    found = opened(path, structure, recognised.place)
    notes = list(found.notes)
    if found.rows.empty:
        why = "it has headings and no row with an answer; export it again."
        return refused(path.name, recognised, 0, len(found.header), why)
    wordings, faults = Wordings(asked), list[str]()
    columns = [_column(at, heading) for at, heading in enumerate(found.header)]
    made = _made(columns, found.rows, notes, wordings.pages)
    if found.structure is not None:
        columns, said, faults = described(columns, found.structure, wordings)
        notes += said
    columns = [_settled(column) for column in columns]
    values = doubtful(columns, found.rows)
    source = Source(path.name, recognised, columns, found.rows, made, notes, faults, before=_before, values=values)
    return bring(source, asked)


def opened(path: Path, structure: Structure | None, place: Place) -> Opened:
    """The headings and rows of an export, an archive, or the data that belong to a script for R or SPSS."""
    if is_limesurvey_archive(path):
        header, rows, own, notes = limesurvey_archive.opened(path)
        return Opened(header, rows, tuple(notes), own)
    if structure is not None and structure.by_position:
        return limesurvey_pairs.opened(path, structure)
    grid = read_grid(path, place=place)
    header, line, said = headed(grid)
    return below(path.name, grid, header, line, said, structure)


def headed(grid: Grid) -> tuple[Line, int, list[str]]:
    """The headings in one line, the number of the first line below them, and what was done where two lines are headings."""
    start = grid.start()
    header, below = grid.head[start], grid.head[start + 1 :]
    if below and coded_below(header, below[0]):
        said = "its second line holds the codes, the first their texts; row 1 is the first row below both."
        return below[0], start + 2, [said]
    if two_header_rows(grid.filled()):
        said = "its two lines of headings are joined; row 1 is the first row below both."
        return _joined(header, below[0]), start + 2, [said]
    return header, start + 1, []


def _joined(first: Line, second: Line) -> Line:
    """One heading of a question and the line below it: `question [line]`."""
    question, joined = "", []
    for at, heading in enumerate(first):
        question = heading or question
        line = second[at] if at < len(second) else ""
        joined.append(f"{question} [{line}]" if line else question)
    return joined


def _column(at: int, heading: str) -> Column:
    """What a heading says in any of the modes: code, text, or code, any separator and text."""
    heading = heading.strip(MARKERS)
    role, _ = system_column(heading)
    if role:
        return Column(at, heading, role=role)
    if heading.casefold().replace("_", " ") in PERSONS or heading.casefold().startswith("attribute_"):
        return Column(at, heading, role=PERSONAL)
    if not heading:
        return Column(at, heading, role="number")
    timed = PAGE_TIME.match(heading)
    if timed and not heading.casefold().startswith("any"):
        return Column(at, heading, (timed[1] or timed[2] or "",), role="time")
    drawn = _drawn(heading)
    if drawn:
        return Column(at, heading, (drawn,))
    match = CODE.match(heading)
    if not match:
        return Column(at, heading, text=heading)
    first, rest = match[1], match[3]
    subs = SUB.findall(match[2])
    beside = bool(subs and (subs[-1] in BESIDE or subs[-1].endswith("comment")))
    if beside or BESIDE_IN_WORDS.search(heading) or first.endswith(("_other", "_comment")):
        return Column(at, heading, role=FREE_TEXT)
    text, behind = heading, re.sub(r"^[^\w(\[]*_*[^\w(\[]*", "", rest) if re.search(r"\w", rest) else ""
    scale = SCALE.search(heading)
    if scale or (len(subs) == 2 and subs[1] in ("1", "2")):
        return Column(at, heading, tuple(subs[:1]), text, heading[: scale.start()] if scale else "", kind=DUAL)
    if len(subs) > 1 and not behind:
        return Column(at, heading)
    if subs:
        return Column(at, heading, (subs[0], first), text, behind)
    parts = first.split("_")
    if len(parts) == 3 and parts[2] in ("0", "1") and not behind:
        return Column(at, heading, (parts[1],), text, kind=DUAL)
    if len(parts) > 3 and (not behind or " " not in heading):
        return Column(at, heading, (parts[0],), text, re.sub("_+", " ", heading.removeprefix(parts[0])).strip())
    return Column(at, heading, (first, *reversed(parts)) if len(parts) > 1 else (first,), text, behind)


def _drawn(heading: str) -> str:
    """The code of a question of our own structure that draws something and keeps it, whose text is its equation, which may be
    cut; blank where a heading is none."""
    match = DRAWN.match(heading)
    if match is None:
        return ""
    cut = ABBREVIATED.search(heading) is not None
    return next((own for own in OWN if own == match[1] or (cut and own.startswith(match[1]))), "")


def _settled(column: Column) -> Column:
    """A column of LimeSurvey's own, by what is left out of it."""
    if column.role in ("", PERSONAL, FREE_TEXT):
        return column
    return replace(column, role=PERSONAL if column.role in ("ip", "token", "referrer") else SYSTEM)


def _made(
    columns: list[Column], rows: Cells, notes: list[str], pages: Mapping[str, str]
) -> dict[str, pd.Series | list[str]]:
    """The plain columns that come from LimeSurvey's own: who, when, how long, in which language. `pages`: by title."""
    cells = {column.role: values_of(rows, column.at) for column in reversed(columns) if column.role}
    made: dict[str, pd.Series | list[str]] = {}
    if _any(cells, "token"):
        made["respondent"] = cells["token"]
        notes.append("the access code stands for the respondent.")
    elif "respondent" in cells:
        made["respondent"] = cells["respondent"]
        notes.append("the response id stands for the respondent, so that a person's second answer cannot be known.")
    times: dict[str, pd.Series] = {}
    for role in ("submitted", "started"):
        if role in cells:
            times[role], said = iso_times(
                cells[role], "the date submitted" if role == "submitted" else "the date started"
            )
            notes += said
    if "submitted" in times:
        made["submitted_at"] = times["submitted"]
        left = int((cells["submitted"] == "").sum())
        notes += [f"{left} rows have no date submitted: they were left before the end."] if left else []
    if _any(cells, "total_time"):
        made["duration_seconds"] = cells["total_time"]
    elif len(times) == 2:
        made["duration_seconds"] = seconds_between(times["started"], times["submitted"], 0.0)
        notes.append("the duration is the time from the start to the submission.")
    if _any(cells, "language"):
        made["D11"] = languages(cells["language"], "the start language", notes)
    for column in columns:
        page = column.codes[0] if column.role == "time" else ""
        block = pages.get(words(page), page)
        if block in BLOCKS and f"page_seconds_{block}" not in made:
            made[f"page_seconds_{block}"] = values_of(rows, column.at)
            notes.append(f"'{column.heading}' is the time on the page of block {block}.")
    return made


def _any(cells: Mapping[str, pd.Series], role: str) -> bool:
    return role in cells and bool((cells[role] != "").any())


def _before(text: str, item: Item) -> str:
    """An answer without the mark before an equals sign, and blank for N/A, which LimeSurvey writes where nothing was shown:
    why, the form, the filter and the last answer of the row tell, as for any blank (blanks.py)."""
    bare = text[1:] if text.startswith("'=") else text
    return "" if bare in NOT_SHOWN else bare
