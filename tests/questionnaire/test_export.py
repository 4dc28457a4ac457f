"""`touchstone questionnaire export` as a person types it, and the printable page as a browser shows it."""

import os
import re
from pathlib import Path

import pytest
import yaml

from pipeline import files, instrument
from pipeline.questionnaire import layout
from pipeline.questionnaire.export import FORMATS, content
from tests import browser
from tests.test_cli import run


def test_every_format_is_written_and_is_the_same_twice(project: Path, tmp_path: Path) -> None:
    for form, name in FORMATS.items():
        said = run("questionnaire", "export", form, tmp_path / name)
        assert (said.returncode, said.stderr) == (0, ""), form
        assert str(tmp_path / name) in said.stdout
        assert (tmp_path / name).read_bytes() == content(form, "en")


def test_nothing_is_written_over(project: Path, tmp_path: Path) -> None:
    held = tmp_path / "held.csv"
    held.write_text("mine")
    said = run("questionnaire", "export", "csv", held)
    assert said.returncode == 1
    assert said.stderr == f"{held} exists and is not empty; name another file, or delete it first.\n"
    assert held.read_text() == "mine"
    said = run("questionnaire", "export", "csv", tmp_path)
    assert said.returncode == 1
    assert "is a folder and not empty" in said.stderr
    said = run("questionnaire", "export", "csv", tmp_path / "nowhere" / "codebook.csv")
    assert said.returncode == 1
    assert said.stderr.startswith(f"The folder {tmp_path / 'nowhere'} does not exist")


def test_an_empty_folder_gets_the_file_and_an_empty_file_is_filled(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    assert run("questionnaire", "export", "limesurvey", folder).returncode == 0
    assert [path.name for path in folder.iterdir()] == ["touchstone.txt"]
    (tmp_path / "empty.csv").touch()
    assert run("questionnaire", "export", "csv", tmp_path / "empty.csv").returncode == 0
    assert (tmp_path / "empty.csv").stat().st_size > 0


def test_wrong_words_are_a_wrong_command_line(project: Path, tmp_path: Path) -> None:
    said = run("questionnaire", "export", "word", tmp_path / "x")
    assert said.returncode == 2
    assert "'word' is none of limesurvey, xlsform, html, csv" in " ".join(said.stderr.split())
    assert run("questionnaire", "export", "csv", tmp_path / "x", "--language", "fr").returncode == 2
    assert run("questionnaire", "export", "csv").returncode == 2
    assert not (tmp_path / "x").exists()


def test_contradictions_of_the_layout_are_said_together(project: Path) -> None:
    path = project / "instrument" / "questionnaire.yaml"
    said = yaml.safe_load(path.read_text("utf-8"))
    said["screening"] = {"S01": 1, "D05": 1}
    said["shuffled"] = ["XX1"]
    said["pages"] = [page for page in said["pages"] if page["block"] != "J"]
    del said["title"]["de"]
    path.write_text(yaml.safe_dump(said, allow_unicode=True), "utf-8")
    with pytest.raises(files.UserError) as caught:
        layout.load(instrument.load())
    assert [re.sub(r"^instrument/questionnaire.yaml, ", "", fault) for fault in caught.value.faults] == [
        "shuffled: XX1 is not in items.csv; correct the code or take it out.",
        "screening: D05 is not asked on the first page; screen by a question that is.",
        "pages: block J has no page; add one.",
        "title: lacks the language de; add it.",
    ]


def test_typing_errors_in_the_layout_are_said_together(project: Path) -> None:
    path = project / "instrument" / "questionnaire.yaml"
    text = path.read_text("utf-8")
    assert text.count("shuffled: [FC1, FC2]") == text.count("screening: {S01: 1, S02: 1}") == 1
    text = text.replace("shuffled: [FC1, FC2]", "shufled: [FC1, FC2]").replace("{S01: 1, S02: 1}", "{S01: yes, S02: 1}")
    path.write_text(text.replace("{code: S, block: S,", "{code: S, blok: S,"), "utf-8")
    refused = run("questionnaire", "export", "html", "page.html")
    assert refused.returncode == 1
    assert [re.sub(r": known are .*", "", line) for line in refused.stderr.splitlines()] == [
        "instrument/questionnaire.yaml: has the unknown key shufled",
        "instrument/questionnaire.yaml: has no shuffled: add it.",
        "instrument/questionnaire.yaml: screening.S01 is True: write a whole number.",
        "instrument/questionnaire.yaml: pages[1] has the unknown key blok",
        "instrument/questionnaire.yaml: pages[1] has no block: add it.",
    ]
    assert not (project / "page.html").exists()


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_page_holds_every_question_and_no_address(project: Path, language: str) -> None:
    text = content("html", language).decode()
    assert f'<html lang="{language}">' in text
    assert not re.search(r"https?:|<script|<link(?! rel=\"icon\" href=\"data:,\")|@import|url\(", text)
    asked = instrument.load()
    assert all(text.count(f"<code>{code}</code>") >= 2 for code in asked.items)
    assert all(f"<code>{field.code}</code>" in text for field in asked.register.values())
    foreign = {"en": "stimme gar nicht zu", "de": "do not agree at all"}[language]
    assert foreign not in text


def test_the_page_holds_from_a_phone_to_a_desk(project: Path, tmp_path: Path) -> None:
    if browser.executable() is None and os.environ.get("TOUCHSTONE_PAGES") != "required":
        pytest.skip("no Chromium is installed: the page was not looked at")
    faults = []
    with browser.running() as chromium:
        for language in ("en", "de"):
            page = tmp_path / f"{language}.html"
            page.write_bytes(content("html", language))
            for width in (390, 1280):
                faults += [f"{language}, {width}: {one}" for one in chromium.look(page, width, width == 390).faults()]
    assert not faults
