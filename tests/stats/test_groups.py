"""Group means and contrasts with clusters and blocks, on tables small enough to check by hand."""

import numpy as np
import pytest

from pipeline.stats.groups import group_models

rng = np.random.default_rng(11)


def test_a_mean_over_two_blocks_weighs_the_blocks_equally() -> None:
    """Without noise between clusters: group A answers 4 in block 1 (four times) and 6 in block 2 (once): mean 5."""
    y = np.array([4.0, 4, 4, 4, 6, 2, 2, 2, 2, 4]) + np.array([0.1, -0.1, 0.1, -0.1, 0, 0.1, -0.1, 0.1, -0.1, 0])
    groups = np.array(["A"] * 5 + ["B"] * 5)
    blocks = np.array(["1", "1", "1", "1", "2"] * 2)
    clusters = np.array([f"c{i}" for i in range(10)])
    model = group_models(y[:, None], groups, blocks, clusters)[0]
    a, contrast = model.estimate({"A": 1.0}), model.estimate({"A": 1.0, "B": -1.0})
    assert a is not None
    assert a.value == pytest.approx(5)
    assert (a.n, a.groups) == (5, 5)
    assert contrast is not None
    assert contrast.value == pytest.approx(2)
    assert contrast.n == 10


def test_an_absent_group_gives_no_estimate() -> None:
    y = rng.normal(size=(20, 1))
    model = group_models(y, np.array(["A"] * 20), np.array(["1"] * 20), np.repeat(np.arange(5), 4))[0]
    assert model.estimate({"A": 1.0, "B": -1.0}) is None
    assert model.groups == ("A",)


def test_outcomes_asked_in_different_blocks_are_each_fitted_on_their_own() -> None:
    y = rng.normal(size=(40, 2))
    blocks = np.repeat(["1", "2"], 20)
    y[blocks == "1", 1] = np.nan
    groups, clusters = np.tile(["A", "B"], 20), np.tile(np.arange(10), 4)
    both, second = group_models(y, groups, blocks, clusters)
    assert both.fit is not None
    assert second.fit is not None
    assert (len(both.fit.coefficients), len(second.fit.coefficients)) == (3, 2)
    assert second.observations == {"A": 10, "B": 10}


def test_groups_that_never_met_in_a_block_are_compared_without_block_effects_and_that_is_said() -> None:
    y = rng.normal(size=(20, 1))
    groups = np.repeat(["A", "B"], 10)
    model = group_models(y, groups, groups, np.arange(20))[0]
    assert model.blocks_left_out
    contrast = model.estimate({"A": 1.0, "B": -1.0})
    assert contrast is not None
    assert contrast.value == pytest.approx(float(y[:10].mean() - y[10:].mean()))


def test_a_constant_outcome_or_a_single_answer_is_not_fitted() -> None:
    y = np.column_stack([np.full(6, 3.0), [1.0, np.nan, np.nan, np.nan, np.nan, np.nan]])
    constant, single = group_models(y, np.array(["A"] * 6), np.array(["1"] * 6), np.arange(6))
    assert constant.fit is None
    assert single.fit is None
    assert constant.estimate({"A": 1.0}) is None


def test_an_outcome_that_nobody_has_is_not_fitted() -> None:
    outcomes = np.column_stack([[1.0, 2, 3, 4, 6, 5], [np.nan] * 6])
    labels = np.array(["a", "a", "a", "b", "b", "b"])
    found = group_models(outcomes, labels, np.array(["w"] * 6), np.array(["p", "p", "q", "r", "r", "s"]))
    assert found[0].estimate({"b": 1.0, "a": -1.0}) is not None
    assert found[1].estimate({"a": 1.0}) is None


def test_no_observations_at_all() -> None:
    nobody = np.array([], dtype=str)
    assert group_models(np.empty((0, 1)), nobody, nobody, nobody)[0].estimate({"a": 1.0}) is None
