"""The text of a delivered file: its encoding is told from its bytes, and named wherever it is not UTF-8.

Spreadsheets on Western European machines save CSV as Windows-1252, which any bytes may be taken for. So the text must look like
one: letters of Western European languages where letters stand, no letter of another alphabet's code, no control signs.
"""

import codecs
import re
from collections.abc import Iterator

from pipeline.files import UserError

BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
SAMPLE = 1 << 12  # bytes in which zeros at every other place show UTF-16 without its mark
ZEROS = 0.4
UTF8_PAIR = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
HIGH = re.compile(rb"[\x80-\xff]")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
WORD = re.compile(r"[\w¡-¿]*[^\x00-\x7f][\w¡-¿]*")
LETTERS = "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿŒœŠšŽžŸ"
SIGNS = "€‚„…†‡‰‹‘’“”•–—™›¡¢£¤¥¦§¨©ª«¬\xad®¯°±²³´µ¶·¸¹º»¼½¾¿×÷\xa0"
# a capital behind a small letter, or between a capital and a small one; three such letters in a row; a sign within a word
STRANGE = re.compile(rf"[a-zß-ÿ][À-ÞŒŠŽŸ]|[A-Z][À-ÞŒŠŽŸ][a-zß-ÿ]|[{LETTERS}]{{3}}|[^\W\d_][¡-¿‚„†‡ˆ‰•™]+[^\W\d_]")
WESTERN = "Windows-1252 (it is no UTF-8; see whether '{}' is right, else save the file as UTF-8)"


def decoded(raw: bytes, name: str, head: bool = False) -> tuple[str, str]:
    """The text of a file, or of its `head`, and its encoding in words; raises UserError where that cannot be told."""
    encoding = next((known for mark, known in BOMS if raw.startswith(mark)), "") or _unmarked(raw)
    if encoding == "utf-8" and b"\x00" in raw[:SAMPLE]:
        raise UserError(
            f"{name} holds zero bytes, as no table in text does, and is of no kind that is read here; give the answers as CSV, "
            "Excel, SPSS (.sav) or Stata (.dta)."
        )
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(raw, final=not head)
    except UnicodeDecodeError as error:
        western = _western(raw) if encoding == "utf-8" else None
        if western is None:
            raise UserError(_refusal(raw, error, name, encoding)) from None
        return western
    if "\x00" in text:
        raise UserError(f"{name} holds zero bytes, so it is no text in UTF-8; save the file as UTF-8.")
    return text.removeprefix("ï»¿").removeprefix("\ufeff"), "UTF-16" if "16" in encoding else "UTF-8"


def _unmarked(raw: bytes) -> str:
    """UTF-16 where every other byte is zero, else UTF-8."""
    sample = raw[:SAMPLE]
    for encoding, first in (("utf-16-le", 1), ("utf-16-be", 0)):
        zeros, others = sample[first::2].count(0), sample[1 - first :: 2].count(0)
        if zeros > ZEROS * len(sample) / 2 and not others:
            return encoding
    return "utf-8"


def _western(raw: bytes) -> tuple[str, str] | None:
    """The text in Windows-1252 and how that is said; None where it does not look like such a text."""
    pairs = len(UTF8_PAIR.findall(raw))
    if pairs and pairs >= len(HIGH.findall(UTF8_PAIR.sub(b"", raw))):
        return None  # UTF-8 that is damaged somewhere
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        return None
    words = list(dict.fromkeys(WORD.findall(text)))
    if CONTROLS.search(text) or any(_strange(word) for word in words):
        return None
    return text, WESTERN.format(next(_telling(words), words[0]))


def _strange(word: str) -> bool:
    return STRANGE.search(word) is not None or any(sign > "\x7f" and sign not in LETTERS + SIGNS for sign in word)


def _telling(words: list[str]) -> Iterator[str]:
    """Words of letters by which a person sees whether the encoding is right."""
    return (word for word in words if len(word) > 2 and any(letter in LETTERS for letter in word))


def _refusal(raw: bytes, error: UnicodeDecodeError, name: str, encoding: str) -> str:
    line, byte = raw[: error.start].count(b"\n") + 1, raw[error.start]
    kind = "UTF-8" if encoding.startswith("utf-8") else "UTF-16"
    return (
        f"{name}, line {line}: byte {byte:#04x} at position {error.start} is not {kind}, and which other encoding it is cannot "
        f"be told; save the file as UTF-8."
    )
