"""More figures behind the verdicts in plain pandas, numpy and scipy: entropies, shares, correlations, areas, Holm's levels.

One wave, nobody asked twice. Each function takes the tables as the stages write them and gives the numbers of a sentence.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from pipeline.rules import Contrast, Dispersion, Group, Slope
from tests.judging.plain_figures import MEMBERS, PURE, Mean, Tables, project_means, weights_of

OBJECTIVES = ("selbstentfaltung", "social", "commercial")
FOLDS, RIDGE = 5, 1e-3


def of_sides(values: pd.Series, types: pd.Series, plus: str, minus: str) -> float:
    """The mean of one side less that of the other, the types of a side with equal weight."""
    means = values.groupby(types.to_numpy()).mean()
    parts = [sum(means[t] * w for t, w in weights_of(side).items()) for side in (plus, minus)]
    return float(parts[0] - parts[1])


def compass_entropy(data: Tables, of: Contrast) -> tuple[float, float]:
    """The difference of the mean entropies over the original compass, and what of it is there since commons are forced into
    either column: half of what it takes to tell two of its four cells apart."""
    cells = data.cells
    commons = cells["modal_cell"].str.startswith("commons").astype(float) / 2
    kinds = (of.plus.type, of.minus.type)
    whole, forced = (of_sides(values, cells["declared_type"], *kinds) for values in (cells["entropy2x2"], commons))
    return whole, forced


def located(data: Tables, group: Group, more_than: float) -> tuple[int, int]:
    """How many projects have one cell of the original compass that is more probable, and of how many."""
    own = data.cells[data.cells["declared_type"].isin(MEMBERS.get(group.type, (group.type,)))]
    return int((own["largest2x2"] > more_than).sum()), len(own)


def kappa(data: Tables) -> float:
    """Cohen's kappa of the two coders on the objective with the largest grade, over all projects that both graded."""
    graded = [data.register[[f"objective_{o}_{coder}" for o in OBJECTIVES]].astype(float) for coder in (1, 2)]
    both = graded[0].notna().all(axis=1) & graded[1].notna().all(axis=1)
    first, second = (2 - grades[both].to_numpy()[:, ::-1].argmax(axis=1) for grades in graded)  # of a tie the later one
    table = (
        pd.crosstab(first, second, normalize=True).reindex(index=range(3), columns=range(3), fill_value=0.0).to_numpy()
    )
    agreed, chance = np.trace(table), float(table.sum(axis=1) @ table.sum(axis=0))
    return float((agreed - chance) / (1 - chance))


def share_difference(data: Tables, of: Contrast) -> float:
    """The difference of the shares of those asked who fulfil the condition."""
    (condition,) = of.where
    rows = data.people[data.people["declared_type"].isin(PURE) & data.measured(data.people, condition).notna()]
    held = data.fulfilled(rows, condition).astype(float)
    return of_sides(held, rows["declared_type"], of.plus.type, of.minus.type)


def forms(data: Tables, rule: Dispersion) -> float:
    """The difference of the entropies of the register's forms over the log of the number of forms, each raised by (forms - 1) /
    2 n (Miller 1955)."""
    found, sides = {}, (rule.plus, rule.minus)
    told = {g.type: data.projects(g)[list(rule.fields)].dropna().astype("str").agg(" / ".join, axis=1) for g in sides}
    cells = len(set(pd.concat(list(told.values()))))
    for side, words in told.items():
        counts = words.value_counts()
        found[side] = (stats.entropy(counts) + (len(counts) - 1) / (2 * len(words))) / np.log(cells)
    return float(found[rule.plus.type] - found[rule.minus.type])


def ratio_of_persons(data: Tables, rule: Dispersion, code: str) -> float:
    """The ratio of the standard deviations of the respondents of two groups in one outcome."""
    plus, minus = (float(data.of(group)[code].std()) for group in (rule.plus, rule.minus))
    return plus / minus


def far_from_the_other_side(data: Tables, codes: Sequence[str]) -> pd.Series:
    """The root mean square distance of each project from the middle of the other side, in standard deviations of the projects,
    hybrids among these."""
    everybody = data.people[data.people["declared_type"].isin((*PURE, "HYB"))]
    means = everybody.groupby("project")[list(codes)].mean()
    types = everybody.groupby("project")["declared_type"].first()
    standard = ((means - means.mean()) / means.std(ddof=0)).fillna(0.0)
    middle = standard.groupby(types).mean()
    other = {"PP": (middle.loc["SOC"] + middle.loc["SOL"]) / 2, "SOC": middle.loc["PP"], "SOL": middle.loc["PP"]}
    pure = types[types.isin(PURE)]
    apart = standard.loc[pure.index] - pd.DataFrame([other[t] for t in pure], index=pure.index)
    return (apart**2).mean(axis=1) ** 0.5


def between(data: Tables, of: Slope, difference: Sequence[str]) -> float:
    """The correlation of the projects' means with a field of the register, the means of the types taken out; with the distance
    from the other side as it is."""
    (outcome,), (predictor,) = of.outcome, of.predictor
    means = project_means(data, [outcome]).set_index("project")
    if predictor == "distance_to_other_type":
        x = far_from_the_other_side(data, difference).reindex(means.index)
        types = pd.Series("all", index=means.index)
    else:
        field = data.register.set_index("project")[predictor].reindex(means.index)
        x = field.map({"yes": 1.0, "no": 0.0}) if field.dtype != "float64" else field
        types = means["declared_type"]
    known = pd.DataFrame({"x": x, "y": means[outcome], "type": types}).dropna()
    apart = known[["x", "y"]] - known.groupby("type")[["x", "y"]].transform("mean")
    return float(np.corrcoef(apart["x"], apart["y"])[0, 1])


def visible(data: Tables, fields: Sequence[str], projects: pd.Index) -> np.ndarray:
    """Fields of the register as numbers: counts in logarithms, each word a column."""
    register = data.register.set_index("project").reindex(projects)
    columns = [
        np.log1p(register[f]).to_frame() if register[f].dtype == "float64" else pd.get_dummies(register[f], dtype=float)
        for f in fields
    ]
    found: np.ndarray = pd.concat(columns, axis=1).to_numpy(float)
    return found


def area(values: np.ndarray, first: np.ndarray, seed: int) -> float:
    """Fisher's discriminant in five folds drawn within the groups, first those of the first; the area by Mann and Whitney."""
    filled = np.where(np.isfinite(values), values, np.nanmean(values, axis=0))
    spread = filled.std(axis=0)
    x = (filled - filled.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    generator = np.random.Generator(np.random.PCG64(seed))
    fold = np.zeros(len(x), dtype=int)
    for side in (first, ~first):
        fold[side] = generator.permutation(np.arange(side.sum()) % FOLDS)
    scores = np.zeros(len(x))
    for number in range(FOLDS):
        one, two = (x[(fold != number) & side] for side in (first, ~first))
        about = [(part - part.mean(axis=0)).T @ (part - part.mean(axis=0)) for part in (one, two)]
        pooled = sum(about) / (len(one) + len(two)) + RIDGE * np.eye(x.shape[1])
        direction = np.linalg.inv(pooled) @ (one.mean(axis=0) - two.mean(axis=0))
        middle = (one.mean(axis=0) + two.mean(axis=0)) / 2
        scores[fold == number] = (x[fold == number] - middle) @ direction
    wins = stats.mannwhitneyu(scores[first], scores[~first]).statistic
    return float(wins / (first.sum() * (~first).sum()))


def marks_difference(data: Tables, of: Contrast) -> float:
    """The difference of the mean shares of marks that projects bear, of those that the register tells."""
    signs = weights_of(of.plus.type) | {t: -w for t, w in weights_of(of.minus.type).items()}
    found = 0.0
    for declared, weight in signs.items():
        rows = data.projects(Group(declared))
        borne = [data.held(rows[str(c.field)], c).astype(float).where(rows[str(c.field)].notna()) for c in of.where]
        found += weight * float(pd.concat(borne, axis=1).mean(axis=1).mean())
    return found


def minimum_effect_p(found: Mean, claimed: int, bound: float) -> float:
    """Twice the smaller of the two one-sided p-values of a contrast: at most the bound, and at least minus the bound."""
    value = claimed * found.value
    above = stats.t.sf((value - bound) / found.se, found.df)
    below = stats.t.cdf((value + bound) / found.se, found.df)
    return float(min(1.0, 2 * min(above, below)))


def drawn_p(data: Tables, of: Contrast, claimed: int, bound: float, draws: int) -> float:
    """The same of a contrast of shares (projects drawn within their types) or medians (within the sides), from own draws."""
    generator = np.random.default_rng(5)
    if of.measure == "median":
        years = [data.projects(g)[of.field].dropna().to_numpy(float) for g in (of.plus, of.minus)]
        plus, minus = (np.median(generator.choice(y, (draws, len(y))), axis=1) for y in years)
        drawn = plus - minus
    else:
        (condition,) = of.where
        rows = data.people[data.people["declared_type"].isin(PURE) & data.measured(data.people, condition).notna()]
        rows = rows.assign(hit=data.fulfilled(rows, condition).astype(float))
        signs = weights_of(of.plus.type) | {t: -w for t, w in weights_of(of.minus.type).items()}
        drawn = np.zeros(draws)
        for declared, weight in signs.items():
            by = rows[rows["declared_type"] == declared].groupby("project")["hit"].agg(["sum", "size"]).to_numpy(float)
            chosen = by[generator.integers(0, len(by), (draws, len(by)))].sum(axis=1)
            drawn = drawn + weight * chosen[:, 0] / chosen[:, 1]
    above, below = (1 + (claimed * drawn <= bound).sum()), (1 + (claimed * drawn >= -bound).sum())
    return float(min(1.0, 2 * min(above, below) / (1 + draws)))


def holm(p_values: dict[str, float], alpha: float) -> dict[str, float]:
    """The level of each hypothesis of a family: alpha over those that are left, until one is not rejected (Holm 1979)."""
    levels: dict[str, float] = {}
    stopped = 0.0
    for step, name in enumerate(sorted(p_values, key=lambda n: p_values[n])):
        levels[name] = stopped or alpha / (len(p_values) - step)
        stopped = stopped or (levels[name] if p_values[name] > levels[name] else 0.0)
    return levels


def told_apart(data: Tables, first: Sequence[str], second: Sequence[str], seed: int) -> tuple[float, float]:
    """The areas with which scales, and what the register shows, tell peer production from the others."""
    means = project_means(data, first).sort_values("project").set_index("project")
    is_pp = (means["declared_type"] == "PP").to_numpy()
    shown = visible(data, second, means.index)
    return area(means[list(first)].to_numpy(float), is_pp, seed), area(shown, is_pp, seed)
