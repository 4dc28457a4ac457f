"""Our own questionnaire as somebody builds it on Qualtrics: a matrix per page, recoded values, ids that are not our codes."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.questionnaire.layout import Question
from tests.platforms.exports import written
from tests.platforms.made import LAID_OUT

OWN = {
    "StartDate": "startDate",
    "Status": "status",
    "IPAddress": "ipAddress",
    "Duration (in seconds)": "duration",
    "Finished": "finished",
    "RecordedDate": "recordedDate",
    "ResponseId": "_recordId",
}
STEM = "Wie weit stimmen Sie zu?"


def recode(number: int) -> str:
    """A value of a numeric export, as Qualtrics hands them out when answers are added late: no order, no meaning."""
    return str(40 - 3 * number)


def places() -> dict[str, tuple[str, str, str]]:
    """Of each question its ImportId, its tag and its text in the second line of headings."""
    found, number = {}, 0
    for page in LAID_OUT.pages:
        if page.grid:
            number += 1
            for at, question in enumerate(page.grid, start=1):
                found[question.code] = (f"QID{number}_{at}", f"Q{number}_{at}", f"{STEM} - {question.text['de']}")
        for question in page.single:
            number += 1
            key = f"QID{number}" if question.answers else f"QID{number}_TEXT"
            found[question.code] = (key, f"Q{number}", question.text["de"])
    return found


def definition() -> str:
    """The .qsf."""
    where = places()
    elements: list[dict[str, Any]] = [{"Element": "BL", "Payload": []}]
    for page in LAID_OUT.pages:
        if page.grid:
            key, tag, _ = where[page.grid[0].code]
            lines = {str(at): {"Display": q.text["de"]} for at, q in enumerate(page.grid, start=1)}
            one = _element(key.partition("_")[0], tag.partition("_")[0], STEM, "Matrix")
            elements.append(
                one | {"Payload": {**one["Payload"], **_answers(page.grid[0], "Answers"), "Choices": lines}}
            )
        for question in page.single:
            key, tag, text = where[question.code]
            kind = "MC" if question.answers else "TE"
            one = _element(key.removesuffix("_TEXT"), tag, text, kind)
            more = _answers(question, "Choices") if question.answers else {}
            elements.append(one | {"Payload": {**one["Payload"], **more}})
    elements.append(_element("QID99", "Q99", "Thank you", "DB"))
    return json.dumps({"SurveyEntry": {"SurveyID": "SV_1"}, "SurveyElements": elements})


def _element(key: str, tag: str, text: str, kind: str) -> dict[str, Any]:
    selector = {"MC": "SAVR", "TE": "SL", "Matrix": "Likert", "DB": "TB"}[kind]
    payload = {
        "QuestionID": key,
        "DataExportTag": tag,
        "QuestionText": text,
        "QuestionType": kind,
        "Selector": selector,
    }
    return {"Element": "SQ", "Payload": {**payload, "Language": []}}


def _answers(question: Question, field: str) -> dict[str, Any]:
    numbers = {str(at): answer.label["de"] for at, answer in enumerate(question.answers, start=1)}
    shown = {number: {"Display": word} for number, word in numbers.items()}
    return {field: shown, "RecodeValues": {number: recode(int(number)) for number in numbers}}


def export(path: Path, cells: pd.DataFrame, worded: bool, separator: str = ",", encoding: str = "utf-8") -> Path:
    """Responses with numeric values or in words; the tags are not our codes."""
    where = places()
    table = pd.DataFrame(index=cells.index)
    for code in cells.columns:
        question = next(q for q in LAID_OUT.questions if q.code == code)
        by_code = {str(answer.code): at for at, answer in enumerate(question.answers, start=1)}
        labels = {str(answer.code): answer.label["de"] for answer in question.answers}
        said = labels if worded else {code_: recode(at) for code_, at in by_code.items()}
        table[code] = [said.get(text, text) for text in cells[code]]
    n = len(cells)
    own = pd.DataFrame(
        {
            "StartDate": ["2027-03-01 10:00:00"] * n,
            "Status": (["IP Address", "Survey Preview", "Spam"] if worded else ["0", "1", "8"])[:n],
            "IPAddress": ["192.0.2.1"] * n,
            "Duration (in seconds)": ["600"] * n,
            "Finished": ["1"] * n,
            "RecordedDate": ["2027-03-01 10:10:00"] * n,
            "ResponseId": [f"R_{at}" for at in range(n)],
        }
    )
    whole = pd.concat([own, table], axis=1)
    tags = {code: where[code][1] for code in table.columns}
    texts = [OWN.get(column, where.get(column, ("", "", ""))[2]) for column in whole.columns]
    keys = [json.dumps({"ImportId": OWN.get(column) or where[column][0]}) for column in whole.columns]
    return written(path, whole, tags, separator, encoding, above=[texts, keys])
