"""Who takes part in which wave of a simulation: projects, people and rows that have to be excluded."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.simulate.drawing import Ints, Texts
from pipeline.simulate.worlds import TYPES, Described


@dataclass(frozen=True)
class Attendance:
    """project, first_wave: one entry per person. projects, persons, kinds: one array per wave, of project indexes and,
    row by row, of person indexes and of what is special about the row (otherwise "")."""

    project: Ints
    first_wave: Ints
    project_ids: Texts
    person_ids: Texts
    projects: tuple[Ints, ...]
    persons: tuple[Ints, ...]
    kinds: tuple[Texts, ...]


def project_numbers(projects: Sequence[int], waves: int, returning: float) -> tuple[int, ...]:
    """How many projects of each type there are in all waves together."""
    return tuple(n + (waves - 1) * (n - round(returning * n)) for n in projects)


def attend(
    declared: Texts,
    projects: Sequence[int],
    respondents: int,
    waves: int,
    fixed: Described,
    rng: np.random.Generator,
) -> Attendance:
    """Draw who takes part: so many projects of each type a wave, about `respondents` in each."""
    chosen = _projects_by_wave(declared, projects, waves, fixed["panel"]["projects_return"], rng)
    owner: list[int] = []
    since: list[int] = []
    earlier: dict[int, list[int]] = {}
    persons, kinds = [], []
    for wave in range(waves):
        present = {}
        for project in chosen[wave].tolist():
            size = max(int(rng.poisson(respondents)), min(fixed["fewest_respondents"], respondents))
            back = [p for p in earlier.get(project, []) if rng.random() < fixed["panel"]["respondents_return"]][:size]
            new = list(range(len(owner), len(owner) + size - len(back)))
            owner += [project] * len(new)
            since += [wave] * len(new)
            present[project] = back + new
        rows = [person for people in present.values() for person in people]
        extra, kind = _extra_rows(rows, len(owner), fixed["field"]["extra_rows"], rng)
        strangers = extra[extra >= len(owner)]
        owner += rng.choice(chosen[wave], len(strangers)).tolist()
        since += [wave] * len(strangers)
        persons.append(np.concatenate([np.array(rows), extra]))
        kinds.append(np.concatenate([np.full(len(rows), ""), kind]))
        earlier = present
    return Attendance(
        project=np.array(owner),
        first_wave=np.array(since),
        project_ids=np.array([f"p{number:03d}" for number in range(1, len(declared) + 1)]),
        person_ids=np.array([f"r{number:05d}" for number in rng.permutation(len(owner)) + 1]),
        projects=tuple(chosen),
        persons=tuple(persons),
        kinds=tuple(kinds),
    )


def _projects_by_wave(
    declared: Texts, projects: Sequence[int], waves: int, returning: float, rng: np.random.Generator
) -> list[Ints]:
    """Per wave the indexes of its projects: a share of the last wave's of each type, and new ones."""
    unused = {kind: np.flatnonzero(declared == kind).tolist() for kind in TYPES}
    last: dict[str, list[int]] = {kind: [] for kind in TYPES}
    chosen = []
    for _ in range(waves):
        for kind, number in zip(TYPES, projects, strict=True):
            back = rng.permutation(last[kind])[: round(returning * number)].astype(int).tolist()
            new = number - len(back)
            last[kind], unused[kind] = back + unused[kind][:new], unused[kind][new:]
        chosen.append(np.sort(np.array([p for kind in TYPES for p in last[kind]], dtype=int)))
    return chosen


def _extra_rows(
    rows: list[int], strangers_from: int, numbers: Described, rng: np.random.Generator
) -> tuple[Ints, Texts]:
    """Rows that have to be excluded: repeats of people who are there, and others by people of their own."""
    repeats = rng.choice(rows, min(numbers["repeats"], len(rows)), replace=False)
    others = [what for what, number in numbers.items() for _ in range(number) if what != "repeats"]
    persons = np.concatenate([repeats, strangers_from + np.arange(len(others))])
    return persons, np.array(["repeat"] * len(repeats) + others)
