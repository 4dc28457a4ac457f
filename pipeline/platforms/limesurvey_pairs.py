"""The data that belong to LimeSurvey's script for R or SPSS: columns in the script's order, under texts or under nothing."""

import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from pipeline.files import UserError
from pipeline.platforms import separated
from pipeline.platforms.encodings import decoded
from pipeline.platforms.grids import Grid, bytes_of, read_grid
from pipeline.platforms.opened import Opened
from pipeline.platforms.separated import Line, columns_of, lines_of
from pipeline.platforms.structure import Structure, Variable, squeezed

DAY_FIRST = r"(\d\d)-(\d\d)-(\d{4})( \d\d:\d\d:\d\d)?"  # as these exports write times
FITTING = 0.5  # share of headings that must be the script's
ANSWERS = 0.9  # share of the cells of labelled variables that are their values, or blank, in a line of answers
CUT = 20  # letters by which a heading that the platform cut is compared


def opened(path: Path, structure: Structure) -> Opened:
    """The rows under the script's names. Raises UserError where the script is another file's."""
    grid = _grid(path)
    header, names = grid.head[grid.start()], [one.headings[0] for one in structure.variables]
    if len(header) != len(names):
        raise UserError(
            f"{path.name} has {len(header)} columns, but {structure.name} describes {len(names)}; give the data and the script "
            "of one export."
        )
    alike = sum(_same(heading, one) for heading, one in zip(header, structure.variables, strict=True))
    bare = all(re.fullmatch(r"-?[\d.]*|\d\d-\d\d-\d{4}.*", heading) for heading in header[:3])
    bare = bare or (alike < FITTING * len(names) and _are_values(header, structure.variables))
    if alike < FITTING * len(names) and not bare:
        raise UserError(
            f"{path.name}: only {alike} of its {len(names)} headings are those of {structure.name}; give the data and the "
            "script of one export."
        )
    rows = grid.below(grid.start() + (0 if bare else 1))
    grid.refuse_cut(grid.start() + (0 if bare else 1), len(names), path.name)
    said = "it has no headings" if bare else "its headings are texts"
    note = f"{said}; {structure.name} names its columns by their order."
    return Opened(names, rows.apply(_year_first), (f"read as {grid.told}.", note), structure)


def _are_values(line: Line, variables: Sequence[Variable]) -> bool:
    """Whether a first line holds answers: most cells of the variables with labels are values that have one, or blank."""
    labelled = [(cell, one.labels) for cell, one in zip(line, variables, strict=True) if one.labels]
    fitting = sum(not cell or cell in labels for cell, labels in labelled)
    return any(cell for cell, _ in labelled) and fitting >= ANSWERS * len(labelled)


def _grid(path: Path) -> Grid:
    """The file's lines; for SPSS they are quoted with single marks."""
    raw = bytes_of(path)
    text, encoding = decoded(raw, path.name)
    if not re.match(r"\s*'", text):
        return read_grid(path)
    lines: list[Line] = lines_of(text, ",", path.name, False, quote="'")
    return Grid(
        lines[: separated.HEAD_LINES], columns_of(lines), f"{encoding}, separated by commas, in single quotation marks"
    )


def _same(heading: str, one: Variable) -> bool:
    """Whether a heading is the variable's, by its code or by its text, which either may be cut."""
    given = squeezed(heading)
    known = [squeezed(text) for text in (*one.headings, *one.full)]
    return any(text and (text[:CUT] == given[:CUT]) for text in known)


def _year_first(cells: pd.Series) -> pd.Series:
    filled = cells[cells != ""]
    if filled.empty or not filled.astype("str").str.fullmatch(DAY_FIRST).all():
        return cells
    return cells.astype("str").str.replace(DAY_FIRST, r"\3-\2-\1\4", regex=True)
