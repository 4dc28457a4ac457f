"""The questionnaire as respondents meet it: its pages in order, its answers in words, who is shown what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline import files, records
from pipeline.instrument import Instrument, Item

FILE = "instrument/questionnaire.yaml"
LANGUAGES = ("en", "de")
FORMS = ("A", "B")

Words = Mapping[str, str]  # a text by language
Conditions = tuple[tuple[str, frozenset[int]], ...]  # codes of which each question must have one


@dataclass(frozen=True)
class Answer:
    """One answer that may be chosen, as stored and as read."""

    code: int
    label: Words


@dataclass(frozen=True)
class Question:
    """A line of the instrument, with what respondents read. `answers` is empty where something is typed in."""

    item: Item
    text: Words
    hint: Words
    answers: tuple[Answer, ...]
    shuffled: bool

    @property
    def code(self) -> str:
        """The item's code."""
        return self.item.code

    @property
    def missing(self) -> tuple[int, ...]:
        """The codes of the missing answers that it offers."""
        return tuple(answer.code for answer in self.answers if answer.code < 0)


@dataclass(frozen=True)
class Page:
    """One screen. Pages that rotate change places with one another at random."""

    code: str
    title: Words
    instruction: Words
    rotates: bool
    questions: tuple[Question, ...]

    @property
    def grid(self) -> tuple[Question, ...]:
        """Its lines on the seven points, which are shown in random order."""
        return tuple(question for question in self.questions if question.item.likert)

    @property
    def single(self) -> tuple[Question, ...]:
        """Its other questions, in the instrument's order."""
        return tuple(question for question in self.questions if not question.item.likert)


@dataclass(frozen=True)
class Layout:
    """Everything that a questionnaire needs. `screening`: the answers without which it ends."""

    instrument: Instrument
    pages: tuple[Page, ...]
    screening: Mapping[str, int]
    title: Words
    welcome: Words
    thanks: Words
    screened_out: Words
    languages: Words

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions, page after page."""
        return tuple(question for page in self.pages for question in page.questions)

    def shows(self, page: Page) -> Conditions:
        """Whom a whole page is shown: who passed the screening, and the filter that all its questions have."""
        filters = {question.item.filter for question in page.questions}
        shared = filters.pop() if len(filters) == 1 else ()
        return (*self._gates(page, None), *shared)

    def asks(self, page: Page, question: Question) -> Conditions:
        """Whom a question is asked besides, of those who are shown its page; its form is not among the conditions."""
        gates = self._gates(page, question.code) if page is self.pages[0] else ()
        return tuple(one for one in (*gates, *question.item.filter) if one not in self.shows(page))

    def _gates(self, page: Page, code: str | None) -> Conditions:
        """The screening answers that are known before a page, or before a question of the first page."""
        asked = [question.code for question in self.pages[0].questions]
        if page is self.pages[0]:
            asked = asked[: asked.index(code)] if code is not None else []
        return tuple((gate, frozenset({answer})) for gate, answer in self.screening.items() if gate in asked)


@dataclass(frozen=True)
class _PageEntry:
    """A page as questionnaire.yaml has it; without `items` it shows all of its block that no other page names."""

    code: str
    block: str
    title: Words
    instruction: Words = field(default_factory=dict)
    rotates: bool = False
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Offered:
    cannot_say: Words
    refused: Words


@dataclass(frozen=True)
class _File:
    """questionnaire.yaml: `asked` and `hints` by item; `shuffled`: items whose answers come in random order."""

    title: Words
    welcome: Words
    thanks: Words
    screened_out: Words
    screening: Mapping[str, int]
    pages: tuple[_PageEntry, ...]
    asked: Mapping[str, Words]
    hints: Mapping[str, Words]
    shuffled: tuple[str, ...]
    offered: _Offered
    languages: Words


def load(instrument: Instrument, folder: Path | None = None) -> Layout:
    """Lay the instrument out by instrument/questionnaire.yaml; raises UserError with everything that does not fit it."""
    raw = files.load_yaml((folder or files.root() / "instrument") / "questionnaire.yaml", FILE)
    reader = records.Reader({}, {})
    said = reader.read(_File, raw, f"{FILE}:")
    faults = reader.faults or _contradictions(said, instrument)
    if faults:
        raise files.UserError(*faults)
    return Layout(
        instrument,
        tuple(_page(page, said, instrument) for page in said.pages),
        said.screening,
        *(said.title, said.welcome, said.thanks, said.screened_out, said.languages),
    )


def _page(page: _PageEntry, said: _File, instrument: Instrument) -> Page:
    taken = {code for other in said.pages for code in other.items}
    of_block = [code for code, item in instrument.items.items() if item.block == page.block and code not in taken]
    questions = sorted((instrument.items[code] for code in page.items or of_block), key=lambda item: item.position)
    asked = tuple(_question(item, said) for item in questions)
    return Page(page.code, page.title, page.instruction, page.rotates, asked)


def _question(item: Item, said: _File) -> Question:
    text = said.asked.get(item.code, {"en": item.wording_en, "de": item.wording_de})
    return Question(item, text, said.hints.get(item.code, {}), _answers(item, said.offered), item.code in said.shuffled)


def _answers(item: Item, offered: _Offered) -> tuple[Answer, ...]:
    scale = item.scale
    found = [Answer(choice.code, {"en": choice.label_en, "de": choice.label_de}) for choice in scale.choices]
    if scale.labels or scale.kind == "agree7":
        assert scale.low is not None and scale.high is not None
        ends = {label.code: {"en": label.label_en, "de": label.label_de} for label in scale.labels}
        found += [Answer(code, _numbered(code, ends.get(code, {}))) for code in range(scale.low, scale.high + 1)]
    found += [Answer(-1, offered.cannot_say)] * scale.cannot_say + [Answer(-2, offered.refused)] * scale.refuse
    return tuple(found)


def _numbered(code: int, end: Words) -> Words:
    return {one: f"{code} {end[one]}" if end else str(code) for one in LANGUAGES}


def _contradictions(said: _File, instrument: Instrument) -> list[str]:
    named = [("screening", code) for code in said.screening]
    named += [(name, code) for name in ("asked", "hints", "shuffled") for code in getattr(said, name)]
    named += [(f"page {page.code}", code) for page in said.pages for code in page.items]
    faults = [
        f"{FILE}, {where}: {code} is not in items.csv; correct the code or take it out."
        for where, code in named
        if code not in instrument.items
    ]
    blocks = {item.block for item in instrument.items.values()}
    faults += [
        f"{FILE}, page {page.code}: the block {page.block} is none of items.csv; write one of {', '.join(sorted(blocks))}."
        for page in said.pages
        if page.block not in blocks
    ]
    first = [code for code, item in instrument.items.items() if said.pages and item.block == said.pages[0].block]
    faults += [
        f"{FILE}, screening: {code} is not asked on the first page; screen by a question that is."
        for code in said.screening
        if code in instrument.items and code not in first
    ]
    absent = sorted(blocks - {page.block for page in said.pages})
    faults += [f"{FILE}, pages: block {block} has no page; add one." for block in absent]
    return faults + [
        f"{FILE}, {where}: lacks the language {one}; add it."
        for where, text in _texts(said)
        for one in LANGUAGES
        if one not in text
    ]


def _texts(said: _File) -> list[tuple[str, Words]]:
    """Every text that must be there in both languages, with its place."""
    found = [(name, getattr(said, name)) for name in ("title", "welcome", "thanks", "screened_out", "languages")]
    found += [(f"page {page.code}, title", page.title) for page in said.pages]
    found += [(f"page {page.code}, instruction", page.instruction) for page in said.pages if page.instruction]
    found += [(f"{name}, {code}", text) for name in ("asked", "hints") for code, text in getattr(said, name).items()]
    return [*found, ("offered, cannot_say", said.offered.cannot_say), ("offered, refused", said.offered.refused)]
