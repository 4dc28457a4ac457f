"""Exports of every platform's form, of a wanted size: a simulated wave's rows drawn with replacement, ids and times new."""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline import instrument
from pipeline.simulate import simulate

CHUNK = 5000  # rows written at once
ASKED = instrument.load()
STEM = "How far do you agree with each of these lines?"
OWN = ("respondent", "submitted_at", "duration_seconds", "item_order", "form", "block_order")
REMARK = "What I wanted to say about number {}, in my own words. And more."


@dataclass(frozen=True)
class Shape:
    """How a platform writes: `lines` of headings over columns of cells, made of the answers to the items and the rows'
    numbers; `sep`, `encoding`, `quoting` of the file."""

    lines: Callable[[pd.DataFrame], list[list[str]]]
    cells: Callable[[pd.DataFrame, np.ndarray], pd.DataFrame]
    sep: str = ","
    encoding: str = "utf-8"
    quoting: int = csv.QUOTE_ALL


def texts(numbers: np.ndarray, form: str) -> pd.Series:
    """A text of its own for each row."""
    return pd.Series([form.format(n) for n in numbers], dtype="str")


def times(numbers: np.ndarray, form: str) -> pd.Series:
    """A time of its own for each row."""
    written: pd.Series = pd.Series(np.datetime64("2027-03-01T00:00:00") + numbers).dt.strftime(form)
    return written


def words(answers: pd.DataFrame) -> pd.DataFrame:
    """Answers as their English labels."""
    said = {}
    for code in answers:
        scale = ASKED.items[str(code)].scale
        known = {str(choice.code): choice.label_en for choice in scale.choices}
        known |= {str(end.code): f"{end.code} - {end.label_en}" for end in scale.labels if not scale.choices}
        known |= {"-1": "cannot say"} if scale.cannot_say else {}
        said[code] = answers[code].map(lambda text, known=known: known.get(text, text))
    return pd.DataFrame(said)


def _text(code: str) -> str:
    return ASKED.items[code].wording_en


def _limesurvey(answers: pd.DataFrame, numbers: np.ndarray) -> pd.DataFrame:
    front = {
        "id": texts(numbers, "{}"),
        "submitdate": times(numbers + 300, "%Y-%m-%d %H:%M:%S"),
        "lastpage": "6",
        "startlanguage": "en",
        "seed": texts(numbers * 7919, "{}"),
        "startdate": times(numbers, "%Y-%m-%d %H:%M:%S"),
        "datestamp": times(numbers + 300, "%Y-%m-%d %H:%M:%S"),
        "ipaddr": texts(numbers % 250, "192.0.2.{}"),
    }
    return pd.DataFrame({**front, **answers, "remark": texts(numbers, REMARK), "interviewtime": "300.25"})


def _kobo(answers: pd.DataFrame, numbers: np.ndarray) -> pd.DataFrame:
    back = {
        "tools": "hammer saw",
        "tools/hammer": "1",
        "tools/saw": "1",
        "remark": texts(numbers, REMARK),
        "_id": texts(numbers, "{}"),
        "_uuid": texts(numbers, "9b1f3c1e-0000-4000-8000-{:012d}"),
        "_submission_time": times(numbers + 302, "%Y-%m-%dT%H:%M:%S"),
        **dict.fromkeys(("_validation_status", "_notes", "_status", "_submitted_by", "_tags"), ""),
        "__version__": "vA1",
        "_index": texts(numbers, "{}"),
    }
    front = {f: times(numbers + late, "%Y-%m-%dT%H:%M:%S.000+01:00") for f, late in (("start", 0), ("end", 300))}
    return pd.DataFrame({**front, **answers, **back})


QUALTRICS = {  # tag: text, ImportId
    "StartDate": ("Start Date", "startDate"),
    "EndDate": ("End Date", "endDate"),
    "Status": ("Response Type", "status"),
    "IPAddress": ("IP Address", "ipAddress"),
    "Progress": ("Progress", "progress"),
    "Duration (in seconds)": ("Duration (in seconds)", "duration"),
    "Finished": ("Finished", "finished"),
    "RecordedDate": ("Recorded Date", "recordedDate"),
    "ResponseId": ("Response ID", "_recordId"),
    "RecipientLastName": ("Recipient Last Name", "recipientLastName"),
    "RecipientEmail": ("Recipient Email", "recipientEmail"),
    "LocationLatitude": ("Location Latitude", "locationLatitude"),
    "LocationLongitude": ("Location Longitude", "locationLongitude"),
    "DistributionChannel": ("Distribution Channel", "distributionChannel"),
    "UserLanguage": ("User Language", "userLanguage"),
}


def _qualtrics(answers: pd.DataFrame, numbers: np.ndarray) -> pd.DataFrame:
    front = {
        "StartDate": times(numbers, "%Y-%m-%d %H:%M:%S"),
        "EndDate": times(numbers + 300, "%Y-%m-%d %H:%M:%S"),
        "Status": "0",
        "IPAddress": texts(numbers % 250, "192.0.2.{}"),
        "Progress": "100",
        "Duration (in seconds)": texts(200 + numbers % 1000, "{}"),
        "Finished": "1",
        "RecordedDate": times(numbers + 302, "%Y-%m-%d %H:%M:%S"),
        "ResponseId": texts(numbers, "R_{:015d}"),
        "RecipientLastName": "",
        "RecipientEmail": "",
        "LocationLatitude": texts(numbers % 9000, "48.{:04d}"),
        "LocationLongitude": texts(numbers % 9000, "2.{:04d}"),
        "DistributionChannel": "anonymous",
        "UserLanguage": "EN",
    }
    clicks = {f"T_{what}": texts(numbers % 977, "{}.125") for what in ("First Click", "Last Click", "Page Submit")}
    return pd.DataFrame({**front, **answers, **clicks, "Q9_TEXT": texts(numbers, REMARK)})


def _qualtrics_lines(cells: pd.DataFrame) -> list[list[str]]:
    tags = list(map(str, cells.columns))
    said = [QUALTRICS.get(tag, (f"{STEM} - {_text(tag)}" if tag in ASKED.items else tag, "")) for tag in tags]
    keys = [json.dumps({"ImportId": key or f"QID{at}"}) for at, (_, key) in enumerate(said)]
    return [tags, [text for text, _ in said], keys]


def _google(answers: pd.DataFrame, numbers: np.ndarray) -> pd.DataFrame:
    stamp = {"Timestamp": times(numbers, "%Y/%m/%d %I:%M:%S %p GMT+1")}
    return pd.DataFrame({**stamp, **answers, "remark": texts(numbers, REMARK)})


def _plain(answers: pd.DataFrame, numbers: np.ndarray) -> pd.DataFrame:
    front = {
        "respondent": texts(numbers, "{:016x}"),
        "submitted_at": times(numbers, "%Y-%m-%dT%H:%M:%SZ"),
        "duration_seconds": texts(200 + numbers % 1000, "{}"),
    }
    return pd.DataFrame({**front, **answers})


def _coded(cells: pd.DataFrame) -> list[list[str]]:
    return [list(map(str, cells.columns))]


def _arrays(cells: pd.DataFrame) -> list[list[str]]:
    likert = {code for code, item in ASKED.items.items() if item.likert}
    return [[f"{ASKED.items[c].block}[{c}]" if c in likert else str(c) for c in cells.columns]]


def _code_and_text(cells: pd.DataFrame) -> list[list[str]]:
    return [[f"{c}. {_text(str(c))}" if c in ASKED.items else str(c) for c in cells.columns]]


def _labelled(cells: pd.DataFrame) -> list[list[str]]:
    return [[f"page/{_text(str(c))}" if c in ASKED.items else str(c) for c in cells.columns]]


def _questions(cells: pd.DataFrame) -> list[list[str]]:
    return [[f"{STEM} [{_text(str(c))}]" if c in ASKED.items else str(c) for c in cells.columns]]


SHAPES = {
    "plain": Shape(_coded, _plain, quoting=csv.QUOTE_MINIMAL),
    "limesurvey, codes": Shape(_arrays, _limesurvey, encoding="utf-8-sig"),
    "limesurvey, code and text, full answers": Shape(
        _code_and_text, lambda answers, n: _limesurvey(words(answers), n), ";", "utf-8-sig"
    ),
    "kobo, names": Shape(_coded, _kobo, ";"),
    "kobo, labels": Shape(_labelled, lambda answers, n: _kobo(words(answers), n), ";"),
    "qualtrics, numbers": Shape(_qualtrics_lines, _qualtrics, quoting=csv.QUOTE_MINIMAL),
    "qualtrics, words": Shape(_qualtrics_lines, lambda answers, n: _qualtrics(words(answers), n)),
    "qualtrics, UTF-16": Shape(_qualtrics_lines, _qualtrics, "\t", "utf-16"),
    "google-forms": Shape(_questions, lambda answers, n: _google(words(answers), n), quoting=csv.QUOTE_MINIMAL),
}


def drawn(folder: Path) -> Iterator[tuple[pd.DataFrame, np.ndarray]]:
    """Answers to the items of a simulated wave, CHUNK persons after the other, with their numbers."""
    if not (folder / "responses.csv").is_file():
        simulate("demo", folder, 3, None, None, 1)
    rows = pd.read_csv(folder / "responses.csv", dtype="str", keep_default_na=False)
    rows = rows[[code for code in rows if code in ASKED.items]]
    rng, number = np.random.default_rng(1), 0
    while True:
        yield rows.iloc[rng.integers(0, len(rows), CHUNK)].reset_index(drop=True), np.arange(number, number + CHUNK)
        number += CHUNK


def grown(folder: Path, name: str, size: int) -> Path:
    """A file of a shape, of at least so many bytes; the register of projects is written beside it."""
    shape, path = SHAPES[name], folder / f"{name.replace(', ', '_').replace(' ', '-')}.csv"
    with path.open("w", encoding=shape.encoding, newline="") as file:
        writer = csv.writer(file, delimiter=shape.sep, quoting=shape.quoting, lineterminator="\r\n")  # type: ignore[arg-type]
        for answers, numbers in drawn(folder):
            cells = shape.cells(answers, numbers)
            if not file.tell():
                writer.writerows(shape.lines(cells))
            writer.writerows(cells.to_numpy().tolist())
            if file.tell() >= size:
                return path
    raise AssertionError("answers are drawn without end")


def widened(folder: Path, columns: int) -> Path:
    """200 rows of a Qualtrics export with so many columns, all but those of the questionnaire unknown to it."""
    answers, numbers = next(drawn(folder))
    cells = SHAPES["qualtrics, numbers"].cells(answers[:200], numbers[:200])
    more = {
        f"Q{n}_{n % 7}": [str((n + row) % 5 + 1) for row in range(200)] for n in range(columns - len(cells.columns))
    }
    cells = pd.concat([cells, pd.DataFrame(more, dtype="str")], axis=1)
    path = folder / f"wide_{columns}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows([*_qualtrics_lines(cells), *cells.to_numpy().tolist()])
    return path
