"""A delivered file as lines of text cells, whatever its encoding, separator or sheets; headings are not looked at."""

import codecs
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pandas as pd

from pipeline.files import UserError
from pipeline.platforms import separated
from pipeline.platforms.separated import HEAD_LINES, SEPARATORS, Line, columns_of

BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
SHOWN = 3
UNPACKED, DENSE = 1 << 27, 200  # bytes that a workbook may always unpack to, and how many times its size beyond


@dataclass(frozen=True)
class Grid:
    """`head`: the first lines as they are; `table`: all lines, blank ones kept, as numbered columns of text (of a head only
    its lines); `told`: encoding and separator in words; `sheets`: further ones with cells; `widths`: cells of each line, none
    where all lines have as many; `rows_beside`: filled lines below the headings of each further sheet."""

    head: list[Line]
    table: pd.DataFrame
    told: str
    sheets: tuple[str, ...] = field(default=())
    widths: tuple[int, ...] = field(default=())
    rows_beside: tuple[int, ...] = field(default=())

    def filled(self) -> list[Line]:
        """The first lines that hold anything."""
        return [line for line in self.head if any(line)]

    def start(self) -> int:
        """The number of the first line that holds anything."""
        return next((at for at, line in enumerate(self.head) if any(line)), 0)

    def below(self, line: int) -> pd.DataFrame:
        """The filled lines from one on; the index numbers them from 1, blank lines counted."""
        rows = self.table.iloc[line:]
        numbered = rows.set_axis(pd.RangeIndex(1, len(rows) + 1))
        filled = pd.Series(False, index=numbered.index)
        for at in numbered:
            filled = filled | (numbered[at] != "")
            if filled.all():
                return numbered
        return numbered[filled]

    def refuse_cut(self, line: int, width: int, name: str) -> None:
        """Raise UserError where filled lines from one on have fewer cells than the headings: the file is cut off, or a
        separator is wrong, and what is missing cannot be told from what was not answered."""
        filled = set(self.below(line).index) if self.widths else set()
        short = [n for n, cells in enumerate(self.widths[line:], start=1) if n in filled and cells < width]
        if short:
            more = f" and {len(short) - SHOWN} more" if len(short) > SHOWN else ""
            rows = ", ".join(map(str, short[:SHOWN])) + more
            raise UserError(
                f"{name}, row{'s' if len(short) > 1 else ''} {rows}: fewer cells than the {width} headings; the file is cut "
                "off, or a separator or quotation mark is wrong; export it again."
            )


def read_grid(path: Path, head: bool = False) -> Grid:
    """All lines of a text file or of a workbook's first sheet, or only its `head`; raises UserError where it is unreadable."""
    raw = bytes_of(path, head)
    if raw[:2] == b"PK" or raw[:4] == OLD_WORKBOOK:
        sheets = sheets_of(path)
        name, lines, others = next(iter(sheets.values()), ("", [], ()))
        if not lines:
            raise UserError(f"{path.name} is empty; export it again.")
        return Grid(
            lines[:HEAD_LINES],
            columns_of(lines),
            f"the sheet '{name}' of an Excel workbook",
            others,
            (),
            _counts(sheets),
        )
    text, encoding = decoded(raw, path.name, head)
    separator = separated.separator_of(text)
    told = f"{encoding}, separated by {SEPARATORS[separator]}"
    table = separated.large(raw, separator) if encoding == "UTF-8" and not head else None
    if table is not None:
        first = separated.lines_of(text[: separated.HEAD_CHARACTERS], separator, path.name, True)
        return Grid(first[:HEAD_LINES], table, told)
    lines = separated.lines_of(text, separator, path.name, head)
    return Grid(lines[:HEAD_LINES], columns_of(lines), told, (), tuple(map(len, lines)))


def bytes_of(path: Path, head: bool = False) -> bytes:
    """A file's bytes, or the first of them; raises UserError where there are none."""
    if not path.is_file():
        raise UserError(f"{path.name}: there is no such file ({path}).")
    with path.open("rb") as file:
        raw = file.read(separated.HEAD_CHARACTERS) if head else file.read()
    if not raw.strip():
        raise UserError(f"{path.name} is empty; export it again.")
    return raw


def decoded(raw: bytes, name: str, head: bool = False) -> tuple[str, str]:
    """The text of a file and its encoding: UTF-8, or UTF-16 where its first bytes say so; raises UserError."""
    encoding = next((known for mark, known in BOMS if raw.startswith(mark)), "utf-8")
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(raw, final=not head)
    except UnicodeDecodeError as error:
        line, byte = raw[: error.start].count(b"\n") + 1, raw[error.start]
        kind = "UTF-8" if encoding.startswith("utf-8") else "UTF-16"
        raise UserError(
            f"{name}, line {line}: byte {byte:#04x} at position {error.start} is not {kind}; save the file as UTF-8."
        ) from None
    if "\x00" in text:
        raise UserError(f"{name} holds zero bytes, so it is no text in UTF-8; save the file as UTF-8.")
    return text, encoding.removesuffix("-sig").upper()


def sheets_of(path: Path) -> dict[str, tuple[str, list[Line], tuple[str, ...]]]:
    """The filled sheets of a workbook by name: each with its name, its lines, and the names of the others."""
    from python_calamine import CalamineError, CalamineWorkbook

    refuse_bomb(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        read = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except (CalamineError, OSError, IndexError, ValueError, OverflowError) as error:
        raise UserError(f"{path.name} cannot be read as an Excel workbook ({error}); export it again.") from None
    lines = {name: [[cell_text(cell).strip() for cell in line] for line in sheet] for name, sheet in read.items()}
    filled = {name: sheet for name, sheet in lines.items() if any(any(line) for line in sheet)}
    return {name: (name, sheet, _others(name, list(filled))) for name, sheet in filled.items()}


def _others(name: str, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(other for other in names if other != name)


def _counts(sheets: dict[str, tuple[str, list[Line], tuple[str, ...]]]) -> tuple[int, ...]:
    return tuple(sum(any(line) for line in lines) - 1 for _, lines, _ in list(sheets.values())[1:])


def refuse_bomb(path: Path) -> None:
    """Raise UserError where an archive is damaged, or would unpack to far more than a survey ever is."""
    with path.open("rb") as file:
        if file.read(2) != b"PK":
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
