"""Clusters of projects, kinds or one scale, and the social enterprise compass."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline import compass, compass_cells, files, instrument, movers, portraits, rulers
from pipeline.instrument import Instrument
from pipeline.profiles import PEER, SOCIAL, Sample, hybrid_share, sample_of, too_few
from pipeline.rulers import Rulers
from pipeline.stats import structure
from pipeline.stats.agreement import agreement
from pipeline.stats.classless import Choice, Null, choose
from pipeline.stats.mixture import Search
from pipeline.stats.structure import Axes, TwoAgainstOne

Array = NDArray[np.float64]
Figures = dict[str, float | str | None]
TABLES = ("clusters", "clusters_by_project", "cluster_memberships", "clusters_by_wave", "cluster_fits")
WORDED = ("verdict", "reason", "family")


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
    sample = sample_of(indicators, scores, asked.difference, chosen)
    counts: Figures = {
        "n_projects": len(sample.table),
        "n_left_out": sample.left_out,
        "hybrid_share": hybrid_share(projects),
    }
    why = too_few(sample, limits.gate_projects)
    if why:
        figures = counts | {"reason": _joined(why, *sample.notes)}
        return Clusters(**{name: files.empty(name) for name in TABLES}, structure=_structure(figures))
    search = Search(chosen["starts"], chosen["smallest_component"], chosen["variance_floor"], chosen["seed"])
    null = Null(chosen["null_draws"], chosen["null_starts"], chosen["null_quantile"])
    axes = structure.principal_components(sample.values)
    two = structure.two_against_one(axes.scores[:, 0], search)
    choice = choose(sample.values, chosen["largest_k"], search, null)
    mixture, axis = choice.mixture, axes.scores[:, 0]
    table = _by_project(sample, axes, two, choice)
    labels = table["cluster"].to_numpy("int64")
    by_wave = movers.clusters_by_wave(scores, sample, labels, mixture, chosen)
    names = {code: asked.indicators[code].name_en for code in sample.scales}
    figures = {
        **counts,
        **{f"loading_{code}": float(axes.loadings[i, 0]) for i, code in enumerate(sample.scales)},
        **_kinds(sample, axis, two, limits, chosen),
        **_clusters(sample, labels, choice, chosen),
        **{
            key: value
            for name in sortings
            for key, value in portraits.against(sample, labels, sortings[name], name, chosen).items()
        },
        **portraits.others(sample, labels, mixture, chosen),
        **movers.moved(by_wave),
    }
    return Clusters(
        portraits.portraits(sample, labels, mixture, names, chosen),
        table,
        portraits.memberships(sample, mixture, structure.by_size(mixture, axis)),
        by_wave,
        _fits(choice),
        _structure(figures),
    )


def _kinds(sample: Sample, axis: Array, two: TwoAgainstOne, limits: Rulers, chosen: Mapping[str, Any]) -> Figures:
    """The verdict of C8 and what it rests on; what sets the two sides apart is of the projects that are no hybrids."""
    first = sample.side(PEER)
    pure = first | sample.side(SOCIAL)
    peer = first[pure]
    statistic, p = structure.dip(axis)
    found = agreement(peer, two.classes[pure], chosen["permutations"], chosen["bootstrap_draws"], chosen["seed"])
    return {
        "dip": statistic,
        "dip_p": p,
        "delta_bic": two.delta_bic,
        "bimodality": structure.bimodality(axis),
        "ari": found.ari,
        "ari_low": found.low,
        "ari_high": found.high,
        "ari_p": found.p,
        "auc": structure.auc_leave_one_out(sample.values[pure], peer),
        "wrong_side": structure.wrong_side(axis[pure], peer),
        "overlap": structure.overlap(axis[pure], peer),
        "verdict": structure.kind(p, two.delta_bic, found.ari, limits.taxon),
        "reason": _joined(*sample.notes),
    }


def _clusters(sample: Sample, clusters: NDArray[Any], choice: Choice, chosen: Mapping[str, Any]) -> Figures:
    """The mixture chosen, how far its clusters agree with the declared types, hybrids among them, and one common factor
    against two classes in BIC (positive favours the factor)."""
    types = sample.table["declared_type"].to_numpy()
    found = agreement(types, clusters, chosen["permutations"], chosen["bootstrap_draws"], chosen["seed"])
    classes = next(m for m in choice.fits if (m.family, m.k) == ("VVI", 2))
    return {
        "k": choice.mixture.k,
        "best_k": choice.best_k,
        "gain": choice.gain,
        "null_threshold": choice.threshold,
        "family": choice.mixture.family,
        "clusters_ari": found.ari,
        "clusters_ari_low": found.low,
        "clusters_ari_high": found.high,
        "clusters_ari_p": found.p,
        "ami": found.ami,
        "factor_gain": structure.one_factor_bic(sample.values, chosen["variance_floor"]) - classes.bic,
    }


def _by_project(sample: Sample, axes: Axes, two: TwoAgainstOne, choice: Choice) -> pd.DataFrame:
    labels, probability = structure.canonical(choice.mixture, axes.scores[:, 0])
    return sample.table.assign(
        pc1=axes.scores[:, 0],
        pc2=axes.scores[:, 1],
        two_class=two.classes.astype("int8"),
        cluster=labels.astype("int8"),
        probability=probability,
    )


def _fits(choice: Choice) -> pd.DataFrame:
    columns = {name: [getattr(m, name) for m in choice.fits] for name in ("family", "k", "loglik", "parameters", "bic")}
    return pd.DataFrame(columns).astype({"family": "str", "k": "int8", "parameters": "int32"})


def _structure(figures: Figures) -> pd.DataFrame:
    """One row per figure that there is; numbers that are not finite are missing."""
    there = {name: value for name, value in figures.items() if value is not None}
    values = np.array([None if name in WORDED else value for name, value in there.items()], dtype="float64")
    words = [value if name in WORDED else None for name, value in there.items()]
    table = {"figure": list(there), "value": np.where(np.isfinite(values), values, np.nan), "words": words}
    return pd.DataFrame(table).astype({"figure": "str", "words": "str"})


def _joined(*phrases: str) -> str | None:
    return "; ".join(phrases) or None


if __name__ == "__main__":
    main()
