"""The steps of a claim's rule in plain words, each with the bound that it is held against."""

from dataclasses import fields, is_dataclass
from typing import Any

from pipeline import rules
from pipeline.rulers import Rulers

NAMES = {
    "contrasts": "contrast",
    "contrast": "contrast",
    "poles": "pole",
    "crossovers": "within persons",
    "cross_checks": "cross-check",
    "locations": "location",
    "differences": "within persons",
    "shares": "share",
    "slopes": "slope",
    "slope": "slope",
    "occupied_cell": "occupied cell",
    "components": "part",
    "present_in": "present, above the midpoint, in",
    "ceiling_bound": "largest ceiling of a necessary condition",
    "interaction": "shown beside it, with by how much the two slopes differ, and not judged",
    "first": "of the first set",
    "second": "to exceed that of the second set",
    "margin": "by more than",
    "merger": "distance",
    "mediators": "through",
    "bound": "smallest effect",
    "share_bound": "smallest share of the whole effect",
    "threshold": "threshold",
}

PLAIN = {
    (rules.Proportion, "untold"): "not looked at, for want of data: {}",
    (rules.Association, "any_refutes"): "refuted by any of them that is contradicted",
    (rules.Conjunction, "needs"): "share of the parts that must be supported: {}",
    (rules.Conjunction, "none_contradicted"): "and none of them contradicted",
    (rules.Order, "figure"): "compared is {}",
}
COMPARED = {
    "median_d": "the median of the absolute standardised differences between PP and SSE",
    "mean_d": "the mean of the absolute standardised differences between PP and SSE",
    "max_d": "the largest of the absolute standardised differences between PP and SSE",
    "auc": "how well each set tells PP from SSE (area under the curve, on projects not seen)",
    "merger": "the distance between PP and SSE with that between SOC and SOL",
}


ALONE = (
    "by the structure tests of the projects, alone; a verdict of one scale tells from which distance on two kinds would hardly "
    "have been called so"
)


def steps(rule: rules.Rule, rulers: Rulers) -> list[str]:
    """One line for each thing that the rule looks at, in its order."""
    lines: list[str] = []
    if isinstance(rule, rules.Context):
        of = f"shown of {', '.join(map(_group, rule.groups))}"
        lines = [f"{of}: mean of {_outcome(outcome)}" for outcome in rule.outcomes]
        return [*lines, *(f"{of}, from the register: {field}" for field in rule.fields)]
    for field in fields(rule):
        value = getattr(rule, field.name)
        if isinstance(rule, rules.NoEffect) and isinstance(value, rules.Slope):
            lines.append(
                f"slope: {_slope(value)}, inside -{_limit(value.bound, rulers)} to {_limit(value.bound, rulers)}"
            )
            continue
        if isinstance(rule, rules.Equivalence) and isinstance(value, rules.Contrast) and value.outcome:
            limit, ends = _limit(value.bound, rulers), f"{_group(value.plus)} less {_group(value.minus)}"
            lines.append(f"contrast: mean of {_outcome(value.outcome)}, {ends}, inside -{limit} to {limit}")
            continue
        if (type(rule), field.name) in PLAIN:
            said = f"{100 * value:.0f} %" if field.name == "needs" else COMPARED.get(str(value), str(value))
            lines += [PLAIN[type(rule), field.name].format(said)] if value else []
            continue
        name = NAMES.get(field.name, field.name.replace("_", " "))
        if isinstance(value, tuple) and value and is_dataclass(value[0]):
            lines += [f"{name}: {_part(part, rulers)}" for part in value]
        elif is_dataclass(value):
            lines.append(f"{name}: {_part(value, rulers)}")
        elif value not in ((), None, False):
            said = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
            lines.append(f"{name}: {said}{_bound(said, rulers)}")
    if isinstance(rule, rules.Within):
        present = rulers.midpoint + rulers.bounds["pole"]
        lines.append(f"the mean of what is to be the higher one above {present:g}")
    return lines or [ALONE]


def _part(part: Any, rulers: Rulers) -> str:
    match part:
        case rules.Contrast():
            what = _outcome(part.outcome) if part.outcome else part.field or _where(part.where, "or") or "the compass"
            if part.measure == "marks":
                what = f"those that the register tells ({_where(part.where, 'or')})"
            ends = f"{_group(part.plus)} less {_group(part.minus)}, to be {part.direction} by more than"
            measure = "share of marks" if part.measure == "marks" else part.measure
            return f"{measure} of {what}, {ends} {_limit(part.bound, rulers)}"
        case rules.Location():
            return f"mean of {_outcome(part.outcome)} in {_group(part.group)} {part.side} {_place(part, rulers)}"
        case rules.Share():
            upper = f" and below {part.high:g}" if part.high is not None else ""
            held = _where(part.where, "or" if part.holds == "any" else "and")
            return f"share of {part.unit}s of {_group(part.group)} with {held} {part.side} {part.low:g}{upper}"
        case rules.Modal():
            return f"code {part.code} of {part.item} the most frequent choice in {_group(part.group)}"
        case rules.CompassShare():
            return f"share of {_group(part.group)} in {' or '.join(part.cells)} {part.side} {part.low:g}"
        case rules.Slope():
            return f"{_slope(part)}, {part.sign}, beyond {_limit(part.bound, rulers)}"
        case rules.Verdict():
            return f"{part.claim} {'not ' if part.negated else ''}{part.word}"
        case rules.Figure():
            return f"{part.name} at least {part.low:g}"
        case rules.Group():
            return _group(part)
        case _:
            return str(part)


def _slope(part: rules.Slope) -> str:
    logged = " (logarithm)" if part.logged else ""
    outcome, predictor = (" and ".join(codes) for codes in (part.outcome, part.predictor))
    held = f", {' and '.join(part.given)} held constant" if part.given else ""
    return f"{outcome}{logged} on {predictor} in {_group(part.group)}, {part.level} projects{held}"


def _place(part: rules.Location, rulers: Rulers) -> str:
    sign = 1 if part.side == "above" else -1
    if part.bound == "midpoint":
        return f"{rulers.midpoint:g}"
    if part.bound in ("location", "pole"):
        return f"{rulers.midpoint + sign * rulers.bounds[part.bound]:g}"
    if part.bound == "crossover":
        return "0"
    limit = rulers.bounds[part.bound]
    return f"-{limit:g} and {limit:g}" if part.side == "between" else f"{sign * limit:g}"


def _limit(name: str, rulers: Rulers) -> str:
    return f"{rulers.bounds[name]:g}"


def _bound(said: str, rulers: Rulers) -> str:
    return f" ({rulers.bounds[said]:g})" if said in rulers.bounds else ""


def _outcome(outcome: rules.Outcome) -> str:
    return outcome.code if outcome.minus is None else f"{outcome.code} less {outcome.minus}"


def restricted(group: rules.Group) -> str:
    """What a group is restricted to: `where activity_production at least 50`; nothing where it is a whole type."""
    return f"where {_where(group.among, 'and')}" if group.among else ""


def _group(group: rules.Group) -> str:
    return f"{group.type} {restricted(group)}".rstrip()


def _where(conditions: tuple[rules.Condition, ...], joined: str) -> str:
    return f" {joined} ".join(_condition(condition) for condition in conditions)


def _condition(condition: rules.Condition) -> str:
    name = condition.field or condition.item or condition.indicator or ""
    name += f" less {condition.minus}" if condition.minus else ""
    if condition.after_first_of:
        return f"{name} after the first of {condition.after_first_of}"
    if condition.values:
        return f"{name} {' or '.join(map(str, condition.values))}"
    low = f" at least {condition.at_least:g}" if condition.at_least is not None else ""
    high = f" at most {condition.at_most:g}" if condition.at_most is not None else ""
    return name + low + high
