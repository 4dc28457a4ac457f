"""The talk slide by slide, each line and cell with the word that its claim got."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline import talk
from pipeline.html import words
from pipeline.sections.verdicts import Entry

# what becomes of a stated pole -> what its cell says of it
REACHES: Mapping[str, str] = {
    "reached": "this side stands here",
    "wrong side": "this side stands on the other side of the middle",
    "undecided": "not clear that this side stands here",
}

SIDES: tuple[str, ...] = ("Social / solidarity economy", "Peer production")


@dataclass(frozen=True)
class Said:
    """A line or a cell of a slide with the claims judged of it, and for a pole what became of it."""

    text: str
    at: int
    entries: tuple[Entry, ...]
    reach: str = ""

    @property
    def tone(self) -> str:
        """The mark of its first claim; empty where nothing is judged of it."""
        return self.entries[0].verdict.slug if self.entries else ""


@dataclass(frozen=True)
class Row:
    """A row of a table: its head and its cells."""

    head: Said
    cells: tuple[Said, ...]


@dataclass(frozen=True)
class Shown:
    """A slide as the page shows it; `columns` and `rows` are those of its table, where it has one."""

    anchor: str
    slide: talk.Slide
    lines: tuple[Said, ...]
    corner: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    after: tuple[Said, ...]
    close: Said | None
    entries: tuple[Entry, ...]


def context(slides: Sequence[talk.Slide], entries: Mapping[str, Entry]) -> dict[str, Any]:
    """What templates/talk.html lays out."""
    shown = [_slide(number, slide, entries) for number, slide in enumerate(slides, start=1)]
    return {"slides": shown, "judged": any(slide.entries for slide in shown)}


def _slide(number: int, slide: talk.Slide, entries: Mapping[str, Entry]) -> Shown:
    rows = [_contrast(row, entries) for row in slide.contrast]
    corner, columns = "Topic", SIDES
    if slide.grid is not None:
        corner, columns = slide.grid.corner, slide.grid.columns
        rows = [
            Row(Said(row.label, 0, ()), tuple(_said(cell, entries) for cell in row.cells)) for row in slide.grid.rows
        ]
    return Shown(
        anchor=f"talk-{number}",
        slide=slide,
        lines=tuple(_said(line, entries) for line in slide.lines),
        corner=corner,
        columns=columns,
        rows=tuple(rows),
        after=tuple(_said(line, entries) for line in slide.after),
        close=_said(slide.close, entries) if slide.close else None,
        entries=_found(slide.claims, entries),
    )


def _said(line: talk.Line, entries: Mapping[str, Entry]) -> Said:
    return Said(line.text, line.at, _found(line.claims, entries))


def _contrast(row: talk.Contrast, entries: Mapping[str, Entry]) -> Row:
    own = _found(row.claims, entries)
    sse = Said(row.sse, 0, (*own, *_found(row.sse_claims, entries)), _reach(own, words.TYPES["SSE"]))
    pp = Said(row.pp, 0, (*own, *_found(row.pp_claims, entries)), _reach(own, words.TYPES["PP"]))
    return Row(Said(row.topic, 0, own), (sse, pp))


def _found(claims: Sequence[str], entries: Mapping[str, Entry]) -> tuple[Entry, ...]:
    return tuple(entries[claim] for claim in claims if claim in entries)


def _reach(own: Sequence[Entry], side: str) -> str:
    """Whether a side stands where its cell puts it: what the worst of its poles reaches; empty where it has none."""
    reached = {part.word for entry in own for part in entry.parts if part.role == "pole" and part.side == side}
    worst = next((word for word in ("wrong side", "undecided", "reached") if word in reached), "")
    return REACHES.get(worst, "")
