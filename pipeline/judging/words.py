"""The one sentence of a verdict, from the same numbers that were judged."""

import math
import re
from collections.abc import Sequence

from pipeline.judging.evidence import Evidence
from pipeline.judging.finding import SIDES, Finding
from pipeline.judging.walk import parts_of
from pipeline.rules import Condition, Contrast, Dispersion, Group, Location, Outcome

Interval = tuple[float, float]
CHOICE = re.compile(r"^([A-Z]{1,2}[0-9]{1,2}) ('.*')$")  # an answer to one question


def number(value: float, unit: str) -> str:
    """A number as a person would round it."""
    if unit == "share":
        return f"{100 * value:.0f} %"
    return f"{value:.1f}" if unit == "years" else f"{value:.2f}"


def interval(bounds: Interval, unit: str) -> str:
    """An interval in words."""
    return f"{number(bounds[0], unit)} to {number(bounds[1], unit)}"


def where(value: float) -> str:
    """On which side of the other one a group with this difference stands."""
    return "above" if value >= 0 else "below"


def sided(bounds: Interval) -> str:
    """An interval of a difference in points, by the side it lies on: `0.31 below to 0.06 above`, `0.69 to 1.11 below`."""
    low, high = bounds
    if low < 0 <= high:
        return f"{-low:.2f} below to {high:.2f} above"
    near, far = sorted((abs(low), abs(high)))
    return f"{near:.2f} to {far:.2f} {where(low)}"


def side(group: Group) -> str:
    """A group in words, with what it is restricted to."""
    parts = [_part(condition) for condition in group.among]
    return f"{SIDES[group.type]} ({' and '.join(parts)})" if parts else SIDES[group.type]


def people(evidence: Evidence, group: Group, of: Outcome | None) -> str:
    """A group as the sentence may speak of it: where the members of a project disagree on an outcome (gate G3), of them."""
    codes = [code for code in (of.code, of.minus) if code] if of is not None else []
    known = evidence.measurement.agreement
    parts = [part for code in codes for part in parts_of(code, evidence.instrument)]
    split = any(part in known and known[part].disagree for part in parts)
    return f"the members of the projects of {side(group)}" if split else side(group)


def _part(condition: Condition) -> str:
    code = condition.field or condition.item or condition.indicator or ""
    name = code.replace("_", " ")
    if condition.values:
        listed = [str(value) for value in condition.values]
        return f"where {name} is {' or '.join(listed[:3])}{' or another of them' if len(listed) > 3 else ''}"
    low, high = condition.at_least, condition.at_most
    return f"where {name} is at least {low:g}" if low is not None else f"where {name} is at most {high:g}"


def spread(
    rule: Dispersion, found: Finding, relative: Finding, word: str, said: tuple[str, str], detail: str | None
) -> str:
    """What a ratio of standard deviations says, in multiples; `relative`: the same with the means taken into account; `said`:
    the words of the two, each by itself."""
    units = "projects" if rule.level == "between" else "people"
    start = f"the {units} of {side(rule.plus)} differ {math.exp(found.value):.2f} times as widely among themselves as those of "
    start += f"{side(rule.minus)} ({_times(found)})"
    end = {
        "supported": "wholly beyond the smallest ratio of interest, also where the means are taken into account",
        "contradicted": "and not more widely",
        "equivalent": "which is no relevant difference",
        "mixed": f"but {detail}",
        "inconclusive": "which does not settle whether the ratio exceeds the smallest one of interest",
    }
    if said[0] in (said[1], "inconclusive"):
        return f"{start}, {end[word]}"
    alone = end[said[0]].removesuffix(", also where the means are taken into account")
    corrected = f"with the means taken into account it is {math.exp(relative.value):.2f} times ({_times(relative)})"
    left = "which does not settle it" if word == "inconclusive" else "which says otherwise"
    return f"{start}, {alone}; but {corrected}, {left}"


def _times(found: Finding) -> str:
    low, high = (math.exp(bound) for bound in found.ci(0.95))
    return f"95 % interval {low:.2f} to {high:.2f} times"


def entropy(rule: Dispersion, found: Finding, word: str, bound: float) -> str:
    """What a difference of normalised entropies says."""
    bounds = interval(found.ci(0.95), found.unit)
    more, gap = ("more" if found.value >= 0 else "less"), f"{abs(found.value):.2f} in normalised entropy"
    start = f"the forms of {side(rule.plus)} are {more} varied than those of {side(rule.minus)} by {gap} "
    start += f"(95 % interval {bounds}, as far as the first is more varied)"
    end = {
        "supported": f"wholly beyond {bound:g}",
        "contradicted": "and not more varied",
        "inconclusive": f"which does not settle whether it exceeds {bound:g}",
    }[word]
    return f"{start}, {end}"


def outcome(evidence: Evidence, of: Outcome) -> str:
    """An outcome in words."""
    name = evidence.name(of.code)
    return name if of.minus is None else f"{name} less {evidence.name(of.minus)}"


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    return text[0].upper() + text[1:] + ("" if text.endswith(".") else ".")


def contrast(
    evidence: Evidence, rule: Contrast, found: Finding, word: str, decision: Interval, bound: float, bias: float
) -> str:
    """What a contrast says: `decision` in the talk's direction, the raw direction in the words `above` or `below`; `bias` the
    points that the wording of items may explain."""
    raw, unit = found.value, found.unit
    what = outcome(evidence, rule.outcome) if rule.outcome else found.what
    what = f"{evidence.name(rule.field)} (median)" if rule.field else CHOICE.sub(r"choosing \2 as \1", what)
    measure = {"points": " points", "years": " years", "standard deviations": " standard deviations"}.get(unit, "")
    size = f"{100 * abs(raw):.0f} percentage points" if unit == "share" else f"{number(abs(raw), unit)}{measure}"
    start = f"on {what}, {gap(evidence, rule, size, where(raw))}"
    if unit == "years":
        median = f"the median {evidence.name(str(rule.field))} of {side(rule.plus)}"
        start = f"{median} is {size} {'later' if raw >= 0 else 'earlier'} than that of {side(rule.minus)}"
    deciding = f"the deciding interval, in the talk's direction, is {interval(decision, unit)}"
    if (raw < 0) == (rule.direction == "higher") and raw:
        deciding = (
            f"that is {size} against the talk's direction, in which the deciding interval is {interval(decision, unit)}"
        )
    limit = number(bound, unit)
    more = f" and the {number(bias, unit)} that the wording may explain" if bias else ""
    less = f" less the {number(bias, unit)} that the wording may explain" if bias else ""
    end = {
        "supported": f"wholly beyond {limit}{more}",
        "contradicted": f"wholly beyond {limit}{more} in the other direction",
        "equivalent": f"and the 90 % interval lies inside ±{limit}{less}, so that there is no relevant difference",
        "inconclusive": f"which does not settle whether the difference exceeds {limit}",
    }[word]
    return f"{start}; {deciding}, {end}"


def gap(evidence: Evidence, rule: Contrast, size: str, where_: str) -> str:
    """How far one side, or the members of its projects, stands above or below the other."""
    first, second = (people(evidence, group, rule.outcome) for group in (rule.plus, rule.minus))
    verb = "stand" if first != side(rule.plus) else "stands"
    return f"{first} {verb} {size} {where_} {second}"


def part_of_the_whole(share: float) -> str:
    """What part of a whole difference an indirect effect is; where the two run apart, or the rest runs back, no percentage."""
    if share < 0:
        return ", against the direction of the whole difference"
    if share > 1:
        return ", more than the whole difference, as the rest of it runs the other way"
    return f", {100 * share:.0f} % of the whole difference"


def poles(reached: Sequence[Finding], detail: str | None) -> str:
    """The end of a sentence on a supported difference with poles: which of them are not reached."""
    missed = [f for f in reached if f.word != "reached"]
    if not missed:
        return "; each stated pole is reached" if reached else ""
    named = ", ".join(f"{f.what} in {f.side} is {f.value:.2f} ({f.word})" for f in missed)
    ending = "a difference of degree, not of kind" if detail == "degree, not kind" else "so that the poles stay open"
    return f"; but not each pole is reached ({named}), {ending}"


def location(evidence: Evidence, rule: Location, found: Finding, word: str, centre: float, beyond: float) -> str:
    """What a group's mean says."""
    target = f"{centre + beyond:g}" if rule.side == "above" else f"{centre - beyond:g}"
    what = outcome(evidence, rule.outcome)
    bounds = interval(found.ci(0.95), found.unit)
    who = people(evidence, rule.group, rule.outcome)
    start = f"the mean of {who} on {what} is {number(found.value, found.unit)} (95 % interval {bounds})"
    end = {
        "supported": f"wholly {rule.side} {target}",
        "contradicted": f"wholly on the other side of {centre:g}",
        "equivalent": f"inside ±{beyond:g}, so that there is no relevant difference",
        "inconclusive": f"which does not settle whether it lies {rule.side} {target}",
        "mixed": "but its cross-check says otherwise",
    }[word]
    return f"{start}, {end}"


def beside(found: Sequence[Finding], chosen: Finding) -> str:
    """The end of a sentence on one of several parts: the others, where any of them says another word."""
    others = [f for f in found if f is not chosen]
    if all(f.word == chosen.word for f in others):
        return ""
    named = (f"the {f.what} in {f.side}: {number(f.value, f.unit)}, {f.word}" for f in others)
    return f"; beside it {' and '.join(named)}"


def share(found: Finding, word: str, target: str) -> str:
    """What a share says."""
    bounds = interval(found.ci(0.95), found.unit)
    start = f"in {SIDES[found.side]} the {found.what} is {number(found.value, found.unit)} (95 % interval {bounds})"
    end = {
        "supported": f"wholly {target}",
        "contradicted": f"and not {target}",
        "inconclusive": f"which does not settle whether it is {target}",
    }[word]
    return f"{start}, {end}"
