"""Two kinds of projects or two ends of a scale: the rule of C8 and what each of its members says."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument import Instrument
from pipeline.products import latest, natures
from pipeline.profiles import PEER, SOCIAL, Sample, hybrid_share, hybrids_entered, sample_of, too_few
from pipeline.rulers import Rulers
from pipeline.stats import separation, structure
from pipeline.stats.agreement import agreement, rand_index
from pipeline.stats.mixture import Search
from pipeline.stats.structure import TwoAgainstOne

Array = NDArray[np.float64]
Figures = dict[str, float | str | None]
WORDED = ("verdict", "reason", "family")


def only_verdicts(
    indicators: pd.DataFrame,
    scores: pd.DataFrame,
    projects: pd.DataFrame,
    asked: Instrument,
    limits: Rulers,
    chosen: Mapping[str, Any],
) -> pd.DataFrame:
    """The rows of the table structure that verdicts rest on, with the very values of the whole stage in a hundredth of its
    time: for simulations of many surveys."""
    sample, counts, why = entered(indicators, scores, projects, asked, limits, chosen)
    if why:
        return table(counts | {"reason": joined(why, *sample.notes)})
    axis = structure.principal_components(sample.values).scores[:, 0]
    two = structure.two_against_one(axis, search_of(chosen))
    made = natures(latest(projects), limits.digital)
    return table(counts | deciding(sample, axis, two, limits, made))


def entered(
    indicators: pd.DataFrame,
    scores: pd.DataFrame,
    projects: pd.DataFrame,
    asked: Instrument,
    limits: Rulers,
    chosen: Mapping[str, Any],
) -> tuple[Sample, Figures, str | None]:
    """The projects that enter, their counts, and in words why they carry no test, where they do not."""
    sample = sample_of(indicators, scores, asked.difference, chosen)
    share = hybrid_share(projects)
    counts: Figures = {"n_projects": len(sample.table), "n_left_out": sample.left_out, "hybrid_share": share}
    counts |= {"hybrids_entered": hybrids_entered(sample)}
    return sample, counts, too_few(sample, limits.gate_projects)


def search_of(chosen: Mapping[str, Any]) -> Search:
    """How the mixtures of the stage are looked for."""
    return Search(chosen["starts"], chosen["smallest_component"], chosen["variance_floor"], chosen["seed"])


def deciding(
    sample: Sample, axis: Array, two: TwoAgainstOne, limits: Rulers, made: Mapping[str, float] | None = None
) -> Figures:
    """The verdict of C8, what it rests on, and the figures that claims ask for; the two sides without the hybrids. `made`: by
    project whether its product is digital (1 or 0)."""
    peer, pure = _sides(sample)
    statistic, p = structure.dip(axis)
    ari = rand_index(peer, two.classes[pure])
    return {
        "dip": statistic,
        "dip_p": p,
        "delta_bic": two.delta_bic,
        "ari": ari,
        "ari_products": _of_products(sample, two.classes, pure, made or {}),
        "auc": structure.auc_leave_one_out(sample.values[pure], peer),
        "verdict": structure.kind(p, two.delta_bic, ari, limits.taxon),
        "reason": joined(*sample.notes),
    }


def beside(sample: Sample, axis: Array, two: TwoAgainstOne, chosen: Mapping[str, Any]) -> Figures:
    """What is shown beside them: how sure the agreement with the declared sides is, and how far these lie apart."""
    peer, pure = _sides(sample)
    found = agreement(peer, two.classes[pure], chosen["permutations"], chosen["bootstrap_draws"], chosen["seed"])
    return {
        "ari_low": found.low,
        "ari_high": found.high,
        "ari_p": found.p,
        "bimodality": structure.bimodality(axis),
        "wrong_side": structure.wrong_side(axis[pure], peer),
        "overlap": structure.overlap(axis[pure], peer),
    }


def bound(sample: Sample, axis: Array, limits: Rulers, chosen: Mapping[str, Any]) -> Figures:
    """What a verdict of one scale excludes, how far the declared sides lie apart on the axis, and how often two kinds as near
    as that would be called one scale."""
    peer, pure = _sides(sample)
    apart = separation.apart(axis[pure], peer)
    called = separation.called_one_scale(apart, _trial(sample, limits, chosen)) if np.isfinite(apart) else 0.0
    reach = excluded(sample, limits, chosen)
    return {
        "apart": apart,
        "excluded_from": reach,
        "called_one_scale": called,
        "bound_share": limits.taxon["bound_share"],
    }


def excluded(sample: Sample, limits: Rulers, chosen: Mapping[str, Any]) -> float:
    """The distance between two kinds from which they would hardly be called one scale: as large as the declared sides, with as
    many projects halfway as there are hybrids."""
    return separation.excluded_from(limits.taxon["bound_share"], _trial(sample, limits, chosen))


def _trial(sample: Sample, limits: Rulers, chosen: Mapping[str, Any]) -> separation.Trial:
    peer, pure = _sides(sample)
    counts = (int(peer.sum()), int((~peer).sum())), int((~pure).sum()), chosen["bound_draws"]
    return separation.Trial(
        *counts, chosen["seed"], chosen["smallest_component"], chosen["variance_floor"], limits.taxon
    )


def table(figures: Figures) -> pd.DataFrame:
    """The table structure: one row per figure that there is; numbers that are not finite are missing."""
    there = {name: value for name, value in figures.items() if value is not None}
    values = np.array([None if name in WORDED else value for name, value in there.items()], dtype="float64")
    words = [value if name in WORDED else None for name, value in there.items()]
    made = {"figure": list(there), "value": np.where(np.isfinite(values), values, np.nan), "words": words}
    return pd.DataFrame(made).astype({"figure": "str", "words": "str"})


def joined(*phrases: str) -> str | None:
    """Phrases in one, None where there is none."""
    return "; ".join(phrases) or None


def _of_products(
    sample: Sample, classes: NDArray[np.int64], pure: NDArray[np.bool_], made: Mapping[str, float]
) -> float | None:
    """How far two classes agree with whether the projects' products are digital (adjusted Rand index); None where that is
    known of fewer than half of the projects, or alike for all."""
    nature = np.array([made.get(str(project), np.nan) for project in sample.table["project"]])
    known = pure & np.isfinite(nature)
    if 2 * known.sum() < pure.sum() or len(np.unique(nature[known])) < 2:
        return None
    return rand_index(nature[known] == 1, classes[known])


def _sides(sample: Sample) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which of the projects that are no hybrids are of peer production; which projects are no hybrids."""
    first = sample.side(PEER)
    pure = first | sample.side(SOCIAL)
    return first[pure], pure
