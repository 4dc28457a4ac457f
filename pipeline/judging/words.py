"""The one sentence of a verdict, from the same numbers that were judged: numbers, sides, means. Contrasts, shares, spreads and
slopes have modules of their own."""

import math
from collections.abc import Sequence

from pipeline.judging.evidence import Evidence
from pipeline.judging.finding import Finding, in_words
from pipeline.judging.walk import parts_of
from pipeline.rules import Group, Location, Outcome

Interval = tuple[float, float]
ABOVE = ("above", "below")
OTHER = {"above": "below", "below": "above"}
OPEN = "so that it stays open"
UNDECIDED = "which neither surely reaches the stated side nor surely lies on the other one"
SAYS, AGAINST = "as the talk says", "against what the talk says"


def number(value: float, unit: str) -> str:
    """A number as a person would round it."""
    if unit == "share":
        return f"{100 * value:.0f} %"
    return f"{value:.1f}".removesuffix(".0") if unit == "years" else f"{value:.2f}"


def interval(bounds: Interval, unit: str) -> str:
    """An interval in words."""
    low, high = (number(bound, unit) for bound in bounds)
    return f"{low.removesuffix(' %')} to {high}"


def where(value: float) -> str:
    """On which side of the other one a group with this difference stands."""
    return "above" if value >= 0 else "below"


def sided(bounds: Interval, unit: str = "points", sides: tuple[str, str] = ABOVE) -> str:
    """An interval of a difference by the side it lies on, `sides` for what is positive and what is negative, without the unit:
    `0.31 below to 0.06 above`, `0.69 to 1.11 below`. A bound that is written as zero has no side: `0.00 to 0.42 above`."""
    low, high = bounds
    if low < 0 <= high and not {_size(low, unit), _size(high, unit)} & {"0", "0.00"}:
        return f"{_size(low, unit)} {sides[1]} to {_size(high, unit)} {sides[0]}"
    near, far = sorted((abs(low), abs(high)))
    return f"{_size(near, unit)} to {_size(far, unit)} {sides[0] if low + high >= 0 else sides[1]}"


def _size(value: float, unit: str) -> str:
    return number(abs(value), unit).removesuffix(" %")


def people(evidence: Evidence, group: Group, of: Outcome | None) -> str:
    """A group as the sentence may speak of it: where the members of a project disagree on an outcome (gate G3), of them."""
    codes = [code for code in (of.code, of.minus) if code] if of is not None else []
    known = evidence.measurement.agreement
    parts = [part for code in codes for part in parts_of(code, evidence.instrument)]
    split = any(part in known and known[part].disagree for part in parts)
    return f"the members of the projects of {in_words(group)}" if split else in_words(group)


def outcome(evidence: Evidence, of: Outcome) -> str:
    """An outcome in words."""
    name = evidence.name(of.code)
    return name if of.minus is None else f"{name} less {evidence.name(of.minus)}"


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    return text[0].upper() + text[1:] + ("" if text.endswith(".") else ".")


def part_of_the_whole(share: float) -> str:
    """What part of a whole difference an indirect effect is; where the two run apart, or the rest runs back, no percentage."""
    if math.isnan(share):
        return ", the whole difference being none"
    if share < 0:
        return ", against the direction of the whole difference"
    if share > 1:
        return ", more than the whole difference, as the rest of it runs the other way"
    return f", {100 * share:.0f} % of the whole difference"


def unreached(claimed: str, *against: str) -> str:
    """Why a part is open whose interval lies wholly short of what is claimed: it is not wholly in any of the places that would
    decide `against` it either."""
    if len(against) == 1:
        return f"nowhere {claimed}, but not wholly {against[0]} either, {OPEN}"
    return f"nowhere {claimed}, but neither {' nor '.join(f'wholly {place}' for place in against)}, {OPEN}"


def poles(reached: Sequence[Finding], detail: str | None) -> str:
    """The end of a sentence on a supported difference with poles: which of them are not reached."""
    missed = [f for f in reached if f.word != "reached"]
    if not missed:
        return "; each stated pole is reached" if reached else ""
    said = {"wrong side": "on the wrong side", "undecided": UNDECIDED}
    named = " and ".join(f"the {f.what} in {f.side} is {f.value:.2f}, {said[str(f.word)]}" for f in missed)
    ending = (
        ": a difference of degree, not of kind" if detail == "degree, not kind" else ", so that the poles stay open"
    )
    return f"; but {named}{ending}"


def location(evidence: Evidence, rule: Location, found: Finding, word: str, centre: float, beyond: float) -> str:
    """What a group's mean says; of one thing less another, how far the one lies above or below the other."""
    if rule.outcome.minus is not None:
        return _apart(evidence, rule, found, word, beyond)
    target = f"{centre + beyond:g}" if rule.side == "above" else f"{centre - beyond:g}"
    low, high = found.ci(0.95)
    short = high <= centre + beyond if rule.side == "above" else low >= centre - beyond
    left = f"which does not settle whether it lies {rule.side} {target}"
    what, who = outcome(evidence, rule.outcome), people(evidence, rule.group, rule.outcome)
    start = f"on {what}, the mean of {who} is {found.value:.2f} (95 % interval {interval(found.ci(0.95), found.unit)})"
    end = {
        "supported": f"wholly {rule.side} {target}, {SAYS}",
        "contradicted": f"wholly on the other side of {centre:g}, {AGAINST}",
        "inconclusive": unreached(f"{rule.side} {target}", f"{OTHER[rule.side]} {centre:g}") if short else left,
    }[word]
    return f"{start}, {end}"


def _apart(evidence: Evidence, rule: Location, found: Finding, word: str, beyond: float) -> str:
    one, other = evidence.name(rule.outcome.code), evidence.name(str(rule.outcome.minus))
    who, level = people(evidence, rule.group, rule.outcome), 0.90 if word == "equivalent" else 0.95
    among = "among" if who != in_words(rule.group) else "in"
    start = f"{among} {who}, {one} lies {abs(found.value):.2f} points {where(found.value)} {other}"
    if rule.side == "between":
        end = {
            "supported": f"wholly inside ±{beyond:g}, {SAYS}",
            "contradicted": f"wholly outside ±{beyond:g}, {AGAINST}",
        }.get(word, f"which does not settle whether it lies inside ±{beyond:g}")
    else:
        end = {
            "supported": f"wholly beyond {beyond:g}, {SAYS}",
            "contradicted": f"wholly beyond {beyond:g}, {AGAINST}",
            "equivalent": f"wholly inside ±{beyond:g}, which is no relevant difference",
            "inconclusive": _open_apart(found.ci(0.95), rule.side, beyond),
        }[word]
    return f"{start} ({100 * level:.0f} % interval {sided(found.ci(level))}), {end}"


def _open_apart(bounds: Interval, claimed: str, beyond: float) -> str:
    target, other = (f"more than {beyond:g} {side} it" for side in (claimed, OTHER[claimed]))
    if bounds[1] <= beyond if claimed == "above" else bounds[0] >= -beyond:
        return unreached(target, f"inside ±{beyond:g}", other)
    return f"which does not settle whether it lies {target}"


def beside(found: Sequence[Finding], chosen: Finding) -> str:
    """The end of a sentence on one of several parts: the others, with their words where any of them says another one."""
    others = [f for f in found if f is not chosen]
    apart = any(f.word != chosen.word for f in others)
    named = []
    for f in others:
        what = "" if f.what == chosen.what else f"the {f.what} "
        named.append(f"{what}in {f.side}: {number(f.value, f.unit)}{f', {f.word}' if apart else ''}")
    joined = "beside it" if apart else "beside it, open too," if chosen.word == "inconclusive" else "likewise"
    return f"; {joined} {' and '.join(named)}" if named else ""
