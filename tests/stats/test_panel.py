"""Persons within groups against the nested analysis of variance, which REML equals in balanced data."""

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.stats.mixed import fit_random_intercepts
from pipeline.stats.panel import fit_with_persons

GROUPS, PERSONS, TIMES = 16, 7, 2


def nested(seed: int, between: float) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    generator = np.random.default_rng(seed)
    group = np.repeat(np.arange(GROUPS), PERSONS * TIMES)
    person = np.repeat(np.arange(GROUPS * PERSONS), TIMES)
    y = generator.normal(size=GROUPS)[group] + between * generator.normal(size=GROUPS * PERSONS)[person]
    return y + generator.normal(size=len(group)), group, person


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_balanced_data_give_the_nested_analysis_of_variance(seed: int) -> None:
    y, group, person = nested(seed, 1.2)
    by_person = y.reshape(-1, TIMES)
    by_group = y.reshape(GROUPS, -1).mean(axis=1)
    error = ((by_person - by_person.mean(axis=1, keepdims=True)) ** 2).sum() / (GROUPS * PERSONS * (TIMES - 1))
    persons = by_person.mean(axis=1).reshape(GROUPS, PERSONS)
    msp = TIMES * ((persons - persons.mean(axis=1, keepdims=True)) ** 2).sum() / (GROUPS * (PERSONS - 1))
    msg = TIMES * PERSONS * by_group.var(ddof=1)
    assert msg > msp > error  # else the estimates lie at their bound
    fit = fit_with_persons(y[:, None], np.ones((len(y), 1)), group, person)[0]
    assert fit.sigma2 == pytest.approx(error, rel=1e-4)
    assert fit.omega2 == pytest.approx((msp - error) / TIMES, rel=1e-4)
    assert fit.tau2 == pytest.approx((msg - msp) / (TIMES * PERSONS), rel=1e-4)
    mean = fit.contrast(np.ones(1))
    assert mean.value == pytest.approx(y.mean())
    assert mean.se == pytest.approx(np.sqrt(msg / len(y)), rel=1e-5)
    assert mean.df == pytest.approx(GROUPS - 1, rel=1e-3)


def test_a_contrast_of_groups_is_the_t_test_on_their_means() -> None:
    y, group, person = nested(5, 1.0)
    half = group < GROUPS // 2
    design = np.column_stack([half, ~half]).astype(float)
    found = fit_with_persons(y[:, None], design, group, person)[0].contrast(np.array([1.0, -1.0]))
    means = y.reshape(GROUPS, -1).mean(axis=1)
    first, second = means[: GROUPS // 2], means[GROUPS // 2 :]
    se = np.sqrt((first.var(ddof=1) + second.var(ddof=1)) / (GROUPS // 2))
    assert found.value == pytest.approx(first.mean() - second.mean())
    assert found.se == pytest.approx(se, rel=1e-5)
    assert found.df == pytest.approx(GROUPS - 2, rel=1e-3)


def test_who_answers_once_changes_nothing() -> None:
    y, group, _ = nested(6, 0.0)
    alone = fit_with_persons(y[:, None], np.ones((len(y), 1)), group, np.arange(len(y)))[0]
    plain = fit_random_intercepts(y[:, None], np.ones((len(y), 1)), group)[0]
    assert alone.omega2 == 0
    assert alone.covariance == pytest.approx(plain.covariance)


def test_unbalanced_data_reach_the_largest_restricted_likelihood() -> None:
    """Against the dense covariance matrix: no nearby variances give a larger likelihood, and the fixed effects are GLS's."""
    y, group, person = nested(8, 1.0)
    kept = np.random.default_rng(1).random(len(y)) < 0.7
    y, group, person = y[kept], group[kept], person[kept]
    design = np.column_stack([np.ones(len(y)), group % 2]).astype(float)
    fit = fit_with_persons(y[:, None], design, group, person)[0]

    def restricted(tau2: float, omega2: float, sigma2: float) -> tuple[float, NDArray[np.float64]]:
        v = tau2 * (group[:, None] == group) + omega2 * (person[:, None] == person) + sigma2 * np.eye(len(y))
        inverse = np.linalg.inv(v)
        w = design.T @ inverse @ design
        b = np.linalg.solve(w, design.T @ inverse @ y)
        rest = y - design @ b
        logs = np.linalg.slogdet(v)[1] + np.linalg.slogdet(w)[1]
        return float(logs + rest @ inverse @ rest), b

    best, b = restricted(fit.tau2, fit.omega2, fit.sigma2)
    assert fit.coefficients == pytest.approx(b, rel=1e-9)
    for step in (0.98, 1.02):
        assert best < restricted(fit.tau2 * step, fit.omega2, fit.sigma2)[0]
        assert best < restricted(fit.tau2, fit.omega2 * step, fit.sigma2)[0]
        assert best < restricted(fit.tau2, fit.omega2, fit.sigma2 * step)[0]
