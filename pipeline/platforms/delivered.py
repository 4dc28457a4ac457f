"""A delivered table as text cells: CSV, XLSX or Parquet, refused where its structure or encoding is in doubt."""

import re
from collections import Counter
from collections.abc import Collection
from pathlib import Path

import pandas as pd

from pipeline.files import UserError
from pipeline.platforms import separated
from pipeline.platforms.answers import ROW, SHOWN_ROWS
from pipeline.platforms.grids import WHOLE, Grid, Place, bytes_of, read_grid, refuse_page
from pipeline.platforms.separated import Line, as_text, columns_of
from pipeline.platforms.workbooks import cell_text, is_workbook

VALUE = re.compile(r"[-+]?\d+([.,]\d+)?")
CSV_ENDINGS = (".csv", ".tsv", ".txt", ".dat")
BOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
ENDINGS = (*CSV_ENDINGS, *BOOKS, ".parquet")


def read_cells(path: Path) -> pd.DataFrame:
    """The cells of a table, as `read_table` reads them."""
    return read_table(path)[0]


def read_table(path: Path, place: Place = WHOLE) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """All cells as stripped text, the header as columns, and what a person should know of how they were read; raises UserError
    with all faults of the file.

    Blank lines are no rows. Where they stand between rows, the index, named `row`, numbers the rows below the header from 1,
    the blank ones counted, so that a number finds its line in the file; otherwise the index is the usual one from 0.
    """
    if path.is_file() and path.stat().st_size == 0:
        raise UserError(f"{path.name} is empty; export it again.")
    if path.is_file() and path.suffix.lower() not in ENDINGS:
        raise UserError(
            f"{path.name}: files ending in '{path.suffix}' are not read; give a .csv, .xlsx or .parquet file."
        )
    raw = bytes_of(path, head=True)
    if raw[:4] == b"PAR1":
        return table(path.name, *_lines(path.name, _parquet(path))), ()
    refuse_page(raw, path.name)
    if path.suffix.lower() in BOOKS and not is_workbook(raw):
        raise UserError(f"{path.name} cannot be read as an Excel workbook (it is none); export it again.")
    grid = read_grid(path, place=place)
    if grid.sheets and not place.sheet:
        raise UserError(
            f"{path.name} has further sheets with cells ({', '.join(grid.sheets)}); save the one to be read alone."
        )
    return table(path.name, *_lines(path.name, grid)), tuple(f"{path.name}: {said}" for said in grid.odd)


def renumbered(copy: pd.DataFrame, asked: Collection[str]) -> pd.DataFrame:
    """A copy's rows under the numbers that its column `row` keeps of the delivered file, without that column; as they are where
    it has none, or where it is one of the survey's own, which are `asked` for."""
    if ROW not in copy.columns or ROW in asked or not copy[ROW].astype("str").str.fullmatch(r"[1-9]\d{0,8}").all():
        return copy
    return copy.drop(columns=ROW).set_axis(pd.Index(copy[ROW].astype("int64"), name=ROW))


def _parquet(path: Path) -> Grid:
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    try:
        found = ParquetFile(path).read()
    except (ArrowException, OSError, ValueError) as error:
        raise UserError(f"{path.name} cannot be read as Parquet ({error}); export it again.") from None
    columns = [[cell_text(cell).strip() for cell in column.to_pylist()] for column in found.columns]
    lines: list[Line] = [list(found.column_names), *(list(row) for row in zip(*columns, strict=True))]
    return Grid(lines[: separated.HEAD_LINES], columns_of(lines), "Parquet")


def _lines(name: str, grid: Grid) -> tuple[Line, pd.DataFrame]:
    """The first filled line, and the rows below it."""
    if not grid.filled():
        raise UserError(f"{name} is empty; export it again.")
    start = grid.start()
    grid.refuse_cut(start + 1, len([cell for cell in grid.head[start] if cell]), name)
    return grid.head[start], grid.below(start + 1)


def table(name: str, header: Line, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of text cells under a header as a table; raises UserError with all faults of it."""
    headings = [cell.strip() for cell in header]
    faults = _faults(name, headings, rows)
    if faults:
        raise UserError(*faults)
    kept = [at for at, heading in enumerate(headings) if heading]
    gaps = list(rows.index) != list(range(1, len(rows) + 1))
    index = pd.Index(list(rows.index), name=ROW) if gaps else pd.RangeIndex(len(rows))
    cells = {headings[at]: as_text(rows[at]) if at in rows else pd.Series("", rows.index, dtype="str") for at in kept}
    return pd.DataFrame(cells, index=rows.index, columns=[headings[at] for at in kept]).set_axis(index)


def _faults(name: str, header: Line, rows: pd.DataFrame) -> list[str]:
    """What is wrong with the structure. A column with neither a name nor a cell is nothing."""
    named = [column.strip("'") for column in header if column]
    if sum(VALUE.fullmatch(column) is not None for column in named) > len(named) / 2:
        return [
            f"{name}: its first line holds values such as {named[0]} and no headings; put the codes of the questions above the "
            "answers. LimeSurvey's data for SPSS or R are read together with their script (.sps or .R): give both."
        ]
    faults = [
        f"{name}: the column '{column}' occurs {times} times; keep one."
        for column, times in Counter(header).items()
        if column and times > 1
    ]
    faults += [
        f"{name}: column {at + 1} has no name in the first line; name it."
        for at, column in enumerate(header)
        if not column and at in rows and (rows[at] != "").any()
    ]
    faults += [f"{name} has a header and no rows; export it again with the answers."] if rows.empty else []
    beyond = [at for at in range(len(header), len(rows.columns)) if (rows[at] != "").any()]
    long = rows.index[(rows[beyond] != "").any(axis=1)].tolist() if beyond else []
    return faults + [
        f"{name}, row {number}: {1 + max(at for at in beyond if rows.at[number, at])} cells under {len(header)} columns; "
        "a separator or quote is wrong."
        for number in long[:SHOWN_ROWS]
    ]
