"""The social enterprise compass: nine cells with the talk's words, and the projects that stand in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.html import words
from pipeline.sections.material import TYPES, rows

OBJECTIVES = (
    ("selbstentfaltung", "Selbstentfaltung"),
    ("social", "Social purpose"),
    ("commercial", "Commercial purpose"),
)
OWNERSHIPS = (("commons", "Commons / community"), ("public", "Public"), ("private", "Private"))
CELLS: Mapping[tuple[str, str], str] = {
    ("selbstentfaltung", "commons"): "Peer production",
    ("selbstentfaltung", "public"): words.ABSENT,
    ("selbstentfaltung", "private"): words.ABSENT,
    ("social", "commons"): "(Side-effect of ownership)",
    ("social", "public"): "Social administration",
    ("social", "private"): "Social enterprises",
    ("commercial", "commons"): "(Commercial peer production)",
    ("commercial", "public"): "Public enterprises",
    ("commercial", "private"): "Private industries",
}
NAMED = 12


@dataclass(frozen=True)
class Cell:
    """One cell of the compass: the talk's label, how many projects of each type, the first names and how many more."""

    label: str
    counts: tuple[tuple[str, int], ...]
    names: tuple[tuple[str, str], ...]
    more: int


def context(compass: pd.DataFrame) -> dict[str, Any]:
    """The grid, rows by objective and columns by ownership as the talk has them; empty where no project is placed."""
    grid = [(label, [_cell(compass, code, owned) for owned, _ in OWNERSHIPS]) for code, label in OBJECTIVES]
    return {"compass": grid if len(compass) else [], "ownerships": [label for _, label in OWNERSHIPS]}


def _cell(compass: pd.DataFrame, objective: str, ownership: str) -> Cell:
    inside = compass[(compass["objective"] == objective) & (compass["ownership"] == ownership)]
    order = inside.assign(at=inside["declared_type"].map({code: i for i, code in enumerate(TYPES)}))
    names = [(row["declared_type"], row["project"]) for row in rows(order.sort_values(["at", "project"]))]
    counts = tuple((code, sum(type_ == code for type_, _ in names)) for code in TYPES)
    return Cell(
        label=CELLS[objective, ownership],
        counts=tuple((code, n) for code, n in counts if n),
        names=tuple(names[:NAMED]),
        more=max(len(names) - NAMED, 0),
    )
