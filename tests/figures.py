"""What every figure of a page must have, read from the page as it was written."""

import csv
import re
from html import unescape
from pathlib import Path

FIGURE = re.compile(r"<figure\b.*?</figure>", re.S)
WORDS = 3  # of a title or of a finding, at least


def faults(page: Path) -> list[str]:
    """What the figures of a page lack, in words: a title, a base, what was asked, a finding for those who do not see it, a
    table of its numbers under a disclosure, and these numbers as a file."""
    text = page.read_text("utf-8")
    outside = re.findall(r'<svg[^>]*role="img"', FIGURE.sub("", text))
    found = [f"{page.name}: {len(outside)} pictures outside of figures"] if outside else []
    for figure in FIGURE.findall(text):
        title = _text(_first(r"<figcaption[^>]*>(.*?)</figcaption>", figure))
        found += [f"{page.name}, {title or 'without title'}: {lack}" for lack in _lacks(title, figure, page)]
    return found


def number(page: Path) -> int:
    """How many figures a page has."""
    return len(FIGURE.findall(page.read_text("utf-8")))


def _lacks(title: str, figure: str, page: Path) -> list[str]:
    label = unescape(_first(r'role="img" aria-label="([^"]*)"', figure))
    base = _text(_first(r'<span class="base">(.*?)</span>', figure))
    asked = _text(_first(r'<span class="asked">(.*?)</span>', figure))
    disclosed = " ".join(re.findall(r"<details.*?</details>", figure, re.S))
    lacks = []
    if len(title.split()) < WORDS:
        lacks.append("no title that says what is seen")
    if len(label.split()) <= len(title.split()) or not any(sign.isdigit() for sign in label):
        lacks.append("no finding in its alternative text")
    if not re.search(r"\d|withheld|in the table", base):
        lacks.append("no base")
    if len(asked.split()) < WORDS:
        lacks.append("does not say what was asked")
    if "<table" not in disclosed or "<caption" not in disclosed:
        lacks.append("no table of its numbers under a disclosure")
    files = re.findall(r'<a class="download"[^>]*href="([^"]*)"', figure)
    if not files:
        lacks.append("no file of its numbers")
    return lacks + [f"its file {name} is not there or empty" for name in files if not _filled(page.parent / name)]


def _filled(file: Path) -> bool:
    if not file.is_file():
        return False
    with file.open(encoding="utf-8", newline="") as opened:
        lines = list(csv.reader(opened))
    return len(lines) > 1 and len(lines[0]) > 1 and all(len(line) == len(lines[0]) for line in lines)


def _first(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.S)
    return match.group(1) if match else ""


def _text(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", markup)).split())
