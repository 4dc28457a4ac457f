"""The map and the pages of the clusters in a real browser: nothing sticks out, and a name leads to its mark."""

from pathlib import Path

from pipeline import report
from tests import browser
from tests.sections.test_project_map import pages
from tests.test_pages import chromium as chromium


def test_cluster_pages_hold_from_a_phone_to_a_desk(chromium: browser.Browser, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    report.write(pages(), folder)
    faults = [
        f"{name} at {width}: {fault}"
        for name in ("structure", "cluster-1", "cluster-2")
        for width in browser.WIDTHS
        for fault in chromium.look(folder / "pages" / f"{name}.html", width, dark=width == browser.WIDTHS[0]).faults()
    ]
    assert not faults


def test_following_a_name_shows_it_on_the_map(chromium: browser.Browser, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    report.write(pages(), folder)
    chromium.look(folder / "pages" / "structure.html", 1280)
    seen = "getComputedStyle(document.querySelector('#on-map-{} text')).visibility"
    hybrid, plain = 2, 3  # the names sorted: the hostile one, h1, p1, p2, s1
    assert chromium.evaluate(seen.format(hybrid)) == "visible"
    assert chromium.evaluate(seen.format(plain)) == "hidden"
    chromium.evaluate("document.querySelector('.by-name a[href=\"#on-map-3\"]').click()")
    assert chromium.evaluate(seen.format(plain)) == "visible"
    assert chromium.evaluate("document.querySelector('#on-map-3 text').textContent") == "p1"
