"""What respondents of a simulated world answer: latent values and choices turned into codes of the instrument."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.instrument import Instrument, Item, Scale
from pipeline.simulate.drawing import Flags, Floats, Ints, Texts, choose, choose_by
from pipeline.simulate.population import People, Projects, by_type, mixed
from pipeline.simulate.worlds import PURE, Described, World

BLANK = np.nan
CANNOT_SAY, REFUSED = -1, -2
SHOWN_LATENT = ("LR1", "D12")  # answered on a scale of numbers, outside the agreement lines
HOURS_AT_MIDPOINT, HOURS_PER_POINT, MOST_HOURS = 5.0, 1.75, 80
MEAN_TENURE, MIDPOINT = 4.0, 4.0


@dataclass(frozen=True)
class Traits:
    """What a person answers alike in every wave: codes by question, country, language, year of joining."""

    codes: Mapping[str, Floats]
    country: Texts
    language: Texts
    joined: Ints


def latent_of(instrument: Instrument, fixed: Described) -> dict[str, str]:
    """For each line with a latent value, the name of that value: its scale, or its own code."""
    shared = {item: scale for scale in fixed["scales"] for item in instrument.indicators[scale].items}
    own = [code for code, item in instrument.items.items() if item.likert and item.check is None]
    return {code: shared.get(code, code) for code in (*own, *SHOWN_LATENT, "EF1")}


def draw_traits(
    people: People,
    projects: Projects,
    world: World,
    instrument: Instrument,
    fixed: Described,
    first_year: int,
    rng: np.random.Generator,
) -> Traits:
    """Choices by the profile of the person's project; country and language by the project's country."""
    profile = projects.profile[people.project]
    words = {code: choose_by(profile, field, rng) for code, field in world.choices.items()}
    while (same := words["FC2"] == words["FC1"]).any():
        words["FC2"] = np.where(same, choose_by(profile, world.choices["FC2"], rng), words["FC2"])
    at_home = rng.random(len(people)) < fixed["own_country"]
    country = np.where(at_home, projects.country[people.project], choose(fixed["countries"], len(people), rng))
    in_german = np.array([fixed["german"].get(where, 0.0) for where in country])
    founded = projects.register.founding_year[people.project]
    return Traits(
        codes={code: _codes(instrument.items[code].scale, word) for code, word in words.items()},
        country=country,
        language=np.where(rng.random(len(people)) < in_german, "de", "en"),
        joined=np.maximum(first_year + people.first_wave - rng.geometric(1 / MEAN_TENURE, len(people)) + 1, founded),
    )


def answer(
    persons: Ints,
    form: Texts,
    people: People,
    projects: Projects,
    traits: Traits,
    world: World,
    instrument: Instrument,
    fixed: Described,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """One row per entry of `persons` and one column per item, in the instrument's order; blanks are nan."""
    latent = latent_of(instrument, fixed)
    project = people.project[persons]
    n = len(persons)
    scales = [instrument.indicators[scale].items for scale in fixed["scales"]]
    shift, shifted = by_type(world.answering.shifted, projects), {items[0] for items in scales if len(items) > 1}
    given: dict[str, Floats] = {}
    for code, item in instrument.items.items():
        if code in latent:
            mean = mixed(_means(world, item, latent[code]), projects.side, projects.place)[project]
            lasting = projects.deviations[latent[code]][project] + people.deviations[latent[code]][persons]
            if code in shifted:
                lasting = lasting + shift[project]
            given[code] = _answered(item, mean + lasting, people.style[persons], fixed["variances"], rng)
        elif item.check is not None:
            given[code] = _checked(item, fixed["field"]["checks"][code], n, rng)
        elif code in traits.codes:
            given[code] = traits.codes[code][persons]
    given["D09"] = traits.joined[persons].astype(float)
    given |= {code: np.ones(n) for code in ("S01", "S02", "D13")}
    answers = pd.DataFrame({code: given[code] for code in instrument.items if code in given})
    return _shown(_with_gaps(answers, instrument, fixed["field"], rng), form, instrument)


def _means(world: World, item: Item, latent: str) -> Mapping[str, float]:
    midpoint = MIDPOINT if item.scale.midpoint is None or item.code == "EF1" else item.scale.midpoint
    return world.means.get(item.code, world.means.get(latent, dict.fromkeys(PURE, midpoint)))


def _answered(item: Item, value: Floats, style: Floats, variances: Described, rng: np.random.Generator) -> Floats:
    """Latent values as answered: with noise, reversed where the line is, shifted by the style, rounded and clipped."""
    noise = rng.standard_normal(len(value))
    if item.code == "EF1":
        hours = HOURS_AT_MIDPOINT * np.exp(np.log(HOURS_PER_POINT) * (value + noise - MIDPOINT))
        return _in_range(hours, 0, MOST_HOURS)
    low, high = item.scale.low, item.scale.high
    assert low is not None and high is not None, f"{item.code} has no range"
    noisy = value + np.sqrt(variances["item"] - variances["style"]) * noise
    keyed = low + high - noisy if item.reverse else noisy
    return _in_range(keyed + style, low, high)


def _in_range(values: Floats, low: int, high: int) -> Floats:
    clipped: Floats = np.clip(np.round(values), low, high)
    return clipped


def _checked(item: Item, passing: float, n: int, rng: np.random.Generator) -> Floats:
    """An attention check: passed by that share of people, otherwise answered with any other code."""
    passes = rng.choice(sorted(item.passes_at), n)
    others = [code for code in range(1, 8) if code not in item.passes_at]
    return np.where(rng.random(n) < passing, passes, rng.choice(others, n)).astype(float)


def _codes(scale: Scale, words: Texts) -> Floats:
    """Words of a choice as codes; grades stand for themselves."""
    missing = {"cannot say": CANNOT_SAY, "prefer not to say": REFUSED}
    code = {word: scale.code_of(word) for word in sorted(set(words.tolist()))}
    known = {w: int(missing.get(w, w)) if c is None else c for w, c in code.items()}
    return np.array([known[word] for word in words.tolist()], dtype=float)


def _with_gaps(
    answers: pd.DataFrame, instrument: Instrument, field: Described, rng: np.random.Generator
) -> pd.DataFrame:
    """Some cannot say, and some leave a line out."""
    gaps = {}
    for code, values in zip(answers, answers.to_numpy().T, strict=True):
        item = instrument.items[str(code)]
        if item.likert and item.scale.cannot_say and item.check is None:
            values = np.where(rng.random(len(values)) < field["cannot_say"], CANNOT_SAY, values)
        if item.block != "S" and item.check is None and item.code != "D13":
            values = np.where(rng.random(len(values)) < field["unanswered"], BLANK, values)
        gaps[str(code)] = values
    return pd.DataFrame(gaps)


def _shown(answers: pd.DataFrame, form: Texts, instrument: Instrument) -> pd.DataFrame:
    """Blank where the form or a filter does not show the line."""
    return pd.DataFrame(
        {
            str(code): np.where(shown_to(instrument.items[str(code)], form, answers), values, BLANK)
            for code, values in zip(answers, answers.to_numpy().T, strict=True)
        }
    )


def shown_to(item: Item, form: Texts, answers: pd.DataFrame) -> Flags:
    """Who sees a line: by form, and by the answers that its filter asks for."""
    shown: Flags = np.full(len(form), True) if item.form == "core" else form == item.form
    for condition, codes in item.filter:
        shown = shown & answers[condition].isin(codes).to_numpy()
    return shown
