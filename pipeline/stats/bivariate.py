"""The bivariate normal distribution, for whole arrays at once."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

Array = NDArray[np.float64]

RULES = tuple(
    (high, *np.polynomial.legendre.leggauss(nodes)) for high, nodes in ((0.75, 20), (1.0, 48))
)  # enough up to
FARTHEST = 9.0  # thresholds beyond this many standard deviations count as infinite (their tail is under 1e-18)


def density(x: Array, y: Array, correlation: Array) -> Array:
    """The standard bivariate normal density at x and y, arrays (...,) that broadcast; zero where either is infinite."""
    rest = 1 - correlation**2
    finite = np.isfinite(x) & np.isfinite(y)
    a, b = np.where(finite, x, 0.0), np.where(finite, y, 0.0)
    value = np.exp(-(a**2 - 2 * correlation * a * b + b**2) / (2 * rest)) / (2 * np.pi * np.sqrt(rest))
    return np.where(finite, value, 0.0)


def distribution(x: Array, y: Array, correlation: Array) -> Array:
    """P(X <= x, Y <= y) of a standard bivariate normal, arrays (...,) that broadcast, |correlation| < 1; accurate to about
    1e-12.

    ndtr(x) ndtr(y) plus the integral of the density over the correlation from 0 (Plackett 1954), with r = sin(angle)
    (Drezner and Wesolowsky 1990), by Gauss-Legendre quadrature with as many nodes as the correlation needs (RULES).
    """
    x, y, correlation = np.broadcast_arrays(x, y, correlation)
    value: Array = np.asarray(ndtr(x) * ndtr(y))
    finite = np.isfinite(x) & np.isfinite(y)
    size, low = np.abs(correlation), 0.0
    for high, nodes, weights in RULES:
        own = finite & (size >= low) & (size < high)
        value[own] += _integral(x[own], y[own], correlation[own], nodes, weights)
        low = high
    return value


def _integral(x: Array, y: Array, correlation: Array, nodes: Array, weights: Array) -> Array:
    """Of the density over the correlation from 0, all (n,)."""
    a, b, angle = np.clip(x, -FARTHEST, FARTHEST), np.clip(y, -FARTHEST, FARTHEST), np.arcsin(correlation)
    sine = np.sin(angle[:, None] * (1 + nodes) / 2)
    squares, product = (a**2 + b**2)[:, None] / 2, (a * b)[:, None]
    total = np.exp((sine * product - squares) / (1 - sine**2)) @ weights
    result: Array = total * angle / (4 * np.pi)
    return result
