"""Each row has one reason, the first that applies; the three sets lie within one another."""

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

from pipeline import files
from pipeline.clean import declared_types, exclude, keep, main

BOUNDS = {"share_answered": 0.6, "parts_of_the_median": 3, "attention_failed": 2, "longstring": 12, "strict_flags": 2}
FINE: dict[str, Any] = {
    "consent": "yes",
    "use_me": "yes",
    "test_row": False,
    "repeat": False,
    "known_project": "yes",
    "share_answered": 1.0,
    "speed": 1.0,
    "attention_computable": 3,
    "attention_failed": 0,
    "longstring": 4.0,
    "seconds_per_line": 7.0,
    "irv": 1.8,
    "even_odd": 0.8,
    "antonyms": -0.7,
    "mahalanobis": 70.0,
    "mahalanobis_items": 70,
    "mahalanobis_p": 0.5,
    "identical": "no",
    "flags": 0,
    "flagged": "",
    "not_computable": "",
}
STEPS: list[tuple[str, dict[str, Any]]] = [
    ("no consent or screened out", {"consent": "no"}),
    ("asked not to be used", {"use_me": "no"}),
    ("test or preview", {"test_row": True}),
    ("repeat of another answer of the same respondent", {"repeat": True}),
    ("unknown project", {"known_project": "no"}),
    ("fewer than 60 % of the core lines answered", {"share_answered": 0.59}),
    ("total time under 1/3 of the median", {"speed": 0.33}),
    ("failed 2 or more attention checks", {"attention_failed": 2}),
    ("more than 12 identical answers in a row", {"longstring": 13.0}),
]
IN_ALL_TOO = {reason for reason, _ in STEPS[4:]}


def quality(*rows: dict[str, Any]) -> pd.DataFrame:
    table = pd.DataFrame([{"wave": "2025", "row": n, **FINE, **row} for n, row in enumerate(rows, start=1)])
    return table.astype(dict(files.empty("quality_by_respondent").dtypes))


def responses(n: int) -> pd.DataFrame:
    empty = files.empty("responses")
    said = {"wave": "2025", "row": np.arange(1, n + 1), "project": "p1", "test_row": False, "duration_seconds": np.nan}
    table = pd.DataFrame(said).reindex(columns=empty.columns).astype(dict(empty.dtypes))
    return table.assign(IO1=np.arange(n, dtype="int8"))


def excluded(*rows: dict[str, Any]) -> pd.DataFrame:
    delivered = responses(len(rows))
    table = exclude(delivered, quality(*rows), pd.Series("PP", index=delivered.index, dtype="str"), BOUNDS)
    files.check("exclusions_by_respondent", table)
    return table


@pytest.mark.parametrize(("reason", "row"), STEPS)
def test_each_step_removes_for_its_own_reason(reason: str, row: dict[str, Any]) -> None:
    table = excluded(row, {})
    assert table["reason"].tolist()[0] == reason
    assert table["in_primary"].tolist() == [False, True]
    assert table["in_strict"].tolist() == [False, True]
    assert table["in_all"].tolist() == [reason in IN_ALL_TOO, True]


def test_of_several_reasons_the_first_in_the_order_of_the_method_is_stated() -> None:
    together: dict[str, Any] = {}
    rows = []
    for _, row in reversed(STEPS):
        together = {**together, **row}
        rows.append(together)
    assert excluded(*rows)["reason"].tolist() == [reason for reason, _ in reversed(STEPS)]


def test_at_the_bound_a_row_is_kept() -> None:
    at_the_bound = {"share_answered": 0.6, "speed": 1 / 3, "attention_failed": 1, "longstring": 12.0}
    assert excluded(at_the_bound)["in_primary"].tolist() == [True]


def test_what_is_not_computable_removes_nothing() -> None:
    unknown = {
        **dict.fromkeys(("consent", "use_me", "known_project"), "not computable"),
        **dict.fromkeys(("share_answered", "speed", "longstring"), None),
        "attention_computable": 0,
    }
    table = excluded(unknown)
    assert table[["in_all", "in_primary", "in_strict"]].to_numpy().tolist() == [[True, True, True]]
    assert table["reason"].isna().all()


def test_the_strict_set_has_no_failed_check_and_fewer_than_two_flags() -> None:
    table = excluded({"flags": 1}, {"flags": 2}, {"flags": 1, "attention_failed": 1}, {})
    assert table["in_primary"].tolist() == [True] * 4
    assert table["in_strict"].tolist() == [True, False, False, True]


def test_every_delivered_row_is_kept_or_has_a_reason() -> None:
    table = excluded(*[row for _, row in STEPS], {}, {})
    assert int(table["in_primary"].sum()) + int(table["reason"].notna().sum()) == len(STEPS) + 2
    assert table["reason"].nunique() == len(STEPS)


def test_the_type_comes_from_the_register_of_the_same_wave_or_from_a_wave_without_projects() -> None:
    rows = pd.DataFrame(
        {
            "wave": ["2025", "2025", "2025", "2026", "public", "other"],
            "project": ["p1", "p9", None, "p1", "p1", None],
        },
        dtype="str",
    )
    register = pd.DataFrame(
        {"wave": ["2025", "2026"], "project": ["p1", "p1"], "declared_type": ["SOC", "SOL"]}, dtype="str"
    )
    found = declared_types(rows, register, {"public": "PP", "2025": "HYB"})
    assert str(found.dtype) == "str"
    assert found.fillna("?").tolist() == ["SOC", "?", "?", "SOL", "PP", "?"]


def test_without_any_register_and_any_declaration_no_type_is_known() -> None:
    found = declared_types(responses(2), files.empty("projects"), {})
    assert str(found.dtype) == "str"
    assert found.isna().all()


def test_the_widest_set_is_kept_with_its_answers() -> None:
    delivered = responses(3)
    exclusions = exclude(
        delivered,
        quality({"test_row": True}, {"speed": 0.1}, {}),
        pd.Series(["PP", "SOC", None], dtype="str"),
        BOUNDS,
    )
    kept = keep(delivered, exclusions, list(files.empty("clean_responses").columns))
    files.check("clean_responses", kept)
    assert kept["row"].tolist() == [2, 3]
    assert kept["IO1"].tolist() == [1, 2]
    assert kept["in_primary"].tolist() == [False, True]
    assert kept["declared_type"].fillna("?").tolist() == ["SOC", "?"]


def test_no_rows_give_empty_tables() -> None:
    nothing = files.empty("responses")
    types = declared_types(nothing, files.empty("projects"), {})
    exclusions = exclude(nothing, files.empty("quality_by_respondent"), types, BOUNDS)
    files.check("exclusions_by_respondent", exclusions)
    kept = keep(nothing, exclusions, list(files.empty("clean_responses").columns))
    files.check("clean_responses", kept)
    assert len(exclusions) == len(kept) == 0


def test_the_stage_takes_the_type_of_a_wave_without_projects_from_its_description(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(files.root() / "tables.yaml", tmp_path)
    (tmp_path / "waves.yaml").write_text("waves: ['2025', planned]\n", "utf-8")
    (tmp_path / "params.yaml").write_text(yaml.safe_dump({"clean": BOUNDS}), "utf-8")
    for wave, description in (("2025", "respondents_are: PP"), ("planned", "respondents_are: null")):
        (tmp_path / "data" / "raw" / wave).mkdir(parents=True)
        (tmp_path / "data" / "raw" / wave / "wave.yaml").write_text(description, "utf-8")
    monkeypatch.chdir(tmp_path)
    files.write("responses", responses(2))
    files.write("projects", files.empty("projects"))
    files.write("quality_by_respondent", quality({"known_project": "not computable"}, {"consent": "no"}))
    main()
    assert files.read("exclusions_by_respondent")["declared_type"].tolist() == ["PP", "PP"]
    kept = files.read("clean_responses")
    assert (kept["row"].tolist(), kept["declared_type"].tolist()) == ([1], ["PP"])
