"""Roots that are known."""

import numpy as np
import pytest

from pipeline.stats.roots import rising_root


def test_roots_known_by_hand() -> None:
    """x^3 - 2 has its root at the cube root of 2, e^x - 3 at log 3, x at 0, a step at 1/3."""

    def functions(x: np.ndarray) -> np.ndarray:
        return np.array([x[0] ** 3 - 2, np.exp(x[1]) - 3, x[2], 1.0 if x[3] > 1 / 3 else -1.0])

    low, high = np.array([-5.0, -20.0, -1.0, 0.0]), np.array([9.0, 7.0, 3.0, 1.0])
    found = rising_root(functions, low, high, np.zeros(4, dtype=bool))
    assert found == pytest.approx([2 ** (1 / 3), np.log(3), 0, 1 / 3], abs=1e-10)


def test_far_fewer_steps_than_bisection() -> None:
    steps = []

    def function(x: np.ndarray) -> np.ndarray:
        steps.append(1)
        return x**3 - 2

    rising_root(function, np.array([-5.0]), np.array([9.0]), np.zeros(1, dtype=bool))
    assert len(steps) < 25 < np.log2(14 / 1e-11)


def test_without_a_turn_the_result_stays_in_the_bracket() -> None:
    found = rising_root(lambda x: np.ones_like(x), np.array([1.0]), np.array([2.0]), np.zeros(1, dtype=bool))
    assert 1 <= found[0] <= 2
