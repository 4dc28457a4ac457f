"""Clusters of projects, kinds or one scale, and the social enterprise compass."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline import alternates, compass, compass_cells, files, instrument, kinds, members, movers, portraits, rulers
from pipeline.instrument import Instrument
from pipeline.kinds import Figures
from pipeline.products import latest, natures
from pipeline.profiles import PEER, SOCIAL, Sample
from pipeline.rulers import Rulers
from pipeline.stats import separation, structure
from pipeline.stats.classless import Choice, Null, choose
from pipeline.stats.structure import Axes, TwoAgainstOne

TABLES = ("clusters", "clusters_by_project", "cluster_memberships", "clusters_by_wave", "cluster_fits")


@dataclass(frozen=True)
class Clusters:
    """The tables of the structure tests."""

    clusters: pd.DataFrame
    clusters_by_project: pd.DataFrame
    cluster_memberships: pd.DataFrame
    clusters_by_wave: pd.DataFrame
    cluster_fits: pd.DataFrame
    structure: pd.DataFrame


def main() -> None:
    projects, scores, chosen = files.read("projects"), files.read("scores_by_respondent"), files.params("cluster")
    placed = compass.place(projects)
    sortings = {
        "self": portraits.self_declared(files.read("clean_responses")),
        "coders": dict(zip(placed["project"], placed["objective"], strict=True)),
    }
    indicators, limits = files.read("indicators_by_project"), rulers.load_rulers()
    found = cluster(indicators, scores, projects, instrument.load(), limits, sortings, chosen)
    files.write("clusters", found.clusters)
    files.write("clusters_by_project", found.clusters_by_project)
    files.write("cluster_memberships", found.cluster_memberships)
    files.write("clusters_by_wave", found.clusters_by_wave)
    files.write("cluster_fits", found.cluster_fits)
    files.write("structure", found.structure)
    files.write("compass_by_project", placed)
    files.write("compass_cells_by_project", compass_cells.cells(projects, scores, chosen))


def cluster(
    indicators: pd.DataFrame,
    scores: pd.DataFrame,
    projects: pd.DataFrame,
    asked: Instrument,
    limits: Rulers,
    sortings: Mapping[str, Mapping[str, str]],
    chosen: Mapping[str, Any],
) -> Clusters:
    """Where the projects stand on the difference scales, types unseen, and whether they fall into kinds (C8, C9).

    `sortings`: other ways to sort the projects, by name (self, coders), that the clusters are held against. With fewer projects
    on a side than the gate asks for, all tables but `structure` are empty; that one then has a `reason` and no `verdict`. A
    reason beside a verdict tells who was left out, or what was filled in.
    """
    sample, counts, why = kinds.entered(indicators, scores, projects, asked, limits, chosen)
    if why:
        figures = counts | {"reason": kinds.joined(why, *sample.notes)}
        return Clusters(**{name: files.empty(name) for name in TABLES}, structure=kinds.table(figures))
    search = kinds.search_of(chosen)
    null = Null(chosen["null_draws"], chosen["null_starts"], chosen["null_quantile"])
    axes = structure.principal_components(sample.values)
    axis = axes.scores[:, 0]
    two = structure.two_against_one(axis, search)
    choice = choose(sample.values, chosen["largest_k"], search, null)
    found = _by_project(sample, axes, two, choice, scores, chosen)
    labels = found["cluster"].to_numpy("int64")
    by_wave = movers.clusters_by_wave(scores, sample, labels, choice.mixture, chosen)
    names = {code: asked.indicators[code].name_en for code in sample.scales}
    figures = {
        **counts,
        **_loadings(sample, axes),
        **kinds.deciding(sample, axis, two, limits, natures(latest(projects), limits.digital)),
        **kinds.beside(sample, axis, two, chosen),
        **kinds.bound(sample, axis, limits, chosen),
        **_clusters(sample, choice, chosen),
        **alternates.against(sample, labels, _types(sample), "clusters", chosen),
        **alternates.against(sample, labels, _sides(sample), "sides", chosen),
        **_sorted_otherwise(sample, labels, sortings, chosen),
        **alternates.other_searches(sample, labels, choice, chosen),
        **alternates.other_methods(sample, labels, choice, chosen),
        **movers.moved(by_wave),
    }
    return Clusters(
        portraits.portraits(sample, labels, choice.mixture, names, chosen),
        found,
        portraits.memberships(sample, choice.mixture, structure.by_size(choice.mixture, axis)),
        by_wave,
        _fits(choice),
        kinds.table(figures),
    )


def _types(sample: Sample) -> dict[str, str]:
    return dict(zip(sample.table["project"], sample.table["declared_type"], strict=True))


def _sides(sample: Sample) -> dict[str, str]:
    """The declared side of each project; hybrids have none."""
    return {project: "PP" if t in PEER else "SSE" for project, t in _types(sample).items() if t in PEER + SOCIAL}


def _sorted_otherwise(
    sample: Sample, labels: NDArray[np.int64], sortings: Mapping[str, Mapping[str, str]], chosen: Mapping[str, Any]
) -> Figures:
    return {
        key: value
        for name, sorting in sortings.items()
        for key, value in alternates.against(sample, labels, sorting, name, chosen).items()
    }


def _loadings(sample: Sample, axes: Axes) -> Figures:
    """The loadings of the scales on both axes, and the share of the variance that each axis holds."""
    ends = (("loading", 0), ("loading2", 1))
    shares = {f"share_pc{i + 1}": float(axes.scores[:, i].var() / len(sample.scales)) for i in (0, 1)}
    found = {f"{name}_{c}": float(axes.loadings[i, j]) for name, j in ends for i, c in enumerate(sample.scales)}
    return {**found, **shares}


def _clusters(sample: Sample, choice: Choice, chosen: Mapping[str, Any]) -> Figures:
    """The mixture chosen, and one common factor against two classes in BIC (positive favours the factor)."""
    classes = next(m for m in choice.fits if (m.family, m.k) == ("VVI", 2))
    return {
        "k": choice.mixture.k,
        "best_k": choice.best_k,
        "gain": choice.gain,
        "null_threshold": choice.threshold,
        "family": choice.mixture.family,
        "icl_k": max((m for m in choice.fits if np.isfinite(m.icl)), key=lambda m: m.icl).k,
        "factor_gain": structure.one_factor_bic(sample.values, chosen["variance_floor"]) - classes.bic,
    }


def _by_project(
    sample: Sample, axes: Axes, two: TwoAgainstOne, choice: Choice, scores: pd.DataFrame, chosen: Mapping[str, Any]
) -> pd.DataFrame:
    labels, probability = structure.canonical(choice.mixture, axes.scores[:, 0])
    place = separation.between(sample.values, sample.side(PEER), sample.side(SOCIAL))
    drawn = members.places(scores, sample, place, choice.mixture, chosen)
    return sample.table.assign(
        pc1=axes.scores[:, 0],
        pc2=axes.scores[:, 1],
        two_class=two.classes.astype("int8"),
        cluster=labels.astype("int8"),
        probability=probability,
        stays=drawn.stays,
        place=place,
        place_low=drawn.low,
        place_high=drawn.high,
    )


def _fits(choice: Choice) -> pd.DataFrame:
    columns = {
        name: [getattr(m, name) for m in choice.fits] for name in ("family", "k", "loglik", "parameters", "bic", "icl")
    }
    return pd.DataFrame(columns).astype({"family": "str", "k": "int8", "parameters": "int32"})


if __name__ == "__main__":
    files.run(main)
