"""A delivered file as lines of text cells, whatever its encoding, separator or sheets; headings are not looked at."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from pipeline.files import UserError
from pipeline.platforms import separated
from pipeline.platforms.encodings import decoded
from pipeline.platforms.footnotes import without_footnotes
from pipeline.platforms.marks import plain_cells
from pipeline.platforms.separated import HEAD_LINES, SEPARATORS, Line, columns_of
from pipeline.platforms.workbooks import is_workbook, sheets_of

SHOWN = 3
SEPARATOR_LINE = re.compile(r"sep=.\r?\n", re.IGNORECASE)  # by which Excel tells itself the separator
PAGE = (b"<!doctype html", b"<html", b"<table", b"<body", b"office:spreadsheet")


@dataclass(frozen=True)
class Place:
    """Where in a file its table stands: on which sheet (blank: the first with cells), below how many lines, and how many lines
    below its headings hold no answers."""

    sheet: str = ""
    above: int = 0
    below: int = 0


WHOLE = Place()


@dataclass(frozen=True)
class Grid:
    """`head`: the first lines as they are; `table`: all lines, blank ones kept, as numbered columns of text (of a head only
    its lines); `told`: encoding and separator in words; `sheets`: further ones with cells; `widths`: cells of each line, none
    where all lines have as many; `rows_beside`: filled lines below the headings of each further sheet; `odd`: what a person
    should look at, in sentences."""

    head: list[Line]
    table: pd.DataFrame
    told: str
    sheets: tuple[str, ...] = field(default=())
    widths: tuple[int, ...] = field(default=())
    rows_beside: tuple[int, ...] = field(default=())
    odd: tuple[str, ...] = field(default=())

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


def read_grid(path: Path, head: bool = False, place: Place = WHOLE) -> Grid:
    """All lines of the table at a `place` of a text file or of a workbook, or only its `head`; raises UserError where it is
    unreadable."""
    raw = bytes_of(path, head)
    if is_workbook(raw):
        return _of_workbook(path, place)
    refuse_page(raw, path.name)
    found = _of_large(raw, path.name, place) if not head and len(raw) >= separated.LARGE else None
    if found is not None:
        return found
    text, encoding, _ = _told(raw, path.name, head)
    separator = separated.separator_of(text)
    lines = _placed(separated.lines_of(text, separator, path.name, head), place)
    table, marked = plain_cells(lines[:HEAD_LINES], columns_of([] if head else lines))
    table, below = without_footnotes(table)
    widths = tuple(map(len, lines[: len(table)]))
    odd = (*_odd(encoding, place), *marked, *below)
    return Grid(lines[:HEAD_LINES], table, _in_words(encoding, separator), (), widths, (), odd)


def _of_large(raw: bytes, name: str, place: Place) -> Grid | None:
    """The table of a large text file by the faster reader, to which UTF-8 is given as it stands; None where it is uneven or its
    encoding in doubt."""
    bytewise = b"\x00" not in raw
    try:
        text, encoding, stripped = _told(separated.head_of(raw) if bytewise else raw, name, bytewise)
        if bytewise and (stripped or encoding != "UTF-8"):
            bytewise, (text, encoding, _) = False, _told(raw, name, False)
    except UserError:
        return None
    separator = separated.separator_of(text)
    table = separated.large(raw if bytewise else text.encode(), separator)
    if table is None:
        return None
    first = _placed(separated.lines_of(separated.head_of(text), separator, name, True), place)[:HEAD_LINES]
    table, marked = plain_cells(first, _from(table, place))
    table, below = without_footnotes(table)
    return Grid(first, table, _in_words(encoding, separator), odd=(*_odd(encoding, place), *marked, *below))


def _told(raw: bytes, name: str, head: bool) -> tuple[str, str, bool]:
    """The text and its encoding in words, without the line by which Excel tells itself the separator; whether there was one."""
    text, encoding = decoded(raw, name, head)
    told_by_excel = SEPARATOR_LINE.match(text)
    return (text[told_by_excel.end() :] if told_by_excel else text), encoding, told_by_excel is not None


def _in_words(encoding: str, separator: str) -> str:
    return f"{encoding}, separated by {SEPARATORS[separator]}"


def _odd(encoding: str, place: Place) -> list[str]:
    return [*_skipped(place), *([f"read as {encoding}."] if encoding != "UTF-8" else [])]


def _of_workbook(path: Path, place: Place) -> Grid:
    sheets = sheets_of(path)
    name = place.sheet or next(iter(sheets), "")
    if name not in sheets:
        raise UserError(f"{path.name} is empty; export it again.")
    lines, others = _placed(sheets[name], place), [other for other in sheets if other != name]
    counts = tuple(sum(any(line) for line in sheets[other]) - 1 for other in others)
    told = f"the sheet '{name}' of an Excel workbook"
    odd = [f"read from {told}; its other sheets ({', '.join(others)}) are not read."] if place.sheet and others else []
    table, marked = plain_cells(lines[:HEAD_LINES], columns_of(lines))
    table, below = without_footnotes(table)
    return Grid(lines[:HEAD_LINES], table, told, tuple(others), (), counts, (*_skipped(place), *odd, *marked, *below))


def _placed(lines: list[Line], place: Place) -> list[Line]:
    return [*lines[place.above : place.above + 1], *lines[place.above + 1 + place.below :]]


def _from(table: pd.DataFrame, place: Place) -> pd.DataFrame:
    below = table.iloc[place.above :]
    return below.drop(below.index[1 : 1 + place.below]).reset_index(drop=True) if place != WHOLE else table


def _skipped(place: Place) -> list[str]:
    lines = f"the first {place.above} lines hold" if place.above > 1 else "the first line holds"
    below = (
        f"the {place.below} lines below the headings hold" if place.below > 1 else "the line below the headings holds"
    )
    said = [f"{lines} no headings; row 1 is the first one below the headings."] if place.above else []
    return [*said, *([f"{below} texts and no answers; row 1 is the first one below that."] if place.below else [])]


def refuse_page(raw: bytes, name: str) -> None:
    """Raise UserError where a web page was saved under the ending of a table."""
    start = raw[:2000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").lower()
    if start.startswith(b"<") and any(mark in start for mark in PAGE):
        raise UserError(
            f"{name} is a web page and no table; if a browser shows the answers in it, open it in a spreadsheet and save it "
            "as .xlsx, else export it again."
        )


def bytes_of(path: Path, head: bool = False) -> bytes:
    """A file's bytes, or the first of them; raises UserError where there are none."""
    if not path.is_file():
        raise UserError(f"{path.name}: there is no such file ({path}).")
    with path.open("rb") as file:
        raw = file.read(separated.HEAD_CHARACTERS) if head else file.read()
        wanted = separated.FIRST_LINES * (raw.find(b"\n") if b"\n" in raw else len(raw))
        raw += file.read(max(0, wanted - len(raw))) if head else b""
    if not raw.strip():
        raise UserError(f"{path.name} is empty; export it again.")
    return raw
