"""Google Forms: questions as headings in either language, times as the country writes them."""

from pathlib import Path

import pandas as pd
import pytest

from pipeline.platforms.export import Export
from pipeline.platforms.reading import read_responses_file
from pipeline.platforms.times import iso_times, seconds_between
from tests.platforms.exports import STEM, answers, written
from tests.survey import ASKED


def read(path: Path) -> Export:
    return read_responses_file(path, "auto", ASKED, [])


@pytest.mark.parametrize(
    ("language", "stamp", "times", "iso"),
    [
        ("en", "Timestamp", ["2027/03/01 2:05:29 PM GMT+1"] * 3, "2027-03-01T14:05:29+01:00"),
        ("en", "Timestamp", ["3/1/2027 14:05:29", "3/2/2027 14:05:29", "3/31/2027 14:05:29"], "2027-03-01T14:05:29"),
        ("de", "Zeitstempel", ["01.03.2027 14:05:29"] * 3, "2027-03-01T14:05:29"),
        ("de", "Zeitstempel", ["2027/03/01 2:05:29 nachm. MEZ"] * 3, "2027-03-01T14:05:29+01:00"),
        ("en", "Horodateur", ["01/03/2027 14:05:29"] * 3, "2027-03-01T14:05:29"),
        ("en", "Marca temporal", ["1/03/2027 2:05:29 p. m."] * 3, "2027-03-01T14:05:29"),
        ("en", "Informazioni cronologiche", ["01/03/2027 14.05.29"] * 3, "2027-03-01T14:05:29"),
        ("en", "Carimbo de data/hora", ["01/03/2027 14:05:29"] * 3, "2027-03-01T14:05:29"),
        ("en", "Carimbo de data/hora", ["2027/03/01 2:05:29 da tarde WET"] * 3, "2027-03-01T14:05:29"),
    ],
)
def test_questions_as_headings(tmp_path: Path, language: str, stamp: str, times: list[str], iso: str) -> None:
    cells = answers()
    named = {
        code: f"{STEM} [{wording}]" if item.likert else wording
        for code, item in ASKED.items.items()
        if (wording := item.wording_de if language == "de" else item.wording_en)
    }
    whole = cells.assign(**{"Email Address": "someone@example.org"})
    whole.insert(0, stamp, times)
    export = read(written(tmp_path / "x.csv", whole, named, encoding="utf-8"))
    assert export.recognised.platform == "google-forms"
    assert export.faults == ()
    assert export.cells[cells.columns.tolist()].to_numpy().tolist() == cells.to_numpy().tolist()
    assert export.cells["submitted_at"].tolist()[0] == iso
    assert export.cells["respondent"].tolist() == ["", "", ""]
    assert not export.cells.isin(["someone@example.org"]).any(axis=None)


def test_a_changed_question_is_proposed(tmp_path: Path) -> None:
    cells = answers()
    named = {code: item.wording_en for code, item in ASKED.items.items()}
    named |= {"IO1": "Anyone who wants to can simply start taking part there."}
    whole = cells.copy()
    whole.insert(0, "Timestamp", ["2027/03/01 2:05:29 PM"] * 3)
    export = read(written(tmp_path / "x.csv", whole, named))
    assert "IO1" not in export.cells.columns
    assert [(line.code, line.comparable) for line in export.lines if line.waits] == [("IO1", "changed_wording")]
    assert export.proposed.to_numpy().tolist() == cells[["IO1"]].to_numpy().tolist()


def test_the_reason_of_a_doubt_shows_what_differs(tmp_path: Path) -> None:
    """Of a grid it is the line in brackets, not the question that all lines have in common."""
    cells = answers()
    named = {code: f"{STEM} [{item.wording_en}]" for code, item in ASKED.items.items() if item.likert}
    named |= {"EO1": f"{STEM} [Anybody on earth may use what we produce.]"}
    whole = cells.copy()
    whole.insert(0, "Timestamp", ["2027/03/01 2:05:29 PM"] * 3)
    export = read(written(tmp_path / "x.csv", whole, named))
    (waiting,) = [line for line in export.lines if line.waits]
    assert waiting.note == (
        f"its text is 'Anybody on earth may use what we produce.', not '{ASKED.items['EO1'].wording_en}'"
    )


def test_times_that_could_be_either_way_round_are_not_read() -> None:
    times, notes = iso_times(["3/1/2027 10:00", "4/2/2027 10:00"], "the time")
    assert times.tolist() == ["", ""]
    assert "day and month could be either way round" in notes[0]
    assert iso_times(["13/1/2027 10:00", "4/2/2027 10:00"], "the time")[0].tolist() == [
        "2027-01-13T10:00:00",
        "2027-02-04T10:00:00",
    ]


def test_the_order_of_day_and_month_is_that_of_the_headings_language_where_nothing_else_tells_it() -> None:
    times, notes = iso_times(["3/1/2027 10:00"], "the time", "dm")
    assert times.tolist() == ["2027-01-03T10:00:00"]
    assert notes == [
        "the time: times such as '3/1/2027 10:00' are read as day/month, as forms in the language of this heading write them."
    ]
    times, notes = iso_times(["3/21/2027 10:00", "3/1/2027 10:00"], "the time", "dm")
    assert times.tolist() == ["2027-03-21T10:00:00", "2027-03-01T10:00:00"]
    assert "month/day, as other rows allow nothing else" in notes[0]


@pytest.mark.parametrize(
    ("cell", "hour"),
    [
        ("2025/3/3 7:35:58", "07"),
        ("2025-3-3 19:35:58", "19"),
        ("2025. 3. 3 AM 7:35:58", "07"),
        ("2025. 3. 3 PM 7:35:58", "19"),
        ("2025. 3. 3 오후 7:35:58", "19"),
        ("2025/3/3 下午7:35:58", "19"),
        ("2025/3/3 午前7:35:58", "07"),
    ],
)
def test_years_that_come_first_leave_no_doubt(cell: str, hour: str) -> None:
    found = iso_times([cell], "the time")
    assert (found[0].tolist(), found[1]) == ([f"2025-03-03T{hour}:35:58"], [])


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u202f"])
def test_a_hard_blank_hides_no_half_of_the_day(blank: str) -> None:
    assert iso_times([f"3/21/2027, 2:05:29{blank}PM"], "t")[0].tolist() == ["2027-03-21T14:05:29"]
    assert iso_times([f"2027/03/01 2:05:29 p.{blank}m. CET"], "t")[0].tolist() == ["2027-03-01T14:05:29+01:00"]


def test_words_behind_a_time_that_may_tell_the_half_of_the_day_are_not_passed_over() -> None:
    assert iso_times(["2027/03/01 2:05:29 du soir", "2027/03/01 14:05:29 heure normale"], "t")[0].tolist() == [
        "",
        "2027-03-01T14:05:29",
    ]
    assert iso_times(["2027-03-01 um 14 Uhr"], "t")[0].tolist() == [""]


def test_a_day_that_does_not_exist_is_no_doubt_about_day_and_month() -> None:
    assert iso_times(["2027-02-30 10:00:00"], "the time")[1] == [
        "the time: the cell '2027-02-30 10:00:00' is left blank, as no time can be read there."
    ]


def test_what_is_no_time_is_said() -> None:
    times, notes = iso_times(["soon", "", "31.02.2027"], "the time")
    assert times.tolist() == ["", "", ""]
    assert "2 cells such as 'soon'" in notes[0]


def test_seconds_from_one_time_to_another() -> None:
    pairs = {
        ("2027-01-01T10:00:00", "2027-01-01T10:01:30"): "90",
        ("2027-01-01T10:00:00", "2027-01-01T09:00:00"): "",  # it ends before it begins
        ("2027-01-01T10:00:00+01:00", "2027-01-01T10:00:00+00:00"): "3600",
        ("2027-01-01T10:00:00", "2027-01-01T10:00:00+00:00"): "",  # only one has an offset
        ("", "2027-01-01T10:00:00"): "",
    }
    start, end = (pd.Series(texts, dtype="str") for texts in zip(*pairs, strict=True))
    assert seconds_between(start, end, 0.0).tolist() == list(pairs.values())


@pytest.mark.parametrize(
    ("written_as", "iso"),
    [
        ("2027-03-01 10:00:00", "2027-03-01T10:00:00"),
        ("2027-03-01T10:00:00.123+01:00", "2027-03-01T10:00:00+01:00"),
        ("2027-03-01T10:00:00.123-0530", "2027-03-01T10:00:00-05:30"),
        ("2027-03-01T10:00:00Z", "2027-03-01T10:00:00+00:00"),
        ("2027/03/01 2:05:29 PM GMT+1", "2027-03-01T14:05:29+01:00"),
        ("2027/03/01 12:05:29 AM", "2027-03-01T00:05:29"),
        ("01.03.2027 14:05:29 MEZ", "2027-03-01T14:05:29+01:00"),
        ("2027-03-01", "2027-03-01T00:00:00"),
        ("2027-03-01 24:00:00", ""),
        ("2027-02-29 10:00:00", ""),
        ("2027-03-01 10:60", ""),
        ("1980-01-01 00:00:00", ""),
    ],
)
def test_times_as_platforms_write_them(written_as: str, iso: str) -> None:
    assert iso_times([written_as], "the time")[0].tolist() == [iso]
    assert iso_times([written_as, "1.1.2027"], "the time")[0].tolist() == [iso, "2027-01-01T00:00:00"]


@pytest.mark.parametrize(("moved", "waits"), [([False, True, True], 1), ([False, False, False], 0)])
def test_answers_below_a_title_that_was_changed_on_the_way_are_not_lost_in_silence(
    tmp_path: Path, moved: list[bool], waits: int
) -> None:
    cells = answers()
    named = {
        code: f"{STEM} [{item.wording_en}]" if item.likert else item.wording_en for code, item in ASKED.items.items()
    }
    changed = named["IO2"].replace("right away", "at once")
    late = [text if later else "" for text, later in zip(cells["IO2"], moved, strict=True)]
    early = ["" if later else text for text, later in zip(cells["IO2"], moved, strict=True)]
    whole = cells.assign(IO2=early, **{changed: late})
    whole.insert(0, "Timestamp", "2027/03/01 2:05:29 PM GMT+1")
    export = read(written(tmp_path / "x.csv", whole, named, encoding="utf-8"))
    waiting = [line.note for line in export.lines if line.waits]
    assert len(waiting) == waits
    assert all("resembles IO2, but another column is that; 2 rows answer here only" in note for note in waiting)
    assert export.cells["IO2"].tolist() == early
