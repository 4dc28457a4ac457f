"""From delivered to analysed: rows by wave and reason, and by declared type; small counts are withheld."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from pipeline.html import words
from pipeline.sections import disclosure
from pipeline.sections.disclosure import Cell
from pipeline.sections.material import TYPES, Material, once
from pipeline.withheld import few

UNKNOWN = "type not known"
TOGETHER = "Together"
DELIVERED, EXCLUDED, KEPT = "Delivered", "Excluded", "Kept and analysed"
ORDER = (DELIVERED, EXCLUDED, KEPT)


@dataclass(frozen=True)
class Flow:
    """A table of rows: a column for each wave or type and, where there are several, for all together.

    `lines`: kind (delivered, excluded, kept), label, what its cells say. `withheld`: whether a count is.
    """

    title: str
    columns: tuple[str, ...]
    lines: tuple[tuple[str, str, tuple[str, ...]], ...]
    withheld: bool


@once
def by_wave(material: Material) -> Flow | None:
    """Delivered, excluded by reason and kept, by wave; None where nothing was delivered."""
    rows = _typed(material)
    if not len(rows):
        return None
    columns = [wave for wave in material.waves if (rows["wave"] == wave).any()]
    reasons = pooled_reasons(rows, material.smallest)
    rows = rows.assign(line=rows["reason"].map(reasons).where(~rows["in_primary"], KEPT))
    lines = list(dict.fromkeys(reasons.values()))
    counts = _counts(rows, "wave", columns, [*lines, KEPT])
    counts |= {(EXCLUDED, column): sum(counts[line, column] for line in lines) for column in _all(columns)}
    counts |= {(DELIVERED, column): counts[EXCLUDED, column] + counts[KEPT, column] for column in _all(columns)}
    sums = [tuple((line, column) for line in ORDER) for column in _all(columns)]
    sums += [((EXCLUDED, column), *((line, column) for line in lines)) for column in _all(columns) if lines]
    sums += [((line, TOGETHER), *((line, c) for c in columns)) for line in (*lines, *ORDER) if len(columns) > 1]
    small = any(few(counts[line, column], material.smallest) for line in (DELIVERED, KEPT) for column in columns)
    shown = {(KEPT, column) for column in ([TOGETHER] if small and columns[1:] else _all(columns))}
    shown |= totals(rows, material.smallest, _all(columns)[-1])
    hidden = disclosure.withheld_counts(counts, sums, material.smallest, shown)
    kinds = [("delivered", DELIVERED), *(("excluded", line) for line in lines), ("kept", KEPT)]
    return _table("Rows by wave", columns, kinds, counts, hidden, material.smallest)


def totals(rows: pd.DataFrame, smallest: int, column: str) -> set[Cell]:
    """The totals of delivered and excluded rows, in `column`, that are told whatever they are: none where so few rows were
    excluded that the rows delivered less those kept would tell them."""
    told = not few(int((~rows["in_primary"]).sum()), smallest)
    return {(DELIVERED, column), (EXCLUDED, column)} if told else set()


def told_of_wave(n: int, wave: str, material: Material, kind: str = "delivered") -> str:
    """A number of rows of a wave, told where the wave's number of rows of this kind is."""
    table = by_wave(material)
    if material.hidden(n):
        return f"fewer than {material.smallest}"
    if table is None or wave not in table.columns:
        return f"{n:,}"
    cells = [cells[table.columns.index(wave)] for own, _, cells in table.lines if own == kind]
    return f"{n:,}" if all(cell[:1].isdigit() for cell in cells) else "withheld"


def by_type(material: Material) -> Flow | None:
    """Delivered, excluded and kept by declared type, all waves together; None where fewer than two types are there, or where
    the rows kept of a type are too few to be told."""
    rows = _typed(material)
    columns = [name for name in (*TYPES, UNKNOWN) if (rows["type"] == name).any()]
    if len(columns) < 2 or withheld_kept(material):
        return None
    rows = rows.assign(line=rows["in_primary"].map({True: KEPT, False: EXCLUDED}))
    counts = _counts(rows, "type", columns, [EXCLUDED, KEPT])
    counts |= {(DELIVERED, c): counts[EXCLUDED, c] + counts[KEPT, c] for c in _all(columns)}
    sums = [tuple((line, column) for line in ORDER) for column in _all(columns)]
    sums += [((line, TOGETHER), *((line, column) for column in columns)) for line in ORDER]
    shown = totals(rows, material.smallest, TOGETHER) | {(KEPT, column) for column in _all(columns)}
    hidden = disclosure.withheld_counts(counts, sums, material.smallest, shown)
    kinds = [("delivered", DELIVERED), ("excluded", EXCLUDED), ("kept", KEPT)]
    return _table("Rows by declared type, all waves together", columns, kinds, counts, hidden, material.smallest)


def withheld_kept(material: Material) -> frozenset[str]:
    """The types whose number of kept rows is withheld, with one from which it would follow."""
    types = material.kept["declared_type"].fillna(UNKNOWN).value_counts(sort=False)
    counts = {(str(name), ""): int(n) for name, n in types.items()} | {(TOGETHER, ""): len(material.kept)}
    sums = [((TOGETHER, ""), *(cell for cell in counts if cell[0] != TOGETHER))]
    return frozenset(name for name, _ in disclosure.withheld_counts(counts, sums, material.smallest, sums[0][:1]))


def pooled_reasons(rows: pd.DataFrame, smallest: int) -> dict[str, str]:
    """Each reason with the line that it is counted in, the most frequent first: reasons of few rows share one line, with as
    many of the next smallest as it takes for that line not to be small itself."""
    found = rows.loc[~rows["in_primary"], "reason"].value_counts(sort=False)
    ordered = sorted(((str(reason), int(n)) for reason, n in found.items()), key=lambda pair: (-pair[1], pair[0]))
    own = [reason for reason, n in ordered if not few(n, smallest)]
    shared = [reason for reason, n in ordered if few(n, smallest)]
    sizes = dict(ordered)
    while own and shared and few(sum(sizes[reason] for reason in shared), smallest):
        shared.insert(0, own.pop())
    label = f"one of: {'; '.join(shared)}" if len(shared) > 1 else "".join(shared)
    return {reason: reason for reason in own} | dict.fromkeys(shared, label)


def sentence(rows: pd.DataFrame, smallest: int) -> str:
    """How many rows were delivered, kept and excluded, and the reason met most often."""
    if not len(rows):
        return "No answers of respondents were delivered."
    kept = int(rows["in_primary"].sum())
    if few(len(rows) - kept, smallest):
        said = f"{words.capital(words.count(kept, 'row'))} {'was' if kept == 1 else 'were'} kept and analysed"
        return f"{said}. Fewer than {smallest} were excluded, so how many were delivered is not told."
    said = f"Of {words.count(len(rows), 'row')} delivered, {kept:,} ({words.percent(kept / len(rows))}) were kept"
    reasons = pooled_reasons(rows.assign(reason=rows["reason"].fillna("").astype("str")), smallest)
    if not reasons:
        return f"{said}; none was excluded."
    first = next(iter(reasons.values()))
    several = len(set(reasons.values())) > 1
    most = f", most often for this reason: {first}" if several else f" for one reason: {first}"
    return f"{said} and {len(rows) - kept:,} excluded{most}."


def _typed(material: Material) -> pd.DataFrame:
    found = material.exclusions
    return found.assign(type=found["declared_type"].fillna(UNKNOWN), reason=found["reason"].fillna("").astype("str"))


def _all(columns: list[str]) -> list[str]:
    return [*columns, TOGETHER] if len(columns) > 1 else columns


def _counts(rows: pd.DataFrame, by: str, columns: list[str], lines: list[str]) -> dict[Cell, int]:
    sizes = rows.groupby(["line", by]).size()
    counts = {(line, column): int(sizes.get((line, column), 0)) for line in lines for column in columns}
    if len(columns) > 1:
        counts |= {(line, TOGETHER): sum(counts[line, column] for column in columns) for line in lines}
    delivered = sum(counts[line, column] for line in lines for column in columns)
    assert delivered == len(rows), "rows delivered are not rows kept and excluded"
    return counts


def _table(
    title: str,
    columns: list[str],
    kinds: list[tuple[str, str]],
    counts: Mapping[Cell, int],
    hidden: frozenset[Cell],
    smallest: int,
) -> Flow:
    def said(cell: Cell) -> str:
        """Of several columns it is not told which counts are few: with a total, four and four of eight would be known."""
        if cell not in hidden:
            return f"{counts[cell]:,}"
        return f"fewer than {smallest}" if len(columns) == 1 and few(counts[cell], smallest) else "withheld"

    lines = tuple((kind, label, tuple(said((label, column)) for column in _all(columns))) for kind, label in kinds)
    return Flow(title, tuple(_all(columns)), lines, bool(hidden))
