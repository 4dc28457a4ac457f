"""The specification curve of each claim: what comes out of every other way to analyse, for the page of
the other analyses and the lines about them on the page of the claims.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from pipeline.html import curve_chart, words
from pipeline.html.curve_chart import Spec
from pipeline.sections import beside, verdicts
from pipeline.sections.material import Material, Row, rows
from pipeline.sections.verdicts import Entry

DIMENSIONS: Mapping[str, Mapping[str, str]] = {
    "exclusions": {"primary": "usual exclusions", "all": "hardly any", "strict": "strict"},
    "score": {
        "mean": "mean of the items",
        "factor score": "factor score",
        "style-adjusted": "less response style",
        "best single item": "best single item",
    },
    "unit": {"mixed model": "persons in projects", "project mean": "project means"},
    "source": {"declared": "declared type", "S04": "members’ word", "coders": "coders’ grades"},
    "covariates": {"none": "unadjusted", "digital": "digital held", "full": "all covariates"},
    "waves": {"pooled": "all waves", "first": "first wave", "last": "last wave"},
}
NAMES = {
    "exclusions": "Who is left out",
    "score": "How a scale is scored",
    "unit": "What is compared",
    "source": "Where the type comes from",
    "covariates": "What is held constant",
    "waves": "Which waves",
}
AROUND_ZERO = {"DIFF", "DIFF_POLE", "EQ", "WITHIN", "ASSOC", "NULL"}
FIRMNESS = ("robust", "fragile", "sensitive")
SMALLEST_CURVE = 6  # cells; fewer are told in the table only


@dataclass(frozen=True)
class Curve:
    """One claim's: what is seen and what it rests on; the share of cells with the same word and the suffix, in words; how many
    cells with each word; by dimension and value how many cells with the same word, of how many, and the range of their
    estimates; what was left out and why; the range of all estimates; the picture, None where cells have no estimates to sort
    or where these are withheld."""

    title: str
    base: str
    summary: str
    suffix: str
    words: tuple[tuple[words.Word, int], ...]
    table: tuple[tuple[str, str, str, str], ...]
    left_out: str
    range: str
    alternative: str
    svg: Markup | None


def curves(entries: Mapping[str, Entry], material: Material) -> dict[str, Curve]:
    """By claim; claims whose word is 'not testable' and those with one cell only have none. Where the estimate of a claim is
    withheld, so are those of its cells; where that of a wave or of a set of exclusions is, those of the cells with it."""
    robustness = {row["claim"]: row for row in rows(material.more["robustness_by_claim"])}
    units = {row["claim"]: row["unit"] for row in rows(material.verdicts)}
    cells: dict[str, list[Row]] = {}
    for row in rows(material.more["cells_by_claim"]):
        cells.setdefault(row["claim"], []).append(row)
    return {
        claim: _curve(robustness[claim], _shown(entry, cells[claim], material), entry, units[claim])
        for claim, entry in entries.items()
        if claim in robustness and robustness[claim]["share_same"] is not None
    }


def context(entries: Mapping[str, Entry], found: Mapping[str, Curve]) -> dict[str, Any]:
    """What templates/ways.html lays out: the curves by slide, and how many claims have each suffix."""
    told = {name: entry for name, entry in entries.items() if name in found}
    suffixes = Counter(curve.suffix for curve in found.values())
    return {
        "slides": [
            (slide, [(entry, found[entry.claim.id]) for entry in slide.entries]) for slide in verdicts.slides(told)
        ],
        "firmness": [(suffix, suffixes[suffix]) for suffix in FIRMNESS if suffixes[suffix]],
    }


def _shown(entry: Entry, cells: Sequence[Row], material: Material) -> list[Row]:
    """The cells without the estimates that are withheld; their words stay."""
    blank = {"estimate": None, "ci95_low": None, "ci95_high": None}
    waves = ("first", "last") if verdicts.hidden_waves(entry.claim, material) else ()
    sets = beside.closed_sets(material)
    return [
        {**row, **blank} if entry.measure.withheld or row["waves"] in waves or row["exclusions"] in sets else row
        for row in cells
    ]


def _curve(found: Row, cells: Sequence[Row], entry: Entry, unit: str | None) -> Curve:
    same = round(found["share_same"] * found["cells"])
    share = words.percent(found["share_same"])
    summary = f"Judged in {words.count(found['cells'], 'way')}, the word is “{found['verdict']}” in {same:,} ({share})"
    bounds = sorted({row["bound"] for row in cells if row["bound"] is not None})
    edges = _edges(entry.claim.type, bounds)
    specs = [_spec(row) for row in cells if _complete(row)]
    drawable = len(specs) >= SMALLEST_CURVE
    spread = _range(specs, edges, unit) if drawable else ""
    alternative = f"{summary}. {spread}"
    shown = {
        dimension: [own[value] for value in own if any(row[dimension] == value for row in cells)]
        for dimension, own in DIMENSIONS.items()
        if any(row[dimension] is not None for row in cells)
    }
    return Curve(
        title=_title(same, int(found["cells"]), found["verdict"]),
        base=f"{words.count(len(specs), 'way')} with an estimate, of {int(found['cells']):,}",
        summary=f"{summary}: {found['suffix']}.",
        suffix=found["suffix"],
        words=tuple((words.VERDICTS[word], found[word]) for word in words.VERDICTS if found.get(word)),
        table=tuple(_table(cells, found["verdict"], unit)),
        left_out=_left_out(found),
        range=spread,
        alternative=alternative,
        svg=curve_chart.curve(specs, shown, edges, alternative, unit) if drawable else None,
    )


def _title(same: int, cells: int, word: str) -> str:
    """What is seen."""
    if same == cells:
        return f"All {cells:,} ways say “{word}”"
    return f"{same:,} of {cells:,} ways say “{word}”"


def _edges(kind: str, bounds: Sequence[float]) -> tuple[float, ...]:
    """Where the claim is decided: a band around zero, or the threshold."""
    if len(bounds) != 1:
        return ()
    return (-bounds[0], bounds[0]) if kind in AROUND_ZERO else (bounds[0],)


def _spec(row: Row) -> Spec:
    own = {d: DIMENSIONS[d][row[d]] for d in DIMENSIONS if row[d] is not None}
    return Spec(row["estimate"], (row["ci95_low"], row["ci95_high"]), row["verdict"], own, row["cell"] == 1)


def _complete(row: Row) -> bool:
    return None not in (row["estimate"], row["ci95_low"], row["ci95_high"])


def _range(specs: Sequence[Spec], edges: Sequence[float], unit: str | None) -> str:
    """How far the estimates reach, and on which side of the bounds."""
    ordered = sorted(spec.estimate for spec in specs)
    least, most = (words.amount(value, unit) for value in (ordered[0], ordered[-1]))
    between = words.interval(ordered[0], ordered[-1], unit)
    said = f"Every estimate is {least}" if least == most else f"The estimates run from {between}"
    if len(edges) == 2:
        inside = sum(edges[0] < value < edges[1] for value in ordered)
        said += f", {_of(inside, len(ordered))} inside ±{edges[1]:g}"
    elif edges:
        above = sum(value > edges[0] for value in ordered)
        said += f", {_of(above, len(ordered))} above {words.amount(edges[0], unit)}"
    return f"{said}."


def _of(n: int, together: int) -> str:
    """`all`, `none` or `3 of 9`."""
    return {together: "all of them", 0: "none"}.get(n, f"{n:,} of {together:,}")


def _table(cells: Sequence[Row], word: str, unit: str | None) -> list[tuple[str, str, str, str]]:
    told = []
    for dimension, own in DIMENSIONS.items():
        for value, name in own.items():
            inside = [row for row in cells if row[dimension] == value]
            if inside:
                same = sum(row["verdict"] == word for row in inside)
                found = sorted(row["estimate"] for row in inside if row["estimate"] is not None)
                spread = words.interval(found[0], found[-1], unit) if found else ""
                told.append((NAMES[dimension], name, f"{same:,} of {len(inside):,}", spread))
    return told


def _left_out(found: Mapping[str, Any]) -> str:
    if not found["left_out"]:
        return ""
    verb = "was" if found["left_out"] == 1 else "were"
    return f"{words.capital(words.count(found['left_out'], 'further way'))} {verb} left out: {found['reason']}."
