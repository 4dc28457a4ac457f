"""Decision 8 for contrasts that are no means: shares, medians and entropies among projects with products alike."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.judging.bench import Bench
from pipeline.judging.evidence import Array, Evidence
from pipeline.judging.register_contrasts import marks
from pipeline.judging.respondents import members
from pipeline.products import natures
from pipeline.rules import Contrast, Group
from pipeline.stats.estimate import Estimate
from pipeline.stats.resampling import Bootstrapped
from pipeline.stats.shares import resampled

SMALLEST = 3  # projects of each type with products alike, for a figure of their own


@dataclass(frozen=True)
class _Part:
    """What one type (of medians: one side) adds to a contrast: of each project a sum and the number that it is of."""

    weight: float
    names: NDArray[np.str_]
    sums: Array
    sizes: Array


def stratified(contrast: Contrast, bench: Bench) -> Bootstrapped | None:
    """The contrast among digital products and among others, averaged by how many of the projects are of either; projects are
    resampled within type and products. None where a type has fewer than three projects of either, so that products alike
    cannot be compared."""
    parts, kinds = _with_kinds(contrast, bench)
    counts = [sum(int((kind == stratum).sum()) for kind in kinds) for stratum in (0.0, 1.0)]
    if not parts or any((kind == stratum).sum() < SMALLEST for kind in kinds for stratum in (0.0, 1.0)):
        return None
    total, settings = np.zeros(1 + bench.counting.draws), bench.counting
    for stratum, count in zip((0.0, 1.0), counts, strict=True):
        for number, (part, kind) in enumerate(zip(parts, kinds, strict=True)):
            seed = settings.seed + 10 * int(stratum) + number
            found = _figure(contrast, part, kind == stratum, settings.draws, seed)
            total = total + count / sum(counts) * part.weight * found
    return Bootstrapped(float(total[0]), total[1:])


def held_constant(contrast: Contrast, bench: Bench) -> Estimate | None:
    """The contrast of the types of projects with the nature of their products beside them in a linear model, each project with
    the weight of its size; None for medians, and where products cannot be told from the types."""
    parts, kinds = _with_kinds(contrast, bench)
    if contrast.measure == "median" or len({part.weight for part in parts}) < 2:
        return None
    digital = np.concatenate(kinds)
    known = np.isfinite(digital)
    of_part = np.repeat(np.arange(len(parts)), [len(part.names) for part in parts])
    columns = [*(of_part == number for number in range(len(parts))), digital]
    x = np.column_stack(columns).astype(float)[known]
    sizes = np.concatenate([part.sizes for part in parts])[known]
    y = np.concatenate([part.sums for part in parts])[known] / sizes
    df = len(y) - x.shape[1]
    if df <= 0 or np.linalg.matrix_rank(x) < x.shape[1]:
        return None
    inverse = np.linalg.inv(x.T @ (sizes[:, None] * x))
    found = inverse @ (x.T @ (sizes * y))
    wanted = np.array([*(part.weight for part in parts), 0.0])
    error = float(sizes @ (y - x @ found) ** 2) / df
    return Estimate(float(wanted @ found), float(np.sqrt(error * (wanted @ inverse @ wanted))), df, len(y), len(y))


def aliased(contrast: Contrast, bench: Bench) -> bool:
    """Whether each type, as far as it is known, has digital products only or none, and the contrast sets the ones against the
    others."""
    gap = 0.0
    for part, kind in zip(*_with_kinds(contrast, bench), strict=True):
        own = kind[np.isfinite(kind)]
        if not len(own) or np.ptp(own) > 0:
            return False
        gap += part.weight * float(own[0])
    return abs(gap) > 1e-9


def enough_known(contrast: Contrast, bench: Bench) -> bool:
    """Whether the nature of the products is known of as many projects on each side as gate G1 asks for."""
    parts, kinds = _with_kinds(contrast, bench)
    counts = {1.0: 0, -1.0: 0}
    for part, kind in zip(parts, kinds, strict=True):
        counts[float(np.sign(part.weight))] += int(np.isfinite(kind).sum())
    return min(counts.values()) >= bench.rulers.gate_projects


def _with_kinds(contrast: Contrast, bench: Bench) -> tuple[list[_Part], list[Array]]:
    nature = natures(bench.evidence.register, bench.rulers.digital)
    parts = _parts(contrast, bench.evidence)
    return parts, [np.array([nature.get(name, np.nan) for name in part.names], dtype=float) for part in parts]


def _figure(contrast: Contrast, part: _Part, rows: NDArray[np.bool_], draws: int, seed: int) -> Array:
    """The figure of a part's rows (1 + draws,): as observed, then of each draw."""
    n = int(rows.sum())
    weights = np.vstack([np.ones(n), resampled(n, draws, seed)])
    if contrast.measure == "median":
        times = weights.astype(np.intp).ravel()  # each draw has n values, some of them several times
        drawn = np.repeat(np.tile(part.sums[rows], len(weights)), times).reshape(len(weights), n)
        return np.asarray(np.median(drawn, axis=1), dtype=np.float64)
    with np.errstate(invalid="ignore"):
        return np.asarray(weights @ part.sums[rows] / (weights @ part.sizes[rows]), dtype=np.float64)


def _parts(contrast: Contrast, evidence: Evidence) -> list[_Part]:
    sides = ((contrast.plus, 1.0), (contrast.minus, -1.0))
    if contrast.measure == "median":
        return [_of_register(str(contrast.field), group, sign, evidence) for group, sign in sides]
    apart = [(Group(t, g.among), sign / len(members(g.type))) for g, sign in sides for t in members(g.type)]
    if contrast.measure == "marks":
        return [_of_marks(contrast, group, weight, evidence) for group, weight in apart]
    if contrast.measure == "share":
        return [_of_respondents(contrast, group, weight, evidence) for group, weight in apart]
    return [_placed(group, weight, evidence) for group, weight in apart]


def _of_register(field: str, group: Group, weight: float, evidence: Evidence) -> _Part:
    known = evidence.register_rows(group) & evidence.recorded(field)
    years = evidence.register.loc[known, field]
    return _Part(weight, years.index.to_numpy(dtype=str), years.to_numpy("float64"), np.ones(len(years)))


def _of_marks(contrast: Contrast, group: Group, weight: float, evidence: Evidence) -> _Part:
    names, values = marks(evidence, group, contrast.where)
    return _Part(weight, names, values, np.ones(len(values)))


def _of_respondents(contrast: Contrast, group: Group, weight: float, evidence: Evidence) -> _Part:
    asked: Sequence[NDArray[np.bool_]] = [np.isfinite(evidence.measured(c)) for c in contrast.where]
    hit = np.any([evidence.fulfils(c) for c in contrast.where], axis=0)
    rows = evidence.rows(group) & np.all(asked, axis=0) & (evidence.project_of != "")
    names, index = np.unique(evidence.project_of[rows], return_inverse=True)
    sizes = np.bincount(index, minlength=len(names)).astype(float)
    hits = np.asarray(np.bincount(index, hit[rows], minlength=len(names)), dtype=np.float64)
    return _Part(weight, names, hits, sizes)


def _placed(group: Group, weight: float, evidence: Evidence) -> _Part:
    rows = np.isin(evidence.placed_types, members(group.type))
    names, values = (evidence.placed[column].to_numpy()[rows] for column in ("project", "entropy2x2"))
    return _Part(weight, names.astype(str), values.astype(float), np.ones(len(values)))
