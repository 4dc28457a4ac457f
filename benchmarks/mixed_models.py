"""The random-intercept models of a run, all outcomes at once, against statsmodels one by one: the same data in the same run.

The projects are of unequal sizes and a tenth of the answers are missing: in an even design a contrast is the difference of
plain means, whatever the variances. So are compared contrasts, their standard errors and the variances between projects. Ends
with status 1 where ours are less than `LEAST` times as fast, or agree in fewer than `DIGITS` digits.
"""

import sys
import time
import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.mixed import RandomIntercept, fit_random_intercepts

OUTCOMES, PROJECTS, RESPONDENTS = 60, 100, 1000
SHOWN = 4  # outcomes that statsmodels fits; its time is that of one times all of them
WEIGHTS = np.array([1.0, -0.5, -0.5])
LEAST = 100.0
DIGITS = 7
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Compared:
    """Seconds of all outcomes, ours and theirs; how far apart, relative to theirs, at most: contrasts, errors and variances."""

    ours: float
    theirs: float
    apart: dict[str, float]

    @property
    def digits(self) -> float:
        """In how many digits all of them agree."""
        return float(-np.log10(max(*self.apart.values(), 1e-16)))

    @property
    def faults(self) -> list[str]:
        """A sentence for each bound that is missed."""
        ratio, found = self.theirs / self.ours, list[str]()
        if ratio < LEAST:
            found.append(
                f"The mixed models are {ratio:.0f} times as fast as statsmodels; at least {LEAST:g} are wanted."
            )
        if self.digits < DIGITS:
            worst = max(self.apart, key=lambda name: self.apart[name])
            found.append(
                f"The mixed models agree with statsmodels in {self.digits:.1f} digits ({worst}), not in {DIGITS}."
            )
        return found


def drawn(outcomes: int) -> tuple[Array, Array, NDArray[np.int64]]:
    """Outcomes (respondents, outcomes) with missing values, a design of three unequal types, and each one's project."""
    generator = np.random.default_rng(1)
    sizes = generator.multinomial(RESPONDENTS - 2 * PROJECTS, generator.dirichlet(np.full(PROJECTS, 2.0))) + 2
    project = np.repeat(np.arange(PROJECTS), sizes)
    kind = generator.choice(3, PROJECTS, p=(0.5, 0.3, 0.2))[project]
    errors = generator.normal(size=(RESPONDENTS, OUTCOMES))
    values = generator.normal(size=(PROJECTS, OUTCOMES))[project] * 0.6 + errors
    values[generator.random(values.shape) < 0.1] = np.nan
    return values[:, :outcomes], (kind[:, None] == np.arange(3)).astype(float), project


def compared(outcomes: int = OUTCOMES, shown: int = SHOWN) -> Compared:
    """Fit all of them ours, and some theirs: by their defaults for the time, and to the end for the numbers."""
    values, design, project = drawn(outcomes)
    start = time.perf_counter()
    ours = fit_random_intercepts(values, design, project)
    for fit in ours:
        fit.contrast(WEIGHTS)
    seconds = time.perf_counter() - start
    start = time.perf_counter()
    for k in range(shown):
        _theirs(values[:, k], design, project)
    other = (time.perf_counter() - start) / shown * outcomes
    return Compared(seconds, other, apart(ours[:shown], values, design, project))


def apart(ours: list[RandomIntercept], values: Array, design: Array, project: NDArray[np.int64]) -> dict[str, float]:
    """The largest differences of these fits from statsmodels', relative to statsmodels' numbers."""
    found = {"contrasts": 0.0, "standard errors": 0.0, "variances between projects": 0.0}
    for k, fit in enumerate(ours):
        estimate, theirs = fit.contrast(WEIGHTS), _theirs(values[:, k], design, project, exact=True)
        for name, own, other in zip(found, (estimate.value, estimate.se, fit.tau2), theirs, strict=True):
            found[name] = max(found[name], abs(own / other - 1))
    return found


def _theirs(
    outcome: Array, design: Array, project: NDArray[np.int64], exact: bool = False
) -> tuple[float, float, float]:
    """Contrast, standard error and variance between projects by statsmodels. Its own standard errors allow for the variances'
    being estimated, where those of lme4 take them as given: that part of its Hessian is taken."""
    from statsmodels.regression.mixed_linear_model import MixedLM

    known = np.isfinite(outcome)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = MixedLM(outcome[known], design[known], groups=project[known])
        fit = model.fit(reml=True, **({"method": "bfgs", "gtol": 1e-11} if exact else {}))
        hessian = model.hessian(fit.params_object)[0]
    covariance = np.linalg.inv(-hessian[: len(WEIGHTS), : len(WEIGHTS)])
    error = float(np.sqrt(WEIGHTS @ covariance @ WEIGHTS))
    return float(fit.fe_params @ WEIGHTS), error, float(np.asarray(fit.cov_re)[0, 0])


def main() -> int:
    """Print seconds, their ratio, and how far the numbers lie apart; 1 where a bound is missed."""
    found = compared()
    ratio = found.theirs / found.ours
    print(
        f"{OUTCOMES} outcomes of {RESPONDENTS} respondents: ours {found.ours:.3f} s, statsmodels {found.theirs:.1f} s,"
    )
    print(f"{ratio:6.0f} x as fast (at least {LEAST:g} x); agreeing in {found.digits:.1f} digits (at least {DIGITS}):")
    print("       " + ", ".join(f"{name} {value:.1e}" for name, value in found.apart.items()) + " apart at most")
    for fault in found.faults:
        print(fault, file=sys.stderr)
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())
