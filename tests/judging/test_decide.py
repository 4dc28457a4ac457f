"""The rules on both sides of every edge (methods A2, C6, C7)."""

import math

import pytest

from pipeline.judging import decide


@pytest.mark.parametrize(
    ("deciding", "ci90", "word"),
    [
        ((0.51, 1.5), (0.6, 1.4), "supported"),
        ((0.50, 1.5), (0.6, 1.4), "inconclusive"),  # touching the bound is not beyond it
        ((-1.5, -0.51), (-1.4, -0.6), "contradicted"),
        ((-1.5, -0.50), (-1.4, -0.6), "inconclusive"),
        ((-0.6, 0.6), (-0.49, 0.49), "equivalent"),
        ((-0.6, 0.6), (-0.50, 0.49), "inconclusive"),
        ((-0.6, 0.6), (-0.49, 0.50), "inconclusive"),
        ((0.1, 0.7), (0.2, 0.49), "equivalent"),  # clearly not zero, and clearly not relevant
    ],
)
def test_a_contrast(deciding: tuple[float, float], ci90: tuple[float, float], word: str) -> None:
    assert decide.contrast(deciding, ci90, 0.5) == word


@pytest.mark.parametrize(
    ("ci95", "side", "reach"),
    [
        ((4.26, 5.0), "above", "reached"),
        ((4.25, 5.0), "above", "undecided"),
        ((3.0, 3.99), "above", "wrong side"),
        ((3.0, 4.0), "above", "undecided"),
        ((3.0, 3.74), "below", "reached"),
        ((3.0, 3.75), "below", "undecided"),
        ((4.01, 5.0), "below", "wrong side"),
    ],
)
def test_a_pole(ci95: tuple[float, float], side: str, reach: str) -> None:
    assert decide.pole(ci95, side, 4.0, 0.25) == reach


def test_a_crossover_needs_its_sign_only() -> None:
    assert decide.pole((0.01, 1.0), "above", 0.0, 0.0) == "reached"
    assert decide.pole((0.0, 1.0), "above", 0.0, 0.0) == "undecided"
    assert decide.pole((-1.0, -0.01), "above", 0.0, 0.0) == "wrong side"


def test_a_location_is_contradicted_only_beyond_the_midpoint() -> None:
    assert decide.location((4.51, 5), "above", 4, 0.5) == "supported"
    assert decide.location((4.1, 4.4), "above", 4, 0.5) == "inconclusive"
    assert decide.location((3.0, 3.9), "above", 4, 0.5) == "contradicted"
    assert decide.location((3.0, 3.49), "below", 4, 0.5) == "supported"


def test_a_dichotomy_is_more_than_a_difference() -> None:
    assert decide.dichotomy("supported", ["reached", "reached"]) == ("supported", None)
    assert decide.dichotomy("supported", ["reached", "wrong side"]) == ("mixed", "degree, not kind")
    assert decide.dichotomy("supported", ["undecided", "reached"]) == ("mixed", "pole undecided")
    assert decide.dichotomy("equivalent", ["reached", "reached"]) == ("equivalent", None)


def test_two_contrasts() -> None:
    assert decide.combine(["supported", "supported"]) == "supported"
    assert decide.combine(["supported", "contradicted"]) == "mixed"
    assert decide.combine(["supported", "equivalent"]) == "mixed"
    assert decide.combine(["contradicted", "inconclusive"]) == "contradicted"
    assert decide.combine(["contradicted", "equivalent"]) == "contradicted"
    assert decide.combine(["equivalent", "equivalent"]) == "equivalent"
    assert decide.combine(["equivalent", "inconclusive"]) == "inconclusive"
    assert decide.combine(["supported", "inconclusive"]) == "inconclusive"


def test_one_refuted_part_is_enough_where_the_claim_says_so() -> None:
    assert decide.either(["supported", "supported"]) == "supported"
    assert decide.either(["supported", "contradicted"]) == "contradicted"
    assert decide.either(["supported", "inconclusive"]) == "inconclusive"


def test_a_commonality_is_shared_and_present() -> None:
    assert decide.equivalence((-0.3, 0.3), (-0.2, 0.2), 0.5, [True, True, True]) == ("supported", None)
    assert decide.equivalence((-0.3, 0.3), (-0.2, 0.2), 0.5, [True, False, True]) == ("mixed", "shared, not present")
    assert decide.equivalence((0.51, 1.0), (0.6, 0.9), 0.5, [True, True, True]) == ("contradicted", None)
    assert decide.equivalence((0.49, 1.0), (0.55, 0.9), 0.5, [True, True, True]) == ("inconclusive", None)


def test_a_difference_within_persons_needs_its_higher_side() -> None:
    assert decide.within((0.51, 1.0), (0.6, 0.9), 0.5, True) == "supported"
    assert decide.within((0.51, 1.0), (0.6, 0.9), 0.5, False) == "inconclusive"
    assert decide.within((-1.0, -0.51), (-0.9, -0.6), 0.5, False) == "contradicted"


def test_dispersion_must_survive_the_correction_for_the_mean() -> None:
    bound = math.log(1.15)
    wide, none, less = ((0.2, 0.5), (0.25, 0.45)), ((-0.1, 0.1), (-0.08, 0.08)), ((-0.5, -0.2), (-0.45, -0.25))
    assert decide.dispersion(wide, wide, bound) == ("supported", None)
    assert decide.dispersion(wide, none, bound)[0] == "mixed"
    assert decide.dispersion(less, less, bound) == ("contradicted", None)
    assert decide.dispersion(none, none, bound) == ("equivalent", None)
    assert decide.dispersion(wide, ((-0.2, 0.5), (-0.15, 0.4)), bound) == ("inconclusive", None)
    little = ((-0.12, -0.01), (-0.11, -0.02))  # surely narrower, and by less than 1.15
    assert decide.dispersion(little, little, bound) == ("contradicted", None)
    assert decide.dispersion(wide, wide, bound, (-0.3, 0.1)) == ("supported", None)
    assert decide.dispersion(wide, wide, bound, (-0.3, -0.1))[0] == "mixed"  # wider between projects, narrower within
    assert decide.dispersion(less, less, bound, (0.1, 0.3))[0] == "mixed"


def test_a_cross_check_that_disagrees_makes_it_mixed() -> None:
    assert decide.cross_checked("supported", ["contradicted"])[0] == "mixed"
    assert decide.cross_checked("supported", ["inconclusive"]) == ("supported", None)
    assert decide.cross_checked("contradicted", ["supported"])[0] == "mixed"
    assert decide.cross_checked("inconclusive", ["contradicted"]) == ("inconclusive", None)


def test_composites() -> None:
    assert decide.conjunction(["supported"] * 3, 1.0, False) == "supported"
    assert decide.conjunction(["supported", "supported", "inconclusive"], 1.0, False) == "inconclusive"
    assert decide.conjunction(["supported", "contradicted", "supported"], 1.0, False) == "mixed"
    assert decide.conjunction(["inconclusive", "equivalent"], 1.0, False) == "contradicted"
    assert decide.conjunction(["supported"] * 3 + ["inconclusive"], 0.75, True) == "supported"
    assert decide.conjunction(["supported"] * 3 + ["contradicted"], 0.75, True) == "mixed"
    assert decide.conjunction(["supported", "not testable"], 1.0, False) == "not testable"
    assert decide.conjunction(["supported"] * 8 + ["not testable"] * 4, 2 / 3, False) == "supported"


def test_an_association_beyond_its_bound() -> None:
    assert decide.association((0.16, 0.4), (0.2, 0.35), 0.15, False) == "supported"
    assert decide.association((0.15, 0.4), (0.2, 0.35), 0.15, False) == "inconclusive"
    assert decide.association((-0.4, -0.16), (-0.35, -0.2), 0.15, False) == "contradicted"
    assert decide.association((-0.16, 0.1), (-0.14, 0.08), 0.15, False) == "equivalent"
    assert decide.association((-0.2, 0.1), (-0.14, 0.08), 0.15, True) == "supported"  # must only not be negative
    assert decide.association((-0.4, -0.16), (-0.35, -0.2), 0.15, True) == "contradicted"


def test_no_effect_needs_all_three() -> None:
    slope = ((-0.15, 0.15), (-0.1, 0.1))
    assert decide.no_effect(*slope, 0.2, True, 0.05, 0.5, 0.1, 0.05) == "supported"
    assert decide.no_effect(*slope, 0.2, False, 0.05, 0.5, 0.1, 0.05) == "inconclusive"
    assert decide.no_effect(*slope, 0.2, True, 0.10, 0.5, 0.1, 0.05) == "inconclusive"  # a ceiling that may be chance
    assert decide.no_effect(*slope, 0.2, True, 0.10, 0.04, 0.1, 0.05) == "contradicted"
    assert decide.no_effect((0.21, 0.4), (0.25, 0.35), 0.2, True, 0.0, 1.0, 0.1, 0.05) == "contradicted"


def test_a_mediation_must_be_large_enough() -> None:
    assert decide.mediation((0.01, 0.3), (0.03, 0.28), 0.15, 0.05, 0.2, 0.2) == "supported"
    assert decide.mediation((0.01, 0.3), (0.03, 0.28), 0.15, 0.05, 0.19, 0.2) == "inconclusive"
    assert decide.mediation((0.001, 0.09), (0.004, 0.08), 0.04, 0.05, 0.5, 0.2) == "inconclusive"
    assert decide.mediation((-0.3, -0.01), (-0.28, -0.03), -0.15, 0.05, 0.5, 0.2) == "contradicted"
    assert decide.mediation((-0.06, 0.06), (-0.049, 0.049), 0.0, 0.05, 0.5, 0.2) == "contradicted"


def test_an_order_and_its_reverse() -> None:
    assert [decide.order(p, 0.95) for p in (0.95, 0.94, 0.06, 0.05)] == [
        "supported",
        "inconclusive",
        "inconclusive",
        "contradicted",
    ]
