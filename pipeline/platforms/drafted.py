"""The first draft of a wave's crosswalk: a line for each delivered column, those in doubt marked for a person."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from pipeline.instrument import Instrument, Item
from pipeline.platforms.answers import code_of
from pipeline.platforms.circumstances import KNOWN
from pipeline.platforms.crosswalk import SAME, Crosswalk
from pipeline.platforms.headings import DUAL, IN_WORDS, Column, Found
from pipeline.platforms.labels import Labels, is_missing_code, kind_of, meant
from pipeline.platforms.likeness import likeness, own_part, ratio
from pipeline.platforms.personal import PERSONAL, in_column, occurrences, without_personal_data
from pipeline.platforms.wording_of_answers import answers_in_plain_form, replaced
from pipeline.wave_columns import CHANGED, DROPPED, WAITING, YES, Line, numbered

ALIKE = 0.6  # of SequenceMatcher's ratio: below it a text under one of our codes is another question, not a changed one
UNKNOWN = "unknown to the questionnaire"
PLACE = "line {}"  # heading of a doubtful column in a staged copy
UNIT = re.compile(
    r"\b(years?|months?|weeks?|days?|hours?|minutes?|seconds?|per ?cent|percent(?:age)?|euros?|dollars?|pounds?|"
    r"jahren?|monaten?|wochen?|tagen?|stunden?|minuten?|sekunden?|prozent)\b|[%€$£]",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Value:
    """A value of a column of which only a label says that it is a missing answer of a kind (`becomes`)."""

    at: int
    value: str
    becomes: str
    label: str


@dataclass(frozen=True)
class Draft:
    """`proposed`: the cells of the doubtful columns, by their lines' places."""

    lines: tuple[Line, ...]
    proposed: Mapping[str, pd.Series]


def doubtful(columns: Sequence[Column], rows: pd.DataFrame) -> list[Value]:
    """The values given, in columns numbered as `rows` are, that their label calls missing and that nothing declares."""
    found = []
    for column in (column for column in columns if column.labels and column.at in rows):
        kinds = {
            value: (str(kind), label)
            for value, said in column.labels.items()
            for label in reversed(said)
            if (kind := kind_of(label)) is not None and not is_missing_code(value)
        }
        given = set(map(str, rows[column.at].unique())) if kinds else set()
        found += [Value(column.at, value, *kinds[value]) for value in kinds if value in given]
    return found


def draft(
    found: Sequence[Found], cells: Callable[[Found], pd.Series | None], values: Sequence[Value], asked: Instrument
) -> Draft:
    """A line for each column, then one for each doubtful value. `cells`: those of a column that resembles a question, None
    where its labels are no answers to it; such a column, or one whose question is there already, is left out for certain."""
    taken = {one.target for one in found}
    lines, waits = list[Line](), dict[int, pd.Series]()
    for one in found:
        line = _line(one)
        if one.near and one.how != "text":
            texts = cells(one)
            absent = {value.value: value.becomes for value in values if value.at == one.column.at}
            line = _proposal(one, line, texts if texts is None else replaced(texts, absent), taken, asked)
            if not line.waits and texts is not None and one.near in taken and _answers(texts, asked.items[one.near]):
                others = [cells(other) for other in found if other.target == one.near]
                line = _beside(one, line, texts, lines, waits, others)
            if line.waits and texts is not None:
                waits[len(lines)] = texts
                taken.add(line.code)
        lines.append(line)
    of_column = {one.column.at: (one, line.code) for one, line in zip(found, lines, strict=True)}
    for value in values:
        one, code = of_column[value.at]
        item = asked.items.get(code)
        if item is not None and meant(one.column.labels.get(value.value, ()), item.scale) is None:
            said = f"labelled '{value.label}', not declared as missing"
            doubt = {"confirmed": WAITING, "value": value.value, "becomes": value.becomes, "note": said}
            lines.append(Line(0, one.column.heading, code, YES, **doubt))
    return Draft(numbered(lines), {PLACE.format(at + 1): texts for at, texts in waits.items() if lines[at].code})


def of_plain(cells: pd.DataFrame, asked: Instrument) -> tuple[Line, ...]:
    """The lines of a table that is in the plain form already."""
    lines = []
    for column in map(str, cells.columns):
        if column in asked.items or column in KNOWN:
            lines.append(Line(0, column, column, YES))
        else:
            held = in_column(column, occurrences(cells[column])) or UNKNOWN
            lines.append(Line(0, without_personal_data(column), "", DROPPED, note=held))
    return numbered(lines)


def of_crosswalk(walk: Crosswalk) -> tuple[Line, ...]:
    """The lines of a survey that a crosswalk reads: what differs there was decided by people, but not that it may be pooled."""
    lines = []
    for line in walk.lines:
        comparable = DROPPED if not line.target else YES if line.comparable == SAME else line.comparable
        text = line.source if len(line.source.split()) > 2 else ""
        lines.append(Line(0, line.source, line.target, comparable, text=text, unit=unit_of(text), note=line.note))
    return numbered(lines)


def file_code(column: Column) -> str:
    """The code of a question in the file itself; blank where its headings are texts."""
    if not column.codes:
        return ""
    if column.behind and column.behind in column.heading:
        return column.heading[: column.heading.rindex(column.behind)].rstrip(" .:_-|)\n")
    return column.heading if len(column.heading.split()) == 1 else ""


def unit_of(text: str) -> str:
    """The units of measurement that a question names, in small letters."""
    return ", ".join(sorted({match[0].casefold() for match in UNIT.finditer(text)}))


def _line(one: Found) -> Line:
    column = one.column
    text = without_personal_data(column.behind or (column.text if " " in column.text.strip() else ""))
    heading, options = without_personal_data(column.heading), without_personal_data(options_of(column.labels))
    known = {"file_code": file_code(column), "text": text, "options": options, "unit": unit_of(text)}
    if one.target:
        return Line(0, heading, one.target, YES, note=one.said, **known)
    role = {"personal": f"{PERSONAL} by the platform's heading", "system": "the platform's own"}.get(
        column.role, column.role
    )
    return Line(0, heading, "", DROPPED, note=one.held or role or UNKNOWN, **known)


def options_of(labels: Labels) -> str:
    """A question's answers as `value=label|...`, in the first language that has them."""
    return "|".join(f"{value}={said[0]}" for value, said in labels.items() if said and said[0])


def _proposal(one: Found, line: Line, cells: pd.Series | None, taken: set[str], asked: Instrument) -> Line:
    """The line of a column whose text is like that of a question, or stands under its code without being it."""
    item, text = asked.items[one.near], line.text or line.column
    known = {"file_code": line.file_code, "text": line.text, "options": line.options, "unit": line.unit}
    if one.near in taken or cells is None or not _answers(cells, item):
        why = "another column is that" if one.near in taken else "its cells are no answers to it"
        return Line(0, line.column, "", DROPPED, note=f"resembles {one.near}, but {why}", **known)
    if one.how in ("order", "cut"):
        by = "as it begins" if one.how == "cut" else "by its place among those that begin alike"
        said = f"its heading is cut off; {by} it is '{item.wording_en}'"
        return Line(0, line.column, item.code, YES, "", WAITING, note=said, **known)
    if one.how == DUAL:
        said = (
            "each line of its table has two scales, and which of them is ours is not told; it is taken to be this one"
        )
        return Line(0, line.column, item.code, CHANGED[1], "", WAITING, note=said, **known)
    if one.how == "code" and likeness(text, item) < ALIKE:
        shown = _short(own_part(text, item.wording_en))
        said = f"its code is {item.code}, but its text is another question ('{shown}', not '{item.wording_en}')"
        return Line(0, line.column, "", DROPPED, item.code, WAITING, note=said, **known)
    ours = item.wording_de if ratio(text, item.wording_de) > ratio(text, item.wording_en) else item.wording_en
    changed = "changed_unit" if line.unit != unit_of(ours) else CHANGED[0]
    said = f"its text is '{_short(own_part(text, ours))}', not '{ours}'"
    return Line(0, line.column, item.code, changed, "", WAITING, note=said, **known)


def _beside(
    one: Found,
    line: Line,
    texts: pd.Series,
    lines: Sequence[Line],
    waits: dict[int, pd.Series],
    others: list[pd.Series | None],
) -> Line:
    """The line of a column of which another is the question: with its answers put to that one's where both have one heading, as
    versions of a form have. `waits`: the cells of the lines in doubt, by their places; `others`: those of certain columns."""
    at = next((at for at in waits if lines[at].code == one.near), None)
    joined = _joined(waits[at], texts) if at is not None and lines[at].column == line.column else None
    if at is not None and joined is not None:
        waits[at] = joined
        return replace(line, note=f"the heading of line {at + 1} again; its answers are put there")
    return line if one.how == DUAL else _moved(line, texts, [*others, *([waits[at]] if at is not None else [])])


def _moved(line: Line, texts: pd.Series, others: Sequence[pd.Series | None]) -> Line:
    """The line of a column left out because another is that question: in doubt where it has answers in rows in which that one
    has none, as where a question's title was changed while people answered."""
    filled = pd.Series(False, texts.index)
    for other in others:
        filled |= other.astype("str") != "" if other is not None else True
    alone = int(((texts.astype("str") != "") & ~filled).sum())
    if not alone or not others:
        return line
    said = f"{line.note}; {alone} rows answer here only, so its text may have been changed while people answered: left out, "
    return replace(line, confirmed=WAITING, note=f"{said}these answers are lost; put both into one column to keep them")


def _joined(cells: pd.Series, others: pd.Series) -> pd.Series | None:
    """The cells of two columns in one; None where a row answers differently in them."""
    mine, theirs = cells.astype("str"), others.astype("str")
    clash = (mine != "") & (theirs != "") & (mine != theirs)
    return None if clash.any() else mine.where(mine != "", theirs)


def _answers(cells: pd.Series, item: Item) -> bool:
    """Whether every cell is blank or an answer to an item."""
    if item.scale.kind in IN_WORDS:
        return False
    read, _ = answers_in_plain_form(cells, item)
    return all(code_of(str(text), item.scale) is not None for text in read.unique())


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 100 else flat[:97] + "..."


def accepted(cells: pd.DataFrame, proposed: pd.DataFrame, lines: Sequence[Line], asked: Instrument) -> pd.DataFrame:
    """The plain form as it is once every line is confirmed as it stands. `proposed`: columns `line N`, same rows as `cells`."""
    table = cells
    for line in (line for line in lines if line.confirmed):
        place = PLACE.format(line.line)
        item = asked.items.get(line.code)
        if line.value and line.code in table.columns:
            column = table[line.code].astype("str")
            table = table.assign(**{line.code: column.where(column != line.value, line.becomes or line.value)})
        elif not line.value and line.code and place in proposed.columns:
            texts = proposed[place]
            read = answers_in_plain_form(texts, item)[0] if item is not None else texts
            table = table.assign(**{line.code: pd.Series(read.to_numpy(), index=table.index, dtype="str")})
    return table
