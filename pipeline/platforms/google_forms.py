"""Exports of Google Forms: the questions themselves as headings, times as the country writes them."""

import re
from pathlib import Path

import pandas as pd

from pipeline.instrument import Instrument
from pipeline.platforms.export import PERSONAL, SYSTEM, Export, Recognised, Source, bring, refused, values_of
from pipeline.platforms.grids import read_grid
from pipeline.platforms.headings import Column
from pipeline.platforms.structure import Structure
from pipeline.platforms.times import iso_times
from pipeline.platforms.timestamps import TIMESTAMPS

PERSONS = re.compile(
    r"^(e-?mail.*|username|user name|nutzername|benutzername|name|vorname|nachname|first name|last name)$",
    re.IGNORECASE,
)
SCORE = re.compile(r"^(score|punktzahl|punkte|feedback)$|\[(score|feedback|punktzahl)\]$", re.IGNORECASE)


def read(path: Path, recognised: Recognised, asked: Instrument, structure: Structure | None) -> Export:
    """An export in the plain form. There are no ids of respondents, unless a question asked for one."""
    assert structure is None, "Google Forms exports no structure"
    grid = read_grid(path, place=recognised.place)
    header, rows = grid.head[grid.start()], grid.below(grid.start() + 1)
    grid.refuse_cut(grid.start() + 1, len(header), path.name)
    if rows.empty:
        return refused(path.name, recognised, 0, len(header), "it has headings and no row; export it again.")
    notes = [f"read as {grid.told}.", *grid.odd]
    made: dict[str, pd.Series] = {}
    columns = []
    for at, heading in enumerate(header):
        if heading.casefold() in TIMESTAMPS and "submitted_at" not in made:
            made["submitted_at"], said = iso_times(
                values_of(rows, at), f"the column '{heading}'", TIMESTAMPS[heading.casefold()]
            )
            notes += said
            columns.append(Column(at, heading, role=SYSTEM))
        elif PERSONS.match(heading):
            columns.append(Column(at, heading, role=PERSONAL))
        elif SCORE.search(heading) or not heading:
            columns.append(Column(at, heading, role=SYSTEM))
        else:
            columns.append(Column(at, heading, (heading,), heading))
    return bring(Source(path.name, recognised, columns, rows, made, notes, []), asked)
