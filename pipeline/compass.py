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
            "ownership": _ownership(projects["ownership"]),
            **{f"share_{objective}": shares[:, i] for i, objective in enumerate(OBJECTIVES)},
        }
    )
    graded = pd.Series(np.isfinite(shares).all(axis=1), index=placed.index)
    placed = placed[placed["ownership"].notna() & graded]
    placed = placed.groupby("project", sort=True).tail(1).sort_values("project", ignore_index=True)
    if not len(placed):
        return files.empty("compass_by_project")
    columns = list(files.description("compass_by_project")["columns"])
    return placed.assign(objective=_objective(placed))[columns].astype({"objective": "str", "ownership": "str"})


def _ownership(stored: pd.Series) -> pd.Series:
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


def _objective(placed: pd.DataFrame) -> list[str]:
    against_the_talk = OBJECTIVES[::-1]
    shares = placed[[f"share_{objective}" for objective in against_the_talk]].to_numpy("float64")
    return [against_the_talk[largest] for largest in shares.argmax(axis=1)]
