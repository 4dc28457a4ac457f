"""Estimates of the same quantity from several samples put together: fixed-effect meta-analysis with Q."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincc, ndtri

Array = NDArray[np.float64]


@dataclass(frozen=True)
class MetaAnalysis:
    """The common `value` with its standard error; `q` on `df` degrees of freedom with its `p`, the hypothesis being that all
    samples have it in common."""

    value: float
    se: float
    q: float
    df: int
    p: float

    def interval(self, level: float) -> tuple[float, float]:
        """The two-sided normal interval at a level such as 0.95."""
        half = float(ndtri(0.5 + level / 2)) * self.se
        return self.value - half, self.value + half


def fixed_effect(values: Array, covariance: Array) -> MetaAnalysis:
    """The common value of estimates (k,) with a covariance matrix (k, k), by generalised least squares.

    With independent samples the matrix is diagonal and this is the inverse-variance mean with Cochran's Q (Cochran 1954,
    Biometrics 10, 101-129); samples that share projects are correlated (Becker and Wu 2007, Statistical Science 22, 414-429).
    """
    inverse = np.linalg.inv(covariance)
    total = float(inverse.sum())
    value = float(inverse.sum(axis=0) @ values) / total
    rest = values - value
    q, df = float(rest @ inverse @ rest), len(values) - 1
    return MetaAnalysis(value, float(1 / np.sqrt(total)), q, df, float(gammaincc(df / 2, q / 2)) if df else 1.0)
