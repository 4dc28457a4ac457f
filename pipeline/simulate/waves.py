"""The waves of a simulated world, put together from its projects, its people and their answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from pipeline.files import UserError
from pipeline.instrument import Instrument
from pipeline.simulate.answers import Traits, answer, draw_traits, latent_of
from pipeline.simulate.drawing import Texts, generator
from pipeline.simulate.fielding import cells, orders, screened_out, timing, with_carelessness
from pipeline.simulate.panel import Attendance, attend, project_numbers
from pipeline.simulate.population import People, Projects, by_type, draw_people, draw_projects
from pipeline.simulate.register import register_table
from pipeline.simulate.worlds import PURE, Described, World, drifted, settings

UNKNOWN_PROJECT = "unknown"
HALF_WAY = 0.5  # where hybrids stand
ENDED = ("no_consent", "not_active")
METADATA = (
    *("respondent", "S03", "submitted_at", "duration_seconds", "form", "block_order", "item_order"),
    *("page_seconds_P", "page_seconds_M", "page_seconds_V"),
)


@dataclass(frozen=True)
class Wave:
    """One simulated wave in plain form: all cells text, blank where nothing stands."""

    first_day: date
    responses: pd.DataFrame
    projects: pd.DataFrame


@dataclass(frozen=True)
class _Everybody:
    attendance: Attendance
    projects: Projects
    people: People
    traits: Traits


def draw(
    world: World, seed: int, projects: Sequence[int], respondents: int, waves: int, asked: Instrument
) -> list[Wave]:
    """Waves of a world, a year apart; the same arguments give the same waves.

    projects: numbers of PP, SOC, SOL and HYB in each wave; respondents: their mean number per project. Raises UserError for a
    world with values that belong to nothing asked.
    """
    fixed = settings(world)
    instrument = positively_keyed(asked) if world.answering.positive_keys else asked
    _refuse_unknown(world, {*latent_of(instrument, fixed).values(), "income_market"})
    everybody = _everybody(world, seed, projects, respondents, waves, instrument, fixed)
    first = fixed["field"]["first_day"]
    days = [date(first.year + number, first.month, first.day) for number in range(waves)]
    return [
        Wave(
            day,
            _responses(everybody, number, day, drifted(world, number), instrument, fixed, generator(seed, 5, number)),
            _register(everybody, number, instrument, generator(seed, 6, number)),
        )
        for number, day in enumerate(days)
    ]


def hidden_hybrids(
    world: World, seed: int, projects: Sequence[int], respondents: int, waves: int, asked: Instrument
) -> frozenset[str]:
    """The ids of the projects that bear a pure label and are hybrids, in the waves that the same arguments draw."""
    if not world.labels.mislabelled:
        return frozenset()
    instrument = positively_keyed(asked) if world.answering.positive_keys else asked
    everybody = _everybody(world, seed, projects, respondents, waves, instrument, settings(world))
    pure = np.isin(everybody.projects.declared, PURE) & (everybody.projects.place == HALF_WAY)
    return frozenset(everybody.attendance.project_ids[pure].tolist())


def _refuse_unknown(world: World, latents: set[str]) -> None:
    links = [code for link in (*world.links, *world.project_links) for code in (link.to, link.follows)]
    named = dict.fromkeys([*world.means, *world.spread, *world.answering.keenest.values(), *links])
    if unknown := [code for code in named if code not in latents]:
        faults = (f"{code} is neither a scale of this file nor a line outside of them: correct it." for code in unknown)
        raise UserError(*(f"worlds.yaml, world {world.name}: {fault}" for fault in faults))


def positively_keyed(asked: Instrument) -> Instrument:
    """The instrument as it would be without a single reversed line."""
    return replace(asked, items={code: replace(item, reverse=False) for code, item in asked.items.items()})


def _everybody(
    world: World,
    seed: int,
    projects: Sequence[int],
    respondents: int,
    waves: int,
    instrument: Instrument,
    fixed: Described,
) -> _Everybody:
    year = fixed["field"]["first_day"].year
    latents = sorted(set(latent_of(instrument, fixed).values()))
    numbers = project_numbers(projects, waves, fixed["panel"]["projects_return"])
    population = draw_projects(numbers, world, latents, fixed, year - 1, generator(seed, 1))
    attendance = attend(population.declared, projects, respondents, waves, fixed, generator(seed, 2))
    members = attendance.project, attendance.first_wave
    people = draw_people(*members, population, world, latents, fixed, generator(seed, 3))
    traits = draw_traits(people, population, world, instrument, fixed, year, generator(seed, 4))
    return _Everybody(attendance, population, people, traits)


def _responses(
    everybody: _Everybody,
    number: int,
    day: date,
    world: World,
    instrument: Instrument,
    fixed: Described,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """responses.csv of one wave, in the order of submission."""
    attendance, traits = everybody.attendance, everybody.traits
    persons, kind = attendance.persons[number], attendance.kinds[number]
    form = rng.choice(["A", "B"], len(persons))
    drawn = answer(persons, form, everybody.people, everybody.projects, traits, world, instrument, fixed, rng)
    more = by_type(world.answering.careless, everybody.projects)[attendance.project[persons]]
    untidy, manner = with_carelessness(drawn, more, instrument, fixed["field"], rng)
    answers = screened_out(untidy, kind)
    ended = np.isin(kind, ENDED)
    beside = pd.DataFrame(
        {
            "respondent": _respondents(attendance, number, fixed["hostile"] if world.answering.hostile else [""]),
            "form": form,
            "S03": _projects_named(attendance, number),
            "D10": np.where(ended | (manner == "broken"), "", traits.country[persons]),
            "D11": traits.language[persons],
        },
        dtype="str",
    )
    presented = orders(form, instrument, rng)
    about = pd.concat([beside, timing(manner, ended, day, fixed["field"], rng), presented], axis=1)
    about = about.sort_values(["submitted_at", "respondent"], kind="stable")
    written = cells(answers.iloc[about.index])
    table: pd.DataFrame = pd.concat([about.reset_index(drop=True), written], axis=1)
    return table[[*METADATA, *(code for code in instrument.items if code not in METADATA)]]


def _respondents(attendance: Attendance, number: int, texts: Sequence[str]) -> Texts:
    """Each person's id, with one of the texts behind it, the same one whenever the person answers."""
    persons = attendance.persons[number]
    behind = np.array(texts)[persons % len(texts)]
    ids = np.char.add(attendance.person_ids[persons], behind)
    tests = attendance.kinds[number] == "tests"
    return np.where(tests, np.char.add("test", ids), ids)


def _projects_named(attendance: Attendance, number: int) -> Texts:
    ids = attendance.project_ids[attendance.project[attendance.persons[number]]]
    return np.where(attendance.kinds[number] == "unknown_project", UNKNOWN_PROJECT, ids)


def _register(everybody: _Everybody, number: int, instrument: Instrument, rng: np.random.Generator) -> pd.DataFrame:
    """projects.csv of one wave."""
    attendance = everybody.attendance
    answered = np.bincount(attendance.project[attendance.persons[number]], minlength=len(attendance.project_ids))
    return register_table(
        everybody.projects.register,
        attendance.project_ids,
        attendance.projects[number],
        answered,
        tuple(instrument.register),
        rng,
    )
