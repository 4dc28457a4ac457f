"""Large plain tables: the same cells as the careful reader gives, and left to it where anything is unusual."""

import csv
import io
import time
from pathlib import Path
from random import Random

import pandas as pd
import pytest

from pipeline.files import UserError
from pipeline.platforms import separated
from pipeline.platforms.delivered import read_cells, table
from pipeline.platforms.large import read_large
from pipeline.platforms.plain import read_responses
from tests.survey import ASKED, responses

USUAL = {
    "commas": b"respondent,IO1,IO2\na,5,6\nb,,7\n",
    "semicolons, CRLF and a BOM": b"\xef\xbb\xbfrespondent;IO1;IO2\r\na;5;6\r\nb;;7\r\n",
    "tabs": b"respondent\tIO1\tIO2\na\t5\t6\n",
    "outer blanks": b"respondent,IO1,IO2\n a ,5, 6\nb,5 ,6\n",
    "quoted cells": b'"respondent","IO1","D06"\n"a","5","x, ""y"" z"\n"b","6","two\nlines"\n',
    "words for nothing": b"respondent,IO1,IO2\nNA,null,nan\nb,NULL,\n",
    "numbers as they stand": b"respondent,IO1,IO2\n007,5.0,1e3\n008,05,+6\n",
    "no end of the last line": b"respondent,IO1,IO2\na,5,6\nb,,7",
    "other letters": "respondent,IO1,IO2\nJürgen,ja,é\n".encode(),
}
UNUSUAL = {
    "a blank line": b"respondent,IO1,IO2\na,5,6\n\nb,,7\n",
    "a line of nothing but commas": b"respondent,IO1,IO2\na,5,6\n,,\nb,,7\n",
    "a short row": b"respondent,IO1,IO2\na,5\nb,,7\n",
    "a long row": b"respondent,IO1,IO2\na,5,6,7\nb,,7\n",
    "a doubled heading": b"respondent,IO1,IO1\na,5,6\n",
    "a heading without a name": b"respondent,,IO1\na,5,6\n",
    "no rows": b"respondent,IO1,IO2\n",
    "one column": b"respondent\na\n",
    "a quotation mark inside": b'respondent,IO1,IO2\n"a"b,5,6\nc,5,6\n',
    "an unclosed quotation mark": b'respondent,IO1,IO2\n"a,5,6\nc,5,6\n',
    "another encoding": "respondent,IO1,IO2\nJürgen,5,6\n".encode("latin-1"),
    "zero bytes": b"respondent,IO1,IO2\na\x00,5,6\n",
    "nothing": b"",
}


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "responses.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("kind", USUAL)
def test_the_same_cells_as_the_careful_reader(tmp_path: Path, kind: str) -> None:
    path = written(tmp_path, USUAL[kind])
    cells = read_large(path, large=1)
    assert cells is not None
    careful = read_cells(path)
    assert list(cells.columns) == list(careful.columns)
    assert cells.astype("str").to_numpy().tolist() == careful.to_numpy().tolist()


@pytest.mark.parametrize("kind", UNUSUAL)
def test_what_is_unusual_is_left_to_the_careful_reader(tmp_path: Path, kind: str) -> None:
    assert read_large(written(tmp_path, UNUSUAL[kind]), large=1) is None


def test_small_files_and_other_formats_are_left_too(tmp_path: Path) -> None:
    path = written(tmp_path, USUAL["commas"])
    assert read_large(path) is None
    assert read_large(path.rename(tmp_path / "responses.xlsx"), large=1) is None
    assert read_large(tmp_path / "nowhere.csv", large=1) is None


def test_both_readings_are_coded_alike(tmp_path: Path) -> None:
    cells = responses(40).assign(
        submitted_at=["2027-03-01T10:00:00Z", "2027-03-01", "2027-03-01T10:00:00.5+01:00", ""] * 10,
        IO1=["5", "", "-1", "7.0", " 3"] * 8,
        D08=["no", "partly", "", "3"] * 10,
        page_seconds_P=["12.5", "", "30", "1e2"] * 10,
        block_order=["MPV", "PMV", "", "PMV"] * 10,
        D10=["DE", "us", "", "FR"] * 10,
    )
    cells.to_csv(tmp_path / "responses.csv", index=False)
    large = read_large(tmp_path / "responses.csv", large=1)
    assert large is not None
    first = read_responses(large, ASKED, "responses.csv", True, True)
    second = read_responses(read_cells(tmp_path / "responses.csv"), ASKED, "responses.csv", True, True)
    assert first.faults == second.faults == ()
    assert first.warnings == second.warnings
    pd.testing.assert_frame_equal(first.table, second.table)


def test_faults_name_the_same_rows(tmp_path: Path) -> None:
    wrong = {1: "2027-02-30T10:00:00", 3: "2027-03-01T10:61:00", 5: "soon"}
    cells = responses(8).assign(submitted_at="2027-03-01T10:00:00", IO1=["5", "9", "5", "often", "5", "5", "9", "5"])
    cells["submitted_at"] = [wrong.get(n, text) for n, text in enumerate(cells["submitted_at"])]
    cells.to_csv(tmp_path / "responses.csv", index=False)
    large = read_large(tmp_path / "responses.csv", large=1)
    assert large is not None
    first = read_responses(large, ASKED, "responses.csv", True, True)
    second = read_responses(read_cells(tmp_path / "responses.csv"), ASKED, "responses.csv", True, True)
    assert set(first.faults) == set(second.faults)
    assert any("column submitted_at, row 2: '2027-02-30T10:00:00'" in fault for fault in first.faults)
    assert any("column IO1, rows 2, 7: '9'" in fault for fault in first.faults)


@pytest.mark.parametrize("broken", [0.3, 0.0005, 0.0])
def test_cells_of_several_lines_are_read_as_by_the_careful_reader(broken: float) -> None:
    random = Random(1)
    told = [['a, "b"\nc', "d\r\ne"][n % 2] if random.random() < broken else f"remark {n}" for n in range(40_000)]
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([str(n), remark, *"1234567" * 9] for n, remark in enumerate(told))
    raw = text.getvalue().encode()
    assert len(raw) > separated.LARGE
    table = separated.large(raw, ",")
    assert table is not None
    assert table[1].astype("str").tolist() == told
    assert table[0].astype("str").tolist() == [str(n) for n in range(40_000)]


def test_the_time_for_the_headings_grows_as_their_number_does() -> None:
    """40,000 headings compared with one another are 1.6 thousand million comparisons, some twenty seconds and more."""
    header = [f"a question {n}" for n in range(40_000)]
    rows = pd.DataFrame({0: ["1"]}, index=[1], dtype="str")
    began = time.process_time()
    with pytest.raises(UserError, match="the column 'a question 7' occurs 2 times"):
        table("x.csv", [*header, "a question 7"], rows)
    assert time.process_time() - began < 5
