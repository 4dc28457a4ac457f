"""The way of the rows from delivered to analysed as a drawing: boxes down the page, what is left out at the side."""

import html
import textwrap
from collections.abc import Sequence

from markupsafe import Markup

from pipeline.html.pictures import Picture

WIDTH, BOX, SIDE = 680, 250, 330
LINE, PAD, GAP, LETTERS = 17, 10, 26, 41


def drawn(
    first: tuple[str, str],
    left_out: Sequence[tuple[str, str]],
    last: tuple[str, str],
    ends: Sequence[tuple[str, str]],
    said: tuple[str, str],
) -> Picture:
    """Boxes as (words, count in words): the first, what is left out on the way, the last, and what the last divides into.
    `said`: the title, and in words what the drawing shows. Plain SVG with text; the style sheet gives the colours."""
    parts = [_box(0, 0, BOX, first, "flow-main")]
    y = bottom = _height(first, BOX)
    for out in left_out:
        top = y + GAP / 2
        middle = top + _height(out, SIDE) / 2
        parts.append(f'<path class="flow-line" d="M{BOX / 2:g} {bottom:g}V{middle:g}H{WIDTH - SIDE:g}"/>')
        parts.append(_box(WIDTH - SIDE, top, SIDE, out, "flow-out"))
        bottom, y = middle, top + _height(out, SIDE)
    top = y + GAP
    parts.append(f'<path class="flow-line" d="M{BOX / 2:g} {bottom:g}V{top:g}"/>')
    parts.append(_box(0, top, BOX, last, "flow-main"))
    y = top + _height(last, BOX)
    if ends:
        width = (WIDTH - GAP * (len(ends) - 1) / 2) / len(ends)
        row = y + GAP
        for number, end in enumerate(ends):
            x = number * (width + GAP / 2)
            parts.append(f'<path class="flow-line" d="M{BOX / 2:g} {y:g}v{GAP / 2:g}H{x + width / 2:.1f}V{row:g}"/>')
            parts.append(_box(x, row, width, end, "flow-end"))
        y = row + max(_height(end, width) for end in ends)
    label = html.escape(f"{said[0]}. {said[1]}")
    opening = f'<svg class="flow" viewBox="-1 -1 {WIDTH + 2} {y + 2:g}" role="img" aria-label="{label}"><title>{label}</title>'
    return Picture("flow-of-rows", *said, Markup(f"{opening}{''.join(parts)}</svg>"))


def _lines(box: tuple[str, str], width: float) -> list[str]:
    return textwrap.wrap(box[0], int(LETTERS * width / SIDE)) or [""]


def _height(box: tuple[str, str], width: float) -> float:
    return 2 * PAD + LINE * (len(_lines(box, width)) + 1)


def _box(x: float, y: float, width: float, box: tuple[str, str], kind: str) -> str:
    said = [f'<text class="flow-count" x="{x + PAD:.1f}" y="{y + PAD + 13:g}">{html.escape(box[1])}</text>']
    said += [
        f'<text x="{x + PAD:.1f}" y="{y + PAD + 13 + LINE * n:g}">{html.escape(line)}</text>'
        for n, line in enumerate(_lines(box, width), start=1)
    ]
    frame = f'<rect class="{kind}" x="{x:.1f}" y="{y:g}" width="{width:.1f}" height="{_height(box, width):g}" rx="4"/>'
    return frame + "".join(said)
