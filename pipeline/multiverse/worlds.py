"""The rows, the scores and the types of a cell: what it judges, apart from the model."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np
import pandas as pd

from pipeline.claims import Rulers
from pipeline.judging.adjusted import composed
from pipeline.judging.evidence import Evidence, Mask
from pipeline.judging.walk import lines_of
from pipeline.multiverse.cells import ADJUSTED, FACTOR, MEAN, SCORES, SINGLE, Cell
from pipeline.portraits import SELF_TYPES, self_declared
from pipeline.rules import Group
from pipeline.stats import structure
from pipeline.stats.agreement import adjusted_rand

SEVERAL = "several"


@dataclass(frozen=True)
class OnceEvidence(Evidence):
    """Evidence that looks up each group once: many cells ask for the same."""

    def rows(self, group: Group) -> Mask:
        """As Evidence has it; not to be written into."""
        if group not in self._groups:
            self._groups[group] = super().rows(group)
            self._groups[group].setflags(write=False)
        return self._groups[group]

    def known_groups(self, other: "OnceEvidence") -> None:
        """The groups that other scores of the same rows leave as they are need not be looked up again."""
        kept = {g: rows for g, rows in other._groups.items() if all(c.field is not None for c in g.among)}
        self._groups.update(kept)

    @cached_property
    def _groups(self) -> dict[Group, Mask]:
        return {}


@dataclass(frozen=True)
class Whole:
    """Everything that the cells are made of: the evidence of all rows, and by row of its respondents the columns of each
    other score (none where it could not be estimated); by source the type of each project; `classes`: the two classes of the
    structure tests, by project; `absent`: why some values of the dimensions cannot be had, by dimension and value."""

    evidence: Evidence
    scores: Mapping[str, pd.DataFrame]
    types: Mapping[str, Mapping[str, str]]
    classes: Mapping[str, int]
    absent: Mapping[tuple[str, str], str]


def whole(
    evidence: Evidence,
    factor_scores: pd.DataFrame,
    placed: pd.DataFrame,
    classes: pd.DataFrame,
) -> Whole:
    """From the evidence with what the gates need, the table factor_scores_by_respondent (or none), compass_by_project and
    clusters_by_project."""
    evidence = OnceEvidence(**{field.name: getattr(evidence, field.name) for field in fields(Evidence)})
    keys = evidence.respondents[["wave", "row"]]
    factor = pd.DataFrame()
    if len(factor_scores):
        factor = keys.merge(factor_scores, on=["wave", "row"], how="left").drop(columns=["wave", "row"])
    found = {FACTOR: factor, ADJUSTED: evidence.adjusted, SINGLE: best_items(evidence)}
    scores = {name: composed(_known(columns, evidence), evidence) for name, columns in found.items()}
    types = {"S04": by_members(evidence), "coders": by_coders(placed)}
    sorted_as = dict(zip(classes["project"], classes["two_class"].astype(int), strict=True))
    return Whole(evidence, scores, types, sorted_as, _absent(evidence, scores, types))


def by_members(evidence: Evidence) -> dict[str, str]:
    """The type that most respondents of a project give it (S04, primary set, all waves): several are a hybrid, none and ties
    no type."""
    table = evidence.respondents
    said = self_declared(table) if "S04" in table else {}
    return {p: "HYB" if t == SEVERAL else t for p, t in said.items() if t in ("PP", "SOC", "SOL", SEVERAL)}


def by_coders(placed: pd.DataFrame) -> dict[str, str]:
    """The type by the objective that the coders grade highest: Selbstentfaltung is peer production, a social purpose social or
    solidarity economy, which of the two as declared, since the grades do not tell them apart. A project declared PP or HYB
    with a social purpose has no type, nor has one with a commercial purpose."""
    found = {}
    for row in placed.itertuples():
        if row.objective == "selbstentfaltung":
            found[str(row.project)] = "PP"
        elif row.objective == "social" and row.declared_type in ("SOC", "SOL"):
            found[str(row.project)] = str(row.declared_type)
    return found


def best_items(evidence: Evidence) -> pd.DataFrame:
    """By scale the answers to its best line: the one that goes best with the mean of the others (primary set, all waves). Two
    lines go equally well with each other; then the first that is not reversed."""
    primary = evidence.respondents["in_primary"].to_numpy(dtype=bool)
    columns = {}
    for code, indicator in evidence.instrument.indicators.items():
        if indicator.kind == "mean" and len(indicator.items) > 1:
            lines = [line for line in lines_of(code, evidence.instrument) if line in evidence.respondents]
            if lines:
                columns[code] = evidence.line(_best(lines, evidence, primary))
    return pd.DataFrame(columns, index=evidence.respondents.index)


def _best(lines: list[str], evidence: Evidence, rows: Mask) -> str:
    answers = pd.DataFrame({line: evidence.line(line)[rows] for line in lines})
    fit = {line: answers[line].corr(answers.drop(columns=line).mean(axis=1)) for line in lines}
    order = sorted(lines, key=lambda line: evidence.instrument.items[line].reverse)
    return max(order, key=lambda line: round(fit[line], 9) if np.isfinite(fit[line]) else -2.0)


def _known(columns: pd.DataFrame, evidence: Evidence) -> pd.DataFrame:
    """The columns, with NaN for each scale of several lines that is not among them, so that its mean does not pass for another
    score; none at all where nothing is known."""
    if not len(columns.columns) or not columns.notna().any(axis=None):
        return pd.DataFrame(index=columns.index)
    kinds = evidence.instrument.indicators.values()
    lacking = [i.code for i in kinds if i.kind == "mean" and len(i.items) > 1 and i.code not in columns]
    return columns.assign(**dict.fromkeys(lacking, np.nan))


def _absent(
    evidence: Evidence, scores: Mapping[str, pd.DataFrame], types: Mapping[str, Mapping[str, str]]
) -> dict[tuple[str, str], str]:
    absent = {}
    why = {FACTOR: "no factor scores could be estimated", ADJUSTED: "response style could not be estimated"}
    why[SINGLE] = "no scale has lines"
    for name in SCORES[1:]:
        if not len(scores[name].columns):
            absent["score", name] = why[name]
    if not types["S04"]:
        absent["source", "S04"] = "no project has a type by what its members say"
    if not types["coders"]:
        absent["source", "coders"] = "no project has an objective graded by coders"
    if len(waves_of(evidence)) < 2:
        absent |= {("waves", wave): "there is one wave only" for wave in ("first", "last")}
    return absent


def waves_of(evidence: Evidence) -> list[str]:
    """The waves in the order of the tables."""
    return list(dict.fromkeys([*evidence.projects["wave"], *evidence.respondents["wave"]]))


def world(data: Whole, cell: Cell, limits: Rulers) -> Evidence:
    """The evidence of a cell: its rows, of its waves, with the types of its source; scores are means still."""
    evidence = data.evidence if cell.source == "declared" else _typed(data, str(cell.source), limits)
    table, waves = evidence.respondents, waves_of(data.evidence)
    kept = {"all": np.ones(len(table), dtype=bool)}
    kept |= {name: table[f"in_{name}"].to_numpy(dtype=bool) for name in ("primary", "strict")}
    chosen = {"pooled": waves, "first": waves[:1], "last": waves[-1:]}[str(cell.waves)]
    return evidence.of(kept[str(cell.exclusions)] & table["wave"].isin(chosen).to_numpy(dtype=bool), chosen)


def scored(data: Whole, evidence: Evidence, score: str) -> Evidence:
    """The evidence of a world with other scores; respondents are known by wave and row."""
    if score == MEAN:
        return evidence
    keys = pd.MultiIndex.from_frame(data.evidence.respondents[["wave", "row"]])
    places = keys.get_indexer(pd.MultiIndex.from_frame(evidence.respondents[["wave", "row"]]))
    found = evidence.replaced(data.scores[score].iloc[places])
    if isinstance(evidence, OnceEvidence) and isinstance(found, OnceEvidence):
        found.known_groups(evidence)
    return found


def _typed(data: Whole, source: str, limits: Rulers) -> Evidence:
    """The evidence with the types of another source. Who is in no project that has one keeps none; without a project, S04 is a
    person's own. The two classes of the structure tests are held against these types."""
    evidence, types = data.evidence, data.types[source]
    respondents = evidence.respondents
    declared = respondents["project"].map(dict(types))
    if source == "S04":
        own = respondents["S04"].map({c: "HYB" if t == SEVERAL else t for c, t in SELF_TYPES.items() if t != "none"})
        declared = declared.where(respondents["project"].notna(), own)
    register = evidence.projects.assign(declared_type=evidence.projects["project"].map(dict(types)))
    placed = evidence.placed.assign(declared_type=evidence.placed["project"].map(dict(types)))
    figures, kind = dict(evidence.figures), evidence.kind
    if kind is not None:
        figures["ari"] = _ari(data.classes, types)
        kind = structure.kind(figures["dip_p"], figures["delta_bic"], figures["ari"], limits.taxon)
    return replace(
        evidence,
        respondents=respondents.assign(declared_type=declared.astype("str")),
        projects=_with_type(register),
        placed=_with_type(placed),
        figures=figures,
        kind=kind,
    )


def _with_type(table: pd.DataFrame) -> pd.DataFrame:
    kept = table[table["declared_type"].notna()].reset_index(drop=True)
    return kept.astype({"declared_type": "str"})


def _ari(classes: Mapping[str, int], types: Mapping[str, str]) -> float:
    """The adjusted Rand index of the two classes with PP against SOC and SOL, hybrids left out."""
    counts = np.zeros((1, 2, 2))
    for project, number in classes.items():
        if types.get(project) in ("PP", "SOC", "SOL"):
            counts[0, int(types[project] == "PP"), number - 1] += 1
    return float(adjusted_rand(counts)[0])
