"""One wave as delivered, coded by the instrument: responses, register, and what is only a proxy."""

import sys
from pathlib import Path

import pandas as pd

from pipeline import files, instrument
from pipeline.instrument import Instrument
from pipeline.platforms import crosswalk
from pipeline.platforms.delivered import read_cells
from pipeline.platforms.described import read_description
from pipeline.platforms.plain import Read, read_responses
from pipeline.platforms.projects import read_projects


def main() -> None:
    wave = sys.argv[1]
    folder = files.root() / "data" / "raw" / wave
    faults = list[str]()
    read_description(folder / "wave.yaml", faults)
    if faults:
        raise files.UserError(*[f"data/raw/{wave}/{fault}" for fault in faults])
    responses, projects, proxies = ingest(folder, instrument.load())
    if responses is not None:
        files.write("delivered_responses", _of_wave(responses, wave), wave)
    if projects is not None:
        columns = list(files.description("delivered_projects")["columns"])
        files.write("delivered_projects", _of_wave(projects, wave)[columns], wave)
    files.write("delivered_proxies", _of_wave(proxies, wave), wave)


def ingest(folder: Path, asked: Instrument) -> tuple[pd.DataFrame | None, pd.DataFrame | None, pd.DataFrame]:
    """The tables of one wave's folder; raises UserError where a file has been changed so that it cannot be read."""
    wave, faults = folder.name, list[str]()
    responses, projects = (_cells(folder / name, faults) for name in ("responses.csv", "projects.csv"))
    if faults or (responses is None and projects is None):
        absent = f"{wave}: there is neither a responses.csv nor a projects.csv; remove the wave and add it again."
        raise files.UserError(*[f"{wave}/{fault}" for fault in faults] or [absent])
    proxies = pd.DataFrame({"code": [], "comparable": [], "note": []}, dtype="str")
    mapped = (folder / "crosswalk").is_dir()
    if mapped:
        assert responses is not None, f"{wave}: a crosswalk without a table to map"
        plain = crosswalk.to_plain(folder / "crosswalk", {"responses": responses})
        responses, projects, proxies = plain.responses, plain.projects, plain.proxies
    answers = register = None
    if responses is not None:
        answers = read_responses(responses, asked, f"{wave}/responses.csv", projects is not None, not mapped)
        faults += answers.faults
    if projects is not None:
        register = read_projects(projects, asked, f"{wave}/projects.csv")
        faults += register.faults
    if faults:
        raise files.UserError(*faults)
    return _table(answers), _table(register), proxies


def _cells(path: Path, faults: list[str]) -> pd.DataFrame | None:
    try:
        return read_cells(path) if path.is_file() else None
    except files.UserError as error:
        faults += error.faults
        return None


def _table(read: Read | None) -> pd.DataFrame | None:
    return None if read is None else read.table


def _of_wave(table: pd.DataFrame, wave: str) -> pd.DataFrame:
    return table.assign(wave=pd.Series([wave] * len(table), index=table.index, dtype="str"))


if __name__ == "__main__":
    try:
        main()
    except files.UserError as error:
        sys.exit("\n".join(error.faults))
