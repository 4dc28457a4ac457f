"""A survey with tiny cells planted in every place, run through all stages, for those who try to find them in the report.

Two waves. In the first a project of four respondents, one of one, a type of three, and rare answers; of the second, three rows.
"""

from pathlib import Path

import pandas as pd
import pytest

from pipeline.simulate import simulate
from tests import test_pipeline

FEW = {
    "p003": 4,
    "p006": 1,
    "p005": 2,
    "p015": 1,
}  # respondents left of these projects; the last two are all of their type
TINY = "2028"
LEFT = 3  # rows of the second wave


def built(base: Path) -> Path:
    """The folder of the project after all stages."""
    simulate("talk", base / "wave", 7, (5, 4, 4, 2), 11, 1)
    answers = pd.read_csv(base / "wave" / "responses.csv", dtype=str, keep_default_na=False)
    place = answers.groupby("S03").cumcount()
    first = answers[place < answers["S03"].map(FEW).fillna(99)].reset_index(drop=True)
    rare = first.index[first["S03"] == "p010"][:2]
    first.loc[rare, "FC1"] = "income or career"
    first.loc[first.index.difference(rare), "FC1"] = "enjoying the activity"
    first = first.assign(D11=["de" if n in rare else "en" for n in first.index])
    first.to_csv(base / "wave" / "responses.csv", index=False)
    (base / "second").mkdir()
    again = first[first["S03"].isin(["p010", "p001"])].groupby("S03").head(2).head(LEFT)
    again = again.assign(respondent=[f"again{n}" for n in range(len(again))])
    again.to_csv(base / "second" / "responses.csv", index=False)
    register = pd.read_csv(base / "wave" / "projects.csv", dtype=str, keep_default_na=False)
    register[register["project_id"].isin(again["S03"])].to_csv(base / "second" / "projects.csv", index=False)
    house = test_pipeline.house(base / "house")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(house)
        test_pipeline.add(base / "wave", "2027")
        test_pipeline.add(base / "second", TINY)
        test_pipeline.run(house, "2027", patch, TINY)
    return house
