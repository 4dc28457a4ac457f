"""Verdicts on made-up answers, by the functions of the stages: scores, measurement, gates, no register and no clusters."""

import warnings
from dataclasses import dataclass

import pandas as pd
import yaml

from pipeline import claims, files
from pipeline.claims import Claim
from pipeline.judging.bench import Settings
from pipeline.judging.evidence import Evidence, gather, with_measurement
from pipeline.judging.judgement import Judgement
from pipeline.judging.measurement import measurement
from pipeline.judging.robust import Judged, judge
from pipeline.judging.verdicts import judge_claims
from pipeline.measure import Gates, Models, everything, measure
from pipeline.parallel import Workers
from pipeline.score import score
from tests.survey import ASKED, ROOT

SECTIONS = yaml.safe_load((ROOT / "params.yaml").read_text("utf-8"))
CLAIMS = claims.load(ASKED, ROOT / "claims")
RULERS = claims.load_rulers(ROOT / "claims")
SETTINGS = Settings(draws=200, seed=1, smallest=3)


@dataclass(frozen=True)
class Seen:
    """What the stages find: the gates' figures, the models that the page shows, and the judgements."""

    gates: Gates
    models: Models
    claims: dict[str, Judgement]


def seen(table: pd.DataFrame, wanted: dict[str, Claim] = CLAIMS) -> Seen:
    """Everything of clean_responses; any warning is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scores = score(table, ASKED, SECTIONS["score"])
        gates, models = everything(table, scores, ASKED, SECTIONS["measure"], {}, Workers(1))
        for name, found in (("scales", gates.scales), ("bias", gates.bias)):
            files.check({"scales": "measurement_by_scale", "bias": "bias_by_scale"}[name], found)
        files.check("factor_fit_by_block", models.fit)
        files.check("invariance_by_block", models.invariance)
        judged = judge_claims(wanted, evidence_of(table, scores, gates), RULERS, SETTINGS, with_context=True)
    return Seen(gates, models, judged)


def every_set(table: pd.DataFrame, wanted: dict[str, Claim]) -> Judged:
    """The verdicts of the primary set with what other sets of rows and single waves would have said."""
    scores = score(table, ASKED, SECTIONS["score"])
    gates = measure(table, scores, ASKED, SECTIONS["measure"], {}, every_group=False)
    return judge(wanted, evidence_of(table, scores, gates), RULERS, SETTINGS)


def evidence_of(table: pd.DataFrame, scores: pd.DataFrame, gates: Gates) -> Evidence:
    """What the judge sees: the register knows the projects and their types, and nothing else."""
    known = table.dropna(subset=["project"])[["wave", "project", "declared_type"]].drop_duplicates(["wave", "project"])
    empty = files.empty("projects")
    register = known.reindex(columns=empty.columns).astype(dict(empty.dtypes)).reset_index(drop=True)
    placed, structure, proxies = (files.empty(name) for name in ("compass_cells_by_project", "structure", "proxies"))
    found = gather(scores, table, register, placed, structure, proxies, ASKED)
    return with_measurement(found, measurement(gates.scales, gates.bias), gates.adjusted)
