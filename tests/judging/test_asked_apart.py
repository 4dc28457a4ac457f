"""Types asked in waves that they do not share: what differs between them may be the waves."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.judging.asked_apart import aliased
from pipeline.judging.compose import sub_thesis
from pipeline.judging.evidence import Evidence
from pipeline.judging.robust import judge
from pipeline.rules import Contrast, Group, Outcome
from tests.judging.evidence import CLAIMS, RULERS, SETTINGS, evidence, judge_one

APART = {"SO": {"PP": 3.0, "SOC": 5.0, "SOL": 5.0}}
SOL_SOC = Contrast("mean", Group("SOL"), Group("SOC"), "higher", "difference", Outcome("SO"))
PP_SSE = Contrast("mean", Group("PP"), Group("SSE"), "lower", "difference", Outcome("SO"))


def asked(found: Evidence, **waves: str) -> Evidence:
    """Each type asked in the waves named, its projects in turn in each of them."""
    table = found.respondents
    number = table["project"].str.extract(r"(\d+)$")[0].astype(int).to_numpy()
    of = [waves[t].split()[n % len(waves[t].split())] for t, n in zip(table["declared_type"], number, strict=True)]
    return replace(found, respondents=table.assign(wave=np.array(of)).astype({"wave": "str"}))


def spoken(found: Evidence, **languages: str | None) -> Evidence:
    """Each type asked in one language."""
    table = found.respondents
    return replace(found, respondents=table.assign(language=table["declared_type"].map(languages).astype("str")))


@pytest.mark.parametrize(
    ("found", "apart", "why"),
    [
        (
            asked(evidence(APART), PP="2025", SOC="2026", SOL="2026"),
            "asked in different waves",
            "a difference of the waves",
        ),
        (spoken(evidence(APART), PP="de", SOC="en", SOL="en"), "asked in different languages", "one of translation"),
    ],
)
def test_sides_that_were_asked_apart_are_not_counted(found: Evidence, apart: str, why: str) -> None:
    """2 points apart, PP in one wave (language) and the others in another one, where the wave (a translation that shifts all
    items) would look the same: shown, said, and counted as undecided."""
    judged = judge_one("dif_solidarity", found)
    assert (judged.verdict, judged.counted_word) == ("supported", "inconclusive")
    assert apart in judged.suffixes
    assert f"may be {why}" in judged.reason
    told = sub_thesis("T1", [judged] * 3, RULERS.cutoffs)
    assert told.verdict == "inconclusive"
    assert f"3 of them not counted, since the sides were {apart}" in told.reason


def test_a_commonality_of_different_waves_is_not_counted_either() -> None:
    """The same 5.5 in both waves may be a difference that the waves have cancelled."""
    judged = judge_one(
        "com_improve_life", asked(evidence({"IL": dict.fromkeys(("PP", "SOC", "SOL"), 5.5)}), PP="a", SOC="b", SOL="b")
    )
    assert (judged.verdict, judged.counted_word) == ("supported", "inconclusive")


@pytest.mark.parametrize(
    "waves",
    [
        {"PP": "a", "SOC": "a", "SOL": "a"},
        {"PP": "a b", "SOC": "a b", "SOL": "a b"},
        {"PP": "a b", "SOC": "b", "SOL": "b"},
        {"PP": "a", "SOC": "a b", "SOL": "b"},  # the social economy joins the two waves
    ],
)
def test_one_type_in_both_waves_joins_them(waves: dict[str, str]) -> None:
    found = asked(evidence(APART), **waves)
    assert not aliased(PP_SSE, found, found.waves)
    assert judge_one("dif_solidarity", found).counted_word == "supported"


def test_only_the_contrast_across_the_waves_is_meant() -> None:
    """PP alone in its wave: SOC and SOL were asked together, and compare well."""
    found = asked(evidence(APART), PP="a", SOC="b", SOL="b")
    assert aliased(PP_SSE, found, found.waves)
    assert not aliased(SOL_SOC, found, found.waves)
    three = asked(evidence(APART), PP="a b", SOC="a b", SOL="c")
    assert aliased(PP_SSE, three, three.waves)
    assert aliased(SOL_SOC, three, three.waves)


def test_no_difference_row_counts_where_all_sides_are_apart_in_time() -> None:
    """Every T1 row 2 points apart across waves: none is counted, nor what is composed of them."""
    codes = [c for c in {*evidence(APART).instrument.indicators} if c != "STATUS"]
    means = {code: {"PP": 5.5, "SOC": 3.0, "SOL": 3.0} for code in sorted(codes)}
    found = asked(evidence(means), PP="2025", SOC="2026", SOL="2026")
    rows = judge(CLAIMS, found, RULERS, SETTINGS).claims
    first = [rows[name] for name in RULERS.theses["T1"]]
    assert sum(j.verdict == "supported" for j in first) > 2
    assert {j.counted_word for j in first} <= {"inconclusive", "not testable"}
    assert rows["lots_of_differences"].verdict != "supported"
    assert rows["go_deep"].counted_word in ("inconclusive", "not testable")


def test_one_language_on_both_sides_joins_them_and_unknown_ones_say_nothing() -> None:
    """Of the others every second project answered in German, as peer production did; or nobody knows how they answered."""
    apart = spoken(evidence(APART), PP="de", SOC="en", SOL="en")
    second = apart.respondents["project"].str.extract(r"(\d+)$")[0].astype(int) % 2 == 0
    languages = apart.respondents["language"].mask(second, "de")
    assert (
        judge_one("dif_solidarity", replace(apart, respondents=apart.respondents.assign(language=languages))).suffixes
        == ()
    )
    assert judge_one("dif_solidarity", spoken(evidence(APART), PP="de")).counted_word == "supported"


def test_a_few_unknown_languages_join_nobody() -> None:
    """One respondent of each type did not tell; of most of peer production it would be too many."""
    apart = spoken(evidence(APART), PP="de", SOC="en", SOL="en").respondents
    first = ~apart["declared_type"].duplicated()
    some = apart.assign(language=apart["language"].mask(first))
    assert judge_one("dif_solidarity", replace(evidence(APART), respondents=some)).counted_word == "inconclusive"
    most = apart.assign(language=apart["language"].mask(apart["declared_type"].eq("PP") & (apart["row"] % 3 > 0)))
    assert judge_one("dif_solidarity", replace(evidence(APART), respondents=most)).counted_word == "supported"
