"""The figures: each takes plain values and gives a Picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import seaborn as sns
from matplotlib.axes import Axes

from pipeline.html import rows as rows_of
from pipeline.html.pictures import (
    BAND,
    INK,
    MUTED,
    PAPER,
    VERDICT_COLOURS,
    VERDICT_MARKS,
    Picture,
    drawing,
    picture,
)

WIDTH = 8.6
ROW = 0.27


@dataclass(frozen=True)
class Row:
    """One line of a forest: the estimate with the deciding interval (thick) and the 95 % interval (thin)."""

    label: str
    verdict: str
    estimate: float
    decision: tuple[float, float] | None
    ci95: tuple[float, float] | None


def forest(
    name: str, title: str, alternative: str, groups: Mapping[str, Sequence[Row]], bound: float, unit: str
) -> Picture:
    """Estimates and intervals row by row under group headings, with the band of what is too small to matter."""
    lines = sum(len(rows) + 1 for rows in groups.values())
    height = ROW * (lines + 1) + 0.9
    with drawing(WIDTH, height) as figure:
        axes = figure.add_axes((0.43, 0.7 / height, 0.42, 1 - 0.8 / height))
        axes.axvspan(-bound, bound, color=BAND, lw=0, zorder=0)
        axes.axvline(0, color=MUTED, lw=0.8, zorder=1)
        at = 0
        placed: list[tuple[int, Row]] = []
        for heading, rows in groups.items():
            rows_of.left(axes, at, heading, weight="bold")
            placed += enumerate(rows, start=at + 1)
            at += len(rows) + 1
        _forest_rows(axes, placed)
        _marks(axes, [(row.estimate, y, row.verdict) for y, row in placed])
        axes.set_ylim(lines - 0.4, -0.8)
        reach = _reach(groups, bound)
        axes.set_xlim(-reach, reach)
        axes.set_xlabel(f"{unit}\nband: too small to matter (within ±{bound:g})")
        rows_of.bare(axes)
        return picture(figure, name, title, alternative)


def _forest_rows(axes: Axes, placed: Sequence[tuple[int, Row]]) -> None:
    rows_of.lines(axes, [y for y, _ in placed])
    for y, row in placed:
        rows_of.left(axes, y, row.label)
        axes.text(1.02, y, row.verdict, transform=axes.get_yaxis_transform(), va="center", ha="left", color=INK)
    for width, kind in ((1.0, "ci95"), (2.8, "decision")):
        known = [(y, ends, row.verdict) for y, row in placed if (ends := getattr(row, kind))]
        rows_of.spans(axes, [(y, ends) for y, ends, _ in known], [VERDICT_COLOURS[word] for _, _, word in known], width)


def _marks(axes: Axes, marks: Sequence[tuple[float, float, str]]) -> None:
    words = [word for _, _, word in marks]
    sns.scatterplot(
        x=[x for x, _, _ in marks],
        y=[y for _, y, _ in marks],
        hue=words,
        style=words,
        palette=VERDICT_COLOURS,
        markers=VERDICT_MARKS,
        s=60,
        linewidth=0.9,
        edgecolor=PAPER,
        legend=False,
        ax=axes,
        zorder=4,
    )


def _reach(groups: Mapping[str, Sequence[Row]], bound: float) -> float:
    ends = [abs(row.estimate) for rows in groups.values() for row in rows]
    ends += [abs(end) for rows in groups.values() for row in rows for end in (*(row.ci95 or ()), *(row.decision or ()))]
    return min(max([*ends, 2 * bound]) * 1.05, 6.0)


def shares(
    name: str, title: str, alternative: str, rows: Sequence[tuple[str, float, tuple[float, float] | None]]
) -> Picture:
    """Shares from 0 to 100 % with their 95 % intervals, one under the other."""
    height = ROW * (len(rows) + 1) + 0.6
    with drawing(WIDTH, height) as figure:
        axes = figure.add_axes((0.5, 0.5 / height, 0.46, 1 - 0.55 / height))
        for y, (label, _, _) in enumerate(rows):
            rows_of.left(axes, y, label)
        known = [(y, (100 * ends[0], 100 * ends[1])) for y, (_, _, ends) in enumerate(rows) if ends]
        rows_of.lines(axes, list(range(len(rows))))
        rows_of.spans(axes, known, [INK] * len(known), 1.6)
        axes.scatter([100 * share for _, share, _ in rows], range(len(rows)), s=36, color=INK, linewidths=0, zorder=4)
        axes.set_ylim(len(rows) - 0.4, -0.8)
        axes.set_xlim(0, 100)
        axes.set_xlabel("per cent, with 95 % interval")
        rows_of.bare(axes)
        return picture(figure, name, title, alternative)
