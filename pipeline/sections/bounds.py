"""What a smaller and a larger bound than the one that counts would make of the same intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.html import words
from pipeline.html.words import Word
from pipeline.sections.material import Row

JUDGED = ("DIFF", "DIFF_POLE", "EQ", "WITHIN")
ENDS = ("decision_low", "decision_high", "ci95_low", "ci95_high", "ci90_low", "ci90_high")


@dataclass(frozen=True)
class AtBound:
    """The word of the intervals at one bound; `counts` for the bound by which the claim is judged."""

    bound: str
    word: Word
    counts: bool


def at_bounds(kind: str, judged: Row, alternatives: Sequence[float]) -> tuple[AtBound, ...]:
    """The words at the bound that counts and at the alternatives; none where the claim is no contrast in points."""
    if kind not in JUDGED or judged["unit"] != "points" or None in [judged[end] for end in (*ENDS, "bound")]:
        return ()
    found = sorted({*alternatives, judged["bound"]})
    return tuple(
        AtBound(words.number(bound, 1), words.VERDICTS[word(kind, judged, bound)], bound == judged["bound"])
        for bound in found
    )


def word(kind: str, judged: Row, bound: float) -> str:
    """The word of a contrast's intervals, or of a commonality's, against a bound; poles, presence and gates left aside."""
    inside = -bound < judged["ci90_low"] and judged["ci90_high"] < bound
    if kind == "EQ":
        beyond = judged["ci95_low"] > bound or judged["ci95_high"] < -bound
        return "supported" if inside else "contradicted" if beyond else "inconclusive"
    if judged["decision_low"] > bound:
        return "supported"
    if judged["decision_high"] < -bound:
        return "contradicted"
    return "equivalent" if inside else "inconclusive"
