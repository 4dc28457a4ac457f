"""Roots of many functions of one number, side by side."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
STEPS = 60
TOLERANCE = 1e-11


def rising_root(function: Callable[[Array], Array], low: Array, high: Array, settled: NDArray[np.bool_]) -> Array:
    """Where k functions turn from negative to positive between low and high (k,), each to within 1e-11 or so; those that are
    `settled` are not waited for. Where a function has no such turn the result lies in the bracket, near an end of it.

    Chandrupatla's method (1997, Advances in Engineering Software 28): inverse quadratic steps where they are safe, else
    bisection.
    """
    one, two = low, high
    at_one, at_two = -np.abs(function(low)), np.abs(function(high))
    step = np.full(len(low), 0.5)
    for _ in range(STEPS):
        point = one + step * (two - one)
        value = function(point)
        same = (value > 0) == (at_one > 0)
        three, at_three = np.where(same, one, two), np.where(same, at_one, at_two)
        two, at_two = np.where(same, two, one), np.where(same, at_two, at_one)
        one, at_one = point, value
        width = np.abs(two - one)
        settled = settled | (width < TOLERANCE) | (value == 0)
        if settled.all():
            break
        step = _next(one, two, three, at_one, at_two, at_three)
        with np.errstate(divide="ignore"):
            least = np.minimum(TOLERANCE / (2 * width), 0.5)
        step = np.clip(step, least, 1 - least)
    result: Array = np.where(np.abs(at_two) < np.abs(at_one), two, one)
    return result


def _next(one: Array, two: Array, three: Array, at_one: Array, at_two: Array, at_three: Array) -> Array:
    """The share of the way from one to two where the function is tried next."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        xi, phi = (one - two) / (three - two), (at_one - at_two) / (at_three - at_two)
        curved = at_one / (at_two - at_one) * at_three / (at_two - at_three)
        curved += (three - one) / (two - one) * at_one / (at_three - at_one) * at_two / (at_three - at_two)
        safe = (phi**2 < xi) & ((1 - phi) ** 2 < 1 - xi) & np.isfinite(curved)
    result: Array = np.where(safe, curved, 0.5)
    return result
