"""A mixture's figures by scikit-learn, from where the search of pipeline.stats.mixture ended.

scikit-learn's own search keeps the likeliest of its starts, which among twelve scales and under a hundred projects is a spike
of a few of them; the search that refuses such components is ours, the figures that are shown are scikit-learn's where it has
the family.
"""

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.em import ITERATIONS
from pipeline.stats.mixture import SETTLED, Mixture, at

Array = NDArray[np.float64]
COVARIANCE = {"VVI": "diag", "EEE": "tied"}
HELD = 1e-6  # a variance within this share of the floor is held up by it


def refitted(mixture: Mixture, data: Array, floor: float) -> Mixture:
    """The same mixture of data (n, d) with scikit-learn's estimates; unchanged for EII, which it does not have, where every
    start was refused, and where the floor holds a variance up, which scikit-learn would do by adding to all of them."""
    if mixture.family not in COVARIANCE or not np.isfinite(mixture.loglik) or _smallest(mixture) <= floor * (1 + HELD):
        return mixture
    from sklearn.mixture import GaussianMixture

    model = GaussianMixture(
        mixture.k,
        covariance_type=COVARIANCE[mixture.family],
        tol=SETTLED,
        max_iter=ITERATIONS,
        reg_covar=0.0,
        weights_init=mixture.weights,
        means_init=mixture.means,
        precisions_init=1 / mixture.spread if mixture.family == "VVI" else np.linalg.inv(mixture.spread),
        random_state=0,
    ).fit(data)
    return at(data, mixture.family, (model.weights_, model.means_, model.covariances_))


def _smallest(mixture: Mixture) -> float:
    """The smallest variance along any axis."""
    return float(mixture.spread.min() if mixture.family == "VVI" else np.linalg.eigvalsh(mixture.spread)[0])
