"""An adversary subtracts: what the numbers of rows told leave open about the few, by linear programming over all of them at
once; and what the number of respondents behind a figure leaves open about those who did not answer.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

from pipeline import bases
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

    def say(counts: Callable[[Atom], bool], said: str) -> None:
        if said.startswith("fewer than"):
            found.append((tuple(map(counts, atoms)), 1, SMALLEST - 1))
        elif said != "withheld":
            number = int(said.replace(",", ""))
            found.append((tuple(map(counts, atoms)), number, number))

    for table, place in ((flow.by_wave(made), 0), (flow.by_type(made), 1)):
        for kind, label, cells in table.lines if table is not None else ():
            for column, said in zip(table.columns, cells, strict=True) if table is not None else ():
                say(
                    lambda a, c=column, k=kind, la=label, p=place: c in (a[p], "Together") and _counts(a[2], k, la),
                    said,
                )
    for line in who.context(made)["types"]:
        say(lambda a, t=line.type: a[1] == t and a[2] == KEPT, line.respondents)
    for described in who.context(made)["waves"]:
        for _, said, _ in described.sources:
            say(lambda a, w=described.name: a[0] == w, said)
    for wave in made.waves:
        say(lambda a, w=wave: a[0] == w and a[2] == KEPT, waves._facts(wave, made)[1][3])
    return found


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
        ends = [
            linprog(sign * aim, A_ub=np.vstack([sums, -sums]), b_ub=np.concatenate([high, -low])).fun
            for sign in (1, -1)
        ]
        assert None not in ends, "what is told contradicts itself"
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


def test_the_number_behind_a_figure_leaves_open_how_many_did_not_answer() -> None:
    """For every number kept up to 200 and one to four without an answer: less the number told, several are possible."""
    for kept in range(10, 200):
        for missing in range(1, 5):
            said = bases.told(kept - missing, SMALLEST)
            possible = [kept - n for n in range(kept + 1) if bases.told(n, SMALLEST) == said]
            assert missing in possible and len(possible) > 1 and said <= kept - missing < said + SMALLEST


def test_shares_are_told_too_coarsely_for_their_base_to_be_found() -> None:
    """337 of 675: 0.499259 is no other share of 670 to 680 persons, 0.50 may be one of each."""
    row = {
        "unit": "share",
        "n_respondents": 675,
        "estimate": 337 / 675,
        "ci95": [0.4613, 0.5372],
        "what": "share of respondents",
    }
    told = bases.figures(row)
    assert told["estimate"] == 0.5 and told["ci95"] == [0.46, 0.54]
    assert bases.figures({**row, "what": "share of projects with GPL"})["estimate"] == row["estimate"]
    for n in range(670, 681):
        assert any(round(k / n, bases.SHARE_DIGITS) == 0.5 for k in range(n + 1))
