"""The frame of the pages: relative addresses, one style, escaping."""

import re

from pipeline.html import page, words

TITLES = {"index": "Overview", "claims": "The claims", "methods": "Methods"}

THRESHOLDS = {
    "bounds": {"difference": 0.5},
    "gate_projects": 12,
    "gate_respondents": 5.0,
    "taxon": {"hybrids": 0.08},
    "measurement": {"between": 0.1},
}
METHODS = {"hash_groups": [], "parameters": [], "rulers": [], "versions": [], "thresholds": THRESHOLDS, "smallest": 5}
METHODS |= {"registrations": (), "of_waves": [], "of_claims": []}


def test_addresses_are_relative_to_the_page_that_holds_them() -> None:
    assert page.address("claims", "index") == "pages/claims.html"
    assert page.address("claims", "who") == "claims.html"
    assert page.address("index", "who") == "../index.html"
    assert page.address("who", "who") == ""


def test_the_style_sheet_loads_nothing_and_colours_every_verdict_in_light_dark_and_print() -> None:
    style = (page.HERE / "style" / "style.css").read_text("utf-8")
    assert "url(" not in style and "@import" not in style
    for word in words.VERDICTS.values():
        assert len(re.findall(rf"--{word.slug}: #", style)) == 3, word.word


def test_what_comes_from_data_is_escaped() -> None:
    context = {"simulated": (), "waves_registered": [], "hash_groups": [("<b>x</b>", "0", [("f", "0")])]}
    text = page.render("methods", {**METHODS, **context}, TITLES)
    assert "<b>x</b>" not in text
    assert "&lt;b&gt;x&lt;/b&gt;" in text


def test_the_banner_stands_on_simulated_data_only() -> None:
    context = {**METHODS, "waves_registered": ["a", "b"]}
    assert "These answers are simulated" not in page.render("methods", {**context, "simulated": ()}, TITLES)
    assert "Nobody was asked" in page.render("methods", {**context, "simulated": ("a", "b")}, TITLES)
    assert "The wave a was made by a program" in page.render("methods", {**context, "simulated": ("a",)}, TITLES)
