"""corrections.csv of a wave: cells that were delivered wrong, each with what it was, what it is and why.

A correction names its row by `row` (its number in the delivered file), `respondent` or `project`. It fails where the cell no
longer holds what it was, as then somebody has mended the source. Personal data in its texts are taken out, as in the cells.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from pipeline.platforms.answers import row_numbers
from pipeline.platforms.personal import without_personal_data
from pipeline.sheets import Faults, Row, read_sheet

COLUMNS = ("column", "was", "is", "reason")
NAMES = ("row", "respondent", "project")  # one of them says which row it is
IDS = {"respondent": "respondent", "project": "project_id"}


@dataclass(frozen=True)
class Correction:
    """`where` names file and line; `by` is one of NAMES, `row` the number or id."""

    where: str
    by: str
    row: str
    column: str
    was: str
    becomes: str
    reason: str

    @property
    def of_projects(self) -> bool:
        """Whether it corrects the register and not the responses."""
        return self.by == "project"


def read(path: Path | None, faults: Faults) -> tuple[Correction, ...]:
    """The corrections of a file, none where there is no such file."""
    if path is None or not path.is_file():
        return ()
    found = [_correction(row) for row in read_sheet(path, COLUMNS, faults)]
    keys = [(one.by, one.row, one.column) for one in found]
    for one, key in zip(found, keys, strict=True):
        if keys.count(key) > 1:
            faults.add(f"{one.where}: {one.by} {one.row}, column {one.column} is corrected twice; keep one line.")
    return tuple(found)


def _correction(row: Row) -> Correction:
    given = {name: row.cells.get(name, "") for name in NAMES}
    named = [name for name, text in given.items() if text]
    if len(named) != 1:
        row.faults.add(f"{row.where}: give one of row, respondent and project, so that the row is known.")
    row.needs("column", "reason")
    row.expect(row["was"] != row["is"], "is", "is what it was; say what the cell is to be")
    by = named[0] if named else NAMES[0]
    return Correction(row.where, by, given[by], *(without_personal_data(row[column]) for column in COLUMNS))


def correct(
    cells: pd.DataFrame, corrections: Sequence[Correction], ids: str | None, faults: list[str], name: str
) -> pd.DataFrame:
    """The cells corrected. `ids`: the column that holds the respondents' or projects' ids; faults go to `faults`."""
    if not corrections:
        return cells
    rows = cells["row"].tolist() if "row" in cells.columns else [str(n) for n in row_numbers(cells).tolist()]
    named = {one.column for one in corrections} & set(cells.columns)
    corrected = cells.assign(**{column: cells[column].astype("str") for column in named})
    for one in (one for one in corrections if one.row):  # where none is named, that was said when the file was read
        keys = rows if one.by == "row" else cells[ids].tolist() if ids in cells.columns else []
        at = [place for place, key in enumerate(keys) if key == one.row]
        if one.column not in cells.columns:
            faults.append(f"{one.where}, column column: '{one.column}' is no column of {name}; name one that it has.")
        elif len(at) != 1:
            found = "is not there" if not at else f"stands in {len(at)} rows"
            faults.append(f"{one.where}: {one.by} '{one.row}' {found} in {name}; name a row that is there once.")
        else:
            cell = str(cells[one.column].iloc[at[0]])
            if cell != one.was:
                faults.append(
                    f"{one.where}, column was: {name}, column {one.column}, {one.by} {one.row} holds '{cell}' and not "
                    f"'{one.was}'; take the correction out if the file was mended."
                )
            corrected.at[corrected.index[at[0]], one.column] = one.becomes
    return corrected


def renamed(corrections: Sequence[Correction], respondents: dict[str, str]) -> list[Correction]:
    """The corrections with respondents named by their hashes."""
    return [
        replace(one, row=respondents.get(one.row, one.row)) if one.by == "respondent" else one for one in corrections
    ]


def as_table(corrections: Sequence[Correction]) -> pd.DataFrame:
    """The corrections as text cells, in the columns of the file."""
    rows = [
        {**dict.fromkeys(NAMES, ""), one.by: one.row, "column": one.column, "was": one.was, "is": one.becomes}
        | {"reason": one.reason}
        for one in corrections
    ]
    return pd.DataFrame(rows, columns=[*NAMES, *COLUMNS], dtype="str")
