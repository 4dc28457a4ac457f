"""Which platform wrote a file: told from its content, not its name, with the reason in words."""

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from pipeline.files import UserError
from pipeline.instrument import Instrument
from pipeline.platforms.export import Recognised
from pipeline.platforms.limesurvey_headings import (
    CODE_AND_TEXT,
    SUBQUESTION,
    coded_below,
    system_column,
    two_header_rows,
)
from pipeline.platforms.limesurvey_scripts import is_script
from pipeline.platforms.places import chosen, heads_of, located
from pipeline.platforms.separated import Line
from pipeline.platforms.timestamps import TIMESTAMPS
from pipeline.platforms.wordings import Wordings

PLATFORMS = ("limesurvey", "kobo", "qualtrics", "google-forms", "spss", "stata", "plain")
START = 8192  # bytes by which a file is known that is no table
STRUCTURE = "structure"  # a questionnaire, not answers
KOBO = ("_uuid", "_submission_time", "_index", "__version__")
ODK = ("SubmissionDate", "KEY", "meta-instanceID", "meta/instanceID", "instanceID")
XML_STRUCTURES = {"survey": "survey (.lss)", "group": "group (.lsg)", "responses": "responses (.lsr)"}
ARCHIVE = "it is a LimeSurvey archive (.lsa), with the survey's structure and its answers"
PARTICIPANTS = "it is LimeSurvey's list of participants, with names and e-mails, which is never read"
PARQUET = "it is a Parquet table"
OWN_FORM = "its headings are 'respondent' and the codes of the questionnaire"
SURELY_PLAIN = (PARQUET, OWN_FORM)  # reasons that no structure given beside the table can change
MANY = 0.5


def recognise(path: Path, asked: Instrument) -> Recognised:
    """The platform, or `structure` for a questionnaire without answers. Raises UserError where the file cannot be read."""
    with path.open("rb") as file:
        start = file.read(START)
    if path.suffix.lower() == ".parquet" and start[:4] != b"PAR1":
        raise UserError(f"{path.name} cannot be read as Parquet (it is none); export it again.")
    found = _by_first_bytes(path, start)
    if found is not None:
        return found
    heads, wordings = heads_of(path), Wordings(asked)
    if not any(any(line) for lines in heads.values() for line in lines):
        raise UserError(f"{path.name} is empty; export it again.")
    found = chosen({sheet: located(lines, _kind(wordings), wordings) for sheet, lines in heads.items()}, path.name)
    first = [line for line in next(iter(heads.values())) if any(line)]
    found = found or _two_header_rows(first, wordings)
    return found or Recognised("plain", "it has no platform's marks, so it is taken as a plain table")


def _kind(wordings: Wordings) -> Callable[[list[Line]], Recognised | None]:
    """What lines are, the first of them being the headings."""
    kinds = (_qualtrics, _structure, _kobo, _plain, _limesurvey, _google, _by_questions)
    return lambda lines: next((known for kind in kinds if (known := kind(lines, wordings)) is not None), None)


def structure(path: Path, asked: Instrument) -> str:
    """Why a file is a questionnaire without answers, in words; blank where it is none, or cannot be read."""
    try:
        found = recognise(path, asked)
    except (UserError, OSError):
        return ""
    return found.reason if found.platform == STRUCTURE else ""


def _by_first_bytes(path: Path, start: bytes) -> Recognised | None:
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:4] in (b"$FL2", b"$FL3"):
        return Recognised("spss", f"it begins with {start[:4].decode()}, as SPSS files do")
    if start.startswith(b"<stata_dta>") or (
        start[:1] in b"\x69\x6c\x6e\x6f\x71\x72\x73" and start[1:4] in (b"\x01\x01\x00", b"\x02\x01\x00")
    ):
        return Recognised("stata", "it begins as Stata files do")
    if start[:4] == b"PAR1":
        return Recognised("plain", PARQUET)
    if text.startswith(b"{") and b"SurveyEntry" in text:
        return Recognised(STRUCTURE, "it is a questionnaire's definition from Qualtrics (.qsf), without answers")
    if text.startswith(b"<") and b"<LimeSurveyDocType>Tokens" in text:
        raise UserError(f"{path.name}: {PARTICIPANTS}; give the answers and their structure only.")
    if text.startswith(b"<") and b"LimeSurveyDocType" in text:
        kind = re.search(rb"<LimeSurveyDocType>(\w+)<", text)
        what = XML_STRUCTURES.get(kind[1].decode().lower() if kind else "", "part of a survey")
        return Recognised(STRUCTURE, f"it is a LimeSurvey {what} in XML, not an export of answers as CSV or Excel")
    if start[:2] == b"PK":
        return _by_members(path)
    if is_script(text.decode("utf-8", "replace")):
        return Recognised(STRUCTURE, "it is LimeSurvey's script for R or SPSS, which describes the data beside it")
    return None


def is_limesurvey_archive(path: Path) -> bool:
    """Whether a file is a .lsa."""
    with path.open("rb") as file:
        packed = file.read(2) == b"PK"
    return packed and (found := _by_members(path)) is not None and found.reason == ARCHIVE


def _by_members(path: Path) -> Recognised | None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.namelist()
    except (zipfile.BadZipFile, OSError):
        raise UserError(f"{path.name} is a damaged archive or workbook; export it again.") from None
    if any(member.endswith(".lss") for member in members):
        return Recognised("limesurvey", ARCHIVE)
    if not any(member.startswith("xl/") or member == "content.xml" for member in members):
        raise UserError(f"{path.name} is an archive and no workbook; unpack it and give the table inside.")
    return None


def _structure(lines: list[Line], wordings: Wordings | None = None) -> Recognised | None:
    names = {heading.casefold() for heading in lines[0]} if lines else set()
    if {"class", "type/scale", "name"} <= names:
        return Recognised(
            STRUCTURE, "it is a LimeSurvey survey structure (columns class, type/scale, name), without answers"
        )
    if {"type", "name"} <= names and any(heading.startswith(("label", "hint", "relevant")) for heading in names):
        return Recognised(STRUCTURE, "it is an XLSForm (columns type, name, label), without answers")
    return None


def import_ids(line: Line) -> int:
    """How many cells of a line are Qualtrics' JSON with an ImportId."""
    return sum(text.startswith("{") and _import_id(text) != "" for text in line)


def _import_id(text: str) -> str:
    try:
        said = json.loads(text)
    except ValueError:
        return ""
    return str(said.get("ImportId", "")) if isinstance(said, dict) else ""


def _qualtrics(lines: list[Line], wordings: Wordings) -> Recognised | None:
    for number, line in enumerate(lines[1:4], start=2):
        if import_ids(line) > MANY * sum(map(bool, line)):
            return Recognised("qualtrics", f"line {number} holds Qualtrics' ImportIds")
    if len(lines) > 1 and lines[0][:2] == ["V1", "V2"] and lines[1][:1] in (["ResponseID"], ["ResponseId"]):
        return Recognised(
            "qualtrics", "its first headings are V1, V2, ... over ResponseID, as in old Qualtrics exports"
        )
    if {"ResponseId", "RecordedDate", "Finished"} <= set(lines[0]):
        return Recognised("qualtrics", "it has Qualtrics' columns ResponseId, RecordedDate and Finished")
    return None


def _kobo(lines: list[Line], wordings: Wordings) -> Recognised | None:
    own = [heading for heading in KOBO if heading in lines[0]]
    if len(own) >= 2:
        return Recognised("kobo", f"it has KoboToolbox's columns {', '.join(own)}")
    odk = [heading for heading in ODK if heading in lines[0]]
    return Recognised("kobo", f"it has the columns {', '.join(odk)} of ODK") if len(odk) >= 2 else None


def _plain(lines: list[Line], wordings: Wordings) -> Recognised | None:
    header = [heading for heading in lines[0] if heading]
    own = set(wordings.codes.values())
    known = [heading for heading in header if heading in own]
    items = [heading for heading in known if heading in wordings.asked.items]
    if "respondent" in known and (items or len(known) > 1):
        return Recognised("plain", OWN_FORM)
    system = [h for h in header if system_column(h)[0]]
    if items and len(known) >= MANY * len(header) and not system:
        return Recognised("plain", "most of its headings are the very codes of the questionnaire")
    return None


def _limesurvey(lines: list[Line], wordings: Wordings) -> Recognised | None:
    header = [heading for heading in lines[0] if heading]
    system = [heading for heading in header if system_column(heading)[0]]
    roles = {system_column(heading)[0] for heading in system}
    if len(roles) >= 2 and roles & {"submitted", "lastpage", "started", "language"}:
        return Recognised("limesurvey", f"it has LimeSurvey's columns {', '.join(dict.fromkeys(system[:4]))}")
    if len(lines) > 1 and coded_below(lines[0], lines[1]):
        return Recognised("limesurvey", "its second line holds LimeSurvey's column codes, below a line of texts")
    subquestions = [heading for heading in header if SUBQUESTION.match(heading)]
    coded = [heading for heading in header if CODE_AND_TEXT.match(heading)]
    if len(coded) > MANY * len(header):
        return Recognised(
            "limesurvey", f"its headings are a code and a text, as LimeSurvey writes them ('{_short(coded[0])}')"
        )
    if subquestions:
        return Recognised("limesurvey", f"its headings have subquestions in brackets ('{_short(subquestions[0])}')")
    return None


def _google(lines: list[Line], wordings: Wordings) -> Recognised | None:
    first = lines[0][0].casefold() if lines[0] else ""
    if first in TIMESTAMPS:
        return Recognised("google-forms", f"its first heading is '{lines[0][0]}' and the others are questions")
    return None


def _by_questions(lines: list[Line], wordings: Wordings) -> Recognised | None:
    header = [heading for heading in lines[0] if heading]
    texts = [heading for heading in header if wordings.by_text(heading) and len(heading.split()) > 2]
    if len(texts) >= 2:
        reason = f"{len(texts)} headings are the very words of our questions; without a platform's own columns"
        return Recognised("limesurvey", f"{reason} it is read like an export of LimeSurvey with full texts")
    begun = [heading for heading in header if wordings.by_beginning(heading)]
    if len(begun) >= 2:
        reason = f"{len(begun)} headings are the beginnings of our questions, as LimeSurvey shortens them"
        return Recognised("limesurvey", f"{reason} ('{_short(begun[0])}')")
    coded = [heading for heading in header if heading.rpartition("_")[2] in wordings.asked.items]
    if len(coded) > MANY * len(header):
        return Recognised("limesurvey", f"its headings end in our codes behind an underscore ('{_short(coded[0])}')")
    return None


def _two_header_rows(lines: list[Line], wordings: Wordings) -> Recognised | None:
    if two_header_rows(lines):
        return Recognised("limesurvey", "two lines of headings, questions over their lines: an export changed by hand")
    return None


def _short(heading: str) -> str:
    flat = " ".join(heading.split())
    return flat if len(flat) <= 50 else flat[:47] + "..."
