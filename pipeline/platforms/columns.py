"""What became of a file's columns, in sentences: known, proposed, left out as personal or as the platform's own, unknown."""

from collections import Counter
from collections.abc import Sequence

from pipeline.instrument import Instrument
from pipeline.platforms.headings import Found
from pipeline.platforms.wordings import ABBREVIATED
from pipeline.wave_columns import Line

PERSONAL = "personal"
SYSTEM = "system"
FREE_TEXT = "free text"
SHOWN, LONGEST = 12, 60
CUT = 0.5  # share of the headings


def foreign(name: str, found: list[Found]) -> str:
    headings = [one.column.heading or f"(column {one.column.at + 1}, no name)" for one in found if not one.column.role]
    cut = [heading for heading in headings if ABBREVIATED.search(heading.strip())]
    times = Counter(cut)
    alike = [heading for heading in cut if times[heading] > 1]
    if len(cut) > CUT * len(headings) and alike:
        return (
            f"{name}: {len(cut)} of its headings are cut off, such as '{alike[0]}', and {len(alike)} of them are alike, so it "
            "cannot be told which question they are; export it again with question codes or full texts."
        )
    known = sum(bool(one.target and one.how) for one in found)
    some = f", and the {known} columns that may be other questions of ours are not enough" if known else ""
    return (
        f"{name}: none of its {len(found)} columns is a line of the questionnaire's scales, neither by code (IO1, ...) "
        f"nor by its words{some}; so it is another survey ({listed(headings)}); give a crosswalk that says what its columns "
        "are (--crosswalk), or the export of this questionnaire."
    )


def said(found: list[Found], lines: Sequence[Line], asked: Instrument) -> list[str]:
    """What became of the columns, in sentences; `lines`: of the draft, the first ones in the columns' order. What waits for a
    person, and what is personal or free text, is said with the lines."""
    notes = [f"{one.said}." for one in found if one.said]
    by_text = [f"'{short(one.column.heading)}' is {one.target}" for one in found if one.how == "text" and one.target]
    renamed = [one for one in found if one.how == "code" and one.target and one.column.heading != one.target]
    begun = [f"'{short(one.column.heading)}' is {one.target}" for one in found if one.how == "beginning"]
    if renamed:
        shown = [f"'{short(one.column.heading)}' is {one.target}" for one in renamed]
        many = f"{len(renamed)} columns are known by their codes" if shown[1:] else "one column is known by its code"
        notes.append(f"{many}: {listed(shown, 3)}.")
    if by_text:
        notes.append(f"{len(by_text)} columns are known by the very words of the question: {listed(by_text, 3)}.")
    if begun:
        notes.append(f"{len(begun)} shortened headings begin as only one question does: {listed(begun, 3)}.")
    likely = [f"'{short(one.column.heading)}' is {one.near}" for one in found if one.near and one.how == "text"]
    if likely:
        notes.append(f"left out, as their words alone do not tell whose questions they are: {listed(likely, 3)}.")
    for one, line in zip(found, lines, strict=False):
        if one.near and one.how != "text" and not line.waits:
            notes.append(f"the column '{short(one.column.heading)}' is left out: {line.note}.")
    own = [one.column.heading or "(no name)" for one in found if one.column.role == SYSTEM]
    if own:
        notes.append(f"left out as columns of the platform, {len(own)} of the columns: {listed(own)}.")
    rest = [
        one.column.heading or f"(column {one.column.at + 1}, no name)"
        for one in found
        if not (one.target or one.near or one.doubt or one.column.role)
    ]
    if rest and any(one.target in asked.items for one in found):
        notes.append(f"left out as unknown to the questionnaire, {len(rest)} of the columns: {listed(rest)}.")
    return notes


def short(heading: str) -> str:
    """A heading on one line, cut where it is long."""
    flat = " ".join(heading.split())
    return flat if len(flat) <= LONGEST else flat[: LONGEST - 3] + "..."


def listed(headings: list[str], shown: int = SHOWN) -> str:
    """The first of them, and how many more there are."""
    more = f" and {len(headings) - shown} more" if len(headings) > shown else ""
    return ", ".join(short(heading) for heading in headings[:shown]) + more
