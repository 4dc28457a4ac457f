"""Adding and removing waves: all or nothing."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from pipeline import files, instrument, registered
from pipeline.deidentified import write_wave
from pipeline.delivery import deliver
from pipeline.inspection import Inspection, inspect
from pipeline.platforms.recognise import PLATFORMS


def look(paths: Sequence[Path], projects: Path | None, platform: str, crosswalk: str | None) -> Inspection:
    """Inspect the files of a wave to be; raises UserError where they cannot even be told apart."""
    if platform not in ("auto", *PLATFORMS):
        raise files.UserError(f"The platform '{platform}' is not known; give one of auto, {', '.join(PLATFORMS)}.")
    mapping = crosswalk_folder(crosswalk, paths)
    asked = instrument.load()
    return inspect(deliver(paths, projects, mapping is not None, asked), mapping, asked, platform)


def look_again(name: str) -> Inspection:
    """Inspect the folder of a registered wave."""
    folder = files.root() / "data" / "raw" / name
    if not folder.is_dir():
        raise files.UserError(
            f"The wave {name} is registered, but there is no folder data/raw/{name}: put it back, or run "
            f"`touchstone wave remove {name}`."
        )
    return look([folder], None, "plain", None)


def crosswalk_folder(name: str | None, paths: Sequence[Path]) -> Path | None:
    """The folder of a crosswalk, by the name of one in crosswalks/ or as a path; else the one inside a wave's folder."""
    if name is None:
        inside = (path / "crosswalk" for path in paths)
        return next((folder for folder in inside if (folder / "columns.csv").is_file()), None)
    known = files.root() / "crosswalks"
    for folder in (known / name, Path(name)):
        if (folder / "columns.csv").is_file():
            return folder
    names = ", ".join(sorted(path.name for path in known.iterdir() if path.is_dir())) if known.is_dir() else ""
    raise files.UserError(
        f"There is no crosswalk '{name}'; known are {names or 'none'}. A folder with columns.csv and values.csv also does."
    )


def check_name(name: str) -> None:
    """Refuse a name that is taken, or that no folder should have."""
    if not registered.NAME.fullmatch(name):
        raise files.UserError(
            f"'{name}' is no name for a wave: use small letters, digits and -, such as 2027 or autumn-2027."
        )
    if name in registered.names(files.root()):
        raise files.UserError(
            f"The wave {name} is registered already; choose another name, or run `touchstone wave remove {name}`."
        )


def add(name: str, inspection: Inspection) -> Path:
    """Write the de-identified copy, then register it; on any error everything is as before. Returns the wave's folder."""
    check_name(name)
    if inspection.faults:
        raise files.UserError(*inspection.faults)
    root = files.root()
    target = root / "data" / "raw" / name
    unfinished, replaced = (target.with_name(f".{name}.{state}") for state in ("unfinished", "replaced"))
    same_folder = {path.parent.resolve() for path in inspection.delivery.sources} == {target.resolve()}
    if target.exists() and not same_folder:
        raise files.UserError(
            f"data/raw/{name} is there and not registered; add that folder itself (touchstone wave add {name} "
            f"data/raw/{name}), or delete it (touchstone wave remove {name})."
        )
    listed, before = registered.names(root), (root / "waves.yaml").read_bytes()
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        unfinished.mkdir(parents=True)
        write_wave(unfinished, inspection, instrument.load())
        if same_folder:
            target.rename(replaced)
        unfinished.rename(target)
        registered.write(root, [*listed, name])
    except BaseException:
        _undo(root, target, unfinished, replaced, before, same_folder)
        raise
    shutil.rmtree(replaced, ignore_errors=True)
    return target


def _undo(root: Path, target: Path, unfinished: Path, replaced: Path, before: bytes, same_folder: bool) -> None:
    """Put back what was there before a wave was added in vain."""
    if replaced.exists():
        shutil.rmtree(target, ignore_errors=True)
        replaced.rename(target)
    elif not same_folder:
        shutil.rmtree(target, ignore_errors=True)
    shutil.rmtree(unfinished, ignore_errors=True)
    (root / "waves.yaml.unfinished").unlink(missing_ok=True)
    if (root / "waves.yaml").read_bytes() != before:
        (root / "waves.yaml").write_bytes(before)


def remove(name: str) -> list[str]:
    """Take a wave off the list and delete its folder and what was read from it; returns what was done, in sentences."""
    root = files.root()
    listed, present = registered.names(root), registered.folders(root)
    if name not in listed and name not in present:
        known = ", ".join(dict.fromkeys([*listed, *present])) or "none"
        raise files.UserError(f"There is no wave {name}; there are: {known}.")
    done = []
    if name in listed:
        registered.write(root, [wave for wave in listed if wave != name])
        done.append(f"The wave {name} is off the list in waves.yaml.")
    built = root / "data" / "processed" / "ingest" / name
    for folder in [root / "data" / "raw" / name] * (name in present) + [built] * built.is_dir():
        shutil.rmtree(folder)
        done.append(f"The folder {folder.relative_to(root)} is deleted.")
    return done
