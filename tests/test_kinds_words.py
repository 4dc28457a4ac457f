"""What a verdict of one scale says that it excludes, and on which side of it the declared types lie."""

import pytest

from pipeline.kinds_words import bound

FIGURES = {"n_projects": 60.0, "bound_share": 0.05, "excluded_from": 3.6, "apart": 2.4, "called_one_scale": 0.65}


def test_the_bound_is_said_with_what_it_means() -> None:
    """Half of 3.6 of their own standard deviations leaves 3.6 % beyond: a normal curve has 0.0359 above 1.8."""
    said = bound(FIGURES)
    assert (
        "With 60 projects" in said
        and "3.6 of their own standard deviations" in said
        and "at most 5 of 100 samples" in said
    )
    assert "at most 3.6 % of their projects stood nearer to the other kind" in said


@pytest.mark.parametrize(
    ("apart", "says"),
    [
        (0.3, "up to 2, two kinds of equal spread have one peak"),
        (2.4, "65 of 100 samples, so they may still be near kinds"),
        (3.6, "as two kinds they would have shown"),
    ],
)
def test_the_declared_types_lie_on_one_side_of_it(apart: float, says: str) -> None:
    said = bound(FIGURES | {"apart": apart})
    assert f"The declared types lie {apart:.1f} of theirs apart: " in said and says in said


def test_without_a_bound_it_is_said_that_nothing_is_excluded() -> None:
    said = bound({name: value for name, value in FIGURES.items() if name != "excluded_from"})
    assert "even two kinds that lie far apart would too often be called one scale" in said


def test_nothing_is_said_without_figures() -> None:
    assert bound({"n_projects": 60.0}) == "" == bound({})
