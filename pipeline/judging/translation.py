"""Whether a supported difference between the types is one between the languages in which they answered.

A translation may shift all items of a scale alike, which no test of invariance over languages sees (methods C3). Sides that no
language joins are told apart by `asked_apart`; where they share languages unevenly, the language is held constant, and what
then is left of the difference is asked as decision 8 asks it of digital products.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from pipeline.claims import Claim
from pipeline.judging import contrast_words, decide
from pipeline.judging.asked_apart import languages
from pipeline.judging.bench import Bench, direction
from pipeline.judging.confounding import contrasts_of, holds
from pipeline.judging.covariates import SMALLEST_LANGUAGE
from pipeline.judging.differences import claimed
from pipeline.judging.judgement import OTHER_LANGUAGES, Judgement
from pipeline.judging.models import Models
from pipeline.rules import Contrast, Equivalence
from pipeline.stats.estimate import Estimate

ADJUSTED = ", with the language of the answers held constant"


@dataclass
class Languages:
    """The contrasts of a bench among the respondents whose language is known, it held constant; `models` is None where all
    answered in one language, or where too few told."""

    bench: Bench
    models: Models | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        evidence = self.bench.evidence
        told = languages(evidence)
        if told is None:
            return
        known = told != ""
        names, counts = np.unique(told[known], return_counts=True)
        large = names[counts >= SMALLEST_LANGUAGE * known.sum()]  # the first of them and all smaller ones are the base
        if len(large) > 1:
            columns = (told[known][:, None] == large[None, 1:]).astype(np.float64)
            self.models = Models(evidence.of(known), self.bench.models.gate, columns)

    def fit(self, claims: Mapping[str, Claim]) -> None:
        """Fit the contrasts of all claims at once."""
        if self.models is not None:
            contrasts = [c for claim in claims.values() for c in _asked(claim) if c.plus.among == c.minus.among]
            self.models.fit_all([(c.plus.among, c.outcome) for c in contrasts if c.outcome is not None])

    def check(self, claim: Claim, judged: Judgement) -> Judgement:
        """The judgement with the adjusted contrasts beside a supported difference, and with the suffix where nothing is left of
        one of them."""
        if self.models is None or OTHER_LANGUAGES in judged.suffixes or not holds(judged):
            return judged
        for contrast in _asked(claim):
            finding = self.models.contrast(contrast, "context")
            found = finding.inference
            if finding.gate is not None or not isinstance(found, Estimate):
                continue
            finding = replace(finding, what=finding.what + ADJUSTED)
            judged = judged.beside(finding)
            adjusted: Estimate = found if direction(contrast) > 0 else found.reversed()
            raw, bound = claimed(contrast, self.bench.contrast(contrast)).value, self.bench.bound(contrast.bound)
            lost = decide.confounded(raw, adjusted.value, adjusted.interval(0.95), adjusted.interval(0.90), bound)
            if lost and OTHER_LANGUAGES not in judged.suffixes:
                told = f"with the language of the answers held constant it is {contrast_words.apart(finding)}"
                reason = f"{judged.reason.rstrip('.')}; but it is not counted as a difference: {told}."
                judged = replace(judged.with_suffix(OTHER_LANGUAGES), reason=reason)
        return judged


def _asked(claim: Claim) -> tuple[Contrast, ...]:
    return () if isinstance(claim.rule, Equivalence) else contrasts_of(claim)
