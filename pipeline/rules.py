"""The rules of the claims, as the judge follows them: what is compared, in whom, and against which bound.

claims/claims.yaml holds them as mappings; `pipeline.claims` reads them into these classes and refuses what they do not know.
"""

from dataclasses import dataclass
from typing import Literal

from pipeline.rule_parts import (
    DISTANCE,
    Check,
    CompassShare,
    Component,
    Condition,
    Contrast,
    Direction,
    Dispersion,
    Figure,
    Group,
    Location,
    Modal,
    Outcome,
    Share,
    Shown,
    ShownField,
    ShownMean,
    Side,
    Slope,
    Verdict,
)

__all__ = [
    "BY_TYPE",
    "DISTANCE",
    "Association",
    "Check",
    "Classification",
    "CompassShare",
    "Component",
    "Condition",
    "Conjunction",
    "Context",
    "Contrast",
    "Dichotomy",
    "Difference",
    "Direction",
    "Dispersion",
    "Equivalence",
    "Figure",
    "Group",
    "Location",
    "Mediation",
    "Modal",
    "NoEffect",
    "Order",
    "Outcome",
    "Place",
    "Proportion",
    "Rule",
    "Share",
    "Shown",
    "ShownField",
    "ShownMean",
    "Side",
    "Slope",
    "Taxon",
    "Verdict",
    "Within",
]


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
    """PROP. `untold`: what would count as well, and no data tell; it is said."""

    shares: tuple[Share | Modal | CompassShare, ...]
    untold: str | None = None


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
class Association:
    """ASSOC: every slope as claimed, and every share; refuted by any of them where `any_refutes`, and mixed otherwise.

    `interaction`: another group; the first slope (within) of it, and by how much the two differ, are told and never judged.
    """

    slopes: tuple[Slope, ...]
    shares: tuple[Share, ...] = ()
    any_refutes: bool = False
    interaction: Group | None = None


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
    """CLASS: an index of classification against the ruler `threshold`; `outcomes`, `fields` and `cells` are what it uses.

    conjunction: balanced accuracy with which "every outcome above the midpoint" finds the group among PP, SOC and SOL.
    located: share of the group with one cell of the 2x2 compass more probable than the ruler `cell_probability`.
    modal_cell: share of the group whose most probable cell is among `cells`; it must also exceed that of any other cell.
    """

    index: Literal["conjunction", "located", "modal_cell"]
    group: Group
    threshold: str
    outcomes: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Order:
    """RANK: the figure of `first` exceeds that of `second` by `margin`; sets of claims, scales or register fields.

    median_d, mean_d, max_d: of the absolute standardised contrasts PP minus SSE, of scales or of the claims' contrasts.
    auc: with which a set tells PP from SSE, leaving one project out. merger: the distance D(PP, SSE) on `first` exceeds
    D(SOC, SOL) on `second`. `distance_at_least`: and D(PP, SSE) on `first` is that large; `scales_at_least`: and the order
    holds in so many of the scales one by one.
    """

    figure: Literal["median_d", "mean_d", "max_d", "auc", "merger"]
    first: tuple[str, ...]
    second: tuple[str, ...]
    margin: float = 0.0
    distance_at_least: float | None = None
    scales_at_least: int | None = None


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
