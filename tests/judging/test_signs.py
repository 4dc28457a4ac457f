"""The hop from the estimate to the sentence, for each type of claim: what is turned round must come out turned round.

The answers are one simulated survey, through the stages' own functions; then every answer of seven points is turned about the
midpoint, or the two sides, or one variable.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from pipeline.claims import Claim
from pipeline.judging.evidence import Evidence
from pipeline.judging.finding import Finding
from pipeline.judging.judgement import Judgement
from pipeline.judging.verdicts import judge_claims, prepared
from pipeline.replication import from_waves, load_rules
from pipeline.rules import Association, Classification, Dispersion, Mediation, NoEffect, Order, Proportion
from pipeline.simulate import draw, load_world
from tests.judging.evidence import ASKED, CLAIMS, RULERS, SETTINGS, evidence, judge_one

TURN = {"above": "below", "below": "above"}
SCORES = [code for code in ASKED.indicators if code != "STATUS"]
LINES = ASKED.likert_codes()
IN_THE_MIDDLE = "sse_between_axis"  # what lies between two ends lies there from the other end too


@cache
def survey() -> Evidence:
    """The primary set of a simulated survey in which the talk is right."""
    found = from_waves(draw(load_world("talk"), 5, (20, 12, 12, 5), 6, 1, ASKED), load_rules())
    return found.of(found.respondents["in_primary"].to_numpy(dtype=bool))


def turned(found: Evidence, codes: list[str]) -> Evidence:
    """The same with 8 less each answer, and each score, of some codes."""
    table = found.respondents
    known = [code for code in codes if code in table]
    values = table[known].astype("float64")
    return replace(found, respondents=table.assign(**values.mask(values >= 1, 8 - values)), adjusted=pd.DataFrame())


@cache
def straight() -> dict[str, Judgement]:
    return judge_claims(CLAIMS, replace(survey(), adjusted=pd.DataFrame()), RULERS, SETTINGS, with_context=False)


@cache
def mirrored() -> dict[str, Judgement]:
    return judge_claims(CLAIMS, turned(survey(), SCORES + LINES), RULERS, SETTINGS, with_context=False)


def of_type(*types: str) -> list[str]:
    return [name for name, claim in CLAIMS.items() if claim.type in types]


@pytest.mark.parametrize("name", of_type("DIFF", "DIFF_POLE", "EQ", "WITHIN"))
def test_differences_change_their_sign(name: str) -> None:
    one, other = straight()[name], mirrored()[name]
    if one.unit != "points":
        return
    found = [[p for p in judged.parts if p.role == "contrast" and p.inference] for judged in (one, other)]
    contrasts = [[p for p in parts if p.unit == "points"] for parts in found]  # the register is not turned
    pairs = list(zip(*contrasts, strict=True))
    assert pairs
    assert all(b.value == pytest.approx(-a.value, abs=1e-6) for a, b in pairs)
    assert not (one.verdict == other.verdict == "supported") or CLAIMS[name].type == "EQ"
    for judged in (one, other):
        said = re.search(r"(\d+\.\d\d) points (above|below)", judged.reason)
        if said:
            sign = 1 if said.group(2) == "above" else -1
            values = [p.value for p in judged.parts if p.role == "contrast"]
            assert any(abs(value - sign * float(said.group(1))) < 0.0051 for value in values)


def test_differences_of_every_kind_are_turned_here() -> None:
    """So that the test above does not pass for want of verdicts."""
    words = {t: [straight()[n].verdict for n in of_type(t)] for t in ("DIFF", "DIFF_POLE", "EQ", "WITHIN")}
    assert all("supported" in found for found in words.values())
    refuted = [n for n in of_type("DIFF", "DIFF_POLE", "WITHIN") if mirrored()[n].verdict == "contradicted"]
    assert len(refuted) >= 10


@pytest.mark.parametrize("name", of_type("LOC"))
def test_locations_lie_on_the_other_side_of_the_midpoint(name: str) -> None:
    one, other = straight()[name], mirrored()[name]
    if one.unit != "points" or one.estimate is None:
        return
    assert other.estimate in (pytest.approx(8 - one.estimate, abs=1e-6), pytest.approx(-one.estimate, abs=1e-6))
    told = f"{one.estimate:.2f} (95 % interval"
    if name == IN_THE_MIDDLE:  # one thing less another: by how much it lies above or below
        told = f"lies {abs(one.estimate):.2f} points {'above' if one.estimate >= 0 else 'below'} "
    assert told in one.reason or one.gates
    if name != IN_THE_MIDDLE:
        assert not (one.verdict == other.verdict == "supported")


def slope_of(claim: Claim) -> tuple[str, list[str]]:
    """The outcome of the first slope of a claim, and what else the slope needs."""
    rule = claim.rule
    assert isinstance(rule, Association | NoEffect)
    slope = rule.slopes[0] if isinstance(rule, Association) else rule.slope
    return slope.outcome[0], [*slope.predictor]


@pytest.mark.parametrize("name", of_type("ASSOC", "NULL"))
def test_slopes_change_their_sign_with_the_outcome(name: str) -> None:
    outcome, others = slope_of(CLAIMS[name])
    if outcome in others or outcome not in SCORES + LINES:
        return
    one, other = judge_one(name, survey()), judge_one(name, turned(survey(), [outcome]))
    assert one.parts[0].value == pytest.approx(-other.parts[0].value, abs=1e-9)
    for judged in (one, other):
        if not judged.gates:
            told = re.search(
                r"are (higher|lower) on [^;]*? \((-?\d\.\d\d) standard deviations for each one", judged.reason
            )
            open_told = re.search(
                r"[Tt]he slope [^;]*? is (-?\d\.\d\d) standard deviations for each one", judged.reason
            )
            assert told is not None or open_told is not None
            assert told is None or (told[1] == "higher") == (not told[2].startswith("-"))
            said = {*([told[2]] if told else []), *([open_told[1]] if open_told else [])}
            assert said <= {f"{p.value:.2f}" for p in judged.parts if p.inference is not None}
    assert not (one.verdict == other.verdict == "supported") or CLAIMS[name].type == "NULL"


@pytest.mark.parametrize("name", of_type("MED"))
def test_an_indirect_effect_changes_its_sign_with_the_outcome(name: str) -> None:
    rule = CLAIMS[name].rule
    assert isinstance(rule, Mediation)
    one, other = judge_one(name, survey()), judge_one(name, turned(survey(), [rule.outcome]))
    assert one.estimate is not None and other.estimate is not None
    assert other.estimate == pytest.approx(-one.estimate)
    assert f"is {one.estimate:.2f} standard deviations" in one.reason
    assert f"is {other.estimate:.2f} standard deviations" in other.reason
    assert other.verdict == {"supported": "contradicted"}.get(one.verdict, other.verdict)


@pytest.mark.parametrize("name", of_type("DISP"))
def test_spreads_turn_with_the_sides(name: str) -> None:
    rule = CLAIMS[name].rule
    assert isinstance(rule, Dispersion)
    claim = replace(CLAIMS[name], rule=replace(rule, plus=rule.minus, minus=rule.plus))
    one = judge_claims({name: CLAIMS[name]}, survey(), RULERS, SETTINGS, with_context=False)[name]
    other = judge_claims({name: claim}, survey(), RULERS, SETTINGS, with_context=False)[name]
    assert one.estimate is not None and other.estimate is not None
    assert other.estimate == pytest.approx(-one.estimate, abs=1e-9)
    for judged in (one, other):
        ratio = re.search(r"differ (\d+\.\d\d) times", judged.reason)
        if ratio:
            assert float(ratio.group(1)) == pytest.approx(np.exp(judged.parts[0].value), abs=0.0051)
        elif not judged.gates:
            assert ("more varied" if judged.parts[0].value >= 0 else "less varied") in judged.reason
    assert not (one.verdict == other.verdict == "supported")


@pytest.mark.parametrize("name", of_type("RANK"))
def test_an_order_turns_with_its_sets(name: str) -> None:
    rule = CLAIMS[name].rule
    assert isinstance(rule, Order)
    if rule.figure in ("auc", "merger"):
        return
    claim = replace(CLAIMS[name], rule=replace(rule, first=rule.second, second=rule.first))
    one = judge_claims(CLAIMS, survey(), RULERS, SETTINGS, with_context=False)[name]
    other = judge_claims({**CLAIMS, name: claim}, survey(), RULERS, SETTINGS, with_context=False)[name]
    assert one.estimate is not None and other.estimate is not None
    assert other.estimate == pytest.approx(-one.estimate)
    sizes = [re.search(r"is (\d+\.\d\d) (?:in|on) .* and (\d+\.\d\d) (?:in|on) ", j.reason) for j in (one, other)]
    if sizes[0] and sizes[1]:
        assert sizes[0].groups() == sizes[1].groups()[::-1]


@pytest.mark.parametrize("name", of_type("PROP"))
def test_a_share_lies_where_its_sentence_says(name: str) -> None:
    judged = straight()[name]
    if judged.estimate is None or judged.gates:
        return
    rule = CLAIMS[name].rule
    assert isinstance(rule, Proportion)
    assert judged.ci95 is not None
    shown = re.findall(r"(\d+) % (?:of [^;]*)?\(95 % interval (\d+) to (\d+) %\)", judged.reason)
    expected = tuple(f"{100 * value:.0f}" for value in (judged.estimate, *judged.ci95))
    assert expected in shown or judged.unit != "share"


def test_kinds_and_a_continuum_say_the_opposite() -> None:
    figures = {"dip_p": 0.001, "delta_bic": 20.0, "ari": 0.9, "hybrid_share": 0.1, "hybrids_entered": 0.1}
    kinds = judge_one("dichotomy_taxon", replace(survey(), kind="kinds", figures={**survey().figures, **figures}))
    one = judge_one("dichotomy_taxon", replace(survey(), kind="continuum", figures={**survey().figures, **figures}))
    assert (kinds.verdict, one.verdict) == ("supported", "contradicted")
    assert kinds.reason != one.reason


@pytest.mark.parametrize(
    ("register", "tested", "word", "where"),
    [
        (0.08, 0.04, "supported", ""),  # on the edges
        (0.079, 0.079, "inconclusive", "in the register"),
        (0.23, 0.039, "inconclusive", "among the projects that answered"),  # they stand in the register, and are silent
        (0.23, 0.0, "inconclusive", "among the projects that answered"),
    ],
)
def test_two_kinds_need_a_middle_that_was_asked_and_answered(
    register: float, tested: float, word: str, where: str
) -> None:
    figures = {"dip_p": 0.001, "delta_bic": 20.0, "ari": 0.9, "hybrid_share": register, "hybrids_entered": tested}
    judged = judge_one("dichotomy_taxon", replace(survey(), kind="kinds", figures={**survey().figures, **figures}))
    assert (judged.verdict, judged.gates) == (word, ("sampling gap",) if where else ())
    assert where in judged.reason


def test_one_scale_is_said_with_what_it_excludes_and_kinds_without() -> None:
    figures = {
        "dip_p": 0.4,
        "delta_bic": -8.0,
        "ari": 0.4,
        "hybrid_share": 0.1,
        "hybrids_entered": 0.1,
        "n_projects": 60.0,
    }
    figures |= {"apart": 2.4, "excluded_from": 3.6, "called_one_scale": 0.65, "bound_share": 0.05}
    told = {
        word: judge_one("dichotomy_taxon", replace(survey(), kind=word, figures={**survey().figures, **figures})).reason
        for word in ("continuum", "kinds")
    }
    said = told["continuum"]
    assert "3.6 of their own standard deviations" in said and "The declared types lie 2.4 of theirs apart" in said
    assert "of theirs apart" not in told["kinds"]


@pytest.mark.parametrize(
    ("kind", "types", "products", "told"),
    [
        ("kinds", 0.9, 0.9, True),
        ("kinds", 0.9, 0.8, False),
        ("kinds, not the declared ones", 0.2, 0.7, True),
        ("kinds, not the declared ones", 0.2, 0.3, False),
        ("undecided", 0.2, 0.9, False),
    ],
)
def test_kinds_that_agree_as_well_with_the_products_say_so(
    kind: str, types: float, products: float, told: bool
) -> None:
    figures = {"dip_p": 0.001, "delta_bic": 20.0, "ari": types, "hybrid_share": 0.1, "hybrids_entered": 0.1}
    figures |= {"ari_products": products, "n_projects": 60.0}
    judged = judge_one("dichotomy_taxon", replace(survey(), kind=kind, figures={**survey().figures, **figures}))
    assert ("they may be kinds of products" in judged.reason) is told


@pytest.mark.parametrize("name", of_type("CONJ"))
def test_a_composite_says_how_many_of_its_parts_hold(name: str) -> None:
    for judged in (straight()[name], mirrored()[name]):
        assert not (judged.verdict == "supported" and "contradicted" in [part.word for part in judged.parts])


@cache
def levels() -> Mapping[str, float]:
    return prepared(CLAIMS, replace(survey(), adjusted=pd.DataFrame()), RULERS, SETTINGS, with_context=False).levels


def numbers_behind(judged: Judgement) -> list[float]:
    """Every number that a sentence on a verdict may be made of: what was judged, its parts and how many they are, the rulers,
    what the claim itself says; as they are, as a percentage and, for logarithms of ratios, as a multiple."""
    found: list[float | None] = [judged.estimate, judged.bound, *(judged.ci95 or ()), *(judged.ci90 or ())]
    found += [*(judged.decision or ()), judged.n_projects, judged.n_respondents, *range(len(judged.parts) + 1)]
    level = levels().get(judged.claim)
    for part in judged.parts:
        found += behind(part)
        found += [] if level is None or part.inference is None else part.ci(1 - level)
    found += [*RULERS.bounds.values(), RULERS.midpoint, 1 - RULERS.alpha, 0.9, RULERS.gate_projects]
    found += [RULERS.gate_respondents, *survey().figures.values()]
    found += [float(number) for number in re.findall(r"\d+\.\d+", CLAIMS[judged.claim].estimand)]
    values = [float(value) for value in found if value is not None]
    moved = [sign * value + RULERS.midpoint for value in RULERS.bounds.values() for sign in (1, -1)]
    return [*values, *moved, *(100 * v for v in values), *(float(np.exp(v)) for v in values if abs(v) < 5)]


def behind(part: Finding) -> list[float | None]:
    """The numbers of one part, also those of its note."""
    told = [float(number) for number in re.findall(r"\d+\.\d+", part.note or "")]
    own = [] if part.inference is None else [part.value, *part.ci(0.95), *part.ci(0.90)]
    return [*told, *own, part.n_projects, part.n_respondents]


CODES = re.compile(r"'[^']*'|[A-Z]+\d+[a-z]*|2x2|\bT[1-5]\b")  # words with digits in them
ELSEWHERE = {
    "keepout_structures": r"correlation of \S+",  # tests/stats/test_association.py
    "keepout_open": r"correlation of \S+",
    "compass_pp_hard": r"\S+ of the difference is there by construction",  # tests/judging/test_compass_claims.py
    "overall_big": r"at least 0\.85",  # in claims/claims.yaml, of a part
}


@pytest.mark.parametrize("name", [n for n, c in CLAIMS.items() if not isinstance(c.rule, Order | Classification)])
def test_every_number_of_a_sentence_is_one_that_was_judged(name: str) -> None:
    judged = straight()[name]
    said = CODES.sub("", re.sub(ELSEWHERE.get(name, r"$^"), "", judged.reason))
    known = np.abs(numbers_behind(judged))
    for token in re.findall(r"\d+(?:\.\d+)?", said):
        digits = len(token.partition(".")[2])
        assert (np.abs(known - float(token)) <= 0.5 * 10**-digits + 1e-9).any(), f"{token} in: {judged.reason}"


def project_means(found: Evidence, codes: list[str]) -> pd.DataFrame:
    """Means of projects of the three pure types, with the type as the last column, made with pandas alone."""
    table = found.respondents.dropna(subset=["project"])
    table = table[table["declared_type"].isin(["PP", "SOC", "SOL"])]
    means = table.groupby("project")[codes].mean()
    return means.assign(declared_type=table.groupby("project")["declared_type"].first())


def test_the_sentence_on_the_equation_counts_what_the_answers_give() -> None:
    """Projects with all four means above 4, among peer production and among the others, counted anew; turned answers give the
    opposite word."""
    codes = ["PC", "IO", "EXO", "SE"]
    table = project_means(survey(), codes).dropna()
    above, is_it = table[codes] > 4, table["declared_type"] == "PP"
    found, spared = above[is_it].all(axis=1).mean(), (~above[~is_it].all(axis=1)).mean()
    judged, other = (judge_one("pp_conjunction", one) for one in (survey(), turned(survey(), SCORES)))
    assert judged.estimate == pytest.approx((found + spared) / 2)
    assert f"accuracy of {50 * (found + spared):.0f} %" in judged.reason
    assert f"finds {100 * found:.0f} % of the projects of peer production, and" in judged.reason
    assert f"and rightly leaves out {100 * spared:.0f} % of the others" in judged.reason
    assert f"meet is met by {100 * above[is_it].mean().min():.0f} % of them" in judged.reason
    assert other.estimate is not None and other.estimate < 0.5 < found
    assert other.verdict == "contradicted"


def test_the_sentence_on_the_depth_counts_what_the_answers_give() -> None:
    """Mean absolute d of the twelve difference scales and of the six structure scales, pooled within the three types."""
    rule = CLAIMS["go_deep"].rule
    assert isinstance(rule, Order)
    sizes = []
    for codes in (list(rule.first), list(rule.second)):
        groups = project_means(survey(), codes).groupby("declared_type")[codes]
        mean, n = groups.mean(), groups.count()
        pooled = ((groups.var() * (n - 1)).sum() / (n - 1).sum()) ** 0.5
        sizes.append(((mean.loc["PP"] - (mean.loc["SOC"] + mean.loc["SOL"]) / 2) / pooled).abs().mean())
    judged = straight()["go_deep"]
    assert judged.estimate == pytest.approx(sizes[0] - sizes[1])
    assert f"is {sizes[0]:.2f} on the 12 scales of differences and {sizes[1]:.2f} on the" in judged.reason


@pytest.mark.parametrize(("means", "word"), [((6.0, 3.0, 3.2), "supported"), ((4.0, 2.0, 6.0), "contradicted")])
def test_the_merger_of_two_types_says_which_distance_is_larger(means: tuple[float, float, float], word: str) -> None:
    """Peer production apart from two that are alike; then in the middle between two that are 4 points apart."""
    of_each = {code: dict(zip(("PP", "SOC", "SOL"), means, strict=True)) for code in ASKED.difference}
    judged = judge_one("two_not_three", evidence(of_each))
    sizes = re.search(r"lie (\d+\.\d\d) standard deviations apart, .* economy (\d+\.\d\d)", judged.reason)
    assert sizes is not None
    assert judged.verdict == word
    assert (float(sizes[1]) > float(sizes[2])) == (word == "supported")
    assert judged.estimate == pytest.approx(float(sizes[1]) - float(sizes[2]), abs=0.011)


@pytest.mark.parametrize("attitudes", [True, False])
def test_the_first_glance_says_what_tells_the_sides_apart(attitudes: bool) -> None:
    """Attitudes differ and the register is dealt out in turn; then the register differs and the attitudes do not."""
    apart = {"PP": 5.5, "SOC": 2.6, "SOL": 2.6} if attitudes else {"PP": 4.0, "SOC": 4.0, "SOL": 4.0}
    rule = CLAIMS["similar_first_glance"].rule
    assert isinstance(rule, Order)
    found = evidence(dict.fromkeys(rule.first, apart))
    number = found.projects["project"].str.extract(r"(\d+)$")[0].astype(int)
    side = (number // 2) % 2 == 0 if attitudes else found.projects["declared_type"] == "PP"
    judged = judge_one(
        "similar_first_glance",
        replace(
            found, projects=found.projects.assign(nonprofit=np.where(side, "yes", "no")).astype({"nonprofit": "str"})
        ),
    )
    areas = re.search(r"an area of (\d\.\d\d), visible structure with (\d\.\d\d)", judged.reason)
    assert areas is not None
    assert judged.verdict == ("supported" if attitudes else "contradicted")
    assert (float(areas[1]) > float(areas[2])) == attitudes
    assert judged.estimate == pytest.approx(float(areas[1]) - float(areas[2]), abs=0.011)


@pytest.mark.parametrize("name", of_type("CLASS"))
def test_a_share_of_the_compass_is_the_one_in_its_sentence(name: str) -> None:
    judged = straight()[name]
    if name == "pp_conjunction" or judged.estimate is None:
        return
    assert judged.ci95 is not None and judged.bound is not None
    ends = " to ".join(f"{100 * end:.0f}" for end in judged.ci95)
    assert judged.reason.startswith(f"{100 * judged.estimate:.0f} % of ")
    assert f" (95 % interval {ends} %)" in judged.reason
    sure = judged.ci95[0] > judged.bound, judged.ci95[1] < judged.bound
    assert judged.verdict in {(True, False): ("supported", "inconclusive"), (False, True): ("contradicted",)}.get(
        sure, ("inconclusive",)
    )
