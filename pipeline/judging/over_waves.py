"""A contrast in each wave, what the waves have in common, and whether it moves over them (methods C14).

One model has a mean for every type in every wave, a random intercept of the project over all waves, and one of the person
where persons answer again: the waves' contrasts are not independent where the same projects answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.claims import Claim
from pipeline.judging.bench import Bench, direction
from pipeline.judging.confounding import contrasts_of
from pipeline.judging.evidence import Mask
from pipeline.judging.models import weights_of
from pipeline.rules import Contrast
from pipeline.stats.estimate import Estimate
from pipeline.stats.groups import GroupModel, group_models
from pipeline.stats.meta import MetaAnalysis, fixed_effect

JOIN = "|"
Texts = NDArray[np.str_]


@dataclass(frozen=True)
class OverWaves:
    """One contrast of a claim, in the talk's direction: its estimate in each wave, the common value, and the slope a wave.

    `projects` and `persons` of the contrast's groups in several waves, `of_projects` in all.
    """

    claim: str
    number: int
    outcome: str
    by_wave: Mapping[str, Estimate]
    common: MetaAnalysis
    trend: Estimate
    projects: int
    of_projects: int
    persons: int


def over_waves(claims: Mapping[str, Claim], bench: Bench) -> list[OverWaves]:
    """For every contrast of means of a claim that several waves have; none where there is only one wave."""
    evidence = bench.evidence
    if len(np.unique(evidence.waves)) < 2:
        return []
    wanted = [
        (claim.id, number, contrast)
        for claim in claims.values()
        for number, contrast in enumerate(contrasts_of(claim), start=1)
        if contrast.plus.among == contrast.minus.among
    ]
    found = []
    for population in dict.fromkeys(contrast.plus.among for _, _, contrast in wanted):
        own = [one for one in wanted if one[2].plus.among == population]
        rows: Mask = np.isin(evidence.types, ("PP", "SOC", "SOL"))
        for condition in population:
            rows = rows & evidence.fulfils(condition)
        models = _models([contrast for _, _, contrast in own], rows, bench)
        parts = (
            _one(name, n, contrast, model, rows, bench) for (name, n, contrast), model in zip(own, models, strict=True)
        )
        found += [part for part in parts if part is not None]
    order = {name: place for place, name in enumerate(claims)}
    return sorted(found, key=lambda one: (order[one.claim], one.number))


def _models(contrasts: list[Contrast], rows: Mask, bench: Bench) -> list[GroupModel]:
    evidence = bench.evidence
    outcomes = [contrast.outcome for contrast in contrasts if contrast.outcome is not None]
    distinct = list(dict.fromkeys(outcomes))
    columns = np.column_stack([evidence.outcome(outcome)[rows] for outcome in distinct])
    cells = np.char.add(np.char.add(evidence.types[rows], JOIN), evidence.waves[rows])
    blocks = np.zeros(int(rows.sum()), dtype=np.int64)
    persons = bench.models.persons(rows)
    fitted = group_models(columns, cells, blocks, evidence.clusters[rows], None, persons)
    of = dict(zip(distinct, fitted, strict=True))
    return [of[outcome] for outcome in outcomes]


def _one(claim: str, number: int, contrast: Contrast, model: GroupModel, rows: Mask, bench: Bench) -> OverWaves | None:
    assert contrast.outcome is not None
    if model.fit is None:
        return None
    evidence, sign = bench.evidence, direction(contrast)
    weights = {t: sign * w for t, w in weights_of(contrast.plus.type).items()}
    for declared, weight in weights_of(contrast.minus.type).items():
        weights[declared] = weights.get(declared, 0.0) - sign * weight
    registered = dict.fromkeys(evidence.waves[rows])  # the order of the rows is that of waves.yaml, not of the names
    waves = [wave for wave in registered if all(f"{t}{JOIN}{wave}" in model.groups for t in weights)]
    if len(waves) < 2:
        return None
    vectors = np.zeros((len(waves), len(model.fit.coefficients)))
    for row, wave in enumerate(waves):
        for declared, weight in weights.items():
            vectors[row, model.groups.index(f"{declared}{JOIN}{wave}")] = weight
    estimates = [model.estimate({f"{t}{JOIN}{wave}": w for t, w in weights.items()}) for wave in waves]
    values = np.array([e.value for e in estimates if e is not None])
    common = fixed_effect(values, vectors @ model.fit.covariance @ vectors.T)
    step = np.arange(len(waves)) - (len(waves) - 1) / 2
    slope = model.fit.contrast((step / (step**2).sum()) @ vectors)
    seen = rows & np.isfinite(evidence.outcome(contrast.outcome)) & np.isin(evidence.types, list(weights))
    repeated, every = _repeated(evidence.project_of[seen], evidence.waves[seen])
    persons, _ = _repeated(evidence.persons[seen], evidence.waves[seen])
    by_wave = {str(wave): e for wave, e in zip(waves, estimates, strict=True) if e is not None}
    name = contrast.outcome.code + (f" minus {contrast.outcome.minus}" if contrast.outcome.minus else "")
    return OverWaves(claim, number, name, by_wave, common, slope, repeated, every, persons)


def _repeated(units: Texts, waves: Texts) -> tuple[int, int]:
    """How many units come in more than one wave, and how many there are."""
    pairs = np.unique(np.column_stack([units, waves]), axis=0)
    _, times = np.unique(pairs[:, 0], return_counts=True)
    return int((times > 1).sum()), len(times)
