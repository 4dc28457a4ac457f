"""The clusters one by one: what they are, who belongs to them how probably, and who moved between the waves."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pipeline import movers
from pipeline.html import words
from pipeline.sections import disclosure, project_map
from pipeline.sections.material import TYPES, Material, Row, rows

STABILITY = {"stable": "stable", "pattern": "a pattern, not a stable cluster", "dissolved": "dissolves"}


@dataclass(frozen=True)
class Portrait:
    """One cluster in words; `profile` empty where it differs from the others on too few scales."""

    number: int
    name: str
    projects: str
    types: str
    stability: str
    jaccard: str
    probability: str
    profile: str
    scales_apart: int


@dataclass(frozen=True)
class Move:
    """A project that may be named and is not in the same cluster in all waves: wave, cluster and how often it stays there when
    its members are drawn anew; `certain` where it is nearly always in each of two clusters."""

    project: str
    type: str
    seen: tuple[tuple[str, int, str], ...]
    certain: bool


def context(material: Material) -> dict[str, Any]:
    """What the part on clusters of templates/structure.html lays out."""
    found = material.portraits
    moved, unnamed = moves(material)
    return {
        "portraits": [portrait(row, material) for row in rows(found)],
        "difference_lines": _differences(found, material) if len(found) > 1 else [],
        "moves": moved,
        "moves_unnamed": unnamed,
        "moves_said": _said(material.clusters_by_wave),
    }


def portrait(row: Row, material: Material) -> Portrait:
    """A cluster in words."""
    hidden = disclosure.withheld_groups(material.clusters, "cluster", material.smallest)
    counts = [f"{row[f'projects_{code}']} {words.TYPES[code]}" for code in TYPES if row[f"projects_{code}"]]
    if any(group == str(row["cluster"]) for group, _ in hidden):
        counts = ["how many of each type is withheld"]
    stability = row["stability"]
    return Portrait(
        number=int(row["cluster"]),
        name=f"Cluster {row['cluster']}",
        projects=words.count(int(row["projects"]), "project"),
        types=words.listing(counts),
        stability=STABILITY[stability] if stability else words.ABSENT,
        jaccard=words.number(row["jaccard"]),
        probability=words.percent(row["mean_probability"]),
        profile=words.capital(row["profile"]) if row["profile"] else "",
        scales_apart=int(row["scales_apart"]),
    )


def _differences(found: pd.DataFrame, material: Material) -> list[tuple[str, tuple[str, ...]]]:
    """The difference of each cluster from the other projects, scale by scale, the largest first."""
    columns = [c for c in found.columns if c.startswith("difference_")]
    columns.sort(key=lambda column: -float(np.abs(found[column].to_numpy("float64")).max()))
    names = material.instrument.indicators
    return [
        (
            f"{names[code].name_en} ({code})",
            tuple(words.number(value) for value in found[f"difference_{code}"].tolist()),
        )
        for code in (column.removeprefix("difference_") for column in columns)
    ]


def moves(material: Material) -> tuple[list[Move], int]:
    """Who moved, and how many of them had too few respondents in a wave to be named, or have no name on the map either."""
    seen, named, unnamed = material.clusters_by_wave, [], 0
    on_map = set(project_map.named(material)["project"])
    certain = set(movers.who_moved(seen[seen["stays"] >= movers.SURE]))
    for project, own in seen.groupby("project", sort=True):
        if own["cluster"].nunique() < 2:
            continue
        if project not in on_map or (own["n_respondents"] < material.smallest).any():
            unnamed += 1
            continue
        lines = rows(own)
        places = tuple((row["wave"], int(row["cluster"]), words.unsure(row["stays"])) for row in lines)
        named.append(Move(str(project), lines[-1]["declared_type"], places, str(project) in certain))
    return named, unnamed


def _said(by_wave: pd.DataFrame) -> str:
    """How many of the projects in several waves stayed in their cluster; empty where there are none."""
    if not len(by_wave):
        return ""
    told = movers.moved(by_wave)
    again, moved, certain = (int(told[name] or 0) for name in ("in_several_waves", "moved", "moved_for_certain"))
    if not again:
        return ""
    said = (
        f"Clustered by itself, each wave gives clusters that can be matched to these. Of {words.count(again, 'project')} with "
        f"enough respondents in more than one wave, {words.count(again - moved, 'project')} stayed in the same cluster; "
        f"{words.count(moved, 'project')} moved"
    )
    if not moved:
        return f"{said}."
    sure = words.percent(movers.SURE)
    return (
        f"{said}, {certain or 'none'} of them for certain: a project half-way between two clusters moves by "
        f"who happens to answer, so it must stay in either cluster in {sure} of the draws of its members."
    )
