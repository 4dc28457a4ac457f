"""What the clusters of projects are: how stable, where they differ and in words, and who belongs to them how probably."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline import files
from pipeline.profiles import Sample
from pipeline.stats import stability
from pipeline.stats.mixture import Mixture, Search

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
TYPES = ("PP", "SOC", "SOL", "HYB")
SELF_TYPES = {1: "PP", 2: "SOC", 3: "SOL", 4: "several", 5: "none"}  # the codes of S04


def portraits(
    sample: Sample, labels: Labels, mixture: Mixture, names: Mapping[str, str], chosen: Mapping[str, Any]
) -> pd.DataFrame:
    """The table clusters, from labels (n,) numbered from 1.

    Differences are the mean of the cluster less that of all other projects, in points of the scale and not standardised;
    words are there only where at least `profile_scales` scales differ by `profile_points`. One single cluster has neither
    stability nor differences.
    """
    search = Search(chosen["stability_starts"], chosen["smallest_component"], chosen["variance_floor"], chosen["seed"])
    alone = mixture.k == 1
    jaccard = np.full(1, np.nan)
    if not alone:
        draws = int(chosen["stability_draws"])
        jaccard = stability.bootstrap_jaccard(sample.values, labels - 1, mixture.family, draws, search)
    certain = mixture.probabilities.max(axis=1)
    rows = []
    for number in range(1, mixture.k + 1):
        inside = labels == number
        gaps = differences(sample.points, inside)
        apart = {c: gap for c, gap in zip(sample.scales, gaps, strict=True) if abs(gap) >= chosen["profile_points"]}
        told = profile(apart, names) if len(apart) >= chosen["profile_scales"] else None
        counts = {f"projects_{t}": int((sample.table["declared_type"][inside] == t).sum()) for t in TYPES}
        rows.append(
            {"cluster": number, "projects": int(inside.sum()), **counts, "mean_probability": certain[inside].mean()}
            | {"jaccard": jaccard[number - 1], "stability": worded(float(jaccard[number - 1]), chosen)}
            | {"scales_apart": len(apart), "profile": told}
            | {f"difference_{c}": gap for c, gap in zip(sample.scales, gaps, strict=True)}
            | {f"mean_{c}": mean for c, mean in zip(sample.scales, _means(sample.points[inside]), strict=True)}
        )
    registered = {c: str(t) for c, t in files.empty("clusters").dtypes.items()}
    return pd.DataFrame(rows).astype(registered)


def differences(points: Array, inside: NDArray[np.bool_]) -> Array:
    """Means of the cases inside less those of the others (scales,), in points; NaN where either side has no value."""
    return _means(points[inside]) - _means(points[~inside])


def profile(apart: Mapping[str, float], names: Mapping[str, str]) -> str:
    """`higher on a (by 1.2 points), b (0.7); lower on c (2.0)`, the largest difference first."""
    said = []
    for word, sign in (("higher", 1), ("lower", -1)):
        own = sorted(((abs(gap), code) for code, gap in apart.items() if gap * sign > 0), key=lambda pair: -pair[0])
        listed = ", ".join(f"{names[code]} ({size:.1f})" for size, code in own)
        said += [f"{word} on {listed}"] if own else []
    return "; ".join(said)


def worded(jaccard: float, chosen: Mapping[str, Any]) -> str | None:
    """Hennig's words for a mean Jaccard similarity; None where there is none."""
    if not np.isfinite(jaccard):
        return None
    if jaccard >= chosen["stable_from"]:
        return "stable"
    return "pattern" if jaccard >= chosen["pattern_from"] else "dissolved"


def memberships(sample: Sample, mixture: Mixture, order: Labels) -> pd.DataFrame:
    """The table cluster_memberships: every project's probability of each cluster, `order` (k,) of the components."""
    n, k = len(sample.table), mixture.k
    return pd.DataFrame(
        {
            "project": np.repeat(sample.table["project"].to_numpy(), k),
            "declared_type": np.repeat(sample.table["declared_type"].to_numpy(), k),
            "cluster": np.tile(np.arange(1, k + 1), n).astype("int8"),
            "probability": mixture.probabilities[:, order].ravel(),
        }
    ).astype({"project": "str", "declared_type": "str"})


def self_declared(responses: pd.DataFrame) -> dict[str, str]:
    """The type that most respondents of each project gave it (S04, primary set); without projects whose first is a tie."""
    if "S04" not in responses.columns:
        return {}
    rows = responses[responses["in_primary"] & responses["project"].notna() & responses["S04"].isin(list(SELF_TYPES))]
    counts = rows.groupby(["project", "S04"]).size().rename("n").reset_index()
    counts = counts[counts["n"] == counts.groupby("project")["n"].transform("max")]
    single = counts[~counts.duplicated("project", keep=False)]
    return {str(project): SELF_TYPES[int(code)] for project, code in zip(single["project"], single["S04"], strict=True)}


def _means(points: Array) -> Array:
    n = np.isfinite(points).sum(axis=0)
    with np.errstate(invalid="ignore"):
        result: Array = np.nansum(points, axis=0) / n
    return result
