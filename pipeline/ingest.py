"""One wave as delivered, coded by the instrument: responses, register, and what is only a proxy."""

import sys
from pathlib import Path

import pandas as pd

from pipeline import files, instrument
from pipeline.instrument import Instrument
from pipeline.platforms.described import read_description
from pipeline.reading_waves import read_wave


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
    read = read_wave(folder, asked)
    return read.responses, read.projects, read.proxies


def _of_wave(table: pd.DataFrame, wave: str) -> pd.DataFrame:
    return table.assign(wave=pd.Series([wave] * len(table), index=table.index, dtype="str"))


if __name__ == "__main__":
    files.run(main)
