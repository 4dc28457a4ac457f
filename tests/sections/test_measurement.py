"""What the measurement page shows and withholds, on made-up tables."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.html import words
from pipeline.sections import measurement
from pipeline.sections.answers_shown import distribution
from pipeline.sections.measurement_careless import careless, sets_sentence, turned, withheld_groups
from pipeline.sections.quality_of_answers import ends_sentence, invariance_sentence, style_sentence
from pipeline.sections.scale_use import comparison, scored, use
from tests.sections import made_up
from tests.sections.made_up import nothing, table

SETS = ("in_primary", "in_strict")

ROOT = Path(__file__).parents[2]
SCALE = {"scale": "PC", "kind": "all", "group": "all", "n_items": 3, "n_respondents": 100, "n_projects": 20}
SCALE |= {"omega_total": 0.81, "low": 0.75, "high": 0.86, "gate": "good", "icc2": 0.7, "agreement": "good"}


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def counted(*answers: int, **gaps: int) -> Mapping[str, Any]:
    """A row of missing_by_item with so many answers of 1, 2, ..., 7."""
    points = {f"answer_{point}": n for point, n in enumerate(answers, start=1)}
    kinds = dict.fromkeys(
        ("cannot_say", "refused", "not_answered", "not_reached", "invalid", "not_asked", "not_applicable"), 0
    )
    return {"item": "PC1", "kind": "all", "group": "all", **kinds, **points, **gaps}


def test_percentages_are_of_all_who_were_asked() -> None:
    """100 asked: 30 disagree, 10 in the middle, 50 agree, 10 cannot say; 100 of the other form are no part of it."""
    shown = distribution(dict(counted(10, 10, 10, 10, 10, 10, 30, cannot_say=10, not_asked=100)), 5)
    assert (shown.base, shown.disagree, shown.middle, shown.agree) == ("100", "30 %", "10 %", "50 %")
    assert (shown.cannot_say, shown.no_answer) == ("10 %", "0 %")
    assert shown.bar is not None
    assert shown.bar.against == (0.1, 0.1, 0.1)
    assert shown.bar.agreeing == (0.1, 0.1, 0.3)


def test_an_answer_of_few_is_shown_only_with_others() -> None:
    shown = distribution(dict(counted(2, 10, 10, 10, 10, 10, 30, cannot_say=10, not_answered=3)), 5)
    assert shown.bar is not None
    assert shown.bar.against == (22 / 95,)
    assert (shown.cannot_say, shown.no_answer) == ("14 %", "counted with these")


@pytest.mark.parametrize("answers", [(1, 1, 1, 10, 10, 10, 10), (5, 5, 5, 2, 5, 5, 5), (5, 5, 5, 5, 0, 1, 1)])
def test_a_side_of_few_withholds_the_whole_distribution(answers: tuple[int, ...]) -> None:
    shown = distribution(dict(counted(*answers)), 5)
    assert (shown.base, shown.bar) == ("withheld", None)


def test_a_few_without_an_answer_alone_withhold_it_and_nobody_asked_is_said() -> None:
    assert distribution(dict(counted(5, 5, 5, 5, 5, 5, 5, cannot_say=3)), 5).base == "withheld"
    assert distribution(dict(counted(0, 0, 0, 0, 0, 0, 0, not_asked=40)), 5).base == "nobody was asked"


def test_the_sentence_follows_the_gates() -> None:
    comparable = {"bias": 0.0, "items": "", "reason": ""}
    assert use(SCALE, comparable, {}, 0.5) == (
        "It may be used to compare groups of projects; no line of it was found to mean something else to one of the types."
    )
    off = {"bias": -0.25, "items": "PC3", "reason": "PC3 not comparable"}
    said = use(SCALE | {"gate": "low", "agreement": "members disagree", "icc2": 0.3}, off, {}, 0.5)
    assert "not very reliable" in said
    assert "must exceed its bound by 0.25 points more, for PC3 differs between them otherwise than the rest" in said
    assert said.endswith("it speaks of members, not of their projects, and must not be used to rank single projects.")
    assert "must not be used as one score" in use(SCALE | {"gate": "fails"}, comparable, {}, 0.5)
    assert use(SCALE, comparable, {"PC2": "2026"}, 0.5).startswith("Not to be used before the key of PC2 (2026)")
    single = SCALE | {"gate": "not assessed", "n_items": 1, "reason": "a single item"}
    assert "a single line" in use(single, {"bias": None, "items": "", "reason": "a single item"}, {}, 0.5).lower()


def test_groups_of_few_and_their_complement_are_withheld() -> None:
    """97 in English and 3 in German: both are withheld, or the 3 would follow from all 100."""
    groups = [{**SCALE, "kind": "language", "group": g, "n_respondents": n} for g, n in (("en", 97), ("de", 3))]
    blank = nothing()
    material = replace(blank, measured=replace(blank.measured, scales=table("measurement_by_scale", SCALE, *groups)))
    shown = measurement.context(material)["scales"]
    assert [scale.code for scale in shown] == ["PC"]
    assert [(line.group, line.respondents) for line in shown[0].groups] == [
        ("all", "100"),
        ("en", "withheld"),
        ("de", "withheld"),
    ]
    assert shown[0].groups[1].reliability == "–"


def test_careless_counts_of_few_are_withheld_and_so_is_a_difference_that_rests_on_them() -> None:
    row = {"index": "longstring", "kind": "all", "group": "all", "n": 400, "flagged": 40, "share": 0.1}
    contrast = {"index": "longstring", "kind": "contrast", "group": "PP - SSE", "n": 380, "flagged": 38, "share": 0.05}
    ends = {"low": -0.01, "high": 0.11}
    few = [{**one, "index": "irv", "flagged": 3} for one in (row, contrast | ends)]
    blank = nothing()
    tables = table("carelessness_by_group", row, contrast | ends, *few)
    found = careless(replace(blank, measured=replace(blank.measured, careless=tables)))
    assert (found[0].flagged, found[0].difference, found[0].interval) == (
        "40 (10 %)",
        "5.0",
        "−1 to 11 %",
    )
    assert (found[1].flagged, found[1].difference, found[1].interval) == ("withheld", "–", "")


def test_the_style_is_put_into_words() -> None:
    figures = {"scales": 20.0, "variance": 0.25, "gap": 0.8, "gap_low": 0.7, "gap_high": 0.9}
    said = [{"figure": name, "value": value} for name, value in figures.items() if name != "gap"]
    said += [{"figure": "estimated", "words": "yes"}, {"figure": "gap", "value": 0.8, "words": "PP less SOC and SOL"}]
    blank = nothing()
    sentence = style_sentence(replace(blank, measured=replace(blank.measured, style=table("style", *said))))
    assert "by 0.50 points (standard deviation), estimated from 20 scales" in sentence
    assert (
        "The sides differ in it: peer production less social economy and solidarity economy is 0.80 points" in sentence
    )
    assert "could not be estimated: no answers" in style_sentence(blank)


def test_where_equal_intercepts_hold_is_said() -> None:
    cells = [("type", "P", True, 9.0), ("type", "M", False, 9.0), ("wave", "P", False, None)]
    found = [{"over": o, "block": b, "level": "scalar", "holds": h, "chisq": chi2} for o, b, h, chi2 in cells]
    assert invariance_sentence(found) == (
        "Equal intercepts, without which means do not compare, hold over types in P of the blocks P and M; "
        "over waves this was not assessed."
    )


def of_group(group: str, n: int, flagged: int) -> dict[str, Any]:
    return {"index": "irv", "kind": "all" if group == "all" else "type", "group": group, "n": n, "flagged": flagged}


def test_a_type_with_few_flagged_is_withheld_and_so_is_another_from_which_they_would_follow() -> None:
    """40 flagged of 400: 20, 17 and 3; the 3 would follow from the 40, the 20 and the 17, so that the 17 go as well."""
    whole, types = of_group("all", 400, 40), [of_group("PP", 200, 20), of_group("SOC", 150, 17), of_group("SOL", 50, 3)]
    assert withheld_groups(whole, types, 5) == {"SOC", "SOL"}
    assert withheld_groups(whole, [of_group("PP", 200, 20), of_group("SOC", 200, 20)], 5) == frozenset()
    nearly_all = [
        of_group("PP", 200, 10),
        of_group("SOC", 33, 30),
    ]  # 3 of 33 were not flagged, and 167 are of no known type
    assert "SOC" in withheld_groups(whole, nearly_all, 5)


def test_the_difference_goes_with_a_share_that_would_follow_from_it() -> None:
    """Of 40 flagged in 400, 3 are in solidarity economy: its share is the difference, that of peer production and that of
    social economy put together, so the difference goes with it. With 20, 10 and 10 nothing is withheld."""
    blank = nothing()
    contrast = {**of_group("PP - SSE", 400, 40), "kind": "contrast", "share": -0.0125, "low": -0.05, "high": 0.03}
    for flagged, told in (((20, 17, 3), words.ABSENT), ((20, 10, 10), f"{words.MINUS}1.2")):
        sizes = zip(("PP", "SOC", "SOL"), (200, 150, 50), flagged, strict=True)
        counts = [of_group("all", 400, 40), *(of_group(*one) for one in sizes), contrast]
        tables = table("carelessness_by_group", *[{**one, "not_computable": 0} for one in counts])
        (line,) = careless(replace(blank, measured=replace(blank.measured, careless=tables)))
        assert line.difference == told, flagged
        assert bool(line.interval) == (told != words.ABSENT)
        assert (line.by_type[2] == "withheld") == (told == words.ABSENT)


def test_the_shares_by_type_stand_in_the_table() -> None:
    blank = nothing()
    counts = [of_group("all", 400, 40), of_group("PP", 200, 10), of_group("SOC", 200, 30)]
    tables = table("carelessness_by_group", *[{**one, "not_computable": 0} for one in counts])
    found = careless(replace(blank, measured=replace(blank.measured, careless=tables)))
    assert found[0].by_type == ("5 % of 200", "15 % of 200")


def test_no_count_of_excluded_rows_follows_from_what_the_indices_were_computed_for() -> None:
    """Of 60 delivered, 20 of each type, 2 of peer production were excluded, which the flow withholds; the indices were computed
    for all 60, of which 20 are of peer production: less the 18 kept, that would tell the 2."""
    people = [
        made_up.row("w1", n, declared_type=t, reason="too fast" if n < 3 else "", **dict.fromkeys(SETS, n >= 3))
        for n, t in enumerate(["PP"] * 20 + ["SOC"] * 20 + ["SOL"] * 20, start=1)
    ]
    blank = nothing()
    counts = [of_group("all", 60, 24), *(of_group(one, 20, 8) for one in ("PP", "SOC", "SOL"))]
    tables = table("carelessness_by_group", *[{**one, "not_computable": 0} for one in counts])
    measured = replace(blank.measured, careless=tables)
    for few_left_out, told in ((people, "100 %"), ([{**one, "in_primary": True} for one in people], "60")):
        kept = table("exclusions_by_respondent", *few_left_out)
        material = replace(blank, waves={"w1": made_up.WAVE}, exclusions=kept, measured=measured)
        (line,) = careless(material)
        assert line.computable == told
        assert line.by_type == (("40 %",) * 3 if told == "100 %" else ("40 % of 20",) * 3)


def test_what_the_flagged_rows_could_do_to_the_verdicts_is_said_in_the_words_of_the_talk() -> None:
    blank = nothing()
    said = [("primary", "supported"), ("all", "supported"), ("strict", "inconclusive")]
    found = table("verdicts_by_set", *[{"claim": "dif_reason", "set": name, "verdict": word} for name, word in said])
    shown = replace(blank, more={**blank.more, "verdicts_by_set": found})
    assert "none would get another word were all of the flagged rows kept, and 1 were every row" in sets_sentence(shown)
    named = [(one.claim.statement, one.primary.word, one.kept.word, one.strict.word) for one in turned(shown)]
    assert named == [("Reason for activity", "supported", "supported", "inconclusive")]


def test_how_often_the_ends_are_chosen_is_said_by_type_without_those_of_few() -> None:
    """PP: 40 of 100 answers to two lines are 1 or 7; SOC 10 of 50; of SOL too few."""
    rows = [counted(10, 0, 0, 30, 0, 0, 10), counted(5, 0, 0, 30, 0, 0, 15), counted(10, 0, 0, 40), counted(1, 0, 1, 1)]
    said = [dict(row) | {"kind": "type"} for row in rows]
    for row, group, code in zip(said, ("PP", "PP", "SOC", "SOL"), ("PC1", "PC2", "PC1", "PC1"), strict=True):
        row |= {"group": group, "item": code, "n": 50 if group != "SOL" else 3}
    blank = nothing()
    sentence = ends_sentence(replace(blank, measured=replace(blank.measured, answers=table("missing_by_item", *said))))
    assert (
        "An end was chosen in 40 % of the 100 answers of peer production and 20 % of the 50 answers of social economy."
        in sentence
    )
    assert "nothing takes it off. The answers" in ends_sentence(blank)


def test_who_has_a_score_and_what_was_done_with_gaps_is_said_of_each_scale() -> None:
    lines = [{"item": "NP1", "n": 120, "not_asked": 60}, {"item": "NP2", "n": 120, "not_asked": 0}]
    assert scored(SCALE, lines, 5) == (
        "Of 120 respondents 100 have a score: the mean of the lines that they answered, at least half of those shown; not "
        "everybody was asked NP1, which counts as no gap. Nothing is filled in."
    )
    assert "all but a few have a score: their answer." in scored(SCALE, [{"item": "MO1", "n": 103, "not_asked": 0}], 5)


def test_a_comparison_is_told_without_codes_of_types() -> None:
    row = {"contrast": "PP less SOC and SOL", "bias": 0.41, "reason": "SE2 not comparable"}
    said = "Peer production less social economy and solidarity economy: SE2 not comparable."
    assert comparison("type", row) == ("types", "0.41 points", said)
    alike = said.replace("SE2 not comparable", "no line differs otherwise than the rest")
    assert comparison("type", row | {"bias": 0.0})[1:] == ("none found", alike)
