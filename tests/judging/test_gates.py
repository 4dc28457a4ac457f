"""Gates G2 to G4 on evidence set by hand, with made-up figures of the measurement."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipeline import files
from pipeline.judging import decide
from pipeline.judging.adjusted import anchored, one_sided, style_gap
from pipeline.judging.evidence import Evidence
from pipeline.judging.measurement import Agreement, Bias, Measurement, Reliability
from tests.judging.evidence import ASKED, ROOT, RULERS, evidence, judge_one

APART = {"PC": {"PP": 5.5, "SOC": 2.8, "SOL": 3.2}}
LINES = {"PC1": {"PP": 5.5, "SOC": 3, "SOL": 3}, "PC2": {"PP": 5.5, "SOC": 3, "SOL": 3}}
TURNED = {"PC3": {"PP": 2.5, "SOC": 5, "SOL": 5}}  # reversed: as the two others, turned


def measured(found: Evidence, **known: object) -> Evidence:
    return replace(found, measurement=Measurement(**known))  # type: ignore[arg-type]


def styled(found: Evidence, **shifts: dict[str, float]) -> Evidence:
    """With adjusted columns: the scores of each code, moved by so much in each type."""
    types = found.respondents["declared_type"]
    columns = {code: found.respondents[code] + types.map(by).astype(float) for code, by in shifts.items()}
    others = {c: found.respondents[c] for c in found.respondents if c in ASKED.indicators and c not in columns}
    return replace(found, adjusted=pd.DataFrame({**others, **columns}))


# G2, reliability


@pytest.mark.parametrize(
    ("gate", "value", "suffixes"), [("good", 0.70, ()), ("low", 0.69, ("low reliability",)), ("not assessed", 0.1, ())]
)
def test_low_reliability_is_a_suffix_and_never_a_word(gate: str, value: float, suffixes: tuple[str, ...]) -> None:
    judged = judge_one("dif_production", measured(evidence(APART), reliability={"PC": Reliability(gate, value)}))
    assert (judged.verdict, judged.suffixes, judged.gates) == ("supported", suffixes, ())
    assert [(e.figure, e.threshold) for e in judged.effects] == [(value, 0.70)] * len(suffixes)


def test_the_lines_of_a_doubtful_scale_are_shown_one_by_one() -> None:
    """Turned, the reversed line lies as the others do: PP at 8 - 2.5, SSE at 8 - 5."""
    found = measured(evidence(APART | LINES | TURNED), reliability={"PC": Reliability("low", 0.65)})
    shown = {p.what: p.value for p in judge_one("dif_production", found).parts if p.what.startswith("difference in PC")}
    assert shown["difference in PC1"] == pytest.approx(2.5)
    assert shown["difference in PC3, turned"] == pytest.approx(2.5)
    plain = judge_one("dif_production", evidence(APART | LINES | TURNED))
    assert "difference in PC1" not in {part.what for part in plain.parts}


def test_a_scale_that_fails_is_judged_item_by_item() -> None:
    failing = {"reliability": {"PC": Reliability("fails", 0.2)}}
    agreed = judge_one("dif_production", measured(evidence(APART | LINES | TURNED), **failing))
    assert (agreed.verdict, agreed.gates, agreed.suffixes) == ("supported", (), ("low reliability",))
    one = "making something useful as the heart of the project (PC1) supported"
    assert f"one by one: {one}, shared time spent on producing (PC2) supported" in agreed.reason
    alike = {"PC3": {"PP": 4.0, "SOC": 4.0, "SOL": 4.0}}
    torn = judge_one("dif_production", measured(evidence(APART | LINES | alike), **failing))
    assert (torn.verdict, torn.detail, torn.gates) == ("inconclusive", "items disagree", ("G2",))
    assert "producing as a side issue (PC3) equivalent" in torn.reason
    assert "Without this gate the word would be 'supported'" in torn.reason


# G2, bias


def biased(found: Evidence, value: float) -> Evidence:
    return measured(found, bias={"PC": Bias(value, "PC2"), "IL": Bias(value, "IL3")})


@pytest.mark.parametrize("sign", [1, -1])
def test_a_difference_must_exceed_the_bound_and_the_bias(sign: int) -> None:
    found = evidence(APART)
    assert judge_one("dif_production", biased(found, 0.3 * sign)).verdict == "supported"
    judged = judge_one("dif_production", biased(found, 2.1 * sign))  # 2.5 points apart: not surely beyond 0.5 + 2.1
    assert (judged.verdict, judged.detail, judged.gates) == ("inconclusive", "not comparable", ("G2",))
    assert (
        "shared time spent on producing (PC2) is read differently by the types, which may explain up to 2.10 points"
        in judged.reason
    )
    assert "the word would be 'supported'" in judged.reason
    effect = judged.effects[0]
    assert (effect.gate, effect.before, effect.after, effect.figure) == ("G2", "supported", "inconclusive", 2.1)


def test_the_bias_narrows_the_band_of_no_difference() -> None:
    shared = evidence({"IL": {"PP": 5.5, "SOC": 5.5, "SOL": 5.5}})
    assert judge_one("com_improve_life", biased(shared, 0.1)).verdict == "supported"
    judged = judge_one("com_improve_life", biased(shared, 0.45))
    assert (judged.verdict, judged.detail) == ("inconclusive", "not comparable")


def test_a_pole_must_be_reached_beyond_the_bias() -> None:
    """SSE at 3.5 is surely below 3.75, but not below 3.75 - 0.3."""
    near = evidence({"PC": {"PP": 6.5, "SOC": 3.5, "SOL": 3.5}})
    assert judge_one("dif_production", near).verdict == "supported"
    judged = judge_one("dif_production", biased(near, 0.3))
    assert (judged.verdict, judged.detail) == ("mixed", "pole undecided")
    assert "the word would be 'supported'" in judged.reason


def test_decide_with_bias_on_both_sides_of_the_edge() -> None:
    assert decide.contrast((0.81, 1.5), (0.9, 1.4), 0.5, 0.3) == "supported"
    assert decide.contrast((0.80, 1.5), (0.9, 1.4), 0.5, 0.3) == "inconclusive"
    assert decide.contrast((-1.5, -0.81), (-1.4, -0.9), 0.5, 0.3) == "contradicted"
    assert decide.contrast((-0.3, 0.3), (-0.19, 0.19), 0.5, 0.3) == "equivalent"
    assert decide.contrast((-0.3, 0.3), (-0.20, 0.19), 0.5, 0.3) == "inconclusive"
    assert decide.contrast((-0.01, 0.01), (-0.01, 0.01), 0.5, 0.6) == "inconclusive"  # nothing can be no difference
    assert decide.pole((4.56, 5), "above", 4, 0.25, 0.3) == "reached"
    assert decide.pole((4.55, 5), "above", 4, 0.25, 0.3) == "undecided"
    assert decide.pole((3, 3.69), "above", 4, 0.25, 0.3) == "wrong side"
    assert decide.pole((3, 3.70), "above", 4, 0.25, 0.3) == "undecided"


# G3


def test_agreement_adds_suffixes_and_lets_the_sentence_speak_of_members() -> None:
    known = {"PC": Agreement(disagree=True, alike=True, rwg=0.55, icc1=0.02, icc2=0.2)}
    judged = judge_one("dif_production", measured(evidence(APART), agreement=known))
    assert (judged.verdict, judged.gates) == ("supported", ())
    assert judged.suffixes == ("members disagree", "projects alike")
    assert "the members of the projects of peer production stand 2.50 points above" in judged.reason
    assert [(e.figure, e.threshold) for e in judged.effects] == [(0.55, 0.70), (0.02, 0.05)]


# G4


def test_style_on_both_sides_of_its_edge() -> None:
    supported, open_ = ("supported", None), ("inconclusive", None)
    assert decide.styled(0.25, 0.25, supported, supported) is None
    assert decide.styled(0.26, 0.25, supported, supported) == "mixed"
    assert decide.styled(0.1, 0.25, supported, ("equivalent", None)) == "mixed"
    assert decide.styled(0.1, 0.25, supported, open_) == "style-sensitive"
    assert decide.styled(0.1, 0.25, supported, ("mixed", "pole undecided")) == "style-sensitive"
    assert decide.styled(0.1, 0.25, open_, supported) is None


def test_a_difference_that_style_moves_is_mixed() -> None:
    found = styled(evidence(APART), PC={"PP": 0.0, "SOC": 0.3, "SOL": 0.3})
    judged = judge_one("dif_production", found)
    assert (judged.verdict, judged.detail, judged.gates) == ("mixed", "response style", ("G4",))
    moved = "moves by 0.30 points, more than the 0.25 allowed, though the word stays 'supported'"
    assert moved in judged.reason and "Without this gate" not in judged.reason
    assert judge_one("dif_production", styled(evidence(APART), PC={"PP": 0, "SOC": 0.2, "SOL": 0.2})).gates == ()


def test_a_verdict_that_only_turns_undecided_without_style_keeps_its_word() -> None:
    """SSE at 3.55, surely below 3.75; adjusted at 3.7, so that the pole is open."""
    found = evidence({"PC": {"PP": 6.5, "SOC": 3.55, "SOL": 3.55}})
    judged = judge_one("dif_production", styled(found, PC={"PP": 0.15, "SOC": 0.15, "SOL": 0.15}))
    assert (judged.verdict, judged.suffixes, judged.gates) == ("supported", ("style-sensitive",), ())


def test_without_an_estimate_of_style_unbalanced_contrasts_are_capped() -> None:
    means = {"CF1": {"PP": 2.0, "SOC": 6.0, "SOL": 6.0}, "CF2": {"PP": 6.0, "SOC": 2.0, "SOL": 2.0}}
    both = evidence(means | APART)
    assert judge_one("dif_counterfactual", both).verdict == "supported"  # nobody looked for style: no gate
    unknown = replace(both, adjusted=pd.DataFrame(np.nan, index=both.respondents.index, columns=["CF1", "CF2", "PC"]))
    judged = judge_one("dif_counterfactual", unknown)
    assert (judged.verdict, judged.detail, judged.gates) == ("inconclusive", "response style", ("G4",))
    assert "the word would be 'supported'" in judged.reason
    assert judge_one("dif_production", unknown).verdict == "supported"  # PC has a reversed line


def test_of_a_scale_only_the_lines_that_were_answered_count_as_directions() -> None:
    """PC with its reversed line unanswered has one direction only; what is not answered at all is known by its keys."""
    lines = {code: {"PP": 5.5, "SOC": 3.0, "SOL": 3.0} for code in ("PC1", "PC2")}
    assert not one_sided("PC", evidence(APART))
    assert one_sided("PC", evidence(APART | lines))
    assert not one_sided("PC", evidence(APART | lines | TURNED))


def test_a_mean_must_stay_where_it_is_if_both_sides_agreed_as_much_as_either() -> None:
    """PP says 4.9 to OP1 and agrees by 0.6 points more than SSE with every line: taken off to the mean of all (0.1 of style
    more than 0) it stays beyond the pole, to the other side's it does not."""
    found = evidence({"OP1": {"PP": 4.9, "SOC": 4.0, "SOL": 4.0}})
    apart = found.respondents["declared_type"].map({"PP": 0.1, "SOC": -0.5, "SOL": -0.5, "HYB": 0.0}).astype(float)
    known = replace(found, adjusted=pd.DataFrame({"OP1": found.respondents["OP1"] - apart}))
    assert style_gap(known) == pytest.approx(0.6)
    high, low = (anchored(known, level)["OP1"] for level in (0.1, -0.5))
    of_pp = (known.types == "PP") & np.isfinite(known.column("OP1"))
    assert high[of_pp].to_numpy() == pytest.approx(known.column("OP1")[of_pp])
    assert low[of_pp].to_numpy() == pytest.approx(known.column("OP1")[of_pp] - 0.6)


def test_a_mean_beyond_the_middle_by_agreeing_alone_is_mixed() -> None:
    """Political will of PP at 4.35, surely above 4. PP agrees by 0.8 points more with every line, which moves a scale of two
    lines with and one against by a third: 4.22 at the mean of all, still surely above 4, but 4.08 if it agreed as SSE does."""
    found = evidence({"PW": {"PP": 4.35, "SOC": 4.0, "SOL": 4.0}, "OP1": {"PP": 4.4, "SOC": 3.6, "SOL": 3.6}})
    style = found.respondents["declared_type"].map({"PP": 0.4, "SOC": -0.4, "SOL": -0.4, "HYB": 0.0}).astype(float)
    columns = {"PW": found.respondents["PW"] - style / 3, "OP1": found.respondents["OP1"] - style}
    assert judge_one("pp_beyond_will", found).verdict == "contradicted"
    judged = judge_one("pp_beyond_will", replace(found, adjusted=pd.DataFrame(columns)))
    assert (judged.verdict, judged.detail, judged.gates) == ("mixed", "response style", ("G4",))
    assert "the types differ by 0.80 points in agreeing with any line (0.25 allowed)" in judged.reason
    assert "did both agree as much as one of them does, the word would be 'inconclusive'" in judged.reason


def test_a_tiny_sample_stays_gated_by_g1_alone() -> None:
    found = measured(evidence(APART, projects=4), reliability={"PC": Reliability("low", 0.5)})
    assert judge_one("dif_production", found).gates == ("G1",)
    assert judge_one("dif_production", found).suffixes == ()


def test_the_thresholds_of_the_gates_are_those_of_the_measurement_page() -> None:
    """The stage measure names the scales by its own section of params.yaml; the gates tell the rulers'."""
    params = files.load_yaml(ROOT / "params.yaml", "params.yaml")["measure"]
    for name in ("reliability_good", "reliability_low", "rwg", "icc1", "icc2"):
        assert params[name] == RULERS.measurement[name], name


@pytest.mark.parametrize("respondents", [3, 4, 7, 60])
def test_too_few_data_never_tell_how_many_respondents_a_project_has(respondents: int) -> None:
    """One project a side: its median is how many answered in it. Whatever the words, no number is in them but those of the
    projects and of the rule."""
    one = judge_one("dif_solidarity", evidence({"SO": {"PP": 5.0, "SOC": 3.0, "SOL": 3.0}}, 1, respondents))
    assert one.gates == ("G1",)
    for told in (one.reason, *(effect.what for effect in one.effects), *(str(part.gate) for part in one.parts)):
        assert not {float(n) for n in re.findall(r"\d+(?:\.\d+)?", told)} - {1, 2, 12, 5}, told
    assert ("with a median of fewer than 5 respondents" in one.reason) == (respondents < 5)
