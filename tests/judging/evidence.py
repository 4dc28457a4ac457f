"""Evidence whose means are set by hand: projects of each type that answer as told."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline import claims, files, instrument
from pipeline.claims import Claim
from pipeline.judging.bench import Settings
from pipeline.judging.evidence import Evidence
from pipeline.judging.judgement import Judgement
from pipeline.judging.verdicts import judge_claims

ROOT = Path(__file__).parents[2]
ASKED = instrument.load(ROOT / "instrument")
CLAIMS = claims.load(ASKED, ROOT / "claims")
RULERS = claims.load_rulers(ROOT / "claims")
SETTINGS = Settings(draws=500, seed=1, smallest=3)
SPREAD = 0.3


def evidence(
    means: Mapping[str, Mapping[str, float]],
    projects: int = 14,
    respondents: int = 6,
    types: tuple[str, ...] = ("PP", "SOC", "SOL"),
) -> Evidence:
    """`means` by code and type. Projects and persons lie symmetrically about them, so that a type's mean is the one told."""
    rows = []
    for declared in types:
        for project in range(projects):
            shift = SPREAD * (1 if project % 2 else -1)
            for person in range(respondents):
                signs = [1 if person % 2 else -1, 1 if 2 * person < respondents else -1]
                values = {
                    code: by_type[declared] + shift + SPREAD * signs[number % 2]
                    for number, (code, by_type) in enumerate(means.items())
                }
                rows.append({"project": f"{declared}{project}", "declared_type": declared, **values})
    table = pd.DataFrame(rows).assign(wave="one", in_primary=True, in_strict=True)
    table["row"] = np.arange(1, len(table) + 1)
    register = table[["project", "declared_type"]].drop_duplicates().assign(wave="one").reset_index(drop=True)
    blank = files.empty("projects").reindex(range(len(register)))
    return Evidence(
        respondents=table.astype({"project": "str", "declared_type": "str", "wave": "str"}),
        projects=blank.assign(**register, product_nature="physical").astype(
            dict.fromkeys([*register, "product_nature"], "str")
        ),
        placed=files.empty("compass_cells_by_project"),
        figures={},
        kind=None,
        kind_reason="no structure here",
        proxies={},
        instrument=ASKED,
    )


def judge_one(name: str, found: Evidence) -> Judgement:
    """The verdict on one claim and what it is composed of."""
    wanted: dict[str, Claim] = {name: CLAIMS[name]}
    return judge_claims(wanted, found, RULERS, SETTINGS, with_context=True)[name]
