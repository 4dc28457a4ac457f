"""Remarks below a table are no respondents; whatever may be an answer stays a row."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from pipeline.platforms.footnotes import without_footnotes
from pipeline.platforms.reading import read_responses_file
from tests.platforms.exports import answers, written
from tests.survey import ASKED, register, save
from tests.test_cli import run


def kept(*last: list[str]) -> int:
    """How many rows stay of a table of five with these lines below it."""
    rows = [["id", "IO1", "IO2"], ["", "", ""], ["n", "5", "5"], *([str(n), "5", "6"] for n in range(5)), *last]
    return len(without_footnotes(pd.DataFrame(rows, dtype="str"))[0]) - 3


@pytest.mark.parametrize(
    "text",
    ["Source: our LimeSurvey", "Quelle: eigene Umfrage", "Note exported in May", "* simulated", "n = 57", "(c) us"],
)
def test_a_remark_below_the_table_is_no_row(text: str) -> None:
    assert kept([text, "", ""]) == 5
    assert kept(["", "", ""], [text, "", ""]) == 5
    assert kept([text, "", ""], ["as the office has it", "", ""]) == 5


@pytest.mark.parametrize(
    "line", [["57", "", ""], ["", "Source: ours", ""], ["Source: ours", "5", ""], ["notes", "", ""]]
)
def test_what_may_be_an_answer_is_a_row(line: list[str]) -> None:
    assert kept(line) == 6


def test_words_such_as_other_rows_have_are_an_answer() -> None:
    said = ["helping people in need", "enjoying the activity a lot", "income or a career"]
    rows = [["FC1", "IO1", "IO2"], ["x", "y", "z"], ["x", "y", "z"], *([one, "5", "6"] for one in said)]
    table = pd.DataFrame([*rows, ["helping people in need", "", ""]], dtype="str")
    assert len(without_footnotes(table)[0]) == len(table)


@pytest.mark.parametrize("book", [False, True])
def test_it_is_said_and_nobody_is_made_of_it(tmp_path: Path, book: bool) -> None:
    cells = answers(5).assign(id="7", submitdate="2027-03-01 10:10:00", lastpage="6")
    cells = cells[["id", "submitdate", "lastpage", *answers(5).columns]]
    path = written(tmp_path / "x.csv", cells, {}, ";")
    if book:
        filled = openpyxl.Workbook()
        for line in [list(cells.columns), *cells.to_numpy().tolist(), [], ["Source: the office of Ada"]]:
            filled.active.append(line)
        path = tmp_path / "x.xlsx"
        filled.save(path)
    else:
        path.write_text(path.read_text("utf-8-sig") + "Source: the office of Ada\n", "utf-8")
    export = read_responses_file(path, "auto", ASKED, [])
    assert export.faults == ()
    assert export.rows == 5
    said = [note for note in export.notes if "below the table" in note]
    assert said == [
        f"{path.name}: the last line holds a remark below the table ('Source ...') and no answers; it is no row."
    ]


def test_it_is_said_of_the_register_too(tmp_path: Path, project: Path) -> None:
    save(tmp_path / "in", answers(8).assign(respondent=[f"r{n}" for n in range(8)]), register())
    with (tmp_path / "in" / "projects.csv").open("a") as file:
        file.write("Source: the coders,,\n")
    checked = run("wave", "check", tmp_path / "in")
    assert checked.returncode == 0, checked.stderr
    assert "projects.csv: the last line holds a remark below the table ('Source ...')" in checked.stdout
    assert "projects.csv: 4 projects" in checked.stdout
