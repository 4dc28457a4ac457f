"""The worlds on which the rule on kinds is tried, and what the committed table must show."""

import numpy as np
import pandas as pd
import pytest

from pipeline import files, kinds, kinds_rates, rulers
from pipeline.stats import separation, structure

WORLDS = {world.name: world for world in kinds_rates.worlds()}


def generator(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def gap(name: str, projects: int = 4000) -> float:
    """The mean gap in points between the labelled sides."""
    sample = kinds_rates.draw(WORLDS[name], projects, generator())
    return float(sample.points[sample.side(["PP"])].mean() - sample.points[sample.side(["SOC"])].mean())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("independent", 0.0),
        ("normal continuum", 2.0),
        ("uniform continuum", 2.0),
        ("kinds 1.5", 1.5),
        ("other kinds", 0.0),
    ],
)
def test_the_labelled_sides_lie_as_far_apart_as_said(name: str, expected: float) -> None:
    assert gap(name) == pytest.approx(expected, abs=0.1)


def test_a_common_factor_makes_scales_correlate() -> None:
    """.4 of .35 of variance in common, of .35 + .2125 in all: a correlation of .25; without a factor none."""
    found = []
    for name in ("independent", "one factor"):
        correlations = np.atleast_2d(np.corrcoef(kinds_rates.draw(WORLDS[name], 4000, generator()).points.T))
        found.append(float(correlations[np.triu_indices(12, 1)].mean()))
    assert found == pytest.approx([0.0, 0.4 * 0.35 / (0.35 + 0.2125)], abs=0.03)


def test_a_quarter_are_hybrids_in_the_middle() -> None:
    sample = kinds_rates.draw(WORLDS["hybrids"], 400, generator())
    assert sample.side(["HYB"]).sum() == 100
    assert sample.points[sample.side(["HYB"])].mean() == pytest.approx(0.0, abs=0.1)


@pytest.mark.parametrize("name", ["independent", "kinds 2.0", "other kinds"])
def test_verdicts_of_many_draws_are_those_of_the_stage_one_by_one(name: str) -> None:
    limits, chosen = rulers.load_rulers(), files.params("cluster")
    found = kinds_rates.verdicts(WORLDS[name], 40, 1, 4, limits, chosen)
    for number, verdict in enumerate(found):
        sample = kinds_rates.drawn(WORLDS[name], 40, 1, number)
        axis = structure.principal_components(sample.values).scores[:, 0]
        two = structure.two_against_one(axis, kinds.search_of(chosen))
        assert kinds.deciding(sample, axis, two, limits)["verdict"] == verdict


def test_rates_are_the_same_in_one_process_and_in_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds_rates, "worlds", lambda: (WORLDS["kinds 2.0"],))
    done: list[int] = []
    one = kinds_rates.rates(3, 1, (30,), 1, 1, lambda: done.append(1))
    pd.testing.assert_frame_equal(one, kinds_rates.rates(3, 1, (30,), 1, 2, lambda: None))
    assert done == [1]
    counted = one.groupby("what")["count"].sum().to_dict()
    assert counted["kinds"] == 3 and counted["clusters"] == 1
    assert set(one["what"]) == {"kinds", "wrong", "clusters"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("kinds 2.0", 9.24),
        ("kinds 1.0 correlated", 2.39),
        ("one factor", None),
        ("other kinds", 9.24),
        ("all correlated", 4.09),
    ],
)
def test_the_distance_of_two_kinds_by_hand(name: str, expected: float | None) -> None:
    """Unrelated scales: (.35 + 1.7 / 8) / 12 is the variance of their mean within a kind, .2165 squared; with .4 of .35 in
    common .14 + (.21 + .2125) / 12, .4185 squared; with .4 of 1.4 / 8 in common too .21 + .3525 / 12, .489 squared."""
    assert kinds_rates.distance(WORLDS[name]) == (expected if expected is None else pytest.approx(expected, abs=0.005))


@pytest.mark.parametrize("name", ["kinds 2.0 correlated", "kinds 1.0 correlated", "all correlated"])
def test_profiles_lie_as_far_apart_on_their_first_axis(name: str) -> None:
    sample = kinds_rates.draw(WORLDS[name], 4000, generator())
    axis = structure.principal_components(sample.values).scores[:, 0]
    assert separation.apart(axis, sample.side(["PP"])) == pytest.approx(kinds_rates.distance(WORLDS[name]), rel=0.03)


def test_what_one_scale_excludes_is_seldom_called_so() -> None:
    """The bound is found along one axis; here it must hold for profiles of twelve scales."""
    table = pd.read_csv(kinds_rates.rates_file())
    missed = table[(table["word"] == "continuum") & (table["distance"] >= table["excluded_from"])]
    assert (missed["low95"] <= 0.05).all()
    beyond = table[table["word"] == "beyond the bound"]
    assert len(beyond) == 2 * len(WORLDS) and (beyond["low95"] <= 0.05).all()


def test_the_committed_table_keeps_what_the_rule_promises() -> None:
    """At most 5 % kinds where there are none, at least 90 % at a gap of 2.0 with 60 projects; 200 draws and more of each."""
    table = pd.read_csv(kinds_rates.rates_file())
    assert set(table["world"]) == set(WORLDS) and set(table["projects"]) == {60, 100}
    verdicts = table[table["what"] == "kinds"]
    assert (verdicts["replications"] >= 200).all()
    called = verdicts[verdicts["word"].str.startswith("kinds")].groupby(["world", "projects"])["share"].sum()
    for name in ("independent", "one factor", "strong factor", "normal continuum"):
        assert all(called.get((name, size), 0.0) <= 0.05 for size in (60, 100)), name
    for name in ("kinds 2.0", "kinds 2.0 correlated", "hybrids"):
        assert all(called[name, size] >= 0.9 for size in (60, 100)), name


def test_kinds_that_have_two_peaks_are_left_open_rather_than_called_one_scale() -> None:
    """Two equal normal curves have two peaks from two of their standard deviations on; nearer ones no test tells from one."""
    table = pd.read_csv(kinds_rates.rates_file())
    shares = table[table["what"] == "kinds"].pivot_table(
        index=["world", "projects", "distance"], columns="word", values="share", fill_value=0.0
    )
    found = shares[shares.index.get_level_values("distance") > separation.ONE_PEAK]
    wrong = found[(found["continuum"] > 0) & (found["continuum"] >= found["undecided"])]
    assert len(found) >= 20 and (found["continuum"] > 0.05).any() and wrong.empty
