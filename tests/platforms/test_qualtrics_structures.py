"""Qualtrics with its definition or its twin in words: recoded values mean what is said of them, not what they look like."""

import csv
import io
import json
from pathlib import Path

import pandas as pd
import pytest

from pipeline.delivery import deliver
from pipeline.platforms import qsf
from pipeline.platforms.export import Export
from pipeline.platforms.reading import read_responses_file
from tests.platforms.exports import SAMPLES, answers
from tests.platforms.made_qualtrics import definition, export
from tests.platforms.test_structures import as_codes
from tests.survey import ASKED, LIKERT


def plain(n: int = 3) -> pd.DataFrame:
    return as_codes(answers(n))


def read(path: Path, *beside: Path) -> Export:
    return read_responses_file(path, "auto", ASKED, beside)


def same(found: Export, cells: pd.DataFrame) -> None:
    assert found.faults == ()
    assert found.cells[cells.columns.tolist()].to_numpy().tolist() == cells.to_numpy().tolist()
    assert found.cells["test_row"].tolist() == ["", "yes", "yes"]
    assert found.rows == 3


def test_numeric_values_are_read_by_the_definition(tmp_path: Path) -> None:
    path = tmp_path / "survey.qsf"
    path.write_text(definition(), "utf-8")
    cells = plain().assign(IO1=["1", "-1", "7"], IO3=["2", "3", "6"])
    same(read(export(tmp_path / "numeric.csv", cells, worded=False), path), cells)


@pytest.mark.parametrize(("separator", "encoding"), [(",", "utf-8"), ("\t", "utf-16")])
def test_two_exports_of_the_same_answers_say_what_the_values_mean(
    tmp_path: Path, separator: str, encoding: str
) -> None:
    cells = plain().assign(IO1=["1", "-1", "7"], IO3=["2", "3", "6"])
    numeric = export(tmp_path / "a.csv", cells, False, separator, encoding)
    worded = export(tmp_path / "b.csv", cells, True, separator, encoding)
    for given in ((numeric, worded), (worded, numeric)):
        sorted_ = deliver(given, None, False, ASKED)
        assert sorted_.responses == numeric
        assert [path for path, _ in sorted_.structures] == [worded]
    same(read(numeric, worded), cells)


def test_values_that_look_like_ours_and_mean_something_else_are_turned(tmp_path: Path) -> None:
    """Without the definition, 37 is no answer; with it, it is the first one."""
    cells = plain()
    alone = read(export(tmp_path / "numeric.csv", cells, worded=False))
    assert set(alone.cells["IO1"]) == {"25"}


def test_a_damaged_definition_is_refused_in_words(tmp_path: Path) -> None:
    from pipeline.files import UserError

    path = tmp_path / "survey.qsf"
    path.write_text(definition()[:-20], "utf-8")
    with pytest.raises(UserError, match=r"survey\.qsf cannot be read as a definition from Qualtrics"):
        read(export(tmp_path / "numeric.csv", plain(), worded=False), path)


def test_every_line_of_the_matrix_has_its_answers(tmp_path: Path) -> None:
    path = tmp_path / "survey.qsf"
    path.write_text(definition(), "utf-8")
    by_words = {one.own[0]: one for one in qsf.load(path).variables if one.own}
    for code in LIKERT:
        assert by_words[ASKED.items[code].wording_de].labels["37"] == ("1 stimme gar nicht zu",)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample exports are not beside this project")
def test_a_real_definition_describes_its_real_export() -> None:
    folder = SAMPLES / "qualtrics"
    found = read(folder / "uw_madison_ospo_2024.csv", folder / "uw_madison_ospo_2024.qsf")
    assert any("31 of the columns are described in uw_madison_ospo_2024.qsf" in note for note in found.notes)
    role = next(one.column for one in found.found if one.column.heading == "QID4")
    assert role.labels["6"] == ("Postdoc",)


def without_ids(path: Path) -> Path:
    """The same export as a workbook has it: two lines of headings, which hold no ids."""
    lines = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    book = path.with_suffix(".xlsx")
    pd.DataFrame([lines[0], lines[1], *lines[3:]]).to_excel(book, header=False, index=False)
    return book


@pytest.mark.parametrize("books", [(True, True), (True, False), (False, True)])
def test_twins_of_which_one_is_a_workbook_are_paired_by_their_tags(tmp_path: Path, books: tuple[bool, bool]) -> None:
    cells = plain()
    numeric, worded = (export(tmp_path / f"{one}.csv", cells, worded=one == "words") for one in ("numbers", "words"))
    numeric, worded = (without_ids(one) if book else one for one, book in zip((numeric, worded), books, strict=True))
    for given in ((numeric, worded), (worded, numeric)):
        sorted_ = deliver(given, None, False, ASKED)
        assert sorted_.responses == numeric
        assert [path for path, _ in sorted_.structures] == [worded]
    same(read(numeric, worded), cells)


def old(path: Path) -> Path:
    """The same export as Qualtrics wrote it formerly: V1, ... over the platform's own names, no ids."""
    lines = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    names = {"_recordId": "ResponseID", "startDate": "StartDate", "status": "Status", "finished": "Finished"}
    keys = [json.loads(cell)["ImportId"] for cell in lines[2]]
    order = sorted(range(len(keys)), key=lambda at: (keys[at] != "_recordId", keys[at] not in names))
    kept = [at for at in order if keys[at] in names or keys[at].startswith("QID")]
    tags = [f"V{n}" if keys[at] in names else lines[0][at] for n, at in enumerate(kept, start=1)]
    texts = [names.get(keys[at], lines[1][at]) for at in kept]
    text = io.StringIO()
    csv.writer(text).writerows([tags, texts, *([line[at] for at in kept] for line in lines[3:])])
    path.write_text(text.getvalue(), "utf-8", newline="")
    return path


def test_old_exports_without_ids_are_twins_too(tmp_path: Path) -> None:
    cells = plain()
    numeric, worded = (
        old(export(tmp_path / f"{one}.csv", cells, worded=one == "words")) for one in ("numbers", "words")
    )
    for given in ((numeric, worded), (worded, numeric)):
        sorted_ = deliver(given, None, False, ASKED)
        assert sorted_.responses == numeric
        assert [path for path, _ in sorted_.structures] == [worded]
    same(read(numeric, worded), cells)
