"""The questionnaire as respondents meet it: its pages in order, its answers in words, who is shown what."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import files
from pipeline.instrument import Instrument, Item

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


def load(instrument: Instrument, folder: Path | None = None) -> Layout:
    """Lay the instrument out by instrument/questionnaire.yaml; raises UserError with everything that does not fit it."""
    path = (folder or files.root() / "instrument") / "questionnaire.yaml"
    said = files.load_yaml(path.read_text("utf-8"))
    _refuse_contradictions(said, instrument)
    return Layout(
        instrument,
        tuple(_page(described, said, instrument) for described in said["pages"]),
        said["screening"],
        *(said[text] for text in ("title", "welcome", "thanks", "screened_out", "languages")),
    )


def _page(described: dict[str, Any], said: dict[str, Any], instrument: Instrument) -> Page:
    taken = {code for page in said["pages"] for code in page.get("items", ())}
    own = described.get("items") or [
        code for code, item in instrument.items.items() if item.block == described["block"] and code not in taken
    ]
    questions = sorted((instrument.items[code] for code in own), key=lambda item: item.position)
    return Page(
        described["code"],
        described["title"],
        described.get("instruction", {}),
        described.get("rotates", False),
        tuple(_question(item, said) for item in questions),
    )


def _question(item: Item, said: dict[str, Any]) -> Question:
    wording = {"en": item.wording_en, "de": item.wording_de}
    text = said["asked"].get(item.code, wording)
    return Question(item, text, said["hints"].get(item.code, {}), _answers(item, said), item.code in said["shuffled"])


def _answers(item: Item, said: dict[str, Any]) -> tuple[Answer, ...]:
    scale = item.scale
    found = [Answer(choice.code, {"en": choice.label_en, "de": choice.label_de}) for choice in scale.choices]
    if scale.labels or scale.kind == "agree7":
        assert scale.low is not None and scale.high is not None
        ends = {label.code: {"en": label.label_en, "de": label.label_de} for label in scale.labels}
        found += [Answer(code, _numbered(code, ends.get(code, {}))) for code in range(scale.low, scale.high + 1)]
    missing = [code for code, offered in ((-1, scale.cannot_say), (-2, scale.refuse)) if offered]
    return (*found, *(Answer(code, said["offered"][code]) for code in missing))


def _numbered(code: int, end: Words) -> Words:
    return {one: f"{code} {end[one]}" if end else str(code) for one in LANGUAGES}


def _refuse_contradictions(said: dict[str, Any], instrument: Instrument) -> None:
    name, faults = "instrument/questionnaire.yaml", []
    named = [("screening", code) for code in said["screening"]]
    named += [(field, code) for field in ("asked", "hints", "shuffled") for code in said[field]]
    named += [(f"page {page['code']}", code) for page in said["pages"] for code in page.get("items", ())]
    for field, code in named:
        if code not in instrument.items:
            faults.append(f"{name}, {field}: {code} is not in items.csv; correct the code or take it out.")
    first = [code for code, item in instrument.items.items() if item.block == said["pages"][0]["block"]]
    late = [code for code in said["screening"] if code in instrument.items and code not in first]
    faults += [
        f"{name}, screening: {code} is not asked on the first page; screen by a question that is." for code in late
    ]
    absent = {item.block for item in instrument.items.values()} - {page["block"] for page in said["pages"]}
    faults += [f"{name}, pages: block {block} has no page; add one." for block in sorted(absent)]
    for field in ("title", "welcome", "thanks", "screened_out", "languages"):
        faults += [f"{name}, {field}: lacks the language {one}; add it." for one in LANGUAGES if one not in said[field]]
    if faults:
        raise files.UserError(*faults)
