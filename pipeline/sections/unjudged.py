"""What the data already say of claims that get no verdict: the parts that could be estimated."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.html import charts, words
from pipeline.html.pictures import Picture
from pipeline.sections.forests import short
from pipeline.sections.parts import Part
from pipeline.sections.verdicts import Entry

SHOWN_PARTS = 6
SHOWN_LINES = 30
LONGEST_LABEL = 60


@dataclass(frozen=True)
class Seen:
    """A claim without a verdict for which the data nevertheless say something: its first parts, and how many more."""

    entry: Entry
    parts: tuple[Part, ...]
    more: int


def seen(entries: Mapping[str, Entry]) -> list[Seen]:
    """The claims that are not testable but of which some part could be estimated; what the rule asks for comes first."""
    found = []
    for entry in entries.values():
        known = [part for part in entry.parts if part.measure.known]
        known.sort(key=lambda part: part.role == "context")
        if entry.verdict.word == "not testable" and known:
            found.append(Seen(entry, tuple(known[:SHOWN_PARTS]), max(len(known) - SHOWN_PARTS, 0)))
    return found


def picture(found: list[Seen]) -> Picture | None:
    """The shares among them, the largest first; None where there are not two."""
    parts = {(part.side, part.what): part for item in found for part in item.parts if part.share is not None}
    if len(parts) < 2:
        return None
    one_side = len({side for side, _ in parts}) == 1
    lines = []
    for (side, what), part in list(parts.items())[:SHOWN_LINES]:
        assert part.share is not None
        label = what if one_side else f"{side}: {what}"
        lines.append((short(words.capital(label), LONGEST_LABEL) + (" (proxy)" if part.proxy else ""), *part.share))
    lines.sort(key=lambda line: -line[1])
    (top, most, _), (bottom, least, _) = lines[0], lines[-1]
    alternative = (
        f"{len(lines)} shares, from {words.percent(least)} ({bottom}) to {words.percent(most)} ({top}). "
        "The numbers stand in the table beneath."
    )
    return charts.shares("seen", "Shares that these data do know", alternative, lines)
