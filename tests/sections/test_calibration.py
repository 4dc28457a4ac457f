"""The page on error rates, on rates made by hand."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.error_rates import Measured, Rate, Target
from pipeline.files import UserError
from pipeline.html import page
from pipeline.ruleset import State
from pipeline.sections import calibration
from pipeline.sections.calibrated_worlds import counted, truth_of, wrong_labels
from pipeline.sections.calibration import Calibration
from pipeline.sections.pages import TITLES
from pipeline.stats.shares import clopper_pearson

NOW = State("rules", "code")
FRAME: dict[str, Any] = {"simulated": (), "waves_registered": []}


def world(name: str, number: str, right: str, **more: str) -> Measured:
    state = {"rules": NOW.rules, "code": NOW.code} | more
    return Measured(
        name, f"the world {name}", number, f"<b>{name}</b> is true", (right,), "30/15/15/6", 8, 1, 20, 1, **state
    )


def rate(name: str, what: str, one: str, word: str, count: int, **more: object) -> Rate:
    fields = {"type": "", "gap": None, "truth": ""} | more
    return Rate(name, what, one, word=word, count=count, n=20, **fields)  # type: ignore[arg-type]


def made_up(**more: str) -> Calibration:
    """In `null` 1 of 20 surveys is called supported and a row 2 times; a plain test on persons is significant 5 times
    as claimed and 3 times the other way."""
    row = {"type": "DIFF", "gap": 0.0, "truth": "no difference"}
    size = {"type": "DIFF", "gap": 0.8, "truth": "holds"}
    shared = {"type": "EQ", "gap": 0.4, "truth": "holds"}
    rates = [
        rate("null", "thesis", "overall", "supported", 1),
        rate("null", "thesis", "overall", "contradicted", 19),
        rate("null", "claim", "a", "supported", 2, **row),
        rate("null", "claim", "a", "equivalent", 18, **row),
        rate("null", "persons", "a", "significant as claimed", 5, **row),
        rate("null", "persons", "a", "significant the other way", 3, **row),
        rate("null", "persons", "a", "not significant", 12, **row),
        rate("null", "projects", "a", "not significant", 20, **row),
        rate("null", "survey", "T1: false supported", "once or more", 2),
        rate("null", "structure", "kinds", "none", 20),
        rate("null", "gate", "a", "G1, G4", 3),
        rate("gap-0.8", "thesis", "overall", "inconclusive", 20),
        rate("gap-0.8", "claim", "a", "supported", 6, **size),
        rate("gap-0.8", "persons", "a", "significant as claimed", 19, **size),
        rate("gap-0.8", "projects", "a", "significant as claimed", 17, **size),
        rate("gap-0.8", "claim", "c", "supported", 8, **shared),
        rate("gap-0.8", "projects", "c", "not significant", 10, **shared),
    ]
    targets = (
        Target("no false support", "overall", ("W0",), ("supported",), 0.05, None, "a source"),
        Target("rows", "row", ("W0",), ("supported",), 0.01, None, "a source", "no difference", 0.0, ("DIFF",)),
        Target("elsewhere", "overall", ("W9",), ("supported",), 0.05, None, "a source"),
    )
    worlds = (world("null", "W0", "contradicted", **more), world("gap-0.8", "G0.8", "supported", **more))
    return Calibration(tuple(rates), worlds, targets, NOW)


def text_of(found: Calibration) -> str:
    text = page.render("calibration", {**calibration.context(found), **FRAME}, TITLES)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_the_page_says_first_how_often_it_was_wrong() -> None:
    """1 of 20 is 0.1 to 25 % (binomial tables), 0 of 20 up to 1 - .025^(1/20) = 17 %; 2 of 20 rows are 10 %, 5 + 3
    of 20 significant tests 40 %."""
    text = text_of(made_up())
    assert "None of 20 still allows for 17 %." in text
    assert "Where the talk is not right, it was called supported as a whole in 1 of 20 (0 to 25 %)." in text
    assert "Touchstone called 10 % supported or contradicted." in text
    assert "in 40 % when it took persons as independent, and in 0 % on the means of the projects." in text


def test_targets_stand_beside_what_was_measured_and_unmeasured_ones_do_not() -> None:
    lines = calibration.context(made_up())["targets"]
    assert [line["says"] for line in lines] == ["no false support", "rows"]
    assert lines[0] | {"counted": "1 of 20 (0 to 25 %)", "bound": "at most 5 %", "found": "5 %"} == lines[0]
    assert lines[0]["grade"] == "met, as far as so few surveys can tell"
    assert lines[1]["grade"] == "missed"  # 2 of 20 have a lower limit of 1.2 %, above 1 %


def test_a_missed_target_says_why_and_a_met_one_does_not() -> None:
    found = made_up()
    explained = tuple(replace(target, missed=f"Because of {target.says}.") for target in found.targets)
    text = text_of(replace(found, targets=explained))
    assert "Why “rows” (W0) is missed: Because of rows." in text
    assert "Because of no false support" not in text and "is missed" not in text_of(found).replace("its target", "")


def test_words_that_never_came_out_are_a_bare_nought() -> None:
    label, _, cells = calibration.context(made_up())["table"][0]
    assert (label, cells) == (
        "the world null (W0)",
        ["1 of 20 (0 to 25 %)", "19 of 20 (75 to 100 %)", "0", "0", "0", "0"],
    )


def test_power_by_size_has_touchstone_and_plain_tests() -> None:
    power = calibration.context(made_up())["power"]
    assert power["sizes"] == ["0", "0.8"]
    assert dict(power["lines"])["Touchstone"] == ["2 of 20 (1 to 32 %)", "6 of 20 (12 to 54 %)"]
    assert dict(power["lines"])["plain test on persons"][1].startswith("19 of 20")
    assert "30 % at 0.8" in power["picture"].alternative
    sharing = calibration.context(made_up())["sharing"]
    assert sharing["counted"] == ""
    assert dict(sharing["lines"])["Touchstone: supported"] == ["8 of 20 (19 to 64 %)"]


def test_without_a_difference_the_figure_counts_what_the_page_says_in_short() -> None:
    """Of 20 plain tests on persons 5 are significant as claimed and 3 the other way: 8 of 20, 40 %, in both places, and of the
    same world; where there is a difference, one that is found the other way is not found."""
    found = made_up()
    wrong = rate("gap-0.8", "persons", "a", "significant the other way", 1, type="DIFF", gap=0.8, truth="holds")
    power = calibration.context(replace(found, rates=(*found.rates, wrong)))["power"]
    assert [cell.split(" (")[0] for cell in dict(power["lines"])["plain test on persons"]] == ["8 of 20", "19 of 20"]
    assert "plain test on persons: 40 % at 0, " in power["picture"].alternative
    text = text_of(found)
    assert "Of rows in which the sides do not differ (world W0), Touchstone called" in text
    assert "At 0 (world W0) both directions count, since any difference found there is false." in text


def test_words_of_which_either_is_right_are_not_asked_for_together() -> None:
    either = world("weak", "W1weak", "supported")
    found = replace(made_up(), worlds=(replace(either, right=("supported", "mixed")),))
    assert "Right overall: supported or mixed." in text_of(found)


def test_each_world_tells_errors_kinds_gates() -> None:
    worlds = calibration.context(made_up())["worlds"]
    null = next(one for one in worlds if one["label"] == "the world null (W0)")
    assert {error: rows for error, rows, _ in null["errors"]}["false supported"] == "2 of 20 (1 to 32 %)"
    assert null["errors"][0][2] == "T1 2 of 20 (1 to 32 %)"
    assert null["kinds"] == [("too few projects for the test", "20 of 20 (83 to 100 %)")]
    assert null["gates"] == [("G1", 3), ("G4", 3)]


def test_changed_rules_are_said() -> None:
    assert "have been changed" not in text_of(made_up())
    assert "The rules (instrument, claims, rulers or parameters) has been" not in text_of(made_up(rules="other"))
    assert "have been changed since the rates of all worlds were measured" in text_of(made_up(rules="other"))
    assert "The program that follows the rules has been changed since" in text_of(made_up(code="other"))


def test_without_rates_the_page_says_how_to_get_them() -> None:
    assert "Nothing has been measured yet." in text_of(calibration.NOTHING)


def test_what_worlds_say_is_escaped() -> None:
    text = page.render("calibration", {**calibration.context(made_up()), **FRAME}, TITLES)
    assert "<b>null</b>" not in text
    assert "&lt;b&gt;null&lt;/b&gt;" in text


def test_a_damaged_file_is_refused_with_file_and_line(project: Path) -> None:
    folder = project / "calibration"
    folder.mkdir()
    (folder / "rates.csv").write_text(
        "world,what,id,type,gap,truth,word,count,n,share,low95,high95\nnull,a,b,,x,,w,1,2,,,\n"
    )
    with pytest.raises(UserError, match=r"calibration/rates.csv, line 2, column gap: 'x' is no number"):
        calibration.load(project, folder)


def test_wrong_labels_are_counted_by_projects_and_by_surveys() -> None:
    """3 of 4 hidden hybrids and 1 of 10 others, warned in 1 of 2 surveys; in a second such world 2 of 5 and 2 of 9, warned in 0
    of 4; elsewhere in none of 3."""
    told = [
        ("mislabelled", "hidden", "between", 3, 4),
        ("mislabelled", "hidden", "on its side", 1, 4),
        ("mislabelled", "others", "between", 1, 10),
        ("mislabelled", "others", "on its side", 9, 10),
        ("mislabelled", "warning", "said", 1, 2),
        ("mislabelled", "warning", "not said", 1, 2),
        ("mislabelled-side", "hidden", "between", 2, 5),
        ("mislabelled-side", "others", "between", 2, 9),
        ("mislabelled-side", "warning", "not said", 4, 4),
        ("talk", "warning", "not said", 3, 3),
    ]
    there = [Rate(name, "labels", one, "", None, "", word, count, n) for name, one, word, count, n in told]
    named = [world("mislabelled", "W12", "mixed"), world("mislabelled-side", "W12side", "mixed")]
    first, second, third = wrong_labels(named, there)
    assert all(part in first for part in ("(W12)", "3 of 4 (", "1 of 10 (", "1 of 2 ("))
    assert all(part in second for part in ("(W12side)", "2 of 5 (", "2 of 9 (", "0 of 4 ("))
    assert "0 of 3 (" in third
    assert wrong_labels([], there[-1:]) == []


def test_the_base_of_the_overall_verdicts_counts_the_worlds_that_are_drawn() -> None:
    """Two worlds of 20 surveys each; the one with a gap of its own size is not drawn among the others."""
    text = text_of(made_up())
    assert "The overall verdict was right in 19 of 20 simulated surveys" in text
    assert "Base: 20 simulated surveys" in text and "tried in 40 simulated surveys" in text


def test_every_bar_however_short_bears_mark_and_word_beneath_it() -> None:
    """Of 20 surveys one was called supported and 19 contradicted: the short bar has its word too, not its colour alone."""
    drawn = str(calibration.context(made_up())["picture"].svg)
    assert "\u25cf supported 5 %" in drawn and "\u2715 contradicted 95 %" in drawn


def test_a_world_that_refers_to_another_calls_it_by_its_title() -> None:
    one = replace(world("other", "W1", "mixed"), truth="as in null, but -1.5 points - no more; as in nature")
    said = "as in \u201cno differences\u201d, but \u22121.5 points \u2013 no more; as in nature"
    assert truth_of(one, {"null": "no differences"}) == said


def test_an_interval_of_no_width_is_told_with_a_decimal() -> None:
    """None of 960: up to 1 - 0.025 ** (1 / 960) = 0.4 %; all of 750: from 0.025 ** (1 / 750) = 99.5 %."""
    assert counted(clopper_pearson(0, 960, 0.95)) == "0 of 960 (0 to 0.4 %)"
    assert counted(clopper_pearson(750, 750, 0.95)) == "750 of 750 (99.5 to 100 %)"
