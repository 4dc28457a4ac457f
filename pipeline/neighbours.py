"""A wave to be, beside the waves that are registered: questions that differ, persons, answers and projects that return."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline import files, overlap, registered, wave_columns
from pipeline.compared import doubted
from pipeline.deidentified import already_hashed
from pipeline.delivery import CROSSWALK
from pipeline.inspection import Inspection
from pipeline.instrument import Instrument
from pipeline.platforms.circumstances import KNOWN
from pipeline.platforms.pseudonym import key_there_is, pseudonym
from pipeline.platforms.wordings import Wordings
from pipeline.reading_waves import WaveTables, wave_tables
from pipeline.sheets import Faults
from pipeline.wave_columns import Line

SHOWN = 5


def seen_beside(inspection: Inspection, asked: Instrument, name: str | None) -> Inspection:
    """The same inspection, its lines marked where a registered wave asked something else under the same code, and with what
    the waves have in common. `name`: of the wave itself, where it is registered or staged."""
    listed = registered.names(files.root())
    waves = [wave for wave in listed if wave != name]
    lines = inspection.lines
    if name not in listed:
        lines = doubted(lines, {wave: lines_of(wave, asked) for wave in waves}, Wordings(asked))
    marked = replace(inspection, lines=lines)
    if inspection.faults:
        return marked
    before = listed[: listed.index(name)] if name in listed else listed
    told = (*_types_unknown(inspection, waves, asked), *_out_of_time(inspection, before))
    return replace(marked, beside=(*told, *_shared(inspection, waves, asked)))


def lines_of(wave: str, asked: Instrument) -> Sequence[Line]:
    """The lines of a registered wave's crosswalk.csv; none where it has none, or where it cannot be read."""
    path = files.root() / "data" / "raw" / wave / CROSSWALK
    return wave_columns.read(path, [*asked.items, *asked.register, *KNOWN], Faults())


def _shared(inspection: Inspection, waves: Sequence[str], asked: Instrument) -> list[str]:
    said = []
    answers = _hashed(inspection)
    register = inspection.register.table if inspection.register is not None else None
    for wave in waves:
        tables = wave_tables(_folder(wave), asked)
        if tables is not None:
            said += [f"Beside {wave}: {sentence}." for sentence in _beside(answers, register, tables, asked)]
    return said


def _types_unknown(inspection: Inspection, waves: Sequence[str], asked: Instrument) -> list[str]:
    """One sentence where responses come without a register and nobody says what all of them are: their types are unknown. It
    names the registered wave whose register has most of their projects."""
    answers = inspection.answers
    if answers is None or inspection.register is not None or inspection.described.get("respondents_are"):
        return []
    named, known = answers.table["project"].dropna().unique(), dict[str, int]()
    for wave in waves:
        tables = wave_tables(_folder(wave), asked)
        if tables is not None and tables.projects is not None:
            known[wave] = int(tables.projects["project"].isin(named).sum())
    said = (
        "No register of projects came with these responses, so that of nobody is it known which side the project belongs to: "
        "no claim about one of the sides can be decided. "
    )
    best = max(known, key=lambda wave: known[wave], default=None)
    if best is None or not known[best]:
        return [said + "Give the register with --projects projects.csv."]
    return [
        f"{said}The register of {best} has {known[best]} of the {len(named)} projects that they name: if it still holds, add "
        f"--projects data/raw/{best}/projects.csv."
    ]


def _out_of_time(inspection: Inspection, waves: Sequence[str]) -> list[str]:
    """One sentence where a wave that stands before this one was fielded after it: trends follow the order of waves.yaml."""
    mine = _first_day(inspection.described)
    for wave in waves:
        path = _folder(wave) / "wave.yaml"
        theirs = _first_day(files.wave_description(wave)) if path.is_file() else ""
        if mine and theirs[: len(mine)] > mine[: len(theirs)]:
            return [
                f"It was fielded from {mine}, {wave} from {theirs}: trends follow the order of waves.yaml, "
                "so move its line up there if it belongs before."
            ]
    return []


def _first_day(described: Mapping[str, Any]) -> str:
    """The day, month or year (ISO 8601) from which a wave was fielded; blank where wave.yaml does not say."""
    fielded = described.get("fielded")
    return str(fielded.get("from") or "") if isinstance(fielded, dict) else ""


def _folder(wave: str) -> Path:
    return files.root() / "data" / "raw" / wave


def _hashed(inspection: Inspection) -> pd.DataFrame | None:
    """The answers with hashes for ids; as delivered where this project has no key yet, so that nobody can be recognised."""
    if inspection.answers is None:
        return None
    table = inspection.answers.table
    secret = key_there_is(files.root())
    if already_hashed(inspection.described) or secret is None:
        return table
    ids = table["respondent"]
    hashes = {one: pseudonym(str(one), secret) for one in ids.dropna().unique()}
    return table.assign(respondent=ids.map(hashes).astype("str"))


def _beside(
    answers: pd.DataFrame | None, register: pd.DataFrame | None, there: WaveTables, asked: Instrument
) -> list[str]:
    said = []
    if answers is not None and there.responses is not None:
        known = overlap.returning(answers, there.responses)
        said += [f"{known} of its respondents answer again"] if known else []
        alike = overlap.identical(answers, there.responses, asked.likert_codes())
        if len(alike):
            others = int((~alike["same_respondent"]).sum())
            rows = _few(
                [f"row {row} here and row {other} there" for row, other in alike[["row", "other_row"]].to_numpy()]
            )
            said.append(f"{len(alike)} rows give the very same answers, {others} of them under another id ({rows})")
    if register is not None and there.projects is not None:
        changed = [
            f"the project {one.project} was declared {one.was} and is declared {one.now} here"
            for one in overlap.projects_changed(register, there.projects)
        ]
        said += changed[:SHOWN]
        if len(changed) > SHOWN:
            said.append(
                f"another type is declared for {len(changed) - SHOWN} more projects; the page on the waves lists them"
            )
        renamed = [
            f"the project {one.was} is not here; {one.now} may be the same ({one.note})"
            for one in overlap.projects_renamed(register, there.projects, answers, there.responses)
        ]
        said += renamed[:SHOWN]
        if len(renamed) > SHOWN:
            said.append(f"{len(renamed) - SHOWN} more projects may have another id; the page on the waves lists them")
    return said


def _few(texts: list[str]) -> str:
    more = f" and {len(texts) - SHOWN} more" if len(texts) > SHOWN else ""
    return "; ".join(texts[:SHOWN]) + more
