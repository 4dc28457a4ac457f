"""What the pages say, and that they are pages."""

import html
import re
from base64 import b64encode
from collections import Counter
from functools import cache
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from pipeline.html import page, words
from pipeline.sections.material import Material
from pipeline.sections.pages import TITLES
from tests.sections import made_up

FILES = {"verdicts.csv", "known.csv", "type-means.csv", "project-means.csv", "rows.csv", "codebook.csv"}
FILES |= {"reliability.csv", "careless.csv", "parts.csv", "ways.csv", "answers.csv", "map.csv", "clusters.csv"}
FILES |= {"compass.csv", "error-rates.csv"}
VOID = {"br", "wbr", "meta", "link", "rect", "path", "circle", "use", "input"}
SCRIPT = (page.HERE / "style" / "page.js").read_text("utf-8")


class Reader(HTMLParser):
    """The elements of a page, in their order, and what is left open or closed twice."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.faults: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing at {self.getpos()}")

    def values(self, attribute: str) -> list[str]:
        return [value for _, attributes in self.elements if (value := attributes.get(attribute)) is not None]


def build(material: Material) -> dict[str, str]:
    return made_up.pages(material)


@cache
def built(case: str) -> dict[str, str]:
    return build(getattr(made_up, case)())


@pytest.fixture
def two_sides() -> dict[str, str]:
    return built("two_sides")


@pytest.fixture
def one_side() -> dict[str, str]:
    return built("one_side")


@pytest.fixture(params=["two_sides", "one_side", "nothing"])
def pages(request: pytest.FixtureRequest) -> dict[str, str]:
    return built(request.param)


def test_every_page_is_there_and_well_formed(pages: dict[str, str]) -> None:
    assert list(pages) == list(TITLES)
    for name, text in pages.items():
        read = Reader(text)
        assert not read.faults and not read.open, name
        assert len(text.encode()) < 2_000_000, name


def test_every_link_leads_somewhere_inside_the_report(pages: dict[str, str]) -> None:
    anchors = {name: set(Reader(text).values("id")) for name, text in pages.items()}
    for name, text in pages.items():
        for address in Reader(text).values("href"):
            if address == "data:,":
                continue
            if address.endswith(".csv"):
                file = address.removeprefix("pages/" if name == "index" else "")
                assert file in FILES or re.fullmatch(r"spread-\w+\.csv", file), f"{name}: {address}"
                continue
            file, _, anchor = address.partition("#")
            target = re.sub(r"^(\.\./|pages/)?(\w+)\.html$", r"\2", file) if file else name
            assert target in pages, f"{name}: {address}"
            assert not anchor or anchor in anchors[target], f"{name}: {address}"


def test_nothing_is_loaded_and_nothing_runs(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        read = Reader(text)
        assert not read.values("src"), name
        assert re.findall(r"<script>(.*?)</script>", text, flags=re.S) == [SCRIPT], (
            name
        )  # the one that the policy lets run
        assert f"script-src 'sha256-{b64encode(sha256(SCRIPT.encode()).digest()).decode()}'" in text, name
        assert "http:" not in text and "https:" not in text and "url(//" not in text, name
        assert not [tag for tag, _ in read.elements if tag in ("iframe", "object", "embed")], name
        assert not [a for _, attributes in read.elements for a in attributes if a.startswith("on")], name


def test_pages_can_be_read_without_eyes(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        read = Reader(text)
        tags = [tag for tag, _ in read.elements]
        doubled = [i for i, n in Counter(read.values("id")).items() if n > 1]
        assert not doubled, f"{name}: {doubled}"
        assert ("html", {"lang": "en"}) in read.elements
        assert tags.count("h1") == tags.count("main") == 1 and {"header", "nav", "footer"} <= set(tags), name
        assert tags.count("table") == tags.count("caption"), name
        assert all("scope" in attributes for tag, attributes in read.elements if tag == "th"), name
        labels = [label for value in read.values("aria-labelledby") for label in value.split()]
        assert set(labels) <= set(read.values("id")), name
        levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h[1-6]", tag)]
        assert all(after <= before + 1 for before, after in pairwise(levels)), name


def test_the_same_material_gives_the_same_bytes(two_sides: dict[str, str]) -> None:
    assert build(made_up.two_sides()) == two_sides


def test_simulated_answers_are_announced_on_every_page(two_sides: dict[str, str], one_side: dict[str, str]) -> None:
    assert all("These answers are simulated." in text for text in two_sides.values())
    assert not any("simulated." in text for text in one_side.values())


def test_hostile_names_are_shown_as_text(two_sides: dict[str, str]) -> None:
    assert not any("<script>alert" in text for text in two_sides.values())
    assert "&lt;script&gt;" in two_sides["structure"] and "&lt;script&gt;" in two_sides["who"]


def test_the_overview_counts_the_words(two_sides: dict[str, str]) -> None:
    counted = (
        "Of the 6 that count towards the overall picture, 2 are supported, 1 contradicted, 1 equivalent, 1 mixed and 1"
    )
    assert (
        "8 claims, 2 are supported, 1 contradicted, 1 equivalent, 1 mixed, 2 inconclusive and 1 not testable"
        in two_sides["index"]
    )
    assert counted in two_sides["index"]


def test_every_word_and_all_that_can_stand_beside_one_is_explained_on_the_methods_page(pages: dict[str, str]) -> None:
    visible = re.sub(r"<span hidden.*?</span>", "", pages["methods"])
    meanings = [*(word.meaning for word in words.VERDICTS.values()), *map(words.sentence, words.SUFFIXES.values())]
    assert [meaning for meaning in meanings if html.unescape(meaning) not in html.unescape(visible)] == []


def test_numbers_are_those_that_were_judged(two_sides: dict[str, str]) -> None:
    assert "1.84 points" in two_sides["claims"]
    assert "1.44 to 2.24" in two_sides["claims"]  # the deciding interval: 1.84 - 0.4 to 1.84 + 0.4
    assert "1.54 to 2.14" in two_sides["claims"]  # the 95 % interval: 1.84 - 0.3 to 1.84 + 0.3


def test_what_rests_on_fewer_than_five_respondents_is_withheld(two_sides: dict[str, str]) -> None:
    text = "".join(two_sides.values())
    assert "4.44" not in text  # an estimate on four respondents
    assert "74 %" not in text  # a part on four respondents
    assert "fewer than 5 respondents" in two_sides["claims"]
    places = re.sub(r'class="[^"]*"', "", two_sides["structure"].split('id="clusters"')[0])
    assert ">s1</a>" in places and "p2" not in places
    assert "p1" not in places  # the other one of its type: with its respondents told, p2's would follow
    assert "1 project with fewer than 5 respondents is not shown" in two_sides["indicators"]


def test_no_star_and_no_bare_p_value_stands_anywhere(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        shown = re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", text, flags=re.S))
        assert not re.search(r"\bp\s*[<=>]\s*0?\.\d", shown), name
        assert "***" not in shown, name


def test_every_row_delivered_is_accounted_for(two_sides: dict[str, str]) -> None:
    told = "35 rows were kept and analysed. Fewer than 5 were excluded, so how many were delivered is not told."
    assert told in two_sides["who"] and "36" not in re.findall(r"\d+", re.sub(r"<[^>]*>", " ", two_sides["who"]))


def test_one_side_alone_says_what_is_missing_and_what_is_known(one_side: dict[str, str]) -> None:
    overview = one_side["index"]
    assert "These data cannot test whether the talk holds" in overview
    assert "These data know nothing of social and solidarity economy" in overview
    assert "What these data already say" in overview
    assert "81 %" in overview and "79 to 83 %" in overview and "900 respondents" in overview
    assert '<strong class="proxy">proxy</strong> asked in other words' in overview


def test_an_empty_survey_gives_honest_pages() -> None:
    pages = built("nothing")
    assert "Nothing has been judged yet" in pages["index"]
    assert "No answers of respondents were delivered." in pages["who"]
    assert "No indicator could be computed" in pages["indicators"]
    assert "nothing can be placed" in pages["structure"]


def test_the_compass_names_the_talks_nine_cells(two_sides: dict[str, str]) -> None:
    for label in ("Peer production", "(Side-effect of ownership)", "Social administration", "Private industries"):
        assert f'<p class="label">{label}</p>' in two_sides["structure"]
