"""The slides are the talk's: its words, all of them, and no claim without its place."""

import re
from pathlib import Path

import pytest

from pipeline import claims, files, instrument, talk
from pipeline.sections import talk as shown
from pipeline.sections import verdicts
from tests.sections import made_up

SHARED = Path(__file__).parent.parent.parent / "shared" / "talk.txt"


def _loaded() -> tuple[talk.Slide, ...]:
    return talk.load(claims.load(instrument.load()))


def _texts(slide: talk.Slide) -> list[str]:
    """Every line of a slide as a person would read it, a table row as one line."""
    lines = [line.text for line in (*slide.lines, *slide.after)]
    lines += [text for text in (slide.subtitle, slide.section) if text]
    lines += [slide.title] if not slide.ours else []
    lines += [slide.close.text] if slide.close else []
    lines += ["Topic Social / solidarity economy Peer production"] if slide.contrast else []
    lines += [f"{row.topic} {row.sse} {row.pp}" for row in slide.contrast]
    if slide.grid is not None:
        rows = [" ".join([row.label, *(cell.text for cell in row.cells)]) for row in slide.grid.rows]
        lines += [" ".join(slide.grid.columns), f"{slide.grid.corner} {rows[0]}", *rows[1:]]
    return lines


def test_the_slides_have_the_talk_s_lines_and_no_others() -> None:
    if not SHARED.is_file():
        pytest.skip("the text of the talk is not at hand")
    written = [re.sub(r"^\s*•\s*|\s+$", "", line) for line in SHARED.read_text("utf-8").splitlines()]
    theirs = {line.strip() for line in written if line.strip()}
    slides = [slide for slide in _loaded() if slide.title != "The tables as a whole"]
    ours = {text for slide in slides for text in _texts(slide)}
    assert ours == theirs


def test_a_table_of_the_talk_has_its_rows() -> None:
    slide = next(s for s in _loaded() if s.title == "Differences in subjective values")
    assert [(row.topic, row.sse, row.pp) for row in slide.contrast] == [
        ("Mind set of actors bound to...", "Capitalism", "New mode of production"),
        ("Political values", "Key", "None in particular"),
        ("Solidarity", "Key", "Irrelevant"),
        ("Participation and empowering", "Political goal (if at all)", "Precondition (internal openness)"),
    ]


def test_unknown_claims_missing_claims_and_crooked_tables_are_refused(tmp_path: Path) -> None:
    (tmp_path / "talk.yaml").write_text(
        "- {title: A, lines: [{text: b, claims: [nobody]}, {text: c, at: 7}]}\n"
        "- {title: D, grid: {corner: e, columns: [f, g], rows: [{label: h, cells: [i]}]}}\n"
    )
    with pytest.raises(files.UserError) as refused:
        talk.load({"somebody"}, tmp_path)
    said = str(refused.value)
    assert "slide 'A': nobody is no claim" in said and "'c' stands at 7" in said and "row 'h' has 1 cells" in said
    (tmp_path / "talk.yaml").write_text("- title: A\n")
    with pytest.raises(files.UserError, match="no line names the claim somebody"):
        talk.load({"somebody"}, tmp_path)


def test_a_cell_carries_the_word_of_its_row_and_what_becomes_of_its_pole() -> None:
    material = made_up.two_sides()
    slides = shown.context(material.talk, verdicts.entries(material))["slides"]
    rows = {row.head.text: row for slide in slides for row in slide.rows}
    assert rows["Relevance of production"].head.entries[0].verdict.word == "supported"
    assert [cell.tone for cell in rows["Reason for activity"].cells] == ["contradicted", "contradicted"]
    assert rows["Origin"].head.entries == ()
    reached = [cell.reach for cell in rows["Solidarity"].cells]
    assert reached == ["this side stands here", "this side stands on the other side of the middle"]
