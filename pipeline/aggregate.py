"""From scores of respondents to indicators of projects and of types, each with n and interval."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from pipeline import files, instrument
from pipeline.stats.block_effects import block_effects
from pipeline.stats.estimate import Estimate
from pipeline.stats.groups import group_models
from pipeline.stats.mixed import RandomIntercept, fit_random_intercepts

Array = NDArray[np.float64]
TYPES = ("PP", "SOC", "SOL", "HYB")
SSE = {"SOC": 0.5, "SOL": 0.5}
LEVEL = 0.95
SMALLEST_FIT = 3  # respondents


def main() -> None:
    scores = files.read("scores_by_respondent")
    indicators = list(instrument.load().indicators)
    smallest = int(files.params("aggregate")["respondents_for_an_own_mean"])
    files.write("indicators_by_project", by_project(scores, indicators, smallest))
    files.write("indicators_by_type", by_type(scores, indicators))


def by_project(scores: pd.DataFrame, indicators: list[str], smallest: int) -> pd.DataFrame:
    """One row per project and indicator: n, mean and standard deviation (missing under `smallest` respondents), and the
    empirical-Bayes estimate drawn towards the mean of all projects, the types unseen, with its 95 % interval.

    Shrinkage B = tau2 / (tau2 + sigma2 / n); variance of the estimate B sigma2 / n + (1 - B)^2 var(mean of all)
    (Raudenbush and Bryk 2002, chapter 3). What a wave adds to everybody is taken off, told apart from the types and projects
    that answered in it; nothing is taken off where the two cannot be told apart.
    """
    rows = scores[scores["in_primary"] & scores["project"].notna() & scores["declared_type"].notna()]
    types = rows.groupby("project")["declared_type"].last()
    known = [code for code in indicators if rows[code].notna().any()]
    if not known:
        return files.empty("indicators_by_project")
    declared, waves, projects = rows["declared_type"].to_numpy(), rows["wave"].to_numpy(), rows["project"].to_numpy()
    centred = rows[known] - block_effects(rows[known].to_numpy("float64"), declared, waves, projects)
    fits = _grand_models(centred.to_numpy("float64"), projects)
    grouped = centred.groupby(rows["project"])
    found = (table[known].to_numpy("float64") for table in (grouped.count(), grouped.mean(), grouped.std(ddof=1)))
    counts, means, deviations = found
    shrunken = [_shrink(means[:, k], counts[:, k], fit) for k, fit in enumerate(fits)]
    ordered = np.argsort(known, kind="stable")  # one row per project and indicator, both in the order of their names
    seen, enough = (counts[:, ordered] >= least for least in (1, smallest))
    project, place = np.nonzero(seen)
    of = ordered[place]
    values, low, high = (np.column_stack(part)[project, of] for part in zip(*shrunken, strict=True))
    own = enough[project, place]
    return pd.DataFrame(
        {
            "project": types.index.astype("str")[project],
            "declared_type": types.to_numpy()[project],
            "indicator": np.array(known)[of],
            "n_respondents": counts[project, of].astype("int32"),
            "mean": np.where(own, means[project, of], np.nan),
            "sd": np.where(own, deviations[project, of], np.nan),
            "shrunken": values,
            "low": low,
            "high": high,
        }
    ).astype({"project": "str", "declared_type": "str", "indicator": "str"})


def _grand_models(values: Array, projects: NDArray[np.str_]) -> list[RandomIntercept | None]:
    """The random-intercept model of each column, without types; None where there is too little of it."""
    seen = np.isfinite(values)
    enough = [
        bool(ok.sum() >= SMALLEST_FIT and np.ptp(column[ok]) > 0) for column, ok in zip(values.T, seen.T, strict=True)
    ]
    fitted = iter(fit_random_intercepts(values[:, enough], np.ones((len(values), 1)), projects) if any(enough) else [])
    return [next(fitted) if fits else None for fits in enough]


def _shrink(mean: Array, n: Array, fit: RandomIntercept | None) -> tuple[Array, Array, Array]:
    if fit is None:
        return mean, mean, mean
    centre = float(fit.coefficients[0])
    with np.errstate(
        divide="ignore", invalid="ignore"
    ):  # nobody of a project answered: neither a value nor an interval
        sampling = fit.sigma2 / n
        keep = fit.tau2 / (fit.tau2 + sampling)
        value = centre + keep * (mean - centre)
        variance = keep * sampling + (1 - keep) ** 2 * float(fit.covariance[0, 0])
    half = ndtri(0.5 + LEVEL / 2) * np.sqrt(variance)
    return value, value - half, value + half


def by_type(scores: pd.DataFrame, indicators: list[str]) -> pd.DataFrame:
    """One row per indicator, type (SSE = SOC and SOL with equal weight) and wave, or all waves: the mean of the projects
    from the random-intercept model over PP, SOC and SOL (HYB alone), and the variances within and between of each type."""
    rows = scores[scores["in_primary"] & scores["declared_type"].notna()]
    waves = list(dict.fromkeys(rows["wave"]))
    parts = [(wave, rows[rows["wave"] == wave]) for wave in waves] if len(waves) > 1 else []
    tables = [_one_wave(part, name, indicators) for name, part in [("all", rows), *parts] if len(part)]
    if not tables:
        return files.empty("indicators_by_type")
    return pd.concat(tables, ignore_index=True)


def _one_wave(rows: pd.DataFrame, wave: str, indicators: list[str]) -> pd.DataFrame:
    hybrid = rows["declared_type"] == "HYB"
    found = [
        *_estimates(rows[~hybrid], {**{t: {t: 1.0} for t in TYPES[:3]}, "SSE": SSE}, indicators),
        *_estimates(rows[hybrid], {"HYB": {"HYB": 1.0}}, indicators),
    ]
    table = pd.DataFrame(found).assign(wave=wave) if found else files.empty("indicators_by_type")
    columns = list(files.description("indicators_by_type")["columns"])
    counts = {"n_respondents": "int32", "n_projects": "int32"}
    return table[columns].astype({**counts, "wave": "str", "indicator": "str", "declared_type": "str"})


def _estimates(
    rows: pd.DataFrame, wanted: Mapping[str, Mapping[str, float]], indicators: list[str]
) -> list[dict[str, object]]:
    if not len(rows):
        return []
    outcomes = rows[indicators].to_numpy("float64")
    types, waves, clusters = rows["declared_type"].to_numpy(), rows["wave"].to_numpy(), clusters_of(rows)
    has_project = rows["project"].notna().to_numpy()
    models = group_models(outcomes, types, waves, clusters)
    found: list[dict[str, object]] = []
    for name, weights in wanted.items():
        if not np.isin(list(weights), types).all():
            continue
        inside = np.isin(types, list(weights))
        own = group_models(outcomes[inside], np.full(inside.sum(), name), waves[inside], clusters[inside])
        for column, code in enumerate(indicators):
            seen = inside & np.isfinite(outcomes[:, column])
            if any(group not in models[column].groups for group in weights):
                continue
            found.append(
                {
                    "indicator": code,
                    "declared_type": name,
                    "n_respondents": int(seen.sum()),
                    "n_projects": len(np.unique(clusters[seen & has_project])),
                    **_interval(models[column].estimate(weights)),
                    **_spread(own[column].fit),
                }
            )
    return found


def clusters_of(rows: pd.DataFrame) -> NDArray[np.str_]:
    """The project of each row; a respondent without a known project is a cluster of its own."""
    alone = "?" + rows["wave"].astype("str") + "#" + rows["row"].astype("str")
    clusters: NDArray[np.str_] = rows["project"].fillna(alone).to_numpy()
    return clusters


def _interval(estimate: Estimate | None) -> dict[str, float]:
    if estimate is None:
        return {"mean": np.nan, "low": np.nan, "high": np.nan}
    low, high = estimate.interval(LEVEL)
    return {"mean": estimate.value, "low": low, "high": high}


def _spread(fit: RandomIntercept | None) -> dict[str, float]:
    if fit is None:
        return {"sd_between": np.nan, "sd_within": np.nan, "icc1": np.nan}
    return {"sd_between": float(np.sqrt(fit.tau2)), "sd_within": float(np.sqrt(fit.sigma2)), "icc1": fit.icc1}


if __name__ == "__main__":
    files.run(main)
