"""Means and contrasts of the declared types on person data: one random-intercept model per outcome and population."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pipeline.judging.evidence import Array, Evidence, Mask
from pipeline.judging.finding import Finding, Gate, in_words, missing_types, untold
from pipeline.judging.respondents import members
from pipeline.rules import Condition, Contrast, Group, Location, Outcome
from pipeline.stats.estimate import Estimate
from pipeline.stats.groups import GroupModel, group_models

MODELLED = ("PP", "SOC", "SOL")
REPEATED = 10  # persons; of fewer no variance within persons can be told
Population = tuple[Condition, ...]


def weights_of(group: str) -> dict[str, float]:
    """What a group's mean is made of: SOC and SOL with equal weight for SSE."""
    parts = members(group)
    return {part: 1 / len(parts) for part in parts}


@dataclass
class Models:
    """The fitted models of one set of rows, each fitted once. `fit_all` fits many outcomes of one population at a time;
    `covariates` (n, q) of the rows are held constant where there are some."""

    evidence: Evidence
    gate: Gate
    covariates: Array | None = None
    _fitted: dict[tuple[Population, Outcome], GroupModel] = field(default_factory=dict)
    _counted: dict[tuple[tuple[Group, ...], Outcome], tuple[int, int]] = field(default_factory=dict)

    def fit_all(self, wanted: Iterable[tuple[Population, Outcome]]) -> None:
        """Fit what is wanted and not fitted yet, population by population."""
        by_population: dict[Population, list[Outcome]] = {}
        for population, outcome in dict.fromkeys(wanted):
            if (population, outcome) not in self._fitted:
                by_population.setdefault(population, []).append(outcome)
        for population, outcomes in by_population.items():
            rows = self._rows(population)
            columns = np.column_stack([self.evidence.outcome(o)[rows] for o in outcomes])
            types, waves = self.evidence.types[rows], self.evidence.waves[rows]
            held = self._covariates(rows), self.persons(rows)
            models = group_models(columns, types, waves, self.evidence.cluster_numbers[rows], *held)
            self._fitted.update({(population, o): m for o, m in zip(outcomes, models, strict=True)})

    def mean(self, group: Group, outcome: Outcome) -> Estimate | None:
        """The mean of a group's projects."""
        return self._model(group.among, outcome).estimate(weights_of(group.type))

    def difference(self, plus: Group, minus: Group, outcome: Outcome) -> Estimate | None:
        """The mean of one group less that of another."""
        if plus.among == minus.among:
            weights = weights_of(plus.type)
            for part, weight in weights_of(minus.type).items():
                weights[part] = weights.get(part, 0.0) - weight
            return self._model(plus.among, outcome).estimate(weights)
        return self._two_populations(plus, minus, outcome)

    def contrast(self, contrast: Contrast, role: str = "contrast") -> Finding:
        """A contrast of means as a finding, in points (or the outcome's unit), positive where `plus` lies higher."""
        assert contrast.outcome is not None
        found = self.difference(contrast.plus, contrast.minus, contrast.outcome)
        side = f"{contrast.plus.type} - {contrast.minus.type}"
        return self._finding(found, (contrast.plus, contrast.minus), contrast.outcome, side, role, "difference in ")

    def location(self, location: Location, role: str = "pole") -> Finding:
        """A group's mean as a finding."""
        return self.group_mean(location.group, location.outcome, role)

    def group_mean(self, group: Group, outcome: Outcome, role: str) -> Finding:
        """A group's mean as a finding."""
        return self._finding(self.mean(group, outcome), (group,), outcome, group.type, role, "mean of ")

    def counts(self, groups: tuple[Group, ...], outcome: Outcome) -> tuple[int, int]:
        """Projects and respondents with a value, in the groups; of two with conditions of their own in one of them only.
        Counted once."""
        if (groups, outcome) not in self._counted:
            self._counted[groups, outcome] = self._count(groups, outcome)
        return self._counted[groups, outcome]

    def _count(self, groups: tuple[Group, ...], outcome: Outcome) -> tuple[int, int]:
        rows = np.isfinite(self.evidence.outcome(outcome)) & self._any(groups)
        if len(groups) == 2 and groups[0].among != groups[1].among:
            rows = rows & (self.evidence.rows(groups[0]) ^ self.evidence.rows(groups[1]))
        projects = np.bincount(self.evidence.project_numbers[rows])
        return int(np.count_nonzero(projects[1:])), int(rows.sum())

    def _any(self, groups: tuple[Group, ...]) -> Mask:
        rows = np.zeros(len(self.evidence.types), dtype=bool)
        for group in groups:
            rows = rows | self.evidence.rows(group)
        return rows

    def _rows(self, population: Population) -> Mask:
        rows = np.isin(self.evidence.types, MODELLED)
        for condition in population:
            rows = rows & self.evidence.fulfils(condition)
        return rows

    def _covariates(self, rows: Mask) -> Array | None:
        return None if self.covariates is None else self.covariates[rows]

    def persons(self, rows: Mask) -> NDArray[np.str_] | None:
        """Who the respondents are, where enough of them answer in more than one wave for a variance of their own."""
        persons = self.evidence.persons[rows]
        _, times = np.unique(persons, return_counts=True)
        return persons if (times > 1).sum() >= REPEATED else None

    def _model(self, population: Population, outcome: Outcome) -> GroupModel:
        self.fit_all([(population, outcome)])
        return self._fitted[(population, outcome)]

    def _two_populations(self, plus: Group, minus: Group, outcome: Outcome) -> Estimate | None:
        first, second = self.evidence.rows(plus), self.evidence.rows(minus)
        rows = (
            first ^ second
        )  # who belongs to both, as a project of half one thing and half the other, stands on neither side
        labels = np.where(first, "plus ", "minus ").astype(object) + self.evidence.types.astype(object)
        values = self.evidence.outcome(outcome)[rows][:, None]
        waves, clusters = self.evidence.waves[rows], self.evidence.cluster_numbers[rows]
        held = self._covariates(rows), self.persons(rows)
        model = group_models(values, labels[rows].astype(str), waves, clusters, *held)[0]
        weights = {f"plus {part}": w for part, w in weights_of(plus.type).items()}
        weights.update({f"minus {part}": -w for part, w in weights_of(minus.type).items()})
        return model.estimate(weights)

    def _finding(
        self, found: Estimate | None, groups: tuple[Group, ...], outcome: Outcome, side: str, role: str, what: str
    ) -> Finding:
        projects, respondents = self.counts(groups, outcome)
        absent = self._absent(found, groups, outcome)
        name = outcome.code if outcome.minus is None else f"{outcome.code} minus {outcome.minus}"
        codes = (outcome.code,) if outcome.minus is None else (outcome.code, outcome.minus)
        notes = [note for code in codes if (note := self.evidence.proxy_note(code))]
        unit = "standard deviations" if outcome.code == "STATUS" else "points"
        gate = None if absent else self.gate.behind(self.evidence, [(g, self.counts((g,), outcome)[0]) for g in groups])
        note = "; ".join(notes) or None
        return Finding(side, what + name, role, unit, found, projects, respondents, absent, gate, note)

    def _absent(self, found: Estimate | None, groups: tuple[Group, ...], outcome: Outcome) -> tuple[str, ...]:
        missing = missing_types(self.evidence, tuple(group.type for group in groups))
        if missing or found is not None:
            return missing
        values = np.isfinite(self.evidence.outcome(outcome))
        unasked = [c for c in (outcome.code, outcome.minus) if c and not np.isfinite(self.evidence.column(c)).any()]
        if unasked:
            return tuple(self.evidence.silence(code) for code in unasked)
        parts = [Group(t, g.among) for g in groups for t in members(g.type)]
        empty = [part for part in parts if not (values & self.evidence.rows(part)).any()]
        if empty:
            return tuple(dict.fromkeys(self._nobody(part, outcome) for part in empty))
        return (f"{outcome.code} has too few or all equal answers",)

    def _nobody(self, group: Group, outcome: Outcome) -> str:
        """Why a declared type, or those of it that are asked about, have no value: the register, the people, or the answers."""
        if unknown := untold(self.evidence, group):
            return unknown[0]
        if not self.evidence.rows(group).any():
            return f"there is nobody from {in_words(group)}"
        return f"nobody of {in_words(group)} answered {outcome.code}"
