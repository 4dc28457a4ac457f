"""The multiverse gives the same tables to the last byte in one process, in two, and on a Dask cluster of two workers."""

from typing import Any

import pandas as pd
import pytest

from pipeline import robustness
from pipeline.multiverse.tables import cells_by_claim, robustness_by_claim
from pipeline.parallel import Workers
from tests.multiverse.made_up import evidence, made_whole, rules

OWN: dict[str, Any] = {
    "bootstrap_draws": 100,
    "bootstrap_draws_of_the_primary": 100,
    "seed": 3,
    "respondents_for_an_own_mean": 3,
}


def tables(workers: Workers) -> list[bytes]:
    data, book = made_whole(evidence(waves=2)), rules()
    judged = robustness.judge(data, book.claims, book.rulers, OWN, workers)
    words = {one.claim: one.word for one in reversed(judged)}
    found = robustness_by_claim(judged, words, book.bearings, data.absent, (0.8, 0.6))
    return [_bytes(table) for table in (cells_by_claim(judged, book.bearings), found)]


def _bytes(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False, float_format="%.17g").encode()


def test_the_same_bytes_wherever_the_cells_are_judged() -> None:
    distributed = pytest.importorskip("distributed", reason="the package distributed is not installed")
    alone = tables(Workers(1))
    assert tables(Workers(2)) == alone
    with distributed.LocalCluster(
        2, threads_per_worker=1, dashboard_address="127.0.0.1:0", host="127.0.0.1"
    ) as cluster:
        assert tables(Workers(scheduler=str(cluster.scheduler_address))) == alone
