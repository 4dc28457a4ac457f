"""The indicators by type: the project means, the means of the types with their intervals, the questions behind them."""

from dataclasses import dataclass
from typing import Any

from pipeline.html import charts, words
from pipeline.html.pictures import Picture
from pipeline.instrument import Indicator
from pipeline.sections.material import TYPES, Material, Row
from pipeline.sections.spreads import Spreads

SCALE = (1.0, 7.0)
SHOWN = (*TYPES[:3], "SSE", "HYB")


@dataclass(frozen=True)
class Line:
    """One indicator in one type, in words."""

    indicator: str
    type: str
    projects: int
    respondents: str
    mean: str
    ci95: str
    between: str
    within: str


@dataclass(frozen=True)
class Question:
    """An item behind an indicator."""

    code: str
    wording: str
    reverse: bool


@dataclass(frozen=True)
class Family:
    """The indicators of one family: a picture (None where nothing can be drawn), its numbers, its questions."""

    anchor: str
    name: str
    picture: Picture | None
    lines: tuple[Line, ...]
    questions: tuple[tuple[str, tuple[Question, ...]], ...]


def context(material: Material, known: Spreads) -> dict[str, Any]:
    """What templates/indicators.html lays out."""
    by_family: dict[str, list[Indicator]] = {}
    for indicator in material.instrument.indicators.values():
        by_family.setdefault(indicator.family, []).append(indicator)
    found = [
        _family(number, name, own, known, material) for number, (name, own) in enumerate(by_family.items(), start=1)
    ]
    points = material.indicators_by_project
    small = points.loc[points["n_respondents"] < material.smallest, "project"].nunique()
    return {
        "families": [family for family in found if family.lines],
        "withheld_projects": int(small),
        "smallest": material.smallest,
        "finder": material.finder,
        "missing_side": material.missing_side,
    }


def _family(number: int, name: str, own: list[Indicator], found: Spreads, material: Material) -> Family:
    cells = [(indicator, code, found.means.get((indicator.code, code))) for indicator in own for code in SHOWN]
    return Family(
        anchor=f"family-{number}",
        name=words.capital(name.replace("_", " ")),
        picture=_picture(number, name, own, found, material),
        lines=tuple(_line(indicator, row) for indicator, _, row in cells if row is not None),
        questions=tuple((_title(indicator), _questions(indicator, material)) for indicator in own),
    )


def _title(indicator: Indicator) -> str:
    return f"{indicator.name_en} ({indicator.code})"


def _line(indicator: Indicator, row: Row) -> Line:
    hidden = row["withheld"]
    return Line(
        indicator=_title(indicator),
        type=row["declared_type"],
        projects=int(row["n_projects"]),
        respondents="withheld" if hidden else f"{int(row['n_respondents']):,}",
        mean="withheld" if hidden else words.number(row["mean"]),
        ci95="" if hidden else words.interval(row["low"], row["high"], "points"),
        between=words.ABSENT if hidden else words.number(row["sd_between"]),
        within=words.ABSENT if hidden else words.number(row["sd_within"]),
    )


def _questions(indicator: Indicator, material: Material) -> tuple[Question, ...]:
    items = [material.instrument.items[code] for code in indicator.items if code in material.instrument.items]
    return tuple(Question(item.code, item.wording_en, item.reverse) for item in items)


def _picture(number: int, name: str, own: list[Indicator], found: Spreads, material: Material) -> Picture | None:
    on_scale = [indicator for indicator in own if indicator.unit == "points"]
    drawn = on_scale or own
    spreads = [
        _spread(indicator, code, found)
        for indicator in drawn
        for code in TYPES
        if (indicator.code, code) in found.means
    ]
    spreads = [spread for spread in spreads if spread.points or spread.mean is not None]
    if not spreads:
        return None
    limits, middle = (SCALE, material.rulers.midpoint) if on_scale else ((-2.0, 2.0), 0.0)
    title = f"{words.capital(name.replace('_', ' '))}: project means by declared type"
    return charts.distributions(f"indicators-{number}", title, _alternative(spreads), spreads, limits, middle)


def _spread(indicator: Indicator, code: str, found: Spreads) -> charts.Spread:
    line = found.line(indicator.code, code)
    return charts.Spread(
        _title(indicator), code, tuple(line.points), tuple(line.numbers), tuple(line.shape), line.mean, line.interval
    )


def _alternative(spreads: list[charts.Spread]) -> str:
    said = []
    for heading in dict.fromkeys(spread.indicator for spread in spreads):
        means = [f"{s.type} {words.number(s.mean)}" for s in spreads if s.indicator == heading and s.mean is not None]
        if means:
            said.append(f"{heading}: mean {words.listing(means)}")
    return f"{'; '.join(said)}. The numbers stand in the table beneath." if said else "Only single projects are known."
