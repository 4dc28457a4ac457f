"""What differs between projects besides their declared type: the covariates of the adjusted models (methods C5, decision 8)."""

from collections.abc import Mapping

import numpy as np

from pipeline.judging.evidence import Array, Evidence
from pipeline.products import natures

COUNTED = {"active_contributors": "size", "founding_year": "age"}
PAID, UNPAID = "D08", 1
SMALLEST_COUNTRY = 0.05  # of the respondents; smaller countries together are the base
SMALLEST_LANGUAGE = 0.05  # of those who told theirs


def digital_products(evidence: Evidence, domains: Mapping[str, float]) -> Array:
    """1 for each respondent whose project's product is digital, 0 where it is of another nature, NaN where not known."""
    of_project = natures(evidence.register, domains)
    return np.array([of_project.get(project, np.nan) for project in evidence.project_of], dtype=float)


def every_covariate(evidence: Evidence, domains: Mapping[str, float]) -> tuple[Array, tuple[str, ...]]:
    """Columns (n, q) and their names: digital products, size and age of the project, share of paid members, country.

    Counts in logarithms, years in decades, each about its mean; NaN where not known. What nobody knows, or is alike for
    everybody, is left out.
    """
    columns = {
        "digital products": digital_products(evidence, domains),
        **_counted(evidence),
        "paid share": _paid(evidence),
    }
    usable = {name: _centred(column) for name, column in columns.items() if _varies(column)}
    usable |= _countries(evidence)
    return (np.column_stack(list(usable.values())) if usable else np.empty((len(evidence.types), 0))), tuple(usable)


def _counted(evidence: Evidence) -> dict[str, Array]:
    found = {}
    for name, called in COUNTED.items():
        if name in evidence.register:
            known = evidence.register[name].astype("float64").dropna()
            values = np.log1p(known.to_numpy()) if called == "size" else known.to_numpy() / 10
            of_project = dict(zip(known.index, values, strict=True))
            found[called] = np.array([of_project.get(project, np.nan) for project in evidence.project_of], dtype=float)
    return found


def _paid(evidence: Evidence) -> Array:
    """The share of the respondents of each project who are paid, in part or fully."""
    said = evidence.column(PAID)
    seen = np.isfinite(said)
    _, index = np.unique(evidence.cluster_numbers, return_inverse=True)
    size = int(index.max()) + 1 if len(index) else 0
    with np.errstate(invalid="ignore"):
        share = np.bincount(index[seen], said[seen] > UNPAID, minlength=size) / np.bincount(index[seen], minlength=size)
    return np.asarray(share[index], dtype=np.float64)


def _countries(evidence: Evidence) -> dict[str, Array]:
    if "country" not in evidence.respondents:
        return {}
    country = evidence.respondents["country"]
    shares = country.value_counts(normalize=True)
    large = sorted(str(name) for name in shares.index[shares >= SMALLEST_COUNTRY])[1:]
    named = country.fillna("").to_numpy(dtype=str)
    return {f"country {name}": np.asarray(named == name, dtype=np.float64) for name in large}


def _varies(column: Array) -> bool:
    known = column[np.isfinite(column)]
    return len(known) > 0 and float(np.ptp(known)) > 0


def _centred(column: Array) -> Array:
    return column - float(np.nanmean(column))
