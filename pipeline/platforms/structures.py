"""Any file that describes a questionnaire, read by its content: LimeSurvey's, Qualtrics', an XLSForm."""

from collections.abc import Sequence
from pathlib import Path

from pipeline.files import UserError
from pipeline.platforms import limesurvey_archive, limesurvey_scripts, limesurvey_structure, qsf, qualtrics, xlsform
from pipeline.platforms.encodings import decoded
from pipeline.platforms.grids import bytes_of
from pipeline.platforms.recognise import is_limesurvey_archive
from pipeline.platforms.structure import Structure


def load(path: Path) -> Structure:
    """The questionnaire of a file; raises UserError where it cannot be read."""
    start = bytes_of(path, head=True)
    if start[:2] == b"PK":
        return limesurvey_archive.structure_of(path) if is_limesurvey_archive(path) else xlsform.load(path)
    text = decoded(start, path.name, head=True)[0].lstrip()
    if text.startswith("{"):
        return qsf.load(path)
    if text.startswith("<"):
        return limesurvey_structure.from_xml(path)
    if limesurvey_scripts.is_script(text):
        return limesurvey_scripts.from_script(path)
    if "type/scale" in text.partition("\n")[0]:
        return limesurvey_structure.from_text(path)
    return xlsform.load(path)


def fitting(paths: Sequence[Path], platform: str, responses: Path) -> tuple[Structure | None, list[str]]:
    """The structure among the files that belongs to a platform's responses, and what is said of the others. Raises UserError
    where several do, or where one given cannot be read."""
    loaded = [_loaded(path, platform, responses) for path in paths if path != responses]
    own = [one for one in loaded if one.platform == platform]
    if len(own) > 1:
        names = ", ".join(one.name for one in own)
        raise UserError(
            f"{names}: several structures of {platform} are given; give the one that the answers belong to."
        )
    others = [
        f"{one.name} was not used: it is {one.what}, and the answers come from {platform}."
        for one in loaded
        if one not in own
    ]
    return (own[0] if own else None), others


def _loaded(path: Path, platform: str, responses: Path) -> Structure:
    start = bytes_of(path, head=True)
    table = start[:1] not in (b"<", b"{") and not is_limesurvey_archive(path)
    if platform == "qualtrics" and table and qualtrics.is_export(path):
        return qualtrics.twin(responses, path)
    return load(path)
