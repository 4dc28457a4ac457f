"""SPSS and Stata files: value labels, user-missing values and ranges; missing codes that only a label tells are proposed."""

import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.files import UserError
from pipeline.instrument import Instrument, Item
from pipeline.platforms.answers import MISSING, code_of
from pipeline.platforms.drafted import doubtful
from pipeline.platforms.export import PERSONAL, Cells, Export, Recognised, Source, bring, refused
from pipeline.platforms.headings import Column
from pipeline.platforms.labels import kind_of
from pipeline.platforms.structure import Structure
from pipeline.platforms.times import iso_times
from pipeline.platforms.wording_of_answers import replaced
from pipeline.platforms.wordings import Wordings, words
from pipeline.platforms.workbooks import cell_text

UNKNOWN = -5  # of a value declared as missing, without a word why
TRIAL_SECONDS = 120


@dataclass(frozen=True)
class Variable:
    """`labels`: by the value's text; `declared`: the user-missing values and ranges."""

    name: str
    label: str
    labels: Mapping[str, str]
    declared: tuple[tuple[Any, Any], ...]

    def missing(self, text: str) -> bool:
        """Whether a value is declared as missing."""
        for low, high in self.declared:
            if isinstance(low, str) or isinstance(high, str):
                if text == str(low).strip():
                    return True
            elif _number(text) is not None and low <= float(text) <= high:
                return True
        return False


def read(path: Path, recognised: Recognised, asked: Instrument, structure: Structure | None) -> Export:
    """A .sav, .zsav or .dta file in the plain form."""
    assert structure is None, "these files hold their structure themselves"
    variables, rows, notes = opened(path, recognised.platform)
    if rows.empty or not variables:
        return refused(path.name, recognised, len(rows), len(variables), "it has no rows of answers; export it again.")
    known = Wordings(asked)
    columns = []
    for at, variable in enumerate(variables):
        label = _bare(variable)
        personal = re.fullmatch(
            r"(e-?mail|ip_?(addr|address)?|first_?name|last_?name|name|phone)", variable.name.casefold()
        )
        codes = tuple(dict.fromkeys((variable.name, variable.name.rpartition("_")[2])))
        column = Column(at, variable.name, codes, label, role=PERSONAL if personal else "")
        if label:
            column = replace(column, text=label, behind=label)
        code = (
            known.codes.get(variable.name.casefold()) or known.codes.get(codes[-1].casefold()) or known.by_text(label)
        )
        item = asked.items.get(code or "")
        declared = _declared(variable, item, rows[at], notes) if item else {}
        rows[at] = replaced(rows[at], declared)
        open_ = {text: said for text, said in variable.labels.items() if not variable.missing(text)}
        columns.append(replace(column, labels={text: (said,) for text, said in open_.items()}))
    times = next((at for at, v in enumerate(variables) if v.name.casefold() == "submitted_at"), None)
    if times is not None:
        rows[times], said = iso_times(rows[times], "the column submitted_at")
        notes += said
    values = doubtful(columns, rows)
    return bring(Source(path.name, recognised, columns, rows, {}, notes, [], sure_texts=False, values=values), asked)


def _bare(variable: Variable) -> str:
    """A variable's label without its name before it (`IO1. Anyone who ...`); blank where it says nothing else."""
    label = re.sub(rf"^{re.escape(variable.name)}\s*[.:)|_–-]+\s*", "", variable.label, flags=re.IGNORECASE)
    return label if words(label) != words(variable.name) else ""


def opened(path: Path, platform: str) -> tuple[list[Variable], Cells, list[str]]:
    """A file's variables, its cells as text, and what was guessed."""
    import pyreadstat

    _refuse_what_ends_the_reader(path, platform)
    reader = pyreadstat.read_dta if platform == "stata" else pyreadstat.read_sav
    notes = list[str]()
    try:
        data, meta = reader(str(path), user_missing=True, output_format="dict")
        if platform == "stata" and _utf8_as_western(_texts(meta)):
            data, meta = reader(str(path), user_missing=True, output_format="dict", encoding="UTF-8")
            notes.append("it does not say its encoding; its labels are UTF-8, so all of it is read as that.")
    except (pyreadstat.ReadstatError, UnicodeDecodeError, OSError, ValueError, MemoryError, OverflowError) as error:
        raise UserError(
            f"{path.name} cannot be read as a file of {platform.upper()} ({error}); save it again."
        ) from None
    variables = []
    for name in meta.column_names:
        labels = {
            cell_text(value).strip(): str(said) for value, said in meta.variable_value_labels.get(name, {}).items()
        }
        given: list[Any] = list(meta.missing_ranges.get(name, []))
        ranges = tuple((r["lo"], r["hi"]) for r in given)
        letters = tuple((letter, letter) for letter in meta.missing_user_values.get(name, []))
        variables.append(Variable(name, meta.column_names_to_labels.get(name) or "", labels, ranges + letters))
    columns = {
        at: pd.Series([cell_text(value).strip() for value in data[name]], dtype="str")
        for at, name in enumerate(meta.column_names)
    }
    rows = pd.DataFrame(columns)
    return variables, rows.set_axis(pd.RangeIndex(1, len(rows) + 1)), notes


def _refuse_what_ends_the_reader(path: Path, platform: str) -> None:
    """Raise UserError where the library that reads such files, tried in a process of its own, is ended by a damaged one."""
    reader = "read_dta" if platform == "stata" else "read_sav"
    trial = f"import pyreadstat, sys; pyreadstat.{reader}(sys.argv[1], user_missing=True, output_format='dict')"
    damaged = UserError(f"{path.name} is damaged and cannot be read as a file of {platform.upper()}; save it again.")
    try:
        command = [sys.executable, "-c", trial, str(path)]
        tried = subprocess.run(command, capture_output=True, check=False, timeout=TRIAL_SECONDS)
    except subprocess.TimeoutExpired:
        raise damaged from None
    if tried.returncode < 0:
        raise damaged


def _texts(meta: Any) -> list[str]:
    """The labels of a file's variables and of their values."""
    labels = [label for label in meta.column_names_to_labels.values() if label]
    return labels + [str(said) for of in meta.variable_value_labels.values() for said in of.values()]


def _utf8_as_western(texts: list[str]) -> bool:
    """Whether texts of a Stata file from before version 14, which says nothing of its encoding and was read as Windows-1252,
    are UTF-8, as other programs write it there."""
    strange = [text for text in texts if not text.isascii()]
    try:
        return bool(strange) and all(text.encode("cp1252").decode("utf-8") for text in strange)
    except UnicodeError:
        return False


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _declared(variable: Variable, item: Item, cells: pd.Series, notes: list[str]) -> dict[str, str]:
    """What the values declared as missing become: the kinds of missing answers, by their labels."""
    becomes = dict[str, str]()
    for text in map(str, cells.unique()):
        if not text or not variable.missing(text):
            continue
        label = variable.labels.get(text, "")
        own = int(text) if text.lstrip("-").isdigit() and int(text) in MISSING else None
        meant = code_of(label, item.scale) if label else None
        kind = own or (meant if meant in MISSING else None) or kind_of(label) or UNKNOWN
        becomes[text] = str(kind)
        words_ = f"labelled '{label}'" if label else "without a label"
        notes.append(f"{item.code}: {text}, declared as missing and {words_}, is read as {kind}.")
    return becomes
