"""What stands behind each claim: its questions, the other bounds, the distributions, published figures beside it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from pipeline.html.panels import Line, Zone
from pipeline.rules import Location
from pipeline.sections import benchmarks, beside, founded, gates, questions, spread_figures
from pipeline.sections.benchmarks import Benchmark
from pipeline.sections.beside import Beside
from pipeline.sections.founded import Founded
from pipeline.sections.gates import Fired
from pipeline.sections.material import Material
from pipeline.sections.questions import Question
from pipeline.sections.spread_figures import Panel
from pipeline.sections.spreads import Spreads
from pipeline.sections.verdicts import Entry

MOST_PANELS = 4
NOTHING = Beside((), (), (), ())


@dataclass(frozen=True)
class Behind:
    """One claim's; `many` counts the questions, or scales, of a claim that is made of too many to repeat them."""

    questions: tuple[Question, ...]
    many: int
    beside: Beside
    panels: tuple[Panel, ...]
    benchmarks: tuple[Benchmark, ...]
    gates: tuple[Fired, ...]
    founded: Founded | None = None


def context(entries: Mapping[str, Entry], material: Material, spreads: Spreads) -> dict[str, Any]:
    """For templates/claims.html: what stands behind each claim, and the symbols that its panels show."""
    drawn = {
        code: found
        for code, found in spread_figures.drawn(spreads, material).items()
        if material.instrument.indicators[code].unit == "points"
    }
    around = beside.beside(entries, material)
    gated = gates.fired(material, {name for name, entry in entries.items() if not entry.measure.withheld})
    return {
        "behind": {
            name: replace(
                _behind(entry, drawn, spreads, material),
                gates=tuple(gated.get(name, ())),
                beside=around[name],
                founded=founded.founded(material).get(name),
            )
            for name, entry in entries.items()
        },
        "symbols": spread_figures.symbols(drawn, material),
        "panel": spread_figures.SIZE,
        "finder": material.finder if drawn else [],
    }


def _behind(entry: Entry, drawn: Mapping[str, Mapping[str, Line]], known: Spreads, material: Material) -> Behind:
    claim = entry.claim
    asked = questions.asked(claim, material.instrument)
    scales = [code for code in questions.indicators(claim, material.instrument) if code in drawn]
    codes = {*claim.indicators, *questions.indicators(claim, material.instrument)}
    shown = scales if len(scales) <= MOST_PANELS else []
    return Behind(
        questions=asked if len(asked) <= questions.MANY else (),
        many=len(asked) if len(asked) > questions.MANY else 0,
        beside=NOTHING,
        panels=tuple(
            spread_figures.panel(code, drawn[code], list(_zones(claim.rule, code, material)), known, material)
            for code in shown
        ),
        benchmarks=benchmarks.beside(material.benchmarks, claim.id, codes),
        gates=(),
    )


def _zones(rule: object, code: str, material: Material) -> Iterator[Zone]:
    """The places that a rule gives to types on one scale."""
    if isinstance(rule, Location):
        if rule.outcome.code == code and rule.outcome.minus is None and rule.side != "between":
            beyond = material.rulers.bounds.get(rule.bound, 0.0)
            bound = material.rulers.midpoint + (beyond if rule.side == "above" else -beyond)
            yield Zone(rule.group.type, bound, rule.side == "above")
    elif isinstance(rule, tuple):
        for part in rule:
            yield from _zones(part, code, material)
    elif is_dataclass(rule):
        for field in fields(rule):
            yield from _zones(getattr(rule, field.name), code, material)
