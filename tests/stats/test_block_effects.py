"""What a wave adds, told apart from who answered in it; by hand where the answers are balanced."""

import numpy as np
import pytest

from pipeline.stats.block_effects import block_effects

TYPES = np.array(["A", "A", "B", "B"])


def test_a_block_in_which_everybody_lies_two_higher_is_one_above_and_one_below() -> None:
    """Four clusters in both blocks, 4 between the groups and 2 between the blocks, a wiggle of 0.1 around each cell."""
    wiggle = np.tile([0.1, -0.1], 8)
    y = np.repeat([1.0, 1.0, 5.0, 5.0, 3.0, 3.0, 7.0, 7.0], 2) + wiggle
    groups, clusters = np.tile(np.repeat(TYPES, 2), 2), np.tile(np.repeat(["p", "q", "r", "s"], 2), 2)
    found = block_effects(y[:, None], groups, np.repeat(["1", "2"], 8), clusters)
    assert found[:, 0] == pytest.approx(np.repeat([-1.0, 1.0], 8), abs=0.01)


def test_other_groups_in_another_block_are_no_effect_of_the_block() -> None:
    """Three of four clusters of A in the first block, one in the second; of B the other way round: means 2 and 4 of the blocks,
    and no effect of theirs."""
    groups = np.repeat(["A", "A", "A", "B", "A", "B", "B", "B"], 4)
    wiggle = np.tile([0.3, -0.3, 0.1, -0.1], 8)
    y = np.where(groups == "A", 1.0, 5.0) + wiggle
    blocks, clusters = np.repeat(["1", "2"], 16), np.repeat([f"c{i}" for i in range(8)], 4)
    assert block_effects(y[:, None], groups, blocks, clusters) == pytest.approx(np.zeros((32, 1)), abs=1e-9)


def test_where_groups_and_blocks_are_the_same_nothing_is_taken_for_an_effect() -> None:
    generator = np.random.default_rng(1)
    y, groups = generator.normal(size=(40, 3)), np.repeat(["A", "B"], 20)
    clusters = np.repeat([f"c{i}" for i in range(10)], 4)
    assert not block_effects(y, groups, np.repeat(["1", "2"], 20), clusters).any()


def test_a_single_block_has_no_effect_and_an_outcome_of_one_block_neither() -> None:
    generator = np.random.default_rng(1)
    y, blocks = generator.normal(size=(40, 2)), np.repeat(["1", "2"], 20)
    groups, clusters = np.tile(["A", "B"], 20), np.tile([f"c{i}" for i in range(10)], 4)
    assert not block_effects(y, groups, np.repeat("1", 40), clusters).any()
    y[blocks == "2", 1] = np.nan
    assert not block_effects(y, groups, blocks, clusters)[:, 1].any()


def test_a_guess_from_few_clusters_is_drawn_towards_nothing() -> None:
    """Without any effect the mean square that is left must be well under that of the estimates: .31 of it in theory."""
    left, guessed = [], []
    for seed in range(30):
        generator = np.random.default_rng(seed)
        groups, blocks = np.repeat(["A", "B", "C", "C"], 12), np.repeat(["1", "2", "1", "2"], 12)
        clusters = np.repeat([f"c{i}" for i in range(12)], 4)
        y = generator.normal(size=(12, 6))[np.repeat(np.arange(12), 4)] + generator.normal(size=(48, 6))
        left.append((block_effects(y, groups, blocks, clusters) ** 2).mean())
        means = [y[(groups == "C") & (blocks == b)].mean(axis=0) for b in ("1", "2")]
        guessed.append((((means[0] - means[1]) / 2) ** 2).mean())
    assert np.mean(left) < 0.5 * np.mean(guessed)
