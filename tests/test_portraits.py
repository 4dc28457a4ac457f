"""Clusters in words, and projects that moved, from profiles set by hand."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline import files, movers, portraits
from pipeline.profiles import Sample
from pipeline.stats.mixture import Mixture, Search, fit

CHOSEN: dict[str, Any] = {
    "seed": 1,
    "respondents": 3,
    "starts": 5,
    "smallest_component": 5,
    "variance_floor": 0.01,
    "member_draws": 100,
    "stability_draws": 10,
    "stability_starts": 2,
    "stable_from": 0.75,
    "pattern_from": 0.60,
    "profile_points": 0.5,
    "profile_scales": 3,
    "permutations": 19,
    "bootstrap_draws": 19,
}
SCALES = ("PC", "SE", "PW", "AB")
NAMES = {"PC": "production", "SE": "joy", "PW": "will", "AB": "ability"}
GAPS = np.array([2.0, 0.4, -1.5, 0.5])  # of the first ten projects over the other ten


def sample(gaps: Any = GAPS) -> tuple[Sample, Mixture]:
    """Ten projects and ten more that lie lower by the gaps, with a little noise that cancels out; hybrids last."""
    wiggle = 0.1 * np.tile([[1.0], [-1.0]], (10, len(SCALES)))
    points = 3.0 + wiggle + np.repeat([[1.0], [0.0]], 10, axis=0) * gaps
    table = pd.DataFrame(
        {"project": [f"p{i:02d}" for i in range(20)], "declared_type": ["PP"] * 10 + ["SOC"] * 8 + ["HYB"] * 2}
    )
    table = table.astype("str").assign(n_respondents=np.full(20, 5, dtype="int32"))
    values = (points - points.mean(axis=0)) / points.std(axis=0)
    return Sample(table, values, points, SCALES, 0, ()), fit(values, "EII", 2, Search(5, 5, 0.01, 1))


LABELS = np.repeat([1, 2], 10)


def test_a_cluster_in_words() -> None:
    found, mixture = sample()
    table = portraits.portraits(found, LABELS, mixture, NAMES, CHOSEN)
    files.check("clusters", table)
    first = table.iloc[0]
    assert first["profile"] == "higher on production (2.0), ability (0.5); lower on will (1.5)"
    assert table.iloc[1]["profile"] == "higher on will (1.5); lower on production (2.0), ability (0.5)"
    assert first[[f"difference_{code}" for code in SCALES]].tolist() == pytest.approx(GAPS.tolist())
    assert first[[f"mean_{code}" for code in SCALES]].tolist() == pytest.approx((3.0 + GAPS).tolist())
    assert first[["projects", "projects_PP", "projects_SOC", "projects_HYB"]].tolist() == [10, 10, 0, 0]
    assert table["stability"].tolist() == ["stable", "stable"]


def test_two_scales_are_too_few_for_words() -> None:
    found, mixture = sample(np.array([2.0, 0.4, -1.5, 0.4]))
    table = portraits.portraits(found, LABELS, mixture, NAMES, CHOSEN)
    assert table["scales_apart"].tolist() == [2, 2]
    assert table["profile"].isna().all()


def test_one_cluster_has_neither_stability_nor_words() -> None:
    found, _ = sample()
    alone = fit(found.values, "EII", 1, Search(1, 5, 0.01, 1))
    table = portraits.portraits(found, np.ones(20, dtype=int), alone, NAMES, CHOSEN)
    files.check("clusters", table)
    assert len(table) == 1
    assert table[["jaccard", "stability", "profile"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("jaccard", "word"), [(0.75, "stable"), (0.7499, "pattern"), (0.60, "pattern"), (0.59, "dissolved"), (np.nan, None)]
)
def test_hennigs_bounds(jaccard: float, word: str | None) -> None:
    assert portraits.worded(jaccard, CHOSEN) == word


def test_gaps_do_not_count() -> None:
    points = np.array([[4.0, np.nan], [2.0, 5.0], [1.0, np.nan]])
    found = portraits.differences(points, np.array([True, True, False]))
    assert found[0] == pytest.approx(2.0)
    assert np.isnan(found[1])


def test_memberships_are_those_of_the_mixture_in_the_order_of_the_clusters() -> None:
    found, mixture = sample()
    order = np.array([1, 0])
    table = portraits.memberships(found, mixture, order)
    files.check("cluster_memberships", table)
    assert len(table) == 40
    assert table.groupby("project")["probability"].sum().tolist() == pytest.approx([1.0] * 20)
    first = table[table["cluster"] == 1]["probability"].to_numpy()
    assert first == pytest.approx(mixture.probabilities[:, 1])


def test_the_self_declared_type_is_the_most_frequent_answer() -> None:
    """a: 1, 1, 2; b: 2 and 3 equally often; c: cannot say, twice; d: 4 once, and 1 twice outside the primary set."""
    rows = [
        ("a", 1, True),
        ("a", 1, True),
        ("a", 2, True),
        ("b", 2, True),
        ("b", 3, True),
        ("c", -1, True),
        ("c", -1, True),
    ]
    rows += [("d", 4, True), ("d", 1, False), ("d", 1, False)]
    table = pd.DataFrame(rows, columns=["project", "S04", "in_primary"]).astype({"project": "str", "S04": "int8"})
    assert portraits.self_declared(table) == {"a": "PP", "d": "several"}
    assert portraits.self_declared(table[["project", "in_primary"]]) == {}


def scores(*waves: Any) -> pd.DataFrame:
    """scores_by_respondent of projects whose four respondents answer about the points (20, 4) given for each wave."""
    rows = []
    for number, points in enumerate(waves):
        for i, means in enumerate(points):
            rows += [
                {"wave": f"w{number}", "row": i, "project": f"p{i:02d}", "declared_type": "PP", "in_primary": True}
                | {"respondent": f"p{i:02d}{shift}"}
                | {code: mean + shift for code, mean in zip(SCALES, means, strict=True)}
                for shift in (-0.3, -0.1, 0.1, 0.3)
            ]
    return pd.DataFrame(rows).astype(dict.fromkeys(("wave", "project", "declared_type", "respondent"), "str"))


def test_a_project_that_changes_sides_has_moved() -> None:
    found, mixture = sample()
    second = found.points.copy()
    second[3] = found.points[13]
    by_wave = movers.clusters_by_wave(scores(found.points, second), found, LABELS, mixture, CHOSEN)
    files.check("clusters_by_wave", by_wave)
    seen = by_wave.pivot(index="project", columns="wave", values="cluster")
    assert seen["w0"].tolist() == LABELS.tolist()
    assert seen.index[seen["w0"] != seen["w1"]].tolist() == ["p03"]
    assert movers.moved(by_wave) == {"in_several_waves": 20, "moved": 1, "moved_for_certain": 1}


def test_clusters_are_matched_over_three_waves_with_projects_that_move_come_and_go() -> None:
    """p03 is on the other side in the second wave alone, p14 from the second on, p00 is not asked in the third; the sides lie
    lower in every wave, which moves nobody."""
    found, mixture = sample()
    second, third = found.points.copy() - 0.4, found.points.copy() - 0.8
    second[3], second[14], third[14] = second[13], second[2], third[2]
    seen = scores(found.points, second, third)
    by_wave = movers.clusters_by_wave(
        seen[(seen["wave"] != "w2") | (seen["project"] != "p00")], found, LABELS, mixture, CHOSEN
    )
    table = by_wave.pivot(index="project", columns="wave", values="cluster")
    assert [table[wave]["p03"] for wave in ("w0", "w1", "w2")] == [1, 2, 1]
    assert [table[wave]["p14"] for wave in ("w0", "w1", "w2")] == [2, 1, 1]
    assert [table[wave]["p00"] for wave in ("w0", "w1")] == [1, 1] and table["w2"].isna()["p00"]
    others = table.drop(index=["p00", "p03", "p14"])
    assert (others.nunique(axis=1) == 1).all()
    assert movers.moved(by_wave) == {"in_several_waves": 20, "moved": 2, "moved_for_certain": 2}


def test_a_move_that_hangs_on_who_answered_is_not_certain() -> None:
    """In the second wave p03 has four members, of whom two answer as their own side does and two as the other one."""
    found, mixture = sample()
    second = scores(found.points, found.points)
    inside = (second["wave"] == "w1") & (second["project"] == "p03")
    half = inside & second["respondent"].isin(["p03-0.3", "p030.3"])
    second.loc[half, list(SCALES)] = found.points[13] - 0.4
    by_wave = movers.clusters_by_wave(second, found, LABELS, mixture, CHOSEN)
    stays = by_wave.set_index(["wave", "project"])["stays"]
    assert stays["w0", "p03"] == 1.0 and stays["w1", "p04"] == 1.0
    assert 0.3 < stays["w1", "p03"] < 0.9
    told = movers.moved(by_wave)
    assert told["moved"] == 1 and told["moved_for_certain"] == 0


def test_one_wave_or_one_cluster_moves_nothing() -> None:
    found, mixture = sample()
    single = movers.clusters_by_wave(scores(found.points), found, LABELS, mixture, CHOSEN)
    files.check("clusters_by_wave", single)
    assert len(single) == 0 and movers.moved(single) == {}
    alone = fit(found.values, "EII", 1, Search(1, 5, 0.01, 1))
    both = scores(found.points, found.points)
    assert len(movers.clusters_by_wave(both, found, np.ones(20, dtype=int), alone, CHOSEN)) == 0


def test_a_wave_with_too_few_projects_is_left_out() -> None:
    found, mixture = sample()
    by_wave = movers.clusters_by_wave(scores(found.points, found.points[:4]), found, LABELS, mixture, CHOSEN)
    assert set(by_wave["wave"]) == {"w0"}


def test_means_are_drawn_towards_the_mean_of_all_projects() -> None:
    """B = tau2 / (tau2 + sigma2 / n): each project's mean lies between its own and the common one."""
    found, _ = sample()
    means = movers.shrunken(scores(found.points), SCALES)["PC"].to_numpy()
    raw = found.points[:, 0]
    assert np.all(np.abs(means - raw.mean()) < np.abs(raw - raw.mean()))
    assert means == pytest.approx(raw, abs=0.05)
