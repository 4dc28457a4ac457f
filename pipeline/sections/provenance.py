"""Where the report comes from: hashes of what went in, parameters, thresholds, versions."""

import hashlib
import platform
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from pipeline import files
from pipeline.sections import registrations
from pipeline.sections.material import Material

# references to the paper on methods that lies outside the project: (C6), (A2, LOC), (decision 1), (G4)
SIGNS = re.compile(r"\s*\((?:[ABCG]\d+|decision \d+)(?:, [A-Z_]+)*\)|(?<=\()[ABCG]\d+: ")
FOLDERS = ("instrument", "claims", "pipeline")
FILES = ("params.yaml", "tables.yaml", "waves.yaml", "requirements.lock")
PACKAGES = (
    "numpy",
    "scipy",
    "pandas",
    "pyarrow",
    "scikit-learn",
    "diptest",
    "matplotlib",
    "seaborn",
    "jinja2",
    "pyyaml",
    "dvc",
)


def registered(origin: Mapping[str, Any], material: Material) -> dict[str, Any]:
    """What was registered before each wave, and what was done after its answers were there."""
    return {
        "registrations": origin["registrations"],
        "of_waves": registrations.of_waves(material, origin["registrations"], files.root()),
        "of_claims": registrations.of_claims(material) if origin["registrations"] else [],
    }


def context(root: Path, waves: list[str]) -> dict[str, Any]:
    """What templates/methods.html lays out of the run itself; `root` is the project's folder."""
    groups = [(f"data/raw/{wave}", hashes(root, root / "data" / "raw" / wave)) for wave in waves]
    groups += [(folder, hashes(root, root / folder)) for folder in FOLDERS]
    groups += [("Settings", [(name, digest(root / name)) for name in FILES if (root / name).is_file()])]
    return {
        "hash_groups": [(name, together(found), found) for name, found in groups if found],
        "parameters": flattened(_yaml(root / "params.yaml")),
        "rulers": sourced(_yaml(root / "claims" / "rulers.yaml")),
        "versions": versions(root / "requirements.lock"),
        "registrations": registrations.load(root),
    }


def hashes(root: Path, folder: Path) -> list[tuple[str, str]]:
    """Path from the project's folder and SHA-256 of every file in a folder, by path; hidden and compiled files left out."""
    inside = [path for path in folder.rglob("*") if path.is_file()]
    named = sorted((path.relative_to(root).as_posix(), path) for path in inside)
    return [(name, digest(path)) for name, path in named if not _passing(name)]


def _passing(name: str) -> bool:
    return any(part.startswith(".") or part == "__pycache__" for part in name.split("/")) or name.endswith(".pyc")


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def together(found: list[tuple[str, str]]) -> str:
    """One SHA-256 over the names and hashes of several files."""
    return hashlib.sha256("".join(f"{name} {hashed}\n" for name, hashed in found).encode()).hexdigest()


def versions(lock: Path) -> list[tuple[str, str]]:
    """Python, and the packages that compute or draw as the lock file fixes them."""
    text = lock.read_text("utf-8") if lock.is_file() else ""
    fixed = {name.lower(): version for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", text, re.M)}
    found = [(name, fixed[name]) for name in PACKAGES if name in fixed]
    return [("Python", platform.python_version()), *found]


def flattened(settings: object, prefix: str = "") -> list[tuple[str, str]]:
    """Nested settings as (dotted name, value) in the order of the file."""
    if not isinstance(settings, Mapping):
        said = ", ".join(str(part) for part in settings) if isinstance(settings, list) else str(settings)
        return [(prefix, said)]
    found: list[tuple[str, str]] = []
    for name, value in settings.items():
        found += flattened(value, f"{prefix}.{name}" if prefix else str(name))
    return found


def sourced(settings: object, prefix: str = "") -> list[tuple[str, str, str]]:
    """Settings that give a value, or claims, with its source: (name, value, source), without the signs of our own paper."""
    if not isinstance(settings, Mapping):
        return [(prefix, flattened(settings)[0][1], "")]
    if "source" in settings:
        said = [value for _, value in flattened({k: v for k, v in settings.items() if k != "source"})]
        return [(prefix, "; ".join(said), SIGNS.sub("", str(settings["source"])))]
    return [
        line
        for name, value in settings.items()
        for line in sourced(value, f"{prefix}, {name}".removeprefix(", ").replace("_", " "))
    ]


def _yaml(path: Path) -> object:
    return yaml.safe_load(path.read_text("utf-8")) or {} if path.is_file() else {}
