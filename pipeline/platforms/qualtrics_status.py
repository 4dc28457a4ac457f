"""How Qualtrics calls the type of a response, and one that is not finished: by number, or in the language of who exports.

The numbers are those of its documentation (0 IP Address, 1 Survey Preview, 4 Imported, 8 Spam, ...); of the words those are
known that the languages have in common (IP, import) or that mean a preview.
"""

import re

TEST_NUMBERS, KEPT_NUMBERS = ("1", "2", "8", "9", "12", "17"), ("0", "4", "16")
TESTS = re.compile(
    r"spam|test|preview|vorschau|aper[çc]u|vista previa|visualiza|anteprima|voorbeeld|podgl[ąa]d|förhandsgransk|forhåndsvis|"
    r"esikatsel|előnézet|önizleme|náhled|ukážk|προεπισκ|предварительн|предпросмотр|попередн|プレビュー|预览|預覽|미리",
    re.IGNORECASE,
)
KEPT = re.compile(r"(?<![a-z])ip(?![a-z])|mport|offline|^standard$", re.IGNORECASE)
UNFINISHED = (
    *(
        "0",
        "false",
        "falsch",
        "faux",
        "falso",
        "onwaar",
        "fałsz",
        "falskt",
        "falsk",
        "usann",
        "epätosi",
        "hamis",
        "yanlış",
    ),
    *("no", "nein", "non", "não", "nee", "nie", "fals", "nepravda", "ложь", "нет"),
)


def is_test(status: str) -> bool:
    """Whether a response is a preview, a test or spam."""
    return status in TEST_NUMBERS or (not status.isdigit() and TESTS.search(status) is not None)


def is_kept(status: str) -> bool:
    """Whether a response is somebody's, answered online, offline, or imported."""
    return status in KEPT_NUMBERS or (not status.isdigit() and not is_test(status) and KEPT.search(status) is not None)
