"""The copy of a wave that stays in the project: no personal data, and where it came from."""

import re
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from pipeline import corrections, files, wave_columns
from pipeline.delivery import CORRECTIONS, CROSSWALK, sha256
from pipeline.inspection import Inspection
from pipeline.instrument import Instrument
from pipeline.platforms import crosswalk
from pipeline.platforms.answers import ROW, row_numbers, same_id
from pipeline.platforms.described import CHERRIES, NOT_REPORTED
from pipeline.platforms.drafted import accepted
from pipeline.platforms.plain import KNOWN
from pipeline.platforms.pseudonym import HEX_DIGITS, key, pseudonym
from pipeline.scrubbed import scrub_texts
from pipeline.sheets import Faults

OWN_FIELDS = ("simulated", "platform", "crosswalk", "respondents_hashed", "sources", "cherries")
TEST = "test-"
DAY = r"\d{4}-\d{2}-\d{2}(?!\d)"
HASH = re.compile(rf"({TEST})?[0-9a-f]{{{HEX_DIGITS}}}")


def write_wave(folder: Path, inspection: Inspection, asked: Instrument, staged: bool) -> None:
    """Fill a wave's new folder: the columns that are known, ids as hashes, the crosswalk, the corrections, and wave.yaml. In a
    `staged` copy the columns in doubt stand under the names of their lines."""
    if inspection.responses is not None:
        copy = _mapped(inspection) if inspection.mapping is not None else _plain(inspection, asked, staged)
        copy.to_csv(folder / "responses.csv", index=False, lineterminator="\n")
    if inspection.projects is not None:
        kept = [column for column in inspection.projects.columns if column in asked.register]
        inspection.projects[kept].to_csv(folder / "projects.csv", index=False, lineterminator="\n")
    if inspection.mapping is not None:
        shutil.copytree(inspection.mapping, folder / "crosswalk", ignore=shutil.ignore_patterns(".*", "__pycache__"))
    if inspection.lines:
        wave_columns.write(folder / CROSSWALK, inspection.lines)
    _write_corrections(folder, inspection)
    described = yaml.safe_dump(scrub_texts(_description(inspection)), sort_keys=False, allow_unicode=True, width=110)
    (folder / "wave.yaml").write_text(described, "utf-8", newline="\n")


def _write_corrections(folder: Path, inspection: Inspection) -> None:
    given = corrections.read(inspection.delivery.corrections, Faults())
    if given:
        ids = pd.Series([one.row for one in given if one.by == "respondent"], dtype="str")
        hashes = dict(zip(ids, _hashes(ids, inspection.described), strict=True))
        table = corrections.as_table(corrections.renamed(given, hashes))
        table.to_csv(folder / CORRECTIONS, index=False, lineterminator="\n")


def _plain(inspection: Inspection, asked: Instrument, staged: bool) -> pd.DataFrame:
    """The columns that the instrument knows, with the rows' numbers, hashes for ids, and which rows were tests, as the ids no
    longer say so."""
    assert inspection.responses is not None and inspection.answers is not None
    read = inspection.answers.table
    table = inspection.responses
    table = table if staged else accepted(table, inspection.proposed, inspection.lines, asked)
    known = [c for c in table.columns if c in KNOWN or c in asked.items]
    copy = table[[c for c in known if c not in ("row", "test_row")]]
    copy = copy.assign(respondent=_hashes(same_id(copy["respondent"]), inspection.described))
    tests = read["test_row"].map({True: "yes", False: ""}).astype("str")
    marked = copy.assign(test_row=tests.to_numpy())
    marked.insert(0, "row", read["row"].to_numpy())
    return pd.concat([marked, inspection.proposed], axis=1) if staged else marked


def _mapped(inspection: Inspection) -> pd.DataFrame:
    """The columns that the crosswalk reads, as delivered, behind the rows' numbers, without which a row of blanks would be
    none; in the one that holds the respondents' ids, hashes, which begin with `test-` where the id said so."""
    assert inspection.responses is not None and inspection.mapping is not None
    walk = crosswalk.load(inspection.mapping)
    copy = inspection.responses[[c for c in inspection.responses.columns if c in walk.source_columns]]
    hashed = copy
    for column in [line.source for line in walk.mapped if line.target == "respondent" and line.source]:
        ids = _hashes(copy[column], inspection.described)
        tests = inspection.answers.table["test_row"].to_numpy() if inspection.answers is not None else False
        hashed = hashed.assign(**{column: ids.where(~(tests & ~ids.str.startswith(TEST)), TEST + ids)})
    if ROW not in walk.source_columns:
        numbers = (
            inspection.responses[ROW] if ROW in inspection.responses.columns else row_numbers(inspection.responses)
        )
        hashed.insert(0, ROW, numbers)
    return hashed


def _hashes(ids: pd.Series, described: dict[str, Any]) -> pd.Series:
    """Keyed hashes of ids; those that an earlier copy replaced (wave.yaml says so, and they look so) stay."""
    distinct = ids.unique()
    if already_hashed(described) and all(HASH.fullmatch(text) for text in distinct if text):
        return ids
    secret = key(files.root())
    return ids.map({text: pseudonym(str(text), secret) for text in distinct}).astype("str")


def already_hashed(described: dict[str, Any]) -> bool:
    """Whether a wave's folder was written by `wave add` before."""
    return described.get("respondents_hashed") is True


def _description(inspection: Inspection) -> dict[str, Any]:
    described, mapping = inspection.described, inspection.mapping
    known = described.get("cherries") or {}
    name = mapping.name if mapping is not None else None
    return {
        "title": NOT_REPORTED,
        "fielded": _answered(inspection),
        "mode": NOT_REPORTED,
        "languages": NOT_REPORTED,
        **{field: value for field, value in described.items() if field not in OWN_FIELDS},
        "simulated": described.get("simulated", False),
        "platform": _platform(inspection),
        "crosswalk": described.get("crosswalk", name) if mapping is not None else None,
        "respondents_hashed": True,
        "sources": _sources(inspection),
        "cherries": {**dict.fromkeys(CHERRIES, NOT_REPORTED), **known},
    }


def _answered(inspection: Inspection) -> dict[str, str]:
    """The days of the first and the last answer, where nobody says when the wave was fielded: a registration made
    after the first one comes too late for it."""
    table = inspection.answers.table if inspection.answers is not None else pd.DataFrame()
    if "submitted_at" not in table or not len(table):
        return {"from": NOT_REPORTED, "to": NOT_REPORTED}
    rows = table.loc[~table["test_row"].astype(bool), "submitted_at"].astype("str")
    days = rows[rows.str.match(DAY)].str[:10]
    return {"from": days.min(), "to": days.max()} if len(days) else {"from": NOT_REPORTED, "to": NOT_REPORTED}


def _platform(inspection: Inspection) -> str:
    """Who wrote the file: what was recognised; of other surveys and of a copy made before what its description says."""
    said = str(inspection.described.get("platform", NOT_REPORTED))
    if inspection.export is None or (already_hashed(inspection.described) and said != NOT_REPORTED):
        return said
    return inspection.export.recognised.platform


def _sources(inspection: Inspection) -> list[dict[str, Any]]:
    """The files delivered, with SHA-256 and number of rows, and those that describe them; of a copy what it was made from."""
    known = inspection.described.get("sources")
    if already_hashed(inspection.described) and isinstance(known, list) and known:
        return known
    tables = (
        ("responses", inspection.delivery.responses, inspection.responses),
        ("projects", inspection.delivery.projects, inspection.projects),
    )
    data = [
        {"file": path.name, "sha256": sha256(path), "rows": len(row_numbers(cells)), "holds": held}
        for held, path, cells in tables
        if path is not None and cells is not None
    ]
    used = inspection.export.structure if inspection.export is not None else ""
    described = [
        {"file": path.name, "sha256": sha256(path), "describes": f"the answers: {said}"}
        for path, said in inspection.delivery.structures
        if path.name == used
    ]
    return data + described
