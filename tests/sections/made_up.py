"""Small made-up surveys for the tests of the report; every number in them is invented."""

from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd

from pipeline import claims, files, instrument, report, talk
from pipeline.claims import Claim, Rulers
from pipeline.instrument import Instrument
from pipeline.sections import benchmarks, provenance
from pipeline.sections.desk import Desk
from pipeline.sections.material import Material
from pipeline.sections.measured import Measured

HOSTILE = "<script>alert('x')</script>"
MORE = (
    "bounds_by_claim",
    "cells_by_claim",
    "changes_between_waves",
    "clean_responses",
    "corrections_by_wave",
    "effects_by_claim",
    "gates_by_claim",
    "items_apart",
    "measurement_by_scale",
    "meta_by_claim",
    "projects_between_waves",
    "proxies",
    "registration_by_claim",
    "respondents_between_waves",
    "robustness_by_claim",
    "verdicts_by_set",
)
DEFAULTS = {"str": "", "bool": False, "int8": 0, "int16": 0, "int32": 0, "float64": float("nan")}
WAVE = {"title": "A wave", "fielded": {"from": "2025-03-01", "to": "2025-03-31"}, "simulated": False, "cherries": {}}


def table(name: str, *rows: dict[str, Any]) -> pd.DataFrame:
    """A registered table from rows that name what matters; the rest is missing, or empty where it may not be missing."""
    blank = files.empty(name)
    columns = files.description(name)["columns"]
    filled = [
        {c: row.get(c, None if columns[c].get("missing") else DEFAULTS[str(blank[c].dtype)]) for c in columns}
        for row in rows
    ]
    made = pd.DataFrame(filled, columns=list(columns)).astype(dict(blank.dtypes))
    files.check(name, made)
    return made


@cache
def declared() -> tuple[Instrument, dict[str, Claim], Rulers]:
    """The instrument, the claims and the rulers of the project, loaded once."""
    asked = instrument.load()
    return asked, claims.load(asked), claims.load_rulers()


def pages(material: Material) -> dict[str, str]:
    """The pages by name, with an ordinary blank before each per cent sign."""
    return {name: text.replace("\N{NO-BREAK SPACE}%", " %") for name, text in report.pages(desk(material)).items()}


def desk(material: Material) -> Desk:
    """The desk of a report on made-up material, with the provenance of this project and of no wave."""
    return Desk(material, provenance.context(files.root(), []))


def nothing() -> Material:
    """A registered wave without respondents, projects and verdicts."""
    asked, said, rulers = declared()
    return Material(
        claims=said,
        talk=talk.load(said),
        benchmarks=benchmarks.load(files.root() / "claims"),
        rulers=rulers,
        instrument=asked,
        waves={"w1": WAVE},
        smallest=5,
        verdicts=table("verdicts_by_claim"),
        by_wave=table("verdicts_by_wave"),
        parts=table("parts_by_claim"),
        theses=table("theses"),
        exclusions=table("exclusions_by_respondent"),
        projects=table("projects"),
        indicators_by_project=table("indicators_by_project"),
        indicators_by_type=table("indicators_by_type"),
        clusters=table("clusters_by_project"),
        portraits=table("clusters"),
        memberships=table("cluster_memberships"),
        clusters_by_wave=table("clusters_by_wave"),
        fits=table("cluster_fits"),
        structure=table("structure"),
        compass=table("compass_cells_by_project"),
        coded=table("compass_by_project"),
        more={name: table(name) for name in MORE},
        measured=Measured(
            scales=table("measurement_by_scale"),
            items=table("measurement_by_item"),
            answers=table("missing_by_item"),
            fit=table("factor_fit_by_block"),
            invariance=table("invariance_by_block"),
            bias=table("bias_by_scale"),
            style=table("style"),
            careless=table("carelessness_by_group"),
            early_late=table("early_late_by_scale"),
            response=table("response_by_project"),
        ),
        kinds_rates=(),
    )


def verdict(claim: str, word: str, **more: Any) -> dict[str, Any]:
    """A row of verdicts_by_claim."""
    return {"claim": claim, "verdict": word, "reason": f"because {claim}", **more}


def estimated(claim: str, word: str, estimate: float, **more: Any) -> dict[str, Any]:
    """A row of verdicts_by_claim with an estimate in points and intervals around it."""
    ends = {"ci95_low": estimate - 0.3, "ci95_high": estimate + 0.3}
    deciding = {"decision_low": estimate - 0.4, "decision_high": estimate + 0.4}
    base = {"unit": "points", "bound": 0.5, "n_projects": 80, "n_respondents": 640, "counted": True}
    return verdict(claim, word, **{**base, **ends, **deciding, "estimate": estimate, **more})


def pole(claim: str, number: int, side: str, estimate: float, reach: str) -> dict[str, Any]:
    """A row of parts_by_claim: where the mean of a side stands."""
    part = {"claim": claim, "part": number, "side": side, "what": "mean of SO", "role": "pole", "verdict": reach}
    return {**part, "unit": "points", "estimate": estimate, "n": 40, "n_respondents": 320}


def row(wave: str, number: int, **more: Any) -> dict[str, Any]:
    """A row of exclusions_by_respondent, kept unless `reason` is given."""
    kept = "reason" not in more
    return {"wave": wave, "row": number, "in_all": True, "in_primary": kept, "in_strict": kept, **more}


def two_sides() -> Material:
    """Both sides, with hostile names, a claim of every word, and one project under five respondents."""
    projects = [("p1", "PP", 8), ("p2", "PP", 3), ("s1", "SOC", 8), (HOSTILE, "SOL", 8), ("h1", "HYB", 8)]
    rows = [row("w1", n, project=p, declared_type=t) for p, t, size in projects for n in range(size)]
    rows = [{**one, "row": number} for number, one in enumerate(rows, start=1)]
    rows.append(row("w1", len(rows) + 1, project="p1", declared_type="PP", reason="test or preview"))
    means = {"PP": 5.5, "SOC": 3.0, "SOL": 2.5, "SSE": 2.75, "HYB": 4.0}
    return replace(
        nothing(),
        waves={"w1": {**WAVE, "title": HOSTILE, "simulated": True}},
        verdicts=table(
            "verdicts_by_claim",
            estimated("dif_production", "supported", 1.84, suffixes="robust; sensitive to exclusions; replicated"),
            estimated("dif_reason", "contradicted", -1.2),
            estimated("dif_solidarity", "equivalent", 0.1),
            estimated("dif_mode", "mixed", 1.1, detail="degree, not kind"),
            estimated("com_benef_out", "inconclusive", 0.31, gates="G1", detail="gate"),
            estimated("pp_selbst", "supported", 4.444, n_respondents=4, n_projects=1),
            verdict("pp_growing", "not testable"),
            verdict("go_deep", "inconclusive", reason="The order is open."),
        ),
        by_wave=table("verdicts_by_wave", {"claim": "dif_production", "wave": "w1", "verdict": "supported"}),
        parts=table(
            "parts_by_claim",
            {"claim": "dif_production", "part": 1, "side": "PP - SSE", "what": "mean of PC", "role": "contrast"}
            | {"unit": "points", "estimate": 1.84, "n": 80, "n_respondents": 640},
            {"claim": "dif_production", "part": 2, "side": "PP", "what": HOSTILE, "role": "context"}
            | {"unit": "share", "estimate": 0.737, "n": 2, "n_respondents": 4},
            pole("dif_solidarity", 1, "SSE", 4.6, "reached"),
            pole("dif_solidarity", 2, "PP", 4.5, "wrong side"),
        ),
        theses=table("theses", {"thesis": "T1", "verdict": "mixed", "reason": "some"}, _overall("mixed")),
        exclusions=table("exclusions_by_respondent", *rows),
        projects=table("projects", *({"wave": "w1", "project": p, "declared_type": t} for p, t, _ in projects)),
        indicators_by_project=table(
            "indicators_by_project",
            *(
                {
                    "project": p,
                    "declared_type": t,
                    "indicator": "PC",
                    "n_respondents": n,
                    "mean": means[t],
                    "shrunken": 4.0,
                }
                | {"low": 3.5, "high": 4.5}
                for p, t, n in projects
            ),
        ),
        indicators_by_type=table(
            "indicators_by_type",
            *(
                {"indicator": "PC", "declared_type": t, "wave": "all", "n_respondents": 8, "n_projects": 1, "mean": m}
                | {"low": m - 0.5, "high": m + 0.5}
                for t, m in means.items()
            ),
        ),
        clusters=table(
            "clusters_by_project",
            *(
                {"project": p, "declared_type": t, "n_respondents": n, "pc1": means[t] - 4, "pc2": 0.0, "two_class": 1}
                | {"cluster": 1, "probability": 0.9, "place": 0.5}
                | {"stays": 0.9, "place_low": 0.4, "place_high": 0.6}
                for p, t, n in projects
            ),
        ),
        fits=table("cluster_fits", {"family": "EII", "k": 1, "parameters": 13, "bic": -400.0}),
        structure=table("structure", {"figure": "verdict", "words": "kinds"}, {"figure": "dip_p", "value": 0.0001}),
        compass=table(
            "compass_cells_by_project",
            *(
                {"project": p, "declared_type": t, "modal_cell": "commons x social", "respondents_counted": n}
                | {f"{c}_{o}": 0.0 for c in ("public", "private") for o in ("selbstentfaltung", "social", "commercial")}
                | {"commons_selbstentfaltung": 0.2, "commons_social": 0.7, "commons_commercial": 0.1}
                | {"largest2x2": 0.4, "entropy2x2": 0.8}
                for p, t, n in projects
            ),
        ),
    )


def one_side() -> Material:
    """Persons of peer production alone: one claim cannot be tested, but one of its parts is known through a proxy."""
    part = {"claim": "dif_reason", "part": 1, "side": "PP", "what": "share who enjoy it", "role": "context"}
    known = {"unit": "share", "estimate": 0.81, "ci95_low": 0.79, "ci95_high": 0.83, "n": 900, "n_respondents": 900}
    return replace(
        nothing(),
        verdicts=table(
            "verdicts_by_claim", verdict("dif_reason", "not testable"), verdict("pp_growing", "not testable")
        ),
        parts=table("parts_by_claim", {**part, **known, "proxy": True, "note": "asked in other words"}),
        theses=table("theses", _overall("not testable")),
        exclusions=table("exclusions_by_respondent", *(row("w1", n, declared_type="PP") for n in range(1, 901))),
    )


def _overall(word: str) -> dict[str, Any]:
    return {"thesis": "overall", "verdict": word, "reason": "a reason"}
