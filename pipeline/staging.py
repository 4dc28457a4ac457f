"""Waves of which a person must decide something first: kept in data/staged, read by no stage, until they are confirmed."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipeline import files, instrument, registered, wave_columns
from pipeline.deidentified import write_wave
from pipeline.delivery import CROSSWALK
from pipeline.inspection import Inspection
from pipeline.platforms.circumstances import KNOWN
from pipeline.sheets import Faults
from pipeline.usage import UsageError
from pipeline.wave_columns import CHANGED, CONFIRMED, Line, waiting


def folder_of(name: str) -> Path:
    """Where a staged wave lies."""
    return registered.staging(files.root()) / name


def stage(name: str, inspection: Inspection) -> Path:
    """Write the de-identified copy of a wave to data/staged, with the draft of its crosswalk; nothing else is changed."""
    target = folder_of(name)
    unfinished = target.with_name(f".{name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        unfinished.mkdir(parents=True)
        write_wave(unfinished, inspection, instrument.load(), staged=True)
        unfinished.rename(target)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        if target.parent.is_dir() and not any(target.parent.iterdir()):
            target.parent.rmdir()
        raise
    return target


def lines_of(folder: Path) -> tuple[Line, ...]:
    """The lines of a wave's crosswalk.csv; raises UserError with what is wrong in it."""
    asked, faults = instrument.load(), Faults()
    lines = wave_columns.read(folder / CROSSWALK, [*asked.items, *asked.register, *KNOWN], faults)
    faults.refuse()
    return lines


def open_lines(lines: Sequence[Line], staged: bool) -> list[Line]:
    """The lines that may be confirmed: of a staged wave those in doubt, of a registered one those that differ from the
    instrument and are therefore not pooled."""
    if staged:
        return waiting(lines)
    return [line for line in lines if line.comparable in CHANGED and line.confirmed != CONFIRMED]


def confirm(lines: Sequence[Line], numbers: Sequence[int], staged: bool, name: str) -> tuple[Line, ...]:
    """The lines with those of these numbers confirmed (all that are open where none is named); raises UsageError for
    numbers of lines that wait for nobody; UserError where none waits."""
    open_ = {line.line for line in open_lines(lines, staged)}
    wrong = [number for number in numbers if number not in open_]
    if wrong or not open_:
        which = ", ".join(map(str, sorted(open_))) or "none"
        said = [
            f"Line {number} of the crosswalk of {name} waits for nobody; those that wait: {which}." for number in wrong
        ]
        if said:
            raise UsageError(*said)
        raise files.UserError(f"No line of the crosswalk of {name} waits to be confirmed.")
    chosen = set(numbers) or open_
    return tuple(replace(line, confirmed=CONFIRMED) if line.line in chosen else line for line in lines)


def save(folder: Path, lines: Sequence[Line]) -> None:
    """Replace a wave's crosswalk.csv in one step."""
    unfinished = folder / f".{CROSSWALK}.unfinished"
    wave_columns.write(unfinished, lines)
    unfinished.replace(folder / CROSSWALK)
