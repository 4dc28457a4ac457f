"""Small distributions drawn without a library: a line for each type, its projects as points, its mean with the interval.

Each is written once as a symbol, so that many claims can show it; what a claim adds, its zones, is drawn around it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

LEFT, RIGHT, TOP, ROW = 40.0, 332.0, 4.0, 24.0
LOW, HIGH = SCALE = 1, 7
WIDTH = 340
HALF = 10.5  # of the tallest shape
GOLDEN = 0.6180339887498949


@dataclass(frozen=True)
class Line:
    """One type: the project means with the numbers of their projects, their smooth shape as (place, height) with the greatest
    height 1 (empty where they are too few), and the mean of the type with its interval."""

    points: Sequence[float]
    numbers: Sequence[int]
    shape: Sequence[tuple[float, float]]
    mean: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True)
class Zone:
    """Where a claim puts a type, or SSE for SOC and SOL: beyond `bound`, above or below it."""

    type: str
    bound: float
    above: bool


def height(types: Sequence[str]) -> int:
    """The height of a panel with a line for each of these types, in the units of its width."""
    return int(TOP + ROW * len(types) + 16)


def symbol(name: str, lines: Mapping[str, Line], middle: float, ends: tuple[int, int] = SCALE) -> Markup:
    """The panel as a symbol of that name, without zones; `ends` are those of the axis."""
    bottom = TOP + ROW * len(lines)
    drawn = [f'<path class="sp-axis" d="M{LEFT:g} {bottom:g}H{RIGHT:g}"/>']
    drawn.append(f'<path class="sp-middle" d="M{_x(middle, ends)} {TOP:g}V{bottom:g}"/>')
    for value in range(ends[0], ends[1] + 1):
        said = f"{value}".replace("-", "\N{MINUS SIGN}")
        place = f'x="{_x(value, ends)}" y="{bottom + 12:g}" text-anchor="middle"'
        drawn.append(f'<text class="sp-number" {place}>{said}</text>')
    for number, (type_, line) in enumerate(lines.items()):
        y = TOP + ROW * (number + 0.5)
        drawn.append(f'<text class="sp-type type-{type_}" x="2" y="{y + 4:g}">{type_}</text>')
        if line.shape:
            drawn.append(f'<path class="sp-shape type-{type_}" d="{_shape(line.shape, y, ends)}"/>')
        if line.points:
            drawn.append(f'<g class="sp-points type-{type_}">{_points(line, y, ends)}</g>')
        if line.interval:
            drawn.append(
                f'<path class="sp-reach" d="M{_x(line.interval[0], ends)} {y:g}H{_x(line.interval[1], ends)}"/>'
            )
        if line.mean is not None:
            drawn.append(f'<path class="sp-mean" d="M{_x(line.mean, ends)} {y - 7:g}V{y + 7:g}"/>')
    return Markup(f'<symbol id="{name}" viewBox="0 0 {WIDTH} {height(list(lines))}">{"".join(drawn)}</symbol>')


def zones(types: Sequence[str], found: Sequence[Zone]) -> Markup:
    """The zones of a claim in a panel with these types: a field from the bound to the end of the scale, its edge drawn."""
    drawn = []
    for zone in found:
        start, end = (_x(zone.bound), RIGHT) if zone.above else (LEFT, _x(zone.bound))
        for type_ in ("SOC", "SOL") if zone.type == "SSE" else (zone.type,):
            if type_ in types:
                top = TOP + ROW * list(types).index(type_)
                drawn.append(
                    f'<rect class="sp-zone" x="{start}" y="{top:g}" width="{end - start:.1f}" height="{ROW:g}"/>'
                )
                drawn.append(f'<path class="sp-bound" d="M{_x(zone.bound)} {top:g}v{ROW:g}"/>')
    return Markup("".join(drawn))


def _x(value: float, ends: tuple[int, int] = SCALE) -> float:
    low, high = ends
    inside = min(max(value, low), high)
    return round(LEFT + (RIGHT - LEFT) * (inside - low) / (high - low), 1)


def _points(line: Line, y: float, ends: tuple[int, int]) -> str:
    """A dot for each value, beside one another by their rank: a line without length that bears the number of its project."""
    ordered = sorted(zip(line.points, line.numbers, strict=True))
    return "".join(
        f'<path class="p{number}" d="M{_x(x, ends):g} {y + 12 * ((rank * GOLDEN) % 1) - 6:.1f}h0"/>'
        for rank, (x, number) in enumerate(ordered)
    )


def _shape(outline: Sequence[tuple[float, float]], y: float, ends: tuple[int, int]) -> str:
    """The outline above the line and, mirrored, below it."""
    above = [(_x(x, ends), y - HALF * height) for x, height in outline]
    below = [(_x(x, ends), y + HALF * height) for x, height in reversed(outline)]
    return "M" + "L".join(f"{x:g} {at:.1f}" for x, at in (*above, *below)) + "z"
