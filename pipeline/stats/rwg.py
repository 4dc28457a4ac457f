"""Agreement within groups, r_wg(j): how much less the members of a group differ than if they answered at random."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# Variances of answers under a slightly skewed null, by number of answer options (LeBreton and Senter 2008, table 2).
SLIGHTLY_SKEWED = {5: 1.34, 7: 2.90}


def uniform_null(options: int) -> float:
    """Variance of answers spread evenly over 1..options: (options^2 - 1) / 12 (James, Demaree and Wolf 1984)."""
    return (options**2 - 1) / 12


def slightly_skewed_null(options: int) -> float:
    """Variance of answers under a slight skew towards one end; published for 5 and 7 options, else ValueError."""
    if options not in SLIGHTLY_SKEWED:
        raise ValueError(f"no slightly skewed null for {options} answer options")
    return SLIGHTLY_SKEWED[options]


def rwg_j(items: Array, groups: NDArray[Any], null_variance: float) -> Array:
    """r_wg(j) (g,) of groups (n,), in the order of the sorted labels, from answers (n, j) with NaN for missing ones.

    J (1 - v / null) / (J (1 - v / null) + v / null), v the mean over the items of the variance among a group's members
    (divisor n - 1); for one item 1 - v / null. Values outside 0..1 are set to zero, by the convention of James, Demaree and
    Wolf (1984). An item counts in a group where two members answered it; NaN where none does. `null_variance` in squared
    scale points.
    """
    labels, codes = np.unique(groups, return_inverse=True)
    seen = np.isfinite(items)
    counts = _sums(seen.astype(float), codes, len(labels))
    means = _sums(np.where(seen, items, 0.0), codes, len(labels)) / np.maximum(counts, 1)
    squares = _sums(np.where(seen, items - means[codes], 0.0) ** 2, codes, len(labels))
    usable = counts > 1
    j = usable.sum(axis=1)
    ratio = np.where(usable, squares / np.maximum(counts - 1, 1), 0.0).sum(axis=1) / np.maximum(j, 1) / null_variance
    inside = np.clip(ratio, 0.0, 1.0)
    value = j * (1 - inside) / np.maximum(j * (1 - inside) + inside, 1e-300)
    return np.where(j > 0, value, np.nan)


def _sums(values: Array, codes: NDArray[np.intp], groups: int) -> Array:
    """Sums (groups, k) of the rows of values (n, k) by group."""
    return np.stack([np.bincount(codes, column, groups) for column in values.T], axis=1)
