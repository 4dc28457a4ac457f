"""A quarter of one side answers in a straight line: they are flagged, left out for a stated reason, the sides compared."""

import numpy as np
import pandas as pd
import pytest
import yaml

from pipeline import files
from pipeline.clean import exclude
from pipeline.measurement.response import careless
from pipeline.quality import quality
from tests.measurement.faulty import survey
from tests.survey import ASKED, ROOT

SECTIONS = yaml.safe_load((ROOT / "params.yaml").read_text("utf-8"))


def delivered() -> tuple[pd.DataFrame, "np.ndarray[tuple[int], np.dtype[np.bool_]]"]:
    """`responses` of one wave, and who of PP answers everything alike: with 6, 4 or 2, checks included."""
    table = survey(7, waves=1)
    generator = np.random.default_rng(2)
    straight = (table["declared_type"] == "PP").to_numpy() & (generator.random(len(table)) < 0.25)
    point = generator.choice([2, 4, 6], len(table))
    table = table.assign(AT1=np.int8(6), AT2=np.int8(1), II1=np.int8(-1))
    items = [code for code in table.columns if code in ASKED.items]
    for code in items:
        answers = table[code].to_numpy()
        table[code] = np.where(straight & (answers != -4), point, answers).astype("int8")
    empty = files.empty("responses")
    said = {"test_row": False, "duration_seconds": 600.0}
    known = table.assign(**said).reindex(columns=empty.columns).astype(dict(empty.dtypes))
    consent = {code: np.full(len(table), 1, dtype="int8") for code in ("S01", "S02", "D13")}
    return pd.concat([known, table[items].assign(**consent)], axis=1), straight


def test_straightliners_of_one_side_are_flagged_and_the_sides_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    responses, straight = delivered()
    types = pd.Series(survey(7, waves=1)["declared_type"].to_numpy(), dtype="str")
    names = responses["project"].unique()
    register = pd.DataFrame({"wave": "2025", "project": names, "declared_type": "PP"})
    register = register.reindex(columns=files.empty("projects").columns).astype(dict(files.empty("projects").dtypes))
    found = quality(responses, register, ASKED, SECTIONS["quality"])
    files.check("quality_by_respondent", found)
    flags = found["flags"].to_numpy()
    assert (flags[straight] >= 3).all()
    assert (flags[~straight] >= 2).mean() < 0.03
    assert found.loc[straight, "flagged"].str.contains("longstring").all()
    exclusions = exclude(responses, found, types, SECTIONS["clean"])
    assert not exclusions.loc[straight, "in_primary"].any()
    assert exclusions.loc[straight, "in_all"].all()
    assert exclusions.loc[straight, "reason"].notna().all()
    shares = careless(found, exclusions)
    contrast = shares[shares["kind"] == "contrast"].set_index("index")
    assert (contrast.loc[["longstring", "irv", "suspect", "excluded"], "low"] > 0.1).all()
    assert contrast.loc["identical", "share"] == 0
