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
FREE = 3  # parameters that the second curve costs


def gains(values: Array, smallest: int, floor: float) -> Array:
    """BIC of two normal curves with variances of their own less that of one (m,), positive for two, on samples (m, n).

    As `structure.two_against_one` has it: samples are standardised, no variance gets below `floor`, curves with fewer than
    `smallest` cases are refused; where all are, the second curve brings no likelihood and costs its penalty."""
    n = values.shape[1]
    scaled = np.sort((values - values.mean(axis=1, keepdims=True)) / values.std(axis=1, keepdims=True), axis=1)
    one = -0.5 * n * (math.log(2 * math.pi) + 1)
    best = np.max([_from_cut(scaled, cut, smallest, floor) for cut in CUTS], axis=0)
    return np.where(np.isfinite(best), 2 * (best - one), 0.0) - FREE * math.log(n)


def _from_cut(data: Array, cut: float, smallest: int, floor: float) -> Array:
    """The log-likelihood (m,) where EM settles that begins with the samples (m, n, in ascending order) cut at one place; -inf
    where a curve has become too small."""
    m, n = data.shape
    best, running, last = np.full(m, -np.inf), np.arange(m), np.full(m, -np.inf)
    shares = np.zeros((m, n))
    shares[:, : max(smallest, int(n * cut))] = 1.0
    for _ in range(ITERATIONS):
        loglik, shares = _step(data, shares, floor)
        moving = np.abs(loglik - last) > TOLERANCE * n
        own = (shares >= 0.5).sum(axis=1)
        kept = np.minimum(own, n - own) >= smallest
        best[running] = np.where(kept & ~moving, loglik, -np.inf)
        running, data, shares, last = running[moving], data[moving], shares[moving], loglik[moving]
        if not len(running):
            break
    return best


def _step(data: Array, shares: Array, floor: float) -> tuple[Array, Array]:
    """The likeliest curves given the first one's shares (m, n) of the cases; their log-likelihood and the shares after."""
    n, total, squares = data.shape[1], data.sum(axis=1), (data * data).sum(axis=1)
    size, first = shares.sum(axis=1), shares * data
    parts = (size, first.sum(axis=1), (first * data).sum(axis=1))
    one, two = (_curve(*own, n, floor) for own in (parts, (n - size, total - parts[1], squares - parts[2])))
    density = (one[0] * data + one[1]) * data + one[2]
    odds = ((two[0] - one[0]) * data + (two[1] - one[1])) * data + (two[2] - one[2])
    beside = np.exp(np.minimum(odds, FAR)) + 1
    loglik = density.sum(axis=1) + np.log(beside).sum(axis=1) - 0.5 * n * math.log(2 * math.pi)
    return loglik, 1 / beside


def _curve(size: Array, total: Array, squares: Array, n: int, floor: float) -> tuple[Array, Array, Array]:
    """The log of a weighted normal density as a parabola: coefficients (m, 1) of x^2, x and 1, less log(2 pi) / 2."""
    size = np.maximum(size, 1e-9)
    mean = total / size
    variance = np.maximum(squares / size - mean**2, floor)
    rest = np.log(size / n) - 0.5 * (np.log(variance) + mean**2 / variance)
    return (-0.5 / variance)[:, None], (mean / variance)[:, None], rest[:, None]
