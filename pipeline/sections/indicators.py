"""The indicators by type: the project means, the means of the types with their intervals, the questions behind them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.html import panels, words
from pipeline.instrument import Indicator
from pipeline.sections import spread_figures
from pipeline.sections.material import TYPES, Material, Row
from pipeline.sections.spread_figures import Panel
from pipeline.sections.spreads import Spreads

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
class Family:
    """The indicators of one family: the figures that can be drawn, and the numbers of all."""

    anchor: str
    name: str
    panels: tuple[Panel, ...]
    lines: tuple[Line, ...]


def context(material: Material, known: Spreads) -> dict[str, Any]:
    """What templates/indicators.html lays out."""
    by_family: dict[str, list[Indicator]] = {}
    for indicator in material.instrument.indicators.values():
        by_family.setdefault(indicator.family, []).append(indicator)
    drawn = spread_figures.drawn(known, material)
    found = [
        _family(number, name, own, known, drawn, material)
        for number, (name, own) in enumerate(by_family.items(), start=1)
    ]
    points = material.indicators_by_project
    few = set(points.loc[points["n_respondents"] < material.smallest, "project"])
    small = few & material.small_projects
    return {
        "symbols": spread_figures.symbols(drawn, material),
        "panel": spread_figures.SIZE,
        "families": [family for family in found if family.lines],
        "withheld_projects": len(small),
        "withheld_in_part": len(few - small),
        "smallest": material.smallest,
        "finder": material.finder,
        "missing_side": material.missing_side,
    }


def _family(
    number: int,
    name: str,
    own: list[Indicator],
    found: Spreads,
    drawn: Mapping[str, Mapping[str, panels.Line]],
    material: Material,
) -> Family:
    cells = [(indicator, code, found.means.get((indicator.code, code))) for indicator in own for code in SHOWN]
    shown = [indicator.code for indicator in own if indicator.code in drawn]
    return Family(
        anchor=f"family-{number}",
        name=words.capital(name.replace("_", " ")),
        panels=tuple(spread_figures.panel(code, drawn[code], (), found, material) for code in shown),
        lines=tuple(_line(indicator, row) for indicator, _, row in cells if row is not None),
    )


def _title(indicator: Indicator) -> str:
    return f"{indicator.name_en} ({indicator.code})"


def _line(indicator: Indicator, row: Row) -> Line:
    hidden = row["withheld"]
    return Line(
        indicator=_title(indicator),
        type=row["declared_type"],
        projects=int(row["n_projects"]),
        respondents="withheld" if hidden or not row["counted"] else f"{int(row['n_respondents']):,}",
        mean="withheld" if hidden else words.number(row["mean"]),
        ci95="" if hidden else words.interval(row["low"], row["high"], "points"),
        between=words.ABSENT if hidden else words.number(row["sd_between"]),
        within=words.ABSENT if hidden else words.number(row["sd_within"]),
    )
