"""A delivered file as lines of text cells, whatever its encoding, separator or sheets; headings are not looked at."""

import codecs
import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from pipeline.files import UserError

Line = list[str]
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
HEAD_BYTES = 1 << 18  # enough of a file to know its kind by
HEAD_LINES = 60
EVEN = 0.9  # share of lines that a separator must cut into equally many cells to be the one


@dataclass(frozen=True)
class Grid:
    """`lines`: stripped text cells, blank lines kept; `told`: encoding and separator in words; `sheets`: further ones with
    cells."""

    lines: list[Line]
    told: str
    sheets: tuple[str, ...] = field(default=())

    def filled(self) -> list[Line]:
        """The lines that hold anything."""
        return [line for line in self.lines if any(line)]


def read_grid(path: Path, head: bool = False) -> Grid:
    """All lines of a text file or of a workbook's first sheet, or only its `head`; raises UserError where it is unreadable."""
    if not path.is_file():
        raise UserError(f"{path.name}: there is no such file ({path}).")
    with path.open("rb") as file:
        raw = file.read(HEAD_BYTES) if head else file.read()
    if not raw.strip():
        raise UserError(f"{path.name} is empty; export it again.")
    if raw[:2] == b"PK":
        return _workbook(path)
    text, encoding = _decoded(raw, path.name, head)
    return _separated(text, encoding, path.name, head)


def _decoded(raw: bytes, name: str, head: bool) -> tuple[str, str]:
    encoding = next((known for mark, known in BOMS if raw.startswith(mark)), "utf-8")
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(raw, final=not head)
    except UnicodeDecodeError as error:
        line, byte = raw[: error.start].count(b"\n") + 1, raw[error.start]
        raise UserError(
            f"{name}, line {line}: byte {byte:#04x} at position {error.start} is not UTF-8; save the file as UTF-8."
        ) from None
    if "\x00" in text:
        raise UserError(f"{name} holds zero bytes, so it is no text in UTF-8; save the file as UTF-8.")
    return text, encoding.removesuffix("-sig").upper()


def _separated(text: str, encoding: str, name: str, head: bool) -> Grid:
    separator = separator_of(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=not head)
    lines: list[Line] = []
    csv.field_size_limit(1 << 24)
    try:
        for line in reader:
            lines.append([cell.strip() for cell in line])
            if head and len(lines) > HEAD_LINES:
                break
    except csv.Error as error:
        raise UserError(
            f"{name}, line {reader.line_num}: {error}; a quotation mark is not closed or stands inside a cell."
        ) from None
    return Grid(lines, f"{encoding}, separated by {SEPARATORS[separator]}")


def separator_of(text: str) -> str:
    """The separator that cuts most lines into the same number of cells, the greatest number where several do; by the lines
    below the header too, as a header's texts may hold any of them."""

    def quality(separator: str) -> tuple[bool, int, float]:
        widths: Counter[int] = Counter()
        reader = csv.reader(io.StringIO(text[:HEAD_BYTES], newline=""), delimiter=separator)
        try:
            for line in reader:
                if any(line):
                    widths[len(line)] += 1
                if widths.total() > HEAD_LINES:
                    break
        except csv.Error:
            return False, 0, 0.0
        if not widths:
            return False, 0, 0.0
        width, lines = widths.most_common(1)[0]
        share = lines / widths.total()
        return share >= EVEN and width > 1, width, share

    return max(SEPARATORS, key=quality)


def _workbook(path: Path) -> Grid:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except (CalamineError, OSError, IndexError, ValueError) as error:
        raise UserError(f"{path.name} cannot be read as an Excel workbook ({error}); export it again.") from None
    filled = [name for name, lines in sheets.items() if lines]
    if not filled:
        raise UserError(f"{path.name} is empty; export it again.")
    lines = [[cell_text(cell).strip() for cell in line] for line in sheets[filled[0]]]
    return Grid(lines, f"the sheet '{filled[0]}' of an Excel workbook", tuple(filled[1:]))


def cell_text(cell: object) -> str:
    """A cell as text; whole numbers without their decimals, times in ISO 8601, nothing for what is no number."""
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    return cell.isoformat() if isinstance(cell, datetime | date) else str(cell)
