"""Which side's projects last longer, as far as waves of the register show it: shown beside a claim, and never judged."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from pipeline.judging import words
from pipeline.judging.bench import Bench
from pipeline.judging.finding import Finding, in_words
from pipeline.judging.respondents import members
from pipeline.rule_parts import ShownSurvival
from pipeline.rules import Group
from pipeline.stats.survival import hazard_ratio, lasting

DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
CANNOT = "Which projects last longer cannot be shown: "
AGAIN = "a project must be seen alive in one wave and looked at again in a later one"
Told = tuple[list[Finding], str]


@dataclass(frozen=True)
class _Followed:
    """One row per project that was seen alive and looked at again: type, age when first seen (NaN where the founding year is
    not known), years until it was seen to have ended, or was last seen alive."""

    table: pd.DataFrame

    def of(self, group: Group) -> pd.DataFrame:
        return self.table[self.table["type"].isin(members(group.type))]


def survival(wanted: ShownSurvival, bench: Bench) -> Told:
    """Kaplan and Meier's share of each side still alive, the ratio of Cox's hazards at the same age, and a sentence; or the
    sentence that says why there is none."""
    table, years = bench.evidence.projects, bench.evidence.years
    waves = list(dict.fromkeys(str(wave) for wave in table["wave"]))
    if len(waves) < 2:
        return [], f"{CANNOT}there is one wave only, and {AGAIN}."
    if undated := [wave for wave in waves if wave not in years]:
        return [], f"{CANNOT}nobody knows when the answers of {' and '.join(undated)} were given."
    followed = _Followed(_follow(bench, wanted.alive))
    sides = {group: followed.of(group) for group in (wanted.plus, wanted.minus)}
    for group, own in sides.items():
        if not len(own):
            return [], f"{CANNOT}{AGAIN}, and there is none of {in_words(group)}."
    until = min(float(own["years"].max()) for own in sides.values())
    note = bench.evidence.proxy_note(wanted.alive)
    found = [replace(_lasting(group, own, until), note=note) for group, own in sides.items()]
    ratio = _ratio(wanted, sides)
    found += [] if ratio is None else [replace(ratio, note=note)]
    return found, _said(wanted, sides, ratio)


def _said(wanted: ShownSurvival, sides: dict[Group, pd.DataFrame], ratio: Finding | None) -> str:
    ended = [f"{own['ended'].sum()} of {len(own)} projects of {in_words(group)}" for group, own in sides.items()]
    first = f"Of those seen alive in one wave and looked at again in a later one, {' and '.join(ended)} had ended"
    if not any(own["ended"].any() for own in sides.values()):
        return f"{first}, so that nothing tells which last longer."
    if ratio is None:
        return f"{first}: too few for a ratio of how often they end at the same age."
    size, (low, high) = np.exp(ratio.value), np.exp(ratio.ci(0.95))
    compared = f"at the same age those of {in_words(wanted.plus)} ended {size:.2f} times as often as those of"
    interval = f"95 % interval {low:.2f} to {high:.2f}"
    return f"{first}; {compared} {in_words(wanted.minus)} ({interval}), which says nothing of why."


def _follow(bench: Bench, alive: str) -> pd.DataFrame:
    """The projects that were seen alive and looked at again. An end is taken to be when it was seen first."""
    evidence = bench.evidence
    known = evidence.projects[evidence.projects[alive].isin(["yes", "no"])]
    known = known.assign(at=known["wave"].map(evidence.years)).sort_values("at", kind="stable")
    founded = evidence.register["founding_year"].to_dict()
    declared = dict(zip(evidence.register.index, evidence.register_types, strict=True))
    rows = []
    for project, own in known.groupby("project", sort=True):
        is_alive, at = (own[alive] == "yes").to_numpy(), own["at"].to_numpy("float64")
        if not is_alive.any():
            continue
        is_alive, at = is_alive[is_alive.argmax() :], at[is_alive.argmax() :]
        ended = not is_alive.all()
        last = int((~is_alive).argmax()) if ended else len(at) - 1
        if at[last] > at[0]:
            age = float(at[0] - founded[project])
            rows.append((declared[project], age, float(at[last] - at[0]), ended))
    return pd.DataFrame(rows, columns=["type", "age", "years", "ended"]).astype({"ended": "bool"})


def _lasting(group: Group, own: pd.DataFrame, until: float) -> Finding:
    share = lasting(own["years"].to_numpy("float64"), own["ended"].to_numpy(dtype=bool), until)
    after = f"{words.number(until, 'years')} year{'' if words.number(until, 'years') == '1' else 's'}"
    what = f"share of projects still alive {after} after they were first seen (Kaplan and Meier)"
    return Finding(group.type, what, "context", "share", share, len(own), 0)


def _ratio(wanted: ShownSurvival, sides: dict[Group, pd.DataFrame]) -> Finding | None:
    both = pd.concat([own.assign(first=group == wanted.plus) for group, own in sides.items()]).dropna(subset=["age"])
    entry, ended, first = both["age"].to_numpy("float64"), both["ended"].to_numpy(bool), both["first"].to_numpy(bool)
    estimate = hazard_ratio(entry, entry + both["years"].to_numpy("float64"), ended, first)
    if estimate is None:
        return None
    side = f"{wanted.plus.type} / {wanted.minus.type}"
    what = "how often projects of the same age end (Cox, from the age at which each was first seen on)"
    return Finding(side, what, "context", "log ratio", estimate, len(both), 0)


def years(first_days: Mapping[str, str | None]) -> dict[str, float]:
    """When each wave was asked, as a year with its fraction, of the first day in the field (ISO 8601; the year alone, or year
    and month, will do); a wave without one is left out."""
    found = {}
    for wave, day in first_days.items():
        match = DAY.fullmatch(day or "")
        if match:
            year, month, number = (int(part or 1) for part in match.groups())
            found[wave] = year + (month - 1) / 12 + (number - 1) / 365
    return found
