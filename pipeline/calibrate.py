"""How often verdicts are wrong: replications of simulated worlds, and the shares of each word with their upper limits."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import joblib
import numpy as np
import pandas as pd

from pipeline import files
from pipeline.replication import Replication, load_rules, one_replication
from pipeline.simulate import load_world, names
from pipeline.stats.shares import clopper_pearson

WORLDS = ("null", "talk", "continuum", "reversed", "tiny")
COLUMNS = (
    "world",
    "projects",
    "respondents",
    "replications",
    "seed",
    "what",
    "id",
    "word",
    "count",
    "share",
    "upper95",
)
ALWAYS_SHOWN = "supported"  # also where it never came out: its upper limit is what counts
Step = Callable[[], None]


def rates_file() -> Path:
    """Where the measured rates stand."""
    return files.root() / "calibration" / "rates.csv"


def seed_of(master: int, world: str, number: int) -> int:
    """The seed of a world's replication: it depends on nothing but these three, in whatever order they are run."""
    own = int.from_bytes(hashlib.sha256(world.encode()).digest()[:4], "big")
    return int(np.random.SeedSequence((master, own, number)).generate_state(1)[0])


def replications(
    worlds: Sequence[str],
    number: int,
    master: int,
    jobs: int,
    done: Step,
    projects: Sequence[int] | None = None,
    respondents: int | None = None,
) -> list[Replication]:
    """So many replications of each world, `jobs` at a time; `done` is called after each. The same whatever `jobs` is."""
    for world in worlds:
        load_world(world)  # refuses an unknown one before anything runs
    rules = load_rules()
    asked = [
        (world, seed_of(master, world, i), rules, projects, respondents) for world in worlds for i in range(number)
    ]
    runs: Iterable[Replication] = (one_replication(*each) for each in asked)
    if jobs != 1:
        runs = joblib.Parallel(n_jobs=jobs, return_as="generator")(joblib.delayed(one_replication)(*e) for e in asked)
    results = []
    for replication in runs:
        results.append(replication)
        done()
    return results


def rates(found: Sequence[Replication], master: int) -> pd.DataFrame:
    """One row per world, thing judged (overall, sub-thesis, kinds or claim) and word: how often it came out, of how many.

    upper95: the one-sided 95 % upper limit of the word's true share (Clopper and Pearson 1934). Words that never came out
    are left out, but for `supported`.
    """
    rows = []
    for world in dict.fromkeys(replication.world for replication in found):
        own = [replication for replication in found if replication.world == world]
        kind = load_world(world)
        size = "/".join(str(n) for n in kind.projects)
        for (what, name), words in _words(own).items():
            counts = Counter(words)
            for word in sorted({*counts, ALWAYS_SHOWN} if what != "structure" else set(counts)):
                n, k = len(words), counts[word]
                row = (world, size, kind.respondents, n, master, what, name, word, k, round(k / n, 4))
                rows.append((*row, round(clopper_pearson(k, n, 0.90).high, 4)))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _words(found: Sequence[Replication]) -> Mapping[tuple[str, str], list[str]]:
    """The words of all replications by what was judged: overall and the sub-theses first, then the kinds, then the claims."""
    gathered: dict[tuple[str, str], list[str]] = {}
    for replication in found:
        theses = {"overall": replication.theses["overall"], **replication.theses}
        for name, word in theses.items():
            gathered.setdefault(("thesis", name), []).append(word)
    for replication in found:
        gathered.setdefault(("structure", "kinds"), []).append(replication.kind or "none")
    for replication in found:
        for name, word in replication.claims.items():
            gathered.setdefault(("claim", name), []).append(word)
    return gathered


def write(table: pd.DataFrame) -> Path:
    """Put the worlds of a table in the place of their earlier figures; the others stay. Returns the file."""
    path = rates_file()
    path.parent.mkdir(exist_ok=True)
    kept = pd.read_csv(path, keep_default_na=False) if path.is_file() else table.iloc[:0]
    fresh = set(table["world"])
    order = [*names()]
    parts = [part for part in (kept[~kept["world"].isin(fresh)], table) if len(part)]
    whole = pd.concat(parts, ignore_index=True)
    whole = whole.sort_values("world", kind="stable", key=lambda column: column.map(order.index))
    path.write_text(whole.to_csv(index=False, lineterminator="\n"), "utf-8", newline="\n")
    return path


def sentences(table: pd.DataFrame) -> list[str]:
    """For each world: its truth, and how often each overall verdict came out."""
    told = []
    for world, own in table[(table["what"] == "thesis") & (table["id"] == "overall")].groupby("world", sort=False):
        n = int(own["replications"].iloc[0])
        words = ", ".join(
            f"{row.word} {row.count_} of {n}" for row in own.rename(columns={"count": "count_"}).itertuples()
        )
        told.append(f"{world} ({load_world(str(world)).truth}): overall {words}.")
    return told
