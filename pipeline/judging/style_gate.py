"""Gate G4: what the response style allows a verdict to say (methods C4).

Each word is held against the word of the numbers without style. How much anybody agrees with everything is known up to a
constant only: of means that are held against the middle of the scale it is therefore also asked what they would be, did both
sides agree as much as the one, or as much as the other.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from pipeline.claims import Claim
from pipeline.judging import decide
from pipeline.judging.adjusted import anchored, one_sided, style_gap, style_of_side
from pipeline.judging.bench import Bench
from pipeline.judging.finding import Finding
from pipeline.judging.judgement import Judgement
from pipeline.judging.walk import found, pooled_codes, single_codes
from pipeline.rules import (
    Association,
    Classification,
    Condition,
    Conjunction,
    Dichotomy,
    Difference,
    Equivalence,
    Figure,
    Mediation,
    NoEffect,
    Order,
    Place,
    Proportion,
    Taxon,
    Within,
)

MOVED = {  # what adjusting for response style may move: contrasts, and means held against the middle of the scale
    Difference: "contrast",
    Dichotomy: "contrast",
    Equivalence: "contrast",
    Within: "contrast",
    Place: "pole",
}
# No contrast in points: only words are compared.
OTHERS = (Association, Classification, Conjunction, Mediation, NoEffect, Order, Proportion)
AGAINST_THE_MIDDLE = (Conjunction, NoEffect, Place, Proportion)
SIDES = (("PP",), ("SOC", "SOL"))
WITHOUT = ", without response style"
STYLE = "response style"
Judge = Callable[[Claim, Bench], Judgement]


@dataclass(frozen=True)
class WithoutStyle:
    """`bench`: the numbers without response style, which is 0 on average over all respondents; `known`: whether it could be
    estimated; `gap`: by how many points the sides differ in it; `as_sides`: the numbers if both sides agreed as much as the
    one, and as the other, none where the gap is within what adjusting may move."""

    bench: Bench
    known: bool
    gap: float
    as_sides: tuple[Bench, ...]

    @property
    def benches(self) -> tuple[Bench, ...]:
        """All of them."""
        return (self.bench, *self.as_sides)


@dataclass(frozen=True)
class StyleGate:
    """The gate over one set of rows; `ranked` gives the codes of the contrasts that an order ranks."""

    judge: Judge
    bench: Bench
    styled: WithoutStyle
    ranked: Callable[[Claim], list[str]]

    @property
    def limit(self) -> float:
        """By how many points adjusting may move an estimate."""
        return self.bench.rulers.measurement["style"]

    def check(self, claim: Claim, judged: Judgement) -> Judgement:
        """Every contrast with and without response style, and every mean that is held against the middle of the scale; so are
        the answers behind a decided composite, share, order, slope, classification or mediation."""
        role = MOVED.get(type(claim.rule))
        if role is None and not (isinstance(claim.rule, (*OTHERS, Taxon)) and _says(judged)):
            return judged
        if not self.styled.known or isinstance(claim.rule, Taxon):
            return judged if self.styled.known else self._capped(claim, judged)
        adjusted = self.judge(claim, self.styled.bench)
        if adjusted.verdict == "not testable":
            return self._capped(claim, judged)
        judged = self._moved(judged, adjusted, role) if role else self._turned(judged, adjusted)
        return self._as_the_other_side(claim, judged)

    def _moved(self, judged: Judgement, adjusted: Judgement, role: str) -> Judgement:
        """By how far a contrast moves, or of a mean that is held against the middle, by how much more or less its group agrees
        with everything than all respondents together."""
        judged = judged.beside(*_beside(adjusted, role)) if self.bench.context else judged
        shift = _shift(judged, adjusted, role)
        effect = decide.styled(shift, self.limit, _word(judged), _word(adjusted))
        moved = f"without response style the estimate moves by {shift:.2f} points"
        if effect == "mixed":
            same = adjusted.verdict == judged.verdict
            why = f"{moved}, more than the {self.limit:g} allowed" if shift > self.limit else moved
            why += (
                f", though the word stays '{adjusted.verdict}'" if same else f", and the word is '{adjusted.verdict}'"
            )
            return judged.turned("G4", "mixed", STYLE, why, shift, self.limit, adjusted.verdict)
        if effect == "style-sensitive" and role == "pole":
            return self._turned(judged, adjusted)
        if effect == "style-sensitive":
            return judged.marked("G4", f"{moved}, and the word turns '{adjusted.verdict}'", shift, self.limit, effect)
        return judged

    def _turned(self, judged: Judgement, adjusted: Judgement) -> Judgement:
        """What is no contrast in points: a decided word is the style's doing where another one takes its place, or where none
        does and the types differ in agreeing by more than adjusting may move an estimate."""
        gap = abs(self.styled.gap)
        effect = decide.styled(0.0, self.limit, _word(judged), _word(adjusted))
        if effect is None:
            return judged
        what = (
            f"without response style, in which the types differ by {gap:.2f} points, the word is '{adjusted.verdict}'"
        )
        if effect == "mixed" or gap > self.limit:
            return judged.turned("G4", "mixed", STYLE, f"{what} ({self.limit:g} allowed)", gap, self.limit)
        return judged.marked("G4", what, gap, self.limit, effect)

    def _as_the_other_side(self, claim: Claim, judged: Judgement) -> Judgement:
        """A decided word on the middle of the scale must stay the same, did both sides agree as much as either."""
        if not isinstance(claim.rule, AGAINST_THE_MIDDLE) or "G4" in judged.gates or not _says(judged):
            return judged
        gap = abs(self.styled.gap)
        for bench in self.styled.as_sides:
            other = self.judge(claim, bench)
            if decide.styled(0.0, self.limit, _word(judged), _word(other)) is not None:
                why = f"the types differ by {gap:.2f} points in agreeing with any line ({self.limit:g} allowed); did "
                why += f"both agree as much as one of them does, the word would be '{other.verdict}'"
                return judged.turned("G4", "mixed", STYLE, why, gap, self.limit)
        return judged

    def _capped(self, claim: Claim, judged: Judgement) -> Judgement:
        """The style cannot be estimated: nothing is said on what agreeing with everything would move. Of one side alone, means
        and shares stand: there is nobody to agree less."""
        there = self.bench.evidence.types_present
        alone = not ("PP" in there and there & {"SOC", "SOL"})
        if judged.verdict == "inconclusive" or (alone and MOVED.get(type(claim.rule)) != "contrast"):
            return judged
        leaning = [code for code in dict.fromkeys(self._codes(claim)) if one_sided(code, self.bench.evidence)]
        if not leaning:
            return judged
        why = f"response style cannot be estimated, and {', '.join(leaning)} has no lines in both directions"
        return judged.turned("G4", "inconclusive", STYLE, why, float("nan"), self.limit)

    def _codes(self, claim: Claim) -> Iterator[str]:
        """The codes of the answers behind a claim, sets of scales resolved."""
        asked = self.bench.evidence.instrument
        sets = {"difference": asked.difference, "structure": asked.structure}
        yield from single_codes(claim.rule)
        structured = isinstance(claim.rule, Taxon) or found(
            claim.rule, Figure
        )  # the structure tests look at all of them
        for code in (*pooled_codes(claim.rule), *(["difference"] if structured else [])):
            yield from sets.get(code, (code,))
        yield from self.ranked(claim)
        for condition in found(claim.rule, Condition):
            yield from (code for code in (condition.item, condition.indicator, condition.minus) if code)


def without_style(bench: Bench) -> WithoutStyle | None:
    """The numbers without response style; None where nobody looked for it."""
    evidence = bench.evidence
    if not len(evidence.adjusted.columns) or not len(evidence.adjusted):
        return None
    return beside_sides(bench, bench.on(evidence.replaced(evidence.adjusted)))


def beside_sides(bench: Bench, adjusted: Bench) -> WithoutStyle:
    """The numbers without response style, that are on a bench already, and those if both sides agreed alike."""
    evidence = bench.evidence
    gap, known = style_gap(evidence), bool(np.isfinite(evidence.adjusted.to_numpy("float64")).any())
    if abs(gap) <= bench.rulers.measurement["style"]:
        return WithoutStyle(adjusted, known, gap, ())
    levels = [style_of_side(evidence, side) for side in SIDES]
    as_sides = [bench.on(evidence.replaced(anchored(evidence, level))) for level in levels if level is not None]
    return WithoutStyle(adjusted, known, gap, tuple(as_sides))


def _word(judged: Judgement) -> tuple[str, str | None]:
    return judged.verdict, judged.detail


def _says(judged: Judgement) -> bool:
    return decide.decided(*_word(judged))


def _beside(adjusted: Judgement, role: str) -> list[Finding]:
    """The figures of that role without response style, as what stands beside."""
    moved = [part for part in adjusted.parts if part.role == role and part.inference is not None]
    return [replace(part, what=part.what + WITHOUT, role="context", word=None) for part in moved]


def _shift(judged: Judgement, adjusted: Judgement, role: str) -> float:
    """The largest distance between the figures of that role in two judgements of a claim, in points."""
    before, after = (
        {
            (part.side, part.what): part.value
            for part in j.parts
            if part.role == role and part.unit == "points" and part.inference is not None
        }
        for j in (judged, adjusted)
    )
    moved = [abs(after[key] - value) for key, value in before.items() if key in after]
    return float(np.max(moved)) if moved else 0.0
