"""What stands behind each claim: its questions, the other bounds, the distributions, published figures beside it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from markupsafe import Markup

from pipeline.html import panels, words
from pipeline.html.panels import Line, Zone
from pipeline.rules import Location
from pipeline.sections import benchmarks, beside, gates, questions
from pipeline.sections.benchmarks import Benchmark
from pipeline.sections.beside import Beside
from pipeline.sections.gates import Fired
from pipeline.sections.material import TYPES, Material
from pipeline.sections.questions import Question
from pipeline.sections.spreads import Spreads, lines, rests_on
from pipeline.sections.verdicts import Entry

MOST_PANELS = 4
NOTHING = Beside((), (), (), ())


@dataclass(frozen=True)
class Panel:
    """A small distribution: the symbol that it shows, the claim's zones in it, what is seen, in words, what it rests on, and
    its numbers: type, mean, interval, what the mean rests on."""

    symbol: str
    title: str
    alternative: str
    zones: Markup
    base: str
    numbers: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True)
class Behind:
    """One claim's; `many` counts the questions, or scales, of a claim that is made of too many to repeat them."""

    questions: tuple[Question, ...]
    many: int
    beside: Beside
    panels: tuple[Panel, ...]
    benchmarks: tuple[Benchmark, ...]
    gates: tuple[Fired, ...]


def context(entries: Mapping[str, Entry], material: Material, spreads: Spreads) -> dict[str, Any]:
    """For templates/claims.html: what stands behind each claim, and the symbols that its panels show."""
    scales = [code for code, indicator in material.instrument.indicators.items() if indicator.unit == "points"]
    all_ = {code: lines(spreads, code) for code in scales}
    drawn = {code: found for code, found in all_.items() if any(line.points for line in found.values())}
    around = beside.beside(entries, material)
    gated = gates.fired(material, {name for name, entry in entries.items() if not entry.measure.withheld})
    return {
        "behind": {
            name: replace(
                _behind(entry, drawn, spreads, material), gates=tuple(gated.get(name, ())), beside=around[name]
            )
            for name, entry in entries.items()
        },
        "symbols": [panels.symbol(f"spread-{c}", own, material.rulers.midpoint) for c, own in drawn.items()],
        "panel": (panels.WIDTH, panels.height(TYPES)),
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
            _panel(code, drawn[code], list(_zones(claim.rule, code, material)), known, material) for code in shown
        ),
        benchmarks=benchmarks.beside(material.benchmarks, claim.id, codes),
        gates=(),
    )


def _panel(code: str, found: Mapping[str, Line], zones: list[Zone], known: Spreads, material: Material) -> Panel:
    indicator = material.instrument.indicators[code]
    means = [f"{type_} {words.number(line.mean)}" for type_, line in found.items() if line.mean is not None]
    said = [f"mean {words.listing(means)}"] if means else []
    said += [
        f"the claim puts {words.TYPES[zone.type]} {'above' if zone.above else 'below'} {zone.bound:g}" for zone in zones
    ]
    return Panel(
        symbol=f"spread-{code}",
        title=f"{words.capital(indicator.name_en)} ({code})",
        alternative=words.sentence("; ".join(said)),
        zones=panels.zones(TYPES, zones),
        base=known.base(code),
        numbers=tuple(_numbers(code, type_, known) for type_ in found if (code, type_) in known.means),
    )


def _numbers(code: str, type_: str, known: Spreads) -> tuple[str, str, str, str]:
    row = known.means[code, type_]
    if row["withheld"]:
        return type_, "withheld", "", ""
    return type_, words.number(row["mean"]), words.interval(row["low"], row["high"], "points"), rests_on(row)


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
