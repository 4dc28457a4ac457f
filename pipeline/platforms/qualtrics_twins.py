"""Two exports of one survey from Qualtrics, with numeric values and in words: together they say what each value means.

Columns are paired by their ImportIds, or by their tags where one export has no ids (a workbook); rows by the responses' ids. A
value that stands for two wordings says nothing.
"""

import json
from collections import Counter
from pathlib import Path

import pandas as pd

from pipeline.platforms.opened import Opened
from pipeline.platforms.structure import Structure, Variable

NUMBER = r"-?\d+(\.\d+)?"
WHAT = "the same export of Qualtrics with the answers in words"
IDS = ("_recordId", "ResponseId", "ResponseID")  # among ids, among tags, in old exports


def structure_of(numeric: Opened, worded: Opened, keys: list[str], other_keys: list[str], name: str) -> Structure:
    """What the values of each column mean, by the rows that both exports hold."""
    ids, other_ids = (_by_id(found, of) for found, of in ((numeric, keys), (worded, other_keys)))
    places = {key: at for at, key in enumerate(other_keys)}
    variables, asked = [], _questions(keys) & places.keys()
    for at, key in enumerate(keys):
        if key in asked:
            labels = _labels(ids[at], other_ids[places[key]])
            if labels:
                variables.append(Variable((key,), (numeric.header[at],), (), (), "seen", labels))
    return Structure(name, WHAT, "qualtrics", tuple(variables))


def words_among(
    first: Opened, second: Opened, keys: list[str], other_keys: list[str], paths: tuple[Path, Path]
) -> Path | None:
    """Which of two exports holds the answers in words; None where they are not the same responses."""
    if not any(one in keys and one in other_keys for one in IDS) or not set(keys) & set(other_keys) - set(IDS):
        return None
    one, other = (_by_id(found, of) for found, of in ((first, keys), (second, other_keys)))
    if not len(set(one.index) & set(other.index)) > max(len(one), len(other)) / 2:
        return None
    both = _questions(keys) & _questions(other_keys)
    shared = [key for key in keys if key in both and not key.endswith("TEXT")]
    numbers = [
        sum(_numeric(table[of.index(key)]) for key in shared) for table, of in ((one, keys), (other, other_keys))
    ]
    return None if numbers[0] == numbers[1] else paths[0] if numbers[0] < numbers[1] else paths[1]


def _questions(keys: list[str]) -> set[str]:
    """Which columns are questions: by their ids; of tags all that stand once, as the platform's own columns do no harm."""
    ids = {key for key in keys if key.startswith("QID")}
    return ids if IDS[0] in keys else {key for key, times in Counter(keys).items() if key and times == 1} - set(IDS)


def _by_id(found: Opened, keys: list[str]) -> pd.DataFrame:
    ids = found.rows[next(keys.index(one) for one in IDS if one in keys)].astype("str")
    return found.rows.set_axis(pd.Index(ids)).loc[lambda table: ~table.index.duplicated()]


def _numeric(cells: pd.Series) -> bool:
    filled = cells[cells != ""].astype("str")
    return bool(len(filled)) and bool(filled.str.fullmatch(NUMBER).all())


def _labels(values: pd.Series, words: pd.Series) -> dict[str, tuple[str, ...]]:
    """The wording of each value; none where a value has several, or where both exports hold the same."""
    pairs = pd.DataFrame({"value": values.astype("str"), "word": words.astype("str")}).dropna()
    pairs = pairs[(pairs["value"] != "") & (pairs["word"] != "")].drop_duplicates()
    if pairs.empty or (pairs["value"] == pairs["word"]).all() or pairs["value"].duplicated().any():
        return {}
    return {str(value): (str(word),) for value, word in zip(pairs["value"], pairs["word"], strict=True)}


def import_key(text: str) -> str:
    """The id of a column in the third line of headings: its ImportId, and the choice's id where there is one."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(said, dict):
        return ""
    key, choice = str(said.get("ImportId", "")), said.get("choiceId")
    return key if choice is None or key.endswith(f"_{choice}") else f"{key}_{choice}"
