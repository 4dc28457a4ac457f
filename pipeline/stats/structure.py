"""Kinds or one scale: what the distribution of cases along one axis, and two labelled sides on it, look like."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from diptest import diptest
from numpy.typing import NDArray
from scipy.special import ndtr

from pipeline.stats.mixture import Mixture, Search, fit

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
NEGLIGIBLE = 0.1  # a loading below this does not tell which way an axis points
FACTOR_ROUNDS = 1000
ALONG_AN_AXIS = ("EII", "VVI")  # the families that differ in one dimension, where EEE is EII


@dataclass(frozen=True)
class Axes:
    """Principal components: `scores` (n, 2) of the cases, `loadings` (d, 2), each column of length 1."""

    scores: Array
    loadings: Array


@dataclass(frozen=True)
class TwoAgainstOne:
    """`delta_bic`: BIC of two Gaussian components less that of one, positive for two. `classes` (n,): 1 for the component
    with the lower mean, 2 for the other. Where two components of the smallest size cannot be told apart the second brings no
    likelihood: delta_bic is then its smaller penalty, and everything is in class 1."""

    delta_bic: float
    classes: NDArray[np.int64]


def principal_components(data: Array) -> Axes:
    """The first two principal components of centred data (n, d >= 2).

    Signs: the first column's loading is positive; where it is negligible, the largest loading."""
    axes = np.linalg.svd(data, full_matrices=False)[2][:2]
    leading = [axis[0] if abs(axis[0]) >= NEGLIGIBLE else axis[np.abs(axis).argmax()] for axis in axes]
    loadings: Array = (axes * np.sign(leading)[:, None]).T
    return Axes(data @ loadings, loadings)


def dip(values: Array) -> tuple[float, float]:
    """The dip statistic and its p-value against one peak (Hartigan and Hartigan 1985), from the tabulated quantiles.

    Of values (n,), n >= 4. The smallest dip is 1 / (2 n), as in R's diptest."""
    statistic, p = diptest(np.sort(values), allow_zero=False)
    return float(statistic), float(p)


def two_against_one(values: Array, search: Search) -> TwoAgainstOne:
    """Two Gaussian components against one, on values (n,) that are standardised here.

    Along one axis the families of C9 are two: one variance for both components, or one for each (E and V of mclust, which too
    takes the better by BIC). A variance too many costs what the second component brings: with V alone two kinds three standard
    deviations apart were called one scale in 33 % of samples of 60, with both in 13 %."""
    scaled = ((values - values.mean()) / values.std())[:, None]
    one, *fitted = (fit(scaled, family, k, search) for family, k in (("EII", 1), *((f, 2) for f in ALONG_AN_AXIS)))
    kept = [mixture for mixture in fitted if not math.isnan(mixture.bic)]
    if not kept:
        penalty = (min(mixture.parameters for mixture in fitted) - one.parameters) * math.log(len(values))
        return TwoAgainstOne(-penalty, np.ones(len(values), dtype=np.int64))
    two = max(kept, key=lambda mixture: mixture.bic)
    ranks = two.means[:, 0].argsort(kind="stable").argsort(kind="stable")
    return TwoAgainstOne(two.bic - one.bic, ranks[two.classes] + 1)


def bimodality(values: Array) -> float:
    """The bimodality coefficient (skewness^2 + 1) / (excess kurtosis + 3 (n - 1)^2 / ((n - 2)(n - 3))) of values (n,).

    Skewness and kurtosis with the small-sample correction, as SAS has them. An even distribution has 5/9 = .555; more than
    that hints at two peaks (or at a long tail). n >= 4."""
    n, centred = len(values), values - values.mean()
    second, third, fourth = ((centred**power).mean() for power in (2, 3, 4))
    skewness = third / second**1.5 * math.sqrt(n * (n - 1)) / (n - 2)
    kurtosis = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (fourth / second**2 - 3) + 6)
    return float((skewness**2 + 1) / (kurtosis + 3 * (n - 1) ** 2 / ((n - 2) * (n - 3))))


def wrong_side(values: Array, first: Mask) -> float:
    """The share of cases that lie beyond the midpoint of the two sides' means, on the other side's half (on it: half): of
    values (n,), `first` (n,) saying which belong to the first side, neither empty."""
    means = values[first].mean(), values[~first].mean()
    towards_first = (values - sum(means) / 2) * np.sign(means[0] - means[1])
    own = np.where(first, towards_first, -towards_first)
    return float(((own < 0) + 0.5 * (own == 0)).mean())


def overlap(values: Array, first: Mask) -> float:
    """The area that two normal curves share, 2 Phi(-|d| / 2), with d the gap of the means in pooled standard deviations (Cohen
    1988, section 2.2), of values (n,), `first` (n,) saying which belong to the first side."""
    sides = values[first], values[~first]
    pooled = sum(((side - side.mean()) ** 2).sum() for side in sides) / (len(values) - 2)
    return float(2 * ndtr(-abs(sides[0].mean() - sides[1].mean()) / math.sqrt(pooled) / 2))


def auc_leave_one_out(data: Array, first: Mask) -> float:
    """Area under the curve with which Fisher's linear discriminant tells the first side from the other, on data (n, d).

    Each case is placed, from the midpoint of the two means, on the axis found without it. Needs two cases a side."""
    scores = np.array([_placed(data, first, case) for case in range(len(data))])
    gaps = scores[first][:, None] - scores[~first][None]
    return float(((gaps > 0) + 0.5 * (gaps == 0)).mean())


def _placed(data: Array, first: Mask, case: int) -> float:
    others = np.arange(len(data)) != case
    a, b = data[first & others], data[~first & others]
    within = (len(a) - 1) * _covariance(a) + (len(b) - 1) * _covariance(b)
    within /= max(len(a) + len(b) - 2, 1)
    within += (1e-6 * np.trace(within) / len(within) + 1e-12) * np.eye(len(within))
    axis = np.linalg.solve(within, a.mean(axis=0) - b.mean(axis=0))
    return float(axis @ (data[case] - (a.mean(axis=0) + b.mean(axis=0)) / 2))


def _covariance(data: Array) -> Array:
    centred = data - data.mean(axis=0)
    result: Array = centred.T @ centred / max(len(data) - 1, 1)
    return result


def one_factor_bic(data: Array, floor: float) -> float:
    """BIC (larger is better) of one common factor with a loading and a specific variance per column, on data (n, d).

    Maximum likelihood by alternating between the loadings given the specific variances (Joreskog 1967) and these given the
    loadings; specific variances stay at or above `floor`."""
    n, d = data.shape
    sample = np.cov(data.T, bias=True)
    specific = np.maximum(np.diag(sample) / 2, floor)
    for _ in range(FACTOR_ROUNDS):
        root = np.sqrt(specific)
        values, vectors = np.linalg.eigh(sample / np.outer(root, root))
        loadings = root * vectors[:, -1] * math.sqrt(max(values[-1] - 1, 0.0))
        after = np.maximum(np.diag(sample) - loadings**2, floor)
        settled = np.abs(after - specific).max() < 1e-7
        specific = after
        if settled:
            break
    implied = np.outer(loadings, loadings) + np.diag(specific)
    fitted = np.linalg.slogdet(implied)[1] + np.trace(np.linalg.solve(implied, sample))
    return float(-n * (d * math.log(2 * math.pi) + fitted) - 3 * d * math.log(n))


def canonical(mixture: Mixture, axis: Array) -> tuple[NDArray[np.int64], Array]:
    """Clusters (n,) numbered from 1 by size, the largest first, ties by their mean on an axis (n,), the higher first; and
    each case's probability (n,) of belonging to its cluster."""
    return by_size(mixture, axis).argsort()[mixture.classes] + 1, mixture.probabilities.max(axis=1)


def by_size(mixture: Mixture, axis: Array) -> NDArray[np.int64]:
    """The components of a mixture (k,) in the order in which `canonical` numbers them."""
    sizes = np.bincount(mixture.classes, minlength=mixture.k)
    means = np.bincount(mixture.classes, axis, minlength=mixture.k) / np.maximum(sizes, 1)
    order: NDArray[np.int64] = np.lexsort((-means, -sizes))
    return order


def kind(dip_p: float, delta_bic: float, ari: float, taxon: Mapping[str, float]) -> str:
    """The verdict of C8: kinds, continuum, undecided, or kinds, not the declared ones.

    taxon: dip, delta_bic_kinds, delta_bic_continuum, ari. Kinds need p < dip and a gain above delta_bic_kinds; a continuum
    p >= dip and a gain below delta_bic_continuum; kinds are the declared ones from ari on; a missing ari (one
    class is all there is) shows no agreement."""
    if dip_p < taxon["dip"] and delta_bic > taxon["delta_bic_kinds"]:
        return "kinds" if ari >= taxon["ari"] else "kinds, not the declared ones"
    if dip_p >= taxon["dip"] and delta_bic < taxon["delta_bic_continuum"]:
        return "continuum"
    return "undecided"
