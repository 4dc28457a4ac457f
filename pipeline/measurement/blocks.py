"""Factor models of each block: how well the scales fit, and whether they are invariant over types, waves and languages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline import files
from pipeline.instrument import Indicator
from pipeline.measurement.answers import BLOCKS, Answers, apart
from pipeline.measurement.bias import TYPES
from pipeline.stats.factor import Pattern, pattern_of
from pipeline.stats.fit_indices import FitIndices
from pipeline.stats.full_information import full_information
from pipeline.stats.invariance import Level, levels
from pipeline.stats.moments import NotFittedError, Sample
from pipeline.stats.wlsmv import OrdinalFit, ordinal_cfa

Array = NDArray[np.float64]
OVER = ("type", "wave", "language")
NAMES = ("configural", "metric", "scalar")
ACROSS = "a single pair of items has no model of its own"


@dataclass(frozen=True)
class Block:
    """The scales of a block that can be modelled together, with their items; `left_out` says which cannot, and why."""

    name: str
    scales: tuple[Indicator, ...]
    left_out: str

    @property
    def items(self) -> list[str]:
        """Codes of the lines of its scales, in their order."""
        return [code for scale in self.scales for code in scale.items]

    @property
    def pattern(self) -> Pattern:
        """Which lines measure which scale (lines, scales)."""
        return pattern_of([len(scale.items) for scale in self.scales])

    @property
    def refusal(self) -> str:
        """Why there is no model; empty where there is one."""
        if not self.scales:
            return self.left_out or "no scales of two or more items"
        return ACROSS if len(self.items) < 3 else ""


def blocks(answers: Answers, groups: Sequence[NDArray[np.bool_]]) -> Iterator[Block]:
    """The scales of three or more items and the pairs of each block whose items were answered, and not alike, in all groups
    (masks (n,) of the rows)."""
    for name in BLOCKS:
        own = [s for s in apart(answers.asked) if all(answers.asked.items[c].block == name for c in s.items)]
        usable = [s for s in own if all(_varies(answers.raw[code][g]) for code in s.items for g in groups)]
        gone = " ".join(s.code for s in own if s not in usable)
        said = f"without {gone}: unanswered or answered alike by everybody of a group" if gone else ""
        yield Block(name, tuple(usable), said)


def _varies(values: Array) -> bool:
    known = values[np.isfinite(values)]
    return len(known) > 2 and float(np.ptp(known)) > 0


def fits(answers: Answers, params: Mapping[str, Any]) -> tuple[pd.DataFrame, dict[str, tuple[float, float]]]:
    """factor_fit_by_block, and the standardised loading of each item with its standard error."""
    rows: list[dict[str, Any]] = []
    loadings: dict[str, tuple[float, float]] = {}
    for block in blocks(answers, [np.ones(len(answers.rows), dtype=bool)]):
        found, why = _fit(block, answers, params)
        rows.append(
            {"block": block.name, "scales": " ".join(s.code for s in block.scales)} | _fit_row(found, why, params)
        )
        if found is not None:
            place = found.loadings, found.loading_errors
            pairs = zip(block.items, block.pattern.argmax(axis=1), strict=True)
            loadings |= {c: (float(place[0][i, f]), float(place[1][i, f])) for i, (c, f) in enumerate(pairs)}
    empty = files.empty("factor_fit_by_block")
    return pd.DataFrame(rows, columns=empty.columns).astype(empty.dtypes), loadings


def _fit(block: Block, answers: Answers, params: Mapping[str, Any]) -> tuple[OrdinalFit | None, str]:
    if block.refusal:
        return None, block.refusal
    items = answers.matrix(block.items)
    items = items[np.isfinite(items).any(axis=1)]
    if len(items) < params["respondents_for_a_model"]:
        return None, f"fewer than {params['respondents_for_a_model']} respondents"
    try:
        return ordinal_cfa(items, block.pattern, pairs_alike=True), block.left_out
    except (NotFittedError, ValueError, np.linalg.LinAlgError) as error:
        return None, _why(error)


def _fit_row(found: OrdinalFit | None, why: str, params: Mapping[str, Any]) -> dict[str, Any]:
    if found is None:
        return {"n": 0, "fit": "not assessed", "reason": why}
    low, high = found.scaled.rmsea_interval()
    extremes = {"tli": found.scaled.tli, "rmsea_low": low, "rmsea_high": high}
    said = {
        "n": found.n,
        "fit": fit_word(found.scaled, params),
        "admissible": "yes" if found.admissible else "no",
        "reason": why,
    }
    return indices(found.scaled) | extremes | said


def indices(of: FitIndices) -> dict[str, float]:
    """The figures by which a model is judged."""
    return {"chisq": of.chi2, "df": of.df, "cfi": of.cfi, "rmsea": of.rmsea, "srmr": of.srmr}


def fit_word(of: FitIndices, params: Mapping[str, Any]) -> str:
    """good, acceptable or poor by methods C3: each of the three indices within its bound."""
    for word in ("good", "acceptable"):
        bound = params[f"fit_{word}"]
        if of.cfi >= bound["cfi"] and of.rmsea <= bound["rmsea"] and of.srmr <= bound["srmr"]:
            return word
    return "poor"


def invariances(answers: Answers, style: Array, params: Mapping[str, Any], over: str) -> pd.DataFrame:
    """invariance_by_block over types (PP, SOC, SOL), waves or languages: the levels of each block, by full-information maximum
    likelihood from the answers less the response style."""
    labels = answers.labels(over)
    allowed = TYPES if over == "type" else tuple(sorted(set(labels) - {""}))
    sizes = {name: int((labels == name).sum()) for name in allowed}
    named = [name for name, n in sizes.items() if n >= params["respondents_for_a_model"]]
    members = [labels == name for name in named]
    rows: list[dict[str, Any]] = []
    for block in blocks(answers, members):
        said = {"block": block.name, "over": over, "groups": " ".join(named)}
        rows += [said | row for row in _levels(block, answers, members, style, params)]
    empty = files.empty("invariance_by_block")
    return pd.DataFrame(rows, columns=empty.columns).astype(empty.dtypes)


def _levels(
    block: Block, answers: Answers, members: list[NDArray[np.bool_]], style: Array, params: Mapping[str, Any]
) -> list[dict[str, Any]]:
    bound = params["invariance"]
    refusal = block.refusal
    if len(members) < 2:
        refusal = f"fewer than two groups of {params['respondents_for_a_model']} respondents"
    if not refusal:
        items = answers.matrix(block.items, style)
        try:
            samples = [_sample(items[group]) for group in members]
            found = levels(samples, block.pattern, bound["delta_cfi"], bound["delta_rmsea"], pairs_alike=True)
            return [_level_row(level, block, len(members), params) for level in found]
        except (NotFittedError, np.linalg.LinAlgError) as error:
            refusal = _why(error)
    return [{"level": name, "n": 0, "holds": False, "freed": "", "reason": refusal} for name in NAMES]


def _why(error: Exception) -> str:
    """The reason of a refusal; matrices that cannot be inverted come from items that repeat one another."""
    return "some items repeat one another" if isinstance(error, np.linalg.LinAlgError) else str(error)


def _sample(items: Array) -> Sample:
    """The answers of a group; raises NotFittedError where it has too few for a model."""
    if np.isfinite(items).any(axis=1).sum() <= items.shape[1]:
        raise NotFittedError("a group has no more respondents than the block has items")
    return full_information(items)


def _level_row(level: Level, block: Block, groups: int, params: Mapping[str, Any]) -> dict[str, Any]:
    bound, configural = params["invariance"], level.name == "configural"
    fits = fit_word(level.fit.indices, params) != "poor"
    return {
        "level": level.name,
        "n": level.fit.n,
        **indices(level.fit.indices),
        "chisq_difference": np.nan if configural else level.chi2_difference,
        "df_difference": np.nan if configural else level.df_difference,
        "delta_cfi": np.nan if configural else level.delta_cfi,
        "delta_rmsea": np.nan if configural else level.delta_rmsea,
        "holds": fits if configural else level.holds(bound["delta_cfi"], bound["delta_rmsea"]),
        "freed": " ".join(block.items[item] for item in level.released),
        "reason": block.left_out,
    }
