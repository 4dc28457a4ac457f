"""LimeSurvey's exports to R and to SPSS: a script with codes, texts and labels, and a file of data beside it.

The data have their columns in the script's order; for SPSS they have no headings at all. Source: export_helper.php.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from pipeline.platforms.encodings import decoded
from pipeline.platforms.grids import bytes_of
from pipeline.platforms.structure import Structure, Variable

R_MARK = re.compile(r"^\s*names\(data\)\[\d+\]\s*(<-|=)", re.MULTILINE)
SPSS_MARK = re.compile(r"^\s*\*?\s*(VARIABLE LABELS|RENAME VARIABLE)", re.MULTILINE | re.IGNORECASE)
TEXT = r'"((?:[^"\\]|\\.|"")*)"'
R_NAME = re.compile(r"names\(data\)\[(\d+)\]\s*(?:<-|=)\s*" + TEXT)
R_LABEL = re.compile(r"variable\.labels\[(\d+)\]\s*(?:<-|=)\s*" + TEXT, re.DOTALL)
R_LEVELS = re.compile(r"data\[, (\d+)\]\s*(?:<-|=)\s*factor\([^\n]*?levels=c\((.*?)\),\s*labels=c\((.*)\)\)")
R_PARTS = re.compile(TEXT + r"|(-?[\d.]+)")
SPSS_NAME = re.compile(r"RENAME VARIABLE \(\s*V(\d+)\s*=\s*([^\s)]+)\s*\)", re.IGNORECASE)
SPSS_LABEL = re.compile(r"VARIABLE LABELS\s+V(\d+)\s+" + TEXT, re.IGNORECASE)
SPSS_LEVELS = re.compile(r"VALUE LABELS\s+V(\d+)\s+(.*?)\.\s*$", re.IGNORECASE | re.DOTALL | re.MULTILINE)
SPSS_PARTS = re.compile(r"(?:'([^']*)'|" + TEXT + r"|(-?[\w.]+))\s+" + TEXT)
LINE = re.compile(r"^\[(.*?)\]\s*(.*)$", re.DOTALL)
BESIDE = re.compile(r"(_|\[)?(other|comment)\]?$", re.IGNORECASE)


def is_script(start: str) -> bool:
    """Whether a text is one of the two scripts."""
    return bool(R_MARK.search(start) or SPSS_MARK.search(start))


def from_script(path: Path) -> Structure:
    """What a script says of the columns, in their order."""
    text, _ = decoded(bytes_of(path), path.name)
    in_r = R_MARK.search(text) is not None
    name, label = (R_NAME, R_LABEL) if in_r else (SPSS_NAME, SPSS_LABEL)
    names = {int(at): _plain(said) for at, said in name.findall(text)}
    labels = {int(at): _plain(said) for at, said in label.findall(text)}
    levels = _levels_of_r(text) if in_r else _levels_of_spss(text)
    last = max((*names, *labels), default=0)
    variables = tuple(
        _variable(names.get(at, f"V{at}"), labels.get(at, ""), levels.get(at, {})) for at in range(1, last + 1)
    )
    what = "LimeSurvey's script for R" if in_r else "LimeSurvey's script for SPSS"
    return Structure(path.name, what, "limesurvey", variables, by_position=True)


def _levels_of_r(text: str) -> dict[int, dict[str, tuple[str, ...]]]:
    found: dict[int, dict[str, tuple[str, ...]]] = {}
    for at, levels, labels in R_LEVELS.findall(text):
        values, words = (
            [_plain(quoted) or bare for quoted, bare in R_PARTS.findall(part)] for part in (levels, labels)
        )
        if len(values) == len(words):
            found[int(at)] = {value: (word,) for value, word in zip(values, words, strict=True)}
    return found


def _levels_of_spss(text: str) -> dict[int, dict[str, tuple[str, ...]]]:
    found: dict[int, dict[str, tuple[str, ...]]] = {}
    for at, of in SPSS_LEVELS.findall(text):
        for single, double, bare, word in SPSS_PARTS.findall(of):
            found.setdefault(int(at), {})[str(single or _plain(double) or bare)] = (_plain(word),)
    return found


def _variable(name: str, label: str, levels: Mapping[str, tuple[str, ...]]) -> Variable:
    """A column by its name (`P_IO1`), its text (`[its line] its question`) and its levels."""
    line = LINE.match(label)
    own = line[1] if line and line[2] else label
    full = (label, f"{line[2]} [{line[1]}]") if line and line[2] else (label,)
    parts = [part for part in re.split(r"[_\[\]]", name) if part]
    codes = tuple(dict.fromkeys((name, *reversed(parts))))
    ticked = {word.casefold() for words in levels.values() for word in words} == {"yes", "not selected"}
    if BESIDE.search(name) and len(parts) > 1:
        kind = "beside"
    elif "{" in label or label == name:
        kind = "computed"
    else:
        kind = "several" if ticked else "one" if levels else "text"
    return Variable((name,), codes, (own,), full, kind, levels)


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text.replace('""', '"'))
