"""Answers to lines as diverging stacked bars: disagreement to the left, agreement to the right, no answer apart."""

from collections.abc import Sequence
from dataclasses import dataclass

import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from pipeline.html.pictures import INK, LINE, MUTED, PAPER, VERDICT_COLOURS, Picture, drawing, picture

WIDTH = 8.6
ROW = 0.36
LABELLED = 0.07  # a segment from this share on carries its percentage
AGAINST, FOR, APART = VERDICT_COLOURS["contradicted"], VERDICT_COLOURS["supported"], VERDICT_COLOURS["inconclusive"]
STRENGTH = {1: (1.0,), 3: (1.0, 0.65, 0.35)}


@dataclass(frozen=True)
class Bar:
    """One line: shares of disagreement (strongest first), of the middle, of agreement (strongest last), and of those without an
    answer on the scale; together 1."""

    label: str
    against: tuple[float, ...]
    middle: float
    agreeing: tuple[float, ...]
    apart: float


def stacked(name: str, title: str, alternative: str, bars: Sequence[Bar]) -> Picture:
    """One bar under the other; the middle is halved by the axis, and what is no answer stands in a panel of its own."""
    height = ROW * len(bars) + 0.75
    with drawing(WIDTH, height) as figure:
        axes = figure.add_axes((0.13, 0.55 / height, 0.66, 1 - 0.6 / height))
        beside = figure.add_axes((0.82, 0.55 / height, 0.17, 1 - 0.6 / height), sharey=axes)
        for y, bar in enumerate(bars):
            _bar(axes, y, bar)
            _segment(beside, y, 0.0, bar.apart, APART, 0.55)
            beside.text(bar.apart + 0.03, y, f"{100 * bar.apart:.0f} %", va="center", ha="left", color=MUTED)
            axes.text(-1.04, y, bar.label, va="center", ha="right", color=INK)
        axes.axvline(0, color=MUTED, lw=0.8, zorder=4)
        axes.set_ylim(len(bars) - 0.5, -0.5)
        axes.set_xlim(-1, 1)
        axes.set_xticks([-1, -0.5, 0, 0.5, 1], ["100 %", "50 %", "0", "50 %", "100 %"])
        axes.set_xlabel("disagree  ←  middle  →  agree")
        beside.set_xlim(0, 1)
        beside.set_xticks([])
        beside.set_xlabel("cannot say, no answer")
        for each in (axes, beside):
            each.set_yticks([])
            sns.despine(ax=each, left=True)
        return picture(figure, name, title, alternative)


def _bar(axes: Axes, y: int, bar: Bar) -> None:
    _segment(axes, y, -bar.middle / 2, bar.middle, LINE, 1.0)
    edge = -bar.middle / 2
    for share, strength in zip(reversed(bar.against), reversed(STRENGTH[len(bar.against)]), strict=True):
        edge -= share
        _segment(axes, y, edge, share, AGAINST, strength)
    edge = bar.middle / 2
    for share, strength in zip(bar.agreeing, reversed(STRENGTH[len(bar.agreeing)]), strict=True):
        _segment(axes, y, edge, share, FOR, strength)
        edge += share


def _segment(axes: Axes, y: int, start: float, share: float, colour: str, strength: float) -> None:
    if share <= 0:
        return
    axes.add_artist(Rectangle((start, y - 0.36), share, 0.72, color=colour, alpha=strength, lw=0, zorder=3))
    if share >= LABELLED and colour != APART:
        ink = PAPER if strength > 0.9 and colour != LINE else INK
        axes.text(start + share / 2, y, f"{100 * share:.0f}", va="center", ha="center", color=ink, fontsize=8, zorder=5)
