"""Data of KoboToolbox and ODK with the XLSForm beside them: names and groups, labels, repeats, versions of a form."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from pipeline.delivery import deliver
from pipeline.platforms import structures
from pipeline.platforms.export import Export
from pipeline.platforms.reading import read_responses_file
from pipeline.questionnaire import xlsform
from tests.platforms.exports import SAMPLES, answers, written
from tests.platforms.made import LAID_OUT
from tests.platforms.test_structures import as_codes
from tests.survey import ASKED


def read(path: Path, *beside: Path) -> Export:
    return read_responses_file(path, "auto", ASKED, beside)


def form(folder: Path) -> Path:
    path = folder / "form.xlsx"
    path.write_bytes(xlsform.workbook(LAID_OUT, ("en", "de")))
    return path


def book(path: Path, sheets: dict[str, list[list[str | None]]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def page_of(code: str) -> str:
    return next(page.code for page in LAID_OUT.pages if code in [q.code for q in page.questions])


def kobo(cells: pd.DataFrame) -> pd.DataFrame:
    n = len(cells)
    own = {
        "_id": [str(at) for at in range(n)],
        "_uuid": [f"u{at}" for at in range(n)],
        "__version__": "v1",
        "_index": "1",
    }
    return pd.concat(
        [cells, pd.DataFrame({**own, "_submission_time": "2027-03-01T10:11:00"}, index=cells.index)], axis=1
    )


def test_names_behind_their_groups_are_described_by_the_form(tmp_path: Path) -> None:
    cells = as_codes(answers())
    names = {code: f"page_{page_of(code)}/{code}" for code in cells.columns}
    export = read(written(tmp_path / "data.csv", kobo(cells), names, ";"), form(tmp_path))
    assert export.faults == ()
    assert export.cells[cells.columns.tolist()].to_numpy().tolist() == cells.to_numpy().tolist()
    assert any(f"{len(cells.columns)} of the columns are described in form.xlsx, an XLSForm" in n for n in export.notes)


def test_labels_of_questions_groups_and_answers(tmp_path: Path) -> None:
    cells = as_codes(answers())
    titles = {page.code: page.title["de"] for page in LAID_OUT.pages}
    asked = {question.code: question for question in LAID_OUT.questions}
    names = {code: f"{titles[page_of(code)]}/{asked[code].text['de']}" for code in cells.columns}
    words = {code: {str(a.code): a.label["de"] for a in asked[code].answers} for code in cells.columns}
    worded = pd.DataFrame({code: [words[code].get(text, text) for text in cells[code]] for code in cells.columns})
    export = read(written(tmp_path / "data.csv", kobo(worded), names, ";"), form(tmp_path))
    assert export.faults == ()
    assert set(cells.columns) <= set(export.cells.columns)
    assert export.cells["II1"].tolist() == ["kann ich nicht sagen"] * 3
    assert export.cells["IO1"].tolist() == ["5"] * 3


def odk(cells: pd.DataFrame) -> pd.DataFrame:
    own = {"SubmissionDate": "2027-03-01T10:11:00.000Z", "KEY": [f"uuid:{at}" for at in range(len(cells))]}
    return pd.concat([pd.DataFrame(own, index=cells.index), cells.assign(**{"meta-instanceID": own["KEY"]})], axis=1)


def named_answers(folder: Path) -> Path:
    """A form whose choices are named by words, so that only its labels say what a name means."""
    survey: list[list[str | None]] = [["type", "name", "label::English (en)", "label::Deutsch (de)"]]
    survey.append(["begin_group", "views", "Views", "Ansichten"])
    for code in ("IO1", "IO2", "IO3"):
        item = ASKED.items[code]
        survey.append(["select_one agreement", f"q_{code.lower()}", item.wording_en, item.wording_de])
    survey += [["end_group", None, None, None], ["select_multiple tools", "tools", "Tools", "Werkzeuge"], [None] * 4]
    choices: list[list[str | None]] = [["list name", "name", "label::English (en)", "label::Deutsch (de)"]]
    choices += [["agreement", "low", "1 do not agree at all", "1 stimme gar nicht zu"]]
    choices += [["agreement", f"p{n}", str(n), str(n)] for n in range(2, 7)]
    choices += [
        ["agreement", "high", "7 agree completely", "7 stimme voll zu"],
        ["agreement", "dk", "cannot say", "weiß"],
    ]
    choices += [["tools", "saw", "Saw", "Säge"], ["tools", "file", "File", "Feile"]]
    return book(folder / "odk.xlsx", {"survey": survey, "choices": choices, "notes": [["anything"]]})


def test_odk_does_not_export_labels_so_the_form_says_what_names_mean(tmp_path: Path) -> None:
    cells = pd.DataFrame(
        {"q_io1": ["low", "p4", "dk"], "q_io2": ["high", "", "p2"], "q_io3": ["p3", "p3", "p3"]}, dtype="str"
    )
    cells = cells.assign(tools=["saw file", "", "saw"])
    names = {code: f"views-{code}" for code in ("q_io1", "q_io2", "q_io3")}
    export = read(written(tmp_path / "main.csv", odk(cells), names), named_answers(tmp_path))
    assert export.faults == ()
    assert export.recognised.platform == "kobo"
    assert export.cells["IO1"].tolist() == ["1", "4", "-1"]
    assert export.cells["IO2"].tolist() == ["7", "", "2"]
    assert export.cells["IO3"].tolist() == ["3", "3", "3"]
    assert any("tools" in note for note in export.notes)


def test_repeats_in_files_of_their_own_are_counted_and_left_out(tmp_path: Path) -> None:
    main = written(tmp_path / "main.csv", odk(as_codes(answers())), {})
    repeats = pd.DataFrame({"name": ["a", "b"], "PARENT_KEY": ["uuid:0", "uuid:0"], "KEY": ["1", "2"]})
    repeats.to_csv(tmp_path / "main-people.csv", index=False)
    found = deliver([tmp_path / "main-people.csv", main], None, False, ASKED)
    assert found.responses == main
    assert found.repeats[0][0].name == "main-people.csv"
    assert "2 rows" in found.repeats[0][1]


def test_a_question_that_stands_twice_by_versions_is_merged_where_no_row_has_both(tmp_path: Path) -> None:
    cells = kobo(as_codes(answers()).assign(IO1=["5", "", ""], again=["", "6", ""]))
    text = ASKED.items["IO1"].wording_en
    cells = cells.assign(__version__=["v1", "v2", "v2"])
    export = read(written(tmp_path / "data.csv", cells, {"IO1": text, "again": text}, ";"))
    assert export.faults == ()
    assert export.cells["IO1"].tolist() == ["5", "6", ""]
    assert any("2 versions of the form" in note for note in export.notes)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample exports are not beside this project")
@pytest.mark.parametrize("name", ["correlaid_testB.xlsx", "unhcr_demo.xlsx"])
def test_real_forms_are_read(name: str) -> None:
    found = structures.load(SAMPLES / "kobo" / name)
    assert found.platform == "kobo"
    assert all(one.headings[-1] for one in found.variables)
    assert any(one.labels for one in found.variables)
