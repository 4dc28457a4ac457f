"""What a row of responses says besides the answers: who, when, how long, which form, and whether it is a test."""

import re
from collections.abc import Callable
from datetime import datetime

import pandas as pd

from pipeline.platforms import countries
from pipeline.platforms.answers import number, numbers_of, parsed, parsed_as, row_numbers, same_id

NUMBERS = ("duration_seconds", "page_seconds_P", "page_seconds_M", "page_seconds_V")
KNOWN = (
    *("respondent", "row", "submitted_at", "form", "block_order", "item_order", "test_row", "S03", "D10", "D11"),
    *NUMBERS,
)
TEST_COLUMNS = ("test_row", "test", "preview")
TEST_NAME = r"^(?i:test|preview)"  # as text, so that Arrow looks for it
YES = ("1", "true", "yes", "y", "ja", "j", "wahr", "x")
NO = ("0", "2", "false", "no", "n", "nein", "falsch")
USUAL_TIME = r"\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d([.]\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)?"
LANGUAGES = {"english": "en", "englisch": "en", "german": "de", "deutsch": "de"}  # as forms offer them to choose
MISSING_CODE = r"-[1-7]"


def circumstances(cells: pd.DataFrame, name: str) -> tuple[dict[str, pd.Series], list[str]]:
    """The columns of delivered_responses that are no answers, and what is wrong in them. Test rows are those with a yes in a
    column test, preview or test_row, and those whose respondent's id begins with `test` or `preview`, in any case."""
    n = len(cells)
    found: dict[str, pd.Series] = {}
    faults: list[str] = []

    def read(column: str, target: str, parse: Callable[[str], object], what: str, dtype: str = "str") -> None:
        if column not in cells.columns:
            found[target] = pd.Series([None] * n, dtype=dtype)
            return
        found[target], wrong = parsed_as(dtype, cells[column], f"{name}, column {column}", parse, what)
        faults.extend(wrong)

    found["row"], wrong = _rows(cells, name)
    faults += wrong
    found["respondent"] = _text(cells, "respondent")
    found["project"] = _text(cells, "S03")
    found["item_order"] = _text(cells, "item_order")
    found["submitted_at"], wrong = _times(cells, name)
    faults += wrong
    read("form", "form", _form, "it must be A or B")
    read("block_order", "block_order", _order, "it must be MPV or PMV")
    read("D10", "country", _country, "it must be a country's two letters (ISO 3166), such as DE, or its name")
    read("D11", "language", _language, "it must be en or de")
    for column in NUMBERS:
        what = "it must be a number of seconds, with thousands not set apart (1266, not 1.266 or 1,266)"
        given = cells[column] if column in cells.columns else pd.Series(dtype="str")
        read(column, column, _seconds_in(given), what, "float64")
    flagged = found["respondent"].fillna("").str.match(TEST_NAME).to_numpy(dtype=bool, copy=True)
    for column in cells.columns:
        if column.lower() in TEST_COLUMNS:
            said, wrong = parsed_as("object", cells[column], f"{name}, column {column}", _flag, "it must be yes or no")
            faults += wrong
            flagged |= said.eq(True).to_numpy(dtype=bool)
    found["test_row"] = pd.Series(flagged, dtype="bool")
    return found, faults


def _times(cells: pd.DataFrame, name: str) -> tuple[pd.Series, list[str]]:
    """The times as they stand; those in the usual form are checked all at once, the others one by one."""
    if "submitted_at" not in cells.columns:
        return pd.Series([None] * len(cells), dtype="str"), []
    given = cells["submitted_at"].astype("str").reset_index(drop=True)
    days = given.str.slice(0, 10)
    known = pd.Series(days.unique(), dtype="str")
    known = known[pd.to_datetime(known, format="%Y-%m-%d", errors="coerce").notna()]
    usual = given.str.fullmatch(USUAL_TIME) & days.isin(known)
    others = cells["submitted_at"].astype("str")[(~usual).to_numpy()]
    what = "it must be a time in ISO 8601 such as 2025-05-31T14:05:00"
    _, wrong = parsed(others, f"{name}, column submitted_at", _time, what) if len(others) else ([], [])
    if wrong:  # the rows' numbers are those of the whole file
        _, wrong = parsed(cells["submitted_at"], f"{name}, column submitted_at", _time, what)
    return given.where(given != "").astype("str"), wrong


def _rows(cells: pd.DataFrame, name: str) -> tuple[pd.Series, list[str]]:
    """The rows' numbers: of the column `row`, which a wave's copy keeps from the delivered file, else counted."""
    if "row" not in cells.columns:
        return pd.Series(row_numbers(cells), dtype="int32"), []
    where, what = f"{name}, column row", "it must be a whole number above 0, each one once; or leave the column out"
    numbers, faults = parsed_as("float64", cells["row"], where, _row, what)
    if not faults and (numbers.isna().any() or numbers.duplicated().any()):
        faults = [f"{where}: a number is missing or stands twice; {what}."]
    return numbers.fillna(0).astype("int32"), faults


def _text(cells: pd.DataFrame, column: str) -> pd.Series:
    if column not in cells.columns:
        return pd.Series([None] * len(cells), dtype="str")
    given = same_id(cells[column]).reset_index(drop=True)
    return given.where((given != "") & ~given.str.fullmatch(MISSING_CODE)).astype("str")


def _row(text: str) -> int:
    value = number(text)
    if value != int(value) or not 0 < value < 2**31:
        raise ValueError(text)
    return int(value)


def _flag(text: str) -> bool:
    word = same_id(pd.Series([text], dtype="str")).str.casefold().iloc[0]
    if word not in YES + NO:
        raise ValueError(text)
    return word in YES


def _time(text: str) -> str:
    datetime.fromisoformat(text.replace("Z", "+00:00"))
    return text


def _seconds_in(cells: pd.Series) -> Callable[[str], float]:
    """How a column's seconds are read: where some are whole numbers of three digits, others with a point and three digits are
    likely to be thousands."""
    read = numbers_of(cells, pointed=bool(cells.str.fullmatch(r"\d{3}").any()))

    def seconds(text: str) -> float:
        value = read(text)
        if value < 0:
            raise ValueError(text)
        return value

    return seconds


def _form(text: str) -> str:
    letter = text.upper().removeprefix("ROT").removeprefix("FORM").strip(" _-")
    if letter not in ("A", "B"):
        raise ValueError(text)
    return letter


def _order(text: str) -> str:
    letters = re.sub(r"[^A-Z]", "", text.upper())
    if letters not in ("MPV", "PMV"):
        raise ValueError(text)
    return letters


def _country(text: str) -> str | None:
    if re.fullmatch(MISSING_CODE, text):
        return None
    code = countries.code_of(text) or (text.upper() if re.fullmatch(r"[A-Za-z]{2}", text) else None)
    if code is None:
        raise ValueError(text)
    return code


def _language(text: str) -> str | None:
    if re.fullmatch(MISSING_CODE, text):
        return None
    if text.casefold() in LANGUAGES:
        return LANGUAGES[text.casefold()]
    if text.lower()[:2] not in ("en", "de") or not re.fullmatch(r"[A-Za-z]{2}([-_][A-Za-z]+)*", text):
        raise ValueError(text)
    return text.lower()[:2]
