"""Names that strangers gave, as the pages show them: not too long, and without unseen signs that turn the text around."""

import unicodedata
from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

import pandas as pd

from pipeline.sections.material import Material

LONGEST = 60
UNSEEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")  # categories of Unicode: controls, directions, halves of pairs, line ends
STAND_IN = "\N{REPLACEMENT CHARACTER}"


def shown(name: str, longest: int = LONGEST) -> str:
    """A name cut to `longest` letters, unseen signs replaced by one that is seen."""
    plain = "".join(STAND_IN if unicodedata.category(sign) in UNSEEN else sign for sign in name)
    return plain if len(plain) <= longest else f"{plain[: longest - 2].rstrip()} …"


def displayed(names: Iterable[str]) -> dict[str, str]:
    """Each name with how it is shown; two that would look alike are told apart by a number."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in sorted(set(names)):
        wanted, number = shown(name), 1
        while wanted in taken:
            number += 1
            wanted = f"{shown(name)} ({number})"
        taken.add(wanted)
        found[name] = wanted
    return found


def readable(material: Material) -> Material:
    """The material with the names of projects as they are shown, the same in every table."""
    tables = {field.name: getattr(material, field.name) for field in fields(material)}
    frames = [table for table in (*tables.values(), *material.more.values()) if _named(table)]
    names = displayed(str(name) for table in frames for name in table["project"].dropna().unique())
    changed = {name: wanted for name, wanted in names.items() if name != wanted}
    if not changed:
        return material
    renamed: dict[str, Any] = {name: _renamed(table, changed) for name, table in tables.items() if _named(table)}
    return replace(material, **renamed, more={name: _renamed(table, changed) for name, table in material.more.items()})


def _named(table: object) -> bool:
    return isinstance(table, pd.DataFrame) and "project" in table.columns


def _renamed(table: pd.DataFrame, changed: dict[str, str]) -> pd.DataFrame:
    if not _named(table):
        return table
    return table.assign(project=table["project"].map(changed).fillna(table["project"]).astype(table["project"].dtype))
