"""A LimeSurvey archive (.lsa): the survey's structure, the answers, the timings; the list of participants is not read.

Answers stand in columns such as 123X4X56SQ001; a cell that is absent was NULL, which means that the question was not shown.
"""

import re
from pathlib import Path

import pandas as pd

from pipeline.files import UserError
from pipeline.platforms.limesurvey_structure import Rows, by_field, members_of, of_tables, tables_of
from pipeline.platforms.separated import Line, columns_of
from pipeline.platforms.structure import Structure

FIELD = re.compile(r"^_?\d+(X\d+X\d+.*)$")
GROUP_TIME = re.compile(r"^_?\d+X(\d+)time$")
NOT_SHOWN = "N/A"  # as LimeSurvey writes it in exports with full answers


def structure_of(path: Path) -> Structure:
    """The structure in an archive."""
    members = members_of(path)
    if "lss" not in members:
        raise UserError(f"{path.name} holds no structure (.lss); export the archive again.")
    tables = tables_of(members["lss"], path.name)
    return of_tables(path.name, "the structure in a LimeSurvey archive (.lsa)", tables)


def opened(path: Path) -> tuple[Line, pd.DataFrame, Structure, list[str]]:
    """Headings as in an export with codes, the rows' cells, the structure, and what was left out; raises UserError."""
    members = members_of(path)
    structure = structure_of(path)
    if "lsr" not in members:
        raise UserError(f"{path.name} holds a survey without answers (no .lsr); give the file with the answers.")
    survey = tables_of(members["lss"], path.name)
    answered = tables_of(members["lsr"], path.name).get("responses", [])
    if not answered:
        raise UserError(f"{path.name} holds no answer; nobody has answered yet, or the export failed.")
    known = by_field(survey)
    fields = list(dict.fromkeys(field for row in answered for field in row))
    columns = dict[str, list[str]]()
    for name in fields:
        match = FIELD.match(name.replace("-", "#"))
        heading, one = known.get(match[1], (name, None)) if match else (name, None)
        blank = NOT_SHOWN if one is not None and one.kind == "several" else ""
        columns[heading] = [row.get(name, blank) for row in answered]
    timed, notes = _timings(members, survey, path.name, columns.get("id", []))
    columns |= timed
    if "lst" in members:
        persons = len(tables_of(members["lst"], path.name).get("tokens", []))
        notes.append(f"the archive holds a list of {persons} participants with names and e-mails, which is not read.")
    lines = [list(line) for line in zip(*columns.values(), strict=True)]
    rows = columns_of(lines)
    return list(columns), rows.set_axis(pd.RangeIndex(1, len(rows) + 1)), structure, notes


def _timings(
    members: dict[str, bytes], survey: dict[str, Rows], name: str, ids: list[str]
) -> tuple[dict[str, list[str]], list[str]]:
    """The times of the whole and of each page, by the answers' ids, under the headings of an export in words."""
    timed = (
        {row.get("id", ""): row for row in tables_of(members["lsi"], name).get("timings", [])}
        if "lsi" in members
        else {}
    )
    if not timed or not ids:
        return {}, []
    titles = {
        row.get("gid", ""): row.get("group_name", "") for row in survey.get("group_l10ns", survey.get("groups", []))
    }
    columns = {"interviewtime": [timed.get(one, {}).get("interviewtime", "") for one in ids]}
    for field in dict.fromkeys(field for row in timed.values() for field in row):
        match = GROUP_TIME.match(field)
        if match and titles.get(match[1]):
            columns[f"Group time: {titles[match[1]]}"] = [timed.get(one, {}).get(field, "") for one in ids]
    return columns, ["the times on the pages are those of the archive."]
