"""The social enterprise compass: nine cells with the talk's words, and how probably each project stands in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.html import compass_chart, words
from pipeline.html.compass_chart import Placed
from pipeline.html.pictures import Picture
from pipeline.sections import disclosure
from pipeline.sections.material import TYPES, Material, Row, rows
from pipeline.stats.shares import percentile_interval, resampled

OBJECTIVES = (
    ("selbstentfaltung", "Selbstentfaltung"),
    ("social", "Social purpose"),
    ("commercial", "Commercial purpose"),
)
OWNERSHIPS = (("commons", "Commons / community"), ("public", "Public"), ("private", "Private"))
CELLS: Mapping[tuple[str, str], str] = {
    ("selbstentfaltung", "commons"): "Peer production",
    ("selbstentfaltung", "public"): compass_chart.EMPTY,
    ("selbstentfaltung", "private"): compass_chart.EMPTY,
    ("social", "commons"): "(Side-effect of ownership)",
    ("social", "public"): "Social administration",
    ("social", "private"): "Social enterprises",
    ("commercial", "commons"): "(Commercial peer production)",
    ("commercial", "public"): "Public enterprises",
    ("commercial", "private"): "Private industries",
}
NAMED = 12
FAMILY = "F5 compass"
DRAWS, SEED, LEVEL = 2000, 1, 0.95  # of projects, for the interval of a type's mean entropy


@dataclass(frozen=True)
class Cell:
    """One cell of the compass: the talk's label, how many projects of each type have it as their most probable one, how many
    there are by the probabilities, the first names with their probability, and how many more."""

    label: str
    counts: tuple[tuple[str, int], ...]
    expected: str
    names: tuple[tuple[str, str, str], ...]
    more: int


@dataclass(frozen=True)
class Located:
    """A project that may be named: its cell with the probability, the next one, and its entropy in the original compass."""

    project: str
    type: str
    cell: str
    probability: str
    next: str
    entropy: str
    respondents: int


def context(material: Material) -> dict[str, Any]:
    """The grid, rows by objective and columns by ownership as the talk has them; empty where no project is placed."""
    compass = material.compass
    if not len(compass):
        return {"compass": [], "compass_projects": []}
    named = _named(material)
    grid = [(label, [_cell(compass, named, code, owned) for owned, _ in OWNERSHIPS]) for code, label in OBJECTIVES]
    sure = int((_largest(compass) >= material.rulers.bounds["cell_probability"]).sum())
    return {
        "compass": grid,
        "ownerships": [label for _, label in OWNERSHIPS],
        "compass_picture": _picture(compass),
        "compass_projects": located(material),
        "compass_unnamed": len(compass) - len(named),
        "compass_sure": words.count(sure, "project"),
        "compass_all": len(compass),
        "compass_base": _base(compass),
        "cell_probability": material.rulers.bounds["cell_probability"],
        "compass_otherwise": words.count(_otherwise(compass, material.coded), "project"),
        "entropies": _entropies(compass),
        "kappas": _kappas(material),
        "compass_claims": _claims(material),
    }


def located(material: Material) -> list[Located]:
    """The projects that may be named, each with its cell."""
    return [_located(row) for row in rows(_named(material))]


def _named(material: Material) -> pd.DataFrame:
    """The projects that may be named: their number of respondents, kept or counted here, is not few, nor tells it of few."""
    compass = material.compass
    counted = compass.assign(indicator="compass", n_respondents=compass["respondents_counted"].astype("int64"))
    told = disclosure.shown_projects(counted[counted["n_respondents"] > 0], material.smallest)
    few = ~told.reindex(compass.index, fill_value=True).to_numpy(dtype=bool)
    return compass[~few & ~compass["project"].isin(material.unnamed_projects).to_numpy(dtype=bool)]


def _base(compass: pd.DataFrame) -> str:
    said = f"{int((compass['respondents_counted'] > 0).sum()):,} of them"
    return f"{words.count(len(compass), 'project')}, {said} with motives of their own members"


def spelled(cell: str) -> str:
    """A cell as the tables have it, in words: the talk's own where it has one."""
    owned, objective = cell.split(" x ")
    place = f"{dict(OWNERSHIPS)[owned]}, {dict(OBJECTIVES)[objective]}"
    label = CELLS[objective, owned]
    return place if label == compass_chart.EMPTY else f"{place}: {label}"


def _columns() -> list[tuple[str, str, str]]:
    """Objective, ownership and the column of the table, in the talk's order of cells."""
    return [(code, owned, f"{owned}_{code}") for code, _ in OBJECTIVES for owned, _ in OWNERSHIPS]


def _largest(compass: pd.DataFrame) -> pd.Series:
    return compass[[column for _, _, column in _columns()]].max(axis=1)


def _otherwise(compass: pd.DataFrame, coded: pd.DataFrame) -> int:
    """Projects whose most probable cell is not the one of the coders' mean grades alone."""
    alone = dict(zip(coded["project"], coded["ownership"] + " x " + coded["objective"], strict=True))
    return sum(
        alone.get(project, cell) != cell
        for project, cell in zip(compass["project"], compass["modal_cell"], strict=True)
    )


def _cell(compass: pd.DataFrame, named: pd.DataFrame, objective: str, ownership: str) -> Cell:
    here = f"{ownership} x {objective}"
    types = compass.loc[compass["modal_cell"] == here, "declared_type"]
    counts = tuple((code, int((types == code).sum())) for code in TYPES)
    probability = f"{ownership}_{objective}"
    inside = named[named["modal_cell"] == here]
    order = inside.assign(at=inside["declared_type"].map({code: i for i, code in enumerate(TYPES)}))
    names = [
        (row["declared_type"], row["project"], words.unsure(row[probability]))
        for row in rows(order.sort_values(["at", "project"]))
    ]
    return Cell(
        label=CELLS[objective, ownership],
        counts=tuple((code, n) for code, n in counts if n),
        expected=words.number(float(compass[probability].sum()), 1),
        names=tuple(names[:NAMED]),
        more=len(types) - len(names[:NAMED]),
    )


def _located(row: Row) -> Located:
    labels = dict(OBJECTIVES), dict(OWNERSHIPS)
    found = sorted(((float(row[c]), f"{labels[1][owned]}, {labels[0][code]}") for code, owned, c in _columns()))[::-1]
    modal, (objective, ownership) = row["modal_cell"], row["modal_cell"].split(" x ")[::-1]
    cell = f"{labels[1][ownership]}, {labels[0][objective]}"
    others = [(p, name) for p, name in found if name != cell and p > 0]
    return Located(
        project=row["project"],
        type=row["declared_type"],
        cell=cell,
        probability=words.unsure(row[modal.replace(" x ", "_")]),
        next=f"{others[0][1]} ({words.percent(others[0][0])})" if others else words.ABSENT,
        entropy=words.number(row["entropy2x2"]),
        respondents=int(row["respondents_counted"]),
    )


def _picture(compass: pd.DataFrame) -> Picture:
    lines = rows(compass)
    cells = {
        (i, j): (
            CELLS[code, owned],
            [Placed(row["declared_type"], float(row[f"{owned}_{code}"])) for row in lines],
        )
        for i, (code, _) in enumerate(OBJECTIVES)
        for j, (owned, _) in enumerate(OWNERSHIPS)
    }
    fullest = compass["modal_cell"].value_counts()
    told = ", ".join(
        f"{n} in {spelled(str(cell))}" for cell, n in sorted(fullest.items(), key=lambda pair: (-pair[1], str(pair[0])))
    )
    alternative = f"{words.count(len(compass), 'project')} by their most probable cell: {told}."
    labels = [label for _, label in OWNERSHIPS], [label for _, label in OBJECTIVES]
    return compass_chart.compass("compass", _title(fullest, len(compass)), alternative, labels, cells)


def _title(fullest: "pd.Series[int]", projects: int) -> str:
    """What is seen: the cell in which most projects have their most probable place."""
    cell, n = min(((str(name), int(n)) for name, n in fullest.items()), key=lambda pair: (-pair[1], pair[0]))
    if 2 * n > projects:
        return f"Most projects, {n} of {projects}, stand in the cell {spelled(cell)}"
    return f"The fullest cell, with {n} of {projects} projects, is {spelled(cell)}"


def _entropies(compass: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    """How hard each declared type is to locate in the original compass: mean entropy, its 95 % interval (projects drawn anew)
    and projects."""
    groups = {str(code): own["entropy2x2"].to_numpy("float64") for code, own in compass.groupby("declared_type")}
    found = []
    for code in (code for code in TYPES if code in groups):
        values = groups[code]
        ends = percentile_interval(resampled(len(values), DRAWS, SEED) @ values / len(values), LEVEL)
        found.append((code, words.number(float(values.mean())), words.interval(*ends, None), str(len(values))))
    return found


def _claims(material: Material) -> list[tuple[str, str, words.Word]]:
    """The claims on the compass that were judged: id, statement and the word that came out."""
    found = dict(zip(material.verdicts["claim"], material.verdicts["verdict"], strict=True))
    asked = [claim for claim in material.claims.values() if claim.family == FAMILY and claim.id in found]
    return [(claim.id, claim.statement, words.VERDICTS[found[claim.id]]) for claim in asked]


def _kappas(material: Material) -> list[tuple[str, str, str]]:
    """The coders' agreement by side, from the parts of the claim that the compass is useful and of the one that it is not."""
    found = material.parts[(material.parts["unit"] == "kappa") & material.parts["estimate"].notna()]
    seen = {
        row["side"]: (words.number(row["estimate"]), words.interval(row["ci95_low"], row["ci95_high"], None))
        for row in rows(found)
    }
    return [(side, *seen[side]) for side in ("ALL", "PP", "SSE") if side in seen]
