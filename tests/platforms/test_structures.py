"""Responses and the structure beside them: which question a column is and what its answers mean, by the structure."""

from pathlib import Path

import pandas as pd
import pytest

from pipeline.delivery import deliver
from pipeline.files import UserError
from pipeline.platforms import structures
from pipeline.platforms.export import Export
from pipeline.platforms.reading import read_responses_file
from tests.platforms.exports import answers, array_code, written
from tests.platforms.made import (
    LAID_OUT,
    archive,
    renamed,
    script_for_r,
    script_for_spss,
    structure_rows,
    tables,
    text_of,
    xml,
)
from tests.survey import ASKED

# answer codes that say nothing by themselves
ODD = {"-1": "A8", "CS": "A8", "PNS": "A9", **{str(n): f"X{n}" for n in range(11)}}
CODES = {code: array_code(code) for code in ASKED.items}


def read(path: Path, *beside: Path) -> Export:
    return read_responses_file(path, "auto", ASKED, beside)


def as_codes(cells: pd.DataFrame) -> pd.DataFrame:
    """The small survey in the codes that our own structure gives to answers."""
    words = {"yes": "1", "no": "2", "enjoying the activity": "1"}
    return cells.map(lambda text: words.get(text, text))


def with_own(cells: pd.DataFrame) -> pd.DataFrame:
    own = {"id": ["1", "2", "4"], "submitdate": "2027-03-01 10:10:00", "lastpage": "6", "startlanguage": "en"}
    return pd.concat([pd.DataFrame(own), cells], axis=1)


def structure(folder: Path, form: str, rows: list[dict[str, str]]) -> Path:
    path = folder / f"structure-{form}"
    content = text_of(rows) if form == "txt" else xml("Survey", tables(rows, new=form == "new"))
    path.write_text(content, "utf-8")
    return path


@pytest.mark.parametrize("form", ["txt", "old", "new"])
def test_answers_are_read_by_what_the_structure_says_of_their_codes(tmp_path: Path, form: str) -> None:
    cells = as_codes(answers())
    odd = cells.drop(columns="S03").map(lambda text: ODD.get(text, text)).assign(S03=cells["S03"])
    told = structure(tmp_path, form, renamed(structure_rows(), ODD))
    export = read(written(tmp_path / "results.csv", with_own(odd), CODES), told)
    assert export.faults == ()
    assert export.cells[cells.columns.tolist()].to_numpy().tolist() == cells.to_numpy().tolist()
    assert any("IO1: X1 is labelled '1 do not agree at all', so it is read as 1" in note for note in export.notes)
    assert export.rows == 3 and export.columns == len(cells.columns) + 4


@pytest.mark.parametrize("form", ["txt", "old", "new"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_headings_in_words_are_found_in_the_structure(tmp_path: Path, form: str, language: str) -> None:
    cells = as_codes(answers())
    stems = {page.code: page.instruction.get(language, "") for page in LAID_OUT.pages}
    texts = {question.code: question.text[language] for question in LAID_OUT.questions}
    page_of = {question.code: page.code for page in LAID_OUT.pages for question in page.grid}
    heading = {c: f"{stems[page_of[c]]} [{texts[c]}]" if c in page_of else texts[c] for c in texts}
    told = structure(tmp_path, form, structure_rows())
    export = read(written(tmp_path / "results.csv", with_own(cells), heading), told)
    assert export.faults == ()
    assert set(cells.columns) <= set(export.cells.columns)


def test_a_scale_that_runs_the_other_way_is_turned_and_said(tmp_path: Path) -> None:
    rows = [
        {**row, "text": {"1": "agree completely", "7": "do not agree at all"}.get(row["name"], row["text"])}
        if row["class"] == "A" and row["text"][:1].isdigit() and row["language"] == "en"
        else row
        for row in structure_rows(("en",))
    ]
    cells = as_codes(answers()).assign(IO1=["1", "3", "7"])
    export = read(written(tmp_path / "r.csv", with_own(cells), CODES), structure(tmp_path, "txt", rows))
    assert export.faults == ()
    assert export.cells["IO1"].tolist() == ["7", "5", "1"]
    assert any("IO1: 1 is labelled 'agree completely', so it is read as 7" in note for note in export.notes)


def test_another_question_under_one_of_our_codes_by_the_structure_waits_for_a_person(tmp_path: Path) -> None:
    rows = [{**row, "text": "Do you like tea?"} if row["name"] == "IO1" else row for row in structure_rows(("en",))]
    export = read(written(tmp_path / "r.csv", with_own(answers()), CODES), structure(tmp_path, "txt", rows))
    assert export.faults == ()
    assert ["Do you like tea?" in line.note for line in export.lines if line.waits] == [True]
    assert "IO1" not in export.cells.columns


def test_other_answers_under_one_of_our_questions_are_refused_by_the_structure(tmp_path: Path) -> None:
    rows = structure_rows(("en",))
    at = next(n for n, row in enumerate(rows) if row["class"] == "Q" and row["name"] == "D05")
    rows[at + 1] = {**rows[at + 1], "text": "astronaut"}
    cells = as_codes(answers()).assign(D05="1")
    export = read(written(tmp_path / "r.csv", with_own(cells), CODES), structure(tmp_path, "txt", rows))
    assert "1 'astronaut'" in export.faults[0]


def test_a_missing_code_that_only_the_structure_tells_waits_for_a_person_and_is_not_applied(tmp_path: Path) -> None:
    rows = structure_rows(("en",))
    at = next(n for n, row in enumerate(rows) if row["class"] == "Q" and row["name"] == "D05")
    rows.insert(at + 1, {**rows[at + 1], "name": "99", "text": "Not applicable"})
    cells = as_codes(answers()).assign(D05=["1", "99", "99"])
    export = read(written(tmp_path / "r.csv", with_own(cells), CODES), structure(tmp_path, "txt", rows))
    assert export.faults == ()
    assert export.cells["D05"].tolist() == ["1", "99", "99"]
    waiting = [(line.code, line.value, line.becomes) for line in export.lines if line.waits]
    assert waiting == [("D05", "99", "-3")]
    assert "99=Not applicable" in next(line.options for line in export.lines if line.code == "D05")


def test_a_structure_of_another_survey_is_refused(tmp_path: Path) -> None:
    row = {"class": "Q", "type/scale": "T", "name": "Z", "relevance": "1", "text": "Anything?", "language": "en"}
    export = read(written(tmp_path / "r.csv", with_own(answers()), CODES), structure(tmp_path, "txt", [row]))
    assert any("describes none of the columns" in fault for fault in export.faults)


def test_an_archive_holds_structure_answers_and_times_and_its_participants_are_not_read(tmp_path: Path) -> None:
    cells = as_codes(answers())
    answered: list[dict[str, str | None]] = [
        {"id": str(n), "submitdate": "2027-03-01 10:10:00", "startlanguage": "de", "token": f"t{n}"}
        | {CODES[code]: cells[code].iloc[n] for code in cells.columns}
        for n in range(3)
    ]
    answered[2]["P[IO1]"] = None
    export = read(archive(tmp_path / "survey.lsa", structure_rows(), answered, participants=7))
    assert export.recognised.platform == "limesurvey"
    assert export.faults == ()
    assert export.rows == 3
    assert export.cells["IO1"].tolist() == ["5", "5", ""]
    assert export.cells["IO2"].tolist() == ["5", "5", "5"]
    assert export.cells["respondent"].tolist() == ["t0", "t1", "t2"]
    assert export.cells["duration_seconds"].tolist() == ["61.5"] * 3
    assert any("a list of 7 participants with names and e-mails, which is not read" in note for note in export.notes)
    assert "Ada" not in " ".join(export.notes)


def test_an_archive_beside_the_answers_is_their_structure(tmp_path: Path) -> None:
    cells = as_codes(answers())
    results = written(tmp_path / "results.csv", with_own(cells), CODES)
    packed = archive(tmp_path / "survey.lsa", structure_rows(), [{"id": "1", "P[IO1]": "5"}])
    for given in ((packed, results), (results, packed)):
        found = deliver(given, None, False, ASKED)
        assert found.responses == results
        assert [path for path, _ in found.structures] == [packed]
    export = read(results, packed)
    assert export.faults == ()
    assert any("are described in survey.lsa" in note for note in export.notes)


def test_a_list_of_participants_alone_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tokens.csv"
    path.write_text(xml("Tokens", {"tokens": [{"firstname": "Ada", "email": "ada@example.org"}]}))
    with pytest.raises(UserError, match="list of participants"):
        read(path)


def pair(cells: pd.DataFrame) -> list[tuple[str, str, dict[str, str]]]:
    """Name, label and levels of each column, as the scripts give them."""
    found: list[tuple[str, str, dict[str, str]]] = []
    for heading in cells.columns:
        question = next((q for q in LAID_OUT.questions if q.code == heading), None)
        if question is None:
            found.append((heading, heading, {}))
            continue
        levels = {str(answer.code): answer.label["de"] for answer in question.answers}
        line = f"[{question.text['de']}] Wie weit?" if question.item.likert else question.text["de"]
        found.append((CODES[heading].replace("[", "_").replace("]", ""), line, levels))
    return found


@pytest.mark.parametrize("headings", ["texts", "texts in Dutch", "codes"])
def test_the_pair_for_r(tmp_path: Path, headings: str) -> None:
    cells = with_own(as_codes(answers()))
    script = tmp_path / "syntax.R"
    script.write_text(script_for_r(pair(cells)), "utf-8")
    names = {code: f"Wie weit? [{ASKED.items[code].wording_de}]" for code in cells.columns if code in ASKED.items}
    names |= {code: ASKED.items[code].wording_de for code in names if not ASKED.items[code].likert}
    if headings == "texts in Dutch":
        names |= {"id": "Respons ID", "submitdate": "Datum verzonden", "lastpage": "Laatste pagina"}
    export = read(written(tmp_path / "data.csv", cells, CODES if headings == "codes" else names), script)
    assert export.faults == ()
    assert export.recognised.platform == "limesurvey"
    assert export.cells["IO1"].tolist() == ["5", "5", "5"]
    assert export.cells["II1"].tolist() == ["-1", "-1", "-1"]
    assert export.cells["respondent"].tolist() == ["1", "2", "4"]
    assert export.cells["submitted_at"].tolist() == ["2027-03-01T10:10:00"] * 3
    expected = [code for code in answers().columns if code != "D11"]
    assert set(expected) <= set(export.cells.columns)


def test_the_pair_for_spss_has_no_headings_and_days_first(tmp_path: Path) -> None:
    cells = with_own(as_codes(answers())).assign(submitdate=["31-03-2027 10:10:00", "01-02-2027 10:10:00", ""])
    script = tmp_path / "syntax.sps"
    script.write_text("\ufeff" + script_for_spss(pair(cells)), "utf-8")
    data = tmp_path / "data.dat"
    data.write_text(
        "\n".join(",".join(f"'{cell}'" for cell in row) for row in cells.to_numpy().tolist()) + "\n", "utf-8"
    )
    export = read(data, script)
    assert export.faults == ()
    assert export.rows == 3
    assert export.cells["IO1"].tolist() == ["5", "5", "5"]
    assert export.cells["submitted_at"].tolist() == ["2027-03-31T10:10:00", "2027-02-01T10:10:00", ""]


def test_the_pair_for_spss_may_begin_with_any_columns(tmp_path: Path) -> None:
    cells = with_own(as_codes(answers())).assign(submitdate="2027-03-31 10:10:00")
    cells = cells[["submitdate", *(column for column in cells.columns if column != "submitdate")]]
    (tmp_path / "syntax.sps").write_text(script_for_spss(pair(cells)), "utf-8")
    lines = (",".join(f"'{cell}'" for cell in row) for row in cells.to_numpy().tolist())
    (tmp_path / "data.dat").write_text("\n".join(lines) + "\n", "utf-8")
    export = read(tmp_path / "data.dat", tmp_path / "syntax.sps")
    assert export.faults == ()
    assert export.cells["submitted_at"].tolist() == ["2027-03-31T10:10:00"] * 3
    other = script_for_spss([(name, label, dict.fromkeys(("x", "y"), "z")) for name, label, _ in pair(cells)])
    (tmp_path / "syntax.sps").write_text(other, "utf-8")
    with pytest.raises(UserError, match=r"only \d+ of its \d+ headings are those of syntax\.sps"):
        read(tmp_path / "data.dat", tmp_path / "syntax.sps")


def test_a_script_of_another_export_is_refused(tmp_path: Path) -> None:
    cells = with_own(as_codes(answers()))
    script = tmp_path / "syntax.R"
    script.write_text(script_for_r(pair(cells)[:-1]), "utf-8")
    with pytest.raises(UserError, match=r"describes \d+; give the data and the script of one export"):
        read(written(tmp_path / "data.csv", cells, CODES), script)


def test_xml_that_declares_entities_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.lss"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
        "<document><LimeSurveyDocType>Survey</LimeSurveyDocType><x>&b;</x></document>"
    )
    with pytest.raises(UserError, match="declares a document type or entities"):
        structures.load(path)
