"""The numbers behind the figures as CSV files beside the pages: what the pages show, and nothing that they withhold."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from pipeline.sections import codebook, flow, measurement_tables, unjudged
from pipeline.sections.material import Material, Row, rows
from pipeline.sections.spreads import Spreads
from pipeline.sections.verdicts import Entry

Cell = str | float | int | None
FORMULA = ("=", "+", "-", "@", "\t", "\r")
ENDS = ("decision_low", "decision_high", "ci95_low", "ci95_high")


def tables(entries: Mapping[str, Entry], material: Material, known: Spreads) -> dict[str, str]:
    """The text of every file by its name."""
    return {
        "verdicts.csv": _verdicts(entries, material),
        "known.csv": _known(entries),
        "type-means.csv": _type_means(known),
        "project-means.csv": _project_means(known),
        "rows.csv": _rows(material),
        "codebook.csv": _codebook(material),
        "reliability.csv": written(measurement_tables.RELIABILITY, measurement_tables.reliability(material)),
        "careless.csv": written(measurement_tables.careless_header(material), measurement_tables.careless(material)),
    }


def written(header: Sequence[str], lines: Iterable[Sequence[Cell]]) -> str:
    """A CSV file; a text that a spreadsheet would take for a formula gets an apostrophe before it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([[_cell(cell) for cell in line] for line in lines])
    return text.getvalue()


def _cell(cell: Cell) -> str:
    if isinstance(cell, float):
        return f"{cell:.4f}"
    text = "" if cell is None else str(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(FORMULA) else text


def _verdicts(entries: Mapping[str, Entry], material: Material) -> str:
    judged = {row["claim"]: row for row in rows(material.verdicts)}
    shown = [(entry, judged[entry.claim.id]) for entry in entries.values() if entry.measure.known]
    header = ("claim", "statement", "type", "verdict", "unit", "estimate", *ENDS, "rests on")
    return written(header, (_judged(entry, row) for entry, row in shown))


def _judged(entry: Entry, row: Row) -> list[Cell]:
    named: list[Cell] = [entry.claim.id, entry.claim.statement, entry.claim.type, entry.verdict.word, row["unit"]]
    return [*named, row["estimate"], *(row[end] for end in ENDS), entry.measure.base]


def _known(entries: Mapping[str, Entry]) -> str:
    header = ("what", "of whom", "estimate", "95 % interval", "rests on", "proxy", "note", "bears on")
    facts = [fact for topic in unjudged.topics(entries) for fact in topic.facts]
    return written(header, (_fact(fact) for fact in facts))


def _fact(fact: unjudged.Fact) -> list[Cell]:
    part, measure = fact.part, fact.part.measure
    bearing = "; ".join(entry.claim.id for entry in fact.claims)
    proxy = "yes" if part.proxy else "no"
    return [part.what, part.side, measure.value, measure.ci95, measure.base, proxy, part.note, bearing]


def _type_means(known: Spreads) -> str:
    header = ("indicator", "type", "mean", "ci95_low", "ci95_high", "projects", "respondents")
    told = [(key, row) for key, row in known.means.items() if not row["withheld"]]
    return written(
        header,
        (
            (code, type_, row["mean"], row["low"], row["high"], int(row["n_projects"]), int(row["n_respondents"]))
            for (code, type_), row in told
        ),
    )


def _project_means(known: Spreads) -> str:
    """Sorted by size, so that no place in the file tells which project it is."""
    return written(
        ("indicator", "type", "mean of a project"),
        ((code, type_, mean) for (code, type_), means in sorted(known.points.items()) for mean in sorted(means)),
    )


def _rows(material: Material) -> str:
    found = [table for table in (flow.by_wave(material), flow.by_type(material)) if table is not None]
    return written(
        ("table", "rows", "column", "count"),
        (
            (table.title, f"excluded: {label}" if kind == "excluded" else label, column, said)
            for table in found
            for kind, label, cells in table.lines
            for column, said in zip(table.columns, cells, strict=True)
        ),
    )


def _codebook(material: Material) -> str:
    blocks = codebook.context(material)["blocks"]
    kinds = list(dict.fromkeys(kind for block in blocks for kind in block.kinds))
    lines = []
    for block in blocks:
        for line in block.lines:
            counts = dict(zip(block.kinds, line.counts, strict=True))
            said = (line.wording_en, line.wording_de, line.remarks, line.answers)
            lines.append([line.code, block.name, *said, *(counts.get(kind, "0") for kind in kinds)])
    return written(("code", "block", "wording_en", "wording_de", "remarks", "answers", *kinds), lines)
