"""The specification curve says what the tables say; what is withheld is not in it."""

from dataclasses import replace

import pytest

from pipeline.html import curve_chart, words
from pipeline.sections import curves, verdicts
from pipeline.sections.curves import Curve
from pipeline.sections.material import Material
from tests.sections import made_up
from tests.sections.made_up import nothing, table, verdict

CLAIM = "dif_production"
ESTIMATES = [0.7, 0.2, 0.4, 0.6, 0.9, 1.1, -0.1, 0.3]


def material(n_respondents: int = 400) -> Material:
    """A difference of 0.7 points, judged in eight ways; three of four project means say the same word, one of four models."""
    cells = [
        {
            "claim": CLAIM,
            "cell": number,
            "unit": "mixed model" if number <= 4 else "project mean",
            "verdict": "supported" if number in (1, 5, 6, 8) else "inconclusive",
            "estimate": value,
            "ci95_low": value - 0.2,
            "ci95_high": value + 0.2,
            "bound": 0.5,
        }
        for number, value in enumerate(ESTIMATES, start=1)
    ]
    robustness = {
        "claim": CLAIM,
        "verdict": "supported",
        "cells": 8,
        "left_out": 2,
        "reason": "2 because of made-up data",
    }
    robustness |= {"share_same": 0.5, "suffix": "sensitive", "supported": 4, "inconclusive": 4}
    judged = verdict(
        CLAIM, "supported", estimate=0.7, unit="points", bound=0.5, n_projects=40, n_respondents=n_respondents
    )
    blank = nothing()
    more = {**blank.more, "cells_by_claim": table("cells_by_claim", *cells)}
    more["robustness_by_claim"] = table("robustness_by_claim", robustness)
    return replace(blank, verdicts=table("verdicts_by_claim", judged), more=more)


def curve(found: Material) -> Curve:
    return curves.curves(verdicts.entries(found), found)[CLAIM]


def test_the_summary_counts_the_ways() -> None:
    own = curve(material())
    assert own.summary == "Judged in 8 ways, the word is “supported” in 4 (50 %): sensitive."
    assert [(word.word, n) for word, n in own.words] == [("supported", 4), ("inconclusive", 4)]
    assert own.left_out == "2 further ways were left out: 2 because of made-up data."


def test_the_table_says_for_each_way_how_often_the_word_is_the_same() -> None:
    assert [row[1:] for row in curve(material()).table] == [
        ("persons in projects", "1 of 4", "0.20 to 0.70"),
        ("project means", "3 of 4", "−0.10 to 1.10"),
    ]


def test_the_picture_says_its_finding_in_words() -> None:
    own = curve(material())
    assert "The estimates run from −0.10 to 1.10, 4 of 8 inside ±0.5." in own.alternative
    assert own.svg is not None
    assert own.svg.count("<circle") == 1  # the estimate that was judged
    assert "persons in projects" in own.svg
    assert "usual exclusions" not in own.svg  # they have no bearing here
    assert len(own.svg) < 25_000


def test_the_curve_ascends_and_the_judged_estimate_is_on_it() -> None:
    svg = str(curve(material()).svg)
    line = svg.split('class="cu-line" d="M')[1].split('"')[0]
    heights = [float(point.split()[1]) for point in line.split("L")]
    assert len(heights) == len(ESTIMATES)
    assert heights == sorted(heights, reverse=True)  # upwards on the screen


@pytest.mark.parametrize("n", [3, 4])
def test_estimates_on_few_respondents_are_not_shown(n: int) -> None:
    own = curve(material(n_respondents=n))
    assert own.svg is None
    assert all(row[3] == "" for row in own.table)


def test_an_interval_of_any_width_has_a_few_round_ticks() -> None:
    assert curve_chart._ticks(-1.2e10, 1.2e10) == [-1e10, -5e9, 0, 5e9, 1e10]


def test_estimates_of_a_set_that_differs_by_a_handful_of_people_are_not_shown() -> None:
    """Of 60 kept, 20 of each type, the set with hardly any exclusions has 3 more of peer production: its estimates would tell
    theirs. The strict set leaves 10 out and keeps its estimates. The words stay everywhere."""
    found = material()
    sets = ["primary", "all", "strict", "primary", "all", "strict", "primary", "primary"]
    cells = found.more["cells_by_claim"].assign(exclusions=sets)
    people = [
        made_up.row("w1", n, declared_type=t) for n, t in enumerate(["PP", "SOC", "SOL"] * 20 + ["PP"] * 3, start=1)
    ]
    for n, person in enumerate(people):
        person |= {"in_primary": n < 60, "in_strict": n < 30, "in_all": True}
    kept = table("exclusions_by_respondent", *people)
    own = curve(replace(found, exclusions=kept, more={**found.more, "cells_by_claim": cells}))
    told = {value: (same, spread) for dimension, value, same, spread in own.table if dimension == "Who is left out"}
    assert told == {
        "usual exclusions": ("2 of 4", f"{words.MINUS}0.10 to 0.70"),
        "hardly any": ("1 of 2", ""),
        "strict": ("1 of 2", "0.40 to 1.10"),
    }
    assert own.base == "6 ways with an estimate, of 8"
