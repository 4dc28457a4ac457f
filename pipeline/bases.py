"""What is told of the respondents behind a figure, so that nobody can count out those of a group who did not answer.

How many of a type were kept is told. Were it told exactly how many of them a figure rests on, the difference would often be one
to four persons. The same on the pages and in reports/verdicts.json.
"""

from collections.abc import Mapping
from typing import Any

SHARE_DIGITS = 2  # a share told more exactly gives away the number that it is a share of
OF_OTHERS = ("share of projects", "share placed")  # shares that count no respondents
ENDS = ("estimate", "ci95", "ci90", "ci_decision", "ci95_low", "ci95_high", "decision_low", "decision_high")


def told(n: int, smallest: int) -> int:
    """The respondents behind a figure, rounded down to a multiple of `smallest`: less the number kept it leaves open which of
    `smallest` numbers did not answer (rounding of tables: Willenborg and de Waal 2001, Elements of Statistical Disclosure
    Control)."""
    return n - n % smallest


def figures(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with `n_respondents`, estimate and intervals, perhaps `unit` and `what`: shares of respondents get two decimals."""
    counts = row.get("unit") == "share" and row["n_respondents"] and not str(row.get("what", "")).startswith(OF_OTHERS)
    return {name: _rounded(value) if counts and name in ENDS else value for name, value in row.items()}


def _rounded(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_rounded(one) for one in value]
    return value if value is None else round(float(value), SHARE_DIGITS)
