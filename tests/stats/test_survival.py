"""Survival against R: survival 3.5.3, survfit(..., conf.type = "log-log") and coxph(Surv(entry, entry + years, ended) ~ first).

40 units, drawn in R (set.seed(20261126)): group, age when first seen, years until the end was seen or the last look, ended.
`Rscript tests/stats/survival.R` prints the numbers anew.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.stats.resampling import ExactShare
from pipeline.stats.survival import hazard_ratio, lasting

UNITS = pd.read_csv(Path(__file__).parent / "survival.csv")
FIRST, ENDED = UNITS["first"].to_numpy() == 1, UNITS["ended"].to_numpy() == 1
ENTRY, YEARS = UNITS["entry"].to_numpy("float64"), UNITS["last"].to_numpy("float64")
NOBODY = np.zeros(len(UNITS), dtype=bool)


def test_the_ratio_of_hazards_with_late_entry_is_that_of_r() -> None:
    """Seven of each group end, but those of the first have been at risk for less: 2.2 times as often at the same age."""
    found = hazard_ratio(ENTRY, ENTRY + YEARS, ENDED, FIRST)
    assert found is not None
    assert found.value == pytest.approx(0.792985485305, rel=1e-9)
    assert found.se == pytest.approx(0.667643414754, rel=1e-9)
    assert found.interval(0.95) == pytest.approx((-0.515571562128, 2.10154253274), rel=1e-8)


@pytest.mark.parametrize(
    ("first", "until", "share", "low", "high"),
    [
        (False, 1, 0.85, 0.603789699220, 0.948996109794),
        (False, 2, 0.588461538462, 0.319400948547, 0.781650553489),
        (False, 3, 0.588461538462, 0.319400948547, 0.781650553489),
        (True, 1, 0.65, 0.403001199555, 0.815304904978),
        (True, 3, 0.65, 0.403001199555, 0.815304904978),
    ],
)
def test_the_share_that_lasts_is_that_of_r(first: bool, until: int, share: float, low: float, high: float) -> None:
    own = first == FIRST
    found = lasting(YEARS[own], ENDED[own], until)
    assert found.value == pytest.approx(share, rel=1e-11)
    assert found.interval(0.95) == pytest.approx((low, high), rel=1e-10)


def test_who_comes_in_at_the_very_age_of_an_end_was_not_at_risk_of_it() -> None:
    """One of the first ends at 5, one of the others at 7; a unit of each comes in at 5. At 5 one of each is at risk (1/2), at 7
    the other that ends and both late ones: with the ratio r the likelihood is r/(r+1) times 1/(r+2), largest where r² = 2."""
    entry, leaving = np.array([1.0, 1.0, 5.0, 5.0]), np.array([5.0, 7.0, 9.0, 9.0])
    found = hazard_ratio(entry, leaving, np.array([True, True, False, False]), np.array([True, False, True, False]))
    assert found is not None
    assert found.value == pytest.approx(np.log(2) / 2, abs=1e-9)


def test_there_is_no_ratio_where_one_group_has_no_end() -> None:
    for ended in (NOBODY, ENDED & FIRST, ENDED & ~FIRST):
        assert hazard_ratio(ENTRY, ENTRY + YEARS, ended, FIRST) is None


def test_where_none_or_all_end_the_interval_is_the_exact_one() -> None:
    """Of five, two were last seen after one year; nobody ended: 3 of 3 last two years."""
    years = np.array([1.0, 1.0, 2.0, 2.0, 2.0])
    assert lasting(years, np.zeros(5, dtype=bool), 2.0) == ExactShare(3, 3)
    assert lasting(years, np.ones(5, dtype=bool), 2.0) == ExactShare(0, 5)
