"""Text cells turned into codes: answers of the questionnaire by their scales, with every unknown cell a fault."""

import re
from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument import Item, Scale

Codes = NDArray[np.int16]
BLANK = -99
MISSING = range(-7, 0)
WHOLE = re.compile(r"^[+-]?\d{1,9}([.,]0+)?$")
DECIMAL = re.compile(r"^\d{1,9}[.,]\d+$")
GROUPED = (  # 1 266 or 1'266,5; 1,266.5 or 1,266,000; 1.266,5 or 1.266.000: where thousands are set apart for certain
    re.compile(r"^[+-]?\d{1,3}(?P<sign>[ \u00a0\u202f'’])\d{3}(?:(?P=sign)\d{3})*(?:[.,]\d+)?$"),
    re.compile(r"^[+-]?\d{1,3}(?:(?P<sign>,)\d{3})+(?:(?<=,\d{3},\d{3})|(?=\.\d))(?:\.\d+)?$"),
    re.compile(r"^[+-]?\d{1,3}(?:(?P<sign>\.)\d{3})+(?:(?<=\.\d{3}\.\d{3})|(?=,\d))(?:,\d+)?$"),
)
UNCERTAIN = re.compile(r"^[+-]?[1-9]\d{0,2}[.,]\d{3}$")
DIGITS = 16  # of a whole number that is one at first sight
SHOWN_ROWS = 3
ROW = "row"  # the name of an index that holds the rows' numbers in the delivered file


def distinct(cells: pd.Series) -> tuple[NDArray[np.integer], list[str]]:
    """For each cell of a text column the place of its text among the different ones, and these, as they first appear (for
    categories are made in this order)."""
    if not isinstance(cells.dtype, pd.CategoricalDtype):
        positions, texts = cells.array.factorize()
        return positions, list(map(str, texts.tolist()))
    codes, categories = cells.cat.codes.to_numpy(), list(map(str, cells.cat.categories.tolist()))
    present = np.flatnonzero(np.bincount(codes, minlength=len(categories)))
    if len(present) == len(categories):
        return codes, categories
    places = np.zeros(len(categories), dtype=np.int32)
    places[present] = np.arange(len(present))
    return places[codes], [categories[at] for at in present]


def row_numbers(cells: pd.Series | pd.DataFrame) -> NDArray[np.int32]:
    """The number of each row in its file, the first row below the header being 1."""
    counted = cells.index if cells.index.name == ROW else range(1, len(cells) + 1)
    return np.asarray(counted, dtype=np.int32)


def code_column(cells: pd.Series, item: Item, where: str) -> tuple[Codes, list[str], list[str]]:
    """Codes (n,), int16, BLANK where the cell is empty; the faults; the warnings. `where` names file and column."""
    positions, texts = distinct(cells)
    codes = np.full(len(texts), BLANK, dtype=np.int16)
    unknown: list[str] = []
    rounded: list[str] = []
    for at, text in enumerate(texts):
        code = code_of(text, item.scale)
        if code is None and item.code == "EF1" and DECIMAL.match(text):
            hours = round(float(text.replace(",", ".")))
            code = hours if _inside(hours, item.scale) else None
            rounded += [text] if code is not None else []
        if code is None:
            unknown.append(text)
        else:
            codes[at] = code
    faults = [fault(cells, text, where, cure(item.scale)) for text in unknown]
    warnings = (
        [f"{where}: {len(rounded)} different values with decimals are rounded to whole numbers."] if rounded else []
    )
    return codes[positions], faults, warnings


def code_of(text: str, scale: Scale) -> int | None:
    """The code of one cell; BLANK for an empty one, None where the scale does not know it."""
    if text == "":
        return BLANK
    if WHOLE.match(text):
        number = int(float(text.replace(",", ".")))
        return number if number in MISSING or _inside(number, scale) else scale.code_of(str(number))
    return scale.code_of(text)


def _inside(number: int, scale: Scale) -> bool:
    if scale.choices:
        return any(choice.code == number for choice in scale.choices)
    return scale.low is not None and scale.high is not None and scale.low <= number <= scale.high


def cure(scale: Scale) -> str:
    """What may stand in a cell of this scale."""
    if scale.choices:
        words = ", ".join(f"{choice.code} ({choice.label_en})" for choice in scale.choices)
        return f"it must be one of {words}, or blank"
    special = ", -1 (cannot say)" if scale.cannot_say else ""
    return f"it must be a whole number from {scale.low} to {scale.high}{special}, or blank"


def fault(cells: pd.Series, text: str, where: str, what: str) -> str:
    """One sentence on one wrong value, naming the first rows that hold it."""
    rows = row_numbers(cells)[(cells == text).to_numpy()].tolist()
    shown = ", ".join(str(row) for row in rows[:SHOWN_ROWS]) + (
        f" and {len(rows) - SHOWN_ROWS} more" if len(rows) > SHOWN_ROWS else ""
    )
    value = f"'{text}'" if text else "a blank cell"
    return f"{where}, row{'s' if len(rows) > 1 else ''} {shown}: {value} is not allowed; {what}."


def parsed(cells: pd.Series, where: str, parse: Callable[[str], object], what: str) -> tuple[list[object], list[str]]:
    """Each cell parsed (None where empty), and a fault for each value that `parse` refuses with ValueError."""
    positions, values, faults = _parsed(cells, where, parse, what)
    return [values[at] for at in positions], faults


def parsed_as(
    dtype: str, cells: pd.Series, where: str, parse: Callable[[str], object], what: str
) -> tuple[pd.Series, list[str]]:
    """The same as a column of a type, numbered from 0, missing where a cell is empty."""
    positions, values, faults = _parsed(cells, where, parse, what)
    return pd.Series(values, dtype=dtype).take(positions).reset_index(drop=True), faults


def _parsed(
    cells: pd.Series, where: str, parse: Callable[[str], object], what: str
) -> tuple[NDArray[np.integer], list[object], list[str]]:
    """Which of the values each cell is; the values parsed; the faults."""
    positions, texts = distinct(cells)
    values, faults = list[object](), list[str]()
    for text in texts:
        try:
            values.append(parse(text) if text else None)
        except ValueError:
            values.append(None)
            faults.append(fault(cells, text, where, what))
    return positions, values, faults


def number(text: str) -> float:
    """A number with point or comma, thousands set apart or not; ValueError for anything else, also for what is not finite, and
    for a comma before three digits (1,266), which may be either."""
    if text.isascii() and text.isdigit() and len(text) < DIGITS:
        return float(text)
    grouped = next((match for form in GROUPED if (match := form.match(text))), None)
    if grouped:
        text = text.replace(grouped["sign"], "")
    elif UNCERTAIN.match(text) and "," in text:
        raise ValueError(text)
    value = float(text.replace(",", "."))
    if not np.isfinite(value) or "_" in text:
        raise ValueError(text)
    return value


def numbers_of(cells: pd.Series, pointed: bool) -> Callable[[str], float]:
    """How the numbers of a column are read: 1,266 only where a comma stands before fewer or more digits elsewhere, and, where
    thousands are likely (`pointed`), 1.266 likewise; else such a cell may be either, and is no number."""
    parts = {part.strip() for text in cells.unique() for part in str(text).split(";")}
    unsure = (part for part in parts if not part.isdigit())
    decimal = {match[1] for part in unsure if (match := re.fullmatch(r"[+-]?\d+([.,])(?:\d{1,2}|\d{4,})", part))}

    def read(text: str) -> float:
        sign = "," if "," in text else "."
        if not UNCERTAIN.match(text) or (sign == "." and not pointed):
            return number(text)
        if sign not in decimal:
            raise ValueError(text)
        return number(text.replace(",", "."))

    return read


def same_id(cells: pd.Series) -> pd.Series:
    """Ids as text, `12.0` being 12: a spreadsheet turns numbers beside blanks into decimals."""
    if not cells.str.contains(".0", regex=False).any():
        return cells
    return cells.str.replace(r"^(\d+)[.]0+$", r"\1", regex=True)
