"""Large tables in plain form, read by Arrow, each column's distinct cells kept once; the same cells as delivered.read_cells.

What is unusual in any way (quotation marks inside cells, blank lines, rows of other lengths, doubled headings) is left to that
reader, which says what is wrong.
"""

import csv
import mmap
import re
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.platforms.delivered import CSV_ENDINGS
from pipeline.platforms.footnotes import without_footnotes

LARGE = 4 << 20  # bytes; below it nothing is gained
SEPARATORS = ",;\t"
DIFFERENT = ("respondent", "submitted_at", "item_order", "row")  # columns whose cells nearly all differ
BOM = b"\xef\xbb\xbf"


def read_large(path: Path, large: int = LARGE) -> pd.DataFrame | None:
    """All cells as stripped text, as columns of distinct values (category) or of text; None where the file is not large, no CSV
    file, or unusual."""
    if not is_large(path, large):
        return None
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as raw:
        header, separator = _header(raw)
        if not header or _unusual(raw, separator):
            return None
        quoted = raw.find(b'"') >= 0
    return _read(path, header, separator, quoted)


def is_large(path: Path, large: int = LARGE) -> bool:
    """Whether a file is a CSV file of at least so many bytes."""
    return path.suffix.lower() in CSV_ENDINGS and path.is_file() and path.stat().st_size >= max(large, 1)


def _header(raw: mmap.mmap) -> tuple[list[str], str]:
    """The headings and the separator; none where the first line is not a plain list of different names."""
    line = raw[: raw.find(b"\n") + 1].removeprefix(BOM)
    try:
        text = line.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        return [], ""
    separator = max(SEPARATORS, key=text.count)
    header = next(csv.reader([text], delimiter=separator), [])
    usual = all(name and name == name.strip() and "\n" not in name for name in header) and text.count('"') % 2 == 0
    return (header, separator) if usual and len(set(header)) == len(header) > 1 else ([], "")


def _unusual(raw: mmap.mmap, separator: str) -> bool:
    mark = re.escape(separator.encode())
    if raw.find(b"\x00") >= 0:
        return True
    if raw.find(b'"') < 0:
        return False
    inside = re.compile(rb'[^\r\n"' + mark + rb']"[^\r\n"' + mark + rb"]")
    return inside.search(raw) is not None or raw[:].count(b'"') % 2 == 1


def _read(path: Path, header: list[str], separator: str, quoted: bool) -> pd.DataFrame | None:
    import pyarrow as pa
    from pyarrow import csv as arrow

    different, repeated = pa.string(), pa.dictionary(pa.int32(), pa.string())
    types = {name: different if name in DIFFERENT else repeated for name in header}
    parse = arrow.ParseOptions(delimiter=separator, newlines_in_values=quoted, ignore_empty_lines=False)
    try:
        table = arrow.read_csv(
            path,
            read_options=arrow.ReadOptions(block_size=4 << 20),
            parse_options=parse,
            convert_options=arrow.ConvertOptions(column_types=types, strings_can_be_null=False),
        )
    except (pa.ArrowInvalid, pa.ArrowKeyError):
        return None
    if table.column_names != header or not table.num_rows:
        return None
    columns: dict[str, pd.Series] = {}
    blank = np.ones(table.num_rows, dtype=bool)
    for name in header:
        column = table.column(name)
        columns[name] = _texts(column) if name in DIFFERENT else _categories(column.unify_dictionaries())
        blank &= (columns[name] == "").to_numpy() if blank.any() else blank
        table = table.drop_columns([name])
    if blank.any():
        return None
    found = pd.DataFrame(columns)
    return None if without_footnotes(found)[1] else found


def _texts(column: "object") -> pd.Series:
    cells = pd.Series(column.to_pandas(), dtype="str")  # type: ignore[attr-defined]
    return cells.str.strip()


def _categories(column: "object") -> pd.Series:
    """A dictionary-encoded column whose chunks share one dictionary; distinct cells that differ in outer blanks become one."""
    chunks = column.chunks  # type: ignore[attr-defined]
    codes = np.concatenate([chunk.indices.to_numpy() for chunk in chunks])
    texts = [str(text).strip() for text in chunks[-1].dictionary.to_pylist()]
    at, distinct = pd.factorize(np.array(texts, dtype=object))
    shared = codes if len(distinct) == len(texts) else at[codes]
    return pd.Series(pd.Categorical.from_codes(shared, categories=pd.Index(distinct, dtype="str")))
