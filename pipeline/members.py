"""How far a project's place hangs on who of it happened to answer: its members are drawn anew, again and again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.profiles import PEER, SOCIAL, VARIES, Sample
from pipeline.stats.block_effects import block_effects
from pipeline.stats.mixed import fit_random_intercepts
from pipeline.stats.mixture import Mixture, at
from pipeline.stats.separation import lines
from pipeline.stats.shares import percentile_interval

Array = NDArray[np.float64]
LEVEL = 0.95


@dataclass(frozen=True)
class Places:
    """Of n projects: the 95 % interval of the place between the sides, and the share of the draws in which a project stays in
    its cluster."""

    low: Array
    high: Array
    stays: Array


def places(scores: pd.DataFrame, sample: Sample, place: Array, mixture: Mixture, chosen: Mapping[str, Any]) -> Places:
    """The intervals of places (n,) and how sure the clusters are, from drawn members; all other projects, the line between the
    sides and the clusters stay as they are."""
    rows = scores[scores["in_primary"] & scores["project"].notna() & scores["declared_type"].notna()]
    x = rows[list(sample.scales)].to_numpy("float64")
    x = x - block_effects(x, *(rows[name].to_numpy() for name in ("declared_type", "wave", "project")))
    line = lines(sample.values, sample.side(PEER), sample.side(SOCIAL))[1]
    length = (line**2).sum(axis=1)
    spread = np.nanstd(sample.points, axis=0)
    ends, stays = [], []
    for i, moved in enumerate(shifts(x, rows, sample.table["project"].tolist(), spread, chosen)):
        along = moved @ line[i] / length[i] if length[i] > 0 else np.zeros(len(moved))
        ends.append(percentile_interval(place[i] + along, LEVEL))
        stays.append(share_that_stays(sample.values[i] + moved, mixture, int(mixture.classes[i])))
    low, high = np.array(ends).T
    return Places(low, high, np.array(stays))


def share_that_stays(drawn: Array, mixture: Mixture, component: int) -> float:
    """The share of drawn profiles (draws, d) that most probably belong to a component of a mixture."""
    found = at(drawn, mixture.family, (mixture.weights, mixture.means, mixture.spread))
    return float((found.classes == component).mean())


def shifts(
    values: Array, rows: pd.DataFrame, projects: Sequence[str], spread: Array, chosen: Mapping[str, Any]
) -> Iterator[Array]:
    """For each of `projects` how its standardised means move (draws, d) when as many of its members are drawn with replacement.

    `values` (rows, d) are the answers of `rows`; who answers in several rows is drawn with all of them. A drawn mean is too
    near to the observed one by sqrt((n - 1) / n), which is taken off, and it moves the project by sqrt(B) of that, B = tau2 /
    (tau2 + sigma2 / n) of the random-intercept model: the variance of an empirical-Bayes mean is B sigma2 / n, as in
    indicators_by_project. `spread` (d,) standardises. Nothing moves on a scale that one member answered, or none.

    Tried on 68 projects of known places, twelve intervals of 6 samples each: with 5, 8 and 20 members a project 90 to 95 % hold
    the true place, with 3 members 86 %, with 8 members here and 32 there 87 %."""
    generator = np.random.Generator(np.random.PCG64(chosen["seed"]))
    tau2, sigma2 = _variances(values, rows["project"].to_numpy())
    of = rows.groupby("project").indices
    persons = _persons(rows)
    for project in projects:
        own = of[project]
        who = np.unique(persons[own], return_inverse=True)[1]
        seen = np.isfinite(values[own])
        sums, counts = (_by_person(part, who) for part in (np.where(seen, values[own], 0.0), seen.astype(float)))
        n = (counts > 0).sum(axis=0)
        weights = generator.multinomial(len(sums), np.full(len(sums), 1 / len(sums)), chosen["member_draws"])
        with np.errstate(invalid="ignore", divide="ignore"):
            drawn = weights @ sums / (weights @ counts) - sums.sum(axis=0) / counts.sum(axis=0)
            kept = tau2 / (tau2 + sigma2 / n)
            moved = drawn * np.sqrt(kept * n / (n - 1.0)) / spread
        yield np.where(np.isfinite(moved), moved, 0.0)


def _variances(values: Array, projects: NDArray[Any]) -> tuple[Array, Array]:
    """The variances between and within projects (d,); within 0 where there is no model, so that means count in full."""
    tau2, sigma2 = np.ones(values.shape[1]), np.zeros(values.shape[1])
    seen = np.isfinite(values)
    fits = [k for k in range(values.shape[1]) if seen[:, k].sum() > 2 and np.ptp(values[seen[:, k], k]) > VARIES]
    models = fit_random_intercepts(values[:, fits], np.ones((len(values), 1)), projects) if fits else []
    for k, model in zip(fits, models, strict=True):
        tau2[k], sigma2[k] = model.tau2, model.sigma2
    return tau2, sigma2


def _persons(rows: pd.DataFrame) -> NDArray[Any]:
    """A name for who gave each row; a row without a respondent is a person of its own."""
    alone = "?" + rows["wave"].astype("str") + "#" + rows["row"].astype("str")
    named: NDArray[Any] = rows["respondent"].fillna(alone).to_numpy()
    return named


def _by_person(values: Array, who: NDArray[np.intp]) -> Array:
    total = np.zeros((int(who.max()) + 1, values.shape[1]))
    np.add.at(total, who, values)
    return total
