"""CLASS: whether a rule of several criteria tells peer production from the other side."""

import numpy as np
from numpy.typing import NDArray

from pipeline.claims import Claim
from pipeline.judging import decide, words
from pipeline.judging.bench import Bench
from pipeline.judging.figures import against, percent
from pipeline.judging.finding import SIDES, Finding, told_only
from pipeline.judging.judgement import Judgement, gated, not_testable
from pipeline.judging.profiles import pure_means
from pipeline.rules import Classification, Group
from pipeline.stats.association import group_weights
from pipeline.stats.resampling import Bootstrapped

Array = NDArray[np.float64]


def classification(claim: Claim, rule: Classification, bench: Bench) -> Judgement:
    """Whether "every criterion above the midpoint" finds the declared type."""
    assert rule.index == "conjunction", f"{claim.id}: no rule for the index {rule.index}"
    table, absent = pure_means(bench.evidence, rule.outcomes)
    if absent:
        return not_testable(claim.id, absent, ())
    known = np.isfinite(table.values).all(axis=1)
    above: NDArray[np.bool_] = table.values[known] > bench.rulers.midpoint
    is_it = np.isin(table.types[known], [rule.group.type])
    if is_it.all() or not is_it.any():
        absent = tuple(f"no project of {SIDES[s]} has all of {', '.join(rule.outcomes)}" for s in _without(is_it))
        return not_testable(claim.id, absent, ())
    weights = np.vstack(
        [np.ones(known.sum()), group_weights(table.types[known], bench.counting.draws, bench.counting.seed)]
    )
    every = _accuracy(np.asarray(above.all(axis=1)), is_it, weights)
    single = np.max([_accuracy(above[:, i], is_it, weights)[0] for i in range(above.shape[1])], axis=0)
    necessity = min(float(above[is_it, i].mean()) for i in range(above.shape[1]))
    accuracy, beats = Bootstrapped(float(every[0][0]), every[0][1:]), float((every[0][1:] > single[1:]).mean())
    sensitivity, specificity = float(every[1][0]), float(every[2][0])
    limits = {name: bench.bound(name) for name in ("sensitivity", "necessity", "probability")}
    threshold = bench.bound(rule.threshold)
    failed = {
        f"too few of the projects of peer production are found ({percent(limits['sensitivity'])} needed)": sensitivity
        > limits["sensitivity"],
        f"too few of the others are told apart ({percent(limits['sensitivity'])} needed)": specificity
        > limits["sensitivity"],
        f"too many of them fail one of the criteria ({percent(limits['necessity'])} needed)": necessity
        > limits["necessity"],
        f"one criterion alone may do as well ({percent(limits['probability'])} of the draws needed)": beats
        >= limits["probability"],
    }
    missed = [why for why, holds in failed.items() if not holds]
    word = decide.location(accuracy.interval(0.95), "above", threshold, 0.0)
    word = "inconclusive" if word == "supported" and missed else word
    size = words.number(accuracy.value, "share")
    bounds, needed = words.interval(accuracy.interval(0.95), "share"), words.number(threshold, "share")
    every_one = f"{', '.join(rule.outcomes[:-1])} and {rule.outcomes[-1]}"
    told = f"the rule is that a project above {bench.rulers.midpoint:g} on {every_one} is one of peer production: it finds "
    told += (
        f"{percent(sensitivity)} of the projects of peer production, and rightly leaves out {percent(specificity)} of "
    )
    told += (
        f"the others, a balanced accuracy of {size} (95 % interval {bounds}, more than {needed} needed); the criterion "
    )
    told += f"that the fewest projects of peer production meet is met by {percent(necessity)} of them; all together do better "
    told += f"than the best one alone in {percent(beats)} of the draws"
    told += f"; what is missing: {'; '.join(missed)}" if missed else f", {words.SAYS}" if word == "supported" else ""
    part = Finding(
        "PP - SSE", "balanced accuracy of all criteria together", "contrast", "share", accuracy, int(known.sum()), 0
    )
    shown = {
        "share of peer production that the criteria find": (sensitivity, limits["sensitivity"]),
        "share of the others that they leave out": (specificity, limits["sensitivity"]),
        "share of peer production for which the rarest criterion holds": (necessity, limits["necessity"]),
        "share of the draws in which all together do better than the best one": (beats, limits["probability"]),
    }
    others = [told_only(part, what, against(*pair)) for what, pair in shown.items()]
    judged = Judgement(claim.id, word, words.sentence(told), parts=(part, *others))
    judged = judged.measured(part, accuracy, accuracy.interval(0.95), threshold)
    gate = bench.models.gate.behind(
        bench.evidence, [(Group("PP"), int(is_it.sum())), (Group("SSE"), int((~is_it).sum()))]
    )
    return gated(judged, (gate,)) if gate else judged


def _without(is_it: NDArray[np.bool_]) -> list[str]:
    """The sides of which there is nothing."""
    return [side for side, there in (("PP", is_it.any()), ("SSE", (~is_it).any())) if not there]


def _accuracy(said: NDArray[np.bool_], is_it: NDArray[np.bool_], weights: Array) -> tuple[Array, Array, Array]:
    """Balanced accuracy, sensitivity and specificity under each row of weights."""
    found = weights[:, is_it] @ said[is_it] / weights[:, is_it].sum(axis=1)
    spared = weights[:, ~is_it] @ ~said[~is_it] / weights[:, ~is_it].sum(axis=1)
    return (found + spared) / 2, found, spared
