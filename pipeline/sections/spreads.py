"""The means of the types and of their projects, as far as they may be shown; several pages draw them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.html import panels
from pipeline.sections.material import TYPES, Material, Row, rows

Key = tuple[str, str]


@dataclass(frozen=True)
class Spreads:
    """By indicator and type: the row of indicators_by_type over all waves, with `withheld`, and the project means."""

    means: Mapping[Key, Row]
    points: Mapping[Key, tuple[float, ...]]

    def line(self, code: str, type_: str) -> panels.Line:
        """One type in one indicator, without what is withheld."""
        row = self.means.get((code, type_))
        usable = row is not None and row["mean"] is not None and not row["withheld"]
        mean = row["mean"] if row is not None and usable else None
        ends = (row["low"], row["high"]) if row is not None and usable and row["low"] is not None else None
        return panels.Line(self.points.get((code, type_), ()), mean, ends)


def spreads(material: Material) -> Spreads:
    """What may be shown of these data. Withheld are means on few respondents, and the mean of social and solidarity economy
    together where one of them is withheld."""
    pooled = material.indicators_by_type[material.indicators_by_type["wave"] == "all"]
    found = {(str(row["indicator"]), str(row["declared_type"])): row for row in rows(pooled)}
    small = {key for key, row in found.items() if material.hidden(int(row["n_respondents"]))}
    small |= {(code, "SSE") for code, type_ in small if type_ in ("SOC", "SOL")}
    means = {key: {**row, "withheld": key in small} for key, row in found.items()}
    grouped: Any = material.shown_projects.groupby(["indicator", "declared_type"])["mean"]
    points = {(str(i), str(t)): tuple(float(v) for v in values) for (i, t), values in grouped}
    return Spreads(means, points)


def lines(found: Spreads, code: str) -> dict[str, panels.Line]:
    """Every type in one indicator, in the order of the types."""
    return {type_: found.line(code, type_) for type_ in TYPES}
