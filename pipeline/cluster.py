"""Clusters of projects found without their labels, kinds or continuum, and the compass."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from pipeline import compass, files, instrument
from pipeline.profiles import SSE, Profiles, profiles, too_few
from pipeline.rulers import Rulers, load_rulers
from pipeline.stats.agreement import adjusted_rand, adjusted_rand_index, contingency, permutation_p
from pipeline.stats.mixture import FAMILIES, Mixture, fit, fit_many, parameters
from pipeline.stats.structure import (
    bimodality_coefficient,
    left_out_separation,
    principal_components,
    two_against_one,
)

Array = NDArray[np.float64]
Figures = dict[str, float | str]


def main() -> None:
    projects, indicators = files.read("projects"), files.read("indicators_by_project")
    files.write("compass_by_project", compass.place(projects))
    found = cluster(indicators, projects, instrument.load().difference, load_rulers(), files.params("cluster"))
    files.write("clusters_by_project", found[0])
    files.write("cluster_fits", found[1])
    files.write("structure", found[2])


def cluster(
    indicators: pd.DataFrame, projects: pd.DataFrame, scales: tuple[str, ...], rulers: Rulers, params: Mapping[str, Any]
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """clusters_by_project, cluster_fits and structure; the first two empty, and no verdict, with too few projects."""
    own = profiles(indicators, scales, int(params["scales_that_may_be_missing"]))
    figures: Figures = {"n_projects": float(len(own.names)), "n_left_out": float(own.left_out)}
    figures["hybrid_share"] = hybrid_share(projects)
    reason = too_few(own, rulers.gate_projects)
    if reason:
        figures["reason"] = reason
        return files.empty("clusters_by_project"), files.empty("cluster_fits"), _figures(figures)
    scores, loadings = principal_components(own.values)
    figures |= {f"loading_{scale}": float(loading) for scale, loading in zip(own.scales, loadings[:, 0], strict=True)}
    classes = _kinds(own, scores[:, 0], rulers, params, figures)
    fits = _fits(own.values, params)
    chosen = _chosen(own.values, fits, params, figures)
    labels = _ordered(chosen.membership, scores[:, 0])
    _compared(own, labels, params, figures)
    table = pd.DataFrame(
        {
            "project": own.names,
            "declared_type": own.types,
            "n_respondents": own.respondents.astype("int32"),
            "pc1": scores[:, 0],
            "pc2": scores[:, 1],
            "two_class": (classes + 1).astype("int8"),
            "cluster": (labels + 1).astype("int8"),
            "probability": chosen.membership.max(axis=1),
        }
    ).astype({"project": "str", "declared_type": "str"})
    return table.sort_values("project", ignore_index=True), _fit_table(fits), _figures(figures)


def hybrid_share(projects: pd.DataFrame) -> float:
    """Hybrid projects in the register over PP, SOC and SOL, before any exclusion (methods, decision 6); zero without any."""
    types = projects.drop_duplicates("project", keep="last")["declared_type"]
    pure = int(types.isin(["PP", *SSE]).sum())
    return int((types == "HYB").sum()) / pure if pure else 0.0


def verdict(dip_p: float, delta_bic: float, ari: float, limits: Mapping[str, float]) -> str:
    """Kinds or continuum (methods, C8)."""
    if dip_p < limits["dip"] and delta_bic > limits["delta_bic_kinds"]:
        return "kinds" if ari >= limits["ari"] else "kinds, not the declared ones"
    if dip_p >= limits["dip"] and delta_bic < limits["delta_bic_continuum"]:
        return "continuum"
    return "undecided"


def _kinds(
    own: Profiles, first: Array, rulers: Rulers, params: Mapping[str, Any], figures: Figures
) -> NDArray[np.int64]:
    """The tests on the first component; returns each project's class in the two-component mixture, 0 or 1."""
    from diptest import diptest

    dip, dip_p = diptest(first)
    starts, smallest, seed = int(params["starts"]), float(params["smallest_component"]), int(params["seed"])
    delta_bic, two = two_against_one(first, starts, smallest, seed)
    classes = _ordered(two.membership, first)
    pure = own.types != "HYB"
    is_pp = (own.types == "PP").astype(np.int64)
    ari = adjusted_rand_index(classes[pure], is_pp[pure])
    low, high = _bootstrap(classes[pure], is_pp[pure], params)
    separation = left_out_separation(own.values[pure], own.types[pure] == "PP")
    figures |= {
        "dip": float(dip),
        "dip_p": float(dip_p),
        "delta_bic": delta_bic,
        "bimodality": bimodality_coefficient(first),
        "ari": ari,
        "ari_low": low,
        "ari_high": high,
        "ari_p": permutation_p(classes[pure], is_pp[pure], int(params["permutations"]), seed),
        "auc": separation.auc,
        "wrong_side": separation.wrong_side,
        "verdict": verdict(float(dip_p), delta_bic, ari, rulers.taxon),
    }
    return classes


def _bootstrap(classes: NDArray[np.int64], labels: NDArray[np.int64], params: Mapping[str, Any]) -> tuple[float, float]:
    generator = np.random.Generator(np.random.PCG64(int(params["seed"])))
    n, draws = len(classes), int(params["bootstrap_draws"])
    weights = generator.multinomial(n, np.full(n, 1 / n), size=draws).astype(float)
    drawn = adjusted_rand(contingency(classes, labels, weights))
    low, high = np.quantile(drawn[np.isfinite(drawn)], [0.025, 0.975])
    return float(low), float(high)


def _fits(values: Array, params: Mapping[str, Any]) -> list[Mixture]:
    largest, starts, smallest = int(params["largest_k"]), int(params["starts"]), float(params["smallest_component"])
    return [
        fit(values, family, k, starts, smallest, int(params["seed"]) + k)
        for family in FAMILIES
        for k in range(1, largest + 1)
    ]


def _chosen(values: Array, fits: list[Mixture], params: Mapping[str, Any], figures: Figures) -> Mixture:
    """The mixture with the largest BIC, or one component unless its gain exceeds that of classless data (methods, C9)."""
    best = max(fits, key=lambda m: m.bic())
    one = max((m for m in fits if m.k == 1), key=lambda m: m.bic())
    gain = best.bic() - next(m for m in fits if m.k == 1 and m.family == best.family).bic()
    threshold = max(_null_gains(values, best.family, kind, params) for kind in ("gaussian", "copula"))
    chosen = best if best.k > 1 and gain > threshold else one
    figures |= {"k": float(chosen.k), "best_k": float(best.k), "gain": gain, "null_threshold": threshold}
    figures["family"] = chosen.family
    return chosen


def _null_gains(values: Array, family: str, kind: str, params: Mapping[str, Any]) -> float:
    """The 95th percentile of the gain in BIC of two components over one in classless data of the same family.

    gaussian: draws from one Gaussian with the sample's covariance; copula: the same, given the observed margins.
    """
    generator = np.random.Generator(np.random.PCG64(int(params["seed"])))
    (n, p), draws = values.shape, int(params["null_draws"])
    ranks = values.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
    basis = values if kind == "gaussian" else ndtri((ranks + 0.5) / n)
    root = np.linalg.cholesky(np.cov(basis, rowvar=False) + 1e-9 * np.eye(p))
    drawn = generator.standard_normal((draws, n, p)) @ root.T
    if kind == "copula":
        order = drawn.argsort(axis=1).argsort(axis=1)
        drawn = np.take_along_axis(np.sort(values, axis=0)[None], order, axis=1)
    drawn = (drawn - drawn.mean(axis=1, keepdims=True)) / drawn.std(axis=1, keepdims=True)
    smallest, seed = float(params["smallest_component"]), int(params["seed"])
    one, _ = fit_many(drawn, family, 1, 1, smallest, seed)
    two, _ = fit_many(drawn, family, 2, int(params["null_starts"]), smallest, seed)
    more = parameters(family, 2, p) - parameters(family, 1, p)
    gains = 2 * (two - one) - more * np.log(n)
    return float(np.quantile(gains, 0.95))


def _ordered(membership: Array, first: Array) -> NDArray[np.int64]:
    """Each project's most probable component; components ordered by size, then by their mean on the first component."""
    raw = membership.argmax(axis=1)
    found = np.unique(raw)
    order = sorted(found, key=lambda c: (-(raw == c).sum(), float(first[raw == c].mean())))
    return np.array([order.index(c) for c in raw], dtype=np.int64)


def _compared(own: Profiles, labels: NDArray[np.int64], params: Mapping[str, Any], figures: Figures) -> None:
    """Agreement of the clusters with the declared types, hybrids included."""
    from sklearn.metrics import adjusted_mutual_info_score

    _, types = np.unique(own.types, return_inverse=True)
    if figures["k"] == 1:
        return
    figures["clusters_ari"] = adjusted_rand_index(labels, types)
    figures["clusters_ari_p"] = permutation_p(labels, types, int(params["permutations"]), int(params["seed"]))
    figures["ami"] = float(adjusted_mutual_info_score(types, labels))


def _fit_table(fits: list[Mixture]) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "family": [m.family for m in fits],
            "k": [m.k for m in fits],
            "loglik": [m.loglik if np.isfinite(m.loglik) else np.nan for m in fits],
            "parameters": [m.parameters for m in fits],
            "bic": [m.bic() if np.isfinite(m.loglik) else np.nan for m in fits],
        }
    )
    return table.astype({"family": "str", "k": "int8", "parameters": "int32"})


def _figures(figures: Figures) -> pd.DataFrame:
    rows = [
        {
            "figure": name,
            "value": np.nan if isinstance(value, str) else float(value),
            "words": value if isinstance(value, str) else None,
        }
        for name, value in figures.items()
    ]
    return pd.DataFrame(rows).astype({"figure": "str", "value": "float64", "words": "str"})


if __name__ == "__main__":
    main()
