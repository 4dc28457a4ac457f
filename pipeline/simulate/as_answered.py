"""From latent means to the means of answers: what rounding and the ends of the scale leave of a difference.

A claim is about points of the answer scale, so what is true of it in a world is the mean of what people there answer.
"""

from collections.abc import Mapping
from math import sqrt
from statistics import NormalDist

from pipeline.simulate.entries import described
from pipeline.simulate.oddities import PURE

AGREEMENT, LEFT_RIGHT = (1, 7), (0, 10)
STEPS = 60  # halvings of an interval of a few points: exact to the last digit
FARTHEST = 12.0  # points of the latent scale
Span = tuple[int, int]


def span(code: str) -> Span:
    """The lowest and the highest answer to the lines of a latent value."""
    return LEFT_RIGHT if code == "LR1" else AGREEMENT


def deviations(spread: Mapping[str, float]) -> dict[str, float]:
    """By type the standard deviation of the value that is rounded: projects, persons and the noise of a line together."""
    variances = described()["variances"]
    return {
        kind: sqrt(variances["project"] + variances["person"] * spread.get(kind, 1.0) ** 2 + variances["item"])
        for kind in PURE
    }


def mean_answer(latent: float, deviation: float, answers: Span) -> float:
    """The mean of answers whose latent value is normal: the lowest, and one more for each half-way point that lies below."""
    low, high = answers
    value = NormalDist(latent, deviation)
    return low + sum(1 - value.cdf(point + 0.5) for point in range(low, high))


def half_apart(gap: float, level: float, above: float, below: float, answers: Span) -> float:
    """How far above and below `level` two latent means lie whose answers are `gap` points apart; `above` and `below` are their
    deviations. Asserts that answers can be so far apart."""
    least, most = 0.0, FARTHEST
    for _ in range(STEPS):
        half = (least + most) / 2
        apart = mean_answer(level + half, above, answers) - mean_answer(level - half, below, answers)
        least, most = (half, most) if apart < gap else (least, half)
    assert most < FARTHEST, f"answers from {answers[0]} to {answers[1]} cannot be {gap} points apart"
    return (least + most) / 2
