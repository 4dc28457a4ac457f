"""Any delivered file of responses in the plain form, by the reader of the platform that wrote it."""

from pathlib import Path

from pipeline.files import UserError
from pipeline.instrument import Instrument
from pipeline.platforms import google_forms, kobo, limesurvey, qualtrics, spss
from pipeline.platforms.delivered import read_cells
from pipeline.platforms.export import Export, Recognised
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
    if not path.is_file() or path.stat().st_size == 0:
        read_cells(path)  # says what is wrong
    found = recognise(path, asked) if platform != "plain" else Recognised("plain", "as --platform says")
    if found.platform == STRUCTURE:
        raise UserError(f"{path.name}: {found.reason}; give the file with the answers.")
    if platform not in ("auto", "plain"):
        found = _as_told(path, found, platform)
    if found.platform == "plain":
        cells = read_cells(path)
        return Export(found, cells, len(cells), len(cells.columns))
    return READERS[found.platform](path, found, asked)


def _as_told(path: Path, found: Recognised, platform: str) -> Recognised:
    """The platform that the caller names; refused where the file's very format is another's."""
    if (platform in BINARY or found.platform in BINARY) and platform != found.platform:
        raise UserError(f"{path.name} is no file of {platform}: {found.reason}; leave --platform out.")
    if platform == found.platform:
        return found
    return Recognised(platform, f"as --platform says; by its content it would be {found.platform}: {found.reason}")
