"""One function over many tasks: on the processors of this machine, or on the workers of a Dask cluster, by joblib.

What comes back depends on the tasks alone: a task brings its own seed, and results come in the order of the tasks.
"""

import asyncio
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, TypeVar

import joblib

from pipeline.files import UserError

SECONDS_TO_ANSWER = 10
JOBS, SCHEDULER = "TOUCHSTONE_JOBS", "TOUCHSTONE_SCHEDULER"
Result = TypeVar("Result")


class NoCluster(UserError):
    """A Dask scheduler that cannot be used; its address is the user's own, and is said as it was given."""


@dataclass(frozen=True)
class Workers:
    """`jobs` processes of this machine (-1: one for each processor), or the cluster whose scheduler answers at an address.
    Raises UserError where `jobs` is no number of processes."""

    jobs: int = -1
    scheduler: str | None = None

    def __post_init__(self) -> None:
        if self.jobs == 0 or self.jobs < -1:
            raise UserError(
                f"The number of processes is {self.jobs}: give one from 1 upwards, or -1 for one on each processor."
            )


def from_environment() -> Workers:
    """The workers of a stage, which DVC starts: TOUCHSTONE_SCHEDULER, or else TOUCHSTONE_JOBS, or all processors.

    Raises UserError where TOUCHSTONE_JOBS is no number of processes.
    """
    jobs = os.environ.get(JOBS, "-1").strip()
    number = int(jobs) if jobs.removeprefix("-").isdecimal() else 0
    if number == 0 or number < -1:
        raise UserError(f"{JOBS} is '{jobs}': write a number of processes, or -1 for one on each processor.")
    return Workers(number, os.environ.get(SCHEDULER, "").strip() or None)


def mapped(
    function: Callable[..., Result],
    tasks: Sequence[tuple[Any, ...]],
    workers: Workers,
    done: Callable[[], object] = lambda: None,
) -> list[Result]:
    """function(*task) of each task, in the order of the tasks; `done` is called after each.

    The function and the tasks must be picklable, unless one process does them all. Raises UserError where the scheduler
    cannot be used, before any task runs.
    """
    if workers.scheduler is None and (workers.jobs == 1 or len(tasks) < 2):
        return [_told(function(*task), done) for task in tasks]
    with _cluster(workers.scheduler) if workers.scheduler else nullcontext():
        jobs = -1 if workers.scheduler else min(workers.jobs, len(tasks))
        parallel = joblib.Parallel(n_jobs=jobs, return_as="generator")
        found: Iterator[Result] = parallel(joblib.delayed(function)(*task) for task in tasks)
        return [_told(result, done) for result in found]


def _told(result: Result, done: Callable[[], object]) -> Result:
    done()
    return result


@contextmanager
def _cluster(address: str) -> Iterator[None]:
    """joblib's backend is the Dask cluster at an address, as long as this lasts."""
    try:
        from distributed import Client
    except ImportError:
        raise NoCluster(
            f"The scheduler {address} cannot be used, because the package distributed is not installed here: "
            "install it with `pip install distributed`, or leave the scheduler out."
        ) from None
    try:
        asyncio.run(_answer(address))
    except (OSError, TimeoutError, ValueError):
        raise NoCluster(
            f"No Dask scheduler answers at {address}: check the address (such as tcp://192.0.2.7:8786), and that "
            "`dask scheduler` runs there."
        ) from None
    with Client(address, timeout=SECONDS_TO_ANSWER, set_as_default=False) as client:
        if not client.scheduler_info(n_workers=-1)["workers"]:
            raise NoCluster(f"The Dask scheduler at {address} has no workers: start some with `dask worker {address}`.")
        with joblib.parallel_config(backend="dask", client=client, wait_for_workers_timeout=SECONDS_TO_ANSWER):
            yield


async def _answer(address: str) -> None:
    """Whether something that speaks Dask's protocol is there; a client that finds nobody would not close without noise."""
    from distributed.core import connect

    connection = await asyncio.wait_for(connect(address, timeout=SECONDS_TO_ANSWER), SECONDS_TO_ANSWER)
    await connection.close()
