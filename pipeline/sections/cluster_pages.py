"""A page for each cluster: its profile, who belongs to it how probably, where it stands in the compass, who came and went."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.html import profile_chart, words
from pipeline.html.pictures import Picture
from pipeline.html.profile_chart import Line
from pipeline.sections import clusters, compass, project_map
from pipeline.sections.material import Material, Row, rows
from pipeline.sections.project_map import Place

SURE = (
    0.9  # a project below this probability, or that stays in fewer draws of its members, is at the edge of its cluster
)


@dataclass(frozen=True)
class Page:
    """A page's file name without .html, its title, and what templates/cluster.html lays out."""

    page: str
    title: str
    context: dict[str, Any]


def name(cluster: int) -> str:
    """The file name of a cluster's page, without .html."""
    return f"cluster-{cluster}"


def pages(material: Material) -> list[Page]:
    """One page for each cluster found; none where none was looked for."""
    shown = project_map.named(material) if len(material.portraits) else material.clusters.iloc[:0]
    places = project_map.places(shown, material)
    return [_page(row, places, material) for row in rows(material.portraits)]


def _page(row: Row, places: Sequence[Place], material: Material) -> Page:
    number, count = int(row["cluster"]), len(material.portraits)
    inside = [place for place in places if place.cluster == number]
    own = material.clusters[material.clusters["cluster"] == number]
    moves, unnamed = clusters.moves(material)
    context = {
        "number": number,
        "others": [(n, f"{name(n)}.html") for n in range(1, count + 1) if n != number],
        "portrait": clusters.portrait(row, material),
        "profile_picture": _profile(row, count, material),
        "scales": _scales(row, material),
        "members": inside,
        "edge": [place.project for place in inside if _at_the_edge(place, own)],
        "hybrids": [place for place in inside if place.type == "HYB"],
        "unnamed": len(own) - len(inside),
        "compass_cells": _cells(own, material),
        "moves": [move for move in moves if any(seen[1] == number for seen in move.seen)],
        "moves_unnamed": unnamed,
        "smallest": material.smallest,
    }
    return Page(name(number), f"Cluster {number}", context)


def _at_the_edge(place: Place, own: pd.DataFrame) -> bool:
    row = own[own["project"] == place.project]
    return bool((row["probability"] < SURE).any() or (row["stays"] < SURE).any())


def _scales(row: Row, material: Material) -> list[tuple[str, str, str, str]]:
    """Scale, mean of the cluster, mean of the others and difference, the largest difference first."""
    return [
        (f"{label} ({code})", words.number(own), words.number(others), words.number(gap))
        for code, label, own, others, gap in _means(row, material)
    ]


def profiles(material: Material) -> list[tuple[int, list[tuple[str, str, str, str]]]]:
    """Every cluster with its means, scale by scale, as its page shows them."""
    return [(int(row["cluster"]), _scales(row, material)) for row in rows(material.portraits)]


def _means(row: Row, material: Material) -> list[tuple[str, str, float, float | None, float | None]]:
    found = []
    for code in material.instrument.difference:
        own, gap = row.get(f"mean_{code}"), row.get(f"difference_{code}")
        if own is not None:
            label = material.instrument.indicators[code].name_en
            found.append((code, label, float(own), None if gap is None else float(own - gap), gap))
    return sorted(found, key=lambda each: -abs(each[4] or 0.0))


def _profile(row: Row, count: int, material: Material) -> Picture | None:
    means = _means(row, material)
    if not means:
        return None
    lines = [Line(label, own, others) for _, label, own, others, _ in means]
    code, label, own, others, _ = means[0]
    said = f"mean of {label} ({code}) {words.number(own)}"
    if others is not None:
        said = f"largest difference on {label} ({code}): {words.number(own)} against {words.number(others)} elsewhere"
    who = f"Cluster {row['cluster']} and all other projects" if count > 1 else "All projects"
    return profile_chart.profile("profile", f"{who} on the difference scales", f"{words.capital(said)}.", lines)


def _cells(own: pd.DataFrame, material: Material) -> list[tuple[str, str]]:
    """The cells of the compass that are the most probable ones of the cluster's projects, the most frequent first."""
    placed = material.compass[material.compass["project"].isin(own["project"])]
    counts = placed["modal_cell"].value_counts()
    order = sorted(counts.items(), key=lambda pair: (-pair[1], str(pair[0])))
    return [(compass.spelled(str(cell)), words.count(int(n), "project")) for cell, n in order]
