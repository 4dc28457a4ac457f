"""How far the declared types can be trusted: what the respondents call their project, the two coders, and the profiles.

A third of mislabelled projects costs most of the differences; so these figures stand beside the overall verdict (simulations,
world W12).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.judging.bench import Bench
from pipeline.judging.evidence import Evidence
from pipeline.judging.finding import Inference
from pipeline.judging.profiles import project_means
from pipeline.rules import Group
from pipeline.stats.resampling import Bootstrapped, ExactShare
from pipeline.stats.shares import resampled

Array = NDArray[np.float64]
CALLED = "S04"
SIDE_OF = {1: "PP", 2: "SSE", 3: "SSE"}  # several and none are neither
SIDE = {"PP": "PP", "SOC": "SSE", "SOL": "SSE"}
MIDDLE = 1 / 3  # of the way between the two sides, from either end
SMALLEST = 6  # projects a side, for a centroid without the project itself


@dataclass(frozen=True)
class Label:
    """One figure on the labels; `inference` None where it cannot be had."""

    figure: str
    inference: Inference | None
    n: int
    words: str


def labels(bench: Bench) -> list[Label]:
    """The figures: `called` (share of respondents), `projects_called` (of projects), `coders` (kappa), `between` and `nearer`
    (of projects)."""
    return [*_called(bench), _coders(bench), *_lying(bench.evidence)]


def _called(bench: Bench) -> list[Label]:
    evidence = bench.evidence
    said = evidence.column(CALLED)
    rows = np.isin(evidence.types, list(SIDE)) & np.isfinite(said)
    if not rows.any():
        nothing = "nobody was asked what the project is"
        return [Label("called", None, 0, nothing), Label("projects_called", None, 0, nothing)]
    declared = np.array([SIDE[t] for t in evidence.types[rows]])
    agreed = np.array([SIDE_OF.get(int(code), "") for code in said[rows]]) == declared
    names, index = np.unique(evidence.clusters[rows], return_inverse=True)
    hits, sizes = np.bincount(index, agreed, len(names)), np.bincount(index, minlength=len(names)).astype(float)
    drawn = resampled(len(names), bench.counting.draws, bench.counting.seed).astype(float)
    share = Bootstrapped(float(agreed.mean()), (drawn @ hits) / (drawn @ sizes))
    majority = ExactShare(int((hits > sizes / 2).sum()), len(names))
    return [
        Label("called", share, len(agreed), "of the respondents call their project what it is declared to be"),
        Label("projects_called", majority, len(names), "of the projects are called so by most of their respondents"),
    ]


def _coders(bench: Bench) -> Label:
    kappa = bench.cells.kappa(Group("ALL"))
    words = "agreement of the two coders on the objective (Cohen's kappa)"
    return Label("coders", kappa.inference, kappa.n_projects, words if kappa.inference else "; ".join(kappa.absent))


def _lying(evidence: Evidence) -> list[Label]:
    """The share of projects that lie in the middle third between the two sides, or nearer to the other one; and of those that
    lie nearer to their own."""
    own = places(evidence)
    if own is None:
        return [Label(name, None, 0, "too few projects with all difference scales") for name in ("between", "nearer")]
    between, nearer = shares(own)
    return [
        Label("between", between, len(own), "of the projects lie between the two sides, or on the other one"),
        Label("nearer", nearer, len(own), "of the projects lie nearer to their own side than to the other one"),
    ]


def shares(own: Mapping[str, float]) -> tuple[ExactShare, ExactShare]:
    """Of the `places` of projects the share that lies between the sides or on the other one, and that nearer to its own."""
    return ExactShare(sum(lies_between(place) for place in own.values()), len(own)), ExactShare(
        sum(place > 1 / 2 for place in own.values()), len(own)
    )


def lies_between(place: float) -> bool:
    """Whether a project lies in the middle third between the two sides, or nearer to the other one."""
    return place < 1 - MIDDLE


def places(evidence: Evidence) -> dict[str, float] | None:
    """For each project of a pure type its place along the line through the sides' centroids on the difference scales, each
    project without itself: 0 at the middle project of the other side, 1 at that of its own. None with too few of them.

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
    return dict(zip(table.names[inside].tolist(), own, strict=True))


def _place(values: Array, types: NDArray[np.str_], number: int) -> float:
    others = np.arange(len(types)) != number
    own, other = (values[others & (types == types[number])], values[others & (types != types[number])])
    line = own.mean(axis=0) - other.mean(axis=0)
    near, far = float(np.median(own @ line)), float(np.median(other @ line))
    if near <= far:  # sides that lie on each other: only their means are apart, and those by chance
        near, far = float(own.mean(axis=0) @ line), float(other.mean(axis=0) @ line)
    return float(values[number] @ line - far) / (near - far)


def told_apart(nearer: Inference | None) -> bool:
    """Whether the declared types can be told apart at all by what their people answer: surely more than half of the projects,
    which is what chance gives, lie nearer to their own side, itself left out."""
    return nearer is not None and nearer.interval(0.95)[0] > 1 / 2


def doubted(between: Inference | None, nearer: Inference | None, limits: Mapping[str, float], kind: str | None) -> bool:
    """Whether the overall verdict warns that labels are wrong: surely more than the share `between` of the projects lies
    between the sides, or, where the structure tests found kinds, more than `between_kinds`: right labels then leave hardly
    anybody there. On a continuum projects in between are what a continuum looks like, and no fault of the labels; nor is it
    where the types are not `told_apart`, as types that do not differ would not be either."""
    if between is None or kind == "continuum" or not told_apart(nearer):
        return False
    most = limits["between_kinds"] if kind is not None and kind.startswith("kinds") else limits["between"]
    return between.interval(0.95)[0] > most


def in_doubt(between: Inference | None, nearer: Inference | None, limits: Mapping[str, float]) -> bool:
    """Whether so many labels are wrong that overall cannot be supported: surely more than the share `between`. Fewer between
    two kinds are said, and leave the word: where all scales correlate, right labels leave some there."""
    return doubted(between, nearer, limits, None)


def sentence(found: list[Label], limits: Mapping[str, float], kind: str | None, smallest: int) -> str:
    """What the figures say, in one sentence, with a warning where the labels are `doubted`: where the types do not make two
    kinds, right labels may place projects between them as well. A share that counts fewer than `smallest` respondents, or all
    but so few, is told without its number."""
    by = {label.figure: label for label in found}
    said = []
    for name in ("called", "between"):
        label = by[name]
        if label.inference is not None:
            said.append(f"{_told(label, label.inference.value, smallest)} {label.words}")
    coders = by["coders"].inference
    if coders is not None:
        said.append(f"the two coders agree with a kappa of {coders.value:.2f} (1 is full agreement, 0 chance)")
    if not said:
        return "How far the declared types can be trusted is not known."
    nearer = by["nearer"].inference
    doubt = doubted(by["between"].inference, nearer, limits, kind)
    end = ": many projects are not what they are declared to be, which would hide differences" if doubt else ""
    end += ", or the types themselves do not lie apart as the talk has them" if doubt and kind != "kinds" else ""
    if nearer is not None and not told_apart(nearer):
        end = "; by its answers a project's type cannot be told, so that neither can be how many labels are wrong"
    return f"On the declared types: {'; '.join(said)}{end}."


def _told(label: Label, share: float, smallest: int) -> str:
    counted = round(share * label.n)
    if label.figure == "called" and (0 < counted < smallest or 0 < label.n - counted < smallest):
        return "hardly any" if counted < smallest else "nearly all"
    return f"{100 * share:.0f} %"
