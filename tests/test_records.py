"""Mappings read into dataclasses as their hints say; what does not fit is named with its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

from pipeline.files import UserError, load_yaml
from pipeline.records import Reader


@dataclass(frozen=True)
class Leaf:
    name: str
    size: float = 1.0


@dataclass(frozen=True)
class Bud:
    name: str
    open: bool


@dataclass(frozen=True)
class Tree:
    leaves: tuple[Leaf, ...]
    kind: Literal["oak", "ash"]
    marks: tuple[str | int, ...] = ()
    end: Leaf | Bud | None = None
    heights: Mapping[str, float] | None = None


def _read(raw: object) -> tuple[object, list[str]]:
    reader = Reader({}, {"pair": ("a", "b")})
    return reader.read(Tree, raw, "tree.yaml:"), reader.faults


def test_values_are_read_as_their_hints_say() -> None:
    raw = {
        "leaves": ["one", {"name": "two", "size": 3}],
        "kind": "oak",
        "marks": ["x", 1],
        "end": {"name": "b", "open": True},
        "heights": {"low": 1},
    }
    assert _read(raw) == (Tree((Leaf("one"), Leaf("two", 3.0)), "oak", ("x", 1), Bud("b", True), {"low": 1.0}), [])


def test_a_text_alone_stands_for_the_one_class_that_needs_no_more() -> None:
    tree, faults = _read({"leaves": [], "kind": "ash", "end": "tip"})
    assert not faults
    assert isinstance(tree, Tree)
    assert tree.end == Leaf("tip")


def test_a_named_list_stands_for_its_members_among_texts() -> None:
    reader = Reader({}, {"pair": ("a", "b")})
    assert reader.read(tuple[str, ...], ["pair", "c"], "x") == ("a", "b", "c")


def test_every_fault_is_named_with_its_place_and_its_cure() -> None:
    raw = {"leaves": [{"size": "big", "colour": 1}], "kind": "elm", "marks": [True], "end": {"open": 1}, "heights": []}
    tree, faults = _read(raw)
    assert tree is None
    assert faults == [
        "tree.yaml: leaves[1] has the unknown key colour: known are name, size.",
        "tree.yaml: leaves[1] has no name: add it.",
        "tree.yaml: leaves[1].size is big: write a number.",
        "tree.yaml: kind is elm: write one of oak, ash.",
        "tree.yaml: marks[1] is True: write text or a whole number (yes and no in quotes).",
        "tree.yaml: end is {'open': 1}: write a mapping of one of these kinds: leaf with name; or bud with name, open.",
        "tree.yaml: heights is []: write a mapping with names as keys.",
    ]


def test_a_yaml_file_that_cannot_be_read_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "tree.yaml"
    with pytest.raises(UserError, match=r"tree\.yaml is missing"):
        load_yaml(path, "tree.yaml")
    path.write_bytes(b"name: \xe4")
    with pytest.raises(UserError, match=r"tree\.yaml is not UTF-8 at byte 6"):
        load_yaml(path, "tree.yaml")
    path.write_text("a: 1\nb: {c: 1, c: 2}\n", "utf-8")
    with pytest.raises(UserError, match=r"tree\.yaml, line 2: the key c stands twice"):
        load_yaml(path, "tree.yaml")
