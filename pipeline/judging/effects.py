"""What stands beside a contrast: its size in standard deviations, how far persons overlap, and other bounds (methods C6)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from pipeline.claims import Claim
from pipeline.judging.bench import Bench, direction
from pipeline.judging.confounding import contrasts_of
from pipeline.judging.judgement import Judgement
from pipeline.judging.respondents import members
from pipeline.judging.transparent import project_means
from pipeline.judging.verdicts import holm
from pipeline.rules import Contrast, Dichotomy, Difference, Equivalence, Group, Within
from pipeline.stats.distributions import Side, overlap, superiority
from pipeline.stats.means import StandardisedDifference, hedges_g
from pipeline.stats.resampling import Bootstrapped

DRAWS = 500
BOUNDS = ("difference", "within")
SMALLEST = 3  # projects a side, for a standard deviation
Judge = Callable[[Claim, Bench], Judgement]


@dataclass(frozen=True)
class Effect:
    """One contrast of a claim, in the talk's direction. `g` of project means in standard deviations within the sides; the
    probability that a person of the side that should lie higher does so; what the distributions of persons share."""

    claim: str
    number: int
    outcome: str
    g: StandardisedDifference | None
    superiority: Bootstrapped
    overlap: Bootstrapped
    projects: int
    persons: int


def effects(claims: Mapping[str, Claim], bench: Bench) -> list[Effect]:
    """For every contrast of means that the data have."""
    found = []
    for claim in claims.values():
        for number, contrast in enumerate(contrasts_of(claim), start=1):
            one = _effect(claim.id, number, contrast, bench)
            found += [one] if one is not None else []
    return found


def at_other_bounds(claims: Mapping[str, Claim], bench: Bench, judge: Judge) -> dict[str, dict[float, str]]:
    """The word of each claim about a difference in points, by bound: what would come out at each of the alternatives, with the
    levels that Holm's procedure gives there."""
    words: dict[str, dict[float, str]] = {}
    for bound in bench.rulers.alternatives:
        rulers = replace(bench.rulers, bounds={**bench.rulers.bounds, **dict.fromkeys(BOUNDS, bound)})
        other = replace(bench, rulers=rulers, context=False)
        other = replace(other, levels=holm(claims, other))
        for claim in claims.values():
            if isinstance(claim.rule, Difference | Dichotomy | Equivalence | Within) and _in_points(claim):
                words.setdefault(claim.id, {})[bound] = judge(claim, other).verdict
    return words


def _in_points(claim: Claim) -> bool:
    rule = claim.rule
    return isinstance(rule, Within) or any(contrast.bound in BOUNDS for contrast in contrasts_of(claim))


def _effect(claim: str, number: int, contrast: Contrast, bench: Bench) -> Effect | None:
    outcome, evidence = contrast.outcome, bench.evidence
    assert outcome is not None
    groups = [[Group(t, g.among) for t in members(g.type)] for g in (contrast.plus, contrast.minus)]
    if direction(contrast) < 0:
        groups.reverse()
    values = evidence.outcome(outcome)
    sides_of = [np.any([evidence.rows(group) for group in side], axis=0) for side in groups]
    once = np.isfinite(values) & (
        sides_of[0] ^ sides_of[1]
    )  # who belongs to both stands on neither side, as in the contrast
    seen = [[evidence.rows(group) & once for group in side] for side in groups]
    if not all(rows.any() for side in seen for rows in side):
        return None
    sides: list[list[Side]] = [[(values[rows], evidence.clusters[rows]) for rows in side] for side in seen]
    means = [
        np.concatenate([project_means(evidence, group, outcome, bench.spread.smallest)[0] for group in side])
        for side in groups
    ]
    enough = all(len(m) >= SMALLEST for m in means) and any(np.ptp(m) > 0 for m in means)
    seed = bench.counting.seed
    name = outcome.code + (f" minus {outcome.minus}" if outcome.minus else "")
    return Effect(
        claim,
        number,
        name,
        hedges_g(means[0], means[1]) if enough else None,
        superiority(sides[0], sides[1], DRAWS, seed),
        overlap(sides[0], sides[1], DRAWS, seed),
        sum(len(m) for m in means),
        int(sum(rows.sum() for side in seen for rows in side)),
    )
