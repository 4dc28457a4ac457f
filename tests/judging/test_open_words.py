"""What is said of an open part: whether its interval holds the bound of the claim, or lies wholly short of it."""

import math
from dataclasses import replace
from typing import Literal

import numpy as np
import pytest

from pipeline.judging import contrast_words, decide, share_words, slope_words, slopes, spread_words, words
from pipeline.judging.finding import Finding
from pipeline.rules import (
    Association,
    Dispersion,
    Equivalence,
    Location,
    Mediation,
    NoEffect,
    Place,
    Proportion,
    Share,
    Within,
)
from pipeline.stats import association as related
from pipeline.stats.estimate import Estimate
from pipeline.stats.resampling import Bootstrapped, ExactShare
from tests.judging.evidence import CLAIMS, evidence, judge_one

HALF = 0.196  # of the 95 % interval of an estimate with a standard error of 0.1; 0.164 of the 90 % one
Side = Literal["above", "below"]


def at(value: float, unit: str = "points", word: str | None = None) -> Finding:
    return Finding("PP", "mean", "pole", unit, Estimate(value, 0.1, 1e6, 60, 60), 60, 400, word=word)


def drawn(low: float, high: float, unit: str) -> Finding:
    """95 % of the draws lie between the two."""
    draws = np.linspace(low - (high - low) / 38, high + (high - low) / 38, 20001)
    return Finding("PP - SSE", "spread", "contrast", unit, Bootstrapped((low + high) / 2, draws), 60, 400)


@pytest.mark.parametrize(
    ("side", "value", "said"),
    [
        ("above", 4.5 - HALF + 0.01, "which does not settle whether it lies above 4.5"),
        ("above", 4.5 - HALF - 0.01, "nowhere above 4.5, but not wholly below 4 either, so that it stays open"),
        ("above", 4.0 - HALF + 0.01, "nowhere above 4.5, but not wholly below 4 either, so that it stays open"),
        ("below", 3.5 + HALF - 0.01, "which does not settle whether it lies below 3.5"),
        ("below", 3.5 + HALF + 0.01, "nowhere below 3.5, but not wholly above 4 either, so that it stays open"),
    ],
)
def test_a_mean_that_lies_short_of_its_bound_is_not_said_to_leave_it_open(side: Side, value: float, said: str) -> None:
    rule = CLAIMS["coop_difficult"].rule
    assert isinstance(rule, Place)
    asked, found = replace(rule.locations[0], side=side), at(value)
    assert decide.location(found.ci(0.95), side, 4.0, 0.5) == "inconclusive"
    assert words.location(evidence({}), asked, found, "inconclusive", 4.0, 0.5).endswith(f"), {said}")


@pytest.mark.parametrize(
    ("side", "value", "said"),
    [
        ("above", 0.35, "which does not settle whether it lies more than 0.5 above it"),
        ("above", -0.5 + HALF - 0.04, "nowhere more than 0.5 above it, but neither wholly inside ±0.5 nor wholly more"),
        ("above", -0.5 - HALF + 0.01, "than 0.5 below it, so that it stays open"),
        ("below", -0.35, "which does not settle whether it lies more than 0.5 below it"),
        ("below", 0.5, "nowhere more than 0.5 below it, but neither wholly inside ±0.5 nor wholly more than 0.5 above"),
    ],
)
def test_a_difference_within_persons_short_of_its_bound(side: Side, value: float, said: str) -> None:
    rule = CLAIMS["pp_participation_precondition"].rule
    assert isinstance(rule, Within)
    asked: Location = replace(rule.differences[0], side=side)
    found, sign = at(value), 1 if side == "above" else -1
    ends = [tuple(sorted(sign * end for end in found.ci(level))) for level in (0.95, 0.90)]
    assert decide.contrast((ends[0][0], ends[0][1]), (ends[1][0], ends[1][1]), 0.5) == "inconclusive"
    assert said in words.location(evidence({}), asked, found, "inconclusive", 0.0, 0.5)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.84, 1.16, "which does not settle whether it is more than 1.15 times"),
        (
            0.84,
            1.09,
            "nowhere more than 1.15 times, but neither wholly less than 1.15 times either way nor wholly below 1",
        ),
    ],
)
def test_a_ratio_of_spreads_short_of_its_bound(low: float, high: float, said: str) -> None:
    rule = CLAIMS["sse_hard_generalize"].rule
    assert isinstance(rule, Dispersion)
    found = drawn(math.log(low), math.log(high), "log ratio")
    assert decide.ratio(found.ci(0.95), found.ci(0.90), math.log(1.15)) == "inconclusive"
    alone = spread_words.spread(
        rule, found, found, "inconclusive", ("inconclusive", "inconclusive"), None, 1.15, "in awareness"
    )
    sure = drawn(math.log(1.3), math.log(1.5), "log ratio")
    beside = spread_words.spread(
        rule, sure, found, "inconclusive", ("supported", "inconclusive"), None, 1.15, "in awareness"
    )
    assert said in alone
    assert beside.endswith("which does not settle it") == (high > 1.15)
    assert (said in beside) == (high < 1.15)


@pytest.mark.parametrize(
    ("high", "said"),
    [
        (0.11, "which does not settle whether they are more varied by 0.1"),
        (0.09, "nowhere more varied by 0.1, but not wholly less varied either, so that it stays open"),
    ],
)
def test_a_difference_of_entropies_short_of_its_bound(high: float, said: str) -> None:
    rule = CLAIMS["sse_hard_generalize"].rule
    assert isinstance(rule, Dispersion)
    assert spread_words.entropy(rule, drawn(-0.05, high, "entropy"), "inconclusive", 0.1).endswith(said)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.40, 0.51, "which does not settle whether it is above 50 %"),
        (0.40, 0.50, "nowhere above 50 %, but not wholly below it either, so that it stays open"),
    ],
)
def test_a_share_that_ends_at_its_bound(low: float, high: float, said: str) -> None:
    rule = CLAIMS["pp_political_subset"].rule
    assert isinstance(rule, Proportion)
    share = rule.shares[0]
    assert isinstance(share, Share)
    asked = replace(share, side="above", low=0.5, high=None)
    draws = np.concatenate([np.full(100, low), np.full(100, high)])
    found = Finding("PP", "share", "component", "share", Bootstrapped(0.45, draws), 60, 400)
    assert share_words.share(evidence({}), asked, found, "inconclusive").endswith(said)


def test_a_difference_that_only_the_wording_leaves_open() -> None:
    """Wholly inside 0.5 and 0.2 more, not inside 0.5 less 0.2."""
    rule = CLAIMS["com_improve_life"].rule
    assert isinstance(rule, Equivalence)
    found = at(0.45)
    assert decide.contrast(found.ci(0.95), found.ci(0.90), 0.5, 0.2) == "inconclusive"
    told = contrast_words.contrast(evidence({}), rule.contrast, found, "inconclusive", 0.95, 0.5, 0.2)
    assert "nowhere beyond 0.50 and the 0.20 that the wording may explain, but not wholly inside ±0.50 less" in told
    told = contrast_words.contrast(evidence({}), rule.contrast, at(0.55), "inconclusive", 0.95, 0.5, 0.2)
    assert told.endswith(
        "does not settle whether the difference exceeds 0.50 and the 0.20 that the wording may explain"
    )


@pytest.mark.parametrize(
    ("value", "bias", "said"),
    [
        (0.45, 0.0, "90 % interval 0.29 to 0.61 above), which does not settle whether they differ by less than 0.5"),
        (0.68, 0.0, "95 % interval 0.48 to 0.88 above), which does not settle whether they differ by less than 0.5"),
        (
            0.3,
            0.2,
            "wholly inside ±0.5, but not inside ±0.50 less the 0.20 that the wording may explain, so that it stays",
        ),
        (0.8, 0.2, "wholly outside ±0.5, but not outside ±0.50 and the 0.20 that the wording may explain, so that it"),
    ],
)
def test_a_commonality_says_what_leaves_it_open(value: float, bias: float, said: str) -> None:
    rule = CLAIMS["com_improve_life"].rule
    assert isinstance(rule, Equivalence)
    found = at(value)
    assert decide.equivalence(found.ci(0.95), found.ci(0.90), 0.5, [True], bias)[0] == "inconclusive"
    told = contrast_words.commonality(evidence({}), rule.contrast, found, "inconclusive", 0.5, [], bias)
    assert said in told


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.2, "90 % interval 0.04 to 0.36), which does not settle whether it lies inside ±0.2"),
        (0.38, "95 % interval 0.18 to 0.58), which does not settle whether it lies inside ±0.2"),
    ],
)
def test_a_slope_that_must_be_none_is_told_with_the_interval_that_leaves_it_open(value: float, said: str) -> None:
    rule = CLAIMS["pp_no_awareness"].rule
    assert isinstance(rule, NoEffect)
    assert said in slope_words.no_need(rule.slope, at(value, "slope"), evidence({}), 0.2)


def test_a_slope_on_the_wrong_side_is_not_joined_to_another_as_alike() -> None:
    """Two open slopes that should be negative: one about the bound, one surely positive."""
    rule = CLAIMS["left_interest"].rule
    assert isinstance(rule, Association)
    asked = replace(rule.slopes[0], sign="negative")
    ends = [slope_words.end(asked, at(value, "slope", "inconclusive"), 0.15) for value in (-0.2, -0.1, 0.25)]
    assert ends[0] == ends[1] == "which does not settle whether it lies below -0.15"
    assert ends[2].startswith("nowhere below -0.15")


def test_places_that_are_open_alike_are_said_to_be_open() -> None:
    one, other = at(4.3, word="inconclusive"), replace(at(3.9, word="inconclusive"), side="SSE")
    assert words.beside([one, other], one) == "; beside it, open too, in SSE: 3.90"
    sure, too = at(5.0, word="supported"), replace(at(5.1, word="supported"), side="SSE")
    assert words.beside([sure, too], sure) == "; likewise in SSE: 5.10"


def test_a_pole_that_is_on_its_side_but_not_reached_is_not_said_to_have_no_side() -> None:
    pole = replace(at(4.1), word="undecided")
    told = words.poles([pole], "pole undecided")
    assert "is 4.10, which neither surely reaches the stated side nor surely lies on the other one" in told


def test_an_open_mean_is_judged_and_told_alike() -> None:
    """4.2 in every type: open, and surely below 4.5."""
    reason = judge_one("coop_difficult", evidence({"CP1": {"PP": 4.2, "SOC": 4.2, "SOL": 4.2}})).reason
    assert "nowhere above 4.5, but not wholly below 4 either, so that it stays open" in reason
    assert "settle" not in reason


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (
            -0.15,
            "; likewise the slope of projects of external openness on dual licensing or paid tier is -0.15 standard",
        ),
        (0.30, "lower on external openness (-0.20 standard"),
        (0.30, "which does not settle whether it lies below -0.25; and projects higher on dual licensing or paid tier"),
        (0.30, ", nowhere below -0.25, but neither wholly inside ±0.25 nor wholly above 0.25, so that it stays open."),
    ],
)
def test_open_slopes_are_alike_only_if_the_same_leaves_them_open(
    monkeypatch: pytest.MonkeyPatch, value: float, said: str
) -> None:
    """Two correlations that should lie below -0.25: -0.20, and another one."""
    slopes_of = {"income_market": at(-0.2, "slope"), "dual_licensing_or_paid_tier": at(value, "slope")}
    monkeypatch.setattr(slopes, "slope", lambda asked, bench: slopes_of[asked.predictor[0]])
    judged = judge_one("valorization_ext", evidence({"EXO": {"PP": 4.0, "SOC": 4.0, "SOL": 4.0}}))
    assert judged.verdict == "inconclusive"
    assert said in judged.reason


SHARE = "at least 20 % of the whole difference"


@pytest.mark.parametrize(
    ("low", "indirect", "share", "said"),
    [
        (0.51, 1.11, 0.2, "as the talk says"),
        (0.51, 1.11, 0.19, f"which is there, but not as large as is needed ({SHARE}), so that it stays open"),
        (0.51, 1.11, -3.0, f"which is there, but not as large as is needed ({SHARE}), so that it stays open"),
        (0.01, 0.04, 0.5, "not as large as is needed (at least 0.05 standard deviations), so that it stays open"),
        (0.01, 0.04, math.nan, f"not as large as is needed ({SHARE} and at least 0.05 standard deviations), so that"),
        (-0.01, 1.11, 0.19, "which does not settle whether it is there"),
    ],
)
def test_an_indirect_effect_that_is_surely_there_is_not_said_to_be_doubtful(
    low: float, indirect: float, share: float, said: str
) -> None:
    word = decide.mediation((low, 1.86), (low + 0.01, 1.8), indirect, 0.05, share, 0.2)
    assert said in slope_words.passing((low, 1.86), word, indirect, 0.05, share, 0.2)


def test_a_part_of_no_difference_is_no_number() -> None:
    assert words.part_of_the_whole(math.nan) == ", the whole difference being none"


def test_a_mediation_says_that_its_part_of_the_whole_is_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = CLAIMS["keepout_openness"].rule
    assert isinstance(rule, Mediation)
    draws = np.linspace(-0.5, 0.5, 501)
    found = related.Mediation(Bootstrapped(1.11, 1.11 + draws), Bootstrapped(0.1, 0.1 + draws), 0.3)
    monkeypatch.setattr(slopes, "mediation", lambda *told: found)
    codes = (*rule.mediators, rule.outcome)
    judged = judge_one("keepout_openness", evidence({code: {"PP": 4.0, "SOC": 4.0, "SOL": 4.0} for code in codes}))
    assert judged.verdict == "inconclusive"
    assert f"10 % of the whole difference, which is there, but not as large as is needed ({SHARE})" in judged.reason


SETTLED = "(10 % or more, and not by chance, would mean that the one is needed for the other)"


@pytest.mark.parametrize(
    ("d", "p", "cell", "verdict", "said"),
    [
        (0.09, 0.3, "supported", "supported", f"9 %, and as much in 30 % of the draws by chance alone {SETTLED}."),
        (
            0.17,
            0.3,
            "supported",
            "inconclusive",
            "alone, which does not settle whether the one is needed for the other",
        ),
        (
            0.17,
            0.05,
            "supported",
            "inconclusive",
            "the other (under 10 % would mean that it is not, 10 % or more",
        ),
        (0.17, 0.04, "supported", "contradicted", f"4 % of the draws by chance alone {SETTLED}."),
        (0.09, 0.3, "inconclusive", "inconclusive", "more than 5 % needed, which is not sure); of all"),
        (0.09, 0.3, "contradicted", "inconclusive", "more than 5 % needed, which is not so); of all"),
        (0.09, 0.3, "supported", "supported", "more than 5 % needed); of all"),
    ],
)
def test_a_need_that_is_open_says_what_leaves_it_open(
    monkeypatch: pytest.MonkeyPatch, d: float, p: float, cell: str, verdict: str, said: str
) -> None:
    """A slope of none, and what is left: the cell of little and yet much, and the room that stays empty."""
    lived = replace(at(0.0, "share", cell), inference=ExactShare(20, 80))
    flat = replace(at(0.0, "slope"), inference=Estimate(0.0, 0.05, 1e6, 60, 60))
    monkeypatch.setattr(slopes, "slope", lambda asked, bench: flat)
    monkeypatch.setattr(slopes, "checked", lambda *told: lived)
    monkeypatch.setattr(slopes, "ceiling_effect", lambda *told: related.Ceiling(d, p))
    types = {"PP": 4.0, "SOC": 4.0, "SOL": 4.0}
    judged = judge_one("pp_no_awareness", evidence({"PA": types, "EF1": types}))
    assert judged.verdict == verdict
    assert said in judged.reason
