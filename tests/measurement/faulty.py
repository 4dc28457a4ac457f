"""Simulated answers with known faults, by other code and another structure than the bundled worlds: correlated latent opinions
with unequal loadings, cut at skewed thresholds, projects that differ in each line, gaps and rotating forms."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.measurement.answers import lines, scales
from tests.survey import ASKED

Array = NDArray[np.float64]
LOADINGS = (0.95, 0.8, 0.85, 0.9, 0.75)
CUTS = np.array([-1.9, -1.2, -0.5, 0.15, 0.85, 1.6])
SPREAD = 1.45  # points of the seven per unit of the latent answer, about


def survey(
    seed: int,
    projects: int = 48,
    size: int = 8,
    waves: int = 2,
    true: float = 0.0,
    acquiescence: float = 0.0,
) -> pd.DataFrame:
    """clean_responses of `waves` waves: half of the projects PP, a quarter each SOC and SOL. PP is higher by `true` points in
    all scales, and agrees by `acquiescence` points more with every line. Style varies by .3 points between persons."""
    generator = np.random.default_rng(seed)
    kind = np.array(["PP", "SOC", "PP", "SOL"])[np.arange(projects) % 4]
    team = np.tile(np.repeat(np.arange(projects), size), waves)
    n, pp = len(team), (kind == "PP")[team]
    general = generator.normal(size=n)
    style = (generator.normal(0, 0.3, n) + acquiescence * pp) / SPREAD
    columns: dict[str, object] = {}
    for scale in sorted(scales(ASKED), key=lambda one: -len(one.items)):
        shared = 0.5 * generator.normal(size=projects)[team]
        opinion = 0.4 * general + shared + 0.75 * generator.normal(size=n) + true * pp / SPREAD / 0.87
        for place, code in enumerate(scale.items):
            if code not in columns:
                columns[code] = _answer(
                    opinion * LOADINGS[place], ASKED.items[code].reverse, style, team, projects, generator
                )
    for code in lines(ASKED):
        if code not in columns:
            columns[code] = _answer(0.5 * generator.normal(size=n), False, style, team, projects, generator)
        item = ASKED.items[code]
        values = np.where(generator.random(n) < 0.04, -1, np.asarray(columns[code]))
        values = np.where(generator.random(n) < 0.01, -5, values)
        shown = np.arange(n) % 2 == (item.form == "B") if item.form != "core" else np.ones(n, dtype=bool)
        columns[code] = np.where(shown, values, -4).astype("int8")
    people = {
        "wave": np.repeat([str(2025 + wave) for wave in range(waves)], n // waves),
        "row": np.arange(1, n + 1, dtype="int32"),
        "respondent": [f"person{i}" for i in range(n)],
        "project": [f"project{i}" for i in team],
        "declared_type": kind[team],
        "form": pd.Series(np.where(np.arange(n) % 2 == 0, "A", "B"), dtype="str"),
        "country": "DE",
        "language": np.where(generator.random(n) < 0.4, "de", "en"),
        "in_primary": True,
        "in_strict": True,
    }
    return pd.DataFrame(people | columns)


def _answer(
    value: Array, back: bool, style: Array, team: NDArray[np.intp], projects: int, generator: np.random.Generator
) -> NDArray[np.int8]:
    own = 0.15 * generator.normal(size=projects)[team] + 0.55 * generator.normal(size=len(team))
    latent = (-1 if back else 1) * (value + own) + style
    return (1 + np.digitize(latent, CUTS)).astype("int8")


def shifted(table: pd.DataFrame, code: str, points: int, rows: NDArray[np.bool_]) -> pd.DataFrame:
    """The answers of some rows to one line moved, within 1 to 7."""
    values = table[code].to_numpy()
    moved = np.where(rows & (values > 0), np.clip(values + points, 1, 7), values)
    return table.assign(**{code: moved.astype("int8")})


def turned(table: pd.DataFrame, code: str, rows: NDArray[np.bool_]) -> pd.DataFrame:
    """The answers of some rows to one line turned round, as by a forgotten key."""
    values = table[code].to_numpy()
    return table.assign(**{code: np.where(rows & (values > 0), 8 - values, values).astype("int8")})
