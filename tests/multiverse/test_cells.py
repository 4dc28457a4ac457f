"""Which dimensions have a bearing on a claim, told by hand from its rule."""

import pytest

from pipeline.multiverse.cells import Cell, bearings, possible
from tests.judging.evidence import ASKED, CLAIMS

BEARINGS = bearings(CLAIMS, ASKED)


@pytest.mark.parametrize(
    ("claim", "cells"),
    [
        ("dif_production", 3 * 4 * 2 * 3 * 3 * 3),  # a difference on a scale: everything varies
        ("dif_counterfactual", 3 * 2 * 2 * 3 * 3 * 3),  # on a single line: no factor score, no best item
        ("pp_production", 3 * 4 * 2 * 3 * 3),  # where one type lies: nothing is held constant
        ("history_age", 3 * 3),  # founding years: the source of the types and the waves
        ("fs_oldest", 3 * 3),  # a share of the register
        ("dichotomy_taxon", 3),  # the structure tests are made once
        ("compass_pp_hard", 3),  # and so are the places in the compass
        ("sse_improve_society", 3 * 3 * 3),  # a share of those who chose an answer
    ],
)
def test_dimensions_without_a_bearing_collapse(claim: str, cells: int) -> None:
    assert len(possible(BEARINGS[claim])) == cells
    assert len(set(possible(BEARINGS[claim]))) == cells


def test_the_first_cell_is_the_primary_analysis() -> None:
    assert possible(BEARINGS["dif_production"])[0] == Cell(
        "primary", "mean", "mixed model", "declared", "none", "pooled"
    )
    assert possible(BEARINGS["fs_oldest"])[0] == Cell(None, None, None, "declared", None, "pooled")


def test_a_composite_varies_with_whatever_its_parts_vary_with() -> None:
    assert len(possible(BEARINGS["com_all"])) == 648
    assert set(BEARINGS["overall_big"]) == {"exclusions", "score", "unit", "source", "covariates", "waves"}


def test_a_part_keeps_its_answers_where_it_has_no_other_score() -> None:
    cell = Cell(score="factor score", exclusions="strict")
    assert cell.nearest(BEARINGS["dif_counterfactual"]) == Cell(exclusions="strict")
    assert cell.nearest(BEARINGS["history_age"]) == Cell(None, None, None, "declared", None, "pooled")


def test_a_ranking_of_claims_varies_with_their_scales() -> None:
    assert "score" in BEARINGS["rank_most_important"]
