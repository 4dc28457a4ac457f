"""Crosswalks: what the columns and values of a survey that asked other questions stand for in the instrument."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline import files, instrument
from pipeline.instrument import Instrument
from pipeline.platforms.answers import code_of, fault
from pipeline.sheets import Faults, Row, read_sheet, read_yaml

COLUMNS = ("source", "target", "rule", "constant", "comparable", "note")
VALUES = ("source", "target", "value", "code")
RULES = ("values", "text", "row", "constant")
COMPARABLE = ("same", "changed_wording", "changed_options", "changed_unit", "new")
UNITS = ("respondents", "projects")
PLAIN_ONLY = ("respondent", "submitted_at", "duration_seconds", "form")
FAMILIES = {
    "licence_class": ("licence_class", "licence_spdx"),
    "public_funding": ("public_funding", "public_funding_percent"),
}


@dataclass(frozen=True)
class Mapped:
    """One target: where it comes from, by which rule, and what differs."""

    source: str
    target: str
    rule: str
    constant: str
    comparable: str
    note: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Crosswalk:
    """`unit` says what one row of the survey is; `description` what its wave.yaml says of every wave made with it."""

    name: str
    unit: str
    mapped: tuple[Mapped, ...]
    unmapped: Mapping[str, str]
    description: dict[str, Any]

    @property
    def source_columns(self) -> tuple[str, ...]:
        """The delivered columns that are mapped."""
        return tuple(dict.fromkeys(m.source for m in self.mapped if m.source))

    @property
    def respondent_column(self) -> str | None:
        """The delivered column that holds the respondents' ids."""
        return next((m.source for m in self.mapped if m.target == "respondent" and m.rule == "text"), None)


@dataclass(frozen=True)
class CrosswalkResult:
    """Text cells in plain form, and the targets that are only proxies (columns code, comparable, note)."""

    responses: pd.DataFrame | None
    projects: pd.DataFrame | None
    proxies: pd.DataFrame


def load(folder: Path) -> Crosswalk:
    """Read a crosswalk's folder; raises UserError with every contradiction."""
    faults, asked = Faults(), instrument.load()
    described = read_yaml(folder / "survey.yaml", faults)
    unit = str(described.get("unit", ""))
    if unit not in UNITS:
        faults.add(f"{folder.name}/survey.yaml: unit must be one of {', '.join(UNITS)}.")
    rows = read_sheet(folder / "columns.csv", COLUMNS, faults, key=("source", "target"))
    values = read_sheet(folder / "values.csv", VALUES, faults, key=("source", "target", "value"))
    known = {(row["source"], row["target"]) for row in rows}
    for row in values:
        row.expect(
            (row["source"], row["target"]) in known, "source", f"with target {row['target']} is not in columns.csv"
        )
        _expect_code(row, asked, unit)
    mapped: list[Mapped] = []
    for row in rows:
        if not row["target"]:
            row.expect(bool(row["note"]), "note", "is empty: say why the column is not mapped")
            continue
        own = {v["value"]: v["code"] for v in values if (v["source"], v["target"]) == (row["source"], row["target"])}
        row.expect(_is_target(row["target"], asked, unit), "target", f"is nothing that {unit} have")
        row.expect(row["target"] not in {m.target for m in mapped}, "target", "is mapped twice")
        row.expect(row["rule"] in RULES, "rule", f"must be one of {', '.join(RULES)}")
        row.expect(row["comparable"] in COMPARABLE, "comparable", f"must be one of {', '.join(COMPARABLE)}")
        row.expect(row["comparable"] == "same" or bool(row["note"]), "note", "is empty: say what differs")
        row.expect(
            bool(own) == (row["rule"] == "values"), "rule", "needs lines in values.csv if it is values, and none else"
        )
        mapped.append(Mapped(**{column: row[column] for column in COLUMNS}, values=own))
    faults.refuse()
    explained = {row["source"]: row["note"] for row in rows if not row["target"]}
    name = str(described.get("name", folder.name))
    description = {key: value for key, value in described.items() if key not in ("unit", "name")}
    return Crosswalk(name, unit, tuple(mapped), explained, description)


def to_plain(folder: Path, delivered: Mapping[str, pd.DataFrame]) -> CrosswalkResult:
    """Apply a crosswalk to the delivered table; raises UserError for absent columns and values that it does not list."""
    crosswalk, table = load(folder), delivered["responses"]
    faults = [
        f"The column '{column}', which the crosswalk {crosswalk.name} maps, is missing."
        for column in crosswalk.source_columns
        if column not in table.columns
    ]
    if faults:
        raise files.UserError(*faults)
    columns: dict[str, pd.Series] = {}
    for m in crosswalk.mapped:
        cells, wrong = _apply(m, table)
        columns[m.target] = cells
        faults += wrong
    if faults:
        raise files.UserError(*faults)
    plain = pd.DataFrame(columns, dtype="str")
    differing = [m for m in crosswalk.mapped if m.comparable != "same"]
    rows = [(code, m.comparable, m.note) for m in differing for code in FAMILIES.get(m.target, (m.target,))]
    proxies = pd.DataFrame(rows, columns=["code", "comparable", "note"], dtype="str")
    if crosswalk.unit == "projects":
        return CrosswalkResult(None, plain, proxies)
    return CrosswalkResult(plain, None, proxies)


def _apply(m: Mapped, table: pd.DataFrame) -> tuple[pd.Series, list[str]]:
    if m.rule == "constant":
        return pd.Series([m.constant] * len(table), index=table.index, dtype="str"), []
    if m.rule == "row":
        numbers = [f"{m.constant}{number}" for number in range(1, len(table) + 1)]
        return pd.Series(numbers, index=table.index, dtype="str"), []
    cells = table[m.source]
    if m.rule == "text":
        return cells, []
    known = {"": "", **m.values}
    unknown = [str(value) for value in cells.unique() if str(value) not in known]
    cure = "the crosswalk does not list this value; add it to values.csv"
    faults = [fault(cells, value, f"column {m.source}", cure) for value in unknown]
    return pd.Series([known.get(str(value), "") for value in cells], index=table.index, dtype="str"), faults


def _is_target(target: str, asked: Instrument, unit: str) -> bool:
    if unit == "projects":
        return target in asked.register
    return target in asked.items or target in PLAIN_ONLY


def _expect_code(row: Row, asked: Instrument, unit: str) -> None:
    """A code must be one that the target's scale knows."""
    target, code = row["target"], row["code"]
    if unit == "respondents" and target in asked.items:
        row.expect(code_of(code, asked.items[target].scale) is not None, "code", f"is no answer that {target} knows")
    if unit == "projects" and target in asked.register and asked.register[target].kind in ("choice", "yes_no_percent"):
        words = {choice.value for choice in asked.register[target].choices}
        row.expect(not code or code.partition(";")[0] in words, "code", f"is no word that {target} knows")
