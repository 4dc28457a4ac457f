"""Names and texts that strangers gave, as the pages show them: not too long, and without unseen signs that turn the text
around."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Any

import pandas as pd

from pipeline.sections.material import Material

LONGEST, LONGEST_TEXT = 60, 600
# what strangers wrote beside their projects' names: tables and columns
TEXTS: Mapping[str, tuple[str, ...]] = {
    "changes_between_waves": ("text", "other_text", "replaces"),
    "corrections_by_wave": ("column", "reason"),
    "items_apart": ("reason",),
    "projects_between_waves": ("was", "now", "note"),
    "proxies": ("note",),
}
UNSEEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")  # categories of Unicode: controls, directions, halves of pairs, line ends
STAND_IN = "\N{REPLACEMENT CHARACTER}"
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
JOINED = (
    "Lo",
    "Mn",
    "Mc",
    "So",
    "Sk",
)  # after these, Persian, Indian scripts and pictures of several signs need a joiner


def shown(name: str, longest: int = LONGEST) -> str:
    """A name cut to `longest` letters, unseen signs replaced by one that is seen, but for joiners where a script needs them."""
    plain = "".join(
        sign if seen(sign) or (sign in JOINERS and before and unicodedata.category(before) in JOINED) else STAND_IN
        for before, sign in zip(["", *name], name, strict=False)
    )
    return plain if len(plain) <= longest else f"{plain[: longest - 2].rstrip()} …"


def seen(sign: str) -> bool:
    """Whether a sign is one that is seen."""
    return unicodedata.category(sign) not in UNSEEN


def displayed(names: Iterable[str]) -> dict[str, str]:
    """Each name with how it is shown; two that would look alike are told apart by a number."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in sorted(set(names)):
        wanted, number = shown(name), 1
        while looks(wanted) in taken:
            number += 1
            wanted = f"{shown(name)} ({number})"
        taken.add(looks(wanted))
        found[name] = wanted
    return found


def looks(name: str) -> str:
    """A name without what nobody sees in it."""
    return "".join(filter(seen, name))


def text(written: Any) -> Any:
    """What a stranger wrote, as it is shown: texts cut and without unseen signs, in lists and mappings too."""
    if isinstance(written, str):
        return shown(" ".join(written.split()), LONGEST_TEXT)
    if isinstance(written, Mapping):
        return {text(key): text(value) for key, value in written.items()}
    return [text(one) for one in written] if isinstance(written, list | tuple) else written


def readable(material: Material) -> Material:
    """The material as the pages show it: the names of projects, the same in every table, and the texts of the waves."""
    more = {name: _with_texts(table, TEXTS.get(name, ())) for name, table in material.more.items()}
    noted = _with_texts(material.parts, ("note",))
    return _named_projects(replace(material, waves=_waves(material.waves), parts=noted, more=more))


def _waves(waves: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {name: text(described) for name, described in waves.items()}


def _with_texts(table: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    changed = {}
    for name in columns:
        known = table[name].dropna()
        plain = {one: text(one) for one in known.unique() if isinstance(one, str)}
        if any(one != wanted for one, wanted in plain.items()):
            changed[name] = table[name].map(plain).astype(table[name].dtype)
    return table.assign(**changed) if changed else table


def _named_projects(material: Material) -> Material:
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
