"""An adversary subtracts: what all numbers of rows that are told, taken together, leave open about the few left out of a
survey; by linear programming, so that also what two numbers can be at most is used.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

from pipeline.sections import flow, waves, who
from pipeline.sections.material import Material
from tests.sections import made_up

SMALLEST = 5
KEPT = "kept"
Atom = tuple[str, str, str]  # wave, type, reason or KEPT
Survey = Counter[Atom]


def material(survey: Survey) -> Material:
    """The rows of a survey, delivered and judged."""
    rows: list[dict[str, Any]] = []
    for (wave, type_, reason), n in survey.items():
        more = {} if reason == KEPT else {"reason": reason}
        rows += [made_up.row(wave, len(rows) + 1 + i, declared_type=type_, **more) for i in range(n)]
    names = dict.fromkeys(wave for wave, _, _ in survey)
    return replace(
        made_up.nothing(),
        waves={name: {**made_up.WAVE, "sources": [{"file": "a.csv", "rows": _rows(survey, name)}]} for name in names},
        exclusions=made_up.table("exclusions_by_respondent", *rows),
    )


def _rows(survey: Survey, wave: str) -> int:
    return sum(n for atom, n in survey.items() if atom[0] == wave)


def told(made: Material, atoms: Sequence[Atom]) -> list[tuple[tuple[bool, ...], int, int]]:
    """What the pages tell of numbers of rows: which atoms are summed, and the least and the most that this may be."""
    found = []
    for wave, type_, kind, label, said in _numbers(made):
        counted = tuple(
            wave in (a[0], flow.TOGETHER) and type_ in (a[1], flow.TOGETHER) and _counts(a[2], kind, label)
            for a in atoms
        )
        if said.startswith("fewer than"):
            found.append((counted, 1, SMALLEST - 1))
        elif said != "withheld":
            found.append((counted, int(said.replace(",", "")), int(said.replace(",", ""))))
    return found


def _numbers(made: Material) -> Iterator[tuple[str, str, str, str, str]]:
    """Wave, type, kind of rows, reason and what is said of their number."""
    for table in (flow.by_wave(made), flow.by_type(made)):
        for kind, label, cells in table.lines if table is not None else ():
            for column, said in zip(table.columns if table is not None else (), cells, strict=True):
                of_wave = column in made.waves
                yield column if of_wave else flow.TOGETHER, flow.TOGETHER if of_wave else column, kind, label, said
    context = who.context(made)
    for line in context["types"]:
        yield flow.TOGETHER, line.type, "kept", "", line.respondents
    for described in context["waves"]:
        for _, said, _ in described.sources:
            yield described.name, flow.TOGETHER, "delivered", "", said
    for wave in made.waves:
        yield wave, flow.TOGETHER, "kept", "", waves._facts(wave, made)[1][3]


def _counts(reason: str, kind: str, label: str) -> bool:
    if kind == "delivered":
        return True
    if kind == "kept" or reason == KEPT:
        return (kind == "kept") == (reason == KEPT)
    return label == flow.EXCLUDED or reason in label.removeprefix("one of: ").split("; ")


def found_out(survey: Survey) -> list[str]:
    """The numbers of rows between none and five that follow from what is told, whatever the rest of the survey was."""
    atoms = list(survey)
    given = told(material(survey), atoms)
    sums = np.array([row for row, _, _ in given], dtype=float)
    low, high = (np.array([one[n] for one in given], dtype=float) for n in (1, 2))
    exposed = []
    for name, members in _questions(atoms):
        true = sum(survey[atom] for atom in members)
        if not 0 < true < SMALLEST:
            continue
        aim = np.array([atom in members for atom in atoms], dtype=float)
        limits = np.vstack([sums, -sums]), np.concatenate([high, -low])
        solved = [linprog(sign * aim, A_ub=limits[0], b_ub=limits[1]) for sign in (1, -1)]
        assert all(one.success for one in solved), "what is told contradicts itself"
        ends = [float(one.fun or 0.0) for one in solved]
        least, most = math.ceil(ends[0] - 1e-6), math.floor(-ends[1] + 1e-6)
        assert least <= true <= most
        exposed += [f"{name} {true}"] * (least == most)
    return exposed


def _questions(atoms: Iterable[Atom]) -> list[tuple[str, set[Atom]]]:
    """What an adversary asks for: the rows left out, or kept, of all, of a wave, of a type, and each cell."""
    named: dict[str, set[Atom]] = {}
    for atom in atoms:
        kind = KEPT if atom[2] == KEPT else "excluded"
        for name in (kind, f"{kind} of {atom[0]}", f"{kind} of {atom[1]}", f"{atom[2]} of {atom[0]}", " ".join(atom)):
            named.setdefault(name, set()).add(atom)
    return list(named.items())


def _survey(rng: np.random.Generator) -> Survey:
    """One to three waves of three types, of tens of rows each, and few left out for two or three reasons."""
    survey: Survey = Counter()
    for wave in ("2025", "2026", "2027")[: rng.integers(1, 4)]:
        for type_ in ("PP", "SOC", "SOL"):
            survey[wave, type_, KEPT] = int(rng.integers(6, 60))
            for reason in ("speed", "repeat", "test"):
                survey[wave, type_, reason] = int(rng.choice([0, 0, 0, 0, 1, 2, 4, 7]))
    return survey


@pytest.mark.parametrize("left_out", [1, 2, 3, 4])
def test_few_left_out_of_a_single_wave_are_not_the_rows_delivered_less_those_kept(left_out: int) -> None:
    survey = Counter({("2025", "PP", KEPT): 40, ("2025", "SOC", KEPT): 30, ("2025", "PP", "test"): left_out})
    assert found_out(survey) == []


@pytest.mark.parametrize("left_out", [1, 2, 3, 4])
def test_few_left_out_of_one_wave_are_not_the_total_less_those_of_the_other(left_out: int) -> None:
    survey = Counter(
        {
            ("2025", "PP", KEPT): 40,
            ("2025", "SOC", KEPT): 30,
            ("2026", "PP", KEPT): 50,
            ("2026", "SOC", KEPT): 20,
            ("2025", "PP", "test"): left_out,
            ("2026", "SOC", "speed"): 9,
        }
    )
    assert found_out(survey) == []


def test_two_cells_of_few_are_not_found_by_what_they_are_at_most_together() -> None:
    """Four and four are eight: told as fewer than five each, with their total, both would be known."""
    kept = {(wave, "PP", KEPT): 40 for wave in ("2025", "2026")} | {
        (wave, "SOC", KEPT): 40 for wave in ("2025", "2026")
    }
    few = {
        ("2025", "PP", "speed"): 4,
        ("2026", "SOC", "speed"): 4,
        ("2025", "PP", "test"): 9,
        ("2026", "SOC", "test"): 9,
    }
    assert found_out(Counter(kept | few)) == []


@pytest.mark.parametrize("seed", range(30))
def test_no_few_follow_from_the_numbers_of_rows_of_any_survey(seed: int) -> None:
    assert found_out(_survey(np.random.default_rng(seed))) == []
