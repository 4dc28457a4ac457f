"""The fixed point of a slow iteration, such as EM, in long strides (SQUAREM: Varadhan and Roland 2008, scheme S3).

Where little tells two solutions apart EM creeps: thousands of steps, each a hair shorter than the one before. Two of its steps
tell how they shrink, and so where they lead; from there one more step of the iteration itself goes on. A stride that does not
lower the objective, or leaves what is allowed, is not taken, so that the road goes down as that of the iteration does.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
EVALUATIONS = 2  # of the step at most, in each round
GROWS = (
    4.0  # the longest stride allowed, where the last one of that length went down; it shrinks as much where one did not
)
Step = Callable[[Array], tuple[float, Array]]  # the objective at a place, and the place where one step leads from there


class Reached(NamedTuple):
    """Where the iteration ended: the `place` (q,), and whether it had `settled` there before the steps were used up."""

    place: Array
    settled: bool


def fixed_point(
    step: Step,
    start: Array,
    at_rest: Callable[[Array, Array, float, float], bool],
    most: int,
    allowed: Callable[[Array], bool],
) -> Reached:
    """Iterates from `start` (q,) until `at_rest` says so of two places (q,), one step apart, and the objective at each. It must
    say so twice in a row, with a stride between: near a saddle the iteration hardly moves, and a stride leads away. At most so
    many evaluations of the step. `allowed` says where a stride may lead; the objective may be infinite there."""
    now, (height, after) = start, step(start)
    rested, longest = False, GROWS
    for _ in range(0, most, EVALUATIONS):
        below, beyond = step(after)
        resting = at_rest(now, after, height, below)
        if resting and rested:
            return Reached(after, True)
        rested = resting
        moved, bent = after - now, beyond - 2 * after + now
        stride = min(float(np.linalg.norm(moved) / (np.linalg.norm(bent) or np.inf)), longest)
        far = now + 2 * stride * moved + stride**2 * bent
        now, height, after = after, below, beyond
        there, from_there = step(far) if stride > 1 and allowed(far) else (np.inf, far)
        if there <= below:
            now, height, after = far, there, from_there
            longest *= GROWS if stride == longest else 1
        else:
            longest = max(GROWS, longest / GROWS)
    return Reached(after, False)
