"""Drawing words and shares at random, with weights that differ by type."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.simulate.worlds import PURE

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Texts = NDArray[np.str_]


def generator(seed: int, *part: int) -> np.random.Generator:
    """The random numbers of one part of a simulation: the same for the same seed on every machine."""
    return np.random.Generator(np.random.PCG64((seed, *part)))


def choose(weights: Mapping[str, Any], n: int, rng: np.random.Generator) -> Texts:
    """n words, drawn with these weights."""
    share = np.array(list(weights.values()), dtype=float)
    return rng.choice(np.array(list(weights)), size=n, p=share / share.sum())


def by_profile(profile: Texts, values: Mapping[str, NDArray[Any]]) -> NDArray[Any]:
    """Of each type's array (first axis: one entry per entry of `profile`) the entries that are of this type."""
    picked = np.zeros(len(profile), dtype=int) + sum((profile == kind) * i for i, kind in enumerate(PURE))
    chosen: NDArray[Any] = np.stack([values[kind] for kind in PURE])[picked, np.arange(len(profile))]
    return chosen


def choose_by(profile: Texts, field: Mapping[str, Mapping[str, Any]], rng: np.random.Generator) -> Texts:
    """One word for each entry of `profile`, drawn with the weights of its type."""
    return by_profile(profile, {kind: choose(field[kind], len(profile), rng) for kind in PURE})


def choose_after(given: Texts, follows: Mapping[str, Mapping[str, Any]], rng: np.random.Generator) -> Texts:
    """One word for each entry of `given`, drawn with the weights that follow from that entry; none where none follow."""
    drawn = np.full(len(given), "", dtype="<U40")
    for word, weights in follows.items():
        drawn = np.where(given == word, choose(weights, len(given), rng), drawn)
    return drawn


def whole_percents(shares: Floats) -> Ints:
    """Shares (rows that sum to 1) as whole per cents that sum to 100."""
    edges = np.round(100 * np.cumsum(shares, axis=1)).astype(int)
    return np.diff(edges, axis=1, prepend=0)
