"""Walk through a rule: the parts of a class in it, and the codes of the answers that it rests on."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from pipeline.instrument import Instrument
from pipeline.rules import Classification, Dispersion, Mediation, Order, Outcome, Rule, Slope

OF_THOSE = ", of those with "  # between what a figure is and the part of a type that it is of


@cache
def found(value: Any, kind: type[Any]) -> tuple[Any, ...]:
    """Every object of one class inside a rule."""
    return tuple(_found(value, kind))


def _found(value: Any, kind: type[Any]) -> Iterator[Any]:
    if isinstance(value, kind):
        yield value
    if isinstance(value, tuple):
        for part in value:
            yield from _found(part, kind)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _found(getattr(value, field.name), kind)


@cache
def single_codes(rule: Rule) -> tuple[str, ...]:
    """The codes that the rule looks at one by one: of its contrasts, means, differences within persons and slopes."""
    outcomes = [code for o in found(rule, Outcome) for code in (o.code, o.minus) if code]
    slopes = [code for s in found(rule, Slope) for code in s.codes]
    return tuple(dict.fromkeys([*outcomes, *slopes]))


@cache
def pooled_codes(rule: Rule) -> tuple[str, ...]:
    """The codes that the rule looks at together, as the twelve scales of a distance."""
    sets = [code for d in found(rule, Dispersion) for code in d.outcomes]
    sets += [code for m in found(rule, Mediation) for code in (m.outcome, *m.mediators)]
    sets += [code for c in found(rule, Classification) for code in c.outcomes]
    sets += [code for o in found(rule, Order) for code in (*o.first, *o.second)]
    return tuple(dict.fromkeys(sets))


def parts_of(code: str, asked: Instrument) -> tuple[str, ...]:
    """What a composite is made of, else the code itself."""
    indicator = asked.indicators.get(code)
    return indicator.items if indicator is not None and indicator.kind == "composite" else (code,)


def lines_of(code: str, asked: Instrument) -> tuple[str, ...]:
    """The lines of the questionnaire behind a code: its own, those of its scale, or of its composite's parts."""
    if code in asked.items:
        return (code,)
    indicator = asked.indicators.get(code)
    return tuple(line for part in indicator.items for line in lines_of(part, asked)) if indicator else ()
