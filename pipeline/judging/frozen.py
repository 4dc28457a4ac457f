"""Whether the rule of each claim was laid down before the answers came, and what was done to it afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FROZEN, CHANGED, EXPLORATORY, UNREGISTERED = "frozen", "changed", "exploratory", "not registered"
SHOWN_ONLY = ("claims/claims.yaml", "claims/talk.yaml", "claims/benchmarks.csv")


@dataclass(frozen=True)
class Registered:
    """One registration: its day (ISO 8601), the waves that were there already, hashes by claim and by file."""

    day: str
    waves_before: tuple[str, ...]
    claims: Mapping[str, str]
    files: Mapping[str, str]


@dataclass(frozen=True)
class Frozen:
    """One claim and wave. `status`: frozen (all that gives the claim its word is as registered before the wave), changed (its
    rule, or a ruler, a parameter or a question is not), exploratory (added after the last registration before the wave), or
    not registered; `day` of that registration; `changes`, every later one in words."""

    claim: str
    wave: str
    status: str
    day: str | None
    changes: str


def registered(content: Mapping[str, Any]) -> Registered:
    """What a file of registrations/ says."""
    waves = tuple(str(wave) for wave in content["waves_before"])
    hashes = {str(name): str(value) for name, value in content["claims"].items()}
    return Registered(str(content["registered"]), waves, hashes, {str(n): str(v) for n, v in content["files"].items()})


def frozen(registrations: Sequence[Registered], today: Registered, fielded: Mapping[str, str | None]) -> list[Frozen]:
    """Each claim of `today` in each wave. `fielded`: the first day of each wave, None where its wave.yaml says none; then the
    waves that were there when a registration was made decide alone. Registrations come in the order of their making."""
    found = []
    for wave, first_day in fielded.items():
        before = [r for r in registrations if wave not in r.waves_before and (first_day is None or r.day <= first_day)]
        after = [r for r in registrations if not before or registrations.index(r) > registrations.index(before[-1])]
        last = before[-1] if before else None
        found += [_one(claim, wave, last, after, today) for claim in today.claims]
    return found


def _one(claim: str, wave: str, last: Registered | None, after: Sequence[Registered], today: Registered) -> Frozen:
    if last is None:
        return Frozen(claim, wave, UNREGISTERED, None, "")
    if claim not in last.claims:
        return Frozen(claim, wave, EXPLORATORY, last.day, "added after the registration")
    changes = _steps("its rule", [r.claims.get(claim) for r in (last, *after)], after, today.claims[claim])
    changed = today.claims[claim] != last.claims[claim]
    for name in sorted({*last.files, *today.files} - set(SHOWN_ONLY)):
        changes += _steps(name, [r.files.get(name) for r in (last, *after)], after, today.files.get(name))
        changed |= today.files.get(name) != last.files.get(name)
    return Frozen(claim, wave, CHANGED if changed else FROZEN, last.day, "; ".join(changes))


def _steps(what: str, known: Sequence[str | None], after: Sequence[Registered], now: str | None) -> list[str]:
    """Each change of something in words: from one registration to the next, and since the last one."""
    told = [
        f"{what} changed by {registration.day}"
        for before, own, registration in zip(known, known[1:], after, strict=False)
        if own != before
    ]
    return told if now == known[-1] else [*told, f"{what} has changed since the last registration"]


def exploratory(found: Sequence[Frozen]) -> frozenset[str]:
    """The claims that were added after the last registration before one of the waves."""
    return frozenset(one.claim for one in found if one.status == EXPLORATORY)
