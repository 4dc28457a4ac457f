"""One simulated world after the other: every word that came out in it, the errors, the gates, plain tests beside."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline import error_rates
from pipeline.error_rates import COMMONALITY, ERRORS, Measured, Rate
from pipeline.html import words
from pipeline.stats.shares import Share, clopper_pearson

LEVEL = error_rates.LEVEL
DIFFERENCES = ("DIFF", "DIFF_POLE")
SIGNIFICANT = ("significant as claimed", "significant the other way")
KINDS = {"none": "too few projects for the test"}


def label_of(one: Measured) -> str:
    """What is true there in a few words, with the number."""
    return f"{one.title} ({one.number})"


def counted(share: Share) -> str:
    """`3 of 40 (2 to 20 %)`."""
    return f"{share.count:,} of {share.n:,} ({_ends(share)})"


def _ends(share: Share) -> str:
    """The interval in whole per cent; with one decimal where it would else be of no width."""
    low, high = 100 * share.low, 100 * share.high
    if round(low) != round(high):
        return words.interval(share.low, share.high, "share")
    return f"{f'{low:.1f}'.removesuffix('.0')} to {f'{high:.1f}'.removesuffix('.0')} %"


def share_of(rates: Sequence[Rate], wanted: Sequence[str]) -> Share:
    """The share of some words among rates, pooled over what they are of."""
    asked = {(r.world, r.what, r.id): r.n for r in rates}
    return clopper_pearson(sum(r.count for r in rates if r.word in wanted), sum(asked.values()), LEVEL)


def shares(rates: Sequence[Rate]) -> list[str]:
    """For each of the six words: count and interval; where none was counted, a bare nought."""
    by_word = {r.word: r for r in rates}
    n = rates[0].n if rates else 0
    return [_cell(by_word[w].count if w in by_word else 0, n) for w in words.VERDICTS]


def truth_of(one: Measured, titles: Mapping[str, str]) -> str:
    """What is true there; another world that it refers to by the name it has for programs is called as readers know it."""
    said = re.sub(r"\bas in ([\w-]+)", lambda match: _as_in(match, titles), words.true_minus(one.truth))
    return said.replace(" - ", " \u2013 ")


def _as_in(match: re.Match[str], titles: Mapping[str, str]) -> str:
    name = match.group(1)
    return f"as in \u201c{titles[name]}\u201d" if name in titles else match.group(0)


def world(one: Measured, own: Sequence[Rate], titles: Mapping[str, str]) -> dict[str, Any]:
    """Everything that was counted in one world; `own` are its rates, `titles` those of all worlds by their names."""
    theses = [(name, shares([r for r in own if (r.what, r.id) == ("thesis", name)])) for name in _theses(own)]
    rows = [
        (label, _of_rows([r for r in own if r.what == "claim" and r.type in types and r.truth]))
        for label, types in (("rows of differences", DIFFERENCES), ("rows of commonalities", (COMMONALITY,)))
    ]
    return {
        "label": label_of(one),
        "truth": truth_of(one, titles),
        "right": " or ".join(one.right),
        "size": f"{one.projects} projects (PP/SOC/SOL/HYB), about {one.respondents} respondents each",
        "waves": one.waves,
        "n": one.replications,
        "theses": [*theses, *rows],
        "errors": _errors(own),
        "kinds": [(KINDS.get(r.word, r.word), _one(r)) for r in own if r.what == "structure"],
        "gates": _gates(own),
        "naive": _naive(own),
    }


def wrong_labels(worlds: Sequence[Measured], rates: Sequence[Rate]) -> list[str]:
    """Whether projects with a wrong label are found, and whether the overall verdict says so, in each world that has some; and
    how often it does where the labels are right. Nothing where no world has wrong labels."""
    own = [r for r in rates if r.what == "labels"]
    wrong = {r.world for r in own if r.id == "hidden"}
    if not wrong:
        return []

    def share(names: set[str], of: str, word: str) -> str:
        return counted(share_of([r for r in own if r.id == of and r.world in names], (word,)))

    said = [
        f"Where hybrids bear the label of a pure type ({label_of(one)}), {share({one.world}, 'hidden', error_rates.BETWEEN)} "
        "of these projects were found to lie between the two sides by what their people answer, and "
        f"{share({one.world}, 'others', error_rates.BETWEEN)} of the projects whose label is right. The overall verdict warned "
        f"that many projects are not what they are declared to be in {share({one.world}, 'warning', error_rates.SAID)} surveys."
        for one in worlds
        if one.world in wrong
    ]
    others = {r.world for r in own} - wrong
    return [
        *said,
        f"In all other worlds it warned so in {share(others, 'warning', error_rates.SAID)} surveys, where labels may also say "
        "nothing, or differences may be small.",
    ]


def _theses(own: Sequence[Rate]) -> list[str]:
    return list(dict.fromkeys(r.id for r in own if r.what == "thesis"))


def _of_rows(rates: Sequence[Rate]) -> list[str]:
    n = sum({r.id: r.n for r in rates}.values())
    return [_cell(sum(r.count for r in rates if r.word == w), n) for w in words.VERDICTS]


def _cell(count: int, n: int) -> str:
    return counted(clopper_pearson(count, n, LEVEL)) if count else "0"


def _one(rate: Rate) -> str:
    return counted(clopper_pearson(rate.count, rate.n, LEVEL))


def _errors(own: Sequence[Rate]) -> list[tuple[str, str, str]]:
    """Each error: among all rows whose truth is known, and the surveys with at least one among the rows of T1 or T2."""
    rows = [r for r in own if r.what == "claim" and r.truth]
    n = sum({r.id: r.n for r in rows}.values())
    lines = []
    for error in ERRORS:
        count = sum(r.count for r in rows if error_rates.error(r.word, r.truth, r.type) == error)
        surveys = [
            f"{r.id.split(':')[0]} {_one(r)}"
            for r in own
            if r.what == "survey" and r.id.endswith(f": {error}") and r.word == "once or more"
        ]
        lines.append((error, counted(clopper_pearson(count, n, LEVEL)), "; ".join(surveys) or "none"))
    return lines


def _gates(own: Sequence[Rate]) -> list[tuple[str, int]]:
    """How many verdicts each gate has decided."""
    counted: dict[str, int] = {}
    for rate in own:
        for gate in rate.word.split(", ") if rate.what == "gate" and rate.word != "none" else []:
            counted[gate] = counted.get(gate, 0) + rate.count
    return sorted(counted.items())


def _naive(own: Sequence[Rate]) -> list[tuple[str, str]]:
    """How often plain tests of the rows on differences are significant in either direction."""
    lines = []
    for what in ("persons", "projects"):
        rates = [r for r in own if r.what == what and r.type in DIFFERENCES]
        if rates:
            lines.append((what, counted(share_of(rates, SIGNIFICANT))))
    return lines
