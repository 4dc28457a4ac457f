"""Probabilities of compass cells where the arithmetic can be done by hand."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline import compass_cells, files
from pipeline.compass_cells import CELLS, cells, votes
from tests.test_compass import NONE, Grades, register

CHOSEN: dict[str, Any] = {"seed": 1, "cell_draws": 4000, "cell_prior": 0.5, "coder_votes": 10, "votes_from": 1}
SURE = 1e9  # votes that leave no doubt
SELBST, SOCIAL, COMMERCIAL = (100.0, 0.0, 0.0), (0.0, 100.0, 0.0), (0.0, 0.0, 100.0)


def answers(*rows: tuple[str, float, float, float, float]) -> pd.DataFrame:
    """The columns of scores_by_respondent that count: project, SE, HD, PW, MO."""
    table = pd.DataFrame(rows, columns=["project", "SE", "HD", "PW", "MO"])
    people = [f"r{i}" for i in range(len(table))]
    return table.assign(respondent=people, in_primary=True).astype({"project": "str", "respondent": "str"})


def placed(owned: str, first: Grades, second: Grades, seen: pd.DataFrame | None = None, **chosen: Any) -> pd.Series:
    table = cells(register(("p", owned, first, second)), answers() if seen is None else seen, CHOSEN | chosen)
    files.check("compass_cells_by_project", table)
    return table.iloc[0]


def test_one_sure_cell_has_no_entropy() -> None:
    found = placed("private nonprofit-members", SOCIAL, SOCIAL, coder_votes=SURE)
    assert found["private_social"] == 1 and found["modal_cell"] == "private x social"
    assert (found["entropy2x2"], found["largest2x2"]) == (0, 1)


def test_commons_are_forced_into_public_or_private_with_equal_chance() -> None:
    """Two of four cells with a half each: ln 2 / ln 4."""
    found = placed("commons-community", SOCIAL, SOCIAL, coder_votes=SURE)
    assert found["commons_social"] == 1
    assert found["entropy2x2"] == pytest.approx(0.5)
    assert found["largest2x2"] == pytest.approx(0.5)


def test_selbstentfaltung_in_commons_has_no_place_in_the_original_compass() -> None:
    """What is left of the other two objectives is the prior, the same for both: four cells alike."""
    found = placed("commons-community", SELBST, SELBST, coder_votes=SURE)
    assert found["commons_selbstentfaltung"] == 1
    assert found["entropy2x2"] == pytest.approx(1, abs=0.01)


def test_two_coders_who_disagree_share_the_draws() -> None:
    found = placed("public", SOCIAL, COMMERCIAL, coder_votes=SURE)
    assert found["public_social"] == pytest.approx(0.5, abs=0.03)
    assert found["public_social"] + found["public_commercial"] == pytest.approx(1)


def test_the_probability_follows_the_dirichlet_distribution() -> None:
    """Social 1, commercial 1/2: the share is Beta(1, 1/2), above a half with probability 1 - (1 - sqrt(1/2)) = 0.7071."""
    found = placed("public", SOCIAL, NONE, coder_votes=0.5)
    assert found["largest2x2"] == pytest.approx(0.7071, abs=0.03)
    alike = placed("public", SOCIAL, SOCIAL, coder_votes=1e-9)
    assert [alike[f"public_{o}"] for o in ("selbstentfaltung", "social", "commercial")] == pytest.approx(
        [1 / 3] * 3, abs=0.03
    )


def test_respondents_count_as_one_vote_each_and_together_no_more_than_the_coder() -> None:
    """Ten votes of the coder for a social purpose against ten of a thousand people for Selbstentfaltung."""
    seen = answers(*[("p", 6.0, 1.0, 1.0, 1.0)] * 1000)
    found = placed("public", SOCIAL, SOCIAL, seen)
    assert found["respondents_counted"] == 1000
    assert found["public_social"] == pytest.approx(0.5, abs=0.03)
    few = placed("public", SOCIAL, SOCIAL, answers(*[("p", 6.0, 1.0, 1.0, 1.0)] * 2))
    assert few["public_social"] > 0.95


def test_a_handful_of_respondents_does_not_count() -> None:
    """Four for Selbstentfaltung against a coder with one vote for a social purpose; a fifth one makes them heard."""
    cast = [("p", 6.0, 1.0, 1.0, 1.0)] * 5
    four = placed("public", SOCIAL, SOCIAL, answers(*cast[:4]), votes_from=5, coder_votes=1)
    alone = placed("public", SOCIAL, SOCIAL, votes_from=5, coder_votes=1)
    pd.testing.assert_series_equal(four, alone, check_exact=True)
    assert four["respondents_counted"] == 0
    assert placed("public", SOCIAL, SOCIAL, answers(*cast), votes_from=5, coder_votes=1)["respondents_counted"] == 5


def test_a_vote_goes_to_the_strongest_motive() -> None:
    """5 against (6 + 2) / 2 and 1; then 3 against 4 and 4, shared; who has no score for money does not vote."""
    seen = answers(("p", 5, 6, 2, 1), ("p", 3, 4, 4, 4), ("q", 5, 6, 2, np.nan), ("q", 1, np.nan, 6, 2))
    cast = votes(seen)
    assert cast["project"].tolist() == ["p", "p", "q"]
    assert cast[["selbstentfaltung", "social", "commercial"]].to_numpy().tolist() == [
        [1, 0, 0],
        [0, 0.5, 0.5],
        [0, 1, 0],
    ]


def test_who_answers_in_two_waves_votes_once_with_the_last_answers() -> None:
    twice = answers(("p", 6, 1, 1, 1), ("p", 1, 6, 6, 1)).assign(respondent="same").astype({"respondent": "str"})
    assert votes(twice)["social"].tolist() == [1]
    unknown = twice.assign(respondent=pd.Series([None, None], dtype="str"))
    assert len(votes(unknown)) == 2
    assert len(votes(twice.assign(in_primary=False))) == 0


def test_probabilities_sum_to_one_and_the_same_seed_gives_the_same_bytes() -> None:
    table = register(*((f"p{i}", "public", (50.0, 30.0, 20.0), (20.0, 50.0, 30.0)) for i in range(5)))
    seen = answers(*((f"p{i}", 5.0, 4.0, 3.0, 2.0) for i in range(5)))
    first, again = (cells(table, seen, CHOSEN) for _ in range(2))
    assert first[[f"{c}_{o}" for c, o in CELLS]].sum(axis=1).tolist() == pytest.approx([1] * 5)
    pd.testing.assert_frame_equal(first, again, check_exact=True)


def test_without_ownership_or_grades_there_is_no_place() -> None:
    empty = cells(register(("a", None, SOCIAL, SOCIAL), ("b", "public", NONE, NONE)), answers(), CHOSEN)
    assert len(empty) == 0
    files.check("compass_cells_by_project", empty)


def test_the_talk_has_nine_cells() -> None:
    assert len(CELLS) == 9
    assert compass_cells.CELLS[0] == ("commons", "selbstentfaltung")
