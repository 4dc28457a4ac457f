"""Which items of a scale are not comparable between the types, waves or languages, and by how much that biases its mean."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline import files
from pipeline.instrument import Indicator
from pipeline.measurement.answers import Answers, scales
from pipeline.stats.item_bias import ItemBias, RunsAgainstError, item_bias

Array = NDArray[np.float64]
TYPES = ("PP", "SOC", "SOL")
OVER = ("type", "wave", "language")


@dataclass(frozen=True)
class Contrast:
    """A comparison of groups by their weights, in words and as numbers."""

    words: str
    weights: Mapping[str, float]


def biases(answers: Answers, style: Array, params: Mapping[str, Any], over_all: Sequence[str] = OVER) -> pd.DataFrame:
    """bias_by_scale: one row per scale and what it is compared over, the answers less the response style (n,), in points, 0
    where it is not known. Source of the rule for a difference: methods C3.

    Over types PP less the mean of SOC and SOL; over waves and languages every other less the first, of which the largest bias
    stays. The level of each test is `bias_level` divided by their number over types, waves or languages.
    """
    asked = answers.asked
    several = [scale for scale in scales(asked) if len(scale.items) > 1]
    rows = []
    for over in over_all:
        contrasts = [
            (contrast, placed(answers.labels(over), contrast))
            for contrast in compared(answers, over, params["respondents"])
        ]
        alpha = params["bias_level"] / max(len(several) * len(contrasts), 1)
        for scale in scales(asked):
            found = [of_scale(scale, answers, contrast, among, style, alpha, params) for contrast, among in contrasts]
            row: dict[str, Any] = {"scale": scale.code, "over": over}
            rows.append(row | (_largest(found) if found else _not_assessed(over, params)))
    empty = files.empty("bias_by_scale")
    return pd.DataFrame(rows, columns=empty.columns).astype(empty.dtypes) if rows else empty


def compared(answers: Answers, over: str, smallest: int) -> Iterator[Contrast]:
    """The comparisons that are made, of groups with enough respondents."""
    labels = answers.labels(over)
    names, counts = np.unique(labels[labels != ""], return_counts=True)
    large = [str(name) for name, n in zip(names, counts, strict=True) if n >= smallest]
    if over == "type":
        others = [name for name in ("SOC", "SOL") if name in large]
        if "PP" in large and others:
            yield Contrast(f"PP less {' and '.join(others)}", {"PP": 1.0} | {o: -1.0 / len(others) for o in others})
        return
    for other in large[1:]:
        yield Contrast(f"{other} less {large[0]}", {large[0]: -1.0, other: 1.0})


def placed(labels: NDArray[np.str_], contrast: Contrast) -> NDArray[np.intp]:
    """The place of each row's label (n,) among the groups that the contrast names, -1 for any other."""
    found = np.full(len(labels), -1, dtype=np.intp)
    for place, group in enumerate(contrast.weights):
        found[labels == group] = place
    return found


def of_scale(
    scale: Indicator,
    answers: Answers,
    contrast: Contrast,
    among: NDArray[np.intp],
    style: Array,
    alpha: float,
    params: Mapping[str, Any],
) -> dict[str, Any]:
    """One scale in one comparison, its answers less the style (n,): the row's figures, or in `reason` why there are none.
    `among` (n,): see `placed`."""
    said = {"contrast": contrast.words, "bias": np.nan, "gap": np.nan, "items": "", "p": np.nan, "reason": ""}
    if len(scale.items) < 2:
        return said | {"reason": "a single item"}
    items = answers.matrix(scale.items, style)
    rows = (among >= 0) & np.isfinite(items).any(axis=1)
    codes = among[rows]
    sizes = np.bincount(codes, minlength=len(contrast.weights))
    if sizes.min() < params["respondents"]:
        return said | {"reason": f"fewer than {params['respondents']} respondents in a group"}
    constant = [code for code in scale.items if not np.ptp(_known(answers.raw[code][rows])) > 0]
    if constant:
        return said | {"reason": f"everybody answered {', '.join(constant)} alike, or nobody did"}
    weights = np.array(list(contrast.weights.values()))
    try:
        found = item_bias(items[rows], weights, codes, answers.clusters[rows], alpha, params["pair_ratio"])
    except RunsAgainstError as error:
        return said | {"reason": f"{', '.join(scale.items[item] for item in error.items)} runs against the others"}
    except ValueError as error:
        return said | {"reason": str(error)}
    return said | _words(found, scale)


def _known(values: Array) -> Array:
    known = values[np.isfinite(values)]
    return known if len(known) else np.zeros(1)


def _words(found: ItemBias, scale: Indicator) -> dict[str, Any]:
    named = [scale.items[item] for item in found.items]
    if len(named) == 2 == len(scale.items):
        said = (
            f"{' and '.join(named)} do not differ alike; which of them is off, and the sign of the bias, cannot be told"
        )
    elif len(named) == len(scale.items):
        said = "no two of its items differ alike; the largest bias that they allow"
    else:
        said = f"{', '.join(named)} not comparable" if named else ""
    return {"bias": found.bias, "gap": found.gap, "items": " ".join(named), "p": found.p, "reason": said}


def _largest(found: list[dict[str, Any]]) -> dict[str, Any]:
    return max(found, key=lambda row: abs(row["bias"]) if np.isfinite(row["bias"]) else -1.0)


def _not_assessed(over: str, params: Mapping[str, Any]) -> dict[str, Any]:
    said = f"no two {over}s with {params['respondents']} respondents each"
    if over == "type":
        said = f"PP, or SOC and SOL, have fewer than {params['respondents']} respondents"
    return {"contrast": "", "bias": np.nan, "gap": np.nan, "items": "", "p": np.nan, "reason": said}
