"""Where a report comes from, in hashes that anybody can check with sha256sum."""

import hashlib
from pathlib import Path

from pipeline.sections import provenance


def test_every_file_is_hashed_in_the_order_of_its_path(tmp_path: Path) -> None:
    for name, text in {"b.csv": "b", "a/c.csv": "", ".hidden": "x", "__pycache__/m.pyc": "x"}.items():
        path = tmp_path / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assert provenance.hashes(tmp_path, tmp_path / "data") == [
        ("data/a/c.csv", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),  # the hash of nothing
        ("data/b.csv", hashlib.sha256(b"b").hexdigest()),
    ]


def test_the_hash_of_several_changes_with_each() -> None:
    assert provenance.together([("a", "1"), ("b", "2")]) != provenance.together([("a", "1"), ("b", "3")])


def test_settings_are_flattened_in_their_order() -> None:
    settings = {"b": {"x": 1, "list": [1, 2]}, "a": None}
    assert provenance.flattened(settings) == [("b.x", "1"), ("b.list", "1, 2"), ("a", "None")]


def test_versions_are_those_of_the_lock_file(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("numpy==2.4.6 \\\n    --hash=sha256:00\nother==1\npandas==3.1.1 ; python_version > '3'\n")
    assert provenance.versions(lock)[1:] == [("numpy", "2.4.6"), ("pandas", "3.1.1")]
    assert len(provenance.versions(tmp_path / "absent")) == 1


def test_a_threshold_stands_with_its_value_and_its_source_and_without_signs_that_nobody_can_look_up() -> None:
    rulers = {
        "alpha": {"value": 0.05, "source": "Shared out by Holm's procedure (C6)."},
        "bounds": {"middle_third": {"value": 2, "source": "Beyond the midpoint (A2, LOC)."}},
        "theses": {"T1": {"claims": ["a", "b"], "source": "One (Chen 2007)."}},
    }
    assert provenance.sourced(rulers) == [
        ("alpha", "0.05", "Shared out by Holm's procedure."),
        ("bounds, middle third", "2", "Beyond the midpoint."),
        ("theses, T1", "a, b", "One (Chen 2007)."),
    ]
