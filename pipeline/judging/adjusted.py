"""Other numbers under the codes of scales and lines: what composites become of them, and how far the style moves the types."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.judging.evidence import Evidence
from pipeline.judging.walk import lines_of, parts_of

Array = NDArray[np.float64]
SMALLEST = (
    1e-6  # a style in points nearer to zero than this is zero: what it adds to a column cannot be told from rounding
)


def composed(columns: pd.DataFrame, evidence: Evidence) -> pd.DataFrame:
    """The columns with those of the composites of which a part is among them: its parts averaged anew."""
    found: dict[object, Array] = {code: np.asarray(column, dtype=np.float64) for code, column in columns.items()}
    for code, indicator in evidence.instrument.indicators.items():
        if indicator.kind == "composite" and code not in found and any(part in found for part in indicator.items):
            before = np.column_stack([_keyed(p, evidence) for p in indicator.items])
            after = np.column_stack([found[p] if p in found else _keyed(p, evidence) for p in indicator.items])
            lost = (np.isfinite(before) & ~np.isfinite(after)).any(axis=1)
            averaged = pd.DataFrame(after).mean(axis=1).to_numpy()
            found[code] = np.where(np.isfinite(evidence.column(code)) & ~lost, averaged, np.nan)
    return pd.DataFrame(found, index=columns.index)


def _keyed(code: str, evidence: Evidence) -> Array:
    return evidence.line(code) if code in evidence.instrument.items else evidence.column(code)


def styles(evidence: Evidence) -> Array:
    """Each respondent's style (n,) in points; NaN where it is not known."""
    codes = [code for code in evidence.adjusted.columns if code in evidence.instrument.items]
    if not codes or not len(evidence.adjusted):
        return np.full(len(evidence.respondents), np.nan)
    apart = np.column_stack([evidence.column(code) for code in codes]) - evidence.adjusted[codes].to_numpy("float64")
    known = np.isfinite(apart)
    found = np.where(known, apart, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    return np.where(known.any(axis=1), found, np.nan)


def style_of_side(evidence: Evidence, side: Sequence[str]) -> float | None:
    """The mean style of some types, each counting alike; None where none of them is known."""
    found = styles(evidence)
    means = [found[own].mean() for t in side if (own := (evidence.types == t) & np.isfinite(found)).any()]
    return float(np.mean(means)) if means else None


def style_gap(evidence: Evidence) -> float:
    """By how many points PP agrees more with any line than SSE (the mean of SOC and SOL, or the one that is there); 0 where
    style was not looked at or a side is absent."""
    first, second = style_of_side(evidence, ["PP"]), style_of_side(evidence, ["SOC", "SOL"])
    return 0.0 if first is None or second is None else first - second


def anchored(evidence: Evidence, level: float) -> pd.DataFrame:
    """The adjusted columns, if everybody agreed with every line as much as the style `level`, in points, says: what the style
    adds to a column is its share of lines that rise with agreeing, times the style."""
    style = styles(evidence)
    kept = np.where(np.abs(style) > SMALLEST, 1 - level / np.where(np.abs(style) > SMALLEST, style, 1.0), 1.0)
    columns = {
        code: evidence.column(str(code)) - (evidence.column(str(code)) - column.to_numpy("float64")) * kept
        for code, column in evidence.adjusted.items()
    }
    return pd.DataFrame(columns, index=evidence.adjusted.index)


def one_sided(code: str, evidence: Evidence) -> bool:
    """Whether agreeing with everything moves a mean on a code (decision 4 of the methods): a single line of the seven points, a
    scale whose lines all point one way, or of which only such lines were answered, or a composite with such a part."""
    asked = evidence.instrument
    for part in parts_of(code, asked):
        lines = lines_of(part, asked)
        answered = [line for line in lines if np.isfinite(evidence.column(line)).any()]
        items = [asked.items[line] for line in answered or lines]
        if items and all(item.likert for item in items) and len({item.reverse for item in items}) == 1:
            return True
    return False
