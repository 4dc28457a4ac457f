"""The response style of each respondent, its gap between the types, and answers and scores without it (gate G4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument import Indicator
from pipeline.measurement.answers import Answers, apart, is_balanced, lines
from pipeline.stats.groups import group_models
from pipeline.stats.moments import NotFittedError
from pipeline.stats.style import Style, balance, style_factor

Array = NDArray[np.float64]
CONTRAST = {"PP": 1.0, "SOC": -0.5, "SOL": -0.5}
LEVEL = 0.95


@dataclass(frozen=True)
class Styled:
    """The style of each row (n,) in points, NaN where it is not known; `fit` is None where it could not be estimated."""

    scores: Array
    fit: Style | None
    reason: str
    scales: tuple[str, ...]
    n: int


def styles(answers: Answers, primary: NDArray[np.bool_], params: Mapping[str, Any], errors: bool) -> Styled:
    """Estimated from the primary set, a mask (n,), scored for all rows; the variance with its error where `errors` are wanted.
    Source: methods C4."""
    nothing = np.full(len(primary), np.nan)
    balances = {
        scale.code: balance(
            np.column_stack([answers.raw[code] for code in scale.items]),
            np.array([-1 if answers.asked.items[code].reverse else 1 for code in scale.items]),
        )
        for scale in apart(answers.asked)
        if is_balanced(scale, answers.asked)
    }
    used = _together({code: of[primary] for code, of in balances.items() if _tells(of[primary], params["respondents"])})
    if not used:
        return Styled(nothing, None, f"no balanced scale has {params['respondents']} respondents that differ", (), 0)
    table = np.column_stack([balances[code] for code in used])
    n = int(np.isfinite(table[primary]).any(axis=1).sum())
    try:
        fit = style_factor(table[primary], errors)
    except NotFittedError as error:
        return Styled(nothing, None, str(error), used, n)
    return Styled(fit.scores(table), fit, "", used, n)


def _tells(balances: Array, respondents: int) -> bool:
    """Whether enough people have a balance, and not all the same one: a scale that everybody balances alike tells of nobody."""
    known = balances[np.isfinite(balances)]
    return len(known) >= respondents and bool(np.ptp(known) > 0)


def _together(balances: Mapping[str, Array]) -> tuple[str, ...]:
    """The scales of balances (n,) of which each two were answered by the same people, two at least: the one that lacks most of
    the others goes first, the later of several. Scales that only one side was asked would else hide the style in the rest."""
    codes = list(balances)
    if not codes:
        return ()
    seen = np.array([np.isfinite(balances[code]) for code in codes], dtype=np.float64)
    apart_from = seen @ seen.T < 2
    kept = list(range(len(codes)))
    while (lacking := apart_from[np.ix_(kept, kept)].sum(axis=1)).any():
        kept.pop(len(kept) - 1 - int(lacking[::-1].argmax()))
    return tuple(codes[place] for place in kept)


def adjusted(scores: pd.DataFrame, answers: Answers, styled: Styled) -> pd.DataFrame:
    """adjusted_by_respondent: each line less the style, as answered; each indicator less what the style adds to it."""
    asked, style = answers.asked, styled.scores
    codes = [code for code in lines(asked) if asked.items[code].block in "PMV"]
    added = {code: np.where(np.isfinite(answers.raw[code]), style, np.nan) for code in codes}
    signs: dict[str, Array] = {}
    for indicator in sorted(asked.indicators.values(), key=lambda i: i.kind == "composite"):
        signs[indicator.code] = _share(indicator, answers, signs)
    shown = {code: scores[code].to_numpy("float64") - signs[code] * style for code in asked.indicators}
    shown |= {code: answers.raw[code] - added[code] for code in codes}
    return pd.concat([scores[["wave", "row"]], pd.DataFrame(shown, index=scores.index)], axis=1)


def _share(indicator: Indicator, answers: Answers, signs: Mapping[str, Array]) -> Array:
    """By how many points (n,) an indicator rises with each point of the style: the mean of its parts' 1 and -1.

    For a scale of standard units none: it is made of facts, not of agreement.
    """
    asked, n = answers.asked, len(answers.rows)
    if indicator.kind == "status":
        return np.zeros(n)
    parts = np.column_stack([signs[c] if c in asked.indicators else _sign(c, answers) for c in indicator.items])
    seen = np.isfinite(parts)
    result: Array = np.where(seen, parts, 0.0).sum(axis=1) / np.maximum(seen.sum(axis=1), 1)
    return np.where(seen.any(axis=1), result, np.nan)


def _sign(code: str, answers: Answers) -> Array:
    return np.where(np.isfinite(answers.raw[code]), -1.0 if answers.asked.items[code].reverse else 1.0, np.nan)


def figures(styled: Styled, answers: Answers, primary: NDArray[np.bool_]) -> pd.DataFrame:
    """The table `style`: whether it could be estimated and why not, its variance in squared points, the gap between the types
    of the primary set, a mask (n,)."""
    said: list[tuple[str, float, str | None]] = [
        ("estimated", float("nan"), "yes" if styled.fit else "no"),
        ("reason", float("nan"), styled.reason or None),
        ("scales", float(len(styled.scales)), " ".join(styled.scales) or None),
        ("n_respondents", float(styled.n), None),
    ]
    if styled.fit is not None:
        indices = styled.fit.fit.indices
        said += [
            ("variance", styled.fit.variance, None),
            ("variance_error", styled.fit.error, None),
            ("cfi", indices.cfi, None),
            ("rmsea", indices.rmsea, None),
            ("srmr", indices.srmr, None),
        ]
        said += gap(styled, answers, primary)
    table = pd.DataFrame(said, columns=["figure", "value", "words"])
    return table.astype({"figure": "str", "value": "float64", "words": "str"})


def gap(styled: Styled, answers: Answers, primary: NDArray[np.bool_]) -> list[tuple[str, float, str | None]]:
    """PP less the mean of SOC and SOL in points, with the 95 % interval, projects as clusters; of one of these where the other
    is absent. `primary`: a mask (n,).

    Nothing where a side is absent.
    """
    types = answers.labels("type")
    rows = primary & np.isin(types, list(CONTRAST)) & np.isfinite(styled.scores)
    waves, present = answers.labels("wave")[rows], set(types[rows])
    others = [code for code in ("SOC", "SOL") if code in present]
    if "PP" not in present or not others:
        return [("gap_reason", float("nan"), "a side has no respondents")]
    weights = {"PP": 1.0} | {code: -1.0 / len(others) for code in others}
    found = group_models(styled.scores[rows][:, None], types[rows], waves, answers.clusters[rows])[0].estimate(weights)
    if found is None:
        return [("gap_reason", float("nan"), "the style does not differ between respondents")]
    low, high = found.interval(LEVEL)
    return [
        ("gap", found.value, f"PP less {' and '.join(others)}"),
        ("gap_low", low, None),
        ("gap_high", high, None),
        ("gap_projects", float(found.groups), None),
        ("gap_respondents", float(found.n), None),
    ]
