"""Means and contrasts of a cell: by the mixed model of persons in projects, or by one mean for each project.

Both with or without covariates. Covariates adjust contrasts between types; where the mean of one type lies is told as it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.judging.covariates import digital_products, every_covariate
from pipeline.judging.evidence import Array, Evidence, Mask
from pipeline.judging.finding import Finding, Gate
from pipeline.judging.models import MODELLED, Models, Population, weights_of
from pipeline.rules import Contrast, Group, Outcome
from pipeline.stats.estimate import Estimate
from pipeline.stats.means import adjusted_contrast


@dataclass(frozen=True)
class OnceGate(Gate):
    """G1 over one set of rows, each question answered once."""

    answers: dict[tuple[str, ...], str | None] = field(default_factory=dict)

    def check(self, evidence: Evidence, groups: tuple[str, ...]) -> str | None:
        """As Gate has it."""
        if groups not in self.answers:
            self.answers[groups] = super().check(evidence, groups)
        return self.answers[groups]


@dataclass
class CellModels(Models):
    """Models whose contrasts are those of `adjusted`, where covariates are held constant."""

    adjusted: Models | None = None
    tallies: dict[tuple[tuple[Group, ...], Outcome], tuple[int, int]] = field(default_factory=dict)

    def sharing(self, plain: "CellModels") -> "CellModels":
        """The same, with the means of another."""
        return replace(self, _fitted=plain._fitted, tallies=plain.tallies)

    def difference(self, plus: Group, minus: Group, outcome: Outcome) -> Estimate | None:
        """The mean of one group less that of another, covariates held constant where there are some."""
        if self.adjusted is not None:
            return self.adjusted.difference(plus, minus, outcome)
        return super().difference(plus, minus, outcome)

    def contrast(self, contrast: Contrast, role: str = "contrast") -> Finding:
        """As Models has it; too few where the covariates are known of too few."""
        found = super().contrast(contrast, role)
        if self.adjusted is None or found.gate is not None or found.absent:
            return found
        sides = (contrast.plus.type, contrast.minus.type)
        return replace(found, gate=self.adjusted.gate.check(self.adjusted.evidence, sides))

    def counts(self, groups: tuple[Group, ...], outcome: Outcome) -> tuple[int, int]:
        """Projects and respondents with a value, in the groups; counted once for all cells with a score."""
        if (groups, outcome) not in self.tallies:
            self.tallies[groups, outcome] = super().counts(groups, outcome)
        return self.tallies[groups, outcome]


@dataclass
class ProjectModels(CellModels):
    """One row for each project, the mean of its respondents over all waves, each project counting once: Welch's contrast.

    A project needs `smallest` respondents with a value. With covariates, the means of its respondents' are held constant.
    """

    smallest: int = 1

    def fit_all(self, wanted: Iterable[tuple[Population, Outcome]]) -> None:
        """Nothing is fitted beforehand."""

    def mean(self, group: Group, outcome: Outcome) -> Estimate | None:
        """The mean of a group's projects; SOC and SOL count equally."""
        parts = weights_of(group.type)
        labelled = [(name, Group(name, group.among), weight) for name, weight in parts.items()]
        return self._welch(labelled, outcome)

    def difference(self, plus: Group, minus: Group, outcome: Outcome) -> Estimate | None:
        """The mean of one group's projects less that of another's."""
        if self.adjusted is not None:
            return self.adjusted.difference(plus, minus, outcome)
        sides = [(plus, 1.0), (minus, -1.0)]
        if plus.among == minus.among:
            weights: dict[str, float] = {}
            for group, sign in sides:
                for name, weight in weights_of(group.type).items():
                    weights[name] = weights.get(name, 0.0) + sign * weight
            return self._welch([(n, Group(n, plus.among), w) for n, w in weights.items()], outcome)
        labelled = [
            (f"{sign} {name}", Group(name, group.among), sign * weight)
            for group, sign in sides
            for name, weight in weights_of(group.type).items()
        ]
        return self._welch(labelled, outcome)

    def _welch(self, labelled: list[tuple[str, Group, float]], outcome: Outcome) -> Estimate | None:
        values, labels, beside, persons, names = [], [], [], 0, list[str]()
        for label, group, _ in labelled:
            own, covariates, n, projects = self._projects(group, outcome)
            values.append(own)
            beside.append(covariates)
            labels.append(np.full(len(own), label))
            names += projects
            persons += n
        if len(set(names)) < len(names):
            return None  # one project would stand on both sides
        found = adjusted_contrast(
            np.concatenate(values),
            np.concatenate(labels),
            np.vstack(beside) if self.covariates is not None else None,
            {label: weight for label, _, weight in labelled},
        )
        return None if found is None else Estimate(found.value, found.se, found.df, persons, found.groups)

    def _projects(self, group: Group, outcome: Outcome) -> tuple[Array, Array, int, list[str]]:
        """Means of the projects with enough values, those of their covariates, how many persons, the projects' names."""
        values, evidence = self.evidence.outcome(outcome), self.evidence
        rows = evidence.rows(group) & np.isfinite(values) & (evidence.project_of != "")
        names, index, n = np.unique(evidence.project_of[rows], return_inverse=True, return_counts=True)
        enough = n >= self.smallest
        means = np.bincount(index, values[rows], minlength=len(n))[enough] / n[enough]
        beside = np.empty((int(enough.sum()), 0))
        if self.covariates is not None:
            sums = np.array([np.bincount(index, column, minlength=len(n)) for column in self.covariates[rows].T])
            beside = (sums[:, enough] / n[enough]).T
        return means, beside, int(n[enough].sum()), [str(name) for name in names[enough]]


@dataclass(frozen=True)
class Held:
    """Respondents whose covariates are all known, and these (n, q)."""

    rows: Mask
    columns: Array


def held_constant(evidence: Evidence, covariates: str) -> Held | None:
    """The covariates `digital` or `full` of a world; None where nothing is known, or nothing varies."""
    columns = digital_products(evidence)[:, None]
    if covariates == "full":
        columns, _ = every_covariate(evidence)
    rows: Mask = np.asarray(np.isfinite(columns).all(axis=1)) & np.isin(evidence.types, MODELLED)
    if not columns.shape[1] or not rows.any():
        return None
    known = columns[rows]
    varies = np.ptp(known, axis=0) > 0
    if not varies.any():
        return None
    kept: NDArray[np.float64] = columns[:, varies] - known[:, varies].mean(axis=0)
    return Held(rows, kept[rows])


def models(evidence: Evidence, gate: OnceGate, unit: str, held: Held | None, smallest: int) -> CellModels:
    """The models of one unit over the rows of a world, contrasts with covariates held constant where there are some."""
    inside = evidence if held is None else evidence.of(held.rows)
    columns, known = (None if held is None else held.columns), OnceGate(gate.projects, gate.respondents)
    if unit == "project mean":
        adjusted = None if held is None else ProjectModels(inside, known, columns, smallest=smallest)
        return ProjectModels(evidence, gate, adjusted=adjusted, smallest=smallest)
    return CellModels(evidence, gate, adjusted=None if held is None else Models(inside, known, columns))
