"""Indices of careless answering by how a person's answers hang together: one value per row, NaN where not computable."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from pipeline.stats.pairwise import pairwise_correlation

Array = NDArray[np.float64]
AT_ONCE = 1024  # rows whose gaps are solved for together


def intra_individual_variability(answers: Array) -> Array:
    """Standard deviation (n,) of each row's raw answers (n, k), divisor k - 1 (IRV, Dunn et al. 2018), from two answers on."""
    seen = np.isfinite(answers)
    n = seen.sum(axis=1)
    mean = np.where(seen, answers, 0.0).sum(axis=1) / np.maximum(n, 1)
    squares = np.where(seen, (answers - mean[:, None]) ** 2, 0.0).sum(axis=1)
    return np.where(n > 1, np.sqrt(squares / np.maximum(n - 1, 1)), np.nan)


def even_odd(items: Array, scales: Sequence[Sequence[int]], smallest: int) -> Array:
    """Even-odd consistency (n,): over the scales (columns of keyed items (n, k)) the correlation of the means of a person's
    odd and even answers, stepped up by 2 r / (1 + r) and not below -1 (Johnson 2005; R's careless has the sign turned).

    A scale counts where both halves were answered; NaN with fewer than `smallest` scales or where a half does not vary.
    """
    halves = [
        np.stack([_mean(items[:, list(scale)[start::2]]) for scale in scales], axis=1)
        if scales
        else np.empty((len(items), 0))
        for start in (0, 1)
    ]
    r = row_correlation(halves[0], halves[1], smallest)
    with np.errstate(divide="ignore", invalid="ignore"):
        stepped = np.where(r > -1, 2 * r / (1 + r), -1.0)
    return np.where(np.isfinite(r), np.maximum(stepped, -1.0), np.nan)


def antonym_pairs(items: Array, largest: float, chosen_from: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Pairs of raw items (n, k) that correlate by `largest` (a negative number) or less in some rows, each item in one pair
    only, the strongest first."""
    correlation = pairwise_correlation(items[chosen_from])
    first, second = np.triu_indices(len(correlation), 1)
    values = correlation[first, second]
    pairs: list[tuple[int, int]] = []
    taken: set[int] = set()
    for at in np.argsort(np.where(np.isfinite(values), values, np.inf), kind="stable"):
        i, j = int(first[at]), int(second[at])
        if not values[at] <= largest:
            break
        if i not in taken and j not in taken:
            pairs.append((i, j))
            taken |= {i, j}
    return pairs


def psychometric_antonyms(items: Array, pairs: Sequence[tuple[int, int]], smallest: int) -> Array:
    """Correlation (n,) over pairs of opposite raw items within a person (Johnson 2005): attentive people are negative.

    NaN with fewer than `smallest` answered pairs or where a side does not vary.
    """
    if not pairs:
        return np.full(len(items), np.nan)
    first, second = (items[:, [pair[side] for pair in pairs]] for side in (0, 1))
    return row_correlation(first, second, smallest)


def row_correlation(first: Array, second: Array, smallest: int) -> Array:
    """Correlation (n,) of the rows of two matrices (n, k) over the columns that both have; NaN with fewer than `smallest`."""
    both = np.isfinite(first) & np.isfinite(second)
    n = both.sum(axis=1)
    centred = []
    for values in (first, second):
        mean = np.where(both, values, 0.0).sum(axis=1) / np.maximum(n, 1)
        centred.append(np.where(both, values - mean[:, None], 0.0))
    spread = (centred[0] ** 2).sum(axis=1) * (centred[1] ** 2).sum(axis=1)
    usable = (n >= max(smallest, 2)) & (spread > 1e-18)
    return np.where(usable, (centred[0] * centred[1]).sum(axis=1) / np.sqrt(np.where(usable, spread, 1.0)), np.nan)


def mahalanobis(items: Array, typical: NDArray[np.bool_], smallest: int) -> tuple[Array, NDArray[np.int64], Array]:
    """Squared distance (n,) of each row from the centre of the typical rows, the items it rests on (n,), and its p-value (n,).

    Items (n, k), NaN for missing: each row is compared on what it answered, with as many degrees of freedom (the number of
    items, not of rows). Covariances of the typical rows, pairwise, drawn to their diagonal as far as they need to be definite.
    With P the inverse of all their correlations, x'(R_oo)^-1 x of what a row answered (o) is x'Px - (Px)_m'(P_mm)^-1(Px)_m with
    the gaps (m) at 0 (Petersen and Pedersen 2012, The Matrix Cookbook, 9.1.3): only the gaps are solved for.
    NaN with fewer than `smallest` answers, or fewer typical rows than twice the items.
    """
    k = items.shape[1]
    nothing = np.full(len(items), np.nan)
    if typical.sum() <= 2 * k or k == 0:
        return nothing, np.zeros(len(items), dtype=np.int64), nothing
    seen = np.isfinite(items)
    usual = np.where(seen & typical[:, None], items, 0.0)
    counts = (seen & typical[:, None]).sum(axis=0)
    centre = usual.sum(axis=0) / np.maximum(counts, 1)
    correlation, deviation = _definite(items[typical])
    known = seen & (deviation > 0)
    scaled = np.where(known, (items - centre) / np.where(deviation > 0, deviation, 1.0), 0.0)
    n = known.sum(axis=1)
    precision = np.linalg.inv(correlation)
    pulled = scaled @ precision
    found = np.where(n >= max(smallest, 1), (scaled * pulled).sum(axis=1), np.nan)
    for gaps in np.unique(k - n[np.isfinite(found)]):
        rows = np.flatnonzero((n == k - gaps) & np.isfinite(found))
        for some in np.array_split(rows, -(-len(rows) // AT_ONCE)) if gaps else ():
            absent = np.nonzero(~known[some])[1].reshape(len(some), gaps)
            own = pulled[some[:, None], absent]
            within = precision[absent[:, :, None], absent[:, None, :]]
            found[some] -= (own * np.linalg.solve(within, own[:, :, None])[:, :, 0]).sum(axis=1)
    return (
        found,
        n.astype(np.int64),
        np.where(np.isfinite(found), chdtrc(np.maximum(n, 1), np.nan_to_num(found)), np.nan),
    )


def _definite(items: Array) -> tuple[Array, Array]:
    """Correlations of items, and their deviations; zero deviation for one that does not vary."""
    seen = np.isfinite(items)
    n = seen.sum(axis=0)
    mean = np.where(seen, items, 0.0).sum(axis=0) / np.maximum(n, 1)
    deviation = np.sqrt(np.where(seen, (items - mean) ** 2, 0.0).sum(axis=0) / np.maximum(n - 1, 1))
    correlation = np.nan_to_num(pairwise_correlation(items))
    np.fill_diagonal(correlation, 1.0)
    share = 0.0
    while np.linalg.eigvalsh((1 - share) * correlation + share * np.eye(len(correlation)))[0] < 1e-3:
        share += 0.05
    definite: Array = (1 - share) * correlation + share * np.eye(len(correlation))
    return definite, deviation


def _mean(items: Array) -> Array:
    seen = np.isfinite(items)
    n = seen.sum(axis=1)
    return np.where(n > 0, np.where(seen, items, 0.0).sum(axis=1) / np.maximum(n, 1), np.nan)
