"""The figures that verdicts need, alone, and surveys from which nothing can be told: a reason, never a warning."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline import files, kinds
from pipeline.cluster import cluster
from tests.test_cluster import ASKED, CHOSEN, LIMITS, SCALES, SIDES, TYPES, indicators, names, noise, register, word
from tests.test_cluster import scores as answered


def both_ways(values: Any, types: list[str], respondents: int = 5) -> tuple[pd.DataFrame, Any]:
    """What verdicts need alone, and the whole stage."""
    given = indicators(values, types), answered([respondents] * len(types)), register(types)
    alone = kinds.only_verdicts(*given, ASKED, LIMITS, CHOSEN)
    return alone, cluster(*given, ASKED, LIMITS, {}, CHOSEN)


@pytest.mark.parametrize("apart", [0.0, 0.3, 1.0])
def test_the_figures_of_verdicts_are_those_of_the_whole_stage(apart: float) -> None:
    alone, whole = both_ways(noise(44) + apart * SIDES, TYPES)
    files.check("structure", alone)
    kept = whole.structure[whole.structure["figure"].isin(alone["figure"])]
    ordered = alone.set_index("figure").loc[kept["figure"]].reset_index()
    pd.testing.assert_frame_equal(ordered, kept.reset_index(drop=True), check_exact=True)
    assert {"verdict", "dip_p", "delta_bic", "ari", "auc", "hybrid_share", "n_projects"} <= set(alone["figure"])


def reason_of(values: Any, types: list[str], respondents: int = 5) -> str:
    """The reason, the same both ways, beside empty tables that are as registered."""
    alone, whole = both_ways(values, types, respondents)
    for name in ("clusters", "clusters_by_project", "cluster_memberships", "clusters_by_wave", "cluster_fits"):
        table = getattr(whole, name)
        files.check(name, table)
        assert not len(table)
    assert word(whole, "verdict") is None
    pd.testing.assert_frame_equal(alone, whole.structure)
    return word(whole, "reason") or ""


def test_one_type_alone() -> None:
    assert "0 of social and solidarity economy" in reason_of(noise(44), ["PP"] * 44)


def test_three_projects() -> None:
    assert "1 of peer production and 2 of social" in reason_of(noise(3), ["PP", "SOC", "SOL"])


def test_one_respondent_in_each_project() -> None:
    said = reason_of(noise(44), TYPES, respondents=1)
    assert "44 projects with fewer than 3 respondents were left out" in said


def test_all_scales_equal_in_all_projects() -> None:
    assert "estimated alike" in reason_of(np.full((44, 12), 4.0), TYPES)


def test_every_second_scale_missing() -> None:
    values = noise(44)
    values[:, ::2] = np.nan
    assert f"nobody was asked {SCALES[0]}, {SCALES[2]}" in reason_of(values, TYPES)


def test_projects_that_answer_each_but_half_of_the_scales() -> None:
    values = noise(44)
    values[::2, :6], values[1::2, 6:] = np.nan, np.nan
    assert "44 projects without an answer on too many scales were left out" in reason_of(values, TYPES)


def test_two_sorts_of_identical_projects() -> None:
    """Forty projects in two points, the hybrids in a third: tables without a gap, and kinds."""
    _, whole = both_ways(4 + np.round(SIDES) + np.zeros((1, 12)), TYPES)
    assert word(whole, "verdict") == "kinds"
    for name in ("clusters", "clusters_by_project", "cluster_fits", "structure"):
        files.check(name, getattr(whole, name))
    assert whole.cluster_fits["bic"].notna().any()


def test_all_projects_identical_but_one() -> None:
    values = np.full((44, 12), 4.0)
    values[0] = 6.0
    _, whole = both_ways(values, TYPES)
    assert word(whole, "verdict") in ("kinds", "continuum", "undecided", "kinds, not the declared ones")
    assert (whole.clusters_by_project["cluster"] == 1).all()


def test_scales_that_are_copies_of_one_another() -> None:
    """One axis is all there is: every covariance is singular."""
    _, whole = both_ways(np.repeat(noise(44)[:, :1], 12, axis=1), TYPES)
    assert word(whole, "verdict") in ("continuum", "undecided")
    assert len(whole.clusters_by_project) == 44


def test_two_waves_with_different_projects() -> None:
    """Nobody can have moved; each wave has clusters of its own, or too few projects for them."""
    values, first = noise(44) + SIDES, names(44)[::2]
    seen = answered([5] * 44)
    seen["wave"] = np.where(seen["project"].isin(first), "w1", "w2")
    seen = seen.assign(declared_type="PP", **dict.fromkeys(SCALES, 4.0 + 0.1 * (seen["row"] % 3)))
    given = indicators(values, TYPES), seen, register(TYPES)
    found = cluster(*given, ASKED, LIMITS, {}, CHOSEN)
    files.check("clusters_by_wave", found.clusters_by_wave)
    figures = found.structure.set_index("figure")["value"]
    assert figures.get("in_several_waves", 0) == 0 and figures.get("moved", 0) == 0


@pytest.mark.parametrize(
    ("known", "expected"),
    [(1.0, 1.0), (0.5, 1.0), (0.4, None)],
)
def test_two_kinds_are_held_against_what_the_projects_make(known: float, expected: float | None) -> None:
    """Where every project of one side makes a digital product and none of the other, the two classes agree with the products
    as with the sides; of the fewest projects it is not said."""
    values, kept = noise(44) + 1.5 * SIDES, int(known * len(TYPES))
    made = ["digital" if declared == "PP" else "physical" for declared in TYPES]
    order = np.argsort(np.arange(len(TYPES)) % 2, kind="stable")  # of both sides alike
    shown = [made[at] if at in order[:kept] else None for at in range(len(TYPES))]
    given = indicators(values, TYPES), answered([5] * len(TYPES))
    listed = register(TYPES).assign(product_nature=pd.Series(shown, dtype="str"))
    found = kinds.only_verdicts(*given, listed, ASKED, LIMITS, CHOSEN).set_index("figure")["value"]
    assert found["ari"] == 1.0
    assert found.get("ari_products") == expected
