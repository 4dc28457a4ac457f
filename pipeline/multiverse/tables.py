"""The tables of the multiverse: cells_by_claim and robustness_by_claim."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from pipeline import files
from pipeline.multiverse.cells import DIMENSIONS, Bearing, Cell, possible
from pipeline.multiverse.judging import Judged

UNTESTABLE = "not testable"
WORDS = ("supported", "contradicted", "equivalent", "mixed", "inconclusive")
Row = dict[str, Any]


def cells_by_claim(judged: Iterable[Judged], bearings: Mapping[str, Bearing]) -> pd.DataFrame:
    """One row per claim and cell that could be judged, the primary analysis first; of a cell that comes twice the first."""
    found, rows = _first(judged), []
    for claim, bearing in bearings.items():
        for number, cell in enumerate(possible(bearing), start=1):
            if (claim, cell) in found and found[claim, cell].word != UNTESTABLE:
                rows.append(_row(found[claim, cell], number))
    return _table("cells_by_claim", rows)


def _first(judged: Iterable[Judged]) -> dict[tuple[str, Cell], Judged]:
    found: dict[tuple[str, Cell], Judged] = {}
    for one in judged:
        found.setdefault((one.claim, one.cell), one)
    return found


def _row(one: Judged, number: int) -> Row:
    low, high = one.ci95 or (None, None)
    measured = {"estimate": one.estimate, "ci95_low": low, "ci95_high": high, "bound": one.bound}
    return {
        "claim": one.claim,
        "cell": number,
        **vars(one.cell),
        "verdict": one.word,
        **measured,
        "unit_of_estimate": one.unit,
    }


def robustness_by_claim(
    judged: Iterable[Judged],
    verdicts: Mapping[str, str],
    bearings: Mapping[str, Bearing],
    absent: Mapping[tuple[str, str], str],
    limits: tuple[float, float],
) -> pd.DataFrame:
    """One row per claim. `verdicts` are the words of the primary analysis; `limits` the shares of cells with the same word from
    which a word is robust, and fragile. No suffix where the word is 'not testable', or where there is one cell only."""
    found, rows = _first(judged), []
    for claim, bearing in bearings.items():
        every = possible(bearing)
        own = [found[claim, cell] for cell in every if (claim, cell) in found]
        kept = [one for one in own if one.word != UNTESTABLE]
        counts = Counter(one.word for one in kept)
        same, n = counts[verdicts[claim]], len(kept)
        testable = verdicts[claim] != UNTESTABLE and n > 1
        share = same / n if testable else None
        rows.append(
            {
                "claim": claim,
                "verdict": verdicts[claim],
                "cells": n,
                "left_out": len(every) - n,
                "reason": _why(every, found, claim, absent) if len(every) > n else None,
                "share_same": share,
                "suffix": None if share is None else suffix(share, limits),
                **{word: counts[word] for word in WORDS},
            }
        )
    return _table("robustness_by_claim", rows)


def suffix(share: float, limits: tuple[float, float]) -> str:
    """robust, fragile or sensitive, by the share of cells that give the primary word (methods C11)."""
    robust_from, fragile_from = limits
    if share >= robust_from - 1e-12:
        return "robust"
    return "fragile" if share >= fragile_from - 1e-12 else "sensitive"


def _why(
    every: Iterable[Cell], found: Mapping[tuple[str, Cell], Judged], claim: str, absent: Mapping[tuple[str, str], str]
) -> str:
    """Why cells were left out, with their numbers; the first reason of each counts."""
    reasons: Counter[str] = Counter()
    for cell in every:
        one = found.get((claim, cell))
        if one is None:
            why = (absent.get((dimension, str(getattr(cell, dimension)))) for dimension in DIMENSIONS)
            reasons[next((w for w in why if w), "the covariates are not known, or alike for everybody")] += 1
        elif one.word == UNTESTABLE:
            reasons[one.reason.removeprefix("Not testable with these data: ").rstrip(".")] += 1
    return "; ".join(f"{n} because {why}" for why, n in reasons.most_common())


def _table(name: str, rows: list[Row]) -> pd.DataFrame:
    columns = files.description(name)["columns"]
    types = {column: files.PANDAS_TYPES[rule["type"]] for column, rule in columns.items()}
    return pd.DataFrame(rows, columns=list(columns)).astype(types)
