"""Everything that the report is made from, and what several pages need to know of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from pipeline.claims import Claim, Rulers
from pipeline.instrument import Instrument
from pipeline.sections import disclosure
from pipeline.sections.benchmarks import Benchmark
from pipeline.sections.kinds_rates import Rate
from pipeline.talk import Slide

TYPES = ("PP", "SOC", "SOL", "HYB")
NOT_BUILT = "rule not built yet"
Row = dict[str, Any]


@dataclass(frozen=True)
class Material:
    """The tables of the last run, the claims and the instrument, and what each wave says of itself.

    `waves` maps the name of each registered wave to its wave.yaml. What rests on fewer than `smallest` respondents is
    withheld on every page.
    """

    claims: Mapping[str, Claim]
    talk: tuple[Slide, ...]
    benchmarks: tuple[Benchmark, ...]
    rulers: Rulers
    instrument: Instrument
    waves: Mapping[str, Mapping[str, Any]]
    smallest: int
    verdicts: pd.DataFrame
    by_wave: pd.DataFrame
    parts: pd.DataFrame
    theses: pd.DataFrame
    exclusions: pd.DataFrame
    projects: pd.DataFrame
    indicators_by_project: pd.DataFrame
    indicators_by_type: pd.DataFrame
    clusters: pd.DataFrame
    portraits: pd.DataFrame
    memberships: pd.DataFrame
    clusters_by_wave: pd.DataFrame
    fits: pd.DataFrame
    structure: pd.DataFrame
    compass: pd.DataFrame
    coded: pd.DataFrame
    kinds_rates: tuple[Rate, ...]

    @property
    def simulated(self) -> tuple[str, ...]:
        """The registered waves whose answers are simulated."""
        return tuple(name for name, described in self.waves.items() if described.get("simulated"))

    @property
    def kept(self) -> pd.DataFrame:
        """The delivered rows that are in the primary set."""
        return self.exclusions[self.exclusions["in_primary"]]

    @property
    def types_present(self) -> tuple[str, ...]:
        """The declared types of which there is a kept respondent or a project in a register."""
        seen = {*self.kept["declared_type"].dropna(), *self.projects["declared_type"]}
        return tuple(code for code in TYPES if code in seen)

    @property
    def missing_side(self) -> str | None:
        """In words, the side of which these data know nothing; None where both are there."""
        present = self.types_present
        has_pp, has_sse = "PP" in present, "SOC" in present or "SOL" in present
        if has_pp and has_sse:
            return None
        if has_pp:
            return "social and solidarity economy"
        return "peer production" if has_sse else "peer production or of social and solidarity economy"

    def hidden(self, n_respondents: int) -> bool:
        """Whether a figure rests on so few respondents that it is withheld; 0 marks figures of the register."""
        return disclosure.few(n_respondents, self.smallest)

    @cached_property
    def withheld_parts(self) -> frozenset[disclosure.Part]:
        """The rows of parts_by_claim that are withheld, as (claim, part)."""
        alone = {claim.id for claim in self.claims.values() if "among=(Condition(" in repr(claim.rule)}
        return disclosure.withheld_parts(rows(self.parts), self.smallest, alone)

    @cached_property
    def shown_projects(self) -> pd.DataFrame:
        """The rows of indicators_by_project that may be shown, one by one and without a name."""
        table = self.indicators_by_project
        return table[disclosure.shown_projects(table, self.smallest) & table["mean"].notna()]


def rows(table: pd.DataFrame) -> list[Row]:
    """The rows of a table as mappings, missing values as None."""
    return [
        {str(name): None if pd.isna(value) else value for name, value in record.items()}
        for record in table.to_dict("records")
    ]
