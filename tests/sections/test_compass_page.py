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


def test_less_than_half_of_the_projects_are_not_most_of_them() -> None:
    rows = [
        (f"p{i}", owned, SELBST, SELBST)
        for i, owned in enumerate(["commons-community"] * 2 + ["public", "private for-profit"])
    ]
    assert page.context(material(*rows))["compass_picture"].title.startswith(
        "The fullest cell, with 2 of 4 projects, is"
    )


def test_the_mean_entropy_of_a_type_has_its_interval_over_projects() -> None:
    """Eight projects at 0 and eight at 1: the mean is 0.5 and its standard error 0.5 / 4."""
    rows = [(f"p{i:02d}", "commons-community", SELBST, SELBST) for i in range(16)]
    shown = material(*rows)
    half = shown.compass.assign(entropy2x2=[0.0] * 8 + [1.0] * 8)
    ((code, mean, ends, n),) = page.context(replace(shown, compass=half))["entropies"]
    low, high = (float(end) for end in ends.split(" to "))
    assert (code, mean, n) == ("PP", "0.50", "16")
    assert (low, high) == pytest.approx((0.5 - 1.96 / 8, 0.5 + 1.96 / 8), abs=0.03)


@pytest.mark.parametrize(
    "row", [("p", None, SELBST, SELBST), ("p", "public", NONE, NONE)], ids=["no ownership", "no coders"]
)
def test_without_ownership_or_coders_there_is_no_compass(row: tuple[str, str | None, Grades, Grades]) -> None:
    assert page.context(material(row))["compass"] == []
