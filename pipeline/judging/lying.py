"""Where the projects lie on the line between the two sides, and whether those of one side are of two kinds.

Wrong labels on one side alone are few among all projects, but make a heap of their own within their side; or their own people,
asked what the project is, do not call them what they are declared to be.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.judging.evidence import Evidence
from pipeline.judging.profiles import project_means
from pipeline.stats.resampling import ExactShare
from pipeline.stats.two_normals import gains

Array = NDArray[np.float64]
SIDE = {"PP": "PP", "SOC": "SSE", "SOL": "SSE"}
CALLED = "S04"
SIDE_OF = {1: "PP", 2: "SSE", 3: "SSE"}  # several and none are neither
MIDDLE = 1 / 3  # of the way between the two sides, from either end
SMALLEST = 6  # projects a side, for a centroid without the project itself
HEAP = 3  # projects at least under each of two curves
NARROWEST = 0.01  # the smallest variance of a curve, where that of the side is 1


@dataclass(frozen=True)
class Lying:
    """Of all projects of a pure type the share `between` the sides, or on the other one, and that `nearer` to its own side; and
    by side the share `apart`: of those between among its own, only where these are of two kinds, and the share `uncalled`: of
    those that lie between and that at most half of their respondents call what they are declared to be. `counts`: projects by
    side; `placed`: their `places`."""

    between: ExactShare
    nearer: ExactShare
    apart: Mapping[str, ExactShare]
    uncalled: Mapping[str, ExactShare]
    counts: Mapping[str, int]
    placed: Mapping[str, tuple[str, float]]


def lying(evidence: Evidence, limits: Mapping[str, float]) -> Lying | None:
    """The shares of projects by their `places`; None with too few of them.

    limits: one_side. The projects of a side are of two kinds where two normal curves, of one variance or two, gain more than
    that in BIC over one.
    """
    placed = places(evidence)
    if placed is None:
        return None
    own = {side: np.array([at for of, at in placed.values() if of == side]) for side in ("PP", "SSE")}
    between = {side: ExactShare(sum(map(lies_between, at)), len(at)) for side, at in own.items()}
    apart = {side: share for side, share in between.items() if _of_two_kinds(own[side], limits["one_side"])}
    nearer = sum(at > 1 / 2 for _, at in placed.values())
    of_all = sum(share.count for share in between.values())
    counts, otherwise = {side: len(at) for side, at in own.items()}, _called_otherwise(evidence)
    missed = [side for name, (side, at) in placed.items() if lies_between(at) and name in otherwise]
    uncalled = {side: ExactShare(missed.count(side), n) for side, n in counts.items()}
    return Lying(ExactShare(of_all, len(placed)), ExactShare(nearer, len(placed)), apart, uncalled, counts, placed)


def called(evidence: Evidence) -> tuple[NDArray[np.str_], NDArray[np.bool_]]:
    """The project of each respondent of a pure type who was asked what it is (n,), and whether the answer is its side (n,)."""
    said = evidence.column(CALLED)
    rows = np.isin(evidence.types, list(SIDE)) & np.isfinite(said)
    declared = [SIDE[t] for t in evidence.types[rows]]
    agreed = [SIDE_OF.get(int(code)) == side for code, side in zip(said[rows], declared, strict=True)]
    return evidence.clusters[rows], np.array(agreed, dtype=bool)


def _called_otherwise(evidence: Evidence) -> set[str]:
    """The projects that at most half of their respondents call what they are declared to be."""
    names, index = np.unique(called(evidence)[0], return_inverse=True)
    agreed = called(evidence)[1]
    return set(names[np.bincount(index, agreed, len(names)) <= np.bincount(index, minlength=len(names)) / 2].tolist())


def _of_two_kinds(at: Array, least: float) -> bool:
    return bool(at.std() > 0) and float(gains(at[None], HEAP, NARROWEST)[0]) > least


def lies_between(place: float) -> bool:
    """Whether a project lies in the middle third between the two sides, or nearer to the other one."""
    return place < 1 - MIDDLE


def places(evidence: Evidence) -> dict[str, tuple[str, float]] | None:
    """For each project of a pure type its side and its place along the line through the sides' centroids on the difference
    scales, each project without itself: 0 at the middle project of the other side, 1 at that of its own. None with too few.

    The middle project, not the mean: wrong labels on one side pull its mean towards themselves, and so would hide.
    """
    table = project_means(evidence, evidence.instrument.difference)
    inside = np.isin(table.types, list(SIDE)) & np.isfinite(table.values).all(axis=1)
    values, types = table.values[inside], np.array([SIDE[t] for t in table.types[inside]])
    counts = [int((types == side).sum()) for side in ("PP", "SSE")]
    if min(counts) < SMALLEST:
        return None
    scaled = values / np.where(values.std(axis=0) > 0, values.std(axis=0), 1.0)
    own = [_place(scaled, types, number) for number in range(len(types))]
    names = table.names[inside].tolist()
    return {name: (str(side), at) for name, side, at in zip(names, types, own, strict=True)}


def _place(values: Array, types: NDArray[np.str_], number: int) -> float:
    others = np.arange(len(types)) != number
    own, other = (values[others & (types == types[number])], values[others & (types != types[number])])
    line = own.mean(axis=0) - other.mean(axis=0)
    near, far = float(np.median(own @ line)), float(np.median(other @ line))
    if near <= far:  # sides that lie on each other: only their means are apart, and those by chance
        near, far = float(own.mean(axis=0) @ line), float(other.mean(axis=0) @ line)
    return float(values[number] @ line - far) / (near - far)
