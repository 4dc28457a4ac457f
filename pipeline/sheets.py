"""Small tables that people edit, read as text; faults name file, line, column and value and are refused together."""

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.files import UserError, load_yaml


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

    def one_of(self, column: str, known: Sequence[str]) -> str:
        """The cell; a fault unless it is one of the known words."""
        self.expect(self.cells[column] in known, column, f"must be one of {', '.join(known)}")
        return self.cells[column]

    def flag(self, column: str) -> bool:
        """The cell as yes (1) or no (0)."""
        return self.one_of(column, ("0", "1")) == "1"

    def needs(self, *columns: str) -> None:
        """A fault for each of the cells that is empty."""
        for column in columns:
            self.expect(bool(self.cells[column]), column, "is empty; write something here")

    def integer(self, column: str) -> int:
        """The cell as a whole number; a fault, and zero, where it is none."""
        value = self.whole(column)
        self.expect(value is not None or bool(self.cells[column]), column, "is empty, but a whole number belongs here")
        return value or 0

    def whole(self, column: str) -> int | None:
        """The cell as a whole number, None where it is empty or, with a fault, no such number."""
        value = self.number(column)
        if value is not None and not value.is_integer():
            self.expect(False, column, "is no whole number")
            return None
        return None if value is None else int(value)

    def number(self, column: str) -> float | None:
        """The cell as a finite number, None where it is empty or, with a fault, no such number."""
        if not self.cells[column]:
            return None
        try:
            value = float(self.cells[column])
        except ValueError:
            value = math.nan
        self.expect(math.isfinite(value), column, "is no number")
        return value if math.isfinite(value) else None


def read_sheet(path: Path, columns: Sequence[str], faults: Faults, key: Sequence[str] = ()) -> list[Row]:
    """The lines of a CSV file with a header; what is wrong with the file, and doubled keys, go to `faults`."""
    name = f"{path.parent.name}/{path.name}"
    text = _text(path, name, faults)
    if text is None:
        return []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader if any(cells)]
    except csv.Error as error:
        faults.add(f"{name}, line {reader.line_num}: cannot be read as CSV ({error}); close its quotation marks.")
        return []
    header = lines[0][1] if lines else []
    absent = [column for column in columns if column not in header]
    doubled = sorted({column for column in header if header.count(column) > 1})
    for wrong, must in ((absent, "must be there"), (doubled, "may be there only once")):
        if wrong:
            named = ", ".join(f"'{column}'" for column in wrong)
            faults.add(f"{name}: the column{'s' if len(wrong) > 1 else ''} {named} {must}.")
    if absent or doubled:
        return []
    rows = []
    for line, cells in lines[1:]:
        if len(cells) != len(header):
            cure = "put a text that holds commas into quotation marks"
            faults.add(f"{name}, line {line}: has {len(cells)} cells, but the header has {len(header)}; {cure}.")
            continue
        rows.append(Row(f"{name}, line {line}", dict(zip(header, cells, strict=True)), faults))
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
    try:
        content = load_yaml(path, name)
    except UserError as error:
        faults.found += error.faults
        return {}
    if not isinstance(content, dict):
        faults.add(f"{name} must be a mapping.")
        return {}
    return content


def _text(path: Path, name: str, faults: Faults) -> str | None:
    if not path.is_file():
        faults.add(f"{name} is absent.")
        return None
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        faults.add(f"{name}, line {line}: is not UTF-8; save the file in the encoding UTF-8.")
        return None
