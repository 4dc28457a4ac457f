"""The check that always runs: what is registered and what lies in data/raw must be the same."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import registered, waves


def laid_out(folder: Path, listed: str, *present: str) -> Path:
    (folder / "waves.yaml").write_text(listed)
    for name in present:
        (folder / "data" / "raw" / name).mkdir(parents=True)
    return folder


def test_registered_waves_with_their_folders_are_fine(tmp_path: Path) -> None:
    assert registered.faults(laid_out(tmp_path, "waves: [a, b]\n", "a", "b", ".a.unfinished")) == []


def test_a_folder_that_is_not_registered_is_named_with_both_commands(tmp_path: Path) -> None:
    faults = registered.faults(laid_out(tmp_path, "waves: [a]\n", "a", "b"))
    assert len(faults) == 1
    assert "touchstone wave add b data/raw/b" in faults[0]
    assert "touchstone wave remove b" in faults[0]


def test_a_folder_whose_name_no_wave_may_have_is_to_be_renamed(tmp_path: Path) -> None:
    faults = registered.faults(laid_out(tmp_path, "waves: [a]\n", "a", "My Wave"))
    assert "data/raw/My Wave" in faults[0]
    assert "rename" in faults[0]


def test_a_registered_wave_without_its_folder_is_named_with_its_cure(tmp_path: Path) -> None:
    faults = registered.faults(laid_out(tmp_path, "waves: [a, b]\n", "a"))
    assert len(faults) == 1
    assert "touchstone wave remove b" in faults[0]


def test_no_wave_at_all_and_a_wave_listed_twice(tmp_path: Path) -> None:
    assert "wave add NAME FILE" in registered.faults(laid_out(tmp_path, "waves: []\n"))[0]
    assert "2 times" in registered.faults(laid_out(tmp_path, "waves: [a, a]\n", "a"))[0]


@pytest.mark.parametrize(("written", "read"), [("", []), ("waves:\n", []), ("waves: [2027, b]", ["2027", "b"])])
def test_the_list_is_read(tmp_path: Path, written: str, read: list[str]) -> None:
    assert registered.names(laid_out(tmp_path, written)) == read


@pytest.mark.parametrize("written", ["waves: [", "- a\n", "waves: a\n", "words"])
def test_a_list_that_is_none_is_refused(tmp_path: Path, written: str) -> None:
    with pytest.raises(registered.Unreadable, match=r"waves\.yaml"):
        registered.names(laid_out(tmp_path, written))


def test_the_stage_ends_with_status_1_and_the_sentences(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(laid_out(tmp_path, "waves: [a]\n", "a", "b"))
    with pytest.raises(SystemExit) as ended:
        waves.main()
    assert ended.value.code == 1
    assert "touchstone wave add b data/raw/b" in capsys.readouterr().err
    (tmp_path / "waves.yaml").write_text("waves: [")
    with pytest.raises(SystemExit) as ended:
        waves.main()
    assert ended.value.code == 1
    (tmp_path / "waves.yaml").write_text("waves: [a, b]")
    waves.main()


def test_it_costs_nothing_as_it_runs_every_time() -> None:
    code = "import sys; import pipeline.waves; print(sorted({'pandas', 'numpy'} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
