"""worlds.yaml as people write it: everything that does not fit is said together, before anything is drawn."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from pipeline import instrument
from pipeline.files import UserError
from pipeline.simulate import draw, entries, load_world, names

REAL = yaml.safe_load(Path(entries.__file__).with_name("worlds.yaml").read_text("utf-8"))


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A worlds.yaml of one's own, in the place of the project's."""
    monkeypatch.setattr(entries, "__file__", str(tmp_path / "entries.py"))
    for cached in (entries.described, load_world):
        cached.cache_clear()
    yield tmp_path / "worlds.yaml"
    for cached in (entries.described, load_world):
        cached.cache_clear()


def save(path: Path, worlds: dict[str, object]) -> None:
    path.write_text(
        yaml.safe_dump({**REAL, "worlds": {"talk": REAL["worlds"]["talk"], **worlds}}, sort_keys=False), "utf-8"
    )


def test_typing_errors_of_all_worlds_come_together(written: Path) -> None:
    own = {"title": "mine", "number": "M", "truth": "whatever"}
    save(
        written,
        {
            "typo": {**own, "like": "talk", "maens": {"PC": {"ALL": 5}}},
            "nobody": {**own, "like": "tlak"},
            "alone": own,
            "types": {
                **own,
                "like": "talk",
                "means": {"PC": {"PP": 5, "SSO": 3}},
                "size": {"projects": [1], "respondents": 1},
            },
            "together": {**own, "like": "talk", "correlated": {"project": 1.4, "person": 0.4}},
            "sides": {**own, "like": "talk", "labels": {"mislabelled": 0.2, "among": ["SSE"]}},
            "words": {**own, "like": "talk", "right": ["suported"], "labels": {"along": "normally"}},
        },
    )
    with pytest.raises(UserError) as refused:
        names()
    said = [re.sub(r": (known are|write|name|add) .*", "", fault) for fault in refused.value.faults]
    assert said == [
        "worlds.yaml, world typo: has the unknown key maens",
        "worlds.yaml, world words: right[1] is suported",
        "worlds.yaml, world words: labels.along is normally",
        "worlds.yaml, world nobody: it is like tlak, which is no world above it",
        "worlds.yaml, world alone: it is like no other world",
        "worlds.yaml, world types: size.projects must be four numbers, of PP, SOC, SOL and HYB projects.",
        "worlds.yaml, world types: means.PC has SSO, which is no type",
        "worlds.yaml, world together: correlated.project is 1.4",
        "worlds.yaml, world sides: labels.among has SSE, which is no pure type",
    ]


def test_a_line_that_nobody_asks_is_refused_before_anything_is_drawn(written: Path) -> None:
    save(
        written, {"mine": {"title": "mine", "number": "M", "truth": "-", "like": "talk", "means": {"PCC": {"ALL": 5}}}}
    )
    with pytest.raises(UserError, match=r"worlds\.yaml, world mine: PCC is neither a scale"):
        draw(load_world("mine"), 1, (1, 1, 1, 0), 1, 1, instrument.load())


def test_a_misspelt_world_is_answered_with_its_neighbours() -> None:
    with pytest.raises(UserError, match=r"There is no world 'tlak'; did you mean talk"):
        load_world("tlak")
