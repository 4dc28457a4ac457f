"""How far the declared types can be trusted: what the respondents call their project, the two coders, and the profiles.

A third of mislabelled projects costs most of the differences; so these figures stand beside the overall verdict (simulations,
world W12).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.judging.bench import Bench
from pipeline.judging.finding import Inference
from pipeline.judging.lying import Lying, called, lying
from pipeline.rules import Group
from pipeline.stats.resampling import Bootstrapped, ExactShare
from pipeline.stats.shares import resampled

DECLARED = {"PP": "peer production", "SSE": "social or solidarity economy"}


@dataclass(frozen=True)
class Label:
    """One figure on the labels; `inference` None where it cannot be had."""

    figure: str
    inference: Inference | None
    n: int
    words: str


def labels(bench: Bench) -> list[Label]:
    """The figures: `called` (share of respondents), `projects_called` (of projects), `coders` (kappa), `coders_alike`,
    `between` and `nearer` (of projects), `apart_PP` and `apart_SSE` (of the projects of that side, where they are of two
    kinds), `uncalled_PP` and `uncalled_SSE` (of the projects of that side)."""
    return [*_called(bench), *_coders(bench), *of_projects(lying(bench.evidence, bench.rulers.measurement))]


def _called(bench: Bench) -> list[Label]:
    projects, agreed = called(bench.evidence)
    if not len(agreed):
        nothing = "nobody was asked what the project is"
        return [Label("called", None, 0, nothing), Label("projects_called", None, 0, nothing)]
    names, index = np.unique(projects, return_inverse=True)
    hits, sizes = np.bincount(index, agreed, len(names)), np.bincount(index, minlength=len(names)).astype(float)
    drawn = resampled(len(names), bench.counting.draws, bench.counting.seed).astype(float)
    share = Bootstrapped(float(agreed.mean()), (drawn @ hits) / (drawn @ sizes))
    majority = ExactShare(int((hits > sizes / 2).sum()), len(names))
    return [
        Label("called", share, len(agreed), "of the respondents call their project what it is declared to be"),
        Label("projects_called", majority, len(names), "of the projects are called so by most of their respondents"),
    ]


def _coders(bench: Bench) -> list[Label]:
    kappa, alike = bench.cells.kappa(Group("ALL")), bench.cells.agreed(Group("ALL"))
    words = "agreement of the two coders on the objective (Cohen's kappa)"
    return [
        Label("coders", kappa.inference, kappa.n_projects, words if kappa.inference else "; ".join(kappa.absent)),
        Label("coders_alike", alike.inference, alike.n_projects, "; ".join(alike.absent) or alike.what),
    ]


def of_projects(found: Lying | None) -> list[Label]:
    """The share of projects that lie in the middle third between the two sides, or nearer to the other one; of those that lie
    nearer to their own; of those of each side that stand apart from the rest of it; and of those that lie between and whose own
    people do not call them what they are declared to be."""
    if found is None:
        names = ("between", "nearer", *(f"{figure}_{side}" for figure in ("apart", "uncalled") for side in DECLARED))
        return [Label(name, None, 0, "too few projects with all difference scales") for name in names]
    n = found.between.n
    return [
        Label("between", found.between, n, "of the projects lie between the two sides, or on the other one"),
        Label("nearer", found.nearer, n, "of the projects lie nearer to their own side than to the other one"),
        *(_apart(side, found) for side in DECLARED),
        *(Label(f"uncalled_{side}", share, share.n, _uncalled(side)) for side, share in found.uncalled.items()),
    ]


def _uncalled(side: str) -> str:
    return f"of the projects declared {DECLARED[side]} lie there, and most of their own people do not call them so"


def _apart(side: str, found: Lying) -> Label:
    declared = f"the projects declared {DECLARED[side]}"
    share = found.apart.get(side)
    if share is None:
        return Label(f"apart_{side}", None, found.counts[side], f"{declared} are not of two kinds")
    return Label(f"apart_{side}", share, share.n, f"of {declared} lie there, apart from the others of them")


def told_apart(nearer: Inference | None) -> bool:
    """Whether the declared types can be told apart at all by what their people answer: surely more than half of the projects,
    which is what chance gives, lie nearer to their own side, itself left out."""
    return nearer is not None and nearer.interval(0.95)[0] > 1 / 2


def doubted(found: Mapping[str, Inference | None], limits: Mapping[str, float], kind: str | None) -> bool:
    """Whether the overall verdict warns that labels are wrong: surely more than the share `between` of the projects lies
    between the sides, or, where the structure tests found kinds, more than `between_kinds`, as right labels then leave hardly
    anybody there; or the projects of one side are of two kinds, and surely more than `apart` of them lie there, or surely more
    than `uncalled` lie there and are not called so by their own people. On a
    continuum projects in between are what a continuum looks like, and no fault of the labels; nor is it where the types are
    not `told_apart`, as types that do not differ would not be either.

    found: the inferences by figure, as `labels` has them.
    """
    if kind == "continuum" or not told_apart(found.get("nearer")):
        return False
    most = limits["between_kinds"] if kind is not None and kind.startswith("kinds") else limits["between"]
    return _surely(found.get("between"), most) or bool(_sides_in_doubt(found, limits))


def in_doubt(found: Mapping[str, Inference | None], limits: Mapping[str, float]) -> bool:
    """Whether so many labels are wrong that overall cannot be supported: surely more than the share `between`, or those of one
    side, as `doubted` has it. Fewer between two kinds are said, and leave the word: where all scales correlate, right labels
    leave some there, but these trail off from the others of their side, and their people call them what they are."""
    return doubted(found, limits, None)


def _sides_in_doubt(found: Mapping[str, Inference | None], limits: Mapping[str, float]) -> list[str]:
    figures = [
        [name for name in ("apart", "uncalled") if _surely(found.get(f"{name}_{side}"), limits[name])]
        for side in DECLARED
    ]
    return [f"{names[0]}_{side}" for names, side in zip(figures, DECLARED, strict=True) if names]


def _surely(share: Inference | None, most: float) -> bool:
    return share is not None and share.interval(0.95)[0] > most


def by_figure(found: Sequence[Label]) -> dict[str, Inference | None]:
    """The inferences by figure."""
    return {label.figure: label.inference for label in found}


def sentence(found: list[Label], limits: Mapping[str, float], kind: str | None, smallest: int) -> str:
    """What the figures say, in one sentence, with a warning where the labels are `doubted`: where the types do not make two
    kinds, right labels may place projects between them as well. A share that counts fewer than `smallest` respondents, or all
    but so few, is told without its number."""
    by, shares = {label.figure: label for label in found}, by_figure(found)
    doubt = doubted(shares, limits, kind)
    said = []
    for name in ("called", "between", *(_sides_in_doubt(shares, limits) if doubt else [])):
        label = by[name]
        if label.inference is not None:
            said.append(f"{_told(label, label.inference.value, smallest)} {label.words}")
    coders = shares["coders"]
    if coders is not None:
        alike = shares.get("coders_alike")
        on = f" on {100 * alike.value:.0f} % of the projects," if alike is not None else ""
        said.append(f"the two coders agree{on} with a kappa of {coders.value:.2f} (1 is full agreement, 0 chance)")
    if not said:
        return "How far the declared types can be trusted is not known."
    end = ": many projects are not what they are declared to be, which would hide differences" if doubt else ""
    end += ", or the types themselves do not lie apart as the talk has them" if doubt and kind != "kinds" else ""
    nearer = shares["nearer"]
    if nearer is not None and not told_apart(nearer):
        end = "; by its answers a project's type cannot be told, so that neither can be how many labels are wrong"
    return f"On the declared types: {'; '.join(said)}{end}."


def _told(label: Label, share: float, smallest: int) -> str:
    counted = round(share * label.n)
    if label.figure == "called" and (0 < counted < smallest or 0 < label.n - counted < smallest):
        return "hardly any" if counted < smallest else "nearly all"
    return f"{100 * share:.0f} %"
