"""Runs of identical answers, counted by hand."""

import numpy as np
import pytest

from pipeline.stats.careless import in_order, longest_run

NOT_SHOWN = (-3, -4)


def run_of(*codes: int) -> float:
    return float(longest_run(np.array([codes], dtype="int8"), NOT_SHOWN)[0])


@pytest.mark.parametrize(
    ("codes", "longest"),
    [
        ((4, 4, 4, 4), 4),
        ((1, 2, 3, 4), 1),
        ((1, 5, 5, 5, 2, 2), 3),
        ((2, 2, 5, 5, 5), 3),
        ((0, 0, 0), 3),
    ],
)
def test_the_longest_run_is_counted(codes: tuple[int, ...], longest: int) -> None:
    assert run_of(*codes) == longest


@pytest.mark.parametrize("missing", [-1, -2, -5, -6, -7])
def test_a_line_shown_but_without_an_answer_breaks_the_run(missing: int) -> None:
    assert run_of(4, 4, missing, 4, 4, 4) == 3


def test_several_lines_without_an_answer_are_no_run() -> None:
    assert run_of(-1, -1, -1, -1, 3) == 1
    assert run_of(-5, -5, -5) == 0


@pytest.mark.parametrize("absent", NOT_SHOWN)
def test_a_line_that_was_not_on_the_screen_does_not_break_the_run(absent: int) -> None:
    assert run_of(4, 4, absent, 4, 4) == 4
    assert run_of(absent, 6, 6) == 2


def test_without_any_line_shown_the_index_cannot_be_computed() -> None:
    assert np.isnan(run_of(-4, -3, -4))
    assert np.isnan(longest_run(np.empty((2, 0), dtype="int8"), NOT_SHOWN)).all()
    assert len(longest_run(np.empty((0, 3), dtype="int8"), NOT_SHOWN)) == 0


def test_rows_are_counted_apart() -> None:
    codes = np.array([[7, 7, 7], [1, 2, 2]], dtype="int8")
    assert longest_run(codes, NOT_SHOWN).tolist() == [3, 2]


def test_answers_are_put_into_the_order_of_their_places() -> None:
    codes = np.array([[1, 2, 3], [1, 2, 3]], dtype="int8")
    places = np.array([[2, 0, 1], [5, 5, 0]], dtype="int32")
    assert in_order(codes, places).tolist() == [[2, 3, 1], [3, 1, 2]]
    assert in_order(np.empty((2, 0), dtype="int8"), np.empty((2, 0), dtype="int32")).shape == (2, 0)
