"""A wave from somebody who means harm, through all stages into the report, looked at in a real Chromium."""

import csv
import re
from pathlib import Path

import pandas as pd
import pytest
import yaml

from pipeline.simulate import simulate
from pipeline.wave_columns import Line, write
from tests import browser, figures, test_pipeline
from tests.test_pages import chromium

__all__ = ["chromium"]

NAMES = (
    "<script>window.harmed = 1</script>",
    "\"><img src=x onerror='window.harmed = 1'>",
    "</svg><script>window.harmed = 1</script>",
    "</title></style></script><b>bold</b>",
    "javascript:window.harmed=1",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "{{ 7 * 7 }}{% raw %}",
    "safe\u202egpj.exe",
    "long " + "x" * 10_000,
    "& &amp; <!-- ' \" `",
    "@SUM(A1)",
    "-2+3",
    "</style><style>* { display: none }</style>",
)
TURNED, LONG = "\u202e\u2066\u200b\ufeff", "y" * 10_000
EVIL = "</p><script>window.harmed = 1</script><a href='javascript:window.harmed=1'>click</a>"


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a report on such a wave."""
    base = tmp_path_factory.mktemp("hostile")
    simulate("talk", base / "wave", 7, (4, 4, 4, 2), 11, 1)
    answers = pd.read_csv(base / "wave" / "responses.csv", dtype=str, keep_default_na=False)
    register = pd.read_csv(base / "wave" / "projects.csv", dtype=str, keep_default_na=False)
    renamed = dict(zip(register["project_id"], NAMES, strict=False))
    answers.assign(S03=answers["S03"].replace(renamed)).to_csv(base / "wave" / "responses.csv", index=False)
    register.assign(project_id=register["project_id"].replace(renamed)).to_csv(
        base / "wave" / "projects.csv", index=False
    )
    house = test_pipeline.house(base / "house")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(house)
        test_pipeline.add(base / "wave", "2027")
        said = house / "data" / "raw" / "2027" / "wave.yaml"
        described = yaml.safe_load(said.read_text("utf-8"))
        described |= {"title": EVIL, "mode": EVIL, "licence": "javascript:window.harmed=1", "citation": EVIL}
        described |= {"cherries": {"ethics_approval": EVIL, EVIL: EVIL}, "notes": {EVIL: EVIL}, "languages": [EVIL]}
        described["sources"][0]["file"] = f"a{EVIL}.csv"
        described["notes"][f"{TURNED}{EVIL}"] = LONG
        described["cherries"]["recruitment"] = f"{TURNED}=1+1;=cmd|' /C calc'!A0"
        said.write_text(yaml.safe_dump(described), "utf-8")
        _correct_and_doubt(house / "data" / "raw" / "2027")
        test_pipeline.run(house, "2027", patch)
    return house / "reports"


def _correct_and_doubt(wave: Path) -> None:
    """Corrections with such reasons, and lines of a crosswalk with such notes, texts and options."""
    delivered = pd.read_csv(wave / "responses.csv", dtype=str, keep_default_na=False)
    reasons = (
        EVIL,
        f"{TURNED}{NAMES[2]}{LONG}",
        "=HYPERLINK('javascript:window.harmed=1');=1+1",
        "\N{PILE OF POO}" * 50,
    )
    with (wave / "corrections.csv").open("w", encoding="utf-8", newline="") as opened:
        written = csv.writer(opened)
        written.writerow(("row", "column", "was", "is", "reason"))
        for number, reason in enumerate(reasons, start=1):
            was = delivered.loc[number - 1, "PC1"]
            written.writerow((number, "PC1", was, "4" if was != "4" else "5", reason))
    lines = [
        Line(n, code, code, comparable, confirmed="yes", text=f"{EVIL}{TURNED}{LONG}", options=NAMES[5], note=note)
        for n, (code, comparable, note) in enumerate(
            (
                ("PC1", "changed_wording", EVIL),
                ("SO1", "changed_options", f"{TURNED}{NAMES[0]}{LONG}"),
                ("KC1", "changed_wording", "=1+1;@SUM(A1)\t=cmd"),
            ),
            start=1,
        )
    ]
    write(wave / "crosswalk.csv", lines)


def _pages(reports: Path) -> list[Path]:
    return [reports / "index.html", *sorted((reports / "pages").glob("*.html"))]


def test_nothing_of_it_runs_and_no_page_breaks(reports: Path, chromium: browser.Browser) -> None:
    for page in _pages(reports):
        for width in (360, 1440):
            assert chromium.look(page, width).faults() == [], f"{page.name} at {width}"
        assert chromium.evaluate("typeof window.harmed") == "undefined", page.name
        hrefs = "[...document.links].map(a => a.getAttribute('href'))"
        strange = f"{hrefs}.filter(h => /^\\s*(javascript|data|vbscript):/i.test(h))"
        assert chromium.evaluate(strange) == [], page.name
        assert chromium.evaluate("document.querySelectorAll('script').length") == 1, page.name
        assert chromium.evaluate("document.querySelectorAll('img, iframe, object, embed').length") == 0, page.name
        assert chromium.evaluate("Boolean(document.querySelector('footer'))"), f"{page.name} is cut off"


def test_it_is_shown_as_text(reports: Path, chromium: browser.Browser) -> None:
    chromium.look(reports / "pages" / "structure.html", 1440)
    text = chromium.evaluate("document.body.textContent")
    assert NAMES[0] in text and NAMES[7] in text and "safe\ufffdgpj.exe" in text and "49" not in NAMES[7]
    assert "x" * 100 not in text
    chromium.look(reports / "pages" / "who.html", 1440)
    assert EVIL in chromium.evaluate("document.body.textContent")
    chromium.look(reports / "pages" / "waves.html", 1440)
    text = chromium.evaluate("document.body.textContent")
    assert text.count(EVIL) >= 3 and "HYPERLINK" in text and NAMES[2] in text  # reasons, notes and texts of questions


def test_no_sign_turns_a_text_around_or_is_unseen_and_no_text_is_endless(reports: Path) -> None:
    files = [path for path in reports.rglob("*") if path.suffix in (".html", ".csv", ".svg")]
    assert len(files) > 20
    for path in files:
        told = path.read_text("utf-8")
        assert not set(told) & {*TURNED, "\u2028", "\x00"}, path.name
        assert LONG[:1000] not in told and "x" * 100 not in told, path.name


def test_its_figures_lack_nothing_and_axe_finds_no_violation(reports: Path, chromium: browser.Browser) -> None:
    pages = _pages(reports)
    assert sum(figures.number(page) for page in pages) > 50
    found = [fault for page in pages for fault in figures.faults(page)]
    for page in pages:
        chromium.look(page, 360, dark=True)
        found += [
            f"{page.name}: {violation}" for violation in (*chromium.violations(contrast=False), *chromium.faint())
        ]
    assert found == []


def test_no_file_holds_a_formula(reports: Path) -> None:
    files = sorted((reports / "pages").glob("*.csv"))
    assert len(files) >= 6
    for file in files:
        with file.open(encoding="utf-8", newline="") as opened:
            for line in csv.reader(opened):
                cells = [inner.lstrip() for cell in line for inner in (cell, *re.split(r"[;\t\r\n]", cell)[1:])]
                wrong = [c for c in cells if c[:1] in tuple("=+@\t\r") or (c[:1] == "-" and not _number(c))]
                assert not wrong, f"{file.name}: {wrong}"


def _number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_the_policy_would_stop_what_got_through(reports: Path, chromium: browser.Browser, tmp_path: Path) -> None:
    """Were something not escaped, the browser would still not run it."""
    text = (reports / "index.html").read_text("utf-8")
    broken = text.replace(
        "<main ", "<script>window.harmed = 1</script><img src=x onerror='window.harmed = 1'><main ", 1
    )
    assert broken != text
    (tmp_path / "broken.html").write_text(broken, "utf-8")
    chromium.look(tmp_path / "broken.html", 768)
    assert chromium.evaluate("typeof window.harmed") == "undefined"
