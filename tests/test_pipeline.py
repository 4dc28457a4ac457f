"""A small survey through all stages, twice, in two folders with different names: the same bytes; rows accounted for."""

import importlib
import json
import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml

from pipeline import files, registry, report
from pipeline.simulate import simulate
from tests.browser import HEAVIEST
from tests.grown import grown
from tests.sections import made_up

ROOT = Path(__file__).parent.parent
DATA = ("tables.yaml", "params.yaml", "requirements.lock", "instrument", "claims", "crosswalks", "pipeline")
POOLED = ("compare", "quality", "clean", "score", "measure", "aggregate", "cluster", "judge", "robustness", "report")


def house(folder: Path) -> Path:
    """A project without waves."""
    folder.mkdir(parents=True)
    for name in DATA:
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, folder / name)
    (folder / "waves.yaml").write_text("waves: []\n")
    return folder


def run(folder: Path, wave: str, monkeypatch: pytest.MonkeyPatch, *more: str) -> None:
    """All stages in their order, in this process, with this wave and `more`."""
    monkeypatch.chdir(folder)
    for each in (wave, *more):
        monkeypatch.setattr(sys, "argv", ["ingest", each])
        importlib.import_module("pipeline.ingest").main()
    for stage in POOLED:
        importlib.import_module(f"pipeline.{stage}").main()


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("survey")
    simulate("talk", folder, 5, (13, 12, 12, 3), 5, 1)
    return folder


def add(survey: Path, wave: str) -> None:
    inspection = registry.look([survey], None, "plain", None)
    registry.add(wave, inspection)


@pytest.fixture(scope="module")
def built(survey: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same wave run in two folders."""
    base = tmp_path_factory.mktemp("houses")
    folders = house(base / "one"), house(base / "quite" / "another name")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folders[0])
        add(survey, "2027")
        shutil.copytree(folders[0] / "data", folders[1] / "data")
        shutil.copy(folders[0] / "waves.yaml", folders[1] / "waves.yaml")
        for folder in folders:
            run(folder, "2027", patch)
    return folders


def test_two_folders_give_the_same_bytes(built: tuple[Path, Path]) -> None:
    first, second = (
        {p.relative_to(f): p.read_bytes() for p in (f / "reports").rglob("*") if p.is_file()} for f in built
    )
    assert len(first) >= 8
    assert first == second
    tables = [{p.relative_to(f): p.read_bytes() for p in (f / "data/processed").rglob("*.parquet")} for f in built]
    assert len(tables[0]) == len(yaml.safe_load((ROOT / "tables.yaml").read_text("utf-8")))
    assert tables[0] == tables[1]


def test_pages_of_five_waves_and_of_eight_times_the_projects_are_not_too_heavy(
    built: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(built[0])
    larger = grown(report.read(), waves=5, times=8)
    pages = report.pages(made_up.desk(larger))
    assert larger.projects["project"].nunique() == 8 * 40 and all(f"wave-{n}" in pages["waves"] for n in range(1, 6))
    assert {name: size for name, text in pages.items() if (size := len(text.encode())) > HEAVIEST} == {}


def test_every_delivered_row_is_kept_or_excluded_for_one_reason(built: tuple[Path, Path], survey: Path) -> None:
    delivered = pd.read_csv(survey / "responses.csv", dtype=str)
    table = pd.read_parquet(built[0] / "data/processed/exclusions_by_respondent.parquet")
    assert sorted(table["row"]) == list(range(1, len(delivered) + 1))
    assert (table["reason"].isna() == table["in_primary"]).all()
    assert 0 < table["reason"].notna().sum() < 0.2 * len(table)


def test_the_talk_s_world_is_found_right_and_called_simulated(built: tuple[Path, Path]) -> None:
    verdicts = json.loads((built[0] / "reports/verdicts.json").read_text("utf-8"))
    assert verdicts["simulated"] is True
    assert len(verdicts["claims"]) == 120
    words = {claim["id"]: claim["verdict"] for claim in verdicts["claims"]}
    theses = yaml.safe_load((ROOT / "claims/rulers.yaml").read_text("utf-8"))["theses"]
    first = [words[claim] for claim in theses["T1"]["claims"]]
    assert first.count("supported") >= 8
    assert "contradicted" not in first
    for page in [built[0] / "reports/index.html", *(built[0] / "reports/pages").glob("*.html")]:
        assert "These answers are simulated" in page.read_text("utf-8")


def test_every_written_table_is_described_and_keeps_its_promises(
    built: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(built[0])
    for name in yaml.safe_load((ROOT / "tables.yaml").read_text("utf-8")):
        wave = "2027" if name.startswith("delivered_") else None
        files.check(name, files.read(name, wave))
