"""What differs between the waves: questions, respondents, projects; and which answers must not be pooled."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import pandas as pd

from pipeline import corrections, files, instrument, overlap, wave_columns
from pipeline.compared import apart, changelog
from pipeline.instrument import Instrument
from pipeline.platforms.circumstances import KNOWN
from pipeline.platforms.wordings import Wordings
from pipeline.set_aside import answered, poolable
from pipeline.sheets import Faults
from pipeline.wave_columns import Line

Tables = Mapping[str, pd.DataFrame]


def main() -> None:
    waves, asked = files.waves(), instrument.load()
    raw = files.root() / "data" / "raw"
    known = [*asked.items, *asked.register, *KNOWN]
    lines = {wave: wave_columns.read(raw / wave / wave_columns.FILE, known, Faults()) for wave in waves}
    answers = {w: files.read("delivered_responses", w) for w in waves if files.exists("delivered_responses", w)}
    registers = {w: files.read("delivered_projects", w) for w in waves if files.exists("delivered_projects", w)}
    corrected = {wave: corrections.read(raw / wave / "corrections.csv", Faults()) for wave in waves}
    given = {wave: _answered(wave, answers, registers, poolable(asked)) for wave in waves}
    files.write("changes_between_waves", changes({w: with_answered(lines[w], given[w]) for w in waves}, given, asked))
    files.write("items_apart", items_apart(lines, answers, registers, asked))
    files.write("respondents_between_waves", respondents(answers, asked))
    files.write("projects_between_waves", projects(answers, registers))
    files.write("corrections_by_wave", _corrections(corrected))


def with_answered(lines: Sequence[Line], given: Sequence[str]) -> list[Line]:
    """What a wave asked: the lines of its crosswalk.csv, and the codes `given` that it answered without a line, as those of a
    wave in plain form and of every register, taken to be the instrument's own questions."""
    told = {line.code for line in lines}
    silent = (code for code in given if code not in told)
    return [*lines, *(Line(number, code, code, wave_columns.YES) for number, code in enumerate(silent, len(lines) + 1))]


def _answered(wave: str, answers: Tables, registers: Tables, codes: Sequence[str]) -> list[str]:
    return [code for tables in (answers, registers) if wave in tables for code in answered(tables[wave], codes)]


def changes(lines: Mapping[str, Sequence[Line]], given: Mapping[str, Sequence[str]], asked: Instrument) -> pd.DataFrame:
    """One row per code that differs between a wave and the one before it; `given`: by wave, the codes that it answered. New or
    dropped is only what figures are made of: not every wave has lines for ids, times and checks."""
    seen = {code for codes in given.values() for code in codes}
    rows = [
        {
            "code": code,
            "wave": wave,
            "other": other,
            "changed": kind,
            "comparable": line.comparable if kind != wave_columns.DROPPED else wave_columns.DROPPED,
            "confirmed": line.confirmed == wave_columns.CONFIRMED,
            "joined": line.joined and kind not in (wave_columns.NEW, wave_columns.DROPPED),
            "replaces": line.replaces or None,
            "text": line.text or None if kind != wave_columns.DROPPED else None,
            "other_text": other_text or None,
        }
        for code, wave, other, kind, line, other_text in changelog(lines, Wordings(asked))
        if code in seen or kind not in (wave_columns.NEW, wave_columns.DROPPED)
    ]
    return _table("changes_between_waves", rows)


def items_apart(
    lines: Mapping[str, Sequence[Line]], answers: Tables, registers: Tables, asked: Instrument
) -> pd.DataFrame:
    """One row per wave and code whose answers are kept out of the pooled set, with the reason."""
    codes = poolable(asked)
    given = {wave: _answered(wave, answers, registers, codes) for wave in lines}
    found = [{"wave": w, "code": code, "reason": why} for (w, code), why in apart(lines, given).items()]
    return _table("items_apart", sorted(found, key=lambda row: (list(lines).index(row["wave"]), row["code"])))


def respondents(answers: Tables, asked: Instrument) -> pd.DataFrame:
    """One row per pair of waves: who answered in both, and how many rows give the very same answers."""
    rows = []
    for other, wave in combinations(answers, 2):
        alike = overlap.identical(answers[wave], answers[other], asked.likert_codes())
        rows.append(
            {
                "wave": wave,
                "other": other,
                "returning": overlap.returning(answers[wave], answers[other]),
                "identical": len(alike),
                "identical_under_another_id": int((~alike["same_respondent"]).sum()),
            }
        )
    return _table("respondents_between_waves", rows)


def projects(answers: Tables, registers: Tables) -> pd.DataFrame:
    """One row per project whose declared type changed between two waves, or that may have another id."""
    rows = []
    for other, wave in combinations(registers, 2):
        here, there = registers[wave], registers[other]
        renamed = overlap.projects_renamed(here, there, answers.get(wave), answers.get(other))
        for one in [*overlap.projects_changed(here, there), *renamed]:
            named = {"wave": wave, "other": other, "what": one.what, "project": one.project}
            rows.append({**named, "was": one.was, "now": one.now, "note": one.note or None})
    return _table("projects_between_waves", rows)


def _corrections(given: Mapping[str, Sequence[corrections.Correction]]) -> pd.DataFrame:
    """One row per correction, without the cell itself, which may be somebody's answer."""
    return _table("corrections_by_wave", list(_corrected(given)))


def _corrected(given: Mapping[str, Sequence[corrections.Correction]]) -> Iterator[dict[str, Any]]:
    for wave, of_wave in given.items():
        for number, one in enumerate(of_wave, start=1):
            table = "projects" if one.of_projects else "responses"
            yield {"wave": wave, "number": number, "of": table, "column": one.column, "reason": one.reason}


def _table(name: str, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Rows as the registered table, with its columns and types, also where there is none."""
    empty = files.empty(name)
    columns = {c: pd.Series([row[c] for row in rows], dtype=empty[c].dtype) for c in empty.columns}
    return pd.DataFrame(columns)


if __name__ == "__main__":
    files.run(main)
