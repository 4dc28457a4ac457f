"""Files as spreadsheets leave them: other encodings, a title above the headings, the answers on a further sheet."""

from pathlib import Path

import pandas as pd
import pytest

from pipeline.files import UserError
from pipeline.platforms.encodings import decoded
from tests.platforms.exports import answers, array_text, written
from tests.survey import ASKED
from tests.test_cli import run

GERMAN = "Gerät, Größe, „Spaß“ – 5 €\nÄrger über Füße\n"
FRENCH = "Réponse à l’élève : où ça ? déjà créée, cœur, Noël\n"


@pytest.mark.parametrize("text", [GERMAN, FRENCH, "España: ¿qué? ¡sí! São Paulo\n", "Ålesund, smørbrød\n"])
def test_text_of_western_windows_is_read_and_named(text: str) -> None:
    read, encoding = decoded(text.encode("cp1252"), "x.csv")
    assert read == text
    assert encoding.startswith("Windows-1252 (it is no UTF-8; see whether '")


@pytest.mark.parametrize(
    "raw",
    [
        "für Grüße, don’t".encode("mac_roman"),
        "Привет мир".encode("cp1251"),
        "żółty, są, człowiek".encode("cp1250"),
        "Καλημέρα".encode("cp1253"),
        "日本語の回答".encode("shift_jis"),
        "Grüße über Ärger".encode()[:-2] + b"\xe4\n",
    ],
    ids=["mac", "cyrillic", "polish", "greek", "japanese", "damaged UTF-8"],
)
def test_other_encodings_are_refused(raw: bytes) -> None:
    with pytest.raises(UserError, match="save the file as UTF-8"):
        decoded(raw, "x.csv")


def test_what_is_no_text_is_called_so() -> None:
    """Other programs' files end in .sav too (IDL's); saving them as UTF-8 would be no cure."""
    for raw in (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), b"SR\x00\x04\x00\x00\x00\n\x00\x00\x04\x28\xe0"):
        with pytest.raises(
            UserError, match=r"x\.sav holds zero bytes.* of no kind that is read here; give the answers as CSV"
        ):
            decoded(raw, "x.sav")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_with_its_mark_and_without(encoding: str) -> None:
    text = f"respondent;IO1\n{GERMAN}" * 3
    assert decoded(text.encode(encoding), "x.csv") == (text, "UTF-16" if "16" in encoding else "UTF-8")


def delivered(n: int = 3) -> pd.DataFrame:
    return answers(n).assign(respondent=["Jürgen", "Zoë", "Łukasz"[1:]])


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_such_a_file_is_imported_and_its_encoding_said(
    project: Path, tmp_path: Path, encoding: str, separator: str
) -> None:
    cells = delivered().assign(D06=["3,0", "2,0", "4"])
    path = written(tmp_path / "Export für 2027 (1).csv", cells, {}, separator, encoding)
    added = run("wave", "add", "2027", path)
    assert added.returncode == 0, added.stderr
    assert "read as Windows-1252" in added.stdout if encoding == "cp1252" else "read as UTF-16." in added.stdout
    copy = pd.read_csv(project / "data/raw/2027/responses.csv", dtype=str, keep_default_na=False)
    assert copy["IO2"].tolist() == answers(3)["IO2"].tolist()


def test_german_questions_of_western_windows_are_found(project: Path, tmp_path: Path) -> None:
    headings = {code: array_text(code, "de") for code in ASKED.items}
    cells = answers(3).assign(**{"Antwort ID": ["1", "2", "3"], "Datum Abgeschickt": "2027-03-01 10:00:00"})
    checked = run("wave", "check", written(tmp_path / "x.csv", cells, headings, ";", "cp1252"))
    assert checked.returncode == 0, checked.stderr
    assert "recognised as an export of limesurvey" in checked.stdout
    assert "read as Windows-1252" in checked.stdout
    assert "columns are known by the very words of the question" in checked.stdout


def workbook(path: Path, title: int = 0, **sheets: pd.DataFrame) -> Path:
    with pd.ExcelWriter(path) as book:
        for name, cells in sheets.items():
            cells.to_excel(book, sheet_name=name, index=False, startrow=title)
            if title:
                book.sheets[name]["A1"] = "Survey of 2027"
    return path


NOTES = pd.DataFrame({"note": ["fielded in March", "by us"]})


def test_the_sheet_with_answers_is_taken_and_the_others_named(project: Path, tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", Notes=NOTES, Answers=delivered(), Codes=pd.DataFrame({"code": ["IO1"]}))
    checked = run("wave", "check", path)
    assert checked.returncode == 0, checked.stderr
    assert "3 rows of responses" in checked.stdout
    assert "read from the sheet 'Answers' of an Excel workbook; its other sheets (Notes, Codes) are not read" in (
        checked.stdout
    )


def test_two_sheets_with_answers_are_refused(project: Path, tmp_path: Path) -> None:
    checked = run("wave", "check", workbook(tmp_path / "x.xlsx", a=delivered(), b=delivered()))
    assert checked.returncode == 1
    assert "the sheets a, b all look like answers; save the one to be read alone" in checked.stderr


def test_the_line_that_names_the_separator_for_excel_is_no_line_of_the_table(project: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("sep=;\n" + delivered().to_csv(index=False, sep=";"), "utf-8")
    checked = run("wave", "check", path)
    assert checked.returncode == 0, checked.stderr
    assert "3 rows of responses" in checked.stdout
    assert "no headings" not in checked.stdout


@pytest.mark.parametrize("title", ["Survey of 2027\n", "Survey of 2027\n\nfielded in March;by us\n"])
def test_lines_above_the_headings_are_left_out_and_said(project: Path, tmp_path: Path, title: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(title + delivered().to_csv(index=False, sep=";"), "utf-8")
    checked = run("wave", "check", path)
    assert checked.returncode == 0, checked.stderr
    assert "3 rows of responses" in checked.stdout
    assert "no headings; row 1 is the first one below the headings" in checked.stdout


def test_a_title_in_a_workbook_too(project: Path, tmp_path: Path) -> None:
    checked = run("wave", "check", workbook(tmp_path / "x.xlsx", 3, Answers=delivered()))
    assert checked.returncode == 0, checked.stderr
    assert "the first 3 lines hold no headings" in checked.stdout


def test_what_is_no_table_is_refused_with_its_cure(project: Path, tmp_path: Path) -> None:
    page, locked = tmp_path / "x.xls", tmp_path / "y.xlsx"
    page.write_text("<html><body><table><tr><td>IO1</td></tr></table></body></html>")
    locked.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(2000) + "EncryptedPackage".encode("utf-16-le") + bytes(500))
    assert "open it in a spreadsheet and save it as .xlsx" in run("wave", "check", page).stderr
    assert "protected by a password; save it without one" in run("wave", "check", locked).stderr


def test_a_form_for_kobo_is_known_on_any_sheet(project: Path, tmp_path: Path) -> None:
    survey = pd.DataFrame({"type": ["integer"], "name": ["age"], "label": ["How old?"]})
    checked = run("wave", "check", workbook(tmp_path / "form.xlsx", lists=NOTES, survey=survey))
    assert "form.xlsx: it is an XLSForm (columns type, name, label), without answers" in checked.stderr


def two_lines(path: Path, cells: pd.DataFrame, first: list[str], second: list[str]) -> Path:
    grid = [first, second, *cells.to_numpy().tolist()]
    if path.suffix == ".xlsx":
        pd.DataFrame(grid).to_excel(path, header=False, index=False)
    else:
        path.write_text("\n".join(";".join(f'"{cell}"' for cell in line) for line in grid), "utf-8")
    return path


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
@pytest.mark.parametrize(("above", "codes_first"), [("texts", True), ("texts", False), ("blocks", False)])
def test_of_two_lines_of_headings_the_codes_count(
    project: Path, tmp_path: Path, ending: str, above: str, codes_first: bool
) -> None:
    cells = delivered()
    codes = list(map(str, cells.columns))
    texts = [ASKED.items[code].wording_en if code in ASKED.items else "" for code in codes]
    blocks = [f"Block {ASKED.items[code].block}" if code in ASKED.items else "About" for code in codes]
    other = texts if above == "texts" else blocks
    lines = (codes, other) if codes_first else (other, codes)
    path = two_lines(tmp_path / f"answers{ending}", cells, *lines)
    checked = run("wave", "check", path)
    assert checked.returncode == 0, checked.stderr
    assert "3 rows of responses" in checked.stdout
    said = "the line below the headings holds texts" if codes_first else "the first line holds no headings"
    assert said in checked.stdout
    assert run("wave", "add", "2027", path).returncode == 0
    copy = pd.read_csv("data/raw/2027/responses.csv", dtype=str, keep_default_na=False)
    items = [code for code in codes if code in ASKED.items]
    assert copy[items].to_numpy().tolist() == cells[items].to_numpy().tolist()


@pytest.mark.parametrize("mark", ["'{}", '="{}"'])
def test_numbers_that_a_spreadsheet_keeps_as_text_are_numbers(project: Path, tmp_path: Path, mark: str) -> None:
    cells = delivered()
    likert = ASKED.likert_codes()
    marked = cells.assign(
        **{code: cells[code].map(lambda text: mark.format(text) if text else "") for code in likert if code in cells}
    )
    checked = run("wave", "check", written(tmp_path / "answers.csv", marked, {}))
    assert checked.returncode == 0, checked.stderr
    assert "are taken off" in checked.stdout
    assert run("wave", "add", "2027", tmp_path / "answers.csv").returncode == 0
    copy = pd.read_csv("data/raw/2027/responses.csv", dtype=str, keep_default_na=False)
    assert copy["IO1"].tolist() == cells["IO1"].tolist()


def test_data_without_headings_are_called_so(project: Path, tmp_path: Path) -> None:
    (tmp_path / "survey_SPSS_data_file.dat").write_text("'1','5','7'\n'2','5','4'\n")
    said = run("wave", "check", tmp_path / "survey_SPSS_data_file.dat").stderr
    assert "its first line holds values such as 1 and no headings" in said
    assert "give both" in said


def test_what_only_ends_like_parquet_is_called_so(project: Path, tmp_path: Path) -> None:
    (tmp_path / "answers.parquet").write_text("respondent,IO1\n")
    assert "cannot be read as Parquet (it is none)" in run("wave", "check", tmp_path / "answers.parquet").stderr
