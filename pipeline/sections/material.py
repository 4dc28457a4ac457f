"""Everything that the report is made from, and what several pages need to know of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, TypeVar

import pandas as pd

from pipeline import withheld
from pipeline.claims import Claim, Rulers
from pipeline.instrument import Instrument
from pipeline.sections import disclosure
from pipeline.sections.benchmarks import Benchmark
from pipeline.sections.kinds_rates import Rate
from pipeline.sections.measured import Measured
from pipeline.talk import Slide

TYPES = ("PP", "SOC", "SOL", "HYB")
Row = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True)
class Material:
    """The tables of the last run, the claims and the instrument, and what each wave says of itself.

    `more` holds the tables that single pages need, by name; `waves` maps the name of each registered wave to its wave.yaml.
    What rests on fewer than `smallest` respondents is withheld on every page.
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
    more: Mapping[str, pd.DataFrame]
    measured: Measured
    kinds_rates: tuple[Rate, ...]

    @cached_property
    def made(self) -> dict[Callable[["Material"], Any], Any]:
        """What was already made of it; see `once`."""
        return {}

    @property
    def simulated(self) -> tuple[str, ...]:
        """The registered waves whose answers are simulated."""
        return tuple(name for name, described in self.waves.items() if described.get("simulated"))

    @cached_property
    def kept(self) -> pd.DataFrame:
        """The delivered rows that are in the primary set."""
        return self.exclusions[self.exclusions["in_primary"]]

    @cached_property
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
        return withheld.few(n_respondents, self.smallest)

    @cached_property
    def small_projects(self) -> frozenset[str]:
        """The projects with so few respondents kept that they are not named beside figures; those with none may be."""
        sizes = self.kept["project"].dropna().value_counts(sort=False)
        return frozenset(str(name) for name, n in sizes.items() if self.hidden(int(n)))

    @cached_property
    def unnamed_projects(self) -> frozenset[str]:
        """The small projects, and of each type as many of the next smallest as it takes for the number of respondents of a
        small one not to follow from the type's and the others'."""
        sizes = self.kept.dropna(subset="project").groupby(["declared_type", "project"]).size()
        table = sizes.rename("n_respondents").reset_index().assign(indicator="named")
        shown = disclosure.shown_projects(table, self.smallest).to_numpy(dtype=bool)
        return frozenset(str(name) for name in table.loc[~shown, "project"]) | self.small_projects

    @cached_property
    def withholding(self) -> withheld.Rule:
        """By what estimates of persons are withheld."""
        pooled = self.indicators_by_type[self.indicators_by_type["wave"] == "all"]
        sizes = {(r["indicator"], r["declared_type"]): int(r["n_respondents"]) for r in rows(pooled)}
        return withheld.rule(self.smallest, {c.id: c.rule for c in self.claims.values()}, self.kept, sizes)

    @cached_property
    def sizes_told(self) -> bool:
        """Whether it is told on how many respondents figures of types rest: not where a type has few, because their number
        would follow from the total and those of the others."""
        return not self.withholding.small_types

    @cached_property
    def withheld_parts(self) -> frozenset[withheld.Part]:
        """The rows of parts_by_claim that are withheld, as (claim, part)."""
        return withheld.parts(rows(self.parts), self.withholding)

    @cached_property
    def answered(self) -> Mapping[tuple[str, str, str], int]:
        """The respondents kept of each wave and type who answered an item or have a score: (wave, type, code) -> number."""
        by_type = self.indicators_by_type
        found = {
            (r["wave"], r["declared_type"], r["indicator"]): int(r["n_respondents"])
            for r in rows(by_type[by_type["wave"] != "all"][["wave", "declared_type", "indicator", "n_respondents"]])
        }
        answers = self.more["clean_responses"]
        items = [code for code in self.instrument.items if code in answers.columns]
        kept = self.kept[["wave", "row", "declared_type"]].merge(answers[["wave", "row", *items]], on=["wave", "row"])
        for (wave, type_), own in kept[items].ge(0).groupby([kept["wave"], kept["declared_type"]]):
            found |= {(str(wave), str(type_), code): int(n) for code, n in own.sum().items()}
        return found

    @cached_property
    def sizes(self) -> Mapping[str, Mapping[str, int]]:
        """The respondents kept of each type, by wave."""
        found: dict[str, dict[str, int]] = {}
        known = self.kept[["wave", "declared_type"]].dropna()
        for wave, type_ in known.itertuples(index=False):
            own = found.setdefault(str(wave), {})
            own[str(type_)] = own.get(str(type_), 0) + 1
        return found

    @cached_property
    def project_numbers(self) -> Mapping[str, int]:
        """The projects with respondents that may be named, numbered by their names."""
        named = sorted({str(name) for name in self.kept["project"].dropna()} - self.unnamed_projects)
        return {name: n for n, name in enumerate(named, start=1)}

    @property
    def finder(self) -> list[tuple[int, str]]:
        """The number and the name of each project that may be looked for in the figures."""
        return [(n, name) for name, n in self.project_numbers.items()]

    @cached_property
    def shown_projects(self) -> pd.DataFrame:
        """The rows of indicators_by_project that may be shown, one by one and without a name."""
        table = self.indicators_by_project
        return table[disclosure.shown_projects(table, self.smallest) & table["mean"].notna()]


def once(build: Callable[[Material], T]) -> Callable[[Material], T]:
    """A function of the material alone that several pages and files ask for: made once of each material."""

    @wraps(build)
    def remembered(material: Material) -> T:
        if build not in material.made:
            material.made[build] = build(material)
        found: T = material.made[build]
        return found

    return remembered


def rows(table: pd.DataFrame) -> list[Row]:
    """The rows of a table as mappings, missing values as None."""
    names = [str(name) for name in table.columns]
    columns = [
        [
            None if missing else value
            for value, missing in zip(table[name].tolist(), table[name].isna().tolist(), strict=True)
        ]
        for name in table.columns
    ]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def grouped(table: pd.DataFrame, column: str) -> dict[Any, list[Row]]:
    """The rows of a table by what they hold in a column."""
    found: dict[Any, list[Row]] = {}
    for row in rows(table):
        found.setdefault(row[column], []).append(row)
    return found
