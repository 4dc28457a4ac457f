"""Surveys that asked other questions: their columns brought into the plain form, with what is only a proxy.

A crosswalk is a folder. columns.csv has a line for each column of the source file: its target and rule, or why it has none.
values.csv says what each value becomes. A line without a source stands for something that every row gets. A column with
the rule `values` and no target is read, so that no unknown value passes, and feeds nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline import instrument
from pipeline.instrument import Instrument, Item, RegisterField
from pipeline.platforms.answers import BLANK, code_of, cure, fault, number
from pipeline.platforms.plain import KNOWN
from pipeline.sheets import Faults, Row, read_sheet, read_yaml

COLUMNS = ("source", "target", "comparable", "rule", "answered_if", "note")
VALUES = ("source", "target", "value", "becomes")
RULES = ("values", "number", "text", "row", "")
SAME = "same"
COMPARABLE = (SAME, "changed_wording", "changed_options", "changed_unit", "new")
ID_COLUMNS = ("respondent", "project_id")
NUMERIC = ("agree7", "number", "year")
ANSWERED = {"1": True, "0": False}
Target = Item | RegisterField | str


@dataclass(frozen=True)
class Line:
    """What becomes of one column. `answered_if`: the column whose 0 says that the whole question was skipped."""

    source: str
    target: str
    comparable: str
    rule: str
    answered_if: str
    note: str


@dataclass(frozen=True)
class Crosswalk:
    """A known survey. `unit`: whether its rows are respondents or projects; `values`: by source and target, what a cell's
    text becomes; `description`: wave.yaml, empty where the copy of a registered wave has none."""

    name: str
    unit: str
    lines: tuple[Line, ...]
    values: Mapping[tuple[str, str], Mapping[str, str]]
    description: dict[str, Any]

    @property
    def mapped(self) -> tuple[Line, ...]:
        """The lines that feed a target."""
        return tuple(line for line in self.lines if line.target)

    @property
    def source_columns(self) -> tuple[str, ...]:
        """The delivered columns that are needed, in the crosswalk's order; all others are personal data without a use."""
        needed = {name for line in self.mapped for name in (line.source, line.answered_if)}
        return tuple(dict.fromkeys(line.source for line in self.lines if line.source and line.source in needed))

    @property
    def respondent_column(self) -> str | None:
        """The delivered column that holds the persons' ids, to be replaced by hashes; None where the file has none."""
        return next((line.source for line in self.mapped if line.target == "respondent" and line.source), None)


@dataclass(frozen=True)
class CrosswalkResult:
    """Text tables in the plain form, one of the two; `proxies`: code, comparable, note of what is not asked in our words."""

    responses: pd.DataFrame | None
    projects: pd.DataFrame | None
    proxies: pd.DataFrame


def load(folder: Path) -> Crosswalk:
    """Read a crosswalk; raises UserError with every contradiction; whether values.csv fits columns.csv once that is right."""
    faults, asked = Faults(), instrument.load()
    sheet = read_sheet(folder / "columns.csv", COLUMNS, faults)
    described = read_yaml(folder / "wave.yaml", faults) if (folder / "wave.yaml").is_file() else {}
    lines = tuple(Line(**{column: row[column] for column in COLUMNS}) for row in sheet)
    unit = _unit(sheet, asked, faults)
    _check_columns(sheet, asked)
    right = not faults.found
    cells = read_sheet(folder / "values.csv", VALUES, faults, key=("source", "target", "value"))
    values = _values(cells, lines if right else None, asked, faults)
    for row, line in zip(sheet, lines, strict=True):
        lacking = right and line.rule == "values" and not values.get((line.source, line.target))
        row.expect(not lacking, "source", "has the rule 'values', but values.csv has no line for it")
    faults.refuse()
    return Crosswalk(folder.name, unit, lines, values, described)


def to_plain(folder: Path, delivered: Mapping[str, pd.DataFrame]) -> CrosswalkResult:
    """Bring `delivered["responses"]` (text cells, row order and count kept) into the plain form by the crosswalk of a folder.

    Columns without a target may be absent, as in a wave's de-identified copy. Raises UserError for columns that are absent
    or unknown and for every value that values.csv does not list.
    """
    walk, table = load(folder), delivered["responses"]
    faults = Faults(_header(walk, list(table.columns)))
    faults.refuse()
    plain: dict[str, pd.Series] = {}
    for line in walk.lines:
        if line.rule and (not line.source or line.source in table.columns):
            found, wrong = _translated(line, table, walk)
            faults.found += wrong
            if line.target:
                plain[line.target] = found
    faults.refuse()
    made = pd.DataFrame(plain, index=table.index, dtype="str")
    differing = [line for line in walk.mapped if line.comparable != SAME]
    noted = {"code": "target", "comparable": "comparable", "note": "note"}
    proxies = {column: [getattr(line, field) for line in differing] for column, field in noted.items()}
    told = pd.DataFrame(proxies, columns=list(noted), dtype="str")
    return CrosswalkResult(made, None, told) if walk.unit == "respondents" else CrosswalkResult(None, made, told)


def _target(name: str, asked: Instrument) -> Target | None:
    """What a target is: an item, a field of the register, another column of the plain form; None where nobody knows it."""
    found: Target | None = asked.items.get(name) or asked.register.get(name)
    return found or (name if name in KNOWN else None)


def _unit(sheet: list[Row], asked: Instrument, faults: Faults) -> str:
    persons = [row["target"] for row in sheet if row["target"] in asked.items or row["target"] in KNOWN]
    projects = [row["target"] for row in sheet if row["target"] in asked.register]
    if persons and projects and sheet:
        faults.add(
            f"{sheet[0].where.partition(',')[0]}: {projects[0]} belongs to projects and {persons[0]} to respondents; "
            "a row is either a project or a person."
        )
    return "projects" if projects else "respondents"


def _check_columns(sheet: list[Row], asked: Instrument) -> None:
    sources, targets = [row["source"] for row in sheet], [row["target"] for row in sheet]
    for row in sheet:
        source, target, rule = row["source"], row["target"], row["rule"]
        row.expect(rule in RULES, "rule", f"must be one of {', '.join(filter(None, RULES))}, or blank")
        row.expect(bool(source or target), "source", "may be blank only where every row gets a target")
        row.expect(bool(target) or sources.count(source) == 1, "source", "is listed twice, once without a target")
        row.expect(not target or targets.count(target) == 1, "target", "is fed twice; keep one of the lines")
        said = bool(row["note"]) or (bool(target) and row["comparable"] == SAME)
        row.expect(said, "note", "must say what differs" if target else "must say why the column is not mapped")
        row.expect(row["answered_if"] in ("", *sources), "answered_if", "is no source column of this crosswalk")
        if target:
            _check_target(row, _target(target, asked))
        else:
            row.expect(not row["comparable"], "comparable", "must be blank where nothing is mapped")
            row.expect(rule in ("", "values"), "rule", "must be 'values' or blank where nothing is mapped")


def _check_target(row: Row, target: Target | None) -> None:
    rule = row["rule"]
    row.expect(
        target is not None, "target", "is neither an item, nor a field of the register, nor a column of the plain form"
    )
    row.expect(row["comparable"] in COMPARABLE, "comparable", f"must be one of {', '.join(COMPARABLE)}")
    row.expect(rule != "", "rule", "must be given where a target is")
    if rule == "row":
        row.expect(row["target"] in ID_COLUMNS, "rule", "only gives ids of respondents or projects")
        row.expect(not row["source"], "source", "must be blank where the rows are numbered")
    if rule == "number":
        kind = target.scale.kind if isinstance(target, Item) else getattr(target, "kind", "")
        row.expect(kind in NUMERIC, "rule", f"does not fit: {row['target']} is no number")


def _values(
    cells: list[Row], lines: tuple[Line, ...] | None, asked: Instrument, faults: Faults
) -> dict[tuple[str, str], dict[str, str]]:
    listed = {(line.source, line.target): line for line in lines or ()}
    found: dict[tuple[str, str], dict[str, str]] = {}
    for row in cells:
        line = listed.get((row["source"], row["target"]))
        known = line is not None and line.rule in ("values", "row")
        row.expect(
            known or lines is None, "source", "has no line with this target and the rule 'values' in columns.csv"
        )
        wrong = _misfit(row["becomes"], _target(row["target"], asked), asked) if row["target"] else None
        row.expect(bool(row["becomes"]), "becomes", "must say what the value becomes")
        row.expect(wrong is None or not row["becomes"], "becomes", wrong or "")
        found.setdefault((row["source"], row["target"]), {})[row["value"]] = row["becomes"]
    return found


def _misfit(text: str, target: Target | None, asked: Instrument) -> str | None:
    """What is wrong with a value given to a target, None where it fits. A code of missing.csv fits everywhere."""
    if text in {str(code) for code in asked.missing} or not isinstance(target, Item | RegisterField):
        return None
    if isinstance(target, Item):
        if target.scale.kind in ("text", "country", "language"):
            return None
        code = code_of(text, target.scale)
        return None if code is not None and code != BLANK else f"does not fit {target.code}: {cure(target.scale)}"
    if target.choices:
        words = [choice.value for choice in target.choices]
        fits = text.partition(";")[0].strip() in words
        return None if fits else f"does not fit {target.construct}: it must be one of {', '.join(words)}"
    if target.kind in ("number", "year") and not _inside(text, target.low, target.high):
        return f"does not fit {target.construct}: it must be a number from {target.low} to {target.high}"
    return None


def _inside(text: str, low: float | None, high: float | None) -> bool:
    try:
        value = number(text)
    except ValueError:
        return False
    return (low is None or value >= low) and (high is None or value <= high)


def _header(walk: Crosswalk, given: list[str]) -> list[str]:
    known = {line.source for line in walk.lines}
    missing = [column for column in walk.source_columns if column not in given]
    unknown = ", ".join(f"'{column}'" for column in given if column not in known)
    faults = [
        f"responses: the column '{c}' is missing, but the crosswalk reads it; give the whole file." for c in missing
    ]
    unread = f"responses: columns.csv has no line for {unknown}; map each column, or say there why it is not mapped."
    return [*faults, unread] if unknown else faults


def _translated(line: Line, table: pd.DataFrame, walk: Crosswalk) -> tuple[pd.Series, list[str]]:
    """One target's text cells, and a fault for each value that cannot be read."""
    known = walk.values.get((line.source, line.target), {})
    if line.rule == "row":
        prefix = known.get("", "")
        return pd.Series([f"{prefix}{n}" for n in range(1, len(table) + 1)], index=table.index, dtype="str"), []
    cells = table[line.source] if line.source else pd.Series("", index=table.index, dtype="str")
    faults: list[str] = []
    if line.answered_if:
        said = table[line.answered_if]
        where = f"responses, column {line.answered_if}"
        faults += [fault(said, str(v), where, "it must be 1 or 0") for v in said.unique() if str(v) not in ANSWERED]
        cells = cells.where(said.map(ANSWERED).eq(True), "")
    where = f"responses, column {line.source or '(none)'}"
    if line.rule == "values":
        what = "values.csv must list it, with what it becomes, or the cell must be corrected"
        faults += [fault(cells, str(v), where, what) for v in cells.unique() if v and v not in known]
        return cells.map(lambda text: known.get(text, "")).astype("str"), faults
    if line.rule == "number":
        wrong = [str(v) for v in cells.unique() if v and not _inside(str(v), None, None)]
        faults += [fault(cells, v, where, "it must be a number, or blank") for v in wrong]
    return cells.astype("str"), faults
