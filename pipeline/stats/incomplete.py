"""Normal answers with gaps: what a mean and a covariance say of each row's gaps, and how likely they make what is there.

Only the block of the inverse covariance that belongs to a row's gaps is inverted, once for each pattern of gaps, so that a row
with few gaps costs little more than one without.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Numbers = NDArray[np.intp]


@dataclass(frozen=True)
class Gaps:
    """The rows with the same number m of gaps: `rows` (r,), the `places` of the gaps of each of their patterns (u, m), and
    the number of each row's `pattern` (r,)."""

    rows: Numbers
    places: Numbers
    pattern: Numbers


@dataclass(frozen=True)
class Incomplete:
    """Answers (n, p), zero where they are not `seen` (n, p), each row with at least one."""

    answers: Array
    seen: NDArray[np.bool_]
    gaps: tuple[Gaps, ...]

    @property
    def never_together(self) -> int:
        """How many pairs of items nobody answered both of: the answers say nothing of their covariances."""
        together = self.seen.T.astype(np.float64) @ self.seen
        return int((together[np.triu_indices(len(together), 1)] == 0).sum())

    def independent_deviance(self) -> float:
        """The `deviance` at its smallest where the items are unrelated: each has the mean and the variance of its answers."""
        n = self.seen.sum(axis=0)
        mean = self.answers.sum(axis=0) / n
        variance = (np.where(self.seen, self.answers - mean, 0.0) ** 2).sum(axis=0) / n
        return float((n * (np.log(variance) + 1)).sum())

    def expected(self, mean: Array, covariance: Array) -> tuple[float, Array, Array]:
        """The deviance, and the mean (p,) and covariance (p, p) to be expected of the answers with their gaps filled.

        The deviance is minus twice the log likelihood of what is there, less its constant log(2 pi) an answer. Of the filled
        answers the moments have divisor n (Little and Rubin 2002, section 11.2). The deviance is infinite, and the moments
        are those given, where the covariance is not positive definite.
        """
        n = len(self.answers)
        try:
            root = np.linalg.cholesky(covariance)
        except np.linalg.LinAlgError:
            return float("inf"), mean, covariance
        half = np.linalg.inv(root)
        inverse = half.T @ half
        away = np.where(self.seen, self.answers - mean, 0.0)
        pulled = away @ inverse
        deviance = n * 2 * float(np.log(np.diag(root)).sum()) + float((pulled * away).sum())
        added = np.zeros_like(covariance)
        for gaps in self.gaps:
            first, second = gaps.places[:, :, None], gaps.places[:, None, :]
            precision = inverse[first, second]
            left = np.linalg.inv(precision)
            counts = np.bincount(gaps.pattern, minlength=len(left))
            deviance += float(counts @ np.linalg.slogdet(precision)[1])
            cells = gaps.rows[:, None], gaps.places[gaps.pattern]
            filled = -(left[gaps.pattern] @ pulled[cells][:, :, None])[:, :, 0]
            deviance += float((pulled[cells] * filled).sum())
            away[cells] = filled
            added += np.bincount(
                (first * len(mean) + second).ravel(), (left * counts[:, None, None]).ravel(), added.size
            ).reshape(added.shape)
        moved = away.mean(axis=0)
        return deviance, mean + moved, (away.T @ away + added) / n - np.outer(moved, moved)


def incomplete(items: Array) -> Incomplete:
    """Answers (n, p), NaN for missing ones, without the rows that have none."""
    known = items[np.isfinite(items).any(axis=1)]
    seen = np.isfinite(known)
    patterns, pattern = np.unique(seen, axis=0, return_inverse=True) if len(known) else (seen, np.zeros(0, np.intp))
    missing = (~patterns).sum(axis=1)
    found = []
    for m in np.unique(missing[missing > 0]):
        own = np.flatnonzero(missing == m)
        rows = np.flatnonzero(missing[pattern.ravel()] == m)
        places = np.nonzero(~patterns[own])[1].reshape(len(own), m)
        found.append(Gaps(rows, places, np.searchsorted(own, pattern.ravel()[rows])))
    return Incomplete(np.where(seen, known, 0.0), seen, tuple(found))
