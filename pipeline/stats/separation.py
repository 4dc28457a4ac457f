"""How far apart two kinds must lie before the rule of C8 would hardly call them one scale.

Two normal kinds of equal spread on one axis, with or without cases halfway between them, are drawn again and again, and the
rule is asked each time. Two such kinds have one peak, whatever their sizes, as long as they lie no more than two of their
standard deviations apart (Behboodian 1970, Technometrics 12, 131-139): nearer ones no sample shows as kinds.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from pipeline.stats.structure import dip, kind
from pipeline.stats.two_normals import gains

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
ONE_PEAK = 2.0  # standard deviations: up to here two equal normal curves have one peak together
STEP, STEPS = 0.1, 80  # of the distances that are tried, from ONE_PEAK on
AT_ONCE, FEWEST = 40_000, 100  # cases drawn in all, so that large surveys get fewer samples, and the fewest samples


@dataclass(frozen=True)
class Trial:
    """Two kinds with `sizes` cases and `between` halfway, drawn `draws` times; `smallest` and `floor` of the two curves as in
    the search of the sample itself; `taxon`: the thresholds of the rule."""

    sizes: tuple[int, int]
    between: int
    draws: int
    seed: int
    smallest: int
    floor: float
    taxon: Mapping[str, float]


def apart(values: Array, first: Mask) -> float:
    """The distance between the means of two sides on an axis (n,), in pooled standard deviations within them; infinite where
    these are 0."""
    sides = values[first], values[~first]
    pooled = math.sqrt(sum(((side - side.mean()) ** 2).sum() for side in sides) / (len(values) - 2))
    distance = abs(float(sides[0].mean() - sides[1].mean()))
    return distance / pooled if pooled > 0 else math.inf


def between(data: Array, first: Mask, second: Mask) -> Array:
    """Where each case of data (n, d) lies on the line through the means of two sides: 0 at the second's, 1 at the first's, each
    mean without the case itself. Needs two cases a side."""
    start, line = lines(data, first, second)
    length = (line**2).sum(axis=1)
    along = ((data - start) * line).sum(axis=1)
    placed: Array = np.divide(along, length, out=np.full(len(data), 0.5), where=length > 0)
    return placed


def lines(data: Array, first: Mask, second: Mask) -> tuple[Array, Array]:
    """For each case of data (n, d) the mean (n, d) of the second side and the way (n, d) from there to that of the first, both
    without the case itself."""
    ends = []
    for side in (second, first):
        total, n = data[side].sum(axis=0), side.sum() - side
        ends.append((total - data * side[:, None]) / n[:, None])
    return ends[0], ends[1] - ends[0]


def on_the_other_half(distance: float) -> float:
    """The share of two equal normal kinds, so many standard deviations apart, that lies nearer to the other kind's mean."""
    return float(ndtr(-distance / 2))


def called_one_scale(distance: float, trial: Trial) -> float:
    """The share of the samples in which kinds that lie `distance` standard deviations apart are called a continuum."""
    (a, b), middle = trial.sizes, trial.between
    n = a + b + middle
    draws = min(trial.draws, max(FEWEST, AT_ONCE // n))
    noise = np.random.Generator(np.random.PCG64(trial.seed)).standard_normal((draws, n))
    samples = noise + np.repeat([distance / 2, -distance / 2, 0.0], [a, b, middle])
    gained = gains(samples, trial.smallest, trial.floor)
    low = gained < trial.taxon["delta_bic_continuum"]
    words = [
        kind(dip(one)[1], float(gain), 0.0, trial.taxon) for one, gain in zip(samples[low], gained[low], strict=True)
    ]
    return words.count("continuum") / draws


def excluded_from(share: float, trial: Trial) -> float:
    """The smallest distance, in tenths of a standard deviation, from which at most a `share` of the samples are called a
    continuum, found by halving (the share falls with the distance, the noise being the same); NaN where the farthest that is
    tried, ten of them, is not far enough."""
    low, high = 0, STEPS
    if called_one_scale(ONE_PEAK + STEP * high, trial) > share:
        return math.nan
    while high - low > 1:
        middle = (low + high) // 2
        near = called_one_scale(ONE_PEAK + STEP * middle, trial) > share
        low, high = (middle, high) if near else (low, middle)
    return round(ONE_PEAK + STEP * high, 1)
