"""The tables of a wave's folder in data/raw, corrected and coded."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline import corrections, wave_columns
from pipeline.files import UserError
from pipeline.instrument import Instrument
from pipeline.platforms import crosswalk
from pipeline.platforms.circumstances import KNOWN
from pipeline.platforms.delivered import read_cells, renumbered
from pipeline.platforms.described import read_description
from pipeline.platforms.plain import Read, read_responses
from pipeline.platforms.projects import read_projects
from pipeline.sheets import Faults
from pipeline.wave_columns import Line

PROXIES = ("code", "comparable", "note")


@dataclass(frozen=True)
class WaveTables:
    """`responses`, `projects`: coded, without the wave's name; `proxies`: what is not asked in the instrument's words; `lines`:
    of the wave's crosswalk.csv; `corrected`: the corrections made."""

    responses: pd.DataFrame | None
    projects: pd.DataFrame | None
    proxies: pd.DataFrame
    lines: tuple[Line, ...] = ()
    corrected: tuple[corrections.Correction, ...] = ()


def wave_tables(folder: Path, asked: Instrument) -> WaveTables | None:
    """The tables of a wave beside which another one is looked at; None where its folder cannot be read."""
    try:
        return read_wave(folder, asked)
    except UserError:
        return None


def read_wave(folder: Path, asked: Instrument) -> WaveTables:
    """The tables of one wave's folder; raises UserError where a file has been changed so that it cannot be read."""
    wave, found = folder.name, Faults()
    responses, projects = (_cells(folder / name, found.found) for name in ("responses.csv", "projects.csv"))
    found.found += _gone(folder)
    lines = wave_columns.read(folder / wave_columns.FILE, [*asked.items, *asked.register, *KNOWN], found)
    corrected = corrections.read(folder / "corrections.csv", found)
    if found.found or (responses is None and projects is None):
        absent = f"{wave}: there is neither a responses.csv nor a projects.csv; remove the wave and add it again."
        raise UserError(*[_named(wave, fault) for fault in found.found] or [absent])
    mapped, faults = (folder / "crosswalk").is_dir(), list[str]()
    of_projects = [one for one in corrected if one.of_projects and projects is not None]
    of_responses = [one for one in corrected if one not in of_projects]
    if responses is not None and of_responses:
        ids = crosswalk.load(folder / "crosswalk").respondent_column if mapped else "respondent"
        responses = corrections.correct(responses, of_responses, ids, faults, f"{wave}/responses.csv")
    if projects is not None:
        projects = corrections.correct(projects, of_projects, "project_id", faults, f"{wave}/projects.csv")
    if faults:
        raise UserError(*faults)
    proxies = _proxies(lines, asked)
    if mapped:
        assert responses is not None, f"{wave}: a crosswalk without a table to map"
        walk = crosswalk.load(folder / "crosswalk")
        numbered = renumbered(responses, walk.source_columns)
        plain = crosswalk.to_plain(folder / "crosswalk", {"responses": numbered})
        responses, projects, proxies = plain.responses, plain.projects, plain.proxies
    answers = register = None
    if responses is not None:
        left_out = frozenset(line.replaces for line in lines if not line.code and line.replaces)
        known_as = (f"{wave}/responses.csv", projects is not None, not mapped, left_out)
        answers = read_responses(responses, asked, *known_as)
        faults += answers.faults
    if projects is not None:
        register = read_projects(projects, asked, f"{wave}/projects.csv")
        faults += register.faults
    if faults:
        raise UserError(*faults)
    return WaveTables(_table(answers), _table(register), proxies, lines, corrected)


def _named(wave: str, fault: str) -> str:
    return fault if fault.startswith(f"{wave}/") else f"{wave}/{fault}"


def _gone(folder: Path) -> list[str]:
    """A fault for each table that was delivered, by wave.yaml, and is there no longer: its rows would be lost in silence."""
    described = read_description(folder / "wave.yaml", []) if (folder / "wave.yaml").is_file() else {}
    sources = described.get("sources")
    held = [one for one in sources if isinstance(one, dict)] if isinstance(sources, list) else []
    return [
        f"{one['holds']}.csv is gone, though wave.yaml tells of {one.get('rows', 'its')} rows delivered in {one.get('file')}: "
        "put it back, or remove the wave and add it again."
        for one in held
        if one.get("holds") in ("responses", "projects") and not (folder / f"{one['holds']}.csv").is_file()
    ]


def _cells(path: Path, faults: list[str]) -> pd.DataFrame | None:
    try:
        return read_cells(path) if path.is_file() else None
    except UserError as error:
        faults += error.faults
        return None


def _proxies(lines: tuple[Line, ...], asked: Instrument) -> pd.DataFrame:
    """The items that a person confirmed although the question differs from the instrument's."""
    differing = [
        line for line in lines if line.code in asked.items and not line.value and line.comparable != wave_columns.YES
    ]
    rows = [(line.code, line.comparable, line.note or line.text or "another question") for line in differing]
    return pd.DataFrame(rows, columns=list(PROXIES), dtype="str")


def _table(read: Read | None) -> pd.DataFrame | None:
    return None if read is None else read.table
