"""Means of projects over several waves, and the types of projects that changed theirs."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipeline.judging.evidence import Evidence
from pipeline.judging.profiles import last_types, project_means
from tests.judging.evidence import evidence


def of_wave(wave: str, numbers: dict[str, int], level: float) -> Evidence:
    """Both sides at 4 with so many projects each, everybody's answers moved by `level`."""
    found = evidence({"SO": {"PP": 4.0, "SOC": 4.0, "SOL": 4.0}}, projects=max(numbers.values()))
    number = found.respondents["project"].str.extract(r"(\d+)$")[0].astype(int)
    kept = found.respondents[number < found.respondents["declared_type"].map(numbers)]
    changed = kept.assign(wave=wave, SO=kept["SO"] + level, project=kept["project"] + wave)
    register = changed[["project", "declared_type", "wave"]].drop_duplicates()
    columns = {name: register[name].to_numpy() for name in ("project", "declared_type", "wave")}
    projects = found.projects.iloc[: len(register)].reset_index(drop=True).assign(**columns)
    return replace(found, respondents=changed, projects=projects)


def test_a_wave_in_which_everybody_agrees_more_does_not_lift_the_side_that_is_mostly_in_it() -> None:
    """16 PP projects in a wave one point higher and 4 in the other, SSE the other way round: the raw means lie 0.6 apart."""
    first = of_wave("a", {"PP": 4, "SOC": 16, "SOL": 16}, 0.0)
    second = of_wave("b", {"PP": 16, "SOC": 4, "SOL": 4}, 1.0)
    whole = replace(
        first,
        respondents=pd.concat([first.respondents, second.respondents], ignore_index=True),
        projects=pd.concat([first.projects, second.projects], ignore_index=True),
    )
    table = project_means(whole, ["SO"])
    side = {t: table.values[table.types == t, 0].mean() for t in ("PP", "SOC", "SOL")}
    raw = whole.respondents.groupby("declared_type")["SO"].mean()
    assert raw["PP"] - raw["SOC"] == pytest.approx(0.6)
    assert abs(side["PP"] - side["SOC"]) < 0.1 and abs(side["PP"] - side["SOL"]) < 0.1


def test_a_project_that_changed_its_type_is_of_the_last() -> None:
    projects, types = np.array(["b", "a", "b", "a"]), np.array(["PP", "SOC", "HYB", "SOC"])
    assert last_types(projects, types).tolist() == ["SOC", "HYB"]
