"""Known faults are found, named and bounded; their absence is not mistaken for one."""

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

from pipeline import files
from pipeline.measure import Gates, Models, everything, measure
from pipeline.measurement import items
from pipeline.measurement.answers import answers, scales
from pipeline.measurement.bias import biases
from pipeline.parallel import Workers
from pipeline.score import score
from tests.measurement.faulty import shifted, survey, turned
from tests.survey import ASKED, ROOT

SECTIONS = yaml.safe_load((ROOT / "params.yaml").read_text("utf-8"))
PARAMS = SECTIONS["measure"]


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def gates(table: pd.DataFrame) -> Gates:
    return measure(table, score(table, ASKED, SECTIONS["score"]), ASKED, PARAMS, {}, every_group=False)


def models(table: pd.DataFrame) -> Models:
    scores = score(table, ASKED, SECTIONS["score"])
    _, found = everything(table, scores, ASKED, PARAMS, {}, Workers(1))
    files.check("factor_fit_by_block", found.fit)
    files.check("invariance_by_block", found.invariance)
    files.check("measurement_by_item", found.items)
    files.check("missing_by_item", found.missing)
    return found


@cache
def sound() -> pd.DataFrame:
    return survey(1)


def bias(table: pd.DataFrame, over: str = "type") -> dict[str, dict[Any, Any]]:
    found = gates(table).bias
    return {row["scale"]: row for row in found.to_dict("records") if row["over"] == over}


def contrast(values: pd.Series, table: pd.DataFrame) -> float:
    means = values.groupby(table["declared_type"].to_numpy()).mean()
    return float(means["PP"] - (means["SOC"] + means["SOL"]) / 2)


def style(found: Gates) -> dict[str, Any]:
    """Its figures; words where a figure has no value."""
    rows = found.style.to_dict("records")
    return {row["figure"]: row["words"] if np.isnan(row["value"]) else row["value"] for row in rows}


def test_where_nothing_is_wrong_nothing_is_found() -> None:
    found = bias(sound())
    assert all(row["bias"] == 0 for scale, row in found.items() if scale != "MO")
    assert found["MO"]["reason"] == "a single item"
    said = models(sound())
    assert not said.items["key_suspected"].any()
    assert set(said.fit["fit"]) <= {"good", "acceptable"}
    assert said.invariance.loc[said.invariance["level"] != "configural", "holds"].all()
    assert (said.items.loc[(said.items["kind"] == "all") & said.items["loading"].notna(), "loading"] > 0.4).all()


def test_a_forgotten_reverse_key_is_named_also_where_it_was_forgotten_in_one_wave() -> None:
    """PC2 of three items in both waves, PR2 of a pair in the second one only."""
    table = turned(sound(), "PC2", np.ones(len(sound()), dtype=bool))
    table = turned(table, "PR2", (table["wave"] == "2026").to_numpy())
    items = models(table).items
    named = items[items["key_suspected"]]
    assert set(named.loc[named["kind"] == "all", "item"]) <= {"PC2", "PR2"}
    assert set(named.loc[named["group"] == "2025", "item"]) == {"PC2"}
    assert set(named.loc[named["group"] == "2026", "item"]) == {"PC2", "PR2"}
    assert bias(table)["PC"]["reason"] == "PC2 runs against the others"


@pytest.mark.parametrize(("code", "scale", "k"), [("SE2", "SE", 4), ("IO3", "IO", 3)])
def test_an_item_that_one_side_reads_differently_is_named_and_its_effect_bounded(code: str, scale: str, k: int) -> None:
    """One point of one of k items makes 1/k of the mean, less where answers stand at the end of the scale."""
    table = shifted(
        sound(), code, -1 if ASKED.items[code].reverse else 1, (sound()["declared_type"] == "PP").to_numpy()
    )
    found = bias(table)
    assert found[scale]["items"] == code
    assert found[scale]["bias"] == pytest.approx(0.9 / k, abs=0.15)
    assert all(row["bias"] == 0 for name, row in found.items() if name not in (scale, "MO"))


def test_of_a_pair_the_effect_is_bounded_without_a_sign() -> None:
    found = bias(shifted(sound(), "RP3", 1, (sound()["declared_type"] == "PP").to_numpy()))["RP"]
    assert found["items"] == "RP1 RP3"
    assert found["bias"] == pytest.approx(0.45, abs=0.15)


def test_a_translation_that_is_off_shows_over_languages() -> None:
    table = shifted(sound(), "PW1", 1, (sound()["language"] == "de").to_numpy())
    found = measure(table, score(table, ASKED, SECTIONS["score"]), ASKED, PARAMS, {}).bias
    off = found[(found["bias"] != 0) & found["bias"].notna()]
    assert off[["scale", "over", "items", "contrast"]].to_numpy().tolist() == [["PW", "language", "PW1", "en less de"]]
    assert off["bias"].tolist() == pytest.approx([-0.3], abs=0.12)


def test_agreeing_more_on_one_side_is_found_and_taken_off() -> None:
    """No true difference, a gap of .8 points in agreeing: single positive lines differ, adjusted ones do not."""
    table = survey(3, acquiescence=0.8)
    found = gates(table)
    said = style(found)
    assert said["estimated"] == "yes"
    assert said["gap"] == pytest.approx(0.8, abs=0.15)
    assert said["gap_low"] < said["gap"] < said["gap_high"]
    answered = table["OP1"].where(table["OP1"] > 0)
    assert contrast(answered.astype(float), table) > 0.5
    for code in ("OP1", "SC1", "CF1"):
        assert contrast(found.adjusted[code], table) == pytest.approx(0, abs=0.3)
    assert all(row["bias"] == 0 for scale, row in bias(table).items() if scale != "MO")


def test_a_true_difference_stays_one() -> None:
    table = survey(4, true=1.2)
    plain = score(table, ASKED, SECTIONS["score"])
    found = measure(table, plain, ASKED, PARAMS, {})  # with factor scores
    assert style(found)["gap"] == pytest.approx(0, abs=0.15)
    for code in ("PC", "SE", "KC", "RC"):
        raw = contrast(plain[code], table)
        assert contrast(found.adjusted[code], table) == pytest.approx(raw, abs=0.15)
        if code != "RC":
            assert contrast(found.factor_scores[code], table) == pytest.approx(raw, rel=0.12)
    assert all(row["bias"] == 0 for scale, row in bias(table).items() if scale != "MO")


def test_adjusted_values_are_the_answers_less_the_style() -> None:
    """A scale with one line in each direction is not moved; one with all its answers on positive lines moves by the style."""
    table = sound().head(400)
    found, plain = gates(table), score(table, ASKED, SECTIONS["score"])
    files.check("adjusted_by_respondent", found.adjusted)
    of_line = table["OP1"].where(table["OP1"] > 0).astype(float) - found.adjusted["OP1"]
    both = (table[["RP1", "RP3"]] > 0).all(axis=1)
    assert (plain["RP"] - found.adjusted["RP"])[both].abs().max() == pytest.approx(0, abs=1e-9)
    three = both & of_line.notna() & (table["RP2"] > 0)
    assert ((plain["RC"] - found.adjusted["RC"]) - of_line * 2 / 3)[three].abs().max() == pytest.approx(0, abs=1e-9)
    assert (plain["STATUS"].fillna(-9) == found.adjusted["STATUS"].fillna(-9)).all()


@pytest.mark.filterwarnings("error")
def test_constant_never_asked_and_few_answers_are_said_and_do_no_harm() -> None:
    table = sound().assign(SM1=np.int8(5), HD2=np.int8(-4))
    found, said = gates(table), models(table)
    reasons = {row["scale"]: row["reason"] for row in found.bias.to_dict("records")}
    assert reasons["SM"] == "everybody answered SM1 alike, or nobody did"
    assert reasons["HD"] == "everybody answered HD2 alike, or nobody did"
    assert "SM" in said.fit.set_index("block")["reason"]["P"]
    few = sound().head(40)
    assert style(gates(few))["estimated"] in ("yes", "no")
    assert set(models(few).fit["fit"]) == {"not assessed"}
    for rows in (0, 1, 3):
        tiny = sound().head(rows)
        assert style(gates(tiny))["estimated"] == "no"
        assert not models(tiny).invariance["holds"].any()
    alone = sound().assign(project=pd.Series([None] * len(sound()), dtype="str"))
    assert gates(alone).bias["bias"].notna().sum() > 20


def test_a_scale_that_everybody_balances_alike_leaves_the_style_to_the_others() -> None:
    table = survey(3, acquiescence=0.8)
    said = style(gates(table.assign(KC1=np.int8(4), KC2=np.int8(4))))
    before = style(gates(table))
    assert (said["estimated"], before["estimated"]) == ("yes", "yes")
    assert said["scales"] == before["scales"] - 1
    assert said["gap"] == pytest.approx(before["gap"], abs=0.05)


def test_scales_that_one_side_or_the_other_was_not_asked_leave_the_style_to_the_rest() -> None:
    """KC only of those who are not PP, AL only of PP: the two were never answered together, the others were."""
    table = survey(3, acquiescence=0.8)
    of_pp = (table["declared_type"] == "PP").to_numpy()
    unasked = {c: np.where(of_pp, -4, table[c]).astype("int8") for c in ASKED.indicators["KC"].items}
    unasked |= {c: np.where(of_pp, table[c], -4).astype("int8") for c in ASKED.indicators["AL"].items}
    said, before = style(gates(table.assign(**unasked))), style(gates(table))
    assert said["estimated"] == "yes"
    assert said["scales"] == before["scales"] - 1
    assert said["gap"] == pytest.approx(before["gap"], abs=0.05)


def test_two_lines_answered_alike_by_everybody_are_said_and_many_gaps_are_borne() -> None:
    said = models(sound().assign(PC2=sound()["PC1"])).invariance
    singular = {"some items repeat one another", "the covariances of the items are not positive definite"}
    assert set(said.loc[said["block"] == "P", "reason"]) <= singular
    assert said.loc[said["block"] == "M", "holds"].all()
    table, generator = sound(), np.random.default_rng(2)
    gaps = {
        code: np.where(generator.random(len(table)) < 0.3, -1, table[code]) for code in ASKED.likert_codes("M")[:12]
    }
    many = models(table.assign(**{code: values.astype("int8") for code, values in gaps.items()})).invariance
    assert (many["reason"] == "").all()


def test_each_kind_of_missing_answer_is_counted() -> None:
    """NP1 is asked in form A only; cannot say is no gap by accident."""
    rows = models(sound()).missing.to_dict("records")
    one = next(row for row in rows if (row["item"], row["kind"]) == ("NP1", "all"))
    table = sound()["NP1"]
    assert one["n"] == len(table)
    assert one["not_asked"] == len(table) // 2
    assert one["cannot_say"] == (table == -1).sum()
    assert one["not_answered"] == (table == -5).sum()
    assert one["answered"] == (table > 0).sum()


def test_answers_that_hardly_hang_together_are_not_assessed_or_fitted_and_break_nothing() -> None:
    """Half of the answers drawn by chance: what the groups are to share makes no definite covariances to begin with in some
    block, where the search once stopped with a traceback."""
    table, generator = survey(1, projects=30), np.random.default_rng(7)
    codes = [code for code in table.columns if code in ASKED.items]
    for code in codes:
        chance = (generator.random(len(table)) < 0.5) & (table[code] > 0).to_numpy()
        table[code] = np.where(chance, generator.integers(1, 8, len(table)), table[code]).astype("int8")
    found = models(table).invariance
    unknown = found["chisq"].isna()
    assert unknown.any()
    assert (found.loc[unknown, "reason"] != "").all()


REVERSED = [(s, code) for s in scales(ASKED) if len(s.items) > 1 for code in s.items if ASKED.items[code].reverse]


@pytest.mark.parametrize("where", ["everywhere", "wave 2026", "language de"])
def test_a_forgotten_key_of_each_reversed_line_in_turn_is_named_and_no_other(where: str) -> None:
    table = sound()
    kind, _, name = where.partition(" ")
    rows = np.ones(len(table), dtype=bool) if kind == "everywhere" else (table[kind] == name).to_numpy()
    for scale, code in REVERSED:
        inside = answers(turned(table, code, rows), ASKED, {}).of(rows)
        named = [row["item"] for row in items.of_scale(scale, inside, PARAMS) if row["key_suspected"]]
        assert named == [code], where


@pytest.mark.parametrize("code", ["PC1", "PC2", "PC3", "SE1", "SE4", "IO2", "PW3"])
@pytest.mark.parametrize("kind", ["zero", "unit"])
def test_each_line_in_turn_with_another_zero_or_unit_on_one_side_is_named_and_its_effect_bounded(
    code: str, kind: str
) -> None:
    """PP answers a point higher, or half as far from 2: the mean of the scale moves by what its line moves, over its lines."""
    table, values = sound(), sound()[code].to_numpy(dtype=float)
    scale = next(s for s in scales(ASKED) if code in s.items)
    side = (table["declared_type"] == "PP").to_numpy() & (values > 0)
    moved = np.clip(values + 1, 1, 7) if kind == "zero" else np.rint(2 + (values - 2) / 2)
    off = table.assign(**{code: np.where(side, moved, values).astype("int8")})
    rows = biases(answers(off, ASKED, {}), np.zeros(len(off)), PARAMS, ("type",)).to_dict("records")
    found = {row["scale"]: row for row in rows}
    own = abs(float((moved - values)[side].mean())) / len(scale.items)
    assert code in found[scale.code]["items"].split()
    assert abs(found[scale.code]["bias"]) > own - 0.12
    assert sum(row["bias"] != 0 for name, row in found.items() if name not in (scale.code, "MO")) == 0
