"""Where only a part of a declared type is meant, a sentence counts that part and does not name the whole type."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.judging.evidence import Evidence
from tests.judging.evidence import evidence, judge_one

PRODUCE = "the social and solidarity economy (where at least 50 % of the activity is production)"
FREE = "peer production (where the domain is free software)"


def producing(projects: int) -> Evidence:
    """24 projects of each type, of which so many mostly produce; the others mostly distribute."""
    found = evidence({"PC": {"PP": 4.0, "SOC": 4.0, "SOL": 4.0}}, projects=24)
    number = found.projects["project"].str.extract(r"(\d+)$")[0].astype(int).to_numpy()
    share = np.where(number < projects, 90.0, 10.0)
    return replace(
        found, projects=found.projects.assign(activity_production=share, activity_distribution=100.0 - share)
    )


def test_a_gate_counts_the_projects_of_the_part_that_is_meant() -> None:
    told = judge_one("sse_form_focus", producing(5)).reason
    assert f"{PRODUCE} has 10 projects with an answer to it" in told
    assert "economy has" not in told
    assert "(where at least 50 % of the activity is distribution) has" not in told  # 38 projects are enough


def test_a_part_of_a_type_that_is_large_enough_passes() -> None:
    assert "too few data" not in judge_one("sse_form_focus", producing(6)).reason


def test_a_whole_type_is_named_as_it_is() -> None:
    few = evidence({"SO": {"PP": 3.0, "SOC": 5.0, "SOL": 5.0}}, projects=11)
    assert "too few data: peer production has 11 projects; 12" in judge_one("dif_solidarity", few).reason


@pytest.mark.parametrize("domain", ["wiki", "free software"])
def test_a_type_of_which_nobody_is_of_the_domain_is_not_said_to_be_silent(domain: str) -> None:
    """All answer; but where every project of peer production is a wiki, none of them is of free software."""
    found = evidence({code: {"PP": 4.0, "SOC": 4.0, "SOL": 4.0} for code in ("PV", "LR1")})
    told = judge_one("fs_values_diverse", replace(found, projects=found.projects.assign(domain=domain))).reason
    nobody = f"fewer than three respondents of {FREE} are known on political values" in told.replace("(PV) ", "")
    assert nobody == (domain == "wiki")
    assert (f"nobody of {FREE} answered" in told) == (domain == "wiki")
    assert "of peer production are known" not in told
    assert "of peer production answered" not in told
