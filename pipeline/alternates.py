"""The clusters held against other sortings of the projects, other searches and other methods."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.kinds import Figures, search_of
from pipeline.profiles import Sample
from pipeline.stats import stability
from pipeline.stats.agreement import agreement, rand_index
from pipeline.stats.classless import Choice
from pipeline.stats.mixture import fit

Labels = NDArray[np.int64]


def against(sample: Sample, labels: Labels, other: Mapping[str, str], name: str, chosen: Mapping[str, Any]) -> Figures:
    """Agreement of the clusters with another sorting, of the projects that it has: both indices with their intervals over
    projects and their probabilities under shuffled labels. Nothing where it has none."""
    sorted_as = sample.table["project"].map(dict(other))
    known = sorted_as.notna().to_numpy(dtype=bool)
    if not known.any():
        return {}
    draws = chosen["permutations"], chosen["bootstrap_draws"], chosen["seed"]
    found = agreement(labels[known], sorted_as[known].to_numpy(dtype=str), *draws)
    rand = {"ari": found.ari, "ari_low": found.low, "ari_high": found.high, "ari_p": found.p}
    mutual = {"ami": found.ami, "ami_low": found.ami_low, "ami_high": found.ami_high, "ami_p": found.ami_p}
    return {f"{name}_n": int(known.sum()), **{f"{name}_{key}": value for key, value in (rand | mutual).items()}}


def other_searches(sample: Sample, labels: Labels, choice: Choice, chosen: Mapping[str, Any]) -> Figures:
    """The same family searched for anew with other seeds: how many of them find the same best number of clusters, and how
    far the one that agrees least agrees with the clusters."""
    own, family = choice.mixture, choice.mixture.family
    best = max((m for m in choice.fits if m.family == family and np.isfinite(m.bic)), key=lambda m: m.bic).k
    same, agreed = 0, [1.0]
    for number in range(1, chosen["other_seeds"] + 1):
        search = replace(search_of(chosen), seed=chosen["seed"] + number)
        fits = [fit(sample.values, family, k, search) for k in range(1, chosen["largest_k"] + 1)]
        same += max((m for m in fits if np.isfinite(m.bic)), key=lambda m: m.bic).k == best
        again = fits[own.k - 1]
        if own.k > 1:
            agreed.append(rand_index(labels, again.classes) if np.isfinite(again.loglik) else 0.0)
    return {"other_seeds": chosen["other_seeds"], "other_seeds_same_k": same, "other_seeds_ari": min(agreed)}


def other_methods(sample: Sample, labels: Labels, choice: Choice, chosen: Mapping[str, Any]) -> Figures:
    """Ward's method and k-means: the number of groups that they would form (largest mean silhouette), and how far theirs,
    as many as there are clusters (two where there is one), agree with the clusters and with the declared types."""
    k, types = max(choice.mixture.k, 2), sample.table["declared_type"].to_numpy(dtype=str)
    found: Figures = {}
    for name in ("ward", "k_means"):
        sorted_by = {
            n: stability.ward(sample.values, n)
            if name == "ward"
            else stability.k_means(sample.values, n, chosen["starts"], chosen["seed"])
            for n in range(2, chosen["largest_k"] + 1)
        }
        widths = {n: stability.silhouette(sample.values, own) for n, own in sorted_by.items()}
        found[f"{name}_k"] = max(widths, key=lambda n: widths[n])
        found[f"{name}_ari"] = rand_index(labels, sorted_by[k]) if choice.mixture.k > 1 else None
        found[f"{name}_types_ari"] = rand_index(types, sorted_by[k])
    return found
