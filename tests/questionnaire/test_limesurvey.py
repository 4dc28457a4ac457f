"""LimeSurvey's structure, read back by its own rules: what was asked is what is in it, and its limits hold."""

import csv
import io
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pipeline import instrument
from pipeline.questionnaire import layout, limesurvey
from pipeline.questionnaire.layout import Layout

ROOT = Path(__file__).parents[2]
OWN = {"form", "blockorder", "screenedout"}


@pytest.fixture(scope="module")
def laid_out() -> Layout:
    folder = ROOT / "instrument"
    return layout.load(instrument.load(folder), folder)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter="\t"))


@dataclass
class Read:
    """One variable as the structure gives it in one language. `header`: of an export with code headings."""

    header: str
    text: str
    type: str
    relevance: str
    page: str
    labels: dict[str, str] = field(default_factory=dict)


def codebook(text: str, language: str) -> dict[str, Read]:
    """Item codes to what a respondent of a language reads; rows of an array share the array's answers."""
    found: dict[str, Read] = {}
    page = ""
    group: list[Read] = []
    for row in (row for row in rows(text) if row["language"] == language):
        kind, name = row["class"], row["name"]
        if kind == "G":
            page = row["relevance"]
        elif kind == "Q":
            array = row if row["type/scale"] == "F" else None
            group = [] if array else [Read(name, row["text"], row["type/scale"], row["relevance"], page)]
            if not array:
                found[name] = group[0]
        elif kind == "SQ":
            assert array is not None
            group.append(Read(f"{array['name']}[{name}]", row["text"], "F", row["relevance"], page))
            found[name] = group[-1]
        elif kind == "A":
            for one in group:
                one.labels[name] = row["text"]
    return {code: read for code, read in found.items() if code not in OWN}


@pytest.mark.parametrize("languages", [("en", "de"), ("de", "en")])
def test_codes_order_texts_labels_and_missing_codes_come_back(laid_out: Layout, languages: tuple[str, str]) -> None:
    text = limesurvey.structure(laid_out, languages)
    for language in languages:
        read = codebook(text, language)
        asked = [q for page in laid_out.pages for q in (*page.grid, *page.single)]
        assert list(read) == [q.code for q in asked]
        for question in asked:
            hidden = question.item.scale.kind == "language"
            assert read[question.code].text == (language if hidden else question.text[language])
            labels = {limesurvey.answer_code(a.code): a.label[language] for a in question.answers}
            assert list(read[question.code].labels.items()) == list(labels.items())


def test_every_item_of_the_instrument_is_asked_once(laid_out: Layout) -> None:
    read = codebook(limesurvey.structure(laid_out, ("en", "de")), "en")
    assert sorted(read) == sorted(laid_out.instrument.items)
    assert {code: one.header for code, one in read.items() if code in ("IO1", "SE1", "EG1", "JA2", "D08by")} == {
        "IO1": "P[IO1]",
        "SE1": "M[SE1]",
        "EG1": "V[EG1]",
        "JA2": "J[JA2]",
        "D08by": "D08by",
    }


def test_agreement_goes_from_1_to_7_with_cannot_say_apart(laid_out: Layout) -> None:
    read = codebook(limesurvey.structure(laid_out, ("en", "de")), "de")
    assert list(read["AT1"].labels) == ["1", "2", "3", "4", "5", "6", "7", "CS"]
    assert read["AT1"].labels["1"] == "1 stimme gar nicht zu"
    assert read["II1"].labels["CS"] == "kann ich nicht sagen"
    assert list(read["LR1"].labels) == [*map(str, range(11)), "PNS"]
    assert read["D07"].labels == {"1": "ja", "2": "nein", "PNS": "keine Angabe"}


def test_every_label_is_a_spelling_of_its_code(laid_out: Layout) -> None:
    """So that an export with full answers is read without a crosswalk."""
    for question in laid_out.questions:
        for answer in question.answers:
            if answer.label["en"].isdigit():
                continue
            for language in ("en", "de"):
                assert question.item.scale.code_of(answer.label[language]) == answer.code, question.code


def test_filters_forms_and_screening_are_relevance_equations(laid_out: Layout) -> None:
    read = codebook(limesurvey.structure(laid_out, ("en", "de")), "en")
    passed = '(S01.NAOK == "1") and (S02.NAOK == "1")'
    employed = '(D05.NAOK == "1" or D05.NAOK == "2" or D05.NAOK == "3")'
    assert read["JA1"].page == f"{passed} and {employed}"
    assert read["D08by"].relevance == '(D08.NAOK == "2" or D08.NAOK == "3")'
    assert (read["S01"].relevance, read["S02"].relevance) == ("1", '(S01.NAOK == "1")')
    assert {read[code].page for code in ("IO1", "SE1", "EG1", "D01", "D13")} == {passed}
    assert (read["NP1"].relevance, read["MO2"].relevance) == ('form.NAOK == "A"', 'form.NAOK == "B"')
    assert read["IO1"].relevance == "1"


def test_what_is_asked_about_comes_before_what_depends_on_it(laid_out: Layout) -> None:
    order = [q.code for q in laid_out.questions]
    for question in laid_out.questions:
        for code, _ in question.item.filter:
            assert order.index(code) < order.index(question.code)


def test_blocks_change_places_lines_are_shuffled_and_what_was_drawn_is_kept(laid_out: Layout) -> None:
    found = rows(limesurvey.structure(laid_out, ("en", "de")))
    groups = [row for row in found if row["class"] == "G" and row["language"] == "en"]
    assert [g["random_group"] for g in groups] == ["", "rotating", "rotating", "", "", "", "", ""]
    assert [g["name"] for g in groups][1:3] == ["Your project", "Why you take part"]
    arrays = [row for row in found if row["type/scale"] == "F"]
    assert [a["name"] for a in arrays] == ["P", "M", "V", "J"] * 2
    assert [a["random_order"] for a in arrays] == ["1"] * 4 + [""] * 4
    drawn = {row["name"]: row for row in found if row["type/scale"] == "*" and row["language"] == "en"}
    assert set(drawn) == {"form", "blockorder", "D11"}
    assert all(row["hidden"] == "1" for row in drawn.values())
    assert drawn["form"]["text"] == '{if(is_empty(form.NAOK), if(rand(0, 1) == 1, "A", "B"), form.NAOK)}'


def test_whoever_does_not_consent_sees_nothing_but_the_end(laid_out: Layout) -> None:
    found = rows(limesurvey.structure(laid_out, ("en", "de")))
    pages = [row["relevance"] for row in found if row["class"] == "G" and row["language"] == "en"]
    assert pages[0] == "1"
    assert all(page.startswith('(S01.NAOK == "1") and (S02.NAOK == "1")') for page in pages[1:-1])
    assert 'S01.NAOK != "1"' in pages[-1]
    assert 'S02.NAOK != "1"' in pages[-1]
    assert [row["name"] for row in found if row["mandatory"] == "Y"] == ["S01", "S02"] * 2


def test_the_limits_of_the_format_hold(laid_out: Layout) -> None:
    text = limesurvey.structure(laid_out, ("en", "de"))
    found = rows(text)
    codes = [row["name"] for row in found if row["class"] in ("Q", "SQ") and row["language"] == "en"]
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9]{0,19}", code) for code in codes)
    assert len({code.casefold() for code in codes}) == len(codes)
    assert all(re.fullmatch(r"[A-Za-z0-9]{1,5}", row["name"]) for row in found if row["class"] == "A")
    assert not any(value == "Array" or "<" in value for row in found for value in row.values())
    # LimeSurvey guesses the encoding from the first thousand bytes, which may end within a character.
    assert text.encode()[:1000].isascii()
    assert "\r" not in text
    questions = [row for row in found if row["class"] == "Q"]
    assert all(
        row["mandatory"] in ("Y", "N") and (row["other"], row["same_default"]) == ("N", "1") for row in questions
    )
    settings = {row["name"]: row["text"] for row in found if row["class"] == "S"}
    assert settings["language"] == "en"
    assert settings["additional_languages"] == "de"
    assert settings["sid"].isdigit()
    assert (settings["ipaddr"], settings["savetimings"], settings["format"]) == ("N", "Y", "G")


def test_both_languages_have_the_same_rows(laid_out: Layout) -> None:
    found = rows(limesurvey.structure(laid_out, ("en", "de")))

    def frame(language: str) -> list[tuple[str, ...]]:
        survey = [r for r in found if r["language"] == language and r["class"] in ("G", "Q", "SQ", "A")]
        return [(r["class"], r["type/scale"], r["relevance"], r["name"] if r["class"] != "G" else "") for r in survey]

    assert frame("en") == frame("de")


@pytest.mark.parametrize("languages", [("en", "de"), ("de", "en")])
def test_an_attribute_of_no_language_is_named_once(laid_out: Layout, languages: tuple[str, str]) -> None:
    """LimeSurvey stores a cell of a further column as an attribute for each line that has it, so twice were two of them."""
    questions = [row for row in rows(limesurvey.structure(laid_out, languages)) if row["class"] == "Q"]
    plain = {"class", "type/scale", "name", "relevance", "text", "help", "language", "validation", "mandatory"}
    plain |= {"other", "same_default", "default"}
    named = [(row["name"], name, row["language"]) for row in questions for name in row.keys() - plain if row[name]]
    assert len({(question, name) for question, name, _ in named}) == len(named) == 22
    assert {language for _, _, language in named} == {languages[0]}


def test_what_the_import_page_will_count_is_what_the_manual_says(laid_out: Layout) -> None:
    base = [row["class"] for row in rows(limesurvey.structure(laid_out, ("en", "de"))) if row["language"] == "en"]
    groups, questions, lines = (base.count(kind) for kind in ("G", "Q", "SQ"))
    said = " ".join((ROOT / "CONTRIBUTING.md").read_text("utf-8").split())
    assert f"{groups} groups, {questions} questions and {lines} subquestions" in said


def test_a_project_comes_by_the_invitation_and_nobody_sees_its_field(laid_out: Layout) -> None:
    found = rows(limesurvey.structure(laid_out, ("en", "de")))
    project = next(row for row in found if row["name"] == "S03")
    assert (project["hidden"], project["relevance"], project["default"]) == ("1", "1", "{TOKEN:ATTRIBUTE_1}")


def test_numbers_have_their_limits(laid_out: Layout) -> None:
    base = [row for row in rows(limesurvey.structure(laid_out, ("en", "de"))) if row["language"] == "en"]
    found = {row["name"]: row for row in base if row["type/scale"] == "N"}
    limits = {code: (row["min_num_value_n"], row["max_num_value_n"]) for code, row in found.items()}
    assert limits == {"EF1": ("0", "80"), "D09": ("1900", "2100")}


@pytest.mark.parametrize("languages", [("en", "de"), ("de", "en")])
def test_nothing_trips_the_reader_of_limesurvey(laid_out: Layout, languages: tuple[str, str]) -> None:
    """PHP's fgetcsv takes a backslash as an escape; the encoding is guessed from 1000 bytes; outer quotes are stripped."""
    text = limesurvey.structure(laid_out, languages)
    assert "\\" not in text
    text.encode()[:1000].decode()
    cells = [cell for row in csv.reader(io.StringIO(text), delimiter="\t") for cell in row]
    assert not any(len(cell) > 1 and cell[0] == cell[-1] == '"' for cell in cells)
    assert not any(cell != cell.strip() or "\r" in cell for cell in cells)
