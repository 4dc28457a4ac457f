"""Headings of a delivered file found in the questionnaire: by code, or by the very words of a question, never by similar ones.

Two wordings are the same when only case, markup, blanks, quotation marks and the stop at their end differ.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from pipeline import files
from pipeline.instrument import Instrument
from pipeline.platforms.circumstances import KNOWN, TEST_COLUMNS
from pipeline.platforms.similar import Similar

TAG = re.compile(r"<[^<>]{1,200}>")
QUOTES = str.maketrans(dict.fromkeys("'’‘`´“”„«»\"", "'") | {"–": "-", "—": "-", "\u00a0": " "})
STOPS = " .?:!*;,"
PARTS = re.compile(
    r"(?<=[\[/|])|(?<=[.:\-] )|(?<=\] )|(?<=\n)"
)  # where an item's own words may begin after a question's
HYPHEN = re.compile(r"(?<=-)(?=\S)")  # behind which old exports of Qualtrics put the line, without a blank
SHORT = 2  # words of which a text is too short to tell a question where another column is that by its code
FIRST_WORD = re.compile(r"^[^\W\d_]+(?!\w)(?=[’'-]\w|,? [\w\"'(‘“„])")  # a word, and a text that goes on behind it
ABBREVIATED = re.compile(r"(\.\.+|…)$")
IN_WORDS = ("text", "country", "language")  # lines whose wording tells those who field them what to fill in
CUT = 20  # letters by which a text that is cut off is known


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
    among the columns that begin alike, or (`how` is cut) as whose words it begins; `held`: which personal data are in it."""

    column: Column
    target: str = ""
    how: str = ""
    doubt: str = ""
    near: str = ""
    said: str = ""
    held: str = ""


def words(text: str) -> str:
    """A text by which wordings are compared."""
    plain = TAG.sub(" ", html.unescape(text)) if "<" in text or "&" in text else text
    spaced = plain if " " in plain.strip() else plain.replace("_", " ")
    return " ".join(spaced.translate(QUOTES).casefold().split()).strip(STOPS)


@dataclass(frozen=True)
class Wordings:
    """The questionnaire's words, in both languages."""

    asked: Instrument

    @cached_property
    def known(self) -> dict[str, str]:
        """Item code by wording; a wording of two items is none."""
        found: dict[str, str] = {}
        for code, item in self.asked.items.items():
            for text in {words(item.wording_en), words(item.wording_de), *map(words, self.instead.get(code, ()))}:
                found[text] = "" if text in found else code
        return {text: code for text, code in found.items() if code}

    @cached_property
    def similar(self) -> Similar:
        """The wordings by their words."""
        return Similar(self.known)

    @cached_property
    def fielded(self) -> dict[str, Any]:
        """How the questionnaire is laid out, where the instrument says it; nothing where it does not."""
        path = files.root() / "instrument" / "questionnaire.yaml"
        said = files.load_yaml(path, "instrument/questionnaire.yaml") if path.is_file() else {}
        return said if isinstance(said, dict) else {}

    @cached_property
    def instead(self) -> dict[str, tuple[str, ...]]:
        """What respondents read instead of an item's wording, where that is a remark for those who field it."""
        return {str(code): tuple(map(str, texts.values())) for code, texts in (self.fielded.get("asked") or {}).items()}

    @cached_property
    def pages(self) -> dict[str, str]:
        """The code of a page by its title."""
        pages = self.fielded.get("pages") or []
        return {words(title): str(page["code"]) for page in pages for title in page.get("title", {}).values()}

    @cached_property
    def codes(self) -> dict[str, str]:
        """Items and columns of the plain form, by their names in small letters."""
        plain = [name for name in (*KNOWN, *TEST_COLUMNS) if name != "row"]
        joined = {
            name.replace("_", "").casefold(): name for name in plain
        }  # where a platform's codes have no underscore
        return {**joined, **{name.casefold(): name for name in (*self.asked.items, *plain)}}

    def by_text(self, text: str) -> str:
        """The item whose very words these are, alone or after the question that a table of lines has in common."""
        if not text:
            return ""
        long = [part for cut in HYPHEN.finditer(text) if len((part := text[cut.start() :]).split()) > SHORT]
        for part in (text, *(text[cut.start() :] for cut in PARTS.finditer(text)), *long):
            code = self.known.get(words(part.rstrip().removesuffix("]")))
            if code:
                return code
        return ""

    def by_beginning(self, text: str) -> set[str]:
        """The items whose words begin as an abbreviated heading does; none where it is not abbreviated."""
        parts = [part.strip(" []") for part in re.split(r"[\[\]]", text) if part.strip(" []")]
        last = parts[-1] if parts else ""
        if not ABBREVIATED.search(last):
            return set()
        start = words(ABBREVIATED.sub("", last))
        return {code for known, code in self.known.items() if start and known.startswith(start)}

    def begun(self, text: str) -> str:
        """The only item whose words begin with a text, which may be cut off there (as labels of SPSS are); blank for none."""
        given = " ".join(words(text.rpartition("[")[2]).split())
        codes = {code for known, code in self.known.items() if len(given) >= CUT and known.startswith(given)}
        return codes.pop() if len(codes) == 1 else ""

    def near(self, text: str) -> str:
        """The item whose words are similar, for a person to look at."""
        parts = (text, *(text[cut.start() :] for cut in PARTS.finditer(text)))
        return self.similar.nearest([words(part.rstrip().removesuffix("]")) for part in parts])

    def same(self, code: str, text: str) -> bool:
        """Whether a text has an item's words, or their beginning where the platform cut them."""
        item, given = self.asked.items[code], words(ABBREVIATED.sub("", text.strip()))
        own = [words(wording) for wording in (item.wording_en, item.wording_de)]
        cut = len(given) >= 10 and any(wording.startswith(given) for wording in own)
        return self.by_text(text) == code or any(given.endswith(wording) for wording in own) or cut


def find(columns: list[Column], wordings: Wordings, sure_texts: bool) -> list[Found]:
    """What each column is. `sure_texts`: the file's texts are the questions as they were shown, so that another text under
    one of our codes is another question. Texts such as `Age` alone do not tell whose questionnaire it is."""
    found = _coded_first(_in_order([_one(column, wordings, sure_texts) for column in columns], wordings))
    asked = wordings.asked.items
    if any(f.target in asked and (f.how != "text" or asked[f.target].likert) for f in found):
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


def _in_words(column: Column) -> Column:
    """The column without a code, where what was taken for one is the first word of its text (`How old are you?`)."""
    return replace(column, codes=(), behind="") if column.behind and FIRST_WORD.match(column.text) else column


def _set_apart(column: Column, candidate: str, code: str, wordings: Wordings) -> bool:
    """Whether what stands before a text is a code and no word of it (`form. ...`, but not `Form of ownership`)."""
    if code in wordings.asked.items:
        return code == candidate
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
