"""What a difference of spreads says, in words: standard deviations as multiples, entropies on their scale from 0 to 1."""

import math

from pipeline.judging import words
from pipeline.judging.finding import Finding, in_words
from pipeline.rules import Dispersion


def spread(
    rule: Dispersion,
    found: Finding,
    relative: Finding,
    word: str,
    said: tuple[str, str],
    detail: str | None,
    bound: float,
    about: str,
) -> str:
    """What a ratio of standard deviations says, in multiples; `relative`: the same with the means taken into account; `said`:
    the words of the two, each by itself; `bound`: the smallest ratio of interest; `about`: in what."""
    units = "projects" if rule.level == "between" else "people"
    start = (
        f"the {units} of {in_words(rule.plus)} differ {math.exp(found.value):.2f} times as widely among themselves as "
    )
    start += f"those of {in_words(rule.minus)} {about} ({_times(found, said[0])})"
    end = {
        "supported": f"wholly beyond {bound:g} times, {words.SAYS}, also where the means are taken into account",
        "contradicted": f"and not more widely, {words.AGAINST}",
        "equivalent": f"which is no relevant difference (less than {bound:g} times either way)",
        "mixed": f"but {detail}",
        "inconclusive": _open(found, bound) or f"which does not settle whether it is more than {bound:g} times",
    }
    if said[0] in (said[1], "inconclusive"):
        return f"{start}, {end[word]}"
    alone = end[said[0]].removesuffix(", also where the means are taken into account")
    corrected = (
        f"with the means taken into account it is {math.exp(relative.value):.2f} times ({_times(relative, said[1])})"
    )
    left = (_open(relative, bound) or "which does not settle it") if word == "inconclusive" else "which says otherwise"
    return f"{start}, {alone}; but {corrected}, {left}"


def _open(found: Finding, bound: float) -> str:
    """Why a ratio is open that lies wholly short of the bound; empty where it does not."""
    if math.exp(found.ci(0.95)[1]) > bound:
        return ""
    return words.unreached(f"more than {bound:g} times", f"less than {bound:g} times either way", "below 1")


def _times(found: Finding, word: str) -> str:
    """The interval that decided: for `equivalent` the 90 % one (A2, DISP)."""
    level = 90 if word == "equivalent" else 95
    low, high = (math.exp(bound) for bound in found.ci(level / 100))
    return f"{level} % interval {low:.2f} to {high:.2f} times"


def entropy(rule: Dispersion, found: Finding, word: str, bound: float) -> str:
    """What a difference of normalised entropies says."""
    more, bounds = (
        ("more" if found.value >= 0 else "less"),
        words.sided(found.ci(0.95), found.unit, ("more", "less")),
    )
    start = f"the forms of {in_words(rule.plus)} are {more} varied than those of {in_words(rule.minus)}, by "
    start += f"{abs(found.value):.2f} on a scale from 0 (all alike) to 1 (normalised entropy; 95 % interval {bounds})"
    short = found.ci(0.95)[1] <= bound
    left = f"which does not settle whether they are more varied by {bound:g}"
    end = {
        "supported": f"wholly beyond {bound:g}, {words.SAYS}",
        "contradicted": f"and not more varied, {words.AGAINST}",
        "inconclusive": words.unreached(f"more varied by {bound:g}", "less varied") if short else left,
    }[word]
    return f"{start}, {end}"
