"""What a contrast says, in words: how far one side stands above or below the other, how surely, and what that decides."""

import re
from collections.abc import Sequence

from pipeline.judging import words
from pipeline.judging.cells import ENTROPY
from pipeline.judging.evidence import Evidence
from pipeline.judging.finding import Finding, in_words
from pipeline.rules import Contrast

CHOICE = re.compile(r"^([A-Z]{1,2}[0-9]{1,2}) ('.*')$")  # an answer to one question
ITEM = re.compile(r" \([A-Z]{1,2}[0-9]{1,2}\)")  # the code behind the name of an item
MEASURES = {
    "points": " points",
    "years": " years",
    "standard deviations": " standard deviations",
    "share": " percentage points",
}
SIDES = {"years": ("later", "earlier")}
NAMED = {ENTROPY: "how hard it is to place projects in the original compass (0 to 1, normalised entropy)"}


def contrast(
    evidence: Evidence, rule: Contrast, found: Finding, word: str, level: float, bound: float, bias: float
) -> str:
    """What a contrast says: the numbers as they are, on the side named by `above` or `below`, with the interval that decides
    (at the confidence `level`; where there is no relevant difference, the one of 90 %); `bias` the points that the wording of
    items may explain."""
    raw, unit = found.value, found.unit
    size = f"{_bare(abs(raw), unit)}{MEASURES.get(unit, '')}"
    start = f"on {_what(evidence, rule, found)}, {gap(evidence, rule, size, words.where(raw))}"
    if unit == "years":
        median = f"the median {evidence.name(str(rule.field))} of {in_words(rule.plus)}"
        start = f"{median} is {size} {'later' if raw >= 0 else 'earlier'} than that of {in_words(rule.minus)}"
    if raw and (raw < 0) == (rule.direction == "higher") and word in ("equivalent", "inconclusive"):
        start += ", against the talk's direction"
    called, bounds = (
        ("90 % interval", found.ci(0.90)) if word == "equivalent" else ("deciding interval", found.ci(level))
    )
    limit, more, less = _limit(bound, unit), _wording("and", bias, unit), _wording("less", bias, unit)
    small = max(abs(end) for end in bounds) <= bound + bias
    left = f"which does not settle whether the difference exceeds {limit}{more}"
    end = {
        "supported": f"wholly beyond {limit}{more}, {words.SAYS}",
        "contradicted": f"wholly beyond {limit}{more}, {words.AGAINST}",
        "equivalent": f"wholly inside ±{limit}{less}, which is no relevant difference",
        "inconclusive": words.unreached(f"beyond {limit}{more}", f"inside ±{limit}{less}") if small else left,
    }[word]
    return f"{start} ({called} {words.sided(bounds, unit, SIDES.get(unit, words.ABOVE))}), {end}"


def supported_too(evidence: Evidence, rules: Sequence[Contrast], unit: str, bound: float, bias: float) -> str:
    """Contrasts of one bound that are all supported, beside one that is not: what they are on, their numbers being shown with
    the parts of the claim; items without their codes."""
    names = [ITEM.sub("", words.outcome(evidence, rule.outcome)) for rule in rules if rule.outcome is not None]
    listed = f"{', '.join(names[:-1])} and {names[-1]}"
    return f"wholly beyond {_limit(bound, unit)}{_wording('and', bias, unit)}, {words.SAYS}, on {listed}"


def _limit(bound: float, unit: str) -> str:
    return f"{_bare(bound, unit)}{MEASURES[unit] if unit in ('years', 'share') else ''}"


def _wording(how: str, bias: float, unit: str) -> str:
    return f" {how} the {_bare(bias, unit)} that the wording may explain" if bias else ""


def apart(found: Finding) -> str:
    """A difference by itself: `0.20 points above (95 % interval 0.13 below to 0.52 above)`."""
    unit, sides = found.unit, SIDES.get(found.unit, words.ABOVE)
    size = f"{_bare(abs(found.value), unit)}{MEASURES.get(unit, '')} {sides[found.value < 0]}"
    return f"{size} (95 % interval {words.sided(found.ci(0.95), unit, sides)})"


def _bare(value: float, unit: str) -> str:
    return words.number(value, unit).removesuffix(" %")


def _what(evidence: Evidence, rule: Contrast, found: Finding) -> str:
    if rule.outcome:
        return words.outcome(evidence, rule.outcome)
    if rule.measure == "marks":
        return f"the {found.what}"
    return NAMED.get(found.what, CHOICE.sub(r"choosing \2 as \1", found.what))


def gap(evidence: Evidence, rule: Contrast, size: str, where: str) -> str:
    """How far one side, or the members of its projects, stands above or below the other."""
    first, second = (words.people(evidence, group, rule.outcome) for group in (rule.plus, rule.minus))
    if first == in_words(rule.plus):
        return f"{first} stands {size} {where} {second}"
    return f"{first} stand {size} {where} those of {in_words(rule.minus)}"


def commonality(
    evidence: Evidence, rule: Contrast, found: Finding, word: str, bound: float, absent: Sequence[Finding], bias: float
) -> str:
    """What a contrast says of a commonality: alike, and high everywhere but in the types that are `absent`; `bias` as in
    `contrast`."""
    assert rule.outcome is not None
    size = f"{abs(found.value):.2f} points"
    start = f"on {words.outcome(evidence, rule.outcome)}, {gap(evidence, rule, size, words.where(found.value))}"
    outside = _outside(found.ci(0.90), bound) and word == "inconclusive"
    level = 0.95 if word == "contradicted" or outside else 0.90
    low = ", ".join(f"{f.side} {f.value:.2f}" for f in absent)
    alike = f"wholly inside ±{bound:g}, which is no relevant difference"
    end = {
        "supported": f"{alike}, and the mean lies above the midpoint in every type: it is shared, {words.SAYS}",
        "mixed": f"{alike}, but the mean is not clearly above the midpoint everywhere ({low})",
        "contradicted": f"wholly outside ±{bound:g}, {words.AGAINST}",
        "inconclusive": _open(found.ci(level), bound, bias),
    }[word]
    return f"{start} ({100 * level:.0f} % interval {words.sided(found.ci(level))}), {end}"


def _open(bounds: tuple[float, float], bound: float, bias: float) -> str:
    """Why a commonality is open; what the wording of items may explain can leave it so on either side of the bound."""
    more, less = (f"{_limit(bound, 'points')}{_wording(how, bias, 'points')}" for how in ("and", "less"))
    if max(abs(end) for end in bounds) <= bound:
        return f"wholly inside ±{bound:g}, but not inside ±{less}, {words.OPEN}"
    if _outside(bounds, bound):
        return f"wholly outside ±{bound:g}, but not outside ±{more}, {words.OPEN}"
    return f"which does not settle whether they differ by less than {bound:g}"


def _outside(bounds: tuple[float, float], bound: float) -> bool:
    return bounds[0] > bound or bounds[1] < -bound
