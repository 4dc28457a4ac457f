"""What a wave's files hold, looked at before anything is written: what was recognised, what is wrong, who will be left out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline import corrections, wave_columns
from pipeline.delivery import Delivery
from pipeline.files import UserError
from pipeline.instrument import Instrument
from pipeline.known_surveys import suggested
from pipeline.leaving_out import SHOWN_ROWS, left_out, rows_in_words
from pipeline.platforms import crosswalk, delivered
from pipeline.platforms.circumstances import KNOWN
from pipeline.platforms.described import read_description, wrong_fields
from pipeline.platforms.drafted import PLACE, accepted, of_crosswalk
from pipeline.platforms.export import Export
from pipeline.platforms.origins import headings_of, with_headings
from pipeline.platforms.plain import Read, read_responses
from pipeline.platforms.projects import read_projects
from pipeline.platforms.reading import read_responses_file, read_table
from pipeline.scrubbed import open_columns, scrub, scrub_own
from pipeline.sheets import Faults
from pipeline.wave_columns import Line

SHARE_UNKNOWN = 0.5  # more rows than this with an unknown project: the register is another survey's


@dataclass(frozen=True)
class Inspection:
    """`responses`, `projects`: text cells as delivered, in the plain form where a platform's export was read (`export`) and
    without the columns in doubt, which are `proposed`; `answers`, `register`: the same coded, every doubt taken as the
    `lines` of the wave's crosswalk propose; `faults` refuse the wave, `warnings`, `excluded` (sentences on rows that
    cleaning will leave out) and `beside` (what registered waves have in common with it) do not; `corrected`: cells."""

    delivery: Delivery
    mapping: Path | None
    responses: pd.DataFrame | None
    projects: pd.DataFrame | None
    answers: Read | None
    register: Read | None
    described: dict[str, Any]
    faults: tuple[str, ...]
    warnings: tuple[str, ...]
    excluded: tuple[str, ...]
    export: Export | None = None
    lines: tuple[Line, ...] = ()
    proposed: pd.DataFrame = field(default_factory=pd.DataFrame)
    beside: tuple[str, ...] = ()
    corrected: int = 0


def inspect(delivery: Delivery, mapping: Path | None, asked: Instrument, platform: str = "auto") -> Inspection:
    """Read the files; faults of all of them come together. `mapping`: the folder of the crosswalk, for other surveys."""
    sheet = Faults()
    faults, given = sheet.found, corrections.read(delivery.corrections, sheet)
    beside = [path for path, _ in delivery.structures]
    export = _export(delivery.responses, platform, asked, faults, beside) if mapping is None else None
    responses, proposed = (export.cells, export.proposed) if export else (None, pd.DataFrame())
    odd: Sequence[str] = ()
    if mapping is not None and delivery.responses:
        responses, odd = _table(delivery.responses, platform, asked, faults, beside)
    lines = _lines(delivery.crosswalk, mapping, export, asked, faults)
    responses, said = scrub(responses, _open(responses, mapping, asked), "responses")
    if export is not None and responses is not None:
        responses, own = scrub_own(responses, export.persons, "responses")
        said += own
    projects, odd_there = _cells(delivery.projects, faults)
    projects, also_said = scrub(projects, open_columns(asked), "projects")
    if responses is not None and not len(proposed.columns):
        places = [c for c in (PLACE.format(line.line) for line in lines) if c in responses.columns]
        responses, proposed = responses.drop(columns=places), responses[places]
    described = read_description(delivery.description, faults) if delivery.description else {}
    tables = (responses, proposed, projects)
    answers, register, described = _coded(delivery, mapping, tables, lines, given, described, export, asked, faults)
    excluded: list[str] = []
    if answers is not None and delivery.responses and not faults:
        excluded = left_out(answers.table, _unknown(answers.table, register))
        faults += _most_unknown(answers.table, _unknown(answers.table, register), delivery.responses.name)
    warnings = [*delivery.archives]
    warnings += [f"{path.name} is neither a table nor a wave.yaml, and was not read." for path in delivery.ignored]
    warnings += [f"{path.name} was not read: {said}." for path, said in delivery.repeats]
    warnings += [*odd, *odd_there]
    warnings += [*(f"{sentence}." for sentence in (*said, *also_said)), *(export.notes if export else ())]
    warnings += [*(answers.warnings if answers else ()), *(register.warnings if register else ())]
    read = (responses, projects, answers, register, described)
    told = (tuple(faults), tuple(warnings), tuple(excluded))
    return Inspection(delivery, mapping, *read, *told, export, lines, proposed, (), len(given))


def _open(responses: pd.DataFrame | None, mapping: Path | None, asked: Instrument) -> list[str]:
    """The columns of the responses that may hold anything; of another survey all but the respondents' ids."""
    if mapping is None or responses is None:
        return open_columns(asked)
    return [str(column) for column in responses.columns if column != _ids(mapping)]


def _coded(
    delivery: Delivery,
    mapping: Path | None,
    tables: tuple[pd.DataFrame | None, pd.DataFrame, pd.DataFrame | None],
    lines: tuple[Line, ...],
    given: Sequence[corrections.Correction],
    described: dict[str, Any],
    export: Export | None,
    asked: Instrument,
    faults: list[str],
) -> tuple[Read | None, Read | None, dict[str, Any]]:
    """Responses and register coded, corrected and with every doubt taken as proposed, and the description; `tables`: the
    responses, the columns in doubt, the register."""
    (responses, proposed, projects), name = tables, delivery.responses.name if delivery.responses else ""
    of_persons, of_register = ([one for one in given if one.of_projects == which] for which in (False, True))
    register_name = delivery.projects.name if delivery.projects else name
    if mapping is not None and responses is not None:
        responses = corrections.correct(responses, of_persons, _ids(mapping), faults, name)
        responses, projects, described = _translated(responses, mapping, described, faults)
    elif responses is not None:
        responses = accepted(responses, proposed, lines, asked)
        responses = corrections.correct(responses, of_persons, "respondent", faults, name)
    answers = register = None
    if responses is not None and not (export and export.foreign):
        left_out = frozenset(line.replaces for line in lines if not line.code and line.replaces)
        answers = read_responses(responses, asked, name, delivery.projects is not None, mapping is None, left_out)
        faults += with_headings(answers.faults, headings_of(export.found) if export else {})
    if projects is not None:
        projects = corrections.correct(projects, of_register, "project_id", faults, register_name)
        register = read_projects(projects, asked, register_name)
        faults += register.faults
    return answers, register, described


def _lines(
    path: Path | None, mapping: Path | None, export: Export | None, asked: Instrument, faults: list[str]
) -> tuple[Line, ...]:
    """The lines of the wave's crosswalk.csv: its folder's own, else a first draft."""
    if path is None and mapping is not None:
        try:
            return of_crosswalk(crosswalk.load(mapping))
        except UserError:
            return ()  # said where the crosswalk is applied
    if path is None:
        return export.lines if export else ()
    found = Faults()
    lines = wave_columns.read(path, [*asked.items, *asked.register, *KNOWN], found)
    faults += found.found
    return lines


def _ids(mapping: Path) -> str | None:
    try:
        return crosswalk.load(mapping).respondent_column
    except UserError:
        return None  # said where the crosswalk is applied


def _export(
    path: Path | None, platform: str, asked: Instrument, faults: list[str], beside: list[Path]
) -> Export | None:
    """The responses by the reader of their platform; what is wrong goes to `faults`."""
    try:
        export = read_responses_file(path, platform, asked, beside) if path else None
    except UserError as error:
        faults += error.faults
        return None
    if export is not None and path is not None:
        headings = [one.column.heading for one in export.found] or list(map(str, export.cells.columns))
        faults += export.faults
        faults += suggested(headings, path.name) if not asked.items.keys() & set(headings) else []
    return export


def _cells(path: Path | None, faults: list[str]) -> tuple[pd.DataFrame | None, tuple[str, ...]]:
    """A register's cells, and what a person should know of how they were read."""
    try:
        return delivered.read_table(path) if path is not None else (None, ())
    except UserError as error:
        faults += error.faults
        return None, ()


def _table(
    path: Path, platform: str, asked: Instrument, faults: list[str], beside: list[Path]
) -> tuple[pd.DataFrame | None, tuple[str, ...]]:
    try:
        return read_table(path, platform, asked, beside)
    except UserError as error:
        faults += error.faults
        return None, ()


def _translated(
    responses: pd.DataFrame, mapping: Path, described: dict[str, Any], faults: list[str]
) -> tuple[pd.DataFrame | None, pd.DataFrame | None, dict[str, Any]]:
    """A delivered table in plain form, its rows numbered as in the file, and what the crosswalk says of the survey; nothing
    where the crosswalk has faults."""
    try:
        walk = crosswalk.load(mapping)
        responses, known = delivered.renumbered(responses, walk.source_columns), walk.description
        plain = crosswalk.to_plain(mapping, {"responses": responses})
    except UserError as error:
        faults += error.faults
        return None, None, described
    faults += wrong_fields(known, f"{mapping.name}/wave.yaml")
    numbered = [None if t is None else t.set_axis(responses.index) for t in (plain.responses, plain.projects)]
    return numbered[0], numbered[1], {**known, **described}


def _unknown(table: pd.DataFrame, register: Read | None) -> pd.Series:
    """Which rows, tests left out, name no project of the register; none where there is no register."""
    if register is None:
        return pd.Series(False, index=table.index)
    return ~table["project"].isin(register.table["project"]) & ~table["test_row"]


def _most_unknown(table: pd.DataFrame, unknown: pd.Series, name: str) -> list[str]:
    """A fault where most rows name projects that the register does not have."""
    if float(unknown.mean()) <= SHARE_UNKNOWN:
        return []
    projects = table.loc[unknown, "project"].fillna("blank").unique()
    shown = ", ".join(f"'{project}'" for project in projects[:SHOWN_ROWS])
    return [
        f"{name}, column S03, {rows_in_words(table, unknown)}: {int(unknown.sum())} of {len(table)} rows name projects that "
        f"projects.csv does not have, such as {shown}; give the register that belongs to these responses."
    ]
