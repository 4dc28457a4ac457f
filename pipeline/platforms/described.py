"""wave.yaml, what a wave says of itself, read and checked."""

import re
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pipeline.files import UserError, load_yaml

TYPES = ("PP", "SOC", "SOL", "HYB")
FLAGS = ("simulated", "respondents_hashed")
MAPPINGS = ("fielded", "cherries", "notes")
LISTS = {"languages": "such as [en, de]", "sources": "of file, sha256 and rows"}
NOT_REPORTED = "not reported"
FIELDS = (
    *("title", "fielded", "mode", "languages", "platform", "crosswalk", "licence", "citation", "sources", "notes"),
    *("cherries", "simulated", "respondents_are", "respondents_hashed"),
)
# key under `cherries`, or beside it -> how the item of the checklist is called (Eysenbach 2004, CHERRIES)
CHERRIES: Mapping[str, str] = {
    "ethics_approval": "Ethics approval",
    "informed_consent": "Informed consent",
    "data_protection": "Data protection",
    "development_and_pretest": "Development and pretest",
    "open_or_closed_survey": "Open or closed survey",
    "contact_mode": "Mode of contact",
    "advertising": "Advertising",
    "mandatory_or_voluntary": "Mandatory or voluntary",
    "incentives": "Incentives",
    "response_rate": "Response rate",
    "completion_rate": "Completion rate",
    "prevention_of_multiple_entries": "Prevention of multiple entries",
}
ALIASES = {"language": "languages", "license": "licence"}
ALIKE = 0.8  # of difflib: titel and title


def read_description(path: Path, faults: list[str]) -> dict[str, Any]:
    """The fields of a wave.yaml; what is wrong goes to `faults`, with file, field, value and cure."""
    try:
        found = load_yaml(path, path.name)
    except UserError as error:
        faults += error.faults
        return {}
    if not isinstance(found, dict):
        faults.append(f"{path.name} must be a mapping of fields, such as `title: Autumn wave`.")
        return {}
    found = {ALIASES.get(key, key): value for key, value in found.items()}
    if isinstance(found.get("languages"), str) and found["languages"] != NOT_REPORTED:
        found["languages"] = re.split(r"[,;/\s]+", found["languages"].strip())
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
    faults += [
        f"{name}, field {field}: '{described[field]}' is not allowed; it must be a list {example}, or left out."
        for field, example in LISTS.items()
        if not isinstance(described.get(field) or [], list) and described[field] != NOT_REPORTED
    ]
    if isinstance(described.get("fielded"), dict):
        faults += _wrong_days(described["fielded"], name)
    for field in [str(field) for field in described if field not in FIELDS]:
        near = get_close_matches(field, FIELDS, n=1, cutoff=ALIKE)
        faults += [f"{name}, field {field} is not known; write {one}, or name it otherwise." for one in near]
    declared = described.get("respondents_are")
    if declared is not None and declared not in TYPES:
        faults.append(
            f"{name}, field respondents_are: '{declared}' is not allowed; it must be one of {', '.join(TYPES)}, or left out."
        )
    return faults


def _wrong_days(fielded: dict[str, Any], name: str) -> list[str]:
    """A fault for each end of the fieldwork that is no day, month or year, and where it ended before it began."""
    given = {end: str(fielded[end]) for end in ("from", "to") if fielded.get(end) not in (None, NOT_REPORTED)}
    faults = [
        f"{name}, field fielded.{end}: '{day}' is not allowed; write a day such as 2027-03-01, a month or a year."
        for end, day in given.items()
        if not _is_day(day)
    ]
    shared = min((len(day) for day in given.values()), default=0)
    if not faults and len(given) == 2 and given["from"][:shared] > given["to"][:shared]:
        faults.append(
            f"{name}, field fielded: {given['from']} to {given['to']} ends before it begins; exchange the two."
        )
    return faults


def _is_day(text: str) -> bool:
    """Whether a text is a year, a month or a day of ISO 8601, a time of day after it or not."""
    try:
        date.fromisoformat(re.sub(r"[T ]\d{2}:\d{2}.*$", "", text) + "-01-01"[len(text) - 4 :] * (len(text) in (4, 7)))
    except ValueError:
        return False
    return True
