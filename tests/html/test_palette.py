"""Colours that text and marks in pictures have, against what lies behind them (WCAG 2.1: text 4.5, marks 3), light and dark."""

import re
from pathlib import Path

import pytest

from pipeline.html import page

STYLE = (Path(page.HERE) / "style" / "style.css").read_text("utf-8")
VERDICTS = ("supported", "contradicted", "equivalent", "mixed", "inconclusive", "not-testable")
TYPES = ("type-pp", "type-soc", "type-sol", "type-hyb", "type-sse")
Colour = tuple[float, float, float]


def palette(tone: str) -> dict[str, Colour]:
    """The variables of the style sheet: light, dark or print."""
    starts = {"light": ":root {", "dark": "@media (prefers-color-scheme: dark) {", "print": "@media print {"}
    block = STYLE[STYLE.index(starts[tone]) :].split("}", 1)[0]
    own = {name: _rgb(value) for name, value in re.findall(r"--([\w-]+): #([0-9a-f]{3,6})", block)}
    return (palette("light") if tone == "print" else {}) | own


def _rgb(hexadecimal: str) -> Colour:
    six = "".join(2 * sign for sign in hexadecimal) if len(hexadecimal) == 3 else hexadecimal
    return int(six[:2], 16) / 255, int(six[2:4], 16) / 255, int(six[4:], 16) / 255


def contrast(one: Colour, other: Colour) -> float:
    """The ratio of WCAG 2.1."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _over(top: Colour, opacity: float, below: Colour) -> Colour:
    red, green, blue = (a * opacity + b * (1 - opacity) for a, b in zip(top, below, strict=True))
    return red, green, blue


def test_the_ratio_is_that_of_the_guideline() -> None:
    assert contrast((1, 1, 1), (0, 0, 0)) == pytest.approx(21)
    assert contrast(_rgb("767676"), _rgb("fff")) == pytest.approx(
        4.54, abs=0.005
    )  # the greyest grey that passes on white


@pytest.mark.parametrize("tone", ["light", "dark", "print"])
def test_text_in_pictures_can_be_read(tone: str) -> None:
    known = palette(tone)
    pairs = {(text, ground) for text in ("ink", "muted", *TYPES) for ground in ("paper", "raised")}
    pairs |= {("ink", "band"), ("ink", "line"), ("paper", "contradicted"), ("paper", "supported")}
    pairs |= {("paper", word) for word in VERDICTS}  # the numbers in the bars of error rates
    faint = {pair: round(contrast(known[pair[0]], known[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in faint.items() if ratio < 4.5} == {}
    pale = {
        (word, opacity): contrast(known["ink"], _over(known[word], opacity, known["paper"]))
        for word in ("contradicted", "supported")
        for opacity in (0.55, 0.3)
    }
    assert {pair: round(ratio, 2) for pair, ratio in pale.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("tone", ["light", "dark", "print"])
def test_marks_stand_out(tone: str) -> None:
    known = palette(tone)
    marks = [(mark, ground) for mark in (*VERDICTS, *TYPES) for ground in ("paper", "raised", "band")]
    assert [pair for pair in marks if contrast(known[pair[0]], known[pair[1]]) < 3] == []
