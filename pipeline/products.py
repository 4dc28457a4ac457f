"""What projects make: digital products or others, from the register of one or several waves."""

from collections.abc import Mapping

import pandas as pd

FIELD, DIGITAL, DOMAIN = "product_nature", "digital", "domain"


def latest(projects: pd.DataFrame) -> pd.DataFrame:
    """One row per project, by its id, each field as the last wave that knows it has it: a later list with fewer columns does
    not make unknown what an earlier one told."""
    known, name = projects, projects["project"]
    if name.duplicated().any():
        known = known.groupby("project", sort=False).ffill().assign(project=name)
    return known.drop_duplicates("project", keep="last").set_index("project")


def natures(register: pd.DataFrame, domains: Mapping[str, float]) -> dict[str, float]:
    """1 for each project with a digital product, 0 for one of another nature, by id. Where the register does not say it of a
    project, its domain does, as far as `domains` (1 digital, 0 not) knows it; those of which it is not known are left out."""
    of_project: dict[str, float] = {}
    names = register.index.tolist()
    if DOMAIN in register:
        told = zip(names, register[DOMAIN].tolist(), strict=True)
        of_project |= {name: float(domains[domain]) for name, domain in told if domain in domains}
    if FIELD in register:
        told = zip(names, register[FIELD].tolist(), strict=True)
        of_project |= {name: float(nature == DIGITAL) for name, nature in told if isinstance(nature, str)}
    return of_project
