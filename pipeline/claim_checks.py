"""Whether the rule of a claim names only what exists: codes, choices, words of the register, groups, rulers, claims."""

import math
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields, is_dataclass
from typing import Any

from pipeline import files, rule_parts, rules
from pipeline.instrument import Instrument

GROUPS = ("PP", "SOC", "SOL", "SSE", "HYB", "ALL")
CELLS = tuple(
    f"{o} x {p}" for o in ("commons", "public", "private") for p in ("selbstentfaltung", "social", "commercial")
)
WORDS = ("supported", "contradicted", "equivalent", "mixed", "inconclusive", "not testable")
OF_A_SCORE = ("location", "pole", "midpoint")
OF_A_DIFFERENCE = ("within", "crossover", "middle_third")
MEASURED_BY = {"mean": ("outcome",), "share": ("where",), "median": ("field",), "marks": ("where",), "entropy": ()}


@dataclass(frozen=True)
class Known:
    """What a rule may name."""

    instrument: Instrument
    claims: frozenset[str]
    bounds: frozenset[str]

    def is_answer(self, code: str) -> bool:
        """An indicator or an item: something that each person has a value of."""
        return code in self.instrument.indicators or code in self.instrument.items

    def is_field(self, name: str) -> bool:
        """A column of the register, as the table of projects has it."""
        return name in files.description("projects")["columns"] and name not in ("wave", "project")

    def is_number(self, name: str) -> bool:
        """A field of the register that holds numbers."""
        return self.is_field(name) and files.description("projects")["columns"][name]["type"] == "float"

    def says_yes(self, name: str) -> bool:
        """A field of the register that is answered by yes or no."""
        return {c.value for c in getattr(self.instrument.register.get(name), "choices", ())} == {"yes", "no"}

    def is_named(self, code: str) -> bool:
        """Anything that a claim may list among its indicators."""
        return self.is_answer(code) or code in self.instrument.register or code in self.claims


def rule_faults(rule: rules.Rule, known: Known) -> list[str]:
    """One sentence for each thing in the rule that does not exist or contradicts itself."""
    return _faults(rule, "rule", known)


def shown_faults(shown: tuple[rules.Shown, ...], known: Known) -> list[str]:
    """The same for what stands beside."""
    return _faults(shown, "shown", known)


def _faults(value: object, name: str, known: Known) -> list[str]:
    return [
        f"{where}: {fault}"
        for where, part in _parts(value, name)
        for fault in [*_empty(part), *_part_faults(part, known)]
    ]


def _parts(value: object, where: str) -> Iterator[tuple[str, object]]:
    """Every dataclass in a rule, with the way to it."""
    if isinstance(value, tuple):
        for number, element in enumerate(value, 1):
            yield from _parts(element, f"{where}[{number}]")
    elif is_dataclass(value) and not isinstance(value, type):
        yield where, value
        for field in fields(value):
            yield from _parts(getattr(value, field.name), f"{where}.{field.name}")


def _empty(part: Any) -> list[str]:
    needed = [f.name for f in fields(part) if f.default is MISSING and getattr(part, f.name) == ()]
    return [f"{name} is empty: name at least one." for name in needed]


def _part_faults(part: Any, known: Known) -> list[str]:
    match part:
        case rules.Group():
            return [] if part.type in GROUPS else [f"the group {part.type} is unknown: write {', '.join(GROUPS)}."]
        case rules.Outcome():
            return _answers((part.code, part.minus), known)
        case rules.Condition():
            return _condition(part, known)
        case rules.Contrast():
            return _contrast(part) + _fields((part.field,), known) + _bounds((part.bound,), known)
        case rules.Location():
            return _location(part)
        case rules.Share():
            return _share(part)
        case rules.Modal():
            return _choice(part.item, (part.code,), known)
        case rules.CompassShare():
            return _cells(part.cells)
        case rules.Verdict():
            return _verdict(part, known)
        case rules.Conjunction():
            return [] if 0 < part.needs <= 1 else [f"needs is {part.needs}: write a share of the components up to 1."]
        case rules.Dispersion():
            needed = "outcomes" if part.measure == "sd" else "fields"
            faults = [] if getattr(part, needed) else [f"{part.measure} needs {needed}: add them."]
            return faults + _answers(part.outcomes, known) + _fields(part.fields, known) + _bounds((part.bound,), known)
        case rules.ShownField():
            return _fields((part.field,), known)
        case rule_parts.ShownSpans() if part.founded_by_years < 1:
            return [f"spans of {part.founded_by_years} years hold none: write 10, or another number above 0."]
        case rule_parts.ShownTrend():
            return [] if known.is_number(part.over_waves) else _answers((part.over_waves,), known)
        case rule_parts.ShownSurvival():
            return [] if known.says_yes(part.alive) else [f"{part.alive} is no field that says yes or no: name one."]
        case rules.Context():
            return _fields(part.fields, known)
        case rules.Slope():
            return _slope(part, known) + _bounds((part.bound,), known)
        case rules.NoEffect():
            return _bounds((part.ceiling_bound,), known)
        case rules.Mediation():
            return _answers((part.outcome, *part.mediators), known) + _bounds((part.bound, part.share_bound), known)
        case rules.Classification():
            faults = _answers(part.outcomes, known) + _fields(part.fields, known)
            return faults + _cells(part.cells) + _bounds((part.threshold,), known)
        case rules.Order():
            named = [c for c in (*part.first, *part.second) if c not in known.claims and not known.is_field(c)]
            return _answers(named, known)
        case _:
            return []


def _answers(codes: Any, known: Known) -> list[str]:
    unknown = [code for code in codes if code is not None and not known.is_answer(code)]
    return [f"the code {code} is unknown: use one of instrument/indicators.yaml or items.csv." for code in unknown]


def _fields(names: Any, known: Known) -> list[str]:
    unknown = [name for name in names if name is not None and not known.is_field(name)]
    return [f"the field {name} is unknown: use a column of the table projects in tables.yaml." for name in unknown]


def _bounds(names: Any, known: Known) -> list[str]:
    unknown = [name for name in names if name not in known.bounds]
    return [f"the ruler {name} is unknown: use or add a bound of claims/rulers.yaml." for name in unknown]


def _cells(cells: Any) -> list[str]:
    return [f"the compass has no cell {cell}: use one of {', '.join(CELLS)}." for cell in cells if cell not in CELLS]


def _contrast(contrast: rules.Contrast) -> list[str]:
    needed = MEASURED_BY[contrast.measure]
    given = [name for name in ("outcome", "where", "field") if getattr(contrast, name)]
    faults = [f"a {contrast.measure} needs {name}: add it." for name in needed if name not in given]
    if contrast.measure == "marks" and any(condition.field is None for condition in contrast.where):
        faults.append("marks are told by the register: name a field in each of where.")
    return faults + [f"a {contrast.measure} has no {name}: remove it." for name in given if name not in needed]


def _slope(slope: rules.Slope, known: Known) -> list[str]:
    """A field of the register, or the distance, is a predictor by itself; something is held constant within projects."""
    (first, *more), inside = slope.predictor or ("",), slope.level == "within"
    alone = not more and (first == rules.DISTANCE or known.is_field(first))
    faults = [] if inside or not slope.given else ["given belongs to the level within: correct one of them."]
    return faults + _answers((*slope.outcome, *(() if alone else slope.predictor), *slope.given), known)


def _location(location: rules.Location) -> list[str]:
    fitting = OF_A_SCORE if location.outcome.minus is None else OF_A_DIFFERENCE
    faults = (
        [] if location.bound in fitting else [f"the bound {location.bound} does not fit: use {', '.join(fitting)}."]
    )
    if (location.side == "between") != (location.bound == "middle_third"):
        faults.append("between and middle_third belong together: correct side or bound.")
    return faults


def _share(share: rules.Share) -> list[str]:
    faults = []
    if (share.side == "between") != (share.high is not None):
        faults.append("high belongs to the side between, and between needs it: add or remove it.")
    if not 0 <= share.low <= (share.high if share.high is not None else 1) <= 1:
        faults.append(f"a share lies between 0 and 1, low below high: {share.low} and {share.high} do not.")
    return faults


def _verdict(verdict: rules.Verdict, known: Known) -> list[str]:
    faults = [] if verdict.claim in known.claims else [f"the claim {verdict.claim} is unknown: name one of this file."]
    return faults + (
        [] if verdict.word in WORDS else [f"{verdict.word} is no verdict: write one of {', '.join(WORDS)}."]
    )


def _choice(item: str, codes: tuple[str | float, ...], known: Known) -> list[str]:
    """Codes that the item's scale does not have."""
    if item not in known.instrument.items:
        return [f"the item {item} is unknown: use one of instrument/items.csv."]
    scale = known.instrument.items[item].scale
    if scale.kind == "choices":
        allowed = [choice.code for choice in scale.choices]
        return [f"{item} has no choice {code}: it has {allowed}." for code in codes if code not in allowed]
    low = -math.inf if scale.low is None else scale.low
    high = math.inf if scale.high is None else scale.high
    outside = [code for code in codes if isinstance(code, str) or not low <= code <= high]
    return [f"{item} has no answer {code}: it runs from {low} to {high}." for code in outside]


def _condition(condition: rules.Condition, known: Known) -> list[str]:
    given = [name for name in ("item", "indicator", "field") if getattr(condition, name) is not None]
    if len(given) != 1:
        return ["a condition is on one item, one indicator or one field: give exactly one of the three."]
    limits = tuple(limit for limit in (condition.at_least, condition.at_most) if limit is not None)
    if [bool(condition.values), bool(limits), condition.after_first_of is not None].count(True) != 1:
        return ["it needs values, or a range (at_least, at_most), or after_first_of: give exactly one of the three."]
    faults = []
    if len(limits) == 2 and limits[0] > limits[1]:
        faults.append(f"at_least {limits[0]} lies above at_most {limits[1]}: exchange them.")
    if condition.item is not None:
        faults += _choice(condition.item, (*condition.values, *(limits if condition.minus is None else ())), known)
    if condition.indicator is not None and condition.indicator not in known.instrument.indicators:
        faults.append(f"the indicator {condition.indicator} is unknown: use one of instrument/indicators.yaml.")
    if condition.field is not None:
        faults += _field_condition(condition, known)
    elif condition.after_first_of is not None:
        faults.append("after_first_of belongs to a field: name one.")
    return faults + _answers((condition.minus,), known)


def _field_condition(condition: rules.Condition, known: Known) -> list[str]:
    name = str(condition.field)
    if not known.is_field(name):
        return _fields((name,), known)
    faults = ["minus belongs to an item or indicator: remove it."] if condition.minus is not None else []
    faults += _words(name, condition.values, known)
    if condition.after_first_of is not None:
        faults += _words("domain", (condition.after_first_of,), known)
    return faults


def _words(field: str, values: tuple[object, ...], known: Known) -> list[str]:
    """Words that the register does not use in a field."""
    register = known.instrument.register.get(field)
    words = [choice.value for choice in register.choices] if register is not None else []
    if not words:
        return []
    return [f"{field} has no value {value}: it has {', '.join(words)}." for value in values if value not in words]
