"""Scores worked out by hand."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline import files, instrument
from pipeline.score import score, standardised

ASKED = instrument.load()
PARAMS = {"share_of_items": 0.5, "status_components": 3, "respondents_for_a_country": 5}


def responses(*rows: Mapping[str, Any]) -> pd.DataFrame:
    """Kept rows of one wave; items that no row names have no column, those that another row names were not asked."""
    empty = files.empty("clean_responses")
    table = pd.DataFrame([{"wave": "2025", "row": n, **row} for n, row in enumerate(rows, start=1)])
    table = table.assign(in_primary=True, in_strict=True)
    known = {name: table[name] if name in table else pd.Series(None, index=table.index) for name in empty.columns}
    items = {code: table[code].fillna(-4).astype("int8") for code in table.columns if code not in empty.columns}
    return pd.DataFrame({**known, **items}).astype(dict(empty.dtypes))


def scored(*rows: Mapping[str, Any]) -> pd.DataFrame:
    table = score(responses(*rows), ASKED, PARAMS)
    files.check("scores_by_respondent", table)
    return table


def test_a_reversed_item_is_turned() -> None:
    """SE4 is reversed: (7 + 6 + 5 + (8 - 2)) / 4 = 6."""
    assert scored({"SE1": 7, "SE2": 6, "SE3": 5, "SE4": 2})["SE"].tolist() == [6.0]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"SE1": 7, "SE2": 5, "SE3": -1, "SE4": -5}, 6.0),
        ({"SE1": 7, "SE2": -1, "SE3": -2, "SE4": -5}, None),
        ({"SE1": 7, "SE2": -6, "SE3": -4, "SE4": -4}, 7.0),
        ({"SE1": 7, "SE2": -4, "SE3": -4, "SE4": -4}, 7.0),
        ({"SE1": 7, "SE2": -7, "SE3": -5, "SE4": -3}, None),
        ({"SE1": -4, "SE2": -4, "SE3": -4, "SE4": -4}, None),
        ({"SE1": -1, "SE2": -1, "SE3": -1, "SE4": -1}, None),
    ],
)
def test_half_of_the_items_shown_must_be_answered(answers: dict[str, int], expected: float | None) -> None:
    found = scored(answers)["SE"].tolist()[0]
    assert np.isnan(found) if expected is None else found == expected


def test_an_item_left_to_the_other_form_does_not_count_against_the_score() -> None:
    """NP is NP1 (form A only) and NP2 (reversed): form B has 8 - 2 = 6, form A (4 + 6) / 2 = 5."""
    assert scored({"NP1": -4, "NP2": 2}, {"NP1": 4, "NP2": 2})["NP"].tolist() == [6.0, 5.0]


def test_every_indicator_has_its_column_whatever_was_asked() -> None:
    table = scored({"SE1": 7})
    assert list(table.columns[7:]) == list(ASKED.indicators)
    assert table["SE"].tolist() == [7.0]
    assert table.drop(columns="SE").iloc[:, 7:].isna().all(axis=None)


def test_the_reference_to_capitalism_needs_two_of_its_three_parts() -> None:
    """RP = (6 + (8 - 4)) / 2 = 5; RC = (5 + 3 + 1) / 3 = 3."""
    table = scored(
        {"RP1": 6, "RP3": 4, "RP2": 3, "OP1": 1},
        {"RP1": 6, "RP3": 4, "RP2": -1, "OP1": 1},
        {"RP1": 6, "RP3": 4, "RP2": -1, "OP1": -5},
        {"RP1": -1, "RP3": -1, "RP2": 2, "OP1": 4},
    )
    assert table["RC"].tolist()[:2] == [3.0, 3.0]
    assert np.isnan(table["RC"].tolist()[2])
    assert table["RC"].tolist()[3] == 3.0


def test_values_are_standardised_within_their_country() -> None:
    """1, 2, 3, 4, 5: mean 3, standard deviation (n - 1) the root of 2.5; the other country lies 10 higher."""
    values = np.array([1.0, 2, 3, 4, 5, 11, 12, 13, 14, 15])
    country = pd.Series(["DE"] * 5 + ["FR"] * 5, dtype="str")
    wave = pd.Series(["2025"] * 10, dtype="str")
    expected = np.tile(np.array([-2, -1, 0, 1, 2]) / np.sqrt(2.5), 2)
    assert standardised(values[:, None], wave, country, 5)[:, 0] == pytest.approx(expected)


def test_small_and_unknown_countries_are_standardised_within_the_wave() -> None:
    """Wave 2025 has 1 to 5, one of them from a country of its own, one without a country; 2026 has an outlier."""
    values = np.array([1.0, 2, 3, 4, 5, 100, 200])
    country = pd.Series(["DE", "DE", "DE", "FR", None, "DE", "DE"], dtype="str")
    wave = pd.Series(["2025"] * 5 + ["2026"] * 2, dtype="str")
    found = standardised(values[:, None], wave, country, 3)[:, 0]
    assert found[:3] == pytest.approx([-1, 0, 1])
    assert found[3:5] == pytest.approx([1 / np.sqrt(2.5), 2 / np.sqrt(2.5)])
    assert found[5:] == pytest.approx([-np.sqrt(0.5), np.sqrt(0.5)])


def test_a_part_without_spread_or_value_is_missing() -> None:
    wave, country = pd.Series(["2025"] * 6, dtype="str"), pd.Series(["DE"] * 6, dtype="str")
    assert np.isnan(standardised(np.full((6, 1), 2.0), wave, country, 5)).all()
    found = standardised(np.array([[1.0], [2], [3], [4], [5], [np.nan]]), wave, country, 5)[:, 0]
    assert np.isnan(found[5])
    assert np.isfinite(found[:5]).all()


def test_the_status_index_needs_three_parts_and_rises_with_education() -> None:
    """D03 1 to 4 and D04 1 to 5 rise together; the last but one answered two parts only, the last refused D07."""
    parts = [{"D03": 1 + n % 4, "D04": 1 + n % 4, "D05": 1, "D06": 1 + n % 2, "D07": 1 + n % 2} for n in range(8)]
    rows = [*parts, {"D03": 4, "D04": 5}, {"D03": 4, "D04": 5, "D05": -5, "D06": 1, "D07": -2}]
    found = scored(*rows)["STATUS"]
    assert found.isna().tolist() == [False] * 8 + [True, False]
    assert found[2] > found[0]
    assert found[3] > found[1]


def test_a_code_outside_its_scale_is_an_error_in_our_logic() -> None:
    with pytest.raises(AssertionError, match="SE1: a code outside 1 to 7"):
        scored({"SE1": 9})


def test_no_rows_give_no_scores() -> None:
    table = score(files.empty("clean_responses"), ASKED, PARAMS)
    files.check("scores_by_respondent", table)
    assert len(table) == 0
