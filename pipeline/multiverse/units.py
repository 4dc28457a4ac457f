"""Means and contrasts of a cell: by the mixed model of persons in projects, or by one mean for each project.

Both with or without covariates. Covariates adjust contrasts between types; where the mean of one type lies is told as it is.
"""

from collections.abc import Iterable, Mapping
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

FEW_PROJECTS = "too few projects of a type have a mean of their own"


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
    """Models whose contrasts are those of `adjusted`, where covariates are held constant. Persons who answer in several waves
    have an intercept of their own where they are `known_again`, as they are for the judge."""

    adjusted: Models | None = None
    known_again: bool = True
    _pairs: dict[tuple[Group, Group, Outcome], Estimate | None] = field(default_factory=dict)

    def sharing(self, plain: "CellModels") -> "CellModels":
        """The same, with the means of another."""
        return replace(self, _fitted=plain._fitted, _counted=plain._counted)

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

    def _two_populations(self, plus: Group, minus: Group, outcome: Outcome) -> Estimate | None:
        if (plus, minus, outcome) not in self._pairs:
            self._pairs[plus, minus, outcome] = super()._two_populations(plus, minus, outcome)
        return self._pairs[plus, minus, outcome]

    def persons(self, rows: Mask) -> NDArray[np.str_] | None:
        """As Models has it, where persons are known again."""
        return super().persons(rows) if self.known_again else None


@dataclass(frozen=True)
class Members:
    """Respondents of a group with a known project: their `rows`, the projects' `numbers`, and whose project is which."""

    rows: NDArray[np.intp]
    numbers: NDArray[np.intp]
    index: NDArray[np.intp]


@dataclass(frozen=True)
class Projects:
    """Projects with a mean of their own: `means` (n,), those of the covariates (n, q), how many `persons`, their `numbers`."""

    means: Array
    covariates: Array
    persons: NDArray[np.intp]
    numbers: NDArray[np.intp]

    def but(self, numbers: NDArray[np.intp]) -> "Projects":
        """The same without some of them."""
        kept = ~np.isin(self.numbers, numbers)
        return Projects(self.means[kept], self.covariates[kept], self.persons[kept], self.numbers[kept])


@dataclass
class ProjectModels(CellModels):
    """One row for each project, the mean of its respondents over all waves, each project counting once: Welch's contrast.

    A project needs `smallest` respondents with a value. With covariates, the means of its respondents' are held constant.
    """

    smallest: int = 1
    _rows_of: dict[Group, Members] = field(default_factory=dict)
    _found: dict[tuple[Group, Outcome], Projects] = field(default_factory=dict)
    _means: dict[tuple[Group, Outcome], Estimate | None] = field(default_factory=dict)

    def sharing(self, plain: CellModels) -> CellModels:
        """The same, with the means of another."""
        assert isinstance(plain, ProjectModels)
        kept = {name: getattr(plain, name) for name in ("_rows_of", "_found", "_means", "_counted")}
        return replace(self, **kept)

    def fit_all(self, wanted: Iterable[tuple[Population, Outcome]]) -> None:
        """Nothing is fitted beforehand."""

    def mean(self, group: Group, outcome: Outcome) -> Estimate | None:
        """The mean of a group's projects; SOC and SOL count equally."""
        if (group, outcome) not in self._means:
            parts = weights_of(group.type)
            labelled = [(name, Group(name, group.among), weight) for name, weight in parts.items()]
            self._means[group, outcome] = self._welch(labelled, outcome)
        return self._means[group, outcome]

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

    def _absent(self, found: Estimate | None, groups: tuple[Group, ...], outcome: Outcome) -> tuple[str, ...]:
        why = super()._absent(found, groups, outcome)
        known = found is None and all(
            (self.evidence.rows(group) & np.isfinite(self.evidence.outcome(outcome))).any() for group in groups
        )
        return (FEW_PROJECTS,) if known else why

    def _welch(self, labelled: list[tuple[str, Group, float]], outcome: Outcome) -> Estimate | None:
        parts = [self._projects(group, outcome) for _, group, _ in labelled]
        twice = np.flatnonzero(np.bincount(np.concatenate([part.numbers for part in parts]), minlength=1) > 1)
        if len(twice):  # what would stand on both sides stands on neither
            parts = [part.but(twice) for part in parts]
        found = adjusted_contrast(
            np.concatenate([part.means for part in parts]),
            np.repeat(np.arange(len(parts)), [len(part.means) for part in parts]),
            np.vstack([part.covariates for part in parts]) if self.covariates is not None else None,
            [weight for _, _, weight in labelled],
        )
        persons = sum(int(part.persons.sum()) for part in parts)
        return None if found is None else Estimate(found.value, found.se, found.df, persons, found.groups)

    def _projects(self, group: Group, outcome: Outcome) -> Projects:
        """The projects of a group with enough values of an outcome; looked up once."""
        if (group, outcome) not in self._found:
            self._found[group, outcome] = self._averaged(self._members(group), self.evidence.outcome(outcome))
        return self._found[group, outcome]

    def _members(self, group: Group) -> Members:
        if group not in self._rows_of:
            rows = np.flatnonzero(self.evidence.rows(group) & (self.evidence.project_numbers > 0))
            numbers, index = np.unique(self.evidence.project_numbers[rows], return_inverse=True)
            self._rows_of[group] = Members(rows, numbers, index)
        return self._rows_of[group]

    def _averaged(self, inside: Members, outcome: Array) -> Projects:
        values, size = outcome[inside.rows], len(inside.numbers)
        seen = np.isfinite(values)
        index, rows = inside.index[seen], inside.rows[seen]
        n = np.bincount(index, minlength=size)
        enough = n >= max(self.smallest, 1)
        means = np.bincount(index, values[seen], minlength=size)[enough] / n[enough]
        beside = np.empty((int(enough.sum()), 0))
        if self.covariates is not None:
            sums = np.array([np.bincount(index, column, minlength=size) for column in self.covariates[rows].T])
            beside = (sums[:, enough] / n[enough]).T
        return Projects(means, beside, n[enough], inside.numbers[enough])


@dataclass(frozen=True)
class Held:
    """Respondents whose covariates are all known, these (n, q), and G1 over these respondents."""

    rows: Mask
    columns: Array
    gate: OnceGate


def held_constant(evidence: Evidence, covariates: str, gate: Gate, domains: Mapping[str, float]) -> Held | None:
    """The covariates `digital` or `full` of a world; None where nothing is known, or nothing varies."""
    columns = digital_products(evidence, domains)[:, None]
    if covariates == "full":
        columns, _ = every_covariate(evidence, domains)
    rows: Mask = np.asarray(np.isfinite(columns).all(axis=1)) & np.isin(evidence.types, MODELLED)
    if not columns.shape[1] or not rows.any():
        return None
    known = columns[rows]
    varies = np.ptp(known, axis=0) > 0
    if not varies.any():
        return None
    kept: NDArray[np.float64] = columns[:, varies] - known[:, varies].mean(axis=0)
    return Held(rows, kept[rows], OnceGate(gate.projects, gate.respondents))


@dataclass(frozen=True)
class Form:
    """How a world is modelled: its `unit`, the covariates `held` constant, how many respondents give a project a mean, and
    whether persons are `known_again`."""

    unit: str
    held: Held | None
    smallest: int
    known_again: bool


def models(evidence: Evidence, narrowed: Evidence | None, gate: OnceGate, form: Form) -> CellModels:
    """The models over the rows of a world, contrasts with covariates held constant where there are some: over the rows of
    `narrowed`."""
    adjusted: CellModels | None = None
    if form.held is not None and narrowed is not None:
        adjusted = _models(narrowed, form.held.gate, form, form.held.columns, None)
    return _models(evidence, gate, form, None, adjusted)


def _models(
    evidence: Evidence, gate: OnceGate, form: Form, columns: Array | None, adjusted: CellModels | None
) -> CellModels:
    if form.unit == "project mean":
        return ProjectModels(evidence, gate, columns, adjusted=adjusted, smallest=form.smallest)
    return CellModels(evidence, gate, columns, adjusted=adjusted, known_again=form.known_again)
