"""How far places hang on who answered: draws of a project's members, against what can be reckoned by hand."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from pipeline import members
from pipeline.stats.mixture import Search, fit

CHOSEN: dict[str, Any] = {"seed": 1, "member_draws": 4000}


def rows(answers: dict[str, list[float]], respondents: dict[str, list[str]] | None = None) -> pd.DataFrame:
    """One scale, one wave: the answers of each project's members."""
    table = [
        {"wave": "w", "project": project, "respondent": (respondents or {}).get(project, [None] * 99)[j], "A": value}
        for project, values in answers.items()
        for j, value in enumerate(values)
    ]
    found = pd.DataFrame(table).assign(row=range(len(table)))
    return found.astype({"wave": "str", "project": "str", "respondent": "str"})


def shifts(table: pd.DataFrame, spread: float = 1.0) -> dict[str, NDArray[np.float64]]:
    projects = table["project"].unique().tolist()
    moved = members.shifts(table[["A"]].to_numpy("float64"), table, projects, np.array([spread]), CHOSEN)
    return dict(zip(projects, (one[:, 0] for one in moved), strict=True))


def test_members_who_are_of_one_mind_leave_their_project_where_it_is() -> None:
    found = shifts(rows({"a": [3, 3, 3, 3], "b": [1, 2, 5, 6], "c": [6, 6, 7, 7], "d": [2]}))
    assert np.ptp(found["a"]) == 0 and np.ptp(found["b"]) > 1
    assert (found["d"] == 0).all()  # a single member tells nothing of how much members differ


def test_draws_vary_as_empirical_bayes_means_do() -> None:
    """Five projects of four members, balanced: sigma2 is the variance 4/3 within, tau2 that of the means 1 to 5, 2.5, less
    sigma2 / 4; the variance of a project's estimate is B sigma2 / n, of each project by its own members."""
    table = rows({name: [mean - 1, mean + 1, mean - 1, mean + 1] for mean, name in enumerate("abcde", start=1)})
    sigma2 = 4 / 3
    tau2 = 2.5 - sigma2 / 4
    expected = tau2 / (tau2 + sigma2 / 4) * sigma2 / 4
    for moved in shifts(table, spread=2.0).values():
        assert moved.mean() == pytest.approx(0, abs=0.03)
        assert moved.var() == pytest.approx(expected / 4, rel=0.1)


def test_who_answers_in_two_rows_is_drawn_with_both() -> None:
    """Two persons who answer alike twice are two, not four: their mean moves by half of their distance in half of the draws."""
    twice = rows(
        {"a": [2, 2, 6, 6], "b": [18, 22, 18, 22], "c": [-8, -4, -8, -4]},
        {"a": ["p", "p", "q", "q"]},
    )
    moved = shifts(twice)["a"]
    assert sorted(set(moved.round(6))) == pytest.approx([-moved.max(), 0, moved.max()], abs=1e-6)
    assert (moved == 0).mean() == pytest.approx(0.5, abs=0.03)


def test_a_project_between_two_clusters_does_not_stay_and_one_inside_does() -> None:
    data = np.concatenate([np.linspace(-3.2, -2.8, 10), np.linspace(2.8, 3.2, 10)])[:, None]
    mixture = fit(data, "EII", 2, Search(5, 5, 0.01, 1))
    low = int(mixture.classes[0])
    moved = np.tile([[-1.0], [1.0]], (50, 1))
    assert members.share_that_stays(-3 + moved, mixture, low) == 1.0
    assert members.share_that_stays(0 + moved, mixture, low) == 0.5
