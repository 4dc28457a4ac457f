"""What was laid down before a wave came, and what was done after seeing the data."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import files
from pipeline.html import words
from pipeline.sections.material import Material

FROZEN = ("instrument/", "claims/", "params.yaml")


@dataclass(frozen=True)
class Registration:
    """One file of registrations/: its name and date, its hash, the waves that were there already, the files it froze."""

    name: str
    day: str
    sha256: str
    waves_before: tuple[str, ...]
    hashes: Mapping[str, str]


@dataclass(frozen=True)
class OfWave:
    """A wave and the last registration before it; `changed`: what differs today from what was registered."""

    wave: str
    registration: Registration | None
    changed: tuple[str, ...]
    said: str


def load(root: Path) -> tuple[Registration, ...]:
    """The registrations of a project, the earliest first."""
    found = sorted((root / "registrations").glob("*.yaml"), key=lambda path: (path.stem[:10], int(path.stem[11:] or 1)))
    return tuple(_read(path) for path in found)


def _read(path: Path) -> Registration:
    content: dict[str, Any] = files.load_yaml(path, f"registrations/{path.name}")
    waves = tuple(str(wave) for wave in content["waves_before"])
    return Registration(path.stem, str(content["registered"]), str(content["sha256"]), waves, dict(content["files"]))


def of_waves(material: Material, found: tuple[Registration, ...], today: Mapping[str, str]) -> list[OfWave]:
    """Each wave with what was registered before it; `today`: the hashes of the files as they are."""
    return [_of_wave(wave, found, today) for wave in material.waves]


def _of_wave(wave: str, found: tuple[Registration, ...], today: Mapping[str, str]) -> OfWave:
    before = [one for one in found if wave not in one.waves_before]
    if not before:
        said = "Nothing was registered before this wave: the rules could have been chosen after seeing its answers."
        return OfWave(wave, None, (), said)
    last = before[-1]
    frozen = {name: hashed for name, hashed in today.items() if name.startswith(FROZEN)}
    changed = tuple(sorted(n for n in {*frozen, *last.hashes} if frozen.get(n) != last.hashes.get(n)))
    if not changed:
        return OfWave(wave, last, (), f"Instrument, claims, rulers and parameters are as registered on {last.day}.")
    said = (
        f"Since the registration of {last.day}, {words.count(len(changed), 'file')} changed: {words.listing(changed)}."
    )
    return OfWave(wave, last, changed, said)
