"""The means of the types and of their projects, as far as they may be shown; several pages draw them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.html import panels, words
from pipeline.sections.material import TYPES, Material, Row, rows
from pipeline.stats import density

Key = tuple[str, str]
GRID = np.linspace(panels.LOW, panels.HIGH, 41)
NEXT_TO_NOTHING = 0.01  # of the greatest height


def rests_on(row: Row) -> str:
    """What a mean of a type rests on."""
    known = respondents(row)
    persons = words.count(known, "respondent") if known is not None else "a withheld number of respondents"
    return f"{persons} in {words.count(int(row['n_projects']), 'project')}"


def respondents(row: Row) -> int | None:
    """On how many respondents a mean of a type rests; None where that is withheld."""
    return int(row["n_respondents"]) if row["counted"] else None


@dataclass(frozen=True)
class Spreads:
    """By indicator and type: the row of indicators_by_type over all waves, with `withheld` and `counted` (whether the number of
    respondents is told), and the project means with the
    numbers of their projects."""

    means: Mapping[Key, Row]
    points: Mapping[Key, tuple[float, ...]]
    numbers: Mapping[Key, tuple[int, ...]]

    def base(self, code: str) -> str:
        """What the means of an indicator rest on, as far as it is told: `PP 682 respondents in 56 projects; ...`."""
        told = [
            f"{type_} {rests_on(row)}"
            for type_ in TYPES
            if (row := self.means.get((code, type_))) is not None and not row["withheld"]
        ]
        return "; ".join(told)

    def line(self, code: str, type_: str) -> panels.Line:
        """One type in one indicator, without what is withheld."""
        row = self.means.get((code, type_))
        usable = row is not None and row["mean"] is not None and not row["withheld"]
        mean = row["mean"] if row is not None and usable else None
        ends = (row["low"], row["high"]) if row is not None and usable and row["low"] is not None else None
        points = self.points.get((code, type_), ())
        shape = _shape(points) if all(panels.LOW <= point <= panels.HIGH for point in points) else ()
        return panels.Line(points, self.numbers.get((code, type_), ()), shape, mean, ends)


def spreads(material: Material) -> Spreads:
    """What may be shown of these data. Withheld are means on few respondents, and the mean of social and solidarity economy
    together where one of them is withheld."""
    pooled = material.indicators_by_type[material.indicators_by_type["wave"] == "all"]
    found = {(str(row["indicator"]), str(row["declared_type"])): row for row in rows(pooled)}
    small = {key for key, row in found.items() if material.hidden(int(row["n_respondents"]))}
    small |= {(code, "SSE") for code, type_ in small if type_ in ("SOC", "SOL")}
    means = {key: {**row, "withheld": key in small, "counted": material.sizes_told} for key, row in found.items()}
    points: dict[Key, tuple[float, ...]] = {}
    numbers: dict[Key, tuple[int, ...]] = {}
    shown: Any = material.shown_projects.groupby(["indicator", "declared_type"])
    for (code, type_), own in shown:
        points[str(code), str(type_)] = tuple(float(value) for value in own["mean"])
        numbers[str(code), str(type_)] = tuple(material.project_numbers.get(str(name), 0) for name in own["project"])
    return Spreads(means, points, numbers)


def _shape(points: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """The smooth shape of project means on the scale from 1 to 7, without the ends where there is next to nothing."""
    heights = density.smooth(np.array(points, dtype=np.float64), GRID, panels.LOW, panels.HIGH)
    if heights is None:
        return ()
    scaled = heights / heights.max()
    return tuple(
        (round(float(x), 2), round(float(h), 3)) for x, h in zip(GRID, scaled, strict=True) if h > NEXT_TO_NOTHING
    )


def lines(found: Spreads, code: str) -> dict[str, panels.Line]:
    """Every type in one indicator, in the order of the types."""
    return {type_: found.line(code, type_) for type_ in TYPES}
