"""The instrument out and in again: each platform's own description of it gives the same codes, order, labels, missing codes."""

from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from pipeline.platforms import structures
from pipeline.platforms.labels import recoded
from pipeline.platforms.reading import read_responses_file
from pipeline.platforms.structure import Variable
from pipeline.questionnaire import codebook, limesurvey, xlsform
from pipeline.questionnaire.layout import Question
from tests.platforms.made import LAID_OUT, structure_rows, tables, xml
from tests.survey import ASKED


def written(folder: Path, form: str, languages: tuple[str, str]) -> Path:
    path = folder / f"survey.{form}"
    if form == "xlsx":
        path.write_bytes(xlsform.workbook(LAID_OUT, languages))
    elif form == "txt":
        path.write_text(limesurvey.structure(LAID_OUT, languages), "utf-8")
    else:
        path.write_text(xml("Survey", tables(structure_rows(languages), new=form == "new.lss")), "utf-8")
    return path


def asked(question: Question, one: Variable) -> dict[int, str]:
    """The codes that a description's answers mean, with their first label."""
    becomes, _, faults = recoded(one.labels, question.item, "here", one.kind)
    assert faults == []
    return {int(becomes.get(code, code)): words[0] for code, words in one.labels.items()}


@pytest.mark.parametrize("languages", [("en", "de"), ("de", "en")])
@pytest.mark.parametrize("form", ["txt", "old.lss", "new.lss", "xlsx"])
def test_codes_order_labels_and_missing_codes_come_back(tmp_path: Path, form: str, languages: tuple[str, str]) -> None:
    described = structures.load(written(tmp_path, form, languages))
    found = {code: one for one in reversed(described.variables) for code in one.codes if code in ASKED.items}
    order = [
        next(c for c in one.codes if c in ASKED.items) for one in described.variables if {*one.codes} & {*ASKED.items}
    ]
    pages = [[*page.grid, *page.single] if form != "xlsx" else page.questions for page in LAID_OUT.pages]
    assert order == [question.code for page in pages for question in page]
    for question in (q for q in LAID_OUT.questions if q.answers):
        expected = {answer.code: answer.label[languages[0]] for answer in question.answers}
        assert list(asked(question, found[question.code]).items()) == list(expected.items())
        assert found[question.code].own == tuple(question.text[one] for one in languages)


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_file_of_spss_with_labels_and_missing_ranges_comes_back(tmp_path: Path, language: str) -> None:
    entries = [e for e in codebook.entries(LAID_OUT) if e.page and (e.codes or e.kind in ("number", "year"))]
    entries = [e for e in entries if e.kind != "language"]
    rows = {
        e.code: [float(e.high or 7), float(e.low or 0), float(max(e.missing)), float(min(e.missing))] for e in entries
    }
    table = pd.DataFrame({"respondent": list("abcd"), "S03": ["p1"] * 4, **rows})
    labels: dict[str, dict[int | float, str]] = {
        e.code: {
            int(code): words[language]
            for code, words in [*e.codes.items(), *((str(c), w) for c, w in e.missing.items())]
        }
        for e in entries
    }
    path = tmp_path / "wave.sav"
    pyreadstat.write_sav(
        table,
        path,
        column_labels={e.code: e.text[language] for e in entries},
        variable_value_labels=labels,
        missing_ranges={e.code: [{"lo": -7, "hi": -1}] for e in entries},
    )
    export = read_responses_file(path, "auto", ASKED, [])
    assert export.faults == ()
    for entry in entries:
        expected = [str(int(value)) for value in rows[entry.code]]
        assert export.cells[entry.code].tolist() == expected, entry.code
