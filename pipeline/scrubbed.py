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
LETTER = r"[A-Za-z]|[^\x00-\x7f]"


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
    secrets = [found for own in persons.columns if (found := _telling(persons[own])).any()]
    for column in (column for column in OPEN_COLUMNS if column in table.columns and secrets):
        cells = table[column].astype("str").reset_index(drop=True)
        clean = cells
        for own in secrets:
            clean = _apart(clean, own)
        changed = int((clean != cells).sum())
        if changed:
            said.append(f"{name}, column {column}: what their personal columns hold is taken out of {changed} cells")
            table = table.assign(**{column: clean.set_axis(table.index)})
    return table, said


def _telling(cells: pd.Series) -> pd.Series:
    """Cells of a person's own column that would be known again elsewhere, blank where they are short or without a letter."""
    texts = cells.astype("str").reset_index(drop=True)
    return texts.where((texts.str.len() >= SHORT) & texts.str.contains(LETTER), "")


def _apart(cells: pd.Series, secrets: pd.Series) -> pd.Series:
    """The cells without the same row's secret. Where they have few different texts, only secrets that stand in one of these
    are looked for."""
    distinct, rows = list(map(str, cells.unique())), secrets != ""
    if len(distinct) * 2 <= len(cells):
        everything = "\n".join(distinct)
        rows = secrets.isin([one for one in map(str, secrets.unique()) if one and one in everything])
    if not rows.any():
        return cells
    pairs = zip(cells[rows], secrets[rows], strict=True)
    found = [_without(text, secret) if secret in text else text for text, secret in pairs]
    return cells.mask(rows, pd.Series(found, cells.index[rows], dtype="str").reindex(cells.index))


def _without(text: str, secret: str) -> str:
    return re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", REMOVED, text)


def scrub_texts(value: Any) -> Any:
    """A value of wave.yaml, its texts without personal data."""
    if isinstance(value, str):
        return without_personal_data(value)
    if isinstance(value, dict):
        return {key: scrub_texts(inside) for key, inside in value.items()}
    return [scrub_texts(inside) for inside in value] if isinstance(value, list) else value
