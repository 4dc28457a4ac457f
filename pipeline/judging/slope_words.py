"""What a slope says, in words: how much of the one goes with how much of the other, where, and what that decides."""

import re
from collections.abc import Sequence

from pipeline.judging import decide, words
from pipeline.judging.evidence import Evidence
from pipeline.judging.finding import SIDES, Finding, in_words
from pipeline.rules import Slope

WHERE = {
    "within": "among members of the same project",
    "respondent": "over all persons",
}
WHO = {"between": "projects"}
PLACE = re.compile(r"^place from (\w+) \(low\) to (\w+) \(high\)")  # what an item between two ends is called
ENDS = re.compile(r"^the scale from (?P<low>\w+) to (?P<high>\w+)\b")  # what a sentence calls it


def goes_with(asked: Slope, found: Finding, evidence: Evidence, level: float) -> str:
    """That who is higher on the predictor is higher or lower on the outcome, by how much, and the interval of a confidence
    level; of a slope whose interval holds zero, its value alone, since no direction was found."""
    outcome, predictor = named(evidence, asked.outcome), named(evidence, asked.predictor)
    held = f", {named(evidence, asked.given)} held constant," if asked.given else ""
    bounds = words.interval(found.ci(level), "slope")
    size = f"{found.value:.2f} standard deviations for each one, {100 * level:.0f} % interval {bounds}"
    low, high = found.ci(level)
    if low <= 0 <= high:
        whose = " of projects" if asked.level == "between" else ""
        return f"the slope{whose} of {named(evidence, asked.outcome)} on {named(evidence, asked.predictor)}{held} is {size}"
    who, than = WHO.get(asked.level, "those"), _compared(outcome, found.value >= 0)
    return f"{who} {_compared(predictor, higher=True)}{held} are {than} ({size})"


def _compared(name: str, higher: bool) -> str:
    """`higher on political will`; on a scale between two named ends `further to the left on the scale from left to right`."""
    ends = ENDS.search(name)
    if ends is None:
        return f"{'higher' if higher else 'lower'} on {name}"
    return f"further to the {ends['high' if higher else 'low']} on {name}"


def named(evidence: Evidence, codes: Sequence[str]) -> str:
    """What a slope looks at in words; several as their mean."""
    listed = " and ".join(PLACE.sub(r"the scale from \1 to \2", evidence.name(code)) for code in codes)
    return f"the mean of {listed}" if len(codes) > 1 else listed


def apart(there: Finding, difference: Finding) -> str:
    """The end of a sentence on a slope: the same slope in another group, and by how much it is higher in this one."""
    higher, here = ("higher", "lower"), SIDES[difference.side.split(" - ")[0]]
    bounds = words.interval(there.ci(0.95), "slope"), words.sided(difference.ci(0.95), "slope", higher)
    told = f"; in {SIDES[there.side]} that slope is {there.value:.2f} (95 % interval {bounds[0]}); the two slopes differ by "
    told += (
        f"{abs(difference.value):.2f}, it being {higher[difference.value < 0]} in {here} (95 % interval {bounds[1]})"
    )
    return f"{told}, which is shown and not judged"


def measured(asked: Slope, found: Finding, evidence: Evidence, level: float) -> str:
    """The slope with the group and the level that it was measured in."""
    group = [] if asked.group.type == "ALL" else [f"in {in_words(asked.group)}"]
    where = [WHERE[asked.level]] if asked.level in WHERE else []
    return ", ".join([*group, *where, goes_with(asked, found, evidence, level)])


def decided(asked: Slope, found: Finding, evidence: Evidence, bound: float) -> str:
    """The slope, the interval that decides, and what its word rests on."""
    level = deciding(asked, found, bound)
    return f"{measured(asked, found, evidence, level)}, {end(asked, found, bound)}"


def no_need(asked: Slope, found: Finding, evidence: Evidence, bound: float) -> str:
    """A slope that the talk denies, with the 90 % interval that would settle that there is none."""
    low, high = found.ci(0.90)
    level = 0.95 if low > bound or high < -bound else 0.90  # beyond it, the one of 95 % decides
    told = f"{measured(asked, found, evidence, level)}, "
    if -bound < low and high < bound:
        return f"{told}wholly inside ±{bound:g}"
    if found.ci(0.95)[1] < -bound:
        return f"{told}wholly below {-bound:g}, which is a relation, but no need"
    if found.ci(0.95)[0] > bound:
        return f"{told}wholly above {bound:g}"
    return f"{told}which does not settle whether it lies inside ±{bound:g}"


def passing(bounds: words.Interval, word: str, indirect: float, bound: float, share: float, least: float) -> str:
    """What the word of an indirect effect rests on; an open one may surely be there, but not be large enough alone (standard
    deviations) or in the whole difference (share)."""
    if word != "inconclusive":
        return {"supported": words.SAYS, "contradicted": words.AGAINST}[word]
    if bounds[0] <= 0:
        return "which does not settle whether it is there"
    needed = [] if share >= least else [f"at least {words.number(least, 'share')} of the whole difference"]
    needed += [] if indirect >= bound else [f"at least {bound:g} standard deviations"]
    return f"which is there, but not as large as is needed ({' and '.join(needed)}), {words.OPEN}"


def room(d: float, p: float, limit: float, alpha: float) -> str:
    """What the empty room above says of a need: a share `d` of the whole, and the share `p` of the draws with as much by
    chance. From `limit` on it would be a need, if it is no chance; where it may be, it settles nothing."""
    told = "the combinations of little of the one and much of the other that never occur make up "
    told += f"{100 * d:.0f} %, and as much in {100 * p:.0f} % of the draws by chance alone"
    edge, needed = f"{100 * limit:g} %", "the one is needed for the other"
    if d < limit or p < alpha:
        return f"{told} ({edge} or more, and not by chance, would mean that {needed})"
    told += f", which does not settle whether {needed}"
    return f"{told} (under {edge} would mean that it is not, {edge} or more, and not by chance, that it is)"


def deciding(asked: Slope, found: Finding, bound: float) -> float:
    """The confidence level of the interval that a word rests on."""
    reached = asked.sign == "not negative" and _together(asked, found, bound) == "supported"
    return 0.90 if found.word == "equivalent" or reached else 0.95


def end(asked: Slope, found: Finding, bound: float) -> str:
    """What the word of a slope rests on; an open one is held against the bound on its own side, and where it lies wholly short
    of that one, against what would refute it as well."""
    beyond = {
        "positive": f"above {bound:g}",
        "negative": f"below {-bound:g}",
        "not negative": f"above {-bound:g}",
    }[asked.sign]
    other = {
        "positive": f"below {-bound:g}",
        "negative": f"above {bound:g}",
        "not negative": f"below {-bound:g}",
    }[asked.sign]
    low, high = found.ci(0.95)
    short = {"positive": high <= bound, "negative": low >= -bound, "not negative": False}[asked.sign]
    if short and found.word == "inconclusive" == _together(asked, found, bound):
        return words.unreached(beyond, f"inside ±{bound:g}", other)
    return {
        "supported": f"wholly {beyond}, {words.SAYS}",
        "contradicted": f"wholly {other}, {words.AGAINST}",
        "equivalent": f"wholly inside ±{bound:g}, so that there is no relevant association",
        "inconclusive": _open(_together(asked, found, bound), beyond, other),
    }[str(found.word)]


def _open(together: str, beyond: str, other: str) -> str:
    if together in ("supported", "contradicted"):
        return f"wholly {beyond if together == 'supported' else other}, but not so in two thirds of the waves"
    return f"which does not settle whether it lies {beyond}"


def _together(asked: Slope, found: Finding, bound: float) -> str:
    """What all waves together would say, before their directions are looked at one by one."""
    (low95, high95), (low90, high90) = found.ci(0.95), found.ci(0.90)
    if asked.sign == "negative":
        low95, high95, low90, high90 = -high95, -low95, -high90, -low90
    return decide.association((low95, high95), (low90, high90), bound, asked.sign == "not negative")
