"""Freeze what verdicts follow - instrument, claims, rulers, parameters, code - into one dated file before a wave comes."""

import hashlib
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

from pipeline import claims, files, instrument, ruleset
from pipeline.judging.frozen import Registered, registered

FOLDER = "registrations"
FROZEN = ("instrument", "claims", "params.yaml")
CODE = "pipeline"
Frozen = dict[str, Any]


def register(today: date | None = None) -> tuple[Path, bool]:
    """Write registrations/<date>.yaml, or -2, -3, ... behind the date where that day has one with another content.

    Returns the file, and whether it is new: where nothing has changed since the last one, that one is named. Raises
    UserError where the rules contradict each other: such rules are not registered.
    """
    asked = instrument.load()
    claims.load(asked)
    claims.load_rulers()
    folder, content = files.root() / FOLDER, frozen(files.root())
    folder.mkdir(exist_ok=True)
    day = (today or datetime.now(UTC).date()).isoformat()
    earlier = registrations(folder)
    if earlier and _content(earlier[-1])["sha256"] == content["sha256"]:
        return earlier[-1], False
    of_day = sum(path.stem == day or path.stem.startswith(f"{day}-") for path in earlier)
    path = folder / (f"{day}.yaml" if not of_day else f"{day}-{of_day + 1}.yaml")
    text = yaml.safe_dump({"registered": day, **content}, sort_keys=False, allow_unicode=True, width=100)
    path.write_text(text, "utf-8", newline="\n")
    return path, True


def registrations(folder: Path) -> list[Path]:
    """The registrations so far, in the order in which they were made."""
    return sorted(folder.glob("*.yaml"), key=lambda path: (path.stem[:10], int(path.stem[11:] or 1)))


def known_registrations() -> list[Registered]:
    """What was registered so far, in the order in which it was."""
    found = registrations(files.root() / "registrations")
    return [registered(_content(path)) for path in found]


def _content(path: Path) -> Frozen:
    content: Frozen = files.load_yaml(path, f"{FOLDER}/{path.name}")
    return content


def today() -> Registered:
    """The rules as they are."""
    return registered({"registered": "today", **frozen(files.root())})


def frozen(root: Path) -> Frozen:
    """What a registration freezes: a SHA-256 over all of it, of each file, of each claim, of the code and of that part of it
    which decides, with the waves that are there already (for these it comes too late)."""
    names = sorted(str(path.relative_to(root).as_posix()) for path in _files(root))
    hashed = {name: digest((root / name).read_bytes()) for name in names}
    code = {p.relative_to(root).as_posix(): digest(p.read_bytes()) for p in sorted((root / CODE).rglob("*.py"))}
    rules = files.load_yaml(root / "claims" / "claims.yaml", claims.CLAIMS)
    listed = rules["claims"] if isinstance(rules, dict) else rules
    return {
        "sha256": digest(_canonical({"files": hashed, "code": code})),
        "waves_before": files.waves(),
        "code": digest(_canonical(code)),
        "deciding_code": ruleset.state(root).code,
        "files": hashed,
        "claims": {str(claim["id"]): digest(_canonical(claim)) for claim in listed},
    }


def _files(root: Path) -> list[Path]:
    found: list[Path] = []
    for name in FROZEN:
        path = root / name
        found += [p for p in path.rglob("*") if p.is_file()] if path.is_dir() else [path]
    return [path for path in found if not path.name.startswith(".")]


def _canonical(content: Any) -> bytes:
    return json.dumps(content, sort_keys=True, ensure_ascii=False, default=str).encode()


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()
