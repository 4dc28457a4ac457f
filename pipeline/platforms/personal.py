"""Personal data recognised by what stands in the cells, and by what a question asks, whatever the heading says."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import islice

import numpy as np
import pandas as pd

EMAIL = re.compile(r"[\w.+-]+(?:@|\(at\)|\[at\])[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
IPV4 = re.compile(r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])")
GROUP = "[0-9a-f]{1,4}"
IPV6 = re.compile(
    rf"(?<![\w:])(?:(?:{GROUP}:){{7}}{GROUP}|{GROUP}(?::{GROUP}){{0,6}}::(?:{GROUP}(?::{GROUP}){{0,6}})?|::{GROUP})(?![\w:])",
    re.IGNORECASE,
)
DEGREES = r"-?(?:180|1[0-7]\d|\d?\d)\.\d{3,}"  # in either order, as some write the longitude first
COORDINATES = re.compile(rf"(?<![\d.,]){DEGREES}[\s,;]+{DEGREES}(?!\d)|\d{{1,3}}°\s?\d{{1,2}}['′]", re.IGNORECASE)
PHONE = re.compile(r"(?<![\w.-])(?:\+|00)\d{1,3}[\s/()-]*\d(?:[\s/()-]*\d){6,12}(?![\w-])")
IBAN = re.compile(  # international bank account numbers (ISO 13616): of digits, or with a bank of four letters
    r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:(?: ?\d{4}){3,7}|(?: ?[A-Z]{4})(?: ?\d{4}){2,4})(?: ?\d{1,3})?(?![A-Za-z0-9])"
)
CAPITALIZED = r"[A-ZÀ-Þ][\w'’-]+"
NAME = re.compile(  # a title, or somebody introduced, before words with capitals
    rf"\b(?:(?:Mrs?|Ms|Miss|Dr|Prof|Herrn?|Frau|Mme|Monsieur|Madame|Señora?)\.?\s+)+(?:(?:von|van|de|zu)\s+)*{CAPITALIZED}"
    rf"(?:\s+{CAPITALIZED})?|\b(?:[Nn]ame(?:\s+is|\s+ist|:)|ich hei(?:ss|ß)e|I am|I'm|ich bin|[Ii]nterview(?:ed|t| mit| with)|"
    rf"asked|spoke (?:with|to)|told by|[Cc]ontact:|[Kk]ontakt:|gefragt:?)\s+{CAPITALIZED}\s+{CAPITALIZED}"
)
KINDS = {  # anywhere in a text
    "bank account numbers": IBAN,  # first, as the middle of one may look like a telephone number
    "e-mail addresses": EMAIL,
    "IP addresses": IPV4,
    "IP addresses (version 6)": IPV6,
    "coordinates": COORDINATES,
    "telephone numbers": PHONE,
}
WHOLE = {  # of a whole text, where most of a column's texts are so
    "e-mail addresses": re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}"),
    "IP addresses": re.compile(r"(\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){3,7}"),
    "coordinates": re.compile(r"-?\d{1,3}\.\d{3,}[ ,;]+-?\d{1,3}\.\d{3,}.*"),
    "telephone numbers": re.compile(r"(\+|00)\d[\d ()/-]{6,}\d"),
    "addresses of web pages": re.compile(r"https?://\S+"),
}
MARKED = (  # without one of these nothing of it can be there; to be read by RE2 too
    r"@|[(\[][aA][tT][)\]]|\d\.\d{1,3}\.\d{1,3}\.\d|:[0-9a-fA-F]{0,4}:|\.\d{3,}[^\w.]+\d|°|(?:^|[^\w.-])(?:\+|00)\d|"
    r"[A-Z][A-Z][0-9]{2} ?[A-Z0-9]{4}"
)
MARKS = re.compile(MARKED)
REMOVED = "[removed]"
PERSONAL, FREE_TEXT = "personal data", "free text"
HEADING = re.compile(
    r"^(e-?mail( ?(address|adresse))?|ip[ _-]?(addr(ess)?|adresse)?|(first|last|full|user|middle)[ _-]?name|(vor|nach|zu)name|"
    r"name|(access )?token|access code|(geo)?location|(gps)?[ _-]?(latitude|longitude)|lat|lon|lng|coordinates|"
    r"phone.*|tel(efon)?.*|mobile|(street|postal|home)? ?address|adresse|anschrift|deviceid|username)$",
    re.IGNORECASE,
)
ASKED_FOR = re.compile(  # anywhere in a question
    r"\b(e-?mails?( address)?|e-?mail-?adresse|(first|last|full|your|family|sur)[ -]?name|name \(first|vor-? ?und nachname|"
    r"vorname|nachname|ihr name|telefon\w*|(tele)?phone( number)?|mobile number|anschrift|postal address|ip[ -]?address|"
    r"ip-adresse|date of birth|geburtsdatum|contact details|kontaktdaten)\b",
    re.IGNORECASE,
)
SHARE = 0.5  # of a column's texts that must look so
SEEN = 500  # distinct texts that are looked at as wholes
MANY = 5000  # texts from which all are looked at at once, which pays for no small column
WORDS_OF_A_TEXT = 4  # a column of which most cells hold so many words is free text
WORDY = " ".join(["", *["[^ ]*"] * (WORDS_OF_A_TEXT - 2), ""])  # so many words, by the blanks between them
LONG, FEW = 60, 2  # so is one of more texts than a few, so many characters long on average

Occurrences = Mapping[str, int] | pd.Series


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


def asks_for_person(heading: str) -> bool:
    """Whether a question's words ask who somebody is or how to reach them."""
    return HEADING.match(heading.strip().replace("_", " ")) is not None or ASKED_FOR.search(heading) is not None


def occurrences(cells: pd.Series) -> Occurrences:
    """How often each text stands in a column, by the texts; those of categories by their codes."""
    if isinstance(cells.dtype, pd.CategoricalDtype):
        counts = np.bincount(cells.cat.codes, minlength=len(cells.cat.categories))
        if len(counts) <= MANY:
            return {text: n for text, n in zip(cells.cat.categories.tolist(), counts.tolist(), strict=True) if n}
        present = np.flatnonzero(counts)
        found = pd.Series(counts[present], pd.Index(cells.cat.categories[present], dtype="str"))
    elif len(cells) > MANY:
        found = cells.value_counts(sort=False)
    else:
        return Counter(cells.tolist())
    return found if len(found) > MANY else counted_of(found)


def times_in(cells: pd.Series, text: str) -> int:
    """How often one text stands in a column."""
    if isinstance(cells.dtype, pd.CategoricalDtype):
        return int((cells == text).sum()) if text in cells.cat.categories else 0
    return cells.tolist().count(text)


def counted(cells: pd.Series) -> dict[str, int]:
    """The same as a mapping."""
    return dict(counted_of(occurrences(cells)))


def counted_of(found: Occurrences) -> Mapping[str, int]:
    """The same as a mapping."""
    if not isinstance(found, pd.Series):
        return found
    return dict(zip(found.index.tolist(), found.tolist(), strict=True))


def in_column(heading: str, cells: Occurrences, text: str = "") -> str:
    """What a column that no question needs holds, in words, with the number of cells; blank where it is nothing personal.
    `cells`: how often each text stands in it; `text`: the question's words, where they are not its heading."""
    filled = _filled(cells)
    total, kinds = int(sum(filled.values())) if isinstance(filled, dict) else int(filled.sum()), dict[str, int]()
    for one in _marked(filled):
        kind = personal_in(one)
        if kind:
            kinds[kind] = kinds.get(kind, 0) + int(filled[one])
    if kinds:
        return f"{PERSONAL}: " + ", ".join(f"{kind} in {count} cells" for kind, count in kinds.items())
    whole = _whole(filled)
    if whole:
        return f"{PERSONAL}: {whole} in {total} cells"
    if total and (asks_for_person(heading) or asks_for_person(text)):
        return f"{PERSONAL} by its heading, {total} cells"
    return f"{FREE_TEXT} in {total} cells" if _own_words(filled) else ""


def _filled(cells: Occurrences) -> dict[str, int] | pd.Series:
    """The texts that are not blank."""
    if isinstance(cells, pd.Series):
        return cells[cells.index != ""]
    return {text: count for text, count in cells.items() if text}


def _marked(filled: dict[str, int] | pd.Series) -> list[str]:
    """The texts that may hold personal data."""
    if isinstance(filled, pd.Series):
        return list(map(str, filled.index[filled.index.str.contains(MARKED)]))
    return [text for text in filled if MARKS.search(text)]


def _whole(filled: dict[str, int] | pd.Series) -> str:
    seen = list(map(str, islice(filled.index if isinstance(filled, pd.Series) else filled, SEEN)))
    for kind, pattern in WHOLE.items():
        if sum(pattern.fullmatch(text) is not None for text in seen) > SHARE * len(seen):
            return kind
    return ""


def _own_words(filled: dict[str, int] | pd.Series) -> bool:
    """Whether texts are somebody's own words: answers that were offered stand in many rows each."""
    if isinstance(filled, dict):
        if len(filled) * 2 <= sum(filled.values()):
            return False
        wordy, letters = sum(text.count(" ") + 1 >= WORDS_OF_A_TEXT for text in filled), sum(map(len, filled))
    else:
        if len(filled) * 2 <= filled.sum():
            return False
        texts = filled.index.str
        wordy, letters = int(np.sum(texts.contains(WORDY))), int(np.sum(texts.len()))
    return wordy * 2 > len(filled) or (len(filled) > FEW and letters > LONG * len(filled))


def kept_clean(texts: Iterable[str], names: bool) -> tuple[dict[str, str], list[str]]:
    """What each distinct text becomes without personal data, for those that hold any; and the kinds of them. `names`: those
    too that follow a title or an introduction, as in remarks, where no id can be taken for one."""
    becomes, kinds = dict[str, str](), list[str]()
    for text in texts:
        clean = NAME.sub(REMOVED, without_personal_data(text)) if names else without_personal_data(text)
        if clean != text:
            becomes[text] = clean
            kinds.append(personal_in(text) or "names")
    return becomes, list(dict.fromkeys(kinds))
