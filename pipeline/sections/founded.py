"""When the projects of a claim were founded, as columns: from its parts that count them by spans of years."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.html import words
from pipeline.html.columns import columns
from pipeline.html.pictures import Picture
from pipeline.sections.material import Material, once, rows

SPAN = re.compile(r"share of projects founded from (\d+) to (\d+)")


@dataclass(frozen=True)
class Founded:
    """The columns, and what they show: projects by span of years."""

    picture: Picture
    counts: Sequence[tuple[str, int]]

    @property
    def base(self) -> str:
        return f"{sum(n for _, n in self.counts)} projects with a founding year in the register"


@once
def founded(material: Material) -> Mapping[str, Founded]:
    """By claim; they count projects of the register, which knows no persons."""
    counted: dict[str, dict[str, list[tuple[str, int]]]] = {}
    for row in rows(material.parts):
        span = SPAN.fullmatch(row["what"])
        if span and row["estimate"] is not None:
            own = counted.setdefault(row["claim"], {}).setdefault(row["side"], [])
            own.append((f"{span[1]}\N{EN DASH}{span[2][-2:]}", round(row["estimate"] * row["n"])))
    return {claim: _picture(claim, side, counts) for claim, sides in counted.items() for side, counts in sides.items()}


def _picture(claim: str, side: str, counts: list[tuple[str, int]]) -> Founded:
    told = words.listing([f"{n} in {label}" for label, n in counts])
    title = f"When the projects of {words.side(side)} were founded"
    return Founded(columns(f"founded-{claim}", title, f"{told}.", counts), counts)
