"""The guard against ceilings (methods C5): each contrast again by a cumulative-probit model, which no end of a scale bends."""

from dataclasses import dataclass, field, replace

import numpy as np

from pipeline.claims import Claim
from pipeline.judging.bench import Bench
from pipeline.judging.confounding import contrasts_of
from pipeline.judging.evidence import Mask
from pipeline.judging.finding import Finding
from pipeline.judging.judgement import Judgement
from pipeline.judging.models import MODELLED, Population, weights_of
from pipeline.rules import Contrast, Outcome
from pipeline.stats.ordinal import CumulativeProbit, cumulative_probit

CEILING = "ceiling"
WIDTH, WIDTH_OF_A_DIFFERENCE = 0.5, 1.0  # of the ordered classes, in points


@dataclass
class Ceilings:
    """The ordered models of one set of rows, each fitted once."""

    bench: Bench
    _fitted: dict[tuple[Population, Outcome], tuple[CumulativeProbit | None, tuple[str, ...]]] = field(
        default_factory=dict
    )

    def check(self, claim: Claim, judged: Judgement) -> Judgement:
        """The judgement with its contrasts on the latent scale beside it, and the suffix where a sign differs: that of an
        estimate whose 95 % interval, in either model, leaves zero out."""
        for contrast in contrasts_of(claim):
            plain = self.bench.contrast(contrast)
            if plain.inference is None or contrast.plus.among != contrast.minus.among or plain.unit != "points":
                continue
            found = self._latent(contrast, plain)
            if found is None:
                continue
            judged = judged.beside(found)
            sure = any(low > 0 or high < 0 for low, high in (plain.ci(0.95), found.ci(0.95)))
            if sure and plain.value * found.value < 0 and CEILING not in judged.suffixes:
                judged = judged.with_suffix(CEILING)
        return judged

    def _latent(self, contrast: Contrast, plain: Finding) -> Finding | None:
        assert contrast.outcome is not None
        key = contrast.plus.among, contrast.outcome
        if key not in self._fitted:
            self._fitted[key] = self._fit(*key)
        model, types = self._fitted[key]
        weights = dict(weights_of(contrast.plus.type))
        for declared, weight in weights_of(contrast.minus.type).items():
            weights[declared] = weights.get(declared, 0.0) - weight
        if model is None or any(t not in types for t in weights):
            return None
        vector = np.zeros(len(model.coefficients))
        for place, declared in enumerate(types[1:]):
            vector[place] = weights.get(declared, 0.0)
        what = f"{plain.what}, cumulative probit (standard deviations of the latent variable)"
        return replace(
            plain, what=what, role="context", unit="standard deviations", inference=model.contrast(vector), word=None
        )

    def _fit(self, population: Population, outcome: Outcome) -> tuple[CumulativeProbit | None, tuple[str, ...]]:
        evidence = self.bench.evidence
        values = evidence.outcome(outcome)
        rows: Mask = np.isin(evidence.types, MODELLED) & np.isfinite(values)
        for condition in population:
            rows = rows & evidence.fulfils(condition)
        types, waves = evidence.types[rows], evidence.waves[rows]
        if not rows.any():
            return None, ()
        present = tuple(str(t) for t in np.unique(types))
        columns = [types == t for t in present[1:]] + [waves == wave for wave in np.unique(waves)[1:]]
        design = np.column_stack([np.zeros(len(types)), *columns])[:, 1:].astype(float)
        classes = np.round(values[rows] / (WIDTH_OF_A_DIFFERENCE if outcome.minus else WIDTH)).astype(np.int64)
        return cumulative_probit(classes, design, evidence.clusters[rows]), present
