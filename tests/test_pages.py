"""The pages in a real browser: nothing sticks out, nothing complains, nothing asks for the network."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import report
from pipeline.sections.pages import PAGES
from tests import browser
from tests.sections import made_up


@pytest.fixture(scope="module")
def chromium() -> Iterator[browser.Browser]:
    if browser.executable() is None:
        if os.environ.get("TOUCHSTONE_PAGES") == "required":
            pytest.fail("no Chromium is installed, and TOUCHSTONE_PAGES says that it is required")
        pytest.skip("no Chromium is installed: the pages were not looked at")
    with browser.running() as started:
        yield started


@pytest.mark.parametrize("case", ["two_sides", "one_side", "nothing"])
def test_pages_hold_from_a_phone_to_a_desk(case: str, chromium: browser.Browser, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    report.write(report.pages(made_up.desk(getattr(made_up, case)())), folder)
    pages = [folder / "index.html", *sorted((folder / "pages").glob("*.html"))]
    assert len(pages) == len(PAGES)
    faults = [
        f"{page.name} at {width}: {fault}"
        for page in pages
        for width in browser.WIDTHS
        for fault in chromium.look(page, width, dark=width == browser.WIDTHS[0]).faults()
    ]
    assert not faults


def test_the_skip_link_comes_first_and_printing_opens_disclosures(chromium: browser.Browser, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    report.write(report.pages(made_up.desk(made_up.two_sides())), folder)
    chromium.look(folder / "pages" / "claims.html", 768)
    first = "[...document.querySelectorAll('a, button, summary, [tabindex=\"0\"]')][0].className"
    assert chromium.evaluate(first) == "skip"
    shown = "[...document.querySelectorAll('details:not([open]) p')].filter(e => e.checkVisibility()).length"
    assert chromium.evaluate(shown) == 0
    chromium.ask("Emulation.setEmulatedMedia", media="print")
    assert chromium.evaluate(shown) > 0
    chromium.ask("Emulation.setEmulatedMedia", media="")


def test_every_link_of_the_talk_can_be_reached_by_the_keyboard_and_shows_where_it_is(
    chromium: browser.Browser, tmp_path: Path
) -> None:
    folder = tmp_path / "reports"
    report.write(report.pages(made_up.desk(made_up.two_sides())), folder)
    chromium.look(folder / "pages" / "talk.html", 360)
    links = chromium.evaluate("document.querySelectorAll('.deck a').length")
    assert links > 8
    seen = 0
    outlines = set()
    for _ in range(120):
        for kind in ("rawKeyDown", "keyUp"):
            chromium.ask("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)
        inside = chromium.evaluate("Boolean(document.activeElement.closest('.deck a'))")
        seen += bool(inside)
        outlines |= {chromium.evaluate("getComputedStyle(document.activeElement).outlineStyle")} if inside else set()
        if seen == links:
            break
    assert seen == links and outlines == {"solid"}
