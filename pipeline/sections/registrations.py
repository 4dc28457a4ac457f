"""What was laid down before a wave came, claim by claim, and what was done after seeing the data."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline import files, ruleset
from pipeline.html import words
from pipeline.sections.material import Material, rows

SAID: Mapping[str, str] = {
    "frozen": "{} followed what was registered",
    "changed": "of {} something has changed since then",
    "exploratory": "{} came after the registration and is exploratory, counted apart",
    "not registered": "{} had no registration before",
}
NOTHING = "Nothing was registered before its answers came: the rules could have been chosen after seeing them."


@dataclass(frozen=True)
class Registration:
    """One file of registrations/: its name and date, its hash, the waves that were there already, the state of the program."""

    name: str
    day: str
    sha256: str
    waves_before: tuple[str, ...]
    deciding_code: str | None


@dataclass(frozen=True)
class OfWave:
    """A wave and what was registered before it; `changes`: every later change of what decides, each with its claims."""

    wave: str
    said: str
    changes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class OfClaim:
    """A claim, and for each wave in words whether its rule was laid down before the answers came."""

    claim: str
    said: tuple[tuple[str, str], ...]


def load(root: Path) -> tuple[Registration, ...]:
    """The registrations of a project, the earliest first."""
    found = sorted((root / "registrations").glob("*.yaml"), key=lambda path: (path.stem[:10], int(path.stem[11:] or 1)))
    return tuple(_read(path) for path in found)


def _read(path: Path) -> Registration:
    content: dict[str, Any] = files.load_yaml(path, f"registrations/{path.name}")
    waves = tuple(str(wave) for wave in content["waves_before"])
    code = content.get("deciding_code")
    return Registration(path.stem, str(content["registered"]), str(content["sha256"]), waves, code and str(code))


def of_waves(material: Material, found: tuple[Registration, ...], root: Path) -> list[OfWave]:
    """Each wave with what was registered before it, and all that has changed since."""
    table = material.more["registration_by_claim"]
    now = ruleset.state(root).code
    return [_of_wave(wave, table[table["wave"] == wave], found, now) for wave in material.waves]


def _of_wave(wave: str, table: pd.DataFrame, found: tuple[Registration, ...], code: str) -> OfWave:
    days = table["day"].dropna()
    if days.empty:
        return OfWave(wave, NOTHING, ())
    day = str(days.iloc[0])
    counted = Counter(table["status"])
    told = [said.format(words.count(counted[status], "claim")) for status, said in SAID.items() if counted[status]]
    changes: dict[str, list[str]] = {}
    for row in rows(table):
        for change in filter(None, str(row["changes"]).split("; ")):
            changes.setdefault(change, []).append(str(row["claim"]))
    listed = [(what, _claims(claims, table["claim"].tolist())) for what, claims in sorted(changes.items())]
    of_day = [one for one in found if one.day == day and wave not in one.waves_before]
    if of_day and of_day[-1].deciding_code != code:
        listed.append(("the code of the program that decides has changed since", "all claims"))
    return OfWave(wave, f"Registered on {day}. {words.sentence(words.listing(told))}", tuple(listed))


def _claims(claims: list[str], every: list[str]) -> str:
    """The claims by name; where most of all are meant, those that are not."""
    others = [claim for claim in every if claim not in claims]
    if len(others) >= len(claims):
        return words.listing(claims)
    return f"all claims but {words.listing(others)}" if others else "all claims"


def of_claims(material: Material) -> list[OfClaim]:
    """Each claim with what was registered before each wave."""
    told: dict[str, list[tuple[str, str]]] = {}
    for row in rows(material.more["registration_by_claim"]):
        told.setdefault(str(row["claim"]), []).append((str(row["wave"]), said(row)))
    return [OfClaim(claim, tuple(one)) for claim, one in told.items()]


def said(row: Mapping[str, Any]) -> str:
    """A row of registration_by_claim in a few words."""
    on = f", {row['day']}" if pd.notna(row["day"]) else ""
    return f"{row['status']}{on}" + (f"; {row['changes']}" if row["changes"] else "")
