"""Sentences that a share, or a type that nobody knows, must not turn into nonsense."""

from dataclasses import replace
from typing import Literal

import pytest

from pipeline.judging import slope_words, words
from pipeline.judging.finding import Finding, missing_types
from pipeline.rules import Association, Difference
from pipeline.stats.estimate import Estimate
from tests.judging.evidence import CLAIMS, evidence


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


@pytest.mark.parametrize(("years", "said"), [(19.0, "is 19.0 years later than"), (-7.5, "is 7.5 years earlier than")])
def test_years_lie_before_or_after_one_another_and_not_above(years: float, said: str) -> None:
    rule = CLAIMS["history_age"].rule
    assert isinstance(rule, Difference)
    found = Finding("PP - SSE", "medians", "contrast", "years", Estimate(years, 1.0, 50, 60, 60), 60, 0)
    told = words.contrast(evidence({}), rule.contrasts[0], found, "inconclusive", (5.0, 30.0), 10.0, 0.0)
    assert f"the median founding year of peer production {said} that of the social and solidarity economy" in told


@pytest.mark.parametrize(
    ("sign", "said"),
    [("positive", "exceeds 0.25"), ("negative", "lies below -0.25"), ("not negative", "lies above -0.25")],
)
def test_an_open_slope_is_held_against_the_bound_on_its_own_side(
    sign: Literal["positive", "negative", "not negative"], said: str
) -> None:
    """What the talk says to be a negative link must lie below the negative bound."""
    rule = CLAIMS["valorization_int"].rule
    assert isinstance(rule, Association)
    asked = replace(rule.slopes[0], sign=sign)
    found = Finding("ALL", "slope", "contrast", "slope", Estimate(-0.23, 0.1, 50, 60, 60), 60, 0, word="inconclusive")
    assert slope_words.decided(asked, found, evidence({}), 0.25).endswith(f"which does not settle whether it {said}")
