"""Separated text as lines of cells: which separator it has, read strictly; large files by a faster reader."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, AnyStr

import pandas as pd

from pipeline.files import UserError

if TYPE_CHECKING:
    import pyarrow as pa

Line = list[str]
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
HEAD_CHARACTERS = 1 << 18  # enough of a file to know its kind by
HEAD_LINES, HEAD_CELLS = 60, 400_000
FIRST_LINES = 40  # times the first line: so much holds the headings too where there are thousands of columns
LARGE = 1 << 22  # bytes from which the faster reader pays
BLOCK = 1 << 22  # bytes read at once: each block has a list of its categories, and these are made one
FEW = 1000  # lines
DIFFERING = 0.5  # share of different cells from which a column is no list of categories
EVEN = 0.9  # share of lines that a separator must cut into equally many cells to be the one
csv.field_size_limit(1 << 24)  # an answer in someone's own words may be long


def head_of(text: AnyStr) -> AnyStr:
    """The beginning of a file, enough to know its kind by."""
    first = text.find("\n") if isinstance(text, str) else text.find(b"\n")
    return text[: max(HEAD_CHARACTERS, FIRST_LINES * first)]


def separator_of(text: str) -> str:
    """The separator that cuts most lines into the same number of cells, the greatest number where several do; by the lines
    below the header too, as a header's texts may hold any of them."""
    start = head_of(text)

    def quality(separator: str) -> tuple[bool, int, float]:
        widths: Counter[int] = Counter()
        reader = csv.reader(io.StringIO(start, newline=""), delimiter=separator)
        try:
            for line in reader:
                if any(line):
                    widths[len(line)] += 1
                if widths.total() > HEAD_LINES or sum(width * n for width, n in widths.items()) > HEAD_CELLS:
                    break
        except csv.Error:
            return False, 0, 0.0
        if not widths:
            return False, 0, 0.0
        width, lines = widths.most_common(1)[0]
        share = lines / widths.total()
        return share >= EVEN and width > 1, width, share

    return max(SEPARATORS, key=quality)


def lines_of(text: str, separator: str, name: str, head: bool, quote: str = '"') -> list[Line]:
    """Stripped cells line by line; of a `head` the first lines, read leniently. Raises UserError with the line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quotechar=quote, strict=not head)
    lines: list[Line] = []
    try:
        for line in reader:
            lines.append([cell.strip() for cell in line])
            if head and (len(lines) > HEAD_LINES or len(lines) * len(line) > HEAD_CELLS):
                break
    except csv.Error as error:
        raise UserError(
            f"{name}, line {reader.line_num}: {error}; a quotation mark is not closed or stands inside a cell."
        ) from None
    return lines


def columns_of(lines: Sequence[Line]) -> pd.DataFrame:
    """Lines as a table of text with numbered columns, short lines filled up with blanks."""
    width = max(map(len, lines), default=0)
    filled = [line + [""] * (width - len(line)) if len(line) < width else line for line in lines]
    return pd.DataFrame(filled, columns=range(width), dtype="str")


def large(raw: bytes, separator: str) -> pd.DataFrame | None:
    """All lines of a large file in UTF-8, as columns of categories or, where nearly all cells differ, of text; None where they
    are uneven, so that the strict reader has to say what is wrong, and where they are few, as each column has its price."""
    few = raw.count(b"\n", 0, LARGE) * len(raw) < FEW * LARGE  # by the first of them
    if len(raw) < LARGE or few or raw.count(b'"') % 2:
        return None
    head = io.StringIO(head_of(raw).decode("utf-8-sig", "ignore"), newline="")
    lines = list(csv.reader(head, delimiter=separator))[:-1]  # the last one is cut
    differing = [_differing(lines, at) for at in range(len(lines[0]))]
    text = _bare(raw)
    table = _read(text, separator, differing, False)
    table = _read(text, separator, differing, True) if table is None else table
    if table is None:
        return None
    found = table.unify_dictionaries()
    return pd.DataFrame({at: _cells(found.column(at)) for at in range(found.num_columns)})


def _bare(raw: bytes) -> memoryview:
    """A file without its mark and the ends of lines at its end; not copied."""
    start, end = 3 if raw.startswith(codecs.BOM_UTF8) else 0, len(raw)
    while end and raw[end - 1] in b"\r\n":
        end -= 1
    return memoryview(raw)[start:end]


def _read(text: memoryview, separator: str, differing: Sequence[bool], broken: bool) -> "pa.Table | None":
    """All lines, the columns as texts where their cells differ; None where Arrow cannot read them. `broken`: a cell may hold
    the end of a line, which takes longer; without it a block of the file that ends in such a cell is refused."""
    import pyarrow as pa
    from pyarrow import csv as arrow

    dictionary = pa.dictionary(pa.int32(), pa.string())
    types = {f"f{at}": pa.string() if differs else dictionary for at, differs in enumerate(differing)}
    try:
        return arrow.read_csv(
            pa.BufferReader(pa.py_buffer(text)),
            arrow.ReadOptions(autogenerate_column_names=True, block_size=BLOCK),
            arrow.ParseOptions(delimiter=separator, newlines_in_values=broken, ignore_empty_lines=False),
            arrow.ConvertOptions(column_types=types, strings_can_be_null=False, quoted_strings_can_be_null=False),
        )
    except pa.ArrowException:
        return None


def _differing(lines: Sequence[Line], at: int) -> bool:
    """Whether most cells of a column differ, as ids and times do."""
    cells = [line[at] for line in lines if at < len(line)]
    return len(set(cells)) > DIFFERING * len(cells)


def _cells(column: "pa.ChunkedArray") -> "pd.Categorical | pd.Series":
    if column.type == "string":
        return pd.Series(column.to_pandas(), dtype="str").str.strip()
    return _categories(column.combine_chunks())


def _categories(column: "pa.DictionaryArray") -> pd.Categorical:
    """A column of Arrow's dictionary as categories, each stripped of its outer blanks."""
    words = [str(word).strip() for word in column.dictionary.to_pylist()]
    codes = column.indices.to_numpy()
    if len(set(words)) == len(words):
        return pd.Categorical.from_codes(codes, pd.Index(words, dtype="str"))
    positions, distinct = pd.factorize(pd.Series(words, dtype="str"))
    return pd.Categorical.from_codes(positions[codes], pd.Index(distinct, dtype="str"))


def as_text(cells: pd.Series) -> pd.Series:
    """Cells as text, which categories are much faster made by their codes."""
    if isinstance(cells.dtype, pd.StringDtype):
        return cells
    if not isinstance(cells.dtype, pd.CategoricalDtype):
        return cells.astype("str")
    return pd.Series(cells.cat.categories.astype("str").take(cells.cat.codes.to_numpy()), cells.index, dtype="str")
