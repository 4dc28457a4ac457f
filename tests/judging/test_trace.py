"""Every claim from the slide to the sentence: the talk's words, the rule that tests them, the numbers judged and their sign."""

import re
from dataclasses import fields, is_dataclass, replace
from functools import cache

import numpy as np
import pytest

from pipeline.judging import words
from pipeline.judging.evidence import Evidence
from pipeline.judging.judgement import Judgement
from pipeline.judging.plain import spelled
from pipeline.judging.verdicts import judge_claims
from pipeline.rule_words import steps
from pipeline.rules import Proportion
from pipeline.talk import load as load_talk
from tests.judging.evidence import ASKED, CLAIMS, ROOT, RULERS, SETTINGS, evidence

REGISTER = ROOT.parent / "shared" / "claims.yaml"
NOT_A_SLIDE = ("(all tables)", "(last slide, title lost in the text: cooperation)")


@cache
def talk_is_right() -> dict[str, Judgement]:
    """All claims on evidence in which PP and SSE lie apart on every line, PP low where the talk says so."""
    low = {"PW", "PI", "SO", "PG", "WP", "PA", "RP", "RC", "CF1", "AL", "OL1", "RG1", "MO", "HD", "RP2", "OP1", "EM"}
    codes = [c for c in ASKED.indicators if c != "STATUS"] + ASKED.likert_codes()
    means = {
        c: {"PP": 2.5 if c in low else 5.5, "SOC": 5.5 if c in low else 2.5, "SOL": 5.6 if c in low else 2.6}
        for c in codes
    }
    return judge_claims(CLAIMS, evidence(means), RULERS, SETTINGS, with_context=False)


def test_every_claim_of_the_register_is_here_with_its_type_and_place() -> None:
    if not REGISTER.is_file():
        pytest.skip("the register of the claims is not beside the project")
    import yaml

    asked = {c["id"]: c for c in yaml.safe_load(REGISTER.read_text("utf-8"))["claims"]}
    assert list(asked) == list(CLAIMS)
    for name, theirs in asked.items():
        own = CLAIMS[name]
        assert (own.type, own.tier, own.slide, own.family) == (
            theirs["claim_type"], theirs["tier"], theirs["slide"], theirs["family"],
        ), name  # fmt: skip
        assert own.circular == theirs["partly_circular_with_declared_type"], name


@pytest.mark.parametrize("name", CLAIMS)
def test_a_claim_is_traced_from_the_slide_to_the_sentence(name: str) -> None:
    claim, judged = CLAIMS[name], talk_is_right()[name]
    assert claim.statement
    assert claim.estimand
    assert steps(claim.rule, RULERS)  # each step in words
    assert judged.claim == name
    assert judged.verdict in ("supported", "contradicted", "equivalent", "mixed", "inconclusive", "not testable")
    assert judged.reason[0].isupper() or not judged.reason[0].isalpha()
    assert judged.reason.endswith(".")
    assert not re.search(r"\bnan\b|\bNone\b|\binf\b|\{|\}", judged.reason)
    if claim.type == "NT":
        assert judged.verdict == "not testable"
        assert "No survey can establish this" in judged.reason


DIFFERENCES = [n for n, c in CLAIMS.items() if c.type in ("DIFF", "DIFF_POLE")]


def test_most_differences_are_judged_in_points_here() -> None:
    judged = [talk_is_right()[name] for name in DIFFERENCES]
    assert sum(j.estimate is not None and j.unit == "points" for j in judged) >= 20
    assert {j.verdict for j in judged} >= {"supported", "not testable"}  # the register is empty here


@pytest.mark.parametrize("name", DIFFERENCES)
def test_the_sentence_of_a_difference_says_the_sign_of_its_numbers(name: str) -> None:
    judged = talk_is_right()[name]
    if judged.estimate is None or judged.unit != "points":
        return
    contrast = next(p for p in judged.parts if p.role == "contrast" and abs(abs(p.value) - abs(judged.estimate)) < 1e-9)
    where = "above" if contrast.value >= 0 else "below"
    assert f"{abs(contrast.value):.2f} points {where}" in judged.reason
    towards = {"supported": 1, "contradicted": -1}.get(judged.verdict)
    if towards:
        assert np.sign(judged.estimate) == towards


@pytest.mark.parametrize(
    ("name", "low_side"), [("pp_beyond_will", "below"), ("pp_selbst", "above"), ("sse_goal_repair", "above")]
)
def test_the_sentence_of_a_location_says_where_its_mean_lies(name: str, low_side: str) -> None:
    judged = talk_is_right()[name]
    assert judged.verdict == "supported"
    assert judged.estimate is not None
    assert f"is {judged.estimate:.2f}" in judged.reason
    assert f"wholly {low_side} " in judged.reason


def test_every_claim_stands_on_a_slide_of_the_talk() -> None:
    """claims/talk.yaml has the slides in the talk's own words, against which tests/test_talk.py holds them."""
    named = {name for slide in load_talk(CLAIMS, ROOT / "claims") for name in claims_of(slide)}
    assert named == set(CLAIMS)


def claims_of(value: object) -> set[str]:
    """The claims that anything on a slide names."""
    if isinstance(value, tuple):
        return {name for part in value for name in claims_of(part)}
    if not is_dataclass(value):
        return set()
    own = {name for field in fields(value) if field.name.endswith("claims") for name in getattr(value, field.name)}
    return own | {name for field in fields(value) for name in claims_of(getattr(value, field.name))}


def with_shares(found: Evidence, declared: str, item: str, code: int) -> Evidence:
    values = np.where(found.respondents["declared_type"] == declared, code, 3).astype("int8")
    return replace(found, respondents=found.respondents.assign(**{item: values}))


def test_the_sentence_of_a_share_says_its_number_and_side() -> None:
    found = with_shares(evidence({"SE": {"PP": 5.0, "SOC": 5.0, "SOL": 5.0}}), "PP", "FC1", 1)
    name = "pp_selbst_direct_goal"
    judged = judge_claims({name: CLAIMS[name]}, found, RULERS, SETTINGS, with_context=False)[name]
    assert judged.verdict == "supported"
    assert judged.reason.startswith("100 % of the respondents of peer production name 'enjoying the activity'")
    assert isinstance(CLAIMS[name].rule, Proportion)


def test_a_sentence_speaks_in_names_and_not_in_codes() -> None:
    said = spelled("All 2 parts: mean of SE in PP; mean of BN1 in SSE where D08 is 1 or 2; relation (RE1)", ASKED)
    assert (
        "mean of Selbstentfaltung in peer production; mean of benefit for outsiders (BN1) in the social and solidarity"
        in said
    )
    assert "pay for the work in the project (D08) is 'no' or 'partly'; relation (RE1)" in said
    assert "what matters most for taking part (FC1): 'x'" in spelled("share of respondents with FC1 'x'", ASKED)
    assert not re.search(r"\b(SE|IO|EXO|PC|PW|PP|SSE)\b", talk_is_right()["pp_no_goals"].reason)


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        ((-1.11, -0.69), "0.69 to 1.11 below"),
        ((0.2, 0.5), "0.20 to 0.50 above"),
        ((-0.31, 0.06), "0.31 below to 0.06 above"),
        ((-0.001, 0.42), "0.00 to 0.42 above"),
        ((-0.42, 0.001), "0.00 to 0.42 below"),
    ],
)
def test_an_interval_says_on_which_side_it_lies(bounds: tuple[float, float], said: str) -> None:
    assert words.sided(bounds) == said
