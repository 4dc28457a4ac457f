"""One function over many tasks gives the same bits wherever it runs; what is wrong is said in a sentence."""

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from pipeline import calibrate, parallel
from pipeline.files import UserError
from pipeline.parallel import Workers, from_environment, mapped
from pipeline.stats.association import between_correlation

pytest.importorskip("distributed", reason="the package distributed is not installed")
LOOPBACK = "127.0.0.1:0"
GENERATOR = np.random.Generator(np.random.PCG64(1))
GROUPS = np.repeat(["a", "b"], 20)
TASKS = [(*GENERATOR.normal(size=(2, 40)), GROUPS, 200, seed) for seed in range(12)]


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The address of a cluster of two processes on this machine, not to be reached from elsewhere."""
    from distributed import LocalCluster

    with LocalCluster(2, threads_per_worker=1, dashboard_address=LOOPBACK, host="127.0.0.1") as cluster:
        yield str(cluster.scheduler_address)


def drawn(workers: Workers) -> list[bytes]:
    """Bootstrap draws of correlations, as bytes."""
    return [found.draws.tobytes() for found in mapped(between_correlation, TASKS, workers) if found is not None]


def test_bootstrap_draws_are_the_same_bits_in_one_process_in_two_and_on_a_cluster(scheduler: str) -> None:
    alone = drawn(Workers(jobs=1))
    assert len(set(alone)) == len(TASKS)
    assert drawn(Workers(jobs=2)) == alone
    assert drawn(Workers(scheduler=scheduler)) == alone


def test_results_come_in_the_order_of_the_tasks_and_each_is_counted() -> None:
    counted: list[int] = []
    assert mapped(pow, [(2, n) for n in range(9)], Workers(jobs=2), lambda: counted.append(1)) == [
        1, 2, 4, 8, 16, 32, 64, 128, 256,
    ]  # fmt: skip
    assert len(counted) == 9


def test_a_fault_in_a_task_comes_back_as_itself(scheduler: str) -> None:
    for workers in (Workers(jobs=1), Workers(scheduler=scheduler)):
        with pytest.raises(ZeroDivisionError):
            mapped(divmod, [(1, 1), (1, 0)], workers)


def test_an_address_where_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "SECONDS_TO_ANSWER", 0.5)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()  # takes the connection and never says a word
        closed = "tcp://127.0.0.1:9"
        for address in (closed, f"tcp://127.0.0.1:{silent.getsockname()[1]}", "no address", "smoke://signals:1"):
            with pytest.raises(UserError, match=r"^No Dask scheduler answers at .*: check the address"):
                mapped(pow, [(2, 3)], Workers(scheduler=address))


def test_a_scheduler_without_workers() -> None:
    from distributed import Scheduler, SpecCluster

    options = {"host": "127.0.0.1", "dashboard_address": LOOPBACK}
    with (
        SpecCluster(scheduler={"cls": Scheduler, "options": options}) as cluster,
        pytest.raises(UserError, match="has no workers: start some with `dask worker"),
    ):
        mapped(pow, [(2, 3)], Workers(scheduler=str(cluster.scheduler_address)))


def test_without_the_package_for_clusters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UserError, match="the package distributed is not installed here: install it with"):
        mapped(pow, [(2, 3)], Workers(scheduler="tcp://127.0.0.1:8786"))


@pytest.mark.parametrize(
    ("jobs", "scheduler", "workers"),
    [
        (None, None, Workers(-1, None)),
        ("3", "", Workers(3, None)),
        ("-1", "tcp://192.0.2.7:8786", Workers(-1, "tcp://192.0.2.7:8786")),
    ],
)
def test_a_stage_takes_its_workers_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, jobs: str | None, scheduler: str | None, workers: Workers
) -> None:
    for name, value in ((parallel.JOBS, jobs), (parallel.SCHEDULER, scheduler)):
        monkeypatch.delenv(name, raising=False)
        if value is not None:
            monkeypatch.setenv(name, value)
    assert from_environment() == workers


@pytest.mark.parametrize("jobs", ["0", "-2", "two", "1.5", ""])
def test_no_number_of_processes(monkeypatch: pytest.MonkeyPatch, jobs: str) -> None:
    monkeypatch.setenv(parallel.JOBS, jobs)
    with pytest.raises(UserError, match=f"^TOUCHSTONE_JOBS is '{jobs}': write a number of processes"):
        from_environment()


def test_a_calibration_has_the_same_words_on_a_cluster(scheduler: str, project: Path) -> None:
    """Replications bring their own seeds: what a cluster of two workers finds is what one process finds, to the last word."""
    alone = calibrate.replications(["tiny"], 2, 7, Workers(jobs=1), lambda: None)
    for path in (project / "calibration" / "unfinished").glob("*"):
        path.unlink()
    assert calibrate.replications(["tiny"], 2, 7, Workers(scheduler=scheduler), lambda: None) == alone
