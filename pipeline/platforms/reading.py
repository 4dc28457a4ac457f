"""Any delivered file of responses in the plain form, by the reader of the platform that wrote it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from pipeline.files import UserError
from pipeline.instrument import Instrument
from pipeline.platforms import delivered, drafted, google_forms, kobo, limesurvey, qualtrics, spss, structures
from pipeline.platforms.delivered import table
from pipeline.platforms.export import Export, Recognised
from pipeline.platforms.grids import WHOLE
from pipeline.platforms.large import read_large
from pipeline.platforms.opened import Opened, distinct
from pipeline.platforms.personal import PERSONAL
from pipeline.platforms.recognise import STRUCTURE, SURELY_PLAIN, recognise
from pipeline.platforms.separated import Line
from pipeline.platforms.structure import Structure
from pipeline.platforms.structures import fitting

READERS = {
    "limesurvey": limesurvey.read,
    "kobo": kobo.read,
    "qualtrics": qualtrics.read,
    "google-forms": google_forms.read,
    "spss": spss.read,
    "stata": spss.read,
}
BINARY = ("spss", "stata")


def read_responses_file(path: Path, platform: str, asked: Instrument, beside: Sequence[Path]) -> Export:
    """The responses of a file, with the structures given `beside` it. `platform`: auto, or the one to read it as. Raises
    UserError where nothing can be read."""
    found = _recognised(path, platform, asked)
    structure, unused = fitting(beside, found.platform, path)
    unsure = found.reason not in SURELY_PLAIN
    if structure is None and unused and found.platform == "plain" and platform == "auto" and unsure:
        found, structure, unused = _by_structure(path, beside)
    if found.platform == "plain":
        return _plain(path, found, asked, tuple(unused))
    export = READERS[found.platform](path, found, asked, structure)
    return replace(export, notes=(*unused, *export.notes), structure=structure.name if structure is not None else "")


def _plain(path: Path, found: Recognised, asked: Instrument, unused: tuple[str, ...]) -> Export:
    """A table that is in the plain form already."""
    large, odd = read_large(path) if found.place == WHOLE else None, tuple[str, ...]()
    if large is None:
        large, odd = delivered.read_table(path, found.place)
    lines = drafted.of_plain(large, asked)
    personal = [str(column) for column, line in zip(large, lines, strict=True) if line.note.startswith(PERSONAL)]
    rows, columns = large.shape
    return Export(found, large, rows, columns, (*unused, *odd), lines=lines, persons=large[personal])


def read_table(
    path: Path, platform: str, asked: Instrument, beside: Sequence[Path]
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """A file for a crosswalk: its own columns as text, under one line of headings, whatever platform wrote it; headings that
    a platform writes twice are told apart by numbers. And what a person should know of how it was read."""
    found = _recognised(path, platform, asked)
    if found.platform == "plain":
        return delivered.read_table(path, found.place)
    if found.platform in BINARY:
        variables, rows, notes = spss.opened(path, found.platform)
        named = rows.set_axis([variable.name for variable in variables], axis=1).reset_index(drop=True)
        return named, tuple(f"{path.name}: {note}" for note in notes)
    structure, _ = fitting(beside, found.platform, path)
    if found.platform == "google-forms":
        opened = limesurvey.opened(path, None, found.place)
    else:
        reader = {"qualtrics": qualtrics, "kobo": kobo}.get(found.platform, limesurvey)
        opened = reader.opened(path, structure, found.place)
    return table(path.name, *_of_opened(opened)), tuple(f"{path.name}: {note}" for note in opened.notes)


def _of_opened(found: Opened) -> tuple[Line, pd.DataFrame]:
    used = [
        at for at, heading in enumerate(found.header) if heading or (at in found.rows and (found.rows[at] != "").any())
    ]
    names = dict(zip(used, distinct([found.header[at] for at in used]), strict=True))
    header = [names.get(at, "") for at in range(len(found.header))]
    return header, found.rows


def _by_structure(path: Path, beside: Sequence[Path]) -> tuple[Recognised, Structure | None, list[str]]:
    """A file without a platform's marks is read as what the structure beside it says."""
    platform = structures.load(beside[0]).platform
    structure, unused = fitting(beside, platform, path)
    assert structure is not None
    return Recognised(platform, f"{structure.name} beside it is {structure.what}"), structure, unused


def _recognised(path: Path, platform: str, asked: Instrument) -> Recognised:
    if not path.is_file() or path.stat().st_size == 0:
        delivered.read_cells(path)  # says what is wrong
    found = recognise(path, asked) if platform != "plain" else Recognised("plain", "as --platform says")
    if found.platform == STRUCTURE:
        raise UserError(f"{path.name}: {found.reason}; give the file with the answers.")
    return found if platform in ("auto", "plain") else _as_told(path, found, platform)


def _as_told(path: Path, found: Recognised, platform: str) -> Recognised:
    """The platform that the caller names; refused where the file's very format is another's."""
    if (platform in BINARY or found.platform in BINARY) and platform != found.platform:
        raise UserError(f"{path.name} is no file of {platform}: {found.reason}; leave --platform out.")
    if platform == found.platform:
        return found
    return replace(
        found,
        platform=platform,
        reason=f"as --platform says; by its content it would be {found.platform}: {found.reason}",
    )
