"""How long units last: Kaplan and Meier's share, and Cox's ratio of hazards with units that enter late."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from pipeline.stats.estimate import Estimate
from pipeline.stats.resampling import ExactShare

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
DECIMALS = 9  # times that differ by less are one
STEPS = 100  # of Newton's method, which needs five or so


@dataclass(frozen=True)
class Lasting:
    """The share that lasts to some time, with `variance` of its logarithm (Greenwood's sum)."""

    value: float
    variance: float

    def interval(self, level: float) -> tuple[float, float]:
        """The two-sided interval at a level such as 0.95, normal for log(-log S), as R's survfit(conf.type = "log-log")."""
        half = float(ndtri(0.5 + level / 2)) * np.sqrt(self.variance) / abs(np.log(self.value))
        return float(self.value ** np.exp(half)), float(self.value ** np.exp(-half))


def lasting(durations: Array, ended: Mask, until: float) -> Lasting | ExactShare:
    """The share of units that last beyond `until` (Kaplan and Meier 1958).

    `durations` (n,): from the start to the end or, where a unit has not `ended` (n,), to when it was last seen. Where none has
    ended, or all, the interval is the exact one: over the units seen until then, or over all.
    """
    times, until = np.round(durations, DECIMALS), round(until, DECIMALS)
    share, variance = 1.0, 0.0
    for time in np.unique(times[ended & (times <= until)]):
        at_risk, ends = int((times >= time).sum()), int((ended & (times == time)).sum())
        share *= 1 - ends / at_risk
        variance += ends / (at_risk * (at_risk - ends)) if at_risk > ends else 0.0
    if 0 < share < 1:
        return Lasting(share, variance)
    n = int((times >= until).sum()) if share == 1 else len(times)
    return ExactShare(n if share == 1 else 0, n)


def hazard_ratio(entry: Array, leaving: Array, ended: Mask, first: Mask) -> Estimate | None:
    """Logarithm of the hazard of the `first` group (n,) over that of the others, by Cox's model (1972) of one group.

    A unit is at risk after its `entry` (n,) until its `leaving` (n,), on one scale such as age, `ended` (n,) then or not; ties
    as by Efron (1977). Standard error from the information, normal, as R's coxph(Surv(entry, leaving, ended) ~ first). None
    where the likelihood has no largest value: a group has no end while the other one is at risk.
    """
    begin, end = np.round(entry, DECIMALS), np.round(leaving, DECIMALS)
    firsts, others = [np.empty(0)], [np.empty(0)]  # at risk at each end; of several at a time some have left (Efron)
    for time in np.unique(end[ended]):
        at_risk, now = (begin < time) & (end >= time), ended & (end == time)
        gone = np.arange(now.sum()) / now.sum()
        firsts.append((at_risk & first).sum() - gone * (now & first).sum())
        others.append((at_risk & ~first).sum() - gone * (now & ~first).sum())
    of_first, of_others, ends = np.concatenate(firsts), np.concatenate(others), int((ended & first).sum())
    if not (of_others == 0).sum() < ends < (of_first > 0).sum():
        return None
    log_ratio = 0.0
    for _ in range(STEPS):
        p = of_first / (of_first + of_others * np.exp(-log_ratio))
        step = float((ends - p.sum()) / (p * (1 - p)).sum())
        log_ratio += float(np.clip(step, -1.0, 1.0))
        if abs(step) < 10.0**-DECIMALS:
            break
    p = of_first / (of_first + of_others * np.exp(-log_ratio))
    return Estimate(log_ratio, float((p * (1 - p)).sum() ** -0.5), np.inf, len(entry), len(entry))
