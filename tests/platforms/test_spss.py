"""SPSS and Stata: value labels, declared missing values, and missing codes that only a label tells."""

from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest

from pipeline.platforms.export import Export
from pipeline.platforms.reading import read_responses_file
from tests.survey import ASKED
from tests.test_cli import run


def read(path: Path) -> Export:
    return read_responses_file(path, "auto", ASKED, [])


def table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "respondent": ["a", "b", "c"],
            "S03": ["p1", "p1", "p2"],
            "IO1": [1.0, 7.0, 8.0],
            "IO2": [5.0, 9.0, float("nan")],
            "IO3": [4.0, 4.0, -1.0],
            "D13": [1.0, 2.0, 2.0],
        }
    )


def saved(path: Path, **details: Any) -> Path:
    pyreadstat.write_sav(
        table(),
        str(path),
        column_labels={"IO1": ASKED.items["IO1"].wording_en},
        variable_value_labels={
            "IO1": {1: "do not agree at all", 7: "agree completely", 8: "cannot say"},
            "IO2": {9: "no answer"},
            "D13": {1: "no", 2: "yes"},
        },
        **details,
    )
    return path


def test_declared_missing_values_are_read_by_their_labels(tmp_path: Path) -> None:
    ranges = {"IO1": [{"lo": 8, "hi": 9}], "IO2": [9], "IO3": [-1]}
    export = read(saved(tmp_path / "x.sav", missing_ranges=ranges))
    assert export.recognised.platform == "spss"
    assert export.faults == ()
    assert export.cells["IO1"].tolist() == ["1", "7", "-1"]
    assert export.cells["IO2"].tolist() == ["5", "-5", ""]
    assert export.cells["IO3"].tolist() == ["4", "4", "-1"]
    assert export.cells["D13"].tolist() == ["2", "1", "1"]
    assert any("IO1: 8, declared as missing and labelled 'cannot say', is read as -1" in note for note in export.notes)
    assert any("D13: 1 is labelled 'no', so it is read as 2" in note for note in export.notes)


def test_a_missing_code_that_only_a_label_tells_is_proposed_and_not_applied(tmp_path: Path) -> None:
    export = read(saved(tmp_path / "x.sav"))
    assert export.cells["IO2"].tolist() == ["5", "9", ""]
    (waiting,) = [line for line in export.lines if line.waits]
    assert (waiting.code, waiting.value, waiting.becomes) == ("IO2", "9", "-5")


NEARLY = "Anyone who wants to can simply start to take part here."


def nearly(path: Path, labels: dict[float | int, str]) -> Export:
    """A file with a question that resembles IO1 under a name of its own."""
    frame = table().rename(columns={"IO1": "v17"}).assign(v17=[1.0, 7.0, 3.0])
    pyreadstat.write_sav(frame, str(path), column_labels={"v17": NEARLY}, variable_value_labels={"v17": labels})
    return read(path)


def test_a_column_in_doubt_is_turned_as_its_labels_tell(tmp_path: Path) -> None:
    export = nearly(tmp_path / "x.sav", {1: "agree completely", 7: "do not agree at all"})
    assert [(line.code, line.comparable) for line in export.lines if line.waits] == [("IO1", "changed_wording")]
    assert export.proposed.to_numpy().tolist() == [["7"], ["1"], ["5"]]


def test_a_column_that_resembles_ours_with_other_answers_is_left_out_and_said(tmp_path: Path) -> None:
    export = nearly(tmp_path / "x.sav", {1: "always", 7: "never"})
    assert [line for line in export.lines if line.waits] == []
    assert any("'v17' is left out: resembles IO1, but its cells are no answers to it" in n for n in export.notes)


def test_other_options_under_one_of_our_codes_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.sav"
    frame = table().assign(D05=[1.0, 2.0, 1.0])
    pyreadstat.write_sav(frame, str(path), variable_value_labels={"D05": {1: "astronaut", 2: "baker"}})
    assert "1 'astronaut', 2 'baker'" in read(path).faults[0]


@pytest.mark.parametrize("labelled", [True, False])
def test_stata(tmp_path: Path, labelled: bool) -> None:
    path = tmp_path / "x.dta"
    labels: dict[str, dict[float | int, str]] = (
        {"IO1": {1: "do not agree at all", 7: "agree completely"}} if labelled else {}
    )
    pyreadstat.write_dta(table().drop(columns="IO2").astype({"IO1": "int32"}), str(path), variable_value_labels=labels)
    export = read(path)
    assert export.recognised.platform == "stata"
    assert export.cells["IO1"].tolist() == ["1", "7", "8"]
    assert export.rows == 3


def test_a_damaged_file_is_refused_in_words(tmp_path: Path) -> None:
    from pipeline.files import UserError

    whole = saved(tmp_path / "x.sav").read_bytes()
    cut = tmp_path / "cut.sav"
    cut.write_bytes(whole[:200])
    with pytest.raises(UserError, match=r"cut\.sav cannot be read"):
        read(cut)


def test_a_file_that_would_end_the_reading_library_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from subprocess import CompletedProcess

    from pipeline.files import UserError

    monkeypatch.setattr("subprocess.run", lambda *_, **__: CompletedProcess([], -11))
    with pytest.raises(UserError, match=r"x\.sav is damaged"):
        read(saved(tmp_path / "x.sav"))


def test_a_column_in_doubt_with_a_missing_code_that_only_a_label_tells_waits_with_it(
    project: Path, tmp_path: Path
) -> None:
    frame = table().rename(columns={"IO1": "v17"}).assign(v17=[1.0, 7.0, 88.0], IO2=[5.0, 4.0, 3.0])
    labels: dict[str, dict[float | int, str]] = {
        "v17": {1: "do not agree at all", 7: "agree completely", 88: "don't know"}
    }
    pyreadstat.write_sav(frame, str(tmp_path / "x.sav"), column_labels={"v17": NEARLY}, variable_value_labels=labels)
    added = run("wave", "add", "2027", tmp_path / "x.sav")
    assert "is staged" in added.stdout, added.stderr
    assert (
        "of column 'v17' (IO1) the value 88 becomes -1: labelled 'don't know', not declared as missing" in added.stdout
    )
    confirmed = run("wave", "confirm", "2027", "--all")
    assert confirmed.returncode == 0, confirmed.stderr
    copy = pd.read_csv(project / "data/raw/2027/responses.csv", dtype=str)
    assert copy["IO1"].tolist() == ["1", "7", "-1"]


def test_one_of_the_two_lines_confirmed_is_not_enough(project: Path, tmp_path: Path) -> None:
    frame = table().rename(columns={"IO1": "v17"}).assign(v17=[1.0, 7.0, 88.0], IO2=[5.0, 4.0, 3.0])
    labels: dict[str, dict[float | int, str]] = {"v17": {88: "don't know"}}
    pyreadstat.write_sav(frame, str(tmp_path / "x.sav"), column_labels={"v17": NEARLY}, variable_value_labels=labels)
    assert "is staged" in run("wave", "add", "2027", tmp_path / "x.sav").stdout
    assert "is staged" in run("wave", "confirm", "2027", "--line", "3").stdout
    assert run("wave", "check", "2027").returncode == 0


def test_labels_cut_off_by_the_program_are_proposed_as_the_questions_that_they_begin(tmp_path: Path) -> None:
    """Texts of variables may end after 60 or 80 letters; the names of such a file are its own (V1, V2, ...)."""
    asked = {f"V{n}": code for n, code in enumerate(("IO1", "IO3", "EO1", "BN1", "PC2"), start=1)}
    frame = pd.DataFrame({"respondent": ["a", "b"], **{name: [3.0, 5.0] for name in asked}})
    texts: dict[str, str | None] = {name: ASKED.items[code].wording_en for name, code in asked.items()}
    texts["V5"] = ASKED.items["PC2"].wording_en[:60]
    pyreadstat.write_sav(frame, str(tmp_path / "x.sav"), column_labels=texts)
    export = read(tmp_path / "x.sav")
    assert export.faults == ()
    assert "PC2" not in export.cells
    (waiting,) = [line for line in export.lines if line.waits]
    assert (waiting.column, waiting.code, waiting.comparable) == ("V5", "PC2", "yes")
    assert waiting.note == f"its heading is cut off; as it begins it is '{ASKED.items['PC2'].wording_en}'"
    assert export.proposed.iloc[:, 0].tolist() == ["3", "5"]


def test_letters_of_stata_are_missing_values_by_their_labels(tmp_path: Path) -> None:
    frame = pd.DataFrame({"respondent": list("abcd"), "IO1": [3, "a", "b", "z"], "IO2": [1, 2, 3, 4]})
    labels: dict[str, dict[Any, str]] = {"IO1": {1: "do not agree at all", 7: "agree completely", "a": "don't know"}}
    labels["IO1"]["b"] = "refused"
    declared = {"IO1": ["a", "b", "z"]}
    path = tmp_path / "x.dta"
    pyreadstat.write_dta(frame, str(path), variable_value_labels=labels, missing_user_values=declared)
    export = read(path)
    assert export.recognised.platform == "stata"
    assert export.faults == ()
    assert export.cells["IO1"].tolist() == ["3", "-1", "-2", "-5"]


def test_a_stata_file_of_an_old_version_may_hold_utf_8(tmp_path: Path) -> None:
    codes = [code for code, item in ASKED.items.items() if item.likert]
    frame = pd.DataFrame({"respondent": ["a", "b"], **{code: [5.0, 4.0] for code in codes}, "S05": [2.0, 1.0]})
    labels: Any = {"S05": {1: "im Kern oder koordinierend", 2: "regelmäßig", 3: "gelegentlich"}}
    pyreadstat.write_dta(frame, str(tmp_path / "x.dta"), variable_value_labels=labels, version=12)
    assert "regelmäßig".encode() in (tmp_path / "x.dta").read_bytes()
    export = read(tmp_path / "x.dta")
    assert export.faults == ()
    assert export.cells["S05"].tolist() == ["2", "1"]
    assert any("its labels are UTF-8, so all of it is read as that" in note for note in export.notes)


def test_labels_may_begin_with_the_name_and_be_cut(tmp_path: Path) -> None:
    codes = [code for code, item in ASKED.items.items() if item.likert]
    frame = pd.DataFrame({"respondent": ["a", "b"], **{code.lower(): [5.0, 4.0] for code in codes}})
    labels: Any = {code.lower(): f"{code}. {ASKED.items[code].wording_en}"[:60] for code in codes}
    pyreadstat.write_sav(frame, str(tmp_path / "x.sav"), column_labels=labels)
    export = read(tmp_path / "x.sav")
    assert export.faults == ()
    assert [line.code for line in export.lines] == ["respondent", *codes]
    assert [line.column for line in export.lines if line.waits] == []


def test_another_text_under_our_code_in_small_letters_is_not_ours(tmp_path: Path) -> None:
    codes = [code for code, item in ASKED.items.items() if item.likert and code != "SO1"]
    frame = pd.DataFrame({"respondent": ["a", "b"], **{code: [5.0, 4.0] for code in codes}, "so1": [1.0, 2.0]})
    pyreadstat.write_sav(frame, str(tmp_path / "x.sav"), column_labels={"so1": "Size of the organisation in staff"})
    line = next(line for line in read(tmp_path / "x.sav").lines if line.column == "so1")
    assert line.code == ""
