"""The judge's tables, and its figures for programs: metrics.json."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import pandas as pd

from pipeline import files
from pipeline.claims import Claim
from pipeline.judging.compose import Composed
from pipeline.judging.evidence import Evidence
from pipeline.judging.frozen import EXPLORATORY
from pipeline.judging.judgement import Judgement
from pipeline.judging.robust import Judged

WORDS = ("supported", "contradicted", "equivalent", "mixed", "inconclusive", "not testable")


def by_claim(judged: Mapping[str, Judgement], claims: Mapping[str, Claim]) -> pd.DataFrame:
    """verdicts_by_claim."""
    rows = []
    for name, j in judged.items():
        intervals = {"ci95": j.ci95, "ci90": j.ci90, "decision": j.decision}
        bounds = {
            f"{k}_{end}": v[i] if v else None for k, v in intervals.items() for i, end in enumerate(("low", "high"))
        }
        rows.append(
            {
                "claim": name,
                "verdict": j.verdict,
                "detail": j.detail,
                "reason": j.reason,
                "unit": j.unit,
                "estimate": j.estimate,
                **bounds,
                "decision_level": j.level,
                "bound": j.bound,
                "n_projects": j.n_projects,
                "n_respondents": j.n_respondents,
                "gates": "; ".join(j.gates),
                "suffixes": "; ".join(j.suffixes),
                "counted": claims[name].counted and EXPLORATORY not in j.suffixes,
            }
        )
    return table("verdicts_by_claim", rows)


def by_wave(judged: Judged) -> pd.DataFrame:
    """verdicts_by_wave; without the claim on kinds, which pools the waves."""
    rows = []
    for claim in judged.claims:
        for wave, verdicts in judged.by_wave.items():
            j = verdicts[claim]
            if j.reason.endswith("pool the waves."):
                continue
            low, high = j.ci95 or (None, None)
            row = {"claim": claim, "wave": wave, "verdict": j.verdict, "estimate": j.estimate}
            rows.append({**row, "ci95_low": low, "ci95_high": high})
    return table("verdicts_by_wave", rows)


def parts(judged: Mapping[str, Judgement]) -> pd.DataFrame:
    """parts_by_claim."""
    rows = []
    for claim, j in judged.items():
        for number, part in enumerate(j.parts, start=1):
            low, high = part.ci(0.95) if part.inference is not None else (None, None)
            rows.append(
                {
                    "claim": claim,
                    "part": number,
                    "side": part.side,
                    "what": part.what,
                    "role": part.role,
                    "verdict": part.word,
                    "unit": part.unit,
                    "estimate": part.inference.value if part.inference is not None else None,
                    "ci95_low": low,
                    "ci95_high": high,
                    "n": part.n_projects or part.n_respondents,
                    "n_respondents": part.n_respondents,
                    "proxy": part.note is not None and part.inference is not None,
                    "note": part.note or "; ".join(part.absent) or None,
                }
            )
    return table("parts_by_claim", rows)


def gates(judged: Mapping[str, Judgement]) -> pd.DataFrame:
    """gates_by_claim."""
    rows = []
    for claim, j in judged.items():
        for number, effect in enumerate(j.effects, start=1):
            one = asdict(effect)
            figure, threshold = one["figure"], one["threshold"]
            words_ = {"word_before": one["before"], "word_after": one["after"]}
            rows.append(
                {"claim": claim, "number": number, "gate": one["gate"], "what": one["what"], "figure": figure}
                | {"threshold": threshold, "effect": one["effect"], **words_}
            )
    return table("gates_by_claim", rows)


def theses(composed: Sequence[Composed]) -> pd.DataFrame:
    """theses."""
    return table("theses", [asdict(c) for c in composed])


def metrics_json(judged: Mapping[str, Judgement], evidence: Evidence, exclusions: pd.DataFrame, smallest: int) -> str:
    """reports/metrics.json: counts of verdicts, sample sizes and data-quality figures. Where fewer than `smallest` respondents
    were left out, neither how many nor how many were delivered, from which it could be reckoned."""
    words = [j.verdict for j in judged.values() if EXPLORATORY not in j.suffixes]
    added = [j.verdict for j in judged.values() if EXPLORATORY in j.suffixes]
    delivered, kept = len(exclusions), int(exclusions["in_primary"].sum())
    told = not 0 < delivered - kept < smallest
    respondents = {
        "delivered": delivered if told else None,
        "kept": kept,
        "excluded": delivered - kept if told else None,
    }
    content = {
        "verdicts": {word: words.count(word) for word in WORDS},
        "exploratory": {word: added.count(word) for word in WORDS if word in added},
        "respondents": respondents,
        "projects": {
            t: int((evidence.projects.drop_duplicates("project")["declared_type"] == t).sum())
            for t in ("PP", "SOC", "SOL", "HYB")
        },
    }
    return json.dumps(content, indent=1) + "\n"


def table(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows as the registered table of that name, with its types."""
    columns = files.description(name)["columns"]
    found = pd.DataFrame(rows, columns=list(columns))
    return found.astype({column: files.PANDAS_TYPES[rule["type"]] for column, rule in columns.items()})
