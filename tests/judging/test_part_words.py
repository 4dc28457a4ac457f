"""Sentences that a share, or a type that nobody knows, must not turn into nonsense."""

from dataclasses import replace
from typing import Literal

import pytest

from pipeline.judging import contrast_words, share_words, slope_words, words
from pipeline.judging.finding import Finding, missing_types
from pipeline.judging.plain import spelled
from pipeline.rules import Association, Dichotomy, Difference, Proportion, Within
from pipeline.stats.estimate import Estimate
from pipeline.stats.resampling import ExactShare
from tests.judging.evidence import ASKED, CLAIMS, evidence


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (-0.11, "against the direction of the whole difference"),
        (0.4, "40 % of the whole difference"),
        (1.2, "more than the whole difference"),
    ],
)
def test_an_indirect_effect_is_never_a_negative_part_of_the_whole(share: float, said: str) -> None:
    told = words.part_of_the_whole(share)
    assert said in told
    assert "-" not in told


def test_where_no_type_is_known_it_is_said_once_and_respondents_are_not_denied() -> None:
    known = evidence({"SO": {"PP": 3.0, "SOC": 5.0, "SOL": 5.0}})
    unknown = replace(known, respondents=known.respondents.assign(declared_type=None))
    assert missing_types(unknown, ("PP", "SSE")) == (
        "of none of the respondents is it known what type of project they belong to",
    )
    assert missing_types(known, ("PP", "SSE")) == ()


@pytest.mark.parametrize(("years", "said"), [(19.0, "is 19 years later than"), (-7.5, "is 7.5 years earlier than")])
def test_years_lie_before_or_after_one_another_and_not_above(years: float, said: str) -> None:
    rule = CLAIMS["history_age"].rule
    assert isinstance(rule, Difference)
    found = Finding("PP - SSE", "medians", "contrast", "years", Estimate(years, 1.0, 50, 60, 60), 60, 0)
    told = contrast_words.contrast(evidence({}), rule.contrasts[0], found, "inconclusive", 0.95, 10.0, 0.0)
    assert f"the median founding year of peer production {said} that of the social and solidarity economy" in told


NEITHER = "but neither wholly inside ±0.25 nor wholly {}, so that it stays open"


@pytest.mark.parametrize(
    ("value", "sign", "said"),
    [
        (0.23, "positive", "which does not settle whether it lies above 0.25"),
        (-0.23, "positive", f"nowhere above 0.25, {NEITHER.format('below -0.25')}"),
        (-0.23, "negative", "which does not settle whether it lies below -0.25"),
        (0.23, "negative", f"nowhere below -0.25, {NEITHER.format('above 0.25')}"),
        (-0.23, "not negative", "which does not settle whether it lies above -0.25"),
    ],
)
def test_an_open_slope_is_held_against_the_bound_on_its_own_side(
    value: float, sign: Literal["positive", "negative", "not negative"], said: str
) -> None:
    """What the talk says to be a negative link must lie below the negative bound; 0.20 to either side, 0.16 at 90 %."""
    rule = CLAIMS["valorization_int"].rule
    assert isinstance(rule, Association)
    asked = replace(rule.slopes[0], sign=sign)
    found = Finding("ALL", "slope", "contrast", "slope", Estimate(value, 0.1, 50, 60, 60), 60, 0, word="inconclusive")
    assert slope_words.decided(asked, found, evidence({}), 0.25).endswith(f", {said}")


@pytest.mark.parametrize(
    ("value", "word", "said"),
    [
        (
            -1.2,
            "supported",
            "1.20 points below {} (deciding interval 1.00 to 1.40 below), wholly beyond 0.50, as the talk says",
        ),
        (
            1.2,
            "contradicted",
            "1.20 points above {} (deciding interval 1.00 to 1.40 above), wholly beyond 0.50, against what",
        ),
        (
            0.1,
            "equivalent",
            "0.10 points above {}, against the talk's direction (90 % interval 0.07 below to 0.27 above)",
        ),
        (-0.1, "equivalent", "0.10 points below {} (90 % interval 0.27 below to 0.07 above), wholly inside ±0.50"),
        (-0.6, "inconclusive", "0.60 points below {} (deciding interval 0.40 to 0.80 below), which does not settle"),
        (
            0.6,
            "inconclusive",
            "0.60 points above {}, against the talk's direction (deciding interval 0.40 to 0.80 above)",
        ),
    ],
)
def test_the_interval_of_a_contrast_lies_on_the_side_of_its_sentence(value: float, word: str, said: str) -> None:
    """The talk says that solidarity is lower in peer production. Se 0.1021, many df: 0.20 and 0.17 to either side."""
    rule = CLAIMS["dif_solidarity"].rule
    assert isinstance(rule, Dichotomy)
    found = Finding("PP - SSE", "difference", "contrast", "points", Estimate(value, 0.1021, 1e6, 60, 60), 60, 400)
    told = contrast_words.contrast(evidence({}), rule.contrasts[0], found, word, 0.95, 0.5, 0.0)
    assert said.format("the social and solidarity economy") in told


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("pp_presupposes_producing", "75 % of the projects of peer production make originals (95 % interval"),
        ("soc_nonprofit", "75 % of the projects of the social economy are non-profit"),
        ("sse_welfare_supported", "75 % of the projects of the social and solidarity economy have public funding"),
        ("sse_third_sector", "are owned in common by a community or belong to a non-profit or to their members"),
        ("com_econ_activity", "have production or distribution or consumption among their activities"),
        ("coop_few_examples", "75 % of all projects have documented cooperation with the other type"),
        (
            "fs_oldest",
            "75 % of the projects of peer production in other domains were founded after the first project of free",
        ),
        (
            "pp_political_subset",
            "75 % of the respondents of peer production have at least 5 on political will or at least 5",
        ),
        (
            "sse_benefits_pp",
            "75 % of the projects of the social and solidarity economy have a mean of at least 5 on dependence",
        ),
        ("soc_volunteers", "have a respondent who answers 'no' on pay for the work in the project (D08)"),
        (
            "compass_empty",
            "75 % of all projects stand in one of the cells 'public, Selbstentfaltung' or 'private, Selbst",
        ),
    ],
)
def test_a_share_says_how_many_of_whom_do_what(name: str, said: str) -> None:
    rule = CLAIMS[name].rule
    assert isinstance(rule, Proportion)
    asked = rule.shares[0]
    found = Finding(asked.group.type, "share", "component", "share", ExactShare(30, 40), 40, 0)
    told = spelled(share_words.share(evidence({}), asked, found, "supported"), ASKED)
    assert said in told
    assert "as the talk says" in told


def test_a_difference_within_persons_says_which_of_the_two_lies_above() -> None:
    rule = CLAIMS["pp_participation_precondition"].rule
    assert isinstance(rule, Within)
    found = Finding("PP", "mean", "contrast", "points", Estimate(-0.45, 0.1, 1e6, 60, 60), 60, 400)
    told = words.location(evidence({}), rule.differences[0], found, "inconclusive", 0.0, 0.5)
    assert "participation as a precondition lies 0.45 points below participation as a political goal" in told
    assert told.endswith(
        "(95 % interval 0.25 to 0.65 below), nowhere more than 0.5 above it, "
        "but neither wholly inside ±0.5 nor wholly more than 0.5 below it, so that it stays open"
    )


@pytest.mark.parametrize(
    ("value", "word", "end"),
    [
        (0.4, "supported", "wholly above 0.15, as the talk says"),
        (-0.4, "contradicted", "wholly below -0.15, against what the talk says"),
        (0.4, "inconclusive", "wholly above 0.15, but not so in two thirds of the waves"),
        (-0.4, "inconclusive", "wholly below -0.15, but not so in two thirds of the waves"),
        (0.0, "equivalent", "wholly inside ±0.15, so that there is no relevant association"),
    ],
)
def test_a_slope_says_what_settled_it(value: float, word: str, end: str) -> None:
    rule = CLAIMS["sse_shortcomings_to_will"].rule
    assert isinstance(rule, Association)
    found = Finding("SSE", "slope", "contrast", "slope", Estimate(value, 0.05, 1e6, 60, 60), 60, 0, word=word)
    told = slope_words.decided(rule.slopes[0], found, evidence({}), 0.15)
    assert told.endswith(end)
    assert ("the slope of political will on" in told and " are " not in told) == (
        value == 0.0
    )  # no direction was found


@pytest.mark.parametrize(
    ("outcome", "predictor", "value", "said"),
    [
        ("D12", "LR1", -0.4, "those further to the right on the scale from left to right (LR1) are lower on interest"),
        ("D12", "LR1", 0.0, "the slope of interest in the other kind (D12) on the scale from left to right (LR1) is"),
        ("LR1", "D12", 0.4, "(D12) are further to the right on the scale from left to right (LR1) (0.40 standard"),
        ("LR1", "D12", -0.4, "(D12) are further to the left on the scale from left to right (LR1) (-0.40 standard"),
        ("D12", "SC1", 0.4, "those higher on seeing today's problems in the economy (SC1) are higher on interest"),
    ],
)
def test_a_scale_between_two_ends_is_spoken_of_by_its_ends(
    outcome: str, predictor: str, value: float, said: str
) -> None:
    rule = CLAIMS["sse_shortcomings_to_will"].rule
    assert isinstance(rule, Association)
    asked = replace(rule.slopes[0], outcome=(outcome,), predictor=(predictor,))
    found = Finding("SSE", "slope", "contrast", "slope", Estimate(value, 0.05, 1e6, 60, 60), 60, 0)
    told = slope_words.goes_with(asked, found, evidence({}), 0.95)
    assert said in told
    assert "(low)" not in told and "(high)" not in told
