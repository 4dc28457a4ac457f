"""The stage cluster on projects whose structure is known."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from pipeline import files, instrument, profiles, rulers
from pipeline.cluster import Clusters, cluster
from pipeline.rulers import Rulers

ASKED = instrument.load()
SCALES = ASKED.difference
LIMITS: Rulers = rulers.load_rulers()
CHOSEN: dict[str, Any] = {
    "seed": 1,
    "respondents": 3,
    "scales_that_may_be_missing": 2,
    "starts": 10,
    "other_seeds": 2,
    "largest_k": 3,
    "smallest_component": 5,
    "variance_floor": 0.01,
    "null_draws": 39,
    "null_starts": 2,
    "null_quantile": 0.95,
    "bound_draws": 100,
    "permutations": 99,
    "bootstrap_draws": 99,
    "member_draws": 100,
    "stability_draws": 20,
    "stability_starts": 2,
    "stable_from": 0.75,
    "pattern_from": 0.60,
    "profile_points": 0.5,
    "profile_scales": 3,
}


def names(n: int) -> list[str]:
    return [f"p{i:03d}" for i in range(n)]


def indicators(values: NDArray[np.float64], types: Sequence[str]) -> pd.DataFrame:
    """indicators_by_project with these shrunken means (projects, 12 scales); where one is NaN there is no row."""
    wide = pd.DataFrame(values, index=names(len(values)), columns=list(SCALES))
    long = (
        wide.rename_axis("project").reset_index().melt("project", var_name="indicator", value_name="shrunken").dropna()
    )
    declared = dict(zip(wide.index, types, strict=True))
    return long.assign(declared_type=long["project"].map(declared), n_respondents=5).astype({"declared_type": "str"})


def scores(respondents: Sequence[int], waves: Sequence[str] = ("w1",)) -> pd.DataFrame:
    """The columns of scores_by_respondent that tell who answered: as many of each project, the same in every wave; all of one
    declared type, so that nothing speaks against comparing waves."""
    rows = [
        {
            "wave": wave,
            "row": i * 100 + j,
            "respondent": f"{project}-{j}",
            "project": project,
            "in_primary": True,
            "declared_type": "PP",
            **dict.fromkeys(SCALES, 4.0 + 0.1 * i + 0.2 * (j % 2)),
        }
        for wave in waves
        for i, (project, n) in enumerate(zip(names(len(respondents)), respondents, strict=True))
        for j in range(n)
    ]
    return pd.DataFrame(rows)


def register(types: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame({"project": names(len(types)), "declared_type": list(types)})


def noise(n: int, seed: int = 3) -> NDArray[np.float64]:
    return 4 + 0.3 * np.random.default_rng(seed).standard_normal((n, len(SCALES)))


def structure(values: NDArray[np.float64], types: Sequence[str], **chosen: Any) -> Clusters:
    seen = scores([5] * len(types))
    return cluster(indicators(values, types), seen, register(types), ASKED, LIMITS, {}, CHOSEN | chosen)


def value(found: Clusters, figure: str) -> float:
    return float(found.structure.set_index("figure")["value"][figure])


def word(found: Clusters, figure: str) -> str | None:
    words = found.structure.dropna(subset=["words"]).set_index("figure")["words"]
    return str(words[figure]) if figure in words.index else None


TYPES = ["PP"] * 20 + ["SOC"] * 10 + ["SOL"] * 10 + ["HYB"] * 4
SIDES = np.array([1.0] * 20 + [-1.0] * 20 + [0.2, -0.2, 0.2, -0.2])[:, None]


@pytest.fixture(scope="module")
def two_kinds() -> Clusters:
    """Peer production a point above the middle on every scale, the others a point below it, hybrids between."""
    return structure(noise(44) + SIDES, TYPES)


def test_two_kinds_that_are_the_declared_ones(two_kinds: Clusters) -> None:
    assert word(two_kinds, "verdict") == "kinds"
    assert [value(two_kinds, figure) for figure in ("ari", "ari_low", "ari_high", "auc")] == pytest.approx([1] * 4)
    assert value(two_kinds, "wrong_side") == 0
    assert value(two_kinds, "ari_p") == pytest.approx(1 / 100)
    assert value(two_kinds, "hybrid_share") == pytest.approx(4 / 40)
    assert value(two_kinds, "hybrids_entered") == pytest.approx(4 / 40)
    assert value(two_kinds, "n_projects") == 44
    assert value(two_kinds, "delta_bic") > 6 and value(two_kinds, "dip_p") < 0.05


def test_clusters_that_are_the_sides_agree_with_them_in_full_and_less_with_the_four_types(two_kinds: Clusters) -> None:
    """20, 10, 10 and 4 projects of the types in two clusters: even the best sorting into two differs from one into four."""
    assert value(two_kinds, "sides_n") == 40
    assert value(two_kinds, "sides_ari") == value(two_kinds, "sides_ami") == pytest.approx(1)
    assert 0.5 < value(two_kinds, "clusters_ari") < 0.8


def test_places_are_as_sure_as_the_members_are_of_one_mind() -> None:
    """Members who all answer alike leave no doubt; members who differ by up to two points about the same mean leave some, more
    of them where there are fewer."""
    values, seen = noise(44) + SIDES, scores([4] * 22 + [16] * 22)
    own = values[seen["project"].map({name: i for i, name in enumerate(names(44))})]
    apart = np.where(seen["row"] % 2 == 0, -1.0, 1.0)[:, None]
    tables = [
        cluster(
            indicators(values, TYPES),
            seen.assign(**dict(zip(SCALES, (own + by * apart).T, strict=True))),
            register(TYPES),
            ASKED,
            LIMITS,
            {},
            CHOSEN,
        ).clusters_by_project
        for by in (0.0, 1.0)
    ]
    widths = [(table["place_high"] - table["place_low"]).to_numpy() for table in tables]
    assert widths[0].max() == pytest.approx(0, abs=1e-9) and (tables[0]["stays"] == 1).all()
    assert widths[1][:22].min() > 0.1 > widths[0].max()
    assert widths[1][:22].mean() == pytest.approx(2 * widths[1][22:].mean(), rel=0.35)
    assert ((tables[1]["place_low"] <= tables[1]["place"]) & (tables[1]["place"] <= tables[1]["place_high"])).all()


def test_the_first_axis_points_where_the_first_scale_does(two_kinds: Clusters) -> None:
    table = two_kinds.clusters_by_project
    means = table.groupby("declared_type")["pc1"].mean()
    assert means["PP"] > 0 > means["SOC"]
    sides = table[table["declared_type"] != "HYB"]
    assert ((sides["two_class"] == 2) == (sides["declared_type"] == "PP")).all()


def test_the_tables_are_as_registered(two_kinds: Clusters) -> None:
    files.check("clusters_by_project", two_kinds.clusters_by_project)
    files.check("cluster_fits", two_kinds.cluster_fits)
    files.check("structure", two_kinds.structure)
    for name in ("clusters", "cluster_memberships", "clusters_by_wave"):
        files.check(name, getattr(two_kinds, name))
    assert len(two_kinds.cluster_fits) == 3 * 3
    assert two_kinds.clusters_by_project["project"].is_monotonic_increasing


def test_clusters_are_numbered_by_size(two_kinds: Clusters) -> None:
    sizes = two_kinds.clusters_by_project["cluster"].value_counts()
    assert value(two_kinds, "k") >= 2 and value(two_kinds, "gain") > value(two_kinds, "null_threshold")
    assert list(sizes.sort_index()) == sorted(sizes, reverse=True)


def test_the_same_input_gives_the_same_tables(two_kinds: Clusters) -> None:
    again = structure(noise(44) + SIDES, TYPES)
    for name in ("clusters", "clusters_by_project", "cluster_memberships", "cluster_fits", "structure"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(two_kinds, name), check_exact=True)


def test_other_sortings_are_held_against_the_clusters() -> None:
    """All but the four in the middle sorted by the side on which they lie, whatever their declared types say."""
    sides = dict(zip(names(40), np.sign(SIDES[:40, 0]).astype("int64").astype(str), strict=True))
    types, seen = ["PP", "PP", "SOC", "SOL"] * 11, scores([5] * 44)
    values = indicators(noise(44) + SIDES, types)
    found = cluster(values, seen, register(types), ASKED, LIMITS, {"self": sides, "coders": {}}, CHOSEN)
    assert value(found, "self_n") == 40
    assert value(found, "self_ari") > 0.8 > value(found, "clusters_ari")
    assert "coders_ari" not in found.structure["figure"].tolist()  # nobody coded anything
    together = found.cluster_memberships.groupby("project")["probability"].sum()
    assert together.to_numpy() == pytest.approx(np.ones(44))


def test_kinds_that_are_not_the_declared_ones() -> None:
    types = ["PP", "PP", "SOC", "SOL"] * 10 + ["HYB"] * 4
    found = structure(noise(44) + SIDES, types)
    assert word(found, "verdict") == "kinds, not the declared ones"
    assert abs(value(found, "ari")) < 0.1 and value(found, "ari_p") > 0.05


def test_one_scale_is_a_continuum_with_one_cluster() -> None:
    """Places along one axis as evenly spread as a normal distribution's, the declared sides its two halves."""
    generator = np.random.default_rng(12)
    places = np.sort(generator.standard_normal(60))[::-1, None]
    found = structure(noise(60, 5) + 0.5 * places, ["PP"] * 30 + ["SOC"] * 15 + ["SOL"] * 15)
    assert word(found, "verdict") == "continuum"
    assert value(found, "k") == 1
    assert (found.clusters_by_project["cluster"] == 1).all()
    assert found.clusters_by_project["probability"].to_numpy() == pytest.approx(1.0)
    assert value(found, "auc") > 0.9  # the sides are told apart well, and still are no kinds


@pytest.mark.parametrize("types", [["PP"] * 40, ["PP"] * 29 + ["SOC"] * 6 + ["SOL"] * 5, ["PP"] * 11 + ["SOC"] * 29])
def test_with_too_few_projects_on_a_side_there_is_no_verdict(types: list[str]) -> None:
    found = structure(noise(40), types)
    assert word(found, "verdict") is None
    assert "12 a side" in (word(found, "reason") or "")
    assert value(found, "n_projects") == 40
    assert len(found.clusters_by_project) == len(found.cluster_fits) == 0
    for name in ("clusters_by_project", "cluster_fits", "structure"):
        files.check(name, getattr(found, name))


def test_twelve_projects_a_side_are_enough() -> None:
    found = structure(noise(24), ["PP"] * 12 + ["SOC"] * 6 + ["SOL"] * 6)
    assert word(found, "verdict") is not None
    assert word(found, "reason") is None


def test_without_any_projects() -> None:
    nobody = scores([1]).iloc[:0]
    found = cluster(files.empty("indicators_by_project"), nobody, register([]), ASKED, LIMITS, {}, CHOSEN)
    assert word(found, "verdict") is None and word(found, "reason")
    assert value(found, "n_projects") == 0
    files.check("structure", found.structure)


def test_where_all_projects_are_estimated_alike_there_is_no_verdict() -> None:
    found = structure(np.full((30, 12), 4.0), ["PP"] * 15 + ["SOC"] * 15)
    assert word(found, "verdict") is None
    assert "estimated alike" in (word(found, "reason") or "")


def test_gaps_are_filled_up_to_two_scales_and_said() -> None:
    values = noise(44) + SIDES
    values[0, :2] = np.nan
    values[1, :3] = np.nan
    found = structure(values, TYPES)
    assert value(found, "n_projects") == 43
    said = word(found, "reason") or ""
    assert "1 project without an answer on too many scales was left out" in said
    assert "1 project without an answer on a scale was set at its mean there" in said
    assert word(found, "verdict") == "kinds"


def test_a_scale_that_nobody_was_asked() -> None:
    values = noise(44)
    values[:, 4] = np.nan
    found = structure(values, TYPES)
    assert value(found, "n_projects") == 0
    assert f"nobody was asked {SCALES[4]}" in (word(found, "reason") or "")


def test_projects_with_too_few_respondents_do_not_enter() -> None:
    seen = indicators(noise(4), ["PP"] * 4)
    sample = profiles.sample_of(seen, scores([2, 3, 4, 1]), SCALES, CHOSEN)
    assert sample.table["project"].tolist() == ["p001", "p002"]
    assert sample.table["n_respondents"].tolist() == [3, 4]
    assert sample.left_out == 2
    assert sample.notes[0] == "2 projects with fewer than 3 respondents were left out"


def test_who_answers_in_two_waves_counts_once() -> None:
    sample = profiles.sample_of(indicators(noise(2), ["PP"] * 2), scores([3, 4], ("w1", "w2")), SCALES, CHOSEN)
    assert sample.table["n_respondents"].tolist() == [3, 4]


def test_scales_are_standardised_over_the_projects() -> None:
    values = noise(30)
    values[:, 3] = 4.0
    sample = profiles.sample_of(indicators(values, ["PP"] * 30), scores([5] * 30), SCALES, CHOSEN)
    assert sample.scales == tuple(code for i, code in enumerate(SCALES) if i != 3)
    assert sample.values.mean(axis=0) == pytest.approx(0.0, abs=1e-12)
    assert sample.values.std(axis=0) == pytest.approx(1.0)
    assert f"every project is estimated alike on {SCALES[3]}" in sample.notes


def test_hybrids_are_counted_once_over_waves_with_their_last_type() -> None:
    """a becomes a hybrid, b stays one: two hybrids to c and d."""
    projects = pd.DataFrame({"project": list("abcdab"), "declared_type": ["PP", "HYB", "PP", "SOL", "HYB", "HYB"]})
    assert profiles.hybrid_share(projects) == pytest.approx(2 / 2)
    assert profiles.hybrid_share(projects[projects["declared_type"] == "HYB"]) is None
