"""Where the projects stand in the social enterprise compass: ownership by primary objective, from the register."""

import pandas as pd

OWNERSHIP = {
    "commons-community": "commons",
    "public": "public",
    "private nonprofit-members": "private",
    "private for-profit": "private",
}
OBJECTIVES = ("selbstentfaltung", "social", "commercial")


def place(projects: pd.DataFrame) -> pd.DataFrame:
    """One row per project with a coded ownership and at least one coder's grades, as its last wave has it.

    The objective is the largest of the coders' mean grades; of equal ones the first in the order of OBJECTIVES. Projects whose
    grades are all zero have no objective and are left out.
    """
    last = projects.drop_duplicates("project", keep="last").reset_index(drop=True)
    grades = pd.DataFrame(
        {name: last[[f"objective_{name}_1", f"objective_{name}_2"]].mean(axis=1, skipna=True) for name in OBJECTIVES}
    )
    total = grades.sum(axis=1, min_count=len(OBJECTIVES))
    placed = last["ownership"].notna() & (total > 0)
    shares = grades[placed].div(total[placed], axis=0)
    objective = shares.idxmax(axis=1) if len(shares) else pd.Series(dtype="str")
    table = pd.DataFrame(
        {
            "project": last.loc[placed, "project"],
            "declared_type": last.loc[placed, "declared_type"],
            "ownership": last.loc[placed, "ownership"].map(OWNERSHIP),
            "objective": objective,
            **{f"share_{name}": shares[name] for name in OBJECTIVES},
        }
    )
    texts = dict.fromkeys(("project", "declared_type", "ownership", "objective"), "str")
    return table.astype(texts).sort_values("project", ignore_index=True)
