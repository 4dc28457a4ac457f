"""Plain tests of significance beside the verdicts, on answers made by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipeline.judging.evidence import Evidence
from pipeline.naive import contrasts_of, naive_words
from tests.judging.evidence import ASKED, CLAIMS

DIFFERENCE = 0.5


def answers(projects: int, persons: int, spread: float) -> Evidence:
    """PC is 0.5 higher in PP on average; projects differ by `spread` up and down, persons hardly."""
    rows = []
    for declared, shift in (("PP", DIFFERENCE), ("SOC", 0.0), ("SOL", 0.0)):
        for project in range(projects):
            for person in range(persons):
                value = 4 + shift + spread * (-1) ** project + 0.01 * (-1) ** person
                rows.append((declared, f"{declared}{project}", value))
    table = pd.DataFrame(rows, columns=["declared_type", "project", "PC"])
    table = table.assign(wave="w", row=np.arange(len(table)))
    nothing = pd.DataFrame()
    return Evidence(table, nothing, nothing, {}, None, "", {}, ASKED)


def word(projects: int, persons: int, spread: float, by_project: bool) -> str | None:
    found = answers(projects, persons, spread)
    return naive_words({"dif_production": CLAIMS["dif_production"]}, found, by_project).get("dif_production")


def test_nesting_ignored_makes_significance() -> None:
    """Projects are a point above or below their type's mean. Four a side: s = 1.155, standard error of the contrast
    sqrt(s^2 / 4 + s^2 / 8) = 0.71, t = 0.71. As 200 persons a type: s = 1.0, standard error sqrt(1 / 200 + 1 / 400) = 0.087,
    t = 5.8."""
    assert word(4, 50, 1.0, by_project=True) == "not significant"
    assert word(4, 50, 1.0, by_project=False) == "significant as claimed"


@pytest.mark.parametrize("by_project", [True, False])
def test_half_a_point_is_significant_where_projects_are_alike(by_project: bool) -> None:
    assert word(4, 5, 0.01, by_project) == "significant as claimed"


def test_the_other_way_is_told_apart() -> None:
    """What the talk says lies lower in peer production, and lies higher."""
    plain = answers(4, 5, 0.01)
    found = replace(plain, respondents=plain.respondents.rename(columns={"PC": "PI"}))
    words = naive_words({"dif_polvalues": CLAIMS["dif_polvalues"]}, found, by_project=True)
    assert words == {"dif_polvalues": "significant the other way"}


def test_nothing_is_said_without_variation() -> None:
    assert word(1, 1, 0.0, by_project=True) is None


def test_claims_on_other_things_are_left_out() -> None:
    """A share, a median, an entropy, a contrast among some of the projects only."""
    for name in ("sse_improve_society", "history_age", "compass_pp_hard", "sse_form_focus", "pp_no_awareness"):
        assert contrasts_of(CLAIMS[name]) == ()
    assert len(contrasts_of(CLAIMS["dif_reason"])) == 2
