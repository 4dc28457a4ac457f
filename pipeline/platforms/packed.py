"""Archives in which platforms hand out their tables (Google Forms, Qualtrics, ODK): unpacked for this process alone.

The folder that holds what was in them lies outside the project, is readable by its owner only, and goes when the process ends.
"""

import atexit
import lzma
import shutil
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from pipeline.files import UserError
from pipeline.platforms.workbooks import refuse_bad

OTHER_KINDS = ("xl/", "word/", "ppt/", "[Content_Types].xml", "content.xml")  # of office programs, which are zipped too
STRUCTURE, ANSWERS = ".lss", ".lsr"  # in a .lsa, which is read whole
TABLES = (".csv", ".tsv", ".xlsx", ".xls", ".ods", ".sav", ".zsav", ".dta")
HIDDEN = ("__MACOSX",)
CORRUPT = (zlib.error, lzma.LZMAError)


def unpacked(path: Path, endings: tuple[str, ...]) -> tuple[list[Path], str]:
    """The files with these endings in an archive, and a sentence on it; the file itself and no sentence where it is no archive,
    one of another kind, or holds none of them. Raises UserError where it has a password or is damaged."""
    if not zipfile.is_zipfile(path):
        return [path], ""
    refuse_bad(path)
    with zipfile.ZipFile(path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        names = [member.filename for member in members]
        if any(name.startswith(OTHER_KINDS) for name in names) or _of_limesurvey(names):
            return [path], ""
        seen = [member for member in members if not _hidden(member.filename)]
        wanted = [member for member in seen if member.filename.lower().endswith(endings)]
        if not wanted:
            return [path], ""
        folder = Path(tempfile.mkdtemp(prefix="touchstone-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        found = [_written(archive, member, folder / str(at), path.name) for at, member in enumerate(wanted)]
    others = len(seen) - len(wanted)
    rest = f"; its {others} other file{'s are' if others > 1 else ' is'} not read" if others else ""
    return found, f"{path.name} is an archive; read from it: {', '.join(file.name for file in found)}{rest}."


def _of_limesurvey(names: list[str]) -> bool:
    """Whether an archive is LimeSurvey's own (.lsa), and not one that somebody made of exported answers and their structure."""
    endings = {PurePosixPath(name).suffix.lower() for name in names if not _hidden(name)}
    return STRUCTURE in endings and (ANSWERS in endings or not endings & set(TABLES))


def _hidden(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and (parts[0] in HIDDEN or parts[-1].startswith("."))


def _written(archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path, name: str) -> Path:
    """A member under its own name, whatever folders it names, in a folder of its own."""
    folder.mkdir()
    target = folder / PurePosixPath(member.filename.replace("\\", "/")).name
    try:
        target.write_bytes(archive.read(member))
    except (RuntimeError, NotImplementedError, zipfile.BadZipFile, OSError, EOFError, *CORRUPT):
        how = "has a password" if member.flag_bits & 1 else "is damaged, or packed in a way that is not read here"
        raise UserError(f"{name} {how}; unpack it yourself and give the table in it.") from None
    return target
