"""What is odd about the labels and the answers of a world, and the declared types."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

TYPES = ("PP", "SOC", "SOL", "HYB")
PURE = TYPES[:3]
PARTS_OF = {"PP": ("PP",), "SOC": ("SOC",), "SOL": ("SOL",), "SSE": ("SOC", "SOL"), "ALL": PURE}

Described = Mapping[str, Any]


@dataclass(frozen=True)
class Labels:
    """What the declared types have to do with the kinds. along: `normal` or `uniform`, one dimension whose upper part is
    called PP and whose lower part SOC and SOL; `noise`: two kinds that the labels know nothing of; `digital`: the kinds are
    digital and other products, and `digital` says which share of a label's projects has a digital one. mislabelled: the
    share of the projects labelled as one of the types `among` that are hybrids in truth."""

    along: Literal["normal", "uniform", "noise", "digital"] | None = None
    digital: Mapping[str, float] = field(default_factory=dict)
    mislabelled: float = 0.0
    among: tuple[str, ...] = PURE

    @property
    def exact(self) -> bool:
        """Whether each project is what its label says."""
        return self.along is None and self.mislabelled == 0


@dataclass(frozen=True)
class Answering:
    """What else stands in the answers, by declared type: `style`: acquiescence in points; `shifted`: points by which the
    first line of every scale is answered higher; `careless`: share of careless people more than elsewhere; `keenest`: the
    latent value by which of every two people invited the higher one answers. positive_keys: no line is reversed, neither
    asked so nor scored so. hostile: texts that try to do harm. `settings`: what differs in the field from other worlds."""

    style: Mapping[str, float] = field(default_factory=dict)
    shifted: Mapping[str, float] = field(default_factory=dict)
    careless: Mapping[str, float] = field(default_factory=dict)
    keenest: Mapping[str, str] = field(default_factory=dict)
    positive_keys: bool = False
    hostile: bool = False
    settings: Described = field(default_factory=dict)
