"""What the data already say of claims that get no verdict: the facts that could be estimated, and why there is no verdict."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.html import charts, words
from pipeline.html.pictures import Picture
from pipeline.sections.forests import short
from pipeline.sections.parts import Part
from pipeline.sections.verdicts import Entry

SHOWN_LINES = 30
LONGEST_LABEL = 62
PREFIX = "Not testable with these data: "
NO_SURVEY = re.compile(
    r"No survey can establish this(?:: (?P<why>.+?))?\.(?:(?P<shown> What is nearest to it is shown as context\.)(?: .+)?)?"
)
ABSENT = ("no respondents from", "no projects from", "of none of the respondents is it known")
NOT_ASKED = ("not asked", "not recorded")


@dataclass(frozen=True)
class Fact:
    """Something estimated, with the claims that it bears on."""

    part: Part
    claims: tuple[Entry, ...]


@dataclass(frozen=True)
class Topic:
    """Facts from one source: what its question is, where it is not the instrument's own."""

    proxy: bool
    note: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Reason:
    """Why claims are not testable, with what is missing for each; what would be said of all of them is said once."""

    heading: str
    claims: tuple[tuple[Entry, str], ...]
    note: str = ""


def topics(entries: Mapping[str, Entry]) -> list[Topic]:
    """The facts behind claims without a verdict, each once, by source, in the order of the slides.

    An answer that nobody gave to a proxy is left out: its source may not have offered it.
    """
    parts: dict[tuple[str, str], Part] = {}
    bearing: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries.values():
        if entry.verdict.word == "not testable":
            for part in (part for part in entry.parts if part.measure.known and not _never_given(part)):
                key = (part.side, part.what)
                parts.setdefault(key, part)
                bearing.setdefault(key, []).append(entry)
    by_source: dict[tuple[bool, str], list[Fact]] = {}
    for key, part in parts.items():
        by_source.setdefault((part.proxy, part.note), []).append(Fact(part, tuple(bearing[key])))
    return [Topic(proxy, note, tuple(facts)) for (proxy, note), facts in by_source.items()]


def _never_given(part: Part) -> bool:
    return part.proxy and part.share is not None and part.share[0] == 0


def picture(found: list[Topic]) -> Picture | None:
    """The shares among the facts, the largest first; None where there are not two."""
    parts = [fact.part for topic in found for fact in topic.facts if fact.part.share is not None][:SHOWN_LINES]
    if len(parts) < 2:
        return None
    sides = {part.side for part in parts}
    all_proxies = all(part.proxy for part in parts)
    lines = []
    for part in parts:
        assert part.share is not None
        label = part.what if len(sides) == 1 else f"{part.side}: {part.what}"
        mark = " (proxy)" if part.proxy and not all_proxies else ""
        lines.append((short(words.capital(label.removeprefix("share of ")), LONGEST_LABEL) + mark, *part.share))
    lines.sort(key=lambda line: -line[1])
    (top, most, _), (bottom, least, _) = lines[0], lines[-1]
    alternative = (
        f"{len(lines)} shares, from {words.percent(least)} ({bottom}) to {words.percent(most)} ({top}). "
        "The numbers stand in the table beneath."
    )
    whose = f" of {next(iter(sides))}" if len(sides) == 1 else ""
    title = (
        f"Shares{whose} that these data do know{', all from questions that only stand for ours' if all_proxies else ''}"
    )
    return charts.shares("seen", title, alternative, lines)


def reasons(entries: Mapping[str, Entry]) -> list[Reason]:
    """The claims that are not testable, by the kind of reason, the most frequent first."""
    by_kind: dict[str, list[tuple[Entry, str]]] = {}
    for entry in entries.values():
        if entry.verdict.word == "not testable":
            by_kind.setdefault(_kind(entry), []).append((entry, _missing(entry)))
    ordered = sorted(by_kind.items(), key=lambda item: -len(item[1]))
    return [Reason(heading, tuple(claims), _note([entry for entry, _ in claims])) for heading, claims in ordered]


def _missing(entry: Entry) -> str:
    """What is missing for one claim, without what stands in the heading; empty where nothing else is known."""
    told = NO_SURVEY.fullmatch(entry.reason)
    if told is None:
        return words.capital(entry.reason.removeprefix(PREFIX))
    return words.sentence(told["why"] or "")


def _note(entries: list[Entry]) -> str:
    """Where the nearest to such claims is to be found; empty where nothing comes near to any."""
    near = [bool(told and told["shown"]) for told in (NO_SURVEY.fullmatch(entry.reason) for entry in entries)]
    if not any(near):
        return ""
    whom = "each" if all(near) else "most" if 2 * sum(near) > len(near) else "some"
    return f"What comes nearest to {whom} of them is shown with the claim, as context; it decides nothing."


def _kind(entry: Entry) -> str:
    if entry.claim.type == "NT":
        return "No survey can decide these."
    if any(cause in entry.reason for cause in ABSENT):
        return "A side that the claim needs is missing from these data."
    if any(cause in entry.reason for cause in NOT_ASKED):
        return "What the claim needs was not asked or not recorded."
    return "Something else is missing."
