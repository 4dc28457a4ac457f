"""A delivered file opened: its headings in one line, the rows below them, and the structure that belongs to it."""

from dataclasses import dataclass

import pandas as pd

from pipeline.platforms.grids import Grid
from pipeline.platforms.separated import Line
from pipeline.platforms.structure import Structure


@dataclass(frozen=True)
class Opened:
    """`rows`: text, the columns numbered from 0, the index numbering the delivered rows; `notes`: how it was read."""

    header: Line
    rows: pd.DataFrame
    notes: tuple[str, ...]
    structure: Structure | None = None


def below(name: str, grid: Grid, header: Line, line: int, notes: list[str], structure: Structure | None) -> Opened:
    """The rows of a grid from a line on, under a header; raises UserError where the file is cut off."""
    grid.refuse_cut(line, len(header), name)
    return Opened(header, grid.below(line), (f"read as {grid.told}.", *grid.odd, *notes), structure)


def distinct(header: Line) -> Line:
    """Headings by which columns can be told apart: one that stands twice gets a number, a blank one its place."""
    named = [heading or f"(column {at + 1})" for at, heading in enumerate(header)]
    seen = dict[str, int]()
    found = list[str]()
    for heading in named:
        seen[heading] = seen.get(heading, 0) + 1
        found.append(heading if seen[heading] == 1 else f"{heading} ({seen[heading]})")
    return found
