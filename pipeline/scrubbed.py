"""Columns that are kept and may hold anything: personal data seen in their cells are taken out, and counted."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from pipeline.instrument import Instrument
from pipeline.platforms.personal import MARKED, kept_clean, without_personal_data

OPEN_COLUMNS = ("S03", "item_order", "D10", "D11")  # of the plain form; the other columns are codes, numbers and times


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
        becomes, kinds = kept_clean(distinct[distinct.str.contains(MARKED)].tolist())
        if becomes:
            cells = int(table[column].isin(list(becomes)).sum())
            said.append(f"{name}, column {column}: {', '.join(kinds)} in {cells} cells are taken out")
            table = table.assign(**{column: table[column].astype("str").replace(becomes)})
    return table, said


def scrub_texts(value: Any) -> Any:
    """A value of wave.yaml, its texts without personal data."""
    if isinstance(value, str):
        return without_personal_data(value)
    if isinstance(value, dict):
        return {key: scrub_texts(inside) for key, inside in value.items()}
    return [scrub_texts(inside) for inside in value] if isinstance(value, list) else value
