"""The map, the list in which projects are found by name, and the pages of the clusters."""

import re
from dataclasses import replace
from typing import Any

import pytest

from pipeline.html import map_chart
from pipeline.html.map_chart import Axis, Spot
from pipeline.sections import clusters, kinds, kinds_rates, project_map, structure
from pipeline.sections.material import Material, rows
from tests.sections import made_up
from tests.test_report import Reader

PROJECTS = (
    ("p1", "PP", 8, 1),
    ("p2", "PP", 8, 1),
    ("s1", "SOC", 8, 2),
    (made_up.HOSTILE, "SOL", 8, 2),
    ("h1", "HYB", 8, 2),
)
PLACES = {"p1": 1.1, "p2": 0.6, "s1": 0.1, made_up.HOSTILE: 0.9, "h1": 0.5}
LOADINGS = {
    "loading_PC": 0.6,
    "loading_SE": 0.1,
    "loading_PW": -0.7,
    "loading_AB": 0.3,
    "loading2_SO": 0.9,
    "apart": 2.5,
}


def material(**respondents: int) -> Material:
    """Two clusters of projects in a row; `respondents` overrides how many a project has."""
    base = {"projects": 3, "mean_probability": 0.9, "jaccard": 0.8, "scales_apart": 3, "stability": "stable"}
    portraits = [
        {**base, "cluster": 1, "projects_PP": 2, "profile": "higher on a (1.0)"},
        {**base, "cluster": 2, "projects_SOC": 1, "projects_HYB": 1},
    ]
    placed = [
        {"project": p, "declared_type": t, "n_respondents": respondents.get(p, n), "pc1": 2.0 - i, "pc2": 0.5 * i}
        | {"two_class": 1, "cluster": k, "probability": 0.7 if t == "HYB" else 0.99, "place": PLACES[p]}
        | {"stays": 0.95, "place_low": PLACES[p] - 0.1, "place_high": PLACES[p] + 0.1}
        for i, (p, t, n, k) in enumerate(PROJECTS)
    ]
    members = [
        {"project": p, "declared_type": t, "cluster": k, "probability": 0.7 if k == own else 0.3}
        for p, t, _, own in PROJECTS
        for k in (1, 2)
    ]
    moves = [
        {"wave": w, "project": "p1", "declared_type": "PP", "n_respondents": 8, "cluster": k, "probability": 0.9}
        | {"stays": 0.8}
        for w, k in (("w1", 1), ("w2", 2))
    ]
    figures = [{"figure": name, "value": value} for name, value in LOADINGS.items()]
    kept = [("w1", {"project": p, "declared_type": t}) for p, t, n, _ in PROJECTS for _ in range(respondents.get(p, n))]
    return replace(
        made_up.two_sides(),
        exclusions=made_up.table(
            "exclusions_by_respondent", *(made_up.row(wave, n, **own) for n, (wave, own) in enumerate(kept, start=1))
        ),
        portraits=made_up.table("clusters", *portraits).assign(mean_PC=[5.0, 3.5], difference_PC=[1.5, -1.5]),
        clusters=made_up.table("clusters_by_project", *placed),
        memberships=made_up.table("cluster_memberships", *members),
        clusters_by_wave=made_up.table("clusters_by_wave", *moves),
        structure=made_up.table("structure", *figures, {"figure": "verdict", "words": "kinds"}),
    )


def pages(**respondents: int) -> dict[str, str]:
    return made_up.pages(material(**respondents))


def named(**respondents: int) -> list[str]:
    return project_map.named(material(**respondents))["project"].tolist()


def test_projects_are_named_in_the_order_of_their_names_with_all_their_probabilities() -> None:
    shown = project_map.named(material())
    found = project_map.places(shown, material())
    assert [place.project for place in found] == sorted(p for p, *_ in PROJECTS)
    assert {place.project: place.probabilities for place in found}["h1"] == ("30 %", "70 %")


def test_a_project_with_few_respondents_takes_the_next_smallest_with_it() -> None:
    """All places sum to zero: of a single hidden project the place would follow from the others."""
    assert "p2" not in named(p2=3) and len(named(p2=3)) == 3
    assert "p1" not in named(p2=3)  # of its type: with its number of respondents told, that of p2 would follow
    assert len(named(s1=4)) == 3  # the only one of its type, so the next smallest of all goes with it
    assert len(named()) == 5


def test_who_has_no_name_on_the_map_has_none_among_those_that_moved() -> None:
    """p1 moved, with eight respondents in each wave; beside p2 with three its number would tell that of p2."""
    assert [one.project for one in clusters.moves(material())[0]] == ["p1"]
    assert clusters.moves(material(p2=3)) == ([], 1)


@pytest.mark.parametrize(
    ("gates", "verdict", "said"),
    [
        ("G4", "inconclusive", "how much the respondents agree with anything is not known"),
        ("sampling gap; G4", "inconclusive", "may have been made by the sampling and how much"),
        ("", "supported", ""),
    ],
)
def test_a_claim_that_stays_open_beside_kinds_is_said(gates: str, verdict: str, said: str) -> None:
    row = {"claim": "dichotomy_taxon", "verdict": verdict, "gates": gates}
    known = replace(material(), verdicts=made_up.table("verdicts_by_claim", row))
    told = kinds.capped("kinds", known)
    assert said in told and bool(said) == bool(told)
    assert not kinds.capped("undecided", known)


def test_every_name_in_the_list_leads_to_its_mark() -> None:
    text = pages()["structure"]
    read = Reader(text)
    targets = [href.removeprefix("#") for href in read.values("href") if href.startswith("#on-map-")]
    assert len(targets) == 2 * 5 + 1 + 2  # in the list, in the table, the hybrid among the hybrids, two off their side
    assert set(targets) <= set(read.values("id"))
    marks = re.findall(r'<g class="spot[^>]*id="(on-map-\d)"[^>]*><title>([^<]*)</title>', text)
    assert len(marks) == 5 and any(told.startswith("h1: hybrid, cluster 2 (70 %), 8 respondents") for _, told in marks)


def test_axes_are_named_by_the_scales_that_weigh_most() -> None:
    values = {row["figure"]: row for row in rows(material().structure)}
    first = project_map.axis(material(), values, 1)
    assert first.high == "relevance of production and ability as a precondition"
    assert first.low == "political will"
    assert project_map.axis(material(), values, 2).low == ""


def test_clusters_are_outlined_and_hybrids_named() -> None:
    spots = [Spot(f"a{i}", i, f"n{i}", "HYB" if i == 4 else "PP", 1 + i % 2, float(i), float(-i), "") for i in range(5)]
    axis = Axis("axis", "more", "less")
    svg = str(map_chart.projects("map", "t", "a", axis, axis, spots, named=True).svg)
    assert svg.count('class="map-cluster"') == 2 and svg.count('class="spot always"') == 1
    alone = [replace(spot, cluster=1) for spot in spots]
    assert "map-cluster" not in str(map_chart.projects("map", "t", "a", axis, axis, alone, named=True).svg)


def test_a_single_project_in_the_middle_has_a_map() -> None:
    axis = Axis("axis", "", "")
    assert "<g class" in str(
        map_chart.projects("map", "t", "a", axis, axis, [Spot("a", 1, "n", "PP", 1, 0, 0, "")], True).svg
    )


def test_each_cluster_has_a_page_that_is_linked_and_well_formed() -> None:
    found = pages()
    for number in (1, 2):
        text = found[f"cluster-{number}"]
        read = Reader(text)
        assert not read.faults and not read.open
        assert len(set(read.values("id"))) == len(read.values("id"))
        assert f'href="cluster-{number}.html"' in found["structure"]
        assert made_up.HOSTILE not in text
    assert "&lt;script&gt;" in found["cluster-2"] and "&lt;script&gt;" not in found["cluster-1"]
    assert "0.50 (0.40 to 0.60)" in found["structure"]  # h1 between the sides, with the interval of its members' draws
    assert "5.00" in found["cluster-1"] and "3.50" in found["cluster-1"]  # its mean, and 1.5 less elsewhere
    assert (
        "At the edge, belonging to it with less than 90 % or leaving it in more than one of ten draws"
        in found["cluster-2"]
    )
    assert "of their members: h1." in found["cluster-2"]
    assert "cluster 2 in w2" in found["cluster-1"]
    assert not any(name.startswith("cluster-") for name in made_up.pages(made_up.nothing()))


def test_a_page_names_nobody_with_few_respondents() -> None:
    text = re.sub(r'class="[^"]*"', "", pages(p2=3)["cluster-1"])
    assert "p2" not in text and "may be named" in text


@pytest.mark.parametrize(
    ("figures", "says"),
    [
        ({"dip_p": 0.01, "delta_bic": 7.0, "ari": 0.5}, ["two kinds", "two kinds", "the declared ones"]),
        ({"dip_p": 0.05, "delta_bic": -4.1, "ari": 0.1}, ["one scale", "one scale", "not the declared ones"]),
        ({"dip_p": 0.2, "delta_bic": 0.0}, ["one scale", "leaves it open"]),
        ({"factor_gain": 10.5, "bimodality": 0.6}, ["one scale", "two kinds"]),
        ({"factor_gain": -10.5, "bimodality": 0.3}, ["two kinds", "one scale"]),
        ({"factor_gain": 9.0, "overlap": 0.2, "auc": 0.9}, ["leaves it open", "–", "–"]),
    ],
)
def test_what_each_member_says(figures: dict[str, float], says: list[str]) -> None:
    values: dict[str, Any] = {name: {"figure": name, "value": value} for name, value in figures.items()}
    assert [member.says for member in kinds.members(values, made_up.nothing())] == says


def test_agreement_is_shown_with_both_indices_and_not_for_a_single_cluster() -> None:
    ends = {"": 0.8, "_low": 0.7, "_high": 0.9, "_p": 0.001}
    figures = {f"coders_{index}{end}": value for index in ("ari", "ami") for end, value in ends.items()}
    wanted = {**figures, "coders_n": 40.0}
    for k, number in ((2, 1), (1, 0)):
        table = made_up.table("structure", *({"figure": n, "value": v} for n, v in {**wanted, "k": float(k)}.items()))
        found = structure.context(replace(made_up.nothing(), structure=table))["sortings"]
        assert len(found) == number
    told = structure.context(replace(made_up.nothing(), structure=table.replace({"value": {1.0: 2.0}})))["sortings"][0]
    assert told.indices == (("0.80", "0.70 to 0.90", "0.001"),) * 2 and told.projects == "40"


def test_error_rates_are_read_and_counted(tmp_path: Any) -> None:
    lines = [
        "world,truth,distance,excluded_from,expected,projects,what,word,count,replications,share,low95,high95,seed",
        "a,near kinds,2.39,3.6,kinds; undecided,60,kinds,continuum,140,200,.7,.63,.76,1",
        "a,near kinds,2.39,3.6,kinds; undecided,60,kinds,undecided,60,200,.3,.24,.37,1",
        "a,near kinds,2.39,3.6,kinds; undecided,60,wrong,wrong,140,200,.7,.63,.76,1",
        "a,near kinds,2.39,3.6,kinds; undecided,60,wrong,beyond the bound,0,200,0,0,.02,1",
        "a,near kinds,2.39,3.6,kinds; undecided,60,clusters,several,1,40,.025,0,.13,1",
        "a,near kinds,2.39,3.6,kinds; undecided,60,clusters,one,39,40,.975,.87,1,1",
    ]
    (tmp_path / "kinds.csv").write_text("\n".join(lines) + "\n", "utf-8")
    (rate,) = kinds_rates.load(tmp_path)
    assert (rate.truth, rate.projects, rate.draws) == ("near kinds", 60, 200)
    assert rate.shares == ("0 %", "0 %", "70 %", "30 %")
    assert (rate.distance, rate.excluded_from) == ("2.4", "3.6")
    assert (rate.wrong, rate.beyond, rate.clusters) == ("70 % (63 to 76 %)", "0 % (0 to 2 %)", "2 % of 40")
    assert kinds_rates.load(tmp_path / "nowhere") == ()


def test_a_single_cluster_has_a_page_of_all_projects_without_comparisons() -> None:
    two = material()
    alone = made_up.table("clusters", {"cluster": 1, "projects": 5, "projects_PP": 5, "mean_probability": 1.0})
    one = replace(
        two,
        portraits=alone.assign(mean_PC=4.0, difference_PC=None).astype({"difference_PC": "float64"}),
        clusters=two.clusters.assign(cluster=1, probability=1.0).astype({"cluster": "int8"}),
        memberships=two.memberships[two.memberships["cluster"] == 1].assign(probability=1.0),
        clusters_by_wave=made_up.table("clusters_by_wave"),
    )
    found = made_up.pages(one)
    text = found["cluster-1"]
    assert "no clusters were found" in text and "4.00" in text and "Jaccard" not in text
    assert "map-cluster" not in found["structure"].split("</style>")[1]
    assert "cluster-2" not in found and "over 99 %" in text


def test_projects_that_do_not_lie_on_their_side_are_named_but_hybrids_and_small_ones() -> None:
    """p2 in the middle third, the last of the others on the side of peer production; a hybrid has no side."""
    text = pages()["structure"]
    assert "Projects that do not lie where their label says" in text
    found = structure.context(material())
    assert [(one.project, one.place) for one in found["off_side"]] == [("p2", "0.60"), (made_up.HOSTILE, "0.90")]
    near = made_up.table("structure", {"figure": "apart", "value": 1.9})
    assert structure.context(replace(material(), structure=near))["off_side"] == []  # sides that are hardly two
    few = structure.context(material(p2=3))
    assert "p2" not in [one.project for one in few["off_side"]] and few["off_left_out"]
    assert few["off_unnamed"] == 0  # that one project is off its side would tell of three respondents


def test_one_cluster_beside_two_kinds_is_explained_and_several_beside_one_scale() -> None:
    def said(verdict: str, k: float) -> str:
        rows = {"figure": "k", "value": k}, {"figure": "verdict", "words": verdict}
        found = structure.context(replace(material(), structure=made_up.table("structure", *rows)))
        return str(found["clusters_sentence"])

    assert "no contradiction" in said("kinds", 1.0) and "no contradiction" not in said("continuum", 1.0)
    assert "They may be pieces of one scale" in said("continuum", 2.0) and "pieces" not in said("kinds", 2.0)


def test_three_clusters_in_a_row_may_be_pieces_of_a_scale_and_a_triangle_is_not() -> None:
    """A right triangle with sides 2 and 2: the moments about its centre along and across its long side are 4 and 4 / 3, so that
    three quarters lie along one line; a row of three lies on it in full."""

    def clusters(second: tuple[float, float, float]) -> Any:
        rows = [{"cluster": k, "projects": 10, "mean_probability": 0.9, "scales_apart": 3} for k in (1, 2, 3)]
        return made_up.table("clusters", *rows).assign(mean_PC=[1.0, 3.0, 5.0 if second[1] else 1.0], mean_SE=second)

    row, triangle = (
        clusters((1.0, 2.0, 3.0)),
        clusters((1.0, 0.0, 3.0)).assign(mean_PC=[1.0, 3.0, 1.0], mean_SE=[1.0, 1.0, 3.0]),
    )
    assert structure.along_one_line(row) == pytest.approx(1)
    assert structure.along_one_line(triangle) == pytest.approx(0.75)
    rows_ = {"figure": "k", "value": 3.0}, {"figure": "verdict", "words": "undecided"}
    table = made_up.table("structure", *rows_)
    told = [
        str(structure.context(replace(material(), structure=table, portraits=each))["clusters_sentence"])
        for each in (row, triangle)
    ]
    assert "They may be pieces of one scale" in told[0]
    assert "only 75 % of the differences between them lie along one line" in told[1]


def test_no_table_of_clusters_tells_where_the_one_project_of_four_respondents_lies() -> None:
    """The only hybrid has four respondents: its cells are withheld, and in each row another, since the sums are told."""
    plain = material()
    table = plain.clusters
    people = [4 if one == "HYB" else 8 for one in table["declared_type"]]
    few = replace(plain, clusters=table.assign(n_respondents=people).astype(table.dtypes.to_dict()))
    told = structure.context(few)
    at = told["clusters"].columns.index("HYB")
    for _, cells in told["clusters"].lines:
        assert cells[at] == "withheld" and cells.count("withheld") > 1 and cells[-1] != "withheld"
    assert [one.types for one in told["portraits"]] == ["how many of each type is withheld"] * 2
    assert "is withheld, and so are those from which it would follow" in made_up.pages(few)["structure"]
    assert "withheld" not in str(structure.context(plain)["clusters"])
