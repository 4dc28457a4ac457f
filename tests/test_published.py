"""The verdicts for programs carry what the tables say, and the suffix of the multiverse first."""

import json

import pandas as pd

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


def test_a_part_of_a_type_that_leaves_few_for_the_rest_is_withheld_beside_any_claim() -> None:
    """Of 20 respondents 17 are unpaid: the mean of all and theirs would give that of three away. Of 20 less 12 it would not."""
    by = withheld.Rule(5, frozenset(), frozenset(), frozenset(), {})
    whole = {"claim": "a", "part": 1, "side": "PP", "what": "mean of SE", "role": "context", "unit": "points"}
    part = {**whole, "claim": "b", "what": "mean of SE, of those with D08 'no'"}
    for n, hidden in ((17, frozenset({("b", 1)})), (12, frozenset())):
        rows = [{**whole, "estimate": 5.0, "n_respondents": 20}, {**part, "estimate": 4.0, "n_respondents": n}]
        assert withheld.parts([{**row, "n": 8} for row in rows], by) == hidden
