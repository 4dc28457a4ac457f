"""Parameters and stages: what is wrong in a file that people edit is one sentence, and never a traceback."""

import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml

from pipeline import files

ROOT = Path(__file__).parent.parent


def edited(project: Path, name: str, old: str, new: str) -> None:
    text = (project / name).read_text("utf-8")
    assert old in text
    (project / name).write_text(text.replace(old, new, 1), "utf-8")


def test_a_misspelt_parameter_is_named_with_the_word_that_stands_for_it(project: Path) -> None:
    edited(project, "params.yaml", "share_of_items:", "share_of_itms:")
    with pytest.raises(
        files.UserError, match=r"params\.yaml, score has no share_of_items: add it, or correct share_of_itms"
    ):
        files.params("score")["share_of_items"]
    with pytest.raises(files.UserError, match=r"params\.yaml has no scores: add it, or correct score"):
        files.params("scores")


def test_everything_in_the_parameters_that_is_no_number_is_said_at_once(project: Path) -> None:
    edited(project, "params.yaml", "speed: 0.5 ", "speed: 0,5 ")
    edited(project, "params.yaml", "strict_flags: 2", "strict_flags: two")
    with pytest.raises(files.UserError) as refused:
        files.params("score")
    assert refused.value.faults == (
        "params.yaml, quality.flags.speed is '0,5': write a number.",
        "params.yaml, clean.strict_flags is 'two': write a number.",
    )


def test_parameters_that_are_no_sections_are_refused(project: Path) -> None:
    (project / "params.yaml").write_text("score: 0.5\n")
    with pytest.raises(files.UserError, match=r"params\.yaml, score is 0\.5: write names with numbers below it"):
        files.params("score")
    (project / "params.yaml").write_text("- score\n")
    with pytest.raises(files.UserError, match="must hold a section for each stage"):
        files.params("score")


def test_a_stage_says_what_is_wrong_and_ends_with_status_1(project: Path) -> None:
    edited(project, "instrument/items.csv", ",agree7,", ",agre7,")
    ran = subprocess.run([sys.executable, "-m", "pipeline.score"], capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert re.match(r"instrument/items\.csv, line \d+, column scale: 'agre7' is not in scales\.csv", ran.stderr)
    assert "Traceback" not in ran.stderr


def test_every_stage_is_run_like_that() -> None:
    stages = yaml.safe_load((ROOT / "dvc.yaml").read_text("utf-8"))["stages"].keys() - {"registered"}
    sources = {stage: (ROOT / "pipeline" / f"{stage}.py").read_text("utf-8") for stage in stages}
    assert [stage for stage, source in sources.items() if not source.endswith("    files.run(main)\n")] == []


def test_a_table_that_has_not_been_built_is_no_traceback(project: Path) -> None:
    with pytest.raises(files.UserError, match=r"data/processed/projects\.parquet has not been built; run `dvc repro`"):
        files.read("projects")


def test_an_empty_table_stores_strings_as_all_tables_do_now() -> None:
    """Simulated surveys keep theirs as Python objects: tables made before and after must not be mixed with those."""
    before = files.empty("projects")
    with pd.option_context("mode.string_storage", "python"):
        within = files.empty("projects")
        assert within["project"].dtype == pd.Series(dtype="str").dtype
    after = files.empty("projects")["project"].dtype
    assert after == before["project"].dtype
    assert after != within["project"].dtype
