"""The rules of the claims, as the judge follows them: what is compared, in whom, and against which bound.

claims/claims.yaml holds them as mappings; `pipeline.claims` reads them into these classes and refuses what they do not know.
A code in an outcome or condition is an indicator (its score), or an item (as answered, not reversed).
"""

from dataclasses import dataclass
from typing import Literal

Side = Literal["above", "below", "between"]
Direction = Literal["higher", "lower"]


@dataclass(frozen=True)
class Condition:
    """A test on one respondent (item or indicator) or on the register of the project (field).

    Exactly one of `item`, `indicator`, `field`; either `values` (codes of a choice, or words of the register) or a range.
    """

    item: str | None = None
    indicator: str | None = None
    field: str | None = None
    values: tuple[str | int, ...] = ()
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True)
class Group:
    """A declared type - PP, SOC, SOL, SSE (SOC and SOL with equal weight), HYB or ALL - of it those who fulfil `among`."""

    type: str
    among: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """The score of an indicator, or an item as answered; with `minus` the difference of two within each person."""

    code: str
    minus: str | None = None


@dataclass(frozen=True)
class Contrast:
    """`plus` minus `minus`; the talk says that it is higher (or lower) than zero by more than the ruler `bound`.

    measure mean: of `outcome`, by the random-intercept model. share: of the respondents that fulfil any of `where`.
    median: of the register's `field`. entropy: normalised, over the compass cells.
    """

    measure: Literal["mean", "share", "median", "entropy"]
    plus: Group
    minus: Group
    direction: Direction
    bound: str
    outcome: Outcome | None = None
    where: tuple[Condition, ...] = ()
    field: str | None = None


@dataclass(frozen=True)
class Location:
    """Where the mean of a group lies: above, below or between the values of the ruler `bound`.

    bound: location (4 and 0.5 beyond it), pole (4 and 0.25), crossover (0), within (0 and 0.5), middle_third (-2 to 2).
    """

    group: Group
    outcome: Outcome
    side: Side
    bound: str


@dataclass(frozen=True)
class Share:
    """The share of a group's units for which any (or all) of `where` hold, against `low` and, for between, `high`.

    unit respondent: of persons; project: of the register's projects (conditions on fields) or of project means (conditions
    on items and indicators). `exists` is true where one respondent of the project that fulfils the condition is enough.
    """

    group: Group
    unit: Literal["respondent", "project"]
    where: tuple[Condition, ...]
    holds: Literal["any", "all"]
    side: Side
    low: float
    high: float | None = None
    exists: bool = False


@dataclass(frozen=True)
class Modal:
    """In a group, one code of a choice is chosen more often than any other."""

    group: Group
    item: str
    code: int


@dataclass(frozen=True)
class CompassShare:
    """The share of a group's placed projects in cells of the compass ("commons x social"), against a threshold."""

    group: Group
    cells: tuple[str, ...]
    side: Side
    low: float


@dataclass(frozen=True)
class Verdict:
    """Another claim's verdict as a component: it must be `word`, or, with `negated`, must not be."""

    claim: str
    word: str = "supported"
    negated: bool = False


@dataclass(frozen=True)
class Figure:
    """A figure of the structure tests as a component: at least `low`."""

    name: str
    low: float


Check = Share | Modal | CompassShare
Component = Location | Share | Modal | Verdict | Figure


@dataclass(frozen=True)
class Difference:
    """DIFF."""

    contrasts: tuple[Contrast, ...]
    cross_checks: tuple[Check, ...] = ()


@dataclass(frozen=True)
class Dichotomy:
    """DIFF_POLE."""

    contrasts: tuple[Contrast, ...]
    poles: tuple[Location, ...]
    crossovers: tuple[Location, ...] = ()
    cross_checks: tuple[Check, ...] = ()


@dataclass(frozen=True)
class Place:
    """LOC."""

    locations: tuple[Location, ...]
    cross_checks: tuple[Check, ...] = ()


@dataclass(frozen=True)
class Equivalence:
    """EQ: the contrast inside the ruler `bound`, and present (above the midpoint) in every type of `present_in`."""

    contrast: Contrast
    present_in: tuple[Group, ...]
    cross_checks: tuple[Check, ...] = ()


@dataclass(frozen=True)
class Within:
    """WITHIN: each location of a within-person difference holds, and the higher side lies above the pole bound."""

    differences: tuple[Location, ...]


@dataclass(frozen=True)
class Proportion:
    """PROP."""

    shares: tuple[Share | Modal | CompassShare, ...]


@dataclass(frozen=True)
class Dispersion:
    """DISP: the mean log ratio of standard deviations, plus over minus, over `outcomes`; or a difference of entropies of
    the register's `fields` taken together. level: between projects, or total (persons)."""

    measure: Literal["sd", "entropy"]
    plus: Group
    minus: Group
    bound: str
    level: Literal["between", "total"] = "between"
    outcomes: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True)
class Conjunction:
    """CONJ: at least the share `needs` of the components supported (1 for all), and none contradicted where
    `none_contradicted`."""

    components: tuple[Component, ...]
    needs: float
    none_contradicted: bool = False


@dataclass(frozen=True)
class Taxon:
    """TAX: decided by the structure tests."""


@dataclass(frozen=True)
class Context:
    """NT: never judged; the nearest observables, by group."""

    groups: tuple[Group, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Slope:
    """One association: of `outcome` on `predictor`, in a group, within or between projects or of the register's field."""

    group: Group
    outcome: str
    predictor: str
    sign: Literal["positive", "negative", "not negative"]
    level: Literal["within", "between", "respondent"]
    bound: str


@dataclass(frozen=True)
class Association:
    """ASSOC: every slope as claimed, and every share."""

    slopes: tuple[Slope, ...]
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True)
class NoEffect:
    """NULL: no slope, the cell low predictor and high outcome occupied, no necessary-condition ceiling."""

    slope: Slope
    occupied_cell: Share
    ceiling_bound: str


@dataclass(frozen=True)
class Mediation:
    """MED: the indirect effect of the declared type on `outcome` through the mean of `mediators`."""

    outcome: str
    mediators: tuple[str, ...]
    bound: str
    share_bound: str


@dataclass(frozen=True)
class Classification:
    """CLASS: an index of classification against thresholds; `index` names it, `fields` and `outcomes` are what it uses."""

    index: str
    group: Group
    threshold: str
    outcomes: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Order:
    """RANK: the figure of `first` exceeds that of `second` by `margin`; sets of claims, scales or register fields."""

    figure: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    margin: float = 0.0


Rule = (
    Difference
    | Dichotomy
    | Place
    | Equivalence
    | Within
    | Proportion
    | Dispersion
    | Conjunction
    | Taxon
    | Context
    | Association
    | NoEffect
    | Mediation
    | Classification
    | Order
)

BY_TYPE: dict[str, type] = {
    "DIFF": Difference,
    "DIFF_POLE": Dichotomy,
    "LOC": Place,
    "EQ": Equivalence,
    "WITHIN": Within,
    "PROP": Proportion,
    "DISP": Dispersion,
    "CONJ": Conjunction,
    "TAX": Taxon,
    "NT": Context,
    "ASSOC": Association,
    "NULL": NoEffect,
    "MED": Mediation,
    "CLASS": Classification,
    "RANK": Order,
}
