"""Numbers as a person would say them."""

import math

import pytest

from pipeline.html import words


@pytest.mark.parametrize(
    ("value", "said"),
    [(1.84, "1.84"), (1.8449, "1.84"), (-0.5, "\u22120.50"), (-0.001, "0.00"), (None, "\u2013"), (math.nan, "\u2013")],
)
def test_numbers_have_two_decimals_a_true_minus_and_no_negative_zero(value: float | None, said: str) -> None:
    assert words.number(value) == said


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "0 %"), (0.001, "under 1 %"), (0.43, "43 %"), (0.999, "over 99 %"), (1, "100 %"), (None, "\u2013")],
)
def test_a_share_that_is_neither_none_nor_all_never_reads_as_such(share: float | None, said: str) -> None:
    assert words.percent(share) == said


def test_amounts_carry_their_unit() -> None:
    assert words.amount(1.5, "points") == "1.50 points"
    assert words.amount(0.12, "share") == "12 %"
    assert words.amount(0.12, "share", difference=True) == "12 percentage points"
    assert words.amount(7.25, "years") == "7.2 years"
    assert words.amount(2009.0, "years") == "2009"
    assert words.amount(None, "points") == "\u2013"


def test_a_log_ratio_is_told_as_the_ratio_and_a_slope_in_standard_deviations() -> None:
    assert words.amount(0.0, "log ratio") == "1.00 times"
    assert words.interval(math.log(0.91), math.log(1.16), "log ratio") == "0.91 to 1.16"
    assert words.amount(-0.27, "slope") == "\u22120.27 standard deviations"
    assert words.amount(0.74, "entropy") == "0.74 in entropy"
    assert words.amount(0.0, "probability") == "under 0.001"


def test_intervals_are_silent_where_an_end_is_missing() -> None:
    assert words.interval(1.5, 2.2, "points") == "1.50 to 2.20"
    assert words.interval(0.1, 0.25, "share") == "10 to 25 %"
    assert words.interval(None, 2.2, "points") == ""
    assert words.interval(math.nan, 2.2, "points") == ""


def test_a_very_small_probability_is_not_zero() -> None:
    assert words.probability(0.0) == "under 0.001"
    assert words.probability(0.0412) == "0.041"


def test_counts_and_lists_are_grammatical() -> None:
    assert [words.count(n, "claim") for n in (0, 1, 1204)] == ["no claims", "1 claim", "1,204 claims"]
    assert words.count(2, "commonality", "commonalities") == "2 commonalities"
    assert [words.listing(parts) for parts in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


def test_sides_are_spelled_out() -> None:
    assert words.side("PP - SSE") == "peer production minus social and solidarity economy"
    assert words.side("something else") == "something else"


def test_a_sentence_begins_large_and_ends_with_one_full_stop() -> None:
    assert words.sentence("too few data") == "Too few data."
    assert words.sentence("Really? ") == "Really?"
    assert words.sentence("PC is high.") == "PC is high."


def test_verdict_counts_name_only_the_words_that_occur_in_their_order() -> None:
    assert words.verdict_counts({"mixed": 2, "supported": 31}) == "31 are supported and 2 mixed"
    assert words.verdict_counts({"contradicted": 1}) == "1 is contradicted"
    assert words.verdict_counts({}) == "none is judged"


def test_there_are_exactly_the_six_words_each_with_its_own_mark() -> None:
    assert list(words.VERDICTS) == ["supported", "contradicted", "equivalent", "mixed", "inconclusive", "not testable"]
    assert len({word.slug for word in words.VERDICTS.values()}) == 6


def test_what_came_in_every_draw_is_not_certain() -> None:
    assert [words.unsure(share) for share in (0.0, 0.5, 1.0)] == ["under 1 %", "50 %", "over 99 %"]


def test_sides_are_told_in_words() -> None:
    assert words.side("SOL / PP") == "solidarity economy against peer production"
    assert words.side("PP - SSE") == "peer production minus social and solidarity economy"
    said = "the contrast peer production minus social and solidarity economy on SOCIAL things"
    assert words.types_named("the contrast PP minus SSE on SOCIAL things") == said
