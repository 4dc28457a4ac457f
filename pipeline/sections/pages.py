"""The pages of the report in the order of the navigation: one entry each. A new page is a line here, a section module that
builds its context, and a template of its name in pipeline/html/templates.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.sections import (
    behind,
    calibration,
    codebook,
    curves,
    indicators,
    kinds_rates,
    measurement,
    overview,
    provenance,
    structure,
    talk,
    verdicts,
    waves,
    who,
)
from pipeline.sections.desk import Desk


@dataclass(frozen=True)
class Page:
    """`name` is its file and its template, `title` stands in the navigation, `build` gives what the template lays out."""

    name: str
    title: str
    build: Callable[[Desk], Mapping[str, Any]]


def _claims(desk: Desk) -> Mapping[str, Any]:
    own = behind.context(desk.entries, desk.material, desk.spreads)
    return {"slides": verdicts.slides(desk.entries), "curves": desk.curves, **own}


def _methods(desk: Desk) -> Mapping[str, Any]:
    material = desk.material
    return {
        **desk.origin,
        **provenance.registered(desk.origin, material),
        "thresholds": material.rulers,
        "smallest": material.smallest,
    }


def _calibration(desk: Desk) -> Mapping[str, Any]:
    measured = calibration.context(desk.origin.get("calibration", calibration.NOTHING))
    return {**measured, **kinds_rates.context(desk.material.kinds_rates)}


PAGES: tuple[Page, ...] = (
    # what came out
    Page("index", "Overview", lambda desk: overview.context(desk.entries, desk.material, desk.forest)),
    Page("talk", "The talk", lambda desk: talk.context(desk.material.talk, desk.entries)),
    Page("claims", "The claims", _claims),
    Page("ways", "Other analyses", lambda desk: curves.context(desk.entries, desk.curves)),
    # the projects
    Page("structure", "Kinds and compass", lambda desk: structure.context(desk.material)),
    # what was asked and answered
    Page("indicators", "Indicators", lambda desk: indicators.context(desk.material, desk.spreads)),
    Page("measurement", "Measurement", lambda desk: measurement.context(desk.material)),
    Page("who", "Data quality and flow", lambda desk: who.context(desk.material)),
    Page("waves", "Waves", lambda desk: waves.context(desk.entries, desk.material)),
    Page("codebook", "Codebook", lambda desk: codebook.context(desk.material)),
    # how it was done
    Page("calibration", "How often is it wrong", _calibration),
    Page("methods", "Methods and provenance", _methods),
)
TITLES: Mapping[str, str] = {page.name: page.title for page in PAGES}
