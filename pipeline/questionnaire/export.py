"""Write the questionnaire in one of its formats, and never over anything."""

from pathlib import Path

from pipeline import instrument
from pipeline.files import UserError
from pipeline.questionnaire import layout

# format -> the name of its file, where only a folder is given
FORMATS = {
    "limesurvey": "touchstone.txt",
    "xlsform": "touchstone.xlsx",
    "html": "touchstone.html",
    "csv": "codebook.csv",
}


def export(form: str, out: Path, language: str) -> Path:
    """Write the questionnaire in a format (a key of FORMATS) and return the file; nothing is ever written over.

    `language` is that of the page; elsewhere the first of the two. `out` is a file, or an empty folder that gets one.
    Raises UserError where `out` holds something already or its folder does not exist.
    """
    target = _free(out, FORMATS[form])
    target.write_bytes(content(form, language))
    return target


def content(form: str, language: str) -> bytes:
    """The bytes of the questionnaire in a format; the same instrument gives the same bytes."""
    laid_out = layout.load(instrument.load())
    languages = (language, *(one for one in layout.LANGUAGES if one != language))
    if form == "limesurvey":
        from pipeline.questionnaire import limesurvey

        return limesurvey.structure(laid_out, languages).encode()
    if form == "xlsform":
        from pipeline.questionnaire import xlsform

        return xlsform.workbook(laid_out, languages)
    if form == "html":
        from pipeline.questionnaire import page

        return page.render(laid_out, language).encode()
    from pipeline.questionnaire import codebook

    return codebook.table(laid_out, languages).encode("utf-8-sig")


def _free(out: Path, name: str) -> Path:
    if out.is_dir():
        if any(out.iterdir()):
            raise UserError(f"{out} is a folder and not empty; name a new file in it, such as {out / name}.")
        return out / name
    if out.exists() and out.stat().st_size:
        raise UserError(f"{out} exists and is not empty; name another file, or delete it first.")
    if not out.parent.is_dir():
        raise UserError(f"The folder {out.parent} does not exist; make it first, or name a file in another one.")
    return out
