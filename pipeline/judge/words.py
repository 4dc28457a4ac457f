"""The one sentence of a verdict, from the same numbers that were judged."""

from pipeline.judge.evidence import Evidence
from pipeline.judge.finding import SIDES, Finding
from pipeline.rules import Contrast, Group, Location, Outcome

Interval = tuple[float, float]


def number(value: float, unit: str) -> str:
    """A number as a person would round it."""
    if unit == "share":
        return f"{100 * value:.0f} %"
    return f"{value:.1f}" if unit == "years" else f"{value:.2f}"


def interval(bounds: Interval, unit: str) -> str:
    """An interval in words."""
    return f"{number(bounds[0], unit)} to {number(bounds[1], unit)}"


def side(group: Group) -> str:
    """A group in words."""
    return SIDES[group.type]


def outcome(evidence: Evidence, of: Outcome) -> str:
    """An outcome in words."""
    name = evidence.name(of.code)
    return name if of.minus is None else f"{name} less {evidence.name(of.minus)}"


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    return text[0].upper() + text[1:] + ("" if text.endswith(".") else ".")


def contrast(evidence: Evidence, rule: Contrast, found: Finding, word: str, decision: Interval, bound: float) -> str:
    """What a contrast says: `decision` in the talk's direction, the raw direction in the words `above` or `below`."""
    raw, unit = found.value, found.unit
    what = outcome(evidence, rule.outcome) if rule.outcome else found.what
    what = f"{evidence.name(rule.field)} (median)" if rule.field else what
    where = "above" if raw >= 0 else "below"
    measure = {"points": " points", "years": " years", "standard deviations": " standard deviations"}.get(unit, "")
    gap = f"{100 * abs(raw):.0f} percentage points" if unit == "share" else f"{number(abs(raw), unit)}{measure}"
    start = f"on {what}, {side(rule.plus)} stands {gap} {where} {side(rule.minus)}"
    deciding = f"the deciding interval, in the talk's direction, is {interval(decision, unit)}"
    limit = number(bound, unit)
    end = {
        "supported": f"wholly beyond {limit}",
        "contradicted": f"wholly beyond {limit} in the other direction",
        "equivalent": f"and the 90 % interval lies inside ±{limit}, so that there is no relevant difference",
        "inconclusive": f"which does not settle whether the difference exceeds {limit}",
    }[word]
    return f"{start}; {deciding}, {end}"


def location(evidence: Evidence, rule: Location, found: Finding, word: str, centre: float, beyond: float) -> str:
    """What a group's mean says."""
    target = f"{centre + beyond:g}" if rule.side == "above" else f"{centre - beyond:g}"
    what = outcome(evidence, rule.outcome)
    bounds = interval(found.ci(0.95), found.unit)
    start = f"the mean of {side(rule.group)} on {what} is {number(found.value, found.unit)} (95 % interval {bounds})"
    end = {
        "supported": f"wholly {rule.side} {target}",
        "contradicted": f"wholly on the other side of {centre:g}",
        "equivalent": f"inside ±{beyond:g}, so that there is no relevant difference",
        "inconclusive": f"which does not settle whether it lies {rule.side} {target}",
        "mixed": "but its cross-check says otherwise",
    }[word]
    return f"{start}, {end}"


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
