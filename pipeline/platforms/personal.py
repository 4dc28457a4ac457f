"""Personal data recognised by what stands in the cells, whatever the heading says."""

import re
from collections.abc import Iterable, Mapping

EMAIL = re.compile(r"[\w.+-]+(?:@|\(at\)|\[at\])[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
IPV4 = re.compile(r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])")
GROUP = "[0-9a-f]{1,4}"
IPV6 = re.compile(
    rf"(?<![\w:])(?:(?:{GROUP}:){{7}}{GROUP}|{GROUP}(?::{GROUP}){{0,6}}::(?:{GROUP}(?::{GROUP}){{0,6}})?|::{GROUP})(?![\w:])",
    re.IGNORECASE,
)
COORDINATES = re.compile(
    r"(?<![\d.,])-?(?:90|[1-8]?\d)\.\d{3,}[\s,;]+-?(?:180|1[0-7]\d|\d?\d)\.\d{3,}(?!\d)|\d{1,3}°\s?\d{1,2}['′]",
    re.IGNORECASE,
)
PHONE = re.compile(r"(?<![\w.])(?:\+|00)\d{1,3}[\s/()-]*\d(?:[\s/()-]*\d){6,12}(?!\w)")
KINDS = {
    "e-mail addresses": EMAIL,
    "IP addresses": IPV4,
    "IP addresses (version 6)": IPV6,
    "coordinates": COORDINATES,
    "telephone numbers": PHONE,
}
MARKED = r"[@.:+°(\[]|00\d"  # without one of these nothing of it can be there
MARKS = re.compile(MARKED)
REMOVED = "[removed]"
PERSONAL, FREE_TEXT = "personal data", "free text"
HEADING = re.compile(
    r"^(e-?mail( ?(address|adresse))?|ip[ _-]?(addr(ess)?|adresse)?|(first|last|full|user|middle)[ _-]?name|(vor|nach|zu)name|"
    r"name|(access )?token|access code|(geo)?location|(gps)?[ _-]?(latitude|longitude)|lat|lon|lng|coordinates|"
    r"phone.*|tel(efon)?.*|mobile|(street|postal|home)? ?address|adresse|anschrift|deviceid|username)$",
    re.IGNORECASE,
)
WORDS_OF_A_TEXT = 4  # a column of which most cells hold so many words is free text


def personal_in(text: str) -> str:
    """Which kind of personal data a text holds, blank where none is seen."""
    if not MARKS.search(text):
        return ""
    return next((kind for kind, pattern in KINDS.items() if pattern.search(text)), "")


def without_personal_data(text: str) -> str:
    """A text in which what was recognised is replaced by a mark."""
    if not MARKS.search(text):
        return text
    for pattern in KINDS.values():
        text = pattern.sub(REMOVED, text)
    return text


def in_column(heading: str, cells: Mapping[str, int]) -> str:
    """What a column that no question needs holds, in words, with the number of cells; blank where it is nothing personal.
    `cells`: how often each text stands in it."""
    filled = {text: count for text, count in cells.items() if text}
    total = sum(filled.values())
    kinds: dict[str, int] = {}
    for text, count in filled.items():
        kind = personal_in(text)
        if kind:
            kinds[kind] = kinds.get(kind, 0) + count
    if kinds:
        return f"{PERSONAL}: " + ", ".join(f"{kind} in {count} cells" for kind, count in kinds.items())
    if total and HEADING.match(heading.strip().replace("_", " ")):
        return f"{PERSONAL} by its heading, {total} cells"
    wordy = sum(text.count(" ") + 1 >= WORDS_OF_A_TEXT for text in filled)
    own_words = wordy * 2 > len(filled) and len(filled) * 2 > total  # answers that were offered stand in many rows each
    return f"{FREE_TEXT} in {total} cells" if own_words else ""


def kept_clean(texts: Iterable[str]) -> tuple[dict[str, str], dict[str, int]]:
    """What each distinct text becomes without personal data, for those that hold any; and how many of them, by kind."""
    becomes, kinds = dict[str, str](), dict[str, int]()
    for text in texts:
        kind = personal_in(text)
        if kind:
            becomes[text] = without_personal_data(text)
            kinds[kind] = kinds.get(kind, 0) + 1
    return becomes, kinds
