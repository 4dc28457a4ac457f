"""Intraclass correlations from a one-way analysis of variance."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class IntraclassCorrelation:
    """ICC(1), the share of variance between groups; ICC(2), the reliability of group means."""

    icc1: float
    icc2: float


def icc(values: NDArray[np.float64], groups: NDArray[Any]) -> IntraclassCorrelation:
    """ICC(1) and ICC(2) of values (n,) in groups (n,), neither with missing values.

    ICC(1) = (MSB - MSW) / (MSB + (k - 1) MSW) with k = N / G, the mean group size; ICC(2) = (MSB - MSW) / MSB
    (Bliese 2000; k as in R's multilevel::ICC1). NaN where a mean square cannot be computed.
    """
    _, codes = np.unique(groups, return_inverse=True)
    sizes = np.bincount(codes).astype(float)
    n, g = len(values), len(sizes)
    if g < 2 or n <= g:
        return IntraclassCorrelation(float("nan"), float("nan"))
    means = np.bincount(codes, values) / sizes
    between = float((sizes * (means - values.mean()) ** 2).sum() / (g - 1))
    within = float(((values - means[codes]) ** 2).sum() / (n - g))
    k = n / g
    if between + within == 0:
        return IntraclassCorrelation(float("nan"), float("nan"))
    icc2 = (between - within) / between if between > 0 else float("nan")
    return IntraclassCorrelation((between - within) / (between + (k - 1) * within), icc2)
