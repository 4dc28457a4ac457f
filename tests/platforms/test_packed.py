"""Archives as Google Forms, Qualtrics and ODK hand them out: the table in them is read, and none is left in the project."""

import zipfile
from pathlib import Path

import pytest

from pipeline.delivery import PACKED
from pipeline.files import UserError
from pipeline.platforms.packed import unpacked
from tests.platforms.exports import answers, array_text, written
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
