"""Founding years as columns: as many as were counted, each as high as its count."""

import re
from dataclasses import replace

from pipeline.html.columns import columns
from pipeline.sections.founded import founded
from tests.sections import made_up


def test_columns_are_as_high_as_their_counts_and_nothing_has_none() -> None:
    svg = columns("n", "Title", "told", [("1990\u201399", 1), ("2000\u201309", 0), ("2010\u201319", 4)]).svg
    heights = [float(h) for h in re.findall(r'<rect [^>]*height="([\d.]+)"', svg)]
    assert heights == [22.5, 90.0]
    assert re.findall(r">(\d+)</text>", svg) == ["1", "4"]


def test_of_many_columns_every_second_or_third_has_a_label() -> None:
    svg = columns("n", "Title", "told", [(f"label{number}", 1) for number in range(13)]).svg
    assert re.findall(r">(label\d+)<", svg) == ["label0", "label3", "label6", "label9", "label12"]


def test_the_columns_count_the_projects_of_the_parts() -> None:
    """A quarter and three quarters of eight projects."""
    row = {
        "claim": "pp_growing",
        "part": 1,
        "side": "PP",
        "role": "context",
        "what": "share of projects founded from 1990 to 1999",
    }
    parts = [
        {**row, "unit": "share", "estimate": 0.25, "n": 8, "n_respondents": 0},
        {
            **row,
            "part": 2,
            "what": "share of projects founded from 2000 to 2009",
            "unit": "share",
            "estimate": 0.75,
            "n": 8,
        },
        {**row, "part": 3, "what": "mean of founding year", "unit": "years", "estimate": 2001.0, "n": 8},
    ]
    found = founded(replace(made_up.nothing(), parts=made_up.table("parts_by_claim", *parts)))
    assert list(found) == ["pp_growing"]
    assert found["pp_growing"].picture.title == "When the projects of peer production were founded"
    assert found["pp_growing"].picture.alternative == "2 in 1990\u201399 and 6 in 2000\u201309."
    assert found["pp_growing"].base.startswith("8 projects")
