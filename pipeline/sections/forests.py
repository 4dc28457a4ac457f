"""The picture of all difference and commonality claims, and what could not be drawn into it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.html import charts, words
from pipeline.html.pictures import Picture
from pipeline.sections.material import Material, Row, rows
from pipeline.sections.verdicts import Entry

DIFFERENCES = {"DIFF", "DIFF_POLE"}
LONGEST_LABEL = 46


@dataclass(frozen=True)
class Forest:
    """The picture (None where nothing can be drawn), its entries by group, and for the table beneath, and those left out."""

    picture: Picture | None
    groups: tuple[tuple[str, tuple[Entry, ...]], ...]
    drawn: tuple[Entry, ...]
    other_units: tuple[Entry, ...]
    without_estimate: tuple[Entry, ...]
    base: str


def forest(entries: Mapping[str, Entry], material: Material) -> Forest:
    """All difference and commonality claims in points, grouped: the rows that decide, further differences, commonalities."""
    judged = {row["claim"]: row for row in rows(material.verdicts)}
    own = [entry for entry in entries.values() if entry.claim.type in DIFFERENCES | {"EQ"}]
    known = [entry for entry in own if entry.measure.known]
    drawn = [entry for entry in known if judged[entry.claim.id]["unit"] == "points"]
    bound = material.rulers.bounds["difference"]
    groups = _groups(drawn, material)
    return Forest(
        picture=_draw(groups, judged, bound) if drawn else None,
        groups=tuple((heading, tuple(entries)) for heading, entries in groups.items() if entries),
        drawn=tuple(entry for own in groups.values() for entry in own),
        other_units=tuple(entry for entry in known if entry not in drawn),
        without_estimate=tuple(entry for entry in own if not entry.measure.known),
        base=_base([judged[entry.claim.id] for entry in drawn], material.sizes_told),
    )


def _base(drawn: list[Row], told: bool) -> str:
    """What the estimates rest on: from the fewest to the most; `told`: whether the numbers of respondents are."""
    if not drawn:
        return ""
    ends = [
        (min(ns), max(ns)) for ns in zip(*((int(r["n_projects"]), int(r["n_respondents"])) for r in drawn), strict=True)
    ]
    said = [f"{low:,}" if low == high else f"{low:,} to {high:,}" for low, high in ends]
    return f"{said[0]} projects and {said[1] if told else 'a withheld number of'} respondents, by claim."


def _groups(drawn: list[Entry], material: Material) -> dict[str, list[Entry]]:
    deciding = material.rulers.theses.get("T1", ())
    return {
        "Differences that decide": [e for e in drawn if e.claim.type in DIFFERENCES and e.claim.id in deciding],
        "Further differences": [e for e in drawn if e.claim.type in DIFFERENCES and e.claim.id not in deciding],
        "Commonalities": [e for e in drawn if e.claim.type == "EQ"],
    }


def _draw(groups: Mapping[str, list[Entry]], judged: Mapping[str, Row], bound: float) -> Picture:
    drawn = [entry for entries in groups.values() for entry in entries]
    shown = {heading: [_row(e, judged[e.claim.id]) for e in own] for heading, own in groups.items() if own}
    return charts.forest(
        "forest",
        _title(groups, bound),
        _alternative(drawn, judged, bound),
        shown,
        bound,
        "points on the scale from 1 to 7, to the right as the talk says",
    )


def _title(groups: Mapping[str, list[Entry]], bound: float) -> str:
    """What is seen, of the rows that decide."""
    own = groups["Differences that decide"]
    supported = sum(entry.verdict.word == "supported" for entry in own)
    if not own:
        return "How far the two sides lie apart, claim by claim"
    said = f"{supported} of the {words.count(len(own), 'difference')} that decide"
    return f"{said} are surely larger than {bound:g} points and supported"


def _row(entry: Entry, judged: Row) -> charts.Row:
    return charts.Row(
        label=short(entry.claim.statement),
        verdict=entry.verdict.word,
        estimate=judged["estimate"],
        decision=_pair(judged["decision_low"], judged["decision_high"]),
        ci95=_pair(judged["ci95_low"], judged["ci95_high"]),
    )


def _alternative(drawn: list[Entry], judged: Mapping[str, Row], bound: float) -> str:
    differences = [judged[e.claim.id]["estimate"] for e in drawn if e.claim.type in DIFFERENCES]
    beyond = sum(value > bound for value in differences)
    against = sum(value < -bound for value in differences)
    common = [judged[e.claim.id]["estimate"] for e in drawn if e.claim.type == "EQ"]
    inside = sum(abs(value) < bound for value in common)
    said = []
    if differences:
        said.append(
            f"{words.count(len(differences), 'difference')}: {beyond} beyond {bound:g} points as the talk says, "
            f"{against} beyond it the other way"
        )
    if common:
        said.append(f"{words.count(len(common), 'commonality', 'commonalities')}: {inside} inside the band")
    return f"{words.capital('; '.join(said))}. The numbers stand in the table beneath."


def _pair(low: float | None, high: float | None) -> tuple[float, float] | None:
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
        return None
    return low, high


def short(text: str, longest: int = LONGEST_LABEL) -> str:
    """A statement cut at a word where it is too long for the margin of a picture."""
    if len(text) <= longest:
        return text
    return f"{text[:longest].rsplit(' ', 1)[0].rstrip(' ,:;(')} …"
