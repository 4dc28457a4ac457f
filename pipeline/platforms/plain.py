"""The plain form of a wave's responses: one row per respondent, the instrument's codes as header."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from pipeline.instrument import Instrument, Item
from pipeline.platforms.answers import BLANK, Codes, code_column, fault, number, parsed

NUMBERS = ("duration_seconds", "page_seconds_P", "page_seconds_M", "page_seconds_V")
KNOWN = (
    "respondent",
    "row",
    "submitted_at",
    "form",
    "block_order",
    "item_order",
    "test_row",
    "S03",
    "D10",
    "D11",
    *NUMBERS,
)
TEST_COLUMNS = ("test_row", "test", "preview")
TEST_NAME = re.compile(r"^(test|preview)", re.IGNORECASE)
YES = ("1", "true", "yes", "y", "ja", "wahr", "x")
WIDE = ("EF1", "D09")
NOT_APPLICABLE, NOT_ASKED, NOT_ANSWERED = -3, -4, -5


@dataclass(frozen=True)
class Read:
    """A file read: `table` as delivered_responses or delivered_projects describe it (without the wave), what is wrong, and
    what a person should know."""

    table: pd.DataFrame
    faults: tuple[str, ...]
    warnings: tuple[str, ...]


def read_responses(cells: pd.DataFrame, asked: Instrument, name: str, with_projects: bool, strict: bool) -> Read:
    """Code the text cells of a wave; `strict` demands the respondents' ids, the projects (where there are any), and that a
    scale is there with all of its items or not at all."""
    faults, warnings = _columns(cells, asked, name, with_projects, strict)
    n = len(cells)
    coded: dict[str, Codes] = {}
    for code, item in asked.items.items():
        if code in cells.columns and item.scale.kind not in ("text", "country", "language"):
            coded[code], wrong, said = code_column(cells[code], item, f"{name}, column {code}")
            faults += wrong
            warnings += said
    described, wrong = _described(cells, name, asked, coded)
    faults += wrong
    form = described["form"]
    found = {code: _blanks(code, asked.items[code], coded, form) for code in coded}
    absent = [c for c, item in asked.items.items() if item.likert and c not in coded]
    whole = {code: np.full(n, NOT_ASKED, dtype=np.int16) for code in absent} | found
    ordered = {code: whole[code].astype(np.int16 if code in WIDE else np.int8) for code in asked.items if code in whole}
    table = pd.concat([pd.DataFrame(described), pd.DataFrame(ordered, index=range(n))], axis=1)
    return Read(table, tuple(faults), tuple(warnings))


def _columns(
    cells: pd.DataFrame, asked: Instrument, name: str, with_projects: bool, strict: bool
) -> tuple[list[str], list[str]]:
    """What is wrong with the header, and what is unusual."""
    faults, warnings = [], []
    given = set(cells.columns)
    if strict and "respondent" not in given:
        faults.append(f"{name}: the column 'respondent' is missing; give each person's id (it is replaced by a hash).")
    if strict and with_projects and "S03" not in given:
        faults.append(f"{name}: the column 'S03' (the project's id) is missing, but the wave has projects.")
    whole_scales = [i for i in asked.indicators.values() if i.kind == "mean" and len(i.items) > 1]
    for indicator in whole_scales if strict else []:
        core = [code for code in indicator.items if asked.items[code].form == "core"]
        lacking = [code for code in core if code not in given]
        if lacking and len(lacking) < len(core):
            faults += [
                f"{name}: the column '{c}' is missing, but the other items of {indicator.code} are there."
                for c in lacking
            ]
    items = [code for code, item in asked.items.items() if item.likert]
    absent = [code for code in items if code not in given]
    if strict and absent and len(absent) < len(items):
        warnings.append(f"{name}: not asked in this wave: {', '.join(absent)}.")
    if strict and len(absent) == len(items):
        faults.append(
            f"{name}: none of the questionnaire's lines is a column; the header must hold their codes (IO1, EO1, ...)."
        )
    unknown = [c for c in cells.columns if c not in asked.items and c not in KNOWN and c.lower() not in TEST_COLUMNS]
    if unknown:
        warnings.append(f"{name}: columns that the instrument does not know are left out: {', '.join(unknown)}.")
    return list(dict.fromkeys(faults)), warnings


def _described(
    cells: pd.DataFrame, name: str, asked: Instrument, coded: Mapping[str, Codes]
) -> tuple[dict[str, pd.Series], list[str]]:
    """Everything about a row that is no answer."""
    n, faults = len(cells), list[str]()
    empty = pd.Series([None] * n, dtype="str")

    def text(column: str) -> pd.Series:
        return cells[column].where(cells[column] != "").astype("str") if column in cells.columns else empty

    found: dict[str, pd.Series] = {"row": pd.Series(np.arange(1, n + 1), dtype="int32")}
    found["respondent"], found["project"] = text("respondent"), text("S03")
    for column, parse, what in (
        ("submitted_at", _time, "it must be a time in ISO 8601 such as 2025-05-31T14:05:00"),
        ("form", _form, "it must be A or B"),
        ("block_order", _order, "it must be MPV or PMV"),
        ("D10", _country, "it must be a country's two letters (ISO 3166), such as DE"),
        ("D11", _language, "it must be en or de"),
    ):
        target = {"D10": "country", "D11": "language"}.get(column, column)
        values, wrong = (
            parsed(cells[column], f"{name}, column {column}", parse, what) if column in cells else ([None] * n, [])
        )
        found[target] = pd.Series(values, dtype="str")
        faults += wrong
    for column in NUMBERS:
        values, wrong = [None] * n, []
        if column in cells:
            values, wrong = parsed(
                cells[column], f"{name}, column {column}", _seconds, "it must be a number of seconds"
            )
        found[column] = pd.Series(values, dtype="float64")
        faults += wrong
    found["item_order"] = text("item_order")
    found["form"] = _inferred(found["form"], asked, coded)
    flagged = np.zeros(n, dtype=bool)
    for column in cells.columns:
        if column.lower() in TEST_COLUMNS:
            flagged |= cells[column].str.casefold().isin(YES).to_numpy()
    named = found["respondent"].fillna("").map(lambda id_: TEST_NAME.match(id_) is not None).to_numpy(dtype=bool)
    found["test_row"] = pd.Series(flagged | named, dtype="bool")
    return found, faults


def _blanks(code: str, item: Item, coded: Mapping[str, Codes], form: pd.Series) -> Codes:
    """Empty cells by their kind: not asked (the other form, or no known form), not applicable (filter), else not answered."""
    codes = coded[code]
    kind = np.full(len(codes), NOT_ANSWERED, dtype=np.int16)
    if item.form != "core":
        kind[(form != item.form).to_numpy(dtype=bool)] = NOT_ASKED
    for other, shown in item.filter:
        if other in coded:
            answered = coded[other] > 0
            kind[answered & ~np.isin(coded[other], sorted(shown))] = NOT_APPLICABLE
    return np.where(codes == BLANK, kind, codes).astype(np.int16)


def _inferred(form: pd.Series, asked: Instrument, coded: Mapping[str, Codes]) -> pd.Series:
    """The rotating form, where it is not given: the one of whose items some are answered and of the other's none."""
    answered = {
        letter: np.any([coded[c] > BLANK for c, i in asked.items.items() if i.form == letter and c in coded], axis=0)
        for letter in ("A", "B")
    }
    n = len(form)
    a, b = (np.broadcast_to(answered[letter], n) for letter in ("A", "B"))
    guess = pd.Series(np.where(a & ~b, "A", np.where(b & ~a, "B", "")), dtype="str")
    return form.where(form.notna(), guess.where(guess != "")).astype("str")


def _time(text: str) -> str:
    datetime.fromisoformat(text.replace("Z", "+00:00"))
    return text


def _seconds(text: str) -> float:
    value = number(text)
    if value < 0:
        raise ValueError(text)
    return value


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
    if re.fullmatch(r"-[1-7]", text):
        return None
    if not re.fullmatch(r"[A-Za-z]{2}", text):
        raise ValueError(text)
    return text.upper()


def _language(text: str) -> str | None:
    if re.fullmatch(r"-[1-7]", text):
        return None
    if text.lower()[:2] not in ("en", "de") or not re.fullmatch(r"[A-Za-z]{2}([-_][A-Za-z]+)*", text):
        raise ValueError(text)
    return text.lower()[:2]


def repeated(cells: pd.DataFrame, column: str, name: str, what: str) -> list[str]:
    """A fault for each value that stands in more than one row of a column."""
    counts = cells[column].value_counts()
    return [fault(cells[column], str(v), f"{name}, column {column}", what) for v in counts[counts > 1].index if v]
