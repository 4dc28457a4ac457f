"""Sub-theses and the overall verdict (methods C15), from the words of the counted claims."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.claims import Claim, Rulers
from pipeline.judging import decide
from pipeline.judging.decide import DEGREE, REFUTED
from pipeline.judging.judgement import CONFOUNDED, OTHER_LANGUAGES, OTHER_WAVES, UNSEEN, Judgement, disagree

TITLES = {
    "T1": "the differences",
    "T2": "the commonalities",
    "T3": "two kinds of projects",
    "T4": "politics not being needed",
    "T5": "the relation to capitalism",
}

DOUBTED = "the labels of many projects are in doubt"


@dataclass(frozen=True)
class Composed:
    """The verdict on a sub-thesis, or overall, with the counts that it rests on."""

    thesis: str
    verdict: str
    detail: str | None
    reason: str
    rows: int
    supported: int
    refuted: int
    mixed: int
    inconclusive: int
    not_testable: int


def sub_thesis(name: str, judged: Sequence[Judgement], cutoffs: Mapping[str, float]) -> Composed:
    """T1 to T5 from their rows; T2 may be supported beside rows that are equivalent but absent."""
    words = [j.counted_word for j in judged]
    rows, supported = len(words), words.count("supported")
    refuted = sum(word in REFUTED for word in words)
    untestable = words.count("not testable")
    most = supported >= cutoffs["supported"] * rows and not refuted
    if name == "T2":
        most = supported >= cutoffs["commonalities"] and "contradicted" not in words
    if rows - untestable < cutoffs["testable"] * rows:
        verdict = "not testable"
    elif most:
        verdict = "supported"
    elif refuted >= cutoffs["refuted"] * rows and not supported:
        verdict = "contradicted"
    elif supported and refuted:
        verdict = "mixed"
    else:
        verdict = "inconclusive"
    counted = {"supported": supported, "refuted": refuted, "mixed": words.count("mixed")}
    counted |= {"inconclusive": words.count("inconclusive"), "not testable": untestable}
    found = [f"{n} {word}" if rows > 1 else word for word, n in counted.items() if n]
    apart = sum(CONFOUNDED in j.suffixes for j in judged)
    differ = "differs" if apart == 1 else "differ"
    told = f" ({apart} of them {differ}, but confounded with digital products: not counted)" if apart else ""
    other = sum(OTHER_WAVES in j.suffixes for j in judged)
    told += f" ({other} of them not counted, since the sides were asked in different waves)" if other else ""
    tongues = sum(OTHER_LANGUAGES in j.suffixes for j in judged)
    told += (
        f" ({tongues} of them not counted, since the sides were asked in different languages, or mostly)"
        if tongues
        else ""
    )
    begin = f"The one row on {TITLES[name]} is" if rows == 1 else f"Of {rows} rows on {TITLES[name]}:"
    reason = f"{begin} {', '.join(found)}{told}."
    numbers = (rows, supported, refuted, counted["mixed"], counted["inconclusive"], untestable)
    return Composed(name, verdict, None, reason, *numbers)


def differs(judgement: Judgement) -> bool:
    """Whether a T1 row is supported, or of degree: its difference holds, and a pole lies wholly on the wrong side. An open pole
    says neither (methods A2)."""
    return judgement.counted_word == "supported" or _of_degree(judgement)


def _of_degree(judgement: Judgement) -> bool:
    return judgement.counted_word == "mixed" and judgement.detail == DEGREE


def overall(
    theses: Mapping[str, Composed], first: Sequence[Judgement], permuted: NDArray[np.int64], rulers: Rulers
) -> Composed:
    """The overall verdict, capped at inconclusive unless more T1 rows differ than under permuted types.

    Supported it is only where, besides what C15 asks, no T1 row leans against the talk: a survey that is too small to refute a
    row that runs against the talk must not say that the talk holds.
    """
    verdict, detail, reason = _overall(theses, first, rulers.cutoffs)
    found, limit = (
        sum(differs(j) for j in first),
        float(np.quantile(permuted, rulers.guard_quantile)) if len(permuted) else 0.0,
    )
    if verdict in ("supported", "mixed") and found <= limit:
        reason = f"It would be '{verdict}', but {found} rows that differ are no more than chance gives ({limit:.0f})."
        verdict, detail = "inconclusive", "guard"
    elif verdict in ("supported", "mixed"):
        chance = f"at most {limit:.0f} rows differ" if limit else "no row differs"
        reason += f" Where the declared types are dealt out to the projects at random, {chance} in 95 % of the draws."
        unseen = sum(differs(j) and UNSEEN in j.suffixes for j in first)
        if unseen:
            reason += f" Whether digital products make the difference was not looked at in {unseen} of the {found} rows"
            reason += " that differ: it is known of too few projects what they make."
    return replace(theses["T1"], thesis="overall", verdict=verdict, detail=detail, reason=reason)


def _overall(
    theses: Mapping[str, Composed], first: Sequence[Judgement], cutoffs: Mapping[str, float]
) -> tuple[str, str | None, str]:
    rows, words = len(first), [j.counted_word for j in first]
    of_degree = sum(_of_degree(j) for j in first)
    differing, contradicted, equivalent = (
        sum(differs(j) for j in first),
        words.count("contradicted"),
        words.count("equivalent"),
    )
    t1, t2, t3 = (theses[name].verdict for name in ("T1", "T2", "T3"))
    counts = f"{words.count('supported')} of {rows} difference rows supported, {contradicted} contradicted"
    counts += f", {equivalent} equivalent"
    counts += f", {of_degree} of degree only" if of_degree else ""
    rest = rows - words.count("supported") - contradicted - equivalent - of_degree
    counts += f", {rest} open or right in part" if rest else ""
    against = sum(j.verdict == "inconclusive" and j.detail == decide.AGAINST for j in first)
    counts += f" ({against} of them leaning against the talk)" if against else ""
    if t1 == "not testable":
        return "not testable", None, "Too few of the difference rows can be tested with these data."
    if contradicted >= cutoffs["refuted"] * rows:
        return "contradicted", None, f"Most differences run against the talk: {counts}."
    if t1 == t2 == t3 == "supported" and against <= cutoffs["leaning"]:
        return "supported", None, f"Differences, commonalities and two kinds all hold: {counts}."
    if differing >= cutoffs["supported"] * rows and not contradicted:
        lacking = [name for name, word in (("the commonalities", t2), ("two kinds", t3)) if word != "supported"]
        degrees = words.count("supported") < cutoffs["supported"] * rows and of_degree > 0
        parts = (["degrees"] if degrees else []) + ([f"without {' and '.join(lacking)}"] if lacking else [])
        leans = f"{against} {'row leans' if against == 1 else 'rows lean'} against the talk"
        parts += [leans] if against > cutoffs["leaning"] else []
        detail = ", ".join(parts) or "the sub-theses are not all supported"
        return "mixed", detail, f"The differences hold ({counts}), but not all that the talk says of them: {detail}."
    if equivalent >= cutoffs["refuted"] * rows and differing <= cutoffs["different"]:
        return "contradicted", "no relevant differences", f"There are no relevant differences: {counts}."
    decided = sum(decide.decided(word, j.detail) for word, j in zip(words, first, strict=True))
    if decided >= cutoffs["decided"] and differing:
        return "mixed", None, f"Some rows hold and others do not: {counts}."
    return "inconclusive", None, f"The data do not settle it: {counts}."


def compose(
    claims: Mapping[str, Claim], judged: Mapping[str, Judgement], rulers: Rulers, permuted: NDArray[np.int64]
) -> list[Composed]:
    """T1 to T5 and overall."""
    theses = {
        name: sub_thesis(name, [judged[claim] for claim in rows], rulers.cutoffs)
        for name, rows in rulers.theses.items()
    }
    first = [judged[claim] for claim in rulers.theses["T1"]]
    assert all(claim in claims for rows in rulers.theses.values() for claim in rows)
    return [*theses.values(), overall(theses, first, permuted, rulers)]


def with_last_wave(
    composed: Sequence[Composed], by_wave: Mapping[str, Mapping[str, Judgement]], rulers: Rulers
) -> list[Composed]:
    """The same; where several waves together have rows of the differences that differ, how many do in the last one alone; and
    in how many rows one wave supports what another refutes. Where a wave alone refutes such a row, or it leans against the talk
    there, overall is not supported but mixed: waves together may say what does not hold of each of them."""
    if len(by_wave) < 2:
        return list(composed)
    first, last = rulers.theses["T1"], list(by_wave)[-1]
    found = sum(differs(by_wave[last][claim]) for claim in first)
    told = f" In the last wave alone ({last}) {found} of {len(first)} rows of the differences hold."
    torn = sum(disagree(of[claim] for of in by_wave.values()) for claim in first)
    apart = (
        f" But in {torn} of {len(first)} rows of the differences one wave supports what another refutes, so that all"
    )
    apart = f"{apart} waves together describe none of them." if torn else ""
    said = [
        replace(c, reason=c.reason + (told if c.verdict in ("supported", "mixed") else "") + apart) for c in composed
    ]
    against = {wave: sum(_against(of[claim]) for claim in first) for wave, of in by_wave.items()}
    most = max(against, key=lambda wave: against[wave])
    if against[most]:
        rows = f"{against[most]} of {len(first)} rows of the differences"
        why = f"since in wave {most} alone {rows} are refuted or lean against the talk"
        said = [_capped(c, f"not in wave {most}", why) for c in said]
    return [new if new.thesis == "overall" else old for old, new in zip(composed, said, strict=True)]


def _against(judgement: Judgement) -> bool:
    leans = judgement.verdict == "inconclusive" and judgement.detail == decide.AGAINST
    return leans or judgement.counted_word in REFUTED


def _capped(c: Composed, detail: str, why: str) -> Composed:
    """Mixed, where it was supported."""
    if c.verdict != "supported":
        return c
    return replace(c, verdict="mixed", detail=detail, reason=f"{c.reason} But it is not called supported, {why}.")


def with_labels(composed: Sequence[Composed], trusted: str, doubt: bool) -> list[Composed]:
    """The same, with the sentence on the declared types beside the overall verdict. Where the labels are in `doubt`, overall is
    not supported but mixed, as of world W12 demanded: the talk may hold, but not of the projects as they are declared."""
    return [_labelled(c, trusted, doubt) if c.thesis == "overall" else c for c in composed]


def _labelled(c: Composed, trusted: str, doubt: bool) -> Composed:
    c = _capped(c, DOUBTED, "since the labels of many projects are in doubt") if doubt else c
    return replace(c, reason=f"{c.reason} {trusted}".rstrip())
