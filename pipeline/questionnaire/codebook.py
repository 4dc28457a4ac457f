"""The codebook: one row per question and per field of the register, with texts, codes, labels and missing codes."""

import csv
import io
import json
from dataclasses import dataclass

from pipeline.questionnaire.layout import Layout, Question, Words
from pipeline.register import RegisterField

REGISTER = "G"  # the block of the register's fields


@dataclass(frozen=True)
class Entry:
    """What is known of one variable. `codes` and `missing`: labels by code; `low` and `high`: limits of a number."""

    code: str
    page: str
    block: str
    construct: str
    referent: str
    form: str
    filter: str
    scale: str
    kind: str
    low: int | None
    high: int | None
    reverse: bool
    check: str
    text: Words
    codes: dict[str, Words]
    missing: dict[int, Words]


def entries(layout: Layout) -> list[Entry]:
    """Questions in the order in which they are asked, then the register."""
    asked = [_asked(layout, page.code, question) for page in layout.pages for question in page.questions]
    return [*asked, *map(_recorded, layout.instrument.register.values())]


def table(layout: Layout, languages: tuple[str, ...]) -> str:
    """The codebook as CSV; codes and missing codes as JSON, from code to label, in their order."""
    rows = [_cells(entry, languages) for entry in entries(layout)]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def condition(question: Question) -> str:
    """Who is asked it, such as D05 = 1, 2, 3; empty where everybody is."""
    parts = [f"{code} = {', '.join(map(str, sorted(codes)))}" for code, codes in question.item.filter]
    return "; ".join(parts)


def _asked(layout: Layout, page: str, question: Question) -> Entry:
    item, kinds = question.item, layout.instrument.missing
    offered = {answer.code: answer.label for answer in question.answers if answer.code < 0}
    assigned = [-3] if item.filter else []
    assigned += [-4] if item.form != "core" else []
    named = {code: {"en": kinds[code].label_en, "de": kinds[code].label_de} for code in (*assigned, -5, -6, -7)}
    check = f"{item.check}: {', '.join(map(str, sorted(item.passes_at)))}" if item.check else ""
    return Entry(
        *(item.code, page, item.block, item.construct, item.referent, item.form, condition(question)),
        *(item.scale.name, item.scale.kind, item.scale.low, item.scale.high, item.reverse, check),
        question.text,
        {str(answer.code): answer.label for answer in question.answers if answer.code >= 0},
        {**offered, **named},
    )


def _recorded(field: RegisterField) -> Entry:
    labels: dict[str, Words] = {
        choice.value: {"en": choice.label_en, "de": choice.label_de} for choice in field.choices
    }
    low, high = (None if bound is None else int(bound) for bound in (field.low, field.high))
    text = {"en": field.label_en, "de": field.label_de}
    place = (field.code, "", REGISTER, field.construct, "project", "", "", field.construct, field.kind)
    return Entry(*place, low, high, False, "", text, labels, {})


def _cells(entry: Entry, languages: tuple[str, ...]) -> dict[str, str]:
    cells = {
        "code": entry.code,
        "construct": entry.construct,
        "page": entry.page,
        "block": entry.block,
        "referent": entry.referent,
        **{f"text_{one}": entry.text[one] for one in languages},
        "scale": entry.scale,
        "kind": entry.kind,
        "low": "" if entry.low is None else str(entry.low),
        "high": "" if entry.high is None else str(entry.high),
        "reverse": str(int(entry.reverse)),
    }
    for one in languages:
        cells[f"codes_{one}"] = _json({code: label[one] for code, label in entry.codes.items()})
    for one in languages:
        cells[f"missing_codes_{one}"] = _json({str(code): label[one] for code, label in entry.missing.items()})
    return cells | {"filter": entry.filter, "form": entry.form, "check": entry.check}


def _json(labels: dict[str, str]) -> str:
    return json.dumps(labels, ensure_ascii=False) if labels else ""
