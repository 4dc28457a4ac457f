"""Personal data known by what a question asks and by what is in its column; named, counted and never in the plain form."""

from pathlib import Path

import pandas as pd
import pytest

from pipeline.platforms.export import FREE_TEXT, PERSONAL
from pipeline.platforms.personal import asks_for_person, counted, in_column, personal_in
from pipeline.platforms.reading import read_responses_file
from tests.platforms.exports import answers, array_code, written
from tests.platforms.made import LAID_OUT
from tests.platforms.made_qualtrics import export
from tests.platforms.test_structures import as_codes
from tests.survey import ASKED

LONG = "I take part because a friend of mine brought me along, and then I stayed for"


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["ada@example.org", "", "bo@example.net"], "e-mail addresses"),
        (["192.0.2.1", "198.51.100.7"], "IP addresses"),
        (["2001:db8::1", "2001:db8:0:0:1:0:0:1"], "IP addresses (version 6)"),
        (["52.5163 13.3777 0 0", "48.2082, 16.3738"], "coordinates"),
        (["+49 30 1234567", "0043 1 987654"], "telephone numbers"),
        (["https://example.org/me", "http://example.net"], "addresses of web pages"),
        ([f"{LONG} {n} years." for n in range(5)], "free text"),
    ],
)
def test_what_is_in_a_column_tells(cells: list[str], kind: str) -> None:
    assert f"{kind} in " in in_column("Q1", counted(pd.Series(cells, dtype="str")))


@pytest.mark.parametrize(
    "cells",
    [["5", "", "6"], ["yes", "no"], ["12:30", "13:45"], ["2027-03-01"], [LONG, LONG, LONG, LONG, ""], ["", ""], []],
)
def test_answers_codes_times_and_labels_are_no_personal_data(cells: list[str]) -> None:
    assert in_column("Q1", counted(pd.Series(cells, dtype="str"))) == ""


@pytest.mark.parametrize(
    "heading", ["E-Mail-Adresse", "Your e-mail address?", "Name (first and last):", "Wie ist Ihr Name?"]
)
def test_what_a_question_asks_tells(heading: str) -> None:
    assert asks_for_person(heading)


def test_a_column_s_description_knows_what_either_way_of_looking_knows() -> None:
    pages = {"https://example.org/me": 2, "": 1}
    assert in_column("v9", pages) == "personal data: addresses of web pages in 2 cells"
    assert in_column("v9", {"Ada": 2}, "Wie ist Ihr Name?") == "personal data by its heading, 2 cells"
    assert in_column("last_name", {"Ada": 2}) == "personal data by its heading, 2 cells"
    assert in_column("v9", {"5": 7, "call 0049 351 555019": 1}) == "personal data: telephone numbers in 1 cells"
    assert personal_in("151.2153, -33.8568") == "coordinates"


def test_our_own_questions_ask_for_nobody() -> None:
    for item in ASKED.items.values():
        assert not asks_for_person(item.wording_en), item.code
        assert not asks_for_person(item.wording_de), item.code


def test_such_columns_are_named_and_not_in_the_plain_form(tmp_path: Path) -> None:
    cells = answers().assign(id=["1", "2", "3"], submitdate="2027-03-01 10:10:00", lastpage="6")
    more = {
        "Q9": ["ada@example.org", "bo@example.net", ""],
        "Q10": [f"{LONG} {n}." for n in range(3)],
        "Q11": list("abc"),
    }
    export = read_responses_file(
        written(tmp_path / "x.csv", cells.assign(**more), {c: array_code(c) for c in ASKED.items}), "auto", ASKED, []
    )
    assert export.faults == ()
    assert not set(more) & set(export.cells.columns)
    roles = {one.column.heading: one.column.role for one in export.found}
    assert (roles["Q9"], roles["Q10"], roles["Q11"]) == (PERSONAL, FREE_TEXT, "")
    notes = {line.column: line.note for line in export.lines}
    assert notes["Q9"] == "personal data: e-mail addresses in 2 cells"
    assert notes["Q10"] == "free text in 3 cells"
    assert any("left out as unknown to the questionnaire, 1 of the columns: Q11." in note for note in export.notes)


def test_what_is_typed_in_on_qualtrics_is_free_text_unless_we_ask_for_it(tmp_path: Path) -> None:
    cells = as_codes(answers())
    found = read_responses_file(export(tmp_path / "x.csv", cells, worded=True), "auto", ASKED, [])
    typed = {one.target: one.column.role for one in found.found if one.column.kind == "text"}
    assert typed["S03"] == ""
    assert found.cells["S03"].tolist() == cells["S03"].tolist()
    foreign = export(tmp_path / "y.csv", cells, worded=True)
    text = next(question.text["de"] for question in LAID_OUT.questions if question.code == "S03")
    foreign.write_text(foreign.read_text("utf-8").replace(text, "What else would you like to say?"), "utf-8")
    other = read_responses_file(foreign, "auto", ASKED, [])
    assert [one.column.role for one in other.found if one.column.kind == "text"] == [FREE_TEXT]
