"""Indicators of projects and types, worked out by hand on balanced answers.

With as many respondents in each project REML gives the variances of the analysis of variance: sigma2 is the mean square within,
tau2 the difference of the mean squares over n.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import pytest

from pipeline import files
from pipeline.aggregate import by_project, by_type, clusters_of

SMALL: Mapping[str, Sequence[float]] = {"a": (1, 3), "b": (3, 5), "c": (5, 7)}
NORMAL_97_5 = 1.959964


def scores(answers: Mapping[str, Sequence[float]], types: Mapping[str, str], wave: str = "w1") -> pd.DataFrame:
    """scores_by_respondent with one indicator, SE, of projects whose respondents have these scores."""
    rows = [
        {"wave": wave, "project": project, "declared_type": types[project], "in_primary": True, "SE": value}
        for project, values in answers.items()
        for value in values
    ]
    table = pd.DataFrame(rows).assign(row=range(1, len(rows) + 1))
    return table.astype({"wave": "str", "project": "str", "declared_type": "str", "SE": "float64"})


PURE = dict.fromkeys(SMALL, "PP")


def test_means_are_drawn_towards_the_mean_of_all_by_their_reliability() -> None:
    """Within 2, between 2 x 4 = 8: tau2 = 3, sigma2 = 2, so that three quarters of each distance from 4 remain."""
    table = by_project(scores(SMALL, PURE), ["SE"], 2)
    files.check("indicators_by_project", table)
    assert table["mean"].tolist() == [2, 4, 6]
    assert table["sd"].tolist() == pytest.approx([math.sqrt(2)] * 3)
    assert table["shrunken"].tolist() == pytest.approx([2.5, 4, 5.5], abs=1e-6)
    half = NORMAL_97_5 * math.sqrt(0.75 * 2 / 2 + 0.25**2 * 8 / 6)
    assert (table["high"] - table["shrunken"]).tolist() == pytest.approx([half] * 3, rel=1e-5)
    assert (table["shrunken"] - table["low"]).tolist() == pytest.approx([half] * 3, rel=1e-5)


def test_a_project_of_too_few_has_no_mean_of_its_own() -> None:
    table = by_project(scores(SMALL, PURE), ["SE"], 3)
    assert table[["mean", "sd"]].isna().all(axis=None)
    assert table["shrunken"].tolist() == pytest.approx([2.5, 4, 5.5], abs=1e-6)


def test_only_the_primary_set_of_known_projects_counts() -> None:
    table = scores({**SMALL, "d": (7, 7), "e": (7, 7)}, {**PURE, "d": "PP", "e": "PP"})
    table.loc[table["project"] == "d", "in_primary"] = False
    table.loc[table["project"] == "e", "declared_type"] = None
    found = by_project(table, ["SE"], 2)
    assert found["project"].tolist() == ["a", "b", "c"]
    assert found["shrunken"].tolist() == pytest.approx([2.5, 4, 5.5], abs=1e-6)


def test_a_wave_in_which_everybody_answers_higher_moves_no_project() -> None:
    """The second wave lies 2 points higher for all; a project of both has the mean of its two waves without that."""
    later = scores({name: tuple(v + 2 for v in values) for name, values in SMALL.items()}, PURE, "w2")
    table = by_project(pd.concat([scores(SMALL, PURE), later], ignore_index=True), ["SE"], 2)
    assert table["mean"].tolist() == pytest.approx([3, 5, 7])
    assert table["n_respondents"].tolist() == [4, 4, 4]


def test_waves_in_which_other_types_answer_keep_the_difference_between_the_types() -> None:
    """Peer production at 6 and the others at 2, mostly in different waves, of which neither raises anybody."""
    first = {f"p{i}": (5.9, 6.1, 6.0) for i in range(6)} | {"s0": (1.9, 2.1, 2.0)}
    second = {f"s{i}": (1.9, 2.1, 2.0) for i in range(1, 7)} | {"p9": (5.9, 6.1, 6.0)}
    types = {name: "PP" if name[0] == "p" else "SOC" for name in first | second}
    both = pd.concat([scores(first, types, "w1"), scores(second, types, "w2")], ignore_index=True)
    means = by_project(both, ["SE"], 2).set_index("project")["mean"]
    assert means[["p0", "p9", "s0", "s1"]].tolist() == pytest.approx([6, 6, 2, 2], abs=0.01)


def test_types_that_are_asked_in_one_wave_each_keep_their_difference() -> None:
    types = {"p": "PP", "q": "PP", "a": "SOC", "b": "SOC"}
    parts = [
        scores({"p": (5, 6), "q": (6, 7)}, types, "w1"),
        scores({"a": (1, 2), "b": (2, 3)}, types, "w2"),
    ]
    means = by_project(pd.concat(parts, ignore_index=True), ["SE"], 2).set_index("project")["mean"]
    assert means[["p", "q", "a", "b"]].tolist() == pytest.approx([5.5, 6.5, 1.5, 2.5])


def test_an_indicator_that_nobody_answered_has_no_row() -> None:
    table = scores(SMALL, PURE).assign(PC=np.nan)
    assert set(by_project(table, ["SE", "PC"], 2)["indicator"]) == {"SE"}
    assert len(by_project(table, ["PC"], 2)) == 0


def test_a_project_of_which_nobody_answered_has_no_row_and_the_others_keep_theirs() -> None:
    """Without a warning, which would stop this test."""
    table = scores({**SMALL, "d": (np.nan, np.nan)}, {**PURE, "d": "PP"})
    found = by_project(table, ["SE"], 2)
    assert found["project"].tolist() == ["a", "b", "c"]
    assert found["shrunken"].tolist() == pytest.approx([2.5, 4, 5.5], abs=1e-6)


def test_both_halves_of_the_social_side_weigh_alike_whatever_their_numbers() -> None:
    """SOC: projects 2 and 4, mean 3; SOL: a single project at 6; the side lies half-way, at 4.5, not at 4."""
    answers = {"p": (6, 8), "q": (7, 9), "a": (1, 3), "b": (3, 5), "l": (5, 7), "h": (4, 4), "i": (5, 5)}
    types = {"p": "PP", "q": "PP", "a": "SOC", "b": "SOC", "l": "SOL", "h": "HYB", "i": "HYB"}
    table = by_type(scores(answers, types), ["SE"])
    files.check("indicators_by_type", table)
    means = table.set_index("declared_type")["mean"]
    assert means[["PP", "SOC", "SOL", "SSE", "HYB"]].tolist() == pytest.approx([7.5, 3, 6, 4.5, 4.5], abs=1e-6)
    counts = table.set_index("declared_type")[["n_projects", "n_respondents"]]
    assert list(counts.loc["SSE"]) == [3, 6]
    assert (table["low"] < table["mean"]).all() and (table["mean"] < table["high"]).all()
    assert set(table["wave"]) == {"all"}


def test_several_waves_are_shown_together_and_one_by_one() -> None:
    both = [scores(SMALL, PURE, wave) for wave in ("w1", "w2")]
    assert by_type(pd.concat(both, ignore_index=True), ["SE"])["wave"].tolist() == ["all", "w1", "w2"]


def test_a_respondent_without_a_project_is_a_cluster_of_its_own() -> None:
    table = scores({"a": (1, 2, 3)}, {"a": "PP"})
    table.loc[1:, "project"] = None
    assert len(set(clusters_of(table))) == 3
