"""What a plain test of significance would say of a claim: the habit that Touchstone is held against, never a verdict."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from pipeline.claims import Claim
from pipeline.judging.evidence import Evidence
from pipeline.judging.respondents import members
from pipeline.rules import Contrast, Dichotomy, Difference, Equivalence, Group
from pipeline.stats.means import welch_contrast

LEVEL = 0.05
SMALLEST = 2  # values of each type, for a variance
CLAIMED, OTHER_WAY, NOTHING = "significant as claimed", "significant the other way", "not significant"
Array = NDArray[np.float64]


def naive_words(claims: Mapping[str, Claim], evidence: Evidence, by_project: bool) -> dict[str, str]:
    """For each claim on differences or commonalities of means: whether Welch's test of no difference (p < .05, SOC and SOL with
    equal weight) is significant in all its contrasts as claimed, in one the other way, or neither.

    by_project: on the means of the projects, each counting once; otherwise on the persons, as if none shared a project. A
    commonality claims no direction: `as claimed` is then peer production above the other side.
    """
    found = {}
    for name, claim in claims.items():
        contrasts = contrasts_of(claim)
        if contrasts:
            signs = [_sign(contrast, evidence, by_project) for contrast in contrasts]
            if None not in signs:
                claimed = all(sign == 1 for sign in signs)
                found[name] = CLAIMED if claimed else OTHER_WAY if -1 in signs else NOTHING
    return found


def contrasts_of(claim: Claim) -> tuple[Contrast, ...]:
    """The contrasts of means between declared types that a claim rests on; none where it rests on anything else."""
    rule = claim.rule
    contrasts: tuple[Contrast, ...] = ()
    if isinstance(rule, Difference | Dichotomy):
        contrasts = rule.contrasts
    elif isinstance(rule, Equivalence):
        contrasts = (rule.contrast,)
    plain = all(c.measure == "mean" and not c.plus.among and not c.minus.among for c in contrasts)
    return contrasts if plain else ()


def _sign(contrast: Contrast, evidence: Evidence, by_project: bool) -> int | None:
    """1 where significant as claimed, -1 the other way, 0 where not; None where a type has no values to compare."""
    assert contrast.outcome is not None
    values = evidence.outcome(contrast.outcome)
    groups, weights = list[Array](), list[float]()
    for group, sign in ((contrast.plus, 1.0), (contrast.minus, -1.0)):
        for declared in members(group.type):
            rows = evidence.rows(Group(declared)) & np.isfinite(values)
            own = values[rows]
            if by_project:
                n = np.bincount(evidence.project_numbers[rows])
                own = np.bincount(evidence.project_numbers[rows], own)[n > 0] / n[n > 0]
            groups.append(own)
            weights.append(sign / len(members(group.type)))
    if min(len(own) for own in groups) < SMALLEST or all(np.ptp(own) == 0 for own in groups):
        return None
    low, high = welch_contrast(groups, weights).interval(1 - LEVEL)
    direction = 1 if contrast.direction == "higher" else -1
    return direction * (1 if low > 0 else -1 if high < 0 else 0)
