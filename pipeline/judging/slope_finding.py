"""One slope as a finding: within projects or between them, of a mean of several answers, and by how much two groups differ."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeline.judging.bench import Bench
from pipeline.judging.evidence import Array, Evidence
from pipeline.judging.finding import Finding, missing_types
from pipeline.judging.profiles import distances, project_means
from pipeline.judging.respondents import members
from pipeline.rules import DISTANCE, Group, Slope
from pipeline.stats.association import between_correlation, slope_difference, within_slope
from pipeline.stats.estimate import Estimate
from pipeline.stats.resampling import Bootstrapped

PURE = ("PP", "SOC", "SOL")
VALUES = 2  # that a field of the register needs, to go with anything


def slope(asked: Slope, bench: Bench) -> Finding:
    """One association as a finding."""
    evidence, side = bench.evidence, asked.group.type
    pure = tuple(t for t in members(side) if t in PURE)
    what = f"standardised slope of {_named(asked)}, {asked.level} projects"
    what += f", {' and '.join(asked.given)} held constant" if asked.given else ""
    missing = missing_types(evidence, pure)
    rows = evidence.rows(asked.group) & np.isin(evidence.types, pure)
    found: Estimate | Bootstrapped | None
    if asked.level == "within":
        rows = rows & (evidence.project_of != "")
        x, y = mean_of(evidence, asked.predictor), logged(asked, mean_of(evidence, asked.outcome))
        z = np.column_stack([evidence.column(code) for code in asked.given]) if asked.given else None
        held = None if z is None else z[rows]
        found = within_slope(y[rows], x[rows], evidence.cells[rows], evidence.project_of[rows], held)
        seen = rows & np.isfinite(x) & np.isfinite(y) & (True if z is None else np.isfinite(z).all(axis=1))
        persons, entered = int(seen.sum()), np.unique(evidence.project_of[seen])
    else:
        found, entered = _between(asked, evidence, pure, bench)
        persons = int((rows & np.isfinite(mean_of(evidence, asked.outcome))).sum())
    absent = missing or (() if found is not None else (_why_none(asked, evidence),))
    types = ("PP", "SSE") if side == "ALL" else (side,)
    sides = [(Group(t, asked.group.among), _of(evidence, t, entered)) for t in types]
    gate = None if absent else bench.models.gate.behind(evidence, sides)
    note = "; ".join(note for code in asked.codes if (note := evidence.proxy_note(code))) or None
    inference = None if absent else found
    return Finding(side, what, "contrast", "slope", inference, len(entered), persons, absent, gate, note)


def interaction(asked: Slope, other: Group, bench: Bench) -> tuple[Finding, Finding] | None:
    """The same slope (within) of another group, in the standard deviations of the first, and by how much that of the first is
    larger; None where either has none, or too few projects (gate G1)."""
    evidence, side = bench.evidence, f"{asked.group.type} - {other.type}"
    found = [slope(replace(asked, group=group), bench) for group in (asked.group, other)]
    first, rows = evidence.rows(asked.group), evidence.rows(asked.group) | evidence.rows(other)
    rows = rows & (evidence.project_of != "")
    x, y = mean_of(evidence, asked.predictor)[rows], logged(asked, mean_of(evidence, asked.outcome))[rows]
    pair = slope_difference(y, x, evidence.cells[rows], evidence.project_of[rows], first[rows])
    if pair is None or any(f.gate or f.absent for f in found):
        return None
    units = f"in the standard deviations of {asked.group.type}"
    there = replace(found[1], what=f"{found[1].what}, {units}", role="context", inference=pair[0])
    what = f"difference of the slopes of {_named(asked)}, within projects, {units}"
    projects, persons = (sum(getattr(f, n) for f in found) for n in ("n_projects", "n_respondents"))
    return there, Finding(side, what, "context", "slope", pair[1], projects, persons, note=found[0].note)


def mean_of(evidence: Evidence, codes: Sequence[str]) -> Array:
    """The mean (n,) of several answers of each person, NaN where one of them is missing."""
    columns = [evidence.column(code) for code in codes]
    return columns[0] if len(columns) == 1 else np.asarray(np.mean(columns, axis=0))


def logged(asked: Slope, values: Array) -> Array:
    """An outcome as the slope takes it."""
    return np.log1p(values) if asked.logged else values


def _named(asked: Slope) -> str:
    outcome, predictor = (
        codes[0] if len(codes) == 1 else f"the mean of {' and '.join(codes)}"
        for codes in (asked.outcome, asked.predictor)
    )
    return f"{f'log(1 + {outcome})' if asked.logged else outcome} on {predictor}"


def _of(evidence: Evidence, group: str, names: NDArray[np.str_]) -> int:
    """How many of these projects are of a group."""
    return len(np.intersect1d(evidence.project_of[np.isin(evidence.types, members(group))], names))


def _between(
    asked: Slope, evidence: Evidence, pure: tuple[str, ...], bench: Bench
) -> tuple[Bootstrapped | None, NDArray[np.str_]]:
    """The correlation, and the names of the projects behind it."""
    table, predictor = project_means(evidence, asked.outcome), asked.predictor[0]
    inside = np.isin(table.types, pure)
    if predictor == DISTANCE:
        x = distances(evidence, table.names)
    elif predictor in evidence.register.columns:
        x = _field(evidence, predictor, table.names)
    else:
        x = project_means(evidence, asked.predictor, table.names).values.mean(axis=1)
    y, x, types = table.values[inside].mean(axis=1), x[inside], table.types[inside]
    if predictor == DISTANCE:  # the distance is from the other type already: a plain correlation, as the claim says
        types = np.full(len(types), "all")
    found = between_correlation(y, x, types, bench.counting.draws, bench.counting.seed)
    return found, table.names[inside][np.isfinite(x) & np.isfinite(y)]


def _field(evidence: Evidence, column: str, names: NDArray[np.str_]) -> Array:
    """A field of the register for each project; yes counts 1 and no 0."""
    values = evidence.register[column].reindex(names)
    if values.dtype == "float64":
        return np.asarray(values, dtype=np.float64)
    return np.asarray(values.map({"yes": 1.0, "no": 0.0}), dtype=np.float64)


def _why_none(asked: Slope, evidence: Evidence) -> str:
    known = {*evidence.instrument.items, *evidence.instrument.indicators}
    for code in asked.codes:
        if code in known and not np.isfinite(evidence.column(code)).any():
            return evidence.silence(code)
    field = asked.predictor[0]
    if field in evidence.register.columns and not evidence.recorded(field).any():
        return f"{evidence.name(field)} is not recorded"
    if field in evidence.register.columns and evidence.register[field].dropna().nunique() < VALUES:
        return f"{evidence.name(field)} is alike in all projects"
    names = " and ".join(evidence.name(code) for code in (*asked.outcome, *asked.predictor))
    return f"{names} are not known together in enough projects"
