"""Whether both sides of a comparison were asked in the same waves, and in the same languages.

The model holds the wave constant (methods C5). Where no wave, and no chain of types and waves, joins the two sides, the
difference between them and that between their waves are one number: such a word is shown and not counted, like one of digital
products. So is one between sides that no language joins: a translation may shift all items of a scale alike, which no test of
invariance over languages sees (methods C3). Whose language is not known joins nobody.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeline.claims import Claim
from pipeline.judging.evidence import Evidence, Mask
from pipeline.judging.judgement import OTHER_LANGUAGES, OTHER_WAVES, Judgement
from pipeline.judging.models import MODELLED, weights_of
from pipeline.judging.walk import found
from pipeline.rules import (
    Classification,
    Contrast,
    Dichotomy,
    Difference,
    Equivalence,
    Figure,
    Group,
    Mediation,
    Order,
    Taxon,
)

PP_AGAINST_SSE = Contrast("mean", Group("PP"), Group("SSE"), "higher", "difference")
SAID = {
    OTHER_WAVES: "it is not counted: the two sides were asked in different waves, so that it may be a difference of the waves",
    OTHER_LANGUAGES: "it is not counted: the two sides were asked in different languages, so that it may be one of translation",
}
Labels = NDArray[np.str_]


def check(claim: Claim, judged: Judgement, evidence: Evidence) -> Judgement:
    """The judgement, with the suffix where it says something of a comparison in which the types cannot be told apart from waves
    or languages."""
    contrasts = () if judged.verdict in ("not testable", "inconclusive") else compared(claim)
    if not contrasts:
        return judged
    for suffix, labels in ((OTHER_WAVES, evidence.waves), (OTHER_LANGUAGES, languages(evidence))):
        if labels is None or len(np.unique(labels)) < 2:
            continue
        if any(aliased(contrast, evidence, labels) for contrast in contrasts):
            judged = replace(judged.with_suffix(suffix), reason=f"{judged.reason.rstrip('.')}; but {SAID[suffix]}.")
    return judged


def languages(evidence: Evidence) -> Labels | None:
    """The language in which each respondent answered, empty where it is not known; None where it is known of fewer than half
    of a type, so that nothing can be said."""
    told = evidence.languages
    of_types = [told[evidence.types == declared] for declared in MODELLED]
    return None if any(2 * (own == "").sum() > len(own) for own in of_types) else told


def compared(claim: Claim) -> tuple[Contrast, ...]:
    """The contrasts between people that a claim names, or rests on as a whole."""
    rule = claim.rule
    if isinstance(rule, Equivalence):
        return (rule.contrast,)
    if isinstance(rule, Difference | Dichotomy):
        return tuple(c for c in rule.contrasts if c.measure in ("mean", "share"))
    whole = isinstance(rule, Mediation | Taxon) or (isinstance(rule, Order) and rule.figure != "merger")
    whole = whole or (isinstance(rule, Classification) and rule.index == "conjunction") or bool(found(rule, Figure))
    return (PP_AGAINST_SSE,) if whole else ()


def aliased(contrast: Contrast, evidence: Evidence, labels: Labels) -> bool:
    """Whether the contrast cannot be told from the waves (or languages) of the rows: types are joined by those they share, and
    the weights of the contrast do not sum to zero within each set of joined types."""
    weights, asked = _asked(contrast, evidence, _answered(contrast, evidence), labels)
    joined: list[tuple[frozenset[str], float]] = []
    for label, waves in asked.items():
        own = [part for part in joined if part[0] & waves]
        joined = [part for part in joined if not part[0] & waves]
        joined.append((waves.union(*(part[0] for part in own)), weights[label] + sum(part[1] for part in own)))
    return any(abs(weight) > 1e-9 for _, weight in joined)


def _answered(contrast: Contrast, evidence: Evidence) -> Mask:
    if contrast.outcome is not None:
        return np.isfinite(evidence.outcome(contrast.outcome))
    seen: Mask = np.ones(len(evidence.types), dtype=bool)
    for condition in contrast.where:
        seen = seen & np.isfinite(evidence.measured(condition))
    return seen


def _asked(
    contrast: Contrast, evidence: Evidence, seen: Mask, labels: Labels
) -> tuple[dict[str, float], dict[str, frozenset[str]]]:
    """By type (of each side, where the sides differ in more than their type) its weight, and the waves or languages in which
    it answered."""
    same = contrast.plus.among == contrast.minus.among
    weights: dict[str, float] = {}
    asked: dict[str, frozenset[str]] = {}
    for sign, group in ((1.0, contrast.plus), (-1.0, contrast.minus)):
        own = weights_of(group.type)
        for declared in MODELLED:
            label = declared if same else f"{sign} {declared}"
            weights[label] = weights.get(label, 0.0) + sign * own.get(declared, 0.0)
            rows = seen & evidence.rows(Group(declared, group.among))
            asked[label] = frozenset(labels[rows].tolist()) - {""}
    return weights, {label: waves for label, waves in asked.items() if waves}
