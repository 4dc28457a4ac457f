"""Columns that are kept and may hold anything: personal data seen in their cells are taken out, and counted.

What personal data look like is one thing, whose they are another: what a row's own columns for names, addresses and access
codes hold is taken out of its other cells too.
"""

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

from pipeline.instrument import Instrument
from pipeline.platforms.personal import MARKED, REMOVED, kept_clean, without_personal_data

OPEN_COLUMNS = ("S03", "item_order", "D10", "D11")  # of the plain form; the other columns are codes, numbers and times
REMARKS = (
    "item_order",
    "coder_ids_dates_sources",
)  # among them no ids, so that names may be told by what stands before
SHORT = 4  # letters; a shorter text of a person's own columns stands in others by chance


def open_columns(asked: Instrument) -> list[str]:
    """The columns of responses or of a register that are not checked against a list of what they may hold."""
    return [*OPEN_COLUMNS, *(name for name, field in asked.register.items() if field.kind in ("text", "id"))]


def scrub(table: pd.DataFrame | None, columns: Sequence[str], name: str) -> tuple[pd.DataFrame | None, list[str]]:
    """The table without the personal data that stand in these columns, and one sentence for each of them that had any."""
    said = []
    for column in columns:
        if table is None or column not in table.columns:
            continue
        distinct = pd.Series(table[column].unique(), dtype="str")
        remarks = column in REMARKS
        becomes, kinds = kept_clean(distinct if remarks else distinct[distinct.str.contains(MARKED)].tolist(), remarks)
        if becomes:
            cells = int(table[column].isin(list(becomes)).sum())
            said.append(f"{name}, column {column}: {', '.join(kinds)} in {cells} cells are taken out")
            table = table.assign(**{column: table[column].astype("str").replace(becomes)})
    return table, said


def scrub_own(table: pd.DataFrame, persons: pd.DataFrame, name: str) -> tuple[pd.DataFrame, list[str]]:
    """The table without what the same row of `persons`, the columns left out as personal, holds; and what was taken out."""
    said = []
    for column in (column for column in OPEN_COLUMNS if column in table.columns):
        cells = table[column].astype("str")
        clean = cells
        for own in persons.columns:
            pairs = pd.MultiIndex.from_arrays([clean, persons[own].astype("str")])
            at, distinct = pairs.factorize()
            found = [_without(text, secret) if secret in text else text for text, secret in distinct]
            clean = pd.Series(pd.Index(found, dtype="str").take(at), cells.index, dtype="str")
        changed = int((clean != cells).sum())
        if changed:
            said.append(f"{name}, column {column}: what their personal columns hold is taken out of {changed} cells")
            table = table.assign(**{column: clean})
    return table, said


def _without(text: str, secret: str) -> str:
    if len(secret) < SHORT or not any(map(str.isalpha, secret)):
        return text
    return re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", REMOVED, text)


def scrub_texts(value: Any) -> Any:
    """A value of wave.yaml, its texts without personal data."""
    if isinstance(value, str):
        return without_personal_data(value)
    if isinstance(value, dict):
        return {key: scrub_texts(inside) for key, inside in value.items()}
    return [scrub_texts(inside) for inside in value] if isinstance(value, list) else value
