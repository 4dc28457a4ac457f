"""Reliability and agreement by scale and group, on small tables with known faults."""

import time
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml
from numpy.typing import NDArray

from pipeline import files
from pipeline.measure import Gates, everything, measure
from pipeline.measurement.scales import gate
from pipeline.parallel import Workers
from pipeline.score import score
from pipeline.stats.icc import icc
from pipeline.stats.reliability import spearman_brown
from tests.survey import ASKED, ROOT

SECTIONS = yaml.safe_load((ROOT / "params.yaml").read_text("utf-8"))
PARAMS = SECTIONS["measure"]
Found = dict[tuple[str, str, str], dict[Any, Any]]
SCALES = [indicator for indicator in ASKED.indicators.values() if indicator.kind == "mean"]


def responses(n: int = 240, projects: int = 40, seed: int = 1) -> pd.DataFrame:
    """Simulated: items of a scale share the respondent's opinion of it, members of a project share half of theirs."""
    generator = np.random.default_rng(seed)
    team = np.arange(n) % projects
    columns: dict[str, object] = {}
    for scale in SCALES:
        opinion = generator.normal(size=projects)[team] + generator.normal(size=n)
        for code in scale.items:
            if code not in columns:
                item = ASKED.items[code]
                answer = np.clip(np.rint(4 + opinion + generator.normal(0, 0.8, n)), 1, 7).astype("int8")
                columns[code] = 8 - answer if item.reverse else answer
    people = {
        "wave": np.where(np.arange(n) < n // 2, "2025", "2026"),
        "row": np.arange(1, n + 1, dtype="int32"),
        "respondent": [f"person{i}" for i in range(n)],
        "project": [f"project{i}" for i in team],
        "declared_type": np.where(team % 2 == 0, "PP", "SOC"),
        "form": pd.Series([None] * n, dtype="str"),
        "country": "DE",
        "language": np.where(np.arange(n) % 3 == 0, "de", "en"),
        "in_primary": True,
        "in_strict": True,
    }
    return pd.DataFrame(people | columns)


def gates(table: pd.DataFrame, every_group: bool = True) -> Gates:
    """All that the gates need; its tables keep their promises."""
    found = measure(table, score(table, ASKED, SECTIONS["score"]), ASKED, PARAMS, {}, every_group)
    files.check("measurement_by_scale", found.scales)
    files.check("bias_by_scale", found.bias)
    files.check("adjusted_by_respondent", found.adjusted)
    files.check("factor_scores_by_respondent", found.factor_scores)
    files.check("style", found.style)
    return found


def measured(table: pd.DataFrame) -> Found:
    """What is found, by scale, kind and group."""
    found = gates(table).scales
    return {(row["scale"], row["kind"], row["group"]): row for row in found.to_dict("records")}


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def test_every_scale_in_every_group() -> None:
    found = measured(responses())
    assert len(found) == len(SCALES) * (1 + 2 + 2 + 2)
    pc = found["PC", "all", "all"]
    assert (pc["n_items"], pc["n_respondents"], pc["n_projects"]) == (3, 240, 40)
    assert pc["gate"] == "good"
    assert pc["low"] < pc["omega_total"] < pc["high"]
    assert found["PC", "type", "PP"]["n_respondents"] == 120
    for figure in ("alpha_raw", "alpha_standardized", "alpha_ordinal", "icc1", "icc2", "rwg_median"):
        for group in (("all", "all"), ("type", "PP"), ("wave", "2025")):
            one = found["PC", *group]
            assert one[f"{figure}_low"] < one[figure] < one[f"{figure}_high"], (figure, group)


def test_one_process_and_two_find_the_same() -> None:
    answered = responses(480)
    scores = score(answered, ASKED, SECTIONS["score"])
    one, two = (everything(answered, scores, ASKED, PARAMS, {}, Workers(jobs)) for jobs in (1, 2))
    for alone, together in zip(one, two, strict=True):
        assert vars(alone).keys() == vars(together).keys()
        for name, table in vars(alone).items():
            pd.testing.assert_frame_equal(table, vars(together)[name], check_exact=True, obj=name)
    assert (one[1].invariance["over"].drop_duplicates() == ["type", "wave", "language"]).all()


def test_the_cost_grows_no_faster_than_the_respondents() -> None:
    """Four times as many take well under four times the processor time, of which much is the same for any number."""

    def seconds(n: int) -> float:
        answered = responses(n, projects=n // 8)
        scores = score(answered, ASKED, SECTIONS["score"])
        start = time.process_time()
        everything(answered, scores, ASKED, PARAMS, {}, Workers(1))
        return time.process_time() - start

    seconds(480)
    assert seconds(1920) < 4 * seconds(480)


def test_two_items_are_judged_by_spearman_brown() -> None:
    table = responses()
    found = measured(table)["SM", "all", "all"]
    first, second = (table[code] for code in ASKED.indicators["SM"].items)
    turned = (
        ASKED.items[ASKED.indicators["SM"].items[0]].reverse != ASKED.items[ASKED.indicators["SM"].items[1]].reverse
    )
    r = np.corrcoef(first, second)[0, 1] * (-1 if turned else 1)
    assert found["spearman_brown"] == pytest.approx(spearman_brown(r))
    assert found["alpha_standardized"] == pytest.approx(found["spearman_brown"])
    assert np.isnan(found["omega_total"])


def test_the_words_of_the_gate() -> None:
    assert gate({"omega_total": 0.70}, PARAMS) == {"gate": "good"}
    assert gate({"spearman_brown": 0.6999}, PARAMS) == {"gate": "low"}
    assert gate({"omega_total": 0.40}, PARAMS) == {"gate": "low"}
    assert gate({"omega_total": 0.3999}, PARAMS) == {"gate": "fails"}
    assert gate({"omega_total": float("nan")}, PARAMS)["gate"] == "not assessed"


def test_a_forgotten_reverse_key_is_named() -> None:
    table = responses()
    table["PC2"] = 8 - table["PC2"]
    found = measured(table)["PC", "all", "all"]
    assert found["item_rest_item"] == "PC2"
    assert found["item_rest_lowest"] < 0
    assert found["alpha_raw"] < 0.4


def test_a_single_item_a_constant_item_and_a_small_group_are_not_assessed_with_the_reason() -> None:
    table = responses()
    table["SM1"] = np.int8(5)
    table.loc[table.index[:20], "language"] = "fr"
    found = measured(table)
    single = found["MO", "all", "all"]
    assert (single["gate"], single["reason"]) == ("not assessed", "a single item")
    assert found["SM", "all", "all"]["reason"] == "everybody answered SM1 alike"
    assert found["PC", "language", "fr"]["reason"] == "fewer than 30 respondents"
    assert np.isnan(found["SM", "all", "all"]["alpha_raw"])


def test_an_item_that_no_wave_asked_and_items_of_different_forms_are_said() -> None:
    table = responses().drop(columns=["PC2"])
    table["SE1"] = np.where(np.arange(240) < 120, table["SE1"], -4).astype("int8")
    table["SE2"] = np.where(np.arange(240) < 120, -4, table["SE2"]).astype("int8")
    found = measured(table)
    assert found["PC", "all", "all"]["reason"] == "hardly anybody answered PC2"
    assert found["SE", "all", "all"]["reason"] == "some of its items were never answered together"


def test_agreement_is_for_scales_that_describe_the_project() -> None:
    found = measured(responses())
    shown = {code for code, kind, _ in found if kind == "all" and np.isfinite(found[code, "all", "all"]["rwg_median"])}
    assert "PC" in shown
    assert not shown & {"PW", "SE", "SO", "RP"}


def test_members_who_answer_alike_agree_and_projects_that_answer_alike_are_alike() -> None:
    same = responses()
    for code in ASKED.indicators["PC"].items:
        team = np.arange(240) % 40
        answer = np.where(team % 2 == 0, 2, 6)
        same[code] = (8 - answer if ASKED.items[code].reverse else answer).astype("int8")
    found = measured(same)["PC", "all", "all"]
    assert (found["rwg_median"], found["rwg_median_skewed"], found["agreement"]) == (1.0, 1.0, "good")
    assert found["icc1"] == pytest.approx(1.0)
    generator = np.random.default_rng(5)
    for code in ASKED.indicators["PC"].items:
        same[code] = generator.integers(1, 8, 240).astype("int8")
    assert measured(same)["PC", "all", "all"]["agreement"] == "members disagree; projects alike"


def test_icc_groups_a_project_by_wave() -> None:
    table = responses()
    pw = score(table, ASKED, SECTIONS["score"])["PW"].to_numpy()
    teams: NDArray[np.str_] = (table["project"] + table["wave"]).to_numpy(dtype=str)
    found = measured(table)["PW", "all", "all"]
    assert found["icc1"] == pytest.approx(icc(pw, teams).icc1)


def test_only_the_primary_set_counts_and_an_empty_table_gives_an_empty_one() -> None:
    table = responses()
    table["in_primary"] = np.arange(240) < 60
    assert measured(table)["PC", "all", "all"]["n_respondents"] == 60
    nobody = files.empty("clean_responses")
    found = gates(nobody)
    assert (found.scales["n_respondents"] == 0).all()
    assert (found.bias["bias"].isna() & (found.bias["reason"] != "")).all()
    assert found.style.set_index("figure").loc["estimated", "words"] == "no"


def test_a_wave_without_projects_has_reliability_but_no_agreement() -> None:
    table = responses()
    table["project"] = pd.Series([None] * 240, dtype="str")
    found = measured(table)["PC", "all", "all"]
    assert (found["gate"], found["n_projects"]) == ("good", 0)
    assert found["low"] < found["omega_total"]
    assert np.isnan(found["icc1"])
