"""Exports of Qualtrics: three header rows, or two in old ones; columns by their ImportId, previews and spam as test rows."""

import re
from pathlib import Path

import pandas as pd

from pipeline.instrument import Instrument, Item
from pipeline.platforms.drafted import doubtful
from pipeline.platforms.export import (
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
from pipeline.platforms.grids import WHOLE, Grid, Place, read_grid
from pipeline.platforms.headings import Column
from pipeline.platforms.opened import Opened, below
from pipeline.platforms.personal import counted, occurrences, times_in
from pipeline.platforms.qualtrics_status import UNFINISHED, is_kept, is_test
from pipeline.platforms.qualtrics_twins import import_key, structure_of, words_among
from pipeline.platforms.recognise import import_ids
from pipeline.platforms.separated import Line
from pipeline.platforms.structure import Structure, described
from pipeline.platforms.times import iso_times
from pipeline.platforms.wording_of_answers import languages, replaced
from pipeline.platforms.wordings import Wordings

OWN = {  # by ImportId, by the heading of an export without them, or of an old one
    "respondent": ("_recordId", "responseId", "ResponseId", "ResponseID", "Response ID"),
    "status": ("status", "Status", "Response Type"),
    "finished": ("finished", "Finished"),
    "submitted": ("recordedDate", "RecordedDate", "Recorded Date"),
    "ended": ("endDate", "EndDate", "End Date"),
    "duration": ("duration", "Duration (in seconds)"),
    "language": ("userLanguage", "UserLanguage", "User Language"),
}
OTHERS = (
    *("startDate", "StartDate", "Start Date", "progress", "Progress", "distributionChannel", "DistributionChannel"),
    "ResponseSet",
)
PERSONS = (
    *("ipAddress", "IPAddress", "recipientLastName", "RecipientLastName", "recipientFirstName", "RecipientFirstName"),
    *(
        "recipientEmail",
        "RecipientEmail",
        "externalDataReference",
        "ExternalReference",
        "ExternalDataReference",
        "Name",
    ),
    *(
        "EmailAddress",
        "locationLatitude",
        "LocationLatitude",
        "locationLongitude",
        "LocationLongitude",
        "LocationAccuracy",
    ),
)
TIMES = ("StartDate", "EndDate", "RecordedDate")
PAGE = re.compile(
    r"_(First Click|Last Click|Page Submit|Click Count)$|^Q_(Recaptcha|RelevantID|BallotBox|DuplicateRespondent)|_DO(_|$)|"
    r"_(Browser|Version|Operating System|Resolution)$| - Topics$|Topics$"
)
NUMBERED = (
    "answers are numbers, and nothing beside the export says what they stand for: each is read as the questionnaire's own "
    "code. Qualtrics numbers choices as they were made, which may differ; give the .qsf, or the export in words, with it."
)
SEEN = "-99"  # what Qualtrics writes, if asked to, for seen and not answered


def headed(grid: Grid) -> tuple[list[Line], int, int]:
    """The first filled lines, how many of them are headings (three, two in workbooks and in old exports, one where somebody
    took them out), and the number of the first line below these."""
    lines = grid.filled()
    keyed = next((at for at in (1, 2, 3) if at < len(lines) and import_ids(lines[at])), None)
    old = keyed is None and len(lines) > 1 and lines[0][:2] == ["V1", "V2"]
    height = keyed + 1 if keyed is not None else 2 if old or _texts_below(lines) else 1
    filled = [at for at, line in enumerate(grid.head) if any(line)]
    return lines, height, filled[height - 1] + 1


def _texts_below(lines: list[Line]) -> bool:
    """Whether the second line holds texts where the first says that times are."""
    if len(lines) < 2:
        return False
    below = [_at(lines[1], at) for at, tag in enumerate(lines[0]) if tag in TIMES]
    return bool(below) and all(text and not any(map(str.isdigit, text)) for text in below)


def read(path: Path, recognised: Recognised, asked: Instrument, structure: Structure | None) -> Export:
    """An export in the plain form."""
    grid = read_grid(path, place=recognised.place)
    lines, height, line = headed(grid)
    tags, keys = lines[0], lines[height - 1]
    texts = lines[1] if height > 2 or (height == 2 and not import_ids(keys)) else [""] * len(tags)
    ids = (
        [import_key(text) for text in keys]
        if import_ids(keys)
        else [_without_ids(tag, _at(texts, at)) for at, tag in enumerate(tags)]
    )
    grid.refuse_cut(line, len(tags), path.name)
    rows = grid.below(line)
    notes = [f"read as {grid.told}; {height} lines of headings, row 1 is the first below them.", *grid.odd]
    if rows.empty:
        return refused(path.name, recognised, 0, len(tags), "it has headings and no row; export it again.")
    columns = [_column(at, tag, _at(texts, at), _at(ids, at)) for at, tag in enumerate(tags)]
    faults: list[str] = []
    made = _made(columns, rows, notes, faults, path.name)
    columns = [_settled(column) for column in columns]
    if structure is not None:
        columns, said, wrong = described(columns, structure, Wordings(asked))
        notes, faults = [*notes, *said], [*faults, *wrong]
    seen = sum(times_in(rows[one.at], SEEN) for one in columns if not one.role and one.at in rows)
    if seen:
        notes.append(f"{seen} cells are {SEEN}, seen and not answered; they are read as blank.")
    if structure is None and any(_numbers(rows[one.at]) for one in columns if not one.role and one.at in rows):
        notes.append(NUMBERED)
    values = doubtful(columns, rows)
    source = Source(path.name, recognised, columns, rows, made, notes, faults, before=_before, values=values)
    return bring(source, asked)


def _numbers(cells: pd.Series) -> bool:
    """Whether a column's answers are whole numbers."""
    given = [text for text, _ in occurrences(cells).items() if str(text).strip()]
    return bool(given) and all(str(text).strip().isdigit() for text in given)


def opened(path: Path, structure: Structure | None, place: Place) -> Opened:
    """The tags, and the rows below all lines of headings."""
    grid = read_grid(path, place=place)
    lines, _, line = headed(grid)
    return below(path.name, grid, lines[0], line, [], structure)


def is_export(path: Path) -> bool:
    """Whether a table has the lines of headings of an export."""
    return headed(read_grid(path, head=True))[1] > 1


def _keys(paths: tuple[Path, Path]) -> tuple[list[str], list[str]]:
    """The ids of the columns of two exports; their tags where one of them has none."""
    both = [headed(read_grid(path, head=True)) for path in paths]
    named = all(import_ids(lines[height - 1]) for lines, height, _ in both)
    one, other = ([*map(import_key, lines[height - 1])] if named else _tags(lines) for lines, height, _ in both)
    return one, other


def _tags(lines: list[Line]) -> list[str]:
    """The tags of an export; of an old one the platform's own names, which stand below V1, V2, ..."""
    texts = lines[1] if len(lines) > 1 else []
    return [_without_ids(tag, _at(texts, at)) for at, tag in enumerate(lines[0])]


def in_words(first: Path, second: Path) -> Path | None:
    """Of two exports of the same responses the one with the answers in words."""
    tables = (opened(first, None, WHOLE), opened(second, None, WHOLE))
    return words_among(*tables, *_keys((first, second)), (first, second))


def twin(path: Path, worded: Path) -> Structure:
    """What the values of an export mean, by its twin with the answers in words."""
    tables = (opened(path, None, WHOLE), opened(worded, None, WHOLE))
    return structure_of(*tables, *_keys((path, worded)), worded.name)


def _at(line: Line, at: int) -> str:
    return line[at] if at < len(line) else ""


def _without_ids(tag: str, text: str) -> str:
    """What tells a column of an export without ids: its tag, but in old ones (V1, ...) the text below it."""
    return text if re.fullmatch(r"V\d+", tag) and text else tag


def _column(at: int, tag: str, text: str, known: str) -> Column:
    """What a column is: by its ImportId where it is the platform's own, else by its tag and its question."""
    for role, names in OWN.items():
        if known in names:
            return Column(at, tag, role=role)
    if known in PERSONS:
        return Column(at, tag, role=PERSONAL)
    if known in OTHERS or PAGE.search(tag) or not tag:
        return Column(at, tag, role=SYSTEM)
    if tag.endswith("_TEXT") or known.endswith("_TEXT"):
        return Column(at, tag, (known,) * (known != tag), text, kind="text")
    return Column(at, tag, tuple(dict.fromkeys((known, tag, tag.rpartition("_")[2]))), text, text)


def _settled(column: Column) -> Column:
    named = column.role in OWN
    return Column(column.at, column.heading, role=SYSTEM) if named else column


def _before(text: str, item: Item) -> str:
    return "" if text == SEEN else text


def _made(
    columns: list[Column], rows: Cells, notes: list[str], faults: list[str], name: str
) -> dict[str, pd.Series | list[str]]:
    """Who, when, how long, in which language, and which rows are previews, tests or spam."""
    cells = {column.role: values_of(rows, column.at) for column in columns if column.role in OWN}
    made: dict[str, pd.Series | list[str]] = {}
    if "respondent" in cells:
        made["respondent"] = cells["respondent"]
        notes.append("each response's id stands for a respondent, so that a person's second one cannot be known.")
    for role in ("submitted", "ended"):
        if role in cells and "submitted_at" not in made:
            made["submitted_at"], said = iso_times(
                cells[role], f"the time {'recorded' if role == 'submitted' else 'ended'}"
            )
            notes += said
    if "duration" in cells:
        made["duration_seconds"] = cells["duration"]
    if "language" in cells and (cells["language"] != "").any():
        made["D11"] = languages(cells["language"], "the user's language", notes)
    if "finished" in cells:
        open_ = int(cells["finished"].str.casefold().isin(UNFINISHED).sum())
        notes += [f"{open_} rows are not finished: they were left before the end."] if open_ else []
    if "status" in cells:
        given = counted(cells["status"])
        flagged = {text: "yes" if is_test(text) else "" for text in given}
        made["test_row"] = replaced(cells["status"], flagged)
        unknown = {text: n for text, n in given.items() if text and not (flagged[text] or is_kept(text))}
        tests = sum(n for text, n in given.items() if flagged[text])
        notes += (
            [f"{tests} rows are previews, tests or spam by their status; they count as test rows."] if tests else []
        )
        faults += [
            f"{name}, column Status: '{text}' in {n} rows is not known; it must be a response's type such as 0 (IP Address), "
            "1 (Survey Preview), 4 (Imported) or 8 (Spam); export it again with numeric values, or in English."
            for text, n in unknown.items()
        ]
    return made
