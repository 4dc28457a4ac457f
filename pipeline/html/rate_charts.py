"""Figures of error rates: words by world, and curves by the size of an effect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import seaborn as sns

from pipeline.html import rows as rows_of
from pipeline.html.pictures import INK, MUTED, PAPER, VERDICT_COLOURS, Picture, drawing, picture

WIDTH = 4.3  # inches: narrow enough for a phone
ROW = 0.36
LOOKS = (("o", "-", INK), ("s", "--", MUTED), ("^", ":", MUTED))
HATCHES = {"not testable": "///", "equivalent": "..."}  # greys and reds that are near to one another
WRITTEN_FROM, NAMED_FROM = 12, 34  # per cent: bars so long have room for their number, and for the word too


@dataclass(frozen=True)
class Curve:
    """Points (x, share, low, high) from left to right."""

    label: str
    points: tuple[tuple[float, float, float, float], ...]


def stacked(name: str, title: str, alternative: str, rows: Sequence[tuple[str, Mapping[str, float]]]) -> Picture:
    """One bar of 100 % for each row under its label, made of the shares of the verdicts in their order; large shares with their
    number, the largest with their word: colours alone would not tell all readers."""
    height = ROW * (len(rows) + 1) + 0.9
    with drawing(WIDTH, height) as figure:
        axes = figure.add_axes((0.03, 0.45 / height, 0.94, 1 - 1.0 / height))
        for y, (label, shares) in enumerate(rows):
            axes.text(0, y - 0.34, label, va="bottom", ha="left", color=INK, fontsize=8.5)
            start = 0.0
            for word, colour in VERDICT_COLOURS.items():
                share = 100 * shares.get(word, 0.0)
                if share:
                    hatch = HATCHES.get(word)
                    axes.barh(y, share, left=start, height=0.54, color=colour, edgecolor=PAPER, lw=0.6, hatch=hatch)
                    if share >= WRITTEN_FROM:
                        said = f"{word} {share:.0f}" if share >= NAMED_FROM else f"{share:.0f}"
                        behind = {"facecolor": colour, "edgecolor": "none", "pad": 1.0} if hatch else None
                        place = (start + share / 2, y)
                        axes.text(*place, said, ha="center", va="center", color=PAPER, fontsize=8, bbox=behind)
                start += share
        used = [word for word in VERDICT_COLOURS if any(shares.get(word) for _, shares in rows)]
        for word in used:
            axes.barh([0], [0], color=VERDICT_COLOURS[word], label=word, lw=0, hatch=HATCHES.get(word))
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncol=3, frameon=False, fontsize=8.5)
        axes.set_ylim(len(rows) - 0.4, -0.9)
        axes.set_xlim(0, 100)
        axes.set_xlabel("per cent of the simulated surveys")
        rows_of.bare(axes)
        return picture(figure, name, title, alternative, "slim")


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
