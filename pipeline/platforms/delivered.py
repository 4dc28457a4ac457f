"""A delivered table as text cells: CSV, XLSX or Parquet, refused where its structure or encoding is in doubt."""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from pipeline.files import UserError

SEPARATORS = ",;\t"
CSV_ENDINGS = (".csv", ".tsv", ".txt")


def read_cells(path: Path) -> pd.DataFrame:
    """All cells as stripped text, one row per data row, the header as columns; raises UserError with all faults of the file."""
    if not path.is_file():
        raise UserError(f"{path.name}: there is no such file ({path}).")
    if path.stat().st_size == 0:
        raise UserError(f"{path.name} is empty; export it again.")
    ending = path.suffix.lower()
    if ending == ".xlsx":
        lines = _xlsx(path)
    elif ending == ".parquet":
        lines = _parquet(path)
    elif ending in CSV_ENDINGS:
        lines = _csv(path)
    else:
        raise UserError(f"{path.name}: files ending in '{ending}' are not read; give a .csv, .xlsx or .parquet file.")
    return _table(path.name, lines)


def _csv(path: Path) -> list[list[str]]:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = raw[: error.start].count(b"\n") + 1
        byte = raw[error.start]
        raise UserError(
            f"{path.name}, line {at}: byte {byte:#04x} at position {error.start} is not UTF-8; save the file as UTF-8."
        ) from None
    if "\x00" in text:
        raise UserError(f"{path.name} holds zero bytes, so it is no text in UTF-8; save the file as UTF-8.")
    header = text.split("\n", 1)[0]
    separator = max(SEPARATORS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return list(reader)
    except csv.Error as error:
        raise UserError(
            f"{path.name}, line {reader.line_num}: {error}; a quotation mark is not closed or stands inside a cell."
        ) from None


def _xlsx(path: Path) -> list[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    except (CalamineError, OSError, IndexError) as error:
        raise UserError(f"{path.name} cannot be read as an Excel workbook ({error}); export it again.") from None
    return [[_text(cell) for cell in line] for line in sheet.to_python()]


def _parquet(path: Path) -> list[list[str]]:
    try:
        table = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise UserError(f"{path.name} cannot be read as Parquet ({error}); export it again.") from None
    cells = [[("" if pd.isna(cell) else _text(cell)) for cell in table[column].tolist()] for column in table.columns]
    rows: Iterable[tuple[str, ...]] = zip(*cells, strict=True)
    return [[str(column) for column in table.columns], *(list(row) for row in rows)]


def _text(cell: object) -> str:
    """A cell as text; whole numbers without their decimals, times in ISO 8601."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    return cell.isoformat() if isinstance(cell, datetime | date) else str(cell)


def _table(name: str, lines: list[list[str]]) -> pd.DataFrame:
    lines = [[cell.strip() for cell in line] for line in lines]
    lines = [line for line in lines if any(line)]
    if not lines:
        raise UserError(f"{name} is empty; export it again.")
    header, rows = lines[0], lines[1:]
    while (
        header
        and not header[-1]
        and not any(line[len(header) - 1 :] != [""] for line in rows if len(line) >= len(header))
    ):
        header = header[:-1]
    faults = [
        f"{name}: the column '{column}' occurs {header.count(column)} times; keep one."
        for column in dict.fromkeys(header)
        if column and header.count(column) > 1
    ]
    faults += [f"{name}: column {n} has no name in the first line; name it." for n, c in enumerate(header, 1) if not c]
    if not rows:
        faults.append(f"{name} has a header and no rows.")
    padded = []
    for number, line in enumerate(rows, start=1):
        extra = line[len(header) :]
        if any(extra):
            faults.append(
                f"{name}, row {number}: {len(line)} cells under {len(header)} columns; a separator or quote is wrong."
            )
        padded.append(line[: len(header)] + [""] * (len(header) - len(line)))
    if faults:
        raise UserError(*faults)
    return pd.DataFrame(padded, columns=header, dtype="str")
