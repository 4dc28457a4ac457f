"""LimeSurvey's exports in every heading mode give the same plain form; what is doubtful is refused or proposed."""

from pathlib import Path

import pandas as pd
import pytest

from pipeline.platforms.export import Export
from pipeline.platforms.reading import read_responses_file
from tests.platforms.exports import STEM, answers, array_code, array_text, written
from tests.survey import ASKED
from tests.test_cli import run

SYSTEM = ("id", "submitdate", "lastpage", "startlanguage", "startdate", "ipaddr")
ENGLISH = dict(
    zip(
        SYSTEM,
        ("Response ID", "Date submitted", "Last page", "Start language", "Date started", "IP address"),
        strict=True,
    )
)
GERMAN = dict(
    zip(
        SYSTEM,
        ("Antwort ID", "Datum Abgeschickt", "Letzte Seite", "Startsprache", "Datum gestartet", "IP-Adresse"),
        strict=True,
    )
)


def read(path: Path) -> Export:
    return read_responses_file(path, "auto", ASKED, [])


def with_system(cells: pd.DataFrame) -> pd.DataFrame:
    """Three rows: the second was left before the end."""
    system = pd.DataFrame(
        {
            "id": ["1", "2", "4"],
            "submitdate": ["2027-03-01 10:10:00", "", "2027-03-02 09:00:30"],
            "lastpage": ["6", "2", "6"],
            "startlanguage": ["en", "de", "de"],
            "startdate": ["2027-03-01 10:00:00", "2027-03-01 11:00:00", "2027-03-02 08:50:00"],
            "ipaddr": ["192.0.2.1", "192.0.2.2", "192.0.2.3"],
        }
    )
    return pd.concat([system, cells], axis=1)


def headings(mode: str, separator: str = ". ") -> dict[str, str]:
    codes = {code: array_code(code) for code in ASKED.items}
    if mode == "code":
        return codes
    language = "de" if mode == "german" else "en"
    texts = {code: array_text(code, language) for code in ASKED.items}
    if mode in ("english", "german"):
        return {**texts, **(ENGLISH if mode == "english" else GERMAN)}
    both = {code: codes[code] + separator + texts[code] for code in ASKED.items}
    return {**both, **{name: name + separator + ENGLISH[name] for name in SYSTEM}}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mode", ["code", "english", "german", "code and text"])
def test_every_heading_mode_and_separator_is_read_alike(tmp_path: Path, mode: str, separator: str) -> None:
    cells = answers()
    encoding = "utf-8" if separator == ";" else "utf-8-sig"
    export = read(written(tmp_path / "anything.csv", with_system(cells), headings(mode), separator, encoding))
    assert export.recognised.platform == "limesurvey"
    assert export.faults == ()
    assert export.cells[cells.columns.tolist()].to_numpy().tolist() == cells.to_numpy().tolist()
    assert export.cells["respondent"].tolist() == ["1", "2", "4"]
    assert export.cells["submitted_at"].tolist() == ["2027-03-01T10:10:00", "", "2027-03-02T09:00:30"]
    assert export.cells["duration_seconds"].tolist() == ["600", "", "630"]
    assert export.cells["D11"].tolist() == ["en", "de", "de"]
    assert not export.cells.isin(["192.0.2.1"]).any(axis=None)
    assert any("1 rows have no date submitted" in note for note in export.notes)


@pytest.mark.parametrize("separator", ["._.", ": ", " - ", "||", " "])
def test_any_separator_of_code_and_text(tmp_path: Path, separator: str) -> None:
    cells = answers()
    export = read(written(tmp_path / "x.csv", with_system(cells), headings("both", separator)))
    assert export.recognised.platform == "limesurvey"
    assert export.faults == ()
    assert set(cells.columns) <= set(export.cells.columns)


DRAWN = {
    "form": '{if(is_empty(form.NAOK), if(rand(0, 1) == 1, "A", "B"), form.NAOK)}',
    "blockorder": '{if(is_empty(blockorder.NAOK), if(count(P_IO1.NAOK) > 0, "PMV", "MPV"), blockorder.NAOK)}',
}


@pytest.mark.parametrize("separator", ["._.", ". ", ": ", " - ", " => ", " | ", " ", "\t", "words", "cut"])
def test_what_our_own_survey_drew_is_kept_in_every_heading_mode(tmp_path: Path, separator: str) -> None:
    """Two questions of the exported structure, whose texts are their equations, hold the form and the order of the blocks."""
    cells = with_system(answers()).assign(form=["A", "B", "A"], blockorder=["MPV", "PMV", "MPV"])
    own = {code: code + separator + text for code, text in DRAWN.items()}
    if separator == "words":
        own = DRAWN
    if separator == "cut":  # as LimeSurvey cuts headings to 15 letters
        own = {code: f"{text[:15]}.." for code, text in DRAWN.items()}
    mode = "english" if separator in ("words", "cut") else "both"
    export = read(written(tmp_path / "x.csv", cells, headings(mode, separator) | own))
    assert export.faults == ()
    assert export.cells["form"].tolist() == ["A", "B", "A"]
    assert export.cells["block_order"].tolist() == ["MPV", "PMV", "MPV"]


def test_the_first_word_of_a_question_is_no_code(tmp_path: Path) -> None:
    """`I have read ...`, `Hours per week ...`: what the file says of a question is its whole text, under no code."""
    cells = with_system(answers()).assign(D05="1", EF1="3")
    changed = "Hours per week that you usually give to this project"
    export = read(written(tmp_path / "x.csv", cells, headings("english") | {"EF1": changed}))
    said = {line.column: line for line in export.lines}
    for code in ("S01", "S02", "D05"):
        line = said[ASKED.items[code].wording_en]
        assert (line.code, line.file_code, line.text) == (code, "", ASKED.items[code].wording_en)
    (waiting,) = [line for line in export.lines if line.waits]
    assert (waiting.text, waiting.file_code, waiting.unit) == (changed, "", "hours, week")
    assert (waiting.code, waiting.comparable) == ("EF1", "changed_wording")


def test_headings_cut_off_before_the_lines_differ_are_no_other_survey(tmp_path: Path) -> None:
    cut = {code: (text if len(text) <= 15 else text[:15] + "..") for code, text in headings("english").items()}
    export = read(written(tmp_path / "x.csv", with_system(answers()), cut))
    (fault,) = export.faults
    assert "are cut off, such as 'How far do you ..'" in fault
    assert "export it again with question codes" in fault
    assert "another survey" not in fault


def test_spaces_turned_to_underscores(tmp_path: Path) -> None:
    cells = answers()
    underscored = {code: heading.replace(" ", "_") for code, heading in headings("english").items()}
    export = read(written(tmp_path / "x.csv", with_system(cells), underscored))
    assert export.faults == ()
    assert set(cells.columns) <= set(export.cells.columns)


def test_expression_manager_codes_without_system_columns(tmp_path: Path) -> None:
    cells = answers()
    codes = {code: array_code(code).replace("[", "_").replace("]", "") for code in ASKED.items}
    export = read(written(tmp_path / "x.csv", cells, codes))
    assert export.recognised.platform == "limesurvey"
    assert export.faults == ()
    assert set(cells.columns) <= set(export.cells.columns)
    assert export.cells["respondent"].tolist() == ["", "", ""]
    assert any("no column holds the respondents' ids" in note for note in export.notes)


def test_an_anonymous_survey_has_no_times(tmp_path: Path) -> None:
    cells = with_system(answers()).assign(submitdate="1980-01-01 00:00:00")
    export = read(written(tmp_path / "x.csv", cells, headings("code")))
    assert export.cells["submitted_at"].tolist() == ["", "", ""]
    assert export.cells["duration_seconds"].tolist() == ["", "", ""]
    assert any("3 times are 1980-01-01" in note for note in export.notes)


def test_access_codes_are_the_respondents_and_timings_their_durations(tmp_path: Path) -> None:
    cells = with_system(answers()).assign(
        token=["a7", "b8", "c9"], interviewtime=["61.5", "", "70"], PTime=["30.2", "", "31"]
    )
    export = read(written(tmp_path / "x.csv", cells, headings("code")))
    assert export.cells["respondent"].tolist() == ["a7", "b8", "c9"]
    assert export.cells["duration_seconds"].tolist() == ["61.5", "", "70"]
    assert export.cells["page_seconds_P"].tolist() == ["30.2", "", "31"]


def test_full_answers_answer_codes_with_letters_and_what_is_beside_an_answer(tmp_path: Path) -> None:
    cells = with_system(answers())
    cells = cells.assign(
        IO1=["agree completely", "stimme voll zu", "kann ich nicht sagen"],
        IO2=["1 - do not agree at all", "N/A", "A3"],
        D05=["A2", "employed permanent", "-oth-"],
        **{"D05[other]": "my own words"},
    )
    export = read(written(tmp_path / "x.csv", cells, headings("code")))
    assert export.cells["IO1"].tolist() == ["agree completely", "stimme voll zu", "kann ich nicht sagen"]
    assert export.cells["IO2"].tolist() == ["1", "", "3"]
    assert export.cells["D05"].tolist()[:2] == ["2", "employed permanent"]
    assert not export.cells.isin(["my own words"]).any(axis=None)
    assert ("D05[other]", "free text in 3 cells") in [(line.column, line.note) for line in export.lines]


def test_another_question_under_one_of_our_codes_is_left_out_and_waits_for_a_person(tmp_path: Path) -> None:
    changed = {**headings("both"), "IO1": f"P[IO1]. {STEM} [Do you work for a university?]"}
    export = read(written(tmp_path / "x.csv", with_system(answers()), changed))
    assert "IO1" not in export.cells.columns
    assert export.faults == ()
    (waiting,) = [line for line in export.lines if line.waits]
    assert (waiting.code, waiting.comparable, waiting.replaces) == ("", "dropped", "IO1")
    assert "Do you work for a university?" in waiting.note


def test_the_words_of_another_line_under_one_of_our_codes_are_refused(tmp_path: Path) -> None:
    changed = {**headings("both"), "IO1": f"P[IO1]. {STEM} [{ASKED.items['PC1'].wording_en}]"}
    export = read(written(tmp_path / "x.csv", with_system(answers()), changed))
    assert "which is the text of PC1" in export.faults[0]


def test_near_matches_are_proposed_and_never_applied(tmp_path: Path) -> None:
    near = {**headings("english"), "IO1": f"{STEM} [Anyone who wants to can simply start to take part here.]"}
    export = read(written(tmp_path / "x.csv", with_system(answers()), near))
    assert "IO1" not in export.cells.columns
    assert [(line.code, line.comparable) for line in export.lines if line.waits] == [("IO1", "changed_wording")]


def test_shortened_headings_are_taken_only_where_one_question_begins_so(tmp_path: Path) -> None:
    texts = {
        "IO1": "How far do you.. [Anyone who want..]",
        "RP2": "How far do you.. [Our project fil..]",
        "PC1": "How far do you.. [Our project..]",
    }
    export = read(written(tmp_path / "x.csv", with_system(answers()[list(texts)]), {**texts, **ENGLISH}))
    assert {"IO1", "RP2"} <= set(export.cells.columns)
    assert "PC1" not in export.cells.columns
    assert "beginning of several lines" in export.faults[0]


def test_two_columns_of_one_item_that_differ_are_refused(tmp_path: Path) -> None:
    cells = with_system(answers()).assign(again=["5", "", "2"])
    export = read(written(tmp_path / "x.csv", cells, {**headings("code"), "again": "Q7[IO1]"}))
    assert "row 3" in export.faults[0]
    assert "IO1" in export.faults[0]


def test_workbooks_are_read_like_text(tmp_path: Path) -> None:
    cells = with_system(answers())
    path = tmp_path / "results.xlsx"
    cells.rename(columns=headings("code")).to_excel(path, index=False)
    export = read(path)
    assert export.recognised.platform == "limesurvey"
    assert export.cells["IO1"].tolist() == ["5", "5", "5"]
    assert export.faults == ()


def test_the_hidden_questions_of_our_own_survey_and_its_page_times(tmp_path: Path) -> None:
    cells = with_system(answers()).assign(
        form=["A", "B", ""], blockorder="PMV", interviewtime=["9", "9", "9"], MTime="4.5"
    )
    export = read(written(tmp_path / "x.csv", cells, headings("code")))
    assert export.faults == ()
    assert export.cells["form"].tolist() == ["A", "B", ""]
    assert export.cells["block_order"].tolist() == ["PMV"] * 3
    assert export.cells["page_seconds_M"].tolist() == ["4.5"] * 3
    foreign = cells.rename(columns={"form": "Form of ownership"})
    assert "form" not in read(written(tmp_path / "y.csv", foreign, headings("code"))).cells.columns


def test_languages_that_d11_does_not_have_are_said_and_blank(tmp_path: Path) -> None:
    cells = with_system(answers()).assign(startlanguage=["fr", "de-informal", "en"])
    export = read(written(tmp_path / "x.csv", cells, headings("code")))
    assert export.cells["D11"].tolist() == ["", "de-informal", "en"]
    assert any("fr in some rows" in note for note in export.notes)


def test_a_column_of_our_own_goes_before_the_platforms(tmp_path: Path) -> None:
    cells = with_system(answers()).assign(D11=["en", "en", "en"])
    export = read(written(tmp_path / "x.csv", cells, headings("code")))
    assert export.cells["D11"].tolist() == ["en", "en", "en"]
    assert any("D11 is taken from the column 'D11'" in note for note in export.notes)


def test_the_exchange_format_with_texts_above_the_codes(tmp_path: Path) -> None:
    cells = with_system(answers()).assign(IO1=["5", "{question_not_shown}", "6"])
    texts = {column: f"text of {column}" for column in cells.columns}
    codes = [headings("code").get(column, column) for column in cells.columns]
    export = read(written(tmp_path / "x.csv", cells, texts, "\t", above=[codes]))
    assert export.recognised.platform == "limesurvey"
    assert export.rows == 3
    assert export.faults == ()
    assert export.cells["IO1"].tolist() == ["5", "", "6"]


def test_another_question_with_choices_under_one_of_our_codes_waits_too(tmp_path: Path) -> None:
    changed = {**headings("both"), "D05": "D05. Which of these drinks do you like best?"}
    cells = with_system(answers()).assign(D05="1")
    export = read(written(tmp_path / "x.csv", cells, changed))
    assert "D05" not in export.cells.columns
    assert ["Which of these drinks" in line.note for line in export.lines if line.waits] == [True]


def test_the_answer_codes_of_our_own_structure_for_missing_answers(tmp_path: Path) -> None:
    cells = with_system(answers()).assign(IO1=["CS", "4", "7"], D01=["PNS", "1", "6"])
    export = read(written(tmp_path / "x.csv", cells, headings("code")))
    assert export.cells["IO1"].tolist() == ["-1", "4", "7"]
    assert export.cells["D01"].tolist() == ["-2", "1", "6"]


def test_a_fault_names_the_column_as_the_file_does(project: Path, tmp_path: Path) -> None:
    cells = answers(8).assign(id=[str(n) for n in range(8)], submitdate="2027-03-01 10:10:00", interviewtime="about 1")
    said = run("wave", "check", written(tmp_path / "x.csv", cells.assign(D02="martian"), {"D02": "Gender"})).stderr
    assert "column duration_seconds ('interviewtime'), rows 1, 2, 3 and 5 more: 'about 1' is not allowed" in said
    assert "column D02 ('Gender'), rows 1, 2, 3 and 5 more: 'martian' is not allowed" in said
    assert (
        run("wave", "check", written(tmp_path / "x.csv", cells.assign(IO1="9"), {})).stderr.count("column IO1, row")
        == 1
    )


def scales(code: str, mode: str) -> tuple[str, str]:
    """The headings of the two scales of a line of a table with two."""
    item = ASKED.items[code]
    coded, underscored = (f"{item.block}[{code}][{{}}]", f"{item.block}_{code}_{{}}")
    text = f"{STEM} [{item.wording_en}][Scale {{}}]"
    form = {"code": coded, "underscored": underscored, "text": text, "code and text": f"{coded}. {text}"}[mode]
    numbers = (0, 1) if mode == "underscored" else (1, 2)
    return form.format(numbers[0], numbers[0]), form.format(numbers[1], numbers[1])


@pytest.mark.parametrize("mode", ["code", "underscored", "text", "code and text"])
def test_a_table_with_two_scales_is_proposed_by_its_first(tmp_path: Path, mode: str) -> None:
    cells = answers()
    lines = [code for code in map(str, cells) if ASKED.items[code].likert]
    second = {f"{code} again": ["1", "2", "3"] for code in lines}
    named = {code: scales(code, mode)[0] for code in lines} | {f"{c} again": scales(c, mode)[1] for c in lines}
    export = read(written(tmp_path / "x.csv", with_system(cells.assign(**second)), named))
    assert export.faults == ()
    asked = {line.column: line for line in export.lines}
    assert all((asked[scales(c, mode)[0]].code, asked[scales(c, mode)[0]].waits) == (c, True) for c in lines)
    assert {asked[scales(c, mode)[0]].comparable for c in lines} == {"changed_options"}
    assert [asked[scales(c, mode)[1]].code for c in lines] == [""] * len(lines)
    place = f"line {asked[scales('IO1', mode)[0]].line}"
    assert export.proposed[place].tolist() == cells["IO1"].tolist()


def test_codes_and_texts_may_be_joined_by_underscores_throughout(tmp_path: Path) -> None:
    cells = answers()
    named = {
        c: f"{c}_{ASKED.items[c].wording_en}".replace(" ", "_") for c in map(str, cells) if not ASKED.items[c].likert
    }
    named |= {c: array_code(c) for c in map(str, cells) if ASKED.items[c].likert}
    export = read(written(tmp_path / "x.csv", with_system(cells), named))
    assert export.faults == ()
    assert [line.column for line in export.lines if line.waits] == []
    assert export.cells["S02"].tolist() == cells["S02"].tolist()


@pytest.mark.parametrize("form", ["{n} - {label}", "({n}) {label}", "{label} ({n})", "{label} [{n}]"])
def test_number_and_label_are_read_where_both_say_the_same(tmp_path: Path, form: str) -> None:
    low, high = form.format(n=1, label="do not agree at all"), form.format(n=7, label="agree completely")
    cells = answers().assign(IO1=[low, high, "5"])
    assert read(written(tmp_path / "x.csv", with_system(cells), {})).cells["IO1"].tolist() == ["1", "7", "5"]
    wrong = form.format(n=2, label="agree completely")
    assert (
        read(written(tmp_path / "y.csv", with_system(cells.assign(IO1=wrong)), {})).cells["IO1"].tolist() == [wrong] * 3
    )


def test_the_line_by_which_excel_tells_itself_the_separator_is_no_heading(tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", with_system(answers()), {}, ";")
    path.write_bytes(b"sep=;\r\n" + path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    export = read(path)
    assert export.faults == ()
    assert export.rows == 3
    assert not any("second line" in note for note in export.notes)
