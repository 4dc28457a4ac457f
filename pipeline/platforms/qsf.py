"""A survey's definition from Qualtrics (.qsf): questions by their ids, which exports carry as ImportId, and their recodes.

Choices and statements have internal numbers; what an export with numeric values holds is the recode value, which need not
follow their order. Source: a real definition beside its export; qualtrics.com, "Recode Values".
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.files import UserError
from pipeline.platforms.encodings import decoded
from pipeline.platforms.grids import bytes_of
from pipeline.platforms.structure import Structure, Variable

SHOWN_ONLY = ("DB", "Captcha", "Meta", "Timing")
MULTIPLE = ("MAVR", "MAHR", "MACOL", "MSB")
NUMBERS = ("Slider", "CS")
Labels = dict[str, tuple[str, ...]]


def load(path: Path) -> Structure:
    """Every question's columns; raises UserError where the file is no definition."""
    text, _ = decoded(bytes_of(path), path.name)
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UserError(
            f"{path.name} cannot be read as a definition from Qualtrics ({error}); export it again."
        ) from None
    elements = content.get("SurveyElements", []) if isinstance(content, dict) else []
    elements = elements if isinstance(elements, list) else []
    asked = [
        element["Payload"]
        for element in elements
        if isinstance(element, dict) and element.get("Element") == "SQ" and isinstance(element.get("Payload"), dict)
    ]
    variables = tuple(one for question in asked for one in _variables(question))
    if not variables:
        raise UserError(f"{path.name} holds no question; export the survey's definition (.qsf) again.")
    return Structure(path.name, "a survey's definition from Qualtrics (.qsf)", "qualtrics", variables)


def _variables(question: Mapping[str, Any]) -> Iterator[Variable]:
    key, tag = (str(question.get(name, "")).strip() for name in ("QuestionID", "DataExportTag"))
    kind, selector = str(question.get("QuestionType", "")), str(question.get("Selector", ""))
    texts = _texts(question, "QuestionText")
    if kind in SHOWN_ONLY or not key:
        return
    if kind == "Matrix" or kind in NUMBERS or kind == "RO" or (kind == "TE" and selector == "FORM"):
        yield from _lines(question, key, tag, kind, texts)
    elif kind == "TE":
        yield Variable((key, f"{key}_TEXT", tag, f"{tag}_TEXT"), (tag,), texts, texts, "text")
    elif kind == "MC":
        yield from _choices(question, key, tag, texts, selector in MULTIPLE)
    else:
        yield Variable((key, tag), (tag,), texts, texts, "text")


def _choices(
    question: Mapping[str, Any], key: str, tag: str, texts: tuple[str, ...], several: bool
) -> Iterator[Variable]:
    labels = _labels(question, "Choices")
    yield Variable((key, tag), (tag,), texts, texts, "several" if several else "one", {} if several else labels)
    for number, choice in _entries(question, "Choices").items():
        words = _said(question, "Choices", number)
        if several:
            full = tuple(f"{text} - {word}" for text in texts for word in words)
            headings = (f"{key}_{number}", f"{tag}_{number}")
            yield Variable(headings, (f"{tag}_{number}",), words, full, "several", {"1": words})
        if isinstance(choice, dict) and choice.get("TextEntry"):
            typed = (f"{key}_{number}_TEXT", f"{tag}_{number}_TEXT", f"{key}_TEXT", f"{tag}_TEXT")
            yield Variable(typed, (f"{tag}_{number}_TEXT",), (), (), "beside")


def _lines(question: Mapping[str, Any], key: str, tag: str, kind: str, texts: tuple[str, ...]) -> Iterator[Variable]:
    """The statements of a matrix, the bars of a slider, the things of a ranking: a column each."""
    tags = question.get("ChoiceDataExportTags")
    own_tags = tags if isinstance(tags, dict) else {}
    labels = _labels(question, "Answers") if kind == "Matrix" else {}
    what = {"RO": "rank", "TE": "text"}.get(kind, "number" if kind in NUMBERS else "one")
    if kind == "Matrix" and str(question.get("SubSelector")) == "MultipleAnswer":
        what, labels = "several", {}
    for number in _entries(question, "Choices"):
        words = _said(question, "Choices", number)
        own = str(own_tags.get(number) or f"{tag}_{number}").strip()
        full = tuple(f"{text} - {word}" for text in texts for word in words)
        yield Variable((f"{key}_{number}", own), (own, own.rpartition("_")[2]), words, full, what, labels)


def _entries(question: Mapping[str, Any], field: str) -> dict[str, Any]:
    """Choices or answers by their internal number, in the order in which they are shown."""
    given = question.get(field)
    entries = {str(at): one for at, one in enumerate(given, start=1)} if isinstance(given, list) else given
    if not isinstance(entries, dict):
        return {}
    order = question.get("AnswerOrder" if field == "Answers" else "ChoiceOrder")
    numbers = [str(number) for number in order] if isinstance(order, list) else []
    return {
        str(n): entries[n] for n in (*(n for n in numbers if n in entries), *(n for n in entries if n not in numbers))
    }


def _labels(question: Mapping[str, Any], field: str) -> Labels:
    """The words of each value of a numeric export."""
    recodes = question.get("RecodeValues")
    values = recodes if isinstance(recodes, dict) else {}
    return {str(values.get(number, number)): _said(question, field, number) for number in _entries(question, field)}


def _said(question: Mapping[str, Any], field: str, number: str) -> tuple[str, ...]:
    """What a choice or an answer says, in each language."""
    return tuple(
        str(entry.get("Display", ""))
        for one in _languages(question)
        if isinstance(entry := _entries(one, field).get(number), dict) and entry.get("Display")
    )


def _texts(question: Mapping[str, Any], field: str) -> tuple[str, ...]:
    return tuple(str(one[field]) for one in _languages(question) if one.get(field))


def _languages(question: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The question itself, then its translations."""
    translated = question.get("Language")
    others = list(translated.values()) if isinstance(translated, dict) else []
    return [question, *(one for one in others if isinstance(one, dict))]
