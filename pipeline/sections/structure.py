"""Kinds or one scale: the clusters against the declared types, the figures of the tests, the compass."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.html import charts, words
from pipeline.html.pictures import Picture
from pipeline.sections import clusters, compass
from pipeline.sections.material import TYPES, Material, Row, rows

SENTENCES: Mapping[str, str] = {
    "kinds": "The projects fall into two kinds, and these are the declared ones.",
    "continuum": "The projects lie along one scale: there are not two kinds.",
    "undecided": "The tests leave open whether there are two kinds or one scale.",
    "kinds, not the declared ones": "The projects fall into two kinds, but not into the declared ones.",
}
# name of the figure -> its label and what it tells
KINDS: Mapping[str, tuple[str, str]] = {
    "n_projects": ("Projects in the test", "projects with enough answers on the twelve difference scales"),
    "n_left_out": ("Projects left out", "too few of the twelve scales are known of them"),
    "dip": ("Dip statistic", "how far the distribution on the first axis is from having one peak"),
    "dip_p": ("Dip test, probability", "how often a distribution with one peak would look like this one or worse"),
    "delta_bic": ("Two groups against one", "gain in BIC on the first axis: the larger, the more it speaks for two"),
    "ari": ("Agreement with the declared sides", "adjusted Rand index, hybrids left out: 1 the same sorting, 0 chance"),
    "ari_p": ("Agreement by chance", "how often shuffled labels agree as well"),
    "bimodality": ("Bimodality coefficient", "above 0.56 hints at two peaks; shown, not judged"),
    "auc": (
        "Telling the sides apart",
        "how often a peer-production project ranks beyond one of the other side; 0.5 is chance",
    ),
    "wrong_side": ("On the wrong side", "share of the projects that would be taken for the other side's"),
    "hybrid_share": ("Hybrid projects in the register", "as a share of the others"),
}
CLUSTERS: Mapping[str, tuple[str, str]] = {
    "k": ("Number of clusters", "chosen against data without classes"),
    "best_k": ("Number that fits best", "before it is asked whether data without classes would do as well"),
    "gain": ("Gain of the best mixture", "in BIC over a single cluster"),
    "null_threshold": (
        "Gain that classless data reach",
        "in 95 of 100 draws without classes the gain stays below this",
    ),
    "clusters_ari": (
        "Agreement with the declared types",
        "adjusted Rand index, hybrids included: 1 the same sorting, 0 chance",
    ),
    "clusters_ari_p": ("Agreement by chance", "how often shuffled labels agree as well"),
    "ami": ("Agreement, second measure", "adjusted mutual information: 1 the same, 0 chance"),
    "self_ari": ("Agreement with the self-declared types", "the type that most respondents of a project chose"),
    "coders_ari": ("Agreement with the coders", "the primary objective by the mean of their grades"),
    "other_starts_ari": ("Agreement with other starts", "the same mixture, searched for anew with another seed"),
    "ward_ari": ("Agreement with Ward's method", "as many clusters, found in another way"),
    "k_means_ari": ("Agreement with k-means", "as many clusters, found in a third way"),
}
WHOLE, GAINS = {"n_projects", "n_left_out", "k", "best_k"}, {"delta_bic", "gain", "null_threshold"}
PROBABILITIES, SHARES = {"dip_p", "ari_p", "clusters_ari_p"}, {"wrong_side", "hybrid_share"}


@dataclass(frozen=True)
class Crosstab:
    """Groups found by the machine against declared types: counts of projects."""

    columns: tuple[str, ...]
    lines: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True)
class Place:
    """A project on the map that may be named."""

    project: str
    type: str
    respondents: int
    pc1: str
    pc2: str
    cluster: int
    probability: str


def context(material: Material) -> dict[str, Any]:
    """What templates/structure.html lays out."""
    values = {row["figure"]: row for row in rows(material.structure)}
    verdict = (values.get("verdict") or {}).get("words")
    reason = (values.get("reason") or {}).get("words")
    shown = material.clusters[material.clusters["n_respondents"] >= material.smallest]
    return {
        "verdict": verdict,
        "finder": material.finder if len(shown) else [],
        "sentence": SENTENCES.get(verdict or "", "Whether there are two kinds could not be tested."),
        "reason": words.sentence(reason) if reason else "",
        "figures": _figures(KINDS, values),
        "cluster_figures": _figures(CLUSTERS, values),
        "clusters_sentence": _clusters_sentence(values),
        "gap": _sampling_gap(values, material),
        "loadings": _loadings(values, material),
        "clusters": _crosstab(material.clusters, "cluster", "Cluster"),
        "two_classes": _crosstab(material.clusters, "two_class", "Class"),
        "map": _map(shown, material),
        "places": _places(shown),
        "withheld": len(material.clusters) - len(shown),
        "smallest": material.smallest,
        "taxon": material.rulers.taxon,
        "fits": [
            (row["family"], row["k"], row["parameters"], words.number(row["bic"], 1)) for row in rows(material.fits)
        ],
        "family": (values.get("family") or {}).get("words"),
        **clusters.context(material),
        **compass.context(material),
    }


def _number(values: Mapping[str, Row], name: str) -> float | None:
    found: float | None = values[name]["value"] if name in values else None
    return found


def _figures(wanted: Mapping[str, tuple[str, str]], values: Mapping[str, Row]) -> list[tuple[str, str, str]]:
    """Label, value and meaning of the figures that are there; an interval follows its estimate."""
    found = []
    for name, (label, meaning) in wanted.items():
        value, low, high = (_number(values, name + end) for end in ("", "_low", "_high"))
        if value is not None:
            ends = words.interval(low, high, None)
            found.append((label, _value(name, value) + (f" ({ends})" if ends else ""), meaning))
    return found


def _clusters_sentence(values: Mapping[str, Row]) -> str:
    k = _number(values, "k")
    if k is None:
        return ""
    if k == 1:
        return "Without the labels no clusters are found: one group describes the projects no worse than several would."
    return f"Without the labels, the projects fall into {words.number(k, 0)} clusters."


def _sampling_gap(values: Mapping[str, Row], material: Material) -> bool:
    """Whether the register holds so few hybrid projects that two kinds would be made by the sampling."""
    share = _number(values, "hybrid_share")
    return share is not None and share < material.rulers.taxon["hybrids"]


def _loadings(values: Mapping[str, Row], material: Material) -> list[tuple[str, str]]:
    """What the first axis is made of: the scales with their loadings, the largest in size first."""
    found = {code: _number(values, f"loading_{code}") for code in material.instrument.difference}
    known = sorted(
        ((code, value) for code, value in found.items() if value is not None), key=lambda pair: -abs(pair[1])
    )
    names = material.instrument.indicators
    return [(f"{names[code].name_en} ({code})", words.number(value)) for code, value in known]


def _value(name: str, value: float) -> str:
    if name in PROBABILITIES:
        return words.probability(value)
    if name in SHARES:
        return words.percent(value)
    return words.number(value, 0 if name in WHOLE else 1 if name in GAINS else 2)


def _crosstab(clusters: pd.DataFrame, column: str, label: str) -> Crosstab | None:
    if not len(clusters):
        return None
    columns = tuple(code for code in TYPES if (clusters["declared_type"] == code).any())
    lines = []
    for group in sorted(int(value) for value in clusters[column].unique()):
        types = clusters.loc[clusters[column] == group, "declared_type"]
        lines.append((f"{label} {group}", (*(int((types == code).sum()) for code in columns), len(types))))
    return Crosstab(columns, tuple(lines))


def _map(shown: pd.DataFrame, material: Material) -> Picture | None:
    if not len(shown):
        return None
    spots = [
        charts.Spot(material.project_numbers.get(row["project"], 0), row["declared_type"], row["pc1"], row["pc2"])
        for row in rows(shown)
    ]
    means = shown.groupby("declared_type")["pc1"].mean()
    said = [f"{words.TYPES[code]} {words.number(float(means[code]))}" for code in TYPES if code in means.index]
    alternative = f"{words.count(len(shown), 'project')}; mean on the first axis: {words.listing(said)}."
    return charts.projects("map", "The projects on the two main axes of the difference scales", alternative, spots)


def _places(shown: pd.DataFrame) -> list[Place]:
    return [
        Place(
            project=row["project"],
            type=row["declared_type"],
            respondents=int(row["n_respondents"]),
            pc1=words.number(row["pc1"]),
            pc2=words.number(row["pc2"]),
            cluster=int(row["cluster"]),
            probability=words.percent(row["probability"]),
        )
        for row in rows(shown)
    ]
