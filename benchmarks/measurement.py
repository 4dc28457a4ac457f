"""Time of the stage measure on two made-up waves, by respondents a wave, on one process and two; answers of pure chance too.

Other projects are added, no other respondents to the same ones. The bounds are those of the project: 10 s for two waves of
704 on two processors, and a cost that grows no faster than the respondents. Seconds are those of the clock, so that two
processes must have two processors to themselves; processor seconds, which other programs change less, show the growth.
"""

import time

import numpy as np
import pandas as pd
import yaml

from pipeline import files
from pipeline.measure import everything
from pipeline.parallel import Workers
from pipeline.score import score
from tests.measurement.faulty import survey
from tests.survey import ASKED

SIZES = (704, 1408, 2816, 5632, 10000)
MEMBERS = 8
ALLOWED = 10.0  # seconds for two waves of 704


def seconds(table: pd.DataFrame, jobs: int) -> tuple[float, float]:
    """By the clock, and of this process alone, for everything that the stage estimates, from answers in memory."""
    sections = yaml.safe_load((files.root() / "params.yaml").read_text("utf-8"))
    scores = score(table, ASKED, sections["score"])
    clock, processor = time.perf_counter(), time.process_time()
    everything(table, scores, ASKED, sections["measure"], {}, Workers(jobs))
    return time.perf_counter() - clock, time.process_time() - processor


def answered(respondents: int) -> pd.DataFrame:
    return survey(1, projects=respondents // MEMBERS, size=MEMBERS, waves=2)


def by_chance(table: pd.DataFrame) -> pd.DataFrame:
    """Every answer drawn anew, so that no model is determined."""
    generator = np.random.default_rng(1)
    drawn = {
        code: np.where(table[code] > 0, generator.integers(1, 8, len(table)), table[code]).astype("int8")
        for code in table.columns
        if code in ASKED.items
    }
    return table.assign(**drawn)


def main() -> None:
    first = answered(SIZES[0])
    seconds(first, 1)
    for name, table in (("answers", first), ("answers of pure chance", by_chance(first))):
        one, _ = seconds(table, 1)
        two, _ = seconds(table, 2)  # the workers start here, as they do in the stage
        print(
            f"two waves of {SIZES[0]}, {name:<22} one process {one:6.2f} s, two {two:6.2f} s: "
            f"{two / ALLOWED:4.2f} of what is allowed"
        )
    begin = 0.0
    for size in SIZES:
        _, taken = seconds(answered(size), 1)
        begin = begin or taken
        ratio = f"{taken / begin:5.2f} x the time for {size / SIZES[0]:5.2f} x the respondents"
        print(f"two waves of {size:>6,} respondents   {taken:6.2f} processor seconds   {ratio}")


if __name__ == "__main__":
    main()
