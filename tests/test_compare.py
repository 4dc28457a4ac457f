"""Waves that differ: what is reported, and that no pooled figure joins what nobody confirmed to be comparable."""

import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from pipeline import compare, files, ingest, neighbours, overlap, quality
from pipeline.compared import apart, by_file_code, changelog, changes, differences
from pipeline.platforms.export import Recognised
from pipeline.platforms.limesurvey import read
from pipeline.platforms.wordings import Wordings
from pipeline.wave_columns import Line
from tests.platforms.exports import SAMPLES
from tests.survey import ASKED, register, responses, save
from tests.test_cli import run

WORDINGS = Wordings(ASKED)
OWN = ASKED.items["IO1"]
RSE = [SAMPLES / "limesurvey" / f"rse_{year}_uk_codetext_dotspace.csv" for year in (2016, 2017)]


def line(code: str, text: str = "", comparable: str = "yes", confirmed: str = "", **more: str) -> Line:
    return Line(1, code, code, comparable, confirmed=confirmed, text=text, **more)


@pytest.mark.skipif(not RSE[0].is_file(), reason="the sample exports are not beside this project")
def test_two_waves_of_a_public_survey_share_19_codes_of_which_11_have_another_text() -> None:
    """The numbers were counted when the samples were chosen, not by this code."""
    first, second = (read(path, Recognised("limesurvey", ""), ASKED, None).lines for path in RSE)
    here, there = by_file_code(second), by_file_code(first)
    assert len(here.keys() & there.keys()) == 19
    found = {one.code: one for one in differences(here, there, None)}
    assert len(found) == 11
    assert found["currentEmp1"].other_text == "Do you work for a university?"
    assert found["currentEmp1"].text == "What type of organisation do you work for?"
    said = run("wave", "check", RSE[1], "--against", RSE[0])
    assert "19 common codes, 11 of them with another text" in said.stdout
    assert "The answers to choose from could be compared in 0 of these 19" in said.stdout
    assert "currentEmp11, changed wording, changed unit: " in said.stdout  # the later one asks for months
    assert said.returncode == 1  # it is no export of our questionnaire


def test_the_same_question_in_two_languages_or_without_its_words_is_the_same() -> None:
    english, german = line("IO1", OWN.wording_en), line("IO1", OWN.wording_de)
    assert changes(english, german, WORDINGS) == ()
    assert changes(english, line("IO1"), WORDINGS) == ()
    assert changes(english, line("IO1", "Who may take part?"), WORDINGS) == ("changed_wording",)


def test_options_and_units_differ_by_themselves() -> None:
    assert changes(line("D05", options="1=yes|2=no"), line("D05", options="1=No|2=Yes"), None) == ("changed_options",)
    assert changes(line("D05", options="1=Yes|2=no"), line("D05", options="1=yes"), None) == ()
    months = line("x", "How long is it, in months?", unit="months")
    years = line("x", "How long is it, in years?", unit="years")
    assert changes(months, years, None) == ("changed_wording", "changed_unit")
    open_ = line("x", "How long is it?")
    assert changes(months, open_, None) == changes(open_, years, None) == ("changed_wording", "changed_unit")
    assert changes(line("x", unit="months", options="1=a"), line("x", options="1=b"), None) == ("changed_options",)


def test_new_and_dropped_codes_are_in_the_changelog() -> None:
    waves: dict[str, Sequence[Line]] = {"a": [line("IO1"), line("IO2")], "b": [line("IO2"), line("IO3")]}
    found = {(code, wave, other): kind for code, wave, other, kind, _, _ in changelog(waves, WORDINGS)}
    assert found == {("IO3", "b", "a"): "new", ("IO1", "b", "a"): "dropped"}


def test_a_wave_that_says_less_is_compared_by_what_the_other_s_crosswalk_says() -> None:
    waves: dict[str, Sequence[Line]] = {"a": [line("D05")], "b": [line("D05", comparable="changed_options")]}
    assert [entry[3] for entry in changelog(waves, WORDINGS)] == ["changed_options"]


def test_what_nobody_confirmed_is_kept_apart_and_what_is_confirmed_is_joined() -> None:
    given = {"a": ["IO1"], "b": ["IO1"]}
    changed = line("IO1", "Who may?", "changed_wording")
    assert list(apart({"a": [], "b": [changed]}, given)) == [("b", "IO1")]
    assert apart({"a": [], "b": [line("IO1", "Who may?", "changed_wording", "yes")]}, given) == {}
    assert list(apart({"a": [], "b": [line("IO1", "Who may?", "new", "yes")]}, given)) == [("b", "IO1")]


def test_of_foreign_questions_only_the_one_most_waves_asked_is_pooled() -> None:
    one, other = line("D05", "Are you employed?", "changed_wording"), line("D05", "Do you work?", "changed_wording")
    given = {wave: ["D05"] for wave in "abc"}
    assert apart({"a": [one]}, {"a": ["D05"]}) == {}
    assert list(apart({"a": [one], "b": [other], "c": [one]}, given)) == [("b", "D05")]
    assert list(apart({"a": [one], "b": [other]}, {"a": ["D05"], "b": ["D05"]})) == [("a", "D05")]


def ingested(names: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in names:
        monkeypatch.setattr(sys, "argv", ["ingest", name])
        ingest.main()
    compare.main()
    quality.main()


def added(project: Path, name: str, cells: pd.DataFrame, projects: pd.DataFrame) -> None:
    save(project.parent / name, cells, projects)
    said = run("wave", "add", name, project.parent / name)
    assert said.returncode == 0, said.stderr


def test_the_pooled_set_leaves_out_another_question_until_it_is_confirmed(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, answer in (("2026", "3"), ("2027", "6")):
        added(project, name, responses().assign(IO1=answer), register())
    path = project / "data/raw/2027/crosswalk.csv"
    sheet = pd.read_csv(path, dtype=str, keep_default_na=False)
    sheet.loc[sheet["code"] == "IO1", ["comparable", "text"]] = ["changed_wording", "Who may take part?"]
    sheet.to_csv(path, index=False)
    ingested(["2026", "2027"], monkeypatch)
    change = files.read("changes_between_waves").iloc[0]
    assert change[["code", "wave", "other", "changed", "joined"]].tolist() == [
        *("IO1", "2027", "2026", "changed_wording"),
        False,
    ]
    apart_ = files.read("items_apart")
    assert apart_[["wave", "code"]].to_numpy().tolist() == [["2027", "IO1"]]
    assert files.read("delivered_responses", "2027")["IO1"].tolist() == [6] * 12
    pooled = files.read("responses")
    assert pooled["IO1"].tolist() == [3] * 12 + [-4] * 12
    assert pooled["IO2"].tolist() == [5] * 24
    assert len(files.read("proxies")) == 0
    checked = run("wave", "check", "2027")
    assert "0 of them are confirmed as comparable, 1 are not pooled" in checked.stdout
    confirmed = run("wave", "confirm", "2027", "--all")
    assert confirmed.returncode == 0, confirmed.stderr
    ingested(["2026", "2027"], monkeypatch)
    assert len(files.read("items_apart")) == 0
    assert files.read("responses")["IO1"].tolist() == [3] * 12 + [6] * 12
    assert files.read("proxies")["code"].tolist() == ["IO1"]


@pytest.mark.parametrize("without", [[], ["2026"], ["2027"], ["2026", "2027"]])
def test_nothing_changed_between_waves_of_one_instrument_whether_or_not_they_have_a_crosswalk(
    project: Path, monkeypatch: pytest.MonkeyPatch, without: list[str]
) -> None:
    for name in ("2026", "2027"):
        added(project, name, responses(), register())
    for name in without:
        (project / "data" / "raw" / name / "crosswalk.csv").unlink()
    ingested(["2026", "2027"], monkeypatch)
    assert files.read("changes_between_waves")[["code", "changed"]].to_numpy().tolist() == []


def test_a_question_that_a_wave_in_plain_form_did_not_ask_is_dropped(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    added(project, "2026", responses(), register())
    added(project, "2027", responses().drop(columns="OP1"), register().drop(columns="licence_class"))
    (project / "data" / "raw" / "2026" / "crosswalk.csv").unlink()
    ingested(["2026", "2027"], monkeypatch)
    found = files.read("changes_between_waves")[["code", "wave", "changed"]].to_numpy().tolist()
    assert found == [["OP1", "2027", "dropped"], ["licence_class", "2027", "dropped"]]


def test_consent_and_checks_are_never_set_aside_and_register_fields_are(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    added(project, "2026", responses(), register())
    added(project, "2027", responses(), register())
    path = project / "data/raw/2027/crosswalk.csv"
    sheet = pd.read_csv(path, dtype=str, keep_default_na=False)
    sheet.loc[sheet["code"].isin(["S01", "AT1"]), "comparable"] = "changed_wording"
    extra = {**dict.fromkeys(sheet.columns, ""), "line": "999", "column": "licence", "code": "licence_class"}
    extra |= {"comparable": "changed_options", "note": "other classes"}
    pd.concat([sheet, pd.DataFrame([extra])]).to_csv(path, index=False)
    ingested(["2026", "2027"], monkeypatch)
    assert files.read("items_apart")["code"].tolist() == ["licence_class"]
    projects = files.read("projects")
    assert projects["licence_class"].notna().tolist() == [True] * 4 + [False] * 4
    assert projects["licence_spdx"].notna().tolist() == [True] * 4 + [False] * 4
    assert projects["declared_type"].tolist() == ["PP", "SOC", "SOL", "HYB"] * 2


def test_persons_answers_and_projects_that_return_are_shown(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = responses().assign(PC1=[str(1 + n % 7) for n in range(12)])
    second = first.assign(PC1="2", PC2=["1346"[n % 4] for n in range(12)])
    second.loc[0] = first.loc[0]
    second.loc[1] = {**first.loc[1].to_dict(), "respondent": "somebody else"}
    second["S03"] = second["S03"].replace({"d": "D-"})
    added(project, "2026", first, register())
    save(project.parent / "2027", second, register(("a", "b", "c", "D-"), ("PP", "SOL", "SOL", "HYB")))
    said = run("wave", "check", project.parent / "2027").stdout
    assert "Beside 2026: 11 of its respondents answer again." in said
    assert "2 rows give the very same answers, 1 of them under another id (row 1 here and row 1 there; row 2" in said
    assert "the project b was declared SOC and is declared SOL here" in said
    assert "the project d is not here; D- may be the same (the same letters and digits)" in said
    added(project, "2027", second, register(("a", "b", "c", "D-"), ("PP", "SOL", "SOL", "HYB")))
    ingested(["2026", "2027"], monkeypatch)
    pair = files.read("respondents_between_waves").iloc[0]
    assert pair[["returning", "identical", "identical_under_another_id"]].tolist() == [11, 2, 1]
    found = files.read("projects_between_waves")
    assert found[["what", "project", "was", "now"]].to_numpy().tolist() == [
        ["declared type", "b", "SOC", "SOL"],
        ["id", "D-", "d", "D-"],
    ]


def test_many_changed_types_are_counted_after_the_first(project: Path) -> None:
    names = tuple("abcdefgh")
    added(project, "2026", responses(), register(names, ("PP",) * 8))
    save(project.parent / "2027", responses(), register(names, ("SOL",) * 8))
    said = run("wave", "check", project.parent / "2027").stdout
    assert said.count("was declared PP and is declared SOL here") == neighbours.SHOWN
    assert f"another type is declared for {8 - neighbours.SHOWN} more projects" in said


def test_many_renamed_projects_are_counted_after_the_first(project: Path) -> None:
    names = tuple("abcdefgh")
    added(project, "2026", responses(projects=names), register(names, ("PP",) * 8))
    renamed = tuple(f"{name}-" for name in names)
    save(project.parent / "2027", responses(projects=renamed), register(renamed, ("PP",) * 8))
    said = run("wave", "check", project.parent / "2027").stdout
    assert said.count("may be the same (the same letters and digits)") == neighbours.SHOWN
    assert f"{8 - neighbours.SHOWN} more projects may have another id" in said


def test_a_project_is_known_by_its_respondents_who_return() -> None:
    def persons(project: str) -> pd.DataFrame:
        return pd.DataFrame({"respondent": ["x", "y", "z"], "project": [project, project, "elsewhere"]})

    def listed(*names: str) -> pd.DataFrame:
        return pd.DataFrame({"project": names, "declared_type": ["PP"] * len(names)})

    found = overlap.projects_renamed(listed("new"), listed("old"), persons("new"), persons("old"))
    assert [(one.was, one.now, one.note) for one in found] == [
        ("old", "new", "2 of the 2 respondents who return answer for it")
    ]
    assert overlap.projects_renamed(listed("new"), listed("old"), None, None) == []


def test_a_project_of_the_same_sort_is_not_the_same_project() -> None:
    traits = dict.fromkeys(overlap.TRAITS, "as the other") | {"founding_year": 2014.0, "declared_type": "SOC"}

    def listed(**projects: dict[str, object]) -> pd.DataFrame:
        return pd.DataFrame([{"project": name} | traits | own for name, own in projects.items()])

    def renamed(here: pd.DataFrame, there: pd.DataFrame) -> list[tuple[str, str]]:
        return [(one.was, one.now) for one in overlap.projects_renamed(here, there, None, None)]

    assert renamed(listed(new={}), listed(old={})) == [("old", "new")]
    assert renamed(listed(new={"domain": None}), listed(old={})) == [("old", "new")]  # six told, six alike
    assert renamed(listed(new={"domain": "housing"}), listed(old={})) == []
    assert renamed(listed(new={}), listed(old={}, older={})) == []  # it cannot be both
    assert renamed(listed(new={}, newer={}), listed(old={})) == []


def test_one_project_may_be_either_of_two_that_have_gone(project: Path) -> None:
    (project / "data" / "processed").mkdir(parents=True, exist_ok=True)
    registers = {
        "2026": pd.DataFrame({"project": ["a b", "a-b"], "declared_type": ["PP", "PP"]}),
        "2027": pd.DataFrame({"project": ["AB"], "declared_type": ["PP"]}),
    }
    files.write("projects_between_waves", compare.projects({}, registers))
    assert files.read("projects_between_waves")[["was", "now"]].to_numpy().tolist() == [["a b", "AB"], ["a-b", "AB"]]


def test_corrections_are_made_counted_and_listed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(project.parent / "2027", responses().assign(IO1="3"), register())
    written = "row,respondent,project,column,was,is,reason\n2,,,IO1,3,4,misread paper form\n"
    written += ",person4,,IO1,3,7,told by phone\n,,b,declared_type,SOC,SOL,statutes say so\n"
    (project.parent / "2027/corrections.csv").write_text(written)
    said = run("wave", "add", "2027", project.parent / "2027")
    assert said.returncode == 0, said.stderr
    assert "3 cells are corrected by corrections.csv" in said.stdout
    copy = (project / "data/raw/2027/corrections.csv").read_text()
    assert "person4" not in copy
    ingested(["2027"], monkeypatch)
    assert files.read("responses")["IO1"].tolist() == [3, 4, 3, 3, 7] + [3] * 7
    assert files.read("projects")["declared_type"].tolist() == ["PP", "SOL", "SOL", "HYB"]
    assert files.read("corrections_by_wave")[["of", "column"]].to_numpy().tolist() == [
        ["responses", "IO1"],
        ["responses", "IO1"],
        ["projects", "declared_type"],
    ]


def test_a_correction_that_no_longer_fits_fails_in_words_here_and_in_the_pipeline(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    added(project, "2027", responses(), register())
    path = project / "data/raw/2027/corrections.csv"
    path.write_text("row,column,was,is,reason\n2,IO1,3,4,misread\n99,IO1,5,4,misread\n2,XX,5,4,misread\n1,IO2,5,4,\n")
    checked = run("wave", "check", "2027")
    assert checked.returncode == 1
    assert "corrections.csv, line 5, column reason" in checked.stderr
    path.write_text("row,column,was,is,reason\n2,IO1,3,4,misread\n99,IO1,5,4,misread\n2,XX,5,4,misread\n")
    said = run("wave", "check", "2027").stderr
    assert "line 2, column was: responses.csv, column IO1, row 2 holds '5' and not '3'; take the correction out" in said
    assert "line 3: row '99' is not there" in said
    assert "line 4, column column: 'XX' is no column" in said
    monkeypatch.setattr(sys, "argv", ["ingest", "2027"])
    with pytest.raises(files.UserError, match="holds '5' and not '3'"):
        ingest.main()
