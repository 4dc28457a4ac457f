"""Places in the compass that can be read off the register by eye."""

import numpy as np
import pandas as pd
import pytest

from pipeline import compass, files
from pipeline.compass import OBJECTIVES

NONE = (np.nan,) * 3
Grades = tuple[float, ...]


def register(*rows: tuple[str, str | None, Grades, Grades]) -> pd.DataFrame:
    """The table projects from (project, ownership, first coder's grades, second coder's), all PP in one wave."""
    table = files.empty("projects").reindex(range(len(rows)))
    projects, owned, first, second = (list(column) for column in zip(*rows, strict=True))
    grades = {
        f"objective_{objective}_{coder}": [row[i] for row in given]
        for coder, given in ((1, first), (2, second))
        for i, objective in enumerate(OBJECTIVES)
    }
    texts = {"wave": "w1", "project": projects, "declared_type": "PP", "ownership": owned}
    return table.assign(**texts, **grades).astype(dict.fromkeys(texts, "str"))


def test_each_ownership_has_its_column() -> None:
    owned = ("commons-community", "public", "private nonprofit-members", "private for-profit")
    rows = [(f"p{i}", value, (60.0, 30.0, 10.0), (60.0, 30.0, 10.0)) for i, value in enumerate(owned)]
    placed = compass.place(register(*rows))
    assert placed["ownership"].tolist() == ["commons", "public", "private", "private"]
    files.check("compass_by_project", placed)


def test_the_objective_is_the_largest_mean_grade() -> None:
    """Means 30, 50, 20: social, although the first coder said Selbstentfaltung."""
    placed = compass.place(register(("p", "public", (60.0, 30.0, 10.0), (0.0, 70.0, 30.0)))).iloc[0]
    assert placed["objective"] == "social"
    assert [placed[f"share_{name}"] for name in OBJECTIVES] == pytest.approx([0.3, 0.5, 0.2])


def test_grades_are_made_to_sum_to_one() -> None:
    placed = compass.place(register(("p", "public", (80.0, 80.0, 40.0), NONE))).iloc[0]
    assert [placed[f"share_{name}"] for name in OBJECTIVES] == pytest.approx([0.4, 0.4, 0.2])


def test_a_tie_goes_against_the_talks_word_for_peer_production() -> None:
    rows = [("a", (50.0, 50.0, 0.0)), ("b", (40.0, 20.0, 40.0)), ("c", (0.0, 50.0, 50.0))]
    placed = compass.place(register(*((name, "public", grades, NONE) for name, grades in rows)))
    assert placed["objective"].tolist() == ["social", "commercial", "commercial"]


def test_a_coder_with_a_gap_does_not_count() -> None:
    placed = compass.place(register(("p", "public", (10.0, 20.0, 70.0), (90.0, 5.0, np.nan)))).iloc[0]
    assert placed["objective"] == "commercial"


def test_projects_without_ownership_or_grades_have_no_place() -> None:
    grades = (60.0, 30.0, 10.0)
    rows = [("a", None, grades, grades), ("b", "public", NONE, NONE), ("c", "public", (0.0, 0.0, 0.0), NONE)]
    placed = compass.place(register(*rows, ("d", "public", grades, NONE)))
    assert placed["project"].tolist() == ["d"]
    nothing = compass.place(register(rows[0]))
    assert len(nothing) == 0
    files.check("compass_by_project", nothing)


def test_the_last_wave_counts() -> None:
    first = register(("p", "public", (60.0, 30.0, 10.0), NONE), ("q", "public", (60.0, 30.0, 10.0), NONE))
    second = register(("p", "commons-community", (10.0, 30.0, 60.0), NONE), ("q", None, NONE, NONE)).assign(wave="w2")
    placed = compass.place(pd.concat([first, second], ignore_index=True))
    assert placed[["project", "ownership", "objective"]].to_numpy().tolist() == [
        ["p", "commons", "commercial"],
        ["q", "public", "selbstentfaltung"],  # not coded anew in the second wave
    ]


def test_an_ownership_without_a_place_is_refused() -> None:
    with pytest.raises(files.UserError, match="'state'"):
        compass.place(register(("p", "state", (60.0, 30.0, 10.0), NONE)))
