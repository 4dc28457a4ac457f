"""The figures: each takes plain values and gives a Picture."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import seaborn as sns
from matplotlib.axes import Axes

from pipeline.html import rows as rows_of
from pipeline.html.pictures import (
    BAND,
    INK,
    MUTED,
    PAPER,
    TYPE_COLOURS,
    TYPE_MARKS,
    VERDICT_COLOURS,
    VERDICT_MARKS,
    Picture,
    Tags,
    drawing,
    picture,
)

WIDTH = 8.6
ROW = 0.27
GOLDEN = 0.6180339887498949


@dataclass(frozen=True)
class Row:
    """One line of a forest: the estimate with the deciding interval (thick) and the 95 % interval (thin)."""

    label: str
    verdict: str
    estimate: float
    decision: tuple[float, float] | None
    ci95: tuple[float, float] | None


@dataclass(frozen=True)
class Spread:
    """One type in one indicator: the project means with the numbers of their projects and their smooth shape (see
    panels.Line), and the type's mean with its 95 % interval."""

    indicator: str
    type: str
    points: tuple[float, ...]
    numbers: tuple[int, ...]
    shape: tuple[tuple[float, float], ...]
    mean: float | None
    interval: tuple[float, float] | None


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


def distributions(
    name: str, title: str, alternative: str, spreads: Sequence[Spread], limits: tuple[float, float], middle: float
) -> Picture:
    """Indicators one under the other, a line for each type: the project means as points, the type's mean with its
    interval in ink, the middle of the scale as a line."""
    headings = list(dict.fromkeys(spread.indicator for spread in spreads))
    lines = len(spreads) + len(headings)
    height = ROW * (lines + 1) + 0.6
    with drawing(WIDTH, height) as figure:
        axes = figure.add_axes((0.3, 0.5 / height, 0.67, 1 - 0.55 / height))
        axes.axvline(middle, color=MUTED, lw=0.8, ls=(0, (4, 3)), zorder=1)
        y = 0
        cloud: list[tuple[float, float, str, int]] = []
        placed: list[tuple[int, Spread]] = []
        for heading in headings:
            rows_of.left(axes, y, heading, weight="bold")
            for spread in (s for s in spreads if s.indicator == heading):
                y += 1
                rows_of.left(axes, y, spread.type, colour=TYPE_COLOURS[spread.type], weight="bold")
                cloud += [
                    (x, y + 0.42 * step, spread.type, number)
                    for (x, number), step in _beside(zip(spread.points, spread.numbers, strict=True))
                ]
                _shaded(axes, y, spread)
                placed.append((y, spread))
            y += 1
        rows_of.lines(axes, [y for y, _ in placed])
        tags = _cloud(axes, cloud)
        _means(axes, placed)
        axes.set_ylim(lines - 0.4, -0.8)
        axes.set_xlim(*limits)
        axes.set_xlabel("each point one project; bar and line: mean of the type with its 95 % interval")
        rows_of.bare(axes)
        return picture(figure, name, title, alternative, tags)


def _means(axes: Axes, placed: Sequence[tuple[int, Spread]]) -> None:
    intervals = [(y, spread.interval) for y, spread in placed if spread.interval]
    rows_of.spans(axes, intervals, [INK] * len(intervals), 1.6)
    known = [(y, spread.mean) for y, spread in placed if spread.mean is not None]
    ys = np.array([y for y, _ in known], dtype=float)
    axes.vlines([mean for _, mean in known], ys - 0.38, ys + 0.38, colors=INK, lw=2.2, zorder=4)


def _beside(points: Iterable[tuple[float, int]]) -> list[tuple[tuple[float, int], float]]:
    """Each point with an offset between -0.7 and 0.7 that depends on its rank alone: no chance, little overlap."""
    return [(point, 1.4 * ((rank * GOLDEN) % 1) - 0.7) for rank, point in enumerate(sorted(points))]


def _shaded(axes: Axes, y: float, spread: Spread) -> None:
    """The smooth shape of the points, pale behind them."""
    if spread.shape:
        xs, heights = np.array(spread.shape).T
        colour = TYPE_COLOURS[spread.type]
        axes.fill_between(xs, y - 0.44 * heights, y + 0.44 * heights, color=colour, alpha=0.16, lw=0, zorder=2)


def _cloud(axes: Axes, cloud: Sequence[tuple[float, float, str, int]]) -> Tags:
    tags = {}
    for code in TYPE_COLOURS:
        own = [(x, y) for x, y, type_, _ in cloud if type_ == code]
        if own:
            _scatter(axes, own, code, size=13, alpha=0.65, zorder=3)
            tags[f"points-{code}"] = [number for _, _, type_, number in cloud if type_ == code]
    return tags


def _scatter(axes: Axes, points: Sequence[tuple[float, float]], code: str, **looks: object) -> None:
    """The points of one type, in its colour and by its mark; a call for each type keeps the picture small."""
    xs, ys = np.array([x for x, _ in points]), np.array([y for _, y in points])
    size = looks.pop("size")
    marks = {"color": TYPE_COLOURS[code], "marker": TYPE_MARKS[code], "s": size, "linewidth": 0, "clip_on": False}
    sns.scatterplot(x=xs, y=ys, ax=axes, **marks, **looks)
    axes.collections[-1].set_gid(f"points-{code}")


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
