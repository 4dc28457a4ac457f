"""Surveys of our own questionnaire with answers known beforehand, for exports of every shape to be made of."""

from dataclasses import dataclass
from pathlib import Path
from random import Random

import pandas as pd

from pipeline.platforms.answers import BLANK
from pipeline.platforms.drafted import accepted
from pipeline.platforms.export import Export
from pipeline.platforms.plain import read_responses
from pipeline.platforms.reading import read_responses_file
from pipeline.questionnaire.layout import Question
from tests.platforms.made import LAID_OUT
from tests.survey import ASKED

IN_WORDS = ("S03", "D10", "D11")  # project, country, language: no codes
QUESTIONS = {q.code: q for q in LAID_OUT.questions if q.code not in IN_WORDS}
STEM = {
    q.code: {language: page.instruction.get(language, "") for language in ("en", "de")}
    for page in LAID_OUT.pages
    for q in page.grid
}
PAGE = {q.code: page.code for page in LAID_OUT.pages for q in page.questions}
EMAIL = "zaphod@galaxy.example"


@dataclass(frozen=True)
class Truth:
    """`codes`: one row per person, one column per item, BLANK where not answered; `languages`: of each person."""

    codes: pd.DataFrame
    languages: list[str]

    @property
    def items(self) -> list[str]:
        """The codes of the items that were asked."""
        return list(map(str, self.codes.columns))


def truth(random: Random, rows: int) -> Truth:
    """Answers of so many persons to a random choice of items; every scale comes whole."""
    left_out = {code for code in QUESTIONS if not ASKED.items[code].likert and random.random() < 0.2}
    items = [code for code in QUESTIONS if code not in left_out]
    codes = {code: [_code(QUESTIONS[code], random) for _ in range(rows)] for code in items}
    return Truth(pd.DataFrame(codes), [random.choice(["en", "de"]) for _ in range(rows)])


def _code(question: Question, random: Random) -> int:
    if random.random() < 0.15:
        return BLANK
    if question.answers:
        return random.choice(question.answers).code
    scale = question.item.scale
    assert scale.low is not None and scale.high is not None
    return random.randint(scale.low, scale.high)


def in_words(code: int, question: Question, language: str) -> str:
    """An answer as its label, or what was typed in."""
    if code == BLANK:
        return ""
    said = {answer.code: answer.label[language] for answer in question.answers}
    return said.get(code, str(code))


def faults_of(path: Path, known: Truth, beside: list[Path], also: int = 0) -> list[str]:
    """What is wrong with the import of an export of these answers, every doubt confirmed as it was proposed: rows lost, cells
    that became another answer, columns neither mapped nor listed. `also`: rows that stand in it beside them, below."""
    export = read_responses_file(path, "auto", ASKED, beside)
    found = [f"refused: {fault}" for fault in export.faults]
    if export.rows != len(known.codes) + also:
        found.append(f"{export.rows} rows instead of {len(known.codes) + also}")
    lines = [line for line in export.lines if not line.value]
    if len(lines) != export.columns:
        found.append(f"{len(lines)} lines for {export.columns} columns")
    found += [f"no reason for '{line.column}'" for line in lines if not line.code and not line.note]
    return found or _cells(export, known, also)


def _cells(export: Export, known: Truth, also: int) -> list[str]:
    cells = accepted(export.cells, export.proposed, export.lines, ASKED)
    read = read_responses(cells, ASKED, "x.csv", False, True)
    found = list(read.faults)
    table = read.table.iloc[: len(read.table) - also]
    for code in known.items:
        if code not in table:
            found.append(f"{code} is lost")
            continue
        mine, theirs = known.codes[code], table[code].astype(int)
        absent = (mine == BLANK).to_numpy()
        wrong = (mine.to_numpy() != theirs.to_numpy()) & ~absent
        wrong |= absent & ~theirs.between(-6, -3).to_numpy()
        found += [f"{code}: {mine.iloc[at]} became {theirs.iloc[at]}" for at in wrong.nonzero()[0][:1]]
    asked_for = set(known.items) | set(IN_WORDS)
    found += [f"{code} comes from nowhere" for code in cells.columns if code in ASKED.items and code not in asked_for]
    return found
