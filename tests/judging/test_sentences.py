"""A sentence, and the estimate beside it, are about the part that makes the word; what other parts say stands in it too."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from pipeline.judging import decide, spread_words, tables
from pipeline.judging.compose import compose, with_last_wave
from pipeline.judging.evidence import Evidence
from pipeline.judging.finding import Finding
from pipeline.judging.robust import judge
from pipeline.judging.verdicts import judge_claims
from pipeline.rules import Dispersion
from pipeline.stats.resampling import Bootstrapped
from tests.judging.evidence import CLAIMS, RULERS, SETTINGS, evidence, judge_one
from tests.judging.test_beside import both_waves

ALL = {"PP": 3.0, "SOC": 3.0, "SOL": 3.0}


def test_a_mixed_place_says_both_places() -> None:
    """The talk says that cooperation is difficult for both: PP says so (5.5), SOC and SOL do not (2.5)."""
    judged = judge_one("coop_difficult", evidence({"CP1": {"PP": 5.5, "SOC": 2.5, "SOL": 2.5}}))
    assert judged.verdict == "mixed"
    assert judged.estimate == pytest.approx(2.5)
    assert "is 2.50" in judged.reason
    assert judged.reason.endswith("; beside it in peer production: 5.50, supported.")


def test_a_contradicted_place_is_not_told_of_its_open_part() -> None:
    """PP open at 4.4 (neither above 4.5 nor below 4), SSE at 2.5: contradicted by SSE, so the sentence is about SSE."""
    judged = judge_one("coop_difficult", evidence({"CP1": {"PP": 4.4, "SOC": 2.5, "SOL": 2.5}}))
    assert judged.verdict == "contradicted"
    assert "is 2.50" in judged.reason
    assert "wholly on the other side of 4" in judged.reason


def wide(found: Evidence, code: str, by: float) -> Evidence:
    """The same answers to a code with the projects of each type much further apart: 2 x `by` more between odd and even ones."""
    odd = found.respondents["project"].str.extract(r"(\d+)$")[0].astype(int) % 2 == 1
    moved = found.respondents[code] + np.where(odd, by, -by)
    return replace(found, respondents=found.respondents.assign(**{code: moved}))


def test_the_estimate_is_of_the_contrast_that_leaves_it_open() -> None:
    """CF1 2.0 points apart and sure; CF2 2.2 apart among projects far from one another: CF2, the larger one, leaves it open."""
    means = {"CF1": {"PP": 3.0, "SOC": 5.0, "SOL": 5.0}, "CF2": {"PP": 5.1, "SOC": 2.9, "SOL": 2.9}}
    judged = judge_one("dif_counterfactual", wide(evidence(means), "CF2", 2.3))
    assert judged.verdict == "inconclusive"
    assert judged.estimate == pytest.approx(2.2)
    assert judged.decision is not None
    assert judged.decision[0] < 0.5 < judged.decision[1]
    assert judged.reason.startswith("On being better even in a well-working market economy (CF2)")


def test_the_lean_stands_at_the_contrast_that_leans() -> None:
    """The open contrast of the two leans; the sure one is told behind it and leans nowhere."""
    means = {"CF1": {"PP": 3.0, "SOC": 5.0, "SOL": 5.0}, "CF2": {"PP": 5.1, "SOC": 2.9, "SOL": 2.9}}
    judged = judge_one("dif_counterfactual", wide(evidence(means), "CF2", 2.3))
    assert (judged.verdict, judged.detail) == ("inconclusive", "leaning towards the talk")
    told, behind = judged.reason.split("; but on being needless in a better economy (CF1)")
    assert told.endswith("does not settle whether the difference exceeds 0.50, leaning towards the talk")
    assert "leaning" not in behind


def test_within_persons_the_part_that_is_open_is_told() -> None:
    """JA1 less AL1 is 1.5 and SE1 less JA2 is 0.9, both sure; but JA1 itself is at 3.5, and 4.25 is needed."""
    means = {"JA1": {**ALL, "PP": 3.5}, "AL1": {**ALL, "PP": 2.0}, "SE1": {**ALL, "PP": 6.0}, "JA2": {**ALL, "PP": 5.1}}
    found = evidence(means)
    judged = judge_one("pp_job_alienated", replace(found, respondents=found.respondents.assign(D05=1, D08=1)))
    assert judged.verdict == "inconclusive"
    assert judged.estimate == pytest.approx(1.5)
    assert "the higher side itself is not clearly present" in judged.reason
    assert "SE1" in judged.reason.split("beside it")[1]


def ratio(value: float, half: float) -> Finding:
    draws = np.log(value) + half * np.linspace(-1, 1, 2001)
    return Finding("SSE / PP", "log ratio", "contrast", "log ratio", Bootstrapped(math.log(value), draws), 30, 240)


def said_of(raw: Finding, corrected: Finding) -> str:
    rule, bound = CLAIMS["sse_hard_generalize"].rule, math.log(1.15)
    assert isinstance(rule, Dispersion)
    pairs = [(f.ci(0.95), f.ci(0.90)) for f in (raw, corrected)]
    word, detail = decide.dispersion(pairs[0], pairs[1], bound)
    each = decide.ratio(*pairs[0], bound), decide.ratio(*pairs[1], bound)
    return spread_words.spread(rule, raw, corrected, word, each, detail, 1.15, "on average over 12 scales")


def test_a_ratio_that_only_its_correction_leaves_open_is_not_said_to_be_open() -> None:
    told = said_of(ratio(1.5, 0.1), ratio(1.3, 0.3))
    assert "differ 1.50 times as widely" in told
    assert "wholly beyond 1.15 times, as the talk says; but" in told
    assert "with the means taken into account it is 1.30 times" in told
    assert told.endswith("which does not settle it")


def test_a_ratio_that_its_correction_turns_says_both() -> None:
    told = said_of(ratio(1.5, 0.1), ratio(0.8, 0.1))
    assert "1.50 times" in told
    assert "it is 0.80 times" in told
    assert told.endswith("which says otherwise")


def test_a_ratio_alike_with_and_without_the_means_is_told_once() -> None:
    assert said_of(ratio(1.5, 0.1), ratio(1.4, 0.1)).endswith("also where the means are taken into account")
    assert said_of(ratio(1.2, 0.3), ratio(1.4, 0.1)).endswith("more than 1.15 times")


def test_nobody_of_a_sort_is_not_said_to_have_been_silent() -> None:
    """All answer the scale; but no project of SOC and SOL mostly produces."""
    found = evidence({"PC": {"PP": 4.0, "SOC": 4.0, "SOL": 4.0}})
    register = found.projects.assign(activity_production=10.0, activity_distribution=90.0)
    judged = judge_one("sse_form_focus", replace(found, projects=register))
    assert judged.verdict == "not testable"
    assert (
        "there is nobody from the social economy (where at least 50 % of the activity is production)" in judged.reason
    )
    assert "answered" not in judged.reason


def test_a_negative_slope_is_a_relation_and_no_need() -> None:
    """Who follows debates more gives fewer hours: the claim of no relation fails, and the sentence does not read as a need."""
    found = evidence({"PA": ALL, "EF1": ALL})
    aware = np.tile([1.0, 3.0, 5.0, 2.0, 4.0, 6.0], len(found.respondents) // 6)
    hours = np.exp((7.0 - aware) / 2) - 1 + np.tile([0.1, -0.1], len(aware) // 2)
    judged = judge_one("pp_no_awareness", replace(found, respondents=found.respondents.assign(PA=aware, EF1=hours)))
    assert judged.estimate is not None
    assert judged.estimate < -0.2
    assert "a relation, but no need" in judged.reason


def test_waves_that_contradict_each_other_are_said_to() -> None:
    """PP 2 points below in the one wave and 2 above in the other: no difference of both together, and each has one."""
    low, high = {"SO": {"PP": 3.0, "SOC": 5.0, "SOL": 5.0}}, {"SO": {"PP": 5.0, "SOC": 3.0, "SOL": 3.0}}
    claims = {"dif_solidarity": CLAIMS["dif_solidarity"]}
    judged = judge(claims, both_waves(evidence(low), evidence(high), same_persons=False), RULERS, SETTINGS)
    found = judged.claims["dif_solidarity"]
    assert found.estimate == pytest.approx(0.0)
    assert "waves disagree" in found.suffixes
    assert "but the waves disagree: supported in 2025, contradicted in 2026" in found.reason
    alike = judge(claims, both_waves(evidence(low), evidence(low), same_persons=False), RULERS, SETTINGS)
    assert "waves disagree" not in alike.claims["dif_solidarity"].suffixes


def test_the_overall_verdict_says_in_how_many_rows_the_waves_disagree() -> None:
    found = evidence({"SO": {"PP": 3.0, "SOC": 5.0, "SOL": 5.0}})
    rows = judge(CLAIMS, found, RULERS, SETTINGS).claims
    turned = {**rows, "dif_solidarity": replace(rows["dif_solidarity"], verdict="contradicted")}
    composed = compose(CLAIMS, rows, RULERS, np.zeros(0, dtype=np.int64))
    whole = next(c for c in with_last_wave(composed, {"2025": rows, "2026": turned}, RULERS) if c.thesis == "overall")
    assert "in 1 of 11 rows of the differences one wave supports what another refutes" in whole.reason
    same = next(c for c in with_last_wave(composed, {"2025": rows, "2026": rows}, RULERS) if c.thesis == "overall")
    assert "refutes" not in same.reason


def test_two_halves_that_cancel_each_other_out_are_said() -> None:
    """SOC 1.5 below PP and SOL 1.5 above it: no difference to their mean, and the sentence says why; alike, it says nothing."""
    torn = judge_one("dif_solidarity", evidence({"SO": {"PP": 4.0, "SOC": 2.5, "SOL": 5.5}}))
    assert torn.verdict == "equivalent"
    assert (
        "1.50 above the social economy and 1.50 below the solidarity economy, which cancel each other out"
        in torn.reason
    )
    assert "cancel" not in judge_one("dif_solidarity", evidence({"SO": ALL})).reason
    common = judge_one("com_improve_life", evidence({"IL": {"PP": 5.5, "SOC": 4.5, "SOL": 6.5}}))
    assert common.verdict == "supported"
    assert "1.00 above the social economy and 1.00 below the solidarity economy" in common.reason
    assert (
        "which is no relevant difference, and the mean lies above the midpoint in every type: it is shared"
        in common.reason
    )


def test_a_register_that_says_otherwise_is_told_and_not_judged() -> None:
    """The social economy helps the disadvantaged and the others do not; but of no project of it the statutes name them."""
    found = evidence({"HD": {"PP": 2.8, "SOC": 5.5, "SOL": 2.8}})
    opposed = judge_one("soc_disadvantaged", replace(found, projects=found.projects.assign(target_group="no")))
    assert opposed.verdict == "supported"
    assert (
        "each stated pole is reached; beside it, and not judged, 0 % of the projects of the social economy"
        in opposed.reason
    )
    agreed = judge_one("soc_disadvantaged", replace(found, projects=found.projects.assign(target_group="yes")))
    assert agreed.verdict == "supported"
    assert "not judged" not in agreed.reason


def marked(income: float | np.ndarray, paid: float | np.ndarray, ownership: str | np.ndarray) -> Evidence:
    """Peer production above and the others below on the new mode, with these fields of the register."""
    found = evidence({"MP": {"PP": 5.5, "SOC": 2.8, "SOL": 2.8}})
    fields: dict[str, Any] = {"income_market": income, "paid_fte": paid, "ownership": ownership}
    return replace(found, projects=found.projects.assign(**fields))


def test_a_framework_that_the_register_does_not_see_replaced_is_right_in_part() -> None:
    """All projects bear all three marks, wherever they are of: no difference of marks beside one of attitudes is mixed."""
    alike = judge_one("framework", marked(80.0, 3.0, "private for-profit"))
    assert alike.verdict == "mixed"
    assert (
        "n the share of the marks that a project bears (the share of income from the market at least 50 or paid full-time "
        "equivalents at least 1 or ownership: private nonprofit-members or private for-profit), "
        "peer production stands 0 percentage points above the "
        "social and solidarity economy (90 % interval 0 to 0 above), wholly inside ±15 percentage points"
    ) in alike.reason


def test_marks_count_as_far_as_the_register_tells_them() -> None:
    """PP: half of the projects bear 1 of 3 marks, half none: 1/6. SSE: market income unknown, paid and public: 1 of 2 told.
    The difference is 1/6 - 1/2 = -1/3, and wholly below -15 points."""
    pp = np.repeat([True, False, False], 14)
    odd = np.arange(42) % 2 == 1
    agreed = judge_one("framework", marked(np.where(pp, 0.0, np.nan), np.where(pp & odd, 0.0, 1.0), "public"))
    assert agreed.verdict == "supported"
    (apart,) = [p for p in agreed.parts if p.role == "contrast" and p.unit == "share"]
    assert apart.value == pytest.approx(-1 / 3)
    assert (apart.side, apart.n_projects, apart.word) == ("PP - SSE", 42, "supported")
    of_side = {p.side: p.value for p in agreed.parts if p.role == "context" and p.what == apart.what}
    assert of_side == pytest.approx({"PP": 1 / 6, "SSE": 1 / 2, "SOC": 1 / 2, "SOL": 1 / 2})


def test_a_framework_without_its_register_is_not_testable() -> None:
    judged = judge_one("framework", evidence({"MP": {"PP": 5.5, "SOC": 2.8, "SOL": 2.8}}))
    assert judged.verdict == "not testable"
    assert "are not recorded for peer production" in judged.reason


def test_a_slope_that_only_one_type_has_is_told_beside_the_other_and_not_judged() -> None:
    """In SSE hours rise with political will as far as one line can, slope 1; in PP they fall so, slope -1 in the same standard
    deviations: 2 apart, and the verdict is that of SSE alone."""
    found = evidence({"PW": {"PP": 4.0, "SOC": 4.0, "SOL": 4.0}})
    inside = found.respondents["PW"] - found.respondents.groupby("project")["PW"].transform("mean")
    rising = np.where(found.respondents["declared_type"] == "PP", -inside, inside)
    hours = np.expm1(2.0 + rising)  # log(1 + hours) is a straight line
    judged = judge_one("sse_will_engagement", replace(found, respondents=found.respondents.assign(EF1=hours)))
    assert judged.verdict == "supported"
    assert judged.estimate == pytest.approx(1.0)
    assert (
        "in peer production that slope is -1.00 (95 % interval -1.00 to -1.00); the two slopes differ by 2.00, it being higher "
        "in the social and solidarity economy (95 % interval 2.00 to 2.00 higher), which is shown and not judged"
    ) in judged.reason
    (apart,) = [part for part in judged.parts if part.side == "SSE - PP"]
    assert (apart.role, apart.word, apart.n_projects) == ("context", None, 42)


def test_a_share_that_data_tell_in_part_says_what_they_do_not() -> None:
    judged = judge_one("sse_benefits_pp", evidence({"CP2": {"PP": 5.0, "SOC": 6.0, "SOL": 6.0}}))
    assert judged.verdict == "supported"
    assert judged.reason.endswith(
        "; a documented use of such commons would count as well, but no data tell it: the share may be larger."
    )


def test_no_relevant_difference_is_told_with_the_interval_that_says_so() -> None:
    """Word equivalent: the 90 % interval decides (C6, two one-sided tests), so it is told and stands as the deciding
    one."""
    judged = judge_one("dif_solidarity", evidence({"SO": {"PP": 4.2, "SOC": 4.1, "SOL": 4.1}}))
    assert judged.verdict == "equivalent"
    assert judged.decision == judged.ci90 != judged.ci95
    assert "90 % interval" in judged.reason


def test_spreads_that_hardly_differ_are_told_with_the_interval_that_says_so() -> None:
    """Draws evenly from log 0.87 to log 1.16: of these 90 % lie inside log 1.15 either way and 95 % do not."""
    rule = CLAIMS["sse_hard_generalize"].rule
    assert isinstance(rule, Dispersion)
    found = Finding(
        "SSE / PP", "log ratio", "contrast", "log ratio", Bootstrapped(0.0, np.linspace(-0.145, 0.145, 2001)), 60, 480
    )
    told = spread_words.spread(
        rule, found, found, "equivalent", ("equivalent", "equivalent"), None, 1.15, "on average over 12 scales"
    )
    assert math.exp(found.ci(0.90)[1]) < 1.15
    assert f"90 % interval {math.exp(-0.1305):.2f} to {math.exp(0.1305):.2f} times" in told


def test_what_is_not_known_together_is_named_and_not_spelled() -> None:
    """Paid tiers are known of two projects, external openness of those too: too few, and no column name in the sentence."""
    found = evidence({"EXO": {"PP": 5.0, "SOC": 3.0, "SOL": 3.0}})
    known = found.projects.assign(income_market=None, dual_licensing_or_paid_tier=None)
    known.loc[known.index[:2], ["income_market", "dual_licensing_or_paid_tier"]] = ["yes", "no"]
    judged = judge_one("valorization_ext", replace(found, projects=known))
    assert judged.verdict == "not testable"
    assert "_" not in judged.reason


def test_a_spread_of_too_few_says_of_whom() -> None:
    two = evidence({"PC": {"PP": 5.0, "SOC": 3.0, "SOL": 3.0}})
    sol = two.respondents["declared_type"] == "SOL"
    kept = two.respondents[~sol | two.respondents["project"].isin(two.respondents.loc[sol, "project"].unique()[:2])]
    judged = judge_one("sol_hard_define", two.of(two.respondents.index.isin(kept.index)))
    assert judged.verdict == "not testable"
    assert "fewer than three projects with a mean of their own of the solidarity economy are known on" in judged.reason


def test_parts_that_hold_beside_one_that_does_not_are_told_together() -> None:
    """Political awareness 0.2 points apart and sure, against the talk; the three others 2 points apart, as it says."""
    high, low = {"PP": 3.0, "SOC": 5.0, "SOL": 5.0}, {"PP": 5.0, "SOC": 3.0, "SOL": 3.0}
    awareness = {"PP": 5.2, "SOC": 5.0, "SOL": 5.0}
    judged = judge_one("origin", evidence({"PW": high, "PA": awareness, "NG1": low, "AB1": low}, projects=40))
    first, *behind = judged.reason.split("; ")
    assert judged.verdict == "mixed"
    assert first.startswith("On political awareness, peer production stands 0.20 points above")
    assert behind == [
        "but wholly beyond 0.50, as the talk says, on political will, taking part as something useful was missing and "
        "know-how needed to take part."
    ]
    assert len(judged.reason) < 360


def test_one_part_that_holds_is_told_with_its_numbers() -> None:
    means = {"CF1": {"PP": 3.0, "SOC": 5.0, "SOL": 5.0}, "CF2": {"PP": 4.1, "SOC": 4.0, "SOL": 4.0}}
    judged = judge_one("dif_counterfactual", evidence(means, projects=40))
    assert judged.verdict == "mixed"
    assert (
        "; but on being needless in a better economy (CF1), peer production stands 2.00 points below" in judged.reason
    )


def test_the_level_of_a_claim_is_its_share_of_the_family() -> None:
    """Production 3 points apart, solidarity open: 0.05 / 2 for the smaller p-value, 0.05 for the other, what
    is no difference of types has none."""
    wanted = {name: CLAIMS[name] for name in ("dif_production", "dif_solidarity", "sse_shortcomings")}
    found = evidence(
        {
            "PC": {"PP": 5.5, "SOC": 2.5, "SOL": 2.5},
            "SO": {"PP": 4.0, "SOC": 4.6, "SOL": 4.6},
            "SC1": {"PP": 4.0, "SOC": 5.0, "SOL": 5.0},
        }
    )
    judged = judge_claims(wanted, found, RULERS, SETTINGS, with_context=False)
    levels = {name: one.level for name, one in judged.items()}
    assert levels == {"dif_production": 0.025, "dif_solidarity": 0.05, "sse_shortcomings": None}
    written = tables.by_claim(judged, wanted).set_index("claim")["decision_level"]
    assert written["dif_production"] == 0.025 and written.isna()["sse_shortcomings"]
