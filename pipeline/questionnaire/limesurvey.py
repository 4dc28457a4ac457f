"""The questionnaire as LimeSurvey's tab-separated survey structure, which its import page takes as it is.

Columns go by name; the whole survey comes in the base language, then once more in the other. Seven-point lines are
the rows of one array per page whose code is the page's, so that an export with code headings says P[IO1]. Sources:
LimeSurvey manual, "Tab Separated Value survey structure", "ExpressionScript"; TSVImportSurvey in its import_helper.php
(commit 00109dd), by which each column was checked:

- `S` rows need sid and language; additional_languages is cut at blanks. `SL` rows need a title; the language is theirs.
- `G`: `type/scale` is the group's key, the same in every language; `random_group` its randomisation group.
- `Q`: relevance, help, language, mandatory (Y, N), other, same_default; `validation` is the regular expression; `default` is
  kept by language; every further filled cell is an attribute (hidden, random_order, answer_order, ...), stored once more for
  each line that names it, so that those of no language stand in the base language alone.
- `SQ` and `A` belong to the question above them, with the scale in `type/scale`; SQ has its own relevance.
- The reader guesses the encoding from the first 1000 bytes and takes a backslash as an escape, so there is neither a letter
  cut in two there nor a backslash. A text may not begin and end with a quotation mark.
- random_order shuffles an array's lines in every version (the newer subquestion_order does the same), and an array's answers
  in none that was looked at; a list's answers need random_order in old and answer_order in new versions.
- Quotas could come along (QTA, QTAM, QTALS), but a quota stops the interview with a response that counts as complete;
  screening by relevance leads to a page of its own and keeps the answer that screened.
"""

import csv
import io
from collections.abc import Iterator

from pipeline.questionnaire.layout import Conditions, Layout, Page, Question

Row = dict[str, str]

COLUMNS = (
    *("class", "type/scale", "name", "relevance", "text", "help", "language", "validation", "mandatory", "other"),
    *("default", "same_default", "hidden", "random_group", "random_order", "answer_order", "repeat_headings"),
    *("min_num_value_n", "max_num_value_n", "num_value_int_only"),
)
ATTRIBUTES = frozenset(COLUMNS[COLUMNS.index("hidden") :]) - {"random_group"}  # of a question, whatever the language
# Screens page by page, no way back (an earlier page would be answered in the light of a later one), page times kept;
# not anonymised in LimeSurvey's sense, because that sets every date to 1980; neither IP address nor referrer.
SETTINGS = {
    "sid": "271828",
    "format": "G",
    "anonymized": "N",
    "datestamp": "Y",
    "savetimings": "Y",
    "ipaddr": "N",
    "refurl": "N",
    "allowprev": "N",
    "showwelcome": "Y",
    "showprogress": "Y",
    "shownoanswer": "N",
    "showqnumcode": "X",
    "printanswers": "N",
    "publicstatistics": "N",
    "listpublic": "N",
}
ROWS_BETWEEN_HEADINGS = "10"
MISSING_CODES = {-1: "CS", -2: "PNS"}  # cannot say, prefer not to say; platforms/wording_of_answers.py reads them back
FORM, BLOCK_ORDER, SCREENED_OUT = "form", "blockorder", "screenedout"  # hidden questions of our own


def structure(layout: Layout, languages: tuple[str, ...]) -> str:
    """The file's text; the first language is the base language."""
    rows = [_row("S", name, text=text) for name, text in SETTINGS.items()]
    rows.append(_row("S", "language", text=languages[0]))
    rows.append(_row("S", "additional_languages", text=" ".join(languages[1:])))
    for language in languages:
        rows += _titles(layout, language)
    for language in languages:
        left = ATTRIBUTES if language != languages[0] else frozenset()
        of_language = (
            {name: cell for name, cell in row.items() if name not in left} for row in _survey(layout, language)
        )
        rows += [{**row, "language": language} for row in of_language]
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", delimiter="\t", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def relevance(conditions: Conditions) -> str:
    """An expression that is true where each question has one of its codes."""
    parts = (" or ".join(f'{code}.NAOK == "{one}"' for one in sorted(codes)) for code, codes in conditions)
    return " and ".join(f"({part})" for part in parts) or "1"


def _row(kind: str, name: str, scale: str = "", **cells: str) -> Row:
    return {"class": kind, "type/scale": scale, "name": name, **cells}


def _question(code: str, kind: str, text: str, shown: str = "1", **cells: str) -> Row:
    """A question's row with every setting that the database wants."""
    settings = {"relevance": shown, "mandatory": "N", "other": "N", "same_default": "1"}
    return _row("Q", code, kind, text=text, **{**settings, **cells})


def _titles(layout: Layout, language: str) -> list[Row]:
    said = {
        "surveyls_title": layout.title,
        "surveyls_welcometext": layout.welcome,
        "surveyls_endtext": layout.thanks,
    }
    return [_row("SL", name, text=words[language], language=language) for name, words in said.items()]


def _survey(layout: Layout, language: str) -> Iterator[Row]:
    for number, page in enumerate(layout.pages, start=1):
        first = page is layout.pages[0]
        shown = relevance(layout.shows(page))
        group = "rotating" if page.rotates else ""
        yield _row("G", page.title[language], str(number), relevance=shown, random_group=group)
        if first:
            yield _drawn(FORM, 'if(rand(0, 1) == 1, "A", "B")')
        if page.rotates and page.code == "M":
            yield _drawn(BLOCK_ORDER, f'if(count({_answered(layout, "P")}) > 0, "PMV", "MPV")')
        yield from _grid(page, language)
        for question in page.single:
            yield from _single(layout, page, question, language)
    out = " or ".join(
        f'(!is_empty({code}.NAOK) and {code}.NAOK != "{answer}")' for code, answer in layout.screening.items()
    )
    yield _row("G", layout.pages[-1].title[language], str(len(layout.pages) + 1), relevance=out)
    yield _question(SCREENED_OUT, "X", layout.screened_out[language])


def _drawn(code: str, expression: str) -> Row:
    """A hidden question that works its value out once and keeps it: equations are computed again at every step."""
    kept = f"{{if(is_empty({code}.NAOK), {expression}, {code}.NAOK)}}"
    return _question(code, "*", kept, hidden="1")


def _answered(layout: Layout, page_code: str) -> str:
    """The core lines of a page's array, as arguments: any of them answered means that the page has been seen."""
    page = next(page for page in layout.pages if page.code == page_code)
    return ", ".join(f"{page.code}_{q.code}.NAOK" for q in page.grid if q.item.form == "core")


def _grid(page: Page, language: str) -> Iterator[Row]:
    if not page.grid:
        return
    looks = {"random_order": "1", "repeat_headings": ROWS_BETWEEN_HEADINGS}
    yield _question(page.code, "F", page.instruction[language], **looks)
    for question in page.grid:
        form = question.item.form
        shown = "1" if form == "core" else f'{FORM}.NAOK == "{form}"'
        yield _row("SQ", question.code, "0", relevance=shown, text=question.text[language])
    yield from _answers(page.grid[0], language)


def _single(layout: Layout, page: Page, question: Question, language: str) -> Iterator[Row]:
    scale, code, text = question.item.scale, question.code, question.text[language]
    shown = relevance(layout.asks(page, question))
    cells = {"help": question.hint[language]} if question.hint else {}
    if code in layout.screening:
        cells["mandatory"] = "Y"
    if question.answers:
        shuffle = {"random_order": "1", "answer_order": "random"} if question.shuffled else {}
        yield _question(code, "L", text, shown, **cells, **shuffle)
        yield from _answers(question, language)
    elif scale.kind == "language":
        yield _question(code, "*", language, hidden="1")  # what an equation says in a language is stored
    elif scale.kind == "text":  # filled in by the link (&S03=p001) or by the invitation's list
        yield _question(code, "S", text, **cells, default="{TOKEN:ATTRIBUTE_1}", hidden="1")
    elif scale.kind == "country":
        yield _question(code, "S", text, shown, **cells, validation="/^[A-Za-z]{2}$/")
    else:
        limits = {"min_num_value_n": str(scale.low), "max_num_value_n": str(scale.high), "num_value_int_only": "1"}
        yield _question(code, "N", text, shown, **cells, **limits)


def _answers(question: Question, language: str) -> Iterator[Row]:
    for answer in question.answers:
        yield _row("A", answer_code(answer.code), "0", text=answer.label[language])


def answer_code(code: int) -> str:
    """An answer's code there: LimeSurvey takes letters and digits only (the rules of its model Answer), so no minus sign."""
    return MISSING_CODES.get(code, str(code))
