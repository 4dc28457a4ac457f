"""Factor models by full information against R's lavaan 0.6-14 on the made-up answers of gaps.csv, and by hand.

The numbers are those of `Rscript benchmarks/reference_gaps.R tests/stats/gaps.csv`: cfa(model, d, missing = "fiml",
em.h1.iter.max = 20000, em.h1.tol = 1e-9), for groups with group.equal.
"""

import numpy as np
import pytest

from pipeline.stats.factor import cfa, pattern_of
from pipeline.stats.full_information import full_information
from pipeline.stats.invariance import levels
from pipeline.stats.moments import NotFittedError
from tests.stats.reference import gaps, incomplete_cfa

R_INDICES = {
    "chi2": 22.7183322490782,
    "df": 24,
    "cfi": 1.0,
    "tli": 1.00391892456056,
    "rmsea": 0.0,
    "srmr": 0.0365607973789058,
    "baseline_chi2": 526.568674306991,
}
R_LIKELIHOOD = {"aic": 8959.6584183834, "bic": 9076.2415393269, "loglik": -4449.8292091917}
R_UNRESTRICTED = -4438.47004306716
R_LOADING, R_LOADING_ERROR = 1.21807571108248, 0.155088293928072  # f1 =~ x3
R_INTERCEPT, R_INTERCEPT_ERROR = 3.9116735652525, 0.100474152162034  # x6 ~1
R_RELATED, R_RELATED_ERROR = 0.44782545601185, 0.0873623472618696  # f1 ~~ f2
R_LEVELS = {  # group = "group": configural, metric, scalar
    "chi2": (63.5113065851545, 71.9848776273867, 88.1336652127651),
    "df": (48, 54, 60),
    "cfi": (0.969855307822191, 0.965048166835152, 0.945325000636374),
    "rmsea": (0.0423708639754078, 0.0430150677344611, 0.0510388969432329),
    "srmr": (0.0553929405843731, 0.0681011860201089, 0.073949060748872),
}
R_LEVEL_LOGLIK = (-4430.60671808792, -4434.84350360903, -4442.91789740172)
THREE = pattern_of([3, 3, 3])


def test_equals_lavaan() -> None:
    fit = incomplete_cfa(gaps()[0], THREE)
    for name, value in R_INDICES.items():
        assert getattr(fit.indices, name) == pytest.approx(value, rel=1e-6, abs=1e-7), name
    for name, value in R_LIKELIHOOD.items():
        assert getattr(fit, name) == pytest.approx(value, rel=1e-9), name
    assert fit.loglik + fit.indices.chi2 / 2 == pytest.approx(R_UNRESTRICTED, rel=1e-9)
    found, errors = fit.estimates[0], fit.errors[0]
    assert (found.loadings[2, 0], errors.loadings[2, 0]) == pytest.approx((R_LOADING, R_LOADING_ERROR), abs=3e-6)
    assert (found.intercepts[5], errors.intercepts[5]) == pytest.approx((R_INTERCEPT, R_INTERCEPT_ERROR), abs=3e-6)
    assert (found.factors[1, 0], errors.factors[1, 0]) == pytest.approx((R_RELATED, R_RELATED_ERROR), abs=3e-6)


def test_levels_of_invariance_equal_lavaan() -> None:
    items, groups = gaps()
    found = levels([full_information(items[groups == name]) for name in ("a", "b")], THREE)[:3]
    for name, values in R_LEVELS.items():
        for level, value in zip(found, values, strict=True):
            assert getattr(level.fit.indices, name) == pytest.approx(value, rel=1e-6, abs=5e-7), (level.name, name)
    assert [level.fit.loglik for level in found] == pytest.approx(list(R_LEVEL_LOGLIK), rel=1e-9)
    differences = np.diff(R_LEVELS["chi2"])
    assert [level.chi2_difference for level in found[1:]] == pytest.approx(list(differences), rel=1e-6)


def test_without_gaps_it_is_the_ordinary_fit() -> None:
    """The same likelihood by another search; free means cost neither fit nor degrees of freedom."""
    generator = np.random.default_rng(5)
    items = generator.normal(size=(300, 1)) + generator.normal(size=(300, 5))
    plain, full = cfa(items, pattern_of([5])), incomplete_cfa(items, pattern_of([5]))
    assert full.indices.chi2 == pytest.approx(plain.indices.chi2, rel=1e-7)
    assert full.indices.baseline_chi2 == pytest.approx(plain.indices.baseline_chi2, rel=1e-9)
    assert full.indices.df == plain.indices.df
    assert full.loglik == pytest.approx(plain.loglik, rel=1e-10)
    assert full.estimates[0].loadings == pytest.approx(plain.estimates[0].loadings, abs=1e-5)
    assert full.estimates[0].intercepts == pytest.approx(items.mean(axis=0), abs=1e-6)


def test_items_that_nobody_answered_both_of_do_not_count_as_data() -> None:
    """Two forms, each with an item of its own: one covariance of ten is not there, so that 5 - 1 degrees of freedom remain.
    No loading is lost, as the items of either form go with the three that all answered."""
    generator = np.random.default_rng(6)
    items = generator.normal(size=(800, 1)) * 0.8 + 0.6 * generator.normal(size=(800, 5))
    items[:400, 3], items[400:, 4] = np.nan, np.nan
    fit = incomplete_cfa(items, pattern_of([5]), unit_variances=True)
    assert (fit.indices.df, fit.indices.baseline_df) == (4, 9)
    assert np.abs(fit.estimates[0].loadings[:, 0]) == pytest.approx([0.8] * 5, abs=0.1)
    assert 0 < fit.indices.chi2 < 20
    assert (fit.errors[0].loadings[3:, 0] > 1.1 * fit.errors[0].loadings[:2, 0].mean()).all()


def test_gaps_that_hang_on_an_answer_do_not_move_the_means() -> None:
    """y follows x, and half as many of those with a high x answer y: the plain mean of y is off, full information is not."""
    generator = np.random.default_rng(7)
    common = generator.normal(size=(4000, 1))
    items = common + 0.7 * generator.normal(size=(4000, 4))
    gone = (items[:, 0] > 0) & (generator.random(4000) < 0.8)
    items[gone, 1] = np.nan
    fit = incomplete_cfa(items, pattern_of([4]))
    assert np.nanmean(items[:, 1]) < -0.2
    assert fit.estimates[0].intercepts[1] == pytest.approx(0, abs=0.08)
    assert fit.estimates[0].loadings[1, 0] == pytest.approx(1, abs=0.08)


def test_what_answers_with_gaps_do_not_determine_is_refused() -> None:
    items = np.random.default_rng(1).normal(size=(60, 3))
    with pytest.raises(NotFittedError, match="positive definite"):
        full_information(np.column_stack([items, items[:, 0] + items[:, 1]]))
    with pytest.raises(NotFittedError, match="more parameters"):
        incomplete_cfa(items[:, :2], pattern_of([2]))
