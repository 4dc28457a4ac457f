"""The last steps of a mixture by scikit-learn, from where the search of pipeline.stats.mixture ended.

scikit-learn's own search keeps the likeliest of its starts, which among twelve scales and under a hundred projects is a spike
of a few of them; the search that refuses such components is ours, the figures that are shown are scikit-learn's where it has
the family.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.mixture import ITERATIONS, TOLERANCE, Mixture

Array = NDArray[np.float64]
COVARIANCE = {"VVI": "diag", "EEE": "tied"}


def refitted(mixture: Mixture, data: Array, floor: float) -> Mixture:
    """The same mixture of data (n, d) with scikit-learn's estimates; unchanged for EII, which it does not have, and where
    every start was refused."""
    if mixture.family not in COVARIANCE or not np.isfinite(mixture.loglik):
        return mixture
    from sklearn.mixture import GaussianMixture

    model = GaussianMixture(
        mixture.k,
        covariance_type=COVARIANCE[mixture.family],
        tol=TOLERANCE,
        max_iter=ITERATIONS,
        reg_covar=floor,
        weights_init=mixture.weights,
        means_init=mixture.means,
        precisions_init=1 / mixture.spread if mixture.family == "VVI" else np.linalg.inv(mixture.spread),
        random_state=0,
    ).fit(data)
    loglik = float(model.score_samples(data).sum())
    return replace(
        mixture,
        loglik=loglik,
        bic=2 * loglik - mixture.parameters * float(np.log(len(data))),
        weights=model.weights_,
        means=model.means_,
        spread=model.covariances_,
        probabilities=model.predict_proba(data),
    )
