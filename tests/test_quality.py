"""What is said of each delivered row, on rows whose indices can be counted by hand."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

from pipeline import files, instrument
from pipeline.quality import display_places, known_project, main, pool, quality, repeated, stack

ASKED = instrument.load()
CORE = list(ASKED.core_lines())
BOUNDS = yaml.safe_load((files.root() / "params.yaml").read_text("utf-8"))["quality"] | {"rows_read_at_once": 2}
ATTENTIVE = {"AT1": 6, "II1": -1, "AT2": 1}


def responses(*rows: Mapping[str, Any], wave: str = "2025") -> pd.DataFrame:
    """Delivered rows of a wave; unsaid, the core lines are answered by an opinion on each scale in 600 seconds."""
    usual: dict[str, Any] = {
        "test_row": False,
        "duration_seconds": 600.0,
        "project": "p1",
        "S01": 1,
        "S02": 1,
        "D13": 1,
    }
    answers = careful()
    filled = [{"wave": wave, "row": n, **usual, **answers, **ATTENTIVE, **row} for n, row in enumerate(rows, start=1)]
    table = pd.DataFrame(filled)
    empty = files.empty("responses")
    known = {name: table[name] if name in table else pd.Series(None, index=table.index) for name in empty.columns}
    items = {code: table[code].fillna(-4).astype("int8") for code in table.columns if code not in empty.columns}
    return pd.DataFrame({**known, **items}).astype(dict(empty.dtypes))


def careful() -> dict[str, int]:
    """Opinions of 2, 6, 3, 5 on one scale after the other, said the other way round where a line is reversed."""
    scales = [s for s in ASKED.indicators.values() if s.kind == "mean"]
    opinions = {code: (2, 6, 3, 5)[k % 4] for k, scale in enumerate(scales) for code in scale.items}
    answers = {code: opinions.get(code, 1 + place % 3) for place, code in enumerate(CORE)}
    return {code: 8 - answer if ASKED.items[code].reverse else answer for code, answer in answers.items()}


def projects(*names: str, wave: str = "2025") -> pd.DataFrame:
    table = pd.DataFrame({"wave": wave, "project": list(names), "declared_type": "PP"})
    return table.reindex(columns=files.empty("projects").columns).astype(dict(files.empty("projects").dtypes))


def judged(*rows: Mapping[str, Any]) -> pd.DataFrame:
    table = quality(responses(*rows), projects("p1", "p2"), ASKED, BOUNDS)
    files.check("quality_by_respondent", table)
    return table


def test_a_careful_row_raises_nothing() -> None:
    row = judged({}).loc[0]
    assert (row["consent"], row["use_me"], row["known_project"]) == ("yes", "yes", "yes")
    assert not row["test_row"]
    assert not row["repeat"]
    assert (row["share_answered"], row["speed"]) == (1.0, 1.0)
    assert (row["attention_computable"], row["attention_failed"], row["flags"]) == (3, 0, 0)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"S01": 1, "S02": 1}, "yes"),
        ({"S01": 2, "S02": 1}, "no"),
        ({"S01": 1, "S02": 2}, "no"),
        ({"S01": -5, "S02": -5}, "no"),
        ({"S01": 1, "S02": -5}, "yes"),
        ({"S01": -4, "S02": 2}, "no"),
        ({"S01": -4, "S02": -4}, "not computable"),
    ],
)
def test_consent_must_be_given_where_it_was_asked(answers: dict[str, int], said: str) -> None:
    assert judged(answers)["consent"].tolist() == [said]


def test_who_asks_not_to_be_used_is_known() -> None:
    assert judged({"D13": 1}, {"D13": 2}, {"D13": -4}, {"D13": -5})["use_me"].tolist() == [
        "yes",
        "no",
        "not computable",
        "not computable",
    ]


def test_checks_are_judged_on_the_codes_as_stored() -> None:
    """AT1 passes at 6, II1 at `cannot say` (-1), AT2 at 1 or 2."""
    table = judged(
        {"AT1": 6, "II1": -1, "AT2": 2},
        {"AT1": 5, "II1": -1, "AT2": 1},
        {"AT1": -1, "II1": 4, "AT2": 7},
        {"AT1": -4, "II1": -1, "AT2": 3},
        {"AT1": -5, "II1": -6, "AT2": -4},
    )
    assert table["attention_computable"].tolist() == [3, 3, 3, 2, 0]
    assert table["attention_failed"].tolist() == [0, 1, 3, 1, 0]


def test_cannot_say_is_an_answer_and_a_line_not_shown_is_not_counted() -> None:
    half = len(CORE) // 2
    blank = dict.fromkeys(CORE[:half], -5)
    cannot_say = dict.fromkeys(CORE[:half], -1)
    not_shown = dict.fromkeys(CORE[:half], -4)
    not_reached = dict.fromkeys(CORE[:half], -6)
    shares = judged(blank, cannot_say, not_shown, not_reached, {CORE[0]: -3, CORE[1]: -7})["share_answered"].tolist()
    left = (len(CORE) - half) / len(CORE)
    assert shares == pytest.approx([left, 1, 1, left, (len(CORE) - 2) / (len(CORE) - 1)])


@pytest.mark.parametrize("asked", [0, 9])
def test_in_a_wave_with_hardly_a_core_line_the_share_is_not_computable(asked: int) -> None:
    few = responses({}, {}).drop(columns=CORE[asked:])
    table = quality(few, projects("p1"), ASKED, BOUNDS)
    assert table["share_answered"].isna().all()
    assert quality(responses({}).drop(columns=CORE[10:]), projects("p1"), ASKED, BOUNDS)["share_answered"].eq(1).all()


def test_speed_is_relative_to_the_median_of_the_waves_complete_rows() -> None:
    """Durations 300, 600, 900: median 600. The test row and the break-off do not move it."""
    broken_off = {"duration_seconds": 10.0, **dict.fromkeys(CORE[10:], -6)}
    table = judged(
        {"duration_seconds": 300.0},
        {"duration_seconds": 600.0},
        {"duration_seconds": 900.0},
        {"duration_seconds": 1.0, "test_row": True},
        broken_off,
        {"duration_seconds": None},
        {"duration_seconds": 0.0},
    )
    assert table["speed"].tolist()[:5] == pytest.approx([0.5, 1.0, 1.5, 1 / 600, 10 / 600])
    assert table["speed"].isna().tolist()[5:] == [True, True]


def test_each_wave_has_its_own_median() -> None:
    both = pd.concat(
        [responses({"duration_seconds": 100.0}), responses({"duration_seconds": 900.0}, wave="2026")], ignore_index=True
    )
    assert quality(both, projects("p1"), ASKED, BOUNDS)["speed"].tolist() == [1.0, 1.0]


def test_of_repeats_the_first_complete_one_is_kept() -> None:
    broken_off = dict.fromkeys(CORE[10:], -6)
    table = judged(
        {"respondent": "a", **broken_off},
        {"respondent": "a"},
        {"respondent": "a"},
        {"respondent": "b", **broken_off},
        {"respondent": "b", **broken_off},
        {"respondent": None},
        {"respondent": None},
    )
    assert table["repeat"].tolist() == [True, False, True, False, True, False, False]


def test_a_row_that_is_removed_anyway_does_not_make_another_one_a_repeat() -> None:
    table = judged({"respondent": "a", "test_row": True}, {"respondent": "a", "D13": 2}, {"respondent": "a"})
    assert table["repeat"].tolist() == [False, False, False]


def test_the_same_respondent_in_two_waves_is_no_repeat() -> None:
    both = pd.concat([responses({"respondent": "a"}), responses({"respondent": "a"}, wave="2026")], ignore_index=True)
    assert not repeated(both, np.array([True, True]), np.array([True, True])).any()


def test_a_project_is_known_only_in_its_own_wave() -> None:
    rows = [
        responses({"project": "p1"}, {"project": "p9"}, {"project": None}),
        responses({"project": "p2"}, wave="2026"),
        responses({"project": "p1"}, {"project": None}, wave="public"),
    ]
    register = pd.concat([projects("p1", "p2"), projects("p3", wave="2026")], ignore_index=True)
    found = known_project(pd.concat(rows, ignore_index=True), register).tolist()
    assert found == ["yes", "no", "no", "no", "not computable", "not computable"]
    assert known_project(rows[0], files.empty("projects")).tolist() == ["not computable"] * 3


def test_the_longest_run_is_counted_on_raw_codes_in_the_instruments_order() -> None:
    """Thirteen lines of block P answered 5, reversed ones among them; checks do not count and do not break the run."""
    lines = [code for code in ASKED.likert_codes("P") if ASKED.items[code].check is None]
    run = dict.fromkeys(lines[10:23], 5)
    assert any(ASKED.items[code].reverse for code in run)
    table = judged({**dict.fromkeys(lines, 1), **dict.fromkeys(lines[1::2], 2), **run})
    assert table["longstring"].tolist() == [13]
    assert table["flagged"].tolist() == ["longstring even_odd"]


def test_the_longest_run_follows_the_order_shown() -> None:
    """SE1, SE3, PW1, PW2 answered 7, all others of the block 1 and 2 in turn: shown one after the other they are a run."""
    motives = list(ASKED.likert_codes("M"))
    others = [code for code in motives if code not in ("SE1", "SE3", "PW1", "PW2")]
    answers = {
        **dict.fromkeys(others[::2], 1),
        **dict.fromkeys(others[1::2], 2),
        "SE1": 7,
        "SE3": 7,
        "PW1": 7,
        "PW2": 7,
    }
    rest = {code: -4 for code in CORE if code not in motives}
    shown = " ".join(["SE1", "SE3", "PW1", "PW2", *others])
    table = judged({**rest, **answers}, {**rest, **answers, "item_order": shown})
    assert table["longstring"].tolist() == [2, 4]


def test_places_on_the_screen_are_read_from_the_order() -> None:
    orders = pd.Series(["B A", None, "C X A", ""], dtype="str")
    behind = 2**31 // 2 - 1
    assert display_places(orders, ["A", "B", "C"]).tolist() == [
        [1, 0, behind + 2],
        [behind, behind + 1, behind + 2],
        [2, behind + 1, 0],
        [behind, behind + 1, behind + 2],
    ]


def test_flags_count_the_indices_beyond_their_bounds() -> None:
    """Second row: a quarter of the core lines blank, 200 of a median of 600 seconds, one check failed: three flags."""
    quarter = dict.fromkeys(CORE[: len(CORE) // 4 + 1], -5)
    table = judged({}, {"SE1": 7}, {"duration_seconds": 200.0, "AT1": 1, **quarter})
    assert table["flags"].tolist() == [0, 0, 3]
    assert table["flagged"].tolist() == ["", "", "share_answered speed attention"]
    assert set(table["not_computable"]) == {"seconds_per_line antonyms mahalanobis"}


def test_seconds_per_line_are_those_of_the_fastest_page() -> None:
    """90 seconds on block P, 20 on the lines of block M that were shown."""
    motives = [code for code in ASKED.likert_codes("M") if code in CORE]
    row = judged({"page_seconds_P": 90.0, "page_seconds_M": 20.0, motives[0]: -4}).loc[0]
    assert row["seconds_per_line"] == pytest.approx(20 / (len(motives) - 1))
    assert "seconds_per_line" in row["flagged"]
    assert judged({"page_seconds_P": 0.0}).loc[0, "seconds_per_line"] != 0


def test_the_very_same_answers_are_found_in_a_wave() -> None:
    table = judged({}, {}, {"SE1": 7}, {}, dict.fromkeys(CORE, -5))
    assert table["identical"].tolist() == ["yes", "yes", "no", "yes", "not computable"]
    assert (table.loc[[0, 1, 3], "flagged"] == "identical").all()


def test_straightliners_are_flagged_by_several_indices() -> None:
    """4 everywhere: no variation, and no correlation to speak of between halves."""
    row = judged({}, dict.fromkeys(CORE, 4)).loc[1]
    assert row["irv"] == 0
    assert "longstring" in row["flagged"]
    assert "irv" in row["flagged"]
    assert "even_odd" in row["not_computable"]


def test_a_wave_that_knows_nothing_of_this_is_judged_on_nothing() -> None:
    bare = responses({"project": None, "duration_seconds": None})
    bare = bare[[*files.empty("responses").columns]].assign(D07=np.array([1], dtype="int8"))
    table = quality(bare, files.empty("projects"), ASKED, BOUNDS)
    files.check("quality_by_respondent", table)
    row = table.loc[0]
    assert (row["consent"], row["use_me"], row["known_project"]) == ("not computable",) * 3
    assert (row["attention_computable"], row["attention_failed"], row["flags"]) == (0, 0, 0)
    assert row[["share_answered", "speed", "longstring", "irv", "even_odd", "antonyms", "mahalanobis"]].isna().all()
    assert len(row["not_computable"].split()) == 10


def test_waves_are_pooled_with_items_not_asked() -> None:
    first = responses({}).assign(EF1=np.array([12], dtype="int16"))
    second = responses({}, {}, wave="public")[[*files.empty("responses").columns]].assign(D07=np.array([1, 2], "int8"))
    pooled = pool([first, second.iloc[::-1]], files.empty("responses"), ASKED)
    files.check("responses", pooled)
    assert pooled[["wave", "row"]].to_numpy().tolist() == [["2025", 1], ["public", 1], ["public", 2]]
    assert pooled["EF1"].tolist() == [12, -4, -4]
    assert str(pooled["EF1"].dtype) == "int16"
    assert pooled["D07"].tolist() == [-4, 1, 2]
    assert pooled["IO1"].tolist() == [careful()["IO1"], -4, -4]


def test_nothing_delivered_gives_empty_tables() -> None:
    pooled = pool([], files.empty("responses"), ASKED)
    files.check("responses", pooled)
    table = quality(pooled, files.empty("projects"), ASKED, BOUNDS)
    files.check("quality_by_respondent", table)
    assert len(table) == 0
    assert stack([files.empty("projects")], files.empty("projects")).equals(files.empty("projects"))


def test_only_registered_waves_are_pooled_whatever_lies_beside_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One wave with both tables, one with projects only, one not ingested, and a removed one whose tables are still there."""
    shutil.copy(files.root() / "tables.yaml", tmp_path)
    shutil.copytree(files.root() / "instrument", tmp_path / "instrument")
    (tmp_path / "waves.yaml").write_text("waves: [2026, register, planned]\n", "utf-8")
    (tmp_path / "params.yaml").write_text(yaml.safe_dump({"quality": BOUNDS}), "utf-8")
    monkeypatch.chdir(tmp_path)
    files.write("delivered_responses", responses({}, {"project": "p7"}, wave="2026"), "2026")
    files.write("delivered_projects", projects("p1", wave="2026"), "2026")
    files.write("delivered_projects", projects("p1", "p2", wave="register"), "register")
    files.write("delivered_responses", responses({}, wave="removed"), "removed")
    files.write("items_apart", files.empty("items_apart"))
    main()
    assert files.read("responses")["wave"].tolist() == ["2026", "2026"]
    assert files.read("projects")["wave"].tolist() == ["2026", "register", "register"]
    assert files.read("quality_by_respondent")["known_project"].tolist() == ["yes", "no"]
    assert len(files.read("proxies")) == 0
