"""What the rules of the claims are made of: groups and conditions, outcomes, contrasts, locations, shares, slopes.

A code in an outcome or condition is an indicator (its score), or an item (as answered, not reversed).
"""

from dataclasses import dataclass
from typing import Literal

Side = Literal["above", "below", "between"]
Direction = Literal["higher", "lower"]
DISTANCE = "distance_to_other_type"


@dataclass(frozen=True)
class Condition:
    """A test on one respondent (item or indicator) or on the register of the project (field).

    Exactly one of `item`, `indicator`, `field`; either `values` (codes of a choice, or words of the register) or a range,
    or, for a field, `after_first_of`: more than the least value of the field among the projects of that domain.
    `minus`: the item or indicator less this other one (as answered), of each person before any mean is taken.
    """

    item: str | None = None
    indicator: str | None = None
    field: str | None = None
    values: tuple[str | int, ...] = ()
    at_least: float | None = None
    at_most: float | None = None
    minus: str | None = None
    after_first_of: str | None = None


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
    median: of the register's `field`. marks: of each project the share of `where` that is true, of what the register tells.
    entropy: normalised, over the compass cells.
    """

    measure: Literal["mean", "share", "median", "marks", "entropy"]
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

    bound: location (4 and 0.5 beyond it), pole (4 and 0.25), midpoint (4 itself), crossover (0), within (0 and 0.5),
    middle_third (-2 to 2).
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

    name: Literal["auc", "ari", "dip_p", "delta_bic", "bimodality"]
    low: float


@dataclass(frozen=True)
class Slope:
    """One association, standardised: of `outcome` on `predictor`, in a group; in ALL, with the declared type held constant
    (but for DISTANCE, which is told from the types).

    level within: person minus project mean; between: project means; respondent: persons as they are, projects random.
    The predictor is an indicator, an item, a field of the register (yes counts 1, no 0), or DISTANCE: how far the project
    lies from the centroid of the other type on the difference scales. `logged`: of log(1 + outcome). Of several outcomes or
    predictors the mean of each person who has all of them is taken. `given` (within): codes that are held constant.
    """

    group: Group
    outcome: tuple[str, ...]
    predictor: tuple[str, ...]
    sign: Literal["positive", "negative", "not negative"]
    level: Literal["within", "between", "respondent"]
    bound: str
    logged: bool = False
    given: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """Everything that the slope looks at."""
        return (*self.outcome, *self.predictor, *self.given)


@dataclass(frozen=True)
class ShownMean:
    """The mean of a group on an outcome, shown beside a verdict and never judged."""

    group: Group
    outcome: Outcome


@dataclass(frozen=True)
class ShownField:
    """The mean of a group's projects on a field of the register, shown beside a verdict and never judged."""

    group: Group
    field: str


@dataclass(frozen=True)
class ShownShare:
    """The share of a group's respondents that fulfil any of `where`, shown beside a verdict and never judged."""

    group: Group
    where: tuple[Condition, ...]


@dataclass(frozen=True)
class ShownSpans:
    """In which spans of so many years the projects of a group were founded."""

    group: Group
    founded_by_years: int


@dataclass(frozen=True)
class ShownTrend:
    """How an item or indicator, or a number of the register in the same projects, moves from one wave to the next."""

    group: Group
    over_waves: str


@dataclass(frozen=True)
class ShownSurvival:
    """Which side's projects last longer, by a field of the register that says yes at each wave while a project is there."""

    plus: Group
    minus: Group
    alive: str


@dataclass(frozen=True)
class Dispersion:
    """DISP: the mean log ratio of standard deviations, plus over minus, over `outcomes`, or of `each` of them by itself, all
    needed; or a difference of entropies of the register's `fields` taken together. level: between projects, or total
    (persons)."""

    measure: Literal["sd", "entropy"]
    plus: Group
    minus: Group
    bound: str
    level: Literal["between", "total"] = "between"
    outcomes: tuple[str, ...] = ()
    each: bool = False
    fields: tuple[str, ...] = ()
    shares: tuple[Share, ...] = ()


Check = Share | Modal | CompassShare
Component = Location | Share | Modal | Verdict | Figure
Shown = ShownMean | ShownField | ShownShare | ShownSpans | ShownTrend | ShownSurvival | Contrast | Slope | Dispersion
