"""The map of the projects and the list in which each can be found by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.html import map_chart, words
from pipeline.html.map_chart import Axis, Spot
from pipeline.html.pictures import Picture
from pipeline.sections import disclosure
from pipeline.sections.material import TYPES, Material, Row, rows
from pipeline.stats.separation import ONE_PEAK

NAMED = 20  # hybrids up to which their names stand in the picture
ENDS = 3  # scales named at each end of an axis
SURELY = 0.9  # a project with a smaller probability of its cluster stands between the clusters
FEW = 8  # respondents; the place of a project with fewer is drawn paler
MIDDLE = 1 / 3  # of the way between the two sides, from either end, as for the trust in the declared types
TELLING = 0.2  # a scale with a smaller loading is not named: even shares of twelve would be 0.29


@dataclass(frozen=True)
class Place:
    """A project that may be named: where it lies, how probably it belongs to each cluster, in how many draws of its members it
    stays in its own, and its place between the declared sides with the interval of these draws, 0 at social and solidarity
    economy and 1 at peer production; `off` says that it is not on its own side of it."""

    anchor: str
    project: str
    type: str
    respondents: int
    pc1: str
    pc2: str
    cluster: int
    probability: str
    probabilities: tuple[str, ...]
    stays: str
    place: str
    place_between: str
    off: bool


def context(material: Material, values: Mapping[str, Row]) -> dict[str, Any]:
    """The map, its projects in the order of their names, and how many are not shown."""
    shown = named(material)
    found = places(shown, material)
    return {
        "map": _map(shown, found, material, values) if len(shown) else None,
        "map_base": _base(shown),
        "map_few": FEW,
        "axes": [axis(material, values, 1), axis(material, values, 2)],
        "places": found,
        **_off_side(found, material, values),
        "withheld": len(material.clusters) - len(shown),
    }


def named(material: Material) -> pd.DataFrame:
    """The rows of clusters_by_project that may be shown by name. Those with few respondents are not, nor whose number of
    respondents would tell that of such a one; where this is a single one, or they are few together, the next smallest is not
    either: all places sum to zero, so that it would follow."""
    table = material.clusters
    unnamed = table["project"].isin(material.unnamed_projects) | table["n_respondents"].map(material.hidden)
    hidden = table.loc[unnamed, "n_respondents"]
    if len(hidden) == 1 or material.hidden(int(hidden.sum())):
        ordered = table.assign(indicator="map", declared_type="all")
        unnamed |= ~disclosure.shown_projects(ordered, material.smallest)
    return table[~unnamed.to_numpy(dtype=bool)].sort_values("project", ignore_index=True)


def places(shown: pd.DataFrame, material: Material) -> list[Place]:
    """The projects that may be named, with an anchor that a link can lead to."""
    members = material.memberships.sort_values(["project", "cluster"])
    of = {
        project: tuple(words.unsure(p) for p in own["probability"].tolist())
        for project, own in members.groupby("project")
    }
    return [
        Place(
            anchor=f"on-map-{number}",
            project=row["project"],
            type=row["declared_type"],
            respondents=int(row["n_respondents"]),
            pc1=words.number(row["pc1"]),
            pc2=words.number(row["pc2"]),
            cluster=int(row["cluster"]),
            probability=words.unsure(row["probability"]),
            probabilities=of.get(row["project"], (words.unsure(row["probability"]),)),
            stays=words.unsure(row["stays"]),
            place=words.number(row["place"]),
            place_between=words.interval(row["place_low"], row["place_high"], None),
            off=_off(row["declared_type"], row["place"]),
        )
        for number, row in enumerate(rows(shown), start=1)
    ]


def _off(declared: str, place: float) -> bool:
    """Whether a project lies in the middle third between the sides or on the other one; never for a hybrid."""
    return declared != "HYB" and (place < 1 - MIDDLE if declared == "PP" else place > MIDDLE)


def _off_side(found: Sequence[Place], material: Material, values: Mapping[str, Row]) -> dict[str, Any]:
    """The projects that do not lie on their side, and how many of them may not be named (`off_left_out`: they are not counted,
    because they have together few respondents); none where the sides themselves lie so near that a place between them tells
    nothing."""
    if ((values.get("apart") or {}).get("value") or 0.0) <= ONE_PEAK:
        return {"off_side": [], "off_unnamed": 0, "off_left_out": False}
    off = sorted((place for place in found if place.off), key=lambda one: (one.type, one.place, one.project))
    named_ones = {place.project for place in off}
    unnamed = [row for row in rows(material.clusters) if _off(row["declared_type"], row["place"])]
    unnamed = [row for row in unnamed if row["project"] not in named_ones]
    few = material.hidden(sum(int(row["n_respondents"]) for row in unnamed))
    return {"off_side": off, "off_unnamed": 0 if few else len(unnamed), "off_left_out": few}


def axis(material: Material, values: Mapping[str, Row], which: int) -> Axis:
    """The first or second axis in words: its share of the variance, and the scales with the largest loadings at its ends."""
    prefix = "loading_" if which == 1 else "loading2_"
    share = (values.get(f"share_pc{which}") or {}).get("value")
    label = f"{'first' if which == 1 else 'second'} axis"
    found = [
        (float(value), material.instrument.indicators[code].name_en)
        for code in material.instrument.difference
        if (value := (values.get(f"{prefix}{code}") or {}).get("value")) is not None
    ]
    high = [name for value, name in sorted(found, reverse=True) if value >= TELLING]
    low = [name for value, name in sorted(found) if value <= -TELLING]
    told = f"{label}: {words.percent(share)} of the differences between projects" if share is not None else label
    return Axis(told, words.listing(high[:ENDS]), words.listing(low[:ENDS]))


def _map(shown: pd.DataFrame, found: Sequence[Place], material: Material, values: Mapping[str, Row]) -> Picture:
    several = int(material.clusters["cluster"].nunique()) > 1
    spots = [
        Spot(
            anchor=place.anchor,
            number=material.project_numbers.get(place.project, 0),
            name=place.project,
            type=place.type,
            cluster=place.cluster,
            x=row["pc1"],
            y=row["pc2"],
            told=_told(place, several),
            between=several and row["probability"] < SURELY,
            pale=place.respondents < FEW,
        )
        for place, row in zip(found, rows(shown), strict=True)
    ]
    means = {str(code): float(mean) for code, mean in shown.groupby("declared_type")["pc1"].mean().items()}
    said = [f"{words.TYPES[code]} {words.number(means[code])}" for code in TYPES if code in means]
    alternative = f"{words.count(len(shown), 'project')}; mean on the first axis: {words.listing(said)}."
    title = _title(means)
    axes = axis(material, values, 1), axis(material, values, 2)
    hybrids = sum(place.type == "HYB" for place in found)
    return map_chart.projects("map", title, alternative, *axes, spots, hybrids <= NAMED)


def _title(means: Mapping[str, float]) -> str:
    """What is seen: which type lies furthest to either side."""
    if len(means) < 2:
        return "The projects on the two main axes of the difference scales"
    left, right = min(means, key=lambda code: means[code]), max(means, key=lambda code: means[code])
    return f"On the first axis {words.TYPES[left]} lies furthest to the left, {words.TYPES[right]} to the right"


def _base(shown: pd.DataFrame) -> str:
    respondents = words.count(int(shown["n_respondents"].sum()), "respondent")
    return f"{words.count(len(shown), 'project')} with {respondents}"


def _told(place: Place, several: bool) -> str:
    inside = f", cluster {place.cluster} ({place.probability})" if several else ""
    return f"{place.project}: {words.TYPES[place.type]}{inside}, {words.count(place.respondents, 'respondent')}"
