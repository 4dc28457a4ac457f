"""The profile of one cluster, drawn without a library: its mean on each scale and that of all other projects."""

import html
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from pipeline.html.pictures import Picture

WIDTH, LEFT, RIGHT, TOP, ROW = 420, 14.0, 406.0, 6.0, 34.0
LOW, HIGH, MIDDLE = 1, 7, 4


@dataclass(frozen=True)
class Line:
    """One scale: the mean of the cluster, and that of all others where there are any."""

    label: str
    own: float
    others: float | None


def profile(name: str, title: str, alternative: str, lines: Sequence[Line]) -> Picture:
    """The scales one under the other; a line joins the two means. Narrow enough for a phone."""
    bottom = TOP + ROW * len(lines)
    drawn = [f'<path class="sp-axis" d="M{LEFT:g} {bottom:g}H{RIGHT:g}"/>']
    drawn.append(f'<path class="sp-middle" d="M{_x(MIDDLE):g} {TOP:g}V{bottom:g}"/>')
    drawn += [
        f'<text class="map-end" x="{_x(value):g}" y="{bottom + 16:g}" text-anchor="middle">{value}</text>'
        for value in range(LOW, HIGH + 1)
    ]
    for number, line in enumerate(lines):
        drawn += _line(line, TOP + ROW * (number + 0.7))
    height = bottom + 46
    drawn += [f'<circle class="profile-own" cx="{LEFT + 6:g}" cy="{bottom + 33:g}" r="5.5"/>']
    drawn += [f'<text class="map-end" x="{LEFT + 16:g}" y="{bottom + 37:g}">this cluster</text>']
    if any(line.others is not None for line in lines):
        drawn += [f'<circle class="profile-others" cx="{LEFT + 116:g}" cy="{bottom + 33:g}" r="5"/>']
        drawn += [f'<text class="map-end" x="{LEFT + 126:g}" y="{bottom + 37:g}">all other projects</text>']
    words = f"<title>{html.escape(title)}</title><desc>{html.escape(alternative)}</desc>"
    label = html.escape(f"{title}. {alternative}")
    svg = f'<svg class="plot map profile" viewBox="0 0 {WIDTH} {height:g}" role="img" aria-label="{label}">{words}'
    return Picture(name, title, alternative, Markup(svg + "".join(drawn) + "</svg>"))


def _line(line: Line, y: float) -> list[str]:
    own = _x(line.own)
    drawn = [f'<text class="map-end" x="{LEFT:g}" y="{y - 10:g}">{html.escape(line.label)}</text>']
    if line.others is not None:
        others = _x(line.others)
        drawn.append(f'<path class="profile-gap" d="M{others:g} {y:g}H{own:g}"/>')
        drawn.append(f'<circle class="profile-others" cx="{others:g}" cy="{y:g}" r="5"/>')
    return [*drawn, f'<circle class="profile-own" cx="{own:g}" cy="{y:g}" r="5.5"/>']


def _x(value: float) -> float:
    inside = min(max(value, LOW), HIGH)
    return round(LEFT + (RIGHT - LEFT) * (inside - LOW) / (HIGH - LOW), 1)
