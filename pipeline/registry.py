"""Adding and removing waves: all or nothing."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from pipeline import files, instrument, registered
from pipeline.inspection import PLATFORMS, Delivery, Inspection, deliver, inspect, kept_columns, sha256
from pipeline.instrument import Instrument
from pipeline.platforms import crosswalk
from pipeline.platforms.plain import TEST_COLUMNS
from pipeline.platforms.pseudonym import key, pseudonym

NOT_REPORTED = "not reported"
CHERRIES = (
    "ethics_approval",
    "informed_consent",
    "data_protection",
    "development_and_pretest",
    "open_or_closed_survey",
    "contact_mode",
    "advertising",
    "mandatory_or_voluntary",
    "incentives",
    "response_rate",
    "completion_rate",
    "prevention_of_multiple_entries",
)
OWN_FIELDS = ("platform", "sources", "crosswalk")


def look(paths: Sequence[Path], projects: Path | None, platform: str, mapping: str | None) -> Inspection:
    """Inspect the files of a wave to be; raises UserError where they cannot even be told apart."""
    if platform not in PLATFORMS:
        raise files.UserError(f"The platform '{platform}' is not known; give one of {', '.join(PLATFORMS)}.")
    if platform not in ("auto", "plain"):
        raise files.UserError(
            f"Exports of {platform} are not read yet; bring the answers into the plain form (CONTRIBUTING.md)."
        )
    folder = crosswalk_folder(mapping)
    return inspect(deliver(paths, projects), folder, instrument.load())


def crosswalk_folder(name: str | None) -> Path | None:
    """The folder of a crosswalk, by the name of one in crosswalks/ or as a path."""
    if name is None:
        return None
    for folder in (files.root() / "crosswalks" / name, Path(name)):
        if (folder / "columns.csv").is_file():
            return folder
    known = ", ".join(sorted(path.name for path in (files.root() / "crosswalks").iterdir() if path.is_dir()))
    raise files.UserError(
        f"There is no crosswalk '{name}'; known are {known}. A folder with columns.csv and values.csv also does."
    )


def check_name(name: str) -> None:
    """Refuse a name that is taken, or that no folder should have."""
    if not registered.NAME.match(name):
        raise files.UserError(
            f"'{name}' is no name for a wave: use small letters, digits, - and _, such as 2027 or autumn-2027."
        )
    if name in files.waves():
        raise files.UserError(
            f"The wave {name} is registered already; choose another name, or run `touchstone wave remove {name}`."
        )


def add(name: str, inspection: Inspection) -> Path:
    """Write the de-identified copy, then register it; on any error everything is as before. Returns the wave's folder."""
    check_name(name)
    if inspection.faults:
        raise files.UserError(*inspection.faults)
    raw, asked = files.root() / "data" / "raw", instrument.load()
    target, unfinished = raw / name, raw / f".{name}.unfinished"
    same_folder = target.exists() and {path.parent.resolve() for path in inspection.delivery.sources} == {
        target.resolve()
    }
    if target.exists() and not same_folder:
        raise files.UserError(f"data/raw/{name} exists and is not registered; move it away, or add that folder itself.")
    shutil.rmtree(unfinished, ignore_errors=True)
    replaced = raw / f".{name}.replaced"
    listed = files.waves()
    try:
        unfinished.mkdir(parents=True)
        _write(unfinished, inspection, asked)
        if same_folder:
            target.rename(replaced)
        unfinished.rename(target)
        registered.write(files.root(), [*listed, name])
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        if replaced.exists():
            shutil.rmtree(target, ignore_errors=True)
            replaced.rename(target)
        elif target.exists() and not same_folder:
            shutil.rmtree(target)
        registered.write(files.root(), listed)
        raise
    shutil.rmtree(replaced, ignore_errors=True)
    return target


def remove(name: str) -> bool:
    """Take a wave off the list and delete its folder; returns whether there was a folder."""
    listed = files.waves()
    if name not in listed:
        known = ", ".join(listed) or "none"
        raise files.UserError(f"The wave {name} is not registered; registered: {known}.")
    registered.write(files.root(), [wave for wave in listed if wave != name])
    folder = files.root() / "data" / "raw" / name
    if folder.is_dir():
        shutil.rmtree(folder)
        return True
    return False


def delivery_of(name: str) -> tuple[Delivery, Path | None]:
    """The files of a registered wave, and its crosswalk."""
    folder = files.root() / "data" / "raw" / name
    mapping = folder / "crosswalk"
    found = deliver([path for path in folder.iterdir() if path.is_file()], None)
    return found, mapping if mapping.is_dir() else None


def _write(folder: Path, inspection: Inspection, asked: Instrument) -> None:
    if inspection.responses is not None:
        copy = _deidentified(inspection, asked)
        copy.to_csv(folder / "responses.csv", index=False, lineterminator="\n")
    if inspection.projects is not None:
        kept = [column for column in inspection.projects.columns if column in asked.register]
        inspection.projects[kept].to_csv(folder / "projects.csv", index=False, lineterminator="\n")
    if inspection.mapping is not None:
        shutil.copytree(inspection.mapping, folder / "crosswalk", ignore=shutil.ignore_patterns("__pycache__"))
    described = yaml.safe_dump(_description(inspection), sort_keys=False, allow_unicode=True, width=110)
    (folder / "wave.yaml").write_text(described, "utf-8")


def _deidentified(inspection: Inspection, asked: Instrument) -> pd.DataFrame:
    """The columns that are known, the ids replaced by hashes, and which rows were tests (the ids no longer say so)."""
    assert inspection.responses is not None
    kept = kept_columns(inspection, asked)
    copy = inspection.responses[[c for c in kept if c.lower() not in TEST_COLUMNS]]
    column = "respondent" if inspection.mapping is None else crosswalk.load(inspection.mapping).respondent_column
    if already_hashed(inspection.described):
        return inspection.responses[kept]
    if column is None or column not in copy.columns:
        return copy
    secret = key(files.root())
    ids = {text: pseudonym(str(text), secret) for text in copy[column].unique()}
    copy = copy.assign(**{column: copy[column].map(ids)})
    if inspection.mapping is not None or inspection.answers is None:
        return copy
    tests = inspection.answers.table["test_row"].map({True: "yes", False: ""}).astype("str")
    return copy.assign(test_row=tests.to_numpy())


def already_hashed(described: dict[str, Any]) -> bool:
    """Whether a wave's folder was written by `add` before, so that its ids are hashes."""
    return described.get("respondents_hashed") is True


def _description(inspection: Inspection) -> dict[str, Any]:
    given = {k: v for k, v in inspection.described.items() if k not in (*OWN_FIELDS, "cherries", "simulated")}
    known = inspection.described.get("cherries")
    cherries = dict.fromkeys(CHERRIES, NOT_REPORTED) | (known if isinstance(known, dict) else {})
    known_sources = inspection.described.get("sources")
    sources = known_sources if already_hashed(inspection.described) and isinstance(known_sources, list) else []
    if not sources:
        sources = [{"file": path.name, "sha256": sha256(path)} for path in inspection.delivery.sources]
    return {
        "title": NOT_REPORTED,
        "fielded": {"from": NOT_REPORTED, "to": NOT_REPORTED},
        "mode": NOT_REPORTED,
        "languages": NOT_REPORTED,
        **given,
        "simulated": inspection.described.get("simulated") is True,
        "platform": "plain" if inspection.mapping is None else inspection.described.get("platform", NOT_REPORTED),
        "crosswalk": inspection.mapping.name if inspection.mapping is not None else None,
        "respondents_hashed": True,
        "sources": sources,
        "cherries": cherries,
    }
