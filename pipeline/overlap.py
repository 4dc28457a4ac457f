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
TRAITS_ALIKE = 6  # of these, the founding year among them, and none that differs: many projects are of one sort
RETURNED = 2  # respondents of a project that has gone, most of whom answer for one new project
FOUNDED = "founded in"  # begins the weakest reason: it tells nothing where it holds of two
HASH_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # odd, of mixed bits; rows of the same number are compared cell by cell


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
    known = _persons(there).unique()
    mine = _persons(here)
    return int(mine[mine.isin(known)].nunique())


def _persons(answers: pd.DataFrame) -> pd.Series:
    return answers.loc[~answers["test_row"], "respondent"].dropna()


def identical(here: pd.DataFrame, there: pd.DataFrame, items: list[str]) -> pd.DataFrame:
    """Rows of two waves with the same answers to all items of both, at least ENOUGH_ANSWERS of them given and not all alike:
    columns row, other_row, same_respondent. The first such row of the other wave stands for several."""
    common = [item for item in items if item in here.columns and item in there.columns]
    numbers = [_numbers(table, common) for table in (here, there)]
    first = _profiles(here, common, numbers[0], np.isin(numbers[0], numbers[1]))
    second = _profiles(there, common, numbers[1], np.isin(numbers[1], numbers[0]))
    once = second.drop_duplicates("profile").set_index("profile")
    mine = first[first["profile"].isin(once.index)].sort_values("row", kind="stable")
    theirs = once.loc[mine["profile"].tolist()]
    same_answers = [
        np.array_equal(here.loc[at, common].to_numpy(dtype="int16"), there.loc[other, common].to_numpy(dtype="int16"))
        for at, other in zip(mine["at"], theirs["at"], strict=True)
    ]
    same = mine["respondent"].notna().to_numpy() & (mine["respondent"].to_numpy() == theirs["respondent"].to_numpy())
    found = {"row": mine["row"].to_numpy(), "other_row": theirs["row"].to_numpy(), "same_respondent": same}
    table: pd.DataFrame = pd.DataFrame(found).loc[np.array(same_answers, dtype=bool)].reset_index(drop=True)
    return table.astype({"row": "int32", "other_row": "int32", "same_respondent": "bool"})


def _numbers(table: pd.DataFrame, items: list[str]) -> NDArray[np.uint64]:
    """One number for each row that stands for all of its answers. Column by column, as a copy of all answers of a large wave
    would need much memory."""
    numbers = np.zeros(len(table), "uint64")
    for item in items:
        numbers *= HASH_FACTOR
        numbers += table[item].to_numpy().astype("uint64")
    return numbers


def _profiles(
    table: pd.DataFrame, items: list[str], numbers: NDArray[np.uint64], shared: NDArray[np.bool_]
) -> pd.DataFrame:
    """Row, respondent, label (`at`) and number (`profile`) of each row that has enough answers and whose number is `shared`."""
    rows = np.flatnonzero(shared & ~table["test_row"].to_numpy(dtype=bool))
    answers = table[items].iloc[rows].to_numpy(dtype="int16")
    answered = answers > 0
    low = answers.min(axis=1, where=answered, initial=np.iinfo("int16").max)
    high = answers.max(axis=1, where=answered, initial=-1)
    rows = rows[(answered.sum(axis=1) >= ENOUGH_ANSWERS) & (high > low)]
    chosen: pd.DataFrame = table[["row", "respondent"]].iloc[rows].copy()
    return chosen.assign(at=chosen.index, profile=numbers[rows])


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
    moved = _moves(answers, answers_there) if len(gone) and len(new) else {}
    earlier_ones, later_ones = _told(gone), _told(new)
    pairs = [(was, now) for was in earlier_ones for now in later_ones]
    reasons = [_why_the_same(was, now, moved) for was, now in pairs]
    found = [
        Project("id", str(now["project"]), str(was["project"]), str(now["project"]), why)
        for (was, now), why in zip(pairs, reasons, strict=True)
        if why
    ]
    later, earlier = Counter(one.now for one in found), Counter(one.was for one in found)
    return [one for one in found if earlier[one.was] == 1 and (later[one.now] == 1 or not one.note.startswith(FOUNDED))]


def _told(register: pd.DataFrame) -> list[dict[Any, Any]]:
    """Projects with what is known of them, and with their ids' letters and digits (`bare`)."""
    rows = register.to_dict("records")
    known = [{trait: value for trait, value in row.items() if pd.notna(value)} for row in rows]
    return [{**row, "bare": "".join(filter(str.isalnum, str(row["project"]).casefold()))} for row in known]


def _why_the_same(was: Mapping[Any, Any], now: Mapping[Any, Any], moved: dict[tuple[str, str], tuple[int, int]]) -> str:
    old, new = str(was["project"]), str(now["project"])
    if was["bare"] == now["bare"]:
        return "the same letters and digits"
    went, returned = moved.get((old, new), (0, 0))
    if went >= RETURNED and went * 2 > returned:
        return f"{went} of the {returned} respondents who return answer for it"
    told = [trait for trait in TRAITS if trait in was and trait in now]
    alike = len(told) >= TRAITS_ALIKE and all(was[trait] == now[trait] for trait in told)
    if alike and "founding_year" in told and was.get("declared_type") == now.get("declared_type"):
        return f"{FOUNDED} {was['founding_year']:g}, and {len(told) - 1} more traits are the same"
    return ""


def _moves(answers: pd.DataFrame | None, there: pd.DataFrame | None) -> dict[tuple[str, str], tuple[int, int]]:
    """By project then and project now: how many respondents went so, and how many of the first returned at all."""
    if answers is None or there is None:
        return {}
    columns = ["respondent", "project"]
    then = there[columns].dropna()
    now = answers.loc[answers["respondent"].isin(then["respondent"].unique()), columns].dropna()
    pairs = then.merge(now, on="respondent", suffixes=("_was", "_now"))
    went = Counter(zip(pairs["project_was"], pairs["project_now"], strict=True))
    returned = Counter(pairs["project_was"])
    return {pair: (count, returned[pair[0]]) for pair, count in went.items()}
