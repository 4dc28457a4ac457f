"""Headings of a delivered file found in the questionnaire: by code, or by a question's very words, never by similar ones."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pipeline.platforms.wordings import SHORT, Wordings

FIRST_WORD = re.compile(r"^[^\W\d_]+(?!\w)(?=[’'-]\w|,? [\w\"'(‘“„])")  # a word, and a text that goes on behind it
DUAL = "dual"  # kind of a question that asks two things of each line
ENOUGH = 3  # columns that resemble lines of ours: with so many it may be our questionnaire, changed throughout
IN_WORDS = ("text", "country", "language")  # lines whose wording tells those who field them what to fill in


@dataclass(frozen=True)
class Column:
    """A column of a delivered file. `codes`: what may be a question's code, the surest first; `text`: what may be the
    question's words; `behind`: the words that stand with the code, blank where the file has none; `role`: what the
    platform's own column is (a plain column's name, or what it holds); `labels`: the words of its answers by their codes, in
    each language; `kind`: of the question (structure.KINDS), both blank where no structure says it."""

    at: int
    heading: str
    codes: tuple[str, ...] = ()
    text: str = ""
    behind: str = ""
    role: str = ""
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kind: str = ""


@dataclass(frozen=True)
class Found:
    """What a column was found to be: `target`, by `how` (code, text, beginning); `doubt` says why it is refused, `near` which
    item it resembles, or (`how` is code) under whose code another text stands, or (`how` is order) which it is by its place
    among the columns that begin alike, or (`how` is cut) as whose words it begins, or (`how` is dual) on which of its scales
    a line with two of them may be; `held`: which personal data are in it."""

    column: Column
    target: str = ""
    how: str = ""
    doubt: str = ""
    near: str = ""
    said: str = ""
    held: str = ""


def find(columns: list[Column], wordings: Wordings, sure_texts: bool) -> list[Found]:
    """What each column is. `sure_texts`: the file's texts are the questions as they were shown, so that another text under
    one of our codes is another question. Texts such as `Age` alone do not tell whose questionnaire it is."""
    found = _coded_first(_in_order([_one(column, wordings, sure_texts) for column in columns], wordings))
    asked = wordings.asked.items
    alike = sum(f.near in asked and asked[f.near].likert for f in found)
    if alike >= ENOUGH or any(f.target in asked and (f.how != "text" or asked[f.target].likert) for f in found):
        return found
    return [replace(f, target="", near=f.target) if f.how == "text" else f for f in found]


def _coded_first(found: list[Found]) -> list[Found]:
    """The columns; one whose few words are those of an item (`age`, as panels add it) is not that where another column is by
    its code."""
    coded = {one.target for one in found if one.how == "code"}
    return [
        replace(one, target="", near=one.target, how="")
        if one.how == "text" and one.target in coded and len(one.column.text.split()) <= SHORT
        else one
        for one in found
    ]


def _in_order(found: list[Found], wordings: Wordings) -> list[Found]:
    """The columns, those whose shortened headings begin as several lines do proposed in the order of these, where there are as
    many columns as lines."""
    alike: dict[tuple[str, ...], list[int]] = {}
    for at, one in enumerate(found):
        if one.doubt and len(begun := wordings.by_beginning(one.column.text)) > 1:
            alike.setdefault(tuple(code for code in wordings.asked.items if code in begun), []).append(at)
    placed = {
        at: replace(found[at], doubt="", near=code, how="order")
        for codes, places in alike.items()
        if len(codes) == len(places)
        for code, at in zip(codes, places, strict=True)
    }
    return [placed.get(at, one) for at, one in enumerate(found)]


def _one(column: Column, wordings: Wordings, sure_texts: bool) -> Found:
    if column.role:
        return Found(column)
    if column.kind == DUAL:
        return Found(column, near=_line_of(column, wordings), how=DUAL)
    for candidate in column.codes:
        code = wordings.codes.get(candidate.casefold(), "")
        if code and (not column.behind or _set_apart(column, candidate, code, wordings)):
            return _by_code(column, code, candidate, wordings, sure_texts)
    column = _in_words(column)
    code = wordings.by_text(column.text)
    if code:
        return Found(column, code, "text")
    beginning = wordings.by_beginning(column.text)
    if len(beginning) == 1:
        return Found(column, beginning.pop(), "beginning")
    if beginning:
        several = ", ".join(sorted(beginning))
        return Found(column, doubt=f"its shortened heading is the beginning of several lines ({several})")
    begun = wordings.begun(column.text)
    if begun:
        return Found(column, near=begun, how="cut")
    return Found(column, near=wordings.near(column.text) if column.text else "")


def _line_of(column: Column, wordings: Wordings) -> str:
    """The item that a column is by its code or its words, blank where it is none."""
    codes = (wordings.codes.get(candidate.casefold(), "") for candidate in column.codes)
    return next((code for code in codes if code in wordings.asked.items), "") or wordings.by_text(
        column.behind or column.text
    )


def _in_words(column: Column) -> Column:
    """The column without a code, where what was taken for one is the first word of its text (`How old are you?`)."""
    return replace(column, codes=(), behind="") if column.behind and FIRST_WORD.match(column.text) else column


def _set_apart(column: Column, candidate: str, code: str, wordings: Wordings) -> bool:
    """Whether what stands before a text is a code and no word of it (`form. ...`, but not `Form of ownership`)."""
    if code in wordings.asked.items:
        return code == candidate or (column.heading == candidate and wordings.same(code, column.behind))
    after = column.heading.removeprefix(candidate)
    apart = re.match(r"\S|\s+[^\w\s]", after) is not None
    return candidate == candidate.lower() and column.heading.startswith(candidate) and apart


def _by_code(column: Column, code: str, written: str, wordings: Wordings, sure_texts: bool) -> Found:
    item = wordings.asked.items.get(code)
    said = (
        ""
        if written.casefold() != code.casefold() or written == code
        else f"'{column.heading}' is taken as {code}, though its letters' case differs"
    )
    if item is None or not column.behind or wordings.same(code, column.behind):
        return Found(column, code, "code", said=said)
    other = wordings.by_text(column.behind)
    shown = column.behind if len(column.behind) <= 100 else column.behind[:97] + "..."
    if other:
        return Found(column, doubt=f"its code is {code}, but its text is '{shown}', which is the text of {other}")
    if sure_texts and item.scale.kind not in IN_WORDS:
        return Found(column, near=code, how="code")
    return Found(column, code, "code", said=f"{code} has another text in the file ('{shown}'); it is read by its code")
