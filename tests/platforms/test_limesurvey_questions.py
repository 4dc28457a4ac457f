"""Each of LimeSurvey's question types makes the columns that its exports have."""

import csv

import pytest

from pipeline.platforms import structures
from pipeline.platforms.limesurvey_questions import Question, variables
from pipeline.platforms.structure import Variable
from tests.platforms.exports import SAMPLES


def question(kind: str, lines: dict[str, str], answers: dict[str, str], other: bool = False) -> Question:
    return Question(
        "Q1",
        kind,
        texts={"en": "Which?"},
        other=other,
        lines={("0", code): {"en": text} for code, text in lines.items()},
        answers={("0", code): {"en": text} for code, text in answers.items()},
    )


def made(one: Question) -> dict[str, Variable]:
    return {found.headings[0]: found for _, found in variables(one)}


def test_a_choice_with_other_has_its_free_text_apart() -> None:
    found = made(question("L", {}, {"A1": "tea", "A2": "milk"}, other=True))
    assert list(found) == ["Q1", "Q1[other]"]
    assert found["Q1"].labels == {"A1": ("tea",), "A2": ("milk",)}
    assert (found["Q1"].kind, found["Q1[other]"].kind) == ("one", "beside")


def test_a_list_with_comment() -> None:
    assert list(made(question("O", {}, {"A1": "tea"}))) == ["Q1", "Q1[comment]"]


@pytest.mark.parametrize("kind", ["F", "H"])
def test_an_array_has_a_column_for_each_line(kind: str) -> None:
    found = made(question(kind, {"SQ001": "tea", "SQ002": "milk"}, {"1": "no", "2": "yes"}))
    assert list(found) == ["Q1[SQ001]", "Q1[SQ002]"]
    assert found["Q1[SQ002]"].full == ("Which? [milk]",)
    assert found["Q1[SQ002]"].headings == ("Q1[SQ002]", "Q1_SQ002")
    assert found["Q1[SQ002]"].labels == {"1": ("no",), "2": ("yes",)}


def test_multiple_choice_with_comments_and_other() -> None:
    found = made(question("P", {"SQ001": "tea"}, {}, other=True))
    assert list(found) == ["Q1[SQ001]", "Q1[SQ001comment]", "Q1[other]", "Q1[othercomment]"]
    assert [one.kind for one in found.values()] == ["several", "beside", "beside", "beside"]
    assert list(made(question("M", {"SQ001": "tea"}, {}, other=True))) == ["Q1[SQ001]", "Q1[other]"]


def test_a_dual_scale_has_each_line_twice_with_labels_of_its_own() -> None:
    one = question("1", {"SQ001": "tea"}, {"A1": "hot"})
    one.answers[("1", "B1")] = {"en": "cheap"}
    found = made(one)
    assert list(found) == ["Q1[SQ001][1]", "Q1[SQ001][2]"]
    assert [list(each.labels) for each in found.values()] == [["A1"], ["B1"]]
    assert found["Q1[SQ001][2]"].headings[1] == "Q1_SQ001_1"
    assert [suffix for suffix, _ in variables(one)] == ["SQ001#0", "SQ001#1"]


def test_a_ranking_has_a_column_for_each_rank() -> None:
    found = made(question("R", {}, {"A1": "tea", "A2": "milk"}))
    assert list(found) == ["Q1[1]", "Q1[2]"]
    assert {one.kind for one in found.values()} == {"rank"}
    assert found["Q1[1]"].labels["A2"] == ("milk",)


def test_an_array_of_numbers_has_a_column_for_each_pair() -> None:
    one = question(":", {"Y1": "tea", "Y2": "milk"}, {})
    one.lines[("1", "X1")] = {"en": "morning"}
    found = made(one)
    assert list(found) == ["Q1[Y1_X1]", "Q1[Y2_X1]"]
    assert found["Q1[Y2_X1]"].full == ("Which? [milk][morning]",)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("N", "number"), ("D", "date"), ("X", "display"), ("*", "computed"), ("T", "text"), ("|", "beside")],
)
def test_what_kind_of_column_the_others_make(kind: str, expected: str) -> None:
    assert made(question(kind, {}, {}))["Q1"].kind == expected


def test_yes_and_no_are_letters() -> None:
    assert made(question("Y", {}, {}))["Q1"].labels == {"Y": ("Yes", "ja"), "N": ("No", "nein")}


REAL = ("softwaresaved_2017_nl.txt", "correlaid_all_types_from_xlsform.tsv", "correlaid_testB_from_xlsform.tsv")


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample exports are not beside this project")
@pytest.mark.parametrize("name", REAL)
def test_real_structures_are_read(name: str) -> None:
    found = structures.load(SAMPLES / "limesurvey" / name)
    assert len({one.headings[0] for one in found.variables}) == len(found.variables)
    assert any(one.labels for one in found.variables)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample exports are not beside this project")
def test_a_real_structure_has_a_column_for_each_line_and_each_question_without_lines() -> None:
    path = SAMPLES / "limesurvey" / REAL[0]
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    lines = sum(row["class"] == "SQ" for row in rows)
    alone = sum(row["class"] == "Q" and row["type/scale"] not in "FM" for row in rows)
    others = sum(row["class"] == "Q" and row["other"] == "Y" for row in rows)
    assert (lines, alone) == (105, 33)
    assert len(structures.load(path).variables) == lines + alone + others
