"""Which rows of a delivery cleaning will leave out by what they say themselves, in sentences, each row for its first reason."""

from collections.abc import Mapping

import pandas as pd

from pipeline.platforms.answers import row_numbers

SHOWN_ROWS = 5
YES, NO = 1, 2
NOT_SHOWN = (-3, -4)


def left_out(table: pd.DataFrame, unknown: pd.Series) -> list[str]:
    """`table`: one row per delivered row, coded; `unknown`: which name a project that the register does not have."""
    nobody = pd.Series(False, index=table.index)
    consent, screening, use_me = (table.get(item, nobody.astype("int8")) for item in ("S01", "S02", "D13"))
    found: Mapping[str, pd.Series] = {
        "rows without consent, or screened out": (~consent.isin([YES, *NOT_SHOWN]) if "S01" in table else nobody)
        | (screening == NO),
        "rows whose respondents asked not to be used": use_me == NO,
        "test or preview rows": table["test_row"],
    }
    said, left = list[str](), nobody
    for what, rows in found.items():
        here = rows.astype(bool) & ~left
        said += [f"{what}: {int(here.sum())} ({rows_in_words(table, here)})"] if here.any() else []
        left = left | here
    said += _repeats(table, table["respondent"].where(~left))
    here = unknown & ~left
    if here.any():
        said.append(
            f"rows with a project that the register does not have: {int(here.sum())} ({rows_in_words(table, here)})"
        )
    return said


def _repeats(table: pd.DataFrame, respondents: pd.Series) -> list[str]:
    """`respondents`: of the rows that are not left out already. Which of a person's rows is the first complete one, cleaning
    decides."""
    again = respondents.notna() & respondents.duplicated(keep=False)
    persons, rows = respondents[again].nunique(), int(again.sum())
    if not persons:
        return []
    who = f"{persons} respondents" if persons > 1 else "a respondent"
    return [
        f"{rows - persons} of the {rows} rows of {who} who answered more than once; the first complete one of each is kept "
        f"({rows_in_words(table, again)})"
    ]


def rows_in_words(table: pd.DataFrame, rows: pd.Series) -> str:
    """The numbers of the first rows, and how many more there are."""
    numbers = row_numbers(table.set_index("row")[rows.to_numpy()]).tolist()
    more = f" and {len(numbers) - SHOWN_ROWS} more" if len(numbers) > SHOWN_ROWS else ""
    return ", ".join(f"row {n}" for n in numbers[:SHOWN_ROWS]) + more
