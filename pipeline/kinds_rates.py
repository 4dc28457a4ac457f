"""How often the rule on kinds is wrong: project profiles simulated directly, with a known number of kinds.

As in the simulations that the rule comes from: twelve scales, a project's mean with variance .35 between projects, eight
respondents with variance 1.4 between persons and 0.3 of item noise. Nothing of a survey is simulated but the means: no answers,
no exclusions, no missing values, equal numbers of respondents. The worlds stand in `kinds_worlds.yaml`.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline import files, rulers
from pipeline.kinds import deciding, search_of
from pipeline.profiles import Sample
from pipeline.stats.classless import Null, choose
from pipeline.stats.shares import clopper_pearson
from pipeline.stats.structure import principal_components, two_against_one

Array = NDArray[np.float64]
COLUMNS = (
    *("world", "truth", "expected", "projects", "what", "word"),
    *("count", "replications", "share", "low95", "high95", "seed"),
)
SCALES = 12
BETWEEN, SAMPLING = 0.35, (1.4 + 0.3) / 8  # variances of a project's true mean and of its observed one around that
HALF_NORMAL = 2 * (2 / np.pi) ** 0.5  # gap of the means of the two halves of a standard normal distribution


@dataclass(frozen=True)
class World:
    """One truth: `gap` in points between the two sides; `places` along the one axis are two, normal or uniform; `factor` is the
    share of the variance between projects that all scales have in common; `hybrids` a share of projects in the middle;
    `labels` are own, or chance where they have nothing to do with the sides."""

    name: str
    truth: str
    expected: tuple[str, ...]
    gap: float
    places: str
    factor: float
    hybrids: float
    labels: str


def worlds() -> tuple[World, ...]:
    """The worlds in their order."""
    read: list[dict[str, Any]] = files.load_yaml((Path(__file__).parent / "kinds_worlds.yaml").read_text("utf-8"))
    return tuple(World(**{**each, "expected": tuple(each["expected"])}) for each in read)


def rates_file() -> Path:
    """Where the measured rates stand."""
    return files.root() / "calibration" / "kinds.csv"


def draw(world: World, projects: int, generator: np.random.Generator) -> Sample:
    """The standardised profiles of so many projects, half of them on either side."""
    first = np.arange(projects) < projects // 2
    middle = np.arange(projects) % max(round(1 / world.hybrids), 1) == 0 if world.hybrids else np.zeros_like(first)
    if world.places == "two":
        place = np.where(middle, 0.0, np.where(first, 0.5, -0.5) * world.gap)
    elif world.places == "normal":
        place = np.sort(generator.standard_normal(projects))[::-1] * world.gap / HALF_NORMAL
    else:
        place = np.sort(generator.uniform(-1, 1, projects))[::-1] * world.gap
    shared, own = generator.standard_normal((projects, 1)), generator.standard_normal((projects, SCALES))
    true = place[:, None] + np.sqrt(BETWEEN) * (np.sqrt(world.factor) * shared + np.sqrt(1 - world.factor) * own)
    points = true + np.sqrt(SAMPLING) * generator.standard_normal((projects, SCALES))
    labels = generator.permutation(first) if world.labels == "chance" else first
    types = np.where(middle, "HYB", np.where(labels, "PP", "SOC"))
    table = pd.DataFrame({"project": [f"p{i:04d}" for i in range(projects)], "declared_type": types})
    values = (points - points.mean(axis=0)) / points.std(axis=0)
    return Sample(table, values, points, tuple(f"S{j}" for j in range(SCALES)), 0, ())


def one_run(
    world: World,
    projects: int,
    seed: int,
    number: int,
    limits: rulers.Rulers,
    chosen: Mapping[str, Any],
    clusters: bool,
) -> tuple[str, str]:
    """The verdict of C8 on one draw, and whether C9 found clusters (`one`, `several`; empty where it was not asked)."""
    of_world = int.from_bytes(hashlib.sha256(world.name.encode()).digest()[:4], "big")
    sample = draw(world, projects, np.random.Generator(np.random.PCG64([seed, of_world, projects, number])))
    axis = principal_components(sample.values).scores[:, 0]
    search = search_of(chosen)
    verdict = deciding(sample, axis, two_against_one(axis, search), limits)["verdict"]
    if not clusters:
        return str(verdict), ""
    null = Null(chosen["null_draws"], chosen["null_starts"], chosen["null_quantile"])
    k = choose(sample.values, chosen["largest_k"], search, null).mixture.k
    return str(verdict), "one" if k == 1 else "several"


def rates(
    runs: int, cluster_runs: int, sizes: Sequence[int], seed: int, jobs: int, done: Callable[[], None]
) -> pd.DataFrame:
    """How often each verdict came out in each world and size, of `runs`, and how often one that is wrong there, with exact 95 %
    intervals; and how often C9 found one cluster or several, in the first `cluster_runs`. The same whatever `jobs` is."""
    limits, chosen = rulers.load_rulers(), _chosen()
    asked = [(world, size) for size in sizes for world in worlds()]
    rows: list[tuple[Any, ...]] = []
    for world, size in asked:
        calls = [(world, size, seed, i, limits, chosen, i < cluster_runs) for i in range(runs)]
        found: Iterable[tuple[str, str]] = joblib.Parallel(n_jobs=jobs)(
            joblib.delayed(one_run)(*call) for call in calls
        )
        verdicts, numbers = zip(*found, strict=True)
        rows += [_counted(world, size, "kinds", word, n, runs, seed) for word, n in sorted(Counter(verdicts).items())]
        wrong = sum(verdict not in world.expected for verdict in verdicts)
        rows.append(_counted(world, size, "wrong", "wrong", wrong, runs, seed))
        asked_too = Counter(number for number in numbers if number)
        rows += [_counted(world, size, "clusters", w, n, cluster_runs, seed) for w, n in sorted(asked_too.items())]
        done()
    return pd.DataFrame(rows, columns=list(COLUMNS))


def write(table: pd.DataFrame) -> Path:
    """Put the figures in the place of the earlier ones. Returns the file."""
    path = rates_file()
    path.parent.mkdir(exist_ok=True)
    path.write_text(table.to_csv(index=False, lineterminator="\n"), "utf-8", newline="\n")
    return path


def _counted(world: World, size: int, what: str, word: str, count: int, of: int, seed: int) -> tuple[Any, ...]:
    share = clopper_pearson(count, of, 0.95)
    figures = round(share.value, 4), round(share.low, 4), round(share.high, 4)
    return world.name, world.truth, "; ".join(world.expected), size, what, word, count, of, *figures, seed


def _chosen() -> Mapping[str, Any]:
    sections: dict[str, Any] = files.load_yaml((files.root() / "params.yaml").read_text("utf-8"))
    chosen: Mapping[str, Any] = sections["cluster"]
    return chosen
