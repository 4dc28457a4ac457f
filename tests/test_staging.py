"""Waves in doubt: staged, shown, confirmed line by line, and until then nothing else changes."""

import csv
from pathlib import Path

import pandas as pd
import pytest
import yaml

from pipeline import ingest, registered
from tests.platforms.exports import STEM, answers, array_text, written
from tests.survey import ASKED, register, responses, save
from tests.test_cli import run, snapshot

CHANGED = "Anyone who wants to can simply start to take part here."


def headings(**changed: str) -> dict[str, str]:
    """Code and text of each line, as LimeSurvey writes them, some of them changed."""
    whole = {code: f"{code}. {array_text(code)}" for code in ASKED.items}
    return {**whole, **{code: f"{code}. {STEM} [{text}]" for code, text in changed.items()}}


def export(folder: Path, **changed: str) -> Path:
    folder.mkdir(exist_ok=True)
    cells = answers(8).assign(id=[str(n) for n in range(1, 9)], submitdate="2027-03-01 10:10:00", lastpage="6")
    cells["IO1"] = [str(1 + n % 7) for n in range(8)]
    return written(folder / "download.csv", cells, headings(**changed))


def sheet(project: Path, name: str, place: str = "staged") -> list[dict[str, str]]:
    with (project / "data" / place / name / "crosswalk.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def staged(project: Path, tmp_path: Path, **changed: str) -> list[dict[str, str]]:
    """A staged wave 2027; the lines that wait."""
    register().to_csv(tmp_path / "projects.csv", index=False)
    added = run("wave", "add", "2027", export(tmp_path, **changed), "--projects", tmp_path / "projects.csv")
    assert added.returncode == 0, added.stderr
    assert "is staged, not registered" in added.stdout
    return [line for line in sheet(project, "2027") if line["confirmed"] == "no"]


def test_a_wave_in_doubt_is_staged_and_nothing_else_changes(project: Path, tmp_path: Path) -> None:
    before = snapshot(project)
    (line,) = staged(project, tmp_path, IO1=CHANGED)
    assert (line["code"], line["comparable"]) == ("IO1", "changed_wording")
    assert line["text"].endswith(f"[{CHANGED}]")
    after = snapshot(project)
    assert {path for path in after if path not in before} == {
        f"data/staged/2027/{name}" for name in ("crosswalk.csv", "projects.csv", "responses.csv", "wave.yaml")
    }
    assert {path: after[path] for path in before} == before
    assert registered.names(project) == []
    assert registered.folders(project) == []


def test_a_staged_wave_is_listed_and_checked_and_named_by_the_check_that_always_runs(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (line,) = staged(project, tmp_path, IO1=CHANGED)
    listed = run("wave", "list").stdout
    assert "2027\tstaged, not registered: 1 lines wait for you" in listed
    checked = run("wave", "check", "2027")
    assert checked.returncode == 0, checked.stderr
    assert f"In doubt, line {line['line']}: column 'IO1. {STEM} [{CHANGED}]' is IO1 (changed_wording)" in checked.stdout
    again = run("wave", "add", "2027", export(tmp_path))
    assert again.returncode == 1
    assert "staged already" in again.stderr
    (project / "waves.yaml").write_text("waves: [other]\n")
    (project / "data/raw/other").mkdir(parents=True)
    from pipeline import waves

    waves.main()
    assert "2027 is staged and not used" in capsys.readouterr().out


def test_once_confirmed_it_is_registered_with_what_was_confirmed(project: Path, tmp_path: Path) -> None:
    staged(project, tmp_path, IO1=CHANGED)
    confirmed = run("wave", "confirm", "2027", "--all")
    assert confirmed.returncode == 0, confirmed.stderr
    assert "The wave 2027 is registered" in confirmed.stdout
    assert registered.names(project) == ["2027"]
    assert not (project / "data/staged/2027").exists()
    copy = pd.read_csv(project / "data/raw/2027/responses.csv", dtype=str, keep_default_na=False)
    assert copy["IO1"].tolist() == [str(1 + n % 7) for n in range(8)]
    assert [line["confirmed"] for line in sheet(project, "2027", "raw") if line["code"] == "IO1"] == ["yes"]
    described = yaml.safe_load((project / "data/raw/2027/wave.yaml").read_text())
    assert described["platform"] == "limesurvey"
    assert [source["file"] for source in described["sources"]] == ["download.csv", "projects.csv"]
    delivered, _, proxies = ingest.ingest(project / "data/raw/2027", ASKED)
    assert delivered is not None
    assert delivered["IO1"].tolist() == [1 + n % 7 for n in range(8)]
    assert proxies[["code", "comparable"]].to_numpy().tolist() == [["IO1", "changed_wording"]]
    direct = tmp_path / "direct"
    assert run("wave", "add", "2028", export(direct)).returncode == 0
    other = pd.read_csv(project / "data/raw/2028/responses.csv", dtype=str, keep_default_na=False)
    assert other["respondent"].tolist() == copy["respondent"].tolist()


def test_lines_are_confirmed_one_by_one(project: Path, tmp_path: Path) -> None:
    lines = staged(project, tmp_path, IO1=CHANGED, PC1=ASKED.items["PC1"].wording_en + " Really so.")
    first, second = (line["line"] for line in lines)
    once = run("wave", "confirm", "2027", "--line", first)
    assert once.returncode == 0, once.stderr
    assert "1 lines of data/staged/2027/crosswalk.csv wait for you" in once.stdout
    assert registered.names(project) == []
    twice = run("wave", "confirm", "2027", "--line", first)
    assert twice.returncode == 2
    assert f"Line {first} of the crosswalk of 2027 waits for nobody; those that wait: {second}" in twice.stderr
    assert run("wave", "confirm", "2027", "--line", second).returncode == 0
    assert registered.names(project) == ["2027"]


def test_a_wrong_line_is_corrected_in_the_sheet_before_it_is_confirmed(project: Path, tmp_path: Path) -> None:
    staged(project, tmp_path, RE1=ASKED.items["RE1"].wording_en + " Really so.")
    path = project / "data/staged/2027/crosswalk.csv"
    lines = pd.read_csv(path, dtype=str, keep_default_na=False)
    waits = lines["confirmed"] == "no"
    lines.loc[waits, ["code", "comparable"]] = ["", "dropped"]
    lines.to_csv(path, index=False)
    assert run("wave", "confirm", "2027", "--all").returncode == 0
    assert "RE1" not in pd.read_csv(project / "data/raw/2027/responses.csv", dtype=str).columns


def test_a_sheet_that_makes_no_sense_is_refused_and_nothing_changes(project: Path, tmp_path: Path) -> None:
    staged(project, tmp_path, IO1=CHANGED)
    path = project / "data/staged/2027/crosswalk.csv"
    lines = pd.read_csv(path, dtype=str, keep_default_na=False)
    lines.loc[lines["confirmed"] == "no", ["code", "comparable"]] = ["XX9", "nearly"]
    lines.to_csv(path, index=False)
    before = snapshot(project)
    refused = run("wave", "confirm", "2027", "--all")
    assert refused.returncode == 1
    assert "column code: 'XX9' is no item" in refused.stderr
    assert "column comparable: 'nearly' must be one of yes" in refused.stderr
    assert snapshot(project) == before


def test_another_question_under_one_of_our_codes_comes_in_only_if_a_person_writes_so(
    project: Path, tmp_path: Path
) -> None:
    (line,) = staged(project, tmp_path, RE1="Do you work for a university?")
    assert (line["code"], line["comparable"], line["replaces"]) == ("", "dropped", "RE1")
    assert run("wave", "confirm", "2027", "--all").returncode == 0
    assert "RE1" not in pd.read_csv(project / "data/raw/2027/responses.csv", dtype=str).columns


def test_what_fails_while_confirming_is_put_back(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged(project, tmp_path, IO1=CHANGED)
    before = snapshot(project)

    def fail(folder: Path, waves: list[str]) -> None:
        raise OSError(28, "No space left on device", "waves.yaml")

    monkeypatch.setattr(registered, "write", fail)
    failed = run("wave", "confirm", "2027", "--all")
    assert failed.returncode == 1
    assert "No space left" in failed.stderr
    assert snapshot(project) == before


def test_a_staged_wave_is_removed(project: Path, tmp_path: Path) -> None:
    before = snapshot(project)
    staged(project, tmp_path, IO1=CHANGED)
    removed = run("wave", "remove", "2027")
    assert removed.returncode == 0
    assert "data/staged/2027 is deleted" in removed.stdout
    assert snapshot(project) == before


def test_a_refused_wave_is_not_staged(project: Path, tmp_path: Path) -> None:
    path = export(tmp_path, IO1=CHANGED)
    path.write_text(path.read_text("utf-8-sig").replace('"5"', '"9"', 1), "utf-8")
    before = snapshot(project)
    refused = run("wave", "add", "2027", path)
    assert refused.returncode == 1
    assert "'9' is not allowed" in refused.stderr
    assert snapshot(project) == before


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("2027",), 2, "Give the lines (--line 12 --line 15), or --all"),
        (("2027", "--all", "--line", "3"), 2, "or --all"),
        (("2027", "--line", "x"), 2, "unable to parse string as an integer"),
        (("2029", "--all"), 2, "There is no wave 2029 to confirm; there are: 2027"),
        (("2027", "--line", "1"), 2, "Line 1 of the crosswalk of 2027 waits for nobody"),
        ((), 2, "Missing argument"),
    ],
)
def test_what_is_typed_wrongly_is_answered(
    project: Path, tmp_path: Path, arguments: tuple[str, ...], status: int, said: str
) -> None:
    staged(project, tmp_path, IO1=CHANGED)
    answered = run("wave", "confirm", *arguments)
    assert answered.returncode == status
    assert said in " ".join(answered.stderr.replace("│", " ").split())


def test_a_registered_wave_without_doubts_has_nothing_to_confirm(project: Path, tmp_path: Path) -> None:
    answered = save(tmp_path / "delivery", responses(), register())
    assert run("wave", "add", "2027", answered.parent).returncode == 0
    refused = run("wave", "confirm", "2027", "--all")
    assert refused.returncode == 1
    assert "No line of the crosswalk of 2027 waits" in refused.stderr
