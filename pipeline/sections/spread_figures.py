"""One indicator as a small figure: the project means by type, what is seen, what it rests on, its numbers, its questions.

The pages of the claims and of the indicators show the same figures.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from pipeline.html import panels, words
from pipeline.html.panels import Line, Zone
from pipeline.instrument import Indicator, Instrument
from pipeline.sections.material import TYPES, Material
from pipeline.sections.spreads import Spreads, lines, rests_on

STANDARD = (-2, 2)  # the ends of an axis in standard deviations
SIZE = (panels.WIDTH, panels.height(TYPES))


@dataclass(frozen=True)
class Question:
    """An item behind an indicator; `reverse`: agreement counts as little."""

    code: str
    wording: str
    reverse: bool


@dataclass(frozen=True)
class Panel:
    """A small figure: the symbol that it shows, a claim's zones in it, what is seen, in words, what it rests on, the file of
    its numbers, and the numbers: type, mean, interval, what the mean rests on."""

    symbol: str
    title: str
    alternative: str
    zones: Markup
    base: str
    file: str
    codes: str
    questions: tuple[Question, ...]
    numbers: tuple[tuple[str, str, str, str], ...]


def drawn(known: Spreads, material: Material) -> dict[str, dict[str, Line]]:
    """The lines of every indicator of which anything can be drawn."""
    found = {code: lines(known, code) for code in material.instrument.indicators}
    return {
        code: own for code, own in found.items() if any(line.points or line.mean is not None for line in own.values())
    }


def symbols(found: Mapping[str, Mapping[str, Line]], material: Material) -> list[Markup]:
    """The pictures of these indicators, each written once in a page."""
    scales = {code: material.instrument.indicators[code].unit == "points" for code in found}
    return [
        panels.symbol(f"spread-{code}", own, material.rulers.midpoint)
        if scales[code]
        else panels.symbol(f"spread-{code}", own, 0.0, STANDARD)
        for code, own in found.items()
    ]


def panel(code: str, found: Mapping[str, Line], zones: Sequence[Zone], known: Spreads, material: Material) -> Panel:
    """The figure of one indicator, with the places that a claim gives to types in it."""
    indicator = material.instrument.indicators[code]
    means = [
        f"{words.TYPES[type_]} {words.number(line.mean)}" for type_, line in found.items() if line.mean is not None
    ]
    said = [f"mean of {words.listing(means)}"] if means else ["only single projects are known"]
    said += [
        f"the claim puts {words.TYPES[zone.type]} {'above' if zone.above else 'below'} {zone.bound:g}" for zone in zones
    ]
    return Panel(
        symbol=f"spread-{code}",
        title=f"{words.capital(indicator.name_en)} ({code}): {seen(found)}",
        alternative=words.sentence("; ".join(said)),
        zones=panels.zones(TYPES, zones),
        base=known.base(code) or "withheld",
        file=f"spread-{code}.csv",
        codes=words.listing(_items(indicator, material.instrument)) or "other indicators and recoded answers",
        questions=questions(indicator, material),
        numbers=tuple(_numbers(code, type_, known) for type_ in found if (code, type_) in known.means),
    )


def seen(found: Mapping[str, Line]) -> str:
    """What the eye sees: a type whose interval lies above, or below, those of all others."""
    ends = {type_: line.interval for type_, line in found.items() if line.mean is not None and line.interval}
    if len(ends) < 2:
        return "one type only" if ends else "single projects only"
    told = []
    for type_, (low, high) in ends.items():
        others = [own for other, own in ends.items() if other != type_]
        told += [f"highest in {words.TYPES[type_]}"] * (low > max(own[1] for own in others))
        told += [f"lowest in {words.TYPES[type_]}"] * (high < min(own[0] for own in others))
    return words.listing(sorted(told)) if told else "no type stands apart"


def questions(indicator: Indicator, material: Material) -> tuple[Question, ...]:
    """The items of an indicator as they were asked."""
    items = [material.instrument.items[code] for code in _items(indicator, material.instrument)]
    return tuple(Question(item.code, item.wording_en, item.reverse) for item in items)


def _items(indicator: Indicator, instrument: Instrument) -> list[str]:
    return [code for code in indicator.items if code in instrument.items]


def _numbers(code: str, type_: str, known: Spreads) -> tuple[str, str, str, str]:
    row = known.means[code, type_]
    if row["withheld"]:
        return type_, "withheld", "", ""
    return type_, words.number(row["mean"]), words.interval(row["low"], row["high"], "points"), rests_on(row)
