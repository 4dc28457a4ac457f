"""Figures of error rates: words by world, and curves by the size of an effect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import seaborn as sns
from matplotlib.axes import Axes

from pipeline.html import rows as rows_of
from pipeline.html import words
from pipeline.html.pictures import INK, MUTED, PAPER, VERDICT_COLOURS, Picture, drawing, picture

WIDTH = 4.3  # inches: narrow enough for a phone
ROW = 0.48
LOOKS = (("o", "-", INK), ("s", "--", MUTED), ("^", ":", MUTED))
SIGNS = {  # the marks of the verdicts as letters
    "supported": "\u25cf",
    "contradicted": "\u2715",
    "equivalent": "\u25a0",
    "mixed": "\u25c6",
    "inconclusive": "\u25bc",
    "not testable": "\u25cc",
}
MARKED_FROM = 6  # per cent: bars so long have room for their mark


@dataclass(frozen=True)
class Curve:
    """Points (x, share, low, high) from left to right."""

    label: str
    points: tuple[tuple[float, float, float, float], ...]


def stacked(name: str, title: str, alternative: str, rows: Sequence[tuple[str, Mapping[str, float]]]) -> Picture:
    """One bar of 100 % for each row under its label, made of the shares of the verdicts in their order. Under each bar stand
    their marks and words with their numbers: colours alone would not tell all readers."""
    height = ROW * (len(rows) + 1) + 0.5
    with drawing(WIDTH, height) as figure:
        axes = figure.add_axes((0.03, 0.45 / height, 0.94, 1 - 0.5 / height))
        for y, (label, shares) in enumerate(rows):
            axes.text(0, y - 0.3, label, va="bottom", ha="left", color=INK, fontsize=8.5)
            _bar(axes, y, shares)
            axes.text(0, y + 0.16, _told(shares), va="top", ha="left", color=MUTED, fontsize=8)
        axes.set_ylim(len(rows) - 0.4, -0.8)
        axes.set_xlim(0, 100)
        axes.set_xlabel("per cent of the simulated surveys")
        rows_of.bare(axes)
        return picture(figure, name, title, alternative, "slim")


def _bar(axes: Axes, y: int, shares: Mapping[str, float]) -> None:
    start = 0.0
    for word, colour in VERDICT_COLOURS.items():
        share = 100 * shares.get(word, 0.0)
        if share:
            axes.barh(y - 0.06, share, left=start, height=0.32, color=colour, edgecolor=PAPER, lw=0.6)
        if share >= MARKED_FROM:
            place = (start + share / 2, y - 0.06)
            axes.text(*place, SIGNS[word], ha="center", va="center", color=PAPER, fontsize=7)
        start += share


def _told(shares: Mapping[str, float]) -> str:
    """`\u25cf supported 97 % \u25c6 mixed 3 %`: mark, word and number of every share, in their order."""
    known = [(word, shares[word]) for word in VERDICT_COLOURS if shares.get(word)]
    return "\N{NO-BREAK SPACE} ".join(f"{SIGNS[word]} {word} {words.percent(share)}" for word, share in known)


def curves(
    name: str, title: str, alternative: str, found: Sequence[Curve], across: str, up: str, mark: float
) -> Picture:
    """Shares by the size of an effect, each with its interval; `mark` is where a line stands for the smallest effect."""
    with drawing(WIDTH, 3.6) as figure:
        axes = figure.add_axes((0.13, 0.35, 0.85, 0.58))
        axes.axvline(mark, color=MUTED, linewidth=0.8, linestyle=(0, (2, 3)))
        axes.text(
            mark,
            104,
            "smallest that matters",
            ha="center" if mark < 0.7 * max(x for c in found for x, *_ in c.points) else "right",
            va="bottom",
            color=MUTED,
            fontsize=8,
        )
        for curve, (marker, line, colour) in zip(found, LOOKS, strict=False):
            x = [point[0] for point in curve.points]
            y = [100 * point[1] for point in curve.points]
            axes.vlines(x, [100 * p[2] for p in curve.points], [100 * p[3] for p in curve.points], colors=colour, lw=1)
            axes.plot(x, y, marker=marker, linestyle=line, color=colour, markersize=5, linewidth=1.4, label=curve.label)
        axes.set_ylim(-3, 102)
        axes.set_xlabel(across)
        axes.set_ylabel(up)
        axes.legend(loc="upper left", bbox_to_anchor=(0, -0.24), frameon=False)
        sns.despine(ax=axes)
        return picture(figure, name, title, alternative, "slim")
