"""Facts about simulated waves that can be checked by hand, on what is written to disk."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from pipeline import instrument as questions
from pipeline.files import UserError
from pipeline.simulate import simulate
from pipeline.simulate.worlds import load_world

SMALL = (12, 6, 6, 2)
LARGE = (40, 20, 20, 8)


SAMPLE = (
    *("null", "talk", "continuum", "reversed", "tiny", "demo"),
    "digital",
    "mislabelled",
    "style-unbalanced",
    "hostile",
)


@pytest.fixture(scope="module", params=SAMPLE)
def each_world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("worlds") / str(request.param)
    simulate(str(request.param), folder, 3, SMALL, 5, 1)
    yield folder


def tables(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    read = [
        pd.read_csv(folder / file, dtype="str", keep_default_na=False) for file in ("responses.csv", "projects.csv")
    ]
    return read[0], read[1]


def project_means(folder: Path, codes: list[str], reverse: set[str]) -> pd.Series:
    """Mean over the projects of a type of the projects' mean answers, by declared type."""
    responses, projects = tables(folder)
    numbers = responses[codes].apply(pd.to_numeric, errors="coerce")
    answered = numbers.where(numbers > 0)
    keyed = answered.assign(**{code: 8 - answered[code] for code in codes if code in reverse})
    by_project = keyed.mean(axis=1).groupby(responses["S03"]).mean()
    types = projects.set_index("project_id")["declared_type"]
    means: pd.Series = by_project.groupby(types.reindex(by_project.index)).mean()
    return means


def gap(folder: Path, codes: list[str], reverse: set[str]) -> float:
    means = project_means(folder, codes, reverse)
    return float(means["PP"] - (means["SOC"] + means["SOL"]) / 2)


def test_register_has_the_projects_asked_for(each_world: Path) -> None:
    _, projects = tables(each_world)
    counts = projects["declared_type"].value_counts()
    assert tuple(counts[["PP", "SOC", "SOL", "HYB"]]) == SMALL
    assert projects["project_id"].is_unique
    assert list(projects.columns) == list(questions.load().register)


def test_every_project_has_three_respondents_or_more_and_about_as_many_as_asked(each_world: Path) -> None:
    responses, projects = tables(each_world)
    sizes = responses.drop_duplicates("respondent").groupby("S03").size().reindex(projects["project_id"])
    assert sizes.min() >= 3
    assert 4 < sizes.mean() < 7
    assert sizes.nunique() > 2


def test_every_cell_is_one_that_the_instrument_knows(each_world: Path) -> None:
    responses, _ = tables(each_world)
    items = questions.load().items
    for code in [code for code in items if code in responses and code not in ("EF1", "D09", "S03", "D10", "D11")]:
        scale = items[code].scale
        codes = {choice.code for choice in scale.choices}
        if scale.low is not None and scale.high is not None:
            codes |= set(range(scale.low, scale.high + 1))
        allowed = {"", "-2", *map(str, codes)} | ({"-1"} if scale.cannot_say else set())
        assert set(responses[code]) <= allowed, code


def test_hours_and_years_are_possible(each_world: Path) -> None:
    responses, projects = tables(each_world)
    hours, joined = (pd.to_numeric(responses[code]).dropna() for code in ("EF1", "D09"))
    assert hours.between(0, 80).all()
    founded = projects.set_index("project_id")["founding_year"].astype(int)
    known = responses["S03"].isin(founded.index) & (responses["D09"] != "")
    assert (joined[known] >= founded.reindex(responses["S03"][known]).to_numpy()).all()
    assert joined.max() <= 2025


def test_a_form_is_not_asked_the_other_forms_lines(each_world: Path) -> None:
    responses, _ = tables(each_world)
    for code, item in questions.load().items.items():
        if item.form in ("A", "B"):
            assert (responses.loc[responses["form"] != item.form, code] == "").all()
            assert (responses.loc[responses["form"] == item.form, code] == "").sum() < 0.2 * len(responses)


def test_job_lines_are_for_the_employed_only(each_world: Path) -> None:
    responses, _ = tables(each_world)
    employed = responses["D05"].isin(["1", "2", "3"])
    assert (responses.loc[~employed, ["JA1", "JA2"]] == "").all(axis=None)
    assert (responses.loc[employed, "JA1"] == "").sum() < 0.1 * employed.sum()


def test_orders_name_what_was_shown(each_world: Path) -> None:
    responses, _ = tables(each_world)
    items = questions.load().items
    for form, order, blocks in responses[["form", "item_order", "block_order"]].itertuples(index=False):
        shown = order.split(" ")
        assert len(shown) == len(set(shown))
        assert {items[code].form for code in shown} == {"core", form}
        assert "".join(dict.fromkeys(items[code].block for code in shown)) == blocks


def test_rows_to_exclude_are_there(each_world: Path) -> None:
    responses, projects = tables(each_world)
    assert responses["respondent"].duplicated().sum() == 3
    assert (~responses["S03"].isin(projects["project_id"])).sum() == 1
    assert (responses["S01"] == "2").sum() == 1
    assert (responses["S02"] == "2").sum() == 1
    assert (responses["D13"] == "2").sum() == 1
    assert responses["respondent"].str.startswith("test").sum() == 1


def test_percents_sum_to_a_hundred(each_world: Path) -> None:
    _, projects = tables(each_world)
    lists = pd.concat([projects["activity_mix"], projects["income_mix"], *split_coders(projects)])
    assert lists.str.split("/").map(lambda cells: sum(map(int, cells))).eq(100).all()


def split_coders(projects: pd.DataFrame) -> list[pd.Series]:
    coders = projects["primary_objective"].str.split(";", expand=True)
    assert coders.shape[1] == 2
    return [coders[0], coders[1]]


def test_public_money_and_public_funding_agree(each_world: Path) -> None:
    _, projects = tables(each_world)
    public = projects["income_mix"].str.split("/").str[1].astype(int)
    assert ((projects["public_funding"] == "no") == (public == 0)).all()
    assert (projects["public_funding"] == np.where(public > 0, "yes;" + public.astype(str), "no")).all()


def test_words_of_the_register_are_known(each_world: Path) -> None:
    _, projects = tables(each_world)
    for construct, field in questions.load().register.items():
        if field.choices:
            words = set(projects[construct].str.split(";").str[0])
            assert words <= {choice.value for choice in field.choices}, construct


def test_description_says_that_it_is_simulated(each_world: Path) -> None:
    described = yaml.safe_load((each_world / "wave.yaml").read_text("utf-8"))
    assert described["simulated"] is True
    assert described["platform"] == "plain"
    assert described["fielded"] == {"from": "2025-03-03", "to": "2025-04-27"}
    responses, _ = tables(each_world)
    assert responses["submitted_at"].between("2025-03-03", "2025-04-28").all()
    assert described["sources"][0]["rows"] == len(responses)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.*"))}


def test_same_seed_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("same", 1), ("other", 2)):
        simulate("demo", tmp_path / name, seed, SMALL, 4, 2)
    assert contents(tmp_path / "one") == contents(tmp_path / "same")
    assert tables(tmp_path / "one" / "demo-2025")[0].shape != (0, 0)
    assert contents(tmp_path / "one") != contents(tmp_path / "other")


def test_talk_differs_by_about_two_and_agrees_in_common(tmp_path: Path) -> None:
    simulate("talk", tmp_path, 1, LARGE, 8, 1)
    assert 1.2 < gap(tmp_path, ["PC1", "PC2", "PC3"], {"PC3"}) < 2.4
    assert -2.4 < gap(tmp_path, ["PI1", "PI2"], {"PI2"}) < -1.2
    assert abs(gap(tmp_path, ["IL1", "IL3"], {"IL3"})) < 0.5
    assert project_means(tmp_path, ["IL1", "IL3"], {"IL3"}).min() > 4.7


def test_null_has_no_differences_and_lies_at_the_midpoint(tmp_path: Path) -> None:
    simulate("null", tmp_path, 2, LARGE, 8, 1)
    for codes, reverse in (
        (["PC1", "PC2", "PC3"], {"PC3"}),
        (["IL1", "IL3"], {"IL3"}),
        (["SE1", "SE2", "SE3", "SE4"], {"SE4"}),
    ):
        assert abs(gap(tmp_path, codes, reverse)) < 0.5
        assert project_means(tmp_path, codes, reverse)[["PP", "SOC", "SOL"]].between(3.5, 4.5).all()


def test_reversed_has_the_opposite_sign(tmp_path: Path) -> None:
    simulate("reversed", tmp_path, 1, LARGE, 8, 1)
    assert gap(tmp_path, ["PC1", "PC2", "PC3"], {"PC3"}) < -0.8
    assert gap(tmp_path, ["SO1", "SO2"], {"SO2"}) > 0.8


def test_continuum_has_the_gap_without_a_gap_between_projects(tmp_path: Path) -> None:
    """The projects next to the border between the labels differ far less than in two kinds."""
    shortest = {}
    for name in ("talk", "continuum"):
        simulate(name, tmp_path / name, 1, (60, 30, 30, 0), 8, 1)
        responses, projects = tables(tmp_path / name)
        codes = ["PC1", "SE1", "AB1", "PR1", "MP2", "KC1", "NW1", "NW2"]
        numbers = responses[codes].apply(pd.to_numeric)
        means = numbers.where(numbers > 0).mean(axis=1).groupby(responses["S03"]).mean()
        upper = projects.set_index("project_id")["declared_type"] == "PP"
        shortest[name] = means[upper[upper].index].nsmallest(20).mean() - means[upper[~upper].index].nlargest(20).mean()
        assert 1.2 < gap(tmp_path / name, ["PC1", "PC2", "PC3"], {"PC3"}) < 2.4
    assert shortest["talk"] > shortest["continuum"] + 0.5


def test_tiny_is_tiny_unless_told_otherwise(tmp_path: Path) -> None:
    simulate("tiny", tmp_path / "tiny", 1, None, None, 1)
    assert len(tables(tmp_path / "tiny")[1]) == 4 + 2 + 2 + 1
    simulate("tiny", tmp_path / "larger", 1, (5, 5, 5, 5), None, 1)
    assert len(tables(tmp_path / "larger")[1]) == 20


def test_waves_share_projects_and_people(tmp_path: Path) -> None:
    folders = simulate("demo", tmp_path, 2025, LARGE, 8, 2)
    assert [folder.name for folder in folders] == ["demo-2025", "demo-2026"]
    (first, register), (second, later) = (tables(folder) for folder in folders)
    both = set(register["project_id"]) & set(later["project_id"])
    assert len(both) == 24 + 12 + 12 + 5
    lasting = ["project_id", "declared_type", "founding_year", "domain"]
    merged = register.merge(later, on=lasting)
    assert set(merged["project_id"]) == both
    back = set(first["respondent"]) & set(second["respondent"])
    assert 100 < len(back) < 0.5 * len(second)
    same = first.drop_duplicates("respondent").merge(second.drop_duplicates("respondent"), on="respondent")
    assert (same["D01_x"] == same["D01_y"])[(same["D01_x"] != "") & (same["D01_y"] != "")].all()


def test_ids_do_not_tell_the_type(tmp_path: Path) -> None:
    simulate("null", tmp_path, 1, LARGE, 8, 1)
    _, projects = tables(tmp_path)
    place = projects.sort_values("project_id")["declared_type"].eq("PP").to_numpy().nonzero()[0]
    assert 30 < place.mean() < 57


def test_what_makes_no_wave_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no world 'utopia'; the worlds are null, talk"):
        simulate("utopia", tmp_path, 1, None, None, 1)
    with pytest.raises(UserError) as caught:
        simulate("talk", tmp_path / "none", -1, (0, 0, 0, 0), 0, 0)
    assert len(caught.value.faults) == 4
    assert not (tmp_path / "none").exists()


def test_the_worlds_state_a_gap_of_two_on_the_difference_scales() -> None:
    means = load_world("talk").means
    for scale in questions.load().difference:
        types = means[scale]
        assert abs(types["PP"] - (types["SOC"] + types["SOL"]) / 2) == pytest.approx(2.0)
