"""What may be shown: nothing that rests on fewer than `smallest` respondents, and nothing from which it could be computed.

The rules, for counts, for means and shares of the types, and for the means of single projects. What rests on nobody (a count
of 0) may be shown, and so may the register, which knows no persons.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

Row = Mapping[str, Any]
Part = tuple[str, int]
Cell = tuple[str, str]
NEVER_ZERO = 1e-9
MEMBERS = {"SSE": ("SSE", "SOC", "SOL")}
NO_PERSONS = ("share of projects", "share placed", "lead of")
CATEGORY = re.compile(r"^share of respondents with (\w+) '")


def few(n: int, smallest: int) -> bool:
    """Whether a figure rests on so few respondents that it is withheld; 0 marks what rests on none."""
    return 0 < n < smallest


def withheld_counts(
    counts: Mapping[Cell, int], sums: Sequence[tuple[Cell, ...]], smallest: int, shown: Collection[Cell] = ()
) -> frozenset[Cell]:
    """The counts to withhold in a table with margins. In each of `sums` the first cell is the sum of the others; `shown` are
    totals that are shown whatever they are.

    Small counts first; then, as long as one of them follows from what is shown, or those withheld of a sum are together
    fewer than `smallest`, the smallest other count of a sum that it stands in, first of a sum with a single one.
    """
    hidden = {cell for cell, n in counts.items() if few(n, smallest) and cell not in shown}
    while True:
        exposed = [sum_ for sum_ in sums if _follows(sum_, hidden, sums) or _too_few(sum_, hidden, counts, smallest)]
        open_ = [sum_ for sum_ in exposed if any(cell not in hidden and cell not in shown for cell in sum_)]
        alone = [sum_ for sum_ in open_ if sum(cell in hidden for cell in sum_) == 1]
        free = {cell for sum_ in alone or open_ for cell in sum_ if cell not in hidden and cell not in shown}
        if not free:
            return frozenset(hidden)
        hidden.add(min(free, key=lambda cell: (counts[cell] == 0, counts[cell], cell)))


def _follows(sum_: tuple[Cell, ...], hidden: Collection[Cell], sums: Sequence[tuple[Cell, ...]]) -> bool:
    """Whether a withheld count of a sum can be solved for: every solution of the sums gives it the same value."""
    unknown = sorted({cell for one in sums for cell in one if cell in hidden}, key=str)
    if not any(cell in hidden for cell in sum_):
        return False
    rows = [[(1.0 if cell == one[0] else -1.0) if cell in one else 0.0 for cell in unknown] for one in sums]
    _, sizes, directions = np.linalg.svd(np.array(rows), full_matrices=True)
    rank = int((sizes > NEVER_ZERO).sum())
    open_ = np.abs(directions[rank:]).max(axis=0, initial=0.0)
    return any(cell in hidden and open_[unknown.index(cell)] < NEVER_ZERO for cell in sum_)


def _too_few(sum_: tuple[Cell, ...], hidden: Collection[Cell], counts: Mapping[Cell, int], smallest: int) -> bool:
    """Whether what is withheld of a sum is, taken together, few again, and its sum is shown."""
    return sum_[0] not in hidden and few(sum(counts[cell] for cell in sum_[1:] if cell in hidden), smallest)


def withheld_parts(parts: Iterable[Row], smallest: int, alone: Collection[str]) -> frozenset[Part]:
    """The rows of parts_by_claim to withhold, as (claim, part).

    Those on few respondents, and shares of respondents that count few or all but few of them. Then, until nothing is added:
    of one question's answers a second one where one is withheld; every figure that holds a withheld side (the mean of two
    sides with one of them, a contrast). Figures of the same name belong together across claims, but for the claims in
    `alone`, which ask parts of the types.
    """
    found = list(parts)
    hidden = {_key(row) for row in found if _counts_few(row, smallest)}
    while True:
        sides = {
            (_scope(row, alone), row["side"]) for row in found if _key(row) in hidden and _members(row["side"]) is None
        }
        more = {_key(row) for row in found if any((_scope(row, alone), side) in sides for side in _inside(row["side"]))}
        more |= _companions(found, hidden | more, alone, smallest)
        if more <= hidden:
            return frozenset(hidden)
        hidden |= more


def _key(row: Row) -> Part:
    return str(row["claim"]), int(row["part"])


def _counts_few(row: Row, smallest: int) -> bool:
    n = int(row["n_respondents"])
    if few(n, smallest):
        return True
    persons = row["unit"] == "share" and not str(row["what"]).startswith(NO_PERSONS)
    if not persons or row["estimate"] is None or _members(row["side"]) is not None:
        return False
    counted = round(row["estimate"] * n)
    return few(counted, smallest) or few(n - counted, smallest)


def _members(side: str) -> list[str] | None:
    """The two sides of a contrast; None for a single side."""
    found = re.split(r" [-/] ", side)
    return found if len(found) == 2 else None


def _inside(side: str) -> list[str]:
    """Every single side that a figure is made of, itself included."""
    return [member for one in _members(side) or [side] for member in MEMBERS.get(one, (one,))]


def _scope(row: Row, alone: Collection[str]) -> tuple[str, str]:
    what = re.sub(r"^(mean of|difference in) ", "", str(row["what"]))
    return (str(row["claim"]) if row["claim"] in alone else "", what)


def _companions(found: Sequence[Row], hidden: Collection[Part], alone: Collection[str], smallest: int) -> set[Part]:
    """Of the answers to one question on one side, those to withhold beside others so that none follows from the rest."""
    questions: dict[tuple[str, str, str], dict[str, list[Row]]] = {}
    for row in found:
        match = CATEGORY.match(str(row["what"]))
        if match and row["estimate"] is not None:
            asked = (_scope(row, alone)[0], match.group(1), str(row["side"]))
            questions.setdefault(asked, {}).setdefault(str(row["what"]), []).append(row)
    more: set[Part] = set()
    for answers in questions.values():
        kept_back = [rows for rows in answers.values() if any(_key(row) in hidden for row in rows)]
        counted = sum(round(rows[0]["estimate"] * rows[0]["n_respondents"]) for rows in kept_back)
        others = [rows for rows in answers.values() if rows not in kept_back and rows[0]["estimate"] > 0]
        if kept_back and others and (len(kept_back) == 1 or few(counted, smallest)):
            kept_back.append(min(others, key=lambda rows: rows[0]["estimate"]))
        more |= {_key(row) for rows in kept_back for row in rows}
    return more


def shown_projects(table: pd.DataFrame, smallest: int) -> "pd.Series[bool]":
    """Which rows of indicators_by_project may be shown as points. In each indicator and type those on few respondents are
    withheld, and where this is one project, or they are few together, the next smallest as well: it could be computed
    from the mean of the type and the others."""
    ordered = table.sort_values(["indicator", "declared_type", "n_respondents", "project"])
    groups = zip(ordered["indicator"], ordered["declared_type"], strict=True)
    shown, before, back, people = [], None, 0, 0
    for group, n in zip(groups, ordered["n_respondents"], strict=True):
        if group != before:
            before, back, people = group, 0, 0
        keep_back = few(int(n), smallest) or (back > 0 and (back < 2 or people < smallest))
        back, people = back + keep_back, people + int(n) * keep_back
        shown.append(not keep_back and n > 0)
    return pd.Series(shown, index=ordered.index, dtype=bool).reindex(table.index)
