"""Crosswalks: what is refused, what becomes of each cell, and the two public surveys counted independently."""

from pathlib import Path

import pandas as pd
import pytest

from pipeline import instrument
from pipeline.files import UserError
from pipeline.ingest import ingest
from pipeline.platforms import crosswalk
from pipeline.platforms.crosswalk import CrosswalkResult
from pipeline.platforms.delivered import read_cells
from pipeline.platforms.projects import read_projects

ROOT = Path(__file__).parents[2]
GITHUB = "github-open-source-survey-2017", "survey_data.csv"
STUDY = "opensource-study", "results.csv"
PERSONS = """source,target,comparable,rule,answered_if,note
,respondent,same,row,,
sex,D02,same,values,,
job,D05,changed_options,values,shown,only two answers
year,D09,changed_unit,number,,the year of the account
place,D10,same,text,,
shown,,,,,says whether the job was asked
mood,,,values,,no item
name,,,,,personal
"""
PERSON_VALUES = """source,target,value,becomes
,respondent,,old-
sex,D02,w,1
sex,D02,m,man
sex,D02,NA,-5
job,D05,yes,1
job,D05,no,8
job,D05,,-4
mood,,good,good
"""
PROJECTS = """source,target,comparable,rule,answered_if,note
,project_id,same,row,,
,declared_type,new,values,,given
licence,licence_class,changed_options,values,,made of names
money,public_funding,changed_wording,values,,grants only
"""
PROJECT_VALUES = """source,target,value,becomes
,project_id,,study-
,declared_type,,PP
licence,licence_class,gpl mit,copyleft;GPL-3.0/MIT
money,public_funding,grant,yes;30
money,public_funding,none,no
"""


def folder(tmp_path: Path, columns: str, values: str) -> Path:
    found = tmp_path / "survey"
    found.mkdir()
    (found / "columns.csv").write_text(columns)
    (found / "values.csv").write_text(values)
    return found


def persons() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "sex": ["m", "w", "NA", ""],
            "job": ["yes", "", "no", "no"],
            "year": ["2003", "", "2010", "-2"],
            "place": ["DE", "", "AT", "CH"],
            "shown": ["1", "1", "1", "0"],
            "mood": ["good", "", "good", "good"],
            "name": ["Ada", "Bo", "Cy", "Di"],
        },
        dtype="str",
    )


def refused(tmp_path: Path, columns: str, values: str) -> str:
    with pytest.raises(UserError) as caught:
        crosswalk.load(folder(tmp_path, columns, values))
    return "\n".join(caught.value.faults)


def test_persons_become_the_plain_form_row_by_row(tmp_path: Path) -> None:
    found = crosswalk.to_plain(folder(tmp_path, PERSONS, PERSON_VALUES), {"responses": persons()})
    assert found.projects is None
    assert found.responses is not None
    assert found.responses.to_dict("list") == {
        "respondent": ["old-1", "old-2", "old-3", "old-4"],
        "D02": ["man", "1", "-5", ""],
        "D05": ["1", "-4", "8", "-4"],  # the last row did not answer the question at all
        "D09": ["2003", "", "2010", "-2"],
        "D10": ["DE", "", "AT", "CH"],
    }
    assert set(found.responses.dtypes.astype(str)) == {"str"}


def test_faults_name_the_rows_of_the_delivered_file(tmp_path: Path) -> None:
    cells = persons().set_axis(pd.Index([1, 2, 4, 5], name="row"))  # the third line of the file is blank
    where = folder(tmp_path, PERSONS, PERSON_VALUES)
    found = crosswalk.to_plain(where, {"responses": cells}).responses
    assert found is not None
    assert found.index.equals(cells.index)
    with pytest.raises(UserError, match="column sex, row 4: 'x'"):
        crosswalk.to_plain(where, {"responses": cells.replace({"sex": {"NA": "x"}})})


def test_only_what_differs_is_a_proxy(tmp_path: Path) -> None:
    proxies = crosswalk.to_plain(folder(tmp_path, PERSONS, PERSON_VALUES), {"responses": persons()}).proxies
    assert proxies.to_dict("list") == {
        "code": ["D05", "D09"],
        "comparable": ["changed_options", "changed_unit"],
        "note": ["only two answers", "the year of the account"],
    }
    assert set(proxies.dtypes.astype(str)) == {"str"}


def test_only_needed_columns_are_kept_and_suffice(tmp_path: Path) -> None:
    where = folder(tmp_path, PERSONS, PERSON_VALUES)
    walk = crosswalk.load(where)
    assert (walk.name, walk.unit, walk.description) == ("survey", "respondents", {})
    assert walk.source_columns == ("sex", "job", "year", "place", "shown")
    assert walk.respondent_column is None
    whole = crosswalk.to_plain(where, {"responses": persons()}).responses
    copy = crosswalk.to_plain(where, {"responses": persons()[list(walk.source_columns)]}).responses
    assert whole is not None and copy is not None and whole.equals(copy)


def test_projects_become_a_register_that_reads(tmp_path: Path) -> None:
    cells = pd.DataFrame({"licence": ["gpl mit", ""], "money": ["grant", "none"]}, dtype="str")
    found = crosswalk.to_plain(folder(tmp_path, PROJECTS, PROJECT_VALUES), {"responses": cells})
    assert found.responses is None
    assert found.projects is not None
    read = read_projects(found.projects, instrument.load(), "projects.csv")
    assert read.faults == ()
    assert read.table["project"].tolist() == ["study-1", "study-2"]
    assert read.table["licence_class"].tolist()[0] == "copyleft"
    assert read.table["licence_spdx"].tolist()[0] == "GPL-3.0/MIT"
    assert read.table["public_funding_percent"].tolist()[0] == 30
    assert read.table["licence_class"].isna().tolist() == [False, True]


def test_unlisted_values_are_refused_together(tmp_path: Path) -> None:
    cells = persons()
    cells.loc[1, "sex"] = "f"
    cells.loc[2, "year"] = "long ago"
    cells.loc[[0, 3], "mood"] = "so-so"
    cells.loc[0, "shown"] = "maybe"
    with pytest.raises(UserError) as caught:
        crosswalk.to_plain(folder(tmp_path, PERSONS, PERSON_VALUES), {"responses": cells})
    said = caught.value.faults
    assert len(said) == 4
    for words in (
        ("column sex", "row 2", "'f'", "values.csv"),
        ("column year", "row 3", "'long ago'", "number"),
        ("column mood", "rows 1, 4", "'so-so'", "values.csv"),
        ("column shown", "row 1", "'maybe'", "1 or 0"),
    ):
        assert any(all(word in fault for word in words) for fault in said), words


def test_the_wrong_file_is_refused_by_its_columns(tmp_path: Path) -> None:
    cells = persons().rename(columns={"sex": "gender"})
    with pytest.raises(UserError) as caught:
        crosswalk.to_plain(folder(tmp_path, PERSONS, PERSON_VALUES), {"responses": cells})
    assert len(caught.value.faults) == 2
    assert "'sex' is missing" in caught.value.faults[0]
    assert "'gender'" in caught.value.faults[1]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("hue,D99,same,values,,", "'D99' is neither an item"),
        ("hue,D02,same,values,,", "'D02' is fed twice"),
        ("hue,,,,,", "must say why the column is not mapped"),
        ("hue,D03,changed_options,values,,", "must say what differs"),
        ("hue,D03,alike,values,,no", "'alike' must be one of same"),
        ("hue,D03,new,guess,,no", "'guess' must be one of values"),
        ("hue,D03,new,,,no", "must be given where a target is"),
        ("hue,D03,new,number,,no", "D03 is no number"),
        ("hue,D03,new,row,,no", "only gives ids"),
        ("hue,D03,new,values,nowhere,no", "'nowhere' is no source column"),
        ("hue,,same,,,no", "must be blank where nothing is mapped"),
        ("sex,,,,,no", "'sex' is listed twice"),
        ("hue,D03,new,values,,no", "values.csv has no line for it"),
        ("hue,licence_class,new,values,,no", "a row is either a project or a person"),
        (",,,,,nothing", "may be blank only where"),
    ],
)
def test_contradictions_of_columns(tmp_path: Path, line: str, said: str) -> None:
    assert said in refused(tmp_path, PERSONS + line + "\n", PERSON_VALUES)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("sex,D02,x,9", "'9' does not fit D02"),
        ("sex,D02,x,purple", "'purple' does not fit D02"),
        ("sex,D02,x,", "must say what the value becomes"),
        ("sex,D02,m,2", "sex D02 m is given twice"),
        ("hue,D03,x,1", "'hue' has no line with this target"),
        ("year,D09,x,1999", "'year' has no line with this target and the rule 'values'"),
    ],
)
def test_contradictions_of_values(tmp_path: Path, line: str, said: str) -> None:
    assert said in refused(tmp_path, PERSONS, PERSON_VALUES + line + "\n")


def test_words_of_the_register_are_checked(tmp_path: Path) -> None:
    said = refused(
        tmp_path,
        PROJECTS + "rule,governance,new,values,,who decides\n",
        PROJECT_VALUES + "licence,licence_class,gpl,viral\nrule,governance,many,5\n",
    )
    assert "'viral' does not fit licence_class: it must be one of none or closed" in said
    assert "'5' does not fit governance" in said


def test_all_contradictions_come_together(tmp_path: Path) -> None:
    said = refused(tmp_path, PERSONS + "hue,D99,same,values,,\n,,,,,nothing\n", PERSON_VALUES + "sex,D02,x,9\n")
    assert "columns.csv, line 10, column target" in said
    assert "columns.csv, line 11, column source" in said
    assert "values.csv, line 10, column becomes" in said


def test_one_wrong_word_in_columns_does_not_make_every_value_a_fault(tmp_path: Path) -> None:
    found = folder(tmp_path, PERSONS.replace("sex,D02,same,values", "sex,D02x,same,values"), PERSON_VALUES)
    with pytest.raises(UserError) as caught:
        crosswalk.load(found)
    assert len(caught.value.faults) == 1
    assert "columns.csv, line 3, column target: 'D02x' is neither an item" in caught.value.faults[0]


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"columns\.csv is absent"):
        crosswalk.load(tmp_path)


@pytest.mark.parametrize(
    ("name", "unit", "columns"), [(GITHUB[0], "respondents", 93), (STUDY[0], "projects", 29)], ids=["github", "study"]
)
def test_the_crosswalks_of_the_public_surveys_load(name: str, unit: str, columns: int) -> None:
    walk = crosswalk.load(ROOT / "crosswalks" / name)
    assert walk.unit == unit
    assert len({line.source for line in walk.lines if line.source}) == columns
    assert {
        "title",
        "licence",
        "citation",
        "fielded",
        "mode",
        "languages",
        "platform",
        "notes",
    } <= walk.description.keys()
    assert walk.description.get("respondents_are") == ("PP" if unit == "respondents" else None)


def test_not_knowing_and_not_wanting_are_answers() -> None:
    walk = crosswalk.load(ROOT / "crosswalks" / GITHUB[0])
    importance = [line for line in walk.lines if ".PRIORITIES." in line.source]
    assert len(importance) == 16
    for line in importance:
        assert line.target == ""
        becomes = walk.values[(line.source, "")]
        assert len(set(becomes.values())) == 6
        assert not {becomes["Don't know what this is"], becomes["Very important not to have"]} & missing_codes()
    with_na = {source for (source, _), becomes in walk.values.items() if "NA" in becomes}
    assert with_na == {"AGE", "OFF.SITE.ID"}
    assert walk.values[("AGE", "D01")]["NA"] in missing_codes()
    assert walk.values[("OFF.SITE.ID", "")]["NA"] in missing_codes()
    assert set(walk.values[("POPULATION", "")]) == {"github", "off site community"}


def missing_codes() -> set[str]:
    return {str(code) for code in instrument.load().missing}


def public(survey: tuple[str, str]) -> tuple[CrosswalkResult, pd.DataFrame]:
    """The plain form of a real file, and the file read by pandas alone."""
    name, file = survey
    path = ROOT.parent / "shared" / "data" / name / file
    if not path.is_file():
        pytest.skip(f"the public file {name}/{file} is not beside this project (../shared/data)")
    found = crosswalk.to_plain(ROOT / "crosswalks" / name, {"responses": read_cells(path)})
    source = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    source.columns = source.columns.str.strip()
    return found, source.apply(lambda column: column.str.strip())


def test_every_respondent_of_the_open_source_survey() -> None:
    found, source = public(GITHUB)
    assert found.responses is not None
    plain = found.responses.reset_index(drop=True)
    assert len(plain) == len(source) == 6029
    assert plain["respondent"].tolist() == source["RESPONSE.ID"].tolist()
    assert plain["respondent"].is_unique
    skipped = source["PARTICIPATION.TYPE.ANY.REPONSE"] == "0"
    takes_part = source["PARTICIPATION.TYPE.CONTRIBUTE"] == "1"
    assert (plain["S02"] == "1").equals(takes_part)
    assert (plain["S02"] == "2").equals(~takes_part & ~skipped)
    for code, column, becomes in (
        ("D05", "EMPLOYMENT.STATUS", {"Employed full time": "1", "Employed part time": "1", "Full time student": "5"}),
        ("D02", "GENDER", {"Woman": "1", "Man": "2", "Prefer not to say": "-2", "": ""}),
        ("D07", "MINORITY.CURRENT.COUNTRY", {"Yes": "1", "No": "2", "Not sure": "-1", "Prefer not to say": "-2"}),
        ("D03", "FORMAL.EDUCATION", {"Less than secondary (high) school": "1", "Bachelor's degree": "3"}),
        ("D01", "AGE", {"NA": "-5", "17 or younger": "-3", "18 to 24 years": "1", "65 years or older": "6"}),
        ("D11", "TRANSLATED", {"0": "en", "1": "-3"}),
    ):
        for text, expected in becomes.items():
            assert set(plain.loc[source[column] == text, code]) == {expected}, (code, text)
    paid = source["OSS.AS.JOB"].str.startswith("Yes")
    assert (plain["D08"] == "2").equals(paid)
    assert (plain["D08"] == "1").equals(source["OSS.AS.JOB"] == "No.")
    graduates = source["FORMAL.EDUCATION"].str.contains("Master|Doctorate")
    assert (plain["D03"] == "4").equals(graduates)


def test_every_project_of_the_open_source_study() -> None:
    found, source = public(STUDY)
    assert found.projects is not None
    plain = found.projects.reset_index(drop=True)
    assert len(plain) == len(source) == 46
    assert plain["project_id"].is_unique
    assert set(plain["declared_type"]) == {"PP"}
    tokens = source["funding_current"].str.split()
    assert (plain["public_funding"] == "yes").tolist() == ["gov-grant-funding" in cell for cell in tokens]
    assert (plain["dual_licensing_or_paid_tier"] == "yes").tolist() == ["revenue-product-funding" in c for c in tokens]
    licences = source["licenses_current"].str.split()
    free = [any("gpl" in name or name[:4] in ("eupl", "mpl-") for name in cell) for cell in licences]
    assert plain["licence_class"].str.startswith("copyleft;").tolist() == free
    named = plain["licence_class"].str.partition(";")[2].str.lower().str.split("/")
    assert named.tolist() == licences.tolist()
    assert (plain["governance"] == "0").equals(source["governance_method"] == "monarchy")
    assert (plain["legal_form"] == "none").equals(source["legal_current"].isin(["collective", "individual"]))
    assert (plain["nonprofit"] == "no").equals(source["legal_current"].str.startswith("corporate"))
    assert (plain["nonprofit"] == "yes").equals(source["legal_current"].str.startswith("nonprofit"))


@pytest.mark.parametrize("survey", [GITHUB, STUDY], ids=["github", "study"])
def test_a_registered_copy_is_ingested_without_faults(tmp_path: Path, survey: tuple[str, str]) -> None:
    """As `wave add` leaves it: the needed columns, and the crosswalk without its description."""
    found, source = public(survey)
    walk = crosswalk.load(ROOT / "crosswalks" / survey[0])
    (tmp_path / "crosswalk").mkdir()
    for name in ("columns.csv", "values.csv"):
        (tmp_path / "crosswalk" / name).write_bytes((ROOT / "crosswalks" / survey[0] / name).read_bytes())
    (tmp_path / "wave.yaml").write_text("title: a copy\n")
    source[list(walk.source_columns)].to_csv(tmp_path / "responses.csv", index=False)
    responses, projects, proxies = ingest(tmp_path, instrument.load())
    table = projects if responses is None else responses
    assert table is not None
    assert len(table) == len(source)
    assert proxies.equals(found.proxies)
    assert proxies["code"].is_unique
