"""The permutation guard."""

import numpy as np

from pipeline.judging.guard import permuted_counts
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
