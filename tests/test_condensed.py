"""One cause is said once, and nothing that a person must mend is lost by it."""

import pandas as pd

from pipeline import condensed
from pipeline.platforms.wording_of_answers import answers_in_plain_form
from tests.survey import ASKED

CURE = "it must be a whole number from 1 to 7, or blank"


def test_a_few_faults_are_said_one_by_one() -> None:
    few = [f"a.csv, column IO1, row {n}: '{n + 10}' is not allowed; {CURE}." for n in range(12)]
    assert condensed.faults(few) == few


def test_many_values_of_a_column_are_one_cause() -> None:
    many = [f"a.csv, column IO1, row {n}: '{n + 10}' is not allowed; {CURE}." for n in range(40)]
    other = "a.csv: the column 'S03' is missing."
    said = condensed.faults([*many[:20], other, *many[20:]])
    assert said[:3] == many[:3]
    assert said[3].startswith("a.csv, column IO1: 37 further values are not allowed, for the same reason: '13', '14', ")
    assert said[3].endswith("'24' and 25 more.")
    assert said[4:] == [other]


def test_a_value_in_many_columns_is_one_cause_and_every_column_is_named() -> None:
    codes = [code for code, item in ASKED.items.items() if item.likert][:20]
    said = condensed.faults([f"a.csv, column {code}, rows 1, 2: '88' is not allowed; {CURE}." for code in codes])
    assert said[3] == f"a.csv: '88' is not allowed in 17 further columns either: {', '.join(codes[3:])}."


def test_what_is_read_alike_in_many_questions_is_one_note() -> None:
    notes = [f"x.sav: V{n}: 88 is labelled 'cannot say', so it is read as -1." for n in range(20)]
    said = condensed.notes(["x.sav: read.", *notes, "x.sav: D01: 99 is labelled 'refused', so it is read as -2."])
    assert said == [
        "x.sav: read.",
        "x.sav: 20 questions (V0, V1, V2 and 17 more): 88 is labelled 'cannot say', so it is read as -1.",
        "x.sav: D01: 99 is labelled 'refused', so it is read as -2.",
    ]


def test_columns_that_are_one_are_told_in_one_note_where_they_are_many() -> None:
    one = "never answer in the same row otherwise than alike; they are one."
    notes = [f"x.csv: IO{n}: the columns 'a: {n}', 'b {n}' {one}" for n in range(13)]
    said = condensed.notes(["x.csv: read.", *notes])
    assert said == [
        "x.csv: read.",
        f"x.csv: 13 questions (IO0, IO1, IO2 and 10 more) have several columns each, which {one}",
    ]
    assert condensed.notes(notes[:3]) == notes[:3]


def test_a_number_is_no_number_and_label() -> None:
    """20, which Qualtrics gives to an answer that was added later, is not 2 with the label 0 (no)."""
    read, notes = answers_in_plain_form(pd.Series(["20", "1 yes", "2 (no)", "2no"]), ASKED.items["S01"])
    assert read.tolist() == ["20", "1", "2", "2"]
    assert notes == ["S01: answers with number and label are read by both, such as '1 yes'."]
