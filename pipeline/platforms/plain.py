"""The plain form of a wave's responses: one row per respondent, the instrument's codes as header."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.instrument import Indicator, Instrument
from pipeline.platforms.answers import BLANK, Codes, code_column
from pipeline.platforms.blanks import NOT_ASKED, filled, inferred_form
from pipeline.platforms.circumstances import KNOWN, TEST_COLUMNS, circumstances

__all__ = ["KNOWN", "TEST_COLUMNS", "Read", "read_responses"]
WIDE = ("EF1", "D09")
STEPS = 8  # of the seven-point lines, from 0
MANY = 100  # answers to a block, none of which at the end of the scale is no chance
UNASKED = {  # what cannot be known of anybody where a question was not asked
    "S01": "nobody's consent is known, and no row is left out for lack of it",
    "S02": "it is not known who contributed in the last 12 months, and nobody is screened out",
    "D13": "it is not known who asked not to be used",
}
IN_WORDS = ("text", "country", "language")  # kinds of scale whose answers are no codes


@dataclass(frozen=True)
class Read:
    """A file read: `table` as delivered_responses or delivered_projects describe it (without the wave), what is wrong, and
    what a person should know."""

    table: pd.DataFrame
    faults: tuple[str, ...]
    warnings: tuple[str, ...]


def read_responses(
    cells: pd.DataFrame,
    asked: Instrument,
    name: str,
    with_projects: bool,
    strict: bool,
    left_out: frozenset[str] = frozenset(),
) -> Read:
    """Code the text cells of a wave. A line of the questionnaire without a column was not asked (-4).

    `strict`: it is our own questionnaire, which demands the respondents' ids, the projects (where there are any), and that a
    scale is there with all of its items or not at all, but for those `left_out` on purpose; behind a crosswalk nothing is
    demanded.
    """
    faults, warnings = _columns(cells, asked, name, with_projects, strict, left_out)
    coded: dict[str, Codes] = {}
    for code, item in asked.items.items():
        if code in cells.columns and item.scale.kind not in IN_WORDS:
            coded[code], wrong, said = code_column(cells[code], item, f"{name}, column {code}")
            faults += wrong
            warnings += said
    warnings += _fewer_steps(coded, asked, name) if strict else []
    described, wrong = circumstances(cells, name)
    faults += wrong
    form = inferred_form(described["form"], coded, asked)
    warnings += _about_rows(described["respondent"], described["form"], form, coded, asked, name) if strict else []
    answers = filled(coded, asked, form, described["block_order"] if strict else None)
    never = np.full(len(cells), NOT_ASKED, dtype=np.int16)
    whole = {code: answers.get(code, never) for code, item in asked.items.items() if code in answers or item.likert}
    narrow = {code: codes.astype(np.int16 if code in WIDE else np.int8) for code, codes in whole.items()}
    table = pd.concat([pd.DataFrame({**described, "form": form}), pd.DataFrame(narrow)], axis=1)
    return Read(table, tuple(faults), tuple(warnings))


def _columns(
    cells: pd.DataFrame, asked: Instrument, name: str, with_projects: bool, strict: bool, left_out: frozenset[str]
) -> tuple[list[str], list[str]]:
    """What is wrong with the header, and what is unusual."""
    given = set(cells.columns)
    lines = asked.likert_codes()
    absent = [code for code in lines if code not in given]
    faults: list[str] = []
    warnings: list[str] = []
    if strict and len(absent) == len(lines):
        faults.append(
            f"{name}: no column is a line of the questionnaire; the header must hold their codes (IO1, ...); for another "
            "survey give the crosswalk that says what its columns are (--crosswalk)."
        )
    elif strict:
        faults += _missing(given | left_out, asked, name, with_projects)
        warnings += [
            f"{name}: there is no column {code}, so {said}." for code, said in UNASKED.items() if code not in given
        ]
        if absent:
            warnings.append(f"{name}: not asked in this wave, as there is no column: {', '.join(absent)}.")
    unknown = [c for c in cells.columns if c not in asked.items and c not in KNOWN and c.lower() not in TEST_COLUMNS]
    if unknown:
        warnings.append(f"{name}: columns that the instrument does not know are left out: {', '.join(unknown)}.")
    return faults, warnings


def _missing(given: set[str], asked: Instrument, name: str, with_projects: bool) -> list[str]:
    """Columns that a file in plain form needs: ids, and all items of a scale of which some are there."""
    faults = []
    if "respondent" not in given:
        faults.append(f"{name}: the column 'respondent' is missing; give each person's id (it is replaced by a hash).")
    if with_projects and "S03" not in given:
        faults.append(f"{name}: the column 'S03' (the project's id) is missing, but the wave has projects.")
    for indicator in asked.indicators.values():
        core = _core_items(indicator, asked)
        lacking = [code for code in core if code not in given]
        if len(lacking) < len(core):
            faults += [
                f"{name}: the column '{code}' is missing, but other items of its scale ({indicator.code}) are there; "
                "add it, with blank cells where nobody was asked."
                for code in lacking
            ]
    return list({fault.split(", but")[0]: fault for fault in reversed(faults)}.values())[::-1]


def _core_items(indicator: Indicator, asked: Instrument) -> list[str]:
    """The items of a scale that everybody is asked; none for a scale of one item and for what is put together otherwise."""
    if indicator.kind != "mean" or len(indicator.items) < 2:
        return []
    return [code for code in indicator.items if asked.items[code].form == "core"]


def _fewer_steps(coded: dict[str, Codes], asked: Instrument, name: str) -> list[str]:
    """A warning for each block none of whose many answers is at the upper end of the scale: it may have had fewer steps."""
    blocks: dict[str, list[str]] = {}
    for code in coded:
        if asked.items[code].likert and not asked.items[code].check:
            blocks.setdefault(asked.items[code].block, []).append(code)
    warnings = []
    for block, lines in blocks.items():
        counts = np.sum([np.bincount(coded[code][coded[code] >= 0], minlength=STEPS) for code in lines], axis=0)
        used = np.flatnonzero(counts).tolist()
        low, high = asked.items[lines[0]].scale.low, asked.items[lines[0]].scale.high
        many = int(counts.sum())
        if many >= MANY and used[-1] != high and used == list(range(low or 0, used[-1] + 1)):
            warnings.append(
                f"{name}: none of the {many} answers to the {len(lines)} lines of block {block} is above {used[-1]}; if these "
                f"lines were asked in {len(used)} steps, they are other options than the questionnaire's, and comparing them "
                "would be wrong."
            )
    return warnings


def _about_rows(
    respondent: pd.Series, given: pd.Series, form: pd.Series, coded: dict[str, Codes], asked: Instrument, name: str
) -> list[str]:
    """What was guessed, and what cannot be known."""
    warnings = []
    if respondent.isna().any():
        warnings.append(
            f"{name}: {int(respondent.isna().sum())} rows without a respondent's id cannot be known as repeats."
        )
    rotating = [code for code in coded if asked.items[code].form != "core" and (coded[code] != BLANK).any()]
    if rotating and given.isna().any():
        guessed, open_ = int((given.isna() & form.notna()).sum()), int(form.isna().sum())
        warnings.append(
            f"{name}: the rotating form is not given in {int(given.isna().sum())} rows; by the lines answered it is guessed "
            f"in {guessed} and remains unknown in {open_}."
        )
    return warnings
