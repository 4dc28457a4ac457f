"""Whether the scales measure: reliability, fit, comparability of the groups, response style, missing answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pipeline import files, instrument, parallel
from pipeline.instrument import Instrument
from pipeline.measurement import blocks, items, response, style
from pipeline.measurement.answers import Answers, answers
from pipeline.measurement.bias import OVER, biases
from pipeline.measurement.scales import by_scale
from pipeline.measurement.scores import factor_scored
from pipeline.parallel import Workers


@dataclass(frozen=True)
class Gates:
    """What the gates need: `scales` (measurement_by_scale), `bias` (bias_by_scale), `adjusted` (adjusted_by_respondent),
    `factor_scores` (factor_scores_by_respondent), `style`."""

    scales: pd.DataFrame
    bias: pd.DataFrame
    adjusted: pd.DataFrame
    factor_scores: pd.DataFrame
    style: pd.DataFrame


@dataclass(frozen=True)
class Models:
    """What the page shows beside: `fit` (factor_fit_by_block), `invariance` (invariance_by_block), `items`
    (measurement_by_item), `missing` (missing_by_item)."""

    fit: pd.DataFrame
    invariance: pd.DataFrame
    items: pd.DataFrame
    missing: pd.DataFrame


def main() -> None:
    asked, params = instrument.load(), files.params("measure")
    responses, scores = files.read("clean_responses"), files.read("scores_by_respondent")
    modes, workers = modes_of(files.waves()), parallel.from_environment()
    gates, models = everything(responses, scores, asked, params, modes, workers)
    files.write("measurement_by_scale", gates.scales)
    files.write("bias_by_scale", gates.bias)
    files.write("adjusted_by_respondent", gates.adjusted)
    files.write("factor_scores_by_respondent", gates.factor_scores)
    files.write("style", gates.style)
    files.write("factor_fit_by_block", models.fit)
    files.write("invariance_by_block", models.invariance)
    files.write("measurement_by_item", models.items)
    files.write("missing_by_item", models.missing)
    quality, exclusions = files.read("quality_by_respondent"), files.read("exclusions_by_respondent")
    files.write("carelessness_by_group", response.careless(quality, exclusions))
    files.write("response_by_project", response.by_project(exclusions, files.read("projects")))
    files.write("early_late_by_scale", late(responses, scores, files.read("responses"), asked, params))


def modes_of(waves: list[str]) -> dict[str, str]:
    """How each wave was answered, as its wave.yaml says, where it does."""
    said = {wave: files.wave_description(wave).get("mode") for wave in waves}
    return {wave: str(mode) for wave, mode in said.items() if mode}


def everything(
    responses: pd.DataFrame,
    scores: pd.DataFrame,
    asked: Instrument,
    params: Mapping[str, Any],
    modes: Mapping[str, str],
    workers: Workers,
) -> tuple[Gates, Models]:
    """What the gates need and what the page shows beside, side by side on several processors where there are some."""
    primary = responses["in_primary"].to_numpy(dtype=bool)
    everybody = answers(responses, asked, modes)
    inside = everybody.of(primary)
    style_of = np.nan_to_num(style.styles(everybody, primary, params, errors=False).scores)[primary]
    tasks: list[tuple[Any, ...]] = [(measure, responses, scores, asked, params, modes)]
    tasks += [(blocks.invariances, inside, style_of, params, over) for over in blocks.OVER]
    tasks += [(single_groups, inside, responses[primary], params)]
    gates, *levels, (fit, by_item, missing) = parallel.mapped(_called, tasks, workers)
    return gates, Models(fit, pd.concat(levels, ignore_index=True), by_item, missing)


def _called(function: Callable[..., Any], *given: Any) -> Any:
    return function(*given)


def measure(
    responses: pd.DataFrame,
    scores: pd.DataFrame,
    asked: Instrument,
    params: Mapping[str, Any],
    modes: Mapping[str, str],
    every_group: bool = True,
) -> Gates:
    """What the gates need, estimated from the primary set; by respondent for all rows, in the order of the scores.

    With `every_group` false, reliability is that of all respondents together, without ordinal alpha, only types are compared,
    the style's variance has no error, and nobody gets factor scores, which are a way of scoring of the multiverse.
    """
    assert responses["row"].equals(scores["row"]), "scores are not in the order of the responses"
    primary = responses["in_primary"].to_numpy(dtype=bool)
    everybody = answers(responses, asked, modes)
    styled = style.styles(everybody, primary, params, errors=every_group)
    inside = everybody.of(primary)
    return Gates(
        scales=by_scale(inside, scores[primary], params, every_group),
        bias=biases(inside, np.nan_to_num(styled.scores)[primary], params, OVER if every_group else ("type",)),
        adjusted=style.adjusted(scores, everybody, styled),
        factor_scores=factor_scored(scores, everybody, primary)
        if every_group
        else files.empty("factor_scores_by_respondent"),
        style=style.figures(styled, everybody, primary),
    )


def single_groups(
    inside: Answers, responses: pd.DataFrame, params: Mapping[str, Any]
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Fit of the blocks, each item within its scale, and missing answers, all of the primary set."""
    fit, loadings = blocks.fits(inside, params)
    return fit, items.by_item(inside, loadings, params), items.missing(responses, inside.asked)


def late(
    responses: pd.DataFrame,
    scores: pd.DataFrame,
    delivered: pd.DataFrame,
    asked: Instrument,
    params: Mapping[str, Any],
) -> pd.DataFrame:
    """Early against late respondents of the primary set, by the times with which the rows were delivered."""
    primary = responses["in_primary"].to_numpy(dtype=bool)
    times = delivered.set_index(["wave", "row"])["submitted_at"]
    submitted = times.reindex(pd.MultiIndex.from_frame(responses[["wave", "row"]])).reset_index(drop=True)
    clusters = answers(responses, asked, {}).clusters
    return response.early_and_late(scores[primary], submitted[primary], clusters[primary], asked, params)


if __name__ == "__main__":
    files.run(main)
