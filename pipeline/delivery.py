"""Which of the files given for a wave is what."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import is_zipfile

from pipeline.files import UserError
from pipeline.instrument import Instrument
from pipeline.platforms.beside import is_register, sorted_out
from pipeline.platforms.delivered import ENDINGS
from pipeline.platforms.packed import unpacked
from pipeline.platforms.recognise import structure

DESCRIPTION = "wave.yaml"
CROSSWALK, CORRECTIONS = "crosswalk.csv", "corrections.csv"
BESIDE = (DESCRIPTION, CROSSWALK, CORRECTIONS)  # what a wave's folder holds beside its tables
STEMS = ("responses", "projects")
TABLES = (*ENDINGS, ".sav", ".zsav", ".dta", ".lsa")
PACKED = (*TABLES, ".lss", ".qsf", ".sps", ".r", ".yaml")  # what may come in an archive


@dataclass(frozen=True)
class Delivery:
    """The files of a wave, by what they are; `structures` describe the answers, each with what it is (a questionnaire without
    answers, the same answers in words); `repeats` go with them and are not read; `ignored` are no tables and no description;
    `archives`: a sentence on each from which files were read."""

    responses: Path | None
    projects: Path | None
    description: Path | None
    ignored: tuple[Path, ...] = ()
    structures: tuple[tuple[Path, str], ...] = ()
    repeats: tuple[tuple[Path, str], ...] = ()
    crosswalk: Path | None = None
    corrections: Path | None = None
    archives: tuple[str, ...] = ()

    @property
    def sources(self) -> list[Path]:
        """The files that carry data."""
        return [path for path in (self.responses, self.projects) if path is not None]


def deliver(paths: Sequence[Path], projects: Path | None, mapped: bool, asked: Instrument) -> Delivery:
    """Sort the files given, in any order. A folder stands for its responses.*, projects.* and wave.yaml; of single files the
    one called projects.*, or with the headings of the register, is the register, unless a crosswalk reads the file (`mapped`).
    A wave.yaml beside a file called responses.* is taken too."""
    given = list({file.resolve(): file for path in paths for file in _files(path)}.values())
    opened = [unpacked(path, PACKED) for path in given]
    found, archives = [file for files, _ in opened for file in files], tuple(said for _, said in opened if said)
    structures = tuple((path, said) for path in found if path.name not in BESIDE and (said := structure(path, asked)))
    questionnaires = [path for path, _ in structures]
    tables = [p for p in found if p.suffix.lower() in TABLES and p not in questionnaires and p.name not in BESIDE]
    named = [path for path in tables if path.stem.lower() == "projects" and not (mapped and len(tables) == 1)]
    known = [path for path in tables if path not in named and len(tables) > 1 and not mapped and is_register(path)]
    registers = [projects] if projects is not None else [*named, *known]
    others = [path for path in tables if path not in registers and path not in named]
    responses, companions = sorted_out(others, asked)
    if mapped and (registers or len(responses) != 1):
        raise UserError("A crosswalk reads one table: give that file alone, without a register of projects.")
    for what, several in (("the responses", responses), ("the register", registers)):
        if len(several) > 1:
            names = ", ".join(str(path) for path in several)
            raise UserError(f"Which of {names} holds {what}? Give one of them, and the register with --projects.")
    if not responses and not registers and structures:
        raise UserError(*[f"{path.name}: {said}; give the file with the answers." for path, said in structures])
    if not responses and not registers:
        packed = [path.name for path in found if is_zipfile(path) or path.suffix == ".gz"]
        cure = f"unpack {', '.join(packed)} and give the table in it" if packed else "give a table"
        names = ", ".join(path.name for path in found)
        raise UserError(f"{names}: this is no table that is read here; {cure}, a file ending in {', '.join(TABLES)}.")
    beside = {name: [path for path in found if path.name == name] for name in BESIDE}
    own = [p.parent / DESCRIPTION for p in responses if p.stem.lower() == "responses"]  # of a wave in plain form
    beside[DESCRIPTION] += [path for path in own if path.is_file()]
    first = {name: next(iter(paths), None) for name, paths in beside.items()}
    return Delivery(
        responses[0] if responses else None,
        registers[0] if registers else None,
        first[DESCRIPTION],
        tuple(path for path in found if path not in (*tables, *questionnaires) and path.name not in BESIDE),
        (*structures, *(pair for pair in companions if "repeats" not in pair[1])),
        tuple(pair for pair in companions if "repeats" in pair[1]),
        first[CROSSWALK],
        first[CORRECTIONS],
        archives,
    )


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise UserError(f"{path}: there is no such file or folder.")
    inside = sorted(file for file in path.iterdir() if file.is_file())
    tables = [file for file in inside if file.stem.lower() in STEMS and file.suffix.lower() in ENDINGS]
    if not tables:
        below = sorted(str(folder) for folder in path.iterdir() if folder.is_dir() and any(folder.glob("responses.*")))
        cure = f"give one of its folders ({', '.join(below)})" if below else "name the files themselves"
        raise UserError(f"{path}: this folder holds no responses.* and no projects.*; {cure}.")
    return tables + [file for file in inside if file.name in BESIDE]


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
