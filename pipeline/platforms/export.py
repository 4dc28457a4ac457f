"""A platform's export brought into the plain form: which column became what, what was guessed, what was left out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from pipeline.instrument import Instrument, Item
from pipeline.platforms.answers import ROW
from pipeline.platforms.columns import FREE_TEXT, PERSONAL, SYSTEM, foreign, said, short
from pipeline.platforms.drafted import Draft, Value, draft
from pipeline.platforms.grids import WHOLE, Place
from pipeline.platforms.headings import ENOUGH, Column, Found, find
from pipeline.platforms.labels import recoded
from pipeline.platforms.personal import asks_for_person, in_column, occurrences
from pipeline.platforms.separated import as_text
from pipeline.platforms.wording_of_answers import answers_in_plain_form, replaced
from pipeline.platforms.wordings import Wordings
from pipeline.wave_columns import Line

IN_WORDS = ("text", "country", "language")
Cells = pd.DataFrame  # text, the columns numbered from 0, the index numbering the delivered rows
NAMED = {PERSONAL: "personal data by its heading,", FREE_TEXT: "free text in"}


@dataclass(frozen=True)
class Recognised:
    """Which platform wrote a file, by what it was known, and where in the file its table stands."""

    platform: str
    reason: str
    place: Place = WHOLE


@dataclass(frozen=True)
class Export:
    """`cells`: the plain form as text, its index numbering the delivered rows; `rows`, `columns`: as delivered; `notes`: what
    was renamed, guessed and left out; `faults`: why it is refused; `foreign`: nothing of it is our questionnaire; `found`: what
    each delivered column is, with the words and answers of its question where these are known; `lines`: the draft of its
    crosswalk; `proposed`: the cells of the columns that are in doubt, named by their lines; `persons`: the cells of those left
    out as personal, which never leave this process; `structure`: the file beside it that describes it."""

    recognised: Recognised
    cells: pd.DataFrame
    rows: int
    columns: int
    notes: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    foreign: bool = False
    found: tuple[Found, ...] = ()
    lines: tuple[Line, ...] = ()
    proposed: pd.DataFrame = field(default_factory=pd.DataFrame)
    persons: pd.DataFrame = field(default_factory=pd.DataFrame)
    structure: str = ""


@dataclass(frozen=True)
class Source:
    """What a reader hands over: its columns, the rows' cells, plain columns that it made itself (`made`, one text per row),
    and what it has to say. `sure_texts` as in headings.find; `values`: those in doubt."""

    name: str
    recognised: Recognised
    columns: list[Column]
    rows: Cells
    made: Mapping[str, Sequence[str] | pd.Series]
    notes: list[str]
    faults: list[str]
    sure_texts: bool = True
    before: Callable[[str, Item], str] | None = None
    values: list[Value] = field(default_factory=list)


def values_of(rows: Cells, at: int) -> pd.Series:
    """One column's cells; blanks where no line reaches so far."""
    return as_text(rows[at]) if at in rows else pd.Series("", rows.index, dtype="str")


def bring(source: Source, asked: Instrument) -> Export:
    """The plain form of what a reader found; columns of one target are merged where no row has two answers."""
    found = [_seen(source, one) for one in find(source.columns, Wordings(asked), source.sure_texts)]
    faults = [*source.faults, *_beyond(source), *_doubts(source, found)]
    by_target: dict[str, list[Found]] = {}
    for one in found:
        if one.target:
            by_target.setdefault(one.target, []).append(one)
    index = source.rows.index
    plain = {name: pd.Series(cells, index, dtype="str") for name, cells in source.made.items()}
    notes = list(source.notes)
    for target, several in by_target.items():
        columns = [_answers(source, one, asked.items.get(target), notes, faults) for one in several]
        merged, wrong = _merged(source, target, several, columns)
        faults += wrong
        if target in plain and not (merged != "").any():
            continue
        if target in plain:
            notes.append(
                f"{target} is taken from the column '{short(several[0].column.heading)}', not from the platform's own."
            )
        plain[target] = merged
        if len(several) > 1 and not wrong:
            headings = ", ".join(f"'{short(one.column.heading)}'" for one in several)
            notes.append(
                f"{target}: the columns {headings} never answer in the same row otherwise than alike; they are one."
            )
    drafted = _drafted(source, found, asked)
    lines = [target for target in by_target if target in asked.items and asked.items[target].likert]
    nothing = not lines and len(drafted.proposed) < ENOUGH
    if nothing:
        faults.insert(0, foreign(source.name, found))
    elif "respondent" not in plain:
        plain["respondent"] = pd.Series("", index, dtype="str")
        notes.append("no column holds the respondents' ids.")
    notes += said(found, drafted.lines, asked)
    first = [name for name in ("respondent", "submitted_at", "duration_seconds") if name in plain]
    ordered = {name: plain[name] for name in (*first, *(name for name in plain if name not in first))}
    numbers = index.rename(ROW)
    proposed = {place: cells.set_axis(numbers) for place, cells in drafted.proposed.items()}
    return Export(
        source.recognised,
        pd.DataFrame(ordered, index=numbers),
        len(source.rows),
        len(source.columns),
        tuple(f"{source.name}: {note}" for note in notes),
        tuple(faults),
        nothing,
        tuple(found),
        drafted.lines,
        pd.DataFrame(proposed, index=numbers, dtype="str"),
        _persons(source, found),
    )


def _persons(source: Source, found: list[Found]) -> pd.DataFrame:
    own = [one.column.at for one in found if not one.target and one.column.role == PERSONAL]
    return pd.DataFrame({at: values_of(source.rows, at).reset_index(drop=True) for at in own}, dtype="str")


def _drafted(source: Source, found: list[Found], asked: Instrument) -> Draft:
    """The draft of the wave's crosswalk; cells of columns in doubt come as their labels tell, without platforms' marks."""

    def cells(one: Found) -> pd.Series | None:
        faults = list[str]()
        read = _answers(source, one, asked.items.get(one.near), list[str](), faults)
        return None if faults else read

    return draft(found, cells, source.values, asked)


def _seen(source: Source, one: Found) -> Found:
    """A column that nothing asks for, with what it holds, by what its question asks and by what is in it."""
    column = one.column
    if one.target or column.role == SYSTEM:
        return one
    counts = occurrences(source.rows[column.at]) if column.at in source.rows else {}
    held, role = in_column(column.heading, counts, column.text), column.role
    if column.heading and not (role or one.near or one.doubt):
        asks = held.startswith("personal") or asks_for_person(column.text or column.heading)
        role = PERSONAL if asks else FREE_TEXT if held or column.kind == "text" else ""
    if not held and role in NAMED:
        filled: list[int] = [int(n) for text, n in counts.items() if text]
        held = f"{NAMED[role]} {sum(filled)} cells"
    return replace(one, column=replace(column, role=role), held=held)


def _answers(source: Source, one: Found, item: Item | None, notes: list[str], faults: list[str]) -> pd.Series:
    """The cells of one column in the plain form of an item."""
    if item is None or item.scale.kind in IN_WORDS:
        return values_of(source.rows, one.column.at)
    cells = source.rows.get(one.column.at)
    if cells is None or not isinstance(cells.dtype, pd.CategoricalDtype):
        return _read(source, one, item, values_of(source.rows, one.column.at), notes, faults)
    codes = cells.cat.codes.to_numpy()
    present = np.flatnonzero(np.bincount(codes, minlength=len(cells.cat.categories)))
    texts = _read(source, one, item, pd.Series(cells.cat.categories[present], dtype="str"), notes, faults)
    becomes, distinct = np.zeros(len(cells.cat.categories), dtype=np.int32), pd.Index(texts.unique(), dtype="str")
    becomes[present] = distinct.get_indexer(pd.Index(texts))
    return pd.Series(pd.Categorical.from_codes(becomes[codes], distinct), cells.index)


def _read(source: Source, one: Found, item: Item, cells: pd.Series, notes: list[str], faults: list[str]) -> pd.Series:
    """Texts of a column in the plain form of an item; each is read for itself, so that distinct ones will do."""
    if source.before:
        bare = {text: source.before(text, item) for text in map(str, cells.unique())}
        cells = replaced(cells, {text: new for text, new in bare.items() if new != text})
    becomes, told, wrong = recoded(
        one.column.labels, item, f"{source.name}, column {short(one.column.heading)}", one.column.kind
    )
    cells, also = answers_in_plain_form(replaced(cells, becomes), item)
    notes += [note for note in (*told, *also) if note not in notes]
    faults += wrong
    return cells


def refused(name: str, recognised: Recognised, rows: int, columns: int, *faults: str) -> Export:
    """An export of which nothing can be read."""
    return Export(recognised, pd.DataFrame(), rows, columns, (), tuple(f"{name}: {fault}" for fault in faults), True)


def _merged(source: Source, target: str, several: list[Found], columns: list[pd.Series]) -> tuple[pd.Series, list[str]]:
    if len(columns) == 1:
        return columns[0], []
    merged, clash = as_text(columns[0]), pd.Series(False, source.rows.index)
    for cells in map(as_text, columns[1:]):
        clash |= (merged != "") & (cells != "") & (merged != cells)
        merged = merged.where(merged != "", cells)
    if not clash.any():
        return merged, []
    numbers = clash.index[clash].tolist()
    headings = " and ".join(f"'{short(one.column.heading)}'" for one in several)
    rows = ", ".join(map(str, numbers[:3])) + (f" and {len(numbers) - 3} more" if len(numbers) > 3 else "")
    return merged, [
        f"{source.name}, column {headings}, row{'s' if len(numbers) > 1 else ''} {rows}: several columns are {target} and "
        "answer differently; keep the right one."
    ]


def _beyond(source: Source) -> list[str]:
    """A fault where cells stand under no heading."""
    width = 1 + max((column.at for column in source.columns), default=-1)
    beyond = [at for at in source.rows if isinstance(at, int) and at >= width]
    long = source.rows.index[(source.rows[beyond] != "").any(axis=1)].tolist() if beyond else []
    return [
        f"{source.name}, row {n}: cells under no heading; a separator or a quotation mark is wrong." for n in long[:3]
    ]


def _doubts(source: Source, found: list[Found]) -> list[str]:
    return [
        f"{source.name}, column '{short(one.column.heading)}': {one.doubt}; export the file with question codes that are "
        "right, or give the survey's structure beside it, or a crosswalk that says what the column is."
        for one in found
        if one.doubt
    ]


__all__ = [
    "FREE_TEXT",
    "PERSONAL",
    "SYSTEM",
    "Cells",
    "Export",
    "Recognised",
    "Source",
    "bring",
    "refused",
    "values_of",
]
