"""What the pages say of a loose scale holds of a claim that shows its items, and of one that has none to show."""

import re
from dataclasses import replace

from pipeline.html import words
from pipeline.judging.evidence import Evidence
from pipeline.judging.measurement import Measurement, Reliability
from tests.judging.evidence import evidence, judge_one
from tests.judging.test_gates import APART, LINES, TURNED

SAID = "where its items stand among the parts, they show if they agree"
ITEM = re.compile(r"\b(PC|SE)[0-9]")


def loose(found: Evidence, scale: str) -> Evidence:
    return replace(found, measurement=Measurement(reliability={scale: Reliability("low", 0.65)}))


def items(name: str, found: Evidence) -> list[str]:
    judged = judge_one(name, found)
    assert "low reliability" in judged.suffixes
    return [part.what for part in judged.parts if ITEM.search(part.what)]


def test_the_items_of_a_loose_scale_are_not_promised_where_there_are_none() -> None:
    """Of a contrast of means the items are shown; of a slope there are none."""
    assert items("dif_production", loose(evidence(APART | LINES | TURNED), "PC"))
    types = {"PP": 4.0, "SOC": 4.0, "SOL": 4.0}
    slope = evidence(dict.fromkeys(("SE", "MO1", "D08"), types))
    assert not items("market_vs_selbst", loose(slope, "SE"))
    assert words.SUFFIXES["low reliability"].endswith(SAID)
