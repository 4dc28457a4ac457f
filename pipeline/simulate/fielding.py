"""How a simulated wave comes in: times and orders of presentation, careless and broken-off answers, rows to exclude."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument import Instrument
from pipeline.simulate.answers import BLANK
from pipeline.simulate.drawing import Flags, Floats, Texts, choose
from pipeline.simulate.worlds import Described

FIRST_HOUR, HOURS_OPEN = 7, 16
WEEKS_OF_HALF = 2.0  # half of the answers come within two weeks of the invitation
HASTE = 0.2  # the hasty need a fifth of the usual time
BLOCKS = ("P", "M", "V")


def with_carelessness(
    answers: pd.DataFrame, more: Floats, instrument: Instrument, field: Described, rng: np.random.Generator
) -> tuple[pd.DataFrame, Texts]:
    """Some straightline, some click fast and some at random, some break off; also which manner each row is in. `more`: a
    further share, by row, of people who give one answer throughout or any."""
    shares = {**field["careless"], "broken": field["broken_off"]}
    manner = choose({**shares, "careful": 1 - sum(shares.values())}, len(answers), rng)
    if more.any():
        manner = np.where(rng.random(len(answers)) < more, rng.choice(["straight", "random"], len(answers)), manner)
    one_answer = rng.integers(3, 7, len(answers)).astype(float)
    at_random = np.isin(manner, ("hasty", "random"))
    changed = {}
    for code, values in zip(answers, answers.to_numpy().T, strict=True):
        item = instrument.items[str(code)]
        if item.likert:
            shown = ~np.isnan(values)
            values = np.where(shown & (manner == "straight"), one_answer, values)
            values = np.where(shown & at_random, rng.integers(1, 8, len(values)), values)
        last_seen = item.block in ("S", "P", "M")
        changed[str(code)] = np.where((manner == "broken") & (not last_seen), BLANK, values)
    return pd.DataFrame(changed), manner


def screened_out(answers: pd.DataFrame, kind: Texts) -> pd.DataFrame:
    """The answers of rows that end at a screening question, and of those who do not want to be used."""
    answers = answers.copy()
    answers.loc[kind == "no_consent", answers.columns] = BLANK
    answers.loc[kind == "not_active", answers.columns] = BLANK
    answers.loc[kind == "no_consent", "S01"] = 2.0
    answers.loc[kind == "not_active", "S01"] = 1.0
    answers.loc[kind == "not_active", "S02"] = 2.0
    answers.loc[kind == "do_not_use", "D13"] = 2.0
    return answers


def timing(manner: Texts, ended: Flags, first_day: date, field: Described, rng: np.random.Generator) -> pd.DataFrame:
    """Columns submitted_at, duration_seconds and page_seconds_P, _M, _V; nothing but a few seconds for `ended` rows."""
    n = len(manner)
    seconds = field["median_seconds"] * np.exp(field["spread"] * rng.standard_normal(n))
    seconds = seconds * np.select([manner == "hasty", manner == "broken", ended], [HASTE, 0.7, 0.03], 1.0)
    table = pd.DataFrame(
        {"submitted_at": _moments(n, first_day, field["days"], rng), "duration_seconds": _text(seconds)}, dtype="str"
    )
    for block in BLOCKS:
        share = field["page_shares"][block] * np.exp(0.1 * rng.standard_normal(n))
        unseen = ended | ((manner == "broken") & (block == "V"))
        table[f"page_seconds_{block}"] = pd.array(_text(np.where(unseen, BLANK, seconds * share)), dtype="str")
    return table


def orders(form: Texts, instrument: Instrument, rng: np.random.Generator) -> pd.DataFrame:
    """Columns block_order and item_order: the agreement lines of each block in random order."""
    first = rng.choice(["MPV", "PMV"], len(form))
    seen = {
        (block, letter): np.array(
            [c for c in instrument.likert_codes(block) if instrument.items[c].form in ("core", letter)]
        )
        for block in BLOCKS
        for letter in ("A", "B")
    }
    shuffled = [
        " ".join([code for block in order for code in rng.permutation(seen[block, letter]).tolist()])
        for order, letter in zip(first.tolist(), form.tolist(), strict=True)
    ]
    return pd.DataFrame({"block_order": first, "item_order": shuffled}, dtype="str")


def cells(answers: pd.DataFrame) -> pd.DataFrame:
    """Answers as the text of their cells; nan is blank."""
    by_code = zip(answers, answers.to_numpy().T, strict=True)
    return pd.DataFrame({str(code): _text(values) for code, values in by_code}, dtype="str")


def _text(values: Floats) -> NDArray[np.object_]:
    told = np.isfinite(values)
    numbers = np.where(told, np.round(values), 0).astype(int)
    low = int(numbers.min(initial=0))
    every = np.array([str(number) for number in range(low, int(numbers.max(initial=0)) + 1)], dtype=object)
    return np.where(told, every[numbers - low], "")


def _moments(n: int, first_day: date, days: int, rng: np.random.Generator) -> Sequence[str]:
    """Moments of submission, many after the invitation and fewer later, in waking hours."""
    late = np.minimum(rng.exponential(7 * WEEKS_OF_HALF / np.log(2), n).astype(int), days - 1)
    second = rng.integers(FIRST_HOUR * 3600, (FIRST_HOUR + HOURS_OPEN) * 3600, n)
    start = datetime(first_day.year, first_day.month, first_day.day, tzinfo=UTC)
    moments = [start + timedelta(days=int(d), seconds=int(s)) for d, s in zip(late, second, strict=True)]
    return [f"{moment:%Y-%m-%dT%H:%M:%SZ}" for moment in moments]
