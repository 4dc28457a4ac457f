"""How fast this machine is beside the one of the bounds in seconds, so that slow code is told from a slow machine.

There statsmodels took 5.8 s for 60 random-intercept models of 1,000 respondents; here some of them are fitted, in the same
process as what is measured.
"""

import time
import warnings
from dataclasses import dataclass

import numpy as np

THERE = 5.8  # seconds of statsmodels, for all outcomes
OUTCOMES, PROJECTS, RESPONDENTS = 60, 100, 1000
FITTED = 6


@dataclass(frozen=True)
class Speed:
    """How many times as long as there this machine takes, by the clock and by the processor's time."""

    clock: float
    processor: float


def speed() -> Speed:
    """Measured with statsmodels on an even design; with what else runs here in it, as far as the clock goes."""
    from statsmodels.regression.mixed_linear_model import MixedLM

    generator = np.random.default_rng(1)
    project = np.repeat(np.arange(PROJECTS), RESPONDENTS // PROJECTS)
    design = (project[:, None] % 3 == np.arange(3)).astype(float)
    shape = (RESPONDENTS, FITTED)
    outcomes = generator.normal(size=(PROJECTS, FITTED))[project] * 0.6 + generator.normal(size=shape)
    start, used = time.perf_counter(), time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for outcome in outcomes.T:
            MixedLM(outcome, design, groups=project).fit(reml=True)
    there = THERE * FITTED / OUTCOMES
    return Speed((time.perf_counter() - start) / there, (time.process_time() - used) / there)


def held(measured: float, bound: float, slower: float, unit: str = "s") -> str:
    """Whether a bound is held here; where it is not, also by what it would take on the other machine, `slower` times faster."""
    said = f"bound {bound:g} {unit}: "
    if measured <= bound:
        return said + "held"
    there = measured / slower
    told = f"{there:.1f} {unit} at the speed of the machine of the bounds, this one takes {slower:.1f} x as long"
    return f"{said}not held on this machine; {told}: {'held' if there <= bound else 'not held'} there"
