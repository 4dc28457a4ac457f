"""One wave read: tables that tables.yaml describes, every delivered row in them, and a changed file refused."""

import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml

from pipeline import files, ingest, instrument
from tests.survey import PUBLIC, public_answers, register, responses, save
from tests.test_cli import run as run_touchstone

WAVE = "2027"


@pytest.fixture
def wave(project: Path) -> Path:
    folder = project / "data" / "raw" / WAVE
    save(folder, responses(), register())
    (folder / "wave.yaml").write_text("title: Autumn\n")
    return folder


def run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["ingest", WAVE])
    ingest.main()


def test_every_delivered_row_and_project_is_in_the_tables(wave: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(monkeypatch)
    answers, projects = files.read("delivered_responses", WAVE), files.read("delivered_projects", WAVE)
    assert answers["row"].tolist() == list(range(1, 13))
    assert set(answers["wave"]) == {WAVE}
    assert answers["project"].tolist() == ["a", "b", "c", "d"] * 3
    assert answers["SE4"].tolist() == [5] * 12
    assert projects[["project", "declared_type"]].to_numpy().tolist() == [
        ["a", "PP"],
        ["b", "SOC"],
        ["c", "SOL"],
        ["d", "HYB"],
    ]
    assert list(projects.columns) == list(files.description("delivered_projects")["columns"])
    assert len(files.read("delivered_proxies", WAVE)) == 0


def test_the_same_wave_gives_the_same_bytes(wave: Path, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built = project / "data" / "processed" / "ingest" / WAVE
    run(monkeypatch)
    first = {path.name: path.read_bytes() for path in built.iterdir()}
    run(monkeypatch)
    assert {path.name: path.read_bytes() for path in built.iterdir()} == first


def test_a_wave_may_lack_projects_or_respondents(wave: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (wave / "projects.csv").rename(wave / "kept")
    run(monkeypatch)
    assert files.exists("delivered_responses", WAVE)
    assert not files.exists("delivered_projects", WAVE)
    (wave / "kept").rename(wave / "projects.csv")
    (wave / "responses.csv").unlink()
    tables = ingest.ingest(wave, instrument.load())
    assert tables[0] is None
    assert tables[1] is not None and len(tables[1]) == 4


def test_a_crosswalk_gives_proxies_and_no_row_is_lost(
    project: Path, wave: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (wave / "projects.csv").unlink()
    shutil.copytree(project / "crosswalks" / PUBLIC, wave / "crosswalk")
    public_answers().to_csv(wave / "responses.csv", index=False)
    run(monkeypatch)
    answers, proxies = files.read("delivered_responses", WAVE), files.read("delivered_proxies", WAVE)
    assert answers["respondent"].tolist() == ["ada", "test-2", "bo"]
    assert answers["test_row"].tolist() == [False, True, False]
    assert answers["S02"].tolist() == [1, 1, 2]
    assert answers["IO1"].tolist() == [-4, -4, -4]  # never asked there
    assert "S02" in proxies["code"].tolist()
    assert not files.exists("delivered_projects", WAVE)


def test_a_respondent_whose_mapped_answers_are_all_blank_stays_a_row(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy holds only what is mapped, of which such a row has nothing; blank lines delivered count in the numbers."""
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "columns.csv").write_text(
        "source,target,comparable,rule,answered_if,note\n,respondent,same,row,,\n"
        "gender,D02,changed_wording,values,,asked shorter\nage,,,,,not needed\n"
    )
    (folder / "values.csv").write_text("source,target,value,becomes\n,respondent,,o\ngender,D02,f,1\ngender,D02,m,2\n")
    (tmp_path / "answers.csv").write_text("gender,age\nf,30\n,40\n,\nm,50\n,60\n")
    added = run_touchstone("wave", "add", WAVE, tmp_path / "answers.csv", "--crosswalk", folder)
    assert added.returncode == 0, added.stderr
    again = run_touchstone("wave", "check", WAVE)
    assert again.returncode == 0, again.stderr
    assert "4 rows of responses" in again.stdout
    run(monkeypatch)
    read = files.read("delivered_responses", WAVE)
    assert read["row"].tolist() == [1, 2, 4, 5]
    assert read["D02"].tolist() == [1, -5, 2, -5]


def test_a_file_changed_by_hand_is_refused_in_words(wave: Path) -> None:
    cells = pd.read_csv(wave / "responses.csv", dtype=str, keep_default_na=False)
    cells.loc[0, "IO1"] = "9"
    cells.to_csv(wave / "responses.csv", index=False)
    with pytest.raises(files.UserError) as refused:
        ingest.ingest(wave, instrument.load())
    assert f"{WAVE}/responses.csv, column IO1, row 1: '9'" in refused.value.faults[0]
    (wave / "responses.csv").write_text("")
    (wave / "projects.csv").write_text("")
    with pytest.raises(files.UserError) as refused:
        ingest.ingest(wave, instrument.load())
    assert [fault.split(" is empty")[0] for fault in refused.value.faults] == [
        f"{WAVE}/responses.csv",
        f"{WAVE}/projects.csv",
    ]


def test_a_wave_without_files_or_description_is_refused_in_words(wave: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (wave / "wave.yaml").unlink()
    with pytest.raises(files.UserError, match=r"wave\.yaml is missing"):
        run(monkeypatch)
    for name in ("responses.csv", "projects.csv"):
        (wave / name).unlink()
    with pytest.raises(files.UserError, match=r"neither a responses\.csv nor a projects\.csv"):
        ingest.ingest(wave, instrument.load())


@pytest.mark.parametrize("lost", ["responses", "projects"])
def test_a_table_that_was_delivered_and_is_gone_is_no_empty_one(wave: Path, lost: str) -> None:
    described = yaml.safe_load((wave / "wave.yaml").read_text("utf-8"))
    described["sources"] = [{"file": "export.parquet", "sha256": "00", "rows": 60, "holds": lost}]
    (wave / "wave.yaml").write_text(yaml.safe_dump(described), "utf-8")
    ingest.ingest(wave, instrument.load())  # both are there
    (wave / f"{lost}.csv").unlink()
    with pytest.raises(files.UserError, match=rf"{lost}\.csv is gone, though wave\.yaml tells of 60 rows"):
        ingest.ingest(wave, instrument.load())
