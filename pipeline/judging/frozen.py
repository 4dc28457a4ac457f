"""Whether the rule of each claim was laid down before the answers came, and what was done to it afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FROZEN, CHANGED, EXPLORATORY, UNREGISTERED = "frozen", "changed", "exploratory", "not registered"
COMMON = ("claims/rulers.yaml", "instrument/indicators.yaml", "instrument/items.csv")


@dataclass(frozen=True)
class Registered:
    """One registration: its day (ISO 8601), the waves that were there already, hashes by claim and by file."""

    day: str
    waves_before: tuple[str, ...]
    claims: Mapping[str, str]
    files: Mapping[str, str]


@dataclass(frozen=True)
class Frozen:
    """One claim and wave. `status`: frozen (the rule is as registered before the wave), changed, exploratory (added after the
    last registration before the wave), or not registered; `day` of that registration; `changes` in words."""

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
    changes, known = [], last.claims[claim]
    for registration in after:
        now = registration.claims.get(claim)
        if now is not None and now != known:
            changes.append(f"its rule changed by {registration.day}")
            known = now
    if today.claims[claim] != known:
        changes.append("its rule has changed since the last registration")
    touched = [name for name in COMMON if today.files.get(name) != last.files.get(name)]
    changes += [f"{name} has changed" for name in touched]
    status = CHANGED if today.claims[claim] != last.claims[claim] else FROZEN
    return Frozen(claim, wave, status, last.day, "; ".join(changes))


def exploratory(found: Sequence[Frozen]) -> frozenset[str]:
    """The claims that were added after the registration before the last wave that has one."""
    return frozenset(one.claim for one in found if one.status == EXPLORATORY)
