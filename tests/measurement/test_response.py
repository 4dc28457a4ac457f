"""Response by project, early against late, careless answering by type: tables that can be counted by hand."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline import files
from pipeline.measurement.response import by_project, careless, early_and_late, thirds
from tests.survey import ASKED, ROOT


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def exclusions(n: int, **columns: Any) -> pd.DataFrame:
    usual: dict[str, Any] = {"wave": "2025", "row": np.arange(1, n + 1), "project": "p1", "declared_type": "PP"}
    usual |= {"reason": None, "in_all": True, "in_primary": True, "in_strict": True}
    return pd.DataFrame({**usual, **columns}).astype(dict(files.empty("exclusions_by_respondent").dtypes))


def test_the_rate_is_of_those_who_could_be_invited() -> None:
    """p1: 3 of 12 delivered, 2 kept; p2: nobody of 10; p3: more answers than people, so that no rate can be right."""
    register = pd.DataFrame(
        {"wave": "2025", "project": ["p1", "p2", "p3"], "declared_type": "PP", "eligible_n": [12.0, 10, 1]}
    )
    register = register.reindex(columns=files.empty("projects").columns).astype(dict(files.empty("projects").dtypes))
    rows = exclusions(5, project=["p1", "p1", "p1", "p3", "p3"], in_primary=[True, True, False, True, True])
    found = by_project(rows, register)
    files.check("response_by_project", found)
    assert found["delivered"].tolist() == [3, 0, 2]
    assert found["kept"].tolist() == [2, 0, 2]
    assert found["rate"].tolist()[:2] == [0.25, 0.0]
    assert np.isnan(found["rate"].tolist()[2])


def test_thirds_are_taken_within_each_wave() -> None:
    days = [f"2025-03-0{day}T10:00:00Z" for day in range(1, 7)] + ["2026-01-01", None, "2026-01-02", "2026-01-03"]
    waves = pd.Series(["a"] * 6 + ["b"] * 4, dtype="str")
    assert thirds(pd.Series(days, dtype="str"), waves).tolist() == [-1, -1, 0, 0, 1, 1, -1, 0, 0, 1]


def test_late_respondents_are_compared_within_their_type() -> None:
    """PP answers late and one point higher than SOC, who answer early; within each type the late are .5 higher."""
    generator = np.random.default_rng(1)
    n = 600
    when = np.arange(n) % 3  # early, middle, late
    pp = np.where(when == 2, generator.random(n) < 0.8, generator.random(n) < 0.3)
    score = 4 + 1.0 * pp + 0.5 * (when == 2) + generator.normal(0, 0.5, n)
    empty = {scale.code: np.full(n, np.nan) for scale in ASKED.indicators.values() if scale.kind == "mean"}
    table = pd.DataFrame({"wave": "2025", "declared_type": np.where(pp, "PP", "SOC"), **empty, "PC": score})
    times = pd.Series([f"2025-0{1 + w}-01T00:00:{i % 60:02d}" for i, w in enumerate(when)], dtype="str")
    found = early_and_late(table, times, np.arange(n) % 50, ASKED, {"respondents": 30})
    files.check("early_late_by_scale", found)
    pc = found.set_index("scale").loc["PC"]
    assert pc["difference"] == pytest.approx(0.5, abs=0.15)
    assert pc["low"] < 0.5 < pc["high"]
    assert found.set_index("scale")["reason"]["SE"] == "fewer than 30 early or late respondents"


def test_careless_answers_of_one_side_show_in_the_contrast() -> None:
    """A quarter of PP straightlines, nobody of SOC and SOL: the difference of the shares is .25; what is not computable
    does not count as passed."""
    n = 400
    types = np.array(["PP", "SOC", "PP", "SOL"])[np.arange(n) % 4]
    straight = (types == "PP") & (np.arange(n) % 16 < 4)
    quality = pd.DataFrame(index=range(n), columns=files.empty("quality_by_respondent").columns)
    quality["flagged"] = pd.Series(np.where(straight, "longstring irv", ""), dtype="str")
    quality["not_computable"] = pd.Series(np.where(np.arange(n) < 40, "speed", ""), dtype="str")
    rows = exclusions(n, declared_type=types, project=[f"p{i % 4}-{i // 40}" for i in range(n)], in_primary=~straight)
    found = careless(quality, rows)
    files.check("carelessness_by_group", found)
    cell = {(row["index"], row["kind"]): row for row in found.to_dict("records") if row["kind"] in ("all", "contrast")}
    share = straight[types == "PP"].mean()
    for index in ("longstring", "irv", "excluded"):
        contrast = cell[index, "contrast"]
        assert contrast["share"] == pytest.approx(share)
        assert 0 < contrast["low"] < share < contrast["high"]
    assert [cell["speed", "all"][name] for name in ("n", "flagged", "not_computable")] == [360, 0, 40]
    assert cell["even_odd", "contrast"]["share"] == 0
