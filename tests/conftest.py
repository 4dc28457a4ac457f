"""A project of its own for each test that needs one."""

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the project's data files, no wave and nothing built; it is the current folder."""
    folder = tmp_path / "project"
    folder.mkdir()
    for name in ("tables.yaml", "params.yaml", "dvc.yaml", "requirements.lock"):
        shutil.copy(ROOT / name, folder / name)
    for name in ("instrument", "claims", "crosswalks"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "waves.yaml").write_text("waves: []\n")
    monkeypatch.chdir(folder)
    return folder
