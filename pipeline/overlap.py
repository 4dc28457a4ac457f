"""What two waves have in common: persons, identical answers, projects that were renamed or whose declared type changed."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

ENOUGH_ANSWERS = 20  # of one respondent: fewer given answers may be alike by chance
TRAITS = ("founding_year", "domain", "legal_form", "ownership", "nonprofit", "product_nature", "licence_class")
TRAITS_ALIKE = 6  # of these, the founding year among them: so many make a project that has gone and a new one the same
RETURNED = 2  # respondents of a project that has gone, most of whom answer for one new project
TEST_ID = "^(?:test|preview)"


@dataclass(frozen=True)
class Project:
    """A project of which two waves say different things; `what` is `declared type` or `id`."""

    what: str
    project: str
    was: str
    now: str
    note: str


def returning(here: pd.DataFrame, there: pd.DataFrame) -> int:
    """How many respondents of one wave answered in the other as well, by their hashes."""
    return len(set(_persons(here)) & set(_persons(there)))


def _persons(answers: pd.DataFrame) -> pd.Series:
    return answers.loc[~answers["test_row"], "respondent"].dropna()


def identical(here: pd.DataFrame, there: pd.DataFrame, items: list[str]) -> pd.DataFrame:
    """Rows of two waves with the same answers to all items of both, at least ENOUGH_ANSWERS of them given and not all alike:
    columns row, other_row, same_respondent. The first such row of the other wave stands for several."""
    common = [item for item in items if item in here.columns and item in there.columns]
    first, second = (_profiles(table, common) for table in (here, there))
    once = second.drop_duplicates("profile").set_index("profile")
    mine = first[first["profile"].isin(once.index)].sort_values("row", kind="stable")
    theirs = once.loc[mine["profile"].tolist()]
    same = mine["respondent"].notna().to_numpy() & (mine["respondent"].to_numpy() == theirs["respondent"].to_numpy())
    found = {"row": mine["row"].to_numpy(), "other_row": theirs["row"].to_numpy(), "same_respondent": same}
    table: pd.DataFrame = pd.DataFrame(found).astype({"row": "int32", "other_row": "int32", "same_respondent": "bool"})
    return table


def _profiles(table: pd.DataFrame, items: list[str]) -> pd.DataFrame:
    """Row, respondent and all answers of each row that has enough of them, as one value."""
    codes = np.ascontiguousarray(table[items].to_numpy(dtype="int16"))
    given = codes > 0
    enough = (given.sum(axis=1) >= ENOUGH_ANSWERS) & _varied(codes, given) & ~table["test_row"].to_numpy(dtype=bool)
    chosen: pd.DataFrame = table.loc[enough, ["row", "respondent"]].reset_index(drop=True).copy()
    keys = [row.tobytes() for row in codes[enough]]
    chosen["profile"] = pd.Series(keys, dtype="object")
    return chosen


def _varied(codes: NDArray[np.int16], given: NDArray[np.bool_]) -> NDArray[np.bool_]:
    high = np.where(given, codes, np.int16(-1)).max(axis=1, initial=-1)
    low = np.where(given, codes, np.int16(32767)).min(axis=1, initial=32767)
    varied: NDArray[np.bool_] = high > low
    return varied


def projects_changed(here: pd.DataFrame, there: pd.DataFrame) -> list[Project]:
    """Projects of both registers whose declared type differs; `there` is the earlier wave."""
    both = here.merge(there, on="project", suffixes=("", "_there"))
    changed = both[both["declared_type"] != both["declared_type_there"]]
    rows = changed[["project", "declared_type_there", "declared_type"]].itertuples(index=False)
    return [Project("declared type", str(one), str(was), str(now), "") for one, was, now in rows]


def projects_renamed(
    here: pd.DataFrame, there: pd.DataFrame, answers: pd.DataFrame | None, answers_there: pd.DataFrame | None
) -> list[Project]:
    """Projects of the earlier register `there` that may have another id in this one: the same letters and digits, or the same
    traits, or most of the respondents who return; a person must judge."""
    gone = there[~there["project"].isin(here["project"])]
    new = here[~here["project"].isin(there["project"])]
    moved = _moves(answers, answers_there)
    found = []
    for was in gone.to_dict("records"):
        candidates = []
        for now in new.to_dict("records"):
            why = _why_the_same(was, now, moved)
            if why:
                candidates.append(Project("id", str(now["project"]), str(was["project"]), str(now["project"]), why))
        found += candidates if len(candidates) == 1 else []
    return found


def _why_the_same(was: Mapping[Any, Any], now: Mapping[Any, Any], moved: dict[tuple[str, str], tuple[int, int]]) -> str:
    old, new = str(was["project"]), str(now["project"])
    if _bare(old) == _bare(new):
        return "the same letters and digits"
    went, returned = moved.get((old, new), (0, 0))
    if went >= RETURNED and went * 2 > returned:
        return f"{went} of the {returned} respondents who return answer for it"
    alike = [
        trait for trait in TRAITS if was.get(trait) == was.get(trait) == now.get(trait) and was.get(trait) is not None
    ]
    if len(alike) >= TRAITS_ALIKE and "founding_year" in alike and was["declared_type"] == now["declared_type"]:
        return f"founded in {was['founding_year']:g}, and {len(alike) - 1} more traits are the same"
    return ""


def _bare(project: str) -> str:
    return "".join(letter for letter in project.casefold() if letter.isalnum())


def _moves(answers: pd.DataFrame | None, there: pd.DataFrame | None) -> dict[tuple[str, str], tuple[int, int]]:
    """By project then and project now: how many respondents went so, and how many of the first returned at all."""
    if answers is None or there is None:
        return {}
    columns = ["respondent", "project"]
    pairs = there[columns].dropna().merge(answers[columns].dropna(), on="respondent", suffixes=("_was", "_now"))
    went = Counter(zip(pairs["project_was"], pairs["project_now"], strict=True))
    returned = Counter(pairs["project_was"])
    return {pair: (count, returned[pair[0]]) for pair, count in went.items()}
