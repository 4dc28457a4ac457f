"""The rules that turn an interval into a word. Pure functions of numbers; the thresholds come from the rulers.

Words: supported, contradicted, equivalent, mixed, inconclusive, not testable.
"""

from collections.abc import Sequence
from typing import Literal

Interval = tuple[float, float]
Word = str
Reach = Literal["reached", "wrong side", "undecided"]
REFUTED = ("contradicted", "equivalent")
DEGREE = "degree, not kind"
AGAINST = "leaning against the talk"


def contrast(deciding: Interval, ci90: Interval, bound: float, bias: float = 0.0) -> Word:
    """A difference in the talk's direction (positive as claimed) against the smallest effect of interest.

    `bias`: the points that the wording of non-invariant items may explain, either way: a difference must exceed the bound and
    them, and to be none it must stay inside the bound with them (gate G2, methods C3).
    """
    if deciding[0] > bound + bias:
        return "supported"
    if deciding[1] < -bound - bias:
        return "contradicted"
    if -(bound - bias) < ci90[0] and ci90[1] < bound - bias:
        return "equivalent"
    return "inconclusive"


def confounded(estimate: float, adjusted: float, ci95: Interval, ci90: Interval, bound: float) -> bool:
    """Whether a supported difference (estimates in the talk's direction) is not left when a confounder is adjusted for: its
    adjusted 90 % interval lies inside the bound, or adjusting takes away more than half and leaves zero possible, or less."""
    inside = -bound < ci90[0] and ci90[1] < bound
    return inside or (adjusted < estimate / 2 and ci95[0] <= 0)


def lean(ci95: Interval) -> str | None:
    """Where an undecided difference leans: its 95 % interval excludes zero."""
    if ci95[0] > 0:
        return "leaning towards the talk"
    return AGAINST if ci95[1] < 0 else None


def pole(ci95: Interval, side: str, centre: float, beyond: float, bias: float = 0.0) -> Reach:
    """Whether a group's mean reaches a stated pole: wholly `beyond` the centre on the claimed side, and by the points more that
    the wording may explain."""
    low, high = ci95 if side == "above" else (2 * centre - ci95[1], 2 * centre - ci95[0])
    if low > centre + beyond + bias:
        return "reached"
    return "wrong side" if high < centre - bias else "undecided"


def location(ci95: Interval, side: str, centre: float, beyond: float) -> Word:
    """Where a mean or share lies: `beyond` the centre on the claimed side, or wholly on the other side of the centre."""
    reach = pole(ci95, side, centre, beyond)
    return {"reached": "supported", "wrong side": "contradicted", "undecided": "inconclusive"}[reach]


def between(ci95: Interval, low: float, high: float) -> Word:
    """Whether an estimate lies between two values: its interval wholly inside, or wholly outside on one side."""
    if low < ci95[0] and ci95[1] < high:
        return "supported"
    return "contradicted" if ci95[1] < low or ci95[0] > high else "inconclusive"


def equivalence(
    ci95: Interval, ci90: Interval, bound: float, present: Sequence[bool], bias: float = 0.0
) -> tuple[Word, str | None]:
    """A commonality: no relevant difference, and present in every type. `bias` as in `contrast`."""
    if -(bound - bias) < ci90[0] and ci90[1] < bound - bias:
        return ("supported", None) if all(present) else ("mixed", "shared, not present")
    if ci95[0] > bound + bias or ci95[1] < -bound - bias:
        return "contradicted", None
    return "inconclusive", None


def decided(word: Word, detail: str | None) -> bool:
    """Whether a verdict says something: not so where it is open, or leaves its poles open."""
    return word in ("supported", "contradicted", "equivalent") or (word == "mixed" and detail != "pole undecided")


def styled(shift: float, limit: float, before: tuple[Word, str | None], after: tuple[Word, str | None]) -> str | None:
    """Gate G4, from the largest shift of an estimate by adjusting for response style and the verdicts (word, detail) without
    and with the adjustment: `mixed`, `style-sensitive`, or None."""
    if shift > limit or (decided(*before) and decided(*after) and before[0] != after[0]):
        return "mixed"
    return "style-sensitive" if decided(*before) and not decided(*after) else None


def within(ci95: Interval, ci90: Interval, bound: float, higher_side_present: bool) -> Word:
    """A difference within persons, positive as claimed; the higher side must itself be present."""
    word = contrast(ci95, ci90, bound)
    return "inconclusive" if word == "supported" and not higher_side_present else word


def dispersion(
    raw: tuple[Interval, Interval], relative: tuple[Interval, Interval], bound: float, within: Interval | None = None
) -> tuple[Word, str | None]:
    """Log SD ratios as (95 %, 90 %) intervals, raw and corrected for the mean, against the log of the smallest ratio.

    `within`: the 95 % interval of the ratio within projects, for a claim about the ratio between them: where the one is
    surely wider and the other surely narrower, the claim is mixed.
    """
    words = [ratio(ci95, ci90, bound) for ci95, ci90 in (raw, relative)]
    if words[0] == words[1]:
        turned = within is not None and {"supported": within[1] < 0, "contradicted": within[0] > 0}.get(words[0], False)
        return ("mixed", "within projects it is the other way round") if turned else (words[0], None)
    if "inconclusive" in words:
        return "inconclusive", None
    return "mixed", "taking the means into account changes the word"


def ratio(ci95: Interval, ci90: Interval, bound: float) -> Word:
    """One log SD ratio against the log of the smallest ratio."""
    if ci95[0] > bound:
        return "supported"
    if ci95[1] < 0:  # surely narrower is not wider, however little (methods A2: equivalent is what is neither)
        return "contradicted"
    return "equivalent" if -bound < ci90[0] and ci90[1] < bound else "inconclusive"


def combine(words: Sequence[Word]) -> Word:
    """The word of a claim that needs every one of its parts."""
    if all(word == "supported" for word in words):
        return "supported"
    refuted = [word for word in words if word in REFUTED]
    if refuted and "supported" in words:
        return "mixed"
    if "contradicted" in refuted:
        return "contradicted"
    return "equivalent" if len(refuted) == len(words) else "inconclusive"


def decisive(words: Sequence[Word], combined: Word) -> int:
    """Which part the sentence and the estimate are about: the first that says the combined word, else the first that is not
    supported."""
    for wanted in ([word == combined for word in words], [word != "supported" for word in words]):
        if any(wanted):
            return wanted.index(True)
    return 0


def either(words: Sequence[Word]) -> Word:
    """The word of a claim that needs every one of its parts, and is refuted by any of them."""
    if "contradicted" in words:
        return "contradicted"
    return "supported" if all(word == "supported" for word in words) else "inconclusive"


def dichotomy(difference: Word, poles: Sequence[Reach]) -> tuple[Word, str | None]:
    """A row with poles, from the word of its contrasts and what its poles and crossovers reach."""
    if difference != "supported":
        return difference, None
    if "wrong side" in poles:
        return "mixed", DEGREE
    return ("mixed", "pole undecided") if "undecided" in poles else ("supported", None)


def cross_checked(word: Word, checks: Sequence[Word]) -> tuple[Word, str | None]:
    """A location beside its cross-checks by forced choice or register: where they disagree, mixed."""
    opposed = {"supported": "contradicted", "contradicted": "supported"}.get(word)
    return ("mixed", "the cross-check disagrees") if opposed in checks else (word, None)


def conjunction(words: Sequence[Word], needs: float, none_contradicted: bool) -> Word:
    """A composite from the words of its parts: at least the share `needs` supported; not testable if that cannot be known."""
    supported = sum(word == "supported" for word in words)
    refuted = sum(word in REFUTED for word in words)
    testable = sum(word != "not testable" for word in words)
    enough = supported >= needs * len(words) - 1e-9
    if enough and not (none_contradicted and "contradicted" in words):
        return "supported"
    if testable < needs * len(words) - 1e-9 and not (refuted and supported):
        return "not testable"
    if refuted and (supported == 0 or refuted > len(words) / 2):
        return "contradicted"
    return "mixed" if refuted and supported else "inconclusive"


def association(ci95: Interval, ci90: Interval, bound: float, not_negative: bool) -> Word:
    """A slope in the claimed direction; or one that must only not be negative."""
    if not_negative:
        if ci90[0] > -bound:
            return "supported"
        return "contradicted" if ci95[1] < -bound else "inconclusive"
    return contrast(ci95, ci90, bound)


def no_effect(
    ci95: Interval,
    ci90: Interval,
    bound: float,
    occupied: bool,
    ceiling: float,
    ceiling_p: float,
    limit: float,
    alpha: float,
) -> Word:
    """No slope, an occupied cell, no ceiling: not needed. A slope beyond the bound, or a ceiling that is no chance: needed."""
    if ci95[0] > bound or ci95[1] < -bound or (ceiling >= limit and ceiling_p < alpha):
        return "contradicted"
    inside = -bound < ci90[0] and ci90[1] < bound
    return "supported" if inside and occupied and ceiling < limit else "inconclusive"


def mediation(ci95: Interval, ci90: Interval, indirect: float, bound: float, share: float, least: float) -> Word:
    """An indirect effect, positive as claimed: its interval excludes zero, and it is large enough alone and in the whole."""
    if ci95[0] > 0 and indirect >= bound and share >= least:
        return "supported"
    if ci95[1] < 0 or (-bound < ci90[0] and ci90[1] < bound):
        return "contradicted"
    return "inconclusive"


def order(probability: float, enough: float) -> Word:
    """The bootstrap probability of a claimed order."""
    if probability >= enough:
        return "supported"
    return "contradicted" if probability <= 1 - enough + 1e-12 else "inconclusive"
