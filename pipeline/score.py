"""Score the scales of each respondent: means of answered items, composites, and the status index."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline import files, instrument
from pipeline.instrument import Indicator, Instrument, Item

NOT_SHOWN = (-3, -4)
KEPT = ["wave", "row", "respondent", "project", "declared_type", "in_primary", "in_strict"]
Array = NDArray[np.float64]


def main() -> None:
    asked, params = instrument.load(), files.params("score")
    files.write("scores_by_respondent", score(files.read("clean_responses"), asked, params))


def score(responses: pd.DataFrame, asked: Instrument, params: Mapping[str, Any]) -> pd.DataFrame:
    """One row per respondent and a column for every indicator of the instrument; NaN where it cannot be computed.

    mean: mean of the answered items on the scale's own range, reversed items turned; at least `share_of_items` of the items
    shown (not asked by form, wave or filter does not count against it), and at least one. composite: mean of scores and
    items, at least `share_of_items` of all of them. status: see `status`. Source: methods C3.
    """
    share = params["share_of_items"]
    scores: dict[str, Array] = {}
    for indicator in sorted(asked.indicators.values(), key=lambda i: i.kind == "composite"):
        if indicator.kind == "mean":
            scores[indicator.code] = mean_of_items(responses, indicator, asked, share)
        elif indicator.kind == "composite":
            scores[indicator.code] = composite(responses, indicator, asked, scores, share)
        else:
            assert indicator.kind == "status", f"{indicator.code}: no rule for the kind {indicator.kind}"
            scores[indicator.code] = status(
                responses, indicator, asked, params["status_components"], params["respondents_for_a_country"]
            )
    ordered = pd.DataFrame({code: scores[code] for code in asked.indicators}, index=responses.index, dtype="float64")
    return pd.concat([responses[KEPT], ordered], axis=1)


def keyed(responses: pd.DataFrame, item: Item) -> Array:
    """An item's answers with reversed items turned (low + high - answer); NaN where there is none."""
    if item.code not in responses:
        return np.full(len(responses), np.nan)
    low, high = item.scale.low, item.scale.high
    assert low is not None and high is not None, f"{item.code}: its scale has no range, so that it cannot be averaged"
    answers = responses[item.code].to_numpy("float64")
    answers[answers < 0] = np.nan
    assert not ((answers < low) | (answers > high)).any(), f"{item.code}: a code outside {low} to {high}"
    return low + high - answers if item.reverse else answers


def mean_of_items(responses: pd.DataFrame, indicator: Indicator, asked: Instrument, share: float) -> Array:
    """Mean of the answered items, where enough of those shown were answered."""
    total, answered, shown = np.zeros((3, len(responses)))
    for code in indicator.items:
        answers = keyed(responses, asked.items[code])
        total += np.nan_to_num(answers)
        answered += np.isfinite(answers)
        if code in responses:
            shown += ~np.isin(responses[code].to_numpy(), NOT_SHOWN)
    return _mean(total, answered, np.maximum(1, share * shown))


def composite(
    responses: pd.DataFrame, indicator: Indicator, asked: Instrument, scores: Mapping[str, Array], share: float
) -> Array:
    """Mean of scores and items, where at least `share` of all of them are there."""
    total, present = np.zeros((2, len(responses)))
    for code in indicator.items:
        part = scores[code] if code in asked.indicators else keyed(responses, asked.items[code])
        total += np.nan_to_num(part)
        present += np.isfinite(part)
    return _mean(total, present, np.full(len(responses), share * len(indicator.items)))


def status(
    responses: pd.DataFrame, indicator: Indicator, asked: Instrument, smallest_parts: int, smallest_country: int
) -> Array:
    """Status index: each part recoded by instrument/recodes.csv (higher = closer to the core of society), standardised within
    country and wave, and averaged over at least `smallest_parts` parts. Unit: standard deviations."""
    codes = [code for code in indicator.items if code in responses]
    recoded = [np.asarray(responses[code].map(dict(asked.recodes[code])), dtype=np.float64) for code in codes]
    if not codes:
        return np.full(len(responses), np.nan)
    parts = standardised(np.column_stack(recoded), responses["wave"], responses["country"], smallest_country)
    present = np.isfinite(parts).sum(axis=1).astype(float)
    return _mean(np.nan_to_num(parts).sum(axis=1), present, np.full(len(responses), float(smallest_parts)))


def standardised(values: Array, wave: pd.Series, country: pd.Series, smallest: int) -> Array:
    """Values (n, k) minus their mean over their standard deviation (n - 1), within country and wave; within the wave where the
    country is missing, has fewer than `smallest` values or no spread; NaN where the wave has no spread either."""
    own = np.where(country.notna(), wave.astype("str") + "/" + country.astype("str"), "")
    within_country, n = _standardised(values, own)
    usable = (own != "")[:, None] & (n >= smallest) & np.isfinite(within_country)
    return np.where(usable, within_country, _standardised(values, wave.to_numpy(dtype=str))[0])


def _standardised(values: Array, groups: NDArray[np.str_]) -> tuple[Array, NDArray[np.int64]]:
    grouped = pd.DataFrame(values).groupby(groups)
    mean, deviation = grouped.transform("mean").to_numpy(), grouped.transform("std").to_numpy()
    n: NDArray[np.int64] = grouped.transform("count").to_numpy()
    spread = np.where(deviation > 0, deviation, np.nan)
    return (values - mean) / spread, n


def _mean(total: Array, present: Array, needed: Array) -> Array:
    enough = (present > 0) & (present >= needed)
    return np.where(enough, total / np.maximum(present, 1), np.nan)


if __name__ == "__main__":
    files.run(main)
