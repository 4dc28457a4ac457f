"""Our own questionnaire as LimeSurvey's files hold it: XML in its old and new form, an archive, scripts with their data."""

import csv
import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

from pipeline.questionnaire import layout, limesurvey
from tests.survey import ASKED, ROOT

LAID_OUT = layout.load(ASKED, ROOT / "instrument")
Row = dict[str, str]
SID = "987654"


def structure_rows(languages: tuple[str, ...] = ("en", "de")) -> list[Row]:
    """The rows of our tab-separated structure."""
    return list(csv.DictReader(io.StringIO(limesurvey.structure(LAID_OUT, languages)), delimiter="\t"))


def renamed(rows: Iterable[Row], codes: dict[str, str]) -> list[Row]:
    """The same with other codes for the answers."""
    return [{**row, "name": codes.get(row["name"], row["name"])} if row["class"] == "A" else row for row in rows]


def text_of(rows: list[Row]) -> str:
    """Rows as a tab-separated structure."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter="\t", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return "\ufeff" + text.getvalue()


def tables(rows: list[Row], new: bool) -> dict[str, list[Row]]:
    """The tables of a .lss: `new`, with the texts in tables of their own, as from version 4 on."""
    found: dict[str, list[Row]] = {name: [] for name in ("answers", "groups", "questions", "subquestions")}
    said: dict[str, list[Row]] = {name: [] for name in ("answer_l10ns", "group_l10ns", "question_l10ns")}
    ids: dict[tuple[str, ...], str] = {}

    def number(*key: str) -> str:
        return ids.setdefault(key, str(len(ids) + 1))

    group, question, n = "", "", 0
    for row in rows:
        language, text = row["language"], row["text"]
        if row["class"] == "G":
            group = number("G", row["type/scale"])
            one = {"gid": group, "group_order": row["type/scale"]}
            _put(found["groups"], said["group_l10ns"], one, {"group_name": row["name"]}, language, "gid", new)
        elif row["class"] == "Q":
            n, question = 0, number("Q", row["name"])
            one = {"qid": question, "parent_qid": "0", "gid": group, "type": row["type/scale"], "title": row["name"]}
            one |= {"other": row["other"], "question_order": question}
            _put(found["questions"], said["question_l10ns"], one, {"question": text}, language, "qid", new)
        elif row["class"] == "SQ":
            n += 1
            key = number("SQ", question, row["name"])
            one = {"qid": key, "parent_qid": question, "title": row["name"], "scale_id": "0", "question_order": str(n)}
            _put(found["subquestions"], said["question_l10ns"], one, {"question": text}, language, "qid", new)
        elif row["class"] == "A":
            n += 1
            one = {"qid": question, "code": row["name"], "sortorder": str(n), "scale_id": "0"}
            one |= {"aid": number("A", question, row["name"])} if new else {}
            _put(found["answers"], said["answer_l10ns"], one, {"answer": text}, language, "aid", new)
    return {**found, **said} if new else found


def _put(main: list[Row], said: list[Row], one: Row, words: Row, language: str, key: str, new: bool) -> None:
    if not new:
        main.append({**one, **words, "language": language})
        return
    if one[key] not in [row[key] for row in main]:
        main.append(one)
    said.append({key: one[key], **words, "language": language})


def xml(kind: str, content: dict[str, list[Row]]) -> str:
    """A document of LimeSurvey; a cell whose text is None is absent."""
    parts = [f'<?xml version="1.0" encoding="UTF-8"?>\n<document>\n <LimeSurveyDocType>{kind}</LimeSurveyDocType>']
    parts.append(" <DBVersion>495</DBVersion>")
    for name, rows in content.items():
        fields = "".join(f"<fieldname>{field}</fieldname>" for field in dict.fromkeys(f for row in rows for f in row))
        parts.append(f" <{name}><fields>{fields}</fields><rows>")
        for row in rows:
            cells = "".join(
                f"<{field}><![CDATA[{value}]]></{field}>" if value else f"<{field}/>"
                for field, value in row.items()
                if value is not None
            )
            parts.append(f"<row>{cells}</row>")
        parts.append(f" </rows></{name}>")
    return "\n".join([*parts, "</document>"])


def archive(path: Path, rows: list[Row], answers: list[dict[str, str | None]], participants: int = 2) -> Path:
    """A .lsa with answers by our codes (`P[IO1]`), timings, and a list of participants."""
    content = tables(rows, new=True)
    fields = {}
    questions = {row["qid"]: row for row in content["questions"]}
    for row in content["questions"]:
        fields[row["title"]] = f"_{SID}X{row['gid']}X{row['qid']}"
    for row in content["subquestions"]:
        parent = questions[row["parent_qid"]]
        fields[f"{parent['title']}[{row['title']}]"] = f"_{SID}X{parent['gid']}X{parent['qid']}{row['title']}"
    answered = [{fields.get(code, code): cell for code, cell in one.items()} for one in answers]
    page = content["group_l10ns"][2]["gid"]
    timed = [{"id": str(one["id"]), "interviewtime": "61.5", f"_{SID}X{page}time": "20.25"} for one in answers]
    persons = [{"tid": str(n), "firstname": "Ada", "email": "ada@example.org"} for n in range(participants)]
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(f"survey_{SID}.lss", xml("Survey", content))
        file.writestr(f"survey_{SID}_responses.lsr", xml("Responses", {"responses": answered}))  # type: ignore[dict-item]
        file.writestr(f"survey_{SID}_timings.lsi", xml("Timings", {"timings": timed}))
        file.writestr(f"survey_{SID}_tokens.lst", xml("Tokens", {"tokens": persons}))
    return path


def script_for_r(variables: list[tuple[str, str, dict[str, str]]]) -> str:
    """The script of an export to R: name, label and levels of each column."""
    lines = ['data <- read.csv("survey_R_data_file.csv", quote = "\'\\"", na.strings=c("", "\\"\\""))', ""]
    for at, (name, label, levels) in enumerate(variables, start=1):
        lines += ["# LimeSurvey Field type: F", f"data[, {at}] <- as.numeric(data[, {at}])"]
        lines.append(f'attributes(data)$variable.labels[{at}] <- "{_quoted(label)}"')
        if levels:
            values = ",".join(value if value.isdigit() else f'"{value}"' for value in levels)
            words = ", ".join(f'"{_quoted(word)}"' for word in levels.values())
            lines.append(f"data[, {at}] <- factor(data[, {at}], levels=c({values}),labels=c({words}))")
        lines.append(f'names(data)[{at}] <- "{name}"')
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("'", "\\'")


def script_for_spss(variables: list[tuple[str, str, dict[str, str]]]) -> str:
    """The same for SPSS."""
    lines = ['GET DATA /TYPE=TXT /FILE=\'survey_SPSS_data_file.dat\' /DELIMITERS="," /QUALIFIER="\'" /VARIABLES=']
    lines += [f" V{at} F3" for at in range(1, len(variables) + 1)] + [
        "CACHE.",
        "EXECUTE.",
        "*Define Variable Properties.",
    ]
    lines += [f'VARIABLE LABELS V{at} "{label}".' for at, (_, label, _) in enumerate(variables, start=1)]
    for at, (_, _, levels) in enumerate(variables, start=1):
        if levels:
            of = "\n".join(f'{value if value.isdigit() else repr(value)} "{word}"' for value, word in levels.items())
            lines.append(f"VALUE LABELS  V{at}\n{of}.\nVARIABLE LEVEL V{at}(SCALE).")
    lines += [f"RENAME VARIABLE ( V{at} = {name} )." for at, (name, _, _) in enumerate(variables, start=1)]
    return "\n".join(lines)
