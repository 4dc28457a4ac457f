"""The judge's tables of what stands beside the verdicts: exclusion sets, waves, effect sizes, other bounds."""

from dataclasses import asdict
from typing import Any

import pandas as pd

from pipeline.judging.effects import Effect
from pipeline.judging.frozen import Frozen
from pipeline.judging.labels import Label
from pipeline.judging.over_waves import OverWaves
from pipeline.judging.robust import Judged
from pipeline.judging.tables import table


def by_set(judged: Judged) -> pd.DataFrame:
    """verdicts_by_set."""
    rows = []
    for claim in judged.claims:
        for name, verdicts in judged.by_set.items():
            j = verdicts[claim]
            low, high = j.ci95 or (None, None)
            row = {"claim": claim, "set": name, "verdict": j.verdict, "detail": j.detail, "estimate": j.estimate}
            sizes = {"n_projects": j.n_projects, "n_respondents": j.n_respondents}
            rows.append({**row, "ci95_low": low, "ci95_high": high, **sizes})
    return table("verdicts_by_set", rows)


def registration(found: list[Frozen]) -> pd.DataFrame:
    """registration_by_claim."""
    return table("registration_by_claim", [asdict(one) for one in found])


def labels(found: list[Label]) -> pd.DataFrame:
    """labels."""
    rows = []
    for label in found:
        low, high = label.inference.interval(0.95) if label.inference is not None else (None, None)
        value = label.inference.value if label.inference is not None else None
        rows.append(
            {"figure": label.figure, "value": value, "low": low, "high": high, "n": label.n, "words": label.words}
        )
    return table("labels", rows)


def waves(found: list[OverWaves]) -> pd.DataFrame:
    """waves_by_claim."""
    rows = []
    for one in found:
        for wave, estimate in one.by_wave.items():
            low, high = estimate.interval(0.95)
            sizes = {"n_respondents": estimate.n, "n_projects": estimate.groups}
            rows.append({**_key(one), "wave": wave, **_measured("estimate", estimate.value, low, high), **sizes})
    return table("waves_by_claim", rows)


def meta(found: list[OverWaves]) -> pd.DataFrame:
    """meta_by_claim."""
    rows = [
        {**_key(one), "waves": len(one.by_wave)}
        | _measured("estimate", one.common.value, *one.common.interval(0.95))
        | {"q": one.common.q, "df": one.common.df, "p": one.common.p, "trend": one.trend.value}
        | dict(zip(("trend_low", "trend_high"), one.trend.interval(0.95), strict=True))
        | {"projects_repeated": one.projects, "projects": one.of_projects, "persons_repeated": one.persons}
        for one in found
    ]
    return table("meta_by_claim", rows)


def effects(found: list[Effect]) -> pd.DataFrame:
    """effects_by_claim."""
    rows = []
    for one in found:
        row = _key(one) | {"projects": one.projects, "persons": one.persons}
        for name, inference in (("superiority", one.superiority), ("overlap", one.overlap)):
            low, high = inference.interval(0.95)
            row |= {name: inference.value, f"{name}_low": low, f"{name}_high": high}
        row |= {"g": one.g.g, "g_low": one.g.low, "g_high": one.g.high} if one.g is not None else {}
        rows.append(row)
    return table("effects_by_claim", rows)


def bounds(found: dict[str, dict[float, str]]) -> pd.DataFrame:
    """bounds_by_claim."""
    rows = [{"claim": c, "bound": b, "verdict": word} for c, by in found.items() for b, word in by.items()]
    return table("bounds_by_claim", rows)


def _key(one: OverWaves | Effect) -> dict[str, Any]:
    return {"claim": one.claim, "contrast": one.number, "outcome": one.outcome}


def _measured(name: str, value: float, low: float, high: float) -> dict[str, Any]:
    return {name: value, "ci95_low": low, "ci95_high": high}
