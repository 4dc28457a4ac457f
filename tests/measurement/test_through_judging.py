"""Known faults of the answers, followed to the verdicts: found, named, bounded, and never silent."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from pipeline.claims import Claim
from pipeline.judging.judgement import Judgement
from pipeline.judging.style_gate import MOVED
from pipeline.judging.verdicts import judge_claims
from pipeline.measure import measure
from pipeline.rules import Dichotomy, Difference, Equivalence, Order, Place, Within
from pipeline.score import score
from tests.measurement.faulty import shifted, survey, turned
from tests.measurement.judged import CLAIMS, RULERS, SECTIONS, SETTINGS, every_set, evidence_of, seen
from tests.survey import ASKED, ROOT

CONTRASTS = {name: claim for name, claim in CLAIMS.items() if isinstance(claim.rule, Difference | Dichotomy | Within)}
COMMON = {name: claim for name, claim in CLAIMS.items() if isinstance(claim.rule, Equivalence)}
PLACES = {name: claim for name, claim in CLAIMS.items() if isinstance(claim.rule, Place)}
PC = {name: CLAIMS[name] for name in ("dif_production", "sse_hard_generalize")}


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def judged(table: pd.DataFrame, wanted: dict[str, Claim]) -> dict[str, Judgement]:
    scores = score(table, ASKED, SECTIONS["score"])
    gates = measure(table, scores, ASKED, SECTIONS["measure"], {}, every_group=False)
    return judge_claims(wanted, evidence_of(table, scores, gates), RULERS, SETTINGS, with_context=False)


@cache
def apart() -> pd.DataFrame:
    """PP 1.6 points higher in everything."""
    return survey(4, waves=1, true=1.6)


def tells_the_other_word(reason: str) -> bool:
    """Whether a sentence says what the word would be without the gate: another one, or the one that it stays without style."""
    return "the word would be '" in reason or "though the word stays '" in reason


@pytest.mark.parametrize("seed", [3, 11])
def test_agreeing_more_on_one_side_decides_nothing(seed: int) -> None:
    """No true difference, PP agrees by .8 points more: no contrast is supported or contradicted, and no mean of a side is
    said to lie beyond the middle that does not do so without."""
    bent, plain = survey(seed, waves=1, acquiescence=0.8), survey(seed, waves=1)
    found, before = judged(bent, CONTRASTS | COMMON | PLACES), judged(plain, PLACES)
    allowed = {"equivalent", "inconclusive", "mixed", "not testable"}
    assert {found[name].verdict for name in CONTRASTS} <= allowed
    assert {found[name].verdict for name in COMMON} <= allowed
    decided = {name for name in PLACES if found[name].verdict == "supported"}
    assert decided <= {name for name in PLACES if before[name].verdict == "supported"}
    turned_by_style = [found[name] for name in found if "G4" in found[name].gates]
    assert len(turned_by_style) > 5
    assert all(
        "response style the estimate moves by" in one.reason or "did both agree" in one.reason
        for one in turned_by_style
    )
    assert all(tells_the_other_word(one.reason) for one in turned_by_style)


def test_a_forgotten_key_is_named_and_the_scale_judged_item_by_item() -> None:
    """PC2 turned: the scale measures nothing any more, its lines contradict each other, and the verdict says so."""
    found = seen(turned(apart(), "PC2", np.ones(len(apart()), dtype=bool)), PC)
    named = found.models.items[found.models.items["key_suspected"]]
    assert set(named["item"]) == {"PC2"}
    one = found.claims["dif_production"]
    assert (one.verdict, one.detail, one.gates) == ("inconclusive", "items disagree", ("G2",))
    assert (
        "shared time spent on producing (PC2) runs against the rest of the scale: its key looks forgotten" in one.reason
    )
    assert "shared time spent on producing (PC2) contradicted" in one.reason
    assert "making something useful as the heart of the project (PC1) contradicted" not in one.reason


def test_a_forgotten_key_of_a_pair_is_no_other_reading_of_its_lines() -> None:
    """RP1 and the turned RP3 say the opposite: each judged alone, without the bias of the pair, they contradict each other, in
    the composite of which RP is a part too."""
    names = ("dif_relationship", "dif_mindset", "sse_repair_over_replace")
    found = judged(turned(apart(), "RP3", np.ones(len(apart()), dtype=bool)), {name: CLAIMS[name] for name in names})
    one = found["sse_repair_over_replace"]
    assert (one.verdict, one.detail, one.gates) == ("inconclusive", "items disagree", ("G2",))
    assert (
        "not mending what the economy breaks (RP3) runs against the rest of the scale: its key looks forgotten"
        in one.reason
    )
    assert all("read differently" not in claim.reason for claim in found.values())
    assert all(any("RP1" in effect.what for effect in claim.effects) for claim in found.values())


POOLED = {  # claims that look at several scales at once, with one of these: mediation, classification, order
    "keepout_openness": "IO",
    "pp_conjunction": "IO",
    "rank_most_important": "PC",
}


@pytest.mark.parametrize("name", POOLED)
def test_a_failing_scale_behind_a_mediation_a_classification_and_an_order_is_replaced_by_each_of_its_lines(
    name: str,
) -> None:
    """The scale is answered by chance. The word is the one that all of its lines give, and else inconclusive."""
    table, generator = apart(), np.random.default_rng(3)
    lines = ASKED.indicators[POOLED[name]].items
    noise = {code: np.where(table[code] > 0, generator.integers(1, 8, len(table)), table[code]) for code in lines}
    wanted = dict(CLAIMS) if name == "rank_most_important" else {name: CLAIMS[name]}
    one = judged(table.assign(**{code: values.astype("int8") for code, values in noise.items()}), wanted)[name]
    told = [effect.what for effect in one.effects if effect.gate == "G2" and "one by one" in effect.what]
    assert len(told) == 1
    words = {code: told[0].split(f"{code} ")[1].split(",")[0] for code in lines if f"{code} " in told[0]}
    assert set(words) == set(lines)
    if len(set(words.values())) == 1:
        assert {one.verdict} == set(words.values())
    else:
        assert (one.verdict, one.detail) == ("inconclusive", "items disagree")


STYLED = (
    "sol_values",
    "sse_supplement_will",
    "sol_political_goals",
    "rank_most_important",
    "pp_beyond_will",
    "pp_no_goals",
)


def test_what_is_no_contrast_is_not_decided_by_agreeing_either() -> None:
    """Composites of means, places, orders: no word is decided with the gap in agreeing that is not decided without it."""
    bent, plain = (judged(survey(11, waves=1, acquiescence=a), CLAIMS) for a in (0.8, 0.0))
    decided = ("supported", "contradicted")
    for name in STYLED:
        assert bent[name].verdict not in decided or plain[name].verdict == bent[name].verdict, name
    others = {n for n, claim in bent.items() if "G4" in claim.gates and type(CLAIMS[n].rule) not in MOVED}
    told = ("without response style, in which the types differ by", "points in agreeing with any line")
    assert all(any(words in bent[name].reason for words in told) for name in others)


def test_an_item_read_differently_counts_against_the_difference() -> None:
    """One of three lines is answered 2 points higher by PP, nothing else differs: the bias is near 2/3, and what would have
    been a difference is not comparable."""
    table = survey(5, waves=1, true=0.5)
    off = shifted(table, "PC1", 2 - 4 * ASKED.items["PC1"].reverse, (table["declared_type"] == "PP").to_numpy())
    wanted = {name: claim for name, claim in CONTRASTS.items() if name == "dif_production"}
    scores = score(off, ASKED, SECTIONS["score"])
    gates = measure(off, scores, ASKED, SECTIONS["measure"], {}, every_group=False)
    row = gates.bias[(gates.bias["scale"] == "PC") & (gates.bias["over"] == "type")].iloc[0]
    assert row["items"] == "PC1"
    assert row["bias"] == pytest.approx(0.6, abs=0.2)
    evidence = evidence_of(off, scores, gates)
    one = judge_claims(wanted, evidence, RULERS, SETTINGS, with_context=False)["dif_production"]
    assert one.verdict not in ("supported", "contradicted")
    if one.gates:
        assert (
            "making something useful as the heart of the project (PC1) is read differently by the types" in one.reason
        )


def test_a_scale_among_many_that_fails_is_replaced_by_each_of_its_lines() -> None:
    """PC answered at random: the spread over the twelve scales is judged with each of its lines in its place."""
    table, generator = apart(), np.random.default_rng(3)
    noise = {
        code: np.where(table[code] > 0, generator.integers(1, 8, len(table)), table[code])
        for code in ("PC1", "PC2", "PC3")
    }
    found = judged(table.assign(**{code: values.astype("int8") for code, values in noise.items()}), PC)
    one = found["sse_hard_generalize"]
    effects = [effect for effect in one.effects if effect.gate == "G2"]
    assert any("PC1 " in effect.what and "PC2 " in effect.what and "one by one" in effect.what for effect in effects)


def test_straightliners_of_one_side_change_no_word_silently() -> None:
    """A quarter of PP answers 6 everywhere. Left out of the primary set they change nothing; where the widest set would say
    another word, it stands beside, and the claim is marked where both other sets differ."""
    table = survey(7, waves=1, true=0.9)
    generator = np.random.default_rng(2)
    straight = (table["declared_type"] == "PP").to_numpy() & (generator.random(len(table)) < 0.25)
    items = [code for code in table.columns if code in ASKED.items]
    answers = {c: np.where(straight & (table[c] > 0), 6, table[c]).astype("int8") for c in items}
    bent = table.assign(**answers, in_primary=~straight, in_strict=~straight)
    names = ("dif_production", "dif_reason", "dif_precondition", "dif_relationship", "com_improve_life")
    wanted = {name: CLAIMS[name] for name in names}
    with_them, without = every_set(bent, wanted), judged(table[~straight].reset_index(drop=True), wanted)
    for name in names:
        primary, everybody = with_them.claims[name], with_them.by_set["all"][name]
        assert primary.verdict == without[name].verdict, name
        strict = with_them.by_set["strict"][name]
        if primary.verdict not in (everybody.verdict, strict.verdict):
            assert "sensitive to exclusions" in primary.suffixes, name


FAULTS = {
    "all alike": lambda t: t.assign(**{c: np.where(t[c] > 0, 5, t[c]).astype("int8") for c in t if c in ASKED.items}),
    "one project": lambda t: t[t["project"] == "project0"].reset_index(drop=True),
    "one type": lambda t: t[t["declared_type"] == "PP"].reset_index(drop=True),
    "two respondents": lambda t: t.head(2),
    "nobody in a project": lambda t: t.assign(project=pd.Series([None] * len(t), dtype="str")),
    "a line that a wave did not ask": lambda t: t.assign(
        PC2=np.where(t["wave"] == "2026", -4, t["PC2"]).astype("int8"), SM1=np.int8(-4)
    ),
    "lines that repeat one another": lambda t: t.assign(PC2=t["PC1"], SE1=t["SE2"], SE3=t["SE2"], SM1=t["SM2"]),
    "three in another language": lambda t: t.assign(language=np.where(np.arange(len(t)) < 3, "fr", "en")),
    "no answer": lambda t: t.assign(**{c: np.int8(-5) for c in t if c in ASKED.items}),
    "hardly any answer": lambda t: t.assign(
        **{
            c: np.where(np.arange(len(t)) % 19 == k % 19, t[c], -1).astype("int8")
            for k, c in enumerate(t)
            if c in ASKED.items
        }
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_cannot_be_assessed_is_said_without_a_warning_or_a_crash(fault: str) -> None:
    found = seen(FAULTS[fault](survey(1, projects=24, size=5)))
    scales = found.gates.scales
    unknown = scales[scales["gate"] == "not assessed"]
    assert (unknown["reason"] != "").all()
    assert (found.models.fit.loc[found.models.fit["fit"] == "not assessed", "reason"] != "").all()
    lost = found.models.invariance[found.models.invariance["chisq"].isna()]
    assert (lost["reason"] != "").all()
    assert all(one.reason for one in found.claims.values())
    single = scales[(scales["scale"] == "MO") & (scales["n_respondents"] > 0)]
    assert set(single["reason"]) <= {"a single item"}


@cache
def by_world(acquiescence: float, reversed_asked: bool) -> dict[str, Judgement]:
    table = survey(11, waves=1, acquiescence=acquiescence)
    if not reversed_asked:
        back = {code: np.int8(-4) for code in table.columns if code in ASKED.items and ASKED.items[code].reverse}
        table = table.assign(**back)
    return judged(table, CLAIMS)


def of_no_difference(one: Judgement) -> bool:
    """Whether a word follows from there being no differences: the largest of eleven contrasts of nothing exceeds a twelfth, by
    the numbers without style too, and a composite of several differences is contradicted by one that is equivalent."""
    parts = [part.word for part in one.parts if part.role == "component"]
    equivalent = "equivalent" in parts and not {"supported", "contradicted"} & set(parts)
    return one.verdict == "contradicted" and (isinstance(CLAIMS[one.claim].rule, Order) or equivalent)


@pytest.mark.parametrize("reversed_asked", [True, False])
def test_a_gap_in_agreeing_brings_no_word_of_any_rule(reversed_asked: bool) -> None:
    """No true difference. Whatever is supported or contradicted with the gap of .8 is so without it; and where the lines in the
    other direction were not asked, so that the style cannot be told, nothing that rests on lines of one direction is decided,
    a share, a slope, an order or a composite no more than a contrast."""
    bent, plain = by_world(0.8, reversed_asked), by_world(0.0, reversed_asked)
    decided = {name for name, one in bent.items() if one.verdict in ("supported", "contradicted")}
    brought = decided - {name for name, one in plain.items() if one.verdict == bent[name].verdict}
    assert {name for name in brought if not of_no_difference(bent[name])} == set()
    assert len({type(CLAIMS[name].rule) for name, one in bent.items() if "G4" in one.gates}) >= 4
    assert reversed_asked or any("response style cannot be estimated" in one.reason for one in bent.values())
    assert all(tells_the_other_word(one.reason) for one in bent.values() if "G4" in one.gates)
