"""The simulated worlds as data: worlds.yaml read into frozen dataclasses."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from typing import Any

from pipeline.files import UserError
from pipeline.simulate.as_answered import deviations, half_apart, span
from pipeline.simulate.entries import Correlated, Gaps, Link, described, entry
from pipeline.simulate.oddities import PARTS_OF, PURE, TYPES, Answering, Described, Labels

__all__ = ["PURE", "TYPES", "Answering", "Described", "Labels", "Link", "World", "load_world", "names", "settings"]


@dataclass(frozen=True)
class World:
    """What is true in a world; its parts by declared type PP, SOC, SOL (hybrids lie between).

    title: for readers. number: as the methods have it. right: the overall verdicts that are right there. size: projects (PP,
    SOC, SOL, HYB) and respondents where it has a size of its own. means: latent mean of each scale or item that does not lie
    at its midpoint. spread: factor of the persons' standard deviation. choices, register: what a question or register field
    is drawn from. correlated: how latent values correlate within types. drift: factor of the differences by wave. gaps:
    points between the types on every difference and on every commonality, where these are all alike (as answered, where the
    world says so).
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
    correlated: Correlated
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
    planned = described()["calibrated_at"]
    return world.size or ((*planned["projects"],), planned["respondents"])


def names() -> tuple[str, ...]:
    """The worlds that there are."""
    return tuple(described()["worlds"])


def settings(world: World | None = None) -> Described:
    """What holds in every world, or in this one: variances, scales, panel, field, countries, natures, spdx."""
    shared = {key: value for key, value in described().items() if key not in ("worlds", "profiles", "size")}
    own = world.answering.settings if world else {}
    return {**shared, "field": {**shared["field"], **{k: {**shared["field"][k], **v} for k, v in own.items()}}}


@cache
def load_world(name: str) -> World:
    """The world of that name or number (null, W0). Raises UserError where there is none."""
    numbered = {str(world["number"]).casefold(): known for known, world in described()["worlds"].items()}
    name = numbered.get(name.casefold(), name)
    if name not in names():
        near = get_close_matches(name.casefold(), [*names(), *numbered], n=3)
        meant = f"did you mean {', '.join(near)}?" if near else f"the worlds are {', '.join(names())}."
        raise UserError(f"There is no world {name!r}; {meant}")
    written = entry(name)
    usual = described()["size"]
    (pp, soc, sol, hyb), respondents = (
        (written.size.projects, written.size.respondents) if written.size else (usual["projects"], usual["respondents"])
    )
    draws_from = {kind: kind for kind in PURE} | dict(written.draws_from)
    means = {code: _by_type(values) for code, values in written.means.items()}
    spread = {code: dict.fromkeys(PURE, 1.0) | _by_type(v) for code, v in written.spread.items()}
    return World(
        name=name,
        title=written.title,
        number=written.number,
        truth=written.truth,
        right=written.right,
        size=((pp, soc, sol, hyb), respondents) if written.size else None,
        projects=(pp, soc, sol, hyb),
        respondents=respondents,
        labels=replace(written.labels, digital=_by_type(written.labels.digital)),
        answering=_answering(written.answering),
        correlated=written.correlated,
        drift=written.drift,
        gaps=(written.gaps.differences, written.gaps.commonalities) if written.gaps else None,
        means=_apart(means, spread, written.gaps) if written.gaps else means,
        spread=spread,
        links=written.links,
        project_links=written.project_links,
        choices=_profile(str(written.profile), "choices", draws_from),
        register=_profile(str(written.profile), "register", draws_from),
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


def _apart(
    means: Mapping[str, Mapping[str, float]], spread: Mapping[str, Mapping[str, float]], gaps: Gaps
) -> dict[str, Mapping[str, float]]:
    """The same means with every difference `differences` points apart in its direction around the midpoint, SOC and SOL
    alike, and the commonalities `commonalities` points apart around their own level."""
    placed: dict[str, Mapping[str, float]] = {}
    for code, by_type in means.items():
        difference = by_type["PP"] - (by_type["SOC"] + by_type["SOL"]) / 2
        shared = code in described()["commonalities"]
        if not shared and difference == 0:
            placed[code] = by_type
            continue
        gap, sign = (gaps.commonalities, 1.0) if shared else (gaps.differences, math.copysign(1.0, difference))
        level = centre(by_type) if shared else sum(span(code)) / 2
        half = sign * (_latent(gap, level, code, sign, spread) if gaps.as_answered else gap / 2)
        placed[code] = {"PP": level + half, "SOC": level - half, "SOL": level - half}
    return placed


def _latent(gap: float, level: float, code: str, sign: float, spread: Mapping[str, Mapping[str, float]]) -> float:
    """Half the latent distance of types whose answers are so many points apart."""
    found = deviations(spread.get(code, {}))
    above, below = (found["PP"], found["SOC"]) if sign > 0 else (found["SOC"], found["PP"])
    return half_apart(gap, level, above, below, span(code)) if gap else 0.0


def _answering(written: Answering) -> Answering:
    return replace(
        written,
        style=_by_type(written.style),
        shifted=_by_type(written.shifted),
        careless=_by_type(written.careless),
        keenest=_by_type(written.keenest),
    )


def _by_type(values: Mapping[str, Any]) -> dict[str, Any]:
    """SSE and ALL spelled out as the types that they stand for."""
    return {kind: value for key, value in values.items() for kind in PARTS_OF[key]}


def _profile(name: str, part: str, draws_from: Mapping[str, str]) -> dict[str, dict[str, Described]]:
    """The fields of one part of a profile, those it does not name being alike in all types, by declared type."""
    profiles = described()["profiles"]
    fields = {**profiles["alike"][part], **profiles[name][part]}
    spelled = {field: _by_type(values) for field, values in fields.items()}
    return {field: {kind: _words(values[draws_from[kind]]) for kind in PURE} for field, values in spelled.items()}


def _words(weights: Mapping[Any, Any]) -> dict[str, Any]:
    """YAML reads the words yes and no as truth values, and grades as numbers: here they are words again."""
    return {{True: "yes", False: "no"}[k] if isinstance(k, bool) else str(k): v for k, v in weights.items()}
