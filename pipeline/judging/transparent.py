"""The transparent check beside each contrast on person data: Welch's contrast on the means of the projects, without a model."""

import numpy as np

from pipeline.claims import Claim
from pipeline.judging.bench import Bench
from pipeline.judging.evidence import Array, Evidence
from pipeline.judging.finding import Finding
from pipeline.judging.respondents import members
from pipeline.rules import Contrast, Dichotomy, Difference, Equivalence, Group, Outcome
from pipeline.stats.means import welch_contrast

SMALLEST_SIDE = 2  # projects of each type, for a variance


def beside(claim: Claim, bench: Bench) -> tuple[Finding, ...]:
    """Welch's contrast beside each contrast of means that the claim names, as far as both sides have projects with means."""
    rule = claim.rule
    contrasts: tuple[Contrast, ...] = ()
    if isinstance(rule, Difference | Dichotomy):
        contrasts = rule.contrasts
    elif isinstance(rule, Equivalence):
        contrasts = (rule.contrast,)
    found = [welch(contrast, bench) for contrast in contrasts if contrast.measure == "mean"]
    return tuple(finding for finding in found if finding is not None)


def welch(contrast: Contrast, bench: Bench) -> Finding | None:
    """The contrast of project means, each project counting once and SOC and SOL equally; all waves of a project together.

    None where a type has too few projects with a mean of their own, or where one project may stand on both sides.
    """
    outcome, evidence = contrast.outcome, bench.evidence
    assert outcome is not None
    if set(members(contrast.plus.type)) & set(members(contrast.minus.type)):
        return None
    means, weights, persons = list[Array](), list[float](), 0
    for group, sign in ((contrast.plus, 1.0), (contrast.minus, -1.0)):
        for declared in members(group.type):
            own, n = project_means(evidence, Group(declared, group.among), outcome, bench.spread.smallest)
            means.append(own)
            weights.append(sign / len(members(group.type)))
            persons += n
    if min(len(own) for own in means) < SMALLEST_SIDE or all(np.ptp(own) == 0 for own in means):
        return None
    estimate = welch_contrast(means, weights)
    name = outcome.code if outcome.minus is None else f"{outcome.code} minus {outcome.minus}"
    side, unit = f"{contrast.plus.type} - {contrast.minus.type}", "points"
    if outcome.code == "STATUS":
        unit = "standard deviations"
    what, note = f"difference in project means of {name} (Welch)", evidence.proxy_note(outcome.code)
    return Finding(side, what, "context", unit, estimate, estimate.groups, persons, note=note)


def project_means(evidence: Evidence, group: Group, outcome: Outcome, smallest: int) -> tuple[Array, int]:
    """The mean of each of the group's projects with at least `smallest` values, and the number of persons behind them."""
    values = evidence.outcome(outcome)
    rows = evidence.rows(group) & np.isfinite(values) & (evidence.project_of != "")
    _, index, n = np.unique(evidence.project_of[rows], return_inverse=True, return_counts=True)
    sums = np.bincount(index, values[rows], minlength=len(n))
    enough = n >= smallest
    return sums[enough] / n[enough], int(n[enough].sum())
