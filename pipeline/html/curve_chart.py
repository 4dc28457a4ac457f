"""A specification curve drawn without a library, so that a page can hold a hundred of them: estimates in ascending order with
their intervals, the band of what is too small to matter, and below it how each cell was analysed.

The curve runs through all cells, thinned where neighbours could not be told apart; of the marks below as many cells are
shown as fit, evenly over the order.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH, LEFT, RIGHT, TOP = 340, 122.0, 334.0, 6.0
CURVE, ROW, GAP = 104.0, 12.0, 5.0
MOST_POINTS, MOST_MARKS = 40, 32
TICKS = 4
Scale = Callable[[float], float]


@dataclass(frozen=True)
class Spec:
    """One cell: its estimate with the interval, the word, the value of each dimension, and whether it is the primary one."""

    estimate: float
    interval: tuple[float, float]
    word: str
    values: Mapping[str, str]
    primary: bool


def curve(
    specs: Sequence[Spec],
    dimensions: Mapping[str, Sequence[str]],
    bounds: Sequence[float],
    label: str,
    unit: str | None,
) -> Markup:
    """The SVG. `dimensions`: their values from top to bottom, each a row of marks; `bounds`: where the claim is decided (two
    make a band, one a line); the scale is told in per cent where the `unit` is a share, in ratios where it is a log ratio."""
    ordered = sorted(specs, key=lambda spec: (spec.estimate, spec.interval))
    rows = [(dimension, value) for dimension, values in dimensions.items() for value in values]
    low, high = _range(ordered, bounds)
    below = TOP + CURVE + 14
    height = below + ROW * len(rows) + GAP * len(dimensions) + 2

    def x(rank: float) -> float:
        return LEFT + (RIGHT - LEFT) * (rank + 0.5) / len(ordered)

    def y(value: float) -> float:
        return TOP + CURVE * (high - value) / (high - low)

    shown = _evenly(len(ordered), MOST_POINTS)
    drawn = _band(bounds, y)
    drawn += [_scale(_said(tick, unit), y(tick)) for tick in _ticks(low, high)]
    upper = [f"{x(i):.0f} {y(ordered[i].interval[1]):.0f}" for i in shown]
    lower = [f"{x(i):.0f} {y(ordered[i].interval[0]):.0f}" for i in reversed(shown)]
    drawn.append(f'<path class="cu-reach" d="M{"L".join([*upper, *lower])}z"/>')
    drawn.append(f'<path class="cu-line" d="M{"L".join(f"{x(i):.0f} {y(ordered[i].estimate):.1f}" for i in shown)}"/>')
    drawn += [
        f'<circle class="cu-primary" cx="{x(i):.1f}" cy="{y(spec.estimate):.1f}" r="3.5"/>'
        for i, spec in enumerate(ordered)
        if spec.primary
    ]
    drawn += _marks(ordered, dimensions, x, below)
    opening = f'<svg class="curve" viewBox="0 0 {WIDTH} {height:g}" role="img" aria-label="{Markup.escape(label)}">'
    return Markup(f"{opening}{''.join(drawn)}</svg>")


def _marks(ordered: Sequence[Spec], dimensions: Mapping[str, Sequence[str]], x: Scale, top: float) -> list[str]:
    shown, at, drawn, strokes = _evenly(len(ordered), MOST_MARKS), top, list[str](), ""
    for values in dimensions.values():
        for value in values:
            drawn.append(f'<text x="{LEFT - 6:g}" y="{at + 8:g}">{value}</text>')
            strokes += "".join(f"M{x(i):.0f} {at + 2:g}v6" for i in shown if value in ordered[i].values.values())
            at += ROW
        at += GAP
    return [*drawn, f'<path class="cu-mark" d="{strokes}"/>']


def _band(bounds: Sequence[float], y: Scale) -> list[str]:
    if len(bounds) == 2:
        top, bottom = y(max(bounds)), y(min(bounds))
        return [
            f'<rect class="cu-band" x="{LEFT:g}" y="{top:.1f}" width="{RIGHT - LEFT:g}" height="{bottom - top:.1f}"/>'
        ]
    return [f'<path class="cu-bound" d="M{LEFT:g} {y(bound):.1f}H{RIGHT:g}"/>' for bound in bounds]


def _said(tick: float, unit: str | None) -> str:
    if unit == "log ratio":
        return f"{math.exp(tick):.2f}"
    said = f"{100 * tick:.3g} %" if unit in ("share", "parts") else f"{tick:.3g}"
    return said.replace("-", "\N{MINUS SIGN}")


def _scale(said: str, at: float) -> str:
    text = f'<text x="{LEFT - 6:g}" y="{at + 3.5:.0f}">{said}</text>'
    return f'<path class="cu-grid" d="M{LEFT:g} {at:.0f}H{RIGHT:g}"/>{text}'


def _range(ordered: Sequence[Spec], bounds: Sequence[float]) -> tuple[float, float]:
    ends = [*bounds, *(end for spec in ordered for end in spec.interval)]
    low, high = min(ends), max(ends)
    spare = 0.04 * (high - low) or 0.5
    return low - spare, high + spare


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers inside a range, about as many as wanted."""
    steps = [m * 10.0**e for e in range(-6, 300) for m in (1, 2, 5)]
    step = next(s for s in steps if (high - low) / s <= TICKS + 1)
    first = int(low // step) + 1
    return [round(n * step, 9) for n in range(first, int(high // step) + 1)]


def _evenly(n: int, most: int) -> list[int]:
    """Up to `most` of n ranks, evenly spaced, the first and the last among them."""
    if n <= most:
        return list(range(n))
    return [round(i * (n - 1) / (most - 1)) for i in range(most)]
