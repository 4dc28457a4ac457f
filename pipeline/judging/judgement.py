"""A claim's verdict with everything that stands behind it."""

from dataclasses import dataclass, field, replace

from pipeline.judging.finding import Finding, Inference

Interval = tuple[float, float]
CONFOUNDED = "confounded"


@dataclass(frozen=True)
class Judgement:
    """`estimate` with its intervals is what was judged, in the talk's direction; None where nothing could be estimated."""

    claim: str
    verdict: str
    reason: str
    detail: str | None = None
    unit: str | None = None
    estimate: float | None = None
    ci95: Interval | None = None
    ci90: Interval | None = None
    decision: Interval | None = None
    bound: float | None = None
    n_projects: int = 0
    n_respondents: int = 0
    gates: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    parts: tuple[Finding, ...] = field(default=())

    def measured(self, finding: Finding, inference: Inference, decision: Interval, bound: float | None) -> "Judgement":
        """The same verdict with the estimate that was judged."""
        return replace(
            self,
            unit=finding.unit,
            estimate=inference.value,
            ci95=inference.interval(0.95),
            ci90=inference.interval(0.90),
            decision=decision,
            bound=bound,
            n_projects=finding.n_projects,
            n_respondents=finding.n_respondents,
        )

    @property
    def counted_word(self) -> str:
        """The word as the sub-theses count it: a row that is supported but confounded is not counted as supported."""
        return "inconclusive" if self.verdict == "supported" and CONFOUNDED in self.suffixes else self.verdict

    def with_suffix(self, *suffixes: str) -> "Judgement":
        """The same verdict with further suffixes."""
        return replace(self, suffixes=(*self.suffixes, *suffixes))

    def beside(self, *findings: Finding) -> "Judgement":
        """The same verdict with further parts."""
        return replace(self, parts=(*self.parts, *findings))


def not_testable(claim: str, absent: tuple[str, ...], parts: tuple[Finding, ...]) -> Judgement:
    """Not testable with these data, naming what is missing."""
    missing = "; ".join(dict.fromkeys(absent))
    return Judgement(claim, "not testable", f"Not testable with these data: {missing}.", parts=parts)


def gated(judgement: Judgement, gates: tuple[str, ...]) -> Judgement:
    """Capped at inconclusive by gate G1, saying what the word would have been."""
    would = (
        "" if judgement.verdict == "inconclusive" else f" Without this gate the word would be '{judgement.verdict}'."
    )
    reason = f"Inconclusive (gate): {'; '.join(dict.fromkeys(gates))}.{would}"
    suffixes = ()
    return replace(judgement, verdict="inconclusive", detail="gate", reason=reason, gates=("G1",), suffixes=suffixes)
