"""The simulated worlds as data: worlds.yaml read into frozen dataclasses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipeline.files import UserError

TYPES = ("PP", "SOC", "SOL", "HYB")
PURE = TYPES[:3]
PARTS_OF = {"PP": ("PP",), "SOC": ("SOC",), "SOL": ("SOL",), "SSE": ("SOC", "SOL"), "ALL": PURE}

Described = Mapping[str, Any]


@dataclass(frozen=True)
class Link:
    """The latent value `to` correlates by `by` with the latent value `follows`, among respondents of some types."""

    to: str
    follows: str
    by: float
    among: tuple[str, ...]


@dataclass(frozen=True)
class World:
    """What is true in a world; its parts by declared type PP, SOC, SOL (hybrids lie between).

    means: latent mean of each scale or item that does not lie at its midpoint. spread: factor of the persons' standard
    deviation. choices, register: what a question or register field is drawn from. continuous: one normal dimension, the
    labels its upper and lower part, instead of two kinds.
    """

    name: str
    truth: str
    projects: tuple[int, int, int, int]
    respondents: int
    continuous: bool
    means: Mapping[str, Mapping[str, float]]
    spread: Mapping[str, Mapping[str, float]]
    links: tuple[Link, ...]
    project_links: tuple[Link, ...]
    choices: Mapping[str, Mapping[str, Described]]
    register: Mapping[str, Mapping[str, Described]]


def names() -> tuple[str, ...]:
    """The worlds that there are."""
    return tuple(_described()["worlds"])


def settings() -> Described:
    """What holds in every world: variances, scales, panel, field, countries, natures, spdx."""
    return {key: value for key, value in _described().items() if key not in ("worlds", "profiles", "size")}


def load_world(name: str) -> World:
    """The world of that name. Raises UserError where there is none."""
    if name not in names():
        raise UserError(f"There is no world {name!r}; the worlds are {', '.join(names())}.")
    described = _resolved(name)
    size = described.get("size", _described()["size"])
    profiles = _described()["profiles"]
    draws_from = {kind: kind for kind in PURE} | described.get("draws_from", {})
    return World(
        name=name,
        truth=described["truth"],
        projects=(*size["projects"],),
        respondents=size["respondents"],
        continuous=described.get("labels") == "upper half",
        means={code: _by_type(values) for code, values in described.get("means", {}).items()},
        spread={code: dict.fromkeys(PURE, 1.0) | _by_type(v) for code, v in described.get("spread", {}).items()},
        links=_links(described.get("links", ())),
        project_links=_links(described.get("project_links", ())),
        choices=_profile(profiles, described["profile"], "choices", draws_from),
        register=_profile(profiles, described["profile"], "register", draws_from),
    )


@cache
def _described() -> dict[str, Any]:
    text = Path(__file__).with_name("worlds.yaml").read_text("utf-8")
    described: dict[str, Any] = yaml.safe_load(text)
    return described


def _resolved(name: str) -> dict[str, Any]:
    """A world with what it takes over from the one that it is like; means and spread are taken over line by line."""
    described: dict[str, Any] = _described()["worlds"][name]
    if "like" not in described:
        return described
    model = _resolved(described["like"])
    merged = {part: {**model.get(part, {}), **described.get(part, {})} for part in ("means", "spread")}
    return {**model, **described, **merged}


def _links(described: Iterable[Described]) -> tuple[Link, ...]:
    return tuple(Link(link["to"], link["follows"], link["by"], tuple(link["among"])) for link in described)


def _by_type(values: Mapping[str, Any]) -> dict[str, Any]:
    """SSE and ALL spelled out as the types that they stand for."""
    return {kind: value for key, value in values.items() for kind in PARTS_OF[key]}


def _profile(
    profiles: Mapping[str, Any], name: str, part: str, draws_from: Mapping[str, str]
) -> dict[str, dict[str, Described]]:
    """The fields of one part of a profile, those it does not name being alike in all types, by declared type."""
    fields = {**profiles["alike"][part], **profiles[name][part]}
    spelled = {field: _by_type(values) for field, values in fields.items()}
    return {field: {kind: _words(values[draws_from[kind]]) for kind in PURE} for field, values in spelled.items()}


def _words(described: Mapping[Any, Any]) -> dict[str, Any]:
    """YAML reads the words yes and no as truth values, and grades as numbers: here they are words again."""
    return {{True: "yes", False: "no"}[k] if isinstance(k, bool) else str(k): v for k, v in described.items()}
