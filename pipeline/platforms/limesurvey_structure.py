"""LimeSurvey's survey structures: the tab-separated one, the XML of a .lss in its old and new form, and the archive.

Sources: LimeSurvey manual, "Tab Separated Value survey structure"; export_helper.php (surveyGetXMLStructure).
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.etree.ElementTree import ParseError, iterparse

from pipeline.files import UserError
from pipeline.platforms.encodings import decoded
from pipeline.platforms.grids import bytes_of
from pipeline.platforms.limesurvey_questions import Question, variables
from pipeline.platforms.structure import Structure, Variable
from pipeline.platforms.workbooks import refuse_bad

Rows = list[dict[str, str]]
DECLARED = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
UNTRANSLATED = ("Array",)  # what LimeSurvey writes where a translation is missing


def from_text(path: Path) -> Structure:
    """A tab-separated structure: columns by name, every line of a question below it."""
    text, _ = decoded(bytes_of(path), path.name)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter="\t", restval="")
    questions: dict[str, Question] = {}
    question: Question | None = None
    try:
        for row in rows:
            cells = {str(name or "").casefold(): value.strip() for name, value in row.items() if isinstance(value, str)}
            kind, code, language = cells.get("class", ""), cells.get("name", ""), cells.get("language", "")
            said = cells.get("text", "")
            if kind == "Q":
                question = questions.setdefault(code, Question(code, cells["type/scale"]))
                question.other |= cells.get("other") == "Y"
                _say(question.texts, language, said)
            elif question is not None and kind in ("SQ", "A"):
                of = question.lines if kind == "SQ" else question.answers
                _say(of.setdefault((cells.get("type/scale") or "0", code), {}), language, said)
    except csv.Error as error:
        raise UserError(f"{path.name}, line {rows.line_num}: {error}; export the structure again.") from None
    return _structure(path.name, "a LimeSurvey survey structure", questions.values())


def from_xml(path: Path) -> Structure:
    """A .lss file."""
    return of_tables(path.name, "a LimeSurvey survey (.lss)", tables_of(bytes_of(path), path.name))


def of_tables(name: str, what: str, tables: Mapping[str, Rows]) -> Structure:
    """The structure that the tables of a .lss hold."""
    return _structure(name, what, questions_of(tables))


def _structure(name: str, what: str, questions: Iterable[Question]) -> Structure:
    found = tuple(one for question in questions for _, one in variables(question))
    if not found:
        raise UserError(f"{name}: it is {what} without a question; export it again.")
    return Structure(name, what, "limesurvey", found)


def questions_of(tables: Mapping[str, Rows]) -> list[Question]:
    """The questions in their order; texts and labels stand in the tables themselves (to version 3) or in those of their
    translations."""
    said: dict[str, dict[str, str]] = {}
    for row in tables.get("question_l10ns", []):
        _say(said.setdefault(row.get("qid", ""), {}), row.get("language", ""), row.get("question", ""))
    questions: dict[str, Question] = {}
    for row in sorted(tables.get("questions", []), key=lambda row: _number(row.get("question_order", ""))):
        key = row.get("qid", "")
        asked = questions.setdefault(key, Question(row.get("title", ""), row.get("type", ""), key, row.get("gid", "")))
        asked.other |= row.get("other") == "Y"
        _say(asked.texts, row.get("language", ""), row.get("question", ""))
        asked.texts.update(said.get(key, {}))
    for row in sorted(tables.get("subquestions", []), key=lambda row: _number(row.get("question_order", ""))):
        parent = questions.get(row.get("parent_qid", ""))
        if parent is not None:
            texts = parent.lines.setdefault((row.get("scale_id") or "0", row.get("title", "")), {})
            _say(texts, row.get("language", ""), row.get("question", ""))
            texts.update(said.get(row.get("qid", ""), {}))
    translated: dict[str, dict[str, str]] = {}
    for row in tables.get("answer_l10ns", []):
        _say(translated.setdefault(row.get("aid", ""), {}), row.get("language", ""), row.get("answer", ""))
    for row in sorted(tables.get("answers", []), key=lambda row: _number(row.get("sortorder", ""))):
        parent = questions.get(row.get("qid", ""))
        if parent is not None:
            labels = parent.answers.setdefault((row.get("scale_id") or "0", row.get("code", "")), {})
            _say(labels, row.get("language", ""), row.get("answer", ""))
            labels.update(translated.get(row.get("aid", ""), {}))
    order = {row.get("gid", ""): _number(row.get("group_order", "")) for row in tables.get("groups", [])}
    return sorted(questions.values(), key=lambda question: order.get(question.group, 0.0))


def by_field(tables: Mapping[str, Rows]) -> dict[str, tuple[str, Variable]]:
    """The usual heading and the variable behind each name that LimeSurvey's own tables of answers have for a column."""
    found: dict[str, tuple[str, Variable]] = {}
    for question in questions_of(tables):
        for suffix, one in variables(question):
            found[f"X{question.group}X{question.id}{suffix}"] = (one.headings[0], one)
    return found


def tables_of(raw: bytes, name: str) -> dict[str, Rows]:
    """The tables of LimeSurvey's XML; a cell that is absent was NULL. Raises UserError where it is no such XML, or declares
    entities, which it never does by itself."""
    if DECLARED.search(raw):
        raise UserError(f"{name} declares a document type or entities, as no file of LimeSurvey does; it is not read.")
    found = dict[str, Rows]()
    try:
        for _, table in iterparse(io.BytesIO(raw), ["end"]):
            if table.find("rows") is not None:
                found[table.tag] = [
                    {cell.tag: (cell.text or "").strip() for cell in row} for row in table.iterfind("rows/row")
                ]
                table.clear()
    except (ParseError, ValueError, LookupError) as error:
        raise UserError(f"{name} cannot be read as XML of LimeSurvey ({error}); export it again.") from None
    return found


def members_of(path: Path) -> dict[str, bytes]:
    """The parts of an archive (.lsa) by their kind: lss, lsr (answers), lsi (timings), lst (participants)."""
    refuse_bad(path)
    try:
        with zipfile.ZipFile(path) as archive:
            return {name.rpartition(".")[2].lower(): archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError, zlib.error) as error:
        raise UserError(f"{path.name} is a damaged archive ({error}); export it again.") from None


def _say(texts: dict[str, str], language: str, text: str) -> None:
    """Note a text of a language; none where it is not translated, or stands in another table."""
    if text and text not in UNTRANSLATED:
        texts[language] = text


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
