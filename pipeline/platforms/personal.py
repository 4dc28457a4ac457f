"""Personal data known by their content, whatever their heading: what must never travel further than the delivered file."""

import re

import pandas as pd

SHARE = 0.5  # of the filled cells that must look so
SEEN = 500  # distinct cells that are looked at
FEW = 2  # filled cells that tell nothing of a column
LONG = 60  # characters on average from which a text is somebody's own words
DISTINCT = 0.5  # share of distinct cells above which long texts are no labels
PATTERNS = {
    "e-mail addresses": re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}"),
    "IP addresses": re.compile(r"(\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){3,7}"),
    "coordinates": re.compile(r"-?\d{1,3}\.\d{3,}[ ,;]+-?\d{1,3}\.\d{3,}.*"),
    "telephone numbers": re.compile(r"(\+|00)\d[\d ()/-]{6,}\d"),
    "addresses of web pages": re.compile(r"https?://\S+"),
}


HEADINGS = re.compile(
    r"\b(e-?mails?( address)?|e-?mail-?adresse|(first|last|full|your|family|sur)[ -]?name|name \(first|vor-? ?und nachname|"
    r"vorname|nachname|ihr name|telefon\w*|(tele)?phone( number)?|mobile number|anschrift|postal address|ip[ -]?address|"
    r"ip-adresse|date of birth|geburtsdatum|contact details|kontaktdaten)\b",
    re.IGNORECASE,
)


def asks_for_person(heading: str) -> bool:
    """Whether a question's words ask who somebody is or how to reach them."""
    return HEADINGS.search(heading) is not None


def kind_of_person(cells: pd.Series) -> str:
    """What a column's cells are, of the kinds of personal data; blank where they are none of them. Long texts that nearly all
    differ are somebody's own words."""
    distinct = pd.Series(pd.unique(cells), dtype="str")
    filled = distinct[distinct != ""]
    if filled.empty:
        return ""
    seen = [str(text) for text in filled.iloc[:SEEN]]
    for kind, pattern in PATTERNS.items():
        if sum(pattern.fullmatch(text) is not None for text in seen) > SHARE * len(seen):
            return kind
    answered = int((cells != "").sum())
    own_words = filled.str.len().mean() > LONG and len(filled) > max(FEW, DISTINCT * answered)
    return "texts in own words" if own_words else ""
