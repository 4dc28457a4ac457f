"""Numbers and counts as a person would say them, and the fixed words of the report."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MINUS = "\u2212"
ABSENT = "\u2013"
# what is said after a number of each unit, and its decimals where they are not two
AFTER: Mapping[str, str] = {
    "points": "points",
    "years": "years",
    "standard deviations": "standard deviations",
    "slope": "standard deviations",
    "log ratio": "times",
    "entropy": "in entropy",
    "persons": "persons",
    "posts": "posts",
    "steps": "of 4",
    "grades": "of 100",
}
DIGITS: Mapping[str, int] = {"years": 1, "percent": 0, "grades": 0, "persons": 0, "posts": 1, "steps": 1}
CALENDAR = 1000  # years above it are dates, below it durations


@dataclass(frozen=True)
class Word:
    """One of the six verdicts: the mark that stands for it in style and pictures, and what it means."""

    word: str
    slug: str
    meaning: str


VERDICTS: Mapping[str, Word] = {
    word.word: word
    for word in (
        Word(
            "supported", "supported", "The data show what the talk says, by at least the smallest effect that matters."
        ),
        Word("contradicted", "contradicted", "The data show the opposite of what the talk says."),
        Word(
            "equivalent",
            "equivalent",
            "The talk says that the two differ; the data show that any difference is too small to matter. "
            "The claim is refuted.",
        ),
        Word("mixed", "mixed", "Part of the claim holds and part does not, or it holds in degree but not in kind."),
        Word(
            "inconclusive",
            "inconclusive",
            "The data are too few or too scattered to decide, or the result lies between what would support the claim and "
            "what would refute it. This is no refutation.",
        ),
        Word(
            "not testable",
            "not-testable",
            "It cannot be decided with these data, or with any survey. The reason is named.",
        ),
    )
}
TYPES: Mapping[str, str] = {
    "PP": "peer production",
    "SOC": "social economy",
    "SOL": "solidarity economy",
    "HYB": "hybrid",
    "SSE": "social and solidarity economy",
    "ALL": "all types",
    "all": "all types",
}
LANGUAGES: Mapping[str, str] = {"en": "English", "de": "German"}
GATES: Mapping[str, str] = {
    "G1": "too few projects on a side, or too few respondents per project: claims on answers stay undecided",
    "G2": "the scale is not reliable enough, or not comparable between the types",
    "G3": "the members of a project agree too little for a project mean to describe the project",
    "G4": "the way people use the answer scale could explain the result",
    "sampling gap": "too few hybrid projects in the register: with prototypes only, the sampling itself makes two kinds",
}
SUFFIXES: Mapping[str, str] = {
    "robust": "in at least 80 % of the other ways to analyse these data the word is the same",
    "fragile": "in 60 to 80 % of the other ways to analyse these data the word is the same",
    "sensitive": "in fewer than 60 % of the other ways to analyse these data the word is the same",
    "replicated": "every wave points the same way, and the word stays when any one wave is left out",
    "products unknown": "too few projects are known, or alike, in what they make: it may be one of digital and physical work",
    "asked in different languages": "both sides share too little of a language to tell it from one of translation: not counted",
    "asked in different waves": "no wave asked both sides, so that it may be a difference of the waves: not counted",
    "waves disagree": "one wave alone supports what another refutes, so that all waves together describe neither",
    "coding not reliable": "it rests on where two coders put the projects, and they agree too little, or nobody knows how far",
    "same projects": "every wave points the same way, but most projects were asked in several: no independent replication",
    "same persons": "every wave points the same way, but most persons answered in several waves: nothing was replicated",
    "confounded": "with digital products set apart from others, nothing sure is left of the difference: not counted",
    "low reliability": "a scale behind it measures loosely; where its items stand among the parts, they show if they agree",
    "members disagree": "the members of a project disagree on it, so the sentence speaks of members, not of projects",
    "projects alike": "projects hardly differ from one another on it",
    "style-sensitive": "with habits of using the answer scale taken out, the word would be another one, or open",
    "ceiling": "a model that allows for the ends of the scale puts the difference the other way round",
    "exploratory": "the claim was added after the rules were registered: it may have been made to fit, and is counted apart",
    "sensitive to exclusions": "with laxer and with stricter rules of exclusion another word would come out",
}


def number(value: float | None, digits: int = 2) -> str:
    """A number at `digits` decimals with a true minus sign; a dash where there is none; never a negative zero."""
    if value is None or not math.isfinite(value):
        return ABSENT
    rounded = round(value, digits) + 0.0
    return f"{rounded:.{digits}f}".replace("-", MINUS)


def percent(share: float | None) -> str:
    """A share from 0 to 1 as per cent, without decimals; what is neither none nor all never reads as none or all."""
    if share is None or not math.isfinite(share):
        return ABSENT
    if 0 < share < 0.005:
        return "under 1 %"
    if 0.995 <= share < 1:
        return "over 99 %"
    return f"{number(100 * share, 0)} %"


def amount(value: float | None, unit: str | None, difference: bool = False) -> str:
    """An estimate in its unit; `difference` makes percentage points of a share. A log ratio is told as the ratio."""
    if value is None or not math.isfinite(value):
        return ABSENT
    if unit == "share":
        return f"{number(100 * value, 0)} percentage points" if difference else percent(value)
    if unit == "parts":
        return f"{percent(value)} of the parts"
    if unit == "years" and value > CALENDAR:
        return number(value, 0)
    if unit == "probability" and 0 <= value < 0.001:
        return "under 0.001"
    said = _rounded(value, unit)
    if unit == "percent":
        return f"{said} %"
    after = AFTER.get(unit or "")
    return f"{said} {after}" if after else said


def unsure(share: float) -> str:
    """A probability from a model or from draws as per cent: neither knows anything for certain, nor rules it out."""
    return percent(min(max(share, 1e-6), 1 - 1e-6))


def interval(low: float | None, high: float | None, unit: str | None) -> str:
    """`low to high` in the unit's rounding, without repeating the unit's name; empty where there is none."""
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
        return ""
    if unit in ("share", "parts"):
        return f"{number(100 * low, 0)} to {number(100 * high, 0)} %"
    if unit == "years" and low > CALENDAR:
        return f"{number(low, 0)} to {number(high, 0)}"
    return f"{_rounded(low, unit)} to {_rounded(high, unit)}" + (" %" if unit == "percent" else "")


def _rounded(value: float, unit: str | None) -> str:
    return number(math.exp(value) if unit == "log ratio" else value, DIGITS.get(unit or "", 2))


def count(n: int, one: str, many: str | None = None) -> str:
    """`1 claim`, `12 claims`, `1,204 claims`, `no claims`."""
    many = many or f"{one}s"
    if n == 0:
        return f"no {many}"
    return f"{n:,} {one if n == 1 else many}"


def probability(value: float | None) -> str:
    """A probability at three decimals; a very small one as `under 0.001`."""
    if value is not None and 0 <= value < 0.001:
        return "under 0.001"
    return number(value, 3)


def listing(parts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def true_minus(text: str) -> str:
    """A text of which the negative numbers have a true minus sign."""
    return re.sub(r"(?<![\w.])-(?=\d)", MINUS, text)


def capital(sentence: str) -> str:
    """The sentence with its first letter large, the rest untouched."""
    return sentence[:1].upper() + sentence[1:]


def sentence(text: str) -> str:
    """A sentence that begins large and ends with a full stop."""
    text = text.strip()
    return capital(text if not text or text[-1] in ".!?:" else f"{text}.")


def side(code: str) -> str:
    """`PP - SSE` as `peer production minus social and solidarity economy`, `SOL / PP` as `solidarity economy against peer
    production`; what is not known stays as it is."""
    said = " minus ".join(TYPES.get(part.strip(), part.strip()) for part in code.split(" - "))
    return " against ".join(TYPES.get(part, part) for part in said.split(" / "))


def types_named(text: str) -> str:
    """A text of which the codes of the types are told in words."""
    return re.sub(r"\b(PP|SOC|SOL|SSE|HYB)\b", lambda match: TYPES[match.group(0)], text)


def language(code: str) -> str:
    """`de` as `German`; what is not known stays as it is."""
    return LANGUAGES.get(code, code)


def head(column: str) -> str:
    """The head of a column: a type spelled out, with a large letter; a wave as it is called."""
    return capital(side(column)) if column in TYPES or column[:1].isupper() or " " in column else column


def verdict_counts(counts: Mapping[str, int]) -> str:
    """`31 are supported, 4 contradicted and 12 inconclusive`: the words that occur, in their fixed order."""
    found = [word for word in VERDICTS if counts.get(word)]
    if not found:
        return "none is judged"
    first = f"{counts[found[0]]:,} {'is' if counts[found[0]] == 1 else 'are'} {found[0]}"
    return listing([first, *(f"{counts[word]:,} {word}" for word in found[1:])])
