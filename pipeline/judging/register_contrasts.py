"""Differences between the types in what the register says: medians of a field, and how many marks projects bear."""

import numpy as np
from numpy.typing import NDArray

from pipeline.judging.evidence import Array, Evidence
from pipeline.judging.finding import Finding, in_words, unrecorded
from pipeline.judging.respondents import members
from pipeline.judging.shares import Counting
from pipeline.rules import Condition, Contrast, Group
from pipeline.stats.resampling import Bootstrapped
from pipeline.stats.shares import resampled


def median_difference(contrast: Contrast, counting: Counting) -> Finding:
    """The difference of the medians of a register field, plus less minus, projects resampled within each side (SOC and SOL
    taken together: the median of the projects). Gated where a side has fewer projects than G1 asks for: the bootstrap of a
    handful has no width of its own."""
    evidence, field = counting.evidence, str(contrast.field)
    side, what = f"{contrast.plus.type} - {contrast.minus.type}", f"difference of the medians of {evidence.name(field)}"
    groups = (contrast.plus, contrast.minus)
    known = [evidence.register_rows(g) & evidence.recorded(field) for g in groups]
    absent = tuple(a for g in groups for a in unrecorded(evidence, g.type, (field,)))
    if absent or not all(k.any() for k in known):
        return Finding(side, what, "contrast", "years", None, 0, 0, absent)
    values = [evidence.register.loc[k, field].to_numpy("float64") for k in known]
    drawn = [_medians(v, counting.draws, counting.seed + i) for i, v in enumerate(values)]
    found = Bootstrapped(float(np.median(values[0]) - np.median(values[1])), drawn[0] - drawn[1])
    sizes = [(group, len(v)) for group, v in zip(groups, values, strict=True)]
    gate = counting.gate.projects_of(sizes, f"with {evidence.name(field)} in the register")
    return Finding(side, what, "contrast", "years", found, sum(len(v) for v in values), 0, gate=gate)


def marks_difference(contrast: Contrast, counting: Counting) -> Finding:
    """The difference of the mean shares of marks that projects bear, plus less minus, projects resampled within each type (SOC
    and SOL with equal weight); gated as medians are."""
    groups = (contrast.plus, contrast.minus)
    sides = [marks_of_side(group, contrast.where, counting) for group in groups]
    side, absent = f"{contrast.plus.type} - {contrast.minus.type}", tuple(a for f in sides for a in f.absent)
    plus, minus = (f.inference for f in sides)
    if not isinstance(plus, Bootstrapped) or not isinstance(minus, Bootstrapped):
        return Finding(side, sides[0].what, "contrast", "share", None, 0, 0, absent)
    found = Bootstrapped(plus.value - minus.value, plus.draws - minus.draws)
    gate = counting.gate.projects_of(
        [(g, f.n_projects) for g, f in zip(groups, sides, strict=True)], "of which the register tells any of the marks"
    )
    notes = "; ".join(dict.fromkeys(f.note for f in sides if f.note)) or None
    return Finding(
        side, sides[0].what, "contrast", "share", found, sum(f.n_projects for f in sides), 0, (), gate, notes
    )


def marks_of_side(group: Group, where: tuple[Condition, ...], counting: Counting) -> Finding:
    """The mean share of marks that the projects of a group bear."""
    evidence, fields = counting.evidence, tuple(dict.fromkeys(str(c.field) for c in where))
    what = f"share of the marks that a project bears ({counting.conditions(where)})"
    of_type = {t: marks(evidence, Group(t, group.among), where)[1] for t in members(group.type)}
    none = tuple(t for t, values in of_type.items() if not len(values))
    if none:
        absent = tuple(reason for t in none for reason in unrecorded(evidence, t, fields))
        absent = absent or (f"no mark is recorded for {in_words(Group(none[0], group.among))}",)
        return Finding(group.type, what, "context", "share", None, 0, 0, absent)
    value, draws = 0.0, np.zeros(counting.draws)
    for declared, values in of_type.items():
        seed = counting.seed + ("PP", "SOC", "SOL", "HYB").index(declared)
        drawn = resampled(len(values), counting.draws, seed).astype(float)
        value += float(values.mean()) / len(of_type)
        draws = draws + drawn @ values / len(values) / len(of_type)
    notes = "; ".join(note for f in fields if (note := evidence.proxy_note(f))) or None
    projects = sum(len(values) for values in of_type.values())
    return Finding(group.type, what, "context", "share", Bootstrapped(value, draws), projects, 0, note=notes)


def marks(evidence: Evidence, group: Group, where: tuple[Condition, ...]) -> tuple[NDArray[np.str_], Array]:
    """The projects of a group of which the register tells any of the marks; of those told, the share (0 to 1) that is true."""
    told = np.column_stack([evidence.recorded(str(c.field)) for c in where])
    true = np.column_stack([evidence.field_fulfils(c) for c in where]) & told
    rows = evidence.register_rows(group) & told.any(axis=1)
    names = evidence.register.index.to_numpy(dtype=str)[rows]
    return names, np.asarray(true[rows].sum(axis=1) / told[rows].sum(axis=1), dtype=np.float64)


def _medians(values: Array, draws: int, seed: int) -> Array:
    generator = np.random.Generator(np.random.PCG64(seed))
    result: Array = np.median(values[generator.integers(0, len(values), (draws, len(values)))], axis=1)
    return result
