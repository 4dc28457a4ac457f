"""KoboToolbox and ODK: names or labels, groups or none, several versions of a form."""

from pathlib import Path

import pandas as pd
import pytest

from pipeline.platforms.export import Export
from pipeline.platforms.plain import read_responses
from pipeline.platforms.reading import read_responses_file
from tests.platforms.exports import answers, written
from tests.survey import ASKED


def read(path: Path) -> Export:
    return read_responses_file(path, "auto", ASKED, [])


def with_meta(cells: pd.DataFrame) -> pd.DataFrame:
    before = pd.DataFrame(
        {
            "start": ["2027-03-01T10:00:00.000+01:00"] * 3,
            "end": ["2027-03-01T10:05:00.000+01:00", "", "2027-03-01T10:01:30.000+01:00"],
        }
    )
    after = pd.DataFrame(
        {
            "_id": ["1000", "1001", "1002"],
            "_uuid": ["u-0", "u-1", "u-2"],
            "_submission_time": ["2027-03-01T09:06:00"] * 3,
            "_submitted_by": ["someone", "", ""],
            "__version__": ["v1", "v1", "v2"],
            "_index": ["1", "2", "3"],
        }
    )
    return pd.concat([before, cells, after], axis=1)


@pytest.mark.parametrize("group", ["", "block_{}/", "outer/block_{}/"])
@pytest.mark.parametrize("labels", [False, True])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_names_and_labels_with_and_without_groups(tmp_path: Path, group: str, labels: bool, encoding: str) -> None:
    cells = answers()
    named = {c: group.format(i.block) + (i.wording_de if labels else c) for c, i in ASKED.items.items()}
    export = read(written(tmp_path / "x.csv", with_meta(cells), named, ";", encoding))
    assert export.recognised.platform == "kobo"
    assert export.faults == ()
    assert export.cells[cells.columns.tolist()].to_numpy().tolist() == cells.to_numpy().tolist()
    assert export.cells["respondent"].tolist() == ["u-0", "u-1", "u-2"]
    assert export.cells["submitted_at"].tolist() == ["2027-03-01T09:06:00"] * 3
    assert export.cells["duration_seconds"].tolist() == ["300", "", "90"]
    assert not export.cells.isin(["someone"]).any(axis=None)
    assert any("2 versions of the form" in note for note in export.notes)


def test_the_same_heading_of_two_versions_is_one_column(tmp_path: Path) -> None:
    cells = answers().assign(IO1=["5", "", ""], second=["", "6", ""])
    named = {"IO1": "P/IO1", "second": "old_P/IO1"}
    export = read(written(tmp_path / "x.csv", with_meta(cells), named, ";"))
    assert export.faults == ()
    assert export.cells["IO1"].tolist() == ["5", "6", ""]
    twice = {"IO1": "IO1", "second": "IO1"}
    assert read(written(tmp_path / "y.csv", with_meta(cells), twice, ";")).cells["IO1"].tolist() == ["5", "6", ""]


def test_dummies_and_other_texts_are_no_answers(tmp_path: Path) -> None:
    cells = answers().assign(**{"FC1/enjoying": "1", "D05_other": "my own words", "_place_latitude": "48.1"})
    export = read(written(tmp_path / "x.csv", with_meta(cells), {}, ";"))
    assert export.faults == ()
    assert export.cells["FC1"].tolist() == cells["FC1"].tolist()
    assert not export.cells.isin(["my own words", "48.1"]).any(axis=None)


def test_a_line_of_hxl_tags_is_no_row(tmp_path: Path) -> None:
    cells = with_meta(answers())
    tags = ["#" + column.strip("_") for column in cells.columns]
    export = read(written(tmp_path / "x.csv", cells, {}, ";", above=[tags]))
    assert export.rows == 3
    assert export.faults == ()


def test_odk_central(tmp_path: Path) -> None:
    cells = answers()
    odk = cells.assign(KEY=["uuid:1", "uuid:2", "uuid:3"], SubmissionDate="2027-03-01T09:06:00.000Z", DeviceID="d")
    export = read(written(tmp_path / "x.csv", odk, {c: f"block-{c}" for c in ASKED.items}, ","))
    assert export.recognised.platform == "kobo"
    assert export.faults == ()
    assert export.cells["respondent"].tolist() == ["uuid:1", "uuid:2", "uuid:3"]
    assert export.cells["submitted_at"].tolist() == ["2027-03-01T09:06:00+00:00"] * 3


def test_further_sheets_are_repeats(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with pd.ExcelWriter(path) as book:
        with_meta(answers()).to_excel(book, sheet_name="form", index=False)
        pd.DataFrame({"pet": ["cat"], "_parent_index": ["1"]}).to_excel(book, sheet_name="pets", index=False)
    export = read(path)
    assert export.faults == ()
    assert export.rows == 3
    assert any("the sheets pets (1 rows) hold repeats and are left out" in note for note in export.notes)


@pytest.mark.parametrize("mark", ["/", "."])
@pytest.mark.parametrize("option", ["IO1", ASKED.items["IO1"].wording_en])
def test_an_option_that_is_called_as_one_of_our_questions_is_not_that(tmp_path: Path, mark: str, option: str) -> None:
    cells = answers()
    ticked = {"page/Which are true": [option, "", option], f"page/Which are true{mark}{option}": ["1", "", "0"]}
    export = read(written(tmp_path / "x.csv", with_meta(cells.assign(**ticked)), {}, ";"))
    assert export.faults == ()
    assert export.cells["IO1"].tolist() == cells["IO1"].tolist()
    assert [line.code for line in export.lines if "Which are true" in line.column] == ["", ""]


@pytest.mark.parametrize("mark", ["/", ".", "__", " | ", " > ", "-"])
@pytest.mark.parametrize("labels", [False, True])
def test_groups_are_set_apart_by_any_sign(tmp_path: Path, mark: str, labels: bool) -> None:
    cells = answers()
    named = {c: f"Your project{mark}{i.wording_en}" if labels else f"page_P{mark}{c}" for c, i in ASKED.items.items()}
    export = read(written(tmp_path / "x.csv", with_meta(cells), named, ";"))
    assert export.faults == ()
    assert [line.column for line in export.lines if line.waits] == []
    assert export.cells[cells.columns.tolist()].to_numpy().tolist() == cells.to_numpy().tolist()


def test_versions_of_a_question_with_a_changed_text_are_put_into_one_doubtful_column(tmp_path: Path) -> None:
    changed = "Newcomers usually get to do real tasks right away."
    cells = answers().assign(IO2=["5", "", ""], second=["", "6", ""], third=["", "", "7"])
    named = {c: i.wording_en for c, i in ASKED.items.items()} | dict.fromkeys(("IO2", "second", "third"), changed)
    export = read(written(tmp_path / "x.csv", with_meta(cells), named, ";"))
    assert export.faults == ()
    first, *others = [line for line in export.lines if line.column == changed]
    assert (first.code, first.comparable, first.waits) == ("IO2", "changed_wording", True)
    again = f"the heading of line {first.line} again; its answers are put there"
    assert [(line.code, line.note) for line in others] == [("", again)] * 2
    assert export.proposed[f"line {first.line}"].tolist() == ["5", "6", "7"]


def test_versions_that_answer_differently_in_one_row_wait_for_a_person(tmp_path: Path) -> None:
    changed = "Newcomers usually get to do real tasks right away."
    cells = answers().assign(IO2=["5", "5", ""], second=["", "6", "7"])
    named = {c: i.wording_en for c, i in ASKED.items.items()} | dict.fromkeys(("IO2", "second"), changed)
    export = read(written(tmp_path / "x.csv", with_meta(cells), named, ";"))
    lines = [line for line in export.lines if line.column == changed]
    assert [(line.code, line.waits) for line in lines] == [("IO2", True), ("", True)]
    assert "1 rows answer here only" in lines[1].note


def test_the_language_may_be_chosen_by_its_name(tmp_path: Path) -> None:
    cells = answers().assign(D11=["Deutsch", "English", "German"])
    export = read(written(tmp_path / "x.csv", with_meta(cells), {}, ";"))
    read_ = read_responses(export.cells, ASKED, "x.csv", False, True)
    assert read_.faults == ()
    assert read_.table["language"].tolist() == ["de", "en", "de"]


def test_fractions_of_seconds_count_in_the_duration(tmp_path: Path) -> None:
    cells = with_meta(answers())
    cells = cells.assign(start="2027-03-01T10:00:00.250+01:00", end="2027-03-01T10:05:01.125+01:00")
    export = read(written(tmp_path / "x.csv", cells, {}, ";"))
    assert export.cells["duration_seconds"].tolist() == ["300.875"] * 3
