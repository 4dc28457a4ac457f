"""Standard deviations of a sample and of its bootstrap draws, on a scale with ends, without the bias of small samples.

A draw of n units from n has on average (n - 1) / n of their variance, and the logarithm of an estimated standard deviation
lies below that of the true one the more the smaller n is: between sides of unequal size both would look like a difference. So
the variances of draws of units are multiplied by n / (n - 1), and the mean of the logarithms is moved by the bias that the
draws show (Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapter 10); the draws lie about the corrected
estimate.
"""

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.resampling import Bootstrapped, largest_sd, weighted_sd

Array = NDArray[np.float64]


def log_spreads(
    values: Array, weights: Array, added: float, ends: tuple[float, float], units: bool
) -> tuple[Array, Array]:
    """Log standard deviations (1 + draws,) of values (n,) under weights (1 + draws, n), the sample itself first: raw, and
    relative to the largest that is possible at the mean between the `ends`. NaN where there is no spread.

    `units`: the values are what is drawn; otherwise they come in clusters that are drawn. `added`: to each variance.
    """
    mean, sd = weighted_sd(values, weights)
    n = len(values)
    variance = np.asarray(sd**2 * np.where(np.arange(len(weights)) > 0, n / (n - 1), 1.0) if units else sd**2) + added
    with np.errstate(divide="ignore", invalid="ignore"):
        raw = np.log(variance) / 2
        relative = raw - np.log(largest_sd(mean, *ends))
    return np.where(np.isfinite(raw), raw, np.nan), np.where(np.isfinite(relative), relative, np.nan)


def mean_log(logs: list[Array]) -> Bootstrapped:
    """The mean over several outcomes, each (1 + draws,) with the estimate first, corrected for its bootstrap bias (Efron and
    Tibshirani 1993, chapter 10)."""
    found = np.mean(logs, axis=0)
    drawn = found[1:]
    usable = drawn[np.isfinite(drawn)]
    bias = float(usable.mean() - found[0]) if len(usable) and np.isfinite(found[0]) else 0.0
    return Bootstrapped(float(found[0]) - bias, drawn - 2 * bias)


def noise_of_means(values: Array, clusters: NDArray[np.intp], kept: NDArray[np.intp]) -> tuple[float, float]:
    """The variance of persons around the mean of their cluster, pooled (divisor persons less clusters), and the mean over the
    clusters `kept` of one divided by their number of persons: their product is what the clusters' means vary by chance.

    Of values (n,) in clusters (n,), whole numbers from 0; `kept` (g,) some of those that occur. In squared units of values."""
    n = np.bincount(clusters)
    means = np.bincount(clusters, values) / np.maximum(n, 1)
    free = len(values) - int(np.count_nonzero(n))
    pooled = float(((values - means[clusters]) ** 2).sum() / free) if free else 0.0
    return pooled, float((1 / n[kept]).mean()) if len(kept) else 0.0
