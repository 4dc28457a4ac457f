"""A survey made larger, for what grows with it: more waves that say the same, and more projects like those that are there."""

from dataclasses import replace
from typing import Any

import pandas as pd

from pipeline.sections.material import Material

OF_PROJECTS = ("indicators_by_project", "projects", "clusters", "memberships", "compass", "coded")


def grown(material: Material, waves: int, times: int) -> Material:
    """The material with so many waves, each with the verdicts of the first, and so many times the projects."""
    first = next(iter(material.waves))
    names = [f"wave-{number}" for number in range(1, waves + 1)]
    alone = material.by_wave[material.by_wave["wave"] == first]
    tables: dict[str, Any] = {name: _repeated(getattr(material, name), times) for name in OF_PROJECTS}
    by_wave = pd.concat([alone.assign(wave=name) for name in names], ignore_index=True)
    renamed = dict(zip(material.waves, names, strict=False))
    rows = material.exclusions.assign(wave=material.exclusions["wave"].map(renamed).astype(alone["wave"].dtype))
    described = dict.fromkeys(names, material.waves[first])
    return replace(material, waves=described, exclusions=rows, by_wave=by_wave.astype(alone.dtypes), **tables)


def _repeated(table: pd.DataFrame, times: int) -> pd.DataFrame:
    more = [table, *(table.assign(project=table["project"] + f"-{number}") for number in range(2, times + 1))]
    return pd.concat(more, ignore_index=True).astype(table.dtypes)
