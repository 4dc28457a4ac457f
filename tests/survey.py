"""A small survey in plain form, with answers that can be checked by hand."""

from pathlib import Path

import pandas as pd

from pipeline import instrument

ROOT = Path(__file__).parent.parent
ASKED = instrument.load(ROOT / "instrument")
LIKERT = ASKED.likert_codes()


def responses(n: int = 12, projects: tuple[str, ...] = ("a", "b", "c", "d")) -> pd.DataFrame:
    """n rows of text cells: everybody answers 5 everywhere, passes the checks, and belongs to the projects in turn."""
    rows = []
    for number in range(n):
        row = {"respondent": f"person{number}", "S03": projects[number % len(projects)], "duration_seconds": "600"}
        row |= {"S01": "yes", "S02": "yes", "D13": "yes", "form": "A"}
        row |= {code: "5" for code in LIKERT if ASKED.items[code].form != "B" and ASKED.items[code].block != "J"}
        row |= {"AT1": "6", "AT2": "1", "II1": "-1", "D08": "no", "FC1": "enjoying the activity"}
        rows.append(row)
    return pd.DataFrame(rows, dtype="str")


def register(
    projects: tuple[str, ...] = ("a", "b", "c", "d"), types: tuple[str, ...] = ("PP", "SOC", "SOL", "HYB")
) -> pd.DataFrame:
    """One row per project."""
    return pd.DataFrame(
        {"project_id": projects, "declared_type": types, "licence_class": ["copyleft;MIT"] * len(projects)}
    )


def save(folder: Path, answers: pd.DataFrame, projects: pd.DataFrame | None = None) -> Path:
    """responses.csv and projects.csv in a folder; returns the path of the responses."""
    folder.mkdir(parents=True, exist_ok=True)
    answers.to_csv(folder / "responses.csv", index=False)
    if projects is not None:
        projects.to_csv(folder / "projects.csv", index=False)
    return folder / "responses.csv"


PUBLIC = "github-open-source-survey-2017"


def public_answers(ids: tuple[str, ...] = ("ada", "test-2", "bo")) -> pd.DataFrame:
    """A made-up file with the columns of a known public survey: everybody but the last one takes part in development."""
    columns = pd.read_csv(ROOT / "crosswalks" / PUBLIC / "columns.csv", dtype=str, keep_default_na=False)["source"]
    cells = pd.DataFrame("", index=range(len(ids)), columns=[c for c in dict.fromkeys(columns) if c], dtype="str")
    said = {"PARTICIPATION.TYPE.ANY.REPONSE": "1", "TRANSLATED": "0", "RESPONSE.ID": list(ids)}
    return cells.assign(**said, **{"PARTICIPATION.TYPE.CONTRIBUTE": ["1"] * (len(ids) - 1) + ["0"]})
