"""Small tables that people edit, read as text; faults name file, line, column and value and are refused together."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from pipeline.files import UserError


@dataclass
class Faults:
    """The faults found so far."""

    found: list[str] = field(default_factory=list)

    def add(self, fault: str) -> None:
        """One more fault, in one sentence."""
        self.found.append(fault)

    def refuse(self) -> None:
        """Raise UserError with all of them, if there are any."""
        if self.found:
            raise UserError(*dict.fromkeys(self.found))


@dataclass(frozen=True)
class Row:
    """One line of a sheet."""

    where: str
    cells: dict[str, str]
    faults: Faults

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def expect(self, holds: bool, column: str, what: str) -> None:
        """Note a fault of a cell unless something holds."""
        if not holds:
            self.faults.add(f"{self.where}, column {column}: '{self.cells[column]}' {what}.")

    def integer(self, column: str) -> int:
        """The cell as a whole number; a fault, and zero, where it is none."""
        value = self.whole(column)
        self.expect(value is not None, column, "is empty, but a whole number belongs here")
        return value or 0

    def whole(self, column: str) -> int | None:
        """The cell as a whole number, None where it is empty."""
        value = self.number(column)
        return None if value is None else int(value)

    def number(self, column: str) -> float | None:
        """The cell as a number, None where it is empty."""
        if not self.cells[column]:
            return None
        try:
            return float(self.cells[column])
        except ValueError:
            self.expect(False, column, "is no number")
            return None


def read_sheet(path: Path, columns: Sequence[str], faults: Faults, key: Sequence[str] = ()) -> list[Row]:
    """The lines of a CSV file with a header; its faults (absent file or columns, doubled keys) go to `faults`."""
    name = f"{path.parent.name}/{path.name}"
    if not path.is_file():
        faults.add(f"{name} is absent.")
        return []
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        header = list(reader.fieldnames or [])
        absent = [column for column in columns if column not in header]
        if absent:
            faults.add(f"{name}: the column{'s' if len(absent) > 1 else ''} {', '.join(absent)} must be there.")
            return []
        rows = [
            Row(f"{name}, line {n}", {k: (v or "").strip() for k, v in raw.items() if k}, faults)
            for n, raw in enumerate(reader, start=2)
        ]
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        value = tuple(row[column] for column in key)
        if key and value in seen:
            faults.add(f"{row.where}: {' '.join(value)} is given twice.")
        seen.add(value)
    return rows


def read_yaml(path: Path, faults: Faults) -> dict[str, Any]:
    """A YAML file that holds a mapping; else a fault and nothing."""
    name = f"{path.parent.name}/{path.name}"
    if not path.is_file():
        faults.add(f"{name} is absent.")
        return {}
    try:
        content = yaml.safe_load(path.read_text("utf-8"))
    except yaml.YAMLError as error:
        faults.add(f"{name} cannot be read as YAML: {' '.join(str(error).split())}.")
        return {}
    if not isinstance(content, dict):
        faults.add(f"{name} must be a mapping.")
        return {}
    return content
