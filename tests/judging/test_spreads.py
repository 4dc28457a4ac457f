"""Claims on how widely a side differs among itself, with answers set by hand."""

import re
from dataclasses import replace

import numpy as np
import pytest

from pipeline.judging.evidence import Evidence
from tests.judging.evidence import ASKED, evidence, judge_one

SSE = ["SOC", "SOL"]


def test_a_ratio_that_turns_with_the_means_taken_into_account_is_mixed() -> None:
    """Half as wide again about 4, where a standard deviation may be 3, as about 6.6, where it may be the root of 5.6 x 0.4,
    1.50; of the largest possible it is 1.5 x 1.5 / 3 = 0.75 times as wide."""
    found = evidence({code: {"PP": 6.6, "SOC": 4.0, "SOL": 4.0} for code in ASKED.difference}, projects=60)
    rows = found.respondents.copy()
    at = rows["declared_type"].isin(SSE)
    rows.loc[at, list(ASKED.difference)] = 4 + 1.5 * (rows.loc[at, list(ASKED.difference)] - 4)
    judged = judge_one("sse_hard_generalize", replace(found, respondents=rows))
    assert (judged.verdict, judged.detail) == ("mixed", "taking the means into account changes the word")
    assert judged.reason.count("; but") == 1
    assert "with the means taken into account it is 0.7" in judged.reason


def free_software(wider: dict[str, float]) -> Evidence:
    """Projects of free software whose people lie that many times as far from the middle as those of the other side do (1 point
    of 7 and of 0 to 10), half of them on either side."""
    found = evidence({code: {"PP": 4.0, "SOC": 4.0, "SOL": 4.0} for code in ("PV", "LR1")})
    rows = found.respondents.copy()
    pp = rows["declared_type"].eq("PP").to_numpy()
    sign = np.where(rows["row"] % 2 == 0, 1.0, -1.0)
    for code, middle in (("PV", 4.0), ("LR1", 5.0)):
        rows[code] = middle + sign * np.where(pp, wider[code], 1.0)
    return replace(found, respondents=rows, projects=found.projects.assign(domain="free software"))


@pytest.mark.parametrize(
    ("wider", "word"),
    [
        ({"PV": 2.0, "LR1": 3.0}, "supported"),
        ({"PV": 1.0, "LR1": 3.0}, "mixed"),
        ({"PV": 0.5, "LR1": 3.0}, "mixed"),
    ],
)
def test_political_values_and_placement_each_have_to_differ_more_widely(wider: dict[str, float], word: str) -> None:
    """The root of 1 x 3 is 1.73 and that of 0.5 x 3 is 1.22, both beyond 1.15: their mean is not what is asked."""
    judged = judge_one("fs_values_diverse", free_software(wider))
    assert judged.verdict == word
    for name, times in {"political values": wider["PV"], "(LR1)": wider["LR1"]}.items():
        assert re.search(
            rf"differ {times:.1f}\d times as widely among themselves as those of [^;]*{re.escape(name)}", judged.reason
        )
