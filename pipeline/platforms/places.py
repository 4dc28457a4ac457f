"""Where in a delivered file the table of answers stands: on which sheet of a workbook, below how many lines of a title."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from pipeline.files import UserError
from pipeline.platforms.export import Recognised
from pipeline.platforms.grids import WHOLE, Place, bytes_of, read_grid
from pipeline.platforms.separated import HEAD_LINES, Line
from pipeline.platforms.wordings import Wordings
from pipeline.platforms.workbooks import is_workbook, sheets_of

Known = Callable[[list[Line]], Recognised | None]
TITLE = 15  # lines in which the headings must begin
NARROW = 3  # a line of a title fills less than one in so many of the headings' cells
ENOUGH = 3  # headings that are codes or very words of the questionnaire, by which a table is ours
OWN = "it has {} headings of the questionnaire"


def heads_of(path: Path) -> dict[str, list[Line]]:
    """The first lines of each filled sheet by its name; of a text file under a blank name."""
    if not is_workbook(bytes_of(path, head=True)):
        return {"": read_grid(path, head=True).head}
    return {name: lines[:HEAD_LINES] for name, lines in sheets_of(path).items()}


def located(head: list[Line], known: Known, wordings: Wordings) -> Recognised | None:
    """What a table is, by its first filled line, else by one below a few narrow lines; None where nothing is known. Of two
    lines of headings the one with the questionnaire's own codes counts."""
    filled = [at for at, line in enumerate(head) if any(line)]
    for at in filled[:TITLE]:
        width = sum(map(bool, head[at]))
        if any(sum(map(bool, head[above])) * NARROW > width for above in filled if above < at):
            continue
        found = known([line for line in head[at:] if any(line)])
        found = _coded_line(head, at, found, known, wordings)
        if found is not None and found.place != WHOLE:
            return found
        own = ours(head[at], wordings) if at != filled[0] else 0
        if found is None and own >= ENOUGH:
            found = Recognised("plain", OWN.format(own))
        if found is not None:
            return replace(found, place=Place("", at)) if at != filled[0] else found
    return None


def _coded_line(
    head: list[Line], at: int, found: Recognised | None, known: Known, wordings: Wordings
) -> Recognised | None:
    """What was found at a line, or, where the next line holds our codes below other headings, what is there; with the next line
    left out where it holds the texts of the questions below their codes."""
    following = head[at + 1] if at + 1 < len(head) else []
    codes = [sum(cell in wordings.asked.items for cell in line) for line in (head[at], following)]
    if codes[0] < ENOUGH <= codes[1]:
        below = known([line for line in head[at + 1 :] if any(line)])
        return replace(below, place=Place("", at + 1)) if below is not None and below.platform == "plain" else found
    if found is not None and found.platform == "plain" and codes[0] >= ENOUGH:
        texts = sum(bool(wordings.by_text(cell)) and cell not in wordings.asked.items for cell in following)
        return replace(found, place=Place("", at, 1)) if texts >= ENOUGH else found
    return found


def ours(line: Line, wordings: Wordings) -> int:
    """How many headings of a line hold the code of an item, or are its very words."""
    items = wordings.asked.items
    return sum(bool(set(re.findall(r"\w+", heading)) & items.keys() or wordings.by_text(heading)) for heading in line)


def chosen(found: Mapping[str, Recognised | None], name: str) -> Recognised | None:
    """Of the sheets of a workbook the one with answers; raises UserError where several have some. A first sheet of
    KoboToolbox's goes before its repeats; a questionnaire counts where no sheet has answers."""
    first = next(iter(found.values()))
    answers = {sheet: one for sheet, one in found.items() if one is not None and one.platform != "structure"}
    if first is not None and first.platform == "kobo":
        return first
    if len(answers) > 1:
        which = ", ".join(answers)
        raise UserError(f"{name}: the sheets {which} all look like answers; save the one to be read alone.")
    if not answers:
        return next((one for one in found.values() if one is not None), None)
    ((sheet, one),) = answers.items()
    return replace(one, place=replace(one.place, sheet=sheet)) if len(found) > 1 else one
