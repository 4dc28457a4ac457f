"""What a claim wants shown of time, and never judged: when projects were founded, and how something moves over the waves."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipeline.judging.bench import Bench
from pipeline.judging.evidence import Array
from pipeline.judging.finding import Finding, in_words
from pipeline.judging.models import MODELLED, weights_of
from pipeline.rule_parts import ShownSpans, ShownTrend
from pipeline.rules import Outcome
from pipeline.stats.estimate import Estimate
from pipeline.stats.groups import group_models
from pipeline.stats.resampling import ExactShare

JOIN = "|"
A_WAVE = "from one wave to the next"
NO_WAVES = "there is one wave only"
Told = tuple[list[Finding], str]


def spans(wanted: ShownSpans, bench: Bench) -> Told:
    """The share of the projects founded in each span of years, and a sentence that counts them."""
    register, field = bench.evidence.register, "founding_year"
    rows = bench.evidence.register_rows(wanted.group) & bench.evidence.recorded(field)
    years, n = register.loc[rows, field].to_numpy("float64"), wanted.founded_by_years
    group = in_words(wanted.group)
    found, counted = list[Finding](), list[str]()
    if not len(years):
        return [], f"No founding years are recorded for {group}."
    for begin in range(int(years.min() // n) * n, int(years.max()) + 1, n):
        count = int(((years >= begin) & (years < begin + n)).sum())
        were = "" if counted else f" {'was' if count == 1 else 'were'} founded"
        counted += [f"{count}{were} from {begin} to {begin + n - 1}"] if count else []
        share, what = ExactShare(count, len(years)), f"share of projects founded from {begin} to {begin + n - 1}"
        note = bench.evidence.proxy_note(field)
        found.append(Finding(wanted.group.type, what, "context", "share", share, len(years), 0, note=note))
    projects = "1 project" if len(years) == 1 else f"{len(years)} projects"
    beyond = "; what was founded and not asked, or has ended since, is not among them"
    return found, f"Of {projects} of {group} {_listed(counted)}{beyond}."


def trend(wanted: ShownTrend, bench: Bench) -> Told:
    """How an answer, or a number of the register, moves from one wave to the next; or a sentence that says why that is not
    known."""
    is_field = wanted.over_waves in bench.evidence.projects.columns
    found, absent = _of_register(wanted, bench) if is_field else _of_answers(wanted, bench)
    if found is None:
        return [], f"How {bench.evidence.name(wanted.over_waves)} moves over the waves cannot be shown: {absent}."
    return [found], ""


def _of_answers(wanted: ShownTrend, bench: Bench) -> tuple[Finding | None, str]:
    """A slope over the means of the waves, by one model with a random intercept of the project over all waves."""
    evidence, outcome = bench.evidence, Outcome(wanted.over_waves)
    values = evidence.outcome(outcome)
    rows = evidence.rows(wanted.group) & np.isin(evidence.types, MODELLED) & np.isfinite(values)
    weights, waves = weights_of(wanted.group.type), _in_order(evidence.projects, evidence.respondents)
    sizes = {w: [int((rows & (evidence.waves == w) & (evidence.types == t)).sum()) for t in weights] for w in waves}
    asked = [wave for wave in waves if all(sizes[wave])]
    if len(waves) < 2:
        return None, NO_WAVES
    if len(asked) < 2:
        return None, f"{in_words(wanted.group)} answered it in fewer than two waves"
    if any(0 < n < bench.told for own in sizes.values() for n in own):
        return None, f"in one of the waves too few of {in_words(wanted.group)} answered it"
    rows = rows & np.isin(evidence.waves, asked)
    cells = np.char.add(np.char.add(evidence.types[rows], JOIN), evidence.waves[rows])
    held = evidence.clusters[rows], None, bench.models.persons(rows)
    model = group_models(values[rows][:, None], cells, np.zeros(int(rows.sum()), dtype=np.int64), *held)[0]
    steps = _steps(len(asked))
    of_cells = {f"{t}{JOIN}{wave}": w * s for t, w in weights.items() for wave, s in zip(asked, steps, strict=True)}
    estimate = model.estimate(of_cells)
    if estimate is None:
        return None, "the answers are too few or all alike"
    projects, what = len(np.unique(evidence.clusters[rows])), f"change in {wanted.over_waves} {A_WAVE}"
    note = evidence.proxy_note(wanted.over_waves)
    return Finding(wanted.group.type, what, "context", "points", estimate, projects, int(rows.sum()), note=note), ""


def _of_register(wanted: ShownTrend, bench: Bench) -> tuple[Finding | None, str]:
    """The mean, over projects counted in several waves, of the slope of the logarithm over the waves; nought has none."""
    table, field, group = bench.evidence.projects, wanted.over_waves, in_words(wanted.group)
    waves = _in_order(table)
    if len(waves) < 2:
        return None, NO_WAVES
    inside = bench.evidence.register.index[bench.evidence.register_rows(wanted.group)]
    known = table[table["project"].isin(inside) & (table[field] > 0)]
    counted = known.assign(at=known["wave"].map({w: n for n, w in enumerate(waves)}), log=np.log(known[field]))
    slopes = [_slope(own) for _, own in counted.groupby("project") if own["at"].nunique() > 1]
    if len(slopes) < 2:
        return None, f"fewer than two projects of {group} have a number in two waves"
    mean, se = float(np.mean(slopes)), float(np.std(slopes, ddof=1) / np.sqrt(len(slopes)))
    found = Estimate(mean, se, len(slopes) - 1, len(slopes), len(slopes))
    what = f"{bench.evidence.name(field)} of the same projects, as a ratio {A_WAVE}"
    note = bench.evidence.proxy_note(field)
    return Finding(wanted.group.type, what, "context", "log ratio", found, len(slopes), 0, note=note), ""


def _slope(own: pd.DataFrame) -> float:
    at = own["at"].to_numpy("float64")
    return float((at - at.mean()) @ own["log"].to_numpy("float64") / ((at - at.mean()) ** 2).sum())


def _steps(n: int) -> Array:
    """The weights of n means in a row that make their least-squares slope."""
    at = np.arange(n) - (n - 1) / 2
    result: Array = at / (at**2).sum()
    return result


def _in_order(*tables: pd.DataFrame) -> list[str]:
    """The waves as they come in the tables, which is the order of waves.yaml."""
    return list(dict.fromkeys(str(wave) for table in tables for wave in table["wave"]))


def _listed(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
