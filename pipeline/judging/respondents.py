"""Who answered: type, project, wave and person of each respondent, looked up once for one set of rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

LOOKED_UP = ("types", "project_of", "project_numbers", "clusters", "cluster_numbers", "persons", "waves", "languages")
MEMBERS = {"SSE": ("SOC", "SOL"), "ALL": ("PP", "SOC", "SOL", "HYB")}


def members(group: str) -> tuple[str, ...]:
    """The declared types that a group is made of."""
    return MEMBERS.get(group, (group,))


@dataclass(frozen=True)
class Respondents:
    """`respondents`: one row per respondent and wave."""

    respondents: pd.DataFrame

    def look_up(self, whole: "Respondents", rows: NDArray[np.bool_] | slice) -> None:
        """What `whole`, of which these are some of the rows, has looked up already need not be looked up again."""
        for name in LOOKED_UP:
            if name in whole.__dict__:
                self.__dict__[name] = whole.__dict__[name][rows]

    @cached_property
    def types(self) -> NDArray[np.str_]:
        """Declared type of each respondent, empty where it is not known."""
        found: NDArray[np.str_] = self.respondents["declared_type"].fillna("").to_numpy(dtype=str)
        return found

    @cached_property
    def types_present(self) -> frozenset[str]:
        """The declared types that have respondents."""
        return frozenset(np.unique(self.types).tolist())

    @cached_property
    def project_of(self) -> NDArray[np.str_]:
        """Project of each respondent, empty where it is not known."""
        found: NDArray[np.str_] = self.respondents["project"].fillna("").to_numpy(dtype=str)
        return found

    @cached_property
    def project_numbers(self) -> NDArray[np.intp]:
        """The project of each respondent as a number from 1, 0 where it is not known."""
        names, numbers = np.unique(self.project_of, return_inverse=True)
        return np.asarray(numbers + (0 if len(names) and names[0] == "" else 1), dtype=np.intp)

    @cached_property
    def clusters(self) -> NDArray[np.str_]:
        """What respondents are nested in: their project; one without a known project stands for itself."""
        alone = "?" + self.respondents["wave"].astype("str") + "#" + self.respondents["row"].astype("str")
        found: NDArray[np.str_] = self.respondents["project"].fillna(alone).to_numpy(dtype=str)
        return found

    @cached_property
    def cluster_numbers(self) -> NDArray[np.intp]:
        """The clusters as numbers, in the order of their names."""
        return np.asarray(np.unique(self.clusters, return_inverse=True)[1], dtype=np.intp)

    @cached_property
    def persons(self) -> NDArray[np.str_]:
        """Who each respondent is, the same in every wave; one without a known id stands for itself."""
        alone = "?" + self.respondents["wave"].astype("str") + "#" + self.respondents["row"].astype("str")
        ids = self.respondents["respondent"] if "respondent" in self.respondents else pd.Series(pd.NA, alone.index)
        found: NDArray[np.str_] = ids.fillna(alone).to_numpy(dtype=str)
        return found

    @cached_property
    def cells(self) -> NDArray[np.str_]:
        """Wave and project of each respondent."""
        return np.char.add(np.char.add(self.waves, "/"), self.project_of)

    @cached_property
    def waves(self) -> NDArray[np.str_]:
        """Wave of each respondent."""
        found: NDArray[np.str_] = self.respondents["wave"].to_numpy(dtype=str)
        return found

    @cached_property
    def languages(self) -> NDArray[np.str_]:
        """The language in which each respondent answered, empty where it is not known."""
        if "language" not in self.respondents:
            return np.full(len(self.respondents), "")
        found: NDArray[np.str_] = self.respondents["language"].fillna("").to_numpy(dtype=str)
        return found

    @cached_property
    def sizes(self) -> Mapping[str, tuple[int, ...]]:
        """Numbers of respondents of the projects of each declared type and group of types, in ascending order; who answers in
        several waves counts once."""
        of = self.respondents[["project", "declared_type"]].assign(person=self.persons)
        known = of.dropna(subset=["project", "declared_type"]).drop_duplicates()
        counts = known.groupby(["declared_type", "project"]).size()
        own = {str(t): [int(n) for n in group] for t, group in counts.groupby(level="declared_type")}
        names = (*own, *MEMBERS)
        return {name: tuple(sorted(n for part in members(name) for n in own.get(part, ()))) for name in names}
