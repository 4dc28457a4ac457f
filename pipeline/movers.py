"""The clusters of each wave by itself, matched to those of all waves together: which projects moved."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline import files, members
from pipeline.profiles import VARIES, Sample
from pipeline.stats.mixed import fit_random_intercepts
from pipeline.stats.mixture import Mixture, Search, fit
from pipeline.stats.stability import matched

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
SURE = 0.9  # of the draws of a project's members: from here its cluster in a wave is not the chance of who answered


def clusters_by_wave(
    scores: pd.DataFrame, sample: Sample, labels: Labels, mixture: Mixture, chosen: Mapping[str, Any]
) -> pd.DataFrame:
    """The table clusters_by_wave: a mixture of the same family and number of clusters fitted to each wave's own profiles,
    its clusters renamed so that as many projects as possible keep the number that they have in all waves together.

    Profiles as for all waves: means of projects with at least `respondents` in that wave, drawn towards the wave's mean, each
    scale standardised. Empty with a single wave or cluster; a wave in which no start kept every cluster has no rows.
    """
    rows = scores[scores["in_primary"] & scores["project"].isin(sample.table["project"])]
    waves = list(dict.fromkeys(rows["wave"]))
    if mixture.k == 1 or len(waves) < 2:
        return files.empty("clusters_by_wave")
    overall = dict(zip(sample.table["project"], labels - 1, strict=True))
    tables = [_one_wave(rows[rows["wave"] == wave], wave, sample.scales, overall, mixture, chosen) for wave in waves]
    found = pd.concat([files.empty("clusters_by_wave"), *tables], ignore_index=True)
    return found.astype({c: str(t) for c, t in files.empty("clusters_by_wave").dtypes.items()})


def _one_wave(
    rows: pd.DataFrame,
    wave: str,
    scales: Sequence[str],
    overall: Mapping[str, int],
    mixture: Mixture,
    chosen: Mapping[str, Any],
) -> pd.DataFrame:
    sizes = rows.groupby("project").size()
    kept = rows[rows["project"].map(sizes) >= chosen["respondents"]]
    means = shrunken(kept, scales)
    usable = means.loc[:, means.notna().any() & (means.std(ddof=0) > VARIES)]
    values = ((usable - usable.mean()) / usable.std(ddof=0)).fillna(0.0).to_numpy("float64")
    search = Search(chosen["starts"], chosen["smallest_component"], chosen["variance_floor"], chosen["seed"])
    if len(values) < mixture.k * chosen["smallest_component"] or values.shape[1] < 2:
        return files.empty("clusters_by_wave")
    own = fit(values, mixture.family, mixture.k, search)
    if not np.isfinite(own.loglik):
        return files.empty("clusters_by_wave")
    before = np.array([overall[project] for project in means.index])
    deviations = usable.std(ddof=0).to_numpy("float64")
    answers = kept[list(usable.columns)].to_numpy("float64")
    moves = members.shifts(answers, kept, means.index.tolist(), deviations, chosen)
    stays = [members.share_that_stays(values[i] + moved, own, int(own.classes[i])) for i, moved in enumerate(moves)]
    types = kept.groupby("project")["declared_type"].last()
    return pd.DataFrame(
        {
            "wave": wave,
            "project": means.index.astype("str"),
            "declared_type": types.reindex(means.index).to_numpy(),
            "n_respondents": sizes.reindex(means.index).to_numpy("int32"),
            "cluster": (matched(own.classes, before, mixture.k) + 1).astype("int8"),
            "probability": own.probabilities.max(axis=1),
            "stays": stays,
        }
    )


def shrunken(rows: pd.DataFrame, scales: Sequence[str]) -> pd.DataFrame:
    """Empirical-Bayes means by project and scale: B mean + (1 - B) grand mean, B = tau2 / (tau2 + sigma2 / n); plain means
    where a scale has too few answers for the model, NaN where nobody of a project answered."""
    grouped = rows.groupby("project")[list(scales)]
    means, n = grouped.mean(), grouped.count()
    fitted = [c for c in scales if rows[c].notna().sum() > len(means) > 1 and rows[c].std() > VARIES]
    models = fit_random_intercepts(
        rows[fitted].to_numpy("float64"), np.ones((len(rows), 1)), rows["project"].to_numpy()
    )
    for code, model in zip(fitted, models, strict=True):
        if model is not None:
            keep = model.tau2 / (model.tau2 + model.sigma2 / n[code].where(n[code] > 0))
            centre = float(model.coefficients[0])
            means[code] = centre + keep * (means[code] - centre)
    return means


def moved(by_wave: pd.DataFrame) -> dict[str, float | str | None]:
    """Projects seen in more than one wave; how many of them are not in the same cluster throughout; and how many of those are
    for certain: in two different clusters in two waves with drawn members nearly always (SURE) there."""
    if not len(by_wave):
        return {}
    return {
        "in_several_waves": int((by_wave.groupby("project").size() > 1).sum()),
        "moved": len(who_moved(by_wave)),
        "moved_for_certain": len(who_moved(by_wave[by_wave["stays"] >= SURE])),
    }


def who_moved(by_wave: pd.DataFrame) -> list[str]:
    """The projects that are not in one and the same cluster in all these rows of clusters_by_wave."""
    seen = by_wave.groupby("project", sort=True)["cluster"].nunique()
    return [str(project) for project in seen.index[seen > 1]]
