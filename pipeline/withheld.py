"""Which estimates of persons are withheld: those on fewer than `smallest` respondents, and those that would give them away.

The same rules for the pages and for reports/verdicts.json. A part is a row of parts_by_claim as a mapping; what rests on nobody
(n_respondents 0) comes from the register, which knows no persons.
"""

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from pipeline.judging import walk
from pipeline.rules import Group
from pipeline.rules import Rule as Rules

Row = Mapping[str, Any]
Part = tuple[str, int]
MEMBERS = {
    "SSE": ("SSE", "SOC", "SOL"),
    "ALL": ("ALL", "PP", "SOC", "SOL", "HYB"),
    "all": ("all", "PP", "SOC", "SOL", "HYB"),
}
OF_REGISTER = ("share placed", "lead of")
OF_PROJECTS = "share of projects"
CATEGORY = re.compile(r"^share of respondents with (\w+) '")
CODE = re.compile(r"\b[A-Z]{2,6}[0-9]{0,2}\b|\b[A-Z][0-9]{2}\b")
SAID = "Some of the figures that this word rests on stand for fewer than {smallest} respondents; they are withheld."


@dataclass(frozen=True)
class Rule:
    """What is withheld depends on: the smallest number of respondents that is told; the claims in `alone`, which ask parts of
    the types; the types of which so few answered at all, or of which a project has so few respondents; `whole`, the respondents
    behind each indicator's mean in each type."""

    smallest: int
    alone: frozenset[str]
    small_types: frozenset[str]
    with_small_projects: frozenset[str]
    whole: Mapping[tuple[str, str], int]

    def few(self, n: int) -> bool:
        """Whether a figure rests on so few respondents that it is withheld."""
        return few(n, self.smallest)


def few(n: int, smallest: int) -> bool:
    """Whether a figure rests on so few respondents that it is withheld; 0 marks what rests on none."""
    return 0 < n < smallest


def rule(smallest: int, rules: Mapping[str, Rules], kept: pd.DataFrame, whole: Mapping[tuple[str, str], int]) -> Rule:
    """`rules` of the claims by id; the respondents `kept`, with their declared_type and project."""
    alone = frozenset(
        claim for claim, tested in rules.items() if any(group.among for group in walk.found(tested, Group))
    )
    types = kept.groupby("declared_type").size()
    projects = kept.groupby(["declared_type", "project"]).size().groupby("declared_type").min()
    small = [frozenset(str(name) for name in sizes.index[sizes < smallest]) for sizes in (types, projects)]
    return Rule(smallest, alone, small[0], small[1], whole)


def behind(kept: pd.DataFrame, indicators: Sequence[str]) -> dict[tuple[str, str], int]:
    """(indicator, type) -> how many of the respondents kept (declared_type, a column for each indicator) have a score."""
    counts = kept.groupby("declared_type")[[code for code in indicators if code in kept.columns]].count()
    return {(str(code), str(name)): int(counts.loc[name, code]) for name in counts.index for code in counts.columns}


def parts(found: Iterable[Row], by: Rule) -> frozenset[Part]:
    """The parts to withhold, as (claim, part).

    Those on few respondents; shares of respondents that count few or all but few of them; shares of projects that count one
    with few respondents; the figure of a part of a type that leaves few for the rest. Then, until nothing is added: of one
    question's answers a second one where one is withheld; every figure with a withheld side in it (the mean of two sides, a
    contrast) on the same questions; what other claims say of a claim that is withheld.
    """
    listed = list(found)
    whole, roles = _whole(listed, by), {_key(row): row["role"] for row in listed}
    hidden = {
        _key(row) for row in listed if _counts_few(row, by) or _rest_few(row, by, whole) or _of_small_type(row, by)
    }
    while True:
        claims = {claim for claim, part in hidden if roles[claim, part] != "context"}
        gone = [row for row in listed if _key(row) in hidden and _members(row["side"]) is None]
        sides = {name for row in gone for name in _names(row, by, str(row["side"]))}
        more = {_key(row) for row in listed if row["n_respondents"] and _touched(row, by, sides)}
        more |= {_key(row) for row in listed if row["what"] in claims}
        more |= _companions(listed, hidden | more, by)
        if more <= hidden:
            return frozenset(hidden | {_key(row) for row in listed if _single_project(row, by)})
        hidden |= more


def of_verdict(judged: Row, own: Sequence[Row], hidden: Collection[Part], by: Rule) -> tuple[bool, bool]:
    """Whether a claim's estimate is withheld, and whether its sentence is; `own` are the claim's parts."""
    gone = [part for part in own if _key(part) in hidden]
    estimate = by.few(int(judged["n_respondents"])) or any(_same(part, judged) for part in gone)
    numbers = set(re.findall(r"\d+(?:\.\d+)?", str(judged.get("reason"))))
    return estimate, estimate or any(part["role"] != "context" and not numbers.isdisjoint(_told(part)) for part in gone)


def _told(part: Row) -> Iterable[str]:
    """How a sentence may tell the figure of a part, or an end of its interval: in points, or per cent."""
    ends = part.get("ci95") or (part.get("ci95_low"), part.get("ci95_high"))
    for value in (part["estimate"], *ends):
        if value is not None and not math.isnan(value):
            yield from (f"{abs(value):.2f}", f"{abs(value):.1f}", f"{100 * abs(value):.0f}", f"{100 * abs(value):.1f}")


def published(claims: Sequence[Row], by: Rule) -> list[dict[str, Any]]:
    """The claims of reports/verdicts.json (id, estimate, intervals, n_respondents, parts, reason) without what is withheld:
    numbers become null, the reason says so."""
    rows = {c["id"]: [{**p, "claim": c["id"], "part": n} for n, p in enumerate(c["parts"], 1)] for c in claims}
    hidden = parts([row for own in rows.values() for row in own], by)
    told = []
    for claim in claims:
        no_estimate, no_reason = of_verdict(claim, rows[claim["id"]], hidden, by)
        shown = [
            _blank(p) if (claim["id"], n) in hidden else _uncounted(p, by) for n, p in enumerate(claim["parts"], 1)
        ]
        one = _blank(claim) if no_estimate else _uncounted(claim, by)
        reason = SAID.format(smallest=by.smallest) if no_reason else claim["reason"]
        told.append({**one, "parts": shown, "reason": reason})
    return told


def _blank(row: Row) -> dict[str, Any]:
    gone = ("estimate", "ci95", "ci90", "ci_decision", "n", "n_projects", "n_respondents")
    return {**{name: None if name in gone else value for name, value in row.items()}, "withheld": True}


def _uncounted(row: Row, by: Rule) -> dict[str, Any]:
    """A row without its number of respondents where a type has few: theirs would follow from the total and the others'."""
    if not by.small_types or not row["n_respondents"]:
        return dict(row)
    gone = {"n_respondents"} | ({"n"} if row.get("n") == row["n_respondents"] else set())
    return {name: None if name in gone else value for name, value in row.items()}


def _key(row: Row) -> Part:
    return str(row["claim"]), int(row["part"])


def _same(part: Row, row: Row) -> bool:
    if part["estimate"] is None or row["estimate"] is None:
        return False
    return math.isclose(abs(part["estimate"]), abs(row["estimate"]), rel_tol=1e-5)


def _counts_few(row: Row, by: Rule) -> bool:
    n, what = int(row["n_respondents"]), str(row["what"])
    if by.few(n):
        return True
    if (
        not n
        or row["unit"] != "share"
        or row["estimate"] is None
        or what.startswith((*OF_REGISTER, OF_PROJECTS))
        or _members(row["side"])
    ):
        return False
    counted = round(row["estimate"] * n)
    return by.few(counted) or by.few(n - counted)


def _single_project(row: Row, by: Rule) -> bool:
    """A share of projects that counts one of them, or all but one, where a project of the type has few respondents."""
    if not row["n_respondents"] or row["estimate"] is None or not str(row["what"]).startswith(OF_PROJECTS):
        return False
    counted = round(row["estimate"] * int(row["n"]))
    return 1 in (counted, int(row["n"]) - counted) and not by.with_small_projects.isdisjoint(_inside(row["side"]))


def _of_small_type(row: Row, by: Rule) -> bool:
    return bool(row["n_respondents"]) and not by.small_types.isdisjoint(_inside(row["side"]))


def _whole(found: Iterable[Row], by: Rule) -> dict[tuple[str, str], int]:
    """The respondents behind each figure of a whole type."""
    whole = {(side, f"mean of {code}"): n for (code, side), n in by.whole.items()}
    for row in found:
        if row["claim"] not in by.alone and row["n_respondents"]:
            key = (str(row["side"]), str(row["what"]))
            whole[key] = max(whole.get(key, 0), int(row["n_respondents"]))
    return whole


def _rest_few(row: Row, by: Rule, whole: Mapping[tuple[str, str], int]) -> bool:
    what, part, _ = str(row["what"]).partition(walk.OF_THOSE)
    rest = whole.get((str(row["side"]), what), 0) - int(row["n_respondents"])
    return (bool(part) or row["claim"] in by.alone) and bool(row["n_respondents"]) and by.few(rest)


@cache
def _members(side: str) -> list[str] | None:
    """The two sides of a contrast; None for a single side."""
    found = re.split(r" [-/] ", side)
    return found if len(found) == 2 else None


@cache
def _inside(side: str) -> list[str]:
    """Every single side that a figure is made of, itself included."""
    return [member for one in _members(side) or [side] for member in MEMBERS.get(one, (one,))]


def _names(row: Row, by: Rule, side: str) -> set[tuple[str, str, str]]:
    """What ties figures of a side together: where they belong, their very words, and the codes of their questions; without a
    code a figure belongs to the others of its claim."""
    what = str(row["what"])
    alone = str(row["claim"]) if row["claim"] in by.alone else ""
    codes = () if CATEGORY.match(what) else _codes(what) or (f"claim {row['claim']}",)
    return {(alone, name, side) for name in (what, *codes)}


@cache
def _codes(what: str) -> tuple[str, ...]:
    return tuple(CODE.findall(what))


def _touched(row: Row, by: Rule, sides: set[tuple[str, str, str]]) -> bool:
    """Whether a figure says the same of a withheld side, or is made of one."""
    made_of = _inside(str(row["side"]))
    if made_of == [row["side"]]:
        alone = str(row["claim"]) if row["claim"] in by.alone else ""
        return (alone, str(row["what"]), str(row["side"])) in sides
    return any(not sides.isdisjoint(_names(row, by, side)) for side in {*made_of, str(row["side"])})


def _companions(found: Sequence[Row], hidden: Collection[Part], by: Rule) -> set[Part]:
    """Of the answers to one question on one side, those to withhold beside others so that none follows from the rest."""
    questions: dict[tuple[str, str, str], dict[str, list[Row]]] = {}
    for row in found:
        match = CATEGORY.match(str(row["what"]))
        if match and row["estimate"] is not None:
            asked = (str(row["claim"]) if row["claim"] in by.alone else "", match.group(1), str(row["side"]))
            questions.setdefault(asked, {}).setdefault(str(row["what"]), []).append(row)
    more: set[Part] = set()
    for answers in questions.values():
        kept_back = [rows for rows in answers.values() if any(_key(row) in hidden for row in rows)]
        counted = sum(round(rows[0]["estimate"] * rows[0]["n_respondents"]) for rows in kept_back)
        others = [rows for rows in answers.values() if rows not in kept_back and rows[0]["estimate"] > 0]
        if kept_back and others and (len(kept_back) == 1 or by.few(counted)):
            kept_back.append(min(others, key=lambda rows: rows[0]["estimate"]))
        more |= {_key(row) for rows in kept_back for row in rows}
    return more
