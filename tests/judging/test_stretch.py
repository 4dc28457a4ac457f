"""Answers stretched away from the middle by one side, and spreads that are its own."""

from dataclasses import replace

import pytest

from pipeline.judging.evidence import Evidence
from tests.judging.evidence import ASKED, evidence, judge_one

SSE = ["SOC", "SOL"]


def widened(times: float, codes: tuple[str, ...], types: list[str]) -> Evidence:
    """Everybody about the middle, and the answers of these types to these scales that many times as far from it."""
    every = (*ASKED.difference, *ASKED.structure)
    found = evidence({code: dict.fromkeys(("PP", "SOC", "SOL"), 4.0) for code in every})
    rows = found.respondents.copy()
    at = rows["declared_type"].isin(types)
    rows.loc[at, list(codes)] = 4 + times * (rows.loc[at, list(codes)] - 4)
    return replace(found, respondents=rows)


@pytest.mark.parametrize(("types", "word", "times"), [(SSE, "supported", "1.60"), (["PP"], "contradicted", "0.62")])
def test_a_spread_that_is_as_wide_on_all_other_questions_is_style_sensitive(
    types: list[str], word: str, times: str
) -> None:
    """All answers 1.6 times as far from the middle: so is the spread that the claim speaks of, and that of all the others."""
    judged = judge_one("sse_hard_generalize", widened(1.6, (*ASKED.difference, *ASKED.structure), types))
    assert (judged.verdict, judged.suffixes) == (word, ("style-sensitive",))
    assert f"spread {times} times as widely" in judged.reason
    assert [(e.gate, e.before, e.after) for e in judged.effects] == [("G4", word, word)]


def test_a_spread_of_its_own_is_not() -> None:
    judged = judge_one("sse_hard_generalize", widened(1.6, ASKED.difference, SSE))
    assert (judged.verdict, judged.suffixes) == ("supported", ())


def test_a_spread_that_outdoes_the_stretching_is_not() -> None:
    """3 times as wide, and 1.2 times on the other questions: 2.5 is left."""
    both = widened(1.2, ASKED.structure, SSE)
    own = widened(3.0, ASKED.difference, SSE).respondents[list(ASKED.difference)]
    found = replace(both, respondents=both.respondents.assign(**{str(code): own[code] for code in own}))
    judged = judge_one("sse_hard_generalize", found)
    assert (judged.verdict, judged.suffixes) == ("supported", ())
