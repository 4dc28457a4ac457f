"""Means of groups and contrasts between them, where observations come in clusters and in blocks.

One model serves all: outcome = group + block effect + random cluster intercept, by restricted maximum likelihood. In a survey
the groups are the types of projects, the clusters the projects, the blocks the waves.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.estimate import Estimate
from pipeline.stats.mixed import RandomIntercept, fit_random_intercepts
from pipeline.stats.panel import fit_with_persons

Array = NDArray[np.float64]
Labels = NDArray[Any]


@dataclass(frozen=True)
class GroupModel:
    """A fitted model of one outcome.

    `fit` is None where the model cannot be fitted (too few observations, or no two different values). `observations` and
    `clusters` count per group. `blocks_left_out` says that groups and blocks could not be told apart, so that the model has no
    block effects.
    """

    fit: RandomIntercept | None
    groups: tuple[str, ...]
    observations: Mapping[str, int]
    clusters: Mapping[str, int]
    blocks_left_out: bool

    def estimate(self, weights: Mapping[str, float]) -> Estimate | None:
        """sum(weight * group mean); None where a group is absent or the model could not be fitted."""
        if self.fit is None or any(group not in self.groups for group in weights):
            return None
        vector = np.zeros(len(self.fit.coefficients))
        for group, weight in weights.items():
            vector[self.groups.index(group)] = weight
        n = sum(self.observations[group] for group in weights)
        clusters = sum(self.clusters[group] for group in weights)
        return replace(self.fit.contrast(vector), n=n, groups=clusters)


def group_models(
    outcomes: Array,
    groups: Labels,
    blocks: Labels,
    clusters: Labels,
    covariates: Array | None = None,
    persons: Labels | None = None,
) -> list[GroupModel]:
    """One GroupModel per column of `outcomes` (n, K; NaN missing); groups, blocks, clusters (n,) are labels.

    Group means are averages over the blocks present with equal weight (effect coding), at zero of the `covariates`
    (n, q) where there are some; with covariates that groups and blocks determine there is no fit. Outcomes that are observed
    in the same groups and blocks are fitted together. `persons` (n,), where some answer repeatedly, get a random intercept too.
    """
    if not len(outcomes):
        return [GroupModel(None, (), {}, {}, False)] * outcomes.shape[1]
    seen = np.isfinite(outcomes)
    all_groups, all_blocks = np.unique(groups), np.unique(blocks)
    in_group = np.array([groups == g for g in all_groups])
    in_block = np.array([blocks == b for b in all_blocks])
    group_seen = (in_group.astype(int) @ seen.astype(int)) > 0
    block_seen = (in_block.astype(int) @ seen.astype(int)) > 0
    patterns: dict[bytes, list[int]] = {}
    for k in range(outcomes.shape[1]):
        patterns.setdefault(group_seen[:, k].tobytes() + block_seen[:, k].tobytes(), []).append(k)
    models: dict[int, GroupModel] = {}
    for columns in patterns.values():
        used_groups = all_groups[group_seen[:, columns[0]]]
        used_blocks = all_blocks[block_seen[:, columns[0]]]
        if not len(used_groups):
            models.update({k: GroupModel(None, (), {}, {}, False) for k in columns})
            continue
        fitted = _fit_pattern(
            outcomes[:, columns], groups, blocks, clusters, used_groups, used_blocks, covariates, persons
        )
        models.update(zip(columns, fitted, strict=True))
    return [models[k] for k in range(outcomes.shape[1])]


def _fit_pattern(
    outcomes: Array,
    groups: Labels,
    blocks: Labels,
    clusters: Labels,
    used_groups: Labels,
    used_blocks: Labels,
    covariates: Array | None,
    persons: Labels | None,
) -> list[GroupModel]:
    rows = np.isin(groups, used_groups) & np.isin(blocks, used_blocks) & np.isfinite(outcomes).any(axis=1)
    y, g, b = outcomes[rows], groups[rows], blocks[rows]
    c: NDArray[np.intp] = np.unique(clusters[rows], return_inverse=True)[1]
    dummies = (g[:, None] == used_groups[None, :]).astype(float)
    effects = (b[:, None] == used_blocks[None, :-1]).astype(float) - (b == used_blocks[-1]).astype(float)[:, None]
    beside = np.empty((len(y), 0)) if covariates is None else covariates[rows]
    models: list[GroupModel | None] = [None] * y.shape[1]
    batches: dict[bool, list[int]] = {}
    known: dict[bytes, tuple[bool, bool]] = {}
    observations, distinct = _counts(np.isfinite(y), dummies, c)
    for k in range(y.shape[1]):
        seen = np.isfinite(y[:, k])
        if seen.tobytes() not in known:
            left_out = _confounded(dummies[seen], effects[seen])
            others = dummies[seen] if left_out else np.hstack([dummies, effects])[seen]
            known[seen.tobytes()] = left_out, _confounded(others, beside[seen])
        left_out, aliased = known[seen.tobytes()]
        columns = dummies.shape[1] + (0 if left_out else effects.shape[1]) + beside.shape[1]
        if seen.sum() <= columns + 1 or np.ptp(y[seen, k]) == 0 or aliased:
            models[k] = _model(None, observations[:, k], distinct[:, k], used_groups, left_out)
        else:
            batches.setdefault(left_out, []).append(k)
    for left_out, ks in batches.items():
        design = np.hstack([dummies, beside] if left_out else [dummies, effects, beside])
        own = y[:, ks]
        fits = (
            fit_random_intercepts(own, design, c)
            if persons is None
            else fit_with_persons(own, design, c, persons[rows])
        )
        for k, fit in zip(ks, fits, strict=True):
            models[k] = _model(fit, observations[:, k], distinct[:, k], used_groups, left_out)
    return [model for model in models if model is not None]


def _confounded(dummies: Array, effects: Array) -> bool:
    """Whether some of the effects cannot be told from the others."""
    if not effects.shape[1]:
        return False
    design = np.hstack([dummies, effects])
    scaled = design / np.sqrt((design**2).sum(axis=0).clip(min=1e-300))
    return bool(np.linalg.matrix_rank(scaled.T @ scaled, rtol=1e-10, hermitian=True) < design.shape[1])


def _counts(seen: NDArray[np.bool_], dummies: Array, clusters: NDArray[np.intp]) -> tuple[Array, Array]:
    """Per group and outcome how many observations there are, and in how many clusters; `dummies` (n, groups)."""
    distinct = np.empty((dummies.shape[1], seen.shape[1]))
    for number, inside in enumerate(dummies.T > 0):
        order = np.argsort(clusters[inside], kind="stable")
        own = clusters[inside][order]
        starts = np.flatnonzero(np.diff(own, prepend=-1))
        distinct[number] = np.logical_or.reduceat(seen[inside][order], starts, axis=0).sum(axis=0) if len(own) else 0
    return dummies.T @ seen, distinct


def _model(
    fit: RandomIntercept | None, observations: Array, distinct: Array, used: Labels, left_out: bool
) -> GroupModel:
    names = tuple(str(g) for g in used)
    seen = {name: int(n) for name, n in zip(names, observations, strict=True)}
    clusters = {name: int(n) for name, n in zip(names, distinct, strict=True)}
    return GroupModel(fit, names, seen, clusters, left_out)
