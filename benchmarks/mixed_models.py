"""The random-intercept models of a run, all outcomes at once, against statsmodels one by one: the same data in the same run."""

import time
import warnings

import numpy as np

from pipeline.stats.mixed import fit_random_intercepts

OUTCOMES, PROJECTS, RESPONDENTS = 60, 100, 1000
SHOWN = 12  # outcomes that statsmodels fits; its time is that of one times all of them


def main() -> None:
    """Print seconds, their ratio, and how far the estimates lie apart."""
    from statsmodels.regression.mixed_linear_model import MixedLM

    generator = np.random.default_rng(1)
    project = np.repeat(np.arange(PROJECTS), RESPONDENTS // PROJECTS)
    kind = project % 3
    design = (kind[:, None] == np.arange(3)).astype(float)
    outcomes = generator.normal(size=(PROJECTS, OUTCOMES))[project] * 0.6 + generator.normal(
        size=(RESPONDENTS, OUTCOMES)
    )
    start = time.perf_counter()
    ours = fit_random_intercepts(outcomes, design, project)
    estimates = [fit.contrast(np.array([1.0, -0.5, -0.5])) for fit in ours]
    seconds = time.perf_counter() - start
    start, apart = time.perf_counter(), 0.0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for k in range(SHOWN):
            theirs = MixedLM(outcomes[:, k], design, groups=project).fit(reml=True)
            value = float(theirs.fe_params @ np.array([1.0, -0.5, -0.5]))
            apart = max(apart, abs(value - estimates[k].value))
    other = (time.perf_counter() - start) / SHOWN * OUTCOMES
    print(f"{OUTCOMES} outcomes of {RESPONDENTS} respondents: ours {seconds:.3f} s, statsmodels {other:.1f} s,")
    print(f"{other / seconds:6.0f} x as fast; contrasts at most {apart:.1e} points apart")


if __name__ == "__main__":
    main()
