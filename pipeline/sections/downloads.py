"""The numbers behind the figures as CSV files beside the pages: what the pages show, and nothing that they withhold."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

from pipeline.sections import (
    cluster_pages,
    codebook,
    compass,
    flow,
    measurement,
    measurement_tables,
    project_map,
    spread_figures,
    spreads,
    unjudged,
)
from pipeline.sections.calibration import Calibration
from pipeline.sections.curves import Curve
from pipeline.sections.desk import Desk
from pipeline.sections.material import Material, Row, rows
from pipeline.sections.spreads import Spreads
from pipeline.sections.verdicts import Entry

Cell = str | float | int | None
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # the last four are wide ones
INSIDE = re.compile(r"([;\t\r\n]\s*)(?=[=@]|[+-][^\d\s])")  # where a spreadsheet that parts at semicolons begins a cell
ENDS = ("decision_low", "decision_high", "ci95_low", "ci95_high")


def tables(desk: Desk) -> dict[str, str]:
    """The text of every file by its name."""
    entries, material, known = desk.entries, desk.material, desk.spreads
    found = {
        "verdicts.csv": _verdicts(entries, material),
        "parts.csv": _parts(entries, material),
        "ways.csv": _ways(desk.curves),
        "known.csv": _known(entries),
        "type-means.csv": _type_means(known),
        "project-means.csv": _project_means(known),
        "answers.csv": _answers(material),
        "map.csv": _map(material),
        "clusters.csv": _clusters(material),
        "compass.csv": _compass(material),
        "error-rates.csv": _error_rates(desk.origin.get("calibration")),
        "rows.csv": _rows(material),
        "codebook.csv": _codebook(material),
        "reliability.csv": written(measurement_tables.RELIABILITY, measurement_tables.reliability(material)),
        "careless.csv": written(measurement_tables.careless_header(material), measurement_tables.careless(material)),
    }
    return found | {f"spread-{code}.csv": _spread(code, known) for code in spread_figures.drawn(known, material)}


def written(header: Sequence[str], lines: Iterable[Sequence[Cell]]) -> str:
    """A CSV file; a text that a spreadsheet would take for a formula gets an apostrophe before it, where a cell begins
    and where one would begin for a spreadsheet that parts at semicolons."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([[_cell(cell) for cell in line] for line in lines])
    return text.getvalue()


def _cell(cell: Cell) -> str:
    if isinstance(cell, float):
        return f"{cell:.4f}"
    text = "" if cell is None else str(cell)
    if not isinstance(cell, str):
        return text
    text = INSIDE.sub(r"\1'", text)
    return f"'{text}" if text.startswith(FORMULA) else text


def _verdicts(entries: Mapping[str, Entry], material: Material) -> str:
    judged = {row["claim"]: row for row in rows(material.verdicts)}
    shown = [(entry, judged[entry.claim.id]) for entry in entries.values() if entry.measure.known]
    header = ("claim", "statement", "type", "verdict", "unit", "estimate", *ENDS, "rests on")
    return written(header, (_judged(entry, row) for entry, row in shown))


def _judged(entry: Entry, row: Row) -> list[Cell]:
    named: list[Cell] = [entry.claim.id, entry.claim.statement, entry.claim.type, entry.verdict.word, row["unit"]]
    return [*named, row["estimate"], *(row[end] for end in ENDS), entry.measure.base]


def _parts(entries: Mapping[str, Entry], material: Material) -> str:
    """Of every claim its parts, without those that are withheld."""
    header = ("claim", "part", "of whom", "what", "role", "unit", "estimate", *ENDS[2:], "n", "respondents")
    told = [
        row
        for row in rows(material.parts.sort_values(["claim", "part"]))
        if row["claim"] in entries and (row["claim"], row["part"]) not in material.withheld_parts
    ]
    named = ("claim", "part", "side", "what", "role", "unit", "estimate", *ENDS[2:])
    return written(header, ([*(row[name] for name in named), *_sizes(row, material)] for row in told))


def _sizes(row: Row, material: Material) -> tuple[int | None, int | None]:
    """The units and the respondents that a part rests on, as far as they are told."""
    n, respondents = int(row["n"]), int(row["n_respondents"])
    told = material.sizes_told or not respondents
    return n if told or n != respondents else None, respondents if told else None


def _ways(found: Mapping[str, Curve]) -> str:
    header = ("claim", "dimension", "way", "same word", "estimates")
    return written(header, ((claim, *line) for claim, curve in found.items() for line in curve.table))


def _answers(material: Material) -> str:
    header = ("scale", "line", "asked", "disagree", "middle", "agree", "cannot say", "no answer")
    told = [(scale.code, item.answers) for scale in measurement.shown_scales(material) for item in scale.items]
    return written(
        header,
        (
            (code, a.item, a.base, a.disagree, a.middle, a.agree, a.cannot_say, a.no_answer)
            for code, a in told
            if a is not None
        ),
    )


def _map(material: Material) -> str:
    places = project_map.places(project_map.named(material), material)
    axes = ("first axis", "second axis", "between the sides", "its 95 % interval")
    header = ("project", "type", *axes, "cluster", "probability", "stays", "respondents")
    lines = (
        (p.project, p.type, p.pc1, p.pc2, p.place, p.place_between, p.cluster, p.probability, p.stays, p.respondents)
        for p in places
    )
    return written(header, lines)


def _clusters(material: Material) -> str:
    header = ("cluster", "scale", "mean", "mean elsewhere", "difference")
    return written(header, ((n, *line) for n, lines in cluster_pages.profiles(material) for line in lines))


def _compass(material: Material) -> str:
    header = ("project", "type", "cell", "probability", "next cell", "entropy", "respondents counted")
    places = compass.located(material)
    return written(
        header, ((p.project, p.type, p.cell, p.probability, p.next, p.entropy, p.respondents) for p in places)
    )


def _error_rates(found: Calibration | None) -> str:
    header = ("world", "of", "name", "claim type", "gap", "truth", "word", "count", "surveys or rows")
    rates = found.rates if found is not None else ()
    return written(header, ((r.world, r.what, r.id, r.type, r.gap, r.truth, r.word, r.count, r.n) for r in rates))


def _spread(code: str, known: Spreads) -> str:
    """One indicator: the means of the types, and those of the projects that have a point, sorted by size."""
    types = {type_: row for (own, type_), row in known.means.items() if own == code and not row["withheld"]}
    lines: list[list[Cell]] = [
        ["type", name, row["mean"], row["low"], row["high"], int(row["n_projects"]), spreads.respondents(row)]
        for name, row in types.items()
    ]
    lines += [
        ["project", type_, mean, None, None, None, None]
        for (own, type_), means in sorted(known.points.items())
        if own == code
        for mean in sorted(means)
    ]
    return written(("mean of a", "type", "mean", "ci95_low", "ci95_high", "projects", "respondents"), lines)


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
            (code, type_, row["mean"], row["low"], row["high"], int(row["n_projects"]), spreads.respondents(row))
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
