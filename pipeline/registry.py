"""Adding, confirming and removing waves: all or nothing."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import files, instrument, registered, staging
from pipeline.deidentified import write_wave
from pipeline.delivery import deliver
from pipeline.inspection import Inspection, inspect
from pipeline.neighbours import seen_beside
from pipeline.usage import UsageError
from pipeline.wave_columns import Line, waiting


@dataclass(frozen=True)
class Outcome:
    """What adding or confirming a wave came to: its folder, and the lines that still wait for a person."""

    folder: Path
    open: tuple[Line, ...] = ()
    registered: bool = True


def look(paths: Sequence[Path], projects: Path | None, platform: str, crosswalk: str | None) -> Inspection:
    """Inspect the files of a wave to be, beside the registered ones; raises UserError where they cannot even be told apart."""
    mapping = crosswalk_folder(crosswalk, paths)
    asked = instrument.load()
    delivery = deliver(paths, projects, mapping is not None, asked)
    return seen_beside(inspect(delivery, mapping, asked, platform), asked, None)


def look_again(name: str) -> Inspection:
    """Inspect the folder of a registered or a staged wave."""
    staged = staging.folder_of(name)
    folder = staged if staged.is_dir() else files.root() / "data" / "raw" / name
    if not folder.is_dir():
        raise files.UserError(
            f"The wave {name} is registered, but there is no folder data/raw/{name}: put it back, or run "
            f"`touchstone wave remove {name}`."
        )
    asked = instrument.load()
    mapping = crosswalk_folder(None, [folder])
    delivery = deliver([folder], None, mapping is not None, asked)
    return seen_beside(inspect(delivery, mapping, asked, "plain"), asked, name)


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
    is_name = name == Path(name).name and not Path(name).exists()  # else a folder is named, and that is what is wrong
    raise (UsageError if is_name else files.UserError)(
        f"There is no crosswalk '{name}'; known are {names or 'none'}. A folder with columns.csv and values.csv also does."
    )


def _short(name: str) -> str:
    return name if len(name) <= registered.LONGEST else name[: registered.LONGEST - 3] + "..."


def check_name(name: str) -> None:
    """Refuse a name that is taken, or that no folder should have."""
    if not registered.NAME.fullmatch(name):
        raise UsageError(
            f"'{_short(name)}' is no name for a wave: use small letters, digits and -, at most {registered.LONGEST} of them, "
            "such as 2027 or autumn-2027."
        )
    for state, names in (("registered", registered.names), ("staged", registered.staged)):
        if name in names(files.root()):
            raise files.UserError(
                f"The wave {name} is {state} already; choose another name, or run `touchstone wave remove {name}`"
                + (f" or `touchstone wave confirm {name}`." if state == "staged" else ".")
            )


def add(name: str, inspection: Inspection) -> Outcome:
    """Write the de-identified copy and register it, or stage it where a person must decide something first; on any error
    everything is as before."""
    check_name(name)
    if inspection.faults:
        raise files.UserError(*inspection.faults)
    target = files.root() / "data" / "raw" / name
    same_folder = {path.parent.resolve() for path in inspection.delivery.sources} == {target.resolve()}
    if target.exists() and not same_folder:
        raise files.UserError(
            f"data/raw/{name} is there and not registered; add that folder itself (touchstone wave add {name} "
            f"data/raw/{name}), or delete it (touchstone wave remove {name})."
        )
    waits = waiting(inspection.lines)
    if waits and same_folder:
        raise files.UserError(
            f"{len(waits)} columns of data/raw/{name} are in doubt, and only registered waves may lie in data/raw: move the "
            "folder elsewhere and add it from there, so that it is staged."
        )
    if waits:
        return Outcome(staging.stage(name, inspection), tuple(waits), registered=False)
    return Outcome(_register(name, inspection, same_folder))


def confirm(name: str, numbers: Sequence[int]) -> Outcome:
    """Accept lines of a wave's crosswalk, all that wait where none is named; a staged wave without further ones is registered.
    Raises UserError, everything being as before, where the wave is wrong with them; UsageError for an unknown wave or line."""
    staged, raw = staging.folder_of(name), files.root() / "data" / "raw" / name
    is_staged = staged.is_dir()
    if not is_staged and name not in registered.names(files.root()):
        names = ", ".join([*registered.staged(files.root()), *registered.names(files.root())]) or "none"
        raise UsageError(f"There is no wave {name} to confirm; there are: {names}.")
    folder = staged if is_staged else raw
    lines = staging.confirm(staging.lines_of(folder), numbers, is_staged, name)
    if not is_staged:
        staging.save(folder, lines)
        return Outcome(folder, tuple(staging.open_lines(lines, staged=False)))
    inspection = look_again(name)
    if inspection.faults:
        raise files.UserError(*inspection.faults)
    if waiting(lines):
        staging.save(folder, lines)
        return Outcome(folder, tuple(waiting(lines)), registered=False)
    target = _register(name, replace(inspection, lines=lines), same_folder=False)
    shutil.rmtree(folder)
    return Outcome(target)


def _register(name: str, inspection: Inspection, same_folder: bool) -> Path:
    root = files.root()
    target = root / "data" / "raw" / name
    unfinished, replaced = (target.with_name(f".{name}.{state}") for state in ("unfinished", "replaced"))
    listed, before = registered.names(root), (root / "waves.yaml").read_bytes()
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        unfinished.mkdir(parents=True)
        write_wave(unfinished, inspection, instrument.load(), staged=False)
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
    listed, present, staged = registered.names(root), registered.folders(root), registered.staged(root)
    if name not in (*listed, *present, *staged):
        known = ", ".join(dict.fromkeys([*listed, *present, *staged])) or "none"
        raise UsageError(f"There is no wave {name}; there are: {known}.")
    done = []
    if name in listed:
        registered.write(root, [wave for wave in listed if wave != name])
        done.append(f"The wave {name} is off the list in waves.yaml.")
    built = root / "data" / "processed" / "ingest" / name
    kept = [root / "data" / "raw" / name] * (name in present) + [staging.folder_of(name)] * (name in staged)
    for folder in kept + [built] * built.is_dir():
        shutil.rmtree(folder)
        done.append(f"The folder {folder.relative_to(root)} is deleted.")
    return done
