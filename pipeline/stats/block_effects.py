"""What a block of observations (a wave) adds to everybody in it, told apart from the groups and clusters that it holds."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.groups import GroupModel, group_models

Array = NDArray[np.float64]
Labels = NDArray[Any]


def block_effects(outcomes: Array, groups: Labels, blocks: Labels, clusters: Labels) -> Array:
    """The effect (n, K) of each row's block on outcomes (n, K; NaN missing), 0 where none can be told.

    From the model outcome = group + block + random cluster intercept, so that blocks in which other groups or other clusters
    answered do not take the difference between those for their own. Where groups and blocks cannot be told apart, 0. Each
    effect is drawn towards 0 by how uncertain it is, by the share 1 - se^2 / effect^2 that remains (James and Stein 1961,
    positive part; se of one effect at a time): a guess from few clusters would move all of a block's clusters alike and make
    the blocks look like groups."""
    found = np.zeros(outcomes.shape)
    if len(np.unique(blocks)) < 2:
        return found
    models = group_models(outcomes, groups, blocks, clusters)
    for column, model in enumerate(models):
        known = np.unique(blocks[np.isfinite(outcomes[:, column])])
        for block, effect in zip(known, _effects(model, len(known)), strict=True):
            found[blocks == block, column] = effect
    return found


def _effects(model: GroupModel, blocks: int) -> Array:
    """The effects (blocks,) of one outcome, which sum to 0 before they are drawn towards it."""
    if model.fit is None or model.blocks_left_out or blocks < 2:
        return np.zeros(blocks)
    start = len(model.groups)
    coded = np.vstack([np.eye(blocks - 1), -np.ones(blocks - 1)])
    weights = np.hstack([np.zeros((blocks, start)), coded])
    estimates = [model.fit.contrast(row) for row in weights]
    return np.array([one.value * _kept(one.value, one.se) for one in estimates])


def _kept(value: float, se: float) -> float:
    return max(0.0, 1 - se**2 / value**2) if value else 0.0
