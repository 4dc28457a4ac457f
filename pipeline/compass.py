"""The social enterprise compass: ownership and primary objective of a project, from the register."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline import files

OWNERSHIPS = {
    "commons-community": "commons",
    "public": "public",
    "private nonprofit-members": "private",
    "private for-profit": "private",
}
OBJECTIVES = ("selbstentfaltung", "social", "commercial")
CODERS = (1, 2)


def place(projects: pd.DataFrame) -> pd.DataFrame:
    """compass_by_project from the table projects: the rows with ownership and objective, of each project the last wave's.

    A coder counts with all three grades; the grades are averaged over the coders, and the largest mean is the objective. A
    tie goes against the talk's word for peer production: to the commercial purpose before the social one, and to that before
    Selbstentfaltung. Raises UserError for an ownership that has no place.
    """
    shares = _shares(projects)
    placed = pd.DataFrame(
        {
            "project": projects["project"],
            "declared_type": projects["declared_type"],
            "ownership": columns_of(projects["ownership"]),
            **{f"share_{objective}": shares[:, i] for i, objective in enumerate(OBJECTIVES)},
        }
    )
    graded = pd.Series(np.isfinite(shares).all(axis=1), index=placed.index)
    placed = placed[placed["ownership"].notna() & graded]
    placed = placed.groupby("project", sort=True).tail(1).sort_values("project", ignore_index=True)
    if not len(placed):
        return files.empty("compass_by_project")
    columns = list(files.description("compass_by_project")["columns"])
    averaged = placed[[f"share_{objective}" for objective in OBJECTIVES]].to_numpy("float64")
    named = placed.assign(objective=np.array(OBJECTIVES)[largest(averaged)])
    return named[columns].astype({"objective": "str", "ownership": "str"})


def coded(projects: pd.DataFrame) -> pd.DataFrame:
    """The two coders' largest grades, side by side: project, declared_type, first, second (places in OBJECTIVES), of the
    projects that both graded; of each project the last wave's."""
    grades = coder_shares(projects)
    both = np.isfinite(grades.sum(axis=(1, 2)))
    table = (
        projects[both]
        .reset_index(drop=True)[["project", "declared_type"]]
        .assign(first=largest(grades[both, 0]), second=largest(grades[both, 1]))
    )
    last: pd.DataFrame = table.groupby("project", sort=True).tail(1).sort_values("project", ignore_index=True)
    return last


def coder_shares(projects: pd.DataFrame) -> NDArray[np.float64]:
    """Each coder's grades (n, 2, 3) divided by their sum; NaN where one of the three is missing, or all are zero."""
    columns = [f"objective_{objective}_{coder}" for coder in CODERS for objective in OBJECTIVES]
    grades = projects[columns].to_numpy("float64").reshape(len(projects), len(CODERS), len(OBJECTIVES))
    total = grades.sum(axis=2, keepdims=True)
    shares: NDArray[np.float64] = np.where(total > 0, grades / np.where(total > 0, total, 1.0), np.nan)
    return shares


def largest(shares: NDArray[np.float64]) -> NDArray[np.int64]:
    """The place in OBJECTIVES of the largest of three (..., 3); a tie goes against the talk, to the later of them."""
    result: NDArray[np.int64] = shares.shape[-1] - 1 - shares[..., ::-1].argmax(axis=-1)
    return result


def columns_of(stored: pd.Series) -> pd.Series:
    """The column of the compass for each ownership of the register, missing where it is not known; UserError for another."""
    unknown = sorted(set(stored.dropna()) - OWNERSHIPS.keys())
    if unknown:
        raise files.UserError(
            *(
                f"instrument/register_choices.csv: the ownership {value!r} has no place in the compass: "
                f"use one of {', '.join(OWNERSHIPS)}."
                for value in unknown
            )
        )
    return stored.map(OWNERSHIPS)


def _shares(projects: pd.DataFrame) -> NDArray[np.float64]:
    """Mean grades (n, 3) of the coders with all three, made to sum to one; NaN where there is none or all are zero."""
    columns = [[f"objective_{objective}_{coder}" for objective in OBJECTIVES] for coder in CODERS]
    grades = np.stack([projects[names].to_numpy("float64") for names in columns])
    complete = np.isfinite(grades).all(axis=2)
    total = np.where(complete[:, :, None], grades, 0.0).sum(axis=0)
    with np.errstate(invalid="ignore"):
        shares: NDArray[np.float64] = total / total.sum(axis=1, keepdims=True)
    return shares
