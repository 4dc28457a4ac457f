"""Agreement of two partitions of the same units."""

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.int64]
Array = NDArray[np.float64]


def contingency(first: Labels, second: Labels, weights: Array) -> Array:
    """Counts (draws, a, b) of units in each pair of classes, under integer weights (draws, n)."""
    a, b = int(first.max()) + 1, int(second.max()) + 1
    pairs = np.eye(a * b)[first * b + second]
    counts: Array = (weights @ pairs).reshape(len(weights), a, b)
    return counts


def adjusted_rand(table: Array) -> Array:
    """The adjusted Rand index of tables of counts (draws, a, b) (Hubert and Arabie 1985, Journal of Classification 2, 193-218).

    1 for identical partitions, 0 as by chance; NaN where both partitions are trivial.
    """
    n = table.sum(axis=(1, 2))
    cells = _pairs(table).sum(axis=(1, 2))
    rows, columns = _pairs(table.sum(axis=2)).sum(axis=1), _pairs(table.sum(axis=1)).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = rows * columns / _pairs(n)
        result: Array = (cells - expected) / ((rows + columns) / 2 - expected)
    return result


def adjusted_rand_index(first: Labels, second: Labels) -> float:
    """The adjusted Rand index of two labellings (n,), codes from 0."""
    return float(adjusted_rand(contingency(first, second, np.ones((1, len(first)))))[0])


def permutation_p(first: Labels, second: Labels, draws: int, seed: int) -> float:
    """p-value of the adjusted Rand index when the second labels are dealt out at random: (1 + as large) / (1 + draws)."""
    found = adjusted_rand_index(first, second)
    generator = np.random.Generator(np.random.PCG64(seed))
    drawn = [adjusted_rand_index(first, generator.permutation(second)) for _ in range(draws)]
    return (1 + sum(value >= found for value in drawn)) / (1 + draws)


def _pairs(counts: Array) -> Array:
    return counts * (counts - 1) / 2
