"""What every rule needs at hand: one set of rows with its models and counts, the rulers, and the levels of Holm's procedure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pipeline.claims import Claim, Rulers
from pipeline.judging import register_contrasts
from pipeline.judging.cells import Cells
from pipeline.judging.evidence import Evidence
from pipeline.judging.finding import Finding, Gate
from pipeline.judging.judgement import Judgement
from pipeline.judging.models import Models
from pipeline.judging.shares import Counting
from pipeline.judging.spread import Spread
from pipeline.rules import CompassShare, Contrast, Location, Modal, Outcome, Share


@dataclass(frozen=True)
class Settings:
    """`draws` and `seed` of the project bootstrap; `smallest` respondents give a project a mean of its own; of fewer than
    `told` in a wave nothing is shown that this wave alone would give."""

    draws: int
    seed: int
    smallest: int
    told: int = 0


@dataclass(frozen=True)
class Bench:
    """One set of rows, ready to be judged.

    `levels`: by claim, the error level at which its contrasts are decided (two-sided); `verdicts`: the claims judged so far,
    for composites; `shown`: what stands beside claims, by code and side; `contrasts`: those found so far; `biased`: whether
    the bias of non-invariant items counts; `context`: whether what stands beside the verdicts is wanted; `told`: see Settings.
    """

    evidence: Evidence
    models: Models
    counting: Counting
    spread: Spread
    cells: Cells
    rulers: Rulers
    levels: Mapping[str, float] = field(default_factory=dict)
    verdicts: Mapping[str, Judgement] = field(default_factory=dict)
    shown: dict[tuple[str, str], list[Finding]] = field(default_factory=dict)
    contrasts: dict[Contrast, Finding] = field(default_factory=dict)
    biased: bool = True
    context: bool = False
    told: int = 0

    def bound(self, name: str) -> float:
        """A smallest effect by its name."""
        return self.rulers.bounds[name]

    def target(self, location: Location) -> tuple[float, float]:
        """The centre and the distance beyond it that a location is held against."""
        if location.bound == "midpoint":
            return self.rulers.midpoint, 0.0
        if location.bound in ("location", "pole"):
            return self.rulers.midpoint, self.bound(location.bound)
        return 0.0, 0.0 if location.bound == "crossover" else self.bound(location.bound)

    def bias(self, outcome: Outcome | None) -> float:
        """How many points of a difference between the types in an outcome the wording may explain, without sign."""
        if outcome is None or not self.biased:
            return 0.0
        asked, found = self.evidence.instrument, self.evidence.measurement
        own = found.bias_of(outcome.code, asked)
        return abs(own - found.bias_of(outcome.minus, asked) if outcome.minus else own)

    def on(self, evidence: Evidence) -> "Bench":
        """The same rulers and levels over other numbers for the same rows, without what stands beside."""
        fresh = bench(evidence, self.rulers, Settings(self.counting.draws, self.counting.seed, self.spread.smallest))
        return replace(fresh, levels=self.levels, verdicts=self.verdicts, biased=self.biased)

    def contrast(self, contrast: Contrast) -> Finding:
        """Any contrast as a finding, positive where `plus` lies higher."""
        if contrast not in self.contrasts:
            self.contrasts[contrast] = self._contrast(contrast)
        return self.contrasts[contrast]

    def _contrast(self, contrast: Contrast) -> Finding:
        if contrast.measure == "mean":
            return self.models.contrast(contrast)
        if contrast.measure == "share":
            return self.counting.share_difference(contrast)
        if contrast.measure == "entropy":
            return self.cells.entropy(contrast)
        if contrast.measure == "marks":
            return register_contrasts.marks_difference(contrast, self.counting)
        assert contrast.measure == "median", f"no rule for the measure {contrast.measure}"
        return register_contrasts.median_difference(contrast, self.counting)

    def check(self, check: Share | Modal | CompassShare, role: str) -> Finding:
        """A share, or the lead of a choice, as a finding."""
        if isinstance(check, Share):
            return self.counting.share(check, role)
        if isinstance(check, Modal):
            return self.counting.modal(check, role)
        return self.cells.share(check, role)


def bench(evidence: Evidence, rulers: Rulers, settings: Settings) -> Bench:
    """A bench over one set of rows."""
    gate = Gate(rulers.gate_projects, rulers.gate_respondents)
    counting = Counting(evidence, gate, settings.draws, settings.seed)
    spread = Spread(evidence, gate, settings.draws, settings.seed, settings.smallest)
    cells = Cells(evidence, gate, settings.draws, settings.seed, rulers.bounds["cell_probability"])
    return Bench(evidence, Models(evidence, gate), counting, spread, cells, rulers, told=settings.told)


def direction(contrast: Contrast) -> int:
    """+1 where the talk says that `plus` lies higher, else -1."""
    return 1 if contrast.direction == "higher" else -1


def applicable(claim: Claim) -> bool:
    """Whether a claim has contrasts that Holm's procedure adjusts."""
    return claim.type in ("DIFF", "DIFF_POLE") and not claim.duplicate_of
