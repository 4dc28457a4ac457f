"""Long strides against the plain iteration that they shorten, and against fixed points known by hand."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.stats.em import State, expectation_maximisation, settled
from pipeline.stats.squarem import fixed_point

Array = NDArray[np.float64]
GOAL = np.array([3.0, -1.0])


def creeping(place: Array) -> tuple[float, Array]:
    """Goes a thousandth, or two, of the way to the goal; the objective is the squared distance."""
    return float(((place - GOAL) ** 2).sum()), place + np.array([0.001, 0.002]) * (GOAL - place)


def near(now: Array, after: Array, height: float, below: float) -> bool:
    return float(np.abs(after - now).max()) < 1e-10


def test_a_creeping_iteration_arrives_in_few_steps() -> None:
    """A thousandth of the way each time takes ln(1e7) / 0.001 = 16,000 steps to come seven digits nearer."""
    found = fixed_point(creeping, np.zeros(2), near, 400, lambda _: True)
    assert found.settled
    assert np.abs(found.place - GOAL).max() < 1e-6


def test_no_stride_goes_up_or_where_it_is_not_allowed() -> None:
    heights: list[float] = []

    def watching(now: Array, after: Array, height: float, below: float) -> bool:
        heights.extend((height, below))
        return False

    assert not fixed_point(creeping, np.zeros(2), watching, 30, lambda _: True).settled
    assert all(later <= earlier for earlier, later in pairwise(heights))
    held = fixed_point(creeping, np.zeros(2), watching, 30, lambda _: False).place
    assert held == pytest.approx(GOAL * (1 - np.array([0.999, 0.998]) ** 16), rel=1e-12)


@pytest.mark.parametrize("seed", [2, 4, 5, 6])
def test_a_mixture_of_one_bell_settles_where_em_creeps(seed: int) -> None:
    """Two components on one bell: plain EM needs more than a thousand steps; the strides come as high as ten thousand do, and
    do not stop at a saddle, which for seed 2 lies on the way."""
    data = np.random.default_rng(seed).standard_normal((1, 68, 1))
    first = np.eye(2)[(data[0, :, 0] > 0.3).astype(int)][None]
    state = expectation_maximisation(data, first, "VVI", 0.01, 1e-5)
    found = settled(data, state, "VVI", 0.01, 1e-12)
    slow = thousand = expectation_maximisation(data, state.probabilities, "VVI", 0.01, 0.0)
    for _ in range(9):
        slow = expectation_maximisation(data, slow.probabilities, "VVI", 0.01, 0.0)
    assert slow.loglik[0] > thousand.loglik[0] + 1e-9
    assert found.loglik[0] >= slow.loglik[0] - 1e-6


def test_strides_keep_a_variance_at_its_floor() -> None:
    """Four cases at one place and four at another: each variance would go to zero, and stops at the floor."""
    data = np.repeat([[0.0], [1.0]], 4, axis=0)[None]
    weights, means = np.array([[0.5, 0.5]]), np.array([[[0.1], [0.8]]])
    start = State(weights, means, np.full((1, 2, 1), 0.2), np.full((1, 8, 2), 0.5), np.array([-9.0]))
    found = settled(data, start, "VVI", 0.01, 1e-10)
    assert np.allclose(found.spread, 0.01) and np.allclose(found.means.ravel(), [0.0, 1.0], atol=1e-6)
