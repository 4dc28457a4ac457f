"""The parts of a claim: contrasts, means and shares that stand behind or beside its verdict."""

from dataclasses import dataclass

from pipeline.html import words
from pipeline.html.words import Word
from pipeline.sections import measures, vocabulary
from pipeline.sections.material import Material, Row
from pipeline.sections.measures import Measure


@dataclass(frozen=True)
class Part:
    """One line of a claim's disclosure table; `share` is the number and its interval where it is a share to be drawn."""

    side: str
    what: str
    role: str
    verdict: Word | None
    word: str
    measure: Measure
    share: tuple[float, tuple[float, float] | None] | None
    proxy: bool
    note: str


def part(row: Row, material: Material) -> Part:
    """A row of parts_by_claim in words."""
    measure = measures.of_part(row, material)
    return Part(
        side=words.side(row["side"]),
        what=named(row["what"], material),
        role=row["role"],
        verdict=words.VERDICTS.get(row["verdict"] or ""),
        word=row["verdict"] or "",
        measure=measure,
        share=None if measure.withheld else _share(row),
        proxy=bool(row["proxy"]),
        note=vocabulary.aside(row["note"] or ""),
    )


def _share(row: Row) -> tuple[float, tuple[float, float] | None] | None:
    if row["unit"] != "share" or row["estimate"] is None or " - " in row["side"]:
        return None
    known = row["ci95_low"] is not None and row["ci95_high"] is not None
    return row["estimate"], (row["ci95_low"], row["ci95_high"]) if known else None


def named(what: str, material: Material) -> str:
    """A claim that is a part of another one by its statement and what is asked of it, anything else in plain words."""
    name, _, asked = what.partition(" ")
    claim = material.claims.get(name)
    return f"“{claim.statement}” {asked}".strip() if claim is not None else vocabulary.plain(what, material.instrument)
