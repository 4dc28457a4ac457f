"""The permutation guard: how many T1 rows would differ if the declared types had been dealt out at random."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from pipeline.claims import Claim, Rulers
from pipeline.judging.bench import direction
from pipeline.judging.evidence import Evidence
from pipeline.judging.judgement import Judgement
from pipeline.judging.profiles import last_types
from pipeline.judging.respondents import members
from pipeline.rules import Contrast, Dichotomy, Difference
from pipeline.stats.block_effects import block_effects

Array = NDArray[np.float64]
TYPES = ("PP", "SOC", "SOL")


def counts_by_chance(
    claims: Mapping[str, Claim], judged: Mapping[str, Judgement], evidence: Evidence, rulers: Rulers, seed: int
) -> NDArray[np.int64]:
    """`permuted_counts` of the T1 rows that can be tested; empty where none can."""
    rows = [claims[name] for name in rulers.theses["T1"] if judged[name].verdict != "not testable"]
    return permuted_counts(rows, evidence, rulers, seed) if rows else np.zeros(0, dtype=np.int64)


def permuted_counts(claims: Sequence[Claim], evidence: Evidence, rulers: Rulers, seed: int) -> NDArray[np.int64]:
    """Numbers (draws,) of claims whose contrasts all lie beyond the smallest effect as claimed, types permuted.

    Welch contrasts on project means, each at 95 % without adjustment for the family: a row of chance is found a little too
    easily, so that the guard is strict.
    """
    rows = np.isin(evidence.types, TYPES) & (evidence.project_of != "")
    projects, index = np.unique(evidence.project_of[rows], return_inverse=True)
    types = last_types(evidence.project_of[rows], evidence.types[rows])
    labels = _permuted(types, rulers.guard_draws, seed)
    counts = np.zeros(rulers.guard_draws, dtype=np.int64)
    for claim in claims:
        assert isinstance(claim.rule, Difference | Dichotomy)
        held = np.ones(rulers.guard_draws, dtype=bool)
        for contrast in claim.rule.contrasts:
            assert contrast.outcome is not None
            values = evidence.outcome(contrast.outcome)[rows]
            added = block_effects(
                values[:, None], evidence.types[rows], evidence.waves[rows], evidence.project_of[rows]
            )
            means = _project_means(values - added[:, 0], index, len(projects))
            held &= _beyond(means, labels, contrast, rulers.bounds[contrast.bound])
        counts += held
    return counts


def _permuted(types: NDArray[np.str_], draws: int, seed: int) -> NDArray[np.str_]:
    generator = np.random.Generator(np.random.PCG64(seed))
    return np.array([generator.permutation(types) for _ in range(draws)])


def _project_means(values: Array, index: NDArray[np.int64], projects: int) -> Array:
    seen = np.isfinite(values)
    n = np.bincount(index[seen], minlength=projects)
    with np.errstate(invalid="ignore"):
        result: Array = np.bincount(index[seen], values[seen], minlength=projects) / n
    return result


def _beyond(means: Array, labels: NDArray[np.str_], contrast: Contrast, bound: float) -> NDArray[np.bool_]:
    """Whether the Welch interval of the contrast lies beyond the bound, for each row of labels (draws, projects)."""
    weights: Mapping[str, float] = _weights(contrast)
    known = np.isfinite(means)
    value, variance, spread = np.zeros(len(labels)), np.zeros(len(labels)), np.zeros(len(labels))
    for declared, weight in weights.items():
        inside = ((labels == declared) & known).astype(float)
        n = inside.sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = inside @ np.where(known, means, 0.0) / n
            squares = inside @ np.where(known, means**2, 0.0)
            part = weight**2 * (squares - n * mean**2) / (n - 1) / n
        value, variance, spread = value + weight * mean, variance + part, spread + part**2 / (n - 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        half = stdtrit(variance**2 / spread, 0.975) * np.sqrt(variance)
        held: NDArray[np.bool_] = direction(contrast) * value - half > bound
    return held


def _weights(contrast: Contrast) -> dict[str, float]:
    plus, minus = members(contrast.plus.type), members(contrast.minus.type)
    return {**{t: 1 / len(plus) for t in plus}, **{t: -1 / len(minus) for t in minus}}
