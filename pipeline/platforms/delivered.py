"""A delivered table as text cells: CSV, XLSX or Parquet, refused where its structure or encoding is in doubt."""

import csv
import io
from pathlib import Path

import pandas as pd

from pipeline.files import UserError
from pipeline.platforms.answers import ROW
from pipeline.platforms.grids import Line, cell_text

SEPARATORS = ",;\t"
CSV_ENDINGS = (".csv", ".tsv", ".txt")
ENDINGS = (*CSV_ENDINGS, ".xlsx", ".parquet")


def read_cells(path: Path) -> pd.DataFrame:
    """All cells as stripped text, the header as columns; raises UserError with all faults of the file.

    Blank lines are no rows. Where they stand between rows, the index, named `row`, numbers the rows below the header from 1,
    the blank ones counted, so that a number finds its line in the file; otherwise the index is the usual one from 0.
    """
    if not path.is_file():
        raise UserError(f"{path.name}: there is no such file ({path}).")
    if path.stat().st_size == 0:
        raise UserError(f"{path.name} is empty; export it again.")
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise UserError(f"{path.name}: files ending in '{ending}' are not read; give a .csv, .xlsx or .parquet file.")
    lines = _xlsx(path) if ending == ".xlsx" else _parquet(path) if ending == ".parquet" else _csv(path)
    return table(path.name, lines)


def _csv(path: Path) -> list[Line]:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at, byte = raw[: error.start].count(b"\n") + 1, raw[error.start]
        raise UserError(
            f"{path.name}, line {at}: byte {byte:#04x} at position {error.start} is not UTF-8; save the file as UTF-8."
        ) from None
    if "\x00" in text:
        raise UserError(f"{path.name} holds zero bytes, so it is no text in UTF-8; save the file as UTF-8.")
    header = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return list(reader)
    except csv.Error as error:
        raise UserError(
            f"{path.name}, line {reader.line_num}: {error}; a quotation mark is not closed or stands inside a cell."
        ) from None


def _xlsx(path: Path) -> list[Line]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        lines = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
        others = [name for name in book.sheet_names[1:] if book.get_sheet_by_name(name).to_python()]
    except (CalamineError, OSError, IndexError) as error:
        raise UserError(f"{path.name} cannot be read as an Excel workbook ({error}); export it again.") from None
    if others:
        raise UserError(
            f"{path.name} has further sheets with cells ({', '.join(others)}); save the one to be read alone."
        )
    return [[cell_text(cell) for cell in line] for line in lines]


def _parquet(path: Path) -> list[Line]:
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    try:
        table = ParquetFile(path).read()
    except (ArrowException, OSError, ValueError) as error:
        raise UserError(f"{path.name} cannot be read as Parquet ({error}); export it again.") from None
    columns = [[cell_text(cell) for cell in column.to_pylist()] for column in table.columns]
    return [list(table.column_names), *(list(row) for row in zip(*columns, strict=True))]


def table(name: str, lines: list[Line]) -> pd.DataFrame:
    """Lines of text cells as a table, the first filled one as its header; raises UserError with all faults of it."""
    stripped = [[cell.strip() for cell in line] for line in lines]
    start = next((at for at, line in enumerate(stripped) if any(line)), None)
    if start is None:
        raise UserError(f"{name} is empty; export it again.")
    header = stripped[start]
    rows = {number: line for number, line in enumerate(stripped[start + 1 :], start=1) if any(line)}
    faults = _faults(name, header, rows)
    if faults:
        raise UserError(*faults)
    kept = [at for at, column in enumerate(header) if column]
    cells = [[line[at] if at < len(line) else "" for at in kept] for line in rows.values()]
    gaps = list(rows) != list(range(1, len(rows) + 1))
    index = pd.Index(list(rows), name=ROW) if gaps else pd.RangeIndex(len(rows))
    return pd.DataFrame(cells, columns=[header[at] for at in kept], index=index, dtype="str")


def _faults(name: str, header: Line, rows: dict[int, Line]) -> list[str]:
    """What is wrong with the structure. A column with neither a name nor a cell is nothing."""
    faults = [
        f"{name}: the column '{column}' occurs {header.count(column)} times; keep one."
        for column in dict.fromkeys(header)
        if column and header.count(column) > 1
    ]
    faults += [
        f"{name}: column {at + 1} has no name in the first line; name it."
        for at, column in enumerate(header)
        if not column and any(line[at] for line in rows.values() if at < len(line))
    ]
    faults += [f"{name} has a header and no rows."] if not rows else []
    return faults + [
        f"{name}, row {number}: {len(line)} cells under {len(header)} columns; a separator or quote is wrong."
        for number, line in rows.items()
        if any(line[len(header) :])
    ]
