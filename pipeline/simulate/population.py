"""The projects and people of a simulated world, with all that stays with them from wave to wave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.simulate.drawing import Floats, Ints, Texts, choose
from pipeline.simulate.register import Register, draw_register
from pipeline.simulate.worlds import PURE, TYPES, Described, Labels, Link, World


@dataclass(frozen=True)
class Projects:
    """One entry per project.

    declared: PP, SOC, SOL, HYB. side: SOC or SOL, where its means are those of one of them alone. profile: the pure type
    whose choices and register it draws from. place: between social and solidarity economy (0) and peer production (1).
    deviations: of each latent value from the type's mean.
    """

    declared: Texts
    side: Texts
    profile: Texts
    place: Floats
    country: Texts
    register: Register
    deviations: Mapping[str, Floats]

    def __len__(self) -> int:
        return len(self.declared)


@dataclass(frozen=True)
class People:
    """One entry per person: index of the project, wave (from 0) of the first answers, latent deviations, acquiescence."""

    project: Ints
    first_wave: Ints
    deviations: Mapping[str, Floats]
    style: Floats

    def __len__(self) -> int:
        return len(self.project)


def draw_projects(
    numbers: Sequence[int],
    world: World,
    latents: Sequence[str],
    fixed: Described,
    last_year: int,
    rng: np.random.Generator,
) -> Projects:
    """`numbers` of PP, SOC, SOL and HYB projects, in random order."""
    declared = rng.permutation(np.repeat(TYPES, numbers))
    place = np.select([declared == "PP", declared == "HYB"], [1.0, 0.5], 0.0)
    side = np.where(np.isin(declared, ("SOC", "SOL")), declared, "")
    if not world.labels.exact:
        place, side = _placed(declared, place, side, world.labels, fixed["continuum_span"], rng)
    drawn = np.where(rng.random(len(declared)) < place, "PP", rng.choice(["SOC", "SOL"], len(declared)))
    pure = np.isin(declared, PURE) & world.labels.exact
    profile = np.where(pure, declared, drawn)
    nature = np.where(place == 1, "digital", "physical") if world.labels.along == "digital" else None
    register = draw_register(declared, profile, world, fixed, last_year, nature, rng)
    normal = _normal(latents, len(declared), world, world.correlated.project, rng)
    market = register.income_market
    normal["income_market"] = (market - market.mean()) / max(market.std(), 1.0)
    linked = _linked(normal, world.project_links, profile)
    scale = np.sqrt(fixed["variances"]["project"])
    return Projects(
        declared=declared,
        side=side,
        profile=profile,
        place=place,
        country=choose(fixed["countries"], len(declared), rng),
        register=register,
        deviations={latent: scale * linked[latent] for latent in latents},
    )


def draw_people(
    project: Ints,
    first_wave: Ints,
    projects: Projects,
    world: World,
    latents: Sequence[str],
    fixed: Described,
    rng: np.random.Generator,
) -> People:
    """People of these projects (one index each)."""
    normal = _normal(latents, len(project), world, world.correlated.person, rng)
    for declared, latent in world.answering.keenest.items():
        other = _normal(latents, len(project), world, world.correlated.person, rng)
        keener = (projects.declared[project] == declared) & (other[latent] > normal[latent])
        normal = {name: np.where(keener, other[name], values) for name, values in normal.items()}
    linked = _linked(normal, world.links, projects.profile[project])
    within = np.clip(projects.place, 0.0, 1.0)
    spread = {latent: mixed(factors, projects.side, within)[project] for latent, factors in world.spread.items()}
    scale = np.sqrt(fixed["variances"]["person"])
    return People(
        project=project,
        first_wave=first_wave,
        deviations={latent: scale * spread.get(latent, 1.0) * linked[latent] for latent in latents},
        style=np.sqrt(fixed["variances"]["style"]) * rng.standard_normal(len(project))
        + by_type(world.answering.style, projects)[project],
    )


def by_type(values: Mapping[str, float], projects: Projects) -> Floats:
    """What is given for the declared types, nothing where nothing is, for each project."""
    return mixed({**dict.fromkeys(PURE, 0.0), **values}, projects.side, np.clip(projects.place, 0.0, 1.0))


def mixed(by_type: Mapping[str, float], side: Texts, place: Floats) -> Floats:
    """For each project what lies at its place between SOC or SOL (both, where it has no side) and PP."""
    middle = (by_type["SOC"] + by_type["SOL"]) / 2
    start = np.select([side == "SOC", side == "SOL"], [by_type["SOC"], by_type["SOL"]], middle)
    value: Floats = start + place * (by_type["PP"] - start)
    return value


def _normal(
    latents: Sequence[str], n: int, world: World, correlated: float, rng: np.random.Generator
) -> dict[str, Floats]:
    """Standard normal values (n,) of each latent value, `correlated` with one another: those higher in peer production
    positively with one another and negatively with those lower there."""
    values = {latent: rng.standard_normal(n) for latent in latents}
    if not correlated:
        return values
    common, own = np.sqrt(correlated) * rng.standard_normal(n), np.sqrt(1 - correlated)
    return {latent: _direction(latent, world) * common + own * value for latent, value in values.items()}


def _direction(latent: str, world: World) -> int:
    means = world.means.get(latent)
    return -1 if means is not None and means["PP"] < (means["SOC"] + means["SOL"]) / 2 else 1


def _placed(
    declared: Texts, place: Floats, side: Texts, labels: Labels, span: float, rng: np.random.Generator
) -> tuple[Floats, Texts]:
    """Places and sides of projects whose labels do not tell what they are."""
    nowhere = np.full(len(declared), "")
    if labels.along in ("normal", "uniform"):
        return _along_one_dimension(declared, span, labels.along, rng), nowhere
    if labels.along == "noise":
        return rng.permutation(place), nowhere
    if labels.along == "digital":
        share = np.array([labels.digital.get(kind, 0.5) for kind in declared.tolist()])
        return (rng.random(len(declared)) < share).astype(float), nowhere
    named = np.flatnonzero(np.isin(declared, labels.among))
    hidden = rng.permutation(named)[: round(labels.mislabelled * len(named))]
    place = place.copy()
    place[hidden] = 0.5
    return place, side


def _along_one_dimension(declared: Texts, span: float, form: str, rng: np.random.Generator) -> Floats:
    """Normal or even places, in which the halves' means are 1 apart: the uppermost to PP, the lowest to SOC and SOL."""
    drawn = rng.standard_normal(len(declared)) / span if form == "normal" else rng.uniform(-1, 1, len(declared))
    places = np.sort(0.5 + drawn)
    rank = np.select([declared == "PP", declared == "HYB"], [2, 1], 0)
    ordered = np.empty(len(declared))
    ordered[np.lexsort((rng.random(len(declared)), rank))] = places
    return ordered


def _linked(normal: Mapping[str, Floats], links: Sequence[Link], profile: Texts) -> dict[str, Floats]:
    """Standard normal values of which some follow others, in the order of the links."""
    values = dict(normal)
    for link in links:
        followed = link.by * values[link.follows] + np.sqrt(1 - link.by**2) * values[link.to]
        values[link.to] = np.where(np.isin(profile, link.among), followed, values[link.to])
    return values
