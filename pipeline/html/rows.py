"""Figures made of rows, one under the other: faint lines across, spans from end to end, labels on the left."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import seaborn as sns
from matplotlib.axes import Axes

from pipeline.html.pictures import INK, LINE


def lines(axes: Axes, ys: Sequence[float]) -> None:
    """A faint line across for each row."""
    axes.hlines(ys, 0, 1, transform=axes.get_yaxis_transform(), colors=LINE, lw=0.4, zorder=0)


def spans(axes: Axes, spans: Sequence[tuple[float, tuple[float, float]]], colours: Sequence[str], width: float) -> None:
    """Horizontal lines from end to end, each at its height."""
    ys, lows, highs = [y for y, _ in spans], [ends[0] for _, ends in spans], [ends[1] for _, ends in spans]
    axes.hlines(ys, lows, highs, colors=list(colours), lw=width, zorder=3)


def left(axes: Axes, y: float, text: str, colour: str = INK, weight: str = "normal") -> None:
    """A label in the margin on the left, at the height of its line."""
    edge = axes.get_position().x0
    inches = axes.get_position().width * plt.gcf().get_figwidth()
    start = -(edge * plt.gcf().get_figwidth() - 0.05) / inches
    axes.text(start, y, text, transform=axes.get_yaxis_transform(), va="center", ha="left", color=colour, weight=weight)


def bare(axes: Axes) -> None:
    axes.set_yticks([])
    axes.set_ylabel("")
    sns.despine(ax=axes, left=True)
