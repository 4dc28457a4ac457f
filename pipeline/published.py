"""The verdicts for programs, reports/verdicts.json, from the tables; and the suffixes of the multiverse beside the others."""

import json
import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline import withheld

DIGITS = 6
OVERALL = "overall"
STRUCTURE = ("ari", "dip_p", "delta_bic", "apart", "excluded_from", "called_one_scale")
Row = Mapping[str, Any]


def with_suffixes(verdicts: pd.DataFrame, robustness: pd.DataFrame) -> pd.DataFrame:
    """verdicts_by_claim with the suffix that each claim has from robustness_by_claim, before its others."""
    found = robustness.dropna(subset=["suffix"]).set_index("claim")["suffix"].to_dict()
    own = zip(verdicts["claim"], verdicts["suffixes"], strict=True)
    joined = ["; ".join(part for part in (found.get(claim, ""), said) if part) for claim, said in own]
    return verdicts.assign(suffixes=pd.Series(joined, index=verdicts.index, dtype="str"))


def verdicts_json(
    verdicts: pd.DataFrame,
    parts: pd.DataFrame,
    by_wave: pd.DataFrame,
    theses: pd.DataFrame,
    structure: pd.DataFrame,
    waves: list[str],
    simulated: bool,
    by: withheld.Rule,
) -> str:
    """The text of reports/verdicts.json; `verdicts` with all suffixes, `by` says what is withheld."""
    words_by_wave: dict[str, dict[str, str]] = {}
    for row in _rows(by_wave):
        words_by_wave.setdefault(row["claim"], {})[row["wave"]] = row["verdict"]
    of_claim: dict[str, list[Row]] = {}
    for row in _rows(parts[parts["estimate"].notna()]):
        of_claim.setdefault(row["claim"], []).append(row)
    claims = [_claim(row, of_claim.get(row["claim"], []), words_by_wave) for row in _rows(verdicts)]
    found = {row["figure"]: row for row in _rows(structure)}
    words = {row["thesis"]: row for row in _rows(theses)}
    content = {
        "schema": 1,
        "simulated": simulated,
        "waves": waves,
        "claims": withheld.published(claims, by),
        "theses": {name: row["verdict"] for name, row in words.items() if name != OVERALL},
        "overall": words[OVERALL]["verdict"],
        "overall_detail": words[OVERALL]["detail"],
        "reasons": {name: row["reason"] or None for name, row in words.items()},
        "structure": {
            "verdict": found.get("verdict", {}).get("words"),
            **{name: _number(found.get(name, {}).get("value")) for name in STRUCTURE},
            "reason": found.get("reason", {}).get("words"),
        },
    }
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _claim(row: Row, parts: list[Row], words_by_wave: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    return {
        "id": row["claim"],
        "verdict": row["verdict"],
        "detail": row["detail"],
        "unit": row["unit"],
        "estimate": _number(row["estimate"]),
        "ci95": _interval(row, "ci95"),
        "ci90": _interval(row, "ci90"),
        "ci_decision": _interval(row, "decision"),
        "n_projects": row["n_projects"],
        "n_respondents": row["n_respondents"],
        "gates": _listed(row["gates"]),
        "suffixes": _listed(row["suffixes"]),
        "parts": [_part(part) for part in parts],
        "by_wave": dict(words_by_wave.get(row["claim"], {})),
        "reason": row["reason"],
    }


def _part(row: Row) -> dict[str, Any]:
    return {
        "side": row["side"],
        "what": row["what"],
        "role": row["role"],
        "unit": row["unit"],
        "verdict": row["verdict"],
        "estimate": _number(row["estimate"]),
        "ci95": _interval(row, "ci95"),
        "n": row["n"],
        "n_respondents": row["n_respondents"],
        "proxy": row["proxy"],
        "note": row["note"],
    }


def _listed(joined: str | None) -> list[str]:
    return [part for part in (joined or "").split("; ") if part]


def _interval(row: Row, name: str) -> list[float | None] | None:
    bounds = row[f"{name}_low"], row[f"{name}_high"]
    return None if None in bounds else [_number(bound) for bound in bounds]


def _number(value: float | None) -> float | None:
    if value is None or not math.isfinite(value):
        return None
    return float(f"{value:.{DIGITS}g}")


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as mappings of plain values, missing ones as None."""
    return [
        {str(k): None if pd.isna(v) else v.item() if hasattr(v, "item") else v for k, v in record.items()}
        for record in table.to_dict("records")
    ]
