"""Least squares with standard errors that respect clusters: the bias-reduced CR2 with Satterthwaite's degrees of freedom."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

Array = NDArray[np.float64]

SMALLEST = 1e-10  # eigenvalues of a cluster's residual-maker below this count as zero


@dataclass(frozen=True)
class ClusterRobust:
    """Coefficients (q,) of a least-squares fit, their CR2 covariances (q, q) and Satterthwaite degrees of freedom (q,)."""

    coefficients: Array
    covariance: Array
    df: Array
    n: int
    clusters: int

    @property
    def se(self) -> Array:
        """Standard errors (q,), in the unit of the outcome per unit of the column."""
        result: Array = np.sqrt(np.diag(self.covariance))
        return result

    @property
    def p(self) -> Array:
        """Two-sided p-values (q,) of the hypotheses that a coefficient is zero."""
        result: Array = 2 * stdtr(self.df, -np.abs(self.coefficients / self.se))
        return result

    def interval(self, level: float = 0.95) -> Array:
        """Two-sided intervals (q, 2)."""
        half = self.se * stdtrit(self.df, (1 + level) / 2)
        return np.column_stack([self.coefficients - half, self.coefficients + half])


def cluster_robust(outcome: Array, design: Array, clusters: NDArray[Any]) -> ClusterRobust:
    """Least squares of outcome (n,) on design (n, q), rows correlated within clusters (n,); nothing missing.

    CR2 (Bell and McCaffrey 2002; Pustejovsky and Tipton 2018) with the identity as working model, as R's
    clubSandwich::coef_test(lm, "CR2"): each cluster's residuals are multiplied by the inverse square root of its block of
    the residual-maker. Time grows linearly in the number of rows and with the cube of a cluster's size. Raises ValueError
    where there are fewer than two clusters or the columns depend on each other.
    """
    labels, codes = np.unique(clusters, return_inverse=True)
    if len(labels) < 2:
        raise ValueError("cluster-robust standard errors need two clusters")
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise ValueError("the columns of the design depend on each other")
    bread = np.asarray(np.linalg.inv(design.T @ design), dtype=np.float64)
    coefficients = bread @ (design.T @ outcome)
    residuals = outcome - design @ coefficients
    order = np.argsort(codes, kind="stable")
    members = np.split(order, np.flatnonzero(np.diff(codes[order])) + 1)
    scores = np.empty((len(members), design.shape[1]))  # what a cluster adds to each coefficient
    weights = []  # by cluster, (rows, q): what each adjusted residual adds
    for g, rows in enumerate(members):
        part = design[rows]
        weights.append(_inverse_root(np.eye(len(rows)) - part @ bread @ part.T) @ part @ bread)
        scores[g] = residuals[rows] @ weights[-1]
    df = np.array([_satterthwaite(weights, design, members, bread, k) for k in range(design.shape[1])])
    return ClusterRobust(coefficients, scores.T @ scores, df, len(outcome), len(labels))


def _inverse_root(matrix: Array) -> Array:
    """The symmetric inverse square root of a positive semidefinite matrix; zero eigenvalues stay zero."""
    values, vectors = np.linalg.eigh(matrix)
    roots = np.where(values > SMALLEST, 1 / np.sqrt(np.maximum(values, SMALLEST)), 0.0)
    result: Array = (vectors * roots) @ vectors.T
    return result


def _satterthwaite(weights: list[Array], design: Array, members: list[NDArray[np.intp]], bread: Array, k: int) -> float:
    """Degrees of freedom of coefficient k: (trace P)^2 / trace(P P), P the products of the clusters' contributions.

    A cluster's contribution is a vector over all rows, (I - H) applied to its weights; H being a projection, the products
    need the weights and their sums with the design only. NaN for a coefficient that a single cluster fits without a rest, of
    which the residuals therefore say nothing.
    """
    own = np.array([weight[:, k] @ weight[:, k] for weight in weights])
    seen = np.array([design[rows].T @ weight[:, k] for rows, weight in zip(members, weights, strict=True)])
    products = np.diag(own) - seen @ bread @ seen.T
    squares = float((products**2).sum())
    return float(np.trace(products) ** 2 / squares) if squares > 0 else np.nan
