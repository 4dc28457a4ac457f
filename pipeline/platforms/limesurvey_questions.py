"""LimeSurvey's question types, and the columns that each of them makes in an export.

Source: LimeSurvey's viewHelper.php and export_helper.php, and its manual on question types and on exporting results.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pipeline.platforms.headings import DUAL
from pipeline.platforms.structure import Variable

Texts = Mapping[str, str]  # by language
FIXED: dict[
    str, dict[str, tuple[str, ...]]
] = {  # types whose answers are the same everywhere, by the code in the export
    "Y": {"Y": ("Yes", "ja"), "N": ("No", "nein")},
    "G": {"F": ("Female", "weiblich"), "M": ("Male", "männlich")},
    "C": {"Y": ("Yes", "ja"), "N": ("No", "nein"), "U": ("Uncertain", "unsicher")},
    "E": {"I": ("Increase", "Zunahme"), "S": ("Same", "gleich"), "D": ("Decrease", "Abnahme")},
}
FIXED |= {kind: {str(n): (str(n),) for n in range(1, last + 1)} for kind, last in (("5", 5), ("A", 5), ("B", 10))}
TICKED: Mapping[str, tuple[str, ...]] = {"Y": ("Yes",)}
KIND = {"N": "number", "K": "number", ":": "number", "D": "date", "*": "computed", "X": "display", "|": "beside"}
KIND |= dict.fromkeys("STUQ;", "text")
LINES = "FHABCEKQ"  # types whose subquestions are lines


@dataclass
class Question:
    """A question as it is read. `lines`: subquestions by scale and code; `answers`: labels by scale and code."""

    code: str
    type: str
    id: str = ""
    group: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    other: bool = False
    lines: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    answers: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)

    def labels(self, scale: str = "0") -> dict[str, tuple[str, ...]]:
        """The words of its answers by their codes, in their order."""
        found = {code: tuple(texts.values()) for (of, code), texts in self.answers.items() if of == scale}
        return found or dict(FIXED.get(self.type, {}))

    def of(self, scale: str) -> dict[str, dict[str, str]]:
        """Its subquestions of one scale."""
        return {code: texts for (one, code), texts in self.lines.items() if one == scale}


def variables(question: Question) -> Iterator[tuple[str, Variable]]:
    """Each column that a question makes, behind what stands after the question's id in LimeSurvey's own tables."""
    kind = KIND.get(question.type, "one")
    if question.type in LINES:
        for code, texts in question.of("0").items():
            yield code, _line(question, texts, kind, code)
    elif question.type in "MP":
        yield from _ticked(question)
    elif question.type == "1":
        for code, texts in question.of("0").items():
            for scale in ("0", "1"):
                yield f"{code}#{scale}", _scale(question, code, texts, scale)
    elif question.type in ":;":
        for row, across in ((r, a) for r in question.of("0") for a in question.of("1")):
            yield f"{row}_{across}", _cell(question, row, across, kind)
    elif question.type == "R":
        for rank in range(1, 1 + max(len(question.labels()), len(question.of("0")))):
            yield str(rank), _made(question, str(rank), "rank", question.labels(), f"Rank {rank}")
    else:
        labels = question.labels()
        full = tuple(question.texts.values())
        yield "", Variable((question.code,), (question.code,), full, full, kind, labels)
    if question.other and question.type not in "MP":
        yield "other", _made(question, "other", "beside", {}, "Other")
    if question.type == "O":
        yield "comment", _made(question, "comment", "beside", {}, "Comment")
    if question.type == "|":
        yield "_filecount", _made(question, "filecount", "beside", {}, "filecount")


def _ticked(question: Question) -> Iterator[tuple[str, Variable]]:
    for code, texts in question.of("0").items():
        yield code, _line(question, texts, "several", code, TICKED)
        if question.type == "P":
            yield f"{code}comment", _made(question, f"{code}comment", "beside", {}, *_each(texts, "{} [Comment]"))
    if question.other:
        yield "other", _made(question, "other", "beside", {}, "Other")
        if question.type == "P":
            yield "othercomment", _made(question, "othercomment", "beside", {}, "Other [Comment]")


def _line(
    question: Question, texts: Texts, kind: str, code: str, labels: Mapping[str, tuple[str, ...]] | None = None
) -> Variable:
    full = tuple(f"{question.texts.get(one, '')} [{text}]" for one, text in texts.items())
    given = question.labels() if labels is None else labels
    headings = (f"{question.code}[{code}]", f"{question.code}_{code}")
    return Variable(headings, (code, question.code), tuple(texts.values()), full, kind, given)


def _scale(question: Question, code: str, texts: Texts, scale: str) -> Variable:
    number = int(scale) + 1
    full = tuple(f"{question.texts.get(one, '')} [{text}][Scale {number}]" for one, text in texts.items())
    headings = (f"{question.code}[{code}][{number}]", f"{question.code}_{code}_{scale}")
    return Variable(headings, (code,), tuple(texts.values()), full, DUAL, question.labels(scale))


def _cell(question: Question, row: str, across: str, kind: str) -> Variable:
    rows, columns = question.of("0")[row], question.of("1")[across]
    full = tuple(f"{question.texts.get(one, '')} [{text}][{columns.get(one, '')}]" for one, text in rows.items())
    own = tuple(f"{text} [{columns.get(one, '')}]" for one, text in rows.items())
    headings = (f"{question.code}[{row}_{across}]", f"{question.code}_{row}_{across}")
    return Variable(headings, (f"{row}_{across}",), own, full, kind)


def _made(question: Question, code: str, kind: str, labels: Mapping[str, tuple[str, ...]], *texts: str) -> Variable:
    full = tuple(f"{text} [{what}]" for text in question.texts.values() for what in texts)
    own = tuple(question.texts.values()) if kind == "rank" else ()
    headings = (f"{question.code}[{code}]", f"{question.code}_{code}")
    return Variable(headings, (f"{question.code}_{code}",), own, full, kind, labels)


def _each(texts: Texts, form: str) -> tuple[str, ...]:
    return tuple(form.format(text) for text in texts.values())
