"""How consistently and how fast each row was answered, which indices lie beyond their bound, and which are not computable.

Nothing is removed for these: they flag (formats of careless answering: Meade and Craig 2012, Goldammer et al. 2020).
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument import Instrument
from pipeline.stats.inconsistent import (
    antonym_pairs,
    even_odd,
    intra_individual_variability,
    mahalanobis,
    psychometric_antonyms,
)

Mask = NDArray[np.bool_]
Numbers = NDArray[np.float64]
NOT_SHOWN = (-3, -4)
PAGES = ("P", "M", "V")
INDICES = (
    "share_answered",
    "speed",
    "seconds_per_line",
    "attention",
    "longstring",
    "irv",
    "even_odd",
    "antonyms",
    "mahalanobis",
    "identical",
)


def consistency(
    responses: pd.DataFrame, asked: Instrument, typical: Mask, params: Mapping[str, Any]
) -> dict[str, Numbers | NDArray[np.str_]]:
    """Columns of quality_by_respondent; `typical` rows (complete, no repeat, not to be left out) set the norms."""
    lines = [code for code in asked.core_lines() if code in responses]
    codes = np.column_stack([responses[c].to_numpy("int16") for c in lines]) if lines else np.empty((len(responses), 0))
    raw = np.where(codes > 0, codes, np.nan).astype(np.float64)
    pairs = antonym_pairs(raw, params["antonyms_from"], typical) if typical.sum() >= params["rows_for_norms"] else []
    distance, items, p = mahalanobis(raw, typical, params["lines_for_an_index"])
    enough = np.isfinite(raw).sum(axis=1) >= params["lines_for_an_index"]
    return {
        "seconds_per_line": seconds_per_line(responses, asked),
        "irv": np.where(enough, intra_individual_variability(raw), np.nan),
        "even_odd": even_odd(*_by_scale(raw, lines, asked), params["scales_for_even_odd"]),
        "antonyms": psychometric_antonyms(raw, pairs, params["pairs_for_antonyms"]),
        "mahalanobis": distance,
        "mahalanobis_items": np.where(np.isfinite(distance), items, 0).astype("int16"),
        "mahalanobis_p": p,
        "identical": identical(codes.astype("int16"), responses["wave"].to_numpy(dtype=str), typical, enough),
    }


def _by_scale(raw: Numbers, lines: list[str], asked: Instrument) -> tuple[Numbers, list[list[int]]]:
    """Answers turned where reversed, and the columns of each scale of two or more lines."""
    place = {code: k for k, code in enumerate(lines)}
    turned = [asked.items[code].reverse for code in lines]
    keyed = np.where(turned, 8 - raw, raw) if lines else raw
    wanted = [[place[c] for c in s.items if c in place] for s in asked.indicators.values() if s.kind == "mean"]
    return keyed, [columns for columns in wanted if len(columns) > 1]


def seconds_per_line(responses: pd.DataFrame, asked: Instrument) -> Numbers:
    """Seconds on a page divided by the lines shown there, of the fastest page; NaN where no page's time is known."""
    fastest = np.full(len(responses), np.nan)
    for page in PAGES:
        seconds = responses[f"page_seconds_{page}"].to_numpy("float64")
        lines = [responses[code].to_numpy() for code in asked.likert_codes(page) if code in responses]
        shown = sum((~np.isin(codes, NOT_SHOWN) for codes in lines), start=np.zeros(len(responses)))
        usable = (seconds > 0) & (shown > 0)
        fastest = np.fmin(fastest, np.where(usable, seconds / np.maximum(shown, 1), np.nan))
    return fastest


def identical(codes: NDArray[np.int16], waves: NDArray[np.str_], typical: Mask, enough: Mask) -> NDArray[np.str_]:
    """Whether another typical row of the wave has the very same answers to all core lines: yes, no, or not computable where
    too few lines were answered. Rows without variation are none of these: longstring and IRV know them."""
    varied = (
        (codes.max(axis=1, initial=-9) != codes.min(axis=1, initial=9))
        if codes.shape[1]
        else np.zeros(len(codes), bool)
    )
    same = np.zeros(len(codes), dtype=bool)
    eligible = typical & enough & varied
    wave = np.unique(waves[eligible], return_inverse=True)[1].astype(np.int16)
    rows = np.ascontiguousarray(np.column_stack([codes[eligible], wave]))
    _, place, times = np.unique(rows.view(f"V{rows.itemsize * rows.shape[1]}"), return_inverse=True, return_counts=True)
    same[eligible] = times[place.ravel()] > 1
    return np.where(enough, np.where(same, "yes", "no"), "not computable")


def beyond(table: pd.DataFrame, bounds: Mapping[str, Any]) -> tuple[dict[str, Mask], dict[str, Mask]]:
    """By index, the rows that lie beyond its bound, and those for which it is not computable."""
    values = {
        name: table[name].to_numpy("float64") for name in ("share_answered", "speed", "seconds_per_line", "longstring")
    }
    values |= {name: table[name].to_numpy("float64") for name in ("irv", "even_odd", "antonyms", "mahalanobis_p")}
    unknown = {name: ~np.isfinite(column) for name, column in values.items()}
    with np.errstate(invalid="ignore"):
        found = {
            "share_answered": values["share_answered"] < bounds["share_answered"],
            "speed": values["speed"] < bounds["speed"],
            "seconds_per_line": values["seconds_per_line"] < bounds["seconds_per_line"],
            "attention": (table["attention_failed"] >= bounds["attention_failed"]).to_numpy(dtype=bool),
            "longstring": values["longstring"] > bounds["longstring"],
            "irv": (values["irv"] < bounds["irv_low"]) | (values["irv"] > bounds["irv_high"]),
            "even_odd": values["even_odd"] < bounds["even_odd"],
            "antonyms": values["antonyms"] > bounds["antonyms"],
            "mahalanobis": values["mahalanobis_p"] < bounds["mahalanobis_p"],
            "identical": (table["identical"] == "yes").to_numpy(dtype=bool),
        }
    unknown["mahalanobis"] = unknown.pop("mahalanobis_p")
    unknown["attention"] = (table["attention_computable"] == 0).to_numpy(dtype=bool)
    unknown["identical"] = (table["identical"] == "not computable").to_numpy(dtype=bool)
    return {name: found[name] for name in INDICES}, {name: unknown[name] for name in INDICES}


def flagged(table: pd.DataFrame, bounds: Mapping[str, Any]) -> pd.DataFrame:
    """The table with `flags`, how many indices lie beyond their bound, their names, and those of the not computable."""
    found, unknown = beyond(table, bounds)
    return table.assign(
        flags=np.sum(list(found.values()), axis=0).astype("int8"),
        flagged=_named(found, len(table)),
        not_computable=_named(unknown, len(table)),
    )


def _named(rows: Mapping[str, Mask], n: int) -> "pd.Series[str]":
    said = pd.Series([""] * n, dtype="str")
    for name, chosen in rows.items():
        said = said + np.where(chosen, f"{name} ", "")
    return said.str.strip()
