"""Means and covariances by full information: maximum likelihood from every answer that is there."""

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.moments import NotFittedError, Sample

Array = NDArray[np.float64]
STEPS = 200
SETTLED = 1e-5  # the largest change of a mean or covariance in units of the deviations


def full_information(items: Array) -> Sample:
    """Moments (divisor n) of normal answers (n, p), NaN for missing ones at random, rows without any answer left out.

    The EM algorithm (Dempster, Laird and Rubin 1977; Little and Rubin 2002, section 11.2): a missing answer is replaced by
    its expectation given the row's others, and its remaining variance added. Unlike pairwise covariances these are always those
    of some data, and right where whether an answer is missing depends on the other answers. Time grows with the patterns of
    missing answers. Raises NotFittedError where an item was never answered or does not vary.
    """
    known = items[np.isfinite(items).any(axis=1)]
    seen = np.isfinite(known)
    counts = seen.sum(axis=0)
    if len(known) == 0 or (counts < 2).any():
        raise NotFittedError("hardly anybody answered one of the items")
    mean = np.where(seen, known, 0.0).sum(axis=0) / counts
    variance = np.where(seen, (known - mean) ** 2, 0.0).sum(axis=0) / counts
    if not (variance > 0).all():
        raise NotFittedError("one of the items does not vary")
    patterns = _patterns(seen)
    covariance, deviation = np.diag(variance), np.sqrt(variance)
    for _ in range(STEPS):
        filled, added = np.where(seen, known, 0.0), np.zeros_like(covariance)
        for there, rows in patterns:
            if there.all():
                continue
            slopes = np.linalg.solve(covariance[np.ix_(there, there)], covariance[np.ix_(there, ~there)])
            filled[np.ix_(rows, ~there)] = mean[~there] + (known[np.ix_(rows, there)] - mean[there]) @ slopes
            left = covariance[np.ix_(~there, ~there)] - covariance[np.ix_(~there, there)] @ slopes
            added[np.ix_(~there, ~there)] += len(rows) * left
        after = filled.mean(axis=0)
        centred = filled - after
        moved = (centred.T @ centred + added) / len(known)
        change = max(
            float(np.abs((after - mean) / deviation).max()),
            float(np.abs((moved - covariance) / np.outer(deviation, deviation)).max()),
        )
        mean, covariance = after, moved
        if change < SETTLED:
            break
    return Sample(len(known), mean, (covariance + covariance.T) / 2)


def _patterns(seen: NDArray[np.bool_]) -> list[tuple[NDArray[np.bool_], NDArray[np.intp]]]:
    """Each pattern of answers that are there, with its rows."""
    packed = np.packbits(seen, axis=1)
    _, first, place = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    order, ends = np.argsort(place.ravel(), kind="stable"), np.cumsum(np.bincount(place.ravel()))
    return list(zip(seen[first], np.split(order, ends[:-1]), strict=True))
