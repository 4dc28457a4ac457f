"""Lines below a table that are no rows: a source or a remark in the first cell, with nothing beside it."""

import re

import pandas as pd

LAST = 5  # lines at the end that are looked at
NARROW = 3  # columns; of a narrower table a row may well have one answer only
KNOWN = re.compile(
    r"(\(c\)|[*†©])\s*\w|n\s*=|(sources?|notes?|remarks?|n\.\s?b\.|quellen?|anmerkung(en)?|hinweise?|stand|exported|exportiert|generated|"
    r"created|erstellt|copyright|total|sum|summe|gesamt)(\s*[:=]|\s+\S)",
    re.IGNORECASE,
)
WORDS = re.compile(r"[^\W\d_][\w'’-]*[,:]?(?:\s+\S+){2,}$")  # three words or more, the first of letters
SEEN = 100  # rows that begin alike
HEADINGS = 3  # lines whose first cell may be such words above the answers


def without_footnotes(table: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """A table of text without the remarks below it, and what is said of them. A last line is a remark where only its first
    cell is filled, with a word by which remarks begin, or with three words or more where no row has so many there."""
    if len(table.columns) < NARROW:
        return table, []
    found, end = list[str](), len(table)
    while end > max(HEADINGS, len(table) - LAST):
        line = [str(cell) for cell in table.iloc[end - 1].tolist()]
        if any(line) and (any(line[1:]) or not _remark(line[0], table.iloc[HEADINGS : end - 1])):
            break
        found += [line[0]] if any(line) else []
        end -= 1
    if not found:
        return table, []
    begun = f"'{found[-1].split()[0].rstrip(':')} ...'"
    lines = f"the last {len(found)} lines hold remarks" if len(found) > 1 else "the last line holds a remark"
    return table.iloc[:end], [f"{lines} below the table ({begun}) and no answers; it is no row."]


def _remark(text: str, above: pd.DataFrame) -> bool:
    """Whether a first cell is a remark: none of the rows `above` it that have more cells begins so."""
    pattern = next((one for one in (KNOWN, WORDS) if one.match(text)), None)
    if pattern is None:
        return False
    alike = above[above[above.columns[0]].astype("str").str.match(pattern).to_numpy()].head(SEEN)
    return not (alike[alike.columns[1:]] != "").any(axis=None)
