"""The benches of one world - its rows, types and waves - by score, unit and covariates; what they share is made once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from pipeline.claims import Claim, Rulers
from pipeline.judging.bench import Bench, Settings, bench
from pipeline.judging.confounding import Products, contrasts_of
from pipeline.judging.evidence import Evidence
from pipeline.judging.finding import Finding
from pipeline.judging.models import Population
from pipeline.judging.shares import Counting
from pipeline.judging.style_gate import WithoutStyle, beside_sides, without_style
from pipeline.judging.verdicts import model_outcomes
from pipeline.multiverse.cells import ADJUSTED, COVARIATES, PRIMARY, Cell
from pipeline.multiverse.units import CellModels, Form, Held, OnceGate, held_constant, models
from pipeline.multiverse.worlds import Whole, scored
from pipeline.rules import Modal, Outcome, Share


@dataclass(frozen=True)
class OnceCounting(Counting):
    """Shares of one set of rows, each counted once."""

    counted: dict[tuple[Share | Modal, str], Finding] = field(default_factory=dict)

    def share(self, share: Share, role: str) -> Finding:
        """As Counting has it."""
        if (share, role) not in self.counted:
            self.counted[share, role] = super().share(share, role)
        return self.counted[share, role]

    def modal(self, modal: Modal, role: str) -> Finding:
        """As Counting has it."""
        if (modal, role) not in self.counted:
            self.counted[modal, role] = super().modal(modal, role)
        return self.counted[modal, role]


@dataclass
class Benches:
    """`evidence` holds the rows of the world, `settings` are the bootstrap's; whether persons are `known_again` elsewhere."""

    data: Whole
    evidence: Evidence
    claims: Mapping[str, Claim]
    rulers: Rulers
    settings: Settings
    known_again: bool
    _scored: dict[str, Bench] = field(default_factory=dict)
    _made: dict[tuple[str, str, str], Bench] = field(default_factory=dict)
    _known: dict[tuple[str, str], Evidence] = field(default_factory=dict)
    _sides: list[WithoutStyle] = field(default_factory=list)

    @cached_property
    def held(self) -> Mapping[str, Held | None]:
        """The covariates of the world, by name; None where they cannot be had (and for none)."""
        others = (name for name in COVARIATES if name != PRIMARY.covariates)
        return {name: held_constant(self.evidence, name, self.gate, self.rulers.digital) for name in others}

    @cached_property
    def gate(self) -> OnceGate:
        """G1 over the rows of the world."""
        return OnceGate(self.rulers.gate_projects, self.rulers.gate_respondents)

    def of(self, cell: Cell) -> Bench:
        """The bench of a cell of this world, its models fitted."""
        score, unit, covariates = str(cell.score), str(cell.unit), str(cell.covariates)
        if (score, unit, covariates) not in self._made:
            base, held = self._base(score), self.held.get(covariates)
            form = Form(unit, held, self.settings.smallest, self.known_again)
            made = models(base.evidence, self._narrowed(score, covariates), self.gate, form)
            if covariates != PRIMARY.covariates:  # where the means lie is told as it is, the same in each of them
                plain = self.of(replace(cell, covariates=PRIMARY.covariates)).models
                assert isinstance(plain, CellModels)
                made = made.sharing(plain)
            made.fit_all(self._outcomes)
            if made.adjusted is not None:
                made.adjusted.fit_all(self._contrasts)
            kept = {c: found for c, found in base.contrasts.items() if c.measure != "mean"}
            self._made[score, unit, covariates] = replace(base, models=made, contrasts=kept)
        return self._made[score, unit, covariates]

    def _narrowed(self, score: str, covariates: str) -> Evidence | None:
        """The rows whose covariates are known, with one score; the same for both units."""
        held = self.held.get(covariates)
        if held is not None and (score, covariates) not in self._known:
            self._known[score, covariates] = self._base(score).evidence.of(held.rows)
        return self._known.get((score, covariates))

    def products(self, ready: Bench, cell: Cell) -> Products:
        """What tells a difference between types from one of products: the contrasts with the digital ones held constant."""
        found = Products(ready)
        if found.models is not None and self.held["digital"] is not None:
            beside = self.of(replace(cell, covariates="digital")).models
            assert isinstance(beside, CellModels)
            found.models = beside.adjusted
        return found

    def without_style(self, ready: Bench, cell: Cell) -> WithoutStyle | None:
        """The numbers without response style, at the levels of this bench (gate G4)."""
        if ("score", ADJUSTED) in self.data.absent:
            return without_style(ready)
        styled = self.of(replace(cell, score=ADJUSTED))
        own = replace(styled, levels=ready.levels, verdicts=ready.verdicts, contrasts=dict(styled.contrasts))
        if not self._sides:  # the rows are the same in all cells of a world
            self._sides.append(beside_sides(ready, own))
        as_sides = [replace(side, levels=ready.levels, verdicts=ready.verdicts) for side in self._sides[0].as_sides]
        return replace(self._sides[0], bench=own, as_sides=tuple(as_sides))

    @cached_property
    def _outcomes(self) -> list[tuple[Population, Outcome]]:
        return model_outcomes(self.claims)

    @cached_property
    def _contrasts(self) -> list[tuple[Population, Outcome]]:
        every = [c for claim in self.claims.values() for c in contrasts_of(claim)]
        return [(c.plus.among, c.outcome) for c in every if c.outcome and c.plus.among == c.minus.among]

    def _base(self, score: str) -> Bench:
        """What all cells with one score share; the contrasts found on it that are no means stay for the others."""
        if score not in self._scored:
            evidence = scored(self.data, self.evidence, score)
            counting = OnceCounting(evidence, self.gate, self.settings.draws, self.settings.seed)
            self._scored[score] = replace(bench(evidence, self.rulers, self.settings), counting=counting)
        return self._scored[score]
