"""What stands beside a claim: the register fields and choices that it names, side by side, as far as the data have them."""

import numpy as np

from pipeline.claims import Claim
from pipeline.judging.bench import Bench
from pipeline.judging.finding import Finding
from pipeline.rules import Condition, Group, Share
from pipeline.stats.estimate import Estimate

SIDES = ("PP", "SSE")


def beside(claim: Claim, bench: Bench, known: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Findings on the claim's register fields, choices and single items that its rule has not used yet."""
    found: list[Finding] = []
    for code in claim.indicators:
        for side in SIDES:
            if (code, side) not in bench.shown:
                bench.shown[code, side] = _one(code, Group(side), bench)
            found += bench.shown[code, side]
    seen = {(f.side, f.what) for f in known}
    return tuple(f for f in found if f.inference is not None and not _is_no_finding(f) and (f.side, f.what) not in seen)


def _is_no_finding(finding: Finding) -> bool:
    """A share of none or all in a proxy: the source may not have offered the answer, or have been about nothing else."""
    return finding.note is not None and finding.unit == "share" and finding.value in (0.0, 1.0)


def _one(code: str, group: Group, bench: Bench) -> list[Finding]:
    instrument = bench.evidence.instrument
    if code in instrument.register and code != "declared_type":  # it is what the sides are made of
        return _field(code, group, bench)
    if code in instrument.items and instrument.items[code].scale.kind == "choices":
        return _choices(code, group, bench)
    return []


def _choices(code: str, group: Group, bench: Bench) -> list[Finding]:
    choices = bench.evidence.instrument.items[code].scale.choices
    if not (bench.evidence.rows(group) & np.isfinite(bench.evidence.column(code))).any():
        return []
    shares = [
        Share(group, "respondent", (Condition(item=code, values=(c.code,)),), "any", "above", 0.0) for c in choices
    ]
    return [bench.counting.share(share, "context") for share in shares]


def _field(construct: str, group: Group, bench: Bench) -> list[Finding]:
    register, columns = bench.evidence.register, columns_of(construct, list(bench.evidence.register.columns))
    found: list[Finding] = []
    for column in columns:
        rows = bench.evidence.register_rows(group) & bench.evidence.recorded(column)
        if not rows.any():
            continue
        if register[column].dtype == "float64":
            found.append(_mean(column, register.loc[rows, column].to_numpy("float64"), group, bench))
        else:
            values = sorted(register.loc[rows, column].unique())
            found += [bench.counting.register_share(group, column, str(value), "context") for value in values]
    return found


def columns_of(construct: str, columns: list[str]) -> list[str]:
    """The columns of the table of projects that hold a construct of the register."""
    families = {
        "activity_mix": "activity_",
        "primary_objective": "objective_",
        "income_mix": "income_",
        "public_funding": "public_funding",
    }
    if construct in families:
        return [column for column in columns if column.startswith(families[construct])]
    return [construct] if construct in columns else []


def _mean(column: str, values: np.ndarray[tuple[int], np.dtype[np.float64]], group: Group, bench: Bench) -> Finding:
    n = len(values)
    se = float(values.std(ddof=1) / np.sqrt(n)) if n > 1 else float("nan")
    mean = Estimate(float(values.mean()), se, float(max(n - 1, 1)), n, n) if n > 1 else None
    unit = "years" if column == "founding_year" else "number"
    note = bench.evidence.proxy_note(column)
    return Finding(group.type, f"mean of {column.replace('_', ' ')}", "context", unit, mean, n, 0, note=note)
