"""What a claim wants shown beside its verdict, and never judged: means, contrasts, slopes, spreads, register fields."""

from dataclasses import replace

import numpy as np

from pipeline.claims import Claim
from pipeline.judging.bench import Bench
from pipeline.judging.finding import Finding
from pipeline.judging.slope_finding import slope
from pipeline.rules import Contrast, Dispersion, Shown, ShownField, ShownMean
from pipeline.stats.estimate import Estimate


def beside(claim: Claim, bench: Bench) -> tuple[Finding, ...]:
    """The findings, as far as the data have them."""
    found = [replace(_one(wanted, bench), role="context") for wanted in claim.shown]
    return tuple(finding for finding in found if finding.inference is not None)


def _one(wanted: Shown, bench: Bench) -> Finding:
    if isinstance(wanted, ShownMean):
        return bench.models.group_mean(wanted.group, wanted.outcome, "context")
    if isinstance(wanted, ShownField):
        return _field(wanted, bench)
    if isinstance(wanted, Contrast):
        return bench.contrast(wanted)
    if isinstance(wanted, Dispersion):
        raw, _ = bench.spread.log_ratio(wanted)
        return replace(raw, what=f"{raw.what} ({', '.join(wanted.outcomes)})")
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
