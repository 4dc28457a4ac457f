"""The XLSForm as pyxform converts it: no warning, the same codes, order, labels and filters in both languages."""

import io
import re
import shutil
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pyxform.validators.odk_validate import ODKValidateError
from pyxform.xls2xform import convert, xls2xform_convert

from pipeline import instrument
from pipeline.questionnaire import layout, xlsform
from pipeline.questionnaire.layout import Layout

ROOT = Path(__file__).parents[2]
SPACES = {"h": "http://www.w3.org/1999/xhtml", "x": "http://www.w3.org/2002/xforms"}
LONG = {"en": "English (en)", "de": "Deutsch (de)"}


@pytest.fixture(scope="module")
def laid_out() -> Layout:
    folder = ROOT / "instrument"
    return layout.load(instrument.load(folder), folder)


@pytest.fixture(scope="module")
def form(laid_out: Layout, tmp_path_factory: pytest.TempPathFactory) -> ElementTree.Element:
    path = tmp_path_factory.mktemp("form") / "touchstone.xlsx"
    path.write_bytes(xlsform.workbook(laid_out, ("en", "de")))
    converted = convert(xlsform=path)
    assert converted.warnings == []
    return ElementTree.fromstring(converted.xform)


def sheet(content: bytes, name: str) -> list[dict[str, Any]]:
    lines = list(openpyxl.load_workbook(io.BytesIO(content))[name].values)
    return [dict(zip(map(str, lines[0]), line, strict=True)) for line in lines[1:]]


def texts(form: ElementTree.Element, language: str) -> dict[str, str]:
    found = form.find(f".//x:translation[@lang='{LONG[language]}']", SPACES)
    assert found is not None
    return {str(one.get("id")): one.findtext("x:value", "", SPACES) for one in found.findall("x:text", SPACES)}


def binds(form: ElementTree.Element) -> dict[str, dict[str, str]]:
    """What each question demands, by the last part of its path; paths in conditions shortened to names."""
    return {
        str(bind.get("nodeset")).rsplit("/", 1)[-1]: {
            key: re.sub(r"/[\w/]*/(\w+)", r"\1", value).replace("  ", " ").strip() for key, value in bind.items()
        }
        for bind in form.findall(".//x:bind", SPACES)
    }


def test_codes_order_and_labels_come_back_in_both_languages(laid_out: Layout, form: ElementTree.Element) -> None:
    body = form.find("h:body", SPACES)
    assert body is not None
    controls = [c for c in body.iter() if c.get("ref") and c.tag.rsplit("}")[-1] in ("input", "select1")]
    codes = [str(c.get("ref")).rsplit("/", 1)[-1] for c in controls]
    assert [code for code in codes if code in laid_out.instrument.items] == [q.code for q in laid_out.questions]
    for language in ("en", "de"):
        read = {key.rsplit("/", 1)[-1]: value for key, value in texts(form, language).items()}
        paths = {key.split(":")[0].rsplit("/", 1)[-1]: value for key, value in read.items() if key.endswith(":label")}
        assert {code: paths[code] for code in laid_out.instrument.items} == {
            q.code: q.text[language] for q in laid_out.questions
        }


def test_choices_come_back_with_their_codes_labels_and_missing_codes(
    laid_out: Layout, form: ElementTree.Element
) -> None:
    for language in ("en", "de"):
        said = texts(form, language)
        for question in (q for q in laid_out.questions if q.answers):
            instance = form.find(f".//x:instance[@id='{xlsform.list_name(question)}']", SPACES)
            assert instance is not None
            items = instance.findall(".//x:item", SPACES)
            read = {i.findtext("x:name", "", SPACES): said[i.findtext("x:itextId", "", SPACES)] for i in items}
            expected = {str(answer.code): answer.label[language] for answer in question.answers}
            assert list(read.items()) == list(expected.items())


def test_filters_forms_screening_and_limits(form: ElementTree.Element) -> None:
    found = binds(form)
    passed = "S01 = '1' and S02 = '1'"
    assert found["page_P"]["relevant"] == passed
    assert found["page_J"]["relevant"] == f"{passed} and ( D05 = '1' or D05 = '2' or D05 = '3')"
    assert found["D08by"]["relevant"] == "( D08 = '2' or D08 = '3')"
    assert found["NP1"]["relevant"] == "form = 'A'"
    assert found["MO2"]["relevant"] == "form = 'B'"
    assert found["S02"]["relevant"] == "S01 = '1'"
    assert "relevant" not in found["IO1"]
    assert found["form"]["calculate"].startswith("once(if(random() < 0.5")
    assert found["block_order"]["calculate"] == "'PMV'"
    assert found["EF1"]["constraint"] == ". >= 0 and . <= 80"
    assert found["EF1"]["type"] == "int"
    assert [code for code, bind in found.items() if bind.get("required")] == ["S01", "S02"]


def test_agreement_lines_look_like_a_scale_and_motives_are_shuffled(laid_out: Layout) -> None:
    survey = {row["name"]: row for row in sheet(xlsform.workbook(laid_out, ("en", "de")), "survey")}
    likert = {code for code, row in survey.items() if row["appearance"] == "likert"}
    assert likert == set(laid_out.instrument.likert_codes())
    assert {code for code, row in survey.items() if row["parameters"]} == {"FC1", "FC2"}


def test_the_language_given_comes_first_and_is_the_default(laid_out: Layout) -> None:
    content = xlsform.workbook(laid_out, ("de", "en"))
    assert sheet(content, "settings")[0]["default_language"] == "Deutsch (de)"
    labels = [column for column in sheet(content, "survey")[0] if column.startswith("label")]
    assert labels == ["label::Deutsch (de)", "label::English (en)"]


def test_the_same_instrument_gives_the_same_bytes(laid_out: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    first = xlsform.workbook(laid_out, ("en", "de"))
    monkeypatch.setattr("time.localtime", lambda *_: (2031, 5, 6, 7, 8, 9, 0, 1, 0))
    assert xlsform.workbook(laid_out, ("en", "de")) == first
    assert openpyxl.load_workbook(io.BytesIO(first)).properties.modified.year == 1980


@pytest.mark.skipif(shutil.which("java") is None, reason="ODK Validate, which pyxform brings with it, needs Java")
def test_odk_validate_takes_the_form(laid_out: Layout, tmp_path: Path) -> None:
    (tmp_path / "touchstone.xlsx").write_bytes(xlsform.workbook(laid_out, ("en", "de")))
    assert xls2xform_convert(tmp_path / "touchstone.xlsx", tmp_path / "touchstone.xml", validate=True) == []


@pytest.mark.skipif(shutil.which("java") is None, reason="ODK Validate, which pyxform brings with it, needs Java")
def test_odk_validate_refuses_a_wrong_filter(laid_out: Layout, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsform.workbook(laid_out, ("en", "de"))))
    at = [cell.value for cell in book["survey"][1]].index("relevant")
    row = next(row for row in book["survey"].iter_rows(min_row=2) if row[1].value == "NP1")
    row[at].value = "nothing(${form}) = 'A'"
    book.save(tmp_path / "touchstone.xlsx")
    with pytest.raises(ODKValidateError):
        xls2xform_convert(tmp_path / "touchstone.xlsx", tmp_path / "touchstone.xml", validate=True)
