"""Suffixes, shares and reasons, counted by hand."""

import pytest

from pipeline.multiverse.cells import Cell, possible
from pipeline.multiverse.judging import Judged
from pipeline.multiverse.tables import cells_by_claim, robustness_by_claim, suffix

LIMITS = (0.8, 0.6)
BEARING = {"source": ("declared", "S04", "coders"), "waves": ("pooled", "first", "last")}
CELLS = possible(BEARING)


def judged(words: list[str]) -> list[Judged]:
    """One claim with these words in its first cells."""
    return [
        Judged("a", cell, word, 1.0, (0.5, 1.5), 0.5, "points", "Not testable with these data: nobody was asked.")
        for cell, word in zip(CELLS, words, strict=False)
    ]


@pytest.mark.parametrize(
    ("share", "word"),
    [(1.0, "robust"), (0.8, "robust"), (4 / 5, "robust"), (0.799, "fragile"), (0.6, "fragile"), (0.599, "sensitive")],
)
def test_suffixes_on_both_sides_of_their_edges(share: float, word: str) -> None:
    assert suffix(share, LIMITS) == word


def test_the_share_is_of_the_cells_that_could_be_judged() -> None:
    words = ["supported"] * 5 + ["inconclusive", "mixed", "not testable"]
    table = robustness_by_claim(judged(words), {"a": "supported"}, {"a": BEARING}, {}, LIMITS)
    row = table.iloc[0]
    assert (row["cells"], row["left_out"], row["supported"], row["mixed"], row["inconclusive"]) == (7, 2, 5, 1, 1)
    assert row["share_same"] == pytest.approx(5 / 7)
    assert row["suffix"] == "fragile"
    assert "1 because nobody was asked" in row["reason"]


def test_cells_without_data_are_counted_with_the_reason() -> None:
    absent = {("waves", "first"): "there is one wave only", ("waves", "last"): "there is one wave only"}
    pooled = [one for one in judged(["supported"] * 9) if one.cell.waves == "pooled"]
    row = robustness_by_claim(pooled, {"a": "supported"}, {"a": BEARING}, absent, LIMITS).iloc[0]
    assert (row["cells"], row["left_out"], row["suffix"]) == (3, 6, "robust")
    assert row["reason"] == "6 because there is one wave only"


def test_one_cell_says_nothing_of_robustness_and_not_testable_stays_without_a_suffix() -> None:
    alone = robustness_by_claim(judged(["supported"]), {"a": "supported"}, {"a": BEARING}, {}, LIMITS).iloc[0]
    never = robustness_by_claim(judged(["not testable"] * 9), {"a": "not testable"}, {"a": BEARING}, {}, LIMITS).iloc[0]
    assert alone.isna()["suffix"] and never.isna()["suffix"]
    assert (never["cells"], never["left_out"]) == (0, 9)


def test_cells_are_numbered_from_the_primary_one_and_the_first_world_counts() -> None:
    again = [Judged("a", CELLS[0], "mixed", None, None, None, None, "")]
    table = cells_by_claim([*judged(["supported", "not testable", "inconclusive"]), *again], {"a": BEARING})
    assert table["cell"].tolist() == [1, 3]
    assert table["verdict"].tolist() == ["supported", "inconclusive"]
    assert table.loc[0, "score"] is None or table["score"].isna().all()
    assert Cell(**dict.fromkeys(vars(CELLS[0])) | {"source": "declared", "waves": "pooled"}) == CELLS[0]
