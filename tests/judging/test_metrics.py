"""reports/metrics.json tells nobody how few were left out."""

import json

import pandas as pd
import pytest

from pipeline.judging.tables import metrics_json
from tests.judging.evidence import evidence


@pytest.mark.parametrize(
    ("excluded", "told"),
    [
        (0, {"delivered": 100, "kept": 100, "excluded": 0}),
        (1, {"delivered": None, "kept": 99, "excluded": None}),
        (4, {"delivered": None, "kept": 96, "excluded": None}),
        (5, {"delivered": 100, "kept": 95, "excluded": 5}),
    ],
)
def test_a_handful_left_out_cannot_be_reckoned(excluded: int, told: dict[str, int | None]) -> None:
    exclusions = pd.DataFrame({"in_primary": [False] * excluded + [True] * (100 - excluded)})
    found = json.loads(metrics_json({}, evidence({"PC": {"PP": 5.0}}, types=("PP",)), exclusions, smallest=5))
    assert found["respondents"] == told
    if told["excluded"] is None:
        assert "100" not in json.dumps(found)
