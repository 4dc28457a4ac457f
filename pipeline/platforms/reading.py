"""Any delivered file of responses in the plain form, by the reader of the platform that wrote it."""

from pathlib import Path

import pandas as pd

from pipeline.files import UserError
from pipeline.instrument import Instrument
from pipeline.platforms import google_forms, kobo, limesurvey, qualtrics, spss
from pipeline.platforms.delivered import read_cells, table
from pipeline.platforms.export import Export, Recognised
from pipeline.platforms.grids import read_grid
from pipeline.platforms.recognise import STRUCTURE, recognise

READERS = {
    "limesurvey": limesurvey.read,
    "kobo": kobo.read,
    "qualtrics": qualtrics.read,
    "google-forms": google_forms.read,
    "spss": spss.read,
    "stata": spss.read,
}
BINARY = ("spss", "stata")


def read_responses_file(path: Path, platform: str, asked: Instrument) -> Export:
    """The responses of a file. `platform`: auto, or the one to read it as. Raises UserError where nothing can be read."""
    found = _recognised(path, platform, asked)
    if found.platform == "plain":
        cells = read_cells(path)
        return Export(found, cells, len(cells), len(cells.columns))
    return READERS[found.platform](path, found, asked)


def read_table(path: Path, platform: str, asked: Instrument) -> pd.DataFrame:
    """A file for a crosswalk: its own columns as text, under one line of headings, whatever platform wrote it."""
    found = _recognised(path, platform, asked)
    if found.platform == "plain":
        return read_cells(path)
    if found.platform in BINARY:
        variables, rows = spss.opened(path, found.platform)
        return rows.set_axis([variable.name for variable in variables], axis=1).reset_index(drop=True)
    grid = read_grid(path)
    if found.platform == "qualtrics":
        lines, _, start = qualtrics.headed(grid)
        return table(path.name, grid, lines[0], start)
    header, start, _ = (kobo if found.platform == "kobo" else limesurvey).headed(grid)
    return table(path.name, grid, header, start)


def _recognised(path: Path, platform: str, asked: Instrument) -> Recognised:
    if not path.is_file() or path.stat().st_size == 0:
        read_cells(path)  # says what is wrong
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
    return Recognised(platform, f"as --platform says; by its content it would be {found.platform}: {found.reason}")
