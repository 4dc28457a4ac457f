"""How alike a delivered text and a question's wording are, by difflib's ratio of matching letters."""

import re
from difflib import SequenceMatcher

from pipeline.instrument import Item
from pipeline.platforms.wordings import words


def likeness(text: str, item: Item) -> float:
    """How alike a text and the more like one of an item's wordings are, from 0 to 1."""
    return max(ratio(text, item.wording_en), ratio(text, item.wording_de))


def ratio(text: str, wording: str) -> float:
    """How alike two texts are, the part of the first that a table of lines has in common left aside."""
    return _alike(own_part(text, wording), wording)


def own_part(text: str, wording: str) -> str:
    """Of a text the part, whole or the line in brackets at its end, that is more like a wording."""
    parts: list[str] = [text, *re.findall(r"\[([^\[\]]+)\]\s*$", text)]
    return max(parts, key=lambda part: _alike(part, wording))


def _alike(text: str, wording: str) -> float:
    return SequenceMatcher(None, words(text), words(wording)).ratio()
