"""The verdicts for programs carry what the tables say, and the suffix of the multiverse first."""

import json

import pandas as pd
import pytest

from pipeline import published, withheld
from tests.sections.made_up import table, verdict

OPEN = withheld.Rule(1, frozenset(), frozenset(), frozenset(), {})


def robustness(**suffixes: str) -> pd.DataFrame:
    return table("robustness_by_claim", *({"claim": claim, "suffix": suffix} for claim, suffix in suffixes.items()))


def test_the_suffix_of_the_multiverse_stands_before_the_others() -> None:
    verdicts = table(
        "verdicts_by_claim",
        verdict("dif_reason", "supported", suffixes="replicated"),
        verdict("pp_fun_reason", "inconclusive", suffixes=""),
        verdict("history_effect", "not testable", suffixes=""),
    )
    joined = published.with_suffixes(verdicts, robustness(dif_reason="robust", pp_fun_reason="sensitive"))
    assert joined["suffixes"].tolist() == ["robust; replicated", "sensitive", ""]
    assert verdicts["suffixes"].tolist() == ["replicated", "", ""]  # nothing is edited in place


def test_verdicts_json_says_what_the_tables_say() -> None:
    judged = verdict(
        "dif_reason",
        "supported",
        suffixes="robust; replicated",
        gates="",
        estimate=1.23456789,
        ci95_low=1.0,
        ci95_high=1.5,
    )
    parts = table(
        "parts_by_claim",
        {
            "claim": "dif_reason",
            "part": 1,
            "side": "PP",
            "what": "mean of PW",
            "role": "pole",
            "estimate": 2.5,
            "n": 30,
        },
        {"claim": "dif_reason", "part": 2, "side": "SSE", "what": "mean of PW", "role": "pole"},  # nothing was found
    )
    theses = table(
        "theses",
        {"thesis": "T1", "verdict": "mixed", "reason": "some rows hold"},
        {"thesis": "overall", "verdict": "supported", "detail": "degrees"},
    )
    structure = table("structure", {"figure": "ari", "value": 0.91}, {"figure": "verdict", "words": "kinds"})
    by_wave = table("verdicts_by_wave", {"claim": "dif_reason", "wave": "2025", "verdict": "mixed"})
    text = published.verdicts_json(
        table("verdicts_by_claim", judged), parts, by_wave, theses, structure, ["2025"], True, OPEN
    )
    found = json.loads(text)
    claim = found["claims"][0]
    assert (claim["id"], claim["verdict"], claim["estimate"]) == ("dif_reason", "supported", 1.23457)
    assert claim["suffixes"] == ["robust", "replicated"]
    assert (claim["gates"], claim["ci95"], claim["ci90"]) == ([], [1.0, 1.5], None)
    assert [part["side"] for part in claim["parts"]] == ["PP"]
    assert claim["by_wave"] == {"2025": "mixed"}
    assert (found["theses"], found["overall"], found["overall_detail"]) == ({"T1": "mixed"}, "supported", "degrees")
    structure_said = {"verdict": "kinds", "ari": 0.91, "dip_p": None, "delta_bic": None, "reason": None}
    beside = dict.fromkeys(("apart", "excluded_from", "called_one_scale"))
    assert found["structure"] == structure_said | beside
    assert found["reasons"] == {"T1": "some rows hold", "overall": None}
    assert (found["simulated"], found["waves"], found["schema"]) == (True, ["2025"], 1)


@pytest.mark.parametrize(
    ("small_types", "written", "told"),
    [
        ((), "SOL has 13 projects with a median of 3 respondents", "with a median of fewer than 5 respondents"),
        ((), "SOC has 1 project with a median of 60 respondents", "1 project with a median of 60 respondents"),
        (("SOL",), "SOC has 1 project with a median of 60 respondents; 12 projects", "SOC has 1 project; 12 projects"),
        (("SOL",), "SOL has 1 project with a median of 4 respondents", "1 project with a median of fewer than 5"),
        (
            ("SOL",),
            "SOC has 6 projects with a median of 20.5 respondents",
            "6 projects with a median of 20.5 respondents",
        ),
        (
            ("SOL",),
            "12 projects and a median of 5 respondents are needed",
            "12 projects and a median of 5 respondents are needed",
        ),
    ],
)
def test_the_judge_s_medians_tell_no_few_respondents(small_types: tuple[str, ...], written: str, told: str) -> None:
    """A type of one project has as many respondents as that: its median is the number that is withheld elsewhere."""
    by = withheld.Rule(5, frozenset(), frozenset(small_types), frozenset(), {})
    assert told in published.spoken(written, by) and "of 3" not in published.spoken(written, by)
