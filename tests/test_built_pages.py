"""The pages of the bundled waves, where they are built here: as a referee, a phone and a screen reader find them."""

from pathlib import Path

import pytest

from pipeline import files
from tests import browser, figures
from tests.test_pages import chromium

__all__ = ["chromium"]

FAINT = (
    "<!doctype html><html lang=en><title>t</title><main><h1>t</h1><p style='color:#999;background:#fff'>pale</p></main>"
)


# What a printer leaves out: explanations that need pointing at, and backgrounds.
ON_PAPER = """
for (const tip of document.querySelectorAll('.tip')) tip.remove();
document.head.append(document.createElement('style'));
document.head.lastChild.sheet.insertRule('* { background: none !important }');
"""


@pytest.fixture(scope="module")
def bundled() -> list[Path]:
    """Every page of the report; `make report` builds them."""
    built = files.root() / "reports"
    if not (built / "index.html").is_file():
        pytest.skip("no report is built here: its pages were not looked at")
    return [built / "index.html", *sorted((built / "pages").glob("*.html"))]


def test_every_figure_has_title_base_question_finding_table_and_file(bundled: list[Path]) -> None:
    assert sum(figures.number(page) for page in bundled) > 100
    assert [fault for page in bundled for fault in figures.faults(page)] == []


def test_no_page_is_too_heavy(bundled: list[Path]) -> None:
    assert browser.overweight(bundled) == []


def test_axe_finds_no_violation(bundled: list[Path], chromium: browser.Browser) -> None:
    found = []
    for page in bundled:
        chromium.look(page, 1440)
        found += [f"{page.name}: {violation}" for violation in chromium.violations(contrast=False)]
    assert found == []


def test_axe_finds_no_violation_on_a_phone_in_the_colours_of_the_reader(
    bundled: list[Path], chromium: browser.Browser
) -> None:
    found = []
    for page in bundled:
        chromium.look(page, 360)
        chromium.ask("Emulation.setEmulatedMedia", features=[{"name": "forced-colors", "value": "active"}])
        assert chromium.evaluate("matchMedia('(forced-colors: active)').matches")
        found += [f"{page.name}: {violation}" for violation in chromium.violations(contrast=False)]
        chromium.ask("Emulation.setEmulatedMedia", features=[])
    assert found == []


def test_at_400_per_cent_nothing_sticks_out_with_everything_open(
    bundled: list[Path], chromium: browser.Browser
) -> None:
    """1280 px at 400 % are 320 (WCAG 2.1, 1.4.10)."""
    found = []
    for page in bundled:
        chromium.look(page, 320)
        chromium.open_all()
        found += [f"{page.name}: {fault}" for fault in chromium.evaluate(browser.OVERHANG)]
    assert found == []


def test_an_interval_of_the_measurement_page_takes_two_lines_at_most(
    bundled: list[Path], chromium: browser.Browser
) -> None:
    chromium.look(next(page for page in bundled if page.stem == "measurement"), 1280)
    chromium.open_all()
    lines = chromium.evaluate("[...document.querySelectorAll('.groups td .quiet')].map(e => e.getClientRects().length)")
    assert len(lines) > 100 and max(lines) <= 2


@pytest.mark.parametrize("dark", [False, True])
def test_no_text_is_faint(dark: bool, bundled: list[Path], chromium: browser.Browser) -> None:
    found = []
    for page in bundled:
        chromium.look(page, 360, dark)
        found += [f"{page.name}: {faint}" for faint in chromium.faint()]
    assert found == []


def test_no_text_is_faint_on_paper_for_who_prefers_the_dark(bundled: list[Path], chromium: browser.Browser) -> None:
    dark, found = [{"name": "prefers-color-scheme", "value": "dark"}], []
    for page in bundled:
        chromium.look(page, 768, dark=True)
        chromium.ask("Emulation.setEmulatedMedia", media="print", features=dark)
        chromium.evaluate(ON_PAPER)
        found += [f"{page.name}: {faint}" for faint in chromium.faint()]
        chromium.ask("Emulation.setEmulatedMedia", media="")
    assert found == []


def test_faint_text_is_found(chromium: browser.Browser, tmp_path: Path) -> None:
    (tmp_path / "faint.html").write_text(FAINT, "utf-8")
    chromium.look(tmp_path / "faint.html", 768)
    (found,) = chromium.faint()
    assert found.startswith("2.85: rgb(153, 153, 153) on 255,255,255,1")  # 1.05 / (0.3185 + 0.05)
    assert "color-contrast" in "".join(chromium.violations()) and not chromium.violations(contrast=False)


def test_a_claim_prints_in_about_a_page(bundled: list[Path], chromium: browser.Browser, tmp_path: Path) -> None:
    (page,) = (page for page in bundled if page.stem == "claims")
    chromium.look(page, 1440)
    claims = chromium.evaluate("document.querySelectorAll('article.claim').length")
    chromium.print_to(tmp_path / "claims.pdf")
    pages = (tmp_path / "claims.pdf").read_bytes().count(b"/Type /Page\n")
    assert claims == 120 and 0 < pages < 1.3 * claims


def test_printing_opens_every_disclosure(bundled: list[Path], chromium: browser.Browser) -> None:
    shut = "[...document.querySelectorAll('details > *:not(summary)')].filter(e => !e.checkVisibility()).length"
    for page in bundled:
        chromium.look(page, 1440)
        chromium.ask("Emulation.setEmulatedMedia", media="print")
        assert chromium.evaluate(shut) == 0, page.name
        chromium.ask("Emulation.setEmulatedMedia", media="")
