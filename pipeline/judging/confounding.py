"""Decision 8: whether a supported difference between the types is one between digital products and others."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from pipeline.claims import Claim
from pipeline.judging import contrast_words, decide
from pipeline.judging.bench import Bench, direction
from pipeline.judging.covariates import digital_products, every_covariate
from pipeline.judging.differences import claimed
from pipeline.judging.evidence import Array, Mask
from pipeline.judging.finding import Finding, Tested
from pipeline.judging.judgement import CONFOUNDED, UNSEEN, Judgement
from pipeline.judging.models import Models, weights_of
from pipeline.judging.stratified import aliased, enough_known, held_constant, stratified
from pipeline.rules import Contrast, Dichotomy, Difference, Equivalence
from pipeline.stats.estimate import Estimate
from pipeline.stats.resampling import Bootstrapped

ALIASED = "which projects have a digital product cannot be told from their type"
ADJUSTED, EVERYTHING = ", adjusted for digital products", ", adjusted for "
TOO_FEW = "too few projects of each type with digital products, or with others, to compare products alike"
FEW_KNOWN = "it is known of too few projects what they make"
FEW_ALIKE = "too few projects of a type make what those of the other do"
AMONG_ALIKE = ", among projects with products alike"


@dataclass
class Products:
    """The contrasts of a bench among respondents in whose projects the nature of the product is known, it held constant."""

    bench: Bench
    digital: Array = field(init=False)
    models: Models | None = field(init=False, default=None)
    full: Models | None = field(init=False, default=None)
    covariates: tuple[str, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        evidence, gate = self.bench.evidence, self.bench.models.gate
        domains = self.bench.rulers.digital
        self.digital = digital_products(evidence, domains)
        known = np.isfinite(self.digital)
        if known.any() and np.ptp(self.digital[known]) > 0:
            self.models = Models(evidence.of(known), gate, self.digital[known][:, None])
        if self.bench.context and known.any():
            columns, self.covariates = every_covariate(evidence, domains)
            whole: Mask = np.asarray(np.isfinite(columns).all(axis=1))
            self.full = (
                Models(evidence.of(whole), gate, columns[whole]) if whole.any() and len(self.covariates) > 1 else None
            )

    def fit(self, claims: Mapping[str, Claim]) -> None:
        """Fit the contrasts of all claims at once."""
        contrasts = [c for claim in claims.values() for c in contrasts_of(claim) if c.plus.among == c.minus.among]
        wanted = [(c.plus.among, c.outcome) for c in contrasts if c.outcome is not None]
        for models in (self.models, self.full):
            if models is not None:
                models.fit_all(wanted)

    def check(self, claim: Claim, judged: Judgement) -> Judgement:
        """The judgement with the adjusted contrasts beside it (of supported differences; of all with everything around) and,
        where decision 8 says so, the suffix `confounded`. Where too little is known for gate G1, that is said."""
        for contrast in contrasts_of(claim):
            supported = holds(judged) and not isinstance(claim.rule, Equivalence)
            if supported or self.bench.context:
                adjusted = self._adjusted(contrast)
                if adjusted is not None:
                    judged = self._beside(judged, contrast, adjusted) if supported else judged.beside(adjusted)
                elif supported and not self._alike():
                    judged = self._unseen(judged, FEW_KNOWN)
            if self.full is not None:
                everything = self.full.contrast(contrast, "context")
                what = f"{everything.what}{EVERYTHING}{', '.join(self.covariates)}"
                if everything.inference is not None and everything.gate is None:
                    judged = judged.beside(replace(everything, what=what))
        for contrast in no_means_of(claim):
            judged = self._stratified(judged, contrast)
        return judged

    def _stratified(self, judged: Judgement, contrast: Contrast) -> Judgement:
        """A contrast of shares, medians or entropies among products alike, where there are enough of each on each side; else
        with the products held constant."""
        raw, supported = self.bench.contrast(contrast), holds(judged)
        if raw.inference is None or raw.gate is not None or not (supported or self.bench.context):
            return judged
        found: Tested | None = stratified(contrast, self.bench)
        how, enough = AMONG_ALIKE, enough_known(contrast, self.bench)
        if found is None and enough:
            found = held_constant(contrast, self.bench)
            how = ADJUSTED if found is not None else AMONG_ALIKE
        same = found is None and aliased(contrast, self.bench)
        absent = () if found is not None else (ALIASED if same else TOO_FEW,)
        beside = replace(raw, what=raw.what + how, role="context", inference=found, absent=absent, word=None)
        if not supported or (found is None and self._alike()):
            return judged.beside(beside)
        if found is not None or (same and enough):
            return self._beside(judged, contrast, beside)
        return self._unseen(judged.beside(beside), FEW_ALIKE if enough else FEW_KNOWN)

    def _alike(self) -> bool:
        """Whether all products are known to be of one kind, so that there is nothing to set apart."""
        known = np.isfinite(self.digital)
        return bool(known.all()) and len(known) > 0 and float(np.ptp(self.digital)) == 0

    def _unseen(self, judged: Judgement, few: str) -> Judgement:
        if UNSEEN in judged.suffixes:
            return judged
        why = f"whether it is one of digital products was not looked at: {few}"
        return replace(judged.with_suffix(UNSEEN), reason=f"{judged.reason.rstrip('.')}; {why}.")

    def _adjusted(self, contrast: Contrast) -> Finding | None:
        if self.models is None:
            return None
        found = self.models.contrast(contrast, "context")
        found = replace(found, what=found.what + ADJUSTED)
        if found.gate is not None:
            return None
        if found.inference is None:
            aliased = self._aliased(contrast)
            return replace(found, absent=(ALIASED,)) if aliased and not _gated(self.models, contrast) else None
        return found

    def _aliased(self, contrast: Contrast) -> bool:
        """Whether each type has digital products only or none, and the contrast sets the ones against the others."""
        assert self.models is not None and self.models.covariates is not None and contrast.outcome is not None
        evidence, digital = self.models.evidence, self.models.covariates[:, 0]
        seen, gap = np.isfinite(evidence.outcome(contrast.outcome)), 0.0
        for group, sign in ((contrast.plus, 1.0), (contrast.minus, -1.0)):
            for declared, weight in weights_of(group.type).items():
                own = digital[seen & evidence.rows(replace(group, type=declared))]
                if not len(own) or np.ptp(own) > 0:
                    return False
                gap += sign * weight * float(own[0])
        return abs(gap) > 1e-9

    def _beside(self, judged: Judgement, contrast: Contrast, finding: Finding) -> Judgement:
        """The judgement with one adjusted contrast beside it, and with the suffix where nothing is left of the difference."""
        raw, judged = self.bench.contrast(contrast), judged.beside(finding)
        if finding.inference is None:
            told, left = f"{ALIASED}, so that the difference may be one of products", False
        else:
            assert isinstance(finding.inference, Estimate | Bootstrapped)
            adjusted: Tested = finding.inference if direction(contrast) > 0 else finding.inference.reversed()
            ci95, ci90 = adjusted.interval(0.95), adjusted.interval(0.90)
            bound = self.bench.bound(contrast.bound)
            left = not decide.confounded(claimed(contrast, raw).value, adjusted.value, ci95, ci90, bound)
            told = f"with digital products set apart it is {contrast_words.apart(finding)}"
        if left or CONFOUNDED in judged.suffixes:
            return judged
        reason = f"{judged.reason.rstrip('.')}; but it is not counted as a difference: {told}."
        return replace(judged.with_suffix(CONFOUNDED), reason=reason)


def contrasts_of(claim: Claim) -> tuple[Contrast, ...]:
    """The contrasts of means that a claim names."""
    rule = claim.rule
    if isinstance(rule, Equivalence):
        return (rule.contrast,)
    return tuple(c for c in rule.contrasts if c.measure == "mean") if isinstance(rule, Difference | Dichotomy) else ()


def no_means_of(claim: Claim) -> tuple[Contrast, ...]:
    """The contrasts of shares, medians and entropies that a claim names."""
    rule = claim.rule
    return tuple(c for c in rule.contrasts if c.measure != "mean") if isinstance(rule, Difference | Dichotomy) else ()


def holds(judged: Judgement) -> bool:
    """Whether the difference itself is supported, its poles reached or not."""
    return judged.verdict == "supported" or judged.detail in ("degree, not kind", "pole undecided")


def _gated(models: Models, contrast: Contrast) -> bool:
    return models.gate.check(models.evidence, (contrast.plus.type, contrast.minus.type)) is not None
