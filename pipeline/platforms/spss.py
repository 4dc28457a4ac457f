"""SPSS and Stata files: value labels, user-missing values and ranges; missing codes that only a label tells are proposed."""

import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.files import UserError
from pipeline.instrument import Instrument, Item
from pipeline.platforms.answers import BLANK, MISSING, code_of
from pipeline.platforms.drafted import Value
from pipeline.platforms.export import PERSONAL, Cells, Export, Recognised, Source, bring, refused
from pipeline.platforms.grids import cell_text
from pipeline.platforms.headings import Column, Wordings, words
from pipeline.platforms.times import iso_times

KINDS = (  # what a label says of a missing answer, in the languages of surveys at hand
    (
        -1,
        r"don'?t know|do not know|cannot say|can'?t say|no opinion|wei(ss|ß) (ich )?nicht|kann ich nicht sagen|"
        r"no sabe|ne sait pas|\bdk\b",
    ),
    (-2, r"refus|prefer not|keine angabe|verweigert|no responde|\bns/?nr\b"),
    (-3, r"not applicable|does not apply|trifft nicht zu|\bn/?a\b|entfällt|inap"),
    (-4, r"not asked|nicht gefragt|nicht erhoben|not shown"),
    (-5, r"no answer|not answered|nicht beantwortet|ohne antwort|missing|fehlend|\bk\.?\s?a\.?\b"),
)
SHOWN = 6


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


def read(path: Path, recognised: Recognised, asked: Instrument) -> Export:
    """A .sav, .zsav or .dta file in the plain form."""
    variables, rows = opened(path, recognised.platform)
    if not rows or not variables:
        return refused(path.name, recognised, len(rows), len(variables), "it has no rows of answers; export it again.")
    notes, faults, doubtful = list[str](), list[str](), list[Value]()
    known = Wordings(asked)
    columns = []
    for at, variable in enumerate(variables):
        label = variable.label if variable.label and words(variable.label) != words(variable.name) else ""
        personal = re.fullmatch(
            r"(e-?mail|ip_?(addr|address)?|first_?name|last_?name|name|phone)", variable.name.casefold()
        )
        codes = tuple(dict.fromkeys((variable.name, variable.name.rpartition("_")[2])))
        options = "|".join(f"{value}={said}" for value, said in variable.labels.items())
        columns.append(Column(at, variable.name, codes, label, label, PERSONAL if personal else "", options))
        code = (
            known.codes.get(variable.name.casefold()) or known.codes.get(codes[-1].casefold()) or known.by_text(label)
        )
        item = asked.items.get(code or "")
        wrong = _recode(at, variable, item, rows, notes, path.name) if item else []
        faults += wrong
        doubtful += _doubtful(at, variable, rows)
    times = next((at for at, v in enumerate(variables) if v.name.casefold() == "submitted_at"), None)
    if times is not None:
        read_times, said = iso_times([line[times] for line in rows.values()], "the column submitted_at")
        notes += said
        for line, time in zip(rows.values(), read_times, strict=True):
            line[times] = time
    source = Source(path.name, recognised, columns, rows, {}, notes, faults, sure_texts=False, values=doubtful)
    return bring(source, asked)


def opened(path: Path, platform: str) -> tuple[list[Variable], Cells]:
    import pyreadstat

    _refuse_what_ends_the_reader(path, platform)
    reader = pyreadstat.read_dta if platform == "stata" else pyreadstat.read_sav
    try:
        data, meta = reader(str(path), user_missing=True, output_format="dict")
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
    columns = [[cell_text(value).strip() for value in data[name]] for name in meta.column_names]
    lines = zip(*columns, strict=True)
    return variables, {number: list(line) for number, line in enumerate(lines, start=1)}


def _refuse_what_ends_the_reader(path: Path, platform: str) -> None:
    """Raise UserError where the library that reads such files, tried in a process of its own, is ended by a damaged one."""
    reader = "read_dta" if platform == "stata" else "read_sav"
    trial = f"import pyreadstat, sys; pyreadstat.{reader}(sys.argv[1], user_missing=True, output_format='dict')"
    tried = subprocess.run([sys.executable, "-c", trial, str(path)], capture_output=True, check=False)
    if tried.returncode < 0:
        raise UserError(f"{path.name} is damaged and cannot be read as a file of {platform.upper()}; save it again.")


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _kind(label: str) -> int | None:
    given = label.casefold()
    return next((code for code, pattern in KINDS if re.search(pattern, given)), None)


def _recode(at: int, variable: Variable, item: Item, rows: Cells, notes: list[str], name: str) -> list[str]:
    """Write the instrument's codes into one column: declared missing values by their labels, other values by theirs where
    these are the instrument's own words. Returns faults where labels contradict the codes."""
    becomes, faults = dict[str, str](), list[str]()
    for text in dict.fromkeys(line[at] for line in rows.values()):
        label = variable.labels.get(text, "")
        if text and variable.missing(text):
            kind = int(text) if text.lstrip("-").isdigit() and int(text) in MISSING else _kind(label) or -5
            becomes[text] = str(kind)
            words_ = f"labelled '{label}'" if label else "without a label"
            notes.append(f"{item.code}: {text}, declared as missing and {words_}, is read as {kind}.")
        elif label and item.scale.kind not in ("text", "country", "language"):
            meant, own = code_of(label, item.scale), code_of(text, item.scale)
            if meant is None or meant in (BLANK, own):
                continue
            becomes[text] = str(meant)
            notes.append(f"{item.code}: {text} is labelled '{label}', so it is read as {meant}.")
    if item.scale.choices:
        strange = [
            f"{text} '{label}'"
            for text, label in variable.labels.items()
            if code_of(label, item.scale) is None
            and code_of(text, item.scale) not in (None, *MISSING)
            and _kind(label) is None
        ]
        if strange:
            faults.append(
                f"{name}, column {variable.name}: the labels {', '.join(strange[:SHOWN])} are no answers of {item.code}; "
                "so these are other options than the questionnaire's; correct the labels, or give a crosswalk."
            )
    for line in rows.values():
        line[at] = becomes.get(line[at], line[at])
    return faults


def _doubtful(at: int, variable: Variable, rows: Cells) -> list[Value]:
    """The values given that their label calls missing and that nothing declares."""
    given = {line[at] for line in rows.values()}
    kinds = {text: _kind(label) for text, label in variable.labels.items() if text in given and code_is_free(text)}
    return [
        Value(at, text, str(kind), variable.labels[text])
        for text, kind in kinds.items()
        if kind is not None and not variable.missing(text)
    ]


def code_is_free(text: str) -> bool:
    """Whether a value is not one of the codes that mean a missing answer everywhere (-1 to -7)."""
    return not (text.lstrip("-").isdigit() and int(text) in MISSING)
