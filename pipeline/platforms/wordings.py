"""The questionnaire's own words, in both languages: by which item a text is known, and which it resembles.

Two wordings are the same when only case, markup, blanks, quotation marks and the stop at their end differ.
"""

import html
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pipeline import files
from pipeline.instrument import Instrument
from pipeline.platforms.circumstances import KNOWN, TEST_COLUMNS
from pipeline.platforms.similar import Similar

TAG = re.compile(r"<[^<>]{1,200}>")
QUOTES = str.maketrans(dict.fromkeys("'’‘`´“”„«»\"", "'") | {"–": "-", "—": "-", "\u00a0": " "})
STOPS = " .?:!*;,"
PARTS = re.compile(  # where an item's own words may begin after a question's, or after the title of its page
    r"(?<=[\[/|>→»])|(?<=[.:\-] )|(?<=\] )|(?<=\n)|(?<=[.:])(?=\S)|(?<=__)(?=[^_])"
)
HYPHEN = re.compile(r"(?<=-)(?=\S)")  # behind which old exports of Qualtrics put the line, without a blank
SHORT = 2  # words of which a text is too short to tell a question where another column is that by its code
ABBREVIATED = re.compile(r"(\.\.+|…)$")
CUT = 20  # letters by which a text that is cut off is known


def words(text: str) -> str:
    """A text by which wordings are compared."""
    plain = TAG.sub(" ", html.unescape(text)) if "<" in text or "&" in text else text
    spaced = plain if " " in plain.strip() else plain.replace("_", " ")
    return " ".join(spaced.translate(QUOTES).casefold().split()).strip(STOPS)


@dataclass(frozen=True)
class Wordings:
    """The questionnaire's words, in both languages."""

    asked: Instrument

    @cached_property
    def known(self) -> dict[str, str]:
        """Item code by wording; a wording of two items is none."""
        found: dict[str, str] = {}
        for code, item in self.asked.items.items():
            for text in {words(item.wording_en), words(item.wording_de), *map(words, self.instead.get(code, ()))}:
                found[text] = "" if text in found else code
        return {text: code for text, code in found.items() if code}

    @cached_property
    def similar(self) -> Similar:
        """The wordings by their words."""
        return Similar(self.known)

    @cached_property
    def fielded(self) -> dict[str, Any]:
        """How the questionnaire is laid out, where the instrument says it; nothing where it does not."""
        path = files.root() / "instrument" / "questionnaire.yaml"
        said = files.load_yaml(path, "instrument/questionnaire.yaml") if path.is_file() else {}
        return said if isinstance(said, dict) else {}

    @cached_property
    def instead(self) -> dict[str, tuple[str, ...]]:
        """What respondents read instead of an item's wording, where that is a remark for those who field it."""
        return {str(code): tuple(map(str, texts.values())) for code, texts in (self.fielded.get("asked") or {}).items()}

    @cached_property
    def pages(self) -> dict[str, str]:
        """The code of a page by its title."""
        pages = self.fielded.get("pages") or []
        return {words(title): str(page["code"]) for page in pages for title in page.get("title", {}).values()}

    @cached_property
    def codes(self) -> dict[str, str]:
        """Items and columns of the plain form, by their names in small letters."""
        plain = [name for name in (*KNOWN, *TEST_COLUMNS) if name != "row"]
        joined = {
            name.replace("_", "").casefold(): name for name in plain
        }  # where a platform's codes have no underscore
        return {**joined, **{name.casefold(): name for name in (*self.asked.items, *plain)}}

    def by_text(self, text: str) -> str:
        """The item whose very words these are, alone or after the question that a table of lines has in common."""
        if not text:
            return ""
        long = [part for cut in HYPHEN.finditer(text) if len((part := text[cut.start() :]).split()) > SHORT]
        for part in (text, *(text[cut.start() :] for cut in PARTS.finditer(text)), *long):
            code = self.known.get(words(part.rstrip(STOPS).removesuffix("]")))
            if code:
                return code
        return ""

    def by_beginning(self, text: str) -> set[str]:
        """The items whose words begin as an abbreviated heading does; none where it is not abbreviated."""
        parts = [part.strip(" []") for part in re.split(r"[\[\]]", text) if part.strip(" []")]
        last = parts[-1] if parts else ""
        if not ABBREVIATED.search(last):
            return set()
        start = words(ABBREVIATED.sub("", last))
        return {code for known, code in self.known.items() if start and known.startswith(start)}

    def begun(self, text: str) -> str:
        """The only item whose words begin with a text, which may be cut off there (as labels of SPSS are); blank for none."""
        given = " ".join(words(text.rpartition("[")[2]).split())
        codes = {code for known, code in self.known.items() if len(given) >= CUT and known.startswith(given)}
        return codes.pop() if len(codes) == 1 else ""

    def near(self, text: str) -> str:
        """The item whose words are similar, for a person to look at."""
        parts = (text, *(text[cut.start() :] for cut in PARTS.finditer(text)))
        return self.similar.nearest([words(part.rstrip(STOPS).removesuffix("]")) for part in parts])

    def same(self, code: str, text: str) -> bool:
        """Whether a text has an item's words, or their beginning where the platform cut them."""
        item, given = self.asked.items[code], words(ABBREVIATED.sub("", text.strip()))
        own = [words(wording) for wording in (item.wording_en, item.wording_de)]
        cut = len(given) >= 10 and any(wording.startswith(given) for wording in own)
        return self.by_text(text) == code or any(given.endswith(wording) for wording in own) or cut
