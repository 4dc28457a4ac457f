"""Workbooks as the lines of their sheets, each cell as text."""

import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

from pipeline.files import UserError
from pipeline.platforms.separated import Line

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
PASSWORD = "EncryptedPackage".encode("utf-16-le")  # the part of a workbook with a password that holds the rest
UNPACKED, DENSE = 1 << 27, 200  # bytes that a workbook may always unpack to, and how many times its size beyond


def is_workbook(raw: bytes) -> bool:
    """Whether a file begins as workbooks do, new or old."""
    return raw[:2] == b"PK" or raw[:4] == OLD_WORKBOOK


def sheets_of(path: Path) -> dict[str, list[Line]]:
    """The lines of the filled sheets of a workbook, by their names; raises UserError where it cannot be read."""
    from python_calamine import CalamineError, CalamineWorkbook

    refuse_bad(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        read = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except (CalamineError, OSError, IndexError, ValueError, OverflowError) as error:
        raise UserError(f"{path.name} cannot be read as an Excel workbook ({error}); export it again.") from None
    lines = {name: [[cell_text(cell).strip() for cell in line] for line in sheet] for name, sheet in read.items()}
    return {name: sheet for name, sheet in lines.items() if any(any(line) for line in sheet)}


def refuse_bad(path: Path) -> None:
    """Raise UserError where a workbook has a password, is damaged, or would unpack to far more than a survey ever is."""
    with path.open("rb") as file:
        start = file.read(4)
        if start == OLD_WORKBOOK and PASSWORD in file.read():
            raise UserError(f"{path.name} is protected by a password; save it without one.")
    if start[:2] != b"PK":
        return
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise UserError(f"{path.name} is a damaged archive or workbook; export it again.") from None
    if unpacked > UNPACKED and unpacked > DENSE * path.stat().st_size:
        raise UserError(f"{path.name} would unpack to {unpacked} bytes, which no survey needs; it is not read.")


def cell_text(cell: object) -> str:
    """A cell as text; whole numbers without their decimals, times in ISO 8601, nothing for what is no number."""
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    if isinstance(cell, timedelta):
        return f"{cell.total_seconds():g}"
    return cell.isoformat() if isinstance(cell, datetime | date | time) else str(cell)
