"""Small evidence with several scores, types and waves, for the tests of the multiverse; every number in it is set by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd

from pipeline import files
from pipeline.judging.bench import Settings
from pipeline.judging.evidence import Evidence
from pipeline.multiverse.cells import bearings
from pipeline.multiverse.judging import Rulebook
from pipeline.multiverse.worlds import Whole, whole
from tests.judging import evidence as base

CLAIMS = ("dif_production", "pp_production", "com_improve_life", "fs_oldest")
MEANS = {"PC": {"PP": 6.0, "SOC": 3.0, "SOL": 3.0}, "IL": {"PP": 5.5, "SOC": 5.5, "SOL": 5.5}}


def evidence(waves: int = 1, digital: bool = True) -> Evidence:
    """PC and IL by type as MEANS has them; every other project of each type has a digital product."""
    found = base.evidence(MEANS)
    items = {code: np.full(len(found.respondents), np.nan) for code in ("PC1", "PC2", "PC3", "IL1", "IL3")}
    table = found.respondents.assign(**items, country=pd.array([None] * len(found.respondents), dtype="str"))
    table["respondent"] = [f"person{n}" for n in range(len(table))]
    if waves == 2:
        table["wave"] = np.where(table["row"] % 2 == 0, "one", "two")
    register = found.projects
    if digital:
        natures = np.where(np.arange(len(register)) % 2 == 0, "digital", "physical")
        register = register.assign(product_nature=natures).astype({"product_nature": "str"})
    return replace(found, respondents=table.astype({"wave": "str", "respondent": "str"}), projects=register)


def made_whole(
    found: Evidence, factor: pd.DataFrame | None = None, adjusted: pd.DataFrame | None = None, self_type: str = ""
) -> Whole:
    """The evidence with columns of other scores (by row); `self_type` puts S04 for every PP project to that code."""
    if adjusted is not None:
        found = replace(found, adjusted=adjusted)
    if self_type:
        codes = found.respondents["declared_type"].map({"PP": int(self_type), "SOC": 1, "SOL": 3}).astype("int8")
        found = replace(found, respondents=found.respondents.assign(S04=codes))
    keys = found.respondents[["wave", "row"]]
    scores = pd.DataFrame() if factor is None else pd.concat([keys, factor], axis=1)
    return whole(found, scores, files.empty("compass_by_project"), files.empty("clusters_by_project"))


def rules(claims: tuple[str, ...] = CLAIMS) -> Rulebook:
    """The rules of a few claims."""
    chosen = {name: base.CLAIMS[name] for name in claims}
    settings = Settings(draws=200, seed=1, smallest=3)
    return Rulebook(chosen, bearings(chosen, base.ASKED), base.RULERS, settings, settings)
