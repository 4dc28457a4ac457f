"""Gates G2 and G3: what the measurement allows a verdict to say (methods C3, C4, C15); G4 is `style_gate`.

G1, too few data, is asked by each rule itself. A gate that decides the word says so, and what the word would have been.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from pipeline.claims import Claim
from pipeline.judging.adjusted import composed
from pipeline.judging.bench import Bench
from pipeline.judging.judgement import Judgement
from pipeline.judging.measurement import Reliability
from pipeline.judging.style_gate import Judge, StyleGate, WithoutStyle
from pipeline.judging.walk import found, lines_of, parts_of, pooled_codes, single_codes
from pipeline.rules import Contrast, Dichotomy, Difference, Equivalence, Order, Outcome

TORN = "items disagree"


@dataclass(frozen=True)
class Gates:
    """The gates over one set of rows. `judge` follows the rule of a claim on a bench; `styled` are the numbers without response
    style, None where nobody looked for it; `claims` are all of them, as an order ranks others' contrasts."""

    judge: Judge
    bench: Bench
    styled: WithoutStyle | None
    claims: Mapping[str, Claim]

    def check(self, claim: Claim, judged: Judgement) -> Judgement:
        """The judgement after the gates; untouched where it is not testable, or too small (G1) for anything else to matter."""
        if judged.verdict == "not testable" or judged.effects:
            return judged
        judged = self._comparable(claim, judged)
        judged = self._reliable(claim, judged)
        judged = self._agreed(claim, judged)
        if self.styled is None:
            return judged
        return StyleGate(self.judge, self.bench, self.styled, self._ranked).check(claim, judged)

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
