"""The register of the projects behind the respondents, looked up once for one set of rows."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline import compass
from pipeline.judging.respondents import Respondents
from pipeline.products import latest

# What other scores of the same rows leave as it is.
KEPT = ("register", "register_places", "register_types", "placed_types", "coded", "_recorded", "sizes", "types_present")


@dataclass(frozen=True)
class Registered(Respondents):
    """`projects`: one row per project and wave of the register; `placed`: compass_cells_by_project."""

    projects: pd.DataFrame
    placed: pd.DataFrame

    @cached_property
    def register(self) -> pd.DataFrame:
        """One row per project, each field as the last wave that knows it has it."""
        return latest(self.projects)

    @cached_property
    def register_places(self) -> NDArray[np.intp]:
        """The row of the register of each respondent's project, -1 where it is not there."""
        return np.asarray(self.register.index.get_indexer(pd.Index(self.project_of)), dtype=np.intp)

    @cached_property
    def register_types(self) -> NDArray[np.str_]:
        """Declared type of each project of the register, empty where it is not known."""
        found: NDArray[np.str_] = self.register["declared_type"].fillna("").to_numpy(dtype=str)
        return found

    def recorded(self, field: str) -> NDArray[np.bool_]:
        """For which projects of the register a field is known; not to be written into, as it is looked up once."""
        if field not in self._recorded:
            self._recorded[field] = self.register[field].notna().to_numpy(dtype=bool)
        return self._recorded[field]

    @cached_property
    def _recorded(self) -> dict[str, NDArray[np.bool_]]:
        return {}

    @cached_property
    def placed_types(self) -> NDArray[np.str_]:
        """Declared type of each project in the compass."""
        found: NDArray[np.str_] = self.placed["declared_type"].to_numpy(dtype=str)
        return found

    @cached_property
    def coded(self) -> pd.DataFrame:
        """The two coders' largest grades of each project that both graded."""
        return compass.coded(self.projects)
