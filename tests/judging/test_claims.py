"""Single claims from evidence with means set by hand: the estimate, its sign, the word and the sentence."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipeline.judging.evidence import Evidence
from pipeline.judging.profiles import distances
from pipeline.judging.verdicts import judge_claims
from tests.judging.evidence import ASKED, CLAIMS, RULERS, SETTINGS, evidence, judge_one


def test_a_dichotomy_that_holds() -> None:
    judged = judge_one("dif_production", evidence({"PC": {"PP": 5.5, "SOC": 2.8, "SOL": 3.2}}))
    assert judged.verdict == "supported"
    assert judged.estimate == pytest.approx(2.5)
    assert judged.ci95 is not None
    assert judged.ci95[0] < 2.5 < judged.ci95[1]
    assert "peer production stands 2.50 points above the social and solidarity economy" in judged.reason


def test_social_and_solidarity_economy_count_equally_however_many_answer() -> None:
    found = evidence({"PC": {"PP": 5.5, "SOC": 2.0, "SOL": 4.0}})
    kept = ~((found.respondents["declared_type"] == "SOC") & found.respondents["project"].isin(["SOC0", "SOC1"]))
    assert judge_one("dif_production", found.of(kept.to_numpy())).estimate == pytest.approx(2.5, abs=0.01)


def test_the_talk_s_direction_is_positive_though_the_contrast_is_negative() -> None:
    judged = judge_one("dif_solidarity", evidence({"SO": {"PP": 3.0, "SOC": 5.0, "SOL": 5.0}}))
    assert judged.verdict == "supported"
    assert judged.estimate == pytest.approx(2.0)
    assert "peer production stands 2.00 points below the social and solidarity economy" in judged.reason
    contrast = next(part for part in judged.parts if part.role == "contrast")
    assert contrast.value == pytest.approx(-2.0)


def test_the_same_answers_the_other_way_round_contradict() -> None:
    judged = judge_one("dif_solidarity", evidence({"SO": {"PP": 5.0, "SOC": 3.0, "SOL": 3.0}}))
    assert judged.verdict == "contradicted"
    assert judged.estimate == pytest.approx(-2.0)
    assert "points above" in judged.reason


def test_a_difference_without_its_poles_is_of_degree() -> None:
    judged = judge_one("dif_production", evidence({"PC": {"PP": 6.5, "SOC": 5.0, "SOL": 5.0}}))
    assert (judged.verdict, judged.detail) == ("mixed", "degree, not kind")
    near = judge_one("dif_production", evidence({"PC": {"PP": 5.5, "SOC": 3.9, "SOL": 3.9}}))
    assert (near.verdict, near.detail) == ("mixed", "pole undecided")


def test_no_difference_is_equivalent() -> None:
    assert judge_one("dif_production", evidence({"PC": {"PP": 4.1, "SOC": 4, "SOL": 4}})).verdict == "equivalent"


def test_a_second_contrast_that_is_refuted_makes_it_mixed() -> None:
    means = {"PW": {"PP": 2.5, "SOC": 5.5, "SOL": 5.5}, "SE": {"PP": 5.0, "SOC": 5.0, "SOL": 5.0}}
    judged = judge_one("dif_reason", evidence(means))
    assert judged.verdict == "mixed"
    assert "no relevant difference" in judged.reason


def test_a_crossover_within_persons_must_hold() -> None:
    means = {"PW": {"PP": 3.0, "SOC": 5.0, "SOL": 5.0}, "SE": {"PP": 6.5, "SOC": 5.5, "SOL": 5.5}}
    judged = judge_one("dif_reason", evidence(means))
    assert (judged.verdict, judged.detail) == ("mixed", "degree, not kind")  # also there Selbstentfaltung stands above


def test_a_missing_side_is_never_a_verdict() -> None:
    only = {"PC": {"PP": 5.5}, "SO": {"PP": 2.0}}
    for name in ("dif_production", "dif_solidarity", "com_all", "lots_of_differences", "dichotomy_taxon"):
        names = {"com_all": "dif_production", "lots_of_differences": "dif_production"}.get(name, name)
        judged = judge_one(names, evidence(only, types=("PP",)))
        assert judged.verdict == "not testable"
        assert "the social economy" in judged.reason


def test_what_one_side_says_stands_in_the_parts() -> None:
    judged = judge_one("dif_production", evidence({"PC": {"PP": 5.5}}, types=("PP",)))
    own = [part for part in judged.parts if part.inference is not None and part.side == "PP"]
    assert own[0].value == pytest.approx(5.5)
    assert own[0].n_projects == 14


def test_a_tiny_sample_is_gated_whatever_it_says() -> None:
    judged = judge_one("dif_production", evidence({"PC": {"PP": 6, "SOC": 2, "SOL": 2}}, projects=4))
    assert (judged.verdict, judged.gates) == ("inconclusive", ("G1",))
    assert "the word would be 'supported'" in judged.reason


def test_gate_edges() -> None:
    means = {"PC": {"PP": 6.0, "SOC": 2.0, "SOL": 2.0}}
    assert judge_one("dif_production", evidence(means, projects=12, respondents=5)).verdict == "supported"
    assert judge_one("dif_production", evidence(means, projects=11)).gates == ("G1",)
    assert judge_one("dif_production", evidence(means, respondents=4)).gates == ("G1",)


def test_a_location_and_its_other_side() -> None:
    assert judge_one("pp_beyond_will", evidence({"PW": {"PP": 3.0}}, types=("PP",))).verdict == "supported"
    assert judge_one("pp_beyond_will", evidence({"PW": {"PP": 3.5}}, types=("PP",))).verdict == "inconclusive"
    assert judge_one("pp_beyond_will", evidence({"PW": {"PP": 5.0}}, types=("PP",))).verdict == "contradicted"


def test_a_commonality_must_be_shared_and_present() -> None:
    shared = {"IL": {"PP": 5.5, "SOC": 5.5, "SOL": 5.5}}
    assert judge_one("com_improve_life", evidence(shared)).verdict == "supported"
    absent = {"IL": {"PP": 3.0, "SOC": 3.0, "SOL": 3.0}}
    judged = judge_one("com_improve_life", evidence(absent))
    assert (judged.verdict, judged.detail) == ("mixed", "shared, not present")
    apart = {"IL": {"PP": 6.0, "SOC": 4.5, "SOL": 4.5}}
    assert judge_one("com_improve_life", evidence(apart)).verdict == "contradicted"


def test_a_difference_within_persons() -> None:
    assert (
        judge_one("pp_replace_not_goal", evidence({"NWM": {"PP": 5.0}, "RG1": {"PP": 3.0}}, types=("PP",))).verdict
        == "supported"
    )
    low = judge_one("pp_replace_not_goal", evidence({"NWM": {"PP": 3.0}, "RG1": {"PP": 1.0}}, types=("PP",)))
    assert low.verdict == "inconclusive"
    assert "the higher side itself is not clearly present" in low.reason


def test_an_association_within_projects() -> None:
    """In the made-up persons the second code's deviations are the first's in another order: no association of both."""
    means = {"SC1": {"PP": 4.0, "SOC": 4.0, "SOL": 4.0}, "PW": {"PP": 4.0, "SOC": 4.0, "SOL": 4.0}}
    judged = judge_one("sse_shortcomings_to_will", evidence(means))
    contrast = judged.parts[0]
    assert contrast.value == pytest.approx(-1 / 3)  # signs (-1, 1) three times against (1, 1, 1, -1, -1, -1)
    assert (
        "those higher on seeing today's problems in the economy (SC1) are lower on political will (-0.33"
        in judged.reason
    )
    assert "cause" not in judged.reason


def test_social_and_solidarity_economy_are_closer_to_each_other() -> None:
    scales = ("PC", "SE", "PW", "AB", "PI", "SO", "PR", "PG", "MP", "KC", "RP", "NW")
    one = judge_one("two_not_three", evidence({code: {"PP": 5.0, "SOC": 3.0, "SOL": 3.1} for code in scales}))
    assert one.verdict == "supported"
    three = judge_one("two_not_three", evidence({code: {"PP": 5.0, "SOC": 2.0, "SOL": 6.0} for code in scales}))
    assert three.verdict == "contradicted"


def register_of(found: Evidence, **fields: dict[str, str]) -> Evidence:
    """The same evidence with register fields, by declared type."""
    columns = {name: found.projects["declared_type"].map(by_type).astype("str") for name, by_type in fields.items()}
    return replace(found, projects=found.projects.assign(**columns))


def test_half_of_a_side_is_not_the_side() -> None:
    """Without solidarity economy nothing is said of "the social and solidarity economy", not even from the register."""
    nonprofit = {"PP": "yes", "SOC": "yes", "SOL": "yes"}
    both = register_of(evidence({"PC": {"PP": 5.0, "SOC": 3.0, "SOL": 3.0}}), nonprofit=nonprofit)
    assert judge_one("sse_nonprofit_means", both).verdict == "supported"
    one = register_of(evidence({"PC": {"PP": 5.0, "SOC": 3.0}}, types=("PP", "SOC")), nonprofit=nonprofit)
    judged = judge_one("sse_nonprofit_means", one)
    assert judged.verdict == "not testable"
    assert "no projects from the solidarity economy" in judged.reason
    assert judge_one("soc_nonprofit", one).verdict == "supported"


def test_a_share_of_the_register_by_hand() -> None:
    """28 of 28 projects: Clopper and Pearson's lower limit is 0.025 to the power of 1/28."""
    nonprofit = {"PP": "no", "SOC": "yes", "SOL": "yes"}
    found = register_of(evidence({"PC": {"PP": 5.0, "SOC": 3.0, "SOL": 3.0}}), nonprofit=nonprofit)
    judged = judge_one("sse_nonprofit_means", found)
    assert judged.estimate == 1.0
    assert judged.ci95 is not None
    assert judged.ci95[0] == pytest.approx(0.025 ** (1 / 28))


def test_the_spread_within_projects_stands_beside_that_between_them() -> None:
    """Persons lie 0.3 about their project's mean everywhere: no difference within, whatever there is between."""
    scales = ("PC", "SE", "PW", "AB", "PI", "SO", "PR", "PG", "MP", "KC", "RP", "NW")
    judged = judge_one("sse_hard_generalize", evidence({code: {"PP": 5.0, "SOC": 3.0, "SOL": 3.0} for code in scales}))
    inside = next(part for part in judged.parts if "within projects" in part.what)
    assert inside.value == pytest.approx(0.0, abs=1e-9)
    assert inside.role == "context"


def test_the_distance_to_the_other_type_correlates_over_all_projects() -> None:
    """SOC lies 3 points from PP, PP 2 from the middle of SOC and SOL, SOL 1 from PP, and the difficulty falls in that order:
    the plain correlation that the claim asks for sees it, one inside the types would not."""
    scales = ("PC", "SE", "PW", "AB", "PI", "SO", "PR", "PG", "MP", "KC", "RP", "NW")
    means = {code: {"PP": 5.0, "SOC": 2.0, "SOL": 4.0} for code in scales}
    judged = judge_one("coop_because_mindset", evidence({**means, "CP1": {"PP": 5.0, "SOC": 6.0, "SOL": 4.0}}))
    assert judged.verdict == "supported"
    assert judged.estimate is not None
    assert judged.estimate > 0.8


def test_projects_that_are_all_alike_are_no_distance_apart() -> None:
    """Each scale's project means are the same number everywhere: nothing to divide by, and nothing that could correlate."""
    scales = ("PC", "SE", "PW", "AB", "PI", "SO", "PR", "PG", "MP", "KC", "RP", "NW")
    found = evidence({code: dict.fromkeys(("PP", "SOC", "SOL"), 4.0) for code in scales})
    flat = found.respondents.assign(**dict.fromkeys(scales, 4.0))
    apart = distances(replace(found, respondents=flat), np.unique(found.respondents["project"].to_numpy(dtype=str)))
    assert apart.tolist() == [0.0] * len(apart)
    assert len(apart) == 42


def test_a_project_of_half_production_and_half_distribution_stands_on_neither_side() -> None:
    """Of 20 projects of each type 9 mostly produce, 9 mostly distribute and 2 do both by half."""
    found = evidence({"PC": {"PP": 5.0, "SOC": 3.0, "SOL": 3.0}}, projects=20)
    place = np.arange(len(found.projects)) % 20
    produced = np.select([place < 9, place < 18], [80.0, 20.0], 50.0)
    shares = {"activity_production": produced, "activity_distribution": 100 - produced}
    one = judge_one("sse_form_focus", replace(found, projects=found.projects.assign(**shares)))
    kept = place < 18
    other = replace(found, projects=found.projects.assign(**shares)[kept].reset_index(drop=True))
    assert (one.verdict, one.n_projects, one.n_respondents) == ("equivalent", 36, 216)
    assert one.estimate == judge_one("sse_form_focus", other).estimate


def test_nothing_is_later_than_the_first_of_a_domain_that_the_register_has_not() -> None:
    """14 wikis of peer production, founded in 2001; without a free software project nobody can say which came first."""
    found = evidence({"PC": {"PP": 5.0}}, types=("PP",))
    wikis = found.projects.assign(domain="wiki", founding_year=2001.0).astype({"domain": "str"})
    judged = judge_one("fs_oldest", replace(found, projects=wikis))
    assert judged.verdict == "not testable"
    assert "any project of free software" in judged.reason
    first = wikis.iloc[:1].assign(project="first", domain="free software", founding_year=1984.0)
    with_first = pd.concat([wikis, first], ignore_index=True)
    judged = judge_one("fs_oldest", replace(found, projects=with_first))
    assert (judged.verdict, judged.estimate, judged.n_projects) == ("supported", 1.0, 14)


def test_hybrids_are_not_counted_behind_a_mediation() -> None:
    """14 projects of 6 respondents in each of three types; the hybrids have no part in the contrast."""
    kinds = ("PP", "SOC", "SOL", "HYB")
    means = {code: dict(zip(kinds, (5.0, 3.0, 3.0, 4.0), strict=True)) for code in ("MP", "KC")}
    judged = judge_one("keepout_structures", evidence(means, types=kinds))
    assert (judged.n_projects, judged.n_respondents) == (42, 252)


def test_a_slope_that_must_only_not_be_negative_is_held_against_the_bound_below_zero() -> None:
    """The slope of -0.15 in every project lies on the bound itself, give or take what the projects differ."""
    found = evidence({"SE": {"PP": 6.0}, "RE1": {"PP": 6.0}}, types=("PP",), projects=20, respondents=8)
    inside = found.respondents["SE"] - found.respondents.groupby("project")["SE"].transform("mean")
    tilt = np.where(found.respondents["project"].str[2:].astype(int) % 2, -0.35, 0.05)
    judged = judge_one(
        "pp_fun_society",
        replace(found, respondents=found.respondents.assign(RE1=found.respondents["RE1"] + tilt * inside)),
    )
    assert judged.verdict == "inconclusive"
    assert "does not settle whether it lies above -0.15" in judged.reason


def test_the_gate_asks_for_the_projects_behind_the_figure() -> None:
    """All 14 projects of each type have 6 members, but those of 11 never answered: of the others nobody can tell."""
    whole = evidence({"PC": {"PP": 5.5, "SOC": 2.8, "SOL": 3.2}})
    silent = whole.respondents["project"].isin([f"PP{number}" for number in range(3)])
    few = replace(whole, respondents=whole.respondents.assign(PC=whole.respondents["PC"].mask(silent)))
    found = judge_one("dif_production", few)
    assert (found.verdict, found.gates) == ("inconclusive", ("G1",))
    assert "peer production has 11 projects with an answer" in found.reason
    assert judge_one("dif_production", whole).verdict == "supported"


def test_a_handful_of_the_register_is_gated() -> None:
    """A median of one project, drawn again and again, has no width: 12 a side are needed, as for the compass."""
    for projects, gates in ((11, ("G1",)), (12, ())):
        whole = evidence({"PC": {"PP": 5.5, "SOC": 2.8, "SOL": 3.2}}, projects=projects)
        year = np.where(whole.projects["declared_type"] == "PP", 2010.0, 1980.0)
        found = judge_one("history_age", replace(whole, projects=whole.projects.assign(founding_year=year)))
        assert found.gates == gates
        assert found.verdict == ("inconclusive" if gates else "supported")


def test_the_merger_needs_enough_of_both_that_are_merged() -> None:
    """Where both are closer to each other, as in the test above, but social economy has 11 projects."""
    whole = evidence({code: {"PP": 5.5, "SOC": 3.0, "SOL": 3.2} for code in ASKED.difference})
    rows = ~whole.respondents["project"].isin([f"SOC{number}" for number in range(3)])
    assert judge_one("two_not_three", whole).gates == ()
    found = judge_one("two_not_three", whole.of(rows.to_numpy()))
    assert (found.verdict, found.gates) == ("inconclusive", ("G1",))


def test_what_nobody_could_say_was_asked() -> None:
    """All answered "cannot say" (-1) to the lines of PC, or were not shown them (-4)."""
    whole = evidence({"PC": {"PP": 5.5, "SOC": 2.8, "SOL": 3.2}})
    for code, told in ((-1.0, "was asked, but nobody gave an answer that counts"), (-4.0, "was not asked")):
        lines = dict.fromkeys(("PC1", "PC2", "PC3"), code)
        found = judge_one("dif_production", replace(whole, respondents=whole.respondents.assign(PC=np.nan, **lines)))
        assert found.verdict == "not testable"
        assert told in found.reason


def test_a_register_without_domains_is_what_is_missing() -> None:
    found = judge_one(
        "fs_values_diverse", evidence({code: {"PP": 5.0, "SOC": 3.0, "SOL": 3.0} for code in ("LR1", "PV")})
    )
    assert found.verdict == "not testable"
    assert "domain is not recorded for peer production" in found.reason.lower()
    assert "nobody" not in found.reason


def test_a_composite_names_its_parts_in_the_words_of_the_talk() -> None:
    high = {code: {"PP": 5.5, "SOC": 2.8, "SOL": 3.2} for code in ("EXO", "AB", "SE")}
    parts = high | {code: {"PP": 2.6, "SOC": 5.4, "SOL": 5.4} for code in ("PW", "WP")}
    parts |= {"PC": {"PP": 3.0, "SOC": 3.0, "SOL": 3.0}}
    named = {name: CLAIMS[name] for name in (*CLAIMS["dif_activities_many"].indicators, "dif_activities_many")}
    found = judge_claims(named, evidence(parts), RULERS, SETTINGS, with_context=False)["dif_activities_many"]
    assert "('Relevance of production': equivalent)" in found.reason
    assert "dif_" not in found.reason


def test_the_equation_says_which_criterion_fails() -> None:
    """All four lie above 4 in peer production and below it in the others, but SE alone does as well."""
    means = {code: {"PP": 5.5, "SOC": 2.5, "SOL": 2.5} for code in ("PC", "IO", "EXO", "SE")}
    found = judge_one("pp_conjunction", evidence(means))
    assert found.verdict == "inconclusive"
    assert "what is missing: one criterion alone may do as well" in found.reason


def test_what_a_composite_lacks_is_told_once() -> None:
    """Eight commonalities, and each lacks the same respondents of two types, or has one project on each side."""
    wanted = {name: claim for name, claim in CLAIMS.items() if name.startswith("com_") and claim.type in ("EQ", "CONJ")}
    codes = ("IL", "IC", "BO", "BI", "EM", "NP", "IN", "SM")
    alone = evidence({code: {"PP": 5.0} for code in codes}, types=("PP",))
    told = judge_claims(wanted, alone, RULERS, SETTINGS, with_context=True)["com_all"].reason
    assert told.count("no respondents from the social economy") == 1
    one = evidence({code: {"PP": 5.0, "SOC": 5.0, "SOL": 5.0} for code in codes}, projects=1)
    told = judge_claims(wanted, one, RULERS, SETTINGS, with_context=True)["com_all"].reason
    assert told.count("peer production has 1 project,") == 1
    assert ".." not in told
