"""The plain form of a wave's register: one row per project, the register's constructs as header."""

import re
from collections.abc import Callable

import numpy as np
import pandas as pd

from pipeline.instrument import Instrument, RegisterField
from pipeline.platforms.answers import MISSING, fault, number, numbers_of, parsed, same_id
from pipeline.platforms.plain import Read

REQUIRED = ("project_id", "declared_type")
PARTS = {
    "activity_mix": ("activity_production", "activity_distribution", "activity_consumption"),
    "primary_objective": ("objective_selbstentfaltung", "objective_social", "objective_commercial"),
    "income_mix": ("income_market", "income_public", "income_donations", "income_membership", "income_in_kind"),
}
CODERS = 2
ROUNDING = 2.0  # percentages may miss their sum of 100 by so much


def read_projects(cells: pd.DataFrame, asked: Instrument, name: str) -> Read:
    """Code the text cells of a register. Lists are separated by `/`, coders by `;`; missing codes read as blank."""
    faults = [f"{name}: the column '{column}' is missing." for column in REQUIRED if column not in cells.columns]
    unknown = [column for column in cells.columns if column not in asked.register]
    warnings = (
        [f"{name}: columns that the register does not know are left out: {', '.join(unknown)}."] if unknown else []
    )
    if faults:
        return Read(pd.DataFrame(), tuple(faults), tuple(warnings))
    missing = {str(code) for code in MISSING}
    texts = {c: ["" if text in missing else text for text in cells[c].tolist()] for c in cells.columns}
    cells = pd.DataFrame(texts, index=cells.index, dtype="str")
    cells = cells.assign(project_id=same_id(cells["project_id"]))
    for required in REQUIRED:
        faults += (
            [fault(cells[required], "", f"{name}, column {required}", "it must be given")]
            if (cells[required] == "").any()
            else []
        )
    faults += _repeated(cells["project_id"], f"{name}, column project_id")
    columns: dict[str, pd.Series] = {}
    for construct, field in asked.register.items():
        given = cells[construct] if construct in cells.columns else pd.Series("", index=cells.index, dtype="str")
        found, wrong = _field(given, field, f"{name}, column {construct}")
        columns |= found
        faults += wrong
    columns["project"] = columns.pop("project_id")
    absent = [construct for construct in asked.register if construct not in cells.columns]
    if absent:
        warnings.append(f"{name}: not recorded: {', '.join(absent)}.")
    table = pd.DataFrame({column: found.array for column, found in columns.items()})
    return Read(table, tuple(faults), tuple(warnings))


def _repeated(ids: pd.Series, where: str) -> list[str]:
    counts = ids[ids != ""].value_counts(sort=False)
    what = "each project needs one row and an id of its own"
    return [fault(ids, str(one), where, what) for one in counts[counts > 1].index]


def _field(cells: pd.Series, field: RegisterField, where: str) -> tuple[dict[str, pd.Series], list[str]]:
    name, low, high = field.construct, field.low, field.high
    unsaid = "" if name in REQUIRED else ", or blank"
    if field.kind == "choice":
        words = ", ".join(choice.value for choice in field.choices)
        found = {}
        if name == "licence_class":
            head, tail = _apart(cells)
            found["licence_spdx"], cells = tail.where(tail != "").astype("str"), head
        values, faults = parsed(cells, where, _first(_choice(field)), f"it must be one of {words}{unsaid}")
        return {name: pd.Series(values, dtype="str"), **found}, faults
    if field.kind == "yes_no_percent":
        return _yes_no_percent(cells, field, where)
    if field.kind in ("percents", "grades"):
        return _lists(cells, field, where)
    if field.kind in ("number", "year"):
        limits = f" from {low:g}" if low is not None else ""
        limits += f" to {high:g}" if high is not None else ""
        apart = "; thousands are not set apart (1204, not 1.204 or 1,204)" if high is None else ""
        read = numbers_of(cells, pointed=high is None)
        values, faults = parsed(
            cells, where, lambda text: _coded(text, low, high, read), f"it must be a number{limits}, or blank{apart}"
        )
        return {name: pd.Series(values, dtype="float64")}, faults
    return {name: cells.where(cells != "").astype("str")}, []


def _apart(cells: pd.Series, stripped: str | None = None) -> tuple[pd.Series, pd.Series]:
    """What stands before the first semicolon of each cell and what behind it, without blanks (or what is `stripped`) about."""
    parts = [text.partition(";") for text in cells.tolist()]
    columns = [part[0].strip() for part in parts], [part[2].strip(stripped) for part in parts]
    head, tail = (pd.Series(column, index=cells.index, dtype="str") for column in columns)
    return head, tail


def _choice(field: RegisterField) -> Callable[[str], str]:
    spelled = {alias.casefold(): value for alias, value in field.aliases.items()}
    for choice in field.choices:
        for spelling in (choice.value, choice.label_en, choice.label_de):
            spelled.setdefault(spelling.casefold(), choice.value)

    def value(text: str) -> str:
        word = re.sub(r"^(\d+)[.]0+$", r"\1", text).casefold()
        if word not in spelled:
            raise ValueError(text)
        return spelled[word]

    return value


def _first(parse: Callable[[str], str]) -> Callable[[str], str]:
    """Of two coders' words the first one's counts, as the table holds one; the second's must be known all the same."""

    def value(text: str) -> str:
        words = [parse(word.strip()) for word in text.split(";") if word.strip()]
        if not 1 <= len(words) <= CODERS:
            raise ValueError(text)
        return words[0]

    return value


def _yes_no_percent(cells: pd.Series, field: RegisterField, where: str) -> tuple[dict[str, pd.Series], list[str]]:
    head, tail = _apart(cells, " %")
    words, faults = parsed(head, where, _choice(field), "it must be yes, no, or yes;30 with the per cent of income")
    shares, wrong = parsed(
        tail, where, lambda text: _coded(text, 0, 100), "after the semicolon stands a per cent from 0 to 100"
    )
    name = field.construct
    return {name: pd.Series(words, dtype="str"), f"{name}_percent": pd.Series(shares, dtype="float64")}, faults + wrong


def _lists(cells: pd.Series, field: RegisterField, where: str) -> tuple[dict[str, pd.Series], list[str]]:
    """Percentages or grades, of one coder or two: of percentages the coders' mean, of grades each coder apart."""
    parts = PARTS[field.construct]
    example = "/".join(["60", "30", "10", "0", "0"][: len(parts)])
    total = "that sum to 100, " if field.kind == "percents" else ""
    what = (
        f"it must hold {len(parts)} numbers from 0 to 100 {total}such as {example}; a second coder's after a semicolon"
    )
    values, faults = parsed(cells, where, lambda text: _graded(text, len(parts), field.kind == "percents"), what)
    grades = np.full((len(cells), CODERS, len(parts)), np.nan)
    for row, value in enumerate(values):
        if isinstance(value, list):
            grades[row, : len(value)] = value
    if field.kind == "grades":
        coded = {f"{part}_{coder + 1}": grades[:, coder, i] for coder in range(CODERS) for i, part in enumerate(parts)}
        return {column: pd.Series(found, dtype="float64") for column, found in coded.items()}, faults
    seen = np.isfinite(grades)
    with np.errstate(invalid="ignore"):
        means = np.where(seen, grades, 0.0).sum(axis=1) / seen.sum(axis=1)
    return {part: pd.Series(means[:, i], dtype="float64") for i, part in enumerate(parts)}, faults


def _graded(text: str, parts: int, percents: bool) -> list[list[float]]:
    coders = [[_coded(cell, 0, 100) for cell in coder.split("/")] for coder in text.split(";") if coder.strip()]
    sums_right = not percents or all(abs(sum(coder) - 100) <= ROUNDING for coder in coders)
    if not 1 <= len(coders) <= CODERS or any(len(coder) != parts for coder in coders) or not sums_right:
        raise ValueError(text)
    return coders


def _coded(text: str, low: float | None, high: float | None, read: Callable[[str], float] = number) -> float:
    """A number inside its range; of two coders the mean."""
    values = [read(re.sub(r"\s*%$", "", part.strip())) for part in text.split(";")]
    if any((low is not None and v < low) or (high is not None and v > high) for v in values):
        raise ValueError(text)
    return sum(values) / len(values)
