"""Exports of every shape, of answers known beforehand: each row and column is accounted for, no cell becomes another."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.platforms import varied_limesurvey
from tests.platforms.made import structure_rows, text_of
from tests.platforms.varied import Truth, faults_of, truth
from tests.platforms.varied_others import PLATFORMS, Made


@pytest.mark.parametrize("seed", range(40))
def test_limesurvey(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    known = truth(random, random.choice([3, 12]))
    path, what = varied_limesurvey.written(tmp_path, known, random)
    assert faults_of(path, known, []) == [], what


@pytest.mark.parametrize("seed", range(40, 50))
def test_limesurvey_with_its_structure(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    known = truth(random, 3)
    path, what = varied_limesurvey.written(tmp_path, known, random)
    (tmp_path / "survey.txt").write_text(text_of(structure_rows()), "utf-8", newline="")
    assert faults_of(path, known, [tmp_path / "survey.txt"]) == [], what


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda platform: platform.__name__)
def test_other_platforms(tmp_path: Path, platform: Callable[[Path, Truth, Random], Made], seed: int) -> None:
    random = Random(seed)
    known = truth(random, random.choice([3, 12]))
    path, what, beside, also = platform(tmp_path, known, random)
    assert faults_of(path, known, beside, also) == [], what


def test_a_wrong_cell_would_be_seen(tmp_path: Path) -> None:
    random = Random(1)
    known = truth(random, 12)
    path, *_ = PLATFORMS[0](tmp_path, known, random)
    other = known.codes.assign(IO1=[2 if code == 3 else 3 for code in known.codes["IO1"]])
    assert any(fault.startswith("IO1: ") for fault in faults_of(path, Truth(other, known.languages), []))
    assert "12 rows instead of 11" in faults_of(path, Truth(known.codes.iloc[:11], known.languages), [])
