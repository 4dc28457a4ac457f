"""The simulated worlds as data: worlds.yaml read into frozen dataclasses."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipeline.files import UserError
from pipeline.simulate.oddities import PARTS_OF, PURE, TYPES, Answering, Described, Labels

__all__ = ["PURE", "TYPES", "Answering", "Described", "Labels", "Link", "World", "load_world", "names", "settings"]


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

    title: for readers. number: as the methods have it. right: the overall verdicts that are right there. size: projects (PP,
    SOC, SOL, HYB) and respondents where it has a size of its own. means: latent mean of each scale or item that does not lie
    at its midpoint. spread: factor of the persons' standard deviation. choices, register: what a question or register field
    is drawn from. correlated: correlation of all latent values within types. drift: factor of the differences by wave.
    gaps: points between the types on every difference and on every commonality, where these are all alike.
    """

    name: str
    title: str
    number: str
    truth: str
    right: tuple[str, ...]
    size: tuple[tuple[int, int, int, int], int] | None
    projects: tuple[int, int, int, int]
    respondents: int
    labels: Labels
    answering: Answering
    correlated: float
    drift: tuple[float, ...]
    gaps: tuple[float, float] | None
    means: Mapping[str, Mapping[str, float]]
    spread: Mapping[str, Mapping[str, float]]
    links: tuple[Link, ...]
    project_links: tuple[Link, ...]
    choices: Mapping[str, Mapping[str, Described]]
    register: Mapping[str, Mapping[str, Described]]


def calibrated_at(world: World) -> tuple[tuple[int, int, int, int], int]:
    """The numbers of projects (PP, SOC, SOL, HYB) and respondents a project with which error rates are measured there."""
    planned = _described()["calibrated_at"]
    return world.size or ((*planned["projects"],), planned["respondents"])


def names() -> tuple[str, ...]:
    """The worlds that there are."""
    return tuple(_described()["worlds"])


def settings(world: World | None = None) -> Described:
    """What holds in every world, or in this one: variances, scales, panel, field, countries, natures, spdx."""
    shared = {key: value for key, value in _described().items() if key not in ("worlds", "profiles", "size")}
    own = world.answering.settings if world else {}
    return {**shared, "field": {**shared["field"], **{k: {**shared["field"][k], **v} for k, v in own.items()}}}


@cache
def load_world(name: str) -> World:
    """The world of that name or number (null, W0). Raises UserError where there is none."""
    numbered = {str(world["number"]).casefold(): known for known, world in _described()["worlds"].items()}
    name = numbered.get(name.casefold(), name)
    if name not in names():
        raise UserError(f"There is no world {name!r}; the worlds are {', '.join(names())}.")
    described = _resolved(name)
    size = described.get("size", _described()["size"])
    profiles = _described()["profiles"]
    draws_from = {kind: kind for kind in PURE} | described.get("draws_from", {})
    means = {code: _by_type(values) for code, values in described.get("means", {}).items()}
    gaps = described.get("gaps")
    return World(
        name=name,
        title=described["title"],
        number=described["number"],
        truth=described["truth"],
        right=tuple(described["right"]),
        size=((*size["projects"],), size["respondents"]) if "size" in described else None,
        projects=(*size["projects"],),
        respondents=size["respondents"],
        labels=_labels(described.get("labels", {})),
        answering=_answering(described.get("answering", {})),
        correlated=described.get("correlated", 0.0),
        drift=tuple(described.get("drift", (1.0,))),
        gaps=(gaps["differences"], gaps["commonalities"]) if gaps else None,
        means=_apart(means, gaps) if gaps else means,
        spread={code: dict.fromkeys(PURE, 1.0) | _by_type(v) for code, v in described.get("spread", {}).items()},
        links=_links(described.get("links", ())),
        project_links=_links(described.get("project_links", ())),
        choices=_profile(profiles, described["profile"], "choices", draws_from),
        register=_profile(profiles, described["profile"], "register", draws_from),
    )


def drifted(world: World, wave: int) -> World:
    """The world as it is in a wave (from 0): its differences times the factor of that wave, around their middle."""
    factor = world.drift[min(wave, len(world.drift) - 1)]
    means = {}
    for code, by_type in world.means.items():
        middle = centre(by_type)
        means[code] = {kind: middle + factor * (value - middle) for kind, value in by_type.items()}
    return replace(world, means=means)


def centre(by_type: Mapping[str, float]) -> float:
    """Half-way between PP and the middle of SOC and SOL."""
    return (by_type["PP"] + (by_type["SOC"] + by_type["SOL"]) / 2) / 2


def _apart(means: Mapping[str, Mapping[str, float]], gaps: Described) -> dict[str, Mapping[str, float]]:
    """The same means with every difference `differences` points apart in its direction around the midpoint, SOC and SOL
    alike, and the commonalities `commonalities` points apart around their own level."""
    placed: dict[str, Mapping[str, float]] = {}
    for code, by_type in means.items():
        difference = by_type["PP"] - (by_type["SOC"] + by_type["SOL"]) / 2
        shared = code in _described()["commonalities"]
        if not shared and difference == 0:
            placed[code] = by_type
            continue
        half = gaps["commonalities"] / 2 if shared else math.copysign(gaps["differences"] / 2, difference)
        level = centre(by_type) if shared else (5.0 if code == "LR1" else 4.0)
        placed[code] = {"PP": level + half, "SOC": level - half, "SOL": level - half}
    return placed


def _labels(described: Described) -> Labels:
    return Labels(
        described.get("along"), _by_type(described.get("digital", {})), float(described.get("mislabelled", 0.0))
    )


def _answering(described: Described) -> Answering:
    return Answering(
        style=_by_type(described.get("style", {})),
        shifted=_by_type(described.get("shifted", {})),
        careless=_by_type(described.get("careless", {})),
        keenest=_by_type(described.get("keenest", {})),
        positive_keys=bool(described.get("positive_keys", False)),
        hostile=bool(described.get("hostile", False)),
        settings=described.get("settings", {}),
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
