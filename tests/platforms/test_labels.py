"""What a label says counts: other steps, other ends and other options are refused, a turned scale is turned as a whole."""

import pandas as pd
import pytest

from pipeline.platforms.drafted import Value, doubtful
from pipeline.platforms.headings import Column
from pipeline.platforms.labels import Labels, recoded
from tests.survey import ASKED

LOW, HIGH = ("do not agree at all",), ("agree completely",)
FULL = {"1": LOW, **{str(n): (str(n),) for n in range(2, 7)}, "7": HIGH}


def test_our_own_labels_change_nothing() -> None:
    assert recoded(FULL, ASKED.items["IO1"], "x", "one") == ({}, [], [])


def test_a_scale_whose_ends_are_turned_is_turned_as_a_whole() -> None:
    becomes, notes, faults = recoded({"1": HIGH, "7": LOW}, ASKED.items["IO1"], "x", "")
    assert becomes == {str(n): str(8 - n) for n in range(1, 8)}
    assert faults == []
    assert "1 is labelled 'agree completely', so it is read as 7" in notes[0]


def test_one_end_alone_turned_is_refused() -> None:
    assert "7" in recoded({"1": HIGH}, ASKED.items["IO1"], "x", "")[2][0]


@pytest.mark.parametrize("steps", [5, 10])
def test_another_number_of_steps_is_refused(steps: int) -> None:
    numbered = {str(n): (str(n),) for n in range(1, steps + 1)}
    _, _, faults = recoded(numbered, ASKED.items["IO1"], "results.csv, column IO1", "one")
    assert any("so it is not the scale of IO1" in fault for fault in faults) or any("no answers" in f for f in faults)
    ends = {"1": LOW, str(steps): HIGH}
    assert recoded(ends, ASKED.items["IO1"], "x", "one")[2] != []


def test_an_end_at_five_without_labels_between_is_refused() -> None:
    _, _, faults = recoded({"1": LOW, "5": HIGH}, ASKED.items["IO1"], "x", "")
    assert "labels 5 as another step" in faults[0]


def test_an_end_with_another_word_is_refused() -> None:
    assert "7 'always'" in recoded({**FULL, "7": ("always",)}, ASKED.items["IO1"], "x", "one")[2][0]


def test_words_between_the_ends_are_no_other_answer() -> None:
    assert recoded({**FULL, "4": ("neither nor",)}, ASKED.items["IO1"], "x", "one") == ({}, [], [])


def test_cannot_say_has_its_code_whatever_its_number() -> None:
    assert recoded({**FULL, "8": ("cannot say",)}, ASKED.items["IO1"], "x", "one")[0] == {"8": "-1"}


def test_missing_codes_that_only_a_label_tells_are_doubts_where_they_are_given() -> None:
    labels = {"88": ("No sabe",), "99": ("", "No responde"), "-5": ("missing",), "1": ("yes",), "77": ("refused",)}
    rows = pd.DataFrame({0: ["88", "1", "99", "-5"], 1: ["77", "", "", ""]}, dtype="str")
    assert doubtful([Column(0, "v1", labels=labels), Column(1, "v2")], rows) == [
        Value(0, "88", "-1", "No sabe"),
        Value(0, "99", "-2", "No responde"),
    ]


def test_a_scale_all_steps_of_which_are_labelled_may_be_numbered_in_any_order() -> None:
    item = ASKED.items["D12"]
    order = ("7", "3", "1", "6", "2", "5", "4")
    labels: Labels = {str(value): (step,) for value, step in enumerate(order, start=1)}
    becomes, _, faults = recoded(labels, item, "x", "one")
    assert faults == []
    assert {value: becomes.get(value, value) for value in map(str, range(1, 8))} == dict(
        zip(map(str, range(1, 8)), order, strict=True)
    )
    ends: Labels = {"1": ("agree completely",), "7": ("7",)}
    assert recoded(ends, ASKED.items["IO1"], "x", "")[2]  # one end turned, the other not
