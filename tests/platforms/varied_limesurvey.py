"""Exports of LimeSurvey in all their variety: heading modes, answers, separators, system columns, foreign question types.

Shapes as LimeSurvey's Writer.php and viewHelper.php make them.
"""

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Literal

from pipeline.platforms.answers import BLANK
from tests.platforms.varied import EMAIL, PAGE, QUESTIONS, STEM, Truth, in_words

MODES = ("code", "underscored code", "text", "text with underscores", "code and text", "abbreviated")
SYSTEM = {
    "en": ("Response ID", "Date submitted", "Last page", "Start language", "Seed", "Date started", "Date last action"),
    "de": ("Antwort ID", "Datum Abgeschickt", "Letzte Seite", "Start-Sprache", "Zufallsstartwert", "Datum gestartet"),
    "fr": ("ID de la réponse", "Date de soumission", "Dernière page", "Langue de départ"),
    "es": ("ID de respuesta", "Fecha de envío", "Última página", "Lenguaje inicial"),
    "nl": ("Respons ID", "Datum verzonden", "Laatste pagina", "Begin taal"),
    "it": ("ID risposta", "Data invio", "Ultima pagina", "Lingua iniziale", "Seme", "Data di inizio"),
    "pt": ("ID da resposta", "Data de envio", "Última página", "Idioma inicial", "Semente", "Data de início"),
}
CODES = ("id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp")
MISSING = {-1: "CS", -2: "PNS"}


def written(folder: Path, known: Truth, random: Random) -> tuple[Path, str]:
    """An export of these answers and what it is."""
    mode, words = random.choice(MODES), random.random() < 0.5
    separator, mark = random.choice(",;\t"), random.choice(["\ufeff", ""])
    between = random.choice([". ", "._.", ": ", " - ", " ", " | ", " => ", ") ", "\t"])
    quoting: Literal[0, 1] = random.choice([csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
    language = random.choice(["en", "de"])
    columns = list(_system(known, random, mode, between))
    columns += [(_heading(code, mode, language, between), _answers(code, known, words, random)) for code in known.items]
    foreign = [_foreign(kind, number, mode, between, len(known.codes), random) for number, kind in enumerate(FOREIGN)]
    for group in foreign:
        at = random.randint(1, len(columns)) if columns else 0
        columns[at:at] = group
    path = folder / "results-survey123456.csv"
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, quoting=quoting, lineterminator=random.choice(["\r\n", "\n"]))
    spaced = "_" if mode == "text with underscores" else " "
    writer.writerow([heading.replace(" ", spaced) for heading, _ in columns])
    writer.writerows(zip(*(cells for _, cells in columns), strict=True))
    path.write_text(mark + text.getvalue(), "utf-8", newline="")
    return path, f"{mode}, {'words' if words else 'codes'}, {separator!r}, {between!r}, {language}"


def _short(text: str) -> str:
    """As LimeSurvey cuts headings to 15 letters."""
    return text if len(text) <= 17 else text[:15] + ".. "


def _heading(code: str, mode: str, language: str, between: str) -> str:
    question = QUESTIONS[code]
    stem, text = STEM.get(code, {}).get(language, ""), question.text[language]
    return _in_mode(
        PAGE[code] if stem else code, code if stem else "", stem or text, text if stem else "", mode, between
    )


def _in_mode(code: str, sub: str, text: str, line: str, mode: str, between: str) -> str:
    coded = code + (f"[{sub}]" if sub else "")
    worded = text + (f" [{line}]" if line else "")
    if mode == "code":
        return coded
    if mode == "underscored code":
        return code + (f"_{sub}" if sub else "")
    if mode == "abbreviated":
        return _short(text) + (f" [{_short(line)}]" if line else "")
    return worded if mode.startswith("text") else coded + between + worded


def _answers(code: str, known: Truth, words: bool, random: Random) -> list[str]:
    question, cells = QUESTIONS[code], []
    decimals = not question.answers and random.random() < 0.3
    for value, language in zip(known.codes[code], known.languages, strict=True):
        if words:
            cells.append(in_words(value, question, language))
        else:
            text = "" if value == BLANK else MISSING.get(value, str(value))
            cells.append(text + ".0000000000" if decimals and text.isdigit() else text)
    return cells


def _system(known: Truth, random: Random, mode: str, between: str) -> Iterator[tuple[str, list[str]]]:
    if random.random() < 0.2:
        return
    names = SYSTEM[random.choice(list(SYSTEM))]
    rows = range(len(known.codes))
    anonymous = random.random() < 0.3
    times = ["1980-01-01 00:00:00" if anonymous else f"2027-03-{1 + n:02} 10:20:30" for n in rows]
    values = (
        [str(n + 1) for n in rows],
        times,
        ["6" for _ in rows],
        known.languages,
        ["123456789" for _ in rows],
        times,
    )
    for code, name, cells in zip(CODES, names, values, strict=False):
        coded = mode in ("code", "underscored code")
        yield code if coded else name if mode != "code and text" else code + between + name, list(cells)


Maker = Callable[[str, Random], list[tuple[str, str, list[str]]]]
FOREIGN: dict[str, Callable[[str], list[tuple[str, str, str]]]] = {  # per column: subquestion, its text, a cell
    "list with other": lambda q: [("", "", "A1"), ("other", "Other", "my own words on it")],
    "list with comment": lambda q: [("", "", "A2"), ("comment", "Comment", f"write to {EMAIL}")],
    "multiple": lambda q: [
        ("SQ001", "one", "Y"),
        ("SQ002", "two", "N/A"),
        ("SQ003", "three", "No"),
        ("other", "Other", ""),
    ],
    "multiple with comments": lambda q: [("a", "one", "Y"), ("acomment", "one] [Comment", "because")],
    "ranking": lambda q: [(str(n), f"Rank {n}", f"A{n}") for n in (1, 2, 3)],
    "dual scale": lambda q: [("SQ001][1", "line][Scale 1", "3"), ("SQ001][2", "line][Scale 2", "4")],
    "numbers": lambda q: [("R1_C1", "row][column", "7"), ("R1_C2", "row][other column", "")],
    "texts": lambda q: [("R1_C1", "row][column", "seven words")],
    "date": lambda q: [("", "", "2027-03-01 00:00:00")],
    "long text": lambda q: [("", "", f"ask Zaphod, {EMAIL}")],
    "display": lambda q: [("", "", "")],
    "equation": lambda q: [("", "", "3.5")],
    "upload": lambda q: [("", "", '[{"name":"cv.pdf","size":12}]'), ("filecount", "filecount", "1")],
    "yes or no": lambda q: [("", "", "Y")],
    "gender": lambda q: [("", "", "F")],
}


def _foreign(kind: str, number: int, mode: str, between: str, rows: int, random: Random) -> list[tuple[str, list[str]]]:
    made, code, text = [], f"X{number}", f"A question of another study, the {number}th, {kind}"
    for sub, line, cell in FOREIGN[kind](code):
        if mode == "underscored code":
            heading = code + (f"_{sub.replace('][', '_')}" if sub else "")
        else:
            heading = _in_mode(code, sub, text, line, mode, between)
        made.append((heading, [cell if random.random() < 0.8 else "" for _ in range(rows)]))
    return made
