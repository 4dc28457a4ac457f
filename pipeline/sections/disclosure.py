"""What may be shown: nothing that rests on fewer than `smallest` respondents, and nothing from which it could be computed.

The rules, for counts, for means and shares of the types, and for the means of single projects. What rests on nobody (a count
of 0) may be shown, and so may the register, which knows no persons.
"""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd

from pipeline.withheld import few

Cell = tuple[str, str]
NEVER_ZERO = 1e-9


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


def withheld_groups(table: pd.DataFrame, column: str, smallest: int) -> frozenset[Cell]:
    """Of a table of projects (declared_type, n_respondents) counted by a column and by type, the cells (group, type) whose
    projects have together few respondents, and those from which one would follow. All margins are shown."""
    sizes = table.groupby([table[column].astype("str"), "declared_type"])["n_respondents"].sum()
    groups, types = (list(dict.fromkeys(sizes.index.get_level_values(level))) for level in (0, 1))
    counts: dict[Cell, int] = {(g, t): int(sizes.get((g, t), 0)) for g in groups for t in types}
    sums = [((g, ""), *((g, t) for t in types)) for g in groups]
    sums += [(("", t), *((g, t) for g in groups)) for t in types]
    margins = {one[0] for one in sums}
    counts |= {one[0]: sum(counts[cell] for cell in one[1:]) for one in sums}
    return withheld_counts(counts, sums, smallest, margins)


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
