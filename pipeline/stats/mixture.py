"""Gaussian mixtures by expectation and maximisation, many data sets and starts at once.

Covariance families after Banfield and Raftery 1993 in mclust's letters: EII one variance for all, VVI a variance for every
component and variable, EEE one full covariance matrix for all. Starts whose components fall under a minimum size are refused:
with many restarts the likelihood has near-singular spikes on a few points.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
FAMILIES = ("EII", "VVI", "EEE")
ITERATIONS = 300
TOLERANCE = 1e-7
SMALLEST_VARIANCE = 1e-2  # of standardised variables


@dataclass(frozen=True)
class Mixture:
    """The best start of a fit: `loglik` (-inf where every start was refused) and `membership` (n, k)."""

    family: str
    k: int
    loglik: float
    membership: Array
    parameters: int

    def bic(self) -> float:
        """2 loglik - parameters log n: larger is better, as in mclust (scikit-learn has the opposite sign)."""
        return 2 * self.loglik - self.parameters * float(np.log(len(self.membership)))


def parameters(family: str, k: int, p: int) -> int:
    """The number of free parameters of k components in p variables."""
    covariance = {"EII": 1, "VVI": k * p, "EEE": p * (p + 1) // 2}[family]
    return k - 1 + k * p + covariance


def fit(values: Array, family: str, k: int, starts: int, smallest: float, seed: int) -> Mixture:
    """Fit one data set (n, p), best of `starts`; components with a membership sum under `smallest` are refused."""
    loglik, membership = fit_many(values[None], family, k, starts, smallest, seed)
    return Mixture(family, k, float(loglik[0]), membership[0], parameters(family, k, values.shape[1]))


def fit_many(values: Array, family: str, k: int, starts: int, smallest: float, seed: int) -> tuple[Array, Array]:
    """Fit D data sets (D, n, p): the best log-likelihoods (D,), -inf where refused, and their memberships (D, n, k)."""
    assert family in FAMILIES, f"the covariance family {family} is not known"
    sets, n, _ = values.shape
    starts = 1 if k == 1 else starts
    x = np.repeat(values, starts, axis=0)
    r = _first_membership(x, k, np.random.Generator(np.random.PCG64(seed)))
    loglik = np.full(len(x), -np.inf)
    active = np.arange(len(x))
    for _ in range(ITERATIONS):
        new, r[active] = _step(x[active], r[active], family)
        moved = new - loglik[active] > TOLERANCE * np.abs(new)
        loglik[active] = new
        active = active[moved]
        if not len(active):
            break
    refused = (r.sum(axis=1) < smallest).any(axis=1) & (k > 1)
    scored = np.where(refused, -np.inf, loglik).reshape(sets, starts)
    best = scored.argmax(axis=1)
    chosen = r.reshape(sets, starts, n, k)[np.arange(sets), best]
    return scored[np.arange(sets), best], chosen


def _first_membership(x: Array, k: int, generator: np.random.Generator) -> Array:
    """Each point to the nearest of k points drawn at random, as they lie apart (k-means++)."""
    b, n, _ = x.shape
    centres = [x[np.arange(b), generator.integers(0, n, b)]]
    distance = ((x - centres[0][:, None]) ** 2).sum(axis=2)
    for _ in range(k - 1):
        cumulative = np.cumsum(distance, axis=1)
        picks = (cumulative < generator.random((b, 1)) * cumulative[:, -1:]).sum(axis=1).clip(0, n - 1)
        centres.append(x[np.arange(b), picks])
        distance = np.minimum(distance, ((x - centres[-1][:, None]) ** 2).sum(axis=2))
    to_centres = np.stack([((x - centre[:, None]) ** 2).sum(axis=2) for centre in centres], axis=2)
    first: Array = np.eye(k)[to_centres.argmin(axis=2)]
    return first


def _step(x: Array, r: Array, family: str) -> tuple[Array, Array]:
    """One maximisation and one expectation: log-likelihoods (B,) and memberships (B, n, k)."""
    n, p = x.shape[1:]
    size = np.maximum(r.sum(axis=1), 1e-9)
    mean = r.transpose(0, 2, 1) @ x / size[:, :, None]
    log_det: Array
    if family == "VVI":
        second = r.transpose(0, 2, 1) @ x**2 / size[:, :, None]
        variance = np.maximum(second - mean**2, SMALLEST_VARIANCE)
        precision = 1 / variance
        distance = (
            x**2 @ precision.transpose(0, 2, 1)
            - 2 * x @ (mean * precision).transpose(0, 2, 1)
            + (mean**2 * precision).sum(axis=2)[:, None, :]
        )
        log_det = np.log(variance).sum(axis=2)[:, None, :]
    else:
        within = (x.transpose(0, 2, 1) @ x - (mean * size[:, :, None]).transpose(0, 2, 1) @ mean) / n
        white, centre, scale, log_det = _whitened(x, mean, within, family)
        squares = (white**2).sum(axis=2)[:, :, None] + (centre**2).sum(axis=2)[:, None, :]
        distance = (squares - 2 * white @ centre.transpose(0, 2, 1)) / scale
    log_density = np.log(size / n)[:, None, :] - 0.5 * (p * np.log(2 * np.pi) + log_det + distance)
    top = log_density.max(axis=2, keepdims=True)
    total = top + np.log(np.exp(log_density - top).sum(axis=2, keepdims=True))
    return total.sum(axis=(1, 2)), np.exp(log_density - total)


def _whitened(x: Array, mean: Array, within: Array, family: str) -> tuple[Array, Array, Array, Array]:
    """Points and centres in coordinates in which distances are those of the shared covariance, and its log determinant."""
    p = x.shape[2]
    if family == "EII":
        shared = np.maximum(np.trace(within, axis1=1, axis2=2) / p, SMALLEST_VARIANCE)
        return x, mean, shared[:, None, None], (p * np.log(shared))[:, None, None]
    root = np.linalg.cholesky(within + SMALLEST_VARIANCE * np.eye(p))
    white = np.linalg.solve(root, x.transpose(0, 2, 1)).transpose(0, 2, 1)
    centre = np.linalg.solve(root, mean.transpose(0, 2, 1)).transpose(0, 2, 1)
    log_det = 2 * np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
    return white, centre, np.ones((len(x), 1, 1)), log_det[:, None, None]
