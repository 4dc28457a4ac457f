"""Gates G2 to G4: what the measurement and the response style allow a verdict to say (methods C3, C4, C15).

G1, too few data, is asked by each rule itself. A gate that decides the word says so, and what the word would have been.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from pipeline.claims import Claim
from pipeline.judging import decide
from pipeline.judging.adjusted import composed, style_gap
from pipeline.judging.bench import Bench
from pipeline.judging.finding import Finding
from pipeline.judging.judgement import Judgement
from pipeline.judging.measurement import Reliability
from pipeline.judging.walk import found, lines_of, parts_of, pooled_codes, single_codes, unbalanced
from pipeline.rules import (
    Classification,
    Conjunction,
    Contrast,
    Dichotomy,
    Difference,
    Equivalence,
    Mediation,
    NoEffect,
    Order,
    Outcome,
    Place,
    Proportion,
    Within,
)

MOVED = {  # what adjusting for response style may move: contrasts, and means held against the middle of the scale
    Difference: "contrast",
    Dichotomy: "contrast",
    Equivalence: "contrast",
    Within: "contrast",
    Place: "pole",
}
OTHERS = (
    Conjunction,
    Proportion,
    Order,
    Classification,
    Mediation,
    NoEffect,
)  # no contrast in points: only words are compared
WITHOUT = ", without response style"
TORN = "items disagree"
Judge = Callable[[Claim, Bench], Judgement]


@dataclass(frozen=True)
class Gates:
    """The gates over one set of rows. `judge` follows the rule of a claim on a bench; `styled` is the bench of the numbers
    without response style, None where they were not looked at; `claims` are all of them, as an order ranks others'
    contrasts."""

    judge: Judge
    bench: Bench
    styled: Bench | None
    claims: Mapping[str, Claim]

    def check(self, claim: Claim, judged: Judgement) -> Judgement:
        """The judgement after the gates; untouched where it is not testable, or too small (G1) for anything else to matter."""
        if judged.verdict == "not testable" or judged.effects:
            return judged
        judged = self._comparable(claim, judged)
        judged = self._reliable(claim, judged)
        judged = self._agreed(claim, judged)
        return self._unstyled(claim, judged)

    def _comparable(self, claim: Claim, judged: Judgement) -> Judgement:
        """G2: what the word would be, did nobody read the items differently."""
        outcomes = [outcome for outcome in found(claim.rule, Outcome) if self.bench.bias(outcome) > 0]
        if not outcomes or not isinstance(claim.rule, Difference | Dichotomy | Equivalence):
            return judged
        plain = self.judge(claim, replace(self.bench, biased=False))
        if (plain.verdict, plain.detail) == (judged.verdict, judged.detail):
            return judged
        worst = max(outcomes, key=self.bench.bias)
        size, bound = self.bench.bias(worst), judged.bound if judged.bound is not None else 0.0
        items = self._items(worst)
        why = f"{items} read differently by the types, which may explain up to {size:.2f} points of the difference"
        if judged.verdict == "inconclusive":
            return plain.turned("G2", "inconclusive", "not comparable", why, size, bound)
        return plain.turned("G2", judged.verdict, judged.detail or "not comparable", why, size, bound)

    def _items(self, outcome: Outcome) -> str:
        asked, biases = self.bench.evidence.instrument, self.bench.evidence.measurement.bias
        codes = [part for code in (outcome.code, outcome.minus) if code for part in parts_of(code, asked)]
        items = ", ".join(biases[code].items or code for code in codes if code in biases and biases[code].value)
        return f"{items} {'are' if ',' in items else 'is'}"

    def _reliable(self, claim: Claim, judged: Judgement) -> Judgement:
        """G2: the suffix of a scale of low reliability; item by item where it fails."""
        asked, limits = self.bench.evidence.instrument, self.bench.rulers.measurement
        known = self.bench.evidence.measurement.reliability
        whole = single_codes(claim.rule)
        pooled = (*pooled_codes(claim.rule), *self._ranked(claim))
        codes = [part for code in (*whole, *pooled) for part in parts_of(code, asked)]
        for code in dict.fromkeys(c for c in codes if c in known):
            one = known[code]
            if one.gate == "fails" and judged.detail != TORN:
                judged = self._item_by_item(claim, judged, code, one)
            elif one.gate in ("low", "fails"):
                what, limit = f"reliability of {code}", limits["reliability_good"]
                judged = judged.marked("G2", what, one.value, limit, "low reliability")
        return judged

    def _ranked(self, claim: Claim) -> list[str]:
        """The codes of the contrasts of the claims that an order ranks."""
        names = [name for order in found(claim.rule, Order) for name in (*order.first, *order.second)]
        contrasts = [c for name in names if name in self.claims for c in found(self.claims[name].rule, Contrast)]
        return [contrast.outcome.code for contrast in contrasts if contrast.outcome is not None]

    def _item_by_item(self, claim: Claim, judged: Judgement, scale: str, known: Reliability) -> Judgement:
        """The word that every item of a scale gives in its place; inconclusive where they do not agree. Of a scale that is one
        among many, as in a distance, the others stay as they are."""
        whole, limit, value = self.bench.evidence, self.bench.rulers.measurement["reliability_low"], known.value
        evidence = replace(whole, measurement=whole.measurement.without_bias(scale))
        said = {}
        for line in lines_of(scale, whole.instrument):
            alone = composed(pd.DataFrame({scale: whole.line(line)}), whole)
            one = self.judge(claim, self.bench.on(evidence.replaced(alone)))
            if one.verdict != "not testable":
                said[line] = one.verdict, one.detail if one.verdict == "mixed" else None
        if not said:
            return judged.marked("G2", f"reliability of {scale}", value, limit, "low reliability")
        told = ", ".join(f"{line} {word}{f' ({detail})' if detail else ''}" for line, (word, detail) in said.items())
        apart = f"the items of {scale} do not measure one thing (reliability {value:.2f}, {limit:g} needed)"
        why = f"{known.against or apart}, one by one: {told}"
        value = float("nan") if known.against else value
        words = set(said.values())
        if words == {(judged.verdict, judged.detail if judged.verdict == "mixed" else None)}:
            marked = judged.marked("G2", why, value, limit, "low reliability")
            return replace(marked, reason=f"{marked.reason.rstrip('.')}; {why}.")
        word, shared = words.pop() if len(words) == 1 else ("inconclusive", TORN)
        detail = shared or "item by item"  # of degree by each of its items
        return judged.turned("G2", word, detail, why, value, limit)

    def _agreed(self, claim: Claim, judged: Judgement) -> Judgement:
        """G3: suffixes of scales that describe the project; never a word."""
        asked, limits = self.bench.evidence.instrument, self.bench.rulers.measurement
        known = self.bench.evidence.measurement.agreement
        codes = [part for code in single_codes(claim.rule) for part in parts_of(code, asked)]
        for code in dict.fromkeys(c for c in codes if c in known):
            one = known[code]
            if one.disagree:
                what = f"agreement of a project's members on {code} (median r_wg)"
                judged = judged.marked("G3", what, one.rwg, limits["rwg"], "members disagree")
            if one.alike:
                first = one.icc1 < limits["icc1"]
                value, limit = (one.icc1, limits["icc1"]) if first else (one.icc2, limits["icc2"])
                what = f"difference of the projects on {code} (ICC({1 if first else 2}))"
                judged = judged.marked("G3", what, value, limit, "projects alike")
        return judged

    def _unstyled(self, claim: Claim, judged: Judgement) -> Judgement:
        """G4: every contrast with and without response style, and every mean that is held against the middle of the scale: of
        that, how much more or less the group agrees with everything than all respondents together is taken off. So is it of
        the answers behind a decided composite, share, order, classification or mediation."""
        role = MOVED.get(type(claim.rule))
        says = decide.decided(judged.verdict, judged.detail)
        if self.styled is not None and isinstance(claim.rule, OTHERS) and says:
            return self._turned_by_style(judged, self.judge(claim, self.styled))
        if self.styled is None or role is None:
            return judged
        limit = self.bench.rulers.measurement["style"]
        adjusted = self.judge(claim, self.styled)
        if adjusted.verdict == "not testable":
            there = self.bench.evidence.types_present
            both = "PP" in there and bool(there & {"SOC", "SOL"})
            return self._capped(claim, judged, limit) if role == "contrast" or both else judged
        judged = judged.beside(*_beside(adjusted, role)) if self.bench.context else judged
        shift = _shift(judged, adjusted, role)
        effect = decide.styled(shift, limit, (judged.verdict, judged.detail), (adjusted.verdict, adjusted.detail))
        moved = f"without response style the estimate moves by {shift:.2f} points"
        if effect == "mixed":
            why = f"{moved} ({limit:g} allowed) and the word is '{adjusted.verdict}'"
            return judged.turned("G4", "mixed", "response style", why, shift, limit)
        if effect == "style-sensitive" and role == "pole":
            return self._turned_by_style(judged, adjusted)
        if effect == "style-sensitive":
            return judged.marked("G4", f"{moved}, and the word turns '{adjusted.verdict}'", shift, limit, effect)
        return judged

    def _turned_by_style(self, judged: Judgement, adjusted: Judgement) -> Judgement:
        """G4 of what is no contrast in points: a decided word is the style's doing where another one takes its place, or where
        none does and the types differ in agreeing by more than adjusting may move an estimate."""
        assert self.styled is not None
        limit, gap = self.bench.rulers.measurement["style"], self.styled.style_gap
        before, after = (judged.verdict, judged.detail), (adjusted.verdict, adjusted.detail)
        effect = decide.styled(0.0, limit, before, after)
        if effect is None or adjusted.verdict == "not testable":
            return judged
        what = f"without response style, in which the types differ by {abs(gap):.2f} points, the word is '{after[0]}'"
        if effect == "mixed" or abs(gap) > limit:
            return judged.turned("G4", "mixed", "response style", f"{what} ({limit:g} allowed)", abs(gap), limit)
        return judged.marked("G4", what, abs(gap), limit, effect)

    def _capped(self, claim: Claim, judged: Judgement, limit: float) -> Judgement:
        """The style cannot be estimated: nothing is said on what agreeing with everything would move."""
        asked = self.bench.evidence.instrument
        leaning = [code for code in single_codes(claim.rule) if unbalanced(code, asked)]
        if not leaning or judged.verdict == "inconclusive":
            return judged
        why = f"response style cannot be estimated, and {', '.join(leaning)} has no lines in both directions"
        return judged.turned("G4", "inconclusive", "response style", why, float("nan"), limit)


def without_style(bench: Bench) -> Bench | None:
    """The bench of the numbers without response style; None where nobody looked for it."""
    evidence = bench.evidence
    if not len(evidence.adjusted.columns) or not len(evidence.adjusted):
        return None
    return replace(bench.on(evidence.replaced(evidence.adjusted)), style_gap=style_gap(evidence))


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
