"""Do the items of one scale differ between groups by as much as the scale does? If not, by how much is the scale's mean off.

Under equal loadings and intercepts the groups' differences in the items are proportional to the loadings (Meredith 1993). An
item whose difference is not, is not comparable; what it adds to the difference of the scale's mean is the bias.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtrc

from pipeline.stats.pairwise import pairwise_covariance
from pipeline.stats.reliability_intervals import covariance_influences, one_factor_slopes

Array = NDArray[np.float64]
KEPT = 2  # items that stay comparable under partial invariance (Byrne, Shavelson and Muthen 1989)


class RunsAgainstError(ValueError):
    """`items` load against the others, so that no difference of the scale can be asked of them."""

    def __init__(self, items: tuple[int, ...]) -> None:
        super().__init__("an item runs against the others")
        self.items = items


@dataclass(frozen=True)
class ItemBias:
    """`bias` in the items' unit, 0 where all items are comparable; `items`: those that are not, in the order found.

    For two items `bias` is its absolute value, as it cannot be told which of the two is off; both are in `items` then, and so
    are all items of a longer scale of which no two agree, `bias` being the largest there may be. `gap` is the difference of
    the scale's mean; `statistic`, `df`, `p` belong to the hypothesis that all items are comparable.
    """

    bias: float
    items: tuple[int, ...]
    gap: float
    statistic: float
    df: int
    p: float


def item_bias(
    items: Array, contrast: Array, codes: NDArray[np.intp], clusters: NDArray[Any], alpha: float, pair_ratio: float
) -> ItemBias:
    """The bias in a contrast of group means of the mean of items (n, k), NaN for missing, keyed one way, k >= 2.

    `contrast` (g,) holds the groups' weights, `codes` (n,) each row's group, all groups present; `clusters` (n,) what rows are
    nested in. Loadings are those of one factor within the groups, their mean 1; their uncertainty and that of the means,
    summed by cluster, make the covariance of the test, Hotelling's T with G - g degrees of freedom for G clusters. While it
    rejects at `alpha`, the item is released that lowers it most, down to KEPT items. Two items alone do not tell their
    loadings: these may differ by a ratio of up to `pair_ratio`. Raises ValueError where no common factor exists or an item
    runs against it.
    """
    k = items.shape[1]
    gaps, of_gaps = contrast_influences(items, contrast, codes)
    labels, cluster = np.unique(clusters, return_inverse=True)
    free = len(labels) - len(contrast)
    loadings, of_loadings = (_pair(gaps, pair_ratio), np.zeros_like(items)) if k == 2 else _loadings(items, codes)
    common = float(gaps.mean())
    sums = np.stack([np.bincount(cluster, column) for column in (of_gaps - common * of_loadings).T], axis=1)
    covariance = np.asarray(sums.T @ sums, dtype=np.float64) * (len(labels) / (len(labels) - 1))
    if free < k or np.linalg.matrix_rank(covariance) < k:
        raise ValueError("too few projects or answers to compare its items")
    kept = list(range(k))
    first = statistic, _ = _distance(gaps, loadings, covariance, kept)
    p = _p(statistic, k - 1, free)
    while _p(statistic, len(kept) - 1, free) < alpha and len(kept) > KEPT:
        without = [[item for item in kept if item != gone] for gone in kept]
        kept = min(without, key=lambda rest: _distance(gaps, loadings, covariance, rest)[0])
        statistic, _ = _distance(gaps, loadings, covariance, kept)
    agree = _p(statistic, len(kept) - 1, free) >= alpha
    if agree and len(kept) == k:
        return ItemBias(0.0, (), common, first[0], k - 1, p)
    if agree:
        bias = common - _distance(gaps, loadings, covariance, kept)[1]
        off = [item for item in range(k) if item not in kept]
        return ItemBias(bias, tuple(off), common, first[0], k - 1, p)
    if k == 2:
        return ItemBias(float(abs(gaps[0] - gaps[1])) / 2, (0, 1), common, first[0], 1, p)
    worst = max((common - gaps[item] / loadings[item] for item in range(k)), key=abs)
    return ItemBias(float(worst), tuple(range(k)), common, first[0], k - 1, p)


def contrast_influences(items: Array, contrast: Array, codes: NDArray[np.intp]) -> tuple[Array, Array]:
    """The contrast of the group means of each item (k,), and by how much each row moves it, to first order: (n, k).

    Of items (n, k), NaN for missing, weights `contrast` (g,) and each row's group, `codes` (n,); in the items' unit. Raises
    ValueError where an item was not answered in one of the groups.
    """
    seen = np.isfinite(items)
    member = np.eye(len(contrast))[codes]
    counts = member.T @ seen
    if (counts == 0).any():
        raise ValueError("an item was not answered in one of the groups")
    means = member.T @ np.where(seen, items, 0.0) / counts
    influence = np.where(seen, items - means[codes], 0.0) * (contrast[:, None] / counts)[codes]
    return contrast @ means, influence


def _loadings(items: Array, codes: NDArray[np.intp]) -> tuple[Array, Array]:
    """Loadings (k,) of one factor within the groups, their mean 1, and by how much each row moves them (n, k)."""
    centred = items - np.stack([np.nanmean(items[codes == g], axis=0) for g in range(codes.max() + 1)])[codes]
    covariance = pairwise_covariance(centred)
    if not np.isfinite(covariance).all() or not (np.diag(covariance) > 0).all():
        raise ValueError("some of its items do not vary or were never answered together")
    k = len(covariance)
    found, _, slopes = one_factor_slopes(covariance)
    if not (found > 0).all():
        raise RunsAgainstError(tuple(int(item) for item in np.flatnonzero(found <= 0)))
    to_mean_one = (np.eye(k) - np.outer(found, np.ones(k)) / found.sum()) * k / found.sum()
    influence = covariance_influences(centred, covariance) @ slopes[:k].T @ to_mean_one.T
    return found * k / found.sum(), influence


def _pair(gaps: Array, ratio: float) -> Array:
    """The loadings of two items, their mean 1, within the ratio, that come nearest to the gaps."""
    one = float(np.clip(gaps[0] / gaps[1], 1 / ratio, ratio)) if gaps[0] * gaps[1] > 0 else _extreme(gaps, ratio)
    return np.array([2 * one / (1 + one), 2 / (1 + one)])


def _extreme(gaps: Array, ratio: float) -> float:
    """Of gaps in opposite directions: the larger one belongs to the item with the larger loading."""
    return ratio if abs(gaps[0]) > abs(gaps[1]) else 1 / ratio


def _distance(gaps: Array, loadings: Array, covariance: Array, kept: Sequence[int]) -> tuple[float, float]:
    """How far the gaps of some items are from being proportional to their loadings, and the factor of proportion."""
    own = np.ix_(kept, kept)
    inverse = np.linalg.inv(covariance[own])
    weight = inverse @ loadings[kept]
    factor = float(weight @ gaps[kept]) / float(weight @ loadings[kept])
    off = gaps[kept] - factor * loadings[kept]
    return float(off @ inverse @ off), factor


def _p(statistic: float, df: int, free: int) -> float:
    """Hotelling's T squared with `df` dimensions and `free` degrees of freedom as an F."""
    below = free - df + 1
    return float(fdtrc(df, below, statistic * below / (free * df))) if below > 0 else float("nan")
