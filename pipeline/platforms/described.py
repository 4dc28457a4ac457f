"""wave.yaml, what a wave says of itself, read and checked."""

from pathlib import Path
from typing import Any

import yaml

TYPES = ("PP", "SOC", "SOL", "HYB")
FLAGS = ("simulated", "respondents_hashed")
MAPPINGS = ("fielded", "cherries")


def read_description(path: Path, faults: list[str]) -> dict[str, Any]:
    """The fields of a wave.yaml; what is wrong goes to `faults`, with file, field, value and cure."""
    try:
        found = yaml.safe_load(path.read_text("utf-8"))
    except FileNotFoundError:
        faults.append(f"{path.name} is missing; put it back.")
        return {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        faults.append(
            f"{path.name} cannot be read as YAML in UTF-8 ({' '.join(str(error).split())}); correct that place."
        )
        return {}
    if not isinstance(found, dict):
        faults.append(f"{path.name} must be a mapping of fields, such as `title: Autumn wave`.")
        return {}
    faults += wrong_fields(found, path.name)
    return found


def wrong_fields(described: dict[str, Any], name: str) -> list[str]:
    """A fault for each field whose value could be misunderstood."""
    faults = [
        f"{name}, field {field}: '{described[field]}' is not allowed; write true or false, without quotation marks."
        for field in FLAGS
        if field in described and not isinstance(described[field], bool)
    ]
    faults += [
        f"{name}, field {field}: '{described[field]}' is not allowed; it must be a mapping of fields."
        for field in MAPPINGS
        if not isinstance(described.get(field) or {}, dict)
    ]
    declared = described.get("respondents_are")
    if declared is not None and declared not in TYPES:
        faults.append(
            f"{name}, field respondents_are: '{declared}' is not allowed; it must be one of {', '.join(TYPES)}, or left out."
        )
    return faults
