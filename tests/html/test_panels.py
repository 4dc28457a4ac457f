"""Small distributions: a dot for each project, the mean where it belongs, a zone where the claim puts a type."""

import re

from pipeline.html import panels
from pipeline.html.panels import Line, Zone


def test_a_panel_has_a_dot_for_each_project_and_its_ends_stand_at_the_ends_of_the_scale() -> None:
    drawn = panels.symbol(
        "s",
        {
            "PP": Line((1.0, 7.0, 4.0), (3, 1, 2), ((3.0, 0.5), (4.0, 1.0)), 4.0, (3.0, 5.0)),
            "SOC": Line((), (), (), None, None),
        },
        4,
    )
    dots = re.findall(r'<path class="p(\d)" d="M([\d.]+) ', drawn)
    assert dots == [("3", "40"), ("2", "186"), ("1", "332")]  # 1, 4 and 7 on an axis from 40 to 332
    assert '<path class="sp-shape type-PP" d="M137.3 10.8L186 5.5L186 26.5L137.3 21.2z"/>' in drawn  # 10.5 high at most
    assert 'class="sp-mean" d="M186.0 ' in drawn and 'class="sp-middle" d="M186.0 ' in drawn
    assert drawn.count("sp-mean") == 1 and 'type-SOC" x' in drawn


def test_a_zone_reaches_from_the_bound_to_the_end_and_covers_both_types_of_one_side() -> None:
    drawn = panels.zones(("PP", "SOC", "SOL"), [Zone("SSE", 4.0, True), Zone("PP", 4.0, False), Zone("HYB", 4.0, True)])
    assert re.findall(r'x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"', drawn) == [
        ("186.0", "28", "146.0"),
        ("186.0", "52", "146.0"),
        ("40.0", "4", "146.0"),
    ]
