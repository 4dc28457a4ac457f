"""Which projects enter the structure tests, and with what."""

import numpy as np
import pandas as pd
import pytest

from pipeline import profiles

SCALES = ("AA", "BB", "CC", "DD")
CHOSEN = {"respondents": 3, "scales_that_may_be_missing": 2}


def indicators(shrunken: dict[str, list[float | None]], types: dict[str, str]) -> pd.DataFrame:
    """indicators_by_project from the four scales' means of each project; none where a scale has no answer."""
    rows = [
        {"project": project, "declared_type": types.get(project, "PP"), "indicator": code, "shrunken": value}
        for project, values in shrunken.items()
        for code, value in zip(SCALES, values, strict=True)
        if value is not None
    ]
    return pd.DataFrame(rows)


def scores(respondents: dict[str, list[str | None]]) -> pd.DataFrame:
    """One row per respondent of each project, all in the primary set."""
    rows = [(project, name) for project, names in respondents.items() for name in names]
    return pd.DataFrame(
        {
            "wave": "w",
            "row": range(len(rows)),
            "respondent": pd.Series([name for _, name in rows], dtype="str"),
            "project": pd.Series([project for project, _ in rows], dtype="str"),
            "in_primary": True,
            "declared_type": "PP",
        }
    )


def three(*projects: str) -> pd.DataFrame:
    return scores({project: [f"{project}{i}" for i in range(3)] for project in projects})


def test_scales_are_standardised_over_the_projects_that_enter() -> None:
    found = profiles.sample_of(
        indicators({"a": [1, 2, 3, 4], "b": [3, 2.5, 1, 6]}, {}), three("a", "b"), SCALES, CHOSEN
    )
    assert found.values == pytest.approx(np.array([[-1, -1, 1, -1], [1, 1, -1, 1]]))
    assert (found.scales, found.left_out, found.notes) == (SCALES, 0, ())


def test_answers_of_projects_whose_type_is_unknown_are_not_called_unasked() -> None:
    """A wave without a register: everybody answered, and no project has a type."""
    answers = three("a", "b").assign(declared_type=None, **dict.fromkeys(SCALES, 5.0))
    none = pd.DataFrame(columns=["project", "declared_type", "indicator", "shrunken"]).astype({"shrunken": "float64"})
    found = profiles.sample_of(none, answers, SCALES, CHOSEN)
    assert found.notes == ("of none of the projects that answered the difference scales is the declared type known",)
    asked = profiles.sample_of(none, answers.assign(DD=np.nan), SCALES, CHOSEN).notes
    assert asked == (
        "nobody was asked DD",
        "of none of the projects that answered AA, BB, CC is the declared type known",
    )


def test_two_gaps_are_set_at_the_mean_and_three_leave_a_project_out() -> None:
    means: dict[str, list[float | None]] = {
        "a": [1, 2, 3, 4],
        "b": [3, 4, 1, 6],
        "two": [None, None, 2, 5],
        "three": [None, None, None, 5],
    }
    found = profiles.sample_of(indicators(means, {}), three(*means), SCALES, CHOSEN)
    assert found.table["project"].tolist() == ["a", "b", "two"]
    assert found.values[2].tolist() == pytest.approx([0, 0, 0, 0])
    assert found.left_out == 1
    assert found.notes == (
        "1 project without an answer on too many scales was left out",
        "1 project without an answer on a scale was set at its mean there",
    )


def test_a_person_of_two_waves_counts_once_and_an_unknown_one_by_row() -> None:
    persons = scores({"a": ["x", "x", "y"], "b": [None, None, None], "c": ["p", "q", "r"]})
    means: dict[str, list[float | None]] = {"a": [1, 2, 3, 4], "b": [3, 4, 1, 6], "c": [2, 5, 1, 7]}
    found = profiles.sample_of(indicators(means, {}), persons, SCALES, CHOSEN)
    assert found.table["project"].tolist() == ["b", "c"]
    assert found.table["n_respondents"].tolist() == [3, 3]
    assert found.left_out == 1


@pytest.mark.parametrize(("social", "enough"), [(2, False), (3, True)])
def test_both_sides_need_their_number_and_hybrids_are_of_neither(social: int, enough: bool) -> None:
    types = dict.fromkeys(["p0", "p1", "p2"], "PP") | {"h0": "HYB", "h1": "HYB"}
    types |= {f"s{i}": ("SOC", "SOL")[i % 2] for i in range(social)}
    means: dict[str, list[float | None]] = {name: [i, i * i, -i, 7 - i * i] for i, name in enumerate(types)}
    sample = profiles.sample_of(indicators(means, types), three(*types), SCALES, CHOSEN)
    why = profiles.too_few(sample, 3)
    assert (why is None) is enough
    assert why is None or f"3 of peer production and {social} of social" in why


def test_waves_without_a_type_in_common_are_named() -> None:
    """PP in the first, SOC in the second: whatever changed between them may be the types. Not so where SOL is in both."""
    projects = ("a", "b", "c", "d")
    seen = three(*projects).assign(wave=["w1"] * 6 + ["w2"] * 6, declared_type=["PP"] * 6 + ["SOC"] * 6)
    means = indicators({name: [1.0 + i, 2.0 - i, 3.0, 4.0 + i] for i, name in enumerate(projects)}, {})
    assert profiles.APART in profiles.sample_of(means, seen, SCALES, CHOSEN).notes
    seen.loc[[0, 11], "declared_type"] = "SOL"
    assert profiles.APART not in profiles.sample_of(means, seen, SCALES, CHOSEN).notes
