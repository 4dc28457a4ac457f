"""Data sets with a known truth: waves in plain form, drawn from the worlds of worlds.yaml.

Each answer is the type's latent mean plus normal deviations of project, person and line, rounded and clipped to the scale.
Unequal projects, rotating forms, gaps, careless people and rows to exclude make it as untidy as a fielded wave.
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from pipeline import instrument as questions
from pipeline.files import UserError
from pipeline.simulate.true_means import as_labelled
from pipeline.simulate.waves import Wave, draw, hidden_hybrids, positively_keyed
from pipeline.simulate.worlds import TYPES, World, calibrated_at, load_world, names, settings

__all__ = [
    "Wave",
    "World",
    "as_labelled",
    "calibrated_at",
    "check_numbers",
    "draw",
    "hidden_hybrids",
    "load_world",
    "names",
    "positively_keyed",
    "simulate",
]


def simulate(
    world: str,
    out_dir: Path,
    seed: int,
    projects: tuple[int, int, int, int] | None,
    respondents: int | None,
    waves: int,
) -> list[Path]:
    """Write waves of a world: one into `out_dir` itself, several into <world>-<year> below it. Returns their folders.

    projects: numbers of PP, SOC, SOL, HYB; respondents: mean per project; None: as many as the world names. Raises
    UserError for an unknown world or numbers that make no wave.
    """
    kind = load_world(world)
    numbers = kind.projects if projects is None else projects
    mean = kind.respondents if respondents is None else respondents
    check_numbers(seed, numbers, mean, waves)
    drawn = draw(kind, seed, numbers, mean, waves, questions.load())
    folders = [out_dir if waves == 1 else out_dir / f"{world}-{wave.first_day.year}" for wave in drawn]
    for folder, wave in zip(folders, drawn, strict=True):
        _write(folder, wave, kind, seed)
    return folders


def check_numbers(seed: int, projects: Sequence[int], respondents: int, waves: int) -> None:
    """Refuse numbers that make no wave."""
    faults = []
    if seed < 0:
        faults.append(f"The seed is {seed}; give a whole number from 0 upwards.")
    if min(projects) < 0 or sum(projects) == 0:
        counted = ", ".join(f"{number} {kind}" for kind, number in zip(TYPES, projects, strict=True))
        faults.append(f"The numbers of projects are {counted}; give at least one project, and no number below 0.")
    if respondents < 1:
        faults.append(f"The respondents per project are {respondents}; give at least 1.")
    if waves < 1:
        faults.append(f"The number of waves is {waves}; give at least 1.")
    if faults:
        raise UserError(*faults)


def _write(folder: Path, wave: Wave, kind: World, seed: int) -> None:
    """responses.csv, projects.csv and wave.yaml of one wave."""
    folder.mkdir(parents=True, exist_ok=True)
    sources = []
    for file, table in (("responses.csv", wave.responses), ("projects.csv", wave.projects)):
        content = table.to_csv(index=False, lineterminator="\n").encode()
        (folder / file).write_bytes(content)
        sources.append({"file": file, "sha256": hashlib.sha256(content).hexdigest(), "rows": len(table)})
    described = yaml.safe_dump(_description(wave, kind, seed, sources), sort_keys=False, allow_unicode=True, width=100)
    (folder / "wave.yaml").write_text(described, "utf-8", newline="\n")


def _description(wave: Wave, kind: World, seed: int, sources: list[dict[str, Any]]) -> dict[str, Any]:
    field = settings(kind)["field"]
    return {
        "title": f"Simulated wave {wave.first_day.year} of the world '{kind.name}'",
        "simulated": True,
        "world": kind.name,
        "truth": kind.truth,
        "seed": seed,
        "fielded": {
            "from": wave.first_day.isoformat(),
            "to": (wave.first_day + timedelta(days=field["days"] - 1)).isoformat(),
        },
        "mode": field["mode"],
        "languages": list(field["languages"]),
        "platform": "plain",
        "sources": sources,
    }
