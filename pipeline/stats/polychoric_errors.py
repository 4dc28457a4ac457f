"""How uncertain polychoric correlations are, and how that hangs together: their asymptotic covariances.

From the scores of each respondent in both steps (Muthen 1984), with empirical, not expected, cross-products of the scores,
as R's lavaan.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from pipeline.stats.polychoric import Codes, Ordered, cell_probabilities, tables

Array = NDArray[np.float64]


def asymptotic_covariance(answers: Ordered, correlations: Array) -> Array:
    """Covariances (pairs, pairs) of the polychoric correlations (pairs,), in the order (0, 1), (0, 2), ..., times n.

    n is the number of rows; a row counts for the items and pairs that it answered. Of each correlation the influence of the
    thresholds, estimated first, is taken off.
    """
    influence = influences(answers, correlations)
    return len(influence) * (influence.T @ influence)


def influences(answers: Ordered, correlations: Array) -> Array:
    """By how much each row moves each polychoric correlation, to first order: (n, pairs)."""
    first, second = np.triu_indices(answers.codes.shape[1], 1)
    rows, columns = answers.thresholds[first], answers.thresholds[second]
    counts = tables(answers, first, second)
    cells, in_correlation = cell_probabilities(rows, columns, correlations)
    shown = counts > 0
    score = np.where(shown, in_correlation / cells, 0.0)
    by_row = np.where(shown[..., None], _threshold_slopes(rows, columns, correlations) / cells[..., None], 0.0)
    by_column = _threshold_slopes(columns, rows, correlations).transpose(0, 2, 1, 3)
    by_column = np.where(shown[..., None], by_column / cells[..., None], 0.0)
    information = (counts * score**2).sum(axis=(1, 2))
    of_thresholds = [
        threshold_influences(answers.codes[:, k], answers.thresholds[k]) for k in range(answers.codes.shape[1])
    ]
    result = np.empty((len(answers.codes), len(first)))
    for pair, (i, j) in enumerate(zip(first, second, strict=True)):
        a, b = answers.codes[:, i], answers.codes[:, j]
        both = (a >= 0) & (b >= 0)
        own = np.where(both, score[pair][a, b], 0.0)
        crossed = counts[pair] * score[pair]
        for item, slopes in ((i, by_row[pair]), (j, by_column[pair])):
            moved = np.einsum("ab,abt->t", crossed, slopes)
            own = own - of_thresholds[item] @ moved[: of_thresholds[item].shape[1]]
        result[:, pair] = own / information[pair]
    return result


def threshold_influences(codes: Codes, thresholds: Array) -> Array:
    """By how much each row moves each finite threshold of its item, to first order: (n, categories - 1)."""
    inner = thresholds[np.isfinite(thresholds)]
    shares = np.diff(ndtr(np.concatenate([[-np.inf], inner, [np.inf]])))
    heights = np.exp(-(inner**2) / 2) / np.sqrt(2 * np.pi)
    t = np.arange(len(inner))
    slopes = np.zeros((len(shares), len(inner)))  # of the log share of a category in a threshold
    slopes[t, t] = heights / shares[:-1]
    slopes[t + 1, t] = -heights / shares[1:]
    scores = np.where((codes >= 0)[:, None], slopes[codes], 0.0)
    result: Array = np.linalg.solve(scores.T @ scores, scores.T).T
    return result


def _threshold_slopes(rows: Array, columns: Array, correlations: Array) -> Array:
    """Derivatives (pairs, c, c, c - 1) of the cells' probabilities in the inner thresholds of the row item."""
    inner = rows[:, 1:-1]
    finite = np.isfinite(inner)
    at = np.where(finite, inner, 0.0)
    heights = np.where(finite, np.exp(-(at**2) / 2) / np.sqrt(2 * np.pi), 0.0)
    spread = np.sqrt(1 - correlations**2)[:, None, None]
    along = np.diff(ndtr((columns[:, None, :] - correlations[:, None, None] * at[:, :, None]) / spread), axis=2)
    gain = heights[:, :, None] * along  # (pairs, thresholds, column categories)
    pairs, t, c = gain.shape
    result = np.zeros((pairs, t + 1, c, t))
    result[:, np.arange(t), :, np.arange(t)] = gain.transpose(1, 0, 2)
    result[:, np.arange(t) + 1, :, np.arange(t)] = -gain.transpose(1, 0, 2)
    return result
