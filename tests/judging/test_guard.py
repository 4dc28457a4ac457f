"""The permutation guard."""

import numpy as np

from pipeline.judging.guard import counts_by_chance, permuted_counts
from pipeline.judging.judgement import Judgement
from tests.judging.evidence import CLAIMS, RULERS, evidence


def test_types_dealt_out_at_random_do_not_differ() -> None:
    found = evidence({"PC": {"PP": 6.0, "SOC": 2.0, "SOL": 2.0}})
    counts = permuted_counts([CLAIMS["dif_production"]], found, RULERS, seed=1)
    assert counts.shape == (199,)
    assert np.quantile(counts, 0.95) == 0


def test_one_project_a_side_decides_nothing() -> None:
    """A Welch contrast needs two projects in each type; without them no draw counts."""
    found = evidence({"PC": {"PP": 6.0, "SOC": 2.0, "SOL": 2.0}}, projects=1)
    assert permuted_counts([CLAIMS["dif_production"]], found, RULERS, seed=1).sum() == 0


def test_a_row_that_was_not_asked_does_not_switch_the_guard_off() -> None:
    """Ten rows cannot be tested and one can: the types are dealt out for that one, 199 times."""
    found = evidence({"PC": {"PP": 6.0, "SOC": 2.0, "SOL": 2.0}})
    words = dict.fromkeys(RULERS.theses["T1"], "not testable") | {"dif_production": "supported"}
    judged = {name: Judgement(name, word, "") for name, word in words.items()}
    counts = counts_by_chance(CLAIMS, judged, found, RULERS, seed=1)
    assert counts.shape == (199,)
    assert counts.tolist() == permuted_counts([CLAIMS["dif_production"]], found, RULERS, seed=1).tolist()
    nothing = {name: Judgement(name, "not testable", "") for name in words}
    assert len(counts_by_chance(CLAIMS, nothing, found, RULERS, seed=1)) == 0
