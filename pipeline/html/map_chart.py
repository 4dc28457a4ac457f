"""The map of the projects, drawn without a library: each its own mark that can be linked to, the clusters outlined.

A project's name appears where the pointer rests on its mark, or where a link leads to it; those of hybrids always stand there.
"""

import html
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from pipeline.html import words
from pipeline.html.pictures import Picture

WIDTH, HEIGHT = 720.0, 660.0
LEFT, RIGHT, TOP, BOTTOM = 26.0, 700.0, 62.0, 520.0
ROOM, LINE, LETTER = 12.0, 13.0, 6.3  # around an outline; between two lines of text; width of a letter
MARKS = {"PP": 11.0, "SOC": 11.0, "SOL": 12.0, "HYB": 15.0}
Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Spot:
    """One project: what links call it, its number in every figure, its name, type, cluster and place, all that is told of it
    when it is pointed at; whether its cluster is sure, and whether its place rests on few."""

    anchor: str
    number: int
    name: str
    type: str
    cluster: int
    x: float
    y: float
    told: str
    between: bool = False
    pale: bool = False


@dataclass(frozen=True)
class Axis:
    """What an axis is, and what there is more of at its upper end and at its lower end."""

    label: str
    high: str
    low: str


def projects(
    name: str, title: str, alternative: str, across: Axis, upwards: Axis, spots: Sequence[Spot], named: bool
) -> Picture:
    """The picture; `named`: whether the names of hybrids stand beside their marks. There is at least one spot."""
    place = _scale(spots)
    at = [place(spot) for spot in spots]
    hulls = {
        number: _outline([point for point, spot in zip(at, spots, strict=True) if spot.cluster == number])
        for number in sorted({spot.cluster for spot in spots})
    }
    hulls = hulls if len(hulls) > 1 else {}
    drawn = [*_frame(across, upwards, _middle(spots, place)), *_clusters(hulls)]
    drawn += _spots(spots, at, named)
    drawn += _legend([code for code in MARKS if any(spot.type == code for spot in spots)])
    drawn += _signs(bool(hulls), any(spot.between for spot in spots), any(spot.pale for spot in spots))
    words_ = f"<title>{html.escape(title)}</title><desc>{html.escape(alternative)}</desc>"
    label = html.escape(f"{title}. {alternative}")
    view = f'viewBox="0 0 {WIDTH:g} {HEIGHT:g}" preserveAspectRatio="xMidYMin slice"'
    svg = f'<svg class="plot map projects" {view} role="img" aria-label="{label}">{words_}'
    return Picture(name, title, alternative, Markup(svg + "".join(drawn) + "</svg>"))


def _scale(spots: Sequence[Spot]) -> "_Place":
    xs, ys = [spot.x for spot in spots], [spot.y for spot in spots]
    reach = max(max(map(abs, xs)) / (RIGHT - LEFT - 60), max(map(abs, ys)) / (BOTTOM - TOP - 50), 1e-9)
    return _Place(1 / (2 * reach))


@dataclass(frozen=True)
class _Place:
    """From the axes to the picture, both with the same unit, zero in the middle."""

    unit: float

    def __call__(self, spot: Spot) -> Point:
        return (LEFT + RIGHT) / 2 + spot.x * self.unit, (TOP + BOTTOM) / 2 - spot.y * self.unit


def _middle(spots: Sequence[Spot], place: _Place) -> Point:
    return place(Spot("", 0, "", spots[0].type, 0, 0.0, 0.0, ""))


def _frame(across: Axis, upwards: Axis, zero: Point) -> list[str]:
    x, y = zero
    lines = f"M{LEFT:g} {y:g}H{RIGHT:g}M{x:g} {TOP:g}V{BOTTOM:g}"
    drawn = [f'<path class="map-axis" d="{lines}"/>']
    drawn += _lines(upwards.label, 6, 14, "start", "map-what", 100)
    drawn += _lines(f"\u2191 more {upwards.high}" if upwards.high else "", x, 30, "middle", "map-end")
    drawn += _lines(f"\u2193 more {upwards.low}" if upwards.low else "", x, BOTTOM + 15, "middle", "map-end")
    below = BOTTOM + 46
    drawn += _lines(f"\u2190 more {across.low}" if across.low else "", LEFT, below, "start", "map-end")
    drawn += _lines(f"more {across.high} \u2192" if across.high else "", RIGHT, below, "end", "map-end")
    return [*drawn, *_lines(across.label, x, BOTTOM + 80, "middle", "map-what", 100)]


def _lines(text: str, x: float, y: float, anchor: str, kind: str, letters: int = 50) -> list[str]:
    """A text in lines of so many letters; as it stands, about half the picture's width."""
    rows, row = [], ""
    for word in text.split():
        if row and len(row) + len(word) > letters:
            rows.append(row)
            row = ""
        row = f"{row} {word}".strip()
    return [
        f'<text class="{kind}" x="{x:g}" y="{y + LINE * i:g}" text-anchor="{anchor}">{html.escape(part)}</text>'
        for i, part in enumerate([*rows, row])
        if part
    ]


def _clusters(hulls: Mapping[int, Sequence[Point]]) -> list[str]:
    drawn = []
    for number, hull in hulls.items():
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in hull) + "Z"
        x, y = min(hull, key=lambda point: point[1])
        drawn.append(f'<path class="map-cluster" d="{path}"/>')
        drawn.append(f'<text class="map-number" x="{x:.1f}" y="{max(y - 5, TOP - 4):.1f}">cluster {number}</text>')
    return drawn


def _outline(points: Sequence[Point]) -> list[Point]:
    """The convex hull (Andrew 1979) of small circles around the points."""
    turns = [(ROOM * math.cos(math.pi * step / 8), ROOM * math.sin(math.pi * step / 8)) for step in range(16)]
    around = sorted({(x + a, y + b) for x, y in points for a, b in turns})
    return [*_half(around)[:-1], *_half(around[::-1])[:-1]]


def _half(points: Sequence[Point]) -> list[Point]:
    kept: list[Point] = []
    for point in points:
        while len(kept) > 1 and _turn(kept[-2], kept[-1], point) <= 0:
            kept.pop()
        kept.append(point)
    return kept


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _spots(spots: Sequence[Spot], at: Sequence[Point], named: bool) -> list[str]:
    """Hybrids last, so that they lie on top, their names where they cover one another and other hybrids least."""
    order = sorted(range(len(spots)), key=lambda i: (spots[i].type == "HYB", at[i][1], at[i][0]))
    half = MARKS["HYB"] / 2
    taken: list[Box] = [
        (x - half, y - half, x + half, y + half) for spot, (x, y) in zip(spots, at, strict=True) if spot.type == "HYB"
    ]
    drawn = []
    for i in order:
        spot, (x, y) = spots[i], at[i]
        size, always = MARKS[spot.type], named and spot.type == "HYB"
        left, line = _label(spot, (x, y), taken if always else [])
        taken += [_box(left, line, spot)] if always else []
        drawn.append(
            f'<g class="{_kind(spot, always)}" id="{spot.anchor}" transform="translate({x:.1f} {y:.1f})">'
            f'<title>{html.escape(spot.told)}</title><circle class="ring" r="13"/>'
            f'<use class="type-{spot.type} p{spot.number}" href="#type-{spot.type}"'
            f' x="{-size / 2:g}" y="{-size / 2:g}" width="{size:g}" height="{size:g}"/>'
            f'<text x="{left - x:.1f}" y="{line - y:.1f}">{html.escape(spot.name)}</text></g>'
        )
    return drawn


def _kind(spot: Spot, always: bool) -> str:
    signs = ((always, "always"), (spot.between, "between"), (spot.pale, "pale"))
    return " ".join(["spot", *(name for holds, name in signs if holds)])


def _label(spot: Spot, at: Point, taken: Sequence[Box]) -> Point:
    """Where the name of a spot begins: beside it, above or below, wherever the fewest boxes are covered, and inside."""
    (x, y), wide, gap = at, LETTER * len(spot.name), MARKS[spot.type] / 2 + 3
    places = [(x + gap, y + 4), (x - gap - wide, y + 4), (x - wide / 2, y - gap - 1), (x - wide / 2, y + gap + 9)]
    places += [
        (x + gap, y + 4 + LINE),
        (x - gap - wide, y + 4 + LINE),
        (x + gap, y + 4 - LINE),
        (x - gap - wide, y + 4 - LINE),
    ]
    inside = [place for place in places if place[0] >= 0 and place[0] + wide <= WIDTH] or places
    return min(inside, key=lambda place: sum(_cover(_box(place[0], place[1], spot), other) for other in taken))


def _box(left: float, line: float, spot: Spot) -> Box:
    return left, line - 9, left + LETTER * len(spot.name), line + 2


def _cover(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _legend(present: Sequence[str]) -> list[str]:
    drawn, x = [], 6.0
    for code in present:
        text = words.TYPES[code]
        place = f'x="{x:g}" y="{HEIGHT - 43:g}" width="12" height="12"'
        drawn.append(f'<use class="map-legend type-{code}" href="#type-{code}" {place}/>')
        drawn.append(f'<text class="map-end" x="{x + 16:g}" y="{HEIGHT - 32:g}">{text}</text>')
        x += 34 + 6.6 * len(text)
    return drawn


def _signs(outlined: bool, between: bool, pale: bool) -> list[str]:
    """What the other signs mean, in a line of text."""
    said = ["dashed outline: a cluster"] * outlined
    said += ["dotted ring: belongs to no cluster with 90 %"] * between
    said += ["pale: its place rests on few respondents"] * pale
    text = "; ".join(said)
    return [f'<text class="map-end" x="6" y="{HEIGHT - 12:g}">{text}</text>'] if said else []
