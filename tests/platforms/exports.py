"""The small survey of tests/survey.py as the platforms would write it."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from tests.survey import ASKED, responses

STEM = "How far do you agree with each line?"
SAMPLES = Path(__file__).parents[2].parent / "shared" / "samples"


def answers(n: int = 3) -> pd.DataFrame:
    """n persons, text cells of items only, project in S03."""
    cells = responses(n)
    return cells[[column for column in cells.columns if column in ASKED.items]]


def array_code(code: str) -> str:
    """As an array question of each block holds its lines."""
    item = ASKED.items[code]
    return f"{item.block}[{code}]" if item.likert else code


def array_text(code: str, language: str = "en") -> str:
    """The heading of the same in words."""
    item = ASKED.items[code]
    wording = item.wording_en if language == "en" else item.wording_de
    return f"{STEM} [{wording}]" if item.likert else wording


def written(
    path: Path,
    cells: pd.DataFrame,
    headings: Mapping[str, str],
    separator: str = ",",
    encoding: str = "utf-8-sig",
    above: list[list[str]] | None = None,
) -> Path:
    """A quoted CSV with these headings, and further lines of headings below the first."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([headings.get(column, column) for column in cells.columns])
    writer.writerows(above or [])
    writer.writerows(cells.to_numpy().tolist())
    path.write_bytes(text.getvalue().encode(encoding))
    return path
