"""Exports of KoboToolbox and ODK, Qualtrics, Google Forms, SPSS and Stata in their variety, of answers known beforehand."""

import csv
import io
import json
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pyreadstat

from pipeline.platforms.answers import BLANK
from tests.platforms.varied import EMAIL, PAGE, QUESTIONS, STEM, Truth, in_words

Columns = list[tuple[str, list[str]]]
Made = tuple[Path, str, list[Path], int]  # the file, what it is, what goes beside it, rows beside the known ones


def _saved(path: Path, columns: Columns, random: Random, separator: str, encoding: str = "utf-8") -> Path:
    """As a separated file or, half the time where it is UTF-8, as a workbook."""
    if encoding == "utf-8" and random.random() < 0.4:
        frame = pd.DataFrame(list(zip(*(cells for _, cells in columns), strict=True)))
        frame = pd.concat([pd.DataFrame([[heading for heading, _ in columns]]), frame])
        frame.to_excel(path.with_suffix(".xlsx"), header=False, index=False)
        return path.with_suffix(".xlsx")
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator=random.choice(["\n", "\r\n"]))
    writer.writerow([heading for heading, _ in columns])
    writer.writerows(zip(*(cells for _, cells in columns), strict=True))
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def _cells(code: str, known: Truth, language: str, words: bool) -> list[str]:
    said = (in_words(value, QUESTIONS[code], language) for value in known.codes[code])
    return list(said) if words else ["" if value == BLANK else str(value) for value in known.codes[code]]


def kobo(folder: Path, known: Truth, random: Random) -> Made:
    """Names or labels, groups or none, several versions with a column of their own, a question with dummies."""
    rows, labels, words = len(known.codes), random.random() < 0.5, random.random() < 0.5
    language, between = random.choice(["en", "de"]), random.choice(["", "/", "outer"])
    columns: Columns = [(name, ["2027-03-01T10:00:00.000+01:00"] * rows) for name in ("start", "end")]
    for code in known.items:
        group = {"": "", "/": f"page_{PAGE[code]}/", "outer": f"all/page_{PAGE[code]}/"}[between]
        heading = group + (QUESTIONS[code].text[language] if labels else code)
        cells = _cells(code, known, language, words)
        if random.random() < 0.2:  # the question moved in a later version of the form
            old = [text if random.random() < 0.5 else "" for text in cells]
            new = ["" if before else text for before, text in zip(old, cells, strict=True)]
            columns += [(heading, old), (heading, new)]
        else:
            columns.append((heading, cells))
    columns += [("tools", ["hammer saw"] * rows), ("tools/hammer", ["1"] * rows), ("tools/saw", ["0"] * rows)]
    columns += [("tools_other", ["my own"] * rows), ("contact", [EMAIL] * rows), ("_where_latitude", ["48.8"] * rows)]
    columns += [("_id", [str(9000 + n) for n in range(rows)]), ("_uuid", [f"u-{n}" for n in range(rows)])]
    columns += [("_submission_time", ["2027-03-01T09:06:00"] * rows), ("_validation_status", [""] * rows)]
    columns += [("__version__", [f"v{n % 2}" for n in range(rows)]), ("_index", [str(n + 1) for n in range(rows)])]
    path = _saved(folder / "form - all versions - 2027.csv", columns, random, random.choice([";", ","]))
    return path, f"kobo, {'labels' if labels else 'names'}, {'words' if words else 'codes'}, {between!r}", [], 0


OWN = {
    "StartDate": ("startDate", "Start Date", "2027-03-01 10:00:00"),
    "EndDate": ("endDate", "End Date", "2027-03-01 10:05:00"),
    "Status": ("status", "Response Type", "0"),
    "IPAddress": ("ipAddress", "IP Address", "192.0.2.1"),
    "Progress": ("progress", "Progress", "100"),
    "Finished": ("finished", "Finished", "1"),
    "RecordedDate": ("recordedDate", "Recorded Date", "2027-03-01 10:05:02"),
    "ResponseId": ("_recordId", "Response ID", "R_"),
    "RecipientEmail": ("recipientEmail", "Recipient Email", EMAIL),
    "UserLanguage": ("userLanguage", "User Language", "EN"),
}
BESIDE = {  # a tag, its text, its id, a cell
    "Q90_4_TEXT": ("What else? - Other - Text", "QID90_4_TEXT", "what I wanted to say about it all"),
    "Q91_1": ("Which tools? - Selected Choice - Hammer", "QID91_1", "1"),
    "P_DO_1": ("How far? - Display Order - 1", "QID77_DO_1", "3"),
    "T1_First Click": ("Timing - First Click", "QID92_FIRST_CLICK", "1.5"),
    "Q93": ("Where can we\nreach you?", "QID93", EMAIL),
    "Q_RecaptchaScore": ("Q_RecaptchaScore", "Q_RecaptchaScore", "0.9"),
}


def qualtrics(folder: Path, known: Truth, random: Random) -> Made:
    """Three lines of headings, tags that are codes or Qualtrics' own, columns in any order, rows of previews and spam."""
    rows, words, own_tags = len(known.codes), random.random() < 0.5, random.random() < 0.5
    language, extra = random.choice(["en", "de"]), random.choice([0, 2])
    sep, encoding = random.choice([(",", "utf-8"), ("\t", "utf-16"), (",", "utf-8-sig")])
    found: list[tuple[str, str, str, list[str]]] = []
    for tag, (key, text, cell) in OWN.items():
        cells = [cell + (str(n) if tag == "ResponseId" else "") for n in range(rows + extra)]
        if tag == "Status":
            kinds = ["IP Address", "Survey Preview", "Spam"] if words else ["0", "1", "8"]
            cells = [kinds[0]] * rows + kinds[1:][:extra]
        found.append((tag, text, key, cells))
    for number, code in enumerate(known.items):
        stem, text = STEM.get(code, {}).get(language, ""), QUESTIONS[code].text[language]
        tag = f"Q{number}" if own_tags else f"{PAGE[code]}_{code}" if stem else code
        cells = _cells(code, known, language, words) + [""] * extra
        found.append((tag, f"{stem} - {text}" if stem else text, f"QID{number}_1", cells))
    found += [(tag, text, key, [cell] * (rows + extra)) for tag, (text, key, cell) in BESIDE.items()]
    if random.random() < 0.5:
        random.shuffle(found)
    columns = [(tag, [text, json.dumps({"ImportId": key}), *cells]) for tag, text, key, cells in found]
    path = _saved(folder / "Our+survey_March 1, 2027_10.00.csv", columns, random, sep, encoding)
    return path, f"qualtrics, {'own tags' if own_tags else 'our tags'}, {'words' if words else 'numbers'}", [], extra


STAMPS = {
    "Timestamp": "2027/03/01 2:05:29 PM GMT+1",
    "Zeitstempel": "01.03.2027 14:05:29",
    "Horodateur": "2027/03/01 2:05:29 PM UTC+1",
    "Marca temporal": "2027/03/21 14:05:29",
}


def google(folder: Path, known: Truth, random: Random) -> Made:
    """Questions as headings, grids in brackets, check boxes joined by either sign."""
    rows, words, language = len(known.codes), random.random() < 0.5, random.choice(["en", "de"])
    stamp = random.choice(list(STAMPS))
    columns: Columns = [(stamp, [STAMPS[stamp]] * rows)]
    for code in known.items:
        stem, text = STEM.get(code, {}).get(language, ""), QUESTIONS[code].text[language]
        heading = f"{stem} [{text}]" if stem and random.random() < 0.9 else text
        columns.append((heading, _cells(code, known, language, words)))
    joined = random.choice([";", ", "])
    columns += [("Which tools do you use?", [joined.join(["a hammer, or two", "a saw"])] * rows)]
    columns += [("Email Address", [EMAIL] * rows), ("Score", ["0 / 10"] * rows)]
    path = _saved(folder / "Unsere Umfrage (Antworten) - Formularantworten 1.csv", columns, random, ",")
    return path, f"google, {stamp}, {'words' if words else 'numbers'}, {language}", [], 0


def labelled(folder: Path, known: Truth, random: Random) -> Made:
    """SPSS or Stata, with texts or none, values with labels, some of them declared as missing."""
    language, texts, stata = random.choice(["en", "de"]), random.random() < 0.5, random.random() < 0.4
    frame = known.codes.astype("float64").where(known.codes != BLANK)
    frame = frame.assign(respondent=[f"r{n}" for n in range(len(frame))], remark="what I have to say", email=EMAIL)
    labels = {
        code: {float(answer.code): answer.label[language] for answer in QUESTIONS[code].answers}
        for code in known.items
        if QUESTIONS[code].answers and (random.random() < 0.8 or stata)
    }
    named: Any = {code: QUESTIONS[code].text[language][:79] for code in known.items} if texts else {}
    if stata:
        whole: Any = {code: {int(value): label for value, label in said.items()} for code, said in labels.items()}
        path = folder / "wave 2027.dta"
        pyreadstat.write_dta(frame, str(path), column_labels=named, variable_value_labels=whole)
        return path, f"stata, {'texts' if texts else 'no texts'}", [], 0
    declared: Any = {code: [{"lo": -2, "hi": -1}] for code in known.items if random.random() < 0.5}
    path = folder / "wave 2027.sav"
    pyreadstat.write_sav(frame, str(path), column_labels=named, variable_value_labels=labels, missing_ranges=declared)
    return path, f"spss, {'texts' if texts else 'no texts'}", [], 0


PLATFORMS = (kobo, qualtrics, google, labelled)


def written(folder: Path, known: Truth, random: Random) -> Made:
    """An export of any of these."""
    return random.choice(PLATFORMS)(folder, known, random)
