"""What stands beside the contrasts: the waves, effect sizes, other bounds; signs from the answers to the tables."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipeline.judging.bench import Bench
from pipeline.judging.effects import at_other_bounds, effects
from pipeline.judging.evidence import Evidence
from pipeline.judging.over_waves import over_waves
from pipeline.judging.robust import judge
from pipeline.judging.verdicts import by_rule, prepared
from tests.judging.evidence import CLAIMS, RULERS, SETTINGS, evidence, judge_one

SOLIDARITY = {"dif_solidarity": CLAIMS["dif_solidarity"]}
LOW, HIGH = {"SO": {"PP": 3.0, "SOC": 5.0, "SOL": 5.0}}, {"SO": {"PP": 2.6, "SOC": 5.0, "SOL": 5.0}}


def both_waves(
    first: Evidence, second: Evidence, same_persons: bool, names: tuple[str, str] = ("2025", "2026")
) -> Evidence:
    """One wave after another, of the same projects; the respondents are the same persons, or others."""
    parts = []
    for wave, found in zip(names, (first, second), strict=True):
        persons = "p" + found.respondents["row"].astype("str") + ("" if same_persons else wave)
        parts.append(found.respondents.assign(wave=wave, respondent=persons).astype({"wave": "str"}))
    registers = [e.projects.assign(wave=w).astype({"wave": "str"}) for w, e in zip(names, (first, second), strict=True)]
    return replace(
        first,
        respondents=pd.concat(parts, ignore_index=True),
        projects=pd.concat(registers, ignore_index=True),
    )


def test_each_wave_and_the_trend_in_the_direction_of_the_talk() -> None:
    """The talk says that PP stands lower: 2.0 points in the first wave and 2.4 in the second, so a trend of 0.4 a wave."""
    whole = both_waves(evidence(LOW), evidence(HIGH), same_persons=False)
    found = over_waves(SOLIDARITY, prepared(SOLIDARITY, whole, RULERS, SETTINGS, with_context=False))[0]
    assert {wave: e.value for wave, e in found.by_wave.items()} == pytest.approx({"2025": 2.0, "2026": 2.4})
    assert found.trend.value == pytest.approx(0.4)
    assert found.common.value == pytest.approx(2.2)
    assert (found.projects, found.of_projects, found.persons) == (42, 42, 0)


def test_a_trend_follows_the_order_of_the_waves_and_not_of_their_names() -> None:
    """From 2.0 to 2.4 points again, in waves whose names would sort the other way round."""
    whole = both_waves(evidence(LOW), evidence(HIGH), same_persons=False, names=("pilot-2025", "2026"))
    found = over_waves(SOLIDARITY, prepared(SOLIDARITY, whole, RULERS, SETTINGS, with_context=False))[0]
    assert list(found.by_wave) == ["pilot-2025", "2026"]
    assert found.trend.value == pytest.approx(0.4)


def test_the_same_projects_are_no_independent_replication() -> None:
    """Projects that are the same in both waves add less than as many other projects would."""
    whole = both_waves(evidence(LOW), evidence(LOW), same_persons=True)
    shared = over_waves(SOLIDARITY, prepared(SOLIDARITY, whole, RULERS, SETTINGS, with_context=False))[0]
    later = whole.respondents["wave"] == "2026"
    others = whole.respondents["project"].where(~later, whole.respondents["project"] + "b")
    apart = replace(whole, respondents=whole.respondents.assign(project=others))
    separate = over_waves(SOLIDARITY, prepared(SOLIDARITY, apart, RULERS, SETTINGS, with_context=False))[0]
    assert shared.common.se > 1.2 * separate.common.se
    assert (shared.persons, separate.projects) == (252, 0)


def test_one_wave_has_no_meta_analysis() -> None:
    assert over_waves(SOLIDARITY, prepared(SOLIDARITY, evidence(LOW), RULERS, SETTINGS, with_context=False)) == []


def test_effects_are_positive_where_the_talk_is_right() -> None:
    """PP at 3, SSE at 5, persons no more than 0.6 about them: everybody of SSE stands above everybody of PP."""
    found = effects(SOLIDARITY, prepared(SOLIDARITY, evidence(LOW), RULERS, SETTINGS, with_context=False))[0]
    assert found.g is not None
    assert found.g.g > 0
    assert found.superiority.value == 1.0
    assert found.overlap.value == 0.0
    reversed_ = evidence({"SO": {"PP": 5.0, "SOC": 3.0, "SOL": 3.0}})
    against = effects(SOLIDARITY, prepared(SOLIDARITY, reversed_, RULERS, SETTINGS, with_context=False))[0]
    assert against.superiority.value == 0.0


def test_other_bounds_give_other_words() -> None:
    """0.65 points apart with hardly any spread between projects: beyond 0.3 and 0.5, inside 0.8."""
    near = evidence({"PW": {"PP": 4.0, "SOC": 4.0, "SOL": 4.65}}, projects=60)
    claims = {"sol_vs_soc_political": CLAIMS["sol_vs_soc_political"]}
    ready = prepared(claims, near, RULERS, SETTINGS, with_context=False)
    found = at_other_bounds(claims, ready, lambda claim, on: by_rule(claim, on, claims))
    assert found == {"sol_vs_soc_political": {0.3: "supported", 0.8: "equivalent"}}


def test_the_family_is_shared_out_anew_at_another_bound() -> None:
    """Two claims. At 0.5 neither holds, and both are judged at 0.025. At 0.3 the first holds, so that the second is judged at
    0.05, where its interval lies beyond 0.3; at 0.025 it would not."""
    claims = {name: CLAIMS[name] for name in ("dif_solidarity", "sol_vs_soc_political")}
    contrast = claims["sol_vs_soc_political"].rule.contrasts[0]  # type: ignore[union-attr]

    def with_gap(gap: float) -> Bench:
        means = {"SO": {"PP": 4.0, "SOC": 4.45, "SOL": 4.45}, "PW": {"PP": 4.0, "SOC": 4.0, "SOL": 4.0 + gap}}
        return prepared(claims, evidence(means, projects=60), RULERS, SETTINGS, with_context=False)

    halves = [0.5 * np.ptp(with_gap(0.4).contrast(contrast).ci(1 - level)) for level in (0.05, 0.025)]
    ready = with_gap(0.3 + float(np.mean(halves)))
    assert ready.levels == {"dif_solidarity": 0.025, "sol_vs_soc_political": 0.025}
    found = at_other_bounds(claims, ready, lambda claim, on: by_rule(claim, on, claims))
    assert {name: by[0.3] for name, by in found.items()} == {
        "dif_solidarity": "mixed",  # no pole is reached
        "sol_vs_soc_political": "supported",
    }


def test_a_verdict_that_holds_in_each_wave_of_the_same_projects_and_each_set_has_its_word() -> None:
    whole = both_waves(evidence(LOW), evidence(HIGH), same_persons=False)
    judged = judge(SOLIDARITY, whole, RULERS, SETTINGS)
    assert judged.claims["dif_solidarity"].suffixes == ("same projects",)
    assert {name: by["dif_solidarity"].verdict for name, by in judged.by_set.items()} == dict.fromkeys(
        ("primary", "all", "strict"), "supported"
    )


def test_persons_who_answer_twice_are_no_two_persons() -> None:
    """With everybody twice and the same answers, the interval is that of one wave."""
    once, twice = evidence(LOW), both_waves(evidence(LOW), evidence(LOW), same_persons=True)
    shaken = twice.respondents["SO"] + 0.05 * np.where(twice.respondents["row"] % 2, 1, -1)
    twice = replace(
        twice,
        respondents=twice.respondents.assign(
            SO=shaken.where(twice.respondents["wave"] == "2026", twice.respondents["SO"])
        ),
    )
    widths = []
    for found in (once, twice):
        judged = judge(SOLIDARITY, found, RULERS, SETTINGS).claims["dif_solidarity"]
        assert judged.ci95 is not None
        widths.append(judged.ci95[1] - judged.ci95[0])
    assert widths[1] == pytest.approx(widths[0], rel=0.1)


def test_a_mean_that_a_few_bend_is_marked_by_the_ordered_model() -> None:
    """In PP three of four answer 6 and one 1 (mean 4.75), elsewhere nine of ten 5 and one 6 (5.1): the mean lies lower, most
    people higher, and the ordered model goes by these."""
    found = evidence({"SO": {"PP": 4.0, "SOC": 4.0, "SOL": 4.0}}, projects=40, respondents=20)
    people, place = found.respondents, found.respondents["row"] % 20
    pp = people["declared_type"] == "PP"
    answers = np.where(pp, np.where(place < 5, 1.0, 6.0), np.where(place < 2, 6.0, 5.0))
    bent = replace(found, respondents=people.assign(SO=answers))
    judged = judge(SOLIDARITY, bent, RULERS, SETTINGS).claims["dif_solidarity"]
    latent = next(part for part in judged.parts if "cumulative probit" in part.what)
    assert judged.parts[0].value == pytest.approx(-0.35)
    assert latent.value > 0
    assert latent.unit == "standard deviations"
    assert "ceiling" in judged.suffixes
    assert "ceiling" not in judge(SOLIDARITY, evidence(LOW), RULERS, SETTINGS).claims["dif_solidarity"].suffixes


def test_a_slope_that_must_only_not_be_negative_may_be_a_little_so_in_a_wave() -> None:
    """+0.05 in one wave and -0.05 in the other: both surely above the bound of -0.15, whatever their signs."""
    flat = evidence({"SE": {"PP": 6.0}, "RE1": {"PP": 6.0}}, projects=20, respondents=8, types=("PP",))
    inside = flat.respondents["SE"] - flat.respondents.groupby("project")["SE"].transform("mean")
    tilted = [
        replace(flat, respondents=flat.respondents.assign(RE1=flat.respondents["RE1"] + tilt * inside))
        for tilt in (0.05, -0.05)
    ]
    whole = both_waves(tilted[0], tilted[1], same_persons=False)
    claims = {"pp_fun_society": CLAIMS["pp_fun_society"]}
    judged = judge(claims, whole, RULERS, SETTINGS)
    assert [by["pp_fun_society"].estimate for by in judged.by_wave.values()] == pytest.approx([0.05, -0.05], abs=0.001)
    assert judged.claims["pp_fun_society"].verdict == "supported"


def test_who_answers_in_two_waves_is_one_respondent_for_the_gate() -> None:
    """Three a project in each wave: six others pass the median of five, the same three do not."""
    small = evidence(LOW, respondents=3)
    others = judge(SOLIDARITY, both_waves(small, small, same_persons=False), RULERS, SETTINGS)
    assert others.claims["dif_solidarity"].gates == ()
    same = judge(SOLIDARITY, both_waves(small, small, same_persons=True), RULERS, SETTINGS).claims["dif_solidarity"]
    assert same.gates == ("G1",)
    assert "median of fewer than 5 respondents" in same.reason


def in_waves(*found: Evidence) -> Evidence:
    """Waves of other persons, one after another, in the same projects."""
    parts = [
        (e.respondents.assign(wave=str(year)), e.projects.assign(wave=str(year)))
        for year, e in enumerate(found, start=2025)
    ]
    respondents, registers = (pd.concat(tables, ignore_index=True) for tables in zip(*parts, strict=True))
    return replace(found[0], respondents=respondents, projects=registers)


def suffixes(name: str, *found: Evidence) -> tuple[str, tuple[str, ...]]:
    judged = judge({name: CLAIMS[name]}, in_waves(*found), RULERS, SETTINGS).claims[name]
    return judged.verdict, judged.suffixes


def test_a_commonality_holds_in_each_wave_whichever_side_is_a_little_higher() -> None:
    """0.1 points above in one wave and 0.1 below in the other: no relevant difference in either."""
    above = evidence({"IL": {"PP": 5.6, "SOC": 5.5, "SOL": 5.5}}, projects=30)
    below = evidence({"IL": {"PP": 5.4, "SOC": 5.5, "SOL": 5.5}}, projects=30)
    assert suffixes("com_improve_life", above, below) == ("supported", ("same projects",))


def test_the_same_answers_twice_replicate_nothing_and_other_projects_do() -> None:
    same = judge(SOLIDARITY, both_waves(evidence(LOW), evidence(LOW), same_persons=True), RULERS, SETTINGS)
    assert same.claims["dif_solidarity"].suffixes == ("same persons",)
    later = evidence(LOW)
    others = replace(
        later,
        respondents=later.respondents.assign(project=later.respondents["project"] + "b"),
        projects=later.projects.assign(project=later.projects["project"] + "b"),
    )
    other = judge(SOLIDARITY, both_waves(evidence(LOW), others, same_persons=False), RULERS, SETTINGS)
    assert other.claims["dif_solidarity"].suffixes == ("replicated",)


def test_a_replication_needs_mostly_other_projects() -> None:
    """Of 42 projects a wave: with 30 the same, 30 of 54 were asked twice and nothing is replicated; with 20, 20 of 64."""
    first = evidence(LOW)
    names = sorted(first.respondents["project"].unique())
    assert len(names) == 42
    for same, said in ((30, ("same projects",)), (20, ("replicated",))):
        later = {name: f"{name}b" for name in names[same:]}
        second = replace(
            first,
            respondents=first.respondents.assign(project=first.respondents["project"].replace(later)),
            projects=first.projects.assign(project=first.projects["project"].replace(later)),
        )
        found = judge(SOLIDARITY, both_waves(first, second, same_persons=False), RULERS, SETTINGS)
        assert found.claims["dif_solidarity"].suffixes == said


def test_a_mean_holds_in_each_wave_on_one_side_of_the_midpoint() -> None:
    """Of three waves two are far above 4.5 and one is below 4; without any one of them the mean is above 4.5."""
    high, low = (evidence({"PC": {"PP": mean}}, types=("PP",), projects=30) for mean in (6.4, 3.8))
    assert suffixes("pp_production", high, high, high) == ("supported", ("same projects",))
    assert suffixes("pp_production", high, high, low) == ("supported", ("waves disagree",))


def test_a_later_register_that_tells_less_does_not_make_unknown_what_an_earlier_one_told() -> None:
    """The second wave's list has no founding year, and another legal form: the year stays, the form is the later one."""
    found = evidence(LOW)
    whole = both_waves(found, found, same_persons=False)
    first = whole.projects["wave"] == "2025"
    register = whole.projects.assign(
        founding_year=np.where(first, 1999.0, np.nan), legal_form=np.where(first, "none", "association")
    )
    known = replace(whole, projects=register.astype({"legal_form": "str"})).register
    assert len(known) == 42
    assert (known["founding_year"] == 1999).all()
    assert (known["legal_form"] == "association").all()


def test_each_wave_tells_of_the_part_that_all_together_tell_of() -> None:
    """Of political will and Selbstentfaltung the one lies nearer to its bound in the first wave, the other in the second: 1.0
    against 2.0, 3.0 against 1.2; in both together 2.0 against 1.6, so that all three are about Selbstentfaltung."""
    waves = [
        {
            "PW": {"PP": 4 - a / 2, "SOC": 4 + a / 2, "SOL": 4 + a / 2},
            "SE": {"PP": 4 + b / 2, "SOC": 4 - b / 2, "SOL": 4 - b / 2},
        }
        for a, b in ((1.0, 2.0), (3.0, 1.2))
    ]
    whole = both_waves(evidence(waves[0]), evidence(waves[1]), same_persons=False)
    found = judge({"dif_reason": CLAIMS["dif_reason"]}, whole, RULERS, SETTINGS)
    assert found.claims["dif_reason"].estimate == pytest.approx(1.6)
    assert [one["dif_reason"].estimate for one in found.by_wave.values()] == pytest.approx([2.0, 1.2])


def test_waves_of_which_one_supports_what_another_refutes_replicate_nothing() -> None:
    """2 points in two waves, and none in the third, or 2 again: refuted in all together, and without any one of them."""
    apart = {"IL": {"PP": 6.9, "SOC": 4.9, "SOL": 4.9}}
    alike = {"IL": {"PP": 5.5, "SOC": 5.4, "SOL": 5.4}}
    claim = {"com_improve_life": CLAIMS["com_improve_life"]}
    for last, replicated in ((alike, False), (apart, True)):
        whole = both_waves(evidence(apart), evidence(apart), same_persons=False)
        third = both_waves(evidence(last), evidence(last), same_persons=False, names=("2027", "2028"))
        third = third.of((third.respondents["wave"] == "2027").to_numpy(), ["2027"])
        people, register = [whole.respondents, third.respondents], [whole.projects, third.projects]
        others = [f.assign(project=f["project"] + f["wave"]) for f in (*people, *register)]
        three = replace(
            whole,
            respondents=pd.concat(others[:2], ignore_index=True),
            projects=pd.concat(others[2:], ignore_index=True),
        )
        found = judge(claim, three, RULERS, SETTINGS).claims["com_improve_life"]
        assert found.verdict == "contradicted"
        assert ("waves disagree" in found.suffixes) is not replicated
        assert ("replicated" in found.suffixes) is replicated


def test_the_interval_that_is_written_is_the_one_that_decided() -> None:
    """A commonality is refuted by the 95 % interval, and a part that is equivalent by the 90 % one (A2, C6)."""
    refuted = judge_one("com_improve_life", evidence({"IL": {"PP": 6.5, "SOC": 4.5, "SOL": 4.5}}))
    assert (refuted.verdict, refuted.decision) == ("contradicted", refuted.ci95)
    shared = judge_one("com_improve_life", evidence({"IL": {"PP": 5.5, "SOC": 5.5, "SOL": 5.5}}))
    assert (shared.verdict, shared.decision) == ("supported", shared.ci90)
    one = {"PW": {"PP": 4.0, "SOC": 4.0, "SOL": 4.0}, "SE": {"PP": 5.5, "SOC": 2.5, "SOL": 2.5}}
    mixed = judge_one("dif_reason", evidence(one))
    assert (mixed.verdict, mixed.decision) == ("mixed", mixed.ci90)
    assert mixed.estimate == pytest.approx(0.0, abs=1e-9)
