"""Kinds or one scale: the clusters against the declared types, the figures of the tests, the compass."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pipeline.html import words
from pipeline.sections import clusters, compass, disclosure, kinds, kinds_rates, project_map
from pipeline.sections.material import TYPES, Material, Row, rows

SENTENCES: Mapping[str, str] = {
    "kinds": "The projects fall into two kinds, and these are the declared ones.",
    "continuum": "The projects lie along one scale, as far as so many projects can tell.",
    "undecided": "The tests leave open whether there are two kinds or one scale.",
    "kinds, not the declared ones": "The projects fall into two kinds, but not into the declared ones.",
}
# name of the figure -> its label and what it tells
CLUSTERS: Mapping[str, tuple[str, str]] = {
    "k": ("Number of clusters", "chosen against data without classes"),
    "best_k": ("Number that fits best by BIC", "before it is asked whether data without classes would do as well"),
    "icl_k": ("Number that fits best by ICL", "which takes off what clusters that run into one another cost"),
    "gain": ("Gain of the mixture", "in BIC over a single cluster; where one was chosen, of the best beside it"),
    "null_threshold": (
        "Gain that classless data reach",
        "in 95 of 100 draws without classes the gain stays below this",
    ),
    "other_seeds_same_k": ("Searches with another seed that agree", "on the number that fits best in this family"),
    "other_seeds_ari": ("Lowest agreement of these searches", "adjusted Rand index with the clusters shown"),
}
KINDS = ("kinds", "kinds, not the declared ones")
ALONE = "Without the labels no clusters are found: one group describes the projects no worse than several would."
BESIDE = (
    "That the test above finds two kinds all the same is no contradiction: it looks at the first axis alone, while several "
    "clusters must describe all twelve scales so much better that data without classes would hardly do as well."
)
PIECES = (
    "They may be pieces of one scale: one on which the projects are spread evenly is often cut up so. Whether there are kinds, "
    "the tests above say."
)
ONE_LINE = (
    0.9  # pieces of one scale had 0.93 and more of their differences along one line (50 simulated ones, three clusters)
)
WHOLE, GAINS = {"n_projects", "n_left_out", "k", "best_k", "icl_k"}, {"gain", "null_threshold"}
SORTINGS = (
    ("sides", "Declared sides", "peer production against social and solidarity economy, hybrids left out"),
    ("clusters", "Declared types", "all four, from the register"),
    ("self", "Self-declared types", "the type that most respondents of a project chose"),
    ("coders", "Coders' objective", "the primary objective by the mean of the two coders' grades"),
)
METHODS = (("ward", "Ward's method"), ("k_means", "k-means"))


@dataclass(frozen=True)
class Crosstab:
    """Groups found by the machine against declared types: counts of projects, or that they are withheld."""

    columns: tuple[str, ...]
    lines: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Sorting:
    """Another way to sort the projects: both indices of its agreement with the clusters, with what chance gives."""

    name: str
    what: str
    projects: str
    indices: tuple[tuple[str, str, str], ...]


def context(material: Material) -> dict[str, Any]:
    """What templates/structure.html lays out."""
    values = {row["figure"]: row for row in rows(material.structure)}
    verdict = (values.get("verdict") or {}).get("words")
    reason = (values.get("reason") or {}).get("words")
    return {
        "verdict": verdict,
        "finder": material.finder,
        "sentence": SENTENCES.get(verdict or "", "Whether there are two kinds could not be tested."),
        "reason": words.sentence(reason) if reason else "",
        "excluded": kinds.excluded(values) if verdict == "continuum" else "",
        "capped": kinds.capped(verdict, material),
        "members": kinds.members(values, material),
        "counts": [_number(values, name) or 0 for name in ("n_projects", "n_left_out")],
        "hybrid_share": _number(values, "hybrid_share"),
        "hybrids_entered": _number(values, "hybrids_entered"),
        "cluster_figures": _figures(values),
        "sortings": _sortings(values),
        "methods": _methods(values),
        "clusters_sentence": _clusters_sentence(values, material.portraits),
        "gap": _sampling_gap(values, material),
        "loadings": _loadings(values, material),
        "clusters": _crosstab(material, "cluster", "Cluster"),
        "two_classes": _crosstab(material, "two_class", "Class"),
        "crosstab_withheld": any(
            disclosure.withheld_groups(material.clusters, column, material.smallest)
            for column in ("cluster", "two_class")
        ),
        "smallest": material.smallest,
        "taxon": material.rulers.taxon,
        "fits": [
            (row["family"], row["k"], row["parameters"], words.number(row["bic"], 1), words.number(row["icl"], 1))
            for row in rows(material.fits)
        ],
        "family": (values.get("family") or {}).get("words"),
        **kinds_rates.context(material.kinds_rates),
        **project_map.context(material, values),
        **clusters.context(material),
        **compass.context(material),
    }


def _number(values: Mapping[str, Row], name: str) -> float | None:
    found: float | None = values[name]["value"] if name in values else None
    return found


def _figures(values: Mapping[str, Row]) -> list[tuple[str, str, str]]:
    """Label, value and meaning of the figures of the clusters that are there."""
    seeds = _number(values, "other_seeds")
    found = []
    for name, (label, meaning) in CLUSTERS.items():
        value = _number(values, name)
        if value is not None:
            said = words.number(value, 0 if name in WHOLE else 1 if name in GAINS else 2)
            said = f"{words.number(value, 0)} of {words.number(seeds, 0)}" if name == "other_seeds_same_k" else said
            found.append((label, said, words.capital(meaning)))
    return found


def _sortings(values: Mapping[str, Row]) -> list[Sorting]:
    """The sortings that the clusters were held against; none where there is one cluster, which agrees with nothing."""
    found = []
    for name, label, what in SORTINGS:
        n, ari = _number(values, f"{name}_n"), _number(values, f"{name}_ari")
        if n is None or ari is None or _number(values, "k") == 1:
            continue
        indices = tuple(
            (
                words.number(_number(values, f"{name}_{index}")),
                words.interval(_number(values, f"{name}_{index}_low"), _number(values, f"{name}_{index}_high"), None),
                words.probability(_number(values, f"{name}_{index}_p")),
            )
            for index in ("ari", "ami")
        )
        found.append(Sorting(label, what, words.number(n, 0), indices))
    return found


def _methods(values: Mapping[str, Row]) -> list[tuple[str, ...]]:
    """Name, groups that the method would form, its agreement with the clusters and with the declared types."""
    known = [(name, label) for name, label in METHODS if _number(values, f"{name}_k") is not None]
    return [
        (
            label,
            words.number(_number(values, f"{name}_k"), 0),
            words.number(_number(values, f"{name}_ari")),
            words.number(_number(values, f"{name}_types_ari")),
        )
        for name, label in known
    ]


def _clusters_sentence(values: Mapping[str, Row], portraits: pd.DataFrame) -> str:
    k = _number(values, "k")
    if k is None:
        return ""
    verdict = (values.get("verdict") or {}).get("words")
    if k == 1:
        return f"{ALONE} {BESIDE}" if verdict in KINDS else ALONE
    said = f"Without the labels, the projects fall into {words.number(k, 0)} clusters."
    if verdict in KINDS:
        return said
    share = along_one_line(portraits)
    if share >= ONE_LINE:
        return f"{said} {PIECES}"
    return (
        f"{said} They are no pieces of one scale: only {words.percent(share)} of the differences between them lie along one "
        f"line, where pieces of a scale have over {words.percent(ONE_LINE)}. The tests above ask for two kinds only."
    )


def along_one_line(portraits: pd.DataFrame) -> float:
    """The share of the differences between the mean profiles of clusters, weighted by their projects, that lies along the line
    on which most of it lies; 1 for two clusters."""
    means = portraits[[c for c in portraits.columns if c.startswith("mean_") and c != "mean_probability"]]
    points, n = means.dropna(axis=1).to_numpy("float64"), portraits["projects"].to_numpy("float64")[:, None]
    if len(points) < 3 or not points.shape[1]:
        return 1.0
    spread = np.linalg.svd(np.sqrt(n) * (points - (n * points).sum(axis=0) / n.sum()), compute_uv=False) ** 2
    return float(spread[0] / spread.sum()) if spread.sum() > 0 else 1.0


def _sampling_gap(values: Mapping[str, Row], material: Material) -> bool:
    """Whether there are so few hybrid projects, in the register or among those tested, that two kinds would be made by the
    sampling."""
    limits = material.rulers.taxon
    known = ((_number(values, "hybrid_share"), "hybrids"), (_number(values, "hybrids_entered"), "hybrids_entering"))
    return any(share is not None and share < limits[name] for share, name in known)


def _loadings(values: Mapping[str, Row], material: Material) -> list[tuple[str, str, str]]:
    """What the axes are made of: the scales with their loadings on both, the largest on the first axis first."""
    found = {code: _number(values, f"loading_{code}") for code in material.instrument.difference}
    known = sorted(
        ((code, value) for code, value in found.items() if value is not None), key=lambda pair: -abs(pair[1])
    )
    names = material.instrument.indicators
    return [
        (f"{names[code].name_en} ({code})", words.number(value), words.number(_number(values, f"loading2_{code}")))
        for code, value in known
    ]


def _crosstab(material: Material, column: str, label: str) -> Crosstab | None:
    clusters = material.clusters
    if not len(clusters):
        return None
    hidden = disclosure.withheld_groups(clusters, column, material.smallest)
    columns = tuple(code for code in TYPES if (clusters["declared_type"] == code).any())
    lines = []
    for group in sorted(int(value) for value in clusters[column].unique()):
        types = clusters.loc[clusters[column] == group, "declared_type"]
        told = ("withheld" if (str(group), code) in hidden else f"{int((types == code).sum()):,}" for code in columns)
        lines.append((f"{label} {group}", (*told, f"{len(types):,}")))
    return Crosstab(columns, tuple(lines))
