"""The plain form: what is accepted, what is refused, and what a blank means."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.files import UserError
from pipeline.platforms.delivered import read_cells
from pipeline.platforms.plain import Read, read_responses
from pipeline.platforms.projects import read_projects
from tests.survey import ASKED, register, responses


def read(cells: pd.DataFrame, with_projects: bool = True) -> Read:
    return read_responses(cells, ASKED, "answers.csv", with_projects, strict=True)


def with_cell(column: str, value: str, row: int = 3) -> pd.DataFrame:
    cells = responses()
    if column not in cells:
        cells[column] = ""
    cells.loc[row - 1, column] = value
    return cells


def test_a_clean_file_has_no_faults_and_keeps_its_codes() -> None:
    found = read(responses())
    assert found.faults == ()
    assert found.table["SE4"].tolist() == [5] * 12  # as answered, not reversed
    assert found.table["FC1"].tolist() == [1] * 12
    assert found.table["II1"].tolist() == [-1] * 12
    assert str(found.table["SE4"].dtype) == "int8"


def test_kinds_of_blank() -> None:
    cells = with_cell("MO2", "", 1)  # an item of form B
    cells.loc[0, "IO1"] = ""
    cells["D05"] = ["unemployed", "1", ""] * 4
    cells["JA1"] = ""
    table = read(cells).table
    assert table.loc[0, "MO2"] == -4  # the other form
    assert table.loc[0, "IO1"] == -5  # shown, not answered
    assert table["JA1"].tolist()[:3] == [-3, -5, -5]  # the filter shuts it out for the unemployed only
    assert table["CP1"].tolist() == [-4] * 12  # no such column


def test_an_abandoned_row_did_not_reach_the_blocks_after_its_last_answer() -> None:
    cells = responses().assign(block_order="PMV")
    later = [code for code, item in ASKED.items.items() if item.block in "MVD" and code in cells]
    cells.loc[0, later] = ""
    cells.loc[1, [code for code in later if ASKED.items[code].block != "M"]] = ""
    cells.loc[1, ["IO1", "SE1"]] = ""
    cells.loc[2, "SE1"] = ""
    table = read(cells).table
    assert table[["IO1", "SE1", "RP1", "D13"]].to_numpy()[:3].tolist() == [
        [5, -6, -6, -6],
        [-5, -5, -6, -6],
        [5, -5, 5, 1],
    ]
    other = read(cells.assign(block_order="MPV")).table  # motives came first here: they were shown and not answered
    assert other[["IO1", "SE1", "RP1"]].to_numpy()[0].tolist() == [5, -5, -6]


def test_the_form_is_inferred_from_what_was_shown() -> None:
    cells = responses().drop(columns="form")
    rotating = {letter: [c for c, i in ASKED.items.items() if i.form == letter] for letter in "AB"}
    cells.loc[1, rotating["A"]] = "-4"  # a platform that writes down what it did not ask
    cells.loc[1, "MO2"] = "-1"
    cells.loc[2, rotating["A"]] = ""
    found = read(cells.fillna(""))
    assert found.table["form"].fillna("unknown").tolist() == ["A", "B", "unknown"] + ["A"] * 9
    assert found.table.loc[2, "NP1"] == -5
    assert any("12 rows" in said and "guessed in 11" in said and "unknown in 1" in said for said in found.warnings)


def test_harmless_differences() -> None:
    cells = with_cell("IO1", "5.0")
    cells.loc[4, "IO1"] = "5,0"
    cells = cells[list(reversed(cells.columns))].assign(remarks="none")
    found = read(cells)
    assert found.faults == ()
    assert found.table["IO1"].tolist() == [5] * 12
    assert any("remarks" in warning for warning in found.warnings)


def test_numbers_of_a_choice_and_ids_may_carry_decimals() -> None:
    cells = with_cell("D07", "3.0").assign(S03="12.0")
    table = read(cells).table
    assert table.loc[2, "D07"] == -2  # prefer not to say
    assert table["project"].tolist() == ["12"] * 12


def test_choices_by_number_key_label_and_alias() -> None:
    cells = responses().assign(D13=["1", "yes", "ja", "Y", "TRUE", "2", "no", "nein", "N", "0", "false", "1.0"])
    assert read(cells).table["D13"].tolist() == [1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 1]


def test_the_number_of_a_row_is_kept_where_the_file_gives_it() -> None:
    cells = responses(3)
    assert read(cells).table["row"].tolist() == [1, 2, 3]
    assert read(cells.assign(row=["2", "4", "9"])).table["row"].tolist() == [2, 4, 9]
    assert "twice" in read(cells.assign(row="2")).faults[0]


@pytest.mark.parametrize(
    ("column", "value", "cure"),
    [
        ("IO1", "8", "from 1 to 7"),
        ("IO1", "9" * 400, "from 1 to 7"),
        ("test", "perhaps", "yes or no"),
        ("IO1", "0", "from 1 to 7"),
        ("IO1", "agree", "from 1 to 7"),
        ("IO1", "4.5", "from 1 to 7"),
        ("IO1", "-8", "from 1 to 7"),
        ("D08", "sometimes", "1 (no), 2 (partly), 3 (fully)"),
        ("D08", "4", "3 (fully)"),
        ("EF1", "a lot", "from 0 to 80"),
        ("LR1", "11", "from 0 to 10"),
        ("D10", "Atlantis", "two letters"),
        ("D11", "fr", "en or de"),
        ("duration_seconds", "ten minutes", "number of seconds"),
        ("duration_seconds", "-5", "number of seconds"),
        ("duration_seconds", "1,266", "thousands not set apart (1266, not 1.266 or 1,266)"),
        ("duration_seconds", "1.266", "thousands not set apart (1266, not 1.266 or 1,266)"),
        ("submitted_at", "31.5.2025", "ISO 8601"),
        ("form", "C", "A or B"),
    ],
)
def test_a_wrong_cell_is_named_with_file_row_column_value_and_cure(column: str, value: str, cure: str) -> None:
    faults = read(with_cell(column, value)).faults
    assert len(faults) == 1
    assert "answers.csv" in faults[0]
    assert f"column {column}, row 3:" in faults[0]
    assert f"'{value}'" in faults[0]
    assert cure in faults[0]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1 266", 1266),
        ("1,266.12", 1266.12),
        ("1.266,12", 1266.12),
        ("1,266,000", 1266000),
        ("0,125", 0.125),
        ("61,5", 61.5),
    ],
)
def test_a_number_is_read_where_its_signs_allow_one_reading_only(text: str, seconds: float) -> None:
    found = read(with_cell("duration_seconds", text))
    assert found.faults == ()
    assert found.table["duration_seconds"].tolist()[2] == seconds


def test_three_decimals_are_a_machines_where_other_cells_have_fewer() -> None:
    cells = responses().assign(duration_seconds=["600", "1.266", "12.5", *["61"] * 9])
    assert read(cells).table["duration_seconds"].tolist()[:3] == [600, 1.266, 12.5]


def test_fewer_steps_than_the_questionnaires_are_seen_in_many_answers() -> None:
    cells = responses()
    lines = [code for code in cells if code in ASKED.items and ASKED.items[code].likert and not ASKED.items[code].check]
    fives = cells.assign(**{code: [str(1 + (row + len(code)) % 5) for row in range(12)] for code in lines})
    said = [
        warning for warning in read(fives).warnings if "is above 5; if these lines were asked in 5 steps" in warning
    ]
    assert [warning.partition("of block ")[2][0] for warning in said] == ["P", "M", "V"]
    sevens = fives.assign(**{code: ["7", *fives[code].tolist()[1:]] for code in ("EO1", "SE1", "SO1")})
    assert not [warning for warning in read(sevens).warnings if "steps" in warning]
    assert not [warning for warning in read(cells).warnings if "steps" in warning]  # all 5: no scale can be told


@pytest.mark.parametrize(
    ("text", "code"),
    [("de", "DE"), ("Germany", "DE"), ("Österreich", "AT"), ("the Netherlands", "NL"), ("USA", "US"), ("UK", "GB")],
)
def test_a_country_is_known_by_its_letters_or_its_name(text: str, code: str) -> None:
    found = read(with_cell("D10", text))
    assert found.faults == ()
    assert found.table["country"].tolist()[2] == code


def test_all_faults_come_together() -> None:
    cells = with_cell("IO1", "8")
    cells.loc[5, "SE1"] = "often"
    assert len(read(cells.drop(columns="PC2")).faults) == 3


def test_missing_columns() -> None:
    assert "'respondent' is missing" in read(responses().drop(columns="respondent")).faults[0]
    assert "'S03'" in read(responses().drop(columns="S03")).faults[0]
    assert read(responses().drop(columns="S03"), with_projects=False).faults == ()
    assert "'PC2' is missing" in read(responses().drop(columns="PC2")).faults[0]
    whole = read(responses().drop(columns=["PC1", "PC2", "PC3"]))
    assert whole.faults == ()
    assert any("PC1, PC2, PC3" in warning for warning in whole.warnings)


def test_test_rows_are_seen_before_ids_are_hashed() -> None:
    cells = with_cell("respondent", "TEST-1", 2)
    assert read(cells).table["test_row"].tolist()[:3] == [False, True, False]
    cells = with_cell("preview", "yes", 4)
    assert read(cells).table["test_row"].tolist()[2:5] == [False, True, False]


def test_exactly_which_ids_are_tests() -> None:
    ids = ["test", "Test7", "PREVIEW-a", "tester", "protest", "a-test", "latest", "prevue", "7test", "1", "2", "3"]
    flagged = read(responses().assign(respondent=ids)).table["test_row"]
    assert [name for name, test in zip(ids, flagged, strict=True) if test] == ["test", "Test7", "PREVIEW-a", "tester"]


# --- files ---


def written(tmp_path: Path, content: bytes, name: str = "answers.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators_bom_and_line_ends(tmp_path: Path, separator: str) -> None:
    lines = [["respondent", "IO1"], ["a", " 5 "], ["b", '"5"'], []]
    text = "\r\n".join(separator.join(line) for line in lines) + "\r\n\r\n"
    table = read_cells(written(tmp_path, b"\xef\xbb\xbf" + text.encode()))
    assert list(table.columns) == ["respondent", "IO1"]
    assert table["IO1"].tolist() == ["5", "5"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"respondent,IO1\n", "no rows"),
        (b"respondent,IO1,IO1\na,1,2\n", "'IO1' occurs 2 times"),
        (b"respondent,,IO1\na,1,2\n", "column 2 has no name"),
        ("respondent,IO1\nJürgen,5\n".encode("mac_roman"), "line 2: byte 0x9f"),
        ("respondent,IO1\na,5\n".encode("utf-16")[:-1], "not UTF-16"),
        (b"respondent,IO1\na,5,7\n", "row 1: 3 cells under 2 columns"),
        (b'respondent,IO1\n"a,5\n', "quotation mark"),
    ],
)
def test_an_unreadable_file_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(UserError, match=said):
        read_cells(written(tmp_path, content))


def test_blank_lines_are_counted_and_empty_columns_are_nothing(tmp_path: Path) -> None:
    table = read_cells(written(tmp_path, b"\n;respondent;IO1;\n;a;5;\n\n;;;\n;b;9;\n\n"))
    assert list(table.columns) == ["respondent", "IO1"]
    assert table["respondent"].tolist() == ["a", "b"]
    found = read_responses(table, ASKED, "answers.csv", with_projects=False, strict=False)
    assert found.table["row"].tolist() == [1, 4]
    assert "column IO1, row 4: '9'" in found.faults[0]


def test_quoted_cells_may_hold_separators_and_line_ends(tmp_path: Path) -> None:
    table = read_cells(written(tmp_path, b'respondent,note\n"a","one, two\nthree ""four"""\n'))
    assert table["note"].tolist() == ['one, two\nthree "four"']


def test_doubled_columns_of_a_parquet_file_and_further_sheets_are_refused(tmp_path: Path) -> None:
    doubled = pa.table([["a"], [1], [2]], names=["respondent", "IO1", "IO1"])
    pq.write_table(doubled, tmp_path / "doubled.parquet")
    with pytest.raises(UserError, match="'IO1' occurs 2 times"):
        read_cells(tmp_path / "doubled.parquet")
    with pd.ExcelWriter(tmp_path / "two.xlsx") as book:
        responses(3).to_excel(book, sheet_name="answers", index=False)
        responses(3).to_excel(book, sheet_name="old answers", index=False)
    with pytest.raises(UserError, match="old answers"):
        read_cells(tmp_path / "two.xlsx")


def test_other_kinds_of_file(tmp_path: Path) -> None:
    cells = responses(3)
    cells.to_excel(tmp_path / "answers.xlsx", index=False)
    cells.assign(IO1=[5.0, 5.0, float("nan")]).to_parquet(tmp_path / "answers.parquet")
    assert read_cells(tmp_path / "answers.xlsx")["IO1"].tolist() == ["5", "5", "5"]
    assert read_cells(tmp_path / "answers.parquet")["IO1"].tolist() == ["5", "5", ""]
    with pytest.raises(UserError, match=r"'\.pdf' are not read"):
        read_cells(written(tmp_path, b"x", "answers.pdf"))
    with pytest.raises(UserError, match="cannot be read as an Excel workbook"):
        read_cells(written(tmp_path, b"x", "broken.xlsx"))


# --- projects ---


def field(column: str, value: str) -> tuple[pd.DataFrame, tuple[str, ...]]:
    cells = register().assign(**{column: [value] * 4})
    found = read_projects(cells, ASKED, "projects.csv")
    return found.table, found.faults


def test_lists_coders_and_words() -> None:
    assert field("primary_objective", "60/30/10;70/20/10")[0].loc[0, "objective_selbstentfaltung_2"] == 70
    assert field("activity_mix", "60/30/10;70/20/10")[0].loc[0, "activity_production"] == 65
    table = field("public_funding", "yes;30")[0]
    assert (table.loc[0, "public_funding"], table.loc[0, "public_funding_percent"]) == ("yes", 30)
    table = field("licence_class", "Copyleft;GPL-3.0-or-later")[0]
    assert (table.loc[0, "licence_class"], table.loc[0, "licence_spdx"]) == ("copyleft", "GPL-3.0-or-later")
    assert field("ownership", "public;private for-profit")[0].loc[0, "ownership"] == "public"  # the first coder's
    assert field("income_mix", "100/0/0/0/0")[0].loc[0, "income_market"] == 100


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("declared_type", "NGO"),
        ("declared_type", ""),
        ("activity_mix", "60/30"),
        ("activity_mix", "60/30/30"),
        ("primary_objective", "60/30/110"),
        ("governance", "5"),
        ("founding_year", "last year"),
        ("nonprofit", "perhaps"),
        ("ownership", "public;mine"),
        ("public_funding", "yes;130"),
        ("licence_class", "shareware;MIT"),
        ("active_contributors", "1,105"),
        ("active_contributors", "1.105"),
        ("eligible_n", "40;1.204"),
    ],
)
def test_a_wrong_field_is_named(column: str, value: str) -> None:
    faults = field(column, value)[1]
    assert faults
    assert f"projects.csv, column {column}, rows 1, 2, 3" in faults[0]
    wrong = {"yes;130": "'130'", "shareware;MIT": "'shareware'", "": "a blank cell"}
    assert wrong.get(value, f"'{value}'") in faults[0]


def test_three_decimals_are_a_number_where_other_cells_of_the_column_have_fewer() -> None:
    cells = register().assign(paid_fte=["1.125", "0.5", "12", ""])
    found = read_projects(cells, ASKED, "projects.csv")
    assert found.faults == ()
    assert found.table["paid_fte"].tolist()[:3] == [1.125, 0.5, 12]
    found = read_projects(cells.assign(paid_fte=["1,125", "0,5", "12", ""]), ASKED, "projects.csv")
    assert found.table["paid_fte"].tolist()[:3] == [1.125, 0.5, 12]
    assert read_projects(cells.assign(paid_fte=["1.125", "0,5", "12", ""]), ASKED, "projects.csv").faults


def test_a_project_has_one_row() -> None:
    cells = register(projects=("a", "a", "b", "c"))
    assert "rows 1, 2: 'a'" in read_projects(cells, ASKED, "projects.csv").faults[0]
