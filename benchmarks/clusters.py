"""Time of the stage cluster on simulated projects, 88 and 1,000 of them; ratios within one run.

The projects are those of the world `talk`, about eight respondents each; everything of the stage is timed, reading and writing
apart, in a process that has loaded its libraries. So are the figures that verdicts need alone.
"""

import time
from collections.abc import Callable

import pandas as pd

from benchmarks import machine
from pipeline import (
    aggregate,
    clean,
    cluster,
    compass,
    compass_cells,
    files,
    instrument,
    kinds,
    portraits,
    quality,
    rulers,
    score,
)
from pipeline.platforms.plain import read_responses
from pipeline.platforms.projects import read_projects
from pipeline.simulate import draw, load_world

SIZES = ((40, 20, 20, 8), (450, 225, 225, 100))
LIMITS = {88: 20.0, 1000: 120.0}  # seconds on two cores


def tables(projects: tuple[int, int, int, int]) -> dict[str, pd.DataFrame]:
    """What the stage reads, of one simulated wave."""
    asked, params = instrument.load(), files.all_params()
    wave = draw(load_world("talk"), 1, projects, 8, 1, asked)[0]
    responses = read_responses(wave.responses, asked, "w", with_projects=True, strict=True).table.assign(wave="w")
    register = read_projects(wave.projects, asked, "w").table.assign(wave="w").astype({"wave": "str"})
    pooled = quality.pool([responses.astype({"wave": "str"})], files.empty("responses"), asked).copy()
    stacked = quality.stack([register], files.empty("projects"))
    answered = quality.quality(pooled, stacked, asked, params["quality"])
    excluded = clean.exclude(pooled, answered, clean.declared_types(pooled, stacked, {}), params["clean"])
    kept = clean.keep(pooled, excluded, list(files.description("clean_responses")["columns"]))
    scores = score.score(kept, asked, params["score"])
    smallest = int(params["aggregate"]["respondents_for_an_own_mean"])
    return {
        "kept": kept,
        "scores": scores,
        "projects": stacked,
        "indicators": aggregate.by_project(scores, list(asked.difference), smallest),
    }


def seconds(of: Callable[[], object]) -> float:
    start = time.perf_counter()
    of()
    return time.perf_counter() - start


def main() -> None:
    asked, limits = instrument.load(), rulers.load_rulers()
    chosen = files.params("cluster")
    import sklearn.cluster
    import sklearn.mixture  # noqa: F401

    slower = machine.speed().clock

    for projects in SIZES:
        found = tables(projects)

        def stage(found: dict[str, pd.DataFrame] = found) -> None:
            placed = compass.place(found["projects"])
            sortings = {
                "self": portraits.self_declared(found["kept"]),
                "coders": dict(zip(placed["project"], placed["objective"], strict=True)),
            }
            cluster.cluster(found["indicators"], found["scores"], found["projects"], asked, limits, sortings, chosen)
            compass_cells.cells(found["projects"], found["scores"], chosen)

        def verdicts(found: dict[str, pd.DataFrame] = found) -> None:
            kinds.only_verdicts(found["indicators"], found["scores"], found["projects"], asked, limits, chosen)

        whole = seconds(stage)
        alone = seconds(verdicts)
        n = sum(projects)
        print(f"cluster, {n:5,} projects          {whole:6.2f} s   {machine.held(whole, LIMITS[n], slower)}")
        print(f"  what verdicts need alone     {alone:6.2f} s   {alone / whole:6.3f} of the stage")


if __name__ == "__main__":
    main()
