"""Whether clusters stay when the sample changes a little, and whether other methods find them too."""

from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.mixture import Search, classes_of
from pipeline.stats.shares import resampled

Array = NDArray[np.float64]
Labels = NDArray[np.int64]


def bootstrap_jaccard(data: Array, labels: Labels, family: str, draws: int, search: Search) -> Array:
    """The mean Jaccard similarity (k,) of each cluster 0..k-1 of data (n, d) with the cluster most like it in a mixture of the
    same family and k that is fitted to a bootstrap sample (Hennig 2007, Computational Statistics and Data Analysis 52,
    258-271). A case that is drawn several times counts once; draws in which every start was refused count as 0."""
    n, k = len(data), int(labels.max()) + 1
    picks = _picks(n, draws, search.seed)
    found = classes_of(data[picks], family, k, search)
    similar = np.array([most_similar(labels, pick, own, k) for pick, own in zip(picks, found, strict=True)])
    result: Array = similar.mean(axis=0)
    return result


def most_similar(labels: Labels, picks: Labels, found: Labels, k: int) -> Array:
    """The largest Jaccard similarity (k,) of each cluster of labels (n,), as far as its cases were picked, with a cluster that
    was found among the picks (n,); `found` below 0 is no cluster. A cluster of which nobody was picked has 0."""
    cases, first = np.unique(picks, return_index=True)
    before = labels[cases][:, None] == np.arange(k)
    after = found[first][:, None] == np.arange(max(int(found.max()) + 1, 1))
    shared = before.T.astype(float) @ after.astype(float)
    union = before.sum(axis=0)[:, None] + after.sum(axis=0)[None] - shared
    result: Array = np.where(union > 0, shared / np.maximum(union, 1), 0.0).max(axis=1)
    return result


def ward(data: Array, k: int) -> Labels:
    """k clusters of data (n, d) by Ward's method, from 0."""
    from scipy.cluster.hierarchy import fcluster, linkage

    result: Labels = fcluster(linkage(data, "ward"), k, "maxclust").astype(np.int64) - 1
    return result


def k_means(data: Array, k: int, starts: int, seed: int) -> Labels:
    """k clusters of data (n, d) by k-means, the best of some starts; fewer where there are fewer different cases."""
    from sklearn.cluster import KMeans

    k = min(k, len(np.unique(data, axis=0)))
    result: Labels = KMeans(k, n_init=starts, random_state=seed).fit(data).labels_.astype(np.int64)
    return result


def silhouette(data: Array, labels: Labels) -> float:
    """The mean silhouette width of clusters of data (n, d) (Rousseeuw 1987): 1 far apart, 0 touching, -1 misplaced; -1 where
    all are in one cluster or each in its own."""
    from sklearn.metrics import silhouette_score

    return float(silhouette_score(data, labels)) if 1 < len(set(labels.tolist())) < len(labels) else -1.0


def matched(labels: Labels, to: Labels, k: int) -> Labels:
    """The clusters 0..k-1 of some cases renamed so that as many as possible bear the name that they have in `to`; of equals
    the names that change least. For k up to about 7, since every renaming is tried."""
    table = np.zeros((k, k))
    np.add.at(table, (labels, to), 1)
    best = max(permutations(range(k)), key=lambda names: table[np.arange(k), list(names)].sum())
    return np.array(best)[labels]


def _picks(n: int, draws: int, seed: int) -> Labels:
    """Cases (draws, n) drawn with replacement, in ascending order."""
    weights = resampled(n, draws, seed)
    return np.array([np.repeat(np.arange(n), row) for row in weights])
