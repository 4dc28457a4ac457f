"""Load claims/talk.yaml - the slides in the talk's own words - and refuse a line that names no known claim."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline import files, records

FILE = "claims/talk.yaml"
DEEPEST = 3


@dataclass(frozen=True)
class Line:
    """A line or a cell of a slide, and the claims that are judged of it. `at`: depth of its bullet, 0 for none."""

    text: str
    at: int = 1
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contrast:
    """A row of a table with a column for each side; `sse_claims` and `pp_claims` are judged of one cell alone."""

    topic: str
    sse: str
    pp: str
    claims: tuple[str, ...]
    sse_claims: tuple[str, ...] = ()
    pp_claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class GridRow:
    """A row of any other table."""

    label: str
    cells: tuple[Line, ...]


@dataclass(frozen=True)
class Grid:
    """Any other table: what its corner and columns say."""

    corner: str
    columns: tuple[str, ...]
    rows: tuple[GridRow, ...]


@dataclass(frozen=True)
class Slide:
    """A slide from top to bottom. `section`: the heading that begins with it; `ours`: its title is not the talk's."""

    title: str
    section: str | None = None
    subtitle: str | None = None
    lines: tuple[Line, ...] = ()
    contrast: tuple[Contrast, ...] = ()
    grid: Grid | None = None
    after: tuple[Line, ...] = ()
    close: Line | None = None
    ours: bool = False

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims of the slide, each once, in the order of their places."""
        return tuple(dict.fromkeys(_claims(self)))


def load(known: Collection[str], folder: Path | None = None) -> tuple[Slide, ...]:
    """The slides in their order; one UserError with every fault. `known`: the ids of the claims; each stands somewhere."""
    raw = files.load_yaml((folder or files.root() / "claims") / "talk.yaml", FILE)
    if not isinstance(raw, list):
        raise files.UserError(f"{FILE} is no list of slides: begin every slide with `- title:`.")
    reader = records.Reader({}, {})
    read = [reader.read(Slide, slide, f"{FILE}, slide {number}:") for number, slide in enumerate(raw, start=1)]
    faults = list(reader.faults)
    slides = tuple(slide for slide in read if isinstance(slide, Slide))
    for slide in slides:
        faults += [
            f"{FILE}, slide '{slide.title}': {claim} is no claim of claims/claims.yaml: correct or remove it."
            for claim in slide.claims
            if claim not in known
        ]
        faults += _shape(slide)
    if not faults:
        told = {claim for slide in slides for claim in slide.claims}
        faults = [
            f"{FILE}: no line names the claim {claim}: add it where the talk says it."
            for claim in known
            if claim not in told
        ]
    if faults:
        raise files.UserError(*faults)
    return slides


def _shape(slide: Slide) -> list[str]:
    where = f"{FILE}, slide '{slide.title}':"
    faults = [
        f"{where} '{line.text}' stands at {line.at}: write a depth from 0 to {DEEPEST}."
        for line in (*slide.lines, *slide.after)
        if not 0 <= line.at <= DEEPEST
    ]
    rows = slide.grid.rows if slide.grid else ()
    return faults + [
        f"{where} the row '{row.label}' has {len(row.cells)} cells: give it one for each column."
        for row in rows
        if slide.grid is not None and len(row.cells) != len(slide.grid.columns)
    ]


def _claims(slide: Slide) -> Iterator[str]:
    for line in slide.lines:
        yield from line.claims
    for row in slide.contrast:
        yield from (*row.claims, *row.sse_claims, *row.pp_claims)
    for grid_row in slide.grid.rows if slide.grid else ():
        for cell in grid_row.cells:
            yield from cell.claims
    for line in (*slide.after, *([slide.close] if slide.close else [])):
        yield from line.claims
