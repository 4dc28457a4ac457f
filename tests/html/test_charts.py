"""The pictures: text that is text, a name and a finding for those who do not see them, the same bytes every time."""

import re

from pipeline.html import charts, map_chart, panels, pictures, words
from pipeline.html.pictures import Picture

HOSTILE = "<script>alert(1)</script> & $x^2$"


def _forest(label: str) -> Picture:
    rows = [
        charts.Row(label, "supported", 1.5, (0.9, 2.1), (1.1, 1.9)),
        charts.Row("no interval", "inconclusive", 0.2, None, None),
    ]
    return charts.forest("forest", "A title", f"Of {label}", {"Differences": rows}, 0.5, "points")


def test_words_in_a_picture_are_text_and_are_escaped() -> None:
    svg = _forest(HOSTILE).svg
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; $x^2$</text>" in svg
    assert "<script" not in svg


def test_a_picture_has_a_name_and_its_finding() -> None:
    svg = _forest(HOSTILE).svg
    assert 'role="img"' in svg
    assert "<title>A title</title>" in svg
    assert "<desc>Of &lt;script&gt;" in svg


def test_a_picture_is_the_same_twice_and_loads_nothing() -> None:
    first, second = _forest("a").svg, _forest("a").svg
    assert first == second
    assert "http" not in first
    assert not re.search(r"\d{4}-\d{2}-\d{2}", first)


def test_identifiers_begin_with_the_name_of_the_picture() -> None:
    svg = _forest("a").svg
    assert set(re.findall(r'id="(\w+)-', svg)) == {"forest"}
    assert set(re.findall(r'href="#(\w+)-', svg)) == {"forest"}


def test_no_colour_is_left_that_the_style_sheet_does_not_know() -> None:
    drawn = [
        _forest("a"),
        charts.shares("s", "t", "a", [("one", 0.2, (0.1, 0.3)), ("two", 0.5, None)]),
    ]
    for picture in drawn:
        assert not re.search(r"(fill|stroke): #", picture.svg), picture.name


def test_every_verdict_and_every_type_has_its_own_mark_and_colour() -> None:
    assert set(pictures.VERDICT_MARKS) == set(pictures.VERDICT_COLOURS) == set(words.VERDICTS)
    assert len(set(pictures.VERDICT_MARKS.values())) == len(set(pictures.VERDICT_COLOURS.values())) == 6
    assert len(set(pictures.TYPE_MARKS.values())) == len(set(pictures.TYPE_COLOURS.values())) == 5


def test_a_project_bears_the_same_number_in_every_picture() -> None:
    line = panels.Line((5.0, 4.0), (7, 3), (), None, None)
    assert re.findall(r'<path class="p(\d+)"', panels.symbol("s", {"PP": line}, 4)) == ["3", "7"]
    axis = map_chart.Axis("a", "h", "l")
    spots = [map_chart.Spot(f"a{n}", n, f"n{n}", "PP", 1, n, 0, "") for n in (7, 4, 3)]
    drawn = map_chart.projects("m", "t", "a", axis, axis, spots, True).svg
    assert sorted(re.findall(r'class="type-PP p(\d+)', drawn)) == ["3", "4", "7"]
