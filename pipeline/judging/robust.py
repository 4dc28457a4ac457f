"""What happens to each verdict under other exclusions, and in each wave alone: the suffixes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.claims import Claim, Rulers
from pipeline.judging import walk
from pipeline.judging.bench import Settings
from pipeline.judging.effects import Effect, at_other_bounds, effects
from pipeline.judging.evidence import Evidence, Mask
from pipeline.judging.frozen import EXPLORATORY
from pipeline.judging.judgement import Judgement, disagree
from pipeline.judging.labels import Label, labels
from pipeline.judging.over_waves import OverWaves, over_waves
from pipeline.judging.verdicts import by_rule, judge_claims, judge_on, prepared
from pipeline.rules import (
    Association,
    Classification,
    Equivalence,
    Location,
    NoEffect,
    Place,
    Proportion,
    Rule,
    Share,
)

Run = Callable[[Mask, list[str]], dict[str, Judgement]]
POOLED = "the structure tests pool the waves"
DIRECTED = ("supported", "contradicted", "equivalent")


@dataclass(frozen=True)
class Beside:
    """How far the declared types can be trusted; of the contrasts of the primary set: over the waves, their effect sizes, and
    the words at other bounds by claim."""

    labels: list[Label]
    over_waves: list[OverWaves]
    effects: list[Effect]
    other_bounds: dict[str, dict[float, str]]


@dataclass(frozen=True)
class Judged:
    """The verdicts of the primary set with their suffixes, those of each wave alone, those under each set of exclusions
    (primary, all, strict), and what stands beside the contrasts."""

    claims: dict[str, Judgement]
    by_wave: dict[str, dict[str, Judgement]]
    by_set: dict[str, dict[str, Judgement]]
    beside: Beside

    def without_exploratory(self, names: frozenset[str]) -> "Judged":
        """The same, the claims that were added after seeing answers marked: they are counted apart."""
        marked = {name: j.with_suffix(EXPLORATORY) if name in names else j for name, j in self.claims.items()}
        return replace(self, claims=marked)


def judge(claims: Mapping[str, Claim], evidence: Evidence, rulers: Rulers, settings: Settings) -> Judged:
    """Judge the primary set, the widest and the strictest, each wave alone, and all but each wave."""
    table = evidence.respondents
    primary: Mask = table["in_primary"].to_numpy(dtype=bool)
    strict: Mask = table["in_strict"].to_numpy(dtype=bool)
    waves = list(dict.fromkeys([*evidence.projects["wave"], *table["wave"]]))

    def run(rows: Mask, of: list[str]) -> dict[str, Judgement]:
        return judge_claims(claims, evidence.of(rows, of), rulers, settings, with_context=False)

    ready = prepared(claims, evidence.of(primary, waves), rulers, settings, with_context=True)
    found = judge_on(claims, ready)
    sets = {"all": np.ones(len(table), dtype=bool), "strict": strict}
    by_set = {name: run(rows, waves) for name, rows in sets.items()} if len(table) else {}
    others = list(by_set.values())
    single = evidence if len(waves) < 2 else _alone(evidence)
    in_wave = {wave: primary & (table["wave"] == wave).to_numpy() for wave in waves}
    alone = {
        wave: judge_claims(claims, single.of(rows, [wave]), rulers, settings, with_context=False)
        for wave, rows in in_wave.items()
    }
    alone = {w: {name: j.of_the_part_of(found[name]) for name, j in own.items()} for w, own in alone.items()}
    without = _without_each(waves, alone, run, primary, evidence)
    judged, again = {}, _again(table[primary])
    for name, judgement in found.items():
        suffixes = []
        if others and all(other[name].verdict != judgement.verdict for other in others):
            suffixes.append("sensitive to exclusions")
        apart = [a[name] for a in alone.values()], [w[name] for w in without]
        if len(waves) > 1 and _replicated(claims[name].rule, judgement, *apart, rulers.midpoint):
            suffixes += again
        judged[name] = judgement.with_suffix(*suffixes).disagreed({w: a[name] for w, a in alone.items()})
    other_bounds = at_other_bounds(claims, ready, lambda claim, on: by_rule(claim, on, claims))
    beside = Beside(labels(ready), over_waves(claims, ready), effects(claims, ready), other_bounds)
    return Judged(judged, alone, {"primary": found, **by_set}, beside)


def _alone(evidence: Evidence) -> Evidence:
    """The evidence of a wave by itself has no structure tests and no places in the compass: those pool the waves."""
    return replace(evidence, kind=None, figures={}, kind_reason=POOLED, placed=evidence.placed.iloc[:0])


def _without_each(
    waves: list[str], alone: dict[str, dict[str, Judgement]], run: Run, primary: Mask, evidence: Evidence
) -> list[dict[str, Judgement]]:
    """The verdicts without each single wave; with two waves these are the verdicts of the other one."""
    if len(waves) <= 2:
        return list(alone.values())
    wave = evidence.respondents["wave"].to_numpy(dtype=str)
    return [run(primary & (wave != left_out), [w for w in waves if w != left_out]) for left_out in waves]


def _again(rows: pd.DataFrame) -> tuple[str, ...]:
    """What is said of a word that holds in each wave. Neither the same persons asked again nor other persons of the same
    projects are an independent replication (methods C14): what they are is said in its place. Most is more than half."""
    waves = rows["wave"].to_numpy()
    if "respondent" in rows and _most_return(rows["respondent"], waves):
        return ("same persons",)
    return ("same projects",) if _most_return(rows["project"], waves) else ("replicated",)


def _most_return(who: pd.Series, waves: NDArray[Any]) -> bool:
    """Whether more than half of those who are known are there in more than one wave."""
    known = who.notna().to_numpy() & (who != "").to_numpy()
    seen = pd.Series(waves[known]).groupby(who.to_numpy()[known]).nunique()
    return len(seen) > 0 and float((seen > 1).mean()) > 0.5


def _replicated(
    rule: Rule, pooled: Judgement, alone: list[Judgement], without: list[Judgement], midpoint: float
) -> bool:
    """Every wave's direction agrees, and the pooled word holds without any single wave (methods C14). Where one wave supports
    what another refutes, no direction of an estimate makes them agree."""
    if pooled.verdict not in DIRECTED or pooled.estimate is None or disagree(alone):
        return False
    if any(judgement.estimate is None for judgement in alone):
        return False
    sides = {_side(rule, judgement, midpoint) for judgement in (pooled, *alone)}
    same_direction = pooled.verdict == "equivalent" or _of_no_direction(rule, pooled.verdict) or len(sides) == 1
    return same_direction and all(judgement.verdict == pooled.verdict for judgement in without)


def _of_no_direction(rule: Rule, word: str) -> bool:
    """Whether a word says that something is about nothing, or between two values, so that its sign is chance."""
    between = any(part.side == "between" for kind in (Location, Share) for part in walk.found(rule, kind))
    return word == "supported" and (isinstance(rule, Equivalence | NoEffect) or between)


def _side(rule: Rule, judged: Judgement, midpoint: float) -> float:
    """On which side an estimate lies: a mean of the midpoint, a share of its threshold, a slope that must only not be negative
    of its bound, everything else of zero."""
    assert judged.estimate is not None
    edge, bound = 0.0, judged.bound or 0.0
    if isinstance(rule, Place) and all(part.bound in ("location", "pole", "midpoint") for part in rule.locations):
        edge = midpoint
    elif isinstance(rule, Proportion | Classification):
        edge = bound
    elif isinstance(rule, Association) and all(part.sign == "not negative" for part in rule.slopes):
        edge = -bound
    return float(np.sign(judged.estimate - edge))
