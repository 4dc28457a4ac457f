"""The compass on the page where the register holds little: one coder, one cell, nobody placed."""

from dataclasses import replace

import pytest

from pipeline import compass, compass_cells
from pipeline.html import compass_chart
from pipeline.sections import compass as page
from pipeline.sections.material import Material
from tests.sections import made_up
from tests.test_compass import NONE, Grades, register
from tests.test_compass_cells import CHOSEN, SELBST, answers

TALK = {
    "Peer production",
    "(Side-effect of ownership)",
    "Social administration",
    "Social enterprises",
    "(Commercial peer production)",
    "Public enterprises",
    "Private industries",
}


def material(*rows: tuple[str, str | None, Grades, Grades]) -> Material:
    projects = register(*rows)
    cells = compass_cells.cells(projects, answers(), CHOSEN)
    return replace(made_up.two_sides(), compass=cells, coded=compass.place(projects))


def test_the_nine_cells_have_the_talks_words_and_its_two_dashes() -> None:
    assert set(page.CELLS.values()) == TALK | {compass_chart.EMPTY} and len(page.CELLS) == 9
    assert {place for place, label in page.CELLS.items() if label == "-"} == {
        ("selbstentfaltung", "public"),
        ("selbstentfaltung", "private"),
    }


@pytest.mark.parametrize("second", [SELBST, NONE])
def test_all_projects_in_one_cell_with_two_coders_or_one(second: Grades) -> None:
    found = page.context(material(*((f"p{i}", "commons-community", SELBST, second) for i in range(15))))
    first = found["compass"][0][1][0]
    assert (first.label, sum(n for _, n in first.counts)) == ("Peer production", 15)
    assert all(not cell.counts for _, cells in found["compass"] for cell in cells if cell is not first)
    assert "Most projects, 15 of 15" in found["compass_picture"].title


@pytest.mark.parametrize(
    "row", [("p", None, SELBST, SELBST), ("p", "public", NONE, NONE)], ids=["no ownership", "no coders"]
)
def test_without_ownership_or_coders_there_is_no_compass(row: tuple[str, str | None, Grades, Grades]) -> None:
    assert page.context(material(row))["compass"] == []
