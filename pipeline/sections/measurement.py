"""The measurement page: each scale with its lines, answers, reliability and comparability, and what holds for all scales."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.html import words
from pipeline.html.pictures import Picture
from pipeline.html.stacked import stacked
from pipeline.instrument import Indicator
from pipeline.sections import disclosure, measurement_careless, quality_of_answers
from pipeline.sections.answers_shown import Distribution, distribution
from pipeline.sections.material import Material, Row, grouped, once
from pipeline.sections.scale_use import OVER, comparison, scored, use

GOOD_ICC2 = 0.50  # methods C4
KINDS = {"all": "all", "type": "type", "wave": "wave", "language": "language", "mode": "mode"}
FIGURES = {
    "alpha": "alpha_raw",
    "alpha_standardized": "alpha_standardized",
    "alpha_ordinal": "alpha_ordinal",
    "icc1": "icc1",
    "icc2": "icc2",
    "rwg": "rwg_median",
}
GATES = {"good": "good", "low": "low", "fails": "too low", "not assessed": "not assessed"}


@dataclass(frozen=True)
class GroupLine:
    """The reliability and agreement of a scale in one group, in words."""

    kind: str
    group: str
    respondents: str
    projects: str
    reliability: str
    alpha: str
    alpha_standardized: str
    alpha_ordinal: str
    icc1: str
    icc2: str
    rwg: str
    gate: str


@dataclass(frozen=True)
class ItemLine:
    """A line of a scale: its wording in both languages, how it goes with the others, its answers."""

    code: str
    en: str
    de: str
    reverse: bool
    item_rest: str
    dropped: str
    loading: str
    suspected: str
    answers: Distribution | None


@dataclass(frozen=True)
class ScaleShown:
    """Everything of one scale."""

    code: str
    anchor: str
    name: str
    name_de: str
    sentence: str
    scored: str
    coefficient: str
    gate: str
    picture: Picture | None
    base: str
    items: tuple[ItemLine, ...]
    groups: tuple[GroupLine, ...]
    comparisons: tuple[tuple[str, str, str], ...]


def context(material: Material) -> dict[str, Any]:
    """What templates/measurement.html lays out."""
    shown = shown_scales(material)
    return {
        "scales": shown,
        "counted": [(word, sum(scale.gate == word for scale in shown)) for word in dict.fromkeys(GATES.values())],
        "smallest": material.smallest,
        "missing_side": material.missing_side,
        **quality_of_answers.context(material),
        **measurement_careless.context(material),
    }


@once
def shown_scales(material: Material) -> list[ScaleShown]:
    """Every scale that somebody answered."""
    made = material.measured
    counted = {row["item"]: row for row in grouped(made.answers, "kind").get("all", [])}
    scales = [indicator for indicator in material.instrument.indicators.values() if indicator.kind == "mean"]
    known = [grouped(table, "scale") for table in (made.scales, made.items, made.bias)]
    found = [_scale(one, [own.get(one.code, []) for own in known], counted, material) for one in scales]
    return [scale for scale in found if scale is not None]


def _scale(
    indicator: Indicator, known: Sequence[list[Row]], counted: Mapping[str, Row], material: Material
) -> ScaleShown | None:
    """`known`: the scale's rows of the tables of scales, of items and of bias."""
    own, of_items, biases = known
    whole = next((row for row in own if row["kind"] == "all"), None)
    if whole is None or whole["n_respondents"] == 0:
        return None
    bias = {row["over"]: row for row in biases}
    items = _items(indicator, of_items, counted, material)
    suspected = {item.code: item.suspected for item in items if item.suspected}
    return ScaleShown(
        code=indicator.code,
        anchor=f"scale-{indicator.code}",
        name=indicator.name_en,
        name_de=indicator.name_de,
        sentence=use(whole, bias.get("type"), suspected, GOOD_ICC2),
        scored=scored(whole, [counted[c] for c in indicator.items if c in counted], material.smallest),
        coefficient="Spearman-Brown" if whole["n_items"] == 2 else "Omega total",
        gate=GATES[whole["gate"]],
        picture=_picture(indicator, items),
        base=_base(items),
        items=items,
        groups=_groups(own, material),
        comparisons=tuple(comparison(over, bias[over]) for over in OVER if over in bias),
    )


def _items(
    indicator: Indicator, own: list[Row], counted: Mapping[str, Row], material: Material
) -> tuple[ItemLine, ...]:
    return tuple(
        _item(code, [row for row in own if row["item"] == code], counted.get(code), material)
        for code in indicator.items
    )


def _item(code: str, own: list[Row], counted: Row | None, material: Material) -> ItemLine:
    item = material.instrument.items[code]
    whole: Row = next((row for row in own if row["kind"] == "all"), {})
    groups = [row["group"] for row in own if row["key_suspected"] and row["kind"] == "wave"]
    where = "all waves" if whole.get("key_suspected") else words.listing(groups)
    return ItemLine(
        code=code,
        en=item.wording_en,
        de=item.wording_de,
        reverse=item.reverse,
        item_rest=words.number(whole.get("item_rest")),
        dropped=words.number(whole.get("alpha_if_dropped")),
        loading=words.number(whole.get("loading")),
        suspected=where,
        answers=distribution(counted, material.smallest) if counted else None,
    )


def _base(items: tuple[ItemLine, ...]) -> str:
    """How many were asked: from the fewest to the most of the lines that are drawn."""
    told = [int(i.answers.base.replace(",", "")) for i in items if i.answers is not None and i.answers.bar is not None]
    if not told:
        return ""
    low, high = min(told), max(told)
    return (
        f"{words.count(high, 'respondent')} asked" if low == high else f"{low:,} to {high:,} respondents asked, by line"
    )


def _picture(indicator: Indicator, items: tuple[ItemLine, ...]) -> Picture | None:
    bars = [item.answers.bar for item in items if item.answers is not None and item.answers.bar is not None]
    if not bars:
        return None
    said = [
        f"{item.code}: of {item.answers.base} {item.answers.agree} agree, {item.answers.middle} are in the middle, "
        f"{item.answers.disagree} disagree"
        for item in items
        if item.answers is not None and item.answers.bar is not None
    ]
    return stacked(
        f"answers-{indicator.code.lower()}",
        _title(indicator, items),
        f"{'; '.join(said)}. The numbers stand in the table beneath.",
        bars,
    )


def _title(indicator: Indicator, items: tuple[ItemLine, ...]) -> str:
    """What is seen: how many agree, line by line."""
    drawn = [item for item in items if item.answers is not None and item.answers.bar is not None]
    shares = sorted((sum(i.answers.bar.agreeing), i.code) for i in drawn if i.answers and i.answers.bar)
    (least, last), (most, first) = shares[0], shares[-1]
    name = words.capital(indicator.name_en)
    if len(shares) == 1 or words.percent(least) == words.percent(most):
        return f"{name}: {words.percent(most)} agree, as the answers were given"
    return f"{name}: from {words.percent(least)} ({last}) to {words.percent(most)} ({first}) agree, as the answers were given"


def _groups(own: list[Row], material: Material) -> tuple[GroupLine, ...]:
    """A line for each group; what rests on few respondents, or tells of few, is withheld."""
    withheld = _withheld(own, material.smallest)
    return tuple(_group(row, (row["kind"], row["group"]) in withheld) for row in own if row["n_respondents"] > 0)


def _withheld(own: list[Row], smallest: int) -> frozenset[disclosure.Cell]:
    counts: dict[disclosure.Cell, int] = {(row["kind"], row["group"]): int(row["n_respondents"]) for row in own}
    whole = ("all", "all")
    sums: list[tuple[disclosure.Cell, ...]] = []
    for kind in list(KINDS)[1:]:
        members = [cell for cell in counts if cell[0] == kind]
        if members:
            rest = (kind, "")
            counts[rest] = counts[whole] - sum(counts[cell] for cell in members)
            sums.append((whole, *members, rest))
    return disclosure.withheld_counts(counts, sums, smallest)


def _group(row: Row, withheld: bool) -> GroupLine:
    decides = row["omega_total"] if row["omega_total"] is not None else row["spearman_brown"]
    figures = {"reliability": (decides, row["low"], row["high"])}
    for name, column in FIGURES.items():
        figures[name] = (row[column], row[f"{column}_low"], row[f"{column}_high"])
    said = {name: words.ABSENT if withheld else _with_interval(*figure) for name, figure in figures.items()}
    return GroupLine(
        kind=row["kind"],
        group=row["group"],
        respondents="withheld" if withheld else f"{int(row['n_respondents']):,}",
        projects="withheld" if withheld else f"{int(row['n_projects']):,}",
        gate="withheld" if withheld else _gate(row),
        **said,
    )


def _with_interval(value: float | None, low: float | None, high: float | None) -> str:
    ends = words.interval(low, high, None)
    return f"{words.number(value)} ({ends})" if ends else words.number(value)


def _gate(row: Row) -> str:
    said = GATES[row["gate"]] + (f": {row['reason']}" if row["reason"] else "")
    return f"{said}; {row['agreement']}" if row["agreement"] not in (None, "good") else said
