"""Answers as platforms write them, brought to what the scale knows; what it does not know stays and is refused later."""

import re
from collections.abc import Mapping

import pandas as pd

from pipeline.instrument import Item, Scale
from pipeline.platforms.answers import BLANK, MISSING, code_of
from pipeline.platforms.wordings import words

NUMBERED = re.compile(  # the label begins with no digit: 20 is no 2 with the label 0
    r"^[\[(]?(\d{1,2})[\])]?\s*[-–—=:.,)(]*\s*\(?([^\d\s].*?)\)?$", re.DOTALL
)
NUMBERED_BEHIND = re.compile(r"^(.*?[^\s\d(\[])\s*[\[(](\d{1,2})[\])]$", re.DOTALL)
LETTERED = re.compile(r"^(?:A|AO|SQ)0*(\d{1,2})$")
CANNOT_SAY = ("cs", "cannot_say", "cannotsay", "cannot-say", "kann_ich_nicht_sagen")
REFUSED = ("pns", "prefer_not_to_say", "prefer-not-to-say", "keine_angabe")


def answers_in_plain_form(cells: pd.Series, item: Item) -> tuple[pd.Series, list[str]]:
    """The cells of an item, each answer that the scale knows in other words written as its code; and what was read how."""
    becomes: dict[str, str] = {}
    letters, numbered = list[str](), list[str]()
    for text in map(str, cells.unique()):
        if code_of(text, item.scale) is not None:
            continue
        for rule, seen in ((in_words, None), (_numbered, numbered), (_lettered, letters)):
            code = rule(text, item.scale)
            if code is not None and code != BLANK:
                becomes[text] = str(code)
                if seen is not None:
                    seen.append(text)
                break
    notes = []
    if letters:
        shown = ", ".join(f"'{text}' as {becomes[text]}" for text in sorted(letters)[:3])
        notes.append(f"{item.code}: answer codes with letters are read by their number ({shown}).")
    if numbered:
        notes.append(f"{item.code}: answers with number and label are read by both, such as '{numbered[0]}'.")
    return replaced(cells, becomes), notes


def replaced(cells: pd.Series, becomes: Mapping[str, str]) -> pd.Series:
    """The cells, each text that is listed written otherwise."""
    if not becomes:
        return cells
    positions, texts = pd.factorize(cells)
    return pd.Series(
        pd.Index([becomes.get(str(text), str(text)) for text in texts], dtype="str")[positions], cells.index
    )


def languages(cells: pd.Series, what: str, notes: list[str]) -> pd.Series:
    """The language of each row for D11, blank where it is neither English nor German; what is said goes to `notes`."""
    texts = list(map(str, cells.unique()))
    others = sorted(text for text in texts if text and text[:2].casefold() not in ("en", "de"))
    notes.append(f"{what} stands for the language (D11).")
    if others:
        notes.append(f"{what} is {', '.join(others)} in some rows, which D11 does not have: it is left blank there.")
    return replaced(cells, dict.fromkeys(others, ""))


def in_words(text: str, scale: Scale) -> int | None:
    """The code of a label that differs in case, markup, blanks, underscores or quotation marks only."""
    given = words(text)
    if scale.cannot_say and text.casefold() in CANNOT_SAY:
        return -1
    if scale.refuse and text.casefold() in REFUSED:
        return -2
    codes = {code for spelled, code in scale.spellings if words(spelled) == given}
    return codes.pop() if len(codes) == 1 else None


def _numbered(text: str, scale: Scale) -> int | None:
    """`1 - do not agree at all` or `do not agree at all (1)`: number and label, where both say the same."""
    before, behind = NUMBERED.match(text), NUMBERED_BEHIND.match(text)
    if not (before or behind):
        return None
    digits, label = (before[1], before[2]) if before else (behind[2], behind[1]) if behind else ("", "")
    number = code_of(digits, scale)
    return number if number is not None and number not in MISSING and in_words(label, scale) == number else None


def _lettered(text: str, scale: Scale) -> int | None:
    """`A2`, as LimeSurvey numbers answers: the second."""
    match = LETTERED.match(text)
    if not match or not (scale.choices or scale.kind == "agree7"):
        return None
    return code_of(match[1], scale)
