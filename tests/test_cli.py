"""The command as a person types it: what it says, what it changes, and that nothing changes where something is wrong."""

import hashlib
import os
import stat
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml

from tests.survey import register, responses, save

MOST_WAIT = 120


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    code = "from pipeline.cli import main; main()"
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=MOST_WAIT, check=False, env={**os.environ, "NO_COLOR": "1"}
    )


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file of the project but the local key, which may be made at any time."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {str(p.relative_to(folder)): p.read_bytes() for p in paths if ".touchstone" not in p.parts}


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    return save(tmp_path / "delivery", responses(), register())


def test_a_wave_is_added_listed_checked_and_removed(project: Path, answers: Path) -> None:
    before = snapshot(project)
    added = run("wave", "add", "2027", answers, "--projects", answers.parent / "projects.csv")
    assert added.returncode == 0, added.stderr
    assert "12 rows of responses" in added.stdout
    assert "4 projects" in added.stdout
    assert yaml.safe_load((project / "waves.yaml").read_text())["waves"] == ["2027"]
    assert "2027" in run("wave", "list").stdout
    assert run("wave", "check", "2027").returncode == 0
    assert run("wave", "remove", "2027").returncode == 0
    after = snapshot(project)
    assert after.keys() == before.keys()
    assert yaml.safe_load(after["waves.yaml"])["waves"] == []


def test_personal_data_stop_at_the_door(project: Path, tmp_path: Path) -> None:
    cells = responses().assign(email="someone@example.org")
    answers = save(tmp_path / "delivery", cells, register())
    digest = hashlib.sha256(answers.read_bytes()).hexdigest()
    assert run("wave", "add", "2027", answers.parent).returncode == 0
    copy = pd.read_csv(project / "data/raw/2027/responses.csv", dtype=str, keep_default_na=False)
    assert len(copy) == len(cells)
    assert "email" not in copy.columns
    assert not set(copy["respondent"]) & set(cells["respondent"])
    assert copy["respondent"].nunique() == 12
    described = yaml.safe_load((project / "data/raw/2027/wave.yaml").read_text())
    assert described["sources"][0] == {"file": "responses.csv", "sha256": digest}
    assert described["cherries"]["response_rate"] == "not reported"
    assert stat.S_IMODE((project / ".touchstone/key").stat().st_mode) == 0o600


def test_the_same_person_has_the_same_hash_in_two_waves(project: Path, answers: Path) -> None:
    for name in ("2027", "2028"):
        assert run("wave", "add", name, answers.parent).returncode == 0
    copies = [pd.read_csv(project / f"data/raw/{name}/responses.csv", dtype=str) for name in ("2027", "2028")]
    assert copies[0]["respondent"].tolist() == copies[1]["respondent"].tolist()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"IO1": "9"}, "column IO1"),
        ({"S03": "elsewhere"}, "name projects that projects.csv does not have"),
    ],
)
def test_a_refused_wave_changes_nothing(project: Path, tmp_path: Path, changed: dict[str, str], said: str) -> None:
    answers = save(tmp_path / "delivery", responses().assign(**changed), register())
    before = snapshot(project)
    for verb in (["add", "2027"], ["check"]):
        refused = run("wave", *verb, answers, "--projects", answers.parent / "projects.csv")
        assert refused.returncode == 1
        assert said in refused.stderr
        assert "Traceback" not in refused.stderr
    assert snapshot(project) == before


def test_faults_of_both_files_come_together(project: Path, tmp_path: Path) -> None:
    answers = save(tmp_path / "delivery", responses().assign(IO1="9"), register(types=("PP", "SOC", "SOL", "NGO")))
    refused = run("wave", "check", answers, "--projects", answers.parent / "projects.csv")
    assert "column IO1" in refused.stderr
    assert "'NGO'" in refused.stderr


def test_rows_that_cleaning_leaves_out_are_accepted_and_named(project: Path, tmp_path: Path) -> None:
    cells = responses()
    cells.loc[3, "respondent"] = "person2"
    cells.loc[5, "S03"] = "elsewhere"
    cells.loc[7, "respondent"] = "test-7"
    answers = save(tmp_path / "delivery", cells, register())
    checked = run("wave", "check", answers, "--projects", answers.parent / "projects.csv")
    assert checked.returncode == 0, checked.stderr
    assert "answered more than once (the first complete one is kept): row 3, row 4" in checked.stdout
    assert "a project that the register does not have: row 6" in checked.stdout
    assert "1 test or preview rows: row 8" in checked.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("wave", "add"), 2, "Missing argument"),
        (("wave", "add", "2027"), 2, "Missing argument"),
        (("wave", "destroy"), 2, "No such command"),
        (("wave", "add", "Wave 2027!", "x.csv"), 1, "is no name for a wave"),
        (("wave", "add", "2027", "nowhere.csv"), 1, "no such file"),
        (("wave", "add", "2027", "nowhere.csv", "--platform", "fax"), 1, "'fax' is not known"),
        (("wave", "add", "2027", "nowhere.csv", "--crosswalk", "unheard-of"), 1, "no crosswalk 'unheard-of'"),
        (("wave", "remove", "2027"), 1, "not registered"),
        (("explain", "dif_reasons"), 1, "There is no claim 'dif_reasons'"),
        (("simulate", "paradise", "out"), 1, "paradise"),
        (("simulate", "null", "out", "--projects", "many"), 2, "four numbers"),
        (("report", "open"), 1, "no report yet"),
    ],
)
def test_what_is_typed_wrongly_is_answered_in_words(
    project: Path, arguments: tuple[str, ...], status: int, said: str
) -> None:
    answered = run(*arguments)
    assert answered.returncode == status
    assert said in " ".join(answered.stderr.replace("│", " ").split())
    assert "Traceback" not in answered.stderr


def test_a_folder_that_is_not_registered_is_refused_with_its_cure(project: Path) -> None:
    (project / "data/raw/2027").mkdir(parents=True)
    checked = subprocess.run([sys.executable, "-m", "pipeline.waves"], capture_output=True, text=True, check=False)
    assert checked.returncode == 1
    assert "touchstone wave add 2027 data/raw/2027" in checked.stderr


def test_that_cure_works(project: Path, answers: Path) -> None:
    target = project / "data/raw/2027"
    save(target, responses(), register())
    added = run("wave", "add", "2027", "data/raw/2027")
    assert added.returncode == 0, added.stderr
    assert sorted(path.name for path in target.iterdir()) == ["projects.csv", "responses.csv", "wave.yaml"]
    checked = subprocess.run([sys.executable, "-m", "pipeline.waves"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


def test_a_simulated_world_can_be_added(project: Path, tmp_path: Path) -> None:
    made = run("simulate", "tiny", tmp_path / "tiny", "--seed", "3")
    assert made.returncode == 0, made.stderr
    assert run("wave", "add", "tiny", tmp_path / "tiny").returncode == 0
    assert yaml.safe_load((project / "data/raw/tiny/wave.yaml").read_text())["simulated"] is True
    assert "(simulated)" in run("wave", "list").stdout
