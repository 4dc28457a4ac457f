"""Marks by which spreadsheets say that a number is text (`'5`, `="5"`), taken off where a table's first lines have them."""

import re
from collections.abc import Sequence

import pandas as pd

from pipeline.platforms.separated import Line

MARKED = re.compile(r"^(?:'(?P<number>[-+]?\d[\d.,]*)|=\"(?P<text>[^\"]*)\")$")


def plain_cells(head: Sequence[Line], table: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """A table of text without such marks, and what a person should know of it; the same table where the first lines have none,
    so that a large one costs nothing."""
    if not any(cell[:1] in ("'", "=") and MARKED.match(cell) for line in head for cell in line):
        return table, []
    return table.apply(_bare), ['the marks by which a spreadsheet keeps a number as text (\'5, ="5") are taken off.']


def _bare(cells: pd.Series) -> pd.Series:
    becomes = {
        text: match["number"] or match["text"] or ""
        for text in map(str, cells.unique())
        if (match := MARKED.match(text))
    }
    return cells.astype("str").replace(becomes) if becomes else cells
