"""How often the rule on kinds is wrong: project profiles simulated directly, with a known number of kinds.

As in the simulations that the rule comes from: twelve scales, a project's mean with variance .35 between projects, eight
respondents with variance 1.4 between persons and 0.3 of item noise. Nothing of a survey is simulated but the means: no answers,
no exclusions, no missing values, equal numbers of respondents. The worlds stand in `kinds_worlds.yaml`.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline import files, records, rulers
from pipeline.kinds import excluded, search_of
from pipeline.parallel import Workers, mapped
from pipeline.profiles import PEER, SOCIAL, Sample
from pipeline.stats.agreement import rand_index
from pipeline.stats.classless import Null, choose
from pipeline.stats.mixture import bics, bics_and_classes, parameters
from pipeline.stats.shares import clopper_pearson
from pipeline.stats.structure import ALONG_AN_AXIS, dip, kind, principal_components

Array = NDArray[np.float64]
Counted = tuple[Any, ...]
COLUMNS = (
    *("world", "truth", "distance", "excluded_from", "expected", "projects", "what", "word"),
    *("count", "replications", "share", "low95", "high95", "seed"),
)
SCALES = 12
BETWEEN, PERSONS, NOISE, RESPONDENTS = 0.35, 1.4, 0.3, 8  # variances between projects, between persons, of an item
OF_PERSONS = PERSONS / RESPONDENTS  # of a project's observed mean around its true one, as far as persons differ
SAMPLING = (PERSONS + NOISE) / RESPONDENTS  # and all of it
HALF_NORMAL = 2 * (2 / np.pi) ** 0.5  # gap of the means of the two halves of a standard normal distribution


@dataclass(frozen=True)
class World:
    """One truth: `gap` in points between the two sides; `places` along the one axis are two, normal or uniform; `factor` is the
    share of the variance between projects that all scales have in common, `persons` of that between persons; `hybrids` a share
    of projects in the middle; `labels` are own, or chance where they have nothing to do with the sides."""

    name: str
    truth: str
    expected: tuple[str, ...]
    gap: float
    places: Literal["two", "normal", "uniform"]
    factor: float
    hybrids: float
    labels: Literal["own", "chance"]
    persons: float = 0.0


def worlds() -> tuple[World, ...]:
    """The worlds in their order; raises UserError with everything that does not fit."""
    reader = records.Reader({}, {})
    raw = files.load_yaml(Path(__file__).with_name("kinds_worlds.yaml"), "kinds_worlds.yaml")
    found: tuple[World, ...] = reader.read(tuple[World, ...], raw, "kinds_worlds.yaml, world")
    if reader.faults:
        raise files.UserError(*reader.faults)
    return found


def distance(world: World) -> float | None:
    """How far apart the two kinds of a world lie along the axis of all scales together, in standard deviations within a kind;
    none where there is one scale."""
    if world.places != "two" or not world.gap:
        return None
    common = BETWEEN * world.factor + OF_PERSONS * world.persons
    within = common + (BETWEEN + SAMPLING - common) / SCALES
    return float(world.gap / within**0.5)


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
    points = true + np.sqrt(SAMPLING - OF_PERSONS * world.persons) * generator.standard_normal((projects, SCALES))
    if world.persons:
        points = points + np.sqrt(OF_PERSONS * world.persons) * generator.standard_normal((projects, 1))
    labels = generator.permutation(first) if world.labels == "chance" else first
    types = np.where(middle, "HYB", np.where(labels, "PP", "SOC"))
    table = pd.DataFrame({"project": [f"p{i:04d}" for i in range(projects)], "declared_type": types})
    values = (points - points.mean(axis=0)) / points.std(axis=0)
    return Sample(table, values, points, tuple(f"S{j}" for j in range(SCALES)), 0, ())


def verdicts(
    world: World, projects: int, seed: int, runs: int, limits: rulers.Rulers, chosen: Mapping[str, Any]
) -> list[str]:
    """The verdict of C8 on each of so many draws; the mixtures of all of them are fitted together."""
    samples = [drawn(world, projects, seed, number) for number in range(runs)]
    axes = np.stack([principal_components(sample.values).scores[:, 0] for sample in samples])
    scaled = ((axes - axes.mean(axis=1, keepdims=True)) / axes.std(axis=1, keepdims=True))[:, :, None]
    one = bics(scaled, "EII", 1, search_of(chosen))
    fitted = [bics_and_classes(scaled, family, 2, search_of(chosen)) for family in ALONG_AN_AXIS]
    better = np.argmax([two for two, _ in fitted], axis=0)
    penalty = (parameters("EII", 2, 1) - parameters("EII", 1, 1)) * math.log(projects)
    found = []
    for number, (sample, axis, family) in enumerate(zip(samples, axes, better, strict=True)):
        two, own = (values[number] for values in fitted[family])
        gain = two - one[number] if np.isfinite(two) else -penalty
        peer = sample.side(PEER)
        pure = peer | sample.side(SOCIAL)
        agreed = rand_index(peer[pure], own[pure])
        found.append(kind(dip(axis)[1], float(gain), agreed, limits.taxon))
    return found


def numbers(world: World, projects: int, seed: int, runs: int, chosen: Mapping[str, Any]) -> list[str]:
    """Whether C9 found `one` cluster or `several` in each of so many draws, the same as those of `verdicts`."""
    null = Null(chosen["null_draws"], chosen["null_starts"], chosen["null_quantile"])
    samples = (drawn(world, projects, seed, number) for number in range(runs))
    found = (choose(sample.values, chosen["largest_k"], search_of(chosen), null).mixture.k for sample in samples)
    return ["one" if k == 1 else "several" for k in found]


def drawn(world: World, projects: int, seed: int, number: int) -> Sample:
    """The draw of that number, which depends on nothing but these four."""
    of_world = int.from_bytes(hashlib.sha256(world.name.encode()).digest()[:4], "big")
    return draw(world, projects, np.random.Generator(np.random.PCG64([seed, of_world, projects, number])))


def rates(
    runs: int, cluster_runs: int, sizes: Sequence[int], seed: int, jobs: int, done: Callable[[], None]
) -> pd.DataFrame:
    """How often each verdict came out in each world and size, of `runs`, and how often one that is wrong there, with exact 95 %
    intervals; and how often C9 found one cluster or several, in the first `cluster_runs` of the
    smallest size. The same whatever `jobs` is."""
    clustered = {size: cluster_runs if size == min(sizes) else 0 for size in sizes}
    tasks = [(world, size, seed, runs, clustered[size]) for size in sizes for world in worlds()]
    rows = [row for found in mapped(one_world, tasks, Workers(jobs), done) for row in found]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def one_world(world: World, size: int, seed: int, runs: int, cluster_runs: int) -> list[Counted]:
    """The rows of one world and size."""
    chosen = files.all_params()["cluster"]
    limits = rulers.load_rulers()
    found = verdicts(world, size, seed, runs, limits, chosen)
    apart, reach = distance(world), excluded(drawn(world, size, seed, 0), limits, chosen)
    seen = apart is None or apart >= reach  # what one scale says that it excludes
    wrong = [verdict for verdict in found if verdict not in world.expected]
    beyond = [verdict for verdict in wrong if seen or verdict != "continuum"]
    several = Counter(numbers(world, size, seed, cluster_runs, chosen))
    counted = [("kinds", word, n, runs) for word, n in sorted(Counter(found).items())]
    counted += [("wrong", "wrong", len(wrong), runs), ("wrong", "beyond the bound", len(beyond), runs)]
    counted += [("clusters", word, n, cluster_runs) for word, n in sorted(several.items())]
    return [_counted(world, (apart, reach), size, one, seed) for one in counted]


def write(table: pd.DataFrame) -> Path:
    """Put the figures in the place of the earlier ones. Returns the file."""
    path = rates_file()
    path.parent.mkdir(exist_ok=True)
    path.write_text(table.to_csv(index=False, lineterminator="\n"), "utf-8", newline="\n")
    return path


def _counted(
    world: World, bound: tuple[float | None, float], size: int, counted: tuple[str, str, int, int], seed: int
) -> Counted:
    what, word, count, of = counted
    share = clopper_pearson(count, of, 0.95)
    figures = round(share.value, 4), round(share.low, 4), round(share.high, 4)
    apart = None if bound[0] is None else round(bound[0], 2)
    return (
        world.name,
        world.truth,
        apart,
        bound[1],
        "; ".join(world.expected),
        size,
        what,
        word,
        count,
        of,
        *figures,
        seed,
    )
