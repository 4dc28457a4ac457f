"""The figures behind the verdicts once more, in plain pandas, numpy and scipy: nothing here is taken from pipeline.stats.

One wave, nobody asked twice. Each function takes the tables as the stages write them and gives the numbers of a sentence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats
from scipy.optimize import minimize_scalar

from pipeline.rules import Condition, Contrast, Group, Location, Outcome, Share, Slope

MEMBERS = {"SSE": ("SOC", "SOL"), "ALL": ("PP", "SOC", "SOL", "HYB")}
PURE = ("PP", "SOC", "SOL")
SIGNS = {"PP": 1.0, "SOC": -0.5, "SOL": -0.5}


@dataclass(frozen=True)
class Tables:
    """`people`: scores and answers of the primary set, side by side; `register`: one row per project; `cells`:
    compass_cells_by_project; `figures`: of the structure tests."""

    people: pd.DataFrame
    register: pd.DataFrame
    cells: pd.DataFrame
    figures: dict[str, float]

    def of(self, group: Group) -> pd.DataFrame:
        """The respondents of a group."""
        rows = self.people[self.people["declared_type"].isin(MEMBERS.get(group.type, (group.type,)))]
        for condition in group.among:
            rows = rows[self.fulfilled(rows, condition)]
        return rows

    def projects(self, group: Group) -> pd.DataFrame:
        """The projects of a group."""
        rows = self.register[self.register["declared_type"].isin(MEMBERS.get(group.type, (group.type,)))]
        for condition in group.among:
            rows = rows[self.held(rows[str(condition.field)], condition)]
        return rows

    def fulfilled(self, rows: pd.DataFrame, condition: Condition) -> pd.Series:
        """Which respondents fulfil a condition."""
        if condition.field is None:
            return self.held(self.measured(rows, condition), condition)
        return self.held(rows["project"].map(self.register.set_index("project")[condition.field]), condition)

    def measured(self, rows: pd.DataFrame, condition: Condition) -> pd.Series:
        values = rows[str(condition.item or condition.indicator)]
        return values - rows[condition.minus] if condition.minus else values

    def held(self, values: pd.Series, condition: Condition) -> pd.Series:
        if condition.after_first_of is not None:
            first = self.register.loc[self.register["domain"] == condition.after_first_of, str(condition.field)].min()
            return values.gt(first)
        if condition.values:
            return values.isin(condition.values)
        low = -np.inf if condition.at_least is None else condition.at_least
        high = np.inf if condition.at_most is None else condition.at_most
        return values.between(low, high)


def tables(
    scores: pd.DataFrame,
    answers: pd.DataFrame,
    register: pd.DataFrame,
    cells: pd.DataFrame,
    structure: pd.DataFrame,
) -> Tables:
    """Side by side; an answer with a negative code is none."""
    keys = ["wave", "row"]
    own = answers.drop(columns=[c for c in answers if c in scores and c not in keys])
    coded = own.drop(columns=keys).select_dtypes("number").astype("float64")
    people = scores.merge(pd.concat([own[keys], coded.where(coded >= 0)], axis=1), on=keys)
    known = structure.dropna(subset=["value"])
    figures = dict(zip(known["figure"], known["value"].astype(float), strict=True))
    return Tables(people[people["in_primary"]], register, cells, figures)


def values_of(rows: pd.DataFrame, outcome: Outcome) -> pd.Series:
    return rows[outcome.code] - rows[outcome.minus] if outcome.minus else rows[outcome.code]


@dataclass(frozen=True)
class Mean:
    """An estimate with its standard error and degrees of freedom."""

    value: float
    se: float
    df: float

    def ci(self, level: float) -> tuple[float, float]:
        half = self.se * stats.t.ppf((1 + level) / 2, self.df)
        return self.value - half, self.value + half


def mixed(y: np.ndarray, x: np.ndarray, clusters: np.ndarray, weights: np.ndarray) -> Mean:
    """weights'b of y = x b + cluster + error by REML: the deviance written out, minimised by scipy, and Satterthwaite's degrees
    of freedom from numerical derivatives (Kuznetsova et al. 2017)."""
    index = np.unique(clusters, return_inverse=True)[1]
    n = np.bincount(index).astype(float)
    sums = np.array([np.bincount(index, column) for column in x.T]).T
    total = np.bincount(index, y)

    def parts(theta: float) -> tuple[np.ndarray, np.ndarray, float]:
        shrink = theta / (1 + n * theta)
        a = x.T @ x - (sums * shrink[:, None]).T @ sums
        b = np.linalg.solve(a, x.T @ y - sums.T @ (shrink * total))
        rest = y - x @ b
        of_cluster = np.bincount(index, rest)
        return a, b, float(rest @ rest - shrink @ of_cluster**2)

    def deviance(theta: float, sigma2: float) -> float:
        a, _, rss = parts(theta)
        free = len(y) - x.shape[1]
        return float(free * np.log(sigma2) + np.log1p(n * theta).sum() + np.linalg.slogdet(a)[1] + rss / sigma2)

    def best_sigma2(theta: float) -> float:
        free = float(len(y) - x.shape[1])
        return parts(theta)[2] / free

    found = minimize_scalar(
        lambda t: deviance(np.exp(t), best_sigma2(np.exp(t))),
        bounds=(-14, 4),
        method="bounded",
        options={"xatol": 1e-9},
    )
    theta = float(np.exp(found.x))
    if deviance(0.0, best_sigma2(0.0)) <= found.fun:
        theta = 0.0
    sigma2 = best_sigma2(theta)

    def variance(t: float, s: float) -> float:
        return float(weights @ np.linalg.solve(parts(t)[0], weights) * s)

    at = np.array([theta, sigma2])
    step = np.array([max(theta, 1e-4) * 1e-3, sigma2 * 1e-3])
    value = variance(*at)
    if theta == 0.0:  # only the error's variance is estimated
        df = float(len(y) - x.shape[1])
    else:
        corner = {(i, j): deviance(*(at + step * np.array([i, j]))) for i in (-1, 0, 1) for j in (-1, 0, 1)}
        hessian = np.array(
            [
                [(corner[1, 0] - 2 * corner[0, 0] + corner[-1, 0]) / step[0] ** 2, 0.0],
                [0.0, (corner[0, 1] - 2 * corner[0, 0] + corner[0, -1]) / step[1] ** 2],
            ]
        )
        cross = (corner[1, 1] - corner[1, -1] - corner[-1, 1] + corner[-1, -1]) / (4 * step[0] * step[1])
        hessian[0, 1] = hessian[1, 0] = cross
        gradient = np.array(
            [
                (variance(theta + step[0], sigma2) - variance(theta - step[0], sigma2)) / (2 * step[0]),
                value / sigma2,
            ]
        )
        df = max(2 * value**2 / float(gradient @ (2 * np.linalg.inv(hessian)) @ gradient), 1.0)
    return Mean(float(weights @ parts(theta)[1]), float(np.sqrt(value)), df)


def weights_of(group: str) -> dict[str, float]:
    own = MEMBERS.get(group, (group,))
    return {t: 1 / len(own) for t in own}


def modelled(data: Tables, outcome: Outcome, among: tuple[Condition, ...], weights: dict[str, float]) -> Mean:
    """A weighted sum of the means of PP, SOC and SOL."""
    rows = pd.concat([data.of(Group(t, among)) for t in PURE])
    y = values_of(rows, outcome)
    rows, y = rows[y.notna()], y[y.notna()]
    types = [t for t in PURE if (rows["declared_type"] == t).any()]
    x = np.column_stack([(rows["declared_type"] == t).to_numpy(float) for t in types])
    return mixed(y.to_numpy(float), x, rows["project"].to_numpy(str), np.array([weights.get(t, 0.0) for t in types]))


def location(data: Tables, of: Location) -> Mean:
    return modelled(data, of.outcome, of.group.among, weights_of(of.group.type))


def contrast(data: Tables, of: Contrast) -> Mean:
    assert of.outcome is not None and of.plus.among == of.minus.among
    weights = weights_of(of.plus.type)
    for declared, weight in weights_of(of.minus.type).items():
        weights[declared] = weights.get(declared, 0.0) - weight
    return modelled(data, of.outcome, of.plus.among, weights)


def exact(count: int, n: int) -> tuple[float, float, float]:
    """A share with its Clopper-Pearson interval."""
    low = stats.beta.ppf(0.025, count, n - count + 1) if count else 0.0
    high = stats.beta.ppf(0.975, count + 1, n - count) if count < n else 1.0
    return count / n, float(low), float(high)


def share(data: Tables, of: Share) -> tuple[float, ...]:
    """The share, with its interval where it is one of independent projects."""
    joined = any if of.holds == "any" else all
    if of.unit == "respondent":
        rows = data.of(of.group)
        known = np.column_stack([data.measured(rows, c).notna() for c in of.where])
        held = np.column_stack([data.fulfilled(rows, c) for c in of.where])
        both = held.any(axis=1) if of.holds == "any" else held.all(axis=1)
        use = known.any(axis=1) if of.holds == "any" else known.all(axis=1)
        return (float(np.asarray(both)[use].mean()),)
    if of.exists:
        rows = data.of(of.group)
        rows = rows[data.measured(rows, of.where[0]).notna()]
        held_by = data.fulfilled(rows, of.where[0]).groupby(rows["project"]).any()
        return exact(int(held_by.sum()), len(held_by))
    if any(c.field is None for c in of.where):
        rows = data.of(of.group)
        (condition,) = of.where
        means = data.measured(rows, condition).groupby(rows["project"]).mean().dropna()
        return exact(int(data.held(means, condition).sum()), len(means))
    projects = data.projects(of.group)
    count = n = 0
    for _, project in projects.iterrows():
        told = [pd.notna(project[str(c.field)]) for c in of.where]
        if joined(told):
            n += 1
            count += joined(bool(data.held(pd.Series([project[str(c.field)]]), c).iloc[0]) for c in of.where)
    return exact(count, n)


def project_means(data: Tables, codes: Sequence[str]) -> pd.DataFrame:
    """Means of the respondents of each project of a pure type, with its type."""
    rows = data.people[data.people["declared_type"].isin(PURE)]
    return rows.groupby(["declared_type", "project"])[list(codes)].mean().reset_index()


def sizes(data: Tables, codes: Sequence[str], signs: dict[str, float] = SIGNS) -> pd.Series:
    """Absolute contrasts of project means over the standard deviation pooled within the types."""
    means = project_means(data, codes)
    by = means.groupby("declared_type")[list(codes)]
    freedom = by.count() - 1
    pooled = np.sqrt((by.var() * freedom).sum() / freedom.sum())
    return (by.mean().mul(pd.Series(signs), axis=0).sum() / pooled).abs()


def within(data: Tables, of: Slope) -> Mean:
    """The standardised slope of deviations from the project's mean, its interval robust to clusters (t on G - 1)."""
    rows = pd.concat(
        [data.of(Group(t, of.group.among)) for t in MEMBERS.get(of.group.type, (of.group.type,)) if t in PURE]
    )
    y, x = (rows[list(codes)].mean(axis=1, skipna=False) for codes in (of.outcome, of.predictor))
    y, given = np.log1p(y) if of.logged else y, list(of.given)
    rows = rows.assign(y=y, x=x).dropna(subset=["y", "x", *given])
    rows = rows[rows.groupby("project")["y"].transform("size") > 1]
    apart = rows[["y", "x", *given]] - rows.groupby("project")[["y", "x", *given]].transform("mean")
    apart = apart / np.sqrt((apart**2).mean())
    for code in given:  # one at the most, so that taking it out of both leaves the slope beside it
        apart = apart - np.outer(apart[code], (apart.mul(apart[code], axis=0)).sum() / (apart[code] ** 2).sum())
    slope = float((apart["x"] * apart["y"]).sum() / (apart["x"] ** 2).sum())
    score = (apart["x"] * (apart["y"] - slope * apart["x"])).groupby(rows["project"]).sum()
    g = len(score)
    return Mean(slope, float(np.sqrt(g / (g - 1) * (score**2).sum()) / (apart["x"] ** 2).sum()), g - 1)


def ceiling(data: Tables, of: Slope) -> float:
    """The empty room above the highest outcome reached at each level of the predictor, as a share of the scope."""
    rows = data.of(of.group)
    y = np.log1p(rows[of.outcome[0]]) if of.logged else rows[of.outcome[0]]
    known = pd.DataFrame({"x": rows[of.predictor[0]], "y": y}).dropna().sort_values("x")
    reached = known.groupby("x")["y"].max().cummax()
    gaps = np.diff(reached.index.to_numpy(float))
    empty = float((gaps * (known["y"].max() - reached.to_numpy()[:-1])).sum())
    return float(empty / (np.ptp(known["x"]) * np.ptp(known["y"])))


def mediated(data: Tables, outcome: str, mediators: Sequence[str]) -> tuple[float, float, float]:
    """The indirect effect in standard deviations of the outcome, its share of the whole, and the correlation of residuals."""
    means: Any = project_means(data, [*mediators, outcome]).dropna()
    m, y, types = means[list(mediators)].mean(axis=1), means[outcome], means["declared_type"]
    of_m, of_y = (sum(sign * v[types == t].mean() for t, sign in SIGNS.items()) for v in (m, y))
    rest_m, rest_y = (v - v.groupby(types).transform("mean") for v in (m, y))
    slope = float((rest_m * rest_y).sum() / (rest_m**2).sum())
    correlation = float((rest_m * rest_y).sum() / np.sqrt((rest_m**2).sum() * (rest_y**2).sum()))
    return of_m * slope / float(y.std(ddof=0)), of_m * slope / of_y, correlation


def ratio(data: Tables, plus: str, minus: str, codes: Sequence[str], smallest: int) -> float:
    """The mean ratio of standard deviations between projects, both with as much of the persons' variance as the other."""
    logs = []
    for code in codes:
        found = {}
        for side in (plus, minus):
            rows = data.of(Group(side))[["project", code]].dropna()
            by = rows.groupby("project")[code]
            kept = by.size() >= smallest
            inside = float(((rows[code] - by.transform("mean")) ** 2).sum() / (len(rows) - by.ngroups))
            found[side] = float(by.mean()[kept].var()), inside, float((1 / by.size()[kept]).mean())
        alike = (found[plus][2] + found[minus][2]) / 2
        spread = {s: v + inside * (alike - own) for s, (v, inside, own) in found.items()}
        logs.append(np.log(spread[plus] / spread[minus]) / 2)
    return float(np.exp(np.mean(logs)))
