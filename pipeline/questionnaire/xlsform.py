"""The questionnaire as an XLSForm for Kobo and ODK, in both languages.

XLSForm knows no random order of questions or of pages, so lines and blocks keep the instrument's order, which the form
records (PMV); the two forms are drawn at random, and answers are shuffled where the questionnaire says so. Source:
xlsform.org (survey, choices and settings sheets).
"""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator

import openpyxl

from pipeline.questionnaire.layout import Conditions, Layout, Page, Question, Words

Row = dict[str, str]

FORM, BLOCK_ORDER, SCREENED_OUT = "form", "block_order", "screened_out"
COUNTRY = "^[A-Za-z]{2}$"
DAY = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip archive can hold: the same bytes every day
STAMP = "1980-01-01T00:00:00Z"


def workbook(layout: Layout, languages: tuple[str, ...]) -> bytes:
    """The .xlsx file's content; the first language is the form's default language."""
    named = {one: f"{layout.languages[one]} ({one})" for one in languages}
    survey, choices = list(_survey(layout, named)), list(_choices(layout, named))
    settings = {
        "form_title": layout.title[languages[0]],
        "form_id": "touchstone",
        "version": hashlib.sha256(json.dumps([survey, choices]).encode()).hexdigest()[:10],  # a changed form is another
        "default_language": named[languages[0]],
    }
    sheets = {"survey": survey, "choices": choices, "settings": [settings]}
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        sheet = book.create_sheet(name)
        sheet.append(columns)
        for row in rows:
            sheet.append([row.get(column) or None for column in columns])
        sheet.freeze_panes = "A2"
    content = io.BytesIO()
    book.save(content)
    return _undated(content.getvalue())


def relevance(conditions: Conditions) -> str:
    """An expression that is true where each question has one of its codes."""
    parts = []
    for code, codes in conditions:
        either = " or ".join(f"${{{code}}} = '{answer}'" for answer in sorted(codes))
        parts.append(f"({either})" if len(codes) > 1 else either)
    return " and ".join(parts)


def list_name(question: Question) -> str:
    """The name of its list of choices: the scale's."""
    return question.item.scale.name


def _labels(column: str, words: Words, named: dict[str, str]) -> Row:
    return {f"{column}::{long}": words[short] for short, long in named.items()} if words else {}


def _survey(layout: Layout, named: dict[str, str]) -> Iterator[Row]:
    yield {"type": "start", "name": "start"}
    yield {"type": "end", "name": "end"}
    yield {"type": "calculate", "name": FORM, "calculation": "once(if(random() < 0.5, 'A', 'B'))"}
    order = "".join(page.code for page in layout.pages if page.code in "PMV")
    yield {"type": "calculate", "name": BLOCK_ORDER, "calculation": f"'{order}'"}
    yield {"type": "note", "name": "welcome", **_labels("label", layout.welcome, named)}
    for page in layout.pages:
        yield from _page(layout, page, named)
    out = " or ".join(f"(${{{code}}} != '' and ${{{code}}} != '{one}')" for code, one in layout.screening.items())
    yield {"type": "note", "name": SCREENED_OUT, **_labels("label", layout.screened_out, named), "relevant": out}


def _page(layout: Layout, page: Page, named: dict[str, str]) -> Iterator[Row]:
    start = {"type": "begin_group", "name": f"page_{page.code}", "relevant": relevance(layout.shows(page))}
    yield {**start, "appearance": "field-list", **_labels("label", page.title, named)}
    if page.instruction:
        yield {"type": "note", "name": f"instruction_{page.code}", **_labels("label", page.instruction, named)}
    for question in page.questions:
        item = question.item
        form = "" if item.form == "core" else f"${{{FORM}}} = '{item.form}'"
        own = relevance(layout.asks(page, question))
        row = {"relevant": " and ".join(part for part in (own, form) if part)}
        row |= _labels("label", question.text, named) | _labels("hint", question.hint, named)
        if item.code in layout.screening:
            row["required"] = "yes"
        yield _asked(question, named) | row
    yield {"type": "end_group", "name": f"page_{page.code}"}


def _asked(question: Question, named: dict[str, str]) -> Row:
    scale = question.item.scale
    row = {"name": question.code}
    if question.answers or scale.kind == "language":
        row["type"] = f"select_one {list_name(question)}"
        if question.item.likert:
            row["appearance"] = "likert"
        return row | ({"parameters": "randomize=true"} if question.shuffled else {})
    if scale.kind in ("number", "year"):
        between = {"en": f"from {scale.low} to {scale.high}", "de": f"von {scale.low} bis {scale.high}"}
        limits = {"type": "integer", "constraint": f". >= {scale.low} and . <= {scale.high}"}
        return row | limits | _labels("constraint_message", between, named)
    if scale.kind == "country":
        row |= {"constraint": f"regex(., '{COUNTRY}')", **_labels("constraint_message", question.hint, named)}
    return row | {"type": "text"}


def _choices(layout: Layout, named: dict[str, str]) -> Iterator[Row]:
    for name, answers in {list_name(q): q.answers for q in layout.questions}.items():
        for answer in answers:
            yield {"list_name": name, "name": str(answer.code), **_labels("label", answer.label, named)}
        if layout.instrument.scales[name].kind == "language":
            for code, label in layout.languages.items():
                yield {"list_name": name, "name": code, **_labels("label", dict.fromkeys(named, label), named)}


def _undated(content: bytes) -> bytes:
    """The same archive without the time of writing, which openpyxl puts into its parts and its properties."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", STAMP.encode(), part)
            entry = zipfile.ZipInfo(name, DAY)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(entry, part)
    return result.getvalue()
