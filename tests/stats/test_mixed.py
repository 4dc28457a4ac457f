"""Random-intercept models against closed forms that can be checked by hand, and against R (lme4 1.1, lmerTest 3.1)."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.stats.mixed import fit_random_intercepts

REFERENCE = Path(__file__).parents[3] / "shared" / "reference" / "likert.csv"

# What lme4 and lmerTest gave for s1 ~ 1 + (1 | project) and s1 ~ type + (1 | project) on the reference data.
LMER = {
    "intercept": 3.18995410682003,
    "se": 0.0550355731460778,
    "tau2": 0.327688766873337,
    "sigma2": 0.503979669092516,
}
LMER_LOGLIK = -2297.72254413779
LMER_TYPE = {
    "b": 0.914728315802074,
    "se": 0.0721648514411438,
    "df": 120.196612758016,
    "p": 6.71602707038784e-24,
}


def balanced(groups: int, size: int, seed: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    generator = np.random.default_rng(seed)
    labels = np.repeat(np.arange(groups), size)
    return generator.normal(size=groups)[labels] + generator.normal(size=groups * size), labels


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), groups=st.integers(4, 12), size=st.integers(2, 9))
def test_balanced_data_give_the_analysis_of_variance(seed: int, groups: int, size: int) -> None:
    """In balanced data REML equals the ANOVA estimates where these are positive, else the variance between is zero."""
    y, labels = balanced(groups, size, seed)
    means = y.reshape(groups, size).mean(axis=1)
    msb = size * means.var(ddof=1)
    msw = ((y.reshape(groups, size) - means[:, None]) ** 2).sum() / (groups * (size - 1))
    fit = fit_random_intercepts(y[:, None], np.ones((len(y), 1)), labels)[0]
    assert fit.coefficients[0] == pytest.approx(y.mean(), abs=1e-9)
    if msb > msw:
        assert fit.tau2 == pytest.approx((msb - msw) / size, rel=1e-6, abs=1e-9)
        assert fit.sigma2 == pytest.approx(msw, rel=1e-6)
        assert fit.contrast(np.ones(1)).df == pytest.approx(groups - 1, rel=1e-6)
        assert fit.contrast(np.ones(1)).se == pytest.approx(np.sqrt(msb / len(y)), rel=1e-6)
    else:
        assert fit.tau2 == 0
        assert fit.sigma2 == pytest.approx(y.var(ddof=1), rel=1e-9)


def test_a_contrast_between_groups_in_balanced_data_is_the_t_test_on_group_means() -> None:
    y, labels = balanced(20, 5, seed=3)
    first = labels < 10
    means = y.reshape(20, 5).mean(axis=1)
    design = np.column_stack([first, ~first]).astype(float)
    contrast = fit_random_intercepts(y[:, None], design, labels)[0].contrast(np.array([1.0, -1.0]))
    pooled = (means[:10].var(ddof=1) + means[10:].var(ddof=1)) / 2
    assert contrast.value == pytest.approx(means[:10].mean() - means[10:].mean())
    assert contrast.se == pytest.approx(np.sqrt(pooled * 2 / 10), rel=1e-6)
    assert contrast.df == pytest.approx(18, rel=1e-6)
    assert (contrast.n, contrast.groups) == (100, 20)


def test_outcomes_are_fitted_as_if_alone_and_missing_answers_are_left_out() -> None:
    y, labels = balanced(12, 4, seed=5)
    holes = y.copy()
    holes[[0, 7, 30]] = np.nan
    seen = np.isfinite(holes)
    both = fit_random_intercepts(np.column_stack([y, holes]), np.ones((48, 1)), labels)
    alone = fit_random_intercepts(holes[seen][:, None], np.ones((45, 1)), labels[seen])[0]
    assert both[1].tau2 == pytest.approx(alone.tau2, rel=1e-9)
    assert both[1].loglik == pytest.approx(alone.loglik, rel=1e-9)
    assert (both[0].n, both[1].n) == (48, 45)


def test_adding_a_constant_moves_the_means_and_nothing_else() -> None:
    y, labels = balanced(12, 4, seed=8)
    design = np.column_stack([labels < 6, labels >= 6]).astype(float)
    plain, moved = fit_random_intercepts(np.column_stack([y, y + 1000]), design, labels)
    assert moved.coefficients - plain.coefficients == pytest.approx([1000, 1000], abs=1e-6)
    assert moved.tau2 == pytest.approx(plain.tau2, rel=1e-6)
    assert moved.contrast(np.array([1.0, -1.0])).value == pytest.approx(plain.contrast(np.array([1.0, -1.0])).value)


def test_a_constant_outcome_has_no_variance_and_no_warning() -> None:
    fit = fit_random_intercepts(np.full((12, 1), 5.0), np.ones((12, 1)), np.repeat([0, 1, 2], 4))[0]
    assert (fit.coefficients[0], fit.tau2, fit.sigma2) == (5.0, 0.0, 0.0)


def test_too_few_observations_are_refused() -> None:
    with pytest.raises(AssertionError, match="no more observations"):
        fit_random_intercepts(np.array([[1.0], [2.0]]), np.eye(2), np.array([0, 1]))


@pytest.fixture(scope="module")
def likert() -> dict[str, NDArray[np.float64] | NDArray[np.str_]]:
    if not REFERENCE.is_file():
        pytest.skip("the reference data set of the R comparison is not here")
    with REFERENCE.open(newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        "s1": np.array([float(row["s1"]) for row in rows]),
        "project": np.array([row["project"] for row in rows]),
        "type": np.array([row["type"] for row in rows]),
    }


def test_equals_lme4(likert: dict[str, NDArray[np.float64]]) -> None:
    fit = fit_random_intercepts(likert["s1"][:, None], np.ones((len(likert["s1"]), 1)), likert["project"])[0]
    assert fit.coefficients[0] == pytest.approx(LMER["intercept"], rel=1e-8)
    assert np.sqrt(fit.covariance[0, 0]) == pytest.approx(LMER["se"], rel=1e-7)
    assert fit.tau2 == pytest.approx(LMER["tau2"], rel=1e-7)
    assert fit.sigma2 == pytest.approx(LMER["sigma2"], rel=1e-8)
    assert fit.loglik == pytest.approx(LMER_LOGLIK, rel=1e-10)


def test_equals_lmertest(likert: dict[str, NDArray[np.float64]]) -> None:
    second = likert["type"] == "B"
    design = np.column_stack([~second, second]).astype(float)
    fit = fit_random_intercepts(likert["s1"][:, None], design, likert["project"])[0]
    contrast = fit.contrast(np.array([-1.0, 1.0]))
    assert contrast.value == pytest.approx(LMER_TYPE["b"], rel=1e-8)
    assert contrast.se == pytest.approx(LMER_TYPE["se"], rel=1e-7)
    assert contrast.df == pytest.approx(LMER_TYPE["df"], rel=1e-6)
    assert 2 * contrast.p_at_most(0) == pytest.approx(LMER_TYPE["p"], rel=1e-5)


def test_groups_of_one_give_the_t_test_on_persons() -> None:
    values = np.random.default_rng(5).normal(size=(24, 1))
    side = np.repeat([0.0, 1.0], 12)
    design = np.column_stack([1 - side, side])
    fitted = fit_random_intercepts(values, design, np.arange(24))[0].contrast(np.array([-1.0, 1.0]))
    first, second = values[:12, 0], values[12:, 0]
    assert fitted.value == pytest.approx(second.mean() - first.mean())
    assert fitted.se**2 == pytest.approx((first.var(ddof=1) + second.var(ddof=1)) / 2 / 6)
    assert fitted.df == pytest.approx(22)
