"""Answers to lines as diverging stacked bars, drawn without a library: disagreement to the left, agreement to the right, no
answer apart.

All that lies across is in per cent of the width and all that lies down in pixels, so that the bars follow the screen and the
text keeps its size.
"""

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from pipeline.html.pictures import Picture

ROW, TOP, HIGH, FOOT = 44, 17, 20, 34  # pixels: of a line, to its bar, of its bar, under the last
CENTRE, HALF = 42.0, 41.0  # per cent of the width: the axis, and each side of it
APART, RIGHT = 86.0, 14.0  # where the bars of no answer begin, and their room
LABELLED = 5.2  # a segment of this width in per cent carries its number
STEP = 0.25  # of the answers: the ends of the axis lie at a multiple
STRENGTHS = {1: (1,), 3: (1, 2, 3)}


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
    """One bar under the other; the middle is halved by the axis, and what is no answer stands at the right edge."""
    reach = _reach(bars)
    bottom = ROW * len(bars) + 2
    drawn = [f'<line class="st-axis" x1="{CENTRE:g}%" x2="{CENTRE:g}%" y1="0" y2="{bottom}"/>']
    drawn += [part for number, bar in enumerate(bars) for part in _row(bar, ROW * number, reach)]
    for share in (-reach, 0.0, reach):
        anchor = "start" if share < 0 else "end" if share else "middle"
        x, said = CENTRE + HALF * share / reach, f"{100 * abs(share):.0f} %" if share else "0"
        drawn.append(_text("st-quiet", x, bottom + 13, said, anchor))
    drawn.append(_text("st-quiet", CENTRE, bottom + 29, "disagree \u2190 middle \u2192 agree", "middle"))
    drawn.append(_text("st-quiet", 100.0, bottom + 29, "no answer", "end"))
    label = html.escape(f"{title}. {alternative}")
    words = f"<title>{html.escape(title)}</title><desc>{html.escape(alternative)}</desc>"
    svg = f'<svg class="bars" width="100%" height="{bottom + FOOT}" role="img" aria-label="{label}">{words}'
    return Picture(name, title, alternative, Markup(svg + "".join(drawn) + "</svg>"))


def _reach(bars: Sequence[Bar]) -> float:
    """The share at either end of the axis: the longest side of a bar, rounded up."""
    longest = max(sum(side) + bar.middle / 2 for bar in bars for side in (bar.against, bar.agreeing))
    return max(STEP * math.ceil(longest / STEP - 1e-9), STEP)


def _row(bar: Bar, top: int, reach: float) -> list[str]:
    scale = HALF / reach
    drawn = [_text("", 0.0, top + 12, bar.label, "start")]
    drawn += _segment("st-middle", CENTRE - scale * bar.middle / 2, scale, bar.middle, top)
    edge = CENTRE - scale * bar.middle / 2
    for share, strength in zip(reversed(bar.against), reversed(STRENGTHS[len(bar.against)]), strict=True):
        edge -= scale * share
        drawn += _segment(f"st-against st-{strength}", edge, scale, share, top)
    edge = CENTRE + scale * bar.middle / 2
    for share, strength in zip(bar.agreeing, reversed(STRENGTHS[len(bar.agreeing)]), strict=True):
        drawn += _segment(f"st-agree st-{strength}", edge, scale, share, top)
        edge += scale * share
    drawn += _rectangle("st-apart", APART, RIGHT * bar.apart, top)
    return [*drawn, _text("st-quiet", 100.0, top + 12, f"{100 * bar.apart:.0f} %", "end")]


def _segment(kind: str, start: float, scale: float, share: float, top: int) -> list[str]:
    drawn = _rectangle(kind, start, scale * share, top)
    if scale * share >= LABELLED:
        strong = " st-on" if kind.endswith("st-1") else ""
        middle = start + scale * share / 2
        drawn.append(_text(f"st-share{strong}", middle, top + TOP + 14, f"{100 * share:.0f}", "middle"))
    return drawn


def _rectangle(kind: str, start: float, width: float, top: int) -> list[str]:
    if width <= 0:
        return []
    place = f'x="{start:.2f}%" y="{top + TOP}" width="{width:.2f}%" height="{HIGH}"'
    return [f'<rect class="{kind}" {place}/>']


def _text(kind: str, x: float, y: int, said: str, anchor: str) -> str:
    named = f' class="{kind}"' if kind else ""
    placed = f'x="{x:.2f}%" y="{y}" text-anchor="{anchor}"'
    return f"<text{named} {placed}>{html.escape(said)}</text>"
