"""Whether one side merely likes the ends of the answer scale, for claims on how widely a side differs among itself.

Gate G4 knows agreeing with everything, not stretching every answer away from the middle, which widens all spreads alike. The
persons of a project on the scales that the claim does not look at show it: a side whose answers spread more widely there too,
by as much, need not be more diverse in what the claim speaks of. Such a word stands (methods C7) and is called style-sensitive.
"""

import math
from dataclasses import replace

from pipeline.claims import Claim
from pipeline.judging import decide, words
from pipeline.judging.bench import Bench
from pipeline.judging.finding import in_words
from pipeline.judging.judgement import Judgement
from pipeline.rules import Dispersion
from pipeline.stats.resampling import Bootstrapped

DECIDED = ("supported", "contradicted")


def check(claim: Claim, judged: Judgement, bench: Bench) -> Judgement:
    """The judgement, with the suffix where the ratio of spreads, divided by that of the persons around the mean of their
    project on all other scales, gives no word or another one. Where that second ratio may be one, nothing was stretched."""
    rule = claim.rule
    if not isinstance(rule, Dispersion) or rule.measure != "sd" or judged.verdict not in DECIDED or not judged.parts:
        return judged
    asked = bench.evidence.instrument
    others = tuple(code for code in (*asked.difference, *asked.structure) if code not in rule.outcomes)
    elsewhere = bench.spread.within_ratio(replace(rule, level="total", outcomes=others, shares=()))
    stretch = elsewhere.inference
    spreads = [part.inference for part in judged.parts[: 2 * len(rule.outcomes) if rule.each else 1 : 2]]
    drawn = [spread for spread in spreads if isinstance(spread, Bootstrapped)]
    if len(drawn) < len(spreads) or not isinstance(stretch, Bootstrapped):
        return judged
    low, high = stretch.interval(0.95)
    if low <= 0 <= high:
        return judged
    less = [Bootstrapped(spread.value - stretch.value, spread.draws - stretch.draws) for spread in drawn]
    bound = math.log(bench.bound(rule.bound))
    word = decide.combine([decide.ratio(left.interval(0.95), left.interval(0.90), bound) for left in less])
    if word == judged.verdict:
        return judged
    side, times = in_words(rule.plus), math.exp(stretch.value)
    told = f"within their projects the answers of {side} to other questions spread {times:.2f} times as widely, too "
    told += f"(95 % interval {words.number(math.exp(low), 'ratio')} to {words.number(math.exp(high), 'ratio')}); "
    told += f"with that divided out the word would be '{word}'"
    marked = judged.marked("G4", told, math.exp(stretch.value), 1.0, "style-sensitive")
    return replace(marked, reason=f"{judged.reason.rstrip('.')}; {told}.")
