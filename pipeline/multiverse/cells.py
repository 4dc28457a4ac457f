"""The declared multiverse (methods C11): its dimensions, and which of them have a bearing on a claim.

A dimension that has none collapses: its values would give the same cell several times over, which would make a word look
steadier than it is. So every cell of a claim is counted once, and a register share has 9 of them where a difference has 648.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import product

from pipeline.claims import Claim
from pipeline.instrument import Instrument
from pipeline.judging.walk import found, parts_of, pooled_codes, single_codes
from pipeline.rules import (
    Classification,
    CompassShare,
    Condition,
    Contrast,
    Figure,
    Location,
    Modal,
    Order,
    Outcome,
    Rule,
    Taxon,
    Verdict,
)

EXCLUSIONS = ("primary", "all", "strict")
SCORES = ("mean", "factor score", "style-adjusted", "best single item")
UNITS = ("mixed model", "project mean")
SOURCES = ("declared", "S04", "coders")
COVARIATES = ("none", "digital", "full")
WAVES = ("pooled", "first", "last")
MEAN, FACTOR, ADJUSTED, SINGLE = SCORES


@dataclass(frozen=True)
class Cell:
    """One way to analyse. The first value of each dimension is that of the primary analysis; None where the dimension has no
    bearing on the claim."""

    exclusions: str | None = "primary"
    score: str | None = "mean"
    unit: str | None = "mixed model"
    source: str | None = "declared"
    covariates: str | None = "none"
    waves: str | None = "pooled"

    def nearest(self, bearing: Mapping[str, tuple[str, ...]]) -> "Cell":
        """The cell of a claim that this one is: without the dimensions that have no bearing on it, and as in the primary
        analysis where it has not this value (a composite's part without a scale keeps its answers)."""
        own = {d: getattr(self, d) if getattr(self, d) in bearing[d] else bearing[d][0] for d in bearing}
        return Cell(**{**dict.fromkeys(DIMENSIONS), **own})


DIMENSIONS = tuple(field.name for field in fields(Cell))
PRIMARY = Cell()
Bearing = Mapping[str, tuple[str, ...]]


def bearings(claims: Mapping[str, Claim], asked: Instrument) -> dict[str, Bearing]:
    """By claim, the values of each dimension that have a bearing on it; of a composite those of its parts too."""
    return {name: _bearing(name, claims, asked) for name in claims}


def possible(bearing: Bearing) -> list[Cell]:
    """All cells of a claim, the primary analysis first."""
    values = [bearing.get(dimension, (None,)) for dimension in DIMENSIONS]
    return [Cell(*chosen) for chosen in product(*values)]


def _bearing(name: str, claims: Mapping[str, Claim], asked: Instrument) -> Bearing:
    rule = claims[name].rule
    ranked = (*rule.first, *rule.second) if isinstance(rule, Order) else ()
    outcomes = [o.code for claim in ranked if claim in claims for o in found(claims[claim].rule, Outcome)]
    own = _of_rule(rule, asked, outcomes)
    for part in found(rule, Verdict):
        for dimension, values in _bearing(part.claim, claims, asked).items():
            own[dimension] = tuple(v for v in _all(dimension) if v in {*own.get(dimension, ()), *values})
    return own


def _of_rule(rule: Rule, asked: Instrument, ranked: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Which dimensions change something for one rule; `ranked` are the outcomes of the claims that it ranks.

    Exclusions change what respondents said, waves also what the register says. The structure tests and the places in the
    compass are made once, over the primary set and all waves: there only the source of the types matters. Other scores need a
    scale, or at least a line of the seven points for the style. The unit matters where means are compared, covariates where
    the types are: adjusting the mean of one type by itself would answer another question than where it lies.
    """
    conditions = list(found(rule, Condition))
    codes = {*single_codes(rule), *pooled_codes(rule), *(c.indicator for c in conditions if c.indicator), *ranked}
    persons = bool(codes & {*asked.items, *asked.indicators}) or any(c.item for c in conditions)
    persons = persons or any(True for _ in found(rule, Modal))
    contrasts = list(found(rule, Contrast))
    placed = [c for c in contrasts if c.measure == "entropy"] + [*found(rule, CompassShare), *found(rule, Figure)]
    placed += [c for c in found(rule, Classification) if c.index != "conjunction"]
    shares = [c for c in conditions if c.field]
    fields_named = bool(getattr(rule, "fields", ())) or any(c.field for c in contrasts)
    register = bool(shares) or (fields_named and not isinstance(rule, Classification))
    means = any(c.measure == "mean" for c in contrasts)
    located = any(True for _ in found(rule, Location))
    bearing: dict[str, tuple[str, ...]] = {}
    if persons:
        bearing["exclusions"] = EXCLUSIONS
        scores = _scores(codes, asked)
        if len(scores) > 1:
            bearing["score"] = scores
    if means or located:
        bearing["unit"] = UNITS
    if persons or register or placed or isinstance(rule, Taxon):
        bearing["source"] = SOURCES
    if means:
        bearing["covariates"] = COVARIATES
    if persons or register:
        bearing["waves"] = WAVES
    return bearing


def _scores(codes: set[str], asked: Instrument) -> tuple[str, ...]:
    parts = {part for code in codes for part in parts_of(code, asked)}
    kinds = {part: asked.indicators[part] for part in parts if part in asked.indicators}
    scales = any(kind.kind == "mean" and len(kind.items) > 1 for kind in kinds.values())
    likert = any(kind.kind == "mean" for kind in kinds.values())
    likert = likert or any(part in asked.items and asked.items[part].likert for part in parts)
    return (MEAN, *((FACTOR,) if scales else ()), *((ADJUSTED,) if likert else ()), *((SINGLE,) if scales else ()))


def _all(dimension: str) -> tuple[str, ...]:
    every = {"exclusions": EXCLUSIONS, "score": SCORES, "unit": UNITS, "source": SOURCES, "covariates": COVARIATES}
    return {**every, "waves": WAVES}[dimension]
