"""Qualtrics: header rows of new and old exports, columns by their ImportId, previews and spam as test rows."""

import json
from pathlib import Path

import pandas as pd
import pytest

from pipeline.platforms import separated
from pipeline.platforms.export import Export
from pipeline.platforms.reading import read_responses_file, read_table
from tests.platforms.exports import STEM, answers, written
from tests.survey import ASKED

OWN = {
    "StartDate": "startDate",
    "EndDate": "endDate",
    "Status": "status",
    "IPAddress": "ipAddress",
    "Duration (in seconds)": "duration",
    "Finished": "finished",
    "RecordedDate": "recordedDate",
    "ResponseId": "_recordId",
    "RecipientEmail": "recipientEmail",
    "UserLanguage": "userLanguage",
}


def read(path: Path) -> Export:
    return read_responses_file(path, "auto", ASKED, [])


def with_own(cells: pd.DataFrame, status: list[str]) -> pd.DataFrame:
    own = dict.fromkeys(OWN, "") | {"StartDate": "2027-03-01 10:00:00", "EndDate": "2027-03-01 10:05:00"}
    own |= {"IPAddress": "192.0.2.1", "Duration (in seconds)": "300", "RecordedDate": "2027-03-01 10:05:02"}
    own |= {"RecipientEmail": "someone@example.org", "UserLanguage": "DE"}
    front = pd.DataFrame([own] * len(cells), dtype="str")
    front = front.assign(Status=status, Finished=["1", "0", "1"], ResponseId=["R_1", "R_2", "R_3"])
    return pd.concat([front, cells], axis=1)


def lines(cells: pd.DataFrame, texts: dict[str, str] | None = None) -> list[list[str]]:
    """The second and third header row: questions, and ImportIds."""
    said = {code: f"{STEM} - {ASKED.items[code].wording_en}" for code in ASKED.items} | (texts or {})
    ids = [json.dumps({"ImportId": OWN.get(column, f"QID{at}")}) for at, column in enumerate(cells.columns)]
    return [[said.get(column, column) for column in cells.columns], ids]


STATUS = [
    ["0", "0", "1"],
    ["0", "4", "8"],
    ["IP Address", "Imported", "Survey Preview"],
    ["IP-Adresse", "Importiert", "Umfragevorschau"],
    ["Adresse IP", "Importé", "Aperçu de l'enquête"],
    ["Dirección IP", "Importado", "Vista previa de la encuesta"],
    ["IP-adres", "Geïmporteerd", "Spam"],
]


@pytest.mark.parametrize("status", STATUS)
@pytest.mark.parametrize(("separator", "encoding"), [(",", "utf-8"), ("\t", "utf-16")])
def test_three_header_rows(tmp_path: Path, status: list[str], separator: str, encoding: str) -> None:
    cells = answers()
    whole = with_own(cells, status)
    export = read(written(tmp_path / "x.dat.csv", whole, {}, separator, encoding, lines(whole)))
    assert export.recognised.platform == "qualtrics"
    assert export.faults == ()
    assert export.rows == 3
    assert export.cells[cells.columns.tolist()].to_numpy().tolist() == cells.to_numpy().tolist()
    assert export.cells["respondent"].tolist() == ["R_1", "R_2", "R_3"]
    assert export.cells["submitted_at"].tolist() == ["2027-03-01T10:05:02"] * 3
    assert export.cells["duration_seconds"].tolist() == ["300"] * 3
    assert export.cells["D11"].tolist() == ["DE"] * 3
    assert export.cells["test_row"].tolist() == ["", "", "yes"]
    assert any("1 rows are previews, tests or spam" in note for note in export.notes)
    assert any("1 rows are not finished" in note for note in export.notes)
    assert any("answers are numbers, and nothing beside the export says" in note for note in export.notes)
    assert not export.cells.isin(["192.0.2.1", "someone@example.org"]).any(axis=None)


def test_answers_in_words_need_nothing_beside_them(tmp_path: Path) -> None:
    cells = answers()
    words = cells.apply(lambda column: column.map(lambda text: f"choice {text}" if text else ""))
    whole = with_own(words, ["0"] * 3)
    export = read(written(tmp_path / "x.csv", whole, {}, above=lines(whole)))
    assert not any("answers are numbers" in note for note in export.notes)


def test_tags_that_were_edited_do_not_matter_where_the_question_is_ours(tmp_path: Path) -> None:
    cells = answers()
    whole = with_own(cells, ["0"] * 3)
    tags = {code: f"Q{at}_1" for at, code in enumerate(ASKED.items)} | {"ResponseId": "Antwort", "Status": "Art"}
    export = read(written(tmp_path / "x.csv", whole, tags, above=lines(whole)))
    assert export.faults == ()
    assert export.cells[cells.columns.tolist()].to_numpy().tolist() == cells.to_numpy().tolist()
    assert export.cells["respondent"].tolist() == ["R_1", "R_2", "R_3"]


def test_one_of_our_tags_over_another_question_is_left_out_and_waits_for_a_person(tmp_path: Path) -> None:
    whole = with_own(answers(), ["0"] * 3)
    export = read(written(tmp_path / "x.csv", whole, {}, above=lines(whole, {"IO1": "Do you like tea?"})))
    assert "IO1" not in export.cells.columns
    assert ["Do you like tea?" in line.note for line in export.lines if line.waits] == [True]


def test_an_unknown_status_is_refused_and_minus_99_is_blank(tmp_path: Path) -> None:
    whole = with_own(answers(), ["0", "0", "Martian"]).assign(IO1="-99")
    export = read(written(tmp_path / "x.csv", whole, {}, above=lines(whole)))
    assert "'Martian'" in export.faults[0]
    assert export.cells["IO1"].tolist() == ["", "", ""]
    assert any("3 cells are -99" in note for note in export.notes)


def test_headings_of_thousands_of_columns_are_known(tmp_path: Path) -> None:
    cells = with_own(answers(), ["0"] * 3)
    more = pd.DataFrame({f"Q{n}": ["1"] * 3 for n in range(200, 3200)}, dtype="str")
    whole = pd.concat([cells, more], axis=1)
    texts = {str(heading): "A question of which nobody knows the answer, " * 3 for heading in more}
    path = written(tmp_path / "x.csv", whole, {}, above=lines(whole, texts))
    assert len(path.read_bytes().partition(b"R_1")[0]) > separated.HEAD_CHARACTERS
    export = read(path)
    assert export.recognised.reason == "line 3 holds Qualtrics' ImportIds"
    assert (export.rows, export.columns, export.faults) == (3, len(whole.columns), ())


def test_two_header_rows_of_old(tmp_path: Path) -> None:
    own = ["ResponseID", "ResponseSet", "Name", "ExternalDataReference", "EmailAddress", "IPAddress", "Status"]
    own += ["StartDate", "EndDate", "Finished"]
    front = pd.DataFrame("", index=range(3), columns=[f"V{at}" for at in range(1, 11)], dtype="str")
    front = front.assign(
        V1=["R_1", "R_2", "R_3"], V7=["0", "1", "0"], V9="2017-07-18 08:28:48", V10="1", V6="192.0.2.7"
    )
    cells = answers()
    texts = [f"{STEM}-{ASKED.items[code].wording_en}" for code in cells.columns]
    export = read(written(tmp_path / "x.csv", pd.concat([front, cells], axis=1), {}, above=[own + texts]))
    assert export.recognised.platform == "qualtrics"
    assert export.rows == 3
    assert export.faults == ()
    assert export.cells["respondent"].tolist() == ["R_1", "R_2", "R_3"]
    assert export.cells["test_row"].tolist() == ["", "yes", ""]
    assert export.cells["submitted_at"].tolist() == ["2017-07-18T08:28:48"] * 3
    assert not export.cells.isin(["192.0.2.7"]).any(axis=None)


@pytest.mark.parametrize("book", [True, False])
@pytest.mark.parametrize("tags", [{}, {code: f"Q{at}_1" for at, code in enumerate(ASKED.items)}])
def test_two_header_rows_without_ids_as_workbooks_have_them(tmp_path: Path, book: bool, tags: dict[str, str]) -> None:
    cells = answers()
    whole = with_own(cells, ["0", "0", "1"])
    named = {"StartDate": "Anfangsdatum", "RecordedDate": "Aufgezeichnetes Datum", "Status": "Antworttyp"}
    texts = lines(whole, named | {"EndDate": "Enddatum", "ResponseId": "Antwort-ID", "Finished": "Fertig"})[0]
    path = written(tmp_path / "x.csv", whole, tags, above=[texts])
    if book:
        grid = [[tags.get(column, column) for column in whole.columns], texts, *whole.to_numpy().tolist()]
        path = tmp_path / "x.xlsx"
        pd.DataFrame(grid).to_excel(path, header=False, index=False)
    export = read(path)
    assert (export.recognised.platform, export.rows, export.faults) == ("qualtrics", 3, ())
    assert export.cells[cells.columns.tolist()].to_numpy().tolist() == cells.to_numpy().tolist()
    assert export.cells["respondent"].tolist() == ["R_1", "R_2", "R_3"]
    assert export.cells["test_row"].tolist() == ["", "", "yes"]


def test_the_line_of_an_old_export_is_known_behind_a_hyphen_though_the_questions_have_names_of_their_own(
    tmp_path: Path,
) -> None:
    front = pd.DataFrame({"V1": ["R_1", "R_2", "R_3"], "V2": "Default Response Set", "V7": "0"})
    cells = answers()
    said = {code: ASKED.items[code].wording_en for code in cells.columns}
    texts = [f"{STEM}-{text}" if ASKED.items[code].likert else text for code, text in said.items()]
    tags = {code: f"Q1_{at}" for at, code in enumerate(cells.columns) if ASKED.items[code].likert}
    above = [["ResponseID", "ResponseSet", "Status", *texts]]
    export = read(written(tmp_path / "x.csv", pd.concat([front, cells], axis=1), tags, above=above))
    assert export.faults == ()
    assert {code: export.cells[code].tolist() for code in cells.columns} == cells.to_dict("list")


def test_a_word_of_a_panel_is_no_question_where_the_question_is_there_by_its_code(tmp_path: Path) -> None:
    whole = with_own(answers(), ["0"] * 3).assign(D01=["1", "2", "3"], age=["33", "45", "61"])
    export = read(written(tmp_path / "x.csv", whole, {}, above=lines(whole, {"D01": "Age", "age": "age"})))
    assert export.faults == ()
    assert export.cells["D01"].tolist() == ["1", "2", "3"]
    assert any("the column 'age' is left out: resembles D01, but another column is that" in n for n in export.notes)


def test_a_crosswalk_reads_the_rows_below_all_lines_of_headings(tmp_path: Path) -> None:
    whole = with_own(answers(), ["0"] * 3)
    table, _ = read_table(written(tmp_path / "x.csv", whole, {}, above=lines(whole)), "auto", ASKED, [])
    assert table.columns.tolist() == whole.columns.tolist()
    assert table["ResponseId"].tolist() == ["R_1", "R_2", "R_3"]
