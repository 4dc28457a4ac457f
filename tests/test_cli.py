"""The command as a person types it: what it says, what it changes, and that nothing changes where something is wrong."""

import contextlib
import hashlib
import io
import os
import re
import shutil
import stat
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
import yaml

from pipeline import cli, registered, registration
from pipeline.files import UserError
from pipeline.judging.frozen import frozen
from pipeline.platforms import crosswalk
from tests.survey import PUBLIC, public_answers, register, responses, save

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    returncode: int
    stdout: str
    stderr: str


def run(*arguments: str | Path) -> Said:
    out, err = io.StringIO(), io.StringIO()
    status: object = 0
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        patch.setattr(sys, "argv", ["touchstone", *map(str, arguments)])
        try:
            cli.main()
        except SystemExit as end:
            status = end.code
    assert isinstance(status, int | None)
    return Said(status or 0, out.getvalue(), err.getvalue())


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
    assert described["sources"][0] == {"file": "responses.csv", "sha256": digest, "rows": 12, "holds": "responses"}
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
    assert "'NGO' is not allowed; it must be one of PP, SOC, SOL, HYB.\n" in refused.stderr


def test_what_cannot_be_known_without_a_question_is_said(project: Path, tmp_path: Path) -> None:
    answers = save(tmp_path / "delivery", responses().drop(columns=["S01", "D13"]), register())
    checked = run("wave", "check", answers, "--projects", answers.parent / "projects.csv")
    assert checked.returncode == 0, checked.stderr
    assert (
        "there is no column S01, so nobody's consent is known, and no row is left out for lack of it" in checked.stdout
    )
    assert "there is no column D13, so it is not known who asked not to be used" in checked.stdout
    assert "no column S02" not in checked.stdout


def test_a_row_is_left_out_for_one_reason_and_a_description_lying_about_is_not_taken(
    project: Path, tmp_path: Path
) -> None:
    cells = responses()
    cells.loc[5, ["S01", "S03", "respondent"]] = ["no", "elsewhere", "person2"]
    folder = tmp_path / "downloads"
    save(folder, cells, register())
    (folder / "responses.csv").rename(folder / "results.csv")
    (folder / "wave.yaml").write_text("title: Another wave\nsimulated: true\n")
    checked = run("wave", "check", folder / "results.csv", "--projects", folder / "projects.csv")
    assert checked.returncode == 0, checked.stderr
    assert "without consent, or screened out: 1 (row 6)" in checked.stdout
    assert "more than once" not in checked.stdout
    assert "the register does not have" not in checked.stdout
    assert "Another wave" not in checked.stdout
    assert "simulated" not in checked.stdout


def test_rows_that_cleaning_leaves_out_are_accepted_and_named(project: Path, tmp_path: Path) -> None:
    cells = responses()
    cells.loc[3, "respondent"] = "person2"
    cells.loc[5, "S03"] = "elsewhere"
    cells.loc[7, "respondent"] = "test-7"
    answers = save(tmp_path / "delivery", cells, register())
    checked = run("wave", "check", answers, "--projects", answers.parent / "projects.csv")
    assert checked.returncode == 0, checked.stderr
    assert "left out by cleaning: 1 of the 2 rows of a respondent who answered more than once" in checked.stdout
    assert "the first complete one of each is kept (row 3, row 4)" in checked.stdout
    assert "a project that the register does not have: 1 (row 6)" in checked.stdout
    assert "test or preview rows: 1 (row 8)" in checked.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("wave", "add"), 2, "Missing argument"),
        (("wave", "add", "2027"), 2, "Missing argument"),
        (("wave", "destroy"), 2, "No such command"),
        (("wave", "add", "Wave 2027!", "x.csv"), 2, "is no name for a wave"),
        (("wave", "add", "2027", "nowhere.csv"), 1, "no such file"),
        (("wave", "add", "2027", "nowhere.csv", "--platform", "fax"), 2, "'fax' is none of auto"),
        (("wave", "add", "2027", "nowhere.csv", "--crosswalk", "unheard-of"), 2, "no crosswalk 'unheard-of'"),
        (("wave", "add", "2027", "x.csv", "--crosswalk", "un/heard-of"), 1, "no crosswalk 'un/heard-of'"),
        (("wave", "add", "2027", "x.csv", "--crosswalk", "instrument"), 1, "no crosswalk 'instrument'"),
        (("wave", "remove", "2027"), 2, "There is no wave 2027; there are: none"),
        (("explain", "dif_reasons"), 2, "Did you mean dif_reason"),
        (("simulate", "paradise", "out"), 2, "paradise"),
        (("simulate", "null", "out", "--projects", "many"), 2, "four numbers"),
        (("calibrate", "W99"), 2, "There is no world 'W99'"),
        (("power", "--projects", "1,2"), 2, "four numbers"),
        (("report", "open"), 1, "no report yet"),
        (("wave", "add", "autumn_2027", "x.csv"), 2, "is no name for a wave"),
        (("wave", "add", "..", "x.csv"), 2, "is no name for a wave"),
        (("wave", "add", "a" * 300, "x.csv"), 2, "...' is no name for a wave"),
        (("wave", "add", "2027", "instrument"), 1, "holds no responses.* and no projects.*"),
        (("wave", "add", "2027", "nowhere.csv", "--platform", "limesurvey"), 1, "no such file"),
        (("wave", "add", "2027", "params.yaml"), 1, "params.yaml: this is no table that is read here"),
        (("wave", "remove", "../claims"), 2, "There is no wave ../claims"),
        (("wave", "check"), 2, "Missing argument"),
        (("wave", "check", "2072"), 2, "2072 is neither a wave nor a file here; the waves are: none."),
        (
            ("wave", "check", "x.csv", "--against", "2072"),
            2,
            "2072 is neither a wave nor a file here; the waves are: none.",
        ),
        (("simulate", "tlak", "out"), 2, "did you mean talk"),
        (("power", "--projects", "0,0,0,0"), 2, "give at least one project"),
        (("power", "--projects", "²,1,1,1"), 2, "four numbers"),
        (("power", "--jobs", "-2"), 2, "The number of processes is -2"),
        (("power", "--respondents", "0"), 2, "Invalid value for"),
        (("explain", "NOPE"), 2, "There is no claim 'NOPE'"),
        (("explain", "dif_reason"), 1, "There are no verdicts yet"),
        (("simulate", "tiny", "out", "--waves", "0"), 2, "The number of waves is 0; give at least 1."),
        (("simulate", "tiny", "out", "--seed", "-1"), 2, "The seed is -1; give a whole number from 0 upwards."),
        (("simulate", "tiny", "out", "--respondents", "0"), 2, "The respondents per project are 0; give at least 1."),
        (("simulate", "tiny", "out", "--projects", "0,0,0,0"), 2, "give at least one project"),
        (("simulate", "tiny", "out", "--projects", "99999999999999999999,1,1,1"), 2, "at most 1,000,000 answers"),
        (("simulate", "tiny", "out", "--respondents", "99999999999999999999"), 2, "at most 1,000,000 answers"),
        (("simulate", "tiny", "out", "--waves", "9000"), 2, "give at most 100"),
        (("calibrate", "tiny", "--replications", "0"), 2, "Invalid value for"),
        (("calibrate", "tiny", "W99"), 2, "There is no world 'W99'"),
        (("calibrate", "tiny", "--jobs", "0"), 2, "The number of processes is 0"),
        (("calibrate-kinds", "--jobs", "-2"), 2, "The number of processes is -2"),
    ],
)
def test_what_is_typed_wrongly_is_answered_in_words(
    project: Path, arguments: tuple[str, ...], status: int, said: str
) -> None:
    answered = run(*arguments)
    assert answered.returncode == status
    assert said in " ".join(answered.stderr.replace("│", " ").split())
    assert "Traceback" not in answered.stderr


def test_what_only_the_files_can_say_is_one_sentence_without_the_usage(project: Path) -> None:
    """What no parser knows, such as a world, a claim or a wave, is told as what is wrong in files is."""
    for arguments in (
        ("explain", "NOPE"),
        ("simulate", "paradise", "out"),
        ("simulate", "tiny", "out", "--waves", "0"),
        ("calibrate", "tiny", "--jobs", "0"),
        ("wave", "remove", "2072"),
    ):
        answered = run(*arguments)
        assert answered.returncode == 2
        assert (answered.stdout, answered.stderr.count("\n")) == ("", 1), answered.stderr
        assert "Usage" not in answered.stderr


def test_worlds_that_are_damaged_are_not_what_somebody_typed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged() -> None:
        raise UserError("worlds.yaml, line 3: it is damaged.")

    monkeypatch.setattr("pipeline.simulate.worlds.described", damaged)
    answered = run("simulate", "never-loaded", "out")
    assert (answered.returncode, answered.stderr) == (1, "worlds.yaml, line 3: it is damaged.\n")


def test_that_cure_works(project: Path, answers: Path) -> None:
    target = project / "data/raw/2027"
    save(target, responses(), register())
    added = run("wave", "add", "2027", "data/raw/2027")
    assert added.returncode == 0, added.stderr
    names = ["crosswalk.csv", "projects.csv", "responses.csv", "wave.yaml"]
    assert sorted(path.name for path in target.iterdir()) == names
    assert registered.faults(project) == []


def test_a_calibration_says_what_came_out_and_goes_on_where_it_was(project: Path) -> None:
    shutil.copytree(ROOT / "calibration", project / "calibration", ignore=shutil.ignore_patterns("unfinished", "*.csv"))
    found = run("calibrate", "W7", "--replications", "2", "--jobs", "1")
    assert found.returncode == 0, found.stderr
    assert (
        "W7 tiny (as in talk, with too few projects and respondents to say so): overall inconclusive 2 of 2."
        in found.stdout
    )
    assert "a survey that is too small is called inconclusive: 2 of 2" in found.stdout
    rates = (project / "calibration" / "rates.csv").read_bytes()
    named_twice = ("W7", "tiny")
    assert run("calibrate", *named_twice, "--replications", "2", "--jobs", "1").returncode == 0
    assert (project / "calibration" / "rates.csv").read_bytes() == rates


def test_a_simulated_world_can_be_added(project: Path, tmp_path: Path) -> None:
    made = run("simulate", "tiny", tmp_path / "tiny", "--seed", "3")
    assert made.returncode == 0, made.stderr
    assert run("wave", "add", "tiny", tmp_path / "tiny").returncode == 0
    assert yaml.safe_load((project / "data/raw/tiny/wave.yaml").read_text())["simulated"] is True
    assert "(simulated)" in run("wave", "list").stdout


def test_simulate_overwrites_nothing(project: Path, tmp_path: Path) -> None:
    kept = tmp_path / "mine"
    kept.mkdir()
    (kept / "responses.csv").write_text("mine")
    refused = run("simulate", "tiny", kept)
    assert refused.returncode == 1
    assert f"{kept} holds files already" in refused.stderr
    assert [path.name for path in kept.iterdir()] == ["responses.csv"]
    assert (kept / "responses.csv").read_text() == "mine"


@pytest.mark.parametrize("known", ["github-open-source-survey-2017", "opensource-study"])
def test_the_crosswalk_of_a_known_public_survey_is_named(project: Path, tmp_path: Path, known: str) -> None:
    columns = crosswalk.load(project / "crosswalks" / known).source_columns
    rows = [",".join(["q" + str(at) for at, _ in enumerate(columns)])] * 3
    (tmp_path / "survey.csv").write_text("\n".join([",".join(columns), *rows]) + "\n")
    checked = run("wave", "check", tmp_path / "survey.csv")
    assert checked.returncode == 1
    assert f"give --crosswalk {known}" in checked.stderr


def test_a_correction_that_names_no_row_is_one_fault(project: Path, tmp_path: Path) -> None:
    path = save(tmp_path / "wave", responses(6).assign(respondent=[f"r{n}" for n in range(6)]))
    (tmp_path / "corrections.csv").write_text("row,column,was,is,reason\n,IO1,5,4,a slip\n")
    checked = run("wave", "check", path, tmp_path / "corrections.csv")
    assert checked.returncode == 1
    about = [line for line in checked.stderr.splitlines() if "corrections.csv" in line]
    assert len(about) == 1, about
    assert "give one of row, respondent and project, so that the row is known." in about[0]


def test_personal_data_in_a_wrong_cell_is_not_printed(project: Path, tmp_path: Path) -> None:
    cells = responses(6).assign(respondent=[f"r{n}" for n in range(6)], EF1="10 hours, call 203.0.113.77")
    checked = run("wave", "check", save(tmp_path / "wave", cells))
    assert checked.returncode == 1
    assert "column EF1" in checked.stderr and "[removed]" in checked.stderr
    assert "203.0.113.77" not in checked.stdout + checked.stderr


# --- a bad file of each kind: refused in words, and nothing changed ---


def cell(column: str, value: str) -> pd.DataFrame:
    cells = responses()
    cells.loc[2, column] = value
    return cells


def text(cells: pd.DataFrame) -> str:
    return cells.to_csv(index=False)


BAD = {
    "an empty file": (b"", ("answers.csv", "empty")),
    "a header without rows": (text(responses()).splitlines()[0].encode(), ("answers.csv", "no rows")),
    "another encoding": (text(cell("respondent", "Jürgen")).encode("mac_roman"), ("answers.csv", "0x9f", "UTF-8")),
    "a doubled column": (
        text(responses()).replace("IO2", "IO1").encode(),
        ("answers.csv", "column 'IO1' occurs 2 times"),
    ),
    "no respondents": (
        text(responses().drop(columns="respondent")).encode(),
        ("answers.csv", "'respondent' is missing"),
    ),
    "half a scale": (text(responses().drop(columns="SE4")).encode(), ("answers.csv", "'SE4' is missing", "SE")),
    "no projects": (text(responses().drop(columns="S03")).encode(), ("answers.csv", "'S03'")),
    "a code outside its scale": (
        text(cell("IO1", "8")).encode(),
        ("answers.csv, column IO1, row 3: '8'", "1 to 7", "row 1 is line 2"),
    ),
    "text for a number": (text(cell("EF1", "often")).encode(), ("answers.csv, column EF1, row 3: 'often'", "0 to 80")),
    "an unknown word": (text(cell("D08", "rarely")).encode(), ("answers.csv, column D08, row 3: 'rarely'", "partly")),
    "an unclosed quotation mark": (text(responses()).encode() + b'"a,b', ("answers.csv", "quotation mark")),
    "too many cells": (text(responses()).encode() + b"x," * 200 + b"y", ("answers.csv, row 13", "cells under")),
    "another survey's projects": (
        text(responses().assign(S03="elsewhere")).encode(),
        ("answers.csv, column S03, row 1", "'elsewhere'", "give the register"),
    ),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_refused_in_words_and_nothing_changes(project: Path, tmp_path: Path, kind: str) -> None:
    content, said = BAD[kind]
    save(tmp_path / "delivery", responses(), register())
    answers = tmp_path / "delivery" / "answers.csv"
    answers.write_bytes(content)
    before = snapshot(project)
    for verb in (["add", "2027"], ["check"]):
        refused = run("wave", *verb, answers, "--projects", tmp_path / "delivery" / "projects.csv")
        assert refused.returncode == 1
        assert all(words in refused.stderr for words in said), refused.stderr
    assert snapshot(project) == before


def test_a_bad_register_is_refused_in_words_and_nothing_changes(project: Path, tmp_path: Path) -> None:
    wrong = register(projects=("a", "b", "c", "c"), types=("PP", "SOC", "NGO", "HYB")).assign(governance="9")
    answers = save(tmp_path / "delivery", responses(), wrong)
    before = snapshot(project)
    refused = run("wave", "add", "2027", answers, "--projects", answers.parent / "projects.csv")
    assert refused.returncode == 1
    assert "projects.csv, column declared_type, row 3: 'NGO'" in refused.stderr
    assert "projects.csv, column project_id, rows 3, 4: 'c'" in refused.stderr
    assert "projects.csv, column governance, rows 1, 2, 3 and 1 more: '9'" in refused.stderr
    assert snapshot(project) == before


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("simulated: 'true'", "field simulated: 'true'"),
        ("respondents_are: NGO", "field respondents_are: 'NGO'"),
        ("fielded: May", "field fielded: 'May'"),
        ("title: [", "wave.yaml, line 2: "),
        ("fielded: {from: '2027-13-01'}", "field fielded.from: '2027-13-01' is not allowed; write a day such as"),
        ("fielded: {from: 2027-13-01}", "wave.yaml cannot be read: month must be in 1..12"),
        ("fielded: {from: 2027-05-01, to: 2027-04-30}", "ends before it begins"),
        ("titel: Autumn", "field titel is not known; write title"),
        ("simulted: true", "field simulted is not known; write simulated"),
        ("notes: none", "field notes: 'none' is not allowed; it must be a mapping"),
        ("sources: answers.csv", "field sources: 'answers.csv' is not allowed; it must be a list"),
        ("title: One\ntitle: Two", "wave.yaml, line 2: the key title stands twice"),
        ("just words", "must be a mapping"),
    ],
)
def test_a_bad_description_is_refused(project: Path, tmp_path: Path, written: str, said: str) -> None:
    answers = save(tmp_path / "delivery", responses(), register())
    (answers.parent / "wave.yaml").write_text(written)
    before = snapshot(project)
    refused = run("wave", "add", "2027", answers.parent)
    assert refused.returncode == 1
    assert said in refused.stderr
    assert "wave.yaml: ." not in refused.stdout
    assert snapshot(project) == before


# --- what is taken over, and what is put back ---


def test_responses_without_a_register_are_told_what_that_costs(project: Path, tmp_path: Path) -> None:
    """Nobody's side is known then; the register of a wave that has their projects is pointed at."""
    alone = save(tmp_path / "alone", responses(), None)
    first = run("wave", "check", alone)
    assert (
        "no claim about one of the sides can be decided. Give the register with --projects projects.csv."
        in first.stdout
    )
    (alone.parent / "wave.yaml").write_text("respondents_are: PP\n")
    assert "No register of projects" not in run("wave", "check", alone.parent).stdout
    (alone.parent / "wave.yaml").unlink()
    assert run("wave", "add", "2026", save(tmp_path / "whole", responses(), register()).parent).returncode == 0
    again = run("wave", "check", alone)
    told = (
        "The register of 2026 has 4 of the 4 projects that they name: if it still holds, add --projects data/raw/2026/"
    )
    assert told in again.stdout
    assert run("wave", "add", "2027", alone, "--projects", project / "data/raw/2026/projects.csv").returncode == 0
    assert "No register of projects" not in run("wave", "check", "2027").stdout


@pytest.mark.parametrize(("from_", "said"), [("2026-03", True), ("2028-03", False), ("", False)])
def test_a_wave_fielded_before_one_that_stands_before_it_is_told(
    project: Path, tmp_path: Path, from_: str, said: bool
) -> None:
    """Trends follow the order of waves.yaml: a wave of 2026 that is added after one of May 2027 is pointed at."""
    for name, first in (("2027", "2027-05-03"), ("older", from_)):
        answers = save(tmp_path / name, responses(), register())
        (answers.parent / "wave.yaml").write_text(yaml.safe_dump({"fielded": {"from": first}} if first else {}))
        added = run("wave", "add", name, answers.parent)
        assert added.returncode == 0, added.stderr
    sentence = f"It was fielded from {from_}, 2027 from 2027-05-03: trends follow the order of waves.yaml"
    assert (sentence in added.stdout) == said


def test_a_description_beside_the_responses_is_taken_over_but_not_a_register(project: Path, tmp_path: Path) -> None:
    answers = save(tmp_path / "delivery", responses(), register())
    written = {
        "title": "Autumn",
        "licence": "CC0 1.0",
        "fielded": {"from": "2027-09"},
        "language": "en, de",
        "cherries": {"incentives": "none"},
    }
    (answers.parent / "wave.yaml").write_text(yaml.safe_dump(written))
    assert run("wave", "add", "2027", answers).returncode == 0
    names = sorted(path.name for path in (project / "data/raw/2027").iterdir())
    assert names == ["crosswalk.csv", "responses.csv", "wave.yaml"]
    described = yaml.safe_load((project / "data/raw/2027/wave.yaml").read_text())
    assert {field: described[field] for field in ("title", "licence", "fielded")} == {
        field: written[field] for field in ("title", "licence", "fielded")
    }
    assert (described["simulated"], described["mode"]) == (False, "not reported")
    assert described["languages"] == ["en", "de"]
    assert (described["cherries"]["incentives"], described["cherries"]["advertising"]) == ("none", "not reported")


def test_a_wave_was_fielded_when_it_was_answered_where_nobody_says_when(project: Path, tmp_path: Path) -> None:
    """A registration of a later day comes too late for it, although the wave is added after the registration."""
    assert run("register").returncode == 0
    cells = responses()
    days = [f"2025-04-{1 + number % 9:02d}T10:00:00Z" for number in range(len(cells))]
    answers = save(tmp_path / "delivery", cells.assign(submitted_at=days), register())
    assert run("wave", "add", "2027", answers).returncode == 0
    described = yaml.safe_load((project / "data/raw/2027/wave.yaml").read_text())
    assert described["fielded"] == {"from": "2025-04-01", "to": max(days)[:10]}
    (known,) = registration.known_registrations()
    assert {one.status for one in frozen([known], known, {"2027": described["fielded"]["from"]})} == {"not registered"}
    undated = save(tmp_path / "undated", responses().assign(submitted_at=""), register())
    assert run("wave", "add", "2028", undated).returncode == 0
    described = yaml.safe_load((project / "data/raw/2028/wave.yaml").read_text())
    assert described["fielded"] == {"from": "not reported", "to": "not reported"}


def test_the_address_of_a_scheduler_that_does_not_answer_is_said_as_it_was_given() -> None:
    said = run("power", "--replications", "1", "--scheduler", "tcp://127.0.0.1:9")
    assert said.returncode == 1
    assert said.stderr.startswith("No Dask scheduler answers at tcp://127.0.0.1:9: check the address")


def test_what_fails_half_way_is_put_back(project: Path, answers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(project / "data/raw/2028", responses(), register())
    before = snapshot(project)

    def fail(folder: Path, waves: list[str]) -> None:
        raise OSError(28, "No space left on device", "waves.yaml")

    monkeypatch.setattr(registered, "write", fail)
    for arguments in (("2027", answers.parent), ("2028", "data/raw/2028")):
        failed = run("wave", "add", *arguments)
        assert failed.returncode == 1
        assert "No space left" in failed.stderr
        assert snapshot(project) == before


def test_a_copy_can_be_added_again_with_its_hashes_and_sources(project: Path, answers: Path) -> None:
    cells = pd.read_csv(answers, dtype=str, keep_default_na=False)
    cells.loc[4, "respondent"] = "test-4"
    cells.to_csv(answers, index=False)
    assert run("wave", "add", "2027", answers.parent).returncode == 0
    copied = [(project / "data/raw/2027" / name).read_bytes() for name in ("responses.csv", "wave.yaml")]
    assert run("wave", "add", "again", "data/raw/2027").returncode == 0
    assert [(project / "data/raw/again" / name).read_bytes() for name in ("responses.csv", "wave.yaml")] == copied
    copy = pd.read_csv(project / "data/raw/again/responses.csv", dtype=str, keep_default_na=False)
    assert copy.loc[copy["test_row"] == "yes", "row"].tolist() == ["5"]


def test_who_claims_hashes_without_having_them_is_hashed(project: Path, answers: Path) -> None:
    (answers.parent / "wave.yaml").write_text("respondents_hashed: true\n")
    assert run("wave", "add", "2027", answers.parent).returncode == 0
    copy = pd.read_csv(project / "data/raw/2027/responses.csv", dtype=str)
    assert copy["respondent"].str.fullmatch("[0-9a-f]{16}").all()


def test_a_crosswalk_keeps_the_columns_that_it_reads_and_hashes_the_ids(project: Path, tmp_path: Path) -> None:
    answers = tmp_path / "results.csv"
    public_answers().to_csv(answers, index=False)
    added = run("wave", "add", "public", answers, "--crosswalk", PUBLIC)
    assert added.returncode == 0, added.stderr
    assert "test or preview rows: 1 (row 2)" in added.stdout
    assert "'PARTICIPATION.TYPE.CONTRIBUTE' is S02" in added.stdout
    unused = added.stdout.partition("Not used, for the reasons")[2].partition("\n")[0]
    assert "STATUS, PARTICIPATION.TYPE.FOLLOW" in unused
    named = re.split(", ", unused.partition("columns: ")[2].removesuffix("."))
    read = added.stdout.partition("By the crosswalk ")[2].split()[0]
    assert len(named) + int(read) == len(public_answers().columns)
    copy = pd.read_csv(project / "data/raw/public/responses.csv", dtype=str, keep_default_na=False)
    assert "STATUS" not in copy.columns
    assert copy["RESPONSE.ID"].str.fullmatch("(test-)?[0-9a-f]{16}").all()
    assert copy["RESPONSE.ID"].str.startswith("test-").tolist() == [False, True, False]
    assert (project / "data/raw/public/crosswalk/values.csv").is_file()
    described = yaml.safe_load((project / "data/raw/public/wave.yaml").read_text())
    assert (described["crosswalk"], described["respondents_are"]) == (PUBLIC, "PP")
    assert f"read by the crosswalk {PUBLIC}" in run("wave", "check", "public").stdout
    assert run("wave", "add", "again", "data/raw/public").returncode == 0
    copies = [(project / "data/raw" / name / "responses.csv").read_bytes() for name in ("public", "again")]
    assert copies[0] == copies[1]


def test_a_crosswalk_reads_one_table_and_knows_its_values(project: Path, tmp_path: Path) -> None:
    answers = tmp_path / "results.csv"
    public_answers().assign(**{"PARTICIPATION.TYPE.CONTRIBUTE": "perhaps"}).to_csv(answers, index=False)
    before = snapshot(project)
    refused = run("wave", "add", "public", answers, "--crosswalk", PUBLIC)
    assert refused.returncode == 1
    assert "column PARTICIPATION.TYPE.CONTRIBUTE, rows 1, 2, 3: 'perhaps'" in refused.stderr
    register().to_csv(tmp_path / "projects.csv", index=False)
    both = run("wave", "add", "public", answers, "--projects", tmp_path / "projects.csv", "--crosswalk", PUBLIC)
    assert both.returncode == 1
    assert "reads one table" in both.stderr
    assert snapshot(project) == before


def test_removing_deletes_the_folder_and_what_was_read_from_it(project: Path, answers: Path) -> None:
    assert run("wave", "add", "2027", answers.parent).returncode == 0
    (project / "data/processed/ingest/2027").mkdir(parents=True)
    removed = run("wave", "remove", "2027")
    assert removed.returncode == 0
    assert "data/raw/2027 is deleted" in removed.stdout
    assert not (project / "data/raw/2027").exists()
    assert not (project / "data/processed/ingest/2027").exists()


def test_the_list_survives_a_broken_wave_and_says_so(project: Path) -> None:
    (project / "waves.yaml").write_text("waves: [gone, broken]\n")
    (project / "data/raw/broken").mkdir(parents=True)
    (project / "data/raw/broken/wave.yaml").write_text("title: [")
    listed = run("wave", "list")
    assert listed.returncode == 0
    assert "missing" in listed.stdout.splitlines()[0]
    assert "wave.yaml, line 2: " in listed.stdout.splitlines()[1]
    assert "wave remove gone" in run("wave", "check", "gone").stderr
    assert run("wave", "remove", "gone").returncode == 0
    (project / "waves.yaml").write_text("wavs: [2027]")
    assert "nothing but a list of names under `waves:`" in run("wave", "list").stderr
    (project / "waves.yaml").write_text("waves: [")
    assert "waves.yaml cannot be read" in run("wave", "list").stderr


def commands() -> list[tuple[str, ...]]:
    of_waves = [("wave", name) for name in ("add", "check", "confirm", "list", "remove")]
    before = [("simulate",), ("worlds",), ("calibrate",), ("calibrate-kinds",), ("power",), ("register",)]
    return [*of_waves, *before, ("questionnaire", "export"), ("report", "open"), ("explain",)]


@pytest.mark.parametrize("command", commands())
def test_every_command_explains_itself_with_an_example(command: tuple[str, ...]) -> None:
    helped = run(*command, "--help")
    assert helped.returncode == 0
    assert f"Example: touchstone {' '.join(command)}" in helped.stdout


def test_the_installed_command_runs(project: Path) -> None:
    command = Path(sys.executable).with_name("touchstone")
    environment = {**os.environ, "NO_COLOR": "1"}
    listed = subprocess.run([command, "wave", "list"], capture_output=True, text=True, check=False, env=environment)
    assert listed.returncode == 0, listed.stderr
    assert "No wave is registered" in listed.stdout


def test_a_newcomer_is_told_what_to_do(project: Path, answers: Path) -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert run("--version").stdout == f"touchstone {declared}\n"
    packed = answers.parent / "answers.zip"
    packed.write_bytes(b"PK\x05\x06" + bytes(18))
    assert "unpack answers.zip and give the table in it" in run("wave", "check", packed).stderr
    register_beside = answers.parent / "projects.csv"
    twice = run("wave", "check", answers, answers, register_beside)
    assert twice.returncode == 0, twice.stderr
    assert run("wave", "confirm", "2027", "--all").stderr == "There is no wave 2027 to confirm; there are: none.\n"
    assert run("wave", "remove", "2027").stderr == "There is no wave 2027; there are: none.\n"
