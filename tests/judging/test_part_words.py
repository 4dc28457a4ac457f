"""Sentences that a share, or a type that nobody knows, must not turn into nonsense."""

from dataclasses import replace

import pytest

from pipeline.judging import words
from pipeline.judging.finding import missing_types
from tests.judging.evidence import evidence


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
