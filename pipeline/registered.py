"""waves.yaml, the list of registered waves, and what is wrong between it and the folders in data/raw. Loads in no time."""

import re
from pathlib import Path

import yaml

HEADER = "# The registered waves, in their order; written by `touchstone wave add` and `touchstone wave remove`.\n"
NAME = re.compile(r"^[a-z0-9][a-z0-9_-]{0,39}$")


def root() -> Path:
    """The project's folder: the nearest one upwards from here that holds waves.yaml, else this one."""
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / "waves.yaml").is_file()), here)


def names(folder: Path) -> list[str]:
    """The registered waves, in their order."""
    listed = yaml.safe_load((folder / "waves.yaml").read_text("utf-8")) or {}
    return [str(name) for name in listed.get("waves") or []]


def write(folder: Path, waves: list[str]) -> None:
    """Replace the list, in one step."""
    unfinished = folder / "waves.yaml.unfinished"
    listed = yaml.safe_dump({"waves": waves}, sort_keys=False, allow_unicode=True)
    unfinished.write_text(HEADER + listed, "utf-8")
    unfinished.replace(folder / "waves.yaml")


def faults() -> list[str]:
    """One sentence for each folder that is not registered, and each registered wave without a folder, with its cure."""
    folder = root()
    raw, listed = folder / "data" / "raw", names(folder)
    present = (
        sorted(path.name for path in raw.iterdir() if path.is_dir() and not path.name.startswith("."))
        if raw.is_dir()
        else []
    )
    found = [
        f"data/raw/{name} is not registered, so no stage would read it: register it with `touchstone wave add {name} "
        f"data/raw/{name}`, or move the folder away."
        for name in present
        if name not in listed
    ]
    found += [
        f"waves.yaml lists {name}, but there is no folder data/raw/{name}: put it back, or run `touchstone wave remove {name}`."
        for name in listed
        if name not in present
    ]
    if not listed:
        found.append(
            "No wave is registered: add one with `touchstone wave add NAME FILE`, or try `touchstone simulate demo /tmp/demo` "
            "and `touchstone wave add demo /tmp/demo`."
        )
    return found
