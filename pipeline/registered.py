"""waves.yaml, the list of registered waves, and what is wrong between it and the folders in data/raw. Loads in no time."""

import re
from pathlib import Path

import yaml

HEADER = "# The registered waves, in their order; written by `touchstone wave add` and `touchstone wave remove`.\n"
LONGEST = 60  # letters, so that every folder and file named after a wave can be made
NAME = re.compile(rf"[a-z0-9][a-z0-9-]{{0,{LONGEST - 1}}}")


class Unreadable(Exception):
    """waves.yaml cannot be read: one sentence on why, with the cure."""


def root() -> Path:
    """The project's folder: the nearest one upwards from here that holds waves.yaml, else this one."""
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / "waves.yaml").is_file()), here)


def names(folder: Path) -> list[str]:
    """The registered waves, in their order; raises Unreadable."""
    try:
        listed = yaml.safe_load((folder / "waves.yaml").read_text("utf-8"))
    except FileNotFoundError:
        raise Unreadable("There is no waves.yaml here; change into the project's folder.") from None
    except (yaml.YAMLError, ValueError) as error:
        said = " ".join(str(error).split())
        raise Unreadable(f"waves.yaml cannot be read ({said}); it must be a list of names under `waves:`.") from None
    listed = {} if listed is None else listed
    if not isinstance(listed, dict) or listed.keys() - {"waves"} or not isinstance(listed.get("waves") or [], list):
        raise Unreadable(
            "waves.yaml must hold nothing but a list of names under `waves:`, such as `waves: [demo-2025]`."
        )
    return [str(name) for name in listed.get("waves") or []]


def folders(folder: Path) -> list[str]:
    """The names of the folders in data/raw, those hidden left out."""
    raw = folder / "data" / "raw"
    if not raw.is_dir():
        return []
    return sorted(path.name for path in raw.iterdir() if path.is_dir() and not path.name.startswith("."))


def staging(folder: Path) -> Path:
    """Where waves lie of which a person must decide something first."""
    return folder / "data" / "staged"


def staged(folder: Path) -> list[str]:
    """The names of the staged waves."""
    place = staging(folder)
    if not place.is_dir():
        return []
    return sorted(path.name for path in place.iterdir() if path.is_dir() and not path.name.startswith("."))


def write(folder: Path, waves: list[str]) -> None:
    """Replace the list, in one step."""
    unfinished = folder / "waves.yaml.unfinished"
    listed = yaml.safe_dump({"waves": waves}, sort_keys=False, allow_unicode=True)
    unfinished.write_text(HEADER + listed, "utf-8")
    unfinished.replace(folder / "waves.yaml")


def faults(folder: Path) -> list[str]:
    """One sentence for each folder that is not registered, each registered wave without a folder, and each name that stands
    twice, with the commands that mend it."""
    listed, present = names(folder), folders(folder)
    found = [_unregistered(name) for name in present if name not in listed]
    found += [
        f"waves.yaml lists {name}, but there is no folder data/raw/{name}: put it back, or take it off the list with "
        f"`touchstone wave remove {name}`."
        for name in dict.fromkeys(listed)
        if name not in present
    ]
    found += [
        f"waves.yaml lists {name} {listed.count(name)} times: keep one line."
        for name in dict.fromkeys(listed)
        if listed.count(name) > 1
    ]
    if not listed:
        found.append(
            "No wave is registered: add one with `touchstone wave add NAME FILE`, or try `touchstone simulate demo /tmp/demo` "
            "and `touchstone wave add demo /tmp/demo`."
        )
    return found


def _unregistered(name: str) -> str:
    problem = f"data/raw/{name} is not registered, so no stage would read it"
    if NAME.fullmatch(name):
        return (
            f"{problem}: register it with `touchstone wave add {name} data/raw/{name}`, or delete it with "
            f"`touchstone wave remove {name}`."
        )
    return (
        f"{problem}, and its name is none for a wave (small letters, digits and -): rename the folder or move it away."
    )
