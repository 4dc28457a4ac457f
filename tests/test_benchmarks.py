"""What `make bench` holds: a missed ratio fails with a sentence, seconds are said beside the speed of the machine."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks import machine, mixed_models
from benchmarks.mixed_models import Compared
from pipeline.stats.mixed import fit_random_intercepts

FAST = Compared(0.01, 2.0, {"contrasts": 1e-9, "standard errors": 1e-8, "variances between projects": 5e-8})


def test_less_than_a_hundred_times_as_fast_is_a_fault() -> None:
    """2 s against 0.01 s is 200 times, against 0.5 s four times."""
    assert FAST.faults == []
    slow = replace(FAST, ours=0.5)
    assert slow.faults == ["The mixed models are 4 times as fast as statsmodels; at least 100 are wanted."]


def test_six_digits_are_a_fault_in_whichever_number() -> None:
    for name in FAST.apart:
        (fault,) = replace(FAST, apart=FAST.apart | {name: 1e-6}).faults
        assert fault == f"The mixed models agree with statsmodels in 6.0 digits ({name}), not in 7."


def test_a_missed_bound_ends_the_bench_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for found, status in ((FAST, 0), (replace(FAST, ours=0.5), 1)):
        monkeypatch.setattr(mixed_models, "compared", lambda found=found: found)
        assert mixed_models.main() == status
        assert capsys.readouterr().err.count("at least 100 are wanted.") == status


def test_the_models_agree_on_an_uneven_design_and_another_variance_would_show() -> None:
    """Two to about thirty people a project, a tenth of the answers missing: the plain means are not the contrast, and a
    variance between projects that is off by a thousandth is told."""
    values, design, project = mixed_models.drawn(1)
    sizes = np.bincount(project)
    assert sizes.min() >= 2 and sizes.max() > 3 * np.median(sizes) / 2 and 0.05 < np.isnan(values).mean() < 0.15
    (fit,) = fit_random_intercepts(values, design, project)
    assert max(mixed_models.apart([fit], values, design, project).values()) < 1e-7
    means = np.array([np.nanmean(values[design[:, k] == 1, 0]) for k in range(3)])
    assert abs(means @ mixed_models.WEIGHTS - fit.contrast(mixed_models.WEIGHTS).value) > 0.01
    told = mixed_models.apart([replace(fit, tau2=1.001 * fit.tau2)], values, design, project)
    assert told["variances between projects"] == pytest.approx(0.001, rel=1e-3)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (1.4, "bound 1.5 s: held"),
        (
            3.0,
            "not held on this machine; 1.2 s at the speed of the machine of the bounds, this one takes 2.5 x as long: held",
        ),
        (
            5.0,
            "not held on this machine; 2.0 s at the speed of the machine of the bounds, this one takes 2.5 x as long: not",
        ),
    ],
)
def test_a_slow_machine_is_told_from_slow_code(seconds: float, said: str) -> None:
    """3 s are 3 / 2.5 = 1.2 s on the other machine, 5 s are 2 s."""
    assert said in machine.held(seconds, 1.5, 2.5)
