"""What stands beside claims that no survey can decide: founding years, change over waves, survival; counted by hand."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.judging.evidence import Evidence
from pipeline.judging.finding import Finding
from pipeline.judging.judgement import Judgement
from pipeline.judging.survival import years
from pipeline.judging.verdicts import judge_claims
from tests.judging.evidence import CLAIMS, RULERS, SETTINGS, evidence
from tests.judging.test_beside import both_waves

YEARS = {"2025": 2025.2, "2026": 2026.2}


def told(name: str, found: Evidence, least: int = 0) -> Judgement:
    settings = replace(SETTINGS, told=least)
    return judge_claims({name: CLAIMS[name]}, found, RULERS, settings, with_context=True)[name]


def beside(name: str, found: Evidence, what: str) -> dict[str, Finding]:
    """By side, the figures beside a claim whose name has these words."""
    return {part.side: part for part in told(name, found).parts if what in part.what}


def two_waves(first: float = 5.0, second: float = 5.0) -> Evidence:
    """14 projects of each type in both waves; RP2 of the social economy at `first`, then at `second`, the others at 4."""
    one, two = (evidence({"RP2": {"PP": 4.0, "SOC": soc, "SOL": 4.0}}) for soc in (first, second))
    return replace(both_waves(one, two, same_persons=False), years=YEARS)


def test_founding_years_are_counted_by_decade() -> None:
    found = evidence({"RP2": {"PP": 4.0, "SOC": 4.0, "SOL": 4.0}})
    table = found.projects.copy()
    own = (table["declared_type"] == "PP").to_numpy()
    table.loc[own, "founding_year"] = [1999.0, 2000.0, 2009.0, *[2021.0] * 11]
    judged = told("pp_growing", replace(found, projects=table))
    shares = {part.what[-12:]: part.value for part in judged.parts if "founded" in part.what}
    assert shares == pytest.approx(
        {"1990 to 1999": 1 / 14, "2000 to 2009": 2 / 14, "2010 to 2019": 0, "2020 to 2029": 11 / 14}
    )
    assert (
        "Of 14 projects of peer production 1 was founded from 1990 to 1999, 2 from 2000 to 2009 and 11 from 2020 to 2029;"
        in judged.reason
    )
    assert judged.verdict == "not testable"


def test_contributors_of_the_same_projects_double_from_wave_to_wave() -> None:
    """Each project grows by two, or by a half: the ratio is one; then each doubles, and the interval has no width."""
    found = two_waves()
    table = found.projects.copy()
    factor = np.where(np.arange(len(table)) % 2, 2.0, 0.5)
    for grown, expected in ((factor, 0.0), (2.0, np.log(2))):
        table["active_contributors"] = 10.0 * np.where(table["wave"] == "2026", grown, 1.0)
        part = beside("pp_growing", replace(found, projects=table), "as a ratio")["PP"]
        assert part.value == pytest.approx(expected)
        assert (part.n_projects, part.n_respondents, part.unit) == (14, 0, "log ratio")


def test_a_project_without_contributors_has_no_ratio() -> None:
    found = two_waves()
    table = found.projects.assign(active_contributors=10.0)
    table.loc[table.index[:3], "active_contributors"] = 0.0
    assert beside("pp_growing", replace(found, projects=table), "as a ratio")["PP"].n_projects == 11


def test_one_wave_moves_nowhere_and_says_so() -> None:
    found = evidence({"RP2": {"PP": 4.0, "SOC": 4.0, "SOL": 4.0}})
    for name in ("pp_growing", "sse_welfare_retreat", "mode_sustainable"):
        reason = told(name, found).reason
        assert "there is one wave only" in reason
        assert reason.count("cannot be shown") == 1, "once, not for each type"


def test_the_answers_of_each_type_move_by_what_lies_between_the_waves() -> None:
    """The social economy rises from 4.6 to 5.0 and nobody else moves."""
    found = beside("sse_welfare_retreat", two_waves(4.6, 5.0), "change in RP2")
    assert {side: part.value for side, part in found.items()} == pytest.approx({"PP": 0.0, "SOC": 0.4, "SOL": 0.0})
    assert {(part.n_projects, part.n_respondents) for part in found.values()} == {(14, 168)}
    assert found["SOC"].ci(0.95)[0] < 0.4 < found["SOC"].ci(0.95)[1]


def test_a_wave_with_few_respondents_of_a_type_is_not_told() -> None:
    """Four of the social economy answered in the second wave: with all its answers, the change would tell theirs."""
    found = two_waves()
    later = (found.respondents["wave"] == "2026") & (found.respondents["declared_type"] == "SOC")
    rows = ~later | later.cumsum().le(4)
    few = replace(found, respondents=found.respondents[rows].reset_index(drop=True))
    judged = told("sse_welfare_retreat", few, least=5)
    assert {part.side for part in judged.parts if "change in" in part.what} == {"PP", "SOL"}
    assert "in one of the waves too few of the social economy answered it" in judged.reason


def lived(ends: dict[str, int]) -> Evidence:
    """Two waves a year apart; of each type the first so many projects ended in between; all founded in 2000."""
    found = two_waves()
    table = found.projects.assign(alive_at_wave="yes", founding_year=2000.0)
    for declared, n in ends.items():
        own = table.index[(table["wave"] == "2026") & (table["declared_type"] == declared)]
        table.loc[own[:n], "alive_at_wave"] = "no"
    return replace(found, projects=table)


def test_survival_is_the_share_that_was_still_there_a_year_later() -> None:
    """Of 14 projects of peer production 7 ended, of 28 others 7, all of one age: peer production ends more often. With 1 and 14
    it is the other side."""
    judged = told("mode_sustainable", lived({"PP": 7, "SOC": 7}))
    shares = {part.side: part.value for part in judged.parts if "still alive" in part.what}
    assert shares == pytest.approx({"PP": 0.5, "SSE": 0.75})
    ratio = next(part for part in judged.parts if part.side == "PP / SSE")
    assert (ratio.n_projects, ratio.value > 0) == (42, True)
    assert (
        "7 of 14 projects of peer production and 7 of 28 projects of the social and solidarity economy" in judged.reason
    )
    assert judged.verdict == "not testable"
    other = told("mode_sustainable", lived({"PP": 1, "SOC": 14}))
    assert next(part for part in other.parts if part.side == "PP / SSE").value < 0


def test_where_none_ended_it_says_so_and_where_one_side_ended_there_is_no_ratio() -> None:
    none, one = told("mode_sustainable", lived({})), told("mode_sustainable", lived({"PP": 2}))
    assert "so that nothing tells which last longer" in none.reason
    assert "too few for a ratio" in one.reason
    assert all(part.side != "PP / SSE" for part in (*none.parts, *one.parts))


def test_what_ended_before_it_was_first_seen_is_not_followed() -> None:
    found = lived({"PP": 7, "SOC": 7})
    table = found.projects.copy()
    table.loc[table.index[:4], "alive_at_wave"] = "no"  # of PP, in the first wave too
    assert "3 of 10 projects of peer production" in told("mode_sustainable", replace(found, projects=table)).reason


def test_without_the_days_of_the_waves_no_age_is_known() -> None:
    found = replace(lived({"PP": 7, "SOC": 7}), years={"2025": 2025.0})
    assert "nobody knows when the answers of 2026 were given" in told("mode_sustainable", found).reason


def test_the_day_of_a_wave_as_a_year() -> None:
    found = years({"a": "2025-07-01", "b": "2025", "c": "2025-04", "d": "not reported", "e": None})
    assert found == pytest.approx({"a": 2025.5, "b": 2025.0, "c": 2025.25})


def test_the_share_that_names_an_unmet_need_is_counted() -> None:
    """The social economy answers 5 or 6, the solidarity economy 3 or 4: half of the respondents say 5 or more."""
    found = evidence({"RP2": {"PP": 4.0, "SOC": 5.0, "SOL": 4.0}})
    codes = found.respondents["declared_type"].map({"PP": 4.0, "SOC": 5.0, "SOL": 3.0})
    whole = found.respondents.assign(RP2=codes + np.arange(len(codes)) % 2)
    part = beside("sse_necessary", replace(found, respondents=whole), "RP2 at least 5")["SSE"]
    assert (part.value, part.n_respondents) == (0.5, 168)


def test_without_context_nothing_of_time_is_computed() -> None:
    judged = judge_claims(CLAIMS, lived({"PP": 7, "SOC": 7}), RULERS, SETTINGS, with_context=False)
    assert "looked at again" not in judged["mode_sustainable"].reason
    assert not any("still alive" in part.what for part in judged["mode_sustainable"].parts)
