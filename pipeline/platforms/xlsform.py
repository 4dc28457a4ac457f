"""An XLSForm beside the data of KoboToolbox or ODK: names, groups, labels in every language, lists of choices.

Source: xlsform.org. Sheets and columns go by name; padded rows, further sheets and further columns do no harm.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.files import UserError
from pipeline.platforms.grids import bytes_of, read_grid
from pipeline.platforms.separated import Line
from pipeline.platforms.structure import Structure, Variable
from pipeline.platforms.workbooks import sheets_of

Rows = list[dict[str, str]]
BEGIN, END = re.compile(r"^begin[ _](group|repeat)$"), re.compile(r"^end[ _](group|repeat)$")
SELECT = re.compile(r"^(select_one|select one|select_multiple|select multiple|rank)(?:_from_file)?\s+(\S+)(.*)$")
OF_THE_PLATFORM = (
    *("start", "end", "today", "deviceid", "username", "audit", "phonenumber", "simserial", "subscriberid", "email"),
    *("background-audio", "start-geopoint"),
)
PERSONS = ("geopoint", "geotrace", "geoshape", "image", "audio", "video", "file", "barcode")
KINDS = {"integer": "number", "int": "number", "decimal": "number", "range": "number", "date": "date", "time": "date"}
KINDS |= {"datetime": "date", "calculate": "computed", "hidden": "computed", "note": "display", "text": "text"}


@dataclass(frozen=True)
class Group:
    """A group or a repeat around questions."""

    name: str
    labels: tuple[str, ...]
    repeats: bool


def load(path: Path) -> Structure:
    """Every question's columns; raises UserError where the file is no XLSForm."""
    if bytes_of(path, head=True)[:2] == b"PK":
        sheets = {name.casefold(): lines for name, lines in sheets_of(path).items()}
        survey, choices = _rows(sheets.get("survey", [])), _rows(sheets.get("choices", []))
    else:
        grid = read_grid(path)
        survey, choices = _rows([list(map(str, line)) for line in grid.table.to_numpy().tolist()]), []
    variables = tuple(_variables(survey, _lists(choices)))
    if not variables:
        raise UserError(f"{path.name}: its sheet survey holds no question; give the XLSForm of these data.")
    return Structure(path.name, "an XLSForm", "kobo", variables)


def _rows(lines: list[Line]) -> Rows:
    """The filled rows below the first filled one, cells by heading (`list name` as list_name)."""
    filled = [line for line in lines if any(line)]
    names = (
        [re.sub(r"\s*::?\s*", "::", name.strip()).replace("list name", "list_name") for name in filled[0]]
        if filled
        else []
    )
    return [dict(zip(names, line, strict=False)) for line in filled[1:]]


def _labels(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(
        text for name, text in row.items() if text and (name == "label" or name.casefold().startswith("label::"))
    )


def _lists(choices: Rows) -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in choices:
        name = row.get("name") or row.get("value", "")
        if row.get("list_name") and name:
            found.setdefault(row["list_name"], {})[name] = _labels(row)
    return found


def _variables(survey: Rows, lists: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Iterator[Variable]:
    groups: list[Group] = []
    for row in survey:
        kind = " ".join(row.get("type", "").split())
        name, labels = row.get("name", ""), _labels(row)
        if begun := BEGIN.match(kind.casefold()):
            groups.append(Group(name, labels, begun[1] == "repeat"))
        elif END.match(kind.casefold()):
            groups = groups[:-1]
        elif kind and name and kind.casefold() not in OF_THE_PLATFORM and not any(group.repeats for group in groups):
            yield from _question(kind, name, labels, groups, lists)


def _question(
    kind: str,
    name: str,
    labels: tuple[str, ...],
    groups: list[Group],
    lists: Mapping[str, Mapping[str, tuple[str, ...]]],
) -> Iterator[Variable]:
    selected = SELECT.match(kind)
    path = [group.name for group in groups]
    headings = (*dict.fromkeys(mark.join([*path, name]) for mark in "/-.:"), name)
    full = _full(labels, groups)
    if not selected:
        what = "person" if kind.casefold() in PERSONS else KINDS.get(kind.casefold(), "text")
        yield Variable(headings, (name,), labels, full, what)
        return
    answers = dict(lists.get(selected[2], {}))
    what = {"rank": "rank"}.get(selected[1], "one" if "one" in selected[1] else "several")
    yield Variable(headings, (name,), labels, full, what, answers if what == "one" else {})
    if "or_other" in selected[3]:
        others = tuple(f"{heading}_other" for heading in headings)
        yield Variable(others, (f"{name}_other",), (), (), "beside")
    if what == "several":
        for code, words in answers.items():
            ticked = tuple(f"{heading}/{code}" for heading in headings)
            said = tuple(f"{text}/{word}" for text in full for word in words)
            yield Variable(ticked, (f"{name}/{code}",), words, said, "several", {"1": words, "0": ("",)})


def _full(labels: tuple[str, ...], groups: list[Group]) -> tuple[str, ...]:
    """A heading in words, alone and behind its groups' labels, in each language."""
    behind = tuple(
        "/".join([*(group.labels[at] if at < len(group.labels) else group.name for group in groups), label])
        for at, label in enumerate(labels)
    )
    return tuple(dict.fromkeys((*labels, *behind)))
