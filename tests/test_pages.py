"""The pages in a real browser: nothing sticks out, nothing complains, nothing asks for the network."""

import os
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from pipeline import files, report
from pipeline.html import words
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
    assert not faults + browser.overweight(pages)


def test_no_page_of_the_report_that_is_built_here_is_too_heavy() -> None:
    built = files.root() / "reports"
    if not (built / "index.html").is_file():
        pytest.skip("no report is built here: its pages were not weighed")
    assert not browser.overweight([built / "index.html", *(built / "pages").glob("*.html")])


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


def _built(case: str, folder: Path) -> list[Path]:
    report.write(report.pages(made_up.desk(getattr(made_up, case)())), folder)
    return [folder / "index.html", *sorted((folder / "pages").glob("*.html"))]


@pytest.mark.parametrize(("width", "dark"), [(360, True), (1440, False)])
def test_axe_finds_no_violation_on_any_page(width: int, dark: bool, chromium: browser.Browser, tmp_path: Path) -> None:
    found = []
    for case in ("two_sides", "nothing"):
        for page in _built(case, tmp_path / case):
            chromium.look(page, width, dark)
            found += [f"{case}, {page.name}: {violation}" for violation in chromium.violations()]
    assert not found


def test_claims_are_filtered_by_verdict_slide_and_weight_and_a_link_shows_its_claim_again(
    chromium: browser.Browser, tmp_path: Path
) -> None:
    _built("two_sides", tmp_path)
    chromium.look(tmp_path / "pages" / "claims.html", 1440)
    shown = "document.querySelectorAll('article.claim:not([hidden])').length"
    said = "document.querySelector('.filters output').textContent"
    assert chromium.evaluate(shown) == 8 and chromium.evaluate(said) == "8 of 8 claims shown"
    chromium.evaluate("document.querySelectorAll('.filters input')[0].click()")  # no longer the two that are supported
    assert chromium.evaluate(shown) == 6 and chromium.evaluate(said) == "6 of 8 claims shown"
    chromium.evaluate("document.querySelector('.filters').elements.tier.value = 'counted'")
    chromium.evaluate("document.querySelector('.filters').dispatchEvent(new Event('change'))")
    assert chromium.evaluate(shown) == 4  # six are counted, two of these supported
    assert chromium.evaluate("document.querySelectorAll('section.slide:not([hidden])').length") < 5
    chromium.evaluate("location.hash = '#dif_production'")  # a supported one: the filter gives way
    chromium.ask("Runtime.evaluate", expression="new Promise(done => setTimeout(done, 200))", awaitPromise=True)
    assert not chromium.evaluate("document.getElementById('dif_production').hidden")
    assert chromium.evaluate(said) == "8 of 8 claims shown"


def test_a_table_is_sorted_by_the_keyboard_numbers_as_numbers(chromium: browser.Browser, tmp_path: Path) -> None:
    _built("two_sides", tmp_path)
    chromium.look(tmp_path / "index.html", 1440)
    chromium.evaluate("document.querySelector('#forest ~ figure details').open = true")
    chromium.evaluate("document.querySelectorAll('#forest ~ figure button.sort')[2].focus()")
    column = "[...document.querySelectorAll('#forest ~ figure tbody tr')].map(row => row.cells[2].textContent)"
    chromium.press("Enter")
    assert chromium.evaluate(column) == [f"{x} points" for x in ("\u22121.20", "0.10", "0.31", "1.10", "1.84")]
    assert chromium.evaluate("document.activeElement.closest('th').getAttribute('aria-sort')") == "ascending"
    chromium.press("Enter")
    assert chromium.evaluate(column)[0] == "1.84 points"


def test_a_project_is_found_in_every_figure(chromium: browser.Browser, tmp_path: Path) -> None:
    _built("two_sides", tmp_path)
    for name, mark in (("structure", "use"), ("indicators", "path"), ("claims", "path")):
        chromium.look(tmp_path / "pages" / f"{name}.html", 1440)
        listed = dict(
            chromium.evaluate("[...document.querySelectorAll('#finder option')].map(o => [o.textContent, o.value])")
        )
        assert "s1" in listed and "p2" not in listed  # p2 has three respondents
        chromium.evaluate("sessionStorage.clear()")
        stroke = f"getComputedStyle(document.querySelector('{mark}.p{listed['s1']}')).stroke"
        chromium.evaluate("document.querySelector('#finder').value = ''")
        chromium.evaluate("document.querySelector('#finder').dispatchEvent(new Event('change'))")
        before = chromium.evaluate(stroke)
        chromium.evaluate(f"document.querySelector('#finder').value = '{listed['s1']}'")
        chromium.evaluate("document.querySelector('#finder').dispatchEvent(new Event('change'))")
        assert before is not None and chromium.evaluate(stroke) != before, name


def test_a_word_is_explained_on_focus_and_the_explanation_goes_with_escape(
    chromium: browser.Browser, tmp_path: Path
) -> None:
    _built("two_sides", tmp_path)
    chromium.look(tmp_path / "index.html", 768)
    seen = "document.querySelector('.verdict-line .tip').checkVisibility()"
    assert not chromium.evaluate(seen)
    for _ in range(40):
        chromium.press("Tab")
        if chromium.evaluate("document.activeElement.matches('.verdict-line .explained')"):
            break
    assert chromium.evaluate(seen)
    described = "document.getElementById(document.activeElement.getAttribute('aria-describedby')).textContent"
    assert chromium.evaluate(described).startswith("Part of the claim holds")
    chromium.press("Escape")
    assert not chromium.evaluate(seen)


# Words of verdicts and suffixes whose first place in a page does not explain them; and those whose explanation cannot be
# reached by the keyboard, is empty, or leaves the page.
UNEXPLAINED = """
(() => {
  const first = new Map();
  for (const mark of document.querySelectorAll('main .badge, main .suffix')) {
    if (mark.closest('form')) continue;
    const word = [...mark.childNodes].filter(n => n.nodeType === 3).map(n => n.data).join('').trim().toLowerCase();
    if (!first.has(word)) first.set(word, mark.closest('.legend, .tally, .explained, a.verdict') !== null);
  }
  const wrong = [...first].filter(([word, explained]) => !explained).map(([word]) => `${word} is not explained at first`);
  document.querySelectorAll('details').forEach(details => { details.open = true; });
  for (const mark of document.querySelectorAll('main .explained')) {
    mark.focus();
    const tip = mark.querySelector('.tip'), told = document.getElementById(mark.getAttribute('aria-describedby'));
    const place = tip && tip.getBoundingClientRect();
    const name = mark.textContent.slice(0, 30);
    if (document.activeElement !== mark || !tip || !tip.checkVisibility()) wrong.push(`${name}: not on focus`);
    else if (!told || told.textContent !== tip.textContent) wrong.push(`${name}: not told to those who do not see it`);
    else if (place.left < 0 || place.right > document.documentElement.clientWidth) wrong.push(`${name}: off the page`);
  }
  return [[...first.keys()], wrong];
})()
"""


@pytest.mark.parametrize("width", [360, 1440])
def test_every_word_and_suffix_is_explained_where_it_first_stands_and_on_focus(
    width: int, chromium: browser.Browser, tmp_path: Path
) -> None:
    known: set[str] = set()
    for page in _built("two_sides", tmp_path):
        chromium.look(page, width)
        words_, wrong = chromium.evaluate(UNEXPLAINED)
        assert not wrong, f"{page.name}: {wrong}"
        known |= set(words_)
    assert known >= {*words.VERDICTS, "robust", "replicated"}


def test_a_suffix_is_explained_to_who_touches_it(chromium: browser.Browser, tmp_path: Path) -> None:
    _built("two_sides", tmp_path)
    chromium.look(tmp_path / "pages" / "claims.html", 360)
    chromium.evaluate("document.querySelector('.standing .suffix').scrollIntoView({block: 'center'})")
    place = (
        "(() => { const r = document.querySelector('.standing .suffix').getBoundingClientRect(); return [r.x, r.y] })()"
    )
    x, y = chromium.evaluate(place)
    seen = "document.querySelector('.standing .tip').checkVisibility()"
    assert not chromium.evaluate(seen)
    chromium.ask("Emulation.setTouchEmulationEnabled", enabled=True)
    try:
        chromium.ask("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x + 5, "y": y + 5}])
        chromium.ask("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
        chromium.ask("Runtime.evaluate", expression="new Promise(done => setTimeout(done, 300))", awaitPromise=True)
        assert chromium.evaluate(seen)
    finally:
        chromium.ask("Emulation.setTouchEmulationEnabled", enabled=False)


def test_without_scripts_everything_is_there(chromium: browser.Browser, tmp_path: Path) -> None:
    _built("two_sides", tmp_path)
    chromium.ask("Emulation.setScriptExecutionDisabled", value=True)
    try:
        chromium.look(tmp_path / "pages" / "claims.html", 768)
        document = chromium.ask("DOM.getDocument")["root"]["nodeId"]
        claims = chromium.ask("DOM.querySelectorAll", nodeId=document, selector="article.claim:not([hidden])")[
            "nodeIds"
        ]
        forms = chromium.ask("DOM.querySelectorAll", nodeId=document, selector="form:not([hidden])")["nodeIds"]
    finally:
        chromium.ask("Emulation.setScriptExecutionDisabled", value=False)
    assert len(claims) == 8 and not forms


REACHABLE = """
(() => {
  const all = [...document.querySelectorAll('a[href], button, summary, select, input, [tabindex="0"]')];
  const shown = all.filter(e => e.checkVisibility({visibilityProperty: true}) && !e.disabled);
  shown.forEach((e, i) => { e.dataset.reach = i; });
  return shown.length;
})()
"""
FOCUSED = """
(() => {
  const e = document.activeElement, style = getComputedStyle(e);
  return [e.dataset.reach === undefined ? -1 : Number(e.dataset.reach), style.outlineStyle, parseFloat(style.outlineWidth)];
})()
"""


@pytest.mark.parametrize("width", [360, 1440])
def test_the_keyboard_reaches_everything_in_the_order_of_the_page_and_shows_where_it_is(
    width: int, chromium: browser.Browser, tmp_path: Path
) -> None:
    for page in _built("two_sides", tmp_path):
        chromium.look(page, width)
        wanted = chromium.evaluate(REACHABLE)
        seen = []
        for _ in range(wanted):
            chromium.press("Tab")
            number, outline, thick = chromium.evaluate(FOCUSED)
            seen.append(number)
            assert (outline == "solid" and thick >= 2) or number == 0, (
                f"{page.name}: {number} is not seen to have the focus"
            )
        assert seen == list(range(wanted)), f"{page.name}: {sorted(set(range(wanted)) - set(seen))} cannot be reached"


@pytest.mark.parametrize("case", ["two_sides", "nothing"])
def test_the_forest_is_a_picture_of_its_own_that_needs_nothing_from_outside(
    case: str, chromium: browser.Browser, tmp_path: Path
) -> None:
    """As `dvc plots show` shows it: an image in a page."""
    pictures = report.pictures(made_up.desk(getattr(made_up, case)()))
    assert list(pictures) == ["forest.svg"]
    assert ("Simulated answers" in pictures["forest.svg"]) == (case == "two_sides")
    (tmp_path / "forest.svg").write_text(pictures["forest.svg"], "utf-8")
    (tmp_path / "index.html").write_text(
        '<!doctype html><link rel="icon" href="data:,"><img src="forest.svg">', "utf-8"
    )
    seen = chromium.look(tmp_path / "index.html", 1440)
    assert (seen.messages, seen.addresses) == ([], [])
    drawn = chromium.evaluate("[document.images[0].complete, document.images[0].naturalWidth]")
    assert drawn[0] and drawn[1] > 500  # an SVG with a fault has no width
    root = ElementTree.fromstring(pictures["forest.svg"])
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    said = " ".join(root.itertext())
    assert ("There is nothing to draw" in said) == (case == "nothing")
    plots = yaml.safe_load((files.root() / "dvc.yaml").read_text("utf-8"))["plots"]
    assert plots == ["reports/pages/forest.svg"]
