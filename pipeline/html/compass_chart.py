"""The compass as a picture: a grid of cells, in each the projects that may belong there, the larger the more probably."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from pipeline.html import words
from pipeline.html.charts import WIDTH
from pipeline.html.pictures import BAND, INK, LINE, MUTED, PAPER, TYPE_COLOURS, TYPE_MARKS, Picture, drawing, picture

# least probability, side of the mark as a share of its place, opacity
BANDS = ((0.9, 0.92, 1.0), (0.7, 0.74, 0.85), (0.3, 0.56, 0.6), (0.05, 0.36, 0.45))
LEGENDS = ("90 % and more", "70 to 90 %", "30 to 70 %", "5 to 30 %")
EMPTY = "-"  # as the talk marks the cells that it leaves empty
LEFT, TOP, LEGEND, CELL = 1.4, 0.32, 0.75, 1.5  # inches
HEAD, MARGIN, LARGEST = 0.3, 0.09, 0.17  # inches within a cell: its label, its margin, the largest mark


@dataclass(frozen=True)
class Placed:
    """One project in one cell: its declared type and how probably it belongs there."""

    type: str
    probability: float


def compass(
    name: str,
    title: str,
    alternative: str,
    axes_labels: tuple[Sequence[str], Sequence[str]],
    cells: Mapping[tuple[int, int], tuple[str, Sequence[Placed]]],
) -> Picture:
    """Columns and rows by their labels; `cells` maps (row, column) to the talk's word and the projects. Below the least
    probability of BANDS nothing is drawn."""
    columns, rows = axes_labels
    height = TOP + CELL * len(rows) + LEGEND
    wide = (WIDTH - LEFT - 0.05) / len(columns)
    with drawing(WIDTH, height) as figure:
        axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.set_xlim(0, WIDTH)
        axes.set_ylim(height, 0)  # inches from the upper left corner
        axes.axis("off")
        for i, label in enumerate(columns):
            axes.text(LEFT + (i + 0.5) * wide, TOP - 0.1, label, ha="center", va="bottom", weight="bold")
        for i, label in enumerate(rows):
            axes.text(0.03, TOP + (i + 0.5) * CELL, label.replace(" ", "\n"), ha="left", va="center", weight="bold")
        drawn: dict[tuple[str, int], list[tuple[float, float, float]]] = {}
        for (row, column), (label, placed) in cells.items():
            corner = LEFT + column * wide, TOP + row * CELL
            _cell(axes, corner, wide, label)
            _pack(corner, wide, placed, drawn)
        for (code, band), marks in sorted(drawn.items()):
            _marks(axes, code, band, marks)
        _legend(axes, height, [code for code in TYPE_COLOURS if any(code == found for found, _ in drawn)])
        return picture(figure, name, title, alternative)


def _cell(axes: Axes, corner: tuple[float, float], wide: float, label: str) -> None:
    """A frame with the talk's word; a cell that the talk leaves empty has its dash, and a ground of its own."""
    ground = BAND if label == EMPTY else "none"
    axes.add_patch(Rectangle(corner, wide, CELL, facecolor=ground, edgecolor=LINE, lw=1.0, zorder=0))
    axes.text(corner[0] + MARGIN, corner[1] + HEAD / 2 + 0.03, label, ha="left", va="center", color=MUTED)


def _pack(
    corner: tuple[float, float],
    wide: float,
    placed: Sequence[Placed],
    drawn: dict[tuple[str, int], list[tuple[float, float, float]]],
) -> None:
    """Gives every project of a cell a place, row by row, types together and the surest first."""
    order = list(TYPE_COLOURS)
    shown = [p for p in placed if p.probability >= BANDS[-1][0]]
    shown.sort(key=lambda p: (order.index(p.type), -p.probability))
    if not shown:
        return
    width, height = wide - 2 * MARGIN, CELL - HEAD - MARGIN
    step = min(LARGEST, math.sqrt(width * height / len(shown)))
    while int(width / step) * int(height / step) < len(shown):
        step *= 0.97
    across = int(width / step)
    for i, p in enumerate(shown):
        x, y = corner[0] + MARGIN + (i % across + 0.5) * step, corner[1] + HEAD + (i // across + 0.5) * step
        drawn.setdefault((p.type, _band(p.probability)), []).append((x, y, step))


def _band(probability: float) -> int:
    return next(i for i, band in enumerate(BANDS) if probability >= band[0])


def _marks(axes: Axes, code: str, band: int, marks: Sequence[tuple[float, float, float]]) -> None:
    """The marks of one type and band; their size follows the room in their cell."""
    _, side, opacity = BANDS[band]
    for step in sorted({step for _, _, step in marks}):
        own = np.array([(x, y) for x, y, s in marks if s == step])
        axes.scatter(
            own[:, 0],
            own[:, 1],
            s=(72 * step * side) ** 2 * (0.45 if TYPE_MARKS[code] == "D" else 0.72),
            c=TYPE_COLOURS[code],
            marker=TYPE_MARKS[code],
            alpha=opacity,
            linewidths=0.4,
            edgecolors=PAPER,
        )


def _legend(axes: Axes, height: float, present: Sequence[str]) -> None:
    """What the marks and their sizes mean, in two lines under the grid."""
    first, second = height - LEGEND + 0.25, height - 0.2
    axes.text(0.03, first, "declared type", va="center", color=MUTED)
    for i, code in enumerate(present):
        x = LEFT + 0.1 + i * 1.6
        _marks(axes, code, 0, [(x, first, LARGEST)])
        axes.text(x + 0.14, first, words.TYPES[code], va="center", color=INK)
    axes.text(0.03, second, "probability", va="center", color=MUTED)
    for band, text in enumerate(LEGENDS):
        x = LEFT + 0.1 + band * 1.6
        _marks(axes, present[0] if present else "PP", band, [(x, second, LARGEST)])
        axes.text(x + 0.14, second, text, va="center", color=INK)
