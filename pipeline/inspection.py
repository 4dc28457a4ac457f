"""What a wave's files hold, looked at before anything is written: what was recognised, what is wrong, who will be left out."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from pipeline import files
from pipeline.instrument import Instrument
from pipeline.platforms import crosswalk
from pipeline.platforms.delivered import read_cells
from pipeline.platforms.plain import KNOWN, TEST_COLUMNS, Read, read_responses
from pipeline.platforms.projects import read_projects

PLATFORMS = ("auto", "limesurvey", "kobo", "qualtrics", "google-forms", "spss", "stata", "plain")
TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".parquet")
SHARE_UNKNOWN = 0.5
NO = 2  # of the choice yes or no


@dataclass(frozen=True)
class Delivery:
    """The files of a wave, by what they are."""

    responses: Path | None
    projects: Path | None
    description: Path | None

    @property
    def sources(self) -> list[Path]:
        """The files that carry data."""
        return [path for path in (self.responses, self.projects) if path is not None]


@dataclass(frozen=True)
class Inspection:
    """`responses`, `projects`: text cells as delivered; `answers`, `register`: the same coded; `faults` refuse the wave,
    `warnings` and `excluded` (sentences on rows that cleaning will leave out) do not."""

    delivery: Delivery
    mapping: Path | None
    responses: pd.DataFrame | None
    projects: pd.DataFrame | None
    answers: Read | None
    register: Read | None
    described: dict[str, Any]
    faults: tuple[str, ...]
    warnings: tuple[str, ...]
    excluded: tuple[str, ...] = field(default=())


def deliver(paths: Sequence[Path], projects: Path | None) -> Delivery:
    """Sort the files given; a folder stands for its responses, projects and wave.yaml."""
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise files.UserError(f"{path}: there is no such file or folder.")
        found += sorted(path.iterdir()) if path.is_dir() else [path]
    tables = [path for path in found if path.suffix.lower() in TABLES]
    named = [path for path in tables if path.stem.lower() == "projects"]
    if projects is not None:
        named = [projects]
    responses = [path for path in tables if path not in named and path.stem.lower() != "projects"]
    described = [path for path in found if path.name == "wave.yaml"]
    beside = [path.parent / "wave.yaml" for path in responses if (path.parent / "wave.yaml").is_file()]
    if len(responses) > 1:
        names = ", ".join(path.name for path in responses)
        raise files.UserError(
            f"Which of {names} holds the responses? Give one of them, and the register with --projects."
        )
    if not responses and not named:
        raise files.UserError("None of the files given is a table: give a .csv, .xlsx or .parquet file.")
    descriptions = [*described, *beside]
    first = descriptions[0] if descriptions else None
    return Delivery(responses[0] if responses else None, named[0] if named else None, first)


def inspect(delivery: Delivery, mapping: Path | None, asked: Instrument) -> Inspection:
    """Read the files; faults of all of them come together."""
    faults: list[str] = []
    responses = _cells(delivery.responses, faults)
    projects = _cells(delivery.projects, faults)
    described = _described(delivery.description, faults)
    answers = register = None
    plain_responses, plain_projects = responses, projects
    if mapping is not None and responses is not None:
        try:
            plain = crosswalk.to_plain(mapping, {"responses": responses})
            plain_responses, plain_projects = plain.responses, plain.projects
            described = {**crosswalk.load(mapping).description, **described}
        except files.UserError as error:
            faults += error.faults
            plain_responses = plain_projects = None
    if plain_responses is not None:
        name = delivery.responses.name if delivery.responses else "responses"
        answers = read_responses(plain_responses, asked, name, plain_projects is not None, mapping is None)
        faults += answers.faults
    if plain_projects is not None:
        name = delivery.projects.name if delivery.projects else "projects"
        register = read_projects(plain_projects, asked, name)
        faults += register.faults
    excluded: list[str] = []
    if answers is not None and not faults:
        excluded, unknown = _left_out(answers.table, register)
        faults += unknown
    warnings = [*(answers.warnings if answers else ()), *(register.warnings if register else ())]
    cells = (responses, projects if mapping is None else None)
    return Inspection(
        delivery, mapping, *cells, answers, register, described, tuple(faults), tuple(warnings), tuple(excluded)
    )


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _cells(path: Path | None, faults: list[str]) -> pd.DataFrame | None:
    if path is None:
        return None
    try:
        return read_cells(path)
    except files.UserError as error:
        faults += error.faults
        return None


def _described(path: Path | None, faults: list[str]) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        found = yaml.safe_load(path.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        faults.append(f"{path.name} cannot be read as YAML: {' '.join(str(error).split())}.")
        return {}
    if not isinstance(found, dict):
        faults.append(f"{path.name} must be a mapping of fields such as `title: ...`.")
        return {}
    return found


def _left_out(table: pd.DataFrame, register: Read | None) -> tuple[list[str], list[str]]:
    """Rows that cleaning will leave out, in sentences; and a fault where most rows name unknown projects."""
    repeats = table["respondent"].notna() & table["respondent"].duplicated(keep=False) & ~table["test_row"]
    unknown = pd.Series(False, index=table.index)
    if register is not None:
        unknown = ~table["project"].isin(register.table["project"]) & ~table["test_row"]
    found: Mapping[str, pd.Series] = {
        "test or preview rows": table["test_row"],
        "rows of respondents who answered more than once (the first complete one is kept)": repeats,
        "rows with a project that the register does not have": unknown,
        "rows without consent": _said_no(table, "S01"),
        "rows whose respondents asked not to be used": table["D13"] == 2
        if "D13" in table
        else pd.Series(False, index=table.index),
    }
    said = [f"{int(rows.sum())} {what}: {_rows(table, rows)}" for what, rows in found.items() if rows.any()]
    share = float(unknown.mean()) if len(unknown) else 0.0
    if share <= SHARE_UNKNOWN:
        return said, []
    names = ", ".join(str(name) for name in table.loc[unknown, "project"].dropna().unique()[:3]) or "blank"
    return said, [
        f"column S03: {int(unknown.sum())} of {len(table)} rows (such as {_rows(table, unknown)}) name projects that "
        f"projects.csv does not have ({names}); give the register that belongs to these responses."
    ]


def _said_no(table: pd.DataFrame, item: str) -> pd.Series:
    return table[item] == NO if item in table else pd.Series(False, index=table.index)


def _rows(table: pd.DataFrame, rows: pd.Series, shown: int = 5) -> str:
    numbers = table.loc[rows, "row"].tolist()
    return ", ".join(f"row {n}" for n in numbers[:shown]) + (
        f" and {len(numbers) - shown} more" if len(numbers) > shown else ""
    )


def kept_columns(inspection: Inspection, asked: Instrument) -> list[str]:
    """Which delivered columns the wave's copy keeps: those that the instrument, or the crosswalk, knows."""
    assert inspection.responses is not None
    if inspection.mapping is not None:
        wanted = set(crosswalk.load(inspection.mapping).source_columns)
    else:
        wanted = set(KNOWN) | set(asked.items) | {c for c in inspection.responses.columns if c.lower() in TEST_COLUMNS}
    return [column for column in inspection.responses.columns if column in wanted]
