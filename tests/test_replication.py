"""Replications of simulated worlds: raw answers to verdicts without a file, seeded, counted."""

import os
from pathlib import Path

import pandas as pd
import pytest

from pipeline import calibrate, power
from pipeline.files import UserError
from pipeline.replication import Replication, load_rules, one_replication


def made_up(world: str, number: int, overall: str, claim: str = "inconclusive") -> Replication:
    theses = dict.fromkeys(("T1", "T2", "T3", "T4", "T5"), "inconclusive") | {"overall": overall}
    return Replication(world, number, {"dif_production": claim}, theses, None)


def nothing() -> None:
    pass


def test_a_tiny_survey_is_gated_and_leaves_no_file(project: Path) -> None:
    before = set(project.rglob("*"))
    found = one_replication("tiny", 1, load_rules())
    assert found.theses["overall"] == "inconclusive"
    assert found.claims["dif_production"] == "inconclusive"
    assert found.kind is None
    assert len(found.claims) == 120
    assert set(project.rglob("*")) == before


def test_the_same_seeds_give_the_same_verdicts_in_whatever_process(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(Path(__file__).parent.parent), os.getenv("PYTHONPATH", "")]))
    alone = calibrate.replications(["tiny"], 2, 7, 1, nothing)
    assert calibrate.replications(["tiny"], 2, 7, 2, nothing) == alone
    assert [replication.seed for replication in alone] == [calibrate.seed_of(7, "tiny", i) for i in (0, 1)]


def test_seeds_differ_by_world_number_and_master() -> None:
    seeds = {calibrate.seed_of(m, w, i) for m in (1, 2) for w in ("null", "talk") for i in range(50)}
    assert len(seeds) == 200


def test_an_unknown_world_is_refused_before_anything_runs(project: Path) -> None:
    with pytest.raises(UserError, match="There is no world 'nowhere'"):
        calibrate.replications(["tiny", "nowhere"], 1, 1, 1, nothing)


def test_rates_have_shares_and_the_exact_upper_limit() -> None:
    """None of 20: the limit is 1 - 0.05^(1/20) = 13.9 %; 1 of 20: 21.6 % (binomial tables)."""
    words = ["contradicted"] * 19 + ["inconclusive"]
    table = calibrate.rates([made_up("null", i, word) for i, word in enumerate(words)], 1)
    overall = table[table["id"] == "overall"].set_index("word")
    assert overall["count"].to_dict() == {"contradicted": 19, "inconclusive": 1, "supported": 0}
    assert overall.loc["supported", "upper95"] == pytest.approx(1 - 0.05 ** (1 / 20), abs=1e-4)
    assert overall.loc["inconclusive", "share"] == 0.05
    assert overall.loc["inconclusive", "upper95"] == pytest.approx(0.2161, abs=1e-4)
    assert set(table["replications"]) == {20}


def test_worlds_replace_their_own_figures_only(project: Path) -> None:
    calibrate.write(calibrate.rates([made_up("talk", 1, "mixed"), made_up("null", 1, "mixed")], 1))
    path = calibrate.write(calibrate.rates([made_up("null", 2, "inconclusive")], 2))
    text = path.read_text("utf-8").splitlines()
    assert [line.split(",")[0] for line in text if ",overall," in line and ",supported," not in line] == [
        "null",
        "talk",
    ]
    assert any(line.startswith("null,") and ",overall,inconclusive,1," in line for line in text)
    assert not any(line.startswith("null,") and ",mixed," in line for line in text)


def test_power_counts_every_word_that_decides() -> None:
    words = ("supported", "equivalent", "inconclusive", "not testable", "mixed")
    found = [made_up("talk", i, "mixed", word) for i, word in enumerate(words)]
    assert power.decided(found, "dif_production") == (3, 1)


def test_the_rates_in_the_repository_add_up() -> None:
    table = pd.read_csv(Path(__file__).parent.parent / "calibration" / "rates.csv", keep_default_na=False)
    assert list(table.columns) == list(calibrate.COLUMNS)
    assert set(table["world"]) == set(calibrate.WORLDS)
    sums = table.groupby(["world", "what", "id", "replications"])["count"].sum().reset_index()
    assert (sums["count"] == sums["replications"]).all()
