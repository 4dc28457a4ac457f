"""Answers that must not be pooled with those of other waves, as there the same code stands for another question."""

from collections.abc import Iterable

import pandas as pd

from pipeline.instrument import Instrument
from pipeline.platforms.projects import PARTS

NOT_ASKED = -4
ALWAYS = ("S01", "S02", "D13")  # consent, screening and leave to be used hold for their wave, whatever their words
NAMES = ("project_id", "declared_type")  # of the register: they say which project it is and are no figure


def poolable(asked: Instrument) -> list[str]:
    """The items and register fields that figures are made of: all but what decides whether a row counts at all."""
    items = [code for code, item in asked.items.items() if code not in ALWAYS and item.check is None]
    return [*items, *(field for field in asked.register if field not in NAMES)]


def columns_of(code: str, columns: Iterable[str]) -> list[str]:
    """The columns of a table that hold an item or a field of the register."""
    beginnings = PARTS.get(code, (code, "licence_spdx") if code == "licence_class" else (code,))
    return [c for c in columns if any(c == begins or c.startswith(f"{begins}_") for begins in beginnings)]


def answered(table: pd.DataFrame, codes: Iterable[str]) -> list[str]:
    """The codes of which a wave's table holds anything but `not asked`."""
    return [
        code
        for code in codes
        if any(
            (table[column].notna() & (table[column] != NOT_ASKED)).any() for column in columns_of(code, table.columns)
        )
    ]


def set_aside(table: pd.DataFrame, apart: pd.DataFrame) -> pd.DataFrame:
    """The table of all waves with the cells of these waves and codes (items_apart) as not asked, in a register missing."""
    kept = table
    for wave, code in zip(apart["wave"], apart["code"], strict=True):
        for column in columns_of(code, table.columns):
            blank = NOT_ASKED if pd.api.types.is_integer_dtype(table[column].dtype) else None
            kept = kept.assign(**{column: kept[column].mask(kept["wave"] == wave, blank).astype(table[column].dtype)})
    return kept
