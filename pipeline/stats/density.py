"""A smooth shape for a handful of values on a bounded scale."""

import numpy as np
from numpy.typing import NDArray

FEWEST = 8  # values; a shape of fewer would say more than they do


def smooth(
    values: NDArray[np.float64], grid: NDArray[np.float64], low: float, high: float
) -> NDArray[np.float64] | None:
    """The density of values between `low` and `high` at the places of a grid, per unit of the scale; None under eight values
    or where all are alike.

    Gaussian kernels with Silverman's bandwidth, 0.9 min(sd, IQR / 1.34) n^(-1/5) (Silverman 1986, eq. 3.31), reflected at both
    ends of the scale (his section 2.10), so that the area between them is one.
    """
    spread = float(np.std(values, ddof=1)) if len(values) > 1 else 0.0
    quartiles = np.percentile(values, [25, 75]) if len(values) else np.zeros(2)
    middle = float(quartiles[1] - quartiles[0]) / 1.34
    width = 0.9 * (min(spread, middle) if middle > 0 else spread) * len(values) ** -0.2 if len(values) else 0.0
    if len(values) < FEWEST or width <= 0:
        return None
    mirrored = np.concatenate([values, 2 * low - values, 2 * high - values])
    kernels = np.exp(-0.5 * ((grid[:, None] - mirrored[None, :]) / width) ** 2)
    return np.asarray(kernels.sum(axis=1) / (len(values) * width * np.sqrt(2 * np.pi)), dtype=np.float64)
