"""What was found on one question: an estimate with its uncertainty, or the reason why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from pipeline.judging.evidence import Evidence
from pipeline.judging.respondents import members
from pipeline.rules import Condition, Group

SIDES = {
    "PP": "peer production",
    "SOC": "the social economy",
    "SOL": "the solidarity economy",
    "SSE": "the social and solidarity economy",
    "HYB": "the hybrid projects",
    "ALL": "all projects",
}
OF_ACTIVITY = "activity_"


def in_words(group: Group) -> str:
    """A group in words, with what it is restricted to."""
    parts = [_part(condition) for condition in group.among]
    those = "those " if parts and parts[0].startswith("whose") else ""
    return f"{SIDES[group.type]} ({those}{' and '.join(parts)})" if parts else SIDES[group.type]


def _part(condition: Condition) -> str:
    code = condition.field or condition.item or condition.indicator or ""
    name = code.replace("_", " ")
    begin = f"where the {name}" if condition.field else f"whose {name}"
    if condition.values:
        listed = [str(value) for value in condition.values]
        return f"{begin} is {' or '.join(listed[:3])}{' or another of them' if len(listed) > 3 else ''}"
    low, high = condition.at_least, condition.at_most
    limit = f"at least {low:g}" if low is not None else f"at most {high:g}"
    if code.startswith(OF_ACTIVITY):
        return f"where {limit} % of the activity is {code.removeprefix(OF_ACTIVITY)}"
    return f"{begin} is {limit}"


class Inference(Protocol):
    """An estimate that knows its own uncertainty."""

    @property
    def value(self) -> float: ...

    def interval(self, level: float) -> tuple[float, float]: ...


class Tested(Inference, Protocol):
    """An inference that can also be tested against a bound, in both directions."""

    def p_at_most(self, bound: float) -> float: ...

    def p_at_least(self, bound: float) -> float: ...


@dataclass(frozen=True)
class Finding:
    """`side` and `what` name it; `absent` says what is missing where `inference` is None; `gate` why the data are too few to
    decide by it; `n_projects` and `n_respondents` are behind the inference (0 respondents for the register)."""

    side: str
    what: str
    role: str
    unit: str
    inference: Inference | None
    n_projects: int
    n_respondents: int
    absent: tuple[str, ...] = ()
    gate: str | None = None
    note: str | None = None
    word: str | None = None

    def ci(self, level: float) -> tuple[float, float]:
        """The interval at a level; asserts that there is an estimate."""
        assert self.inference is not None, f"{self.what}: nothing was found"
        return self.inference.interval(level)

    @property
    def value(self) -> float:
        """The estimate; asserts that there is one."""
        assert self.inference is not None, f"{self.what}: nothing was found"
        return self.inference.value


def told_only(behind: Finding, what: str, note: str) -> Finding:
    """A figure beside another one that stands without an interval of its own, in words."""
    return Finding(behind.side, what, "component", "", None, 0, 0, note=note)


@dataclass(frozen=True)
class Gate:
    """G1: what a claim on person data needs on each side."""

    projects: int
    respondents: float

    def check(self, evidence: Evidence, groups: tuple[str, ...]) -> str | None:
        """The sentence that says which sides are too small, or None. Counts are those of the whole set of rows. The median is
        never told, but only that it is too small: of a single project it would be how many answered in it."""
        faults = []
        for group in dict.fromkeys(groups):
            sizes = project_sizes(evidence, group)
            median = float(sizes[len(sizes) // 2] + sizes[(len(sizes) - 1) // 2]) / 2 if sizes else 0.0
            if len(sizes) < self.projects or median < self.respondents:
                projects = "1 project" if len(sizes) == 1 else f"{len(sizes)} projects"
                few = (
                    f" with a median of fewer than {self.respondents:g} respondents"
                    if median < self.respondents
                    else ""
                )
                faults.append(f"{SIDES[group]} has {projects}{few}")
        if not faults:
            return None
        needed = f"{self.projects} projects and a median of {self.respondents:g} respondents are needed on each side"
        return "too few data: " + ", ".join(faults) + f"; {needed}"

    def behind(self, evidence: Evidence, found: Sequence[tuple[Group, int]]) -> str | None:
        """The same, and for each side the projects that stand behind the figure itself: those of the group that is asked about,
        with an answer. The median is that of all respondents, since a rotating form asks only half of them."""
        types = tuple(group.type for group, _ in found)
        return self.check(evidence, types) or self.projects_of(found, "with an answer to it")

    def projects_of(self, found: Sequence[tuple[Group, int]], what: str) -> str | None:
        """Whether there are enough projects on each side, however many respondents; `what` ends the count in words."""
        few = [f"{in_words(g)} has {n} project{'' if n == 1 else 's'} {what}" for g, n in found if n < self.projects]
        return f"too few data: {', '.join(few)}; {self.projects} are needed on each side" if few else None


def project_sizes(evidence: Evidence, group: str) -> list[int]:
    """Numbers of respondents of the projects of a group, in ascending order."""
    return list(evidence.sizes.get(group, ()))


def missing_types(evidence: Evidence, groups: tuple[str, ...]) -> tuple[str, ...]:
    """Which declared types have no respondents, in words."""
    present = evidence.types_present
    if present == {""}:
        return ("of none of the respondents is it known what type of project they belong to",)
    needed = [t for group in groups for t in members(group) if t != "HYB"]
    return tuple(f"no respondents from {SIDES[t]}" for t in dict.fromkeys(needed) if t not in present)


def unrecorded(evidence: Evidence, group: str, fields: tuple[str, ...]) -> tuple[str, ...]:
    """For which declared types of a group the register has no projects, or none with the fields, in words."""
    types = evidence.register_types
    known = np.ones(len(types), dtype=bool)
    for field in fields:
        known = known & evidence.recorded(field)
    absent = []
    for declared in members(group):
        if declared == "HYB":
            continue
        inside = types == declared
        if not inside.any():
            absent.append(f"no projects from {SIDES[declared]} in the register")
        elif not (inside & known).any():
            names = " and ".join(evidence.name(field) for field in fields)
            absent.append(f"{names} {'is' if len(fields) == 1 else 'are'} not recorded for {SIDES[declared]}")
    return tuple(absent)


def untold(evidence: Evidence, group: Group) -> tuple[str, ...]:
    """Which fields of the register that say who of a type belongs to a group are not recorded of any of its projects."""
    inside = evidence.register_rows(Group(group.type))
    return tuple(
        f"{evidence.name(condition.field)} is not recorded for {SIDES[group.type]}"
        for condition in group.among
        if condition.field is not None and not (evidence.recorded(condition.field) & inside).any()
    )
