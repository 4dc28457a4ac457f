"""What the measurement allows the verdicts to say, by scale: reliability (G2), bias (G2), agreement (G3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from pipeline.instrument import Instrument
from pipeline.judging.walk import parts_of


@dataclass(frozen=True)
class Reliability:
    """`gate`: good, low, fails or not assessed; `value`: omega total, or Spearman-Brown for two items, NaN if not assessed.
    `against`: in words, the lines that run against the others, where the gate fails for them."""

    gate: str
    value: float
    against: str = ""


@dataclass(frozen=True)
class Agreement:
    """Of the members of a project on a scale that describes it: median r_wg(j), the smaller of two nulls; ICC(1), ICC(2)."""

    disagree: bool
    alike: bool
    rwg: float
    icc1: float
    icc2: float


@dataclass(frozen=True)
class Bias:
    """How many points of the difference PP less SSE the wording may explain, and the items that the types read differently."""

    value: float
    items: str


@dataclass(frozen=True)
class Measurement:
    """By scale. A scale that is not here was not assessed, and no gate fires on it."""

    reliability: Mapping[str, Reliability] = field(default_factory=dict)
    agreement: Mapping[str, Agreement] = field(default_factory=dict)
    bias: Mapping[str, Bias] = field(default_factory=dict)

    def bias_of(self, code: str, asked: Instrument) -> float:
        """The bias of a scale, or the mean over a composite's parts; 0 where it was not assessed."""
        parts = parts_of(code, asked)
        return sum(self.bias[part].value for part in parts if part in self.bias) / len(parts)

    def without_bias(self, scale: str) -> "Measurement":
        """The same where a single item stands in the place of a scale."""
        return replace(self, bias={code: bias for code, bias in self.bias.items() if code != scale})


UNMEASURED = Measurement()


def measurement(by_scale: pd.DataFrame, biases: pd.DataFrame) -> Measurement:
    """From measurement_by_scale (its rows of everybody) and bias_by_scale (its rows over the types); either may be empty. Of a
    scale with a line that runs against the others no bias counts: a forgotten key is no other reading of the line."""
    reliability, agreement, bias = {}, {}, {}
    for row in by_scale[by_scale["kind"] == "all"].to_dict("records"):
        scale, words = str(row["scale"]), row["agreement"]
        first, second = float(row["omega_total"]), float(row["spearman_brown"])
        why = str(row["reason"]) if row["gate"] == "fails" else ""
        reliability[scale] = Reliability(str(row["gate"]), first if np.isfinite(first) else second, why)
        if isinstance(words, str):
            rwg = float(np.nanmin([row["rwg_median"], row["rwg_median_skewed"]]))
            said = ("members disagree" in words, "projects alike" in words)
            agreement[scale] = Agreement(*said, rwg, float(row["icc1"]), float(row["icc2"]))
    for row in biases[biases["over"] == "type"].to_dict("records"):
        scale = str(row["scale"])
        if np.isfinite(row["bias"]) and not (scale in reliability and reliability[scale].against):
            bias[scale] = Bias(float(row["bias"]), ", ".join(str(row["items"] or "").split()))
    return Measurement(reliability, agreement, bias)
