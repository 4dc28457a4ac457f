"""Findings on the compass: shares of projects by their most probable cell, how hard they are to locate, the coders' kappa."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pipeline import compass
from pipeline.judging.evidence import Evidence
from pipeline.judging.finding import SIDES, Finding, Gate
from pipeline.judging.respondents import members
from pipeline.rules import CompassShare, Contrast, Group
from pipeline.stats.agreement import cohen_kappa
from pipeline.stats.association import group_weights
from pipeline.stats.resampling import Bootstrapped, ExactShare
from pipeline.stats.shares import resampled

Array = NDArray[np.float64]
ENTROPY = "normalised entropy over the cells of the original compass"
FORCED = 0.5  # what forcing commons into public or private, with equal chance, adds to that entropy
POOLED = "the places in the compass pool the waves"
FIELDS = {"ownership": ("ownership",), "primary_objective": ("objective_social_1", "objective_social_2")}


@dataclass(frozen=True)
class Cells:
    """Counts and resamples the projects of compass_cells_by_project; `located_from` is the probability of one cell of the
    original compass from which a project counts as located."""

    evidence: Evidence
    gate: Gate
    draws: int
    seed: int
    located_from: float
    _agreement: dict[tuple[str, Group], Finding] = field(default_factory=dict)

    def share(self, share: CompassShare, role: str) -> Finding:
        """The share of a group's projects whose most probable cell is among some."""
        return self._counted(share.group, "share placed in " + " or ".join(share.cells), role, share.cells)

    def elsewhere(self, group: Group, cells: tuple[str, ...], role: str) -> Finding:
        """The share of the cell that is the most frequent among the others, as most probable ones."""
        others = self.evidence.placed.loc[self._rows(group), "modal_cell"]
        counts = others[~others.isin(cells)].value_counts()
        first = str(min(counts.index[counts == counts.max()])) if len(counts) else "any other cell"
        return self._counted(group, f"share placed in {first}", role, (first,))

    def located(self, group: Group, role: str) -> Finding:
        """The share of a group's projects with one cell of the original compass more probable than `located_from`."""
        rows = self._rows(group)
        what = f"share of projects with one cell of the original compass more probable than {self.located_from:g}"
        absent = self.absent(group)
        if absent or not rows.any():
            return Finding(group.type, what, role, "share", None, 0, 0, absent)
        found = ExactShare(int((self._values("largest2x2")[rows] > self.located_from).sum()), int(rows.sum()))
        return Finding(group.type, what, role, "share", found, found.n, 0)

    def entropy(self, contrast: Contrast) -> Finding:
        """The difference of the mean entropies, plus less minus (SSE: SOC and SOL with equal weight), projects resampled
        within the declared types. Gated where a side has fewer placed projects than G1 asks for."""
        side = f"{contrast.plus.type} - {contrast.minus.type}"
        absent = tuple(reason for group in (contrast.plus, contrast.minus) for reason in self.absent(group))
        if absent:
            return Finding(side, ENTROPY, "contrast", "entropy", None, 0, 0, absent)
        found, n = self._difference(contrast, self._values("entropy2x2"))
        sizes = [(group, int(self._rows(group).sum())) for group in (contrast.plus, contrast.minus)]
        gate = self.gate.projects_of(sizes, "in the compass")
        return Finding(side, ENTROPY, "contrast", "entropy", found, n, 0, gate=gate)

    def beside(self, contrast: Contrast) -> list[Finding]:
        """What stands beside the contrast: each side's mean, how many are located, the coders' kappa, and the contrast
        without what the forcing of commons adds."""
        groups = (contrast.plus, contrast.minus)
        owned = self._in_common()
        unforced, n = self._difference(contrast, self._values("entropy2x2") - FORCED * owned)
        side, what = f"{contrast.plus.type} - {contrast.minus.type}", f"{ENTROPY}, without what forcing commons adds"
        found = [Finding(side, what, "context", "entropy", unforced, n, 0)]
        for group in groups:
            found += [self._mean(group), self.located(group, "context"), self.kappa(group)]
        return [finding for finding in found if finding.inference is not None]

    def forced(self, contrast: Contrast) -> str:
        """How much of the contrast is there only because the original compass has no commons, as the end of a sentence."""
        added, _ = self._difference(contrast, FORCED * self._in_common())
        return f"; {added.value:.2f} of the difference is there by construction, since commons are forced into either column"

    def kappa(self, group: Group) -> Finding:
        """Cohen's kappa of the two coders, each with the largest of the three grades; projects resampled. None where they
        never disagree because there is one objective only."""
        return self._once("kappa", group, self._kappa)

    def agreed(self, group: Group) -> Finding:
        """The share of projects on which the two coders have the same largest grade: kappa is low, however much they agree,
        where nearly all projects have one objective."""
        return self._once("agreed", group, self._agreed)

    def _once(self, name: str, group: Group, find: Callable[[Group], Finding]) -> Finding:
        """A figure of the coders' agreement that several claims ask for."""
        if (name, group) not in self._agreement:
            self._agreement[name, group] = find(group)
        return self._agreement[name, group]

    def _kappa(self, group: Group) -> Finding:
        coded = self.evidence.coded
        coded = coded[coded["declared_type"].isin(members(group.type))]
        what, k = "agreement of the two coders on the primary objective (Cohen's kappa)", len(compass.OBJECTIVES)
        n = len(coded)
        if not n:
            return Finding(
                group.type, what, "context", "kappa", None, 0, 0, (f"no project of {SIDES[group.type]} has two coders",)
            )
        first, second = np.eye(k)[coded["first"]], np.eye(k)[coded["second"]]
        drawn = np.vstack([np.ones(n), resampled(n, self.draws, self.seed)])
        kappas = cohen_kappa(np.einsum("wn,nr,nc->wrc", drawn, first, second, optimize=True))
        if not np.isfinite(kappas[0]):
            alone = (f"all projects of {SIDES[group.type]} have the same objective",)
            return Finding(group.type, what, "context", "kappa", None, n, 0, alone)
        return Finding(group.type, what, "context", "kappa", Bootstrapped(float(kappas[0]), kappas[1:]), n, 0)

    def _agreed(self, group: Group) -> Finding:
        coded = self.evidence.coded
        coded = coded[coded["declared_type"].isin(members(group.type))]
        what, n = "share of projects on whose primary objective the two coders agree", len(coded)
        found = ExactShare(int((coded["first"] == coded["second"]).sum()), n) if n else None
        absent = () if n else (f"no project of {SIDES[group.type]} has two coders",)
        return Finding(group.type, what, "context", "share", found, n, 0, absent)

    def absent(self, group: Group) -> tuple[str, ...]:
        """What is missing where a declared type of a group has no placed project, in words; nothing where each has one."""
        types = [declared for declared in members(group.type) if declared != "HYB" or group.type == "HYB"]
        return tuple(reason for declared in types for reason in self._absent(Group(declared)))

    def _absent(self, group: Group) -> tuple[str, ...]:
        if self._rows(group).any():
            return ()
        register = self.evidence.register[self.evidence.register_rows(Group(group.type))]
        if not len(register):
            return (f"no projects from {SIDES[group.type]} in the register",)
        known = {
            name: register[[c for c in columns if c in register]].notna().any(axis=1)
            for name, columns in FIELDS.items()
        }
        missing = [self.evidence.name(name) for name, rows in known.items() if not rows.any()]
        if missing:
            return tuple(f"{name} is not recorded for {SIDES[group.type]}" for name in missing)
        if not (known["ownership"] & known["primary_objective"]).any():
            return (f"no project of {SIDES[group.type]} has both an ownership and a coded objective",)
        return (POOLED,)

    def _counted(self, group: Group, what: str, role: str, cells: tuple[str, ...]) -> Finding:
        rows = self._rows(group)
        absent = self.absent(group)
        if absent or not rows.any():
            return Finding(group.type, what, role, "share", None, 0, 0, absent)
        inside = self.evidence.placed.loc[rows, "modal_cell"].isin(cells)
        found = ExactShare(int(inside.sum()), int(rows.sum()))
        return Finding(group.type, what, role, "share", found, found.n, 0)

    def _mean(self, group: Group) -> Finding:
        rows = self._rows(group)
        values = self._values("entropy2x2")[rows]
        weights = resampled(len(values), self.draws, self.seed) / len(values)
        found = Bootstrapped(float(values.mean()), weights @ values)
        return Finding(group.type, f"mean {ENTROPY}", "context", "entropy", found, len(values), 0)

    def _difference(self, contrast: Contrast, values: Array) -> tuple[Bootstrapped, int]:
        types = self.evidence.placed_types
        inside = np.isin(types, [*members(contrast.plus.type), *members(contrast.minus.type)])
        labels, y = types[inside], values[inside]
        drawn = np.vstack([np.ones(len(y)), group_weights(labels, self.draws, self.seed)])
        total = np.zeros(len(drawn))
        for group, sign in ((contrast.plus, 1.0), (contrast.minus, -1.0)):
            present = [t for t in members(group.type) if (labels == t).any()]
            for t in present:
                own = labels == t
                total += sign / len(present) * (drawn[:, own] @ y[own]) / own.sum()
        return Bootstrapped(float(total[0]), total[1:]), len(y)

    def _rows(self, group: Group) -> NDArray[np.bool_]:
        return np.isin(self.evidence.placed_types, members(group.type))

    def _values(self, column: str) -> Array:
        values: Array = self.evidence.placed[column].to_numpy("float64")
        return values

    def _in_common(self) -> Array:
        return np.asarray(self.evidence.placed["modal_cell"].str.startswith("commons"), dtype=np.float64)
