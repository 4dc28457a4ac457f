"""Sides that share languages unevenly: what a translation shifts is no difference between the types."""

from dataclasses import replace

import pytest

from pipeline.judging.compose import sub_thesis
from pipeline.judging.evidence import Evidence
from pipeline.judging.judgement import OTHER_LANGUAGES
from pipeline.judging.translation import ADJUSTED
from tests.judging.evidence import RULERS, evidence, judge_one

GERMAN = {"PP": 12, "SOC": 2, "SOL": 2}  # projects of 14 that answer in German, the others in English


def translated(peer: float, others: float, shift: float, code: str = "SO") -> Evidence:
    """`code` at these means in German, and by `shift` points elsewhere in English."""
    found = evidence({code: {"PP": peer, "SOC": others, "SOL": others}})
    table = found.respondents
    number = table["project"].str.extract(r"(\d+)$")[0].astype(int)
    german = number < table["declared_type"].map(GERMAN)
    spoken = german.map({True: "de", False: "en"}).astype("str")
    return replace(found, respondents=table.assign(language=spoken, **{code: table[code] + shift * ~german}))


def held(name: str, found: Evidence) -> tuple[float, list[float]]:
    """The estimate as it is and those with the language held constant."""
    judged = judge_one(name, found)
    assert judged.estimate is not None
    return judged.estimate, [part.value for part in judged.parts if part.what.endswith(ADJUSTED)]


def test_a_difference_that_a_translation_makes_is_shown_and_not_counted() -> None:
    """No type differs; English adds 2 points. Peer production lies 2 x 10 / 14 = 1.43 points lower, and with the language held
    constant 0."""
    found = translated(3.0, 3.0, 2.0)
    raw, adjusted = held("dif_solidarity", found)
    assert abs(raw) == pytest.approx(20 / 14, abs=1e-6)
    assert adjusted == [pytest.approx(0.0, abs=1e-6)]
    judged = judge_one("dif_solidarity", found)
    assert (judged.verdict, judged.counted_word) == ("supported", "inconclusive")
    assert OTHER_LANGUAGES in judged.suffixes
    assert "with the language of the answers held constant it is 0.00" in judged.reason
    assert "2 of them not counted" in sub_thesis("T1", [judged] * 2, RULERS.cutoffs).reason


@pytest.mark.parametrize(("peer", "others", "shift"), [(3.0, 5.0, 0.0), (3.0, 5.0, 0.5), (3.0, 5.0, -0.5)])
def test_a_difference_in_every_language_is_counted(peer: float, others: float, shift: float) -> None:
    """2 points within each language, whatever English adds: 2 with the language held constant."""
    found = translated(peer, others, shift)
    judged = judge_one("dif_solidarity", found)
    assert (judged.counted_word, judged.suffixes) == ("supported", ())
    raw, adjusted = held("dif_solidarity", found)
    assert abs(raw) == pytest.approx(2 + shift * 10 / 14, abs=1e-6)
    assert [abs(value) for value in adjusted] == [pytest.approx(2.0, abs=1e-6)]


def test_a_row_in_which_peer_production_lies_higher_is_held_against_the_language_in_that_direction() -> None:
    """English takes 2 points off: peer production, which answers in German, lies 1.43 points higher, and 0 within a language.
    Where it adds 1 point to 2 within each language, 2 - 10 / 14 = 1.29 are seen, and the difference is there."""
    judged = judge_one("history_contemporary", translated(4.0, 4.0, -2.0, "CP2"))
    assert (judged.verdict, judged.counted_word) == ("supported", "inconclusive")
    hidden = judge_one("history_contemporary", translated(5.0, 3.0, 1.0, "CP2"))
    assert (hidden.counted_word, hidden.suffixes) == ("supported", ())


def test_one_language_for_all_holds_nothing_constant() -> None:
    found = translated(3.0, 5.0, 0.0)
    alone = replace(found, respondents=found.respondents.assign(language="de"))
    assert held("dif_solidarity", alone)[1] == []
