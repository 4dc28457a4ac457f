"""crosswalk.csv, which a wave's folder keeps: what each delivered column became, how comparable it is, who confirmed it.

A line with a `value` is about one value of a column: what it becomes, such as a missing code that only a label tells.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from pipeline.sheets import Faults, Row, read_sheet

FILE = "crosswalk.csv"
YES, NEW, DROPPED = "yes", "new", "dropped"
CHANGED = ("changed_wording", "changed_options", "changed_unit")
COMPARABLE = (YES, *CHANGED, NEW, DROPPED)
CONFIRMED, WAITING = "yes", "no"


@dataclass(frozen=True)
class Line:
    """One line. `code`: the item or plain column that the column feeds, blank where it feeds none; `replaces`: the code under
    which earlier waves asked it; `confirmed`: blank where nothing is in doubt, `no` where a person must decide, `yes` where one
    has; `file_code`, `text`, `options`, `unit`: what the file itself says of the question, blank where it says nothing."""

    line: int
    column: str
    code: str
    comparable: str
    replaces: str = ""
    confirmed: str = ""
    value: str = ""
    becomes: str = ""
    file_code: str = ""
    text: str = ""
    options: str = ""
    unit: str = ""
    note: str = ""

    @property
    def waits(self) -> bool:
        """Whether a person must decide."""
        return self.confirmed == WAITING

    @property
    def joined(self) -> bool:
        """Whether the column's answers may stand beside those of other waves under the same code."""
        return self.comparable == YES or (self.comparable in CHANGED and self.confirmed == CONFIRMED)


COLUMNS = tuple(field.name for field in fields(Line))


def read(path: Path, known: Sequence[str], faults: Faults) -> tuple[Line, ...]:
    """The lines of a crosswalk.csv, none where there is no such file; `known`: codes of items and plain columns."""
    if not path.is_file():
        return ()
    found = [_line(row, known) for row in read_sheet(path, COLUMNS, faults, key=("line",))]
    feeding = [line for line in found if line.code and not line.value]
    for line in feeding:
        others = [str(other.line) for other in feeding if other.code == line.code and other.line < line.line]
        if others and line.waits:
            faults.add(
                f"{path.parent.name}/{path.name}, line {line.line}, column code: {line.code} is fed by line "
                f"{', '.join(others)} already; leave the code of one of them blank."
            )
    return tuple(found)


def _line(row: Row, known: Sequence[str]) -> Line:
    number, code, comparable = row.integer("line"), row["code"], row.one_of("comparable", COMPARABLE)
    row.expect(not code or code in known, "code", "is no item of the instrument and no column of the plain form")
    row.expect(
        bool(code) != (comparable == DROPPED), "comparable", "must be dropped where, and only where, code is blank"
    )
    row.one_of("confirmed", ("", CONFIRMED, WAITING))
    texts = {name: row[name] for name in COLUMNS if name not in ("line", "code", "comparable")}
    return Line(line=number, code=code, comparable=comparable, **texts)


def write(path: Path, lines: Sequence[Line]) -> None:
    """Write them, by their numbers."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(line) for line in sorted(lines, key=lambda line: line.line))
    path.write_text(out.getvalue(), "utf-8", newline="\n")


def numbered(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The same lines, numbered from 1 in their order."""
    return tuple(replace(line, line=number) for number, line in enumerate(lines, start=1))


def waiting(lines: Sequence[Line]) -> list[Line]:
    """The lines that a person must decide."""
    return [line for line in lines if line.waits]


def in_words(line: Line) -> str:
    """What a person is asked to decide, in one sentence."""
    column = f"'{line.column}'" if line.column else "(no heading)"
    if line.value:
        return f"line {line.line}: of column {column} ({line.code}) the value {line.value} becomes {line.becomes}: {line.note}."
    if not line.code:
        return f"line {line.line}: column {column} is left out: {line.note}."
    replaced = f", replaces {line.replaces}" if line.replaces else ""
    return f"line {line.line}: column {column} is {line.code} ({line.comparable}{replaced}): {line.note}."
