"""Counts as columns side by side, drawn without a library; all that lies across is in per cent of the width."""

import html
from collections.abc import Sequence

from markupsafe import Markup

from pipeline.html.pictures import Picture

HIGHEST, OVER, UNDER = 90, 16, 18  # pixels: of the highest column, above it and below the line
FILLED = 0.7  # of a column's room
LABELLED = 6  # labels that stand beside one another on a narrow screen; of more columns not each has its own


def columns(name: str, title: str, alternative: str, counts: Sequence[tuple[str, int]]) -> Picture:
    """One column for each label and count, the highest as high as the picture, none where nothing was counted."""
    room, most, line = 100 / len(counts), max(1, *(n for _, n in counts)), OVER + HIGHEST
    step = -(-len(counts) // LABELLED)
    drawn = [f'<line class="st-axis" x1="0" x2="100%" y1="{line}" y2="{line}"/>']
    for number, (label, count) in enumerate(counts):
        height, left, middle = HIGHEST * count / most, room * (number + (1 - FILLED) / 2), room * (number + 0.5)
        place = f'x="{left:.2f}%" y="{line - height:.2f}" width="{FILLED * room:.2f}%" height="{height:.2f}"'
        drawn += [f'<rect class="st-apart" {place}/>'] if count else []
        named = label if number % step == 0 else ""
        for said, y in ((str(count or ""), line - height - 4), (named, line + 14)):
            text = f'<text x="{middle:.2f}%" y="{y:.2f}" text-anchor="middle">{html.escape(said)}</text>'
            drawn += [text] if said else []
    label = html.escape(f"{title}. {alternative}")
    svg = f'<svg class="bars" width="100%" height="{line + UNDER}" role="img" aria-label="{label}">'
    return Picture(name, title, alternative, Markup(svg + "".join(drawn) + "</svg>"))
