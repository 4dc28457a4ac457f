"""Two normal curves against one on many samples at once: the gain in BIC of C8, a tenth of the time of the general search.

For simulations that ask the rule thousands of times. Instead of starts drawn at random each sample is cut at three places.
"""

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
CUTS = (0.25, 0.5, 0.75)
TOLERANCE = 1e-5  # of the mean log-likelihood per case, as in the general search
ITERATIONS = 1000
FAR = 600.0  # log odds beyond this are cut off
FREE = {True: 2, False: 3}  # parameters that the second curve costs with the variance of the first, and with its own


def gains(values: Array, smallest: int, floor: float) -> Array:
    """BIC of two normal curves, with one variance or with two, whichever is better, less that of one curve (m,), positive for
    two, on samples (m, n).

    As `structure.two_against_one` has it: samples are standardised, no variance gets below `floor`, curves with fewer than
    `smallest` cases are refused; where all are, the second curve brings no likelihood and costs its smaller penalty."""
    n = values.shape[1]
    scaled = np.sort((values - values.mean(axis=1, keepdims=True)) / values.std(axis=1, keepdims=True), axis=1)
    one = -0.5 * n * (math.log(2 * math.pi) + 1)
    cut = np.repeat([max(smallest, int(n * share)) for share in CUTS], len(scaled))
    below, copies = np.arange(n) < cut[:, None], np.tile(scaled, (len(CUTS), 1))
    found = []
    for alike, free in FREE.items():
        best = _from_shares(copies, below.astype(float), smallest, floor, alike).reshape(len(CUTS), -1).max(axis=0)
        found.append(np.where(np.isfinite(best), 2 * (best - one), -math.inf) - free * math.log(n))
    best = np.max(found, axis=0)
    return np.where(np.isfinite(best), best, -min(FREE.values()) * math.log(n))


def _from_shares(data: Array, shares: Array, smallest: int, floor: float, alike: bool) -> Array:
    """The log-likelihood (m,) where EM settles that begins with the first curve's `shares` in the cases of the samples (m, n);
    -inf where a curve has become too small."""
    m, n = data.shape
    best, running, last = np.full(m, -np.inf), np.arange(m), np.full(m, -np.inf)
    for _ in range(ITERATIONS):
        loglik, shares = _step(data, shares, floor, alike)
        moving = np.abs(loglik - last) > TOLERANCE * n
        own = (shares >= 0.5).sum(axis=1)
        kept = np.minimum(own, n - own) >= smallest
        best[running] = np.where(kept & ~moving, loglik, -np.inf)
        running, data, shares, last = running[moving], data[moving], shares[moving], loglik[moving]
        if not len(running):
            break
    return best


def _step(data: Array, shares: Array, floor: float, alike: bool) -> tuple[Array, Array]:
    """The likeliest curves given the first one's shares (m, n) of the cases; their log-likelihood and the shares after."""
    n, total, squares = data.shape[1], data.sum(axis=1), (data * data).sum(axis=1)
    size, first = shares.sum(axis=1), shares * data
    parts = (size, first.sum(axis=1), (first * data).sum(axis=1))
    sides = [_moments(*own) for own in (parts, (n - size, total - parts[1], squares - parts[2]))]
    if alike:
        pooled = sum(own_size * variance for own_size, _, variance in sides) / n
        sides = [(own_size, mean, pooled) for own_size, mean, _ in sides]
    one, two = (_curve(own_size / n, mean, np.maximum(variance, floor)) for own_size, mean, variance in sides)
    density = (one[0] * data + one[1]) * data + one[2]
    odds = ((two[0] - one[0]) * data + (two[1] - one[1])) * data + (two[2] - one[2])
    beside = np.exp(np.minimum(odds, FAR)) + 1
    loglik = density.sum(axis=1) + np.log(beside).sum(axis=1) - 0.5 * n * math.log(2 * math.pi)
    return loglik, 1 / beside


def _moments(size: Array, total: Array, squares: Array) -> tuple[Array, Array, Array]:
    """The size, mean and variance (m,) of a curve, from the sums of its shares of the cases and of their squares."""
    size = np.maximum(size, 1e-9)
    mean = total / size
    return size, mean, squares / size - mean**2


def _curve(weight: Array, mean: Array, variance: Array) -> tuple[Array, Array, Array]:
    """The log of a weighted normal density as a parabola: coefficients (m, 1) of x^2, x and 1, less log(2 pi) / 2."""
    rest = np.log(weight) - 0.5 * (np.log(variance) + mean**2 / variance)
    return (-0.5 / variance)[:, None], (mean / variance)[:, None], rest[:, None]
