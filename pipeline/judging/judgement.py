"""A claim's verdict with everything that stands behind it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from pipeline.judging.decide import REFUTED
from pipeline.judging.finding import Finding, Inference

Interval = tuple[float, float]
CONFOUNDED = "confounded"
UNSEEN = "products unknown"
APART = "waves disagree"
OTHER_WAVES = "asked in different waves"
OTHER_LANGUAGES = "asked in different languages"
CODERS = "coding not reliable"


@dataclass(frozen=True)
class GateEffect:
    """One gate that fired on a claim: `what` failed, its `figure` against the `threshold`, and what it did to the verdict
    (`effect`: the word, or a suffix)."""

    gate: str
    what: str
    figure: float | None
    threshold: float | None
    effect: str
    before: str
    after: str


@dataclass(frozen=True)
class Judgement:
    """`estimate` with its intervals is what was judged, in the talk's direction; None where nothing could be estimated.
    `about`: the part that it is of, as that one has it. `level`: the two-sided error level that Holm's procedure gives the
    claim, where it takes part."""

    claim: str
    verdict: str
    reason: str
    detail: str | None = None
    unit: str | None = None
    estimate: float | None = None
    ci95: Interval | None = None
    ci90: Interval | None = None
    decision: Interval | None = None
    level: float | None = None
    bound: float | None = None
    n_projects: int = 0
    n_respondents: int = 0
    gates: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    parts: tuple[Finding, ...] = field(default=())
    effects: tuple[GateEffect, ...] = ()
    about: Finding | None = None

    def measured(self, finding: Finding, inference: Inference, decision: Interval, bound: float | None) -> "Judgement":
        """The same verdict with the estimate that was judged. `decision` decides all words but `equivalent`, of the claim or of
        the part, for which it is the 90 % interval (C6: two one-sided tests)."""
        return replace(
            self,
            unit=finding.unit,
            estimate=inference.value,
            ci95=inference.interval(0.95),
            ci90=inference.interval(0.90),
            decision=inference.interval(0.90) if "equivalent" in (self.verdict, finding.word) else decision,
            bound=bound,
            n_projects=finding.n_projects,
            n_respondents=finding.n_respondents,
            about=finding,
        )

    def of_the_part_of(self, other: "Judgement") -> "Judgement":
        """The same verdict with the estimate of the part that another judgement of the claim tells of, so that the two can be
        compared; without an estimate where that part has none here."""
        if other.about is None or self.about is None or _name(other.about) == _name(self.about):
            return self
        part = next((p for p in self.parts if p.inference is not None and _name(p) == _name(other.about)), None)
        if part is None:
            return replace(self, estimate=None, ci95=None, ci90=None, decision=None, about=None)
        turned = other.estimate != other.about.value
        ci95, ci90 = ((-b, -a) if turned else (a, b) for a, b in (part.ci(0.95), part.ci(0.90)))
        estimate = -part.value if turned else part.value
        kept = replace(self, unit=part.unit, estimate=estimate, ci95=ci95, ci90=ci90, decision=ci95, bound=other.bound)
        return replace(kept, n_projects=part.n_projects, n_respondents=part.n_respondents, about=part)

    @property
    def counted_word(self) -> str:
        """The word as composites and sub-theses count it: a difference that is confounded, with digital products, the waves
        or the languages, is not counted as one."""
        return "inconclusive" if {CONFOUNDED, OTHER_WAVES, OTHER_LANGUAGES} & set(self.suffixes) else self.verdict

    def with_suffix(self, *suffixes: str) -> "Judgement":
        """The same verdict with further suffixes."""
        return replace(self, suffixes=(*self.suffixes, *suffixes))

    def disagreed(self, alone: Mapping[str, "Judgement"]) -> "Judgement":
        """The same verdict; where one wave alone supports what another refutes, said so, since the waves together then describe
        neither of them."""
        if not disagree(alone.values()):
            return self
        told = ", ".join(f"{judged.verdict} in {wave}" for wave, judged in alone.items())
        marked = self.with_suffix(APART)
        return replace(marked, reason=f"{self.reason.rstrip('.')}; but the waves disagree: {told}.")

    def marked(self, gate: str, what: str, figure: float, threshold: float, suffix: str) -> "Judgement":
        """A gate that fired and only adds a suffix."""
        effect = GateEffect(gate, what, figure, threshold, f"suffix {suffix}", self.verdict, self.verdict)
        suffixes = self.suffixes if suffix in self.suffixes else (*self.suffixes, suffix)
        return replace(self, suffixes=suffixes, effects=(*self.effects, effect))

    def turned(
        self, gate: str, word: str, detail: str, why: str, figure: float, threshold: float, told: str = ""
    ) -> "Judgement":
        """The verdict after a gate that decides its word, saying why, and the word that it would have been, unless `why` has
        told that one."""
        known = self.verdict == told or (word == self.verdict and detail == self.detail)
        would = "" if known else f" Without this gate {_would(self)}."
        effect = GateEffect(gate, why, figure, threshold, "word", self.verdict, word)
        reason = f"{word.capitalize()} ({detail}): {why}.{would} {self.reason}"
        gates = self.gates if gate in self.gates else (*self.gates, gate)
        kept = replace(self, verdict=word, detail=detail, reason=reason, gates=gates)
        return replace(kept, effects=(*self.effects, effect))

    def beside(self, *findings: Finding) -> "Judgement":
        """The same verdict with further parts."""
        return replace(self, parts=(*self.parts, *findings))


def _name(part: Finding) -> tuple[str, str, str]:
    return part.side, part.what, part.role


def disagree(alone: Iterable[Judgement]) -> bool:
    """Whether one wave supports what another refutes."""
    words = {judged.verdict for judged in alone}
    return "supported" in words and not words.isdisjoint(REFUTED)


def not_testable(claim: str, absent: tuple[str, ...], parts: tuple[Finding, ...]) -> Judgement:
    """Not testable with these data, naming what is missing."""
    missing = "; ".join(dict.fromkeys(absent))
    return Judgement(claim, "not testable", f"Not testable with these data: {missing}.", parts=parts)


def _would(judgement: Judgement) -> str:
    detail = f" ({judgement.detail})" if judgement.detail else ""
    return f"the word would be '{judgement.verdict}'{detail}"


def gated(judgement: Judgement, gates: tuple[str, ...]) -> Judgement:
    """Capped at inconclusive by gate G1, saying what the word would have been."""
    would = (
        "" if judgement.verdict == "inconclusive" else f" Without this gate the word would be '{judgement.verdict}'."
    )
    reason = f"Inconclusive (gate): {'; '.join(dict.fromkeys(gates))}.{would}"
    effect = GateEffect("G1", "; ".join(dict.fromkeys(gates)), None, None, "word", judgement.verdict, "inconclusive")
    kept = replace(judgement, verdict="inconclusive", detail="gate", reason=reason, gates=("G1",), suffixes=())
    return replace(kept, effects=(effect,))
