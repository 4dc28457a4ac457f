"""What a claim is measured by: the codes of its rule and the questions behind them, as they were asked."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass

from pipeline.claims import Claim
from pipeline.instrument import Instrument

MANY = 12


@dataclass(frozen=True)
class Question:
    """A question in both languages; `reverse`: agreement counts as little; `register`: not asked of persons."""

    code: str
    wording_en: str
    wording_de: str
    reverse: bool
    register: bool


def indicators(claim: Claim, instrument: Instrument) -> tuple[str, ...]:
    """The indicators that the claim's rule names, each once, in its order."""
    return tuple(dict.fromkeys(code for code in _texts(claim.rule) if code in instrument.indicators))


def asked(claim: Claim, instrument: Instrument) -> tuple[Question, ...]:
    """The questions of the claim's indicators, items and fields of the register, in the order of the questionnaire."""
    codes = [*claim.indicators, *_texts(claim.rule)]
    wanted = {item for code in codes for item in _items(code, instrument)}
    found = [
        Question(item.code, item.wording_en, item.wording_de, item.reverse, False)
        for code, item in instrument.items.items()
        if code in wanted
    ]
    return (
        *found,
        *(
            Question(field.code, field.label_en, field.label_de, False, True)
            for name, field in instrument.register.items()
            if name in codes
        ),
    )


def _items(code: str, instrument: Instrument) -> Iterator[str]:
    if code in instrument.items:
        yield code
    elif code in instrument.indicators:
        for part in instrument.indicators[code].items:
            yield from _items(part, instrument)


def _texts(rule: object) -> Iterator[str]:
    """Every text in a rule, from outside in."""
    if isinstance(rule, str):
        yield rule
    elif isinstance(rule, tuple):
        for part in rule:
            yield from _texts(part)
    elif is_dataclass(rule):
        for field in fields(rule):
            yield from _texts(getattr(rule, field.name))
