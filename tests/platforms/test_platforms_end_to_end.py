"""From a platform's file to a registered wave, and real exports of other surveys refused in words."""

from pathlib import Path

import pandas as pd
import pytest
import yaml

from pipeline import ingest
from tests.platforms.exports import SAMPLES, answers, array_code, written
from tests.survey import ASKED, register
from tests.test_cli import run, snapshot

FILES = sorted(path for path in SAMPLES.rglob("*") if path.is_file() and path.name != "README.md")


def limesurvey(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    cells = answers(8).assign(id=[str(n) for n in range(1, 9)], submitdate="2027-03-01 10:10:00", ipaddr="192.0.2.1")
    cells = cells.assign(lastpage="6", email="someone@example.org")
    return written(folder / "download.csv", cells, {code: array_code(code) for code in ASKED.items})


def test_an_export_becomes_a_wave(project: Path, tmp_path: Path) -> None:
    answered = limesurvey(tmp_path / "delivery")
    register().to_csv(tmp_path / "projects.csv", index=False)
    added = run("wave", "add", "2027", answered, "--projects", tmp_path / "projects.csv")
    assert added.returncode == 0, added.stderr
    assert "recognised as an export of limesurvey" in added.stdout
    assert "8 rows of responses" in added.stdout
    folder = project / "data/raw/2027"
    described = yaml.safe_load((folder / "wave.yaml").read_text("utf-8"))
    assert described["platform"] == "limesurvey"
    assert described["sources"][0]["file"] == "download.csv"
    assert described["sources"][0]["rows"] == 8
    copy = pd.read_csv(folder / "responses.csv", dtype=str, keep_default_na=False)
    assert len(copy) == 8
    assert not copy.isin(["192.0.2.1", "someone@example.org"]).any(axis=None)
    assert copy["respondent"].nunique() == 8 and not copy["respondent"].isin(list("12345678")).any()
    delivered, projects, _ = ingest.ingest(folder, ASKED)
    assert delivered is not None and projects is not None
    assert delivered["IO1"].tolist() == [5] * 8
    assert delivered["II1"].tolist() == [-1] * 8
    assert delivered["submitted_at"].tolist() == ["2027-03-01T10:10:00"] * 8
    assert run("wave", "check", "2027").returncode == 0


def test_a_structure_beside_the_answers_is_told_apart(project: Path, tmp_path: Path) -> None:
    answered = limesurvey(tmp_path / "delivery")
    structure = tmp_path / "survey.txt"
    assert run("questionnaire", "export", "limesurvey", structure).returncode == 0
    for given in ((answered, structure), (structure, answered)):
        checked = run("wave", "check", *given)
        assert checked.returncode == 0, checked.stderr
        assert "are described in survey.txt, a LimeSurvey survey structure" in checked.stdout
    alone = run("wave", "check", structure)
    assert alone.returncode == 1
    assert "without answers" in alone.stderr


def test_the_platform_may_be_named_and_must_fit(project: Path, tmp_path: Path) -> None:
    answered = limesurvey(tmp_path / "delivery")
    assert run("wave", "check", answered, "--platform", "limesurvey").returncode == 0
    refused = run("wave", "check", answered, "--platform", "spss")
    assert refused.returncode == 1
    assert "is no file of spss" in refused.stderr
    kobo = run("wave", "check", answered, "--platform", "kobo")
    assert "as --platform says; by its content it would be limesurvey" in kobo.stdout
    assert "Traceback" not in kobo.stderr


@pytest.mark.skipif(not FILES, reason="the sample exports are not beside this project")
@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_real_exports_of_other_surveys_are_refused_in_words(project: Path, path: Path) -> None:
    before = snapshot(project)
    checked = run("wave", "check", path)
    assert checked.returncode == 1
    assert checked.stderr.strip()
    assert "Traceback" not in checked.stderr
    assert path.name in checked.stderr
    added = run("wave", "add", "2027", path)
    assert added.returncode == 1
    assert snapshot(project) == before


@pytest.mark.skipif(not FILES, reason="the sample exports are not beside this project")
@pytest.mark.parametrize(
    ("name", "platform", "rows", "columns"),
    [
        ("limesurvey/rse_2016_uk_codetext_dotspace.csv", "limesurvey", 273, 67),
        ("kobo/formpack_dietary_needs_xml.xlsx", "kobo", 3, 16),
        ("kobo/formpack_grouped_translated_labels_English.csv", "kobo", None, 19),
        ("qualtrics/uw_madison_ospo_2024.csv", "qualtrics", 384, 48),
        ("qualtrics/qualtRics_sample_legacy_2headers.csv", "qualtrics", 1, 16),
        ("spss/pyreadstat_missing_test.dta", "stata", None, 9),
        ("spss/pyreadstat_simple_alltypes.sav", "spss", 6, 12),
    ],
)
def test_real_exports_are_recognised(project: Path, name: str, platform: str, rows: int | None, columns: int) -> None:
    checked = run("wave", "check", SAMPLES / name)
    assert f"recognised as an export of {platform}" in checked.stdout
    counted = f"{rows} rows of responses in {columns} columns" if rows else f" in {columns} columns"
    assert counted in checked.stdout
    assert "is another survey" in checked.stderr
