"""Archives as Google Forms, Qualtrics and ODK hand them out: the table in them is read, and none is left in the project."""

import zipfile
from pathlib import Path

import pytest

from pipeline.delivery import PACKED
from pipeline.files import UserError
from pipeline.platforms.packed import unpacked
from tests.platforms.exports import answers, array_code, array_text, written
from tests.platforms.made import structure_rows, tables, xml
from tests.survey import ASKED
from tests.test_cli import run, snapshot


def packed(folder: Path, members: dict[str, bytes]) -> Path:
    path = folder / "download.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def google(folder: Path) -> bytes:
    cells = answers(8)
    cells.insert(0, "Timestamp", "2027/03/01 2:05:29 PM GMT+1")
    headings = {code: array_text(code) for code in ASKED.items}
    return written(folder / "Our survey.csv", cells, headings).read_bytes()


def test_the_table_in_an_archive_is_read(project: Path, tmp_path: Path) -> None:
    path = packed(
        tmp_path, {"Our survey.csv": google(tmp_path), "__MACOSX/._Our survey.csv": b"x", "a/photo.jpg": b"x"}
    )
    before = snapshot(project)
    checked = run("wave", "check", path)
    assert checked.returncode == 0, checked.stderr
    assert "download.zip is an archive; read from it: Our survey.csv; its 1 other file is not read." in checked.stdout
    assert "Our survey.csv: 8 rows of responses" in checked.stdout
    assert snapshot(project) == before
    assert run("wave", "add", "2027", path).returncode == 0
    assert (project / "data/raw/2027/responses.csv").is_file()


def test_a_table_of_repeats_in_the_same_archive_is_told_from_the_answers(project: Path, tmp_path: Path) -> None:
    keys = [f"uuid:{n}" for n in range(8)]
    cells = answers(8).assign(SubmissionDate="2027-03-01T09:11:00.123Z", KEY=keys)
    form = written(tmp_path / "form.csv", cells, {}).read_bytes()
    repeats = b"name,PARENT_KEY,KEY\r\nZaphod,uuid:1,uuid:1/r[1]\r\n"
    checked = run("wave", "check", packed(tmp_path, {"form.csv": form, "form-household.csv": repeats}))
    assert checked.returncode == 0, checked.stderr
    assert "form-household.csv was not read: it holds repeats of the submissions in form.csv" in checked.stdout


def test_a_member_stays_in_the_folder_that_is_made_for_it(tmp_path: Path) -> None:
    files, _ = unpacked(packed(tmp_path, {"../../evil.csv": b"a,b\n1,2\n", "evil.csv": b"a,b\n3,4\n"}), PACKED)
    assert [path.name for path in files] == ["evil.csv", "evil.csv"]
    assert [path.read_bytes() for path in files] == [b"a,b\n1,2\n", b"a,b\n3,4\n"]
    assert not (tmp_path.parent.parent / "evil.csv").exists()
    assert files[0].parent.parent.stat().st_mode & 0o077 == 0


def test_an_archive_with_a_password_is_refused_in_words(tmp_path: Path) -> None:
    path = packed(tmp_path, {"answers.csv": b"a,b\n1,2\n"})
    raw = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the bit that says: encrypted
        raw[raw.index(mark) + at] |= 1
    path.write_bytes(bytes(raw))
    with pytest.raises(UserError, match=r"download\.zip has a password; unpack it yourself"):
        unpacked(path, PACKED)


def test_an_archive_that_is_damaged_within_is_refused_in_words(tmp_path: Path) -> None:
    path = packed(tmp_path, {"answers.csv": b"a,b\n1,2\n" * 100})
    raw = bytearray(path.read_bytes())
    at = raw.index(b"answers.csv") + len("answers.csv")
    raw[at : at + 8] = b"\xff" * 8
    path.write_bytes(bytes(raw))
    with pytest.raises(UserError, match=r"download\.zip is damaged"):
        unpacked(path, PACKED)


def test_answers_zipped_with_their_structure_are_read_and_the_participants_are_not(
    project: Path, tmp_path: Path
) -> None:
    cells = answers(8)
    cells.insert(0, "id", [str(n) for n in range(1, 9)])
    cells.insert(1, "submitdate", "2027-03-01 09:11:00")
    results = written(tmp_path / "results.csv", cells, {code: array_code(code) for code in ASKED.items}).read_bytes()
    survey = xml("Survey", tables(structure_rows(("en", "de")), new=True)).encode()
    persons = xml("Tokens", {"tokens": [{"tid": "1", "firstname": "Ada", "email": "ada@example.org"}]}).encode()
    members = {"out/results.csv": results, "out/survey.lss": survey, "out/survey_tokens.lst": persons}
    path = packed(tmp_path, members)
    checked = run("wave", "check", path)
    assert checked.returncode == 0, checked.stderr
    assert "read from it: results.csv, survey.lss; its 1 other file is not read." in checked.stdout
    assert "results.csv: 8 rows of responses" in checked.stdout
    assert "Ada" not in checked.stdout


def test_an_archive_of_limesurvey_itself_is_no_such_archive(tmp_path: Path) -> None:
    own = {"survey_1.lss": b"<document/>", "survey_1_responses.lsr": b"<document/>"}
    for members in (own, {"survey_1.lss": b"<document/>"}, {**own, "statistics.csv": b"a,b\n1,2\n"}):
        path = packed(tmp_path, members)
        assert unpacked(path, PACKED) == ([path], "")
