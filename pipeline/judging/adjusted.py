"""Other numbers under the codes of scales and lines: what composites become of them, and how far the style moves the types."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.judging.evidence import Evidence

Array = NDArray[np.float64]


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


def style_gap(evidence: Evidence) -> float:
    """By how many points PP agrees more with any line than SSE (the mean of SOC and SOL, or the one that is there); 0 where
    style was not looked at or a side is absent."""
    codes = [code for code in evidence.adjusted.columns if code in evidence.instrument.items]
    if not codes or not len(evidence.adjusted):
        return 0.0
    apart = np.column_stack([evidence.column(code) for code in codes]) - evidence.adjusted[codes].to_numpy("float64")
    known = np.isfinite(apart)
    style = np.where(known, apart, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    rows = {code: (evidence.types == code) & known.any(axis=1) for code in ("PP", "SOC", "SOL")}
    means = {code: float(style[own].mean()) for code, own in rows.items() if own.any()}
    others = [mean for code, mean in means.items() if code != "PP"]
    return means["PP"] - float(np.mean(others)) if "PP" in means and others else 0.0
