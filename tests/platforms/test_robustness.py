"""What people do to a file before they deliver it: harmless changes change nothing, harmful ones are refused in a sentence."""

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from pipeline.files import UserError
from pipeline.platforms import separated, workbooks
from pipeline.platforms.reading import read_responses_file
from tests.platforms.exports import answers, array_code, array_text, written
from tests.survey import ASKED

Change = Callable[[str], bytes]


def small(folder: Path, wordy: bool = False) -> tuple[Path, pd.DataFrame]:
    """A LimeSurvey export of three rows, and what it holds."""
    cells = answers()
    own = pd.DataFrame({"id": ["1", "2", "4"], "submitdate": ["2027-03-01 10:10:00"] * 3, "lastpage": ["6", "6", "6"]})
    headings = {code: (array_text(code) if wordy else array_code(code)) for code in ASKED.items}
    return written(folder / "results.csv", pd.concat([own, cells], axis=1), headings), cells


def lines_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def joined(lines: list[list[str]], separator: str = ",") -> bytes:
    made = io.StringIO()
    csv.writer(made, delimiter=separator).writerows(lines)
    return made.getvalue().encode()


HARMLESS: dict[str, Change] = {
    "no BOM": lambda text: text.encode(),
    "BOM": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "UTF-16": lambda text: text.encode("utf-16"),
    "old Mac line ends": lambda text: text.replace("\r\n", "\r").encode(),
    "Unix line ends": lambda text: text.replace("\r\n", "\n").encode(),
    "blank lines behind": lambda text: (text + "\r\n\r\n,,,\r\n").encode(),
    "blank lines before": lambda text: ("\r\n\r\n" + text).encode(),
    "semicolons": lambda text: joined(lines_of(text), ";"),
    "tabs": lambda text: joined(lines_of(text), "\t"),
    "columns turned round": lambda text: joined([line[::-1] for line in lines_of(text)]),
    "5.0 for 5": lambda text: text.replace('"5"', '"5.0"').encode(),
    "no quotation marks": lambda text: joined(lines_of(text)),
    "an empty column": lambda text: joined([[*line, ""] for line in lines_of(text)]),
}


@pytest.mark.parametrize("wordy", [False, True], ids=["codes", "words"])
@pytest.mark.parametrize("change", HARMLESS)
def test_harmless_changes_change_nothing(tmp_path: Path, change: str, wordy: bool) -> None:
    path, cells = small(tmp_path, wordy)
    path.write_bytes(HARMLESS[change](path.read_bytes().decode("utf-8-sig")))
    export = read_responses_file(path, "auto", ASKED, [])
    assert export.faults == ()
    assert export.rows == 3
    found = export.cells[cells.columns.tolist()].map(lambda text: text.removesuffix(".0"))
    assert found.to_numpy().tolist() == cells.to_numpy().tolist()


def cut(text: str) -> bytes:
    """The file as far as the middle of its last row."""
    return text.encode()[: text.rstrip().rindex("\r\n") + 40].rsplit(b",", 1)[0]


HARMFUL: dict[str, tuple[Change, str]] = {
    "empty": (lambda _: b"", "is empty"),
    "blank": (lambda _: b"\r\n \r\n", "is empty"),
    "cut off between cells": (cut, "row 3: fewer cells than the"),
    "cut off in a cell": (lambda text: text.encode()[:-9], "row 3: fewer cells|quotation mark is not closed"),
    "headings only": (lambda text: text.partition("\r\n")[0].encode(), "no row"),
    "zeros": (lambda text: text.encode()[:900] + b"\0\0\0" + text.encode()[900:], "zero bytes"),
    "a separator missing": (lambda text: joined([lines_of(text)[0], lines_of(text)[1][:-1]]), "fewer cells"),
    "cells beyond the headings": (
        lambda text: joined([lines_of(text)[0], [*lines_of(text)[1], "x"]]),
        "under no heading",
    ),
}


@pytest.mark.parametrize("change", HARMFUL)
def test_harmful_changes_are_refused_in_a_sentence(tmp_path: Path, change: str) -> None:
    path, _ = small(tmp_path)
    make, said = HARMFUL[change]
    path.write_bytes(make(path.read_bytes().decode("utf-8-sig")))
    try:
        faults = read_responses_file(path, "auto", ASKED, []).faults
    except UserError as error:
        faults = error.faults
    assert faults
    assert any(pd.Series([fault]).str.contains(said).item() and "results.csv" in fault for fault in faults), faults


def test_letters_that_are_no_unicode_are_refused_with_their_place(tmp_path: Path) -> None:
    path, _ = small(tmp_path)
    content = path.read_bytes().decode("utf-8-sig").replace('"a"', '"für"', 1)
    path.write_bytes(content.encode("mac_roman"))
    with pytest.raises(UserError, match=r"results\.csv, line 2: byte 0x9f at position \d+ is not UTF-8, .*; save"):
        read_responses_file(path, "auto", ASKED, [])


def test_headings_with_line_breaks_tabs_and_quotation_marks(tmp_path: Path) -> None:
    path, cells = small(tmp_path, wordy=True)
    lines = lines_of(path.read_bytes().decode("utf-8-sig"))
    lines[0] = [heading.replace("with each line?", 'with "each" line,\n\tor not; say?') for heading in lines[0]]
    path.write_bytes(joined(lines))
    export = read_responses_file(path, "auto", ASKED, [])
    assert export.faults == ()
    assert export.cells["IO1"].tolist() == cells["IO1"].tolist()
    assert export.rows == 3


@pytest.mark.parametrize("content", [b"PK\x03\x04 and nothing", b"PK\x05\x06" + b"\0" * 18, b"\xd0\xcf\x11\xe0 old"])
def test_a_workbook_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "results.xlsx"
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"results\.xlsx"):
        read_responses_file(path, "auto", ASKED, [])


def test_an_archive_that_would_unpack_to_far_too_much_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "results.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 2_000_000)
    monkeypatch.setattr(workbooks, "UNPACKED", 1_000_000)
    with pytest.raises(UserError, match="would unpack to 2000000 bytes"):
        read_responses_file(path, "auto", ASKED, [])


def test_a_large_file_is_read_as_a_small_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, _ = small(tmp_path, wordy=True)
    slow = read_responses_file(path, "auto", ASKED, [])
    monkeypatch.setattr(separated, "LARGE", 1)
    fast = read_responses_file(path, "auto", ASKED, [])
    pd.testing.assert_frame_equal(slow.cells, fast.cells)
    assert slow.notes == fast.notes


def test_a_large_file_that_is_cut_off_is_refused_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(separated, "LARGE", 1)
    path, _ = small(tmp_path)
    path.write_bytes(cut(path.read_bytes().decode("utf-8-sig")))
    with pytest.raises(UserError, match="fewer cells"):
        read_responses_file(path, "auto", ASKED, [])
