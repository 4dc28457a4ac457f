"""Exports of KoboToolbox and ODK: XML names or labels, groups or none, the columns of several form versions."""

import re
from pathlib import Path

import pandas as pd

from pipeline.instrument import Instrument
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
from pipeline.platforms.headings import Column
from pipeline.platforms.opened import Opened, below
from pipeline.platforms.personal import counted
from pipeline.platforms.separated import Line
from pipeline.platforms.structure import Structure, described
from pipeline.platforms.times import fractions, iso_times, seconds_between
from pipeline.platforms.wordings import Wordings

IDS = ("_uuid", "KEY", "instanceID", "meta/instanceID", "meta-instanceID", "_id")
SUBMITTED = ("_submission_time", "SubmissionDate")
STARTED, ENDED = ("start", "meta-start", "meta/start"), ("end", "meta-end", "meta/end")
OWN = (
    *("_id", "_index", "_status", "_tags", "_notes", "__version__", "_version_", "_validation_status", "_parent_index"),
    *("_parent_table_name", "_xform_id_string", "formhub/uuid", "meta/rootUuid", "meta/deprecatedID", "today", "audit"),
    *(
        "FormVersion",
        "ReviewState",
        "Status",
        "AttachmentsPresent",
        "AttachmentsExpected",
        "Edits",
        "DeviceID",
        "SET-OF-",
    ),
)
PERSONS = (
    "_submitted_by",
    "username",
    "deviceid",
    "DeviceID",
    "phonenumber",
    "subscriberid",
    "simserial",
    "email",
    "SubmitterID",
    "SubmitterName",
    "_geolocation",
)
PLACE = re.compile(r"^_?.*_(latitude|longitude|altitude|precision)$|-(Latitude|Longitude|Altitude|Accuracy)$")
SEGMENT = re.compile(r"\s*(?:[/\-.:|>→»]|__)\s*")  # between groups: who exports chooses it


def read(path: Path, recognised: Recognised, asked: Instrument, structure: Structure | None) -> Export:
    """An export in the plain form; of a workbook with repeats the first sheet."""
    found = opened(path, structure, recognised.place)
    header, rows, notes = found.header, found.rows, list(found.notes)
    if rows.empty:
        return refused(path.name, recognised, 0, len(header), "it has headings and no row; export it again.")
    known, faults = frozenset(header), list[str]()
    columns = [_column(at, heading, known) for at, heading in enumerate(header)]
    if structure is not None:
        columns, told, faults = described(columns, structure, Wordings(asked))
        notes += told
    made = _made(header, rows, notes)
    versions = set(_first(header, rows, ("__version__", "_version_", "FormVersion")).unique()) - {""}
    if len(versions) > 1:
        notes.append(
            f"{len(versions)} versions of the form are in the file; see that no question changed between them."
        )
    judged = counted(_first(header, rows, ("_validation_status", "ReviewState")))
    refused_there = sum(n for text, n in judged.items() if "not_approved" in text.replace(" ", "_").lower())
    if refused_there:
        notes.append(f"{refused_there} rows were marked as not approved on the platform; they are kept.")
    sure = structure is not None
    values = doubtful(columns, rows)
    source = Source(path.name, recognised, columns, rows, made, notes, faults, sure_texts=sure, values=values)
    return bring(source, asked)


def opened(path: Path, structure: Structure | None, place: Place) -> Opened:
    """The headings and rows of an export, of a workbook those of its main sheet."""
    grid = read_grid(path, place=place)
    header, line, said = headed(grid)
    return below(path.name, grid, header, line, said, structure)


def headed(grid: Grid) -> tuple[Line, int, list[str]]:
    """The headings, the number of the first line below them, and what was left out: repeats on further sheets, a line of HXL
    tags."""
    start = grid.start()
    header, further = grid.head[start], grid.head[start + 1 :]
    beside = [f"{name} ({rows} rows)" for name, rows in zip(grid.sheets, grid.rows_beside, strict=True)]
    said = [f"the sheets {', '.join(beside)} hold repeats and are left out."] if beside else []
    if further and sum(text.startswith("#") for text in further[0]) > sum(map(bool, further[0])) / 2:
        return (
            header,
            start + 2,
            [*said, "the line of HXL tags below the headings is no row; row 1 is the one below it."],
        )
    return header, start + 1, said


def _column(at: int, heading: str, header: frozenset[str]) -> Column:
    if heading in IDS[:1] or heading in (*SUBMITTED, *STARTED, *ENDED, *OWN, *IDS) or not heading:
        return Column(at, heading, role=SYSTEM)
    if heading in PERSONS or PLACE.search(heading) or heading.endswith("_URL"):
        return Column(at, heading, role=PERSONAL)
    if any(heading[: cut.start()] in header for cut in SEGMENT.finditer(heading)):
        return Column(at, heading)  # an option of a question that stands in a column of its own
    last = SEGMENT.split(heading)[-1]
    if last.endswith("_other"):
        return Column(at, heading, role=FREE_TEXT)
    return Column(at, heading, (last, last.rpartition("_")[2]), heading)


def _first(header: list[str], rows: Cells, names: tuple[str, ...]) -> pd.Series:
    """The cells of the first of these columns that has any; an empty series where there is no such column."""
    for name in names:
        if name in header and ((cells := values_of(rows, header.index(name))) != "").any():
            return cells
    return pd.Series(dtype="str")


def _made(header: list[str], rows: Cells, notes: list[str]) -> dict[str, pd.Series]:
    """Who, when and how long, by the platform's own columns."""
    made: dict[str, pd.Series] = {}
    ids = _first(header, rows, IDS)
    if len(ids):
        made["respondent"] = ids
        notes.append(
            "each submission stands for a respondent of its own, so that a person's second one cannot be known."
        )
    times: dict[str, pd.Series] = {}
    given: dict[str, pd.Series] = {}
    for what, names in (("submitted", SUBMITTED), ("start", STARTED), ("end", ENDED)):
        cells = _first(header, rows, names)
        if len(cells):
            given[what] = cells
            times[what], said = iso_times(cells, f"the column {next(name for name in names if name in header)}")
            notes += said
    if "submitted" in times:
        made["submitted_at"] = times["submitted"]
    elif "end" in times:
        made["submitted_at"] = times["end"]
        notes.append("the end of answering stands for the time of submission.")
    if {"start", "end"} <= times.keys():
        beyond = fractions(given["end"]) - fractions(given["start"])
        made["duration_seconds"] = seconds_between(times["start"], times["end"], beyond)
        notes.append("the duration is the time from start to end.")
    return made
