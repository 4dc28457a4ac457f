"""What a claim wants shown beside its verdict, and never judged: means, contrasts, slopes, spreads, register fields, and what
moves over the waves."""

from dataclasses import replace

import numpy as np

from pipeline.claims import Claim
from pipeline.judging import survival, trends
from pipeline.judging.bench import Bench
from pipeline.judging.finding import Finding
from pipeline.judging.judgement import Judgement
from pipeline.judging.slope_finding import slope
from pipeline.judging.walk import OF_THOSE
from pipeline.rule_parts import ShownShare, ShownSpans, ShownSurvival, ShownTrend
from pipeline.rules import Contrast, Dispersion, Share, Shown, ShownField, ShownMean, Slope
from pipeline.stats.estimate import Estimate

Timeless = ShownMean | ShownField | ShownShare | Contrast | Dispersion | Slope


def beside(claim: Claim, judged: Judgement, bench: Bench) -> Judgement:
    """The verdict with the findings, as far as the data have them, and with what is said of time behind its reason."""
    found: list[Finding] = []
    told: list[str] = []
    for wanted in claim.shown:
        findings, sentence = _told(wanted, bench)
        found += [replace(one, role="context") for one in findings if one.inference is not None]
        told += [sentence] if sentence else []
    return replace(judged.beside(*found), reason=" ".join([judged.reason, *dict.fromkeys(told)]))


def _told(wanted: Shown, bench: Bench) -> tuple[list[Finding], str]:
    if isinstance(wanted, ShownSpans):
        return trends.spans(wanted, bench)
    if isinstance(wanted, ShownTrend):
        return trends.trend(wanted, bench)
    if isinstance(wanted, ShownSurvival):
        return survival.survival(wanted, bench)
    return [_one(wanted, bench)], ""


def _one(wanted: Timeless, bench: Bench) -> Finding:
    if isinstance(wanted, ShownMean):
        found = bench.models.group_mean(wanted.group, wanted.outcome, "context")
        whose = bench.counting.conditions(wanted.group.among, "all")
        return replace(found, what=f"{found.what}{OF_THOSE}{whose}") if whose else found
    if isinstance(wanted, ShownField):
        return _field(wanted, bench)
    if isinstance(wanted, ShownShare):
        return bench.counting.share(Share(wanted.group, "respondent", wanted.where, "any", "above", 0.0), "context")
    if isinstance(wanted, Contrast):
        return bench.contrast(wanted)
    if isinstance(wanted, Dispersion):
        return bench.spread.log_ratio(wanted)[0]
    return slope(wanted, bench)


def _field(wanted: ShownField, bench: Bench) -> Finding:
    evidence = bench.evidence
    rows = evidence.register_rows(wanted.group) & evidence.recorded(wanted.field)
    values = evidence.register.loc[rows, wanted.field].to_numpy("float64")
    words = [str(word) for condition in wanted.group.among for word in condition.values]
    what = f"mean of {evidence.name(wanted.field)}" + (f" ({' or '.join(words)})" if words else "")
    unit, n = "years" if wanted.field == "founding_year" else "number", len(values)
    found = Estimate(float(values.mean()), float(values.std(ddof=1) / np.sqrt(n)), n - 1, n, n) if n > 1 else None
    return Finding(wanted.group.type, what, "context", unit, found, n, 0)
